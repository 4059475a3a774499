"""Due dates as people type them, in Chinese, English and both: which day is meant."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.dates_typed import dates_in, due_typed
from metrics.promotions import DEFAULT
from metrics.workdays import Closure, work_calendar

CHINA = work_calendar("CN")
# A Friday; on Saturday 10 October 2026 China works, 1-7 October it does not.
FRIDAY = date(2026, 11, 20)


def read(text: str, today: date = FRIDAY) -> date | None:
    found = due_typed(text, today, CHINA, DEFAULT)
    return found[0] if found else None


TABLE = [
    # Weekdays: bare ones are the nearest, today included; others count calendar weeks.
    ("下周五", FRIDAY, date(2026, 11, 27)),
    ("下周一", FRIDAY, date(2026, 11, 23)),
    ("下下周一", FRIDAY, date(2026, 11, 30)),
    ("下个星期天", FRIDAY, date(2026, 11, 29)),
    ("下礼拜三", FRIDAY, date(2026, 11, 25)),
    ("本周五", FRIDAY, FRIDAY),
    ("这周一", FRIDAY, date(2026, 11, 16)),
    ("周五", FRIDAY, FRIDAY),
    ("周五", date(2026, 11, 18), FRIDAY),
    ("周五", date(2026, 11, 21), date(2026, 11, 27)),
    ("周五前", FRIDAY, FRIDAY),
    ("下周五之前", FRIDAY, date(2026, 11, 27)),
    ("next Friday", FRIDAY, date(2026, 11, 27)),
    ("next friday", date(2026, 11, 17), date(2026, 11, 27)),
    ("this Friday", date(2026, 11, 17), FRIDAY),
    ("Friday", FRIDAY, FRIDAY),
    ("by Friday", date(2026, 11, 17), FRIDAY),
    ("by Thurs", FRIDAY, date(2026, 11, 26)),
    # Days from today.
    ("今天", FRIDAY, FRIDAY),
    ("今天下班前", FRIDAY, FRIDAY),
    ("明天", FRIDAY, date(2026, 11, 21)),
    ("后天", FRIDAY, date(2026, 11, 22)),
    ("大后天", FRIDAY, date(2026, 11, 23)),
    ("3天后", FRIDAY, date(2026, 11, 23)),
    ("三天内", FRIDAY, date(2026, 11, 23)),
    ("两周后", FRIDAY, date(2026, 12, 4)),
    ("一个月内", date(2026, 1, 31), date(2026, 2, 28)),
    ("tomorrow", FRIDAY, date(2026, 11, 21)),
    ("day after tomorrow", FRIDAY, date(2026, 11, 22)),
    ("in 3 days", FRIDAY, date(2026, 11, 23)),
    ("within two weeks", FRIDAY, date(2026, 12, 4)),
    ("in a month", FRIDAY, date(2026, 12, 20)),
    # Working days, over a week-end and over the National Day holiday with its working Saturday.
    ("3 个工作日内", FRIDAY, date(2026, 11, 25)),
    ("3个工作日后", date(2026, 9, 29), date(2026, 10, 9)),
    ("in 3 working days", FRIDAY, date(2026, 11, 25)),
    ("within 1 business day", FRIDAY, date(2026, 11, 23)),
    ("in four working days", date(2026, 9, 29), date(2026, 10, 10)),
    # Ends of weeks and months are working days.
    ("月底", FRIDAY, date(2026, 11, 30)),
    ("月底前", date(2026, 10, 12), date(2026, 10, 30)),
    ("本月底", date(2026, 10, 31), date(2026, 10, 31)),
    ("下月底", FRIDAY, date(2026, 12, 31)),
    ("end of month", FRIDAY, date(2026, 11, 30)),
    ("by the end of the month", date(2026, 10, 12), date(2026, 10, 30)),
    ("end of next month", FRIDAY, date(2026, 12, 31)),
    ("EOM", FRIDAY, date(2026, 11, 30)),
    ("本周内", date(2026, 11, 18), FRIDAY),
    ("下周", FRIDAY, date(2026, 11, 27)),
    ("next week", FRIDAY, date(2026, 11, 27)),
    ("end of the week", date(2026, 11, 18), FRIDAY),
    # Dates; without a year the nearest that makes sense.
    ("11/25", FRIDAY, date(2026, 11, 25)),
    ("11月25日", FRIDAY, date(2026, 11, 25)),
    ("11月25号前", FRIDAY, date(2026, 11, 25)),
    ("2026-11-25", FRIDAY, date(2026, 11, 25)),
    ("2027年1月5日", FRIDAY, date(2027, 1, 5)),
    ("1/5", FRIDAY, date(2027, 1, 5)),
    ("11/13", FRIDAY, date(2026, 11, 13)),
    ("25号", FRIDAY, date(2026, 11, 25)),
    ("5号", FRIDAY, date(2026, 12, 5)),
    ("下月5号", FRIDAY, date(2026, 12, 5)),
    ("25 Nov", FRIDAY, date(2026, 11, 25)),
    ("Nov 25", FRIDAY, date(2026, 11, 25)),
    ("25th of November 2027", FRIDAY, date(2027, 11, 25)),
    ("by November 25th, 2026", FRIDAY, date(2026, 11, 25)),
    # Before a promotion or a holiday: the last working day before it begins.
    ("双十二前", FRIDAY, date(2026, 12, 11)),
    ("双12之前", FRIDAY, date(2026, 12, 11)),
    ("双十一前", date(2026, 10, 12), date(2026, 11, 6)),
    ("大促前", FRIDAY, date(2026, 12, 11)),
    ("618前", FRIDAY, date(2027, 6, 15)),
    ("before Double 12", FRIDAY, date(2026, 12, 11)),
    ("before Double 11", date(2026, 10, 12), date(2026, 11, 6)),
    ("国庆前", date(2026, 9, 14), date(2026, 9, 30)),
    ("before National Day", date(2026, 9, 14), date(2026, 9, 30)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "today", "day"), TABLE)
def test_the_day_that_is_meant(text: str, today: date, day: date) -> None:
    assert read(text, today) == day


@pytest.mark.parametrize(
    "text",
    ["", "写话术", "30秒内首响率", "满意度 91%", "10:00", "处理时长降到 3 天内", "控制在2天以内",
     "down to 3 days", "13/45", "2月30日", "31 June", "fridge", "monthly", "1/2个", "a month"],
)  # fmt: skip
def test_what_names_no_day(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [("把口径写完 下周五前 @小美", "下周五前"), ("write it by Friday please", "by Friday"),
     ("截止 11/25 交", "截止 11/25"), ("双十二前上线", "双十二前"),
     ("due: 2026-11-25", "due: 2026-11-25")],
)  # fmt: skip
def test_where_it_stands_with_the_words_that_belong_to_it(text: str, said: str) -> None:
    found = due_typed(text, FRIDAY, CHINA, DEFAULT)
    assert found is not None
    start, end = found[1]
    assert text[start:end].strip().startswith(said)


def test_a_deadline_comes_before_any_other_day() -> None:
    assert read("明天开会讲，下周五前写完") == date(2026, 11, 27)
    assert read("discuss tomorrow, write it by next Friday") == date(2026, 11, 27)


def test_a_workspace_closed_on_a_day_does_not_count_it() -> None:
    closed = work_calendar("CN", [Closure(date(2026, 11, 23), date(2026, 11, 24), "盘点")])
    found = due_typed("3个工作日内", FRIDAY, closed, DEFAULT)
    assert found is not None
    assert found[0] == date(2026, 11, 27)


DAYS = st.dates(date(2024, 1, 1), date(2027, 10, 31))


@given(DAYS, st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_whole_dates_are_what_they_say(today: date, day: date) -> None:
    english = f"{day.day} {day:%B} {day.year}"
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", english):
        assert read(text, today) == day


@given(DAYS, st.integers(0, 6))
def test_weekdays_fall_on_their_day_of_the_right_week(today: date, weekday: int) -> None:
    sign, name = "一二三四五六日"[weekday], ("Monday", "Tuesday", "Wednesday", "Thursday",
                                     "Friday", "Saturday", "Sunday")[weekday]  # fmt: skip
    monday = today - timedelta(days=today.weekday())
    for text in (f"周{sign}", f"星期{sign}前", name, f"by {name}"):
        found = read(text, today)
        assert found is not None
        assert found.weekday() == weekday
        assert 0 <= (found - today).days < 7
    for text in (f"下周{sign}", f"next {name}"):
        assert read(text, today) == monday + timedelta(days=7 + weekday)


@given(DAYS, st.integers(1, 20))
def test_working_days_are_counted_one_by_one(today: date, count: int) -> None:
    found = read(f"{count}个工作日内", today)
    assert found == read(f"in {count} working days", today)
    assert found is not None
    days = [today + timedelta(days=n) for n in range(1, (found - today).days + 1)]
    assert sum(CHINA.is_workday(day) for day in days) == count
    assert CHINA.is_workday(found)


@given(DAYS)
def test_the_end_of_a_month_is_in_it_and_not_past(today: date) -> None:
    found = read("月底", today)
    assert found == read("end of the month", today)
    assert found is not None
    assert (found.year, found.month) == (today.year, today.month)
    assert found >= today


@given(st.text(max_size=60), DAYS)
def test_any_text_is_read_without_failing_and_spans_do_not_overlap(text: str, today: date) -> None:
    found = dates_in(text, today, CHINA, DEFAULT)
    for one, other in pairwise(found):
        assert one.end <= other.start
    assert all(0 <= one.start < one.end <= len(text) for one in found)


PIECES = st.sampled_from(
    ["下周五", "3天内", "11/25", "by Friday", "前", "月底", "@小美", "30", "双十二", "2026",
     "-", "/",
     "in 3",
     "days", "周", "25", "号", "1月31日", "end of", "month", "0", "13"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8), DAYS)
def test_pieces_of_dates_in_any_order_do_no_harm(pieces: list[str], today: date) -> None:
    for between in ("", " "):
        text = between.join(pieces)
        for one in dates_in(text, today, CHINA, DEFAULT):
            assert re.search(r"\S", text[one.start : one.end])
