"""Figures that are no sums over the period: states of a day, monthly figures, forecast errors."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from base.dimensions import CALENDAR_DIMS, TIME_DIMS, Dim
from metrics.model import External, Period, Question, Snapshot
from metrics.periods import whole_months
from metrics.summing import NOTHING, Figures, Measured, column_sums, evaluator, sums_by
from storage.engine import Work
from storage.query import FactRow

# A state that no day of the period brings is the last one known, if it is not older than this.
_STATE_HOLDS = timedelta(days=31)


def states(connection: Work, question: Question, period: Period) -> Figures:
    """Return the latest state of every shop, added up over shops; a score only by shop.

    Times among the cuts take the latest day within each. States are of the period's last days, or
    from the month before it where none of its days brings one.
    """
    found = _state_rows(connection, question, period)
    made = evaluator(question.metric)
    sums: dict[tuple[Any, ...], list[Sequence[int | None]]] = {}
    shops: dict[tuple[Any, ...], set[Any]] = {}
    for (_, shop, *group), row_sums in found:
        sums.setdefault(tuple(group), []).append(row_sums)
        shops.setdefault(tuple(group), set()).add(shop)
    score = isinstance(question.metric.formula, External)
    return {
        group: NOTHING if score and len(shops[group]) > 1 else made(column_sums(rows))
        for group, rows in sums.items()
    }


def _state_rows(
    connection: Work, question: Question, period: Period
) -> list[tuple[tuple[Any, ...], tuple[int | None, ...]]]:
    """Return (day, shop, *group) and sums of the latest day of every shop and time step."""
    cuts = question.cuts
    timed = [c for c in cuts if c in CALENDAR_DIMS]
    plain = tuple(c for c in cuts if c not in CALENDAR_DIMS)
    span = period if timed else replace(period, start=period.start - _STATE_HOLDS)
    rows = sums_by(connection, question, span, (Dim.DAY, Dim.SHOP, *plain))
    latest: dict[tuple[Any, ...], date] = {}
    placed = []
    for row in rows:
        day, shop = row.group[0], row.group[1]
        steps = tuple(_step(c, day) for c in timed)
        inside = day >= period.start
        latest[shop, steps] = max(latest.get((shop, steps), day), day)
        placed.append((day, shop, steps, row, inside))
    # Old states only where the period brings none at all.
    if any(inside for *_, inside in placed):
        placed = [p for p in placed if p[-1]]
    found = []
    for day, shop, steps, row, _ in placed:
        if latest[shop, steps] != day:
            continue
        by_cut = dict(zip((*timed, *plain), (*steps, *row.group[2:]), strict=True))
        found.append(((day, shop, *(by_cut[c] for c in cuts)), row.sums))
    return found


def _step(cut: Dim, day: date) -> Any:
    if cut is Dim.DAY:
        return day
    if cut is Dim.WEEK:
        return day - timedelta(days=day.weekday())
    return day.year * 100 + day.month


def as_of(connection: Work, question: Question) -> date | None:
    """Return the day that a state is of, None for other figures and for states over time."""
    state = isinstance(question.metric.formula, Snapshot | External)
    if not state or any(cut in TIME_DIMS for cut in question.cuts):
        return None
    rows = _state_rows(connection, replace(question, cuts=()), question.period)
    return max((group[0] for group, _ in rows), default=None)


def deviations(connection: Work, question: Question, period: Period) -> Figures:
    """Return by how much forecasts were off, day by day; days without either do not count."""
    cuts = question.cuts
    plain = tuple(c for c in cuts if c not in CALENDAR_DIMS)
    off: dict[tuple[Any, ...], list[int]] = {}
    for row in sums_by(connection, question, period, (Dim.DAY, *plain)):
        forecast, actual = row.sums
        if forecast is None or actual is None:
            continue
        by_cut = dict(zip(plain, row.group[1:], strict=True))
        group = tuple(_step(c, row.group[0]) if c in CALENDAR_DIMS else by_cut[c] for c in cuts)
        sums = off.setdefault(group, [0, 0])
        sums[0] += abs(actual - forecast)
        sums[1] += actual
    # No proportion: what is off is no part of what came.
    return {g: Measured(o / a if a else None, a) for g, (o, a) in off.items()}


def of_months(connection: Work, question: Question, period: Period) -> Figures:
    """Return a monthly figure: over the whole months of a period that have all its measures."""
    made = evaluator(question.metric)
    cuts = question.cuts if Dim.MONTH in question.cuts else (*question.cuts, Dim.MONTH)
    at = cuts.index(Dim.MONTH)
    rows_of: dict[tuple[Any, ...], list[Sequence[int | None]]] = {}
    for row in _month_rows(connection, question, period, cuts):
        if None in row.sums:
            continue
        group = row.group if cuts == question.cuts else (*row.group[:at], *row.group[at + 1 :])
        rows_of.setdefault(group, []).append(row.sums)
    return {group: made(column_sums(rows)) for group, rows in rows_of.items()}


def _month_rows(
    connection: Work, question: Question, period: Period, cuts: tuple[Dim, ...]
) -> list[FactRow]:
    whole = whole_months(period)
    return [] if whole is None else sums_by(connection, question, whole, cuts)


def counted_months(connection: Work, question: Question) -> tuple[int, ...] | None:
    """Return the months a monthly figure counts, None for other figures."""
    if not question.metric.whole_months:
        return None
    rows = _month_rows(connection, question, question.period, (Dim.MONTH,))
    return tuple(sorted(row.group[0] for row in rows if None not in row.sums))
