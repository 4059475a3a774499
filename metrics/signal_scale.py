"""How far a figure is off its usual level: in spreads of its own history, by how it scatters.

Rates are held against what chance gives a day of as many, counts by their roots, means by their
ratio, amounts as they are. What may not enter: which deviations are news (`metrics.signals`).
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from statistics import median
from typing import TypeAlias

from base.dimensions import Dim
from base.units import Adds, Unit
from metrics.compute import Measured
from metrics.model import MeanDuration, Metric, Quotient, Total

# Days (of `date.toordinal`) or weeks (their Mondays), how far each is off.
Deviations: TypeAlias = dict[int, float]

# A share or a count says nothing of a day on which fewer are expected either way.
LEAST_EXPECTED = 5.0
LEAST_N = 5
# So much history at least makes a spread.
LEAST_KNOWN = 16
# Less than this nobody would feel: a point of a rate, a twentieth of anything else.
FELT_POINTS, FELT_SHARE = 0.01, 0.05
# A value further off than this widens the limits no more than one just as far.
_CLIP = 4.0
_MAD = 1.4826


class Shape(StrEnum):
    """How a figure scatters, which decides how it is measured."""

    SHARE = "share"
    MEAN = "mean"
    COUNT = "count"
    AMOUNT = "amount"


_SUMMED = frozenset({Adds.ADD, Adds.RATIO, Adds.DIST})


def shape_of(metric: Metric, cut_by: Collection[Dim] = ()) -> Shape | None:
    """Return how a metric is measured; None where no rule fits it.

    States, peaks, distinct people, scores of others and comparisons are not sums of days: each day
    of theirs holds most of the day before, so that any run of them is long. Figures of whole months
    have no days. `cut_by` are the cuts of whom it is asked, which a denominator may not know.
    """
    formula = metric.formula
    if metric.adds not in _SUMMED or metric.whole_months:
        return None
    match formula:
        case Quotient() if formula.whole_of & set(cut_by):
            return None
        case Quotient() if metric.unit is Unit.SHARE and not formula.minus:
            return Shape.SHARE
        case Quotient() | MeanDuration():
            return Shape.MEAN
        case Total():
            return Shape.COUNT if metric.unit is Unit.COUNT else Shape.AMOUNT
        case _:
            return None


def level_of(found: Sequence[Measured], shape: Shape) -> float:
    """Return the usual level: the middle one, of shares the pooled one of all but the far ones."""
    middle = median(one.value or 0.0 for one in found)
    if shape is not Shape.SHARE:
        return middle
    numerator = denominator = 0
    for one in found:
        if one.n:
            numerator += one.numerator or 0
            denominator += one.n
    return numerator / denominator if denominator else middle


def offs(
    points: Mapping[int, Measured], shape: Shape, usual: Callable[[int], float | None]
) -> Deviations:
    """Return how far figures are off their level, before they are scaled by their own spread.

    Left out is what rests on too little to be called high or low.
    """
    found: Deviations = {}
    for at, one in points.items():
        level = usual(at)
        if level is None or one.value is None:
            continue
        off = _off(one, level, shape)
        if off is not None:
            found[at] = off
    return found


def _off(one: Measured, level: float, shape: Shape) -> float | None:
    value = one.value or 0.0
    match shape:
        case Shape.SHARE:
            # A p chart: chance alone gives a day of few a wider scatter than a day of many.
            n = one.n or 0
            if n * min(level, 1 - level) < LEAST_EXPECTED:
                return None
            return (value - level) / math.sqrt(level * (1 - level) / n)
        case Shape.COUNT:
            # Roots of counts scatter alike however large they are.
            if level < LEAST_EXPECTED or value < 0:
                return None
            return 2 * (math.sqrt(value) - math.sqrt(level))
        case Shape.MEAN:
            if one.n is not None and one.n < LEAST_N:
                return None
            if level <= 0 or value <= 0:
                return None
            return math.log(value / level)
        case Shape.AMOUNT:
            return value - level


def scaled(off: Deviations, split: int, shape: Shape, history: int) -> Deviations | None:
    """Return deviations in spreads of the history up to `split`; None where too little is left.

    Shares and counts scatter more than chance alone would have them (Laney's p' chart), never less.
    """
    base = [one for at, one in off.items() if at <= split]
    if len(base) < max(LEAST_KNOWN, history // 2):
        return None
    spread = _spread(base)
    if shape in (Shape.SHARE, Shape.COUNT):
        spread = max(spread, 1.0)
    if spread <= 0.0:
        return None
    return {at: one / spread for at, one in off.items()}


def _spread(base: Sequence[float]) -> float:
    """Return the standard deviation about the level, with far values drawn in."""
    robust = _MAD * median(abs(one) for one in base)
    most = _CLIP * robust if robust else max(abs(one) for one in base)
    squares = sum(min(abs(one), most) ** 2 for one in base)
    return math.sqrt(squares / (len(base) - 1))


def pooled(
    values: Sequence[Measured], levels: Sequence[float], shape: Shape
) -> tuple[float, float]:
    """Return figure and level over several days: pooled by what they rest on, or a day's mean."""
    weights = [1.0] * len(values)
    if shape in (Shape.SHARE, Shape.MEAN) and all(one.n for one in values):
        weights = [float(one.n or 0) for one in values]
    whole = sum(weights)
    value = sum(w * (one.value or 0.0) for w, one in zip(weights, values, strict=True)) / whole
    usual = sum(w * level for w, level in zip(weights, levels, strict=True)) / whole
    return value, usual


def felt(value: float, usual: float, shape: Shape) -> bool:
    """Say whether anybody would feel a difference, however certain it is."""
    if shape is Shape.SHARE:
        return abs(value - usual) >= FELT_POINTS
    return abs(value - usual) >= FELT_SHARE * abs(usual)
