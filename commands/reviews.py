"""`/review`: the agendas that stand, and running a meeting from its thread.

What a meeting does is posted by the outbox (`reviews/meeting_posts`), in the unit of work of the
change; in its channel the answer itself says nothing more. What somebody may not do, he alone is
told.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from base.action import Action, Move, State
from base.answer import Answer, FollowUp, Kind
from base.language import Lang, Moment, Msg, msg
from base.refusal import Refusal
from base.review import PointState, Review, ReviewState
from base.schedule import Level
from commands.context import Context, Place, Request
from commands.review_typed import ReviewAsked, Verb, review_asked, said_in_meeting
from reviews import acting, meeting, meeting_posts, minutes, standing
from reviews.actions import Wish, folded
from reviews.cards import moved
from reviews.meeting import Seen
from reviews.moderating import By
from storage import actions, reviews
from storage.engine import Work

_SIGN = meeting_posts.sign
_MOST = 8
_PROPOSAL = re.compile(r"(?:建议|办法|proposal)\s*[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class _Asked:
    """A request about reviews: what is asked, who asks, and when."""

    context: Context
    request: Request
    asked: ReviewAsked
    by: By

    @property
    def channel(self) -> str:
        """Return the channel it was asked in, "" in private."""
        return self.request.channel if self.request.channel[:1] in ("C", "G") else ""


def answer_reviews(context: Context, request: Request) -> Answer:
    """Answer what is asked about reviews, without the word itself. Raises Refusal in private."""
    asked = review_asked(f"review {request.text}") or ReviewAsked(Verb.HELP)
    return _guarded(context, request, asked)


def answer_in_meeting(context: Context, request: Request) -> Answer | None:
    """Answer what is said to the bot in a meeting's thread; None for what is about figures, and in
    any other thread."""
    asked = said_in_meeting(request.text)
    if asked is None or not request.thread:
        return None
    with context.database.read() as work:
        if reviews.at_message(work, request.channel, request.thread) is None:
            return None
    return _guarded(context, request, asked)


def _guarded(context: Context, request: Request, asked: ReviewAsked) -> Answer:
    """Answer; in a channel a refusal is told to the asker alone."""
    by = By(request.actor, context.clock.now(), request.today(context.clock))
    one = _Asked(context, request, asked, by)
    try:
        return _ANSWERS[asked.verb](one)
    except Refusal as refusal:
        if request.place is not Place.CHANNEL:
            raise
        return Answer(Kind.TEXT, refusal.message, private=True)


# -- which one -------------------------------------------------------------------------------------


def _number(work: Work, one: _Asked) -> int:
    """Return which review is meant: by its number, its thread, or its channel. Raises Refusal."""
    if one.asked.number and one.asked.verb is not Verb.POINT:
        return one.asked.number
    found = None
    if one.channel and one.request.thread:
        found = reviews.at_message(work, one.channel, one.request.thread)
    if found is None and one.channel:
        found = reviews.in_channel(work, one.channel)
    if found is None:
        raise Refusal(msg("review.which"))
    return found.id


def _done(takeaway: Msg, *follow_ups: FollowUp) -> Answer:
    """Return what only somebody is told who asked in private."""
    return Answer(Kind.TEXT, takeaway, follow_ups=follow_ups, elsewhere=True)


# -- running ---------------------------------------------------------------------------------------


def _start(one: _Asked) -> Answer:
    with one.context.database.write() as work:
        found = meeting.to_run(work, one.by.actor, _number(work, one), one.channel)
        if found.review.state is ReviewState.RUNNING:
            return _where_of(work, one, found)
        review = meeting.start(work, one.by, found)
        found = meeting.refresh_cases(work, one.by, Seen(review, found.points, found.runs))
        spot = standing.spot_of(work, review, one.by.now)
        meeting_posts.renew_agenda(work, spot, found)
        meeting_posts.post_block(work, spot, found)
    return _done(msg("review.started", name=review.agenda.name))


def _next(one: _Asked) -> Answer:
    with one.context.database.write() as work:
        found = meeting.to_run(work, one.by.actor, _number(work, one), one.channel)
        wanted = one.asked.rest
        to = int(wanted) if wanted.isdecimal() else found.review.at + 1
        if to >= len(found.review.agenda.blocks):
            return _closed(work, one, found)
        review = meeting.go_on(work, found, to)
        if review.version == found.review.version:
            # Pressed twice, or by two at once: the block stands below already.
            return _where_of(work, one, found)
        found = meeting.refresh_cases(work, one.by, Seen(review, found.points, found.runs))
        spot = standing.spot_of(work, review, one.by.now)
        meeting_posts.renew_agenda(work, spot, found)
        meeting_posts.post_block(work, spot, found)
    return _done(msg("review.went_on", sign=_SIGN(review.at)))


def _close(one: _Asked) -> Answer:
    with one.context.database.write() as work:
        found = meeting.to_run(work, one.by.actor, _number(work, one), one.channel)
        return _closed(work, one, found)


def _closed(work: Work, one: _Asked, found: Seen) -> Answer:
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
    return _done(msg("review.closed", name=review.agenda.name))


def _add(one: _Asked) -> Answer:
    """Add what was typed as a point; without words say how."""
    text = one.asked.rest
    with one.context.database.write() as work:
        found = meeting.seen(work, one.by.actor, _number(work, one), one.channel)
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
    return _done(msg("review.added"))


def with_proposal(text: str) -> tuple[str, str]:
    """Return what was typed as the problem and the proposal that stands behind it, "" for none."""
    found = _PROPOSAL.search(text)
    if found is None:
        return text, ""
    return text[: found.start()].rstrip(" ，,;；。."), text[found.end() :].strip()


def added(work: Work, by: By, found: Seen, text: str, proposal: str, key: str) -> None:
    """Put a point on an agenda and have everything that stands say so. Raises Refusal."""
    from commands.review_masking import fit_for

    text, proposal = (fit_for(work, found.review, one) for one in (text, proposal))
    point = meeting.add(work, by, found, text, proposal, key)
    found = Seen(found.review, reviews.points_of(work, found.review.id), found.runs)
    spot = standing.spot_of(work, found.review, by.now)
    meeting_posts.renew_agenda(work, spot, found)
    if meeting_posts.at_decisions(found.review):
        meeting_posts.post_point(work, spot, point, len(found.there))


# -- looking ---------------------------------------------------------------------------------------


def _where(one: _Asked) -> Answer:
    with one.context.database.read() as work:
        found = meeting.seen(work, one.by.actor, _number(work, one), one.channel)
        return _where_of(work, one, found)


def _where_of(work: Work, one: _Asked, found: Seen) -> Answer:
    """Return where a meeting stands: its block, what is decided, what is open."""
    review = found.review
    spot = standing.spot_of(work, review, one.by.now)
    lines = [
        msg("review.where.point", n=str(at), about=point.raised.about,
            decision=_stands(work, spot, point.state, at, found))
        for at, point in enumerate(found.there, start=1)
    ]  # fmt: skip
    if review.state is not ReviewState.RUNNING:
        head = msg(f"review.where.{review.state.value}", name=review.agenda.name,
                   at=Moment(review.meets, spot.zone))  # fmt: skip
    else:
        block = review.agenda.blocks[review.at]
        head = msg("review.where", sign=_SIGN(review.at), title=block.title,
                   n=len(review.agenda.blocks), open=len(found.open))  # fmt: skip
    return Answer(Kind.TEXT, head, tuple(lines), follow_ups=_buttons(found), private=True)


def _stands(work: Work, spot: standing.Spot, state: PointState, at: int, found: Seen) -> Msg:
    if state is PointState.OPEN:
        return msg("review.open")
    return minutes.decision_in_words(work, spot, found.there[at - 1])


def _buttons(found: Seen) -> tuple[FollowUp, ...]:
    review = found.review
    add = FollowUp(msg("review.button.add"), f"/review add {review.id}")
    match review.state:
        case ReviewState.AGENDA if found.runs:
            return FollowUp(msg("review.button.start"), f"/review start {review.id}"), add
        case ReviewState.AGENDA:
            return (add,)
        case ReviewState.RUNNING if found.runs and review.at + 1 < len(review.agenda.blocks):
            on = f"/review next {review.id} {review.at + 1}"
            return FollowUp(msg("review.button.next"), on), add
        case ReviewState.RUNNING if found.runs:
            return FollowUp(msg("review.button.close"), f"/review close {review.id}"), add
        case ReviewState.RUNNING:
            return (add,)
        case _:
            return (FollowUp(msg("review.button.minutes"), f"/review minutes {review.id}"),)


def _point(one: _Asked) -> Answer:
    """Return one point of the agenda with the ways out of it, by its number there."""
    with one.context.database.read() as work:
        found = meeting.seen(work, one.by.actor, _number(work, one), one.channel)
        at = one.asked.number or 1
        if not 1 <= at <= len(found.there):
            raise Refusal(msg("review.point.no_number", n=len(found.there)))
        spot = standing.spot_of(work, found.review, one.by.now)
        return meeting_posts.point_answer(work, spot, found.there[at - 1], at)


def _minutes(one: _Asked) -> Answer:
    with one.context.database.read() as work:
        found = meeting.seen(work, one.by.actor, _number(work, one), one.channel)
        if found.review.state is not ReviewState.CLOSED:
            return _where_of(work, one, found)
        spot = standing.spot_of(work, found.review, one.by.now)
        return minutes.minutes_answer(work, spot, found)


def _list(one: _Asked) -> Answer:
    """Return the agendas that stand and what runs, as far as the asker may see them; of a number
    that agenda."""
    with one.context.database.read() as work:
        if one.asked.number:
            seen = meeting.seen(work, one.by.actor, one.asked.number, one.channel)
            spot = standing.spot_of(work, seen.review, one.by.now)
            return meeting_posts.agenda(work, spot, seen)
        if one.channel:
            here = reviews.in_channel(work, one.channel)
            if here is not None:
                points = reviews.points_of(work, here.id)
                return _where_of(work, one, meeting.seen(work, one.by.actor, here.id, one.channel)
                                 if points else Seen(here, points, runs=False))  # fmt: skip
        found = [
            review
            for review in reviews.in_state(work, ReviewState.RUNNING, ReviewState.AGENDA)
            if meeting.sees(one.by.actor, review)
        ][:_MOST]
        lines = tuple(line_of(work, review, one.by.now) for review in found)
    follow = tuple(
        FollowUp(msg("review.button.open", number=str(review.id)), f"/review where {review.id}")
        for review in found[:3]
    )
    head = msg("review.list", n=len(found)) if found else msg("review.list.none")
    history = FollowUp(msg("review.button.history"), "/review history")
    return Answer(Kind.TEXT, head, lines, follow_ups=(*follow, history), private=True)


def line_of(work: Work, review: Review, now: datetime) -> Msg:
    """Return a review's line in a list: when it meets, how much there is to decide."""
    points = [p for p in reviews.points_of(work, review.id) if p.state is not PointState.GONE]
    spot = standing.spot_of(work, review, now)
    return msg(
        f"review.line.{review.state.value}",
        number=str(review.id),
        name=review.agenda.name,
        at=Moment(review.meets, spot.zone),
        n=len(points),
        open=sum(p.state is PointState.OPEN for p in points),
    )


# -- reading back ----------------------------------------------------------------------------------


def _accept(one: _Asked) -> Answer:
    """Take on every item of a review that the asker owns and has not taken on yet."""
    with one.context.database.write() as work:
        found = meeting.seen(work, one.by.actor, _number(work, one), one.channel)
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


# -- elsewhere -------------------------------------------------------------------------------------


def _elsewhere(module: str, function: str) -> Callable[[_Asked], Answer]:
    """Return what hands a request on to another module of this room, imported only then."""

    def call(one: _Asked) -> Answer:
        from importlib import import_module

        run = getattr(import_module(f"commands.{module}"), function)
        answer: Answer = run(one.context, one.request, one.asked.typed)
        return answer

    return call


def _form(one: _Asked) -> Answer:
    """Return the button that opens a form: a window opens at a tap, not at a message."""
    verb, number = one.asked.verb, one.asked.number
    if not number:
        raise Refusal(msg("review.which_point"))
    button = FollowUp(msg(f"review.button.{verb.value}"), f"/review {verb.value} {number}")
    return Answer(Kind.TEXT, msg("form.open_here"), follow_ups=(button,), private=True)


def _setup(one: _Asked) -> Answer:
    request = f"/review setup {one.asked.number or ''}".strip()
    button = FollowUp(msg("review.button.setup"), request)
    return Answer(Kind.TEXT, msg("form.open_here"), follow_ups=(button,), private=True)


def _help(one: _Asked) -> Answer:
    lines = tuple(msg(f"review.help.{n}") for n in range(1, 7))
    key = "review.help.unknown" if one.asked.rest else "review.help"
    return Answer(Kind.TEXT, msg(key, text=one.asked.rest[:60]), lines, private=True)


def example(lang: Lang) -> str:
    """Return how to ask for the agendas that stand."""
    return "复盘" if lang is Lang.ZH else "review"


_ANSWERS: Mapping[Verb, Callable[[_Asked], Answer]] = {
    Verb.LIST: _list,
    Verb.START: _start,
    Verb.NEXT: _next,
    Verb.WHERE: _where,
    Verb.ADD: _add,
    Verb.POINT: _point,
    Verb.ACT: _form,
    Verb.NONE: _form,
    Verb.LATER: _form,
    Verb.CLOSE: _close,
    Verb.ACCEPT: _accept,
    Verb.DECLINE: _form,
    Verb.MINUTES: _minutes,
    Verb.HISTORY: _elsewhere("review_history", "answer_history"),
    Verb.SEARCH: _elsewhere("review_history", "answer_search"),
    Verb.PROBLEM: _elsewhere("review_history", "answer_problem"),
    Verb.SETUP: _setup,
    Verb.TEMPLATE: _elsewhere("review_templates", "answer_template"),
    Verb.DECK: _elsewhere("decks", "answer_deck"),
    Verb.RECOGNITION: _elsewhere("recognition", "answer_recognition"),
    Verb.HELP: _help,
}
