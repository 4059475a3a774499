"""Splitting a sum's target into parts that add up to it; what is left over is never lost.

Pure arithmetic, in whole steps of a size that people agree on: 12,000,000 is split to thousands,
500 to whole ones. No storage, no words.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

from base.units import Unit

# A part is agreed on to four digits of the whole.
_DIGITS = 4
_CENTS = 100


def step_of(total: float, unit: Unit) -> Fraction:
    """Return the smallest amount that parts of a total differ by.

    At most one for counts and a cent for money, less only where the total itself is finer.
    """
    least = Fraction(1) if unit is Unit.COUNT else Fraction(1, _CENTS)
    size = math.floor(math.log10(total)) if total >= 1 else 0
    step = max(least, Fraction(10) ** (size - _DIGITS))
    whole = Fraction(repr(total))
    while (whole / step).denominator != 1:
        step = step / 10
    return step


def split_even(total: float, parts: int, unit: Unit) -> list[float]:
    """Split a total into so many parts that are as equal as its steps allow.

    Raises ValueError for no parts and for a total below zero.
    """
    return split_by(total, [1.0] * parts, unit)


def split_by(total: float, weights: Sequence[float], unit: Unit) -> list[float]:
    """Split a total by weights (largest remainder), to parts that add up to it exactly.

    Raises ValueError where no weight is above zero, one is below it, or the total is.
    """
    if total < 0 or not weights or min(weights) < 0 or sum(weights) <= 0:
        raise ValueError("nothing to split by")
    step = step_of(total, unit)
    steps = int(Fraction(repr(total)) / step)
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    quotas = [steps * weight / whole for weight in exact]
    floors = [int(quota) for quota in quotas]
    by_rest = sorted(range(len(quotas)), key=lambda i: (floors[i] - quotas[i], i))
    for i in by_rest[: steps - sum(floors)]:
        floors[i] += 1
    return [float(count * step) for count in floors]


def rest_of(total: float, parts: Sequence[float]) -> float:
    """Return what of a total no part has; below zero where the parts have more than there is."""
    return float(Fraction(repr(total)) - sum(Fraction(repr(part)) for part in parts))
