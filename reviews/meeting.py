"""A review's meeting: who may run it, how it goes on from block to block, what is decided.

Every problem leaves the meeting as an action item, as a written "no action because", or with one
person who decides it within a day, once. A review with a problem that has none of the three cannot
be closed. Pure rules and rows; what is posted is `reviews/meeting_posts`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from base.case import Case, CaseKind, CaseState
from base.clock import DEFAULT_ZONE
from base.language import msg
from base.refusal import Refusal
from base.review import Point, PointState, Raised, Review, ReviewState, Source
from base.rights import Actor, Scope, Verb, can
from base.schedule import Level
from metrics.workdays import WorkCalendar
from reviews.moderating import By
from storage import cases, reviews
from storage.engine import Work
from storage.reviews import StaleReviewError

LONGEST_POINT, LONGEST_REASON, SHORTEST_REASON = 300, 500, 4
# So long somebody may take who decides after the meeting.
LATER = timedelta(hours=24)
_UNSETTLED = frozenset({PointState.OPEN, PointState.LATER, PointState.LAPSED})
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Seen:
    """A review as somebody sees it; `runs` says that he may run it."""

    review: Review
    points: tuple[Point, ...]
    runs: bool

    @property
    def there(self) -> tuple[Point, ...]:
        """Return the points that are on the agenda."""
        return tuple(one for one in self.points if one.state is not PointState.GONE)

    @property
    def open(self) -> tuple[Point, ...]:
        """Return the points that have no decision yet."""
        return tuple(one for one in self.points if one.state is PointState.OPEN)


# -- who may ---------------------------------------------------------------------------------------


def scope_of(review: Review) -> Scope:
    """Return what rights to a review are asked about."""
    team = review.team if review.level is Level.GROUP else None
    return Scope(team=team, among=frozenset({review.follow_up} - {0}))


def sees(actor: Actor, review: Review, channel: str = "") -> bool:
    """Say whether somebody may see a review; whoever asks in its channel has its agenda there."""
    return can(actor, Verb.SEE_REVIEW, scope_of(review)) or channel == review.channel


def seen(work: Work, actor: Actor, number: int, channel: str = "") -> Seen:
    """Return a review with its points. Raises Refusal where there is none that he may see."""
    review = reviews.read(work, number)
    if review is None or not sees(actor, review, channel):
        raise Refusal(msg("review.none"))
    runs = can(actor, Verb.RUN_REVIEW, scope_of(review))
    return Seen(review, reviews.points_of(work, review.id), runs)


def to_run(work: Work, actor: Actor, number: int, channel: str = "") -> Seen:
    """Return a review for one who runs it. Raises Refusal for everybody else."""
    found = seen(work, actor, number, channel)
    if not found.runs:
        raise Refusal(msg("review.not_yours"))
    return found


def to_decide(work: Work, actor: Actor, number: int) -> tuple[Point, Review]:
    """Return a point that somebody may decide now, with its review. Raises Refusal.

    Whom it was left to may decide it too.
    """
    point = reviews.point(work, number)
    review = None if point is None else reviews.read(work, point.review)
    if point is None or review is None:
        raise Refusal(msg("review.point.none"))
    mine = point.later == actor.person > 0
    if not mine and not can(actor, Verb.RUN_REVIEW, scope_of(review)):
        raise Refusal(msg("review.not_yours" if sees(actor, review) else "review.point.none"))
    _check_open(point)
    return point, review


def _check_open(point: Point) -> None:
    if point.state is PointState.GONE:
        raise Refusal(msg("review.point.gone"))
    if point.state in (PointState.ACTION, PointState.NONE):
        raise Refusal(msg("review.point.decided"))


# -- how it goes on --------------------------------------------------------------------------------


def start(work: Work, by: By, found: Seen) -> Review:
    """Begin a meeting; one that runs already is left as it is. Raises Refusal."""
    review = found.review
    if review.state is ReviewState.RUNNING:
        return review
    if review.state is not ReviewState.AGENDA:
        raise Refusal(msg(f"review.over.{review.state.value}"))
    return _changed(
        work,
        review,
        state=ReviewState.RUNNING,
        at=0,
        started_at=by.now,
        started_by=max(by.actor.person, 0),
    )


def go_on(work: Work, found: Seen, to: int) -> Review:
    """Go on to a block by its index; a meeting that is there already stays. Raises Refusal."""
    review = _running(found)
    if to <= review.at or to >= len(review.agenda.blocks):
        return review
    return _changed(work, review, at=to)


def close(work: Work, by: By, found: Seen) -> Review:
    """Close a review whose points are all decided or left to somebody.

    Raises Refusal while one is open, and where nobody has begun.
    """
    review = _running(found)
    if found.open:
        raise Refusal(msg("review.undecided", n=len(found.open)))
    _praise_was_told(work, by, review)
    return _changed(
        work,
        review,
        state=ReviewState.CLOSED,
        closed_at=by.now,
        closed_by=max(by.actor.person, 0),
    )


def _praise_was_told(work: Work, by: By, review: Review) -> None:
    """End the cases of praise that stood on the agenda: nothing is decided about them, and the next
    agenda need not tell them again.
    """
    for case in cases.listed(work, (CaseState.APPROVED,)):
        here = case.level is review.level
        here = here and (case.level is not Level.GROUP or case.team == review.team)
        if here and case.report.kind is CaseKind.WELL and _stood_on(work, case, review):
            cases.change(work, case, state=CaseState.DECIDED)
            cases.acted(work, case.id, max(by.actor.person, 0), "decide", by.now)


def _stood_on(work: Work, case: Case, review: Review) -> bool:
    """Say whether a case was approved before the meeting began: then the agenda has it."""
    approved = [at for _, act, at in cases.acts(work, case.id) if act == "approve"]
    return review.started_at is not None and any(at <= review.started_at for at in approved)


def _running(found: Seen) -> Review:
    review = found.review
    if review.state is ReviewState.AGENDA:
        raise Refusal(msg("review.not_begun"))
    if review.state is not ReviewState.RUNNING:
        raise Refusal(msg(f"review.over.{review.state.value}"))
    return review


def _changed(work: Work, review: Review, **values: object) -> Review:
    try:
        return reviews.change(work, review, **values)
    except StaleReviewError as error:
        raise Refusal(msg("review.stale")) from error


# -- points ----------------------------------------------------------------------------------------


def add(work: Work, by: By, found: Seen, text: str, proposal: str, key: str) -> Point:
    """Put on the agenda what somebody says by name. Raises Refusal once the review is over.

    `key` names this very addition: a second delivery of it changes nothing.
    """
    review = found.review
    if review.state not in (ReviewState.AGENDA, ReviewState.RUNNING):
        raise Refusal(msg(f"review.over.{review.state.value}"))
    raised = Raised(
        f"said:{key}"[:200],
        Source.PERSON,
        msg("review.said", text=text[:LONGEST_POINT]),
        proposal=msg("review.said", text=proposal[:LONGEST_POINT]) if proposal else None,
    )
    return reviews.raise_point(work, review.id, raised, max(by.actor.person, 0))


def decided(work: Work, by: By, point: Point, action: int = 0, because: str = "") -> Point:
    """Note what was decided about a point: the item that came of it, or why none did.

    What came of a case is the case's decision too. Raises Refusal where it has one already.
    """
    _check_open(point)
    state = PointState.ACTION if action else PointState.NONE
    done = _settled(
        work,
        point,
        state=state,
        decision=action,
        reason=because[:LONGEST_REASON],
        decided_by=max(by.actor.person, 0),
        decided_at=by.now,
    )
    _decide_case(work, by, point, action, because)
    return done


def alike(work: Work, by: By, point: Point) -> tuple[Point, ...]:
    """Settle the same problem where it stands open on other agendas of the same people, as it was
    decided here: their monthly one beside the weekly one, or the next.

    What a closed review left open stays as that review left it.
    """
    found, mine = [], reviews.read(work, point.review)
    for other in reviews.points_of_problem(work, point.problem):
        review = reviews.read(work, other.review)
        if other.id != point.id and other.state in _UNSETTLED and _stands_beside(review, mine):
            found.append(
                _settled(
                    work,
                    other,
                    state=point.state,
                    decision=point.decision,
                    reason=point.reason,
                    decided_by=point.decided_by,
                    decided_at=by.now,
                )
            )
    return tuple(found)


def _stands_beside(review: Review | None, mine: Review | None) -> bool:
    if review is None or mine is None:
        return False
    standing = review.state in (ReviewState.AGENDA, ReviewState.RUNNING)
    return standing and (review.level, review.team) == (mine.level, mine.team)


def _decide_case(work: Work, by: By, point: Point, action: int, because: str) -> None:
    case = cases.read(work, point.raised.case) if point.raised.case else None
    if case is None or case.state is not CaseState.APPROVED:
        return
    kept = {"action_id": action, "reason": because[:LONGEST_REASON]}
    cases.change(work, case, state=CaseState.DECIDED, **kept)
    cases.acted(work, case.id, max(by.actor.person, 0), "decide", by.now)


def leave(
    work: Work, by: By, point: Point, person: int, zone: str, calendar: WorkCalendar
) -> Point:
    """Leave a point to one person, who decides it after the meeting; once. Raises Refusal."""
    _check_open(point)
    if point.once or point.state is PointState.LATER:
        raise Refusal(msg("review.later.once"))
    until = deadline(by.now, zone, calendar)
    return _settled(work, point, state=PointState.LATER, later=person, until=until, once=True)


def deadline(now: datetime, zone: str, calendar: WorkCalendar) -> datetime:
    """Return until when somebody decides who may take 24 hours, to the full hour.

    Where that is on a day on which nobody works, the same hour of the next working day.
    """
    local = (now + LATER).astimezone(ZoneInfo(zone or DEFAULT_ZONE))
    whole = local.replace(minute=0, second=0, microsecond=0)
    at = whole if whole == local else whole + _HOUR
    for _ in range(60):
        if calendar.is_workday(at.date()):
            break
        at += timedelta(days=1)
    return at


def lapsed(work: Work, point: Point) -> Point:
    """Note that nobody decided a point in time: the next review opens with it."""
    return _settled(work, point, state=PointState.LAPSED)


def gone(work: Work, point: Point) -> Point:
    """Take a point off the agenda that is no problem any more. Raises Refusal for a decided one."""
    _check_open(point)
    return _settled(work, point, state=PointState.GONE)


def _settled(work: Work, point: Point, **values: object) -> Point:
    try:
        return reviews.change_point(work, point, **values)
    except StaleReviewError as error:
        raise Refusal(msg("review.stale")) from error


def refresh_cases(work: Work, by: By, found: Seen) -> Seen:
    """Have the points say what became of their cases elsewhere: decided, or taken back."""
    points = tuple(_with_case(work, by, one) for one in found.points)
    return replace(found, points=points)


def _with_case(work: Work, by: By, point: Point) -> Point:
    if point.state is not PointState.OPEN or not point.raised.case:
        return point
    case = cases.read(work, point.raised.case)
    if case is None or case.state is CaseState.APPROVED:
        return point
    if case.state is CaseState.DECIDED:
        return decided(work, by, point, case.action, case.reason)
    return gone(work, point)
