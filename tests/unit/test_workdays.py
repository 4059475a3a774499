"""Working days: official notices, other countries, and a workspace's own days."""

from datetime import date, timedelta

import pytest

from base.language import Bilingual, Lang
from base.refusal import Refusal
from bot.render.texts import word
from metrics.calendars import Promotion, PromotionTable
from metrics.workdays import WEEKEND, Closure, WorkCalendar, work_calendar

CHINA = work_calendar("CN")


def _d(text: str) -> date:
    return date.fromisoformat(text)


def _why(calendar: WorkCalendar, day: str) -> str | None:
    reason = calendar.why_off(_d(day))
    assert calendar.is_workday(_d(day)) == (reason is None)
    return reason.zh if reason else None


# The State Council's notices for 2025 and 2026.
MAKE_UP_DAYS = (
    "2025-01-26",
    "2025-02-08",
    "2025-04-27",
    "2025-09-28",
    "2025-10-11",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
)


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_a_make_up_saturday_or_sunday_is_a_working_day(day: str) -> None:
    assert _d(day).weekday() >= 5
    assert _why(CHINA, day) is None


@pytest.mark.parametrize(
    ("start", "days", "name"),
    [
        ("2025-01-28", 8, "春节"),
        ("2025-10-01", 5, "国庆"),
        ("2026-01-01", 3, "元旦"),
        ("2026-02-15", 9, "春节"),
        ("2026-05-01", 5, "五一"),
        ("2026-10-01", 7, "国庆"),
    ],
)
def test_the_days_of_a_chinese_holiday_are_off_under_its_name(
    start: str, days: int, name: str
) -> None:
    off = [_d(start) + timedelta(days=n) for n in range(days)]
    assert {_why(CHINA, day.isoformat()) for day in off} == {name}


def test_an_ordinary_week_has_five_working_days() -> None:
    week = [_d("2026-03-16") + timedelta(days=n) for n in range(7)]
    assert [CHINA.is_workday(day) for day in week] == [True] * 5 + [False] * 2
    assert CHINA.why_off(week[5]) == WEEKEND == Bilingual("周末", "weekend")


def test_a_year_not_announced_has_week_ends_only_and_says_so() -> None:
    assert CHINA.known(2025)
    assert not CHINA.known(2099)
    # 1 October 2099 is a Thursday, the 3rd a Saturday.
    assert CHINA.is_workday(_d("2099-10-01"))
    assert not CHINA.is_workday(_d("2099-10-03"))


def test_no_country_has_week_ends_only_and_nothing_unknown() -> None:
    nowhere = work_calendar("")
    assert nowhere.known(2099)
    assert _why(nowhere, "2026-10-01") is None
    assert _why(nowhere, "2026-02-14") == "周末"


@pytest.mark.parametrize(
    ("country", "day", "chinese", "english"),
    [
        ("DE", "2026-05-25", "Pentecost Monday", "Pentecost Monday"),
        ("US", "2026-11-26", "Thanksgiving Day", "Thanksgiving Day"),
        ("us", "2027-12-31", "New Year's Day (observed)", "New Year's Day (observed)"),
        ("HK", "2026-07-01", "香港特别行政区成立纪念日", None),
    ],
)
def test_other_countries_have_their_holidays(
    country: str, day: str, chinese: str, english: str | None
) -> None:
    reason = work_calendar(country).why_off(_d(day))
    assert reason is not None
    assert reason.zh == chinese
    assert english is None or reason.en == english


def test_a_country_has_its_own_week_end() -> None:
    arabia = work_calendar("SA")
    week = [_d("2026-11-09") + timedelta(days=n) for n in range(7)]  # from Monday
    assert [day.weekday() for day in week if not arabia.is_workday(day)] == [4, 5]


def test_other_countries_are_known_as_far_as_the_library_goes() -> None:
    japan = work_calendar("JP")
    assert japan.known(2026)
    assert not japan.known(1900)


@pytest.mark.parametrize("country", ["Germany", "XX", "德国", "DEU"])
def test_an_unknown_country_is_refused_with_how_countries_are_written(country: str) -> None:
    with pytest.raises(Refusal) as refused:
        work_calendar(country)
    for lang in Lang:
        text = word(refused.value.message, lang)
        assert country in text
        assert "DE" in text


def test_a_closure_is_off_from_its_first_to_its_last_day() -> None:
    closed = Closure(_d("2026-03-19"), _d("2026-03-23"), "仓库搬家")
    calendar = work_calendar("CN", [closed])
    days = ["2026-03-18", "2026-03-19", "2026-03-21", "2026-03-23", "2026-03-24"]
    assert [_why(calendar, day) for day in days] == [None, "仓库搬家", "仓库搬家", "仓库搬家", None]


def test_a_closure_over_a_holiday_leaves_the_holiday_its_name() -> None:
    calendar = work_calendar("CN", [Closure(_d("2026-02-12"), _d("2026-02-25"), "春节停工")])
    assert _why(calendar, "2026-02-14") == "春节停工"  # the make-up Saturday, closed all the same
    assert _why(calendar, "2026-02-17") == "春节"


def test_the_main_day_of_a_promotion_is_a_working_day() -> None:
    # Double 12 of 2026 is a Saturday.
    assert _d("2026-12-12").weekday() == 5
    assert _why(CHINA, "2026-12-12") is None
    assert CHINA.is_promotion(_d("2026-12-12")) == Bilingual("双十二", "Double 12")
    assert _why(CHINA, "2026-12-13") == "周末"
    assert CHINA.is_promotion(_d("2026-11-12")) is None


def test_a_promotion_day_wins_over_a_holiday_and_a_closure() -> None:
    day = _d("2026-10-02")
    row = Promotion("own", "*", 2026, day, day, day, day)
    closed = Closure(day, day, "团建")
    calendar = work_calendar("CN", [closed], PromotionTable((row,)))
    assert calendar.is_workday(day)
    assert not calendar.is_workday(_d("2026-10-03"))


def test_only_promotions_of_platforms_sold_on_count() -> None:
    friday = _d("2026-11-27")
    row = Promotion("black_friday", "amazon", 2026, friday, friday, friday, friday)
    elsewhere = work_calendar("CN", (), PromotionTable((row,)))
    amazon = work_calendar("CN", (), PromotionTable((row,), (), frozenset({"amazon"})))
    assert elsewhere.is_promotion(friday) is None
    assert amazon.is_promotion(friday) is not None
