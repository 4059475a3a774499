"""Periods around the edges of the calendar: years, week 53, leap days, short months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import periods
from metrics.model import Period, PeriodKind


def _d(text: str) -> date:
    return date.fromisoformat(text)


def _days(period: Period | None) -> str:
    return f"{period.start}..{period.end}" if period else "none"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-21", "2026-11-16..2026-11-22"),
        ("2026-11-16", "2026-11-16..2026-11-22"),
        ("2026-11-22", "2026-11-16..2026-11-22"),
        ("2027-01-01", "2026-12-28..2027-01-03"),
        ("2024-02-29", "2024-02-26..2024-03-03"),
    ],
)
def test_week_runs_monday_to_sunday(day: str, expected: str) -> None:
    assert _days(periods.week(_d(day))) == expected


@pytest.mark.parametrize(
    ("year", "number", "expected"),
    [
        (2026, 1, "2025-12-29..2026-01-04"),
        (2026, 46, "2026-11-09..2026-11-15"),
        (2026, 53, "2026-12-28..2027-01-03"),
        (2025, 53, "none"),
        (2020, 53, "2020-12-28..2021-01-03"),
        (2026, 0, "none"),
    ],
)
def test_iso_weeks(year: int, number: int, expected: str) -> None:
    assert _days(periods.iso_week(year, number)) == expected


def test_months_quarters_halves_years() -> None:
    assert _days(periods.month(2024, 2)) == "2024-02-01..2024-02-29"
    assert _days(periods.month(2026, 12)) == "2026-12-01..2026-12-31"
    assert _days(periods.quarter(2026, 4)) == "2026-10-01..2026-12-31"
    assert _days(periods.half(2026, 2)) == "2026-07-01..2026-12-31"
    assert _days(periods.year(2026)) == "2026-01-01..2026-12-31"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-31", -1, "2026-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-21", -23, "2024-12-21"),
    ],
)
def test_add_months_stays_in_the_month(day: str, months: int, expected: str) -> None:
    assert periods.add_months(_d(day), months) == _d(expected)


BEFORE = [
    # A day meets the day before, a week the week before.
    (periods.day(_d("2026-01-01")), "2025-12-31..2025-12-31"),
    (periods.week(_d("2026-01-01")), "2025-12-22..2025-12-28"),
    (periods.week(_d("2027-01-01")), "2026-12-21..2026-12-27"),
    # Months, quarters and years meet whole ones, however long.
    (periods.month(2026, 3), "2026-02-01..2026-02-28"),
    (periods.month(2026, 1), "2025-12-01..2025-12-31"),
    (periods.month(2024, 2), "2024-01-01..2024-01-31"),
    (periods.quarter(2026, 1), "2025-10-01..2025-12-31"),
    (periods.year(2025), "2024-01-01..2024-12-31"),
    # Spans meet the equally long span; whole months the months before.
    (periods.span(_d("2026-11-11"), _d("2026-11-20")), "2026-11-01..2026-11-10"),
    (periods.span(_d("2026-09-01"), _d("2026-10-31")), "2026-07-01..2026-08-31"),
    (periods.half(2026, 1), "2025-07-01..2025-12-31"),
]


@pytest.mark.parametrize(("period", "expected"), BEFORE)
def test_before(period: Period, expected: str) -> None:
    assert _days(periods.before(period)) == expected


PARTIAL = [
    # period, today, so far, before, a year before
    (
        periods.week(_d("2026-11-21")),
        "2026-11-21",
        "2026-11-16..2026-11-20",
        "2026-11-09..2026-11-13",
        "2025-11-17..2025-11-21",
    ),
    (
        periods.month(2026, 11),
        "2026-11-21",
        "2026-11-01..2026-11-20",
        "2026-10-01..2026-10-20",
        "2025-11-01..2025-11-20",
    ),
    (
        periods.month(2026, 3),
        "2026-03-31",
        "2026-03-01..2026-03-30",
        "2026-02-01..2026-02-28",
        "2025-03-01..2025-03-30",
    ),
    (
        periods.month(2024, 2),
        "2024-02-29",
        "2024-02-01..2024-02-28",
        "2024-01-01..2024-01-28",
        "2023-02-01..2023-02-28",
    ),
    (
        periods.quarter(2026, 4),
        "2026-11-21",
        "2026-10-01..2026-11-20",
        "2026-07-01..2026-08-20",
        "2025-10-01..2025-11-20",
    ),
    (
        periods.year(2024),
        "2024-03-01",
        "2024-01-01..2024-02-29",
        "2023-01-01..2023-02-28",
        "2023-01-01..2023-02-28",
    ),
]


@pytest.mark.parametrize(("whole", "today", "part", "before", "last_year"), PARTIAL)
def test_what_is_not_over_meets_the_equally_long_part(
    whole: Period, today: str, part: str, before: str, last_year: str
) -> None:
    found = periods.so_far(whole, _d(today))
    assert found is not None
    assert found.partial
    assert _days(found) == part
    assert _days(periods.before(found)) == before
    assert _days(periods.year_before(found)) == last_year
    assert not periods.before(found).partial


def test_so_far_of_what_is_over_begins_today_or_lies_ahead() -> None:
    week = periods.week(_d("2026-11-16"))
    assert periods.so_far(week, _d("2026-11-23")) == week
    assert periods.so_far(week, _d("2026-11-15")) is None
    monday = periods.so_far(week, _d("2026-11-16"))
    assert monday is not None
    assert (_days(monday), monday.partial) == ("2026-11-16..2026-11-16", True)


def test_days_asked_by_weekday_meet_the_same_weekdays() -> None:
    friday = periods.day(_d("2026-11-13"))
    assert _days(periods.before(friday, same_weekday=True)) == "2026-11-06..2026-11-06"
    weekend = periods.span(_d("2026-11-14"), _d("2026-11-15"))
    assert _days(periods.before(weekend, same_weekday=True)) == "2026-11-07..2026-11-08"


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (periods.week(_d("2026-11-09")), "2025-11-10..2025-11-16"),
        (periods.day(_d("2026-11-13")), "2025-11-14..2025-11-14"),
        (periods.month(2024, 2), "2023-02-01..2023-02-28"),
        (periods.month(2025, 2), "2024-02-01..2024-02-29"),
        (periods.span(_d("2026-11-01"), _d("2026-11-10")), "2025-11-01..2025-11-10"),
        (periods.span(_d("2024-02-20"), _d("2024-02-29")), "2023-02-20..2023-02-28"),
    ],
)
def test_a_year_before(period: Period, expected: str) -> None:
    assert _days(periods.year_before(period)) == expected


def test_rolling_periods_end_yesterday_or_with_the_last_whole_one() -> None:
    today = _d("2026-11-21")
    assert _days(periods.last_days(today, 7)) == "2026-11-14..2026-11-20"
    assert _days(periods.last_days(today, 30)) == "2026-10-22..2026-11-20"
    assert _days(periods.last_weeks(today, 8)) == "2026-09-21..2026-11-15"
    assert _days(periods.last_months(today, 3)) == "2026-08-01..2026-10-31"
    assert _days(periods.rolling_months(_d("2026-03-31"), 1)) == "2026-02-28..2026-03-30"


_PERIODS = st.builds(
    lambda at, kind: {
        PeriodKind.DAY: periods.day(at),
        PeriodKind.WEEK: periods.week(at),
        PeriodKind.MONTH: periods.month(at.year, at.month),
        PeriodKind.QUARTER: periods.quarter(at.year, (at.month + 2) // 3),
        PeriodKind.YEAR: periods.year(at.year),
    }[kind],
    st.dates(date(2010, 1, 1), date(2040, 12, 31)),
    st.sampled_from([kind for kind in PeriodKind if kind.value not in {"span", "promotion"}]),
)


@given(_PERIODS)
def test_the_period_before_ends_where_this_begins(period: Period) -> None:
    earlier = periods.before(period)
    assert (period.start - earlier.end).days == 1
    assert earlier.kind is period.kind


@given(_PERIODS, st.dates(date(2010, 1, 1), date(2040, 12, 31)))
def test_a_part_is_never_compared_with_more_days(period: Period, today: date) -> None:
    found = periods.so_far(period, today)
    if found is not None and found.partial:
        # Years keep their dates, so a leap day may make one day's difference.
        leap = 1 if found.kind is PeriodKind.YEAR else 0
        assert periods.before(found).days <= found.days + leap
        assert abs(periods.year_before(found).days - found.days) <= 1
