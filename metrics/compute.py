"""Computing a question: fact queries out, figures back. Ratios are ratios of sums, always.

A figure without data is None, never zero; `n` is what it rests on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from base.dimensions import TIME_DIMS, Dim
from base.histogram import percentile
from base.units import Unit
from metrics import periods
from metrics.model import (
    Against,
    Baseline,
    MeanDuration,
    Metric,
    PerBuyer,
    Period,
    PeriodKind,
    Question,
    Quotient,
    Repurchase,
    Stat,
    Total,
)
from storage.engine import Work
from storage.query import Buyers, FactQuery, FactRow, Where, count_buyers, run

# How many equally long periods before the asked one make a figure's own history.
HISTORY = 8
_HISTORY_KINDS = {PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH}


class Measured(NamedTuple):
    """A figure, raw: rates 0-1, seconds, money in minor units.

    `numerator` and `n` are the two sums of a proportion; `n` alone what a mean or count rests on.
    """

    value: float | None
    n: int | None = None
    numerator: int | None = None


NOTHING = Measured(None)


class Line(NamedTuple):
    """One group of a cut figure: its members, now, in each baseline, and in its own history."""

    group: tuple[Any, ...]
    now: Measured
    before: tuple[Measured, ...] = ()
    history: tuple[Measured, ...] = ()


@dataclass(frozen=True)
class Computed:
    """A question's figures: the whole, the whole in each baseline, its history, and its lines."""

    question: Question
    total: Measured
    before: tuple[Measured, ...]
    history: tuple[Measured, ...]
    lines: tuple[Line, ...]


def measures_needed(metric: Metric) -> tuple[str, ...]:
    """Return the measures whose sums make a metric, in the order that `evaluator` wants them."""
    match metric.formula:
        case Total(plus, minus):
            return (*plus, *minus)
        case Quotient(numerator, denominator):
            return (*numerator, *denominator)
        case MeanDuration(total, count, _):
            return (total, count)
        case _:
            return ()


Evaluate: TypeAlias = Callable[[Sequence[int | None]], Measured]


def evaluator(metric: Metric) -> Evaluate:
    """Return what makes a figure of sums in the order of `measures_needed`."""
    share = metric.unit is Unit.SHARE
    match metric.formula:
        case Total(plus, _):
            return partial(_total, len(plus), metric.unit is not Unit.MONEY)
        case MeanDuration() | Quotient((_,), (_,)):
            return partial(_simple_ratio, share)
        case Quotient(numerator, _):
            return partial(_ratio, len(numerator), share)
        case _:
            raise TypeError(f"{metric.key} is not made of sums")


def _total(plus: int, counts: bool, sums: Sequence[int | None]) -> Measured:
    known = [s for s in sums if s is not None]
    if len(known) < len(sums):
        return NOTHING
    value = sum(known[:plus]) - sum(known[plus:])
    return Measured(value, value if counts else None)


def _simple_ratio(share: bool, sums: Sequence[int | None]) -> Measured:
    over, under = sums
    if over is None or under is None:
        return NOTHING
    if under == 0:
        return Measured(None, 0, 0)
    return Measured(over / under, under, over if share else None)


def _ratio(numerators: int, share: bool, sums: Sequence[int | None]) -> Measured:
    known = [s for s in sums if s is not None]
    if len(known) < len(sums):
        return NOTHING
    return _simple_ratio(share, (sum(known[:numerators]), sum(known[numerators:])))


def compute(connection: Work, question: Question) -> Computed:
    """Answer a question; raises storage.query.NoCube where its cuts exist, but not together."""
    now = _measure(connection, question, question.period)
    befores = [_baseline(connection, question, b) for b in question.baselines]
    # Times stand beside their own past, which a baseline is: no further history for them.
    timed = any(cut in TIME_DIMS for cut in question.cuts)
    history = [] if timed else _history(connection, question)
    whole = replace(question, cuts=())
    if not question.cuts or _adds_up(question):
        total = now.pop(_WHOLE, NOTHING)
        before = tuple(b.pop(_WHOLE, NOTHING) for b in befores)
        past = _history(connection, whole) if timed else history
    else:
        total = _measure(connection, whole, question.period).get(_WHOLE, NOTHING)
        before = tuple(
            _baseline(connection, whole, b).get(_WHOLE, NOTHING) for b in question.baselines
        )
        past = _history(connection, whole)
    pasts = tuple(figures.pop(_WHOLE, NOTHING) for figures in past)
    aligned = [
        _aligned(question, b, figures)
        for b, figures in zip(question.baselines, befores, strict=True)
    ]
    return Computed(question, total, before, pasts, _lines(now, aligned, history))


def beside(connection: Work, question: Question, baseline: Baseline) -> "tuple[Figures, Figures]":
    """Return the figures of a cut's members in a baseline and now: also of those known in one only.

    Raises storage.query.NoCube where the question's cuts exist, but not together.
    """
    befores = _baseline(connection, question, baseline)
    now = _measure(connection, question, question.period)
    for figures in (befores, now):
        figures.pop(_WHOLE, None)
    return befores, now


def _lines(
    now: "Figures", befores: "Sequence[Figures]", history: "Sequence[Figures]"
) -> tuple[Line, ...]:
    return tuple(
        Line(
            group,
            figure,
            tuple([before.get(group, NOTHING) for before in befores]),
            tuple([past.get(group, NOTHING) for past in history]),
        )
        for group, figure in now.items()
    )


Figures = dict[tuple[Any, ...], Measured]

# How figures are answered: whoever composes for many may answer from what was read once.
Compute: TypeAlias = Callable[[Work, Question], Computed]
Beside: TypeAlias = Callable[[Work, Question, Baseline], tuple[Figures, Figures]]

# The key of the whole among the figures of groups.
_WHOLE: tuple[Any, ...] = ()
# Cuts that part whole days without a rest: sums over their members are the whole.
_PARTS = frozenset(
    {
        Dim.AGENT, Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM, Dim.HANDLER, Dim.EMPLOYMENT,
        Dim.COUNTRY, Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.WEEKDAY,
    }
)  # fmt: skip


def _adds_up(question: Question) -> bool:
    """Say whether the whole is the sum of a question's groups, so that it need not be asked."""
    summed = isinstance(question.metric.formula, Total | Quotient | MeanDuration)
    return summed and question.stat is Stat.MEAN and _PARTS.issuperset(question.cuts)


def _column_sums(rows: Iterable[Sequence[int | None]]) -> list[int | None]:
    """Return the sum of every column, None where no row has a value."""
    sums: list[int | None] = []
    for column in zip(*rows, strict=True):
        known = [value for value in column if value is not None]
        sums.append(sum(known) if known else None)
    return sums


def _measure(connection: Work, question: Question, period: Period) -> Figures:
    """Return the figure of every group in one period, and of the whole where groups add up."""
    match question.metric.formula:
        case PerBuyer() | Repurchase():
            return _of_buyers(connection, question, period)
        case MeanDuration(_, _, duration) if question.stat is not Stat.MEAN:
            query = _query(question, period, duration=duration)
            return {row.group: _quantile(question.stat, row) for row in run(connection, query)}
        case _:
            query = _query(question, period, measures=measures_needed(question.metric))
            made = evaluator(question.metric)
            rows = run(connection, query)
            figures = {group: made(sums) for group, sums, _ in rows}
            if rows and question.cuts and _adds_up(question):
                figures[_WHOLE] = made(_column_sums(row.sums for row in rows))
            return figures


def _query(
    question: Question,
    period: Period,
    measures: tuple[str, ...] = (),
    duration: str | None = None,
) -> FactQuery:
    return FactQuery(
        start=period.start,
        end=period.end,
        measures=measures,
        duration=duration,
        group_by=question.cuts,
        where=tuple(Where(f.dim, f.members) for f in question.filters if f.dim is not Dim.HOUR),
        hours=question.hours,
    )


def _quantile(stat: Stat, row: FactRow) -> Measured:
    counts = row.histogram or ()
    quantile = stat.quantile
    if quantile is None:
        raise ValueError("a mean is no quantile")
    return Measured(percentile(counts, quantile), sum(counts))


def _of_buyers(connection: Work, question: Question, period: Period) -> Figures:
    formula = question.metric.formula
    if isinstance(formula, Repurchase) and formula.days:
        start = period.end - timedelta(days=formula.days - 1)
        period = replace(period, start=start)
    found = count_buyers(connection, _query(question, period))
    return {row.group: _buyer_figure(formula, row) for row in found}


def _buyer_figure(formula: Any, row: Buyers) -> Measured:
    if row.buyers == 0:
        return Measured(None, 0)
    if isinstance(formula, Repurchase):
        return Measured(row.repeated / row.buyers, row.buyers, row.repeated)
    return Measured(row.spent / row.buyers, row.buyers)


def _baseline(connection: Work, question: Question, baseline: Baseline) -> Figures:
    """Return the figures of a baseline; several periods count as one, scaled to the asked length.

    Sums over usual weeks become the mean of as many days as were asked; ratios are pooled.
    """
    if not baseline.periods:
        return {}
    if len(baseline.periods) == 1:
        return _measure(connection, question, baseline.periods[0])
    spans = _comparable(question, baseline.periods)
    days = sum(p.days for p in spans)
    found = [_measure(connection, question, p) for p in spans]
    groups = dict.fromkeys(g for f in found for g in f)
    scale = question.period.days / days
    return {g: _pooled(question.metric, [f.get(g, NOTHING) for f in found], scale) for g in groups}


def _comparable(question: Question, weeks: Sequence[Period]) -> Sequence[Period]:
    """Return the same weekdays of usual weeks for a sum over part of a week; whole weeks else."""
    period = question.period
    inside = period.start.weekday() + period.days <= 7
    if not isinstance(question.metric.formula, Total) or not inside:
        return weeks
    return [periods.part_of(w, period) if w.days == 7 else w for w in weeks]


def _pooled(metric: Metric, figures: Sequence[Measured], scale: float) -> Measured:
    known = [f for f in figures if f.value is not None]
    if not known:
        return NOTHING
    n = sum(f.n or 0 for f in known)
    if isinstance(metric.formula, Total):
        value = sum(f.value or 0 for f in known) * scale
        return Measured(value, None if metric.unit is Unit.MONEY else round(value))
    if n == 0:
        return NOTHING
    value = sum((f.value or 0) * (f.n or 0) for f in known) / n
    numerators = [f.numerator for f in known]
    numerator = None if None in numerators else sum(v or 0 for v in numerators)
    return Measured(value, n, numerator)


def _history(connection: Work, question: Question) -> list[Figures]:
    """Return the figures of the equally long periods before, newest first."""
    period = question.period
    if period.kind not in _HISTORY_KINDS or isinstance(question.metric.formula, Repurchase):
        return []
    if period.kind is PeriodKind.MONTH:
        return [_measure(connection, question, p) for p in _months_before(period)]
    if isinstance(question.metric.formula, PerBuyer) or question.stat is not Stat.MEAN:
        step = 7 if period.kind is PeriodKind.DAY else period.days
        spans = [period.shifted(-step * i) for i in range(1, HISTORY + 1)]
        return [_measure(connection, question, p) for p in spans]
    return _weekly_history(connection, question)


def _weekly_history(connection: Work, question: Question) -> list[Figures]:
    """Return the same weekdays of the weeks before, from one query by week."""
    period = question.period
    monday = period.start - timedelta(days=period.start.weekday())
    first = monday - timedelta(days=7 * HISTORY)
    span = Period(first, monday - timedelta(days=1), PeriodKind.SPAN, monday)
    by_week = replace(question, cuts=(Dim.WEEK, *question.cuts))
    query = _query(by_week, span, measures=measures_needed(question.metric))
    if period.days < 7:
        begin = period.start.weekday()
        same_days = Where(Dim.WEEKDAY, tuple(range(begin, begin + period.days)))
        query = replace(query, where=(*query.where, same_days))
    weeks: list[Figures] = [{} for _ in range(HISTORY)]
    back_of = {monday - timedelta(days=7 * (i + 1)): i for i in range(HISTORY)}
    made = evaluator(question.metric)
    sums_of: list[list[Sequence[int | None]]] = [[] for _ in range(HISTORY)]
    for group, sums, _ in run(connection, query):
        back = back_of[group[0]]
        weeks[back][group[1:]] = made(sums)
        sums_of[back].append(sums)
    if question.cuts and _adds_up(question):
        for figures, rows in zip(weeks, sums_of, strict=True):
            if rows:
                figures[_WHOLE] = made(_column_sums(rows))
    return weeks


def _months_before(period: Period) -> list[Period]:
    found = []
    first = period.start
    for _ in range(HISTORY):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        end = min(last, first + timedelta(days=period.days - 1)) if period.partial else last
        found.append(Period(first, end, PeriodKind.MONTH, end))
    return found


def _aligned(question: Question, baseline: Baseline, before: Figures) -> Figures:
    """Give a baseline's times the names of the times they stand beside.

    Hours and weekdays are the same on both sides; days, weeks and months are matched by position.
    """
    calendar = {Dim.DAY, Dim.WEEK, Dim.MONTH}
    positions = [i for i, cut in enumerate(question.cuts) if cut in calendar]
    if not positions or baseline.against is Against.NONE or not baseline.periods:
        return before
    at, cut = positions[0], question.cuts[positions[0]]
    here = _steps(cut, question.period)
    there = _steps(cut, baseline.periods[0])
    renamed = dict(zip(there, here, strict=False))
    return {
        (*group[:at], renamed[group[at]], *group[at + 1 :]): figure
        for group, figure in before.items()
        if group[at] in renamed
    }


def _steps(cut: Dim, period: Period) -> list[Any]:
    """Return every day, Monday or month (yyyymm) of a period, in order."""
    days = [period.start + timedelta(days=i) for i in range(period.days)]
    if cut is Dim.DAY:
        return list(days)
    if cut is Dim.WEEK:
        return list(dict.fromkeys(d - timedelta(days=d.weekday()) for d in days))
    return list(dict.fromkeys(d.year * 100 + d.month for d in days))
