"""From computed figures to an Answer: takeaway, lines, table, notes. Decides what is said first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from base.answer import Answer, Comparison, Figure, FollowUp, Kind, Row, Table
from base.dimensions import TIME_DIMS, Dim
from base.language import Bilingual, Days, Lang, Listing, Msg, msg
from base.rounding import shown
from base.units import Good, Unit
from commands import requests
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
_NOT_STATED = Bilingual("未注明", "not stated")
# Chats that the bot ended belong to nobody and to no team.
_NOBODY = {
    Dim.AGENT: Bilingual("无人（含机器人）", "nobody (bot included)"),
    Dim.TEAM: Bilingual("无组（含机器人）", "no team (bot included)"),
}
_SAID_BY_LINE = "note.before_is_promotion"


@dataclass(frozen=True)
class Setting:
    """What composing needs to know beside the figures.

    `names` gives members their names, by cut; `team_of` each agent's team; `minor` is how many
    minor units make one unit of `currency`. `gaps` says whether days are missing in the period
    itself, and in each baseline.
    """

    today: date
    lang: Lang
    promotions: PromotionTable
    names: dict[Dim, dict[Any, Bilingual]]
    team_of: dict[Any, Any]
    currency: str | None = None
    minor: int = 1
    gaps: tuple[bool, tuple[bool, ...]] = (False, ())

    def unequal(self, baseline: int) -> bool:
        """Say whether days are missing on one side of a comparison."""
        return self.gaps[0] or any(self.gaps[1][baseline : baseline + 1])


def compose(computed: Computed, setting: Setting, notes: Sequence[Msg] = ()) -> Answer:
    """Return the answer to a computed question."""
    computed = replace(computed, lines=tuple(ln for ln in computed.lines if not _idle(ln)))
    question = computed.question
    main = main_baseline(question, setting.promotions)
    total = computed.total
    verdict = _verdict(computed, setting, main)
    table = _table(computed, setting, main) if question.cuts else None
    return Answer(
        kind=_kind(question),
        takeaway=_takeaway(computed, setting, main, verdict),
        lines=(*_correction_lines(question), *_lines(computed, setting, main)),
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


def _lines(computed: Computed, setting: Setting, main: int | None) -> list[Msg]:
    question, metric = computed.question, computed.question.metric
    lines = [_rests(computed, setting, main)]
    for i, baseline in enumerate(question.baselines):
        if i != main and baseline.periods and computed.total.value is not None:
            lines.append(_other_base(computed, setting, i, baseline))
    if main is not None and Dim.TEAM in question.cuts and not _timed(question):
        lines += _member_lines(computed, setting, main)
    if Dim.AGENT in question.cuts and metric.unit is Unit.SHARE and not _timed(question):
        lines += _agent_lines(computed, setting)
    return lines


def _timed(question: Question) -> bool:
    return any(cut in TIME_DIMS for cut in question.cuts)


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
    ordered = _worst_first(question, computed.lines)
    shares = _shares(computed, main, ordered)
    found = []
    for line, share in zip(ordered, shares, strict=True):
        now = phrasing.raw(metric, line.now.value, setting.minor)
        before = phrasing.raw(metric, line.before[main].value, setting.minor)
        name = _name(setting, Dim.TEAM, line.group[at])
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


def _worst_first(question: Question, lines: Sequence[Line]) -> list[Line]:
    """Order members with the least good value first; where nothing is good, the largest first."""
    rising = question.metric.good is Good.UP
    known = [line for line in lines if line.now.value is not None]
    unknown = [line for line in lines if line.now.value is None]
    return sorted(known, key=lambda ln: ln.now.value or 0, reverse=not rising) + unknown


def _table(computed: Computed, setting: Setting, main: int | None) -> Table:
    question = computed.question
    lines, order = _ordered(computed, setting)
    return Table(
        dims=tuple(cut.value for cut in question.cuts),
        rows=tuple(_row(question, setting, line, main) for line in lines),
        order=order,
        has_before=main is not None and any(
            line.before[main].value is not None for line in lines
        ),
    )  # fmt: skip


def _ordered(computed: Computed, setting: Setting) -> tuple[list[Line], str]:
    question = computed.question
    if _timed(question):
        at = next(i for i, c in enumerate(question.cuts) if c in TIME_DIMS)
        return sorted(computed.lines, key=lambda ln: ln.group[at]), "time"
    if Dim.AGENT in question.cuts and not question.worst_first:
        return _by_team_and_n(computed, setting), "team_n"
    return _worst_first(question, computed.lines), "worst"


def _by_team_and_n(computed: Computed, setting: Setting) -> list[Line]:
    """Order agents by team, the larger teams first, then by n: no ranking of people."""
    at = computed.question.cuts.index(Dim.AGENT)

    def size(line: Line) -> float:
        return line.now.n or line.now.value or 0

    teams: dict[Any, float] = {}
    for line in computed.lines:
        team = setting.team_of.get(line.group[at], 0)
        teams[team] = teams.get(team, 0) + size(line)

    def position(line: Line) -> tuple[float, float, str]:
        team = setting.team_of.get(line.group[at], 0)
        name = _name(setting, Dim.AGENT, line.group[at]).zh
        return (-teams[team], -size(line), name)

    return sorted(computed.lines, key=position)


def _row(question: Question, setting: Setting, line: Line, main: int | None) -> Row:
    metric = question.metric
    before = line.before[main] if main is not None and line.before else Measured(None)
    members = tuple(
        (cut.value, _name(setting, cut, member))
        for cut, member in zip(question.cuts, line.group, strict=True)
    )
    team = None
    if Dim.AGENT in question.cuts:
        of = setting.team_of.get(line.group[question.cuts.index(Dim.AGENT)])
        team = _short(_name(setting, Dim.TEAM, of)) if of else None
    return Row(
        members=members,
        value=phrasing.raw(metric, line.now.value, setting.minor),
        n=line.now.n,
        before=phrasing.raw(metric, before.value, setting.minor),
        before_n=before.n,
        few=bool(metric.small_n) and line.now.n is not None and line.now.n < metric.small_n,
        group=team,
        partial=_unfinished(question, line),
        keys=tuple(_key(cut, m) for cut, m in zip(question.cuts, line.group, strict=True)),
    )


def _key(cut: Dim, member: Any) -> str | None:
    """Return how machines know a member of time: ISO dates, 2026-10, 13:30; names elsewhere."""
    match cut:
        case Dim.DAY | Dim.WEEK:
            day: date = member
            return day.isoformat()
        case Dim.MONTH:
            return f"{member // 100}-{member % 100:02d}"
        case Dim.HOUR:
            return f"{member:02d}:00"
        case Dim.HALF_HOUR:
            return f"{member // 2:02d}:{'30' if member % 2 else '00'}"
        case Dim.WEEKDAY:
            return str(member + 1)
        case _:
            return None


def _short(team: Bilingual) -> Bilingual:
    """Return a team's name as it stands before an agent's: 售前 一一."""
    return Bilingual(team.zh.removesuffix("组"), team.en.removesuffix(" team"))


def _unfinished(question: Question, line: Line) -> bool:
    """Say whether a week or month of a series goes on after the asked period."""
    end = question.period.end
    for cut, member in zip(question.cuts, line.group, strict=True):
        if cut is Dim.MONTH:
            following = date(member // 100 + member % 100 // 12, member % 100 % 12 + 1, 1)
            return following - timedelta(days=1) > end
        if cut is Dim.WEEK:
            monday: date = member
            return monday + timedelta(days=6) > end or monday < question.period.start
    return False


def _name(setting: Setting, cut: Dim, member: Any) -> Bilingual:
    if cut in setting.names:
        return setting.names[cut].get(member) or _NOBODY.get(cut, _NOT_STATED)
    return requests.time_name(cut, member, setting.today)


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


__all__ = ["FollowUp", "Setting", "compose", "main_baseline"]
