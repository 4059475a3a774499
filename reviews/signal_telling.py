"""Signals in a person's words: which of them a post tells, and how. No words of statistics.

A post tells two at most, what got worse first, and nothing that it says as a verdict already. What
may not enter: how a signal is found (`metrics/signals`).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from base.language import Bilingual, Days, Msg, Quantity, msg
from base.rounding import shown_change
from base.units import Good, Unit, minor_units
from metrics import phrasing
from metrics.model import Chapter, Metric, PeriodKind, Total
from metrics.signal_history import Standing, Whose
from metrics.signal_watching import watched
from metrics.signals import Rule
from reviews.figures import Figured
from reviews.scoping import Scope
from storage.engine import Work

MOST = 2
_WEEK = 7


def whose(scope: Scope) -> Whose:
    """Return whose history a scope is about, up to the end of its period."""
    return Whose(scope.period.end, scope.today, scope.promotions, scope.coverage, scope.filters)


def standing(work: Work, scope: Scope) -> list[Standing]:
    """Return what stands out of the metrics that are watched, worse before better, the strongest
    first; what readers would see no difference of is left out."""
    metrics = watched(work)
    if not metrics:
        return []
    return telling(scope.histories.look(work, whose(scope), metrics).found, scope)


def telling(found: Iterable[Standing], scope: Scope) -> list[Standing]:
    """Return the signals whose difference is seen as it is printed, in the order to be told."""
    return ordered(one for one in found if _shows(one, scope.currency))


def fresh(work: Work, scope: Scope, known: Sequence[Figured]) -> list[Standing]:
    """Return the signals that a week's summary tells: new ones, one of each chapter, which no
    verdict beside them says already."""
    if scope.period.kind is not PeriodKind.WEEK or scope.period.partial or scope.in_promotion:
        return []
    said = {one.metric.chapter for one in known if one.changed}
    found = [one for one in standing(work, scope) if one.fresh]
    return one_of_each(found, said)[:MOST]


def one_of_each(found: Sequence[Standing], said: Collection[Chapter] = ()) -> list[Standing]:
    """Return the first of each chapter: how fast and how many in time are one story."""
    chapters: dict[Chapter, Standing] = {}
    for one in found:
        if one.metric.chapter not in said:
            chapters.setdefault(one.metric.chapter, one)
    return list(chapters.values())


def ordered(found: Iterable[Standing]) -> list[Standing]:
    """Return signals as they are told: what got worse, what changed, what got better."""
    return sorted(found, key=lambda one: (_rank(one), -one.signal.strength))


def worse(one: Standing) -> bool:
    """Say whether a signal is for the worse."""
    return _rank(one) == 0


def _rank(one: Standing) -> int:
    good, up = one.metric.good, one.signal.up
    if good not in (Good.UP, Good.DOWN):
        return 1
    return 2 if up is (good is Good.UP) else 0


def _shows(one: Standing, currency: str | None) -> bool:
    metric, signal = one.metric, one.signal
    if metric.unit is Unit.MONEY and currency is None:
        return False
    minor = minor_units(currency) if currency else 1
    values = (phrasing.raw(metric, value, minor) for value in (signal.value, signal.usual))
    now, usual = ((value or 0.0) for value in values)
    return shown_change(now, usual, metric.unit) != 0


# -- words -----------------------------------------------------------------------------------------


def clause(one: Standing, *, inside: bool = False) -> Msg:
    """Return what stands out without its figures: "First reply has been slower than usual 9 days
    running"; `inside` a sentence or to begin one."""
    signal, metric = one.signal, one.metric
    name = _inside(metric.name) if inside else metric.name
    how = msg(f"signal.how.{_direction(metric, up=signal.up)}")
    many = isinstance(metric.formula, Total)
    match signal.rule:
        case Rule.DAY:
            day = _day(signal.last)
            return msg("signal.day_many" if many else "signal.day", name=name, day=day, how=how)
        case Rule.WEEK:
            week = date.fromordinal(signal.last)
            dates = Days(week, week + timedelta(days=_WEEK - 1))
            key = "signal.week_many" if many else "signal.week"
            return msg(key, name=name, how=how, dates=dates)
        case Rule.TREND:
            way = msg(f"signal.way.{_direction(metric, up=signal.up)}")
            key = "signal.trend_many" if many else "signal.trend"
            return msg(key, name=name, way=way, n=signal.length)
        case Rule.DAYS:
            key = "signal.days_many" if many else "signal.days"
            return msg(key, name=name, how=how, n=signal.length)
        case Rule.WEEKS:
            key = "signal.weeks_many" if many else "signal.weeks"
            said = msg(key, name=name, how=how, n=signal.length)
            apart = signal.last - signal.start > _WEEK * (signal.length - 1)
            return msg("signal.aside", said=said) if apart else said


def line(one: Standing, currency: str | None) -> Msg:
    """Return what stands out with its figures, as a line of its own."""
    metric, signal = one.metric, one.signal
    figures = {
        "value": _figure(one, signal.value, currency),
        "usual": _figure(one, signal.usual, currency),
    }
    said = clause(one)
    match signal.rule:
        case Rule.TREND:
            return msg("signal.line.trend", said=said, **figures)
        case Rule.DAY:
            weekday = msg(f"weekday.{date.fromordinal(signal.last).weekday()}")
            return msg("signal.line.day", said=said, weekday=weekday, **figures)
        case Rule.WEEK:
            return msg("signal.line.week", said=said, n=signal.history, **figures)
        case _ if isinstance(metric.formula, Total):
            per = "day" if signal.rule is Rule.DAYS else "week"
            return msg(f"signal.line.per_{per}", said=said, **figures)
        case _:
            return msg("signal.line", said=said, **figures)


def _figure(one: Standing, value: float, currency: str | None) -> Quantity:
    minor = minor_units(currency) if currency else 1
    if isinstance(one.metric.formula, Total) and one.metric.unit is Unit.COUNT:
        value = float(round(value))
    return phrasing.figure(one.metric, phrasing.raw(one.metric, value, minor), currency)


def _day(ordinal: int) -> Days:
    day = date.fromordinal(ordinal)
    return Days(day, day, weekday=True)


def _direction(metric: Metric, *, up: bool) -> str:
    if isinstance(metric.formula, Total) and metric.unit is Unit.COUNT:
        return "more" if up else "less"
    if metric.unit is Unit.SECONDS:
        if metric.good is Good.DOWN:
            return "slower" if up else "faster"
        return "longer" if up else "shorter"
    return "higher" if up else "lower"


def _inside(name: Bilingual) -> Bilingual:
    """Return a name as it stands inside a sentence: "first reply", but "CSAT"."""
    first, second = name.en[:1], name.en[1:2]
    return name if second.isupper() else Bilingual(name.zh, first.lower() + name.en[1:])
