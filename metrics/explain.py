"""Telling a change apart exactly over the members of a cut; and by which cut it tells most.

With share s and rate r, bars the mean of both periods, member i contributes the mix
Δsᵢ·(r̄ᵢ − R̄) and the rate s̄ᵢ·Δrᵢ; they sum to ΔR. Source: design.md, "Numbers".
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from base.dimensions import Dim
from metrics.compute import Beside, Measured, beside
from metrics.model import CAUSES, Baseline, MeanDuration, Question, Quotient, Stat, Total
from storage.engine import Work
from storage.query import NoCube

Key = TypeVar("Key")
Member: TypeAlias = int | str

_LEAST = 2
_STEP = 0.1


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


@dataclass(frozen=True)
class Apart:
    """A change told apart over the members of one cut; their shares sum to it exactly.

    `change` and shares are raw (rates 0-1, seconds, money in minor units). `uneven` is how much of
    the change (1.0 = all) its two members furthest out of proportion carry beyond their size: 0
    where all moved together. `telling` is the same beyond chance as well.
    """

    cut: Dim
    before: dict[Member, Measured]
    now: dict[Member, Measured]
    shares: dict[Member, Share]
    change: float
    uneven: float
    telling: float

    @property
    def members(self) -> list[Member]:
        """Return the members, those that carry most of the change first."""
        way = math.copysign(1, self.change)
        return sorted(self.shares, key=lambda m: -self.shares[m].total * way)


def can_be_apart(question: Question) -> bool:
    """Say whether a figure is made of sums: percentiles and distinct buyers are not."""
    summed = isinstance(question.metric.formula, Total | Quotient | MeanDuration)
    return summed and question.stat is Stat.MEAN


def causes(question: Question) -> tuple[Dim, ...]:
    """Return the cuts by which a question's change may be told apart, never one by person."""
    single = {f.dim for f in question.filters if len(f.members) == 1}
    if Dim.AGENT in {f.dim for f in question.filters}:
        single |= {Dim.TEAM, Dim.EMPLOYMENT}
    return tuple(c for c in CAUSES if c in question.metric.cuts and c not in single)


def told_apart(
    work: Work,
    question: Question,
    baseline: Baseline,
    total: Measured,
    before: Measured,
    answer: Beside = beside,
) -> list[Apart]:
    """Return the change told apart by every cut that can: the one that tells most comes first.

    A cut that the asker named comes before all others. `total` and `before` are the whole figure
    now and in `baseline`; a cut whose members do not add up to them is left out. `answer` computes.
    """
    parted = (
        apart(work, replace(question, cuts=(cut,)), baseline, total, before, answer)
        for cut in causes(question)
    )
    found = [one for one in parted if one is not None]
    sums = isinstance(question.metric.formula, Total)
    named = [one for one in found if one.cut in question.cuts]
    rest = [one for one in found if one not in named and not _mostly_unnamed(one, sums=sums)]
    # In steps, so that a team is not passed over for an hour that tells hardly more.
    return [*named, *sorted(rest, key=lambda one: -round(one.telling / _STEP))]


def apart(
    work: Work,
    question: Question,
    baseline: Baseline,
    total: Measured,
    before: Measured,
    answer: Beside = beside,
) -> Apart | None:
    """Return the change told apart by the question's one cut, None where it cannot be."""
    if total.value is None or before.value is None:
        return None
    try:
        old, new = answer(work, question, baseline)
    except NoCube:
        return None
    sums = isinstance(question.metric.formula, Total)
    was, is_ = _known(old, new, sums=sums), _known(new, old, sums=sums)
    if len({*was, *is_}) < _LEAST or not _whole(was, before, sums) or not _whole(is_, total, sums):
        return None
    shares = differences(was, is_) if sums else split(was, is_)
    change = total.value - before.value
    uneven, telling = _uneven(was, is_, shares, change, sums=sums)
    return Apart(question.cuts[0], was, is_, shares, change, uneven, telling)


def _known(
    figures: Mapping[tuple[Member, ...], Measured],
    others: Mapping[tuple[Member, ...], Measured],
    *,
    sums: bool,
) -> dict[Member, Measured]:
    """Return the members of one side that have a figure; none of a sum that is 0 on both sides."""
    return {
        group[0]: found
        for group, found in figures.items()
        if found.value is not None
        and not (sums and not found.value and not _value(others.get(group)))
    }


def differences(before: Mapping[Key, Measured], now: Mapping[Key, Measured]) -> dict[Key, Share]:
    """Return each member's part of the change of a sum: all of it its own."""
    return {
        key: Share(0.0, _value(now.get(key)) - _value(before.get(key)))
        for key in dict.fromkeys((*before, *now))
    }


def _value(measured: Measured | None) -> float:
    return 0.0 if measured is None else measured.value or 0.0


def _weight(measured: Measured | None, *, sums: bool) -> float:
    if measured is None:
        return 0.0
    return (measured.value or 0.0) if sums else float(measured.n or 0)


def _whole(members: Mapping[Member, Measured], whole: Measured, sums: bool) -> bool:
    """Say whether members add up to the whole figure: a cut may know only part of the contacts."""
    if sums:
        return math.isclose(
            sum(_value(m) for m in members.values()), whole.value or 0.0, rel_tol=1e-6, abs_tol=1e-6
        )
    n = sum(m.n or 0 for m in members.values())
    over = sum((m.value or 0.0) * (m.n or 0) for m in members.values())
    return n == whole.n and math.isclose(over, (whole.value or 0.0) * n, rel_tol=1e-6, abs_tol=1e-6)


def _uneven(
    before: Mapping[Member, Measured],
    now: Mapping[Member, Measured],
    shares: Mapping[Member, Share],
    change: float,
    *,
    sums: bool,
) -> tuple[float, float]:
    """Return how far members are out of proportion to their size, and beyond chance as well."""
    if not change:
        return 0.0, 0.0
    n0 = sum(_weight(m, sums=sums) for m in before.values())
    n1 = sum(_weight(m, sums=sums) for m in now.values())
    beyond, surely = [], []
    for key, share in shares.items():
        s0 = _weight(before.get(key), sums=sums) / n0 if n0 else 0.0
        s1 = _weight(now.get(key), sums=sums) / n1 if n1 else 0.0
        size = (s0 + s1) / 2
        more = math.copysign(1, change) * (share.total - size * change)
        beyond.append(max(0.0, more))
        surely.append(max(0.0, more - size * _chance(before.get(key), now.get(key))))
    first, second = (sum(sorted(found, reverse=True)[:2]) for found in (beyond, surely))
    return first / abs(change), second / abs(change)


def _chance(before: Measured | None, now: Measured | None) -> float:
    """Return how far chance alone moves a proportion (one standard error); 0 for other figures."""
    if not before or not now or not before.n or not now.n or before.numerator is None:
        return 0.0
    p = (before.numerator + (now.numerator or 0)) / (before.n + now.n)
    return math.sqrt(max(0.0, p * (1 - p)) * (1 / before.n + 1 / now.n))


def _mostly_unnamed(one: Apart, *, sums: bool) -> bool:
    """Say whether most of a cut is what belongs to nobody or is not stated."""
    whole = sum(_weight(m, sums=sums) for m in one.now.values())
    unnamed = sum(_weight(m, sums=sums) for key, m in one.now.items() if not key)
    return unnamed > whole / 2
