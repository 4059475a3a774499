"""Where most of a change sits: the smallest set of members, over one cut or two, that carries it.

The rule. Members that went the way of the whole and can be told are taken, the largest part first,
until they carry at least 70 % of the net change: no smaller set can, and of equally small ones none
carries more. A member can be told when it rests on enough on the sides on which it exists and its
own change is beyond what chance does, at a level shared among all members that were looked at. The
set is worth telling if it has three members at most and no more than half of the cut's, and carries
more than its size would, clearly and beyond chance: else "everywhere" is the truer word. A set of
which a member moved no more than it usually does is not told either. Of several cuts the one with
the fewest members is told; of these the one that carries most beyond its size. Two cuts together
are told instead of one only if they need fewer members, or as many with at most half the size.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import NormalDist

from base.dimensions import Dim
from base.units import Unit
from metrics.compute import Beside, Measured, beside, compute
from metrics.explain import Apart, Parts, is_sum, nobodys, parts_of
from metrics.judge import Verdict, beyond_chance, judge, proportions
from metrics.model import Baseline, Filter, Metric, Question
from metrics.splitting import Group, chance, weight
from storage.engine import Work

ENOUGH = 0.7
MOST_MEMBERS = 3
# So much more of the change than of the whole a set carries at least.
BEYOND_SIZE = 0.15
# Below so much a mean or rate of a member says nothing, where its entry does not say.
LEAST_N = 30
_LEVEL = 0.05
_HALF = 0.5
# A set is out of proportion by so many standard errors at least.
_SURE = 2.6
# What is made up for elsewhere by more than the change itself is no place of a net change.
_OFFSET = 2.0
# As many cuts are combined two by two: three pairs, so that the answer stays fast.
_COMBINED = 3
# Cuts that are functions of each other have nothing to say together.
_SAME = ({Dim.SHOP, Dim.PLATFORM}, {Dim.HOUR, Dim.HALF_HOUR})


@dataclass(frozen=True)
class Spot:
    """The smallest set of groups that carries most of a change.

    `carried` is its part of the change (1.0 = all, more where others went back), `size` its part of
    the whole, the mean of both periods. `parts` are what each group adds, raw.
    """

    cuts: tuple[Dim, ...]
    groups: tuple[Group, ...]
    parts: tuple[float, ...]
    carried: float
    size: float

    @property
    def beyond(self) -> float:
        """Return how much more of the change than of the whole it is."""
        return self.carried - self.size


def fewest(parts: Mapping[Group, float], change: float, enough: float = ENOUGH) -> list[Group]:
    """Return the fewest groups whose parts together carry `enough` (1.0 = all) of a change.

    Of equally few those that carry most. Empty where they cannot, or where there is no change.
    """
    way = math.copysign(1, change)
    carried, found = 0.0, []
    for group in sorted(parts, key=lambda one: -parts[one] * way):
        if parts[group] * way <= 0:
            break
        found.append(group)
        carried += parts[group] * way
        if carried >= enough * abs(change):
            return found
    return []


def spot_in(metric: Metric, cuts: tuple[Dim, ...], parts: Parts, change: float) -> Spot | None:
    """Return the smallest set of groups that carries most of a change; None where none is worth
    telling."""
    told = _tellable(metric, cuts, parts)
    chosen = fewest({g: parts.shares[g].total for g in told}, change) if change else []
    if not chosen or len(chosen) > min(MOST_MEMBERS, len(parts.shares) * _HALF):
        return None
    each = tuple(parts.shares[g].total for g in chosen)
    found = Spot(cuts, tuple(chosen), each, sum(each) / change, _size(parts, chosen))
    surely = found.beyond * abs(change) > _SURE * _unevenness(metric, parts, found)
    return found if found.beyond >= BEYOND_SIZE and found.carried <= _OFFSET and surely else None


def _unevenness(metric: Metric, parts: Parts, spot: Spot) -> float:
    """Return how far chance alone takes a set out of proportion (one standard error), as far as
    chance is known: 0 of figures that are no proportions.
    """
    variance = 0.0
    for group in parts.shares:
        was, is_ = parts.before.get(group), parts.now.get(group)
        if was is None or is_ is None or not proportions(metric, was, is_):
            continue
        apart = 1 - spot.size if group in spot.groups else spot.size
        variance += (apart * _size(parts, [group]) * chance(was, is_)) ** 2
    return math.sqrt(variance)


def _size(parts: Parts, groups: Sequence[Group]) -> float:
    sides = []
    for side in (parts.before, parts.now):
        whole = sum(weight(m, sums=parts.sums) for m in side.values())
        mine = sum(weight(side.get(g), sums=parts.sums) for g in groups)
        sides.append(mine / whole if whole else 0.0)
    return sum(sides) / len(sides)


def _tellable(metric: Metric, cuts: tuple[Dim, ...], parts: Parts) -> list[Group]:
    """Return the groups that may be named: none that is nobody's, small, or within chance."""
    z = NormalDist().inv_cdf(1 - _LEVEL / 2 / max(1, len(parts.shares)))
    return [
        group
        for group in parts.shares
        if not any(map(nobodys, cuts, group))
        and _enough(metric, parts, group)
        and _beyond_chance(metric, parts, group, z)
    ]


def _enough(metric: Metric, parts: Parts, group: Group) -> bool:
    if is_sum(metric):
        return True
    least = metric.small_n or LEAST_N
    sides = [side[group].n or 0 for side in (parts.before, parts.now) if group in side]
    return bool(sides) and min(sides) >= least


def _beyond_chance(metric: Metric, parts: Parts, group: Group, z: float) -> bool:
    """Say whether a group's own change is more than chance, as far as chance is known of it.

    Counts are held against Poisson's spread; of money and means nothing is known but their size.
    """
    was, is_ = parts.before.get(group), parts.now.get(group)
    share = parts.shares[group]
    if is_sum(metric):
        counts = metric.unit is Unit.COUNT
        return not counts or abs(share.total) > z * math.sqrt(_value(was) + _value(is_))
    if was is None or is_ is None or not proportions(metric, was, is_):
        return True
    # It may matter by its size alone: more of it, no worse than before.
    return abs(share.mix) > abs(share.rate) or beyond_chance(is_, was, z)


def _value(measured: Measured | None) -> float:
    return 0.0 if measured is None else max(0.0, measured.value or 0.0)


def spot(
    work: Work,
    question: Question,
    baseline: Baseline,
    total: Measured,
    before: Measured,
    found: Sequence[Apart],
    answer: Beside = beside,
) -> Spot | None:
    """Return where most of the change from `before` to `total` sits; None where it is everywhere.

    `found` is the change told apart by single cuts, the one that tells most first. A cut that the
    asker named is in every set.
    """
    metric, change = question.metric, (total.value or 0.0) - (before.value or 0.0)
    named = [one for one in found if one.cut in question.cuts]
    singles = [spot_in(metric, (one.cut,), one.parts, change) for one in (named or found)]
    best = _best([one for one in singles if one is not None])
    pairs = []
    for cuts in _pairs(named, found):
        asked = replace(question, cuts=cuts)
        parts = parts_of(work, asked, baseline, total, before, answer)
        pairs.append(spot_in(metric, cuts, parts, change) if parts is not None else None)
    narrow = _best([one for one in pairs if one is not None])
    told = [best] if narrow is None or not _tells_more(narrow, best) else [narrow, best]
    standing = (one for one in told if one is not None and _stands(work, question, baseline, one))
    return next(standing, None)


def _stands(work: Work, question: Question, baseline: Baseline, spot: Spot) -> bool:
    """Say whether every group of a set changed more than it usually does, or came or went.

    A place whose own change is usual variation is not where anything happened.
    """
    return all(
        _changed(work, narrowed(question, spot.cuts, group), baseline) for group in spot.groups
    )


def _changed(work: Work, question: Question, baseline: Baseline) -> bool:
    found = compute(work, replace(question, cuts=(), baselines=(baseline,)))
    if found.total.value is None or found.before[0].value is None:
        return True
    verdict = judge(question.metric, found.total, found.before[0], found.history)
    return verdict not in (Verdict.USUAL, Verdict.FEW)


def narrowed(question: Question, cuts: Sequence[Dim], group: Group) -> Question:
    """Return a question about one group alone."""
    for cut, member in zip(cuts, group, strict=True):
        if cut is Dim.HOUR:
            question = replace(question, hours=(int(member), int(member) + 1))
            continue
        kept = tuple(f for f in question.filters if f.dim is not cut)
        question = replace(question, filters=(*kept, Filter(cut, (member,))))
    return question


def _pairs(named: Sequence[Apart], found: Sequence[Apart]) -> list[tuple[Dim, ...]]:
    """Return the cuts to combine: of those that tell most, in each of which something stands out.

    What sits in one corner of two cuts stands out in either of them.
    """
    telling = [one for one in found if one in named or one.uneven >= BEYOND_SIZE]
    cuts = [one.cut for one in telling][:_COMBINED]
    return [
        pair
        for pair in combinations(cuts, 2)
        if set(pair) not in _SAME and (not named or named[0].cut in pair)
    ]


def _best(spots: Sequence[Spot]) -> Spot | None:
    return min(spots, key=lambda one: (len(one.groups), -one.beyond), default=None)


def _tells_more(narrow: Spot, wide: Spot | None) -> bool:
    if wide is None or len(narrow.groups) < len(wide.groups):
        return True
    return len(narrow.groups) == len(wide.groups) and narrow.size <= wide.size * _HALF
