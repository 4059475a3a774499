"""Sentences about members beside each other: teams line by line, two sides, agents with care."""

from collections.abc import Sequence
from typing import Any

from base.dimensions import Dim
from base.language import Msg, Quantity, msg
from base.rounding import shown, shown_change
from base.units import Good, Unit
from commands.tabling import Setting, name_of, worst_first
from metrics import phrasing
from metrics.compute import Computed, Line, Measured
from metrics.judge import Verdict, differ, judge, too_few
from metrics.model import Quotient
from metrics.splitting import rounded_to_sum, split

# As many members fit as lines of a message; more go to the table alone.
_BULLETS = 6


def member_lines(computed: Computed, setting: Setting, main: int) -> list[Msg]:
    """Return one line a team, worst first, with its verdict and its share of the change."""
    question, metric = computed.question, computed.question.metric
    at = question.cuts.index(Dim.TEAM)
    if len(question.cuts) > 1 or not 1 < len(computed.lines) <= _BULLETS:
        return []
    ordered = worst_first(question, computed.lines)
    shares = _shares(computed, main, ordered)
    found = []
    for line, share in zip(ordered, shares, strict=True):
        now = phrasing.raw(metric, line.now.value, setting.minor)
        before = phrasing.raw(metric, line.before[main].value, setting.minor)
        name = name_of(setting, Dim.TEAM, line.group[at])
        value = phrasing.figure(metric, now, setting.currency)
        if now is None or before is None:
            found.append(msg("bullet.value", name=name, value=value))
            continue
        verdict = judge(metric, line.now, line.before[main], line.history)
        found.append(
            msg(
                "bullet.change",
                name=name,
                value=value,
                base=phrasing.baseline_label(
                    question.baselines[main], question, setting.promotions
                ),
                before=phrasing.figure(metric, before, setting.currency),
                verdict=phrasing.line_verdict(metric, verdict, now, before),
                share=share if verdict is Verdict.CLEAR else msg("none"),
            )
        )
    return found


def _shares(computed: Computed, main: int, lines: Sequence[Line]) -> list[Msg]:
    """Return each line's part of the whole change, rounded so that the parts add up to it."""
    metric = computed.question.metric
    nothing = [msg("none")] * len(lines)
    whole = computed.total.value, computed.before[main].value
    if not isinstance(metric.formula, Quotient) or metric.unit is not Unit.SHARE:
        return nothing
    if whole[0] is None or whole[1] is None:
        return nothing
    change = shown(whole[0], metric.unit) - shown(whole[1], metric.unit)
    parts = split(
        {line.group: line.before[main] for line in lines}, {line.group: line.now for line in lines}
    )
    if not parts or abs(change) < 0.0005:
        return nothing
    rounded = rounded_to_sum([parts[line.group].total for line in lines], change, 3)
    return [
        msg("bullet.share", whole=_points(change), part=_points(part))
        if part * change > 0
        else msg("none")
        for part in rounded
    ]


def between_two(computed: Computed, setting: Setting) -> list[Msg]:
    """Say of two members that were asked side by side whether they differ beyond chance."""
    metric = computed.question.metric
    known = [line for line in computed.lines if line.now.value is not None]
    if len(known) != 2 or metric.unit is not Unit.SHARE:
        return []
    high, low = sorted(known, key=lambda line: line.now.value or 0, reverse=True)
    verdict = judge(metric, high.now, low.now, ())
    if verdict is None:
        return []
    cut = computed.question.cuts[0]
    change = shown_change(high.now.value or 0, low.now.value or 0, metric.unit)
    return [
        msg(
            f"between.{verdict.value}",
            high=name_of(setting, cut, high.group[0]),
            low=name_of(setting, cut, low.group[0]),
            by=Quantity(change, metric.unit.value, change=True),
        )
    ]


def _points(share: float) -> str:
    """Return a difference of rates in points, without a unit: "2.4"."""
    return f"{abs(share) * 100:.1f}"


def agent_lines(computed: Computed, setting: Setting) -> list[Msg]:
    """Say in one sentence whether anybody differs beyond chance; never who is worst."""
    at = computed.question.cuts.index(Dim.AGENT)
    groups: dict[Any, list[Measured]] = {}
    for line in computed.lines:
        groups.setdefault(setting.team_of.get(line.group[at], 0), []).append(line.now)
    known = sum(1 for line in computed.lines if line.now.n)
    if known < 3:
        return []
    key = "agents.differ" if differ(list(groups.values())) else "agents.chance"
    return [msg(key, count=known)]


def furthest_below(
    computed: Computed, teams: Computed, setting: Setting, main: int | None
) -> list[Msg]:
    """Name who is furthest below his own team, with his own past: reasons first, then the person.

    Only where a figure has a good direction, rests on enough, and has a past to stand beside.
    """
    question, metric = computed.question, computed.question.metric
    if main is None or metric.good not in (Good.UP, Good.DOWN):
        return []
    of_team = {line.group[0]: line.now.value for line in teams.lines}
    worst: tuple[float, Line] | None = None
    for line in computed.lines:
        mean = of_team.get(setting.team_of.get(line.group[0]))
        value, before = line.now.value, line.before[main].value
        if mean is None or value is None or before is None or too_few(metric, line.now):
            continue
        below = mean - value if metric.good is Good.UP else value - mean
        if below > 0 and (worst is None or below > worst[0]):
            worst = below, line
    if worst is None:
        return []
    line = worst[1]
    return [
        msg(
            "agents.furthest",
            name=name_of(setting, Dim.AGENT, line.group[0]),
            value=phrasing.figure(metric, line.now.value),
            n=line.now.n,
            what=metric.n_of,
            base=phrasing.baseline_label(question.baselines[main], question, setting.promotions),
            before=phrasing.figure(metric, line.before[main].value),
        )
    ]
