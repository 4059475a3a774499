"""The times targets are for: years, quarters and months as parts of each other. Dates only."""

from datetime import date, timedelta

from metrics import periods
from metrics.model import Period
from storage.targets import STANDING, Kind, Span

_LENGTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12}
# From the most particular kind of time to the least.
_OF_DAY = (Kind.MONTH, Kind.QUARTER, Kind.YEAR)


def last_day(span: Span) -> date:
    """Return the last day of a year, quarter or month."""
    return periods.add_months(span.start, _LENGTHS[span.kind]) - timedelta(days=1)


def holding(day: date, kind: Kind) -> Span:
    """Return the year, quarter or month that holds a day, or what stands."""
    if kind is Kind.STANDING:
        return STANDING
    length = _LENGTHS[kind]
    return Span(kind, date(day.year, (day.month - 1) // length * length + 1, 1))


def span_of(period: Period) -> Span | None:
    """Return the year, quarter or month that a period is, as a whole; None for any other time."""
    for kind in _OF_DAY:
        span = holding(period.start, kind)
        if span.start == period.start and last_day(span) == period.whole_end:
            return span
    return None


def around(span: Span) -> tuple[Span, ...]:
    """Return a time and the longer ones it lies in, then what stands: the most particular first."""
    if span.kind is Kind.STANDING:
        return (STANDING,)
    longer = _OF_DAY[_OF_DAY.index(span.kind) :]
    return (*(holding(span.start, kind) for kind in longer), STANDING)


def parts_of(span: Span, kind: Kind) -> tuple[Span, ...]:
    """Return the quarters or months of a longer time, in order."""
    if kind not in _LENGTHS or span.kind not in _LENGTHS:
        return ()
    count, rest = divmod(_LENGTHS[span.kind], _LENGTHS[kind])
    if rest or count < 2:
        return ()
    step = _LENGTHS[kind]
    return tuple(Span(kind, periods.add_months(span.start, step * i)) for i in range(count))


def months_in(start: date, end: date) -> tuple[Span, ...]:
    """Return the months that a stretch of days touches, both days inclusive."""
    found = [holding(start, Kind.MONTH)]
    while last_day(found[-1]) < end:
        found.append(holding(last_day(found[-1]) + timedelta(days=1), Kind.MONTH))
    return tuple(found)


def period_of(span: Span) -> Period:
    """Return a year, quarter or month as a whole period."""
    if span.kind is Kind.YEAR:
        return periods.year(span.start.year)
    if span.kind is Kind.QUARTER:
        return periods.quarter(span.start.year, (span.start.month + 2) // 3)
    return periods.month(span.start.year, span.start.month)


def years_earlier(span: Span, years: int) -> Span:
    """Return the same time some years before."""
    return Span(span.kind, periods.add_months(span.start, -12 * years))
