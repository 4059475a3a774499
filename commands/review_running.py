"""Running a meeting: begin, go on, add a point, close, and taking on what it decided.

What a meeting does is posted by the outbox (`reviews/meeting_posts`), in the unit of work of the
change; in its channel the answer itself says nothing more.
"""

import re

from base.action import Action, Move, State
from base.answer import Answer, FollowUp, Kind
from base.language import msg
from base.refusal import Refusal
from base.review import ReviewState
from base.schedule import Level
from commands.review_asking import ReviewRequest, done, number_of
from commands.review_looking import where_of
from commands.review_masking import fit_for
from reviews import acting, meeting, meeting_posts, minutes, standing
from reviews.actions import Wish, folded
from reviews.cards import moved
from reviews.meeting import Seen
from reviews.moderating import By
from storage import actions, reviews
from storage.engine import Work

_PROPOSAL = re.compile(r"(?:建议|办法|proposal)\s*[:：]\s*", re.IGNORECASE)


def start(one: ReviewRequest) -> Answer:
    """Begin a meeting and post its first block. Raises Refusal."""
    with one.context.database.write() as work:
        found = meeting.to_run(work, one.by.actor, number_of(work, one), one.channel)
        if found.review.state is ReviewState.RUNNING:
            return where_of(work, one, found)
        review = meeting.start(work, one.by, found)
        found = meeting.refresh_cases(work, one.by, Seen(review, found.points, found.runs))
        spot = standing.spot_of(work, review, one.by.now)
        meeting_posts.renew_agenda(work, spot, found)
        meeting_posts.post_block(work, spot, found)
    return done(msg("review.started", name=review.agenda.name))


def go_on(one: ReviewRequest) -> Answer:
    """Go on to the next block, or to the one a button names. Raises Refusal."""
    with one.context.database.write() as work:
        found = meeting.to_run(work, one.by.actor, number_of(work, one), one.channel)
        wanted = one.asked.rest
        to = int(wanted) if wanted.isdecimal() else found.review.at + 1
        if to >= len(found.review.agenda.blocks):
            return _closed(work, one, found)
        review = meeting.go_on(work, found, to)
        if review.version == found.review.version:
            # Pressed twice, or by two at once: the block stands below already.
            return where_of(work, one, found)
        found = meeting.refresh_cases(work, one.by, Seen(review, found.points, found.runs))
        spot = standing.spot_of(work, review, one.by.now)
        meeting_posts.renew_agenda(work, spot, found)
        meeting_posts.post_block(work, spot, found)
    return done(msg("review.went_on", sign=meeting_posts.sign(review.at)))


def close(one: ReviewRequest) -> Answer:
    """Close a meeting, or say what is still open. Raises Refusal."""
    with one.context.database.write() as work:
        found = meeting.to_run(work, one.by.actor, number_of(work, one), one.channel)
        return _closed(work, one, found)


def _closed(work: Work, one: ReviewRequest, found: Seen) -> Answer:
    """Close; or say what is still open, with the ways out of it."""
    found = meeting.refresh_cases(work, one.by, found)
    spot = standing.spot_of(work, found.review, one.by.now)
    if found.review.state is ReviewState.RUNNING and found.open:
        meeting_posts.post_left(work, spot, found)
        first = found.open[0]
        return Answer(
            Kind.TEXT,
            msg("review.left", n=len(found.open), about=first.raised.about),
            (msg("review.left.choose"),),
            follow_ups=meeting_posts.ways_out(first),
            elsewhere=True,
        )
    review = meeting.close(work, one.by, found)
    found = Seen(review, found.points, found.runs)
    spot = standing.spot_of(work, review, one.by.now)
    minutes.post(work, spot, found)
    meeting_posts.renew_agenda(work, spot, found)
    meeting_posts.renew_left(work, spot, found)
    return done(msg("review.closed", name=review.agenda.name))


def add(one: ReviewRequest) -> Answer:
    """Add what was typed as a point; without words say how."""
    text = one.asked.rest
    with one.context.database.write() as work:
        found = meeting.seen(work, one.by.actor, number_of(work, one), one.channel)
        button = FollowUp(msg("review.button.add"), f"/review add {found.review.id}")
        if not text:
            return Answer(Kind.TEXT, msg("review.add.how"), follow_ups=(button,), private=True)
        text, proposal = with_proposal(text)
        if found.review.level is Level.COMPANY and not proposal:
            told = msg("review.add.needs_proposal")
            return Answer(Kind.TEXT, told, follow_ups=(button,), private=True)
        if one.by.actor.person <= 0:
            raise Refusal(msg("review.add.stranger"))
        added(work, one.by, found, text, proposal, f"{found.review.id}:{one.by.now.isoformat()}")
    return done(msg("review.added"))


def with_proposal(text: str) -> tuple[str, str]:
    """Return what was typed as the problem and the proposal that stands behind it, "" for none."""
    found = _PROPOSAL.search(text)
    if found is None:
        return text, ""
    return text[: found.start()].rstrip(" ，,;；。."), text[found.end() :].strip()


def added(work: Work, by: By, found: Seen, text: str, proposal: str, key: str) -> None:
    """Put a point on an agenda and have everything that stands say so. Raises Refusal."""
    text, proposal = (fit_for(work, found.review, one) for one in (text, proposal))
    point = meeting.add(work, by, found, text, proposal, key)
    found = Seen(found.review, reviews.points_of(work, found.review.id), found.runs)
    spot = standing.spot_of(work, found.review, by.now)
    meeting_posts.renew_agenda(work, spot, found)
    if meeting_posts.at_decisions(found.review):
        meeting_posts.post_point(work, spot, point, len(found.there))


def accept(one: ReviewRequest) -> Answer:
    """Take on every item of a review that the asker owns and has not taken on yet."""
    with one.context.database.write() as work:
        found = meeting.seen(work, one.by.actor, number_of(work, one), one.channel)
        count = 0
        for action in mine(work, one.by, found):
            event = Wish(Move.ACCEPT, one.by.actor.person, one.by.now)
            after = acting.act(work, one.by.actor, action.id, event, one.by.today)
            moved(work, action, after, actions.events_of(work, action.id)[-1], one.by.now)
            count += 1
    if not count:
        raise Refusal(msg("review.accept.nothing"))
    return Answer(Kind.TEXT, msg("review.accepted", n=count), private=True)


def mine(work: Work, by: By, found: Seen) -> list[Action]:
    """Return the items of a review that somebody owns and has not taken on yet."""
    items = (actions.read(work, p.decision, folded) for p in found.there if p.decision)
    return [
        a
        for a in items
        if a is not None and a.owner == by.actor.person > 0 and a.state is State.PROPOSED
    ]
