"""From computed figures to an Answer: takeaway, lines, table, notes. Decides what is said first."""

from collections.abc import Sequence
from dataclasses import replace

from base.answer import Answer, Figure, Kind
from base.dimensions import TIME_DIMS, Dim
from base.language import Days, Listing, Msg, msg
from base.measures import Kind as MeasureKind
from base.rounding import shown_change
from base.units import Good, Unit
from commands import requests
from commands.comparing import agent_lines, between_two, furthest_below, member_lines
from commands.counted import how_counted, maturity
from commands.own import by_one_more
from commands.tabling import Setting, table_of, timed
from commands.target_beside import aimed_lines, comparisons, reckoned
from metrics import calendars, phrasing, target_telling, targets
from metrics.calendars import PromotionTable
from metrics.category_kinds import cut_key
from metrics.compute import Computed, Line
from metrics.judge import Verdict, judge
from metrics.model import Against, Baseline, PeriodKind, Question, Total

# Whose period before needs no dates.
_PLAIN = {PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH}
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
    follow_ups = requests.follow_ups(
        question,
        setting.today,
        setting.lang,
        main if _has_changed(computed, setting, main, verdict) else None,
        usual=verdict is Verdict.USUAL,
    )
    if _calls_for_action(computed, setting, main, verdict):
        follow_ups = requests.with_act(follow_ups, question, setting.lang)
    return Answer(
        kind=_kind(question),
        takeaway=_takeaway(computed, setting, main, verdict),
        lines=(*_correction_lines(question), *_lines(computed, setting, main, teams)),
        figure=Figure(
            metric=question.metric.key,
            name=question.metric.name,
            unit=question.metric.unit,
            value=phrasing.raw(question.metric, total.value, setting.minor),
            n=total.n if phrasing.n_kind(question.metric) is MeasureKind.COUNT else None,
            n_of=question.metric.n_of,
            stat=question.stat.value,
            currency=setting.currency,
        ),
        period=phrasing.period_shown(question.period, setting.today, setting.promotions),
        compare=comparisons(computed, setting, verdict, main),
        table=table,
        notes=(
            *_notes(question, main),
            *notes,
            *how_counted(computed, setting.today),
            *maturity(question, setting.today),
            *reckoned(setting),
        ),
        sources=(msg("source.definition", text=question.metric.definition),),
        follow_ups=follow_ups,
        understood=phrasing.understood(question, setting.promotions),
        private=Dim.AGENT in question.cuts or any(f.dim is Dim.AGENT for f in question.filters),
        target=setting.target,
    )


def _without_idle(computed: Computed) -> Computed:
    return replace(computed, lines=tuple(line for line in computed.lines if not _idle(line)))


def _idle(line: Line) -> bool:
    """Say whether a line stands for no member and has nothing: nothing that anybody asked for."""
    something = line.now.value or any(figure.value for figure in line.before)
    return not something and any(member == 0 for member in line.group)


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


def _has_changed(
    computed: Computed, setting: Setting, main: int | None, verdict: Verdict | None
) -> bool:
    """Say whether readers see a change of which why may be asked: not of too few, or of gaps."""
    if main is None or verdict is Verdict.FEW or setting.unequal(main) or not computed.before:
        return False
    metric = computed.question.metric
    now = phrasing.raw(metric, computed.total.value, setting.minor)
    before = phrasing.raw(metric, computed.before[main].value, setting.minor)
    return now is not None and before is not None and bool(shown_change(now, before, metric.unit))


def _calls_for_action(
    computed: Computed, setting: Setting, main: int | None, verdict: Verdict | None
) -> bool:
    """Say whether a figure got worse beyond usual variation, or misses its target."""
    metric, value = computed.question.metric, computed.total.value
    now = phrasing.raw(metric, value, setting.minor)
    if value is None or now is None:
        return False
    if setting.target is not None and not targets.monthly(metric):
        return not targets.met(metric, now, setting.target)
    before = computed.before[main].value if main is not None and computed.before else None
    if before is None or verdict not in (Verdict.CLEAR, Verdict.MAYBE):
        return False
    worse = {Good.UP: value < before, Good.DOWN: value > before}
    return worse.get(metric.good, False)


def _takeaway(
    computed: Computed, setting: Setting, main: int | None, verdict: Verdict | None
) -> Msg:
    question = computed.question
    metric = question.metric
    label = phrasing.period_label(question.period, setting.today, setting.promotions)
    name = phrasing.metric_name(question, inside=setting.own)
    scope = msg("none") if setting.own else scope_of(question)
    mine = msg("whose.you") if setting.own else msg("none")
    now = phrasing.raw(metric, computed.total.value, setting.minor)
    if now is None and any(line.now.value is not None for line in computed.lines):
        # Scores of several shops have no whole.
        return msg(
            "take.by_member",
            period=label,
            name=name,
            cut=msg(f"dim.{cut_key(metric, question.cuts[0])}"),
        )
    if now is None:
        return msg("take.no_data", period=label, name=name, scope=scope, mine=mine)
    value = phrasing.figure(metric, now, setting.currency)
    aimed = setting.attained if setting.target_asked else None
    if main is None or aimed is not None:
        told = phrasing.take(
            "value", metric, period=label, name=name, value=value, scope=scope, mine=mine
        )
        led = target_telling.leads(question, aimed, told, setting.currency) if aimed else None
        return led or told
    before = phrasing.raw(metric, computed.before[main].value, setting.minor)
    base = phrasing.baseline_label(question.baselines[main], question, setting.promotions)
    if before is None:
        return phrasing.take(
            "no_base",
            metric,
            period=label,
            name=name,
            value=value,
            base=base,
            scope=scope,
            mine=mine,
        )
    if setting.unequal(main) and isinstance(metric.formula, Total):
        # A sum over fewer days says nothing beside a sum over all of them.
        return phrasing.take(
            "unequal",
            metric,
            period=label,
            name=name,
            value=value,
            base=base,
            scope=scope,
            mine=mine,
        )
    return phrasing.take(
        "change",
        metric,
        period=label,
        name=name,
        scope=scope,
        mine=mine,
        value=value,
        change=phrasing.change(metric, now, before, base, setting.currency),
        verdict=phrasing.verdict_clause(metric, verdict, now, before),
    )


def scope_of(question: Question) -> Msg:
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
    lines = [*_figure_lines(computed, setting, main), *setting.target_lines, *setting.beside]
    if setting.own:
        lines += by_one_more(metric, computed.total, _verdict(computed, setting, main))
    for i, baseline in enumerate(question.baselines):
        if i != main and baseline.periods and computed.total.value is not None:
            lines.append(_other_base(computed, setting, i, baseline))
    # Teams beside their targets are not said twice.
    plain = not setting.target_lines and not timed(question)
    if main is not None and Dim.TEAM in question.cuts and plain:
        lines += member_lines(computed, setting, main)
    if any(b.against is Against.MEMBERS for b in question.baselines):
        if metric.ranking or Dim.AGENT not in question.cuts:
            lines += between_two(computed, setting)
    elif teams is not None and metric.unit is Unit.SHARE:
        lines += member_lines(_without_idle(teams), setting, main) if main is not None else []
        if metric.ranking:
            lines += agent_lines(computed, setting)
            lines += furthest_below(computed, _without_idle(teams), setting, main)
    return lines


def _figure_lines(computed: Computed, setting: Setting, main: int | None) -> list[Msg]:
    """Return what stands under the takeaway; with what little is said of a day, in one line."""
    question, rests = computed.question, _rests(computed, setting, main)
    value = phrasing.raw(question.metric, computed.total.value, setting.minor)
    if value is None or setting.attained is None:
        return [rests]
    if setting.target_asked:
        return aimed_lines(computed, setting, main)
    goal = target_telling.stands(question, setting.attained, setting.currency)
    if rests.key == "line.from":
        return [msg("line.two", first=goal, second=rests)]
    return [goal] if rests.key == "none" else [rests, goal]


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
