"""Splitting the change of a ratio exactly over the members of a cut.

With share s and rate r, bars the mean of both periods, member i contributes the mix
Δsᵢ·(r̄ᵢ − R̄) and the rate s̄ᵢ·Δrᵢ; they sum to ΔR. Source: design.md, "Numbers".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from metrics.compute import Measured

Key = TypeVar("Key")


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

    A member missing in one period keeps its rate there and has share 0.
    """
    n0 = sum(m.n or 0 for m in before.values())
    n1 = sum(m.n or 0 for m in now.values())
    if not n0 or not n1:
        return {}
    whole0 = sum((m.value or 0) * (m.n or 0) for m in before.values()) / n0
    whole1 = sum((m.value or 0) * (m.n or 0) for m in now.values()) / n1
    middle = (whole0 + whole1) / 2
    shares = {}
    for key in dict.fromkeys((*before, *now)):
        was, is_ = before.get(key), now.get(key)
        s0 = (was.n or 0) / n0 if was else 0.0
        s1 = (is_.n or 0) / n1 if is_ else 0.0
        r0, r1 = _rates(was, is_)
        mix = (s1 - s0) * ((r0 + r1) / 2 - middle)
        shares[key] = Share(mix, (s0 + s1) / 2 * (r1 - r0))
    return shares


def _rates(was: Measured | None, is_: Measured | None) -> tuple[float, float]:
    r0 = was.value if was and was.value is not None else None
    r1 = is_.value if is_ and is_.value is not None else None
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
