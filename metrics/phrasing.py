"""The sentences about a figure, as `Msg`s: what happened, by how much, against what.

Every wording is in the catalogues; here it is decided which one is true.
"""

from datetime import date, timedelta

from base.answer import PeriodShown
from base.dimensions import Dim
from base.language import Bilingual, Days, Listing, Msg, Quantity, Value, msg
from base.measures import MEASURES, Kind
from base.rounding import relative_change, shown_change
from base.units import Good, Unit
from metrics import calendars
from metrics.calendars import PromotionTable
from metrics.category_kinds import cut_key
from metrics.compute import Measured
from metrics.judge import Verdict
from metrics.model import (
    Against,
    Baseline,
    Metric,
    Period,
    PeriodKind,
    Question,
    Quotient,
    Stat,
)

_NONE = msg("none")
# A quarter or a year always holds some holiday: naming them all says nothing.
_LONGEST_WITH_NAMES = 31


def figure(metric: Metric, value: float | None, currency: str | None = None) -> Quantity:
    """Return a metric's value (raw, decimal money) ready to be worded."""
    return Quantity(value, metric.unit.value, currency=currency)


def metric_name(question: Question, *, inside: bool = False) -> Msg:
    """Return the metric's name with the statistic asked; `inside` a sentence or to begin one."""
    name = _inside(question.metric.name)
    if question.stat is not Stat.MEAN:
        return msg("metric.percentile", name=name, p=question.stat.value.upper())
    if question.metric.unit is Unit.SECONDS and not name.zh.startswith("平"):
        return msg("metric.mean", name=name)
    return msg("metric.plain", name=name if inside else question.metric.name)


def _inside(name: Bilingual) -> Bilingual:
    """Return a name as it stands inside a sentence: "first reply", but "CSAT"."""
    first, second = name.en[:1], name.en[1:2]
    return name if second.isupper() else Bilingual(name.zh, first.lower() + name.en[1:])


def period_label(period: Period, today: date, promotions: PromotionTable) -> Msg:
    """Return how a native would name the period in a sentence, in relation to today."""
    dates = Days(period.start, period.end, with_year=period.start.year != today.year)
    if period.promotion:
        name = promotions.name(period.promotion)
        return msg("period.named", name=name, dates=dates)
    if period.kind is PeriodKind.DAY:
        return _day_label(period.start, today)
    if period.kind is PeriodKind.WEEK:
        return _week_label(period, today, dates)
    if period.kind is PeriodKind.MONTH:
        return _month_label(period, today)
    if period.kind is PeriodKind.YEAR:
        if period.partial:
            return msg("period.year_so_far", end=Days(period.end, period.end))
        return msg("period.year", year=str(period.start.year))
    if period.kind is PeriodKind.QUARTER and not period.partial:
        quarter = str((period.start.month + 2) // 3)
        return msg("period.quarter", year=str(period.start.year), quarter=quarter)
    return msg("period.dates", dates=dates)


def _day_label(day: date, today: date) -> Msg:
    dates = Days(day, day, with_year=day.year != today.year, weekday=True)
    if day == today - timedelta(days=1):
        return msg("period.yesterday", dates=dates)
    if day == today:
        return msg("period.today", dates=dates)
    return msg("period.day", dates=dates)


def _week_label(period: Period, today: date, dates: Days) -> Msg:
    monday = today - timedelta(days=today.weekday())
    if period.start == monday - timedelta(days=7) and period.days == 7:
        return msg("period.last_week")
    if period.start == monday:
        return msg("period.this_week", weekday=_weekday(period.end))
    return msg("period.week", dates=dates)


def _month_label(period: Period, today: date) -> Msg:
    if period.partial:
        return msg("period.month_so_far", month=month_name(period.start, today), end=period.end.day)
    first = today.replace(day=1)
    if period.start == (first - timedelta(days=1)).replace(day=1):
        return msg("period.last_month", month=month_name(period.start, today))
    return msg("period.month", month=month_name(period.start, today))


def month_name(day: date, today: date) -> Msg:
    """Return a month's name, with its year unless it is this one."""
    name = msg(f"month.{day.month}")
    return (
        name if day.year == today.year else msg("month.with_year", month=name, year=str(day.year))
    )


def _weekday(day: date) -> Msg:
    return msg(f"weekday.{day.weekday()}")


def baseline_label(baseline: Baseline, question: Question, promotions: PromotionTable) -> Msg:
    """Return how a native would name what is compared with."""
    if baseline.against is Against.USUAL:
        return msg("base.usual")
    period = baseline.periods[0]
    if baseline.against is Against.PROMOTION or period.promotion:
        key = period.promotion or question.period.promotion or ""
        name = promotions.name(key)
        if question.period.start.year - period.start.year == 1:
            return msg("base.promotion_last_year", name=name)
        return msg("base.promotion", name=name, year=str(period.start.year))
    if baseline.against is Against.PERIOD:
        return msg("base.period", dates=Days(period.start, period.end))
    if baseline.against is Against.LAST_YEAR:
        return msg("base.last_year")
    kind = question.period.kind
    if question.period.partial and kind in (PeriodKind.WEEK, PeriodKind.MONTH):
        return msg(f"base.part_of_{kind.value}", days=period.days)
    if kind is PeriodKind.DAY and (question.period.start - period.start).days == 1:
        return msg("base.day")
    if kind in (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR):
        return msg(f"base.{kind.value}")
    if kind is PeriodKind.DAY:
        return msg("base.weekday", weekday=_weekday(period.start))
    return msg("base.span", days=period.days)


def change(metric: Metric, now: float, before: float, base: Msg, currency: str | None) -> Msg:
    """Return the clause that says how much higher or lower, in the metric's own words.

    Rates differ in points, durations in seconds, amounts and counts in percent, from doubling on
    in times. `now` and `before` are raw (decimal money).
    """
    unit = metric.unit
    difference = shown_change(now, before, unit)
    value = figure(metric, before, currency)
    if difference == 0:
        return msg("change.same", base=base, before=value)
    up = "up" if difference > 0 else "down"
    if unit in (Unit.SHARE, Unit.SECONDS, Unit.SCORE, Unit.RATIO, Unit.PER_HOUR):
        by = Quantity(difference, unit.value, change=True)
        # A percentile or mean of seconds is slower or faster, not higher or lower.
        word = {"up": "slower", "down": "faster"}[up] if unit is Unit.SECONDS else up
        if unit is Unit.SECONDS and metric.good is Good.NONE:
            word = {"up": "longer", "down": "shorter"}[up]
        return msg(f"change.{word}", base=base, by=by, before=value)
    relative = relative_change(now, before)
    if relative is None:
        return msg("change.no_base", base=base, before=value)
    if relative >= 1:
        return msg("change.times", base=base, times=f"{relative + 1:.1f}", before=value)
    by = Quantity(abs(relative), Unit.SHARE.value)
    return msg(f"change.percent_{up}", base=base, by=by, before=value)


def take(key: str, metric: Metric, **params: Value) -> Msg:
    """Return a first sentence; English says "was" of a rate, "took" of a mean time, else neither.

    `name` is one of `metric_name`, `mine` the word for the asker's own figures.
    """
    name, mine = params.get("name"), params.get("mine")
    if isinstance(name, Msg) and name.key == "metric.mean":
        plain = metric.name if mine in (None, _NONE) else _inside(metric.name)
        return msg(f"take.{key}_mean", **(params | {"name": plain}))
    amount = metric.unit in (Unit.COUNT, Unit.MONEY)
    return msg(f"take.{key}_amount" if amount else f"take.{key}", **params)


def verdict_clause(metric: Metric, verdict: str | None, now: float, before: float) -> Msg:
    """Return what may be said of the change, in one of the four verbs; empty where nothing may."""
    same = shown_change(now, before, metric.unit) == 0
    if verdict is None or (same and verdict != Verdict.FEW):
        return _NONE
    if verdict in (Verdict.USUAL, Verdict.FEW):
        return msg(f"verdict.{verdict}")
    return msg(f"verdict.{verdict}.{_direction(metric, now, before)}")


def line_verdict(metric: Metric, verdict: str | None, now: float, before: float) -> Msg:
    """Return the verdict of one member's line: clearly better or worse, maybe, usual, too few."""
    if verdict is None:
        return _NONE
    if verdict in (Verdict.USUAL, Verdict.FEW):
        return msg(f"verdict.line.{verdict}")
    return msg(f"verdict.line.{verdict}.{_quality(metric, now, before)}")


def _direction(metric: Metric, now: float, before: float) -> str:
    up = now > before
    if metric.unit in (Unit.COUNT, Unit.MONEY):
        return "more" if up else "less"
    if metric.unit is Unit.SECONDS and metric.good is Good.DOWN:
        return "slower" if up else "faster"
    return "up" if up else "down"


def _quality(metric: Metric, now: float, before: float) -> str:
    if metric.good in (Good.BAND, Good.NONE):
        return "higher" if now > before else "lower"
    better = (now > before) == (metric.good is Good.UP)
    return "better" if better else "worse"


def n_kind(metric: Metric) -> Kind:
    """Return what a figure's n counts: nearly always things, of some shares time or money."""
    if not isinstance(metric.formula, Quotient):
        return Kind.COUNT
    kinds = {MEASURES[key].kind for key in metric.formula.denominator if key in MEASURES}
    return kinds.pop() if len(kinds) == 1 else Kind.COUNT


def rests_on(metric: Metric, measured: Measured) -> Msg:
    """Return what a figure rests on, "1,993 ratings"; empty where that says nothing."""
    n = _rested(metric, measured)
    return _NONE if n is None else msg("rests.on", n=n, what=metric.n_of)


def from_n(metric: Metric, measured: Measured) -> Msg:
    """Return "From 2,254 chats."; empty where that says nothing."""
    n = _rested(metric, measured)
    return _NONE if n is None else msg("line.from", n=n, what=metric.n_of)


def _rested(metric: Metric, measured: Measured) -> int | Quantity | None:
    if measured.n is None or metric.unit is Unit.COUNT:
        return None
    match n_kind(metric):
        case Kind.SECONDS:
            return Quantity(measured.n, Unit.SECONDS.value)
        case Kind.MONEY:
            # The amount is a figure of its own, in a currency that n does not know.
            return None
        case _:
            return measured.n


def occasion_names(period: Period, promotions: PromotionTable) -> tuple[Bilingual, ...]:
    """Return the promotions and holidays a period touches, as names; none of a long period."""
    if period.days > _LONGEST_WITH_NAMES:
        return ()
    found = calendars.occasions(period, promotions)
    return tuple(dict.fromkeys(o.name for o in found))


def dated(period: Period, promotions: PromotionTable, today: date) -> Msg:
    """Return the dates of a period with the occasions in it: 11/9–11/15（双十一周）."""
    dates = Days(period.start, period.end, with_year=period.start.year != today.year)
    names = occasion_names(period, promotions)
    if not names:
        return msg("dated.plain", dates=dates)
    key = "dated.week_of" if period.kind is PeriodKind.WEEK else "dated.in"
    return msg(key, dates=dates, names=Listing(names))


def understood(question: Question, promotions: PromotionTable) -> Msg:
    """Return what was understood: CSAT · 9–15 Nov 2026 · by agent · against the week before."""
    period = question.period
    parts: list[Value] = [
        metric_name(question),
        msg("period.plain", dates=Days(period.start, period.end, with_year=True)),
    ]
    parts += [msg(f"cut.{cut_key(question.metric, cut)}") for cut in question.cuts]
    for chosen in question.filters:
        if chosen.dim is not Dim.HOUR:
            parts.append(msg("filter.only", names=Listing(chosen.names)))
    if question.hours:
        parts.append(msg("filter.hours", first=question.hours[0], last=question.hours[1]))
    for baseline in question.baselines:
        if baseline.periods and baseline.against is not Against.NONE:
            base = baseline_label(baseline, question, promotions)
            parts.append(msg("understood.against", base=base))
    return _dotted(parts)


def _dotted(parts: list[Value]) -> Msg:
    result = parts[0]
    for part in parts[1:]:
        result = msg("understood.join", left=result, right=part)
    return result if isinstance(result, Msg) else msg("metric.plain", name=result)


def period_shown(period: Period, today: date, promotions: PromotionTable) -> PeriodShown:
    """Return a period as an answer carries it."""
    label = period_label(period, today, promotions)
    return PeriodShown(period.start, period.end, label, period.partial)


def raw(metric: Metric, value: float | None, minor: int) -> float | None:
    """Return a value in decimal units: money comes from sums in minor units."""
    if value is None or metric.unit is not Unit.MONEY:
        return value
    return value / minor
