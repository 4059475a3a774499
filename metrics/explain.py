"""Telling a change apart exactly over the members of a cut; and by which cut it tells most.

The arithmetic is `metrics.splitting`. Here the figures of the members are asked for, and held
against the whole: a cut whose members do not make it is no explanation.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from base.dimensions import Dim
from base.measures import MEASURES
from base.units import Adds
from metrics.compute import Beside, Figures, Measured, beside
from metrics.factors import can_be_factored
from metrics.model import (
    CAUSES,
    Baseline,
    MeanDuration,
    Metric,
    Question,
    Quotient,
    Snapshot,
    Stat,
    Total,
)
from metrics.splitting import (
    Group,
    Member,
    Share,
    alone,
    chance,
    differences,
    over,
    split,
    value,
    weight,
)
from storage.engine import Work
from storage.query import NoCube

Found = TypeVar("Found")

_LEAST = 2
_STEP = 0.1
_FINE = 1000
# What has no parts that make the whole.
_WHOLE_ONLY = frozenset({Adds.DISTINCT, Adds.MAX, Adds.EXT, Adds.DERIVED})


@dataclass(frozen=True)
class Parts:
    """A change told apart over groups (one member of each of the question's cuts), exactly.

    With `sums` groups weigh what they are worth, else as much as they rest on.
    """

    before: dict[Group, Measured]
    now: dict[Group, Measured]
    shares: dict[Group, Share]
    sums: bool


@dataclass(frozen=True)
class Apart:
    """A change told apart over the members of one cut; their shares sum to it exactly.

    `change` and shares are raw (rates 0-1, seconds, money in minor units). `uneven` is how much of
    the change (1.0 = all) its two members furthest out of proportion carry beyond their size: 0
    where all moved together. `telling` is the same beyond chance as well. With `sums` members weigh
    what they are worth, else as much as they rest on.
    """

    cut: Dim
    before: dict[Member, Measured]
    now: dict[Member, Measured]
    shares: dict[Member, Share]
    change: float
    uneven: float
    telling: float
    sums: bool = False

    @property
    def parts(self) -> Parts:
        """Return the same by groups of one member."""
        return Parts(_grouped(self.before), _grouped(self.now), _grouped(self.shares), self.sums)

    @property
    def members(self) -> list[Member]:
        """Return the members, those that carry most of the change first."""
        way = math.copysign(1, self.change)
        return sorted(self.shares, key=lambda m: -self.shares[m].total * way)


def _grouped(by_member: Mapping[Member, Found]) -> dict[Group, Found]:
    return {(member,): found for member, found in by_member.items()}


def can_be_apart(question: Question) -> bool:
    """Say whether the parts of a figure make the whole of it.

    Percentiles, distinct people, peaks, scores of others and comparisons do not.
    """
    metric = question.metric
    summed = isinstance(metric.formula, Total | Quotient | MeanDuration | Snapshot)
    return summed and question.stat is Stat.MEAN and metric.adds not in _WHOLE_ONLY


def explainable(question: Question) -> bool:
    """Say whether it can be told what a change of a figure is made of: by a cut, or by factors."""
    return can_be_factored(question) or (can_be_apart(question) and bool(causes(question)))


def causes(question: Question) -> tuple[Dim, ...]:
    """Return the cuts by which a question's change may be told apart, never one by person."""
    single = {f.dim for f in question.filters if len(f.members) == 1}
    single |= {dim for dim, members in question.metric.only if len(members) == 1}
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
    named = [one for one in found if one.cut in question.cuts]
    rest = [one for one in found if one not in named and not _mostly_unnamed(one)]
    # In steps, so that a team is not passed over for an hour that tells hardly more.
    return [*named, *sorted(rest, key=lambda one: -round(one.telling / _STEP))]


def is_sum(metric: Metric) -> bool:
    """Say whether a figure is the sum of its members' figures."""
    match metric.formula:
        case Total() | Snapshot(_, ()):
            return True
        case _:
            return False


def parts_of(
    work: Work,
    question: Question,
    baseline: Baseline,
    total: Measured,
    before: Measured,
    answer: Beside = beside,
) -> Parts | None:
    """Return a change told apart by all of the question's cuts together, None where it cannot be:
    no cube has them, fewer than two groups, or groups that do not make the whole.
    """
    if total.value is None or before.value is None:
        return None
    try:
        old, new = answer(work, question, baseline)
        found = _parts(question, old, new, total, before)
        formula = question.metric.formula
        if found is None and isinstance(formula, Quotient) and _has_halves(formula, total):
            old, new = _halves(work, question, formula, baseline, answer)
            found = _parts(question, old, new, total._replace(n=None), before._replace(n=None))
            found = None if found is None else _whole_numbers(found)
    except NoCube:
        return None
    return found


def _parts(
    question: Question, old: Figures, new: Figures, total: Measured, before: Measured
) -> Parts | None:
    sums = is_sum(question.metric) or _of_one_whole(question)
    was, is_ = _known(old, new, sums=sums), _known(new, old, sums=sums)
    if len({*was, *is_}) < _LEAST or not _whole(was, before, sums) or not _whole(is_, total, sums):
        return None
    return Parts(was, is_, differences(was, is_) if sums else split(was, is_), sums)


def _has_halves(formula: Quotient, total: Measured) -> bool:
    """Say whether a ratio's halves come apart from each other, or its base is not counted."""
    bundles = {MEASURES[key].bundle for key in (*formula.numerator, *formula.denominator)}
    return total.n is None or len(bundles) > 1


def _halves(
    work: Work, question: Question, formula: Quotient, baseline: Baseline, answer: Beside
) -> tuple[Figures, Figures]:
    """Return a ratio's figures from its two halves asked apart, before and now.

    So a group that has only one of them counts with it; and money, which as a base has no n,
    weighs as much as it is.
    """
    upper, lower = (
        answer(work, replace(question, metric=replace(question.metric, formula=half)), baseline)
        for half in (Total(formula.numerator, formula.minus), Total(formula.denominator))
    )
    sides = tuple(
        {group: _ratio(formula.per, top.get(group), below.get(group)) for group in (*top, *below)}
        for top, below in zip(upper, lower, strict=True)
    )
    return sides[0], sides[1]


def _ratio(per: int, upper: Measured | None, lower: Measured | None) -> Measured:
    top, below = per * value(upper), value(lower)
    # In thousandths: a mean of several weeks is no whole number.
    n = round(below * _FINE)
    return Measured(top / below, n) if n else Measured(None, 0, None, top * _FINE or None)


def _whole_numbers(found: Parts) -> Parts:
    before, now = (
        {group: m._replace(n=round((m.n or 0) / _FINE)) for group, m in side.items()}
        for side in (found.before, found.now)
    )
    return replace(found, before=before, now=now)


def _of_one_whole(question: Question) -> bool:
    """Say whether every group is a share of the same whole: complaints of a type per all orders."""
    formula = question.metric.formula
    return isinstance(formula, Quotient) and bool(formula.whole_of.intersection(question.cuts))


def apart(
    work: Work,
    question: Question,
    baseline: Baseline,
    total: Measured,
    before: Measured,
    answer: Beside = beside,
) -> Apart | None:
    """Return the change told apart by the question's one cut, None where it cannot be."""
    parts = parts_of(work, question, baseline, total, before, answer)
    if parts is None:
        return None
    was, is_, shares = _single(parts.before), _single(parts.now), _single(parts.shares)
    change = (total.value or 0.0) - (before.value or 0.0)
    uneven, telling = _uneven(was, is_, shares, change, sums=parts.sums)
    return Apart(question.cuts[0], was, is_, shares, change, uneven, telling, parts.sums)


def _single(by_group: Mapping[Group, Found]) -> dict[Member, Found]:
    return {group[0]: found for group, found in by_group.items()}


def _known(
    figures: Mapping[Group, Measured], others: Mapping[Group, Measured], *, sums: bool
) -> dict[Group, Measured]:
    """Return the groups of one side that have a figure; none of a sum that is 0 on both sides."""
    return {
        group: found
        for group, found in figures.items()
        if (found.value is not None or alone(found))
        and not (sums and not found.value and not value(others.get(group)))
    }


def _whole(members: Mapping[Group, Measured], whole: Measured, sums: bool) -> bool:
    """Say whether members add up to the whole figure: a cut may know only part of the contacts."""
    if sums:
        return math.isclose(
            sum(value(m) for m in members.values()), whole.value or 0.0, rel_tol=1e-6, abs_tol=1e-6
        )
    n = sum(m.n or 0 for m in members.values())
    upper = sum(map(over, members.values()))
    if whole.n is None:
        return n > 0 and math.isclose(upper / n, whole.value or 0.0, rel_tol=1e-6, abs_tol=1e-12)
    return n == whole.n and math.isclose(upper, over(whole), rel_tol=1e-6, abs_tol=1e-6)


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
    n0 = sum(weight(m, sums=sums) for m in before.values())
    n1 = sum(weight(m, sums=sums) for m in now.values())
    beyond, surely = [], []
    for key, share in shares.items():
        s0 = weight(before.get(key), sums=sums) / n0 if n0 else 0.0
        s1 = weight(now.get(key), sums=sums) / n1 if n1 else 0.0
        size = (s0 + s1) / 2
        more = math.copysign(1, change) * (share.total - size * change)
        beyond.append(max(0.0, more))
        surely.append(max(0.0, more - size * chance(before.get(key), now.get(key))))
    first, second = (sum(sorted(found, reverse=True)[:2]) for found in (beyond, surely))
    return first / abs(change), second / abs(change)


def nobodys(cut: Dim, member: Member) -> bool:
    """Say whether a member stands for what belongs to nobody or is not stated."""
    return not member and cut is not Dim.HOUR


def _mostly_unnamed(one: Apart) -> bool:
    """Say whether most of a cut is what belongs to nobody or is not stated."""
    whole = sum(weight(m, sums=one.sums) for m in one.now.values())
    of_nobody = (m for key, m in one.now.items() if nobodys(one.cut, key))
    return sum(weight(m, sums=one.sums) for m in of_nobody) > whole / 2
