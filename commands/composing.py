"""From computed figures to an Answer: takeaway, lines, table, notes. Decides what is said first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from base.answer import Answer, Comparison, Figure, Kind
from base.dimensions import TIME_DIMS, Dim
from base.language import Days, Listing, Msg, Quantity, msg
from base.rounding import shown, shown_change
from base.units import Good, Unit
from commands import requests
from commands.tabling import Setting, name_of, table_of, timed, worst_first
from metrics import calendars, phrasing
from metrics.calendars import PromotionTable
from metrics.compute import Computed, Line, Measured
from metrics.explain import rounded_to_sum, split
from metrics.judge import Verdict, differ, judge
from metrics.model import Against, Baseline, PeriodKind, Question, Quotient, Total

# Whose period before needs no dates.
_PLAIN = {PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH}
# As many members fit as lines of a message; more go to the table alone.
_BULLETS = 6
_SAID_BY_LINE = "note.before_is_promotion"


def compose(
    computed: Computed,
    setting: Setting,
    notes: Sequence[Msg] = (),
    teams: Computed | None = None,
) -> Answer:
    """Return the answer to a computed question; `teams` are its figures by team, if by agent."""
    computed = _without_idle(computed)
    question = computed.question
    main = main_baseline(question, setting.promotions)
    total = computed.total
    verdict = _verdict(computed, setting, main)
    table = table_of(computed, setting, main) if question.cuts else None
    return Answer(
        kind=_kind(question),
        takeaway=_takeaway(computed, setting, main, verdict),
        lines=(*_correction_lines(question), *_lines(computed, setting, main, teams)),
        figure=Figure(
            metric=question.metric.key,
            name=question.metric.name,
            unit=question.metric.unit,
            value=phrasing.raw(question.metric, total.value, setting.minor),
            n=total.n,
            n_of=question.metric.n_of,
            stat=question.stat.value,
            currency=setting.currency,
        ),
        period=phrasing.period_shown(question.period, setting.today, setting.promotions),
        compare=_comparisons(computed, setting, verdict, main),
        table=table,
        notes=(*_notes(question, main), *notes, *_maturity(question, setting)),
        sources=(msg("source.definition", text=question.metric.definition),),
        follow_ups=requests.follow_ups(question, setting.today, setting.lang),
        understood=phrasing.understood(question, setting.promotions),
        private=Dim.AGENT in question.cuts or any(f.dim is Dim.AGENT for f in question.filters),
    )


def _without_idle(computed: Computed) -> Computed:
    return replace(computed, lines=tuple(line for line in computed.lines if not _idle(line)))


def _idle(line: Line) -> bool:
    """Say whether a line stands for no member and has no figure: nothing that anybody asked for."""
    return line.now.value is None and any(member == 0 for member in line.group)


def _notes(question: Question, main: int | None) -> list[Msg]:
    """Return the parser's notes, but for what a line of the answer says already."""
    led_by_usual = main is not None and question.baselines[main].against is Against.USUAL
    return [n for n in question.notes if not (led_by_usual and n.key == _SAID_BY_LINE)]


def _kind(question: Question) -> Kind:
    if not question.cuts:
        return Kind.FIGURE
    return Kind.SERIES if any(c in TIME_DIMS for c in question.cuts) else Kind.TABLE


def main_baseline(question: Question, promotions: PromotionTable) -> int | None:
    """Return which baseline the first sentence compares with; None for none.

    An ordinary week is not held against a promotion where usual weeks are at hand (G48).
    """
    usable = [i for i, b in enumerate(question.baselines) if b.periods]
    if not usable:
        return None
    first = question.baselines[usable[0]]
    odd = first.against is Against.PREVIOUS and any(
        calendars.in_promotion(p, promotions) for p in first.periods
    )
    if odd and not calendars.in_promotion(question.period, promotions):
        for i in usable:
            if question.baselines[i].against is Against.USUAL:
                return i
    return usable[0]


def _verdict(computed: Computed, setting: Setting, main: int | None) -> Verdict | None:
    if main is None or setting.unequal(main):
        return None
    metric = computed.question.metric
    return judge(metric, computed.total, computed.before[main], computed.history)


def _takeaway(
    computed: Computed, setting: Setting, main: int | None, verdict: Verdict | None
) -> Msg:
    question = computed.question
    metric = question.metric
    label = phrasing.period_label(question.period, setting.today, setting.promotions)
    name = phrasing.metric_name(question)
    scope = _scope(question)
    now = phrasing.raw(metric, computed.total.value, setting.minor)
    if now is None:
        return msg("take.no_data", period=label, name=name, scope=scope)
    value = phrasing.figure(metric, now, setting.currency)
    if main is None:
        return phrasing.take("value", metric, period=label, name=name, value=value, scope=scope)
    before = phrasing.raw(metric, computed.before[main].value, setting.minor)
    base = phrasing.baseline_label(question.baselines[main], question, setting.promotions)
    if before is None:
        return phrasing.take(
            "no_base", metric, period=label, name=name, value=value, base=base, scope=scope
        )
    if setting.unequal(main) and isinstance(metric.formula, Total):
        # A sum over fewer days says nothing beside a sum over all of them.
        return phrasing.take(
            "unequal", metric, period=label, name=name, value=value, base=base, scope=scope
        )
    return phrasing.take(
        "change",
        metric,
        period=label,
        name=name,
        scope=scope,
        value=value,
        change=phrasing.change(metric, now, before, base, setting.currency),
        verdict=phrasing.verdict_clause(metric, verdict, now, before),
    )


def _scope(question: Question) -> Msg:
    """Return whose figure it is, where the question named somebody; several stand side by side."""
    chosen = [f for f in question.filters if f.dim not in question.cuts and f.names]
    if not chosen and question.hours is None:
        return msg("none")
    names = tuple(n for f in chosen for n in f.names)
    if question.hours is None:
        return msg("scope.of", names=Listing(names))
    first, last = question.hours
    hours = msg("filter.hours", first=first, last=last)
    return msg("scope.of", names=Listing((*names, hours)))


def _correction_lines(question: Question) -> list[Msg]:
    return [msg("corrected", typed=c.typed, read_as=c.read_as) for c in question.corrections]


def _lines(
    computed: Computed, setting: Setting, main: int | None, teams: Computed | None
) -> list[Msg]:
    question, metric = computed.question, computed.question.metric
    lines = [_rests(computed, setting, main)]
    for i, baseline in enumerate(question.baselines):
        if i != main and baseline.periods and computed.total.value is not None:
            lines.append(_other_base(computed, setting, i, baseline))
    if main is not None and Dim.TEAM in question.cuts and not timed(question):
        lines += _member_lines(computed, setting, main)
    if any(b.against is Against.MEMBERS for b in question.baselines):
        lines += _between(computed, setting)
    elif teams is not None and metric.unit is Unit.SHARE:
        lines += _member_lines(_without_idle(teams), setting, main) if main is not None else []
        lines += _agent_lines(computed, setting)
        lines += _furthest_below(computed, _without_idle(teams), setting, main)
    return lines


def _rests(computed: Computed, setting: Setting, main: int | None) -> Msg:
    """Return the line under the takeaway: the dates, what the figure rests on, the base's value."""
    question = computed.question
    dates = _own_dates(question, setting)
    n = phrasing.rests_on(question.metric, computed.total)
    if computed.total.value is None:
        return msg("none")
    if main is None or not computed.before or computed.before[main].value is None:
        return msg("line.rests", dates=dates, n=n)
    baseline = question.baselines[main]
    before = phrasing.raw(question.metric, computed.before[main].value, setting.minor)
    # "The week before" needs no dates; any other baseline is named with them.
    plain = baseline.against is Against.PREVIOUS and question.period.kind in _PLAIN
    if plain and question.period.kind is PeriodKind.DAY:
        # The first sentence has both dates and both figures already.
        return phrasing.from_n(question.metric, computed.total)
    return msg(
        "line.rests_against",
        dates=dates,
        n=n,
        base=phrasing.baseline_label(baseline, question, setting.promotions),
        base_dates=msg("dated.gap")
        if plain
        else msg("dated.brackets", dates=_base_dates(baseline, setting)),
        before=phrasing.figure(question.metric, before, setting.currency),
    )


def _own_dates(question: Question, setting: Setting) -> Msg:
    """Return the dates of the period asked, unless its name in the first sentence was its date."""
    if question.period.days == 1 or question.period.promotion:
        days = Days(question.period.start, question.period.end)
        return msg("dated.plain", dates=days)
    return phrasing.dated(question.period, setting.promotions, setting.today)


def _base_dates(baseline: Baseline, setting: Setting) -> Msg:
    if baseline.against is Against.USUAL:
        starts = [p.start for p in baseline.periods]
        ends = [p.end for p in baseline.periods]
        days = Days(min(starts), max(ends), with_year=min(starts).year != setting.today.year)
        return msg("dated.mean_of", dates=days)
    period = baseline.periods[0]
    days = Days(period.start, period.end, with_year=period.start.year != setting.today.year)
    names = phrasing.occasion_names(period, setting.promotions)
    if baseline.against is Against.PROMOTION or period.promotion or not names:
        return msg("dated.plain", dates=days)
    return msg("dated.with", dates=days, names=Listing(names))


def _other_base(computed: Computed, setting: Setting, i: int, baseline: Baseline) -> Msg:
    question, metric = computed.question, computed.question.metric
    base = phrasing.baseline_label(baseline, question, setting.promotions)
    now = phrasing.raw(metric, computed.total.value, setting.minor)
    before = phrasing.raw(metric, computed.before[i].value, setting.minor)
    if before is None or now is None:
        return msg("line.base_no_data", base=base, dates=_base_dates(baseline, setting))
    value = phrasing.figure(metric, before, setting.currency)
    names = () if baseline.against is Against.USUAL else phrasing.occasion_names(
        baseline.periods[0], setting.promotions
    )  # fmt: skip
    odd = names and not calendars.in_promotion(question.period, setting.promotions)
    if odd and baseline.against is Against.PREVIOUS:
        return msg("line.base_odd", base=base, value=value, names=Listing(names))
    change = phrasing.change(metric, now, before, base, setting.currency)
    return msg("line.base", base=base, value=value, change=change)


def _member_lines(computed: Computed, setting: Setting, main: int) -> list[Msg]:
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


def _between(computed: Computed, setting: Setting) -> list[Msg]:
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


def _agent_lines(computed: Computed, setting: Setting) -> list[Msg]:
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


def _furthest_below(
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
        if mean is None or value is None or before is None or (line.now.n or 0) < metric.small_n:
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


def _comparisons(
    computed: Computed, setting: Setting, verdict: Verdict | None, main: int | None
) -> tuple[Comparison, ...]:
    question, metric = computed.question, computed.question.metric
    found = []
    for i, baseline in enumerate(question.baselines):
        if not baseline.periods:
            continue
        now = phrasing.raw(metric, computed.total.value, setting.minor)
        before = phrasing.raw(metric, computed.before[i].value, setting.minor)
        points = metric.unit is Unit.SHARE
        difference = None if now is None or before is None else now - before
        if difference is not None and not points:
            difference = difference / before if before else None
        found.append(
            Comparison(
                against=baseline.against.value,
                period=phrasing.period_shown(
                    baseline.periods[0], setting.today, setting.promotions
                ),
                value=before,
                change=difference,
                change_unit="points" if points else "share",
                n=computed.before[i].n,
                verdict=verdict.value if verdict and i == main else None,
            )
        )
    return tuple(found)


def _maturity(question: Question, setting: Setting) -> list[Msg]:
    days = question.metric.mature_after
    final = question.period.end + timedelta(days=days)
    if not days or final < setting.today:
        return []
    return [msg("note.maturing", dates=Days(final, final))]
