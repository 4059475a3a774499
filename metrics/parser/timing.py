"""The period of a question: which time words belong together, and what none at all means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from base.dimensions import TIME_DIMS, Dim
from base.units import Adds
from metrics import periods
from metrics.model import External, Metric, Period, PeriodKind, Snapshot
from metrics.parser import resolving
from metrics.parser.reading import Reading
from metrics.parser.resolving import Moment
from metrics.parser.words import MAIN_DAY, Sign, Unit, When

YEARS = frozenset({Unit.YEAR, Unit.NAMED_YEAR})
_TREND_WEEKS = 8
_TREND_MONTHS = 6


@dataclass(frozen=True)
class Chosen:
    """The period of a question; `when` says by which word, None when none was typed.

    `now` says that a state is asked as it stands.
    """

    period: Period
    when: When | None
    trend: bool = False
    now: bool = False


def choose(reading: Reading, at: Moment) -> Chosen | None:
    """Return the period asked for, None when there is no such time or several contradict."""
    when = main_when(reading, at)
    if when is None:
        return _unsaid(reading, at)
    period = _resolved(reading, when, at) if isinstance(when, When) else None
    if period is None or not isinstance(when, When):
        return None
    return Chosen(period, when, Sign.TREND in reading.signs)


def for_metric(
    chosen: Chosen, reading: Reading, metric: Metric, at: Moment, *, as_it_stands: bool
) -> Chosen:
    """Return the period as a metric can have it.

    A state without a time is asked as it stands: yesterday evening is the last that can be known. A
    monthly figure without a time is last month's; a longer time ends with its last whole month.
    """
    unsaid = chosen.when is None and not reading.baselines and not TIME_DIMS & set(reading.dims())
    plain = unsaid and Sign.TREND not in reading.signs
    if plain and as_it_stands and is_state(metric):
        return replace(chosen, period=periods.day(at.today - timedelta(days=1)), now=True)
    if plain and _monthly(metric):
        last = periods.add_months(at.today.replace(day=1), -1)
        return replace(chosen, period=periods.month(last.year, last.month))
    if not metric.whole_months:
        return chosen
    whole = periods.whole_months(chosen.period)
    if whole is None or whole.end == chosen.period.end:
        return chosen
    return replace(chosen, period=replace(chosen.period, end=whole.end))


def _monthly(metric: Metric) -> bool:
    """Say whether a metric means something by the month only."""
    by_month = Dim.MONTH in metric.cuts and not metric.cuts & {Dim.DAY, Dim.WEEK}
    return metric.whole_months or by_month


def is_state(metric: Metric) -> bool:
    """Say whether a metric is a state of a moment, not a sum over time."""
    return isinstance(metric.formula, Snapshot | External) or metric.adds is Adds.SNAP


def main_when(reading: Reading, at: Moment) -> When | tuple[When, ...] | None:
    """Return the time asked for; several when they contradict each other."""
    whens = list(dict.fromkeys(when for _, when in reading.whens))
    if len(whens) == 2:
        merged = _merged(whens[0], whens[1], at) or _merged(whens[1], whens[0], at)
        return merged or tuple(whens)
    if len(whens) > 2:
        return tuple(whens)
    return whens[0] if whens else None


def _merged(outer: When, inner: When, at: Moment) -> When | None:
    """Two words for one time: a year and what lies in it, a week and its day."""
    target = inner.parts[0] if inner.unit is Unit.SINCE else inner
    if outer.unit in YEARS and target.unit in resolving.YEARLESS and target.year is None:
        return resolving.with_year(inner, resolving.year_of(outer, at))
    if outer.unit is Unit.WEEK and inner.unit is Unit.WEEKDAY and inner.m < 0:
        return inner._replace(m=outer.n)
    return None


def _resolved(reading: Reading, when: When, at: Moment) -> Period | None:
    dims = reading.dims()
    if when.unit is Unit.LAST_WEEKS and Dim.WEEK in dims:
        return resolving.complete_weeks(when, at)
    if when.unit is Unit.LAST_MONTHS and Dim.MONTH in dims:
        return resolving.complete_months(when, at)
    period = resolving.resolve(when, at)
    if period is not None and period.promotion and (when.n == MAIN_DAY or _by_hour(reading)):
        return _main_day(period, at)
    return period


def _by_hour(reading: Reading) -> bool:
    return bool(reading.hours or {Dim.HOUR, Dim.HALF_HOUR} & set(reading.dims()))


def _main_day(period: Period, at: Moment) -> Period:
    """By the hour a promotion means its main day, not the whole campaign (phrase e6)."""
    row = at.promotions.row(period.promotion or "", period.start.year)
    if row is None or row.day > at.today:
        return period
    return Period(row.day, row.day, PeriodKind.PROMOTION, row.day, period.promotion)


def _unsaid(reading: Reading, at: Moment) -> Chosen:
    """Return the period when none was typed: last week, or long enough for a trend."""
    today, dims = at.today, reading.dims()
    named = [when for _, when in reading.baselines if isinstance(when, When)]
    running = _running(named, at)
    if running is not None:
        return Chosen(running, None)
    if Dim.MONTH in dims:
        return Chosen(periods.last_months(today, _TREND_MONTHS), None, trend=True)
    if Dim.WEEK in dims or (Sign.TREND in reading.signs and not TIME_DIMS & set(dims)):
        return Chosen(periods.last_weeks(today, _TREND_WEEKS), None, trend=True)
    last = resolving.resolve(When(Unit.WEEK, 1), at)
    return Chosen(last or periods.last_weeks(today, 1), None, Sign.TREND in reading.signs)


def _running(named: Sequence[When], at: Moment) -> Period | None:
    """ "Than last week" alone is about this week."""
    if len(named) != 1 or named[0].unit in YEARS:
        return None
    found = resolving.resolve(named[0], at)
    running = resolving.current(found, at) if found else None
    return running if running != found else None
