"""A fact query: which sums, of which days, by which cuts; and its compilation to SQL.

The planner takes the smallest cube that has every cut asked, and month copies for whole months of
long spans. Sums come back raw: integers, money in minor units; None where nothing delivers them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
)

from base.dimensions import TIME_DIMS, Dim, Handler
from base.histogram import BUCKETS
from base.measures import MEASURES, Family, Fold
from storage.cubes import (
    COLUMN_OF,
    CUBES,
    DAY_HISTOGRAMS,
    DAY_TABLES,
    HISTOGRAM_COLUMNS,
    MONTH_HISTOGRAMS,
    MONTH_TABLES,
    Cube,
    buyer_day,
    measure_day,
    measures_of,
)
from storage.months import month_of, month_span
from storage.tables import Day, membership, shop

# Spans of more days than this are read from month copies where they hold whole months.
_LONG = 27


class NoCube(Exception):  # noqa: N818 - the planner's word
    """No cube has all the cuts asked together."""

    def __init__(self, dims: frozenset[Dim]) -> None:
        super().__init__(", ".join(sorted(dims)))
        self.dims = dims


@dataclass(frozen=True)
class Where:
    """Only these members of a cut: ids, or enum values for handler, employment and platform."""

    dim: Dim
    members: tuple[int | str, ...]


@dataclass(frozen=True)
class FactQuery:
    """Sums of `measures` and distributions of `duration` between two days, both inclusive.

    `hours` keeps only contacts that began at or after the first hour and before the second.
    """

    start: date
    end: date
    measures: tuple[str, ...] = ()
    duration: str | None = None
    group_by: tuple[Dim, ...] = ()
    where: tuple[Where, ...] = ()
    hours: tuple[int, int] | None = None

    @property
    def dims(self) -> frozenset[Dim]:
        """Return every cut that the query touches."""
        slots = {Dim.HALF_HOUR} if self.hours else set()
        return frozenset({*self.group_by, *(w.dim for w in self.where), *slots})


class FactRow(NamedTuple):
    """One group: its members in the order of `group_by`, its sums, its distribution if asked.

    Times come as: day, week (its Monday) dates; month yyyymm; weekday 0-6; hour; half-hour 0-47.
    """

    group: tuple[Any, ...]
    sums: tuple[int | None, ...]
    histogram: tuple[int, ...] | None = None


def plan(query: FactQuery) -> Cube:
    """Return the smallest cube that answers; raises NoCube where none does."""
    columns = {COLUMN_OF[dim] for dim in query.dims if dim in COLUMN_OF}
    family = MEASURES[query.measures[0]].family if query.measures else Family.CHAT
    for cube in CUBES:
        if cube.family is not family or not columns <= cube.columns:
            continue
        if not set(query.measures) <= set(measures_of(cube)):
            continue
        if query.duration and not cube.histogram:
            continue
        if _sums_itself(cube, query):
            return cube
    raise NoCube(query.dims)


def _sums_itself(cube: Cube, query: FactQuery) -> bool:
    """A cube of parts of a day or of categories only answers where they are asked for."""
    asked = query.dims
    if cube.section == "slot":
        return bool(asked & {Dim.HOUR, Dim.HALF_HOUR})
    if cube.section == "category":
        return Dim.CATEGORY in asked
    if cube.section == "product":
        return Dim.PRODUCT in asked
    return True


def run(connection: Connection, query: FactQuery) -> list[FactRow]:
    """Answer a query: one row a group, in no particular order; raises NoCube."""
    if query.measures and MEASURES[query.measures[0]].family is Family.RARE:
        return _run_rare(connection, query)
    cube = plan(query)
    pieces = _pieces(cube, query)
    width = BUCKETS if query.duration else len(query.measures)
    if len(pieces) == 1:
        # Groups come once: nothing to add up. This is nearly every question.
        rows = _fetched(connection, cube, *pieces[0])
        if query.duration or not _AS_STORED.issuperset(query.group_by):
            return [_fact(query, row[:-width], _whole(row[-width:])) for row in rows]
        return [FactRow(row[:-width], _whole(row[-width:])) for row in rows]
    found: dict[tuple[Any, ...], list[int | None]] = {}
    for piece in pieces:
        for row in _fetched(connection, cube, *piece):
            _add(found, row[:-width], _whole(row[-width:]))
    return [_fact(query, key, tuple(sums)) for key, sums in found.items()]


def _fetched(connection: Connection, cube: Cube, query: FactQuery, table: Table) -> Sequence[Any]:
    """Run one statement; its form is made once for all spans, but where months are steps of it."""
    if Dim.MONTH in query.group_by and "month" not in table.c:
        return connection.execute(_compiled(query, table).where(_span(table, query))).all()
    first, last = query.start.toordinal(), query.end.toordinal()
    if "month" in table.c:
        first, last = month_of(query.start), month_of(query.end)
    form = _form(replace(query, start=date.min, end=date.min), table)
    return connection.execute(form, {"first": first, "last": last}).all()


@lru_cache(maxsize=256)
def _form(query: FactQuery, table: Table) -> Select[Any]:
    time = table.c.month if "month" in table.c else table.c.day
    return _compiled(query, table).where(time.between(bindparam("first"), bindparam("last")))


def _fact(query: FactQuery, key: tuple[Any, ...], sums: tuple[int | None, ...]) -> FactRow:
    if query.duration:
        return FactRow(_members(query, key), (), tuple(s or 0 for s in sums))
    return FactRow(_members(query, key), sums)


def _whole(sums: tuple[Any, ...]) -> tuple[int | None, ...]:
    """Return sums as integers: PostgreSQL sums big integers to decimals."""
    if set(map(type, sums)) == {int}:
        return sums
    return tuple(None if s is None else int(s) for s in sums)


def _add(
    found: dict[tuple[Any, ...], list[int | None]],
    key: tuple[Any, ...],
    sums: tuple[int | None, ...],
) -> None:
    if key in found:
        found[key] = [_plus(a, b) for a, b in zip(found[key], sums, strict=True)]
    else:
        found[key] = list(sums)


def _plus(a: int | None, b: int | None) -> int | None:
    if a is None or b is None:
        return b if a is None else a
    return a + b


def _pieces(cube: Cube, query: FactQuery) -> list[tuple[FactQuery, Table]]:
    """Cut a long span into whole months, read from the month copy, and the days at its edges."""
    days = DAY_HISTOGRAMS if query.duration else DAY_TABLES
    copies = MONTH_HISTOGRAMS if query.duration else MONTH_TABLES
    finer = {Dim.DAY, Dim.WEEK, Dim.WEEKDAY, Dim.EMPLOYMENT} & query.dims
    whole = _whole_months(query.start, query.end)
    if (query.end - query.start).days < _LONG or not cube.months or finer or whole is None:
        return [(query, days[cube.name])]
    first, last = whole
    pieces = [(replace(query, start=first, end=last), copies[cube.name])]
    if query.start < first:
        pieces.append((replace(query, end=first - timedelta(days=1)), days[cube.name]))
    if query.end > last:
        pieces.append((replace(query, start=last + timedelta(days=1)), days[cube.name]))
    return pieces


def _whole_months(start: date, end: date) -> tuple[date, date] | None:
    first = start if start.day == 1 else month_span(month_of(start))[1] + timedelta(days=1)
    month_end = month_span(month_of(end))[1]
    last = end if end == month_end else end.replace(day=1) - timedelta(days=1)
    return (first, last) if first < last else None


def _compiled(query: FactQuery, table: Table) -> Select[Any]:
    summed = HISTOGRAM_COLUMNS if query.duration else query.measures
    groups = [_expression(dim, table, query) for dim in query.group_by]
    statement = select(*groups, *_sums(table, summed))
    if query.duration:
        statement = statement.where(table.c.duration == query.duration)
    statement = _joined(statement, table, query)
    for where in query.where:
        statement = statement.where(_expression(where.dim, table, query).in_(_stored(where)))
    if query.hours:
        first, last = query.hours
        statement = statement.where(table.c.slot.between(first * 2, last * 2 - 1))
    return statement.group_by(*groups) if groups else statement


@cache
def _sums(table: Table, names: tuple[str, ...]) -> tuple[ColumnElement[Any], ...]:
    """Return the sums of columns; kept, since a distribution's take longer to make than to run."""
    return tuple(func.sum(table.c[name]) for name in names)


def _span(table: Table, query: FactQuery) -> ColumnElement[bool]:
    if "month" in table.c:
        return table.c.month.between(month_of(query.start), month_of(query.end))
    return table.c.day.between(query.start.toordinal(), query.end.toordinal())


def _joined(statement: Select[Any], table: Table, query: FactQuery) -> Select[Any]:
    if Dim.PLATFORM in query.dims:
        statement = statement.join_from(table, shop, shop.c.id == table.c.shop)
    return statement


def _employment(table: Table) -> ColumnElement[Any]:
    """Return how the agent was employed that day, "" where nobody knows.

    One value a fact, so that parts add up: a person may be in two teams at once, an account be
    nobody's. The latest beginning wins, as it does for teams (`staff.load_staff`).
    """
    day = type_coerce(table.c.day, Day)
    on_that_day = (
        select(membership.c.employment)
        .where(
            membership.c.person_id == table.c.agent,
            membership.c.valid_from <= day,
            membership.c.valid_to >= day,
        )
        .order_by(
            membership.c.valid_from.desc(),
            membership.c.valid_to.desc(),
            membership.c.team_id.desc(),
        )
        .limit(1)
    )
    return func.coalesce(on_that_day.scalar_subquery(), "")


def _expression(dim: Dim, table: Table, query: FactQuery) -> ColumnElement[Any]:
    if dim in TIME_DIMS:
        return _time_expression(dim, table, query)
    if dim is Dim.PLATFORM:
        return shop.c.platform.expression
    if dim is Dim.EMPLOYMENT:
        return _employment(table)
    return table.c[COLUMN_OF[dim]].expression


def _time_expression(dim: Dim, table: Table, query: FactQuery) -> ColumnElement[Any]:
    if dim is Dim.HALF_HOUR:
        return table.c.slot.expression
    if dim is Dim.HOUR:
        return table.c.slot // 2
    if dim is Dim.MONTH:
        return table.c.month.expression if "month" in table.c else _month_of(table, query)
    if dim is Dim.DAY:
        return table.c.day.expression
    weekday = (table.c.day + 6) % 7
    return weekday if dim is Dim.WEEKDAY else table.c.day - weekday


def _month_of(table: Table, query: FactQuery) -> ColumnElement[Any]:
    """Return the month of a day as a step function over the months of the span."""
    months: list[int] = []
    day = query.start
    while day <= query.end:
        months.append(month_of(day))
        day = month_span(months[-1])[1] + timedelta(days=1)
    if len(months) == 1:
        return literal(months[0])
    steps = [(table.c.day <= month_span(m)[1].toordinal(), m) for m in months[:-1]]
    return case(*steps, else_=months[-1])


_HANDLERS = {Handler.HUMAN.value: 0, Handler.BOT.value: 1}


def _stored(where: Where) -> list[Any]:
    if where.dim is Dim.HANDLER:
        return [_HANDLERS.get(str(m), m) for m in where.members]
    if where.dim is Dim.HOUR:
        return [int(m) for m in where.members]
    return list(where.members)


def _members(query: FactQuery, key: Iterable[Any]) -> tuple[Any, ...]:
    if _AS_STORED.issuperset(query.group_by):
        return tuple(key)
    return tuple(_member(dim, value) for dim, value in zip(query.group_by, key, strict=True))


# Cuts whose members are given as storage has them: nothing is to be done row by row.
_AS_STORED = frozenset(Dim) - TIME_DIMS - {Dim.HANDLER}


def _member(dim: Dim, value: Any) -> Any:
    if dim in (Dim.DAY, Dim.WEEK):
        return date.fromordinal(int(value))
    if dim is Dim.HANDLER:
        return Handler.BOT.value if value else Handler.HUMAN.value
    return int(value) if dim in TIME_DIMS else value


def _run_rare(connection: Connection, query: FactQuery) -> list[FactRow]:
    """Answer from the long table, which has whole days only; raises NoCube for anything else."""
    if not _RARE_CUTS.issuperset(query.dims):
        raise NoCube(query.dims)
    table = measure_day
    # A measure may be asked twice: busy time is part of its own whole.
    places: dict[str, list[int]] = {}
    for at, key in enumerate(query.measures):
        places.setdefault(key, []).append(at)
    groups = [_expression(dim, table, query) for dim in query.group_by]
    peak = any(MEASURES[key].fold is Fold.MAX for key in query.measures)
    value: ColumnElement[Any] = func.max(table.c.value) if peak else func.sum(table.c.value)
    statement: Select[Any] = select(*groups, table.c.measure, value).where(
        table.c.measure.in_(query.measures), _span(table, query)
    )
    statement = _joined(statement, table, query)
    for where in query.where:
        statement = statement.where(_expression(where.dim, table, query).in_(_stored(where)))
    found: dict[tuple[Any, ...], list[int | None]] = {}
    for row in connection.execute(statement.group_by(*groups, table.c.measure)):
        sums = found.setdefault(tuple(row[:-2]), [None] * len(query.measures))
        for at in places[row[-2]]:
            sums[at] = int(row[-1])
    return [FactRow(_members(query, key), tuple(sums)) for key, sums in found.items()]


# Cuts that the long table has.
_RARE_CUTS = frozenset(Dim) - {Dim.HOUR, Dim.HALF_HOUR, Dim.COUNTRY}


@dataclass(frozen=True)
class Buyers:
    """Distinct buyers of a window: how many, how many of them ordered twice, what they spent.

    `items` is how many pieces they bought, None where a day of the window does not say.
    """

    group: tuple[Any, ...]
    buyers: int
    repeated: int
    spent: int
    items: int | None = None


def count_buyers(connection: Connection, query: FactQuery) -> list[Buyers]:
    """Count distinct buyers by group; only those with an order in the window and the group."""
    groups = [_expression(dim, buyer_day, query) for dim in query.group_by]
    labels = [g.label(f"g{i}") for i, g in enumerate(groups)]
    each: Select[Any] = select(
        *labels,
        func.sum(buyer_day.c.orders).label("orders"),
        func.sum(buyer_day.c.order_sales).label("spent"),
        func.sum(buyer_day.c.pieces).label("pieces"),
        func.sum(case((buyer_day.c.pieces.is_(None), 1), else_=0)).label("unsaid"),
    )
    each = _joined(each, buyer_day, query).where(_span(buyer_day, query))
    for where in query.where:
        each = each.where(_expression(where.dim, buyer_day, query).in_(_stored(where)))
    person = each.group_by(*groups, buyer_day.c.buyer).subquery()
    outer = [person.c[f"g{i}"] for i in range(len(groups))]
    counted = select(
        *outer,
        func.sum(case((person.c.orders >= 1, 1), else_=0)),
        func.sum(case((person.c.orders >= 2, 1), else_=0)),
        func.sum(case((person.c.orders >= 1, person.c.spent), else_=0)),
        func.sum(case((person.c.orders >= 1, person.c.pieces), else_=0)),
        func.sum(person.c.unsaid),
    ).select_from(person)
    rows = connection.execute(counted.group_by(*outer) if outer else counted)
    return [_buyers(_members(query, row[:-5]), *row[-5:]) for row in rows]


def _buyers(group: tuple[Any, ...], *sums: Any) -> Buyers:
    buyers, repeated, spent, items, unsaid = (int(s or 0) for s in sums)
    return Buyers(group, buyers, repeated, spent, None if unsaid else items)
