"""Sales told apart into the factors whose product they are, by the logarithmic mean.

V = x₀·x₁·…·xₘ, and factor k adds L(V₁, V₀)·ln(xₖ₁/xₖ₀) to the change, L(a, b) = (a − b)/ln(a/b):
LMDI-I, additive. The parts sum to the change without a rest, whichever factor is named first.
Source: B. W. Ang, "Decomposition analysis for policymaking in energy: which is the preferred
method?", Energy Policy 32 (2004), 1131-1139. Zeros by their analytical limits: B. W. Ang, F. Q.
Zhang, K.-H. Choi, Energy 23 (1998), 489-495; B. W. Ang, N. Liu, Energy Policy 35 (2007), 238-246.

A chain is declared by its levels: exposures, clicks, orders, sales. Its factors are the first level
and then each level by the one before. No sentences, no SQL of its own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from base.dimensions import Dim
from base.measures import MEASURES
from base.measures import Kind as MeasureKind
from base.units import Unit
from metrics.catalogue import CATALOGUE
from metrics.compute import Beside, Measured, beside
from metrics.model import Baseline, Interval, Metric, Period, Question, Quotient, Stat, Total
from storage.engine import Work
from storage.query import FactQuery, NoCube, Where, run

# A ratio nearer to 1 than this keeps more digits through log1p.
_NEAR = 0.5


@dataclass(frozen=True)
class Chain:
    """Measures each of which is made of the one before; `names` are what its factors are called.

    The first factor is the first measure itself, factor k is measure k by measure k-1.
    """

    levels: tuple[str, ...]
    names: tuple[str, ...]


# The longest first: a shorter one stands in where data of the longer are missing.
CHAINS = MappingProxyType(
    {
        "shop_sales": (
            Chain(
                ("exposures", "clicks", "orders", "order_sales"),
                ("exposures", "ctr", "click_conv", "aov_order"),
            ),
            Chain(
                ("visitors", "orders", "order_sales"),
                ("visitors", "visitor_conv", "aov_order"),
            ),
            Chain(("orders", "order_sales"), ("orders", "aov_order")),
        ),
        "cs_sales": (
            Chain(
                ("inquiries", "inq_paid", "cs_sales"),
                ("inquiries", "inq_conv_final", "sales_per_payer"),
            ),
            Chain(("contacts", "cs_sales"), ("contacts", "sales_per_contact")),
        ),
    }
)


@dataclass(frozen=True)
class Factor:
    """One factor: its own value in both periods (None where nothing makes it) and its part.

    `part` is in the unit of the whole, raw (money in minor units); `metric` computes the factor.
    """

    name: str
    before: float | None
    now: float | None
    part: float
    metric: Metric


@dataclass(frozen=True)
class Lacking:
    """Why a longer chain was not used: measures without data, at all or on some shop-days.

    `days` is how many of `of` shop-days with the whole figure lack them, 0 where the measures
    cannot be had by what the question is filtered by, or contradict each other.
    """

    chain: Chain
    measures: tuple[str, ...]
    days: int
    of: int


@dataclass(frozen=True)
class Factored:
    """A change told apart into factors: their parts sum to `change`. `lacking` is of the longest
    chain that could not be used, None where the longest was."""

    chain: Chain
    factors: tuple[Factor, ...]
    change: float
    lacking: Lacking | None

    @property
    def carrying(self) -> list[Factor]:
        """Return the factors, those that carry most of the change first."""
        way = math.copysign(1, self.change)
        return sorted(self.factors, key=lambda f: -f.part * way)


def log_mean(a: float, b: float) -> float:
    """Return the logarithmic mean of two numbers above 0."""
    ratio = log_ratio(a, b)
    # So near that the difference is below what a float can hold: the mean is both.
    return (a - b) / ratio if ratio else b


def log_ratio(a: float, b: float) -> float:
    """Return ln(a/b) of two numbers above 0, precise also where they hardly differ."""
    step = (a - b) / b
    return math.log1p(step) if abs(step) < _NEAR else math.log(a) - math.log(b)


def parts(before: Sequence[float], now: Sequence[float]) -> list[float] | None:
    """Return what each factor of a chain adds to the change of its last level, summing to it.

    Both sides hold the chain's levels from the first to the whole. Where the whole is 0 on one side
    all of the change is the first level's that is 0 there: what comes after it has no value, and
    counts as unchanged. None where that makes no sense: a level below 0, or one of 0 under another
    that is not.
    """
    zeros = _first_zero(before), _first_zero(now)
    if not _sound(before, zeros[0]) or not _sound(now, zeros[1]):
        return None
    change = now[-1] - before[-1]
    if zeros == (None, None):
        return _logarithmic(before, now)
    found = [0.0] * len(now)
    # Of two zeros neither matters: there is no change then.
    first = next(zero for zero in zeros if zero is not None)
    found[first] = change
    return found


def _logarithmic(before: Sequence[float], now: Sequence[float]) -> list[float]:
    mean = log_mean(now[-1], before[-1])
    grown = [log_ratio(b, a) for a, b in zip(before, now, strict=True)]
    steps = [grown[0], *(b - a for a, b in pairwise(grown))]
    return [mean * step for step in steps]


def _first_zero(levels: Sequence[float]) -> int | None:
    return next((at for at, level in enumerate(levels) if not level), None)


def _sound(levels: Sequence[float], zero: int | None) -> bool:
    after = levels[zero:] if zero is not None else ()
    return all(level >= 0 for level in levels) and not any(after)


def can_be_factored(question: Question) -> bool:
    """Say whether a figure is a product of others that are known by name."""
    return question.metric.key in CHAINS and question.stat is Stat.MEAN and question.hours is None


def factored(
    work: Work,
    question: Question,
    baseline: Baseline,
    total: Measured,
    before: Measured,
    answer: Beside = beside,
) -> Factored | None:
    """Return the change from `before` to `total` told apart into factors; None where it cannot be.

    The longest chain is taken whose measures are there on every shop-day that has the whole figure:
    a day without them would pass for a change of the factors.
    """
    if not can_be_factored(question) or total.value is None or before.value is None:
        return None
    plain, first = replace(question, cuts=()), None
    seen = _Levels(work, plain, baseline, answer)
    for chain in CHAINS[question.metric.key]:
        found = _along(seen, chain, total.value, before.value)
        if isinstance(found, Factored):
            return replace(found, lacking=first)
        first = first or found
    return None


def _along(seen: "_Levels", chain: Chain, total: float, before: float) -> Factored | Lacking:
    missing = seen.missing(chain)
    if missing is not None:
        return missing
    sides = [seen.of(measure) for measure in chain.levels]
    old, new = [was for was, _ in sides], [is_ for _, is_ in sides]
    found = parts(old, new)
    whole = math.isclose(old[-1], before, rel_tol=1e-9, abs_tol=1e-6) and math.isclose(
        new[-1], total, rel_tol=1e-9, abs_tol=1e-6
    )
    if found is None or not whole:
        return Lacking(chain, chain.levels[:-1], 0, 0)
    metrics = [factor_metric(seen.question.metric, chain, at) for at in range(len(chain.levels))]
    factors = tuple(
        Factor(name, _value(old, at), _value(new, at), part, metric)
        for at, (name, part, metric) in enumerate(zip(chain.names, found, metrics, strict=True))
    )
    return Factored(chain, factors, total - before, None)


def _value(levels: Sequence[float], at: int) -> float | None:
    if at == 0:
        return levels[0]
    return levels[at] / levels[at - 1] if levels[at - 1] else None


def factor_metric(whole: Metric, chain: Chain, at: int) -> Metric:
    """Return what computes factor `at` of a chain, cut and filtered as the whole figure is."""
    level, unit = chain.levels[at], _unit(chain.levels[at])
    if at == 0:
        found = _as(whole, Total((level,)), unit)
    else:
        rate = Unit.SHARE if unit is Unit.COUNT else unit
        found = _as(whole, Quotient((level,), (chain.levels[at - 1],)), rate)
    entry = CATALOGUE.get(chain.names[at])
    # What chance does to it is said by its own entry, where it has one.
    if entry is None:
        return found
    return replace(found, interval=entry.interval, small_n=entry.small_n, good=entry.good)


def _as(whole: Metric, formula: Total | Quotient, unit: Unit) -> Metric:
    """Return a metric that computes something else for the same shops, days and filters.

    Its changes are judged by its own history alone: orders of one buyer are no independent draws.
    """
    return replace(whole, formula=formula, unit=unit, interval=Interval.NONE, small_n=0)


class _Levels:
    """The levels of chains on both sides, each read once, and on which shop-days they are there."""

    def __init__(self, work: Work, question: Question, baseline: Baseline, answer: Beside) -> None:
        self.question, self._work = question, work
        self._baseline, self._answer = baseline, answer
        self._sums: dict[str, tuple[float, float] | None] = {}
        self._there: dict[str, frozenset[tuple[int, date]]] = {}

    def missing(self, chain: Chain) -> Lacking | None:
        """Return what a chain lacks, None where it lacks nothing."""
        whole = self._days(chain.levels[-1])
        gone: list[str] = []
        days: set[tuple[int, date]] = set()
        for measure in chain.levels[:-1]:
            if self._both(measure) is None:
                gone.append(measure)
                continue
            if absent := whole - self._days(measure):
                gone.append(measure)
                days |= absent
        if not gone:
            return None
        impossible = all(not self._days(m) for m in gone)
        return Lacking(chain, tuple(gone), len(whole if impossible else days), len(whole))

    def of(self, measure: str) -> tuple[float, float]:
        """Return a level before and now: 0 where a side has none."""
        return self._both(measure) or (0.0, 0.0)

    def _both(self, measure: str) -> tuple[float, float] | None:
        if measure not in self._sums:
            self._sums[measure] = self._read(measure)
        return self._sums[measure]

    def _read(self, measure: str) -> tuple[float, float] | None:
        """Return a measure's sums before and now; None where either side has none at all."""
        metric = _as(self.question.metric, Total((measure,)), _unit(measure))
        asked = replace(self.question, metric=metric, cuts=(Dim.SHOP,))
        try:
            sides = self._answer(self._work, asked, self._baseline)
        except NoCube:
            return None
        sums = [[m.value for m in side.values() if m.value is not None] for side in sides]
        return (sum(sums[0]), sum(sums[1])) if all(sums) else None

    def _days(self, measure: str) -> frozenset[tuple[int, date]]:
        if measure not in self._there:
            periods = (self.question.period, *self._baseline.periods)
            self._there[measure] = frozenset(
                day for period in periods for day in self._delivered(measure, period)
            )
        return self._there[measure]

    def _delivered(self, measure: str, period: Period) -> list[tuple[int, date]]:
        query = FactQuery(
            period.start,
            period.end,
            (measure,),
            group_by=(Dim.SHOP, Dim.DAY),
            where=tuple(Where(f.dim, f.members) for f in self.question.filters),
        )
        try:
            rows = run(self._work, query)
        except NoCube:
            return []
        return [(row.group[0], row.group[1]) for row in rows if row.sums[0] is not None]


def _unit(measure: str) -> Unit:
    return Unit.MONEY if MEASURES[measure].kind is MeasureKind.MONEY else Unit.COUNT
