"""Looking at reviews: what comes up, where a meeting stands, one of its points, its minutes."""

from datetime import datetime

from base.answer import Answer, FollowUp, Kind
from base.language import Moment, Msg, msg
from base.refusal import Refusal
from base.review import PointState, Review, ReviewState
from commands.review_asking import ReviewRequest, number_of
from commands.schedule_keeping import may_any
from reviews import meeting, meeting_posts, minutes, standing
from reviews.meeting import Seen
from storage import reviews
from storage.engine import Work

_MOST = 8


def where(one: ReviewRequest) -> Answer:
    """Return where a meeting stands. Raises Refusal where there is none to be seen."""
    with one.context.database.read() as work:
        found = meeting.seen(work, one.by.actor, number_of(work, one), one.channel)
        return where_of(work, one, found)


def where_of(work: Work, one: ReviewRequest, found: Seen) -> Answer:
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
        head = msg("review.where", sign=meeting_posts.sign(review.at), title=block.title,
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


def point(one: ReviewRequest) -> Answer:
    """Return one point of the agenda with the ways out of it, by its number there."""
    with one.context.database.read() as work:
        found = meeting.seen(work, one.by.actor, number_of(work, one), one.channel)
        at = one.asked.number or 1
        if not 1 <= at <= len(found.there):
            raise Refusal(msg("review.point.no_number", n=len(found.there)))
        spot = standing.spot_of(work, found.review, one.by.now)
        return meeting_posts.point_answer(work, spot, found.there[at - 1], at)


def minutes_of(one: ReviewRequest) -> Answer:
    """Return the minutes of a review; of one that is not closed how it stands. Raises Refusal."""
    with one.context.database.read() as work:
        found = meeting.seen(work, one.by.actor, number_of(work, one), one.channel)
        if found.review.state is not ReviewState.CLOSED:
            return where_of(work, one, found)
        spot = standing.spot_of(work, found.review, one.by.now)
        return minutes.minutes_answer(work, spot, found)


def listed(one: ReviewRequest) -> Answer:
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
                return where_of(work, one, meeting.seen(work, one.by.actor, here.id, one.channel)
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
    if not found and may_any(one.by.actor):
        follow = (FollowUp(msg("review.button.setup"), "/review setup"),)
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
