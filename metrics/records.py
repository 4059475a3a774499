"""Figures from Fupan's own records: what was decided, done and verified, who came and who left.

A source answers a fact query with sums: of a count alone; of a numerator and a denominator; or of
these and the days over which the denominator was summed, where it is a mean over days.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from base.clock import DEFAULT_ZONE
from base.dimensions import Dim
from base.review import ReviewState
from metrics import staff_counts
from metrics.completion import came_due, counted, counts, midnight
from metrics.decide_rate import decided, summed
from storage import reviews
from storage.engine import Work
from storage.query import FactQuery, FactRow, NoCube, run
from storage.roster import Membership, memberships

Read: TypeAlias = Callable[[Work, FactQuery], list[FactRow]]
Group: TypeAlias = tuple[Any, ...]

_CALENDAR = (Dim.DAY, Dim.WEEK, Dim.MONTH)


class _Step(NamedTuple):
    """A stretch of a query's time: its name in a group, its first and last day."""

    name: Any
    first: date
    last: date


def read_records(connection: Work, source: str, query: FactQuery) -> list[FactRow]:
    """Return a source's sums by the query's cuts.

    Raises KeyError for an unknown source, storage.query.NoCube for a cut that it does not know.
    """
    return SOURCES[source](connection, query)


# -- cuts ------------------------------------------------------------------------------------------


def _need(query: FactQuery, *dims: Dim) -> None:
    timed = [dim for dim in query.group_by if dim in _CALENDAR]
    if query.hours or len(timed) > 1 or not query.dims <= {*_CALENDAR, *dims}:
        raise NoCube(query.dims)


def _kept(query: FactQuery, dim: Dim, member: int | str) -> bool:
    return all(member in where.members for where in query.where if where.dim is dim)


def _step_of(dim: Dim, day: date) -> Any:
    if dim is Dim.DAY:
        return day
    if dim is Dim.WEEK:
        return day - timedelta(days=day.weekday())
    return day.year * 100 + day.month


def _steps(query: FactQuery) -> Iterator[_Step]:
    """Yield the parts of a query's time that its groups stand for: the whole without a calendar."""
    timed = [dim for dim in query.group_by if dim in _CALENDAR]
    if not timed:
        yield _Step(None, query.start, query.end)
        return
    first = day = query.start
    while day <= query.end:
        after = day + timedelta(days=1)
        name = _step_of(timed[0], day)
        if after > query.end or _step_of(timed[0], after) != name:
            yield _Step(name, first, day)
            first = after
        day = after


def _group(query: FactQuery, time: Any, **members: Any) -> Group:
    """Return a group in the order of a query's cuts; members by the names of their cuts."""
    return tuple(time if dim in _CALENDAR else members[dim.value] for dim in query.group_by)


# -- people ----------------------------------------------------------------------------------------


def _spans(connection: Work, query: FactQuery) -> list[Membership]:
    return [
        span
        for span in memberships(connection)
        if _kept(query, Dim.TEAM, span.team) and _kept(query, Dim.EMPLOYMENT, span.employment)
    ]


def _by_group(
    query: FactQuery, step: _Step, spans: Iterable[Membership]
) -> dict[Group, list[Membership]]:
    found: dict[Group, list[Membership]] = {}
    for span in spans:
        group = _group(query, step.name, team=span.team, employment=span.employment)
        found.setdefault(group, []).append(span)
    return found


def _headcount(connection: Work, query: FactQuery) -> list[FactRow]:
    """Count the people on the last day of every step."""
    _need(query, Dim.TEAM, Dim.EMPLOYMENT)
    spans = _spans(connection, query)
    rows = []
    for step in _steps(query):
        groups = _by_group(query, step, staff_counts.present(spans, step.last))
        for group, own in groups.items():
            rows.append(FactRow(group, (len({span.person for span in own}),)))
    return rows


def _leavers(connection: Work, query: FactQuery) -> list[FactRow]:
    """Count who left, from the staff list where it has dates, else as delivered."""
    if not staff_counts.knows_dates(memberships(connection)):
        return run(connection, replace(query, measures=("leavers",)))
    _need(query, Dim.TEAM, Dim.EMPLOYMENT, Dim.CATEGORY)
    found: dict[Group, int] = {}
    if Dim.CATEGORY not in query.group_by:
        found = dict.fromkeys(_there(connection, query), 0)
    for one in _left(connection, query):
        group = _group(
            query,
            next((_step_of(dim, one.last) for dim in query.group_by if dim in _CALENDAR), None),
            team=one.team,
            employment=one.employment,
            category=one.tenure,
        )
        found[group] = found.get(group, 0) + 1
    return [FactRow(group, (count,)) for group, count in found.items()]


def _left(connection: Work, query: FactQuery) -> Iterator[staff_counts.Leaver]:
    for one in staff_counts.leavers(memberships(connection)):
        kept = (
            _kept(query, Dim.TEAM, one.team)
            and _kept(query, Dim.EMPLOYMENT, one.employment)
            and _kept(query, Dim.CATEGORY, one.tenure)
        )
        if kept and query.start <= one.last <= query.end:
            yield one


def _there(connection: Work, query: FactQuery) -> dict[Group, int]:
    """Return on how many days people were there, by group: only groups that anybody was in."""
    spans = _spans(connection, query)
    found: dict[Group, int] = {}
    for step in _steps(query):
        for group, own in _by_group(query, step, spans).items():
            days = staff_counts.days_present(own, step.first, step.last)
            if days:
                found[group] = days
    return found


def _turnover(connection: Work, query: FactQuery) -> list[FactRow]:
    """Sum leavers, the days on which people were there, and the days: their mean is headcount."""
    _need(query, Dim.TEAM, Dim.EMPLOYMENT)
    left = {row.group: row.sums[0] for row in _leavers(connection, query)}
    length = {step.name: (step.last - step.first).days + 1 for step in _steps(query)}
    at = next((i for i, dim in enumerate(query.group_by) if dim in _CALENDAR), None)
    return [
        FactRow(group, (left.get(group), days, length[None if at is None else group[at]]))
        for group, days in _there(connection, query).items()
    ]


# -- the loop --------------------------------------------------------------------------------------


def _decide_rate(connection: Work, query: FactQuery) -> list[FactRow]:
    """Sum the problems decided and raised, by the day of the meeting; of meetings that were held.

    Reviews of the department and the company are of team 0.
    """
    _need(query, Dim.TEAM)
    end = query.end + timedelta(days=1)
    held = [
        one
        for one in reviews.between(
            connection,
            midnight(query.start, DEFAULT_ZONE),
            midnight(end, DEFAULT_ZONE),
            ReviewState.CLOSED,
        )
        if _kept(query, Dim.TEAM, one.team)
    ]
    points = reviews.points_of_all(connection, [one.id for one in held])
    of_group: dict[Group, list[Any]] = {}
    for one in held:
        day = one.meets.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
        of_group.setdefault(_on(query, day, one.team), []).append(decided(one, points[one.id]))
    totals = {group: summed(found) for group, found in of_group.items()}
    return [FactRow(group, (one.in_meeting, one.points)) for group, one in totals.items()]


def _action_done_rate(connection: Work, query: FactQuery) -> list[FactRow]:
    """Sum the items verified in time and due, by the day they were due."""
    _need(query, Dim.TEAM)
    of_group: dict[Group, list[Any]] = {}
    for one in came_due(connection, query.start, query.end):
        if counts(one.item, None) and _kept(query, Dim.TEAM, one.item.team):
            of_group.setdefault(_on(query, one.on, one.item.team), []).append(one)
    totals = {group: counted(found) for group, found in of_group.items()}
    return [FactRow(group, (one.verified, one.due)) for group, one in totals.items()]


def _on(query: FactQuery, day: date, team: int) -> Group:
    time = next((_step_of(dim, day) for dim in query.group_by if dim in _CALENDAR), None)
    return _group(query, time, team=team)


SOURCES: Mapping[str, Read] = MappingProxyType(
    {
        "headcount": _headcount,
        "leavers": _leavers,
        "turnover": _turnover,
        "decide_rate": _decide_rate,
        "action_done_rate": _action_done_rate,
    }
)
