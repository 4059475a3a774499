"""Why a week's figures changed, in at most two lines: which time, which members carry most, or, of
sales, which factors. The same explanation as a question that asks why, in fewer words.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from base.dimensions import Dim
from base.language import Bilingual, Days, Listing, Msg, Quantity, Value, msg
from base.units import Unit
from metrics.category_kinds import cut_key
from metrics.drilling import Spot, fewest, spot
from metrics.explain import Apart, can_be_apart, told_apart
from metrics.factor_names import NAMES, inside
from metrics.factors import factored
from metrics.judge import Verdict, strength
from metrics.peaks import Peak, peak
from metrics.splitting import Group, Member, rounded_to_sum
from reviews.figures import Figured, base_name, direction, on_usual, value_of
from reviews.naming import name_of
from reviews.scoping import Scope
from storage.engine import Work

_MOST = 2
_ECHOES = ("frt_30s_rate", "unreplied")
_CUTS = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY, Dim.HOUR)
# Below this the members moved with their size: naming one would be telling a story.
_UNEVEN = 0.15
# So near to the whole change that naming a part of it would say the same figure twice.
_ALL = 0.02
_STEPS = {Unit.SHARE: 0.001, Unit.SECONDS: 1.0}


def explained(scope: Scope, known: Sequence[Figured]) -> list[Figured]:
    """Return the clear changes worth a cause: what got worse before others, the strongest first,
    last what still meets its target.

    A promotion is held against usual weeks, in which nobody looks for a cause of more contacts.
    """
    found = known
    if scope.in_promotion:
        found = [usual for one in known if (usual := on_usual(scope, one)) is not None]
    clear = [one for one in found if one.changed and one.verdict is Verdict.CLEAR]
    worse = [one for one in clear if one.worse]
    chosen = worse if worse or scope.in_promotion else clear
    keys = {one.metric.key for one in chosen}
    # How many were answered in time is the same story as how long they waited.
    told = [one for one in chosen if one.metric.key not in _ECHOES or "frt" not in keys]
    return sorted(told, key=lambda one: (one.reached is True, -_strength(one)))[:_MOST]


def causes_of(work: Work, scope: Scope, changed: Sequence[Figured]) -> list[Msg]:
    """Return a line for each change: where it was, or that it was everywhere alike."""
    return [_cause(work, scope, one) for one in changed]


def _strength(one: Figured) -> float:
    computed = one.computed
    before = computed.before[one.main or 0]
    return strength(one.metric, computed.total, before, computed.history)


def _cause(work: Work, scope: Scope, one: Figured) -> Msg:
    question, main = one.computed.question, one.main
    if main is None or not can_be_apart(question):
        return _whole(scope, one)
    slow = (
        peak(work, question, one.computed.total.n or 0, scope.compute)
        if direction(one) == "slower"
        else None
    )
    if slow is not None:
        return _window(scope, one, slow)
    baseline, before = question.baselines[main], one.computed.before[main]
    sides = (baseline, one.computed.total, before)
    made = factored(work, question, *sides, scope.beside)
    if made is not None:
        moved: dict[Group, float] = {(f.name,): f.part for f in made.factors}
        return _by_factor(scope, one, moved, made.change)
    found = told_apart(work, question, *sides, scope.beside)
    usable = [apart for apart in found if apart.cut in _CUTS]
    place = spot(work, question, *sides, usable, scope.beside)
    if place is not None and place.cuts != (usable[0].cut,):
        return _in_place(scope, one, place)
    if not usable:
        return _whole(scope, one)
    return _carried(scope, one, usable[0])


def _by_factor(scope: Scope, one: Figured, parts: Mapping[Group, float], change: float) -> Msg:
    """Say which factors carry most of a change of sales."""
    ways = (
        msg(
            "weekly.why.factor_up" if parts[(key,)] > 0 else "weekly.why.factor_down",
            factor=inside(NAMES[str(key)]),
        )
        for (key,) in fewest(parts, change)
    )
    return msg(
        "weekly.why.factors",
        name=name_of(one.metric),
        change=_change(scope, one),
        factors=Listing(tuple(ways)),
    )


def _in_place(scope: Scope, one: Figured, place: Spot) -> Msg:
    """Say where most of a change sits that no single cut tells as well."""
    places = []
    for group in place.groups:
        names = [_member(scope, cut, m) for cut, m in zip(place.cuts, group, strict=True)]
        joined = (" × ".join(n.zh for n in names), " × ".join(n.en for n in names))
        places.append(Bilingual(*joined))
    return msg(
        "weekly.why.place",
        name=name_of(one.metric),
        change=_change(scope, one),
        places=Listing(tuple(places)),
        part=f"{math.floor(place.carried * 100 + 0.5)}%",
    )


def _whole(scope: Scope, one: Figured) -> Msg:
    return msg("weekly.why.whole", name=name_of(one.metric), change=_change(scope, one))


def _window(scope: Scope, one: Figured, slow: Peak) -> Msg:
    teams = tuple(_member(scope, Dim.TEAM, team) for team in slow.teams)
    return msg(
        "weekly.why.window",
        day=Days(slow.day, slow.day),
        first=slow.first,
        last=slow.last,
        teams=Listing(teams),
        slow=value_of(one, slow.inside),
        rest=value_of(one, slow.outside),
    )


def _carried(scope: Scope, one: Figured, apart: Apart) -> Msg:
    change = _change(scope, one)
    if apart.uneven < _UNEVEN:
        members = msg(f"weekly.member.{cut_key(one.metric, apart.cut)}")
        return msg("weekly.why.even", name=name_of(one.metric), change=change, members=members)
    first = apart.members[0]
    share = apart.shares[first].total / apart.change
    said: dict[str, Value] = {
        "name": name_of(one.metric),
        "change": change,
        "member": _member(scope, apart.cut, first),
        "values": _values(one, apart, first),
    }
    if math.isclose(share, 1.0, abs_tol=_ALL):
        return msg("weekly.why.all", **said)
    key = "weekly.why.part" if share < 1 else "weekly.why.over"
    return msg(key, part=_part(one, apart, first), **said)


def _part(one: Figured, apart: Apart, first: Member) -> Value:
    """Return a member's part: in points or seconds that add up, else in percent of the change."""
    step = _STEPS.get(one.metric.unit)
    if step is None:
        percent = apart.shares[first].total / apart.change
        return f"{math.floor(percent * 100 + 0.5)}%"
    members = apart.members
    parts = [apart.shares[m].total / step for m in members]
    steps = dict(zip(members, rounded_to_sum(parts, one.difference / step, 0), strict=True))
    part = abs(steps[first] * step)
    if one.metric.unit is Unit.SHARE:
        return f"{part * 100:.1f}"
    return Quantity(part, one.metric.unit.value, change=True)


def _values(one: Figured, apart: Apart, member: Member) -> Msg:
    now, was = apart.now.get(member), apart.before.get(member)
    if now is None or was is None:
        return msg("none")
    before, after = value_of(one, one.decimal(was)), value_of(one, one.decimal(now))
    return msg("weekly.values", before=before, now=after)


def _change(scope: Scope, one: Figured) -> Msg:
    base, difference, unit = base_name(scope, one), one.difference, one.metric.unit
    if unit in (Unit.COUNT, Unit.MONEY):
        by = Quantity(abs((one.now or 0.0) / (one.before or 1.0) - 1), Unit.SHARE.value)
        return msg("weekly.more" if difference > 0 else "weekly.less", base=base, by=by)
    by = Quantity(abs(difference), unit.value, change=True)
    if unit is Unit.SECONDS:
        return msg("weekly.slower" if difference > 0 else "weekly.faster", base=base, by=by)
    return msg("weekly.up" if difference > 0 else "weekly.down", base=base, by=by)


def _member(scope: Scope, cut: Dim, member: Any) -> Bilingual:
    if cut is Dim.HOUR:
        return Bilingual(f"{member} 点", f"{int(member):02d}:00")
    unknown = Bilingual("未注明", "not stated")
    return scope.names.get(cut, {}).get(member, unknown)
