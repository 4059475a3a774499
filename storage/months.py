"""Month copies of the cubes, for trends longer than half a year; summed in SQL from the days."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, literal, select

from base.measures import DURATIONS
from storage.cubes import (
    CUBES,
    DAY_HISTOGRAMS,
    DAY_TABLES,
    HISTOGRAM_COLUMNS,
    MONTH_HISTOGRAMS,
    MONTH_TABLES,
    measures_of,
)


def month_of(day: date) -> int:
    """Return a day's month as yyyymm."""
    return day.year * 100 + day.month


def month_span(month: int) -> tuple[date, date]:
    """Return the first and the last day of a month given as yyyymm."""
    first = date(month // 100, month % 100, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def rebuild(
    connection: Connection, days: Sequence[int], sections: frozenset[str] | None = None
) -> None:
    """Make the month copies of every month that one of `days` (ordinals) lies in anew.

    Of cubes of some `sections` only, if named.
    """
    for month in sorted({month_of(date.fromordinal(d)) for d in days}):
        for cube in CUBES:
            if not cube.months or (sections is not None and cube.section not in sections):
                continue
            keys = (*cube.keys, *cube.extra)
            source, target = DAY_TABLES[cube.name], MONTH_TABLES[cube.name]
            _copy(connection, source, target, month, keys, measures_of(cube))
            if cube.histogram:
                histograms = DAY_HISTOGRAMS[cube.name], MONTH_HISTOGRAMS[cube.name]
                _copy(connection, *histograms, month, ("duration", *keys), HISTOGRAM_COLUMNS)


def _copy(
    connection: Connection,
    source: Table,
    target: Table,
    month: int,
    keys: Sequence[str],
    sums: Sequence[str],
) -> None:
    first, last = (day.toordinal() for day in month_span(month))
    old: list[ColumnElement[bool]] = [target.c.month == month]
    days: list[ColumnElement[bool]] = [source.c.day.between(first, last)]
    if "duration" in keys:
        # The primary key begins with the duration: name it, or every row is looked at.
        old.append(target.c.duration.in_(tuple(DURATIONS)))
        days.append(source.c.duration.in_(tuple(DURATIONS)))
    connection.execute(delete(target).where(*old))
    columns = [source.c[key] for key in keys]
    summed = (
        select(literal(month).label("month"), *columns, *(func.sum(source.c[s]) for s in sums))
        .where(*days)
        .group_by(*columns)
    )
    connection.execute(insert(target).from_select(["month", *keys, *sums], summed))
