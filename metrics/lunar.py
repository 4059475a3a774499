"""The lunar New Year: the festival that moves, by which the weeks around it are compared.

Dates are the published ones of the Chinese calendar (GB/T 33661); a year that is not listed has no
lunar comparison and keeps its dates.
"""

from datetime import date, timedelta

from metrics import periods
from metrics.model import Period, PeriodKind

_NEW_YEARS = {
    first.year: first
    for first in (
        date(2015, 2, 19), date(2016, 2, 8), date(2017, 1, 28), date(2018, 2, 16),
        date(2019, 2, 5), date(2020, 1, 25), date(2021, 2, 12), date(2022, 2, 1),
        date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17),
        date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3),
        date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19),
        date(2035, 2, 8), date(2036, 1, 28), date(2037, 2, 15), date(2038, 2, 4),
        date(2039, 1, 24), date(2040, 2, 12),
    )
}  # fmt: skip
# Parcels stop about two weeks before and shops are back two weeks after.
_AROUND = timedelta(days=14)
# A longer period holds the festival on both sides anyway.
_LONGEST = 31
_MONTHLY = {PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR}


def new_year(year: int) -> date | None:
    """Return the first day of the lunar year that begins in a calendar year, None if unlisted."""
    return _NEW_YEARS.get(year)


def new_years(period: Period) -> tuple[date, date] | None:
    """Return the New Years of a period's year and of the year before, None if unlisted."""
    now, last = new_year(period.start.year), new_year(period.start.year - 1)
    return None if now is None or last is None else (now, last)


def year_before(period: Period) -> Period | None:
    """Return the days that lay as far from last year's lunar New Year, None away from it."""
    found = new_years(period)
    if found is None or period.kind in _MONTHLY or period.days > _LONGEST:
        return None
    now, last = found
    if period.end < now - _AROUND or period.start > now + _AROUND:
        return None
    moved = last - now
    return periods.span(period.start + moved, period.end + moved)


def moved_out(period: Period, before: Period) -> tuple[date, date] | None:
    """Return both New Years where only one of two months has its own, None otherwise."""
    now, last = new_year(period.start.year), new_year(before.start.year)
    if period.kind is not PeriodKind.MONTH or now is None or last is None:
        return None
    here = period.start <= now <= period.whole_end
    there = before.start <= last <= before.whole_end
    return None if here == there else (now, last)
