"""Arithmetic of periods: days, ISO weeks, months, quarters, years, and what stands before them.

Pure calendar arithmetic on dates that are passed in. No promotions, no holidays (see
`metrics.calendars`), no words (see `metrics.parser`), no clock.
"""

import calendar
from datetime import date, timedelta

from metrics.model import Period, PeriodKind

_ONE = timedelta(days=1)
_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


def day(at: date) -> Period:
    """Return one day."""
    return Period(at, at, PeriodKind.DAY, at)


def week(holding: date) -> Period:
    """Return the ISO week, Monday to Sunday, that holds a day."""
    start = holding - timedelta(days=holding.weekday())
    end = start + timedelta(days=6)
    return Period(start, end, PeriodKind.WEEK, end)


def iso_week(year: int, number: int) -> Period | None:
    """Return week `number` of an ISO year; None where that year has no such week."""
    try:
        return week(date.fromisocalendar(year, number, 1))
    except ValueError:
        return None


def month(year: int, number: int) -> Period:
    """Return a calendar month (1-12)."""
    return _months(year, number, 1, PeriodKind.MONTH)


def quarter(year: int, number: int) -> Period:
    """Return a calendar quarter (1-4)."""
    return _months(year, number * 3 - 2, 3, PeriodKind.QUARTER)


def half(year: int, number: int) -> Period:
    """Return the first or second half of a year (1-2)."""
    return _months(year, number * 6 - 5, 6, PeriodKind.SPAN)


def year(number: int) -> Period:
    """Return a calendar year."""
    return _months(number, 1, 12, PeriodKind.YEAR)


def span(start: date, end: date) -> Period:
    """Return the days from `start` to `end`, both inclusive."""
    return Period(start, end, PeriodKind.SPAN, end)


def _months(year_: int, first: int, count: int, kind: PeriodKind) -> Period:
    start = date(year_, first, 1)
    end = add_months(start, count) - _ONE
    return Period(start, end, kind, end)


def add_months(at: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day if shorter."""
    count = at.year * 12 + at.month - 1 + months
    year_, month_ = divmod(count, 12)
    last = calendar.monthrange(year_, month_ + 1)[1]
    return date(year_, month_ + 1, min(at.day, last))


def last_days(today: date, count: int) -> Period:
    """Return the `count` days that end yesterday, the last complete day."""
    return span(today - timedelta(days=count), today - _ONE)


def last_weeks(today: date, count: int) -> Period:
    """Return the last `count` complete ISO weeks as one span."""
    monday = week(today).start
    return span(monday - timedelta(weeks=count), monday - _ONE)


def whole_months(period: Period) -> Period | None:
    """Return the whole calendar months inside a period, None where there is none."""
    first = period.start
    if first.day > 1:
        first = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    after = period.end + timedelta(days=1)
    last = after.replace(day=1) - timedelta(days=1)
    return None if last < first else Period(first, last, PeriodKind.SPAN, last)


def last_months(today: date, count: int) -> Period:
    """Return the last `count` complete calendar months as one span."""
    first = today.replace(day=1)
    return span(add_months(first, -count), first - _ONE)


def rolling_months(today: date, count: int) -> Period:
    """Return the days from the same day `count` months ago up to yesterday."""
    return span(add_months(today, -count), today - _ONE)


def so_far(period: Period, today: date) -> Period | None:
    """Cut a period at yesterday, the last complete day; None when it has not begun.

    A period that begins today holds today, as far as it is in.
    """
    if period.start > today:
        return None
    if period.end < today:
        return period
    end = max(period.start, today - _ONE)
    return Period(period.start, end, period.kind, period.whole_end, period.promotion)


def before(period: Period, *, same_weekday: bool = False) -> Period:
    """Return the equally long period of the same kind before.

    A week, month, quarter or year that is not over meets the equally long part of the one before
    (11-01..11-20 meets 10-01..10-20). Days asked for by their weekdays (`same_weekday`) meet the
    same weekdays of the week before, others the days before.
    """
    if period.kind in _MONTHS:
        return _by_months(period, -_MONTHS[period.kind])
    if period.kind is PeriodKind.WEEK:
        return _by_days(period, -7)
    months = _whole_months(period)
    if months and not same_weekday:
        end = _by_months(period, -months).end if period.partial else period.start - _ONE
        return span(add_months(period.start, -months), end)
    weeks = -(-period.days // 7)
    return _by_days(period, -7 * weeks if same_weekday else -period.days)


def _whole_months(period: Period) -> int:
    """Return how many calendar months a span is, 0 when it is not whole months."""
    after = period.whole_end + _ONE
    if period.kind is not PeriodKind.SPAN or period.start.day != 1 or after.day != 1:
        return 0
    return (after.year - period.start.year) * 12 + after.month - period.start.month


def year_before(period: Period) -> Period:
    """Return the same period a year before.

    Days, weeks and spans of whole weeks keep their weekdays (364 days); months, quarters, years
    and other spans keep their dates. A period that is not over meets the equally long part.
    """
    if period.kind in _MONTHS:
        return _by_months(period, -12)
    if period.kind in {PeriodKind.DAY, PeriodKind.WEEK} or period.days % 7 == 0:
        return _by_days(period, -364)
    return span(add_months(period.start, -12), add_months(period.end, -12))


def same_in_year(period: Period, number: int) -> Period:
    """Return the same dates in another calendar year."""
    return _by_months(period, 12 * (number - period.start.year))


def _by_days(period: Period, days: int) -> Period:
    moved = period.shifted(days)
    if period.partial or period.kind not in {PeriodKind.DAY, PeriodKind.WEEK}:
        return moved
    return Period(moved.start, moved.end, period.kind, moved.end)


def _by_months(period: Period, months: int) -> Period:
    start = add_months(period.start, months)
    if period.partial and months > -12:
        whole = add_months(period.whole_end + _ONE, months) - _ONE
        return span(start, min(whole, start + (period.end - period.start)))
    if period.partial or period.kind not in _MONTHS:
        return span(start, add_months(period.end, months))
    # From the first of the next month back: the last day of February is not the 28th of March.
    end = add_months(period.end + _ONE, months) - _ONE
    return Period(start, end, period.kind, end)


def part_of(week: Period, like: Period) -> Period:
    """Return the part of a week that has the weekdays of `like`, which lies inside one week."""
    start = week.start + timedelta(days=like.start.weekday())
    end = start + timedelta(days=like.days - 1)
    return Period(start, end, PeriodKind.SPAN, end)
