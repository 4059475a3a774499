"""The period of a question: which time words belong together, and what none at all means."""

from collections.abc import Sequence
from dataclasses import dataclass

from base.dimensions import TIME_DIMS, Dim
from metrics import periods
from metrics.model import Period, PeriodKind
from metrics.parser import resolving
from metrics.parser.reading import Reading
from metrics.parser.resolving import Moment
from metrics.parser.words import Sign, Unit, When

YEARS = frozenset({Unit.YEAR, Unit.NAMED_YEAR})
_TREND_WEEKS = 8
_TREND_MONTHS = 6


@dataclass(frozen=True)
class Chosen:
    """The period of a question; `when` says by which word, None when none was typed."""

    period: Period
    when: When | None
    trend: bool = False


def choose(reading: Reading, at: Moment) -> Chosen | None:
    """Return the period asked for, None when there is no such time or several contradict."""
    when = main_when(reading, at)
    if when is None:
        return _unsaid(reading, at)
    period = _resolved(reading, when, at) if isinstance(when, When) else None
    if period is None or not isinstance(when, When):
        return None
    return Chosen(period, when, Sign.TREND in reading.signs)


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
    if period is not None and period.promotion and _by_hour(reading):
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
