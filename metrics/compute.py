"""Computing a question: fact queries out, figures back. Ratios are ratios of sums, always.

A figure without data is None, never zero; `n` is what it rests on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeAlias

from base.dimensions import CALENDAR_DIMS, TIME_DIMS, Dim
from base.histogram import percentile
from base.units import Unit
from metrics import periods
from metrics.model import (
    Against,
    Baseline,
    Derived,
    Deviation,
    External,
    Filter,
    Maximum,
    MeanDuration,
    Metric,
    PerBuyer,
    Period,
    PeriodKind,
    Question,
    Quotient,
    Repurchase,
    Snapshot,
    Stat,
    Total,
)
from metrics.states import as_of, counted_months, deviations, of_months, states
from metrics.summing import (
    NOTHING,
    Figures,
    Measured,
    column_sums,
    evaluator,
    measures_needed,
    query_of,
    sums_by,
)
from storage.engine import Work
from storage.query import Buyers, FactRow, count_buyers, run

# What others know by this module.
__all__ = [
    "HISTORY",
    "NOTHING",
    "Beside",
    "Compute",
    "Computed",
    "Figures",
    "Line",
    "Measured",
    "beside",
    "compute",
    "evaluator",
    "measures_needed",
]

# How many equally long periods before the asked one make a figure's own history.
HISTORY = 8
_HISTORY_KINDS = {PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH}


class Line(NamedTuple):
    """One group of a cut figure: its members, now, in each baseline, and in its own history."""

    group: tuple[Any, ...]
    now: Measured
    before: tuple[Measured, ...] = ()
    history: tuple[Measured, ...] = ()


@dataclass(frozen=True)
class Computed:
    """A question's figures: the whole, the whole in each baseline, its history, and its lines.

    `as_of` is the day a state is of, `months` the whole months (yyyymm) a monthly figure counts.
    """

    question: Question
    total: Measured
    before: tuple[Measured, ...]
    history: tuple[Measured, ...]
    lines: tuple[Line, ...]
    as_of: date | None = None
    months: tuple[int, ...] | None = None


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
    lines = _lines(now, aligned, history)
    state_of, months = as_of(connection, question), counted_months(connection, question)
    return Computed(question, total, before, pasts, lines, state_of, months)


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
    metric = question.metric
    summed = isinstance(metric.formula, Total | Quotient | MeanDuration) and not metric.whole_months
    if isinstance(metric.formula, Quotient) and metric.formula.whole_of & set(question.cuts):
        return False
    return summed and question.stat is Stat.MEAN and _PARTS.issuperset(question.cuts)


def _measure(connection: Work, question: Question, period: Period) -> Figures:
    """Return the figure of every group in one period, and of the whole where groups add up."""
    match question.metric.formula:
        case PerBuyer() | Repurchase():
            return _of_buyers(connection, question, period)
        case MeanDuration(_, _, duration) if question.stat is not Stat.MEAN:
            if duration is None:
                return {}
            query = query_of(question, period, question.cuts, duration=duration)
            return {row.group: _quantile(question.stat, row) for row in run(connection, query)}
        case Derived():
            raise TypeError(f"{question.metric.key} is no figure of its own")
        case Snapshot() | External():
            return states(connection, question, period)
        case Deviation():
            return deviations(connection, question, period)
        case _ if question.metric.whole_months:
            return of_months(connection, question, period)
        case _:
            made = evaluator(question.metric)
            rows = sums_by(connection, question, period, question.cuts)
            figures = {group: made(sums) for group, sums, _ in rows}
            if rows and question.cuts and _adds_up(question):
                figures[_WHOLE] = made(column_sums(row.sums for row in rows))
            return figures


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
    found = count_buyers(connection, query_of(question, period, question.cuts))
    return {row.group: _buyer_figure(formula, row) for row in found}


def _buyer_figure(formula: Any, row: Buyers) -> Measured:
    if row.buyers == 0:
        return Measured(None, 0)
    if isinstance(formula, Repurchase):
        return Measured(row.repeated / row.buyers, row.buyers, row.repeated)
    if isinstance(formula, PerBuyer) and formula.of == "items":
        return Measured(None if row.items is None else row.items / row.buyers, row.buyers)
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
    if any(cut in CALENDAR_DIMS for cut in question.cuts):
        # Of usual weeks every Monday stands beside the Monday: their mean, step by step.
        found = [
            _aligned(question, Baseline(baseline.against, (span,)), figures)
            for span, figures in zip(spans, found, strict=True)
        ]
        scale = 1 / len(spans)
        groups = dict.fromkeys(g for f in found for g in f)
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
    if _plain_state(metric):
        # States of several weeks have a mean, no sum.
        mean = sum(f.value or 0 for f in known) / len(known)
        return Measured(mean, None if metric.unit is Unit.MONEY else round(mean))
    if n == 0:
        return NOTHING
    value = sum((f.value or 0) * (f.n or 0) for f in known) / n
    numerators = [f.numerator for f in known]
    numerator = None if None in numerators else sum(v or 0 for v in numerators)
    overs = [f.over for f in figures if f.over is not None]
    return Measured(value, n, numerator, sum(overs) if overs else None)


def _plain_state(metric: Metric) -> bool:
    match metric.formula:
        case Snapshot(_, ()) | External() | Maximum():
            return True
        case _:
            return False


# Formulas whose history is one query by week.
_BY_WEEK = (Total, Quotient, MeanDuration)


def _history(connection: Work, question: Question) -> list[Figures]:
    """Return the figures of the equally long periods before, newest first."""
    period, metric = question.period, question.metric
    if period.kind not in _HISTORY_KINDS or isinstance(metric.formula, Repurchase):
        return []
    if period.kind is PeriodKind.MONTH:
        return [_measure(connection, question, p) for p in _months_before(period)]
    if metric.whole_months:
        return []
    if not isinstance(metric.formula, _BY_WEEK) or question.stat is not Stat.MEAN:
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
    if period.days < 7:
        begin = period.start.weekday()
        same_days = Filter(Dim.WEEKDAY, tuple(range(begin, begin + period.days)))
        by_week = replace(by_week, filters=(*by_week.filters, same_days))
    weeks: list[Figures] = [{} for _ in range(HISTORY)]
    back_of = {monday - timedelta(days=7 * (i + 1)): i for i in range(HISTORY)}
    made = evaluator(question.metric)
    sums_of: list[list[Sequence[int | None]]] = [[] for _ in range(HISTORY)]
    for group, sums, _ in sums_by(connection, by_week, span, by_week.cuts):
        back = back_of[group[0]]
        weeks[back][group[1:]] = made(sums)
        sums_of[back].append(sums)
    if question.cuts and _adds_up(question):
        for figures, rows in zip(weeks, sums_of, strict=True):
            if rows:
                figures[_WHOLE] = made(column_sums(rows))
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
    positions = [i for i, cut in enumerate(question.cuts) if cut in CALENDAR_DIMS]
    if not positions or baseline.against is Against.NONE or len(baseline.periods) != 1:
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
