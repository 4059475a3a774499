"""Reviews as rows: the meetings, their points, and the problems these have in common.

Whoever changes a review or a point says from which version; of two at once the second is told.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from base.review import Agenda, Point, PointState, Raised, Review, ReviewState
from base.schedule import Cadence, Level
from base.wire import dumped_as, loaded_as
from storage.posting import occurrence, outbox
from storage.review_tables import review, review_point, review_problem
from storage.upsert import insert_into

_NUMBERS = 500


class StaleReviewError(Exception):
    """Somebody else was quicker: the review or the point has moved on."""


# -- meetings --------------------------------------------------------------------------------------


def keep(work: Connection, new: Review) -> Review:
    """Keep the review of an occurrence; return it as it is, where it was kept before."""
    values = {
        "schedule_id": new.series,
        "occurrence_id": new.occurrence,
        "level": new.level.value,
        "team": new.team,
        "cadence": new.cadence.value,
        "channel": new.channel,
        "meets": new.meets,
        "start": new.start,
        "end": new.end,
        "agenda": dumped_as(Agenda, new.agenda),
        "state": new.state.value,
        "at": new.at,
        "follow_up": new.follow_up,
        "started_by": 0,
        "closed_by": 0,
        "version": 1,
    }
    work.execute(insert_into(work, review).values(**values).on_conflict_do_nothing())
    found = of_occurrence(work, new.occurrence)
    assert found is not None  # noqa: S101 - kept just now
    return found


def read(work: Connection, number: int) -> Review | None:
    """Return a review by its number."""
    return _one(work, review.c.id == number)


def of_occurrence(work: Connection, number: int) -> Review | None:
    """Return the review whose agenda an occurrence posted."""
    return _one(work, review.c.occurrence_id == number)


def at_message(work: Connection, channel: str, ts: str) -> Review | None:
    """Return the review whose agenda is a message of a channel, or whose minutes are."""
    query = select(occurrence.c.id).where(
        occurrence.c.posted_in == channel, occurrence.c.ts == ts, occurrence.c.ts != ""
    )
    number = work.execute(query).scalar()
    if number is None:
        query = select(outbox.c.occurrence_id).where(
            outbox.c.posted_in == channel, outbox.c.ts == ts, outbox.c.occurrence_id.is_not(None)
        )
        number = work.execute(query).scalars().first()
    return None if number is None else of_occurrence(work, number)


def in_channel(work: Connection, channel: str) -> Review | None:
    """Return the review of a channel that runs, else the one whose agenda stands, if there is one:
    the one that meets first."""
    found = _several(
        work,
        review.c.channel == channel,
        review.c.state.in_([ReviewState.RUNNING.value, ReviewState.AGENDA.value]),
    )
    return min(found, key=lambda one: one.state is not ReviewState.RUNNING, default=None)


def of_series(work: Connection, series: int) -> tuple[Review, ...]:
    """Return the reviews of a series, the newest first."""
    return _several(work, review.c.schedule_id == series)[::-1]


def in_state(work: Connection, *states: ReviewState) -> tuple[Review, ...]:
    """Return the reviews in some states, by when they meet."""
    return _several(work, review.c.state.in_([state.value for state in states]))


def between(
    work: Connection, start: datetime, end: datetime, *states: ReviewState
) -> tuple[Review, ...]:
    """Return the reviews that meet from `start` up to `end`, in some states or in any."""
    where = [review.c.meets >= start, review.c.meets < end]
    if states:
        where.append(review.c.state.in_([state.value for state in states]))
    return _several(work, *where)


def meeting_on(
    work: Connection,
    start: datetime,
    until: datetime,
    person: int,
    leads: Collection[int],
    series: Collection[int],
) -> tuple[Review, ...]:
    """Return the reviews whose agenda stands, that meet from `start` up to `until`, and that are
    somebody's: he follows them up, leads their group, or they are of one of some `series`."""
    group = and_(review.c.level == Level.GROUP.value, review.c.team.in_(leads))
    return _several(
        work,
        review.c.state == ReviewState.AGENDA.value,
        review.c.meets >= start,
        review.c.meets < until,
        or_(review.c.follow_up == person, group, review.c.schedule_id.in_(series)),
    )


def change(work: Connection, before: Review, **values: Any) -> Review:
    """Change a review as it was read; return it as it is then. Keys are fields of `Review`.

    Raises StaleReviewError where somebody was quicker.
    """
    where = review.c.id == before.id, review.c.version == before.version
    kept = {name: _plain(value) for name, value in values.items()}
    done = update(review).where(*where).values(version=before.version + 1, **kept)
    if work.execute(done.returning(review.c.id)).scalar() is None:
        raise StaleReviewError
    found = read(work, before.id)
    assert found is not None  # noqa: S101 - changed just now
    return found


def _plain(value: Any) -> Any:
    return dumped_as(Agenda, value) if isinstance(value, Agenda) else getattr(value, "value", value)


def _one(work: Connection, *where: ColumnElement[bool]) -> Review | None:
    return next(iter(_several(work, *where)), None)


def _several(work: Connection, *where: ColumnElement[bool]) -> tuple[Review, ...]:
    query = select(review).where(*where).order_by(review.c.meets, review.c.id)
    return tuple(_review(row) for row in work.execute(query))


def _review(row: "Row[Any]") -> Review:
    return Review(
        id=row.id,
        series=row.schedule_id,
        occurrence=row.occurrence_id,
        level=Level(row.level),
        team=row.team,
        cadence=Cadence(row.cadence),
        channel=row.channel,
        meets=row.meets,
        start=row.start,
        end=row.end,
        agenda=loaded_as(Agenda, row.agenda),
        state=ReviewState(row.state),
        at=row.at,
        follow_up=row.follow_up,
        started_at=row.started_at,
        started_by=row.started_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        version=row.version,
    )


# -- points ----------------------------------------------------------------------------------------


def problem_of(work: Connection, key: str) -> int:
    """Return the number of the problem that a key names; the first time it is given one."""
    work.execute(insert_into(work, review_problem).values(key=key).on_conflict_do_nothing())
    query = select(review_problem.c.id).where(review_problem.c.key == key)
    return int(work.execute(query).scalar_one())


def raise_point(
    work: Connection, number: int, raised: Raised, by: int = 0, *, once: bool = False
) -> Point:
    """Put a problem on a review's agenda; return its point, the one that is there where it is."""
    problem = problem_of(work, raised.key)
    where = review_point.c.review_id == number, review_point.c.problem_id == problem
    row = work.execute(select(review_point).where(*where)).first()
    if row is not None:
        return _point(row)
    values = {
        "review_id": number,
        "problem_id": problem,
        "raised": dumped_as(Raised, raised),
        "by": by,
        "state": PointState.OPEN.value,
        "once": int(once),
    }
    made = insert(review_point).values(**values).returning(review_point.c.id)
    found = point(work, int(work.execute(made).scalar_one()))
    assert found is not None  # noqa: S101 - made just now
    return found


def point(work: Connection, number: int) -> Point | None:
    """Return a point by its number."""
    return next(iter(_points(work, review_point.c.id == number)), None)


def points_of(work: Connection, number: int) -> tuple[Point, ...]:
    """Return the points of a review in the order they were put on it, those that are gone too."""
    return _points(work, review_point.c.review_id == number)


def points_of_all(work: Connection, numbers: Collection[int]) -> dict[int, tuple[Point, ...]]:
    """Return the points of several reviews, by review."""
    found: dict[int, list[Point]] = {number: [] for number in numbers}
    every = sorted(numbers)
    for at in range(0, len(every), _NUMBERS):
        for one in _points(work, review_point.c.review_id.in_(every[at : at + _NUMBERS])):
            found[one.review].append(one)
    return {number: tuple(points) for number, points in found.items()}


def points_of_problem(work: Connection, problem: int) -> tuple[Point, ...]:
    """Return a problem's points on all the agendas it stood on, the oldest first."""
    return _points(work, review_point.c.problem_id == problem)


def point_of_item(work: Connection, item: int) -> Point | None:
    """Return the point of which an action item came."""
    return next(iter(_points(work, review_point.c.decision == item)), None)


def left_to_somebody(work: Connection) -> tuple[Point, ...]:
    """Return the points that somebody is to decide after their meeting."""
    return _points(work, review_point.c.state == PointState.LATER.value)


def once_left(work: Connection) -> tuple[tuple[Review, Point], ...]:
    """Return the points that were left to somebody after the last meeting of their series, with
    their reviews, the oldest first. An earlier one's were carried on to the last one's agenda.
    """
    query = select(review_point.c.id, review_point.c.review_id).where(
        review_point.c.until.is_not(None),
        review_point.c.state.in_(
            [PointState.LAPSED.value, PointState.ACTION.value, PointState.NONE.value]
        ),
    )
    rows = work.execute(query.order_by(review_point.c.id)).all()
    newest = select(func.max(review.c.id)).group_by(review.c.schedule_id)
    last = {one.id: one for one in _several(work, review.c.id.in_(newest))} if rows else {}
    points = {one.id: one for one in _points(work, review_point.c.id.in_([r.id for r in rows]))}
    return tuple((last[row.review_id], points[row.id]) for row in rows if row.review_id in last)


def change_point(work: Connection, before: Point, **values: Any) -> Point:
    """Change a point as it was read; return it as it is then. Keys are fields of `Point`.

    Raises StaleReviewError where somebody was quicker.
    """
    where = review_point.c.id == before.id, review_point.c.version == before.version
    kept = {name: _kept(value) for name, value in values.items()}
    done = update(review_point).where(*where).values(version=before.version + 1, **kept)
    if work.execute(done.returning(review_point.c.id)).scalar() is None:
        raise StaleReviewError
    found = point(work, before.id)
    assert found is not None  # noqa: S101 - changed just now
    return found


def _kept(value: Any) -> Any:
    if isinstance(value, Raised):
        return dumped_as(Raised, value)
    return int(value) if isinstance(value, bool) else getattr(value, "value", value)


def decisions_of_series(work: Connection, series: int) -> tuple[int, ...]:
    """Return the numbers of the action items that came of a series' reviews, the oldest first."""
    query = (
        select(review_point.c.decision)
        .join(review, review.c.id == review_point.c.review_id)
        .where(review.c.schedule_id == series, review_point.c.decision != 0)
        .order_by(review_point.c.id)
    )
    return tuple(dict.fromkeys(int(one) for one in work.execute(query).scalars()))


def _points(work: Connection, *where: ColumnElement[bool]) -> tuple[Point, ...]:
    query = select(review_point).where(*where).order_by(review_point.c.id)
    return tuple(_point(row) for row in work.execute(query))


def _point(row: "Row[Any]") -> Point:
    return Point(
        id=row.id,
        review=row.review_id,
        problem=row.problem_id,
        raised=loaded_as(Raised, row.raised),
        by=row.by,
        state=PointState(row.state),
        decision=row.decision,
        reason=row.reason,
        later=row.later,
        until=row.until,
        once=bool(row.once),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        version=row.version,
    )
