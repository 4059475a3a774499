"""The arithmetic of telling a change apart: over members, without a rest, and rounded so.

With share s and rate r, bars the mean of both periods, member i contributes the mix
Δsᵢ·(r̄ᵢ − R̄) and the rate s̄ᵢ·Δrᵢ; they sum to ΔR. Source: design.md, "Numbers". A rate that one
period does not have is the other's; what is over without anything under it (wages of a team that
had no contacts) is that member's own. A sum's parts are its members' differences. No queries here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from metrics.compute import NOTHING, Measured

Key = TypeVar("Key")
Member: TypeAlias = int | str
Group: TypeAlias = tuple[Member, ...]


@dataclass(frozen=True)
class Share:
    """What one member adds to a change: by its size in the whole, and by its own rate."""

    mix: float
    rate: float

    @property
    def total(self) -> float:
        """Return both together."""
        return self.mix + self.rate


def split(before: Mapping[Key, Measured], now: Mapping[Key, Measured]) -> dict[Key, Share]:
    """Return each member's contribution to the change of the pooled ratio, summing to it exactly.

    A member missing in one period keeps its rate there and has share 0. Empty where one period has
    nothing under the line at all: there is no ratio then.
    """
    n0 = sum(m.n or 0 for m in before.values())
    n1 = sum(m.n or 0 for m in now.values())
    if not n0 or not n1:
        return {}
    middle = (sum(map(over, before.values())) / n0 + sum(map(over, now.values())) / n1) / 2
    shares = {}
    for key in dict.fromkeys((*before, *now)):
        was, is_ = before.get(key, NOTHING), now.get(key, NOTHING)
        s0, s1 = (was.n or 0) / n0, (is_.n or 0) / n1
        r0, r1 = _rates(was, is_)
        mix = (s1 - s0) * ((r0 + r1) / 2 - middle)
        own = alone(is_) / n1 - alone(was) / n0
        shares[key] = Share(mix, (s0 + s1) / 2 * (r1 - r0) + own)
    return shares


def over(measured: Measured) -> float:
    """Return what a ratio has above its line."""
    return (measured.value or 0.0) * (measured.n or 0) if measured.n else alone(measured)


def alone(measured: Measured) -> float:
    """Return what stands above the line where nothing stands below it."""
    return 0.0 if measured.n else float(measured.over or 0)


def _rates(was: Measured, is_: Measured) -> tuple[float, float]:
    r0 = was.value if was.n else None
    r1 = is_.value if is_.n else None
    if r0 is None:
        r0 = r1
    if r1 is None:
        r1 = r0
    return r0 or 0.0, r1 or 0.0


def rounded_to_sum(parts: Sequence[float], whole: float, digits: int) -> list[float]:
    """Round parts so that they add up to the rounded whole (largest remainders get the rest)."""
    unit = 10.0**-digits
    target = round(whole / unit)
    floors = [int(p // unit) for p in parts]
    rest = target - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - parts[i] / unit)
    for position in range(abs(rest)):
        chosen = by_remainder[position % len(parts)] if rest > 0 else by_remainder[-1 - position]
        floors[chosen] += 1 if rest > 0 else -1
    return [round(f * unit, digits) for f in floors]


def differences(before: Mapping[Key, Measured], now: Mapping[Key, Measured]) -> dict[Key, Share]:
    """Return each member's part of the change of a sum: all of it its own."""
    return {
        key: Share(0.0, value(now.get(key)) - value(before.get(key)))
        for key in dict.fromkeys((*before, *now))
    }


def value(measured: Measured | None) -> float:
    """Return a figure, 0 where there is none."""
    return 0.0 if measured is None else measured.value or 0.0


def weight(measured: Measured | None, *, sums: bool) -> float:
    """Return how much a member weighs in the whole: of a sum its value, else what it rests on."""
    if measured is None:
        return 0.0
    return (measured.value or 0.0) if sums else float(measured.n or 0)


def chance(before: Measured | None, now: Measured | None) -> float:
    """Return how far chance alone moves a proportion (one standard error); 0 for other figures."""
    if not before or not now or not before.n or not now.n or before.numerator is None:
        return 0.0
    p = (before.numerator + (now.numerator or 0)) / (before.n + now.n)
    return math.sqrt(max(0.0, p * (1 - p)) * (1 / before.n + 1 / now.n))
