"""The composer of agendas: what a review is to be about, and its points kept with it.

Until the meeting begins an agenda follows its data; from then on it is what the meeting is held on.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from base.action import OPEN, Action, Move
from base.answer import Answer, Kind
from base.dimensions import Dim
from base.review import Agenda, BlockKind, Point, PointState, Raised, Review, ReviewState, Source
from base.schedule import Cadence, Due, Level, Occurrence, Schedule
from jobs.desk import Composed, Desk
from metrics.decide_rate import decided
from metrics.periods import so_far
from metrics.recurrence import meeting_of
from metrics.review_periods import review_period
from reviews import meeting_posts
from reviews.actions import TODO, folded
from reviews.agenda import Before, Drawn, draw
from reviews.meeting import Seen
from reviews.recognition_consent import named_in, public_line
from reviews.scoping import Scope, scope_of
from reviews.standing import Spot
from reviews.templating import template_of
from storage import actions, reviews
from storage.engine import Work

# Points that an agenda finds by itself: without their reason they are no problem any more.
_FOUND = frozenset({Source.FIGURE, Source.SIGNAL, Source.ACTION, Source.CASE})
_GOOD = frozenset({BlockKind.WELL, BlockKind.CASES})
# After its last one of these an item is told of once more, on the next agenda.
_TOLD = frozenset({Move.VERIFY, Move.MEASURE, Move.CLOSE, Move.DROP, Move.MERGE, Move.SPLIT})
# Longer than any series goes without a meeting.
_LONG = timedelta(days=400)
_LEFT = frozenset({PointState.OPEN, PointState.LAPSED})


def agenda(desk: Desk, work: Work, schedule: Schedule, of: Occurrence) -> Composed:
    """Compose the agenda of an occurrence; nothing once its meeting has begun, or should have."""
    now = desk.installation.clock.now()
    standing = reviews.of_occurrence(work, of.id)
    if standing is not None and not _followed(standing, now):
        return Composed(None)
    cadence = schedule.cadence or Cadence.WEEKLY
    scope = _scope(desk, work, schedule, of, now)
    before = before_of(work, schedule, of)
    template = template_of(work, schedule.level, cadence)
    drawn = draw(work, scope, template, before, schedule.lang)
    drawn = replace(drawn, agenda=_with_best(desk, work, scope, schedule, drawn.agenda))
    due = Due(of.day, of.nominal, of.due_at)
    new = Review(
        id=0,
        series=schedule.id,
        occurrence=of.id,
        level=schedule.level,
        team=schedule.team,
        cadence=cadence,
        channel=schedule.channel,
        meets=meeting_of(schedule.timing, due),
        start=scope.period.start,
        end=scope.period.end,
        agenda=drawn.agenda,
        follow_up=schedule.follow_up or schedule.owner,
    )
    carried = {one.raised.key for one in before.carried if one.once}

    def kept(writing: Work) -> Composed:
        review = _kept(writing, new, drawn, carried)
        points = reviews.points_of(writing, review.id)
        spot = Spot(review, schedule.lang, schedule.timing.zone, now)
        answer = meeting_posts.agenda(writing, spot, Seen(review, points, runs=False))
        below = answer.post.details if answer.post is not None else ()
        return Composed(answer, below, drawn.complete, drawn.empty)

    first = Answer(Kind.TEXT, drawn.agenda.name)
    return Composed(first, complete=drawn.complete, empty=drawn.empty, kept=kept)


def _followed(review: Review, now: datetime) -> bool:
    """Say whether an agenda still follows its data: until its meeting begins or should have."""
    return review.state is ReviewState.AGENDA and now < review.meets


def _scope(desk: Desk, work: Work, schedule: Schedule, of: Occurrence, now: datetime) -> Scope:
    today = now.astimezone(ZoneInfo(schedule.timing.zone)).date()
    known = desk.known(work, today)
    whole = review_period(schedule.cadence or Cadence.WEEKLY, of.nominal, known.promotions)
    # Where it comes before its time is over (a holiday moved the meeting), days that have not been
    # are not missing; it is changed where it stands once they have.
    period = so_far(whole, today) or whole
    scope = scope_of(
        work,
        today,
        period,
        desk.promotions,
        team=schedule.team,
        known=known,
        posted=True,
    )
    return replace(scope, compute=desk.compute(work), histories=desk.histories(work))


def _with_best(desk: Desk, work: Work, scope: Scope, schedule: Schedule, agenda: Agenda) -> Agenda:
    """Return a month's agenda with its best agent, where he agreed to be named.

    Never the company's: there nobody is.
    """
    monthly = schedule.cadence is Cadence.MONTHLY and not scope.period.partial
    if not monthly or schedule.level is Level.COMPANY:
        return agenda
    people = named_in(work, desk.agents(work, scope.period), scope.team, scope.today)
    whose = scope.names[Dim.TEAM].get(scope.team) if scope.team is not None else None
    line = public_line(people, scope.period, scope.today, whose)
    at = next((n for n, one in enumerate(agenda.blocks) if one.kind in _GOOD), None)
    if not people or at is None:
        return agenda
    block = replace(agenda.blocks[at], lines=(line, *agenda.blocks[at].lines))
    return replace(agenda, blocks=(*agenda.blocks[:at], block, *agenda.blocks[at + 1 :]))


# -- what was before -------------------------------------------------------------------------------


def before_of(work: Work, schedule: Schedule, of: Occurrence) -> Before:
    """Return what became of what earlier reviews of a series decided, and what they left open."""
    series = reviews.of_series(work, schedule.id)
    earlier = [one for one in series if one.occurrence != of.id]
    held = next((one for one in earlier if one.state is ReviewState.CLOSED), None)
    since = held.closed_at if held is not None else None
    last = earlier[0] if earlier else None
    carried = tuple(
        one for one in (reviews.points_of(work, last.id) if last else ()) if one.state in _LEFT
    )
    rate = None
    if held is not None:
        found = decided(held, reviews.points_of(work, held.id))
        rate = (found.in_meeting, found.points) if found.points else None
    items = _items(work, schedule, since)
    return Before(items, carried, rate, since, _under_way(work, items))


def _under_way(work: Work, items: Sequence[Action]) -> frozenset[str]:
    """Return the problems that an item which is still to be done came of."""
    points = (reviews.point_of_item(work, one.id) for one in items if one.state in TODO)
    return frozenset(one.raised.key for one in points if one is not None)


def _items(work: Work, schedule: Schedule, since: datetime | None) -> tuple[Action, ...]:
    """Return the items that came of the series and are open, or moved on since the last meeting;
    then the others of the level."""
    numbers = reviews.decisions_of_series(work, schedule.id)
    ours = [one for one in actions.folded_all(work, numbers, folded) if _news(work, one, since)]
    others = [one for one in _elsewhere(work, schedule, since) if one.id not in set(numbers)]
    return (*ours, *others)


def _elsewhere(work: Work, schedule: Schedule, since: datetime | None) -> list[Action]:
    """Return the level's items wherever they came from: open, or moved on since the last meeting.

    What somebody got done between two reviews is not passed over because no review asked for it.
    """
    teams = (schedule.team,) if schedule.level is Level.GROUP else None
    found = actions.found(work, folded, states=tuple(OPEN), teams=teams)
    if since is not None:
        moved = actions.moved_between(work, tuple(_TOLD), since, since + _LONG, teams)
        ended = actions.folded_all(work, list(dict.fromkeys(one.action for one in moved)), folded)
        found += [
            one
            for one in ended
            if one.state not in OPEN and (teams is None or one.team == schedule.team)
        ]
    return [one for one in found if one.level is schedule.level]


def _news(work: Work, item: Action, since: datetime | None) -> bool:
    """Say whether an item is to be spoken of: it is open, or moved on since the last meeting.

    What was verified, or showed its effect, is told once.
    """
    if since is None or item.state in OPEN:
        return True
    moved = (event.at for event in actions.events_of(work, item.id) if event.move in _TOLD)
    return max(moved, default=since) >= since


# -- keeping it ------------------------------------------------------------------------------------


def _kept(work: Work, new: Review, drawn: Drawn, once: set[str]) -> Review:
    """Keep a review as it was drawn, with its points; those before it that nobody held are over."""
    review = reviews.of_occurrence(work, new.occurrence) or reviews.keep(work, new)
    if review.state is not ReviewState.AGENDA:
        return review
    if (review.agenda, review.end) != (drawn.agenda, new.end):
        review = reviews.change(work, review, agenda=drawn.agenda, end=new.end)
    _sync(work, review, drawn.raised, once)
    for other in reviews.of_series(work, review.series):
        unheld = other.state in (ReviewState.AGENDA, ReviewState.RUNNING)
        if unheld and other.meets < review.meets:
            reviews.change(work, other, state=ReviewState.NOT_HELD)
    return review


def _sync(work: Work, review: Review, raised: Sequence[Raised], once: set[str]) -> None:
    """Have the points say what the agenda finds now; what people added or decided stays."""
    standing = {one.raised.key: one for one in reviews.points_of(work, review.id)}
    for one in raised:
        found = standing.pop(one.key, None)
        if found is None:
            reviews.raise_point(work, review.id, one, once=one.key in once)
        elif found.raised != one or found.state is PointState.GONE:
            state = PointState.OPEN if found.state is PointState.GONE else found.state
            reviews.change_point(work, found, raised=one, state=state)
    for left in standing.values():
        if _gone(left):
            reviews.change_point(work, left, state=PointState.GONE)


def _gone(point: Point) -> bool:
    return point.state is PointState.OPEN and not point.by and point.raised.source in _FOUND
