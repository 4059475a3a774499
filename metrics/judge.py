"""Whether a change says anything: the four verbs, decided by chance and the figure's own history.

A figure whose entry names Wilson's interval is a proportion of independent draws: its change is
held against the interval of the difference of two such proportions (Newcombe 1998, method 10, from
Wilson's two), and against the range of its last eight periods; other figures against that range
and control limits around its mean. A share of money or of time is one of these others, however it
is written. Inside the range, or within chance, a change is "usual"; beyond it "maybe", and "clear"
where chance is as good as out. Thresholds are the usual 10 % and 1 % levels, two-sided; people only
ever see the verbs.
"""

import math
from collections.abc import Sequence
from enum import StrEnum

from metrics.compute import Measured
from metrics.model import Interval, Metric

_MAYBE = 1.645
_CLEAR = 2.576
# Spread from a handful of periods is uncertain itself: ask for more before saying "clear".
_CLEAR_SPREAD = 3.0
_ENOUGH_HISTORY = 4


class Verdict(StrEnum):
    """What may be said of a change."""

    CLEAR = "clear"
    MAYBE = "maybe"
    USUAL = "usual"
    FEW = "few"


def judge(
    metric: Metric, now: Measured, before: Measured, history: Sequence[Measured]
) -> Verdict | None:
    """Say what a change from `before` to `now` is worth; None where nothing can be said."""
    if now.value is None or before.value is None:
        return None
    # Where nothing is counted (money by money) there is nothing to be too few.
    if any(too_few(metric, m) for m in (now, before)):
        return Verdict.FEW
    past = [h.value for h in history if h.value is not None]
    inside = len(past) >= _ENOUGH_HISTORY and min(past) <= now.value <= max(past)
    if now.value == before.value or inside:
        return Verdict.USUAL
    if proportions(metric, now, before):
        if not beyond_chance(now, before, _MAYBE):
            return Verdict.USUAL
        return Verdict.CLEAR if beyond_chance(now, before, _CLEAR) else Verdict.MAYBE
    if len(past) < _ENOUGH_HISTORY:
        return None
    z = _spread_z(now.value, past)
    if z < _MAYBE:
        return Verdict.USUAL
    return Verdict.CLEAR if z >= _CLEAR_SPREAD else Verdict.MAYBE


def proportions(metric: Metric, a: Measured, b: Measured) -> bool:
    """Say whether two figures are proportions of draws that chance decides."""
    counted = a.numerator is not None and b.numerator is not None
    return counted and metric.interval is Interval.WILSON


def beyond_chance(a: Measured, b: Measured, z: float) -> bool:
    """Say whether two proportions differ by more than chance at `z` (1.645: the 10 % level).

    Newcombe 1998, method 10: the interval of the difference is made of Wilson's two. False where
    either is none: a log may call contacts resolved that nobody answered.
    """
    sides = [(m.numerator or 0, m.n or 0) for m in (a, b)]
    if any(not 0 <= hits <= n or not n for hits, n in sides):
        return False
    (low, high), (other_low, other_high) = (wilson(hits, n, z) for hits, n in sides)
    p, q = (hits / n for hits, n in sides)
    if p < q:
        return q - p > math.hypot(q - other_low, high - p)
    return p - q > math.hypot(p - low, other_high - q)


def too_few(metric: Metric, measured: Measured) -> bool:
    """Say whether a figure rests on too little to be judged; what rests on no count never does."""
    return measured.n is not None and measured.n < metric.small_n


def strength(metric: Metric, now: Measured, before: Measured, history: Sequence[Measured]) -> float:
    """Return how far a change stands out, in standard deviations: to order changes, not to judge.

    0 where nothing can be said.
    """
    if now.value is None or before.value is None:
        return 0.0
    if proportions(metric, now, before):
        return abs(two_proportions(now, before))
    past = [h.value for h in history if h.value is not None]
    return _spread_z(now.value, past) if len(past) >= _ENOUGH_HISTORY else 0.0


def two_proportions(a: Measured, b: Measured) -> float:
    """Return the pooled two-proportion z of a against b; 0 where both are 0 or 1, or neither is
    a proportion: a log may call contacts resolved that nobody answered.
    """
    n, m = a.n or 0, b.n or 0
    if not n or not m:
        return 0.0
    pooled = ((a.numerator or 0) + (b.numerator or 0)) / (n + m)
    error = math.sqrt(max(0.0, pooled * (1 - pooled)) * (1 / n + 1 / m))
    return ((a.value or 0) - (b.value or 0)) / error if error else 0.0


def _spread_z(value: float, past: Sequence[float]) -> float:
    mean = sum(past) / len(past)
    spread = math.sqrt(sum((p - mean) ** 2 for p in past) / (len(past) - 1))
    # A history that never moved makes any change look endless: half a percent is its least spread.
    return abs(value - mean) / max(spread, abs(mean) * 0.005, 1e-12)


def wilson(successes: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion (both ends 0-1). Source: Wilson 1927."""
    if n == 0:
        return 0.0, 1.0
    p = successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def differ(groups: Sequence[Sequence[Measured]]) -> bool:
    """Say whether proportions differ within their groups by more than chance (1 % level).

    `groups` are e.g. teams of agents, so that a weak team does not make every member look weak.
    Pearson's chi-square, summed over groups; its normal approximation by Wilson and Hilferty 1931.
    """
    chi, freedom = 0.0, 0
    for group in groups:
        known = [m for m in group if m.n and m.numerator is not None]
        n = sum(m.n or 0 for m in known)
        hits = sum(m.numerator or 0 for m in known)
        if len(known) < 2 or hits in (0, n):
            continue
        p = hits / n
        chi += sum(((m.numerator or 0) - (m.n or 0) * p) ** 2 / ((m.n or 0) * p * (1 - p))
                   for m in known)  # fmt: skip
        freedom += len(known) - 1
    if freedom == 0:
        return False
    z = (math.cbrt(chi / freedom) - (1 - 2 / (9 * freedom))) / math.sqrt(2 / (9 * freedom))
    return z > 2.326
