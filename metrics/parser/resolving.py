"""Time words resolved against today: a `When` becomes a `Period`.

Words without a year mean the last one that has begun. A period that cannot be (30 February, week
54) or has not begun yet resolves to None.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from metrics import calendars, periods
from metrics.calendars import PromotionTable
from metrics.model import Period, PeriodKind
from metrics.parser.words import LATEST, Unit, When

# Units that mean nothing certain without a year, and take one from elsewhere in the sentence.
YEARLESS = frozenset(
    {
        Unit.DATE,
        Unit.NAMED_MONTH,
        Unit.NAMED_QUARTER,
        Unit.NAMED_HALF,
        Unit.NAMED_WEEK,
        Unit.PROMOTION,
        Unit.HOLIDAY,
        Unit.RANGE,
    }
)
_EARLIEST_YEAR = 2000


@dataclass(frozen=True)
class Moment:
    """What time words are resolved against."""

    today: date
    promotions: PromotionTable


def resolve(when: When, at: Moment) -> Period | None:
    """Return the period of a time word up to the last complete day, None where there is none."""
    try:
        whole = _whole(when, at)
    except (ValueError, OverflowError):  # no such date in the calendar
        return None
    if whole is None or whole.start.year < _EARLIEST_YEAR:
        return None
    return periods.so_far(whole, at.today)


def with_year(when: When, year: int) -> When:
    """Return a time word put into a year."""
    return when._replace(year=year, parts=tuple(with_year(part, year) for part in when.parts))


def year_of(when: When, at: Moment) -> int:
    """Return the year that a word for a year means."""
    return when.year if when.year is not None else at.today.year - when.n


def _whole(when: When, at: Moment) -> Period | None:
    if when.unit in YEARLESS and when.unit is not Unit.RANGE:
        return _yearless(when, at)
    resolver = _RESOLVERS.get(when.unit)
    return resolver(when, at) if resolver else None


def _yearless(when: When, at: Moment) -> Period | None:
    in_year = _IN_YEAR[when.unit]
    if when.year is not None:
        return in_year(when, when.year, at)
    if when.unit is Unit.PROMOTION:
        return _last_promotion(when, at)
    for year in range(at.today.year + 1, at.today.year - 9, -1):
        found = _valid(in_year, when, year, at)
        if found is not None and found.start <= at.today:
            return found
    return None


def _valid(
    in_year: Callable[[When, int, Moment], Period | None], when: When, year: int, at: Moment
) -> Period | None:
    """29 February has no period in most years; look further then."""
    try:
        return in_year(when, year, at)
    except ValueError:
        return None


def _last_promotion(when: When, at: Moment) -> Period | None:
    table = at.promotions
    row = table.latest(when.key, at.today) if when.key else table.last_begun(at.today)
    return row.period() if row else None


def _promotion_in(when: When, year: int, at: Moment) -> Period | None:
    last = at.promotions.last_begun(at.today)
    key = when.key or (last.key if last else "")
    row = at.promotions.row(key, year)
    return row.period() if row else None


def _holiday_in(when: When, year: int, at: Moment) -> Period | None:
    found = calendars.holiday(when.key, year)
    return periods.span(found.start, found.end) if found else None


_IN_YEAR: dict[Unit, Callable[[When, int, Moment], Period | None]] = {
    Unit.DATE: lambda w, year, at: periods.day(date(year, w.n, w.m)),
    Unit.NAMED_MONTH: lambda w, year, at: periods.month(year, w.n),
    Unit.NAMED_QUARTER: lambda w, year, at: periods.quarter(year, w.n),
    Unit.NAMED_HALF: lambda w, year, at: periods.half(year, w.n),
    Unit.NAMED_WEEK: lambda w, year, at: periods.iso_week(year, w.n),
    Unit.PROMOTION: _promotion_in,
    Unit.HOLIDAY: _holiday_in,
}


def _days_ago(when: When, at: Moment) -> Period:
    return periods.day(at.today - timedelta(days=when.n))


def _weeks_ago(when: When, at: Moment) -> Period:
    return periods.week(at.today - timedelta(weeks=when.n))


def _months_ago(when: When, at: Moment) -> Period:
    first = periods.add_months(at.today.replace(day=1), -when.n)
    return periods.month(first.year, first.month)


def _quarters_ago(when: When, at: Moment) -> Period:
    first = periods.add_months(at.today.replace(day=1), -3 * when.n)
    return periods.quarter(first.year, (first.month + 2) // 3)


def _day_of_month(when: When, at: Moment) -> Period | None:
    """The last such day that has begun."""
    for back in range(3):
        first = periods.add_months(at.today.replace(day=1), -back)
        found = first + timedelta(days=when.n - 1)
        if when.n >= 1 and found.month == first.month and found <= at.today:
            return periods.day(found)
    return None


def _weekday(when: When, at: Moment) -> Period:
    if when.m == LATEST:
        back = (at.today.isoweekday() - when.n) % 7 or 7
        return periods.day(at.today - timedelta(days=back))
    monday = periods.week(at.today - timedelta(weeks=when.m)).start
    return periods.day(monday + timedelta(days=when.n - 1))


def _weekend(when: When, at: Moment) -> Period:
    back = when.m
    if back == LATEST:
        back = 0 if at.today.isoweekday() == 7 else 1
    sunday = periods.week(at.today - timedelta(weeks=back)).end
    return periods.span(sunday - timedelta(days=1), sunday)


def _range(when: When, at: Moment) -> Period | None:
    first, second = when.parts
    start = _whole(first, at)
    if start is None:
        return None
    end = _second(first, second, start, at)
    if end is None or end.end < start.start:
        return None
    return periods.span(start.start, end.end)


def _second(first: When, second: When, start: Period, at: Moment) -> Period | None:
    """The end of a range takes month, week or year from its start."""
    if second.unit is Unit.DAY_OF_MONTH:
        return periods.day(start.start.replace(day=second.n))
    if second.unit is Unit.WEEKDAY and first.unit is Unit.WEEKDAY:
        return periods.day(periods.week(start.start).start + timedelta(days=second.n - 1))
    if second.unit in YEARLESS and second.year is None:
        return _first_from(second, start, at)
    return _whole(second, at)


def _first_from(when: When, start: Period, at: Moment) -> Period | None:
    """Return the first occurrence that does not end before the start of the range."""
    for year in (start.start.year, start.start.year + 1):
        found = _valid(_IN_YEAR[when.unit], when, year, at) if when.unit in _IN_YEAR else None
        if found is not None and found.end >= start.start:
            return found
    return None


def _since(when: When, at: Moment) -> Period | None:
    first = _whole(when.parts[0], at)
    if first is None or first.start > at.today:
        return None
    yesterday = at.today - timedelta(days=1)
    return periods.span(first.start, max(first.start, yesterday))


def _rolling(period: Period) -> Period | None:
    return period if period.start <= period.end else None


_RESOLVERS: dict[Unit, Callable[[When, Moment], Period | None]] = {
    Unit.DAY: _days_ago,
    Unit.WEEK: _weeks_ago,
    Unit.MONTH: _months_ago,
    Unit.QUARTER: _quarters_ago,
    Unit.YEAR: lambda w, at: periods.year(at.today.year - w.n),
    Unit.NAMED_YEAR: lambda w, at: periods.year(year_of(w, at)),
    Unit.DAY_OF_MONTH: _day_of_month,
    Unit.WEEKDAY: _weekday,
    Unit.WEEKEND: _weekend,
    Unit.LAST_DAYS: lambda w, at: _rolling(periods.last_days(at.today, w.n)),
    Unit.LAST_WEEKS: lambda w, at: _rolling(periods.last_days(at.today, 7 * w.n)),
    Unit.LAST_MONTHS: lambda w, at: _rolling(periods.rolling_months(at.today, w.n)),
    Unit.RANGE: _range,
    Unit.SINCE: _since,
}


def complete_weeks(when: When, at: Moment) -> Period | None:
    """Return "the last n weeks" as complete ISO weeks, for a table by week."""
    return _rolling(periods.last_weeks(at.today, when.n))


def complete_months(when: When, at: Moment) -> Period | None:
    """Return "the last n months" as complete calendar months, for a table by month."""
    return _rolling(periods.last_months(at.today, when.n))


def current(period: Period, at: Moment) -> Period | None:
    """Return the running period of the same kind: what "than last week" leaves unsaid."""
    maker = {
        PeriodKind.DAY: lambda: periods.day(at.today),
        PeriodKind.WEEK: lambda: periods.week(at.today),
        PeriodKind.MONTH: lambda: periods.month(at.today.year, at.today.month),
        PeriodKind.QUARTER: lambda: periods.quarter(at.today.year, (at.today.month + 2) // 3),
    }.get(period.kind)
    return periods.so_far(maker(), at.today) if maker else None
