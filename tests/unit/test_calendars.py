"""Promotions, public holidays and usual weeks, against the dates of the golden examples."""

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays as official

from metrics import calendars, periods
from metrics.calendars import Promotion, PromotionTable
from metrics.model import Period, PeriodKind
from metrics.promotions import DEFAULT


def _d(text: str) -> date:
    return date.fromisoformat(text)


def _span(start: str, end: str) -> Period:
    return periods.span(_d(start), _d(end))


def _days(period: Period | None) -> str:
    return f"{period.start}..{period.end}" if period else "none"


def test_usual_weeks_of_double_11_are_those_of_the_examples() -> None:
    usual = calendars.usual_periods(periods.week(_d("2026-11-09")), DEFAULT)
    assert [_days(week) for week in usual] == [
        "2026-08-24..2026-08-30",
        "2026-08-31..2026-09-06",
        "2026-09-07..2026-09-13",
        "2026-09-14..2026-09-20",
    ]


def test_part_of_a_week_meets_usual_weeks_and_a_day_its_weekday() -> None:
    part = _span("2026-11-16", "2026-11-20")
    found = calendars.usual_periods(part, DEFAULT)
    assert [_days(days) for days in found[:1]] == ["2026-08-24..2026-08-30"]
    friday = calendars.usual_periods(periods.day(_d("2026-11-20")), DEFAULT)
    assert [day.start.isoformat() for day in friday] == [
        "2026-08-28",
        "2026-09-04",
        "2026-09-11",
        "2026-09-18",
    ]


def test_usual_weeks_are_never_touched_by_promotion_presale_or_holiday() -> None:
    for back in range(120):
        week = periods.week(_d("2026-11-21") - timedelta(weeks=back))
        for usual in calendars.usual_periods(week, DEFAULT):
            assert usual.end < week.start
            assert not calendars.holidays_in(usual.start, usual.end)
            for row in DEFAULT.ours():
                assert row.end < usual.start or row.warm_up > usual.end


def test_a_platforms_own_campaign_disturbs_only_who_sells_there() -> None:
    week = periods.week(_d("2025-07-21"))
    sells = PromotionTable(DEFAULT.rows, DEFAULT.names, frozenset({"amazon"}))
    prime_week = periods.week(_d("2025-07-08"))
    assert prime_week in calendars.usual_periods(week, DEFAULT)
    assert prime_week not in calendars.usual_periods(week, sells)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # Whole campaign against whole campaign, day n against day n, main day against main day.
        ("2026-11-09", "2026-11-15", "2025-11-09..2025-11-15"),
        ("2026-11-09", "2026-11-12", "2025-11-09..2025-11-12"),
        ("2026-11-11", "2026-11-11", "2025-11-11..2025-11-11"),
        ("2026-06-16", "2026-06-20", "2025-06-16..2025-06-20"),
        # Reaching beyond the campaign, or without a row the year before.
        ("2026-11-08", "2026-11-15", "none"),
        ("2024-11-09", "2024-11-15", "none"),
        ("2026-08-03", "2026-08-09", "none"),
    ],
)
def test_campaign_before(start: str, end: str, expected: str) -> None:
    assert _days(calendars.campaign_before(_span(start, end), DEFAULT)) == expected


def test_campaigns_of_different_length_compare_day_by_day() -> None:
    rows = tuple(
        Promotion("own", "*", year, start, start, end, start)
        for year, start, end in (
            (2025, _d("2025-03-10"), _d("2025-03-12")),
            (2026, _d("2026-03-09"), _d("2026-03-15")),
        )
    )
    table = PromotionTable(rows)
    part = Period(_d("2026-03-10"), _d("2026-03-14"), PeriodKind.PROMOTION, _d("2026-03-14"), "own")
    assert _days(calendars.campaign_before(part, table)) == "2025-03-11..2025-03-12"
    whole = rows[1].period()
    assert _days(calendars.campaign_before(whole, table)) == "2025-03-10..2025-03-12"


def test_occasions_of_a_period() -> None:
    week = calendars.occasions(periods.week(_d("2026-11-09")), DEFAULT)
    assert [(found.key, found.name.zh, found.whole) for found in week] == [
        ("double11", "双十一", True)
    ]
    october = calendars.occasions(periods.month(2026, 10), DEFAULT)
    assert [(found.key, found.name.en, found.whole) for found in october] == [
        ("National Day", "National Day", False)
    ]
    assert calendars.occasions(periods.week(_d("2026-08-10")), DEFAULT) == ()


def test_presale_is_no_occasion() -> None:
    assert calendars.occasions(periods.week(_d("2026-11-02")), DEFAULT) == ()


@pytest.mark.parametrize(
    ("key", "year", "expected"),
    [
        ("National Day", 2026, ("2026-10-01", "2026-10-07")),
        ("Mid-autumn Festival", 2026, ("2026-09-25", "2026-09-27")),
        ("Spring Festival", 2026, ("2026-02-15", "2026-02-23")),
        # One break for two festivals.
        ("National Day", 2025, ("2025-10-01", "2025-10-08")),
        ("New Year's Day", 2026, ("2026-01-01", "2026-01-03")),
    ],
)
def test_public_holidays(key: str, year: int, expected: tuple[str, str]) -> None:
    found = calendars.holiday(key, year)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == expected


def test_a_year_without_a_calendar_has_no_holidays_and_says_so() -> None:
    assert not calendars.holidays_known(2099)
    assert calendars.holiday("National Day", 2099) is None
    assert calendars.holidays_in(_d("2099-09-28"), _d("2099-10-08")) == ()
    assert calendars.holidays_known(2026)


def test_every_official_day_off_is_found() -> None:
    """The calendar is not even asked outside the seasons of holidays; no day may be lost so."""
    for day in official:
        assert calendars.holidays_in(day, day), day


def test_table_finds_rows() -> None:
    assert DEFAULT.row("double11", 2026) == DEFAULT.latest("double11", _d("2026-11-21"))
    last = DEFAULT.last_begun(_d("2026-11-21"))
    assert last is not None
    assert (last.key, last.year) == ("double11", 2026)
    assert DEFAULT.latest("double12", _d("2026-11-21")) == DEFAULT.row("double12", 2025)
    assert DEFAULT.row("double11", 1999) is None
    assert DEFAULT.name("618").en == "618"


def test_rows_are_in_order_and_unique() -> None:
    assert all(row.warm_up <= row.start <= row.day <= row.end for row in DEFAULT.rows)
    keys = [(row.key, row.platform, row.year) for row in DEFAULT.rows]
    assert len(keys) == len(set(keys))
