"""Pages with charts: a figure by day, or by team or shop, exactly as it is answered when asked for.

Members that rest on too little are marked and not judged. There is no cut by agent.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from base.deck import Chart, ChartKind, ChartSeries, Page, SeriesKind
from base.dimensions import Dim
from base.language import Bilingual, Days, Listing, Msg, msg
from base.rounding import shown
from base.units import Good, Unit
from metrics import phrasing
from metrics.bands import are_bands, in_order
from metrics.catalogue import CATALOGUE
from metrics.compute import NOTHING, Computed, Line, Measured
from metrics.judge import judge, too_few
from metrics.model import Against, Baseline, External, Metric, Question
from reviews import incomplete
from reviews.deck_making import (
    Making,
    before,
    days_of,
    hidden_page,
    lacking,
    name_of_period,
    named,
    worded,
)
from reviews.deck_months import chart_by_month
from reviews.deck_notes import definitions
from reviews.deck_outline import PagePlan
from reviews.figures import Figured, labelled, value_of
from storage.names import named as members_named
from storage.query import NoCube

# More than these nobody reads off a page; the rest is named with the way to see it.
MOST_MEMBERS = 12
_CURRENCIES = {"CNY": Bilingual("元", "¥"), "USD": Bilingual("美元", "$")}
_MOST_TOLD = 8
_NOBODY = Bilingual("无组（含机器人）", "no team (bot included)")
_NOT_STATED = Bilingual("未注明", "not stated")


def chart_page(making: Making, plan: PagePlan) -> Page:
    """Return a page with one chart a metric; hidden where none of them has data."""
    drawn = [(one, chart) for key in plan.metrics for one, chart in _charts(making, plan, key)]
    if not drawn:
        return hidden_page(plan, lacking(making, plan.metrics[0]))
    there = {one.metric.key for one, _ in drawn}
    left_out = [lacking(making, key) for key in plan.metrics if key not in there]
    figures = [one for one, _ in drawn]
    return Page(
        plan.kind,
        named(plan.title),
        _headline(making, figures),
        lines=(*_lines(making, plan, drawn), *left_out),
        charts=tuple(chart for _, chart in drawn),
        notes=(
            *definitions(making, figures),
            msg("deck.note.chart"),
            *((msg("note.base_incomplete"),) if any(one.base_gap for one in figures) else ()),
        ),
    )


def _headline(making: Making, figures: Sequence[Figured]) -> Msg:
    """Return what the figures are as a whole; of a week with days missing only that."""
    if making.gaps:
        return incomplete.headline(making.scope, making.gaps)
    if all(one.now is None for one in figures):
        # Scores of several shops: none is the department's.
        return msg("deck.scores", names=Listing(tuple(one.metric.name for one in figures)))
    said = [labelled(making.scope, one) for one in figures]
    lines = [msg("weekly.versus", name=one.name, text=one.text) for one in said]
    return lines[0] if len(lines) == 1 else msg("deck.two", first=lines[0], second=lines[1])


def _charts(making: Making, plan: PagePlan, key: str) -> list[tuple[Figured, Chart]]:
    """Return a metric's figure with its chart; nothing where it has no data in this cut."""
    one = making.figure(key) or scores_of(making, key)
    cut = plan.cut_for(team=making.scope.team is not None)
    if one is None or cut is None:
        return []
    if cut is Dim.MONTH:
        chart = chart_by_month(making, plan, one, _title(one))
    elif cut is Dim.DAY:
        chart = _by_day(making, plan, one)
    else:
        chart = _by_member(making, plan, one, cut)
    return [] if chart is None else [(one, chart)]


def scores_of(making: Making, key: str) -> Figured | None:
    """Return a score that somebody else computes, where several shops have one: it has no whole."""
    metric = CATALOGUE[key]
    if not isinstance(metric.formula, External):
        return None
    scope = making.scope
    question = Question(metric, scope.period, cuts=(Dim.SHOP,), filters=scope.filters)
    computed = scope.compute(making.work, question)
    if all(line.now.value is None for line in computed.lines):
        return None
    return Figured(computed, None, None, None)


def _series(kind: SeriesKind, name: Msg, values: Sequence[float | None]) -> ChartSeries:
    return ChartSeries(kind, name, tuple(values))


def _title(one: Figured) -> Msg:
    """Return what a chart shows, of money with its currency."""
    if one.currency is None:
        return named(one.metric.name)
    sign = _CURRENCIES.get(one.currency, Bilingual(one.currency, one.currency))
    return msg("deck.chart.money", name=one.metric.name, currency=sign)


def _now_name(making: Making) -> Msg:
    scope = making.scope
    return worded(scope, "deck.column.now", dates=name_of_period(scope, scope.period))


def _before_name(making: Making) -> Msg:
    dates = name_of_period(making.scope, before(making.scope.period))
    return worded(making.scope, "deck.column.before", dates=dates)


# -- by day -------------------------------------------------------------------------------------


def _by_day(making: Making, plan: PagePlan, one: Figured) -> Chart | None:
    period = making.scope.period
    days, earlier = days_of(period), days_of(before(period))
    measured = _measured_daily(making, one, days)
    now = [one.decimal(m) for m in measured]
    if all(value is None for value in now):
        return None
    series = [_series(SeriesKind.NOW, _now_name(making), now)]
    if plan.before:
        was = _daily(making, one, earlier)[: len(days)]
        if any(value is not None for value in was):
            series.insert(0, _series(SeriesKind.BEFORE, _before_name(making), was))
    if plan.target and one.target is not None:
        name = msg("weekly.details.target")
        series.append(_series(SeriesKind.TARGET, name, [one.target] * len(days)))
    return Chart(
        kind=_kind_by_day(plan, one.metric),
        metric=one.metric.key,
        title=_title(one),
        unit=one.metric.unit,
        keys=tuple(day.isoformat() for day in days),
        categories=tuple(_day(one, *pair) for pair in zip(days, measured, strict=True)),
        series=tuple(series),
        currency=one.currency,
    )


def _day(one: Figured, day: date, measured: Measured) -> Msg:
    """Return a day's name, marked where its figure rests on too little."""
    name = msg("dated.plain", dates=Days(day, day, weekday=True))
    few = measured.value is not None and _few(one.metric, measured)
    return msg("deck.few", name=name) if few else name


def _kind_by_day(plan: PagePlan, metric: Metric) -> ChartKind:
    """Return how days are drawn: upright, also where the outline lets teams lie."""
    if plan.chart is not ChartKind.BARS:
        return plan.chart
    return ChartKind.COLUMNS if metric.unit in (Unit.COUNT, Unit.MONEY) else ChartKind.LINES


def _measured_daily(making: Making, one: Figured, days: Sequence[date]) -> list[Measured]:
    asked = one.computed.question
    period = making.scope.period
    if days[0] != period.start:
        period = before(period)
    question = Question(asked.metric, period, cuts=(Dim.DAY,), filters=asked.filters)
    computed = making.scope.compute(making.work, question)
    found = {line.group[0]: line.now for line in computed.lines}
    return [found.get(day, NOTHING) for day in days]


def _daily(making: Making, one: Figured, days: Sequence[date]) -> list[float | None]:
    return [one.decimal(measured) for measured in _measured_daily(making, one, days)]


# -- by member ----------------------------------------------------------------------------------


def _by_member(making: Making, plan: PagePlan, one: Figured, cut: Dim) -> Chart | None:
    lines = _kept(_members(making, one, cut))
    if not lines:
        return None
    series = [_series(SeriesKind.NOW, _now_name(making), [one.decimal(ln.now) for ln in lines])]
    was = [one.decimal(line.before[0]) for line in lines]
    if plan.before and any(value is not None for value in was):
        series.insert(0, _series(SeriesKind.BEFORE, _before_name(making), was))
    names = [_name(making, cut, line) for line in lines]
    return Chart(
        kind=plan.chart,
        metric=one.metric.key,
        title=_title(one),
        unit=one.metric.unit,
        keys=tuple(name.zh for name in names),
        categories=tuple(
            msg("deck.few", name=name) if _few(one.metric, line.now) else named(name)
            for name, line in zip(names, lines, strict=True)
        ),
        series=tuple(series),
        currency=one.currency,
    )


def _computed(making: Making, one: Figured, cut: Dim) -> Computed | None:
    asked, period = one.computed.question, making.scope.period
    baseline = Baseline(Against.PREVIOUS, (before(period),))
    question = Question(
        asked.metric, period, cuts=(cut,), filters=asked.filters, baselines=(baseline,)
    )
    try:
        return making.scope.compute(making.work, question)
    except NoCube:
        return None


def _members(making: Making, one: Figured, cut: Dim) -> list[Line]:
    """Return the members that have a figure, the largest first."""
    computed = _computed(making, one, cut)
    lines = () if computed is None else computed.lines
    known = [ln for ln in lines if ln.now.value is not None and not _nothing(ln)]
    if cut is Dim.CATEGORY and are_bands([_name(making, cut, line) for line in known]):
        return sorted(known, key=lambda line: in_order(_name(making, cut, line)))
    return sorted(known, key=lambda line: -(line.now.n or line.now.value or 0))


def _nothing(line: Line) -> bool:
    """Say whether a line is of what belongs to no member and is zero anyway."""
    return not line.group[0] and not line.now.value and not line.before[0].value


def _kept(lines: Sequence[Line]) -> Sequence[Line]:
    return lines[:MOST_MEMBERS]


def _name(making: Making, cut: Dim, line: Line) -> Bilingual:
    member: Any = line.group[0]
    unknown = _NOBODY if cut is Dim.TEAM else _NOT_STATED
    known = making.scope.names.get(cut)
    if known is None:
        # Products may be thousands: their names are read where a page wants them.
        known = members_named(making.work, cut)
    return known.get(member, unknown)


def _few(metric: Metric, measured: Measured) -> bool:
    return too_few(metric, measured)


# -- in words -----------------------------------------------------------------------------------


def _lines(
    making: Making, plan: PagePlan, drawn: Sequence[tuple[Figured, Chart]]
) -> tuple[Msg, ...]:
    """Return what stands beside the charts: the day that stands out, or each member's verdict."""
    cut = plan.cut_for(team=making.scope.team is not None)
    found: list[Msg] = []
    if making.gaps:
        found.append(msg("deck.chart.gaps"))
    if cut is Dim.MONTH:
        return tuple(found)
    if cut is Dim.DAY:
        return (*found, *(line for one, _ in drawn for line in _standing_out(making, one)))
    for one, _ in drawn:
        members = _members(making, one, cut) if cut is not None else []
        if len(members) > MOST_MEMBERS:
            rest = len(members) - MOST_MEMBERS
            found.append(msg("deck.more_members", count=rest, most=MOST_MEMBERS))
        if len(drawn) == 1:
            found += [_member(making, one, cut, line) for line in members[:_MOST_TOLD] if cut]
    # Two charts leave out the same shops.
    return tuple(one for at, one in enumerate(found) if one not in found[:at])


def _standing_out(making: Making, one: Figured) -> list[Msg]:
    """Return the day that was slowest, lowest or busiest; none of days that rest on too little."""
    days = days_of(making.scope.period)
    measured = _measured_daily(making, one, days)
    known = [
        (m.value, day)
        for m, day in zip(measured, days, strict=True)
        if m.value is not None and not _few(one.metric, m)
    ]
    lowest = one.metric.good is Good.UP and one.metric.unit is Unit.SHARE
    if not known:
        return []
    value, day = min(known) if lowest else max(known)
    # Of days that a reader sees alike none stands out.
    alike = sum(shown(v, one.metric.unit) == shown(value, one.metric.unit) for v, _ in known)
    if alike > 1 or len(known) == 1:
        return []
    if one.metric.unit is Unit.SECONDS:
        key = "deck.day.slowest"
    else:
        key = "deck.day.lowest" if lowest else "deck.day.most"
    said = value_of(one, one.decimal(Measured(value)))
    return [msg(key, day=Days(day, day, weekday=True), value=said)]


def _member(making: Making, one: Figured, cut: Dim, line: Line) -> Msg:
    """Return a member's line: now, the week before, and what may be said of the change."""
    metric, name = one.metric, _name(making, cut, line)
    now, was = one.decimal(line.now), one.decimal(line.before[0])
    if now is None or was is None:
        return msg("deck.member.alone", name=name, value=value_of(one, now))
    verdict = None if making.gaps else judge(metric, line.now, line.before[0], line.history)
    if _few(metric, line.now):
        return msg("deck.member.few", name=name, value=value_of(one, now), n=line.now.n or 0,
                   what=metric.n_of)  # fmt: skip
    return worded(
        making.scope,
        "deck.member",
        name=name,
        value=value_of(one, now),
        before=value_of(one, was),
        verdict=phrasing.line_verdict(metric, verdict, now, was),
    )
