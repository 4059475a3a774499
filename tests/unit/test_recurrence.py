"""When a schedule is due: clock changes, short months, holidays, and asking at any moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.language import Bilingual, Lang
from base.schedule import DayKind, DayRule, Due, Level, OnHoliday, Schedule, Timing, What
from bot.render.texts import word
from metrics.calendars import PromotionTable
from metrics.promotions import DEFAULT
from metrics.recurrence import late_after, meeting_of, next_after, next_meeting, occurrences
from metrics.timing_words import described
from metrics.workdays import Closure, WorkCalendar, work_calendar

CHINA = work_calendar("CN")
NOWHERE = work_calendar("")

EVERY_DAY = DayRule(DayKind.EVERY_DAY)
WORKDAYS = DayRule(DayKind.WORKDAYS)
FIRST = DayRule(DayKind.FIRST_WORKDAY)
LAST = DayRule(DayKind.LAST_WORKDAY)
PROMOTION = DayRule(DayKind.PROMOTION)
SEND, SKIP, PREVIOUS, NEXT = OnHoliday.SEND, OnHoliday.SKIP, OnHoliday.PREVIOUS, OnHoliday.NEXT


def weekly(*days: int) -> DayRule:
    return DayRule(DayKind.WEEKDAYS, frozenset(days))


def monthly(day: int) -> DayRule:
    return DayRule(DayKind.MONTH_DAY, month_day=day)


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def timing(
    days: DayRule,
    at: str = "09:00",
    zone: str = "Asia/Shanghai",
    on_holiday: OnHoliday = SEND,
    until: str | None = None,
) -> Timing:
    wait = minutes(until) if until else None
    return Timing(days, minutes(at), wait, zone, on_holiday=on_holiday)


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00+00:00")


def first(when: Timing, after: str, count: int, calendar: WorkCalendar = NOWHERE) -> list[Due]:
    return list(islice(occurrences(when, calendar, noon(after)), count))


def days(
    rule: DayRule, after: str, count: int, on_holiday: OnHoliday, calendar: WorkCalendar = CHINA
) -> list[str]:
    """Return "day" or "day<nominal" of occurrences at 09:00 in Shanghai."""
    found = first(timing(rule, on_holiday=on_holiday), after, count, calendar)
    return [f"{d.day}" if d.day == d.nominal else f"{d.day}<{d.nominal}" for d in found]


# -- clocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "at", "after", "expected"),
    [
        ("Asia/Shanghai", "09:00", "2026-03-28", "03-29T01:00 03-30T01:00"),
        ("Asia/Kolkata", "09:00", "2026-03-28", "03-29T03:30 03-30T03:30"),
        # Spring: 02:00 -> 03:00 on 29 March. The skipped 02:30 is 03:00, its first instant.
        ("Europe/Berlin", "02:30", "2026-03-27", "03-28T01:30 03-29T01:00 03-30T00:30"),
        ("Europe/Berlin", "02:00", "2026-03-28", "03-29T01:00 03-30T00:00"),
        ("Europe/Berlin", "03:00", "2026-03-28", "03-29T01:00 03-30T01:00"),
        ("Europe/Berlin", "09:00", "2026-03-27", "03-28T08:00 03-29T07:00"),
        # Autumn: 03:00 -> 02:00 on 25 October. The first of the two 02:30, and once.
        ("Europe/Berlin", "02:30", "2026-10-23", "10-24T00:30 10-25T00:30 10-26T01:30"),
        ("America/New_York", "02:30", "2026-03-07", "03-08T07:00 03-09T06:30"),
        ("America/New_York", "01:30", "2026-10-31", "11-01T05:30 11-02T06:30"),
        # Half an hour: 02:00 -> 02:30 on 4 October, 02:00 -> 01:30 on 5 April.
        ("Australia/Lord_Howe", "02:15", "2026-10-02", "10-02T15:45 10-03T15:30 10-04T15:15"),
        ("Australia/Lord_Howe", "01:45", "2026-04-03", "04-03T14:45 04-04T14:45 04-05T15:15"),
        # Days that begin at 01:00, and days whose last hour comes twice.
        ("America/Santiago", "00:00", "2026-09-05", "09-06T04:00 09-07T03:00"),
        ("America/Santiago", "23:30", "2026-04-04", "04-05T02:30 04-06T03:30"),
        ("Asia/Beirut", "00:00", "2026-03-28", "03-28T22:00 03-29T21:00"),
        ("Asia/Beirut", "00:30", "2026-03-28", "03-28T22:00 03-29T21:30"),
        ("America/Sao_Paulo", "00:00", "2018-11-03", "11-04T03:00 11-05T02:00"),
    ],
)
def test_wall_times_over_clock_changes(zone: str, at: str, after: str, expected: str) -> None:
    found = first(timing(EVERY_DAY, at, zone), after, len(expected.split()))
    assert [f"{due.at:%m-%dT%H:%M}" for due in found] == expected.split()
    assert all(due.at.tzinfo is UTC for due in found)
    assert [due.day for due in found] == [due.nominal for due in found]


def test_the_day_that_apia_left_out_happens_with_the_next_one() -> None:
    found = first(timing(EVERY_DAY, "09:00", "Pacific/Apia"), "2011-12-28", 4)
    assert [str(due.day) for due in found] == [
        "2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01",
    ]  # fmt: skip
    assert [str(due.nominal) for due in found][2] == "2011-12-31"
    assert found[2].at == datetime(2011, 12, 30, 19, tzinfo=UTC)


def test_a_weekly_post_on_the_day_that_apia_left_out_comes_a_day_later() -> None:
    # 30 December 2011 was to be a Friday.
    [due] = first(timing(weekly(4), "09:00", "Pacific/Apia", until="10:30"), "2011-12-27", 1)
    assert (str(due.day), str(due.nominal)) == ("2011-12-31", "2011-12-30")
    assert due.at == datetime(2011, 12, 30, 19, tzinfo=UTC)
    assert due.until == datetime(2011, 12, 30, 20, 30, tzinfo=UTC)


def test_a_time_skipped_over_midnight_belongs_to_the_day_on_which_it_happens() -> None:
    # Nuuk jumps from Saturday 23:00 to Sunday 00:00.
    [weekly_due] = first(timing(weekly(5), "23:30", "America/Nuuk"), "2026-03-26", 1)
    assert weekly_due.at == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert (str(weekly_due.day), str(weekly_due.nominal)) == ("2026-03-29", "2026-03-28")
    daily = first(timing(EVERY_DAY, "23:30", "America/Nuuk"), "2026-03-27", 3)
    assert [str(due.day) for due in daily] == ["2026-03-27", "2026-03-29", "2026-03-30"]
    assert str(daily[1].nominal) == "2026-03-29"
    assert daily[1].at == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "until"),
    [
        ("2026-03-29", "01:00", "01:00"),  # 02:15-02:45 lies in the gap: both are its end
        ("2026-10-25", "00:15", "00:45"),  # both are the first of two
        ("2026-06-01", "00:15", "00:45"),
    ],
)
def test_until_follows_the_same_clock(day: str, at: str, until: str) -> None:
    eve = str(date.fromisoformat(day) - timedelta(days=1))
    [due] = first(timing(EVERY_DAY, "02:15", "Europe/Berlin", until="02:45"), eve, 1)
    assert f"{due.at:%F %H:%M}" == f"{day} {at}"
    assert due.until is not None
    assert f"{due.until:%F %H:%M}" == f"{day} {until}"


# -- dates ----------------------------------------------------------------------------------------


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    assert days(monthly(31), "2026-01-15", 4, SEND) == [
        "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30",
    ]  # fmt: skip


def test_the_29th_in_leap_years_and_others() -> None:
    assert days(monthly(29), "2027-01-30", 2, SEND) == ["2027-02-28", "2027-03-29"]
    assert days(monthly(29), "2028-01-30", 2, SEND) == ["2028-02-29", "2028-03-29"]
    assert days(EVERY_DAY, "2028-02-28", 2, SEND) == ["2028-02-29", "2028-03-01"]


def test_mondays_go_on_through_iso_week_53() -> None:
    found = days(weekly(0), "2026-12-20", 3, SEND)
    assert found == ["2026-12-21", "2026-12-28", "2027-01-04"]
    assert [date.fromisoformat(day).isocalendar().week for day in found] == [52, 53, 1]


def test_first_and_last_working_day_of_a_month() -> None:
    # 2 January 2026 was off and the 4th, a Sunday, made up for it; so did 28 February, a Saturday.
    assert days(FIRST, "2025-12-31", 3, NEXT) == ["2026-01-04", "2026-02-02", "2026-03-02"]
    assert days(LAST, "2026-01-15", 4, NEXT) == [
        "2026-01-30", "2026-02-28", "2026-03-31", "2026-04-30",
    ]  # fmt: skip


def test_a_month_without_a_working_day_has_no_first_and_no_last_one() -> None:
    closed = Closure(date(2026, 3, 1), date(2026, 4, 10), "装修")
    calendar = work_calendar("CN", [closed])
    assert days(FIRST, "2026-02-10", 2, NEXT, calendar) == ["2026-04-13", "2026-05-06"]
    assert days(LAST, "2026-02-10", 2, NEXT, calendar) == ["2026-02-28", "2026-04-30"]


def test_working_days_around_spring_festival_take_in_the_made_up_ones() -> None:
    assert days(WORKDAYS, "2026-02-12", 4, NEXT) == [
        "2026-02-13", "2026-02-14", "2026-02-24", "2026-02-25",
    ]  # fmt: skip
    assert days(WORKDAYS, "2025-01-24", 5, NEXT) == [
        "2025-01-26", "2025-01-27", "2025-02-05", "2025-02-06", "2025-02-07",
    ]  # fmt: skip
    assert days(WORKDAYS, "2025-02-07", 2, NEXT) == ["2025-02-08", "2025-02-10"]


# -- holidays -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "after", "on_holiday", "expected"),
    [
        # National Day of 2026: 1-7 October off, 10 October worked. The 5th is a Monday.
        (weekly(0), "2026-09-29", SEND, "2026-10-05 2026-10-12"),
        (weekly(0), "2026-09-29", SKIP, "2026-10-12 2026-10-19"),
        (weekly(0), "2026-09-29", PREVIOUS, "2026-09-30<2026-10-05 2026-10-12"),
        (weekly(0), "2026-09-29", NEXT, "2026-10-08<2026-10-05 2026-10-12"),
        # A Saturday that makes up is a day like others; the next one is not.
        (weekly(5), "2026-10-08", NEXT, "2026-10-10 2026-10-19<2026-10-17"),
        (monthly(1), "2026-09-29", PREVIOUS, "2026-09-30<2026-10-01 2026-10-30<2026-11-01"),
        # Mondays 16 and 23 February 2026 are both off: before is about the first.
        (weekly(0), "2026-02-10", PREVIOUS, "2026-02-14<2026-02-16 2026-03-02"),
        (weekly(0), "2026-02-10", NEXT, "2026-02-24<2026-02-23 2026-03-02"),
        # Several dates that meet on one day are one occurrence.
        (EVERY_DAY, "2026-02-13", NEXT, "2026-02-14 2026-02-24 2026-02-25"),
        (EVERY_DAY, "2026-02-12", PREVIOUS, "2026-02-13 2026-02-14 2026-02-24"),
        (EVERY_DAY, "2026-02-12", SKIP, "2026-02-13 2026-02-14 2026-02-24"),
    ],
)
def test_dates_are_moved_off_holidays(
    rule: DayRule, after: str, on_holiday: OnHoliday, expected: str
) -> None:
    assert days(rule, after, len(expected.split()), on_holiday) == expected.split()


@pytest.mark.parametrize("after", ["2026-02-16", "2026-02-20", "2026-02-23"])
def test_asked_amid_a_holiday_what_waits_for_its_end_is_found(after: str) -> None:
    assert days(monthly(15), after, 1, NEXT) == ["2026-02-24<2026-02-15"]


def test_a_closure_lengthens_the_holiday_in_both_directions() -> None:
    calendar = work_calendar("CN", [Closure(date(2026, 2, 5), date(2026, 3, 8), "春节停工")])
    assert days(monthly(20), "2026-01-21", 1, PREVIOUS, calendar) == ["2026-02-04<2026-02-20"]
    assert days(monthly(20), "2026-03-01", 1, NEXT, calendar) == ["2026-03-09<2026-02-20"]


def test_what_waits_for_the_end_of_a_very_long_closure_is_found_amid_it() -> None:
    closed = Closure(date(2025, 12, 1), date(2027, 5, 31), "装修")
    calendar = work_calendar("CN", [closed], PromotionTable(()))
    assert days(monthly(20), "2027-05-25", 1, NEXT, calendar) == ["2027-06-01<2027-05-20"]


def test_another_country_has_other_holidays() -> None:
    # Whit Monday.
    germany = work_calendar("DE")
    assert days(weekly(0), "2026-05-22", 1, NEXT, germany) == ["2026-05-26<2026-05-25"]
    assert days(weekly(0), "2026-05-22", 1, NEXT, CHINA) == ["2026-05-25"]


# -- promotions -----------------------------------------------------------------------------------


def test_promotion_days_are_the_main_days_and_end_with_the_table() -> None:
    found = days(PROMOTION, "2026-06-01", 10, SKIP)
    assert found == [
        "2026-06-18", "2026-11-11", "2026-12-12", "2027-06-18", "2027-11-11", "2027-12-12",
    ]  # fmt: skip


def test_a_promotion_on_a_week_end_is_no_holiday() -> None:
    # Double 12 of 2027 is a Sunday.
    assert date(2027, 12, 12).weekday() == 6
    assert days(EVERY_DAY, "2027-12-10", 2, SKIP) == ["2027-12-12", "2027-12-13"]
    assert days(weekly(6), "2027-12-07", 2, NEXT) == ["2027-12-12", "2027-12-20<2027-12-19"]


# -- asking ---------------------------------------------------------------------------------------


def test_next_is_strictly_later() -> None:
    when = timing(weekly(0))
    due = next_after(when, CHINA, noon("2026-03-10"))
    assert due is not None
    assert due.at == datetime(2026, 3, 16, 1, tzinfo=UTC)
    just_before = next_after(when, CHINA, due.at - timedelta(microseconds=1))
    assert just_before == due
    following = next_after(when, CHINA, due.at)
    assert following is not None
    assert following.day == date(2026, 3, 23)


def test_the_moment_asked_from_may_be_in_any_zone() -> None:
    when, at = timing(EVERY_DAY), noon("2026-03-10")
    for zone in ("Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"):
        assert next_after(when, CHINA, at.astimezone(ZoneInfo(zone))) == next_after(when, CHINA, at)


@pytest.mark.parametrize("rule", [weekly(), WORKDAYS, FIRST, LAST, weekly(0), monthly(3)])
def test_a_rule_that_never_comes_ends(rule: DayRule) -> None:
    closed = work_calendar("", [Closure(date(2000, 1, 1), date(2100, 1, 1), "关门")])
    assert next_after(timing(rule, on_holiday=NEXT), closed, noon("2028-03-10")) is None
    assert days(rule, "2028-03-10", 1, PREVIOUS, closed) == []


ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Santiago",
    "America/Nuuk",
    "Asia/Beirut",
    "Asia/Kolkata",
)
CALENDARS = (
    NOWHERE,
    CHINA,
    work_calendar("CN", [Closure(date(2026, 2, 8), date(2026, 2, 27), "春节停工")]),
    work_calendar("", [Closure(date(2011, 12, 20), date(2012, 1, 5), "盘点")]),
)
RULES = st.one_of(
    st.frozensets(st.integers(0, 6), min_size=1).map(lambda chosen: weekly(*chosen)),
    st.integers(1, 31).map(monthly),
    st.sampled_from([FIRST, LAST, WORKDAYS, EVERY_DAY]),
)
TIMINGS = st.builds(
    lambda rule, at, wait, zone, on_holiday: Timing(
        rule, at, min(at + wait, 1439) if wait else None, zone, on_holiday=on_holiday
    ),
    RULES,
    st.integers(0, 1439),
    st.sampled_from([0, 30, 150]),
    st.sampled_from(ZONES),
    st.sampled_from(OnHoliday),
)
# Around what is hard: clock changes, Spring Festival, National Day, the end of 2011 in Apia.
SEASONS = st.sampled_from(
    ["2011-12-20", "2025-01-15", "2026-02-01", "2026-03-20", "2026-09-01", "2026-09-25"]
)
SPAN = timedelta(days=45)


def within(when: Timing, calendar: WorkCalendar, after: datetime, end: datetime) -> list[Due]:
    return list(takewhile(lambda due: due.at <= end, occurrences(when, calendar, after)))


@settings(max_examples=150, deadline=None)
@given(TIMINGS, st.sampled_from(CALENDARS), SEASONS)
def test_occurrences_ascend_and_name_the_day_on_which_they_happen(
    when: Timing, calendar: WorkCalendar, season: str
) -> None:
    start = noon(season)
    found = within(when, calendar, start, start + SPAN)
    zone = ZoneInfo(when.zone)
    for before, later in pairwise(found):
        assert before.at < later.at
        assert before.day < later.day
        assert before.nominal < later.nominal
    for due in found:
        assert due.at > start
        assert due.at.astimezone(zone).date() == due.day
        assert (due.until is None) == (when.until is None)
        assert due.until is None or due.until >= due.at


@settings(max_examples=100, deadline=None)
@given(TIMINGS, st.sampled_from(CALENDARS), SEASONS)
def test_only_skipping_loses_a_date_and_none_but_sending_meets_a_holiday(
    when: Timing, calendar: WorkCalendar, season: str
) -> None:
    start = noon(season)
    found = within(when, calendar, start, start + SPAN)
    if when.zone in ("Pacific/Apia", "America/Nuuk"):
        return  # there the clock moves days, too
    movable = when.days.kind in (DayKind.WEEKDAYS, DayKind.MONTH_DAY, DayKind.EVERY_DAY)
    for due in found:
        works = calendar.is_workday(due.nominal)
        if works or not movable or when.on_holiday is SEND:
            assert due.day == due.nominal
            continue
        assert when.on_holiday is not SKIP
        assert calendar.is_workday(due.day)
        low, high = sorted((due.day, due.nominal))
        between = [low + timedelta(days=n) for n in range(1, (high - low).days)]
        assert not any(calendar.is_workday(day) for day in between)
        assert (due.day < due.nominal) == (when.on_holiday is PREVIOUS)


# -- meetings that are announced ahead ------------------------------------------------------------

NO_PROMOTIONS = work_calendar("CN", (), PromotionTable(()))
BEFORE_10 = DayRule(DayKind.BEFORE_PROMOTION, month_day=10)
AFTER_3 = DayRule(DayKind.AFTER_PROMOTION, month_day=3)


def meeting(
    rule: DayRule,
    ahead: int = 1,
    at: str = "16:00",
    ahead_at: str = "15:00",
    zone: str = "Asia/Shanghai",
    on_holiday: OnHoliday = NEXT,
) -> Timing:
    return Timing(
        rule, minutes(at), None, zone, on_holiday=on_holiday, ahead=ahead,
        ahead_at=minutes(ahead_at),
    )  # fmt: skip


def told(when: Timing, after: str, count: int, calendar: WorkCalendar = CHINA) -> list[str]:
    """Return the meetings' days, where they were moved from, and when they are announced."""
    zone = ZoneInfo(when.zone)
    found = []
    for due in islice(occurrences(when, calendar, noon(after)), count):
        moved = f"<{due.nominal:%m-%d}" if due.nominal != due.day else ""
        found.append(f"{due.day:%m-%d}{moved} {due.at.astimezone(zone):%m-%dT%H:%M}")
        assert f"{meeting_of(when, due).astimezone(zone):%F %H:%M}" == (
            f"{due.day} {when.at // 60:02d}:{when.at % 60:02d}"
        )
    return found


@pytest.mark.parametrize(
    ("rule", "ahead", "after", "expected"),
    [
        # An ordinary week: on Tuesday for Wednesday, on Friday for Monday.
        (weekly(2), 1, "2026-11-15", ["11-18 11-17T15:00", "11-25 11-24T15:00"]),
        (weekly(2), 0, "2026-11-15", ["11-18 11-18T15:00", "11-25 11-25T15:00"]),
        (weekly(0), 1, "2026-11-12", ["11-16 11-13T15:00"]),
        (weekly(0), 5, "2026-11-01", ["11-09 11-02T15:00", "11-16 11-09T15:00"]),
        (weekly(2), 3, "2026-11-11", ["11-18 11-13T15:00"]),
        # Asked after its announcement, a meeting to come is none any more.
        (weekly(2), 1, "2026-11-17", ["11-25 11-24T15:00"]),
        # National Day of 2026: 1-7 October off; on Saturday, 10 October people work.
        (weekly(2), 1, "2026-09-30", ["10-14 10-13T15:00"]),
        (weekly(2), 1, "2026-09-29", ["10-08<10-07 09-30T15:00", "10-14 10-13T15:00"]),
        (weekly(4), 1, "2026-09-29", ["10-08<10-02 09-30T15:00", "10-09 10-08T15:00"]),
        (weekly(4), 2, "2026-09-28", ["10-08<10-02 09-29T15:00", "10-09 09-30T15:00"]),
        (weekly(0), 1, "2026-10-08", ["10-12 10-10T15:00"]),
        (weekly(0), 3, "2026-10-06", ["10-12 10-08T15:00"]),
        # A meeting that falls on the Saturday that is worked stays there.
        (weekly(5), 1, "2026-10-08", ["10-10 10-09T15:00"]),
        # Spring Festival of 2026: 15-23 February off, 14 and 28 February worked.
        (weekly(1), 1, "2026-02-11", ["02-24 02-14T15:00", "03-03 03-02T15:00"]),
        (weekly(0), 2, "2026-02-24", ["03-02 02-27T15:00"]),
        (FIRST, 1, "2026-09-20", ["10-08 09-30T15:00", "11-02 10-30T15:00"]),
    ],
)
def test_agendas_come_working_days_before_their_meeting(
    rule: DayRule, ahead: int, after: str, expected: list[str]
) -> None:
    # At noon (UTC) the announcements of a day in Shanghai, at 15:00, have been.
    assert told(meeting(rule, ahead), after, len(expected)) == expected


@pytest.mark.parametrize(
    ("on_holiday", "expected"),
    [
        (NEXT, "10-08<10-07 09-30T15:00"),
        # On the day before the holidays there is a meeting anyway, which it joins.
        (PREVIOUS, "09-30 09-29T15:00"),
        (SKIP, "10-14 10-13T15:00"),
        # Held on the holiday all the same: the last working day is before it.
        (SEND, "10-07 09-30T15:00"),
    ],
)
def test_the_meeting_is_moved_first_and_then_announced(
    on_holiday: OnHoliday, expected: str
) -> None:
    rule = meeting(weekly(2), on_holiday=on_holiday)
    found = told(rule, "2026-09-25", 3)
    assert expected in found
    days_met = [one[:5] for one in found]
    assert len(set(days_met)) == len(days_met)


def test_a_closure_of_ones_own_counts_as_well() -> None:
    closed = work_calendar("CN", [Closure(date(2026, 11, 16), date(2026, 11, 17), "盘点")])
    assert told(meeting(weekly(2)), "2026-11-11", 1, closed) == ["11-18 11-13T15:00"]
    assert told(meeting(weekly(1)), "2026-11-11", 1, closed) == ["11-18<11-17 11-13T15:00"]


@pytest.mark.parametrize(
    ("zone", "after", "expected"),
    [
        # Announced in summer time for a meeting in winter time, and the other way round.
        ("Europe/Berlin", "2026-10-22", ("2026-10-23T13:00", "2026-10-26T15:00")),
        ("Europe/Berlin", "2026-03-26", ("2026-03-27T14:00", "2026-03-30T14:00")),
        ("America/New_York", "2026-10-29", ("2026-10-30T19:00", "2026-11-02T21:00")),
    ],
)
def test_meeting_and_announcement_each_follow_the_wall_clock(
    zone: str, after: str, expected: tuple[str, str]
) -> None:
    when = meeting(weekly(0), zone=zone)
    due = next_after(when, NOWHERE, noon(after))
    assert due is not None
    assert (f"{due.at:%FT%H:%M}", f"{meeting_of(when, due):%FT%H:%M}") == expected


def test_a_meeting_in_the_gap_is_still_announced_before_it() -> None:
    # On 29 March 2026, 02:00 to 03:00 is skipped in Berlin: both times are one moment.
    when = meeting(weekly(6), 0, "02:45", "02:15", "Europe/Berlin", SEND)
    due = next_after(when, NOWHERE, noon("2026-03-26"))
    assert due is not None
    assert meeting_of(when, due) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert due.at == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)


def test_a_gap_does_not_change_the_order_of_announcements() -> None:
    # On 4 October 2026, 02:00 to 02:30 is skipped on Lord Howe Island.
    when = meeting(EVERY_DAY, 0, "02:01", "02:00", "Australia/Lord_Howe", SEND)
    found = list(islice(occurrences(when, NOWHERE, noon("2026-10-01")), 5))
    assert [due.at for due in found] == sorted(due.at for due in found)
    assert all(due.at < meeting_of(when, due) for due in found)


def test_the_day_that_apia_left_out_is_no_day_before() -> None:
    # 30 December 2011, a Friday, was left out: Thursday's is the day before Saturday.
    when = meeting(EVERY_DAY, 1, "09:00", "15:00", "Pacific/Apia", SEND)
    found = list(islice(occurrences(when, NOWHERE, noon("2011-12-28")), 3))
    assert [(str(due.day), f"{due.at:%m-%dT%H}") for due in found if due.day.day == 31] == [
        ("2011-12-31", "12-30T01"),
    ]
    assert all(due.at < meeting_of(when, due) for due in found)


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        (DayRule(DayKind.FIRST_WORKDAY, months=frozenset({1, 4, 7, 10})), "2026-03-10",
         "2026-04-01 2026-07-01 2026-10-08 2027-01-01"),
        (DayRule(DayKind.LAST_WORKDAY, months=frozenset({3, 6})), "2026-03-10",
         "2026-03-31 2026-06-30 2027-03-31"),
        (DayRule(DayKind.MONTH_DAY, month_day=31, months=frozenset({2})), "2026-01-10",
         "2026-02-28 2027-02-28 2028-02-29"),
        (DayRule(DayKind.MONTH_DAY, month_day=10, months=frozenset({1})), "2026-01-10",
         "2027-01-10 2028-01-10"),
    ],
)  # fmt: skip
def test_rules_by_month_hold_in_their_months(rule: DayRule, after: str, expected: str) -> None:
    calendar = CHINA if rule.months == {1, 4, 7, 10} else NOWHERE
    found = days(rule, after, len(expected.split()), SEND, calendar)
    # The holidays of 2027 are not known yet: only 1 January's weekday counts.
    assert found == expected.split()


def test_days_beside_promotions_are_working_days_from_their_edges() -> None:
    # 618 of 2026 is 16-20 June (Tuesday to Saturday), with Dragon Boat from Friday, the 19th.
    found = days(AFTER_3, "2026-06-10", 3, NEXT)
    assert found == ["2026-06-24", "2026-11-18", "2026-12-16"]
    found = days(BEFORE_10, "2026-05-20", 3, NEXT)
    assert found == ["2026-06-02", "2026-10-26", "2026-11-30"]
    assert days(AFTER_3, "2026-06-10", 1, NEXT, NO_PROMOTIONS) == []


def test_a_platforms_own_promotion_counts_where_it_sells_there() -> None:
    here = replace(DEFAULT, platforms=frozenset({"amazon"}))
    amazon = work_calendar("CN", (), here)
    # Black Friday runs 27-30 November.
    assert "2026-12-03" in days(AFTER_3, "2026-11-20", 2, NEXT, amazon)
    assert "2026-12-03" not in days(AFTER_3, "2026-11-20", 2, NEXT)


def test_the_next_meeting_is_found_after_its_announcement_too() -> None:
    when = meeting(weekly(2))
    # Wednesday, 18 November, 16:00 in Shanghai is 08:00 UTC; announced on Tuesday.
    for at in ("2026-11-15T12:00", "2026-11-17T12:00", "2026-11-18T07:59"):
        due = next_meeting(when, CHINA, datetime.fromisoformat(f"{at}+00:00"))
        assert due is not None
        assert due.day == date(2026, 11, 18)
    due = next_meeting(when, CHINA, datetime(2026, 11, 18, 8, tzinfo=UTC))
    assert due is not None
    assert due.day == date(2026, 11, 25)
    # What is no meeting's is its own.
    due = next_meeting(timing(weekly(2)), CHINA, noon("2026-11-15"))
    assert due is not None
    assert meeting_of(timing(weekly(2)), due) == due.at


def test_an_agenda_is_worth_posting_until_its_meeting_begins() -> None:
    when = meeting(weekly(2))
    due = Due(date(2026, 10, 8), date(2026, 10, 7), datetime(2026, 9, 30, 7, tzinfo=UTC))
    of = Schedule(What.AGENDA, Level.GROUP, "C1", when, owner=1, late_minutes=180)
    assert late_after(of, due) == datetime(2026, 10, 8, 8, tzinfo=UTC)
    other = replace(of, what=What.WEEKLY, timing=timing(weekly(2)))
    assert late_after(other, due) == due.at + timedelta(minutes=180)


MEETINGS = st.builds(
    lambda rule, at, ahead, ahead_at, zone, on_holiday: Timing(
        rule, max(at, ahead_at + 1) if ahead == 0 else at, None, zone, on_holiday=on_holiday,
        ahead=ahead, ahead_at=ahead_at,
    ),
    st.one_of(RULES, st.sampled_from([BEFORE_10, AFTER_3])),
    st.integers(0, 1439),
    st.integers(0, 5),
    st.integers(0, 1438),
    st.sampled_from(ZONES),
    st.sampled_from(OnHoliday),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(MEETINGS, st.sampled_from(CALENDARS), SEASONS)
def test_announced_before_the_meeting_with_so_many_working_days_between(
    when: Timing, calendar: WorkCalendar, season: str
) -> None:
    start, zone = noon(season), ZoneInfo(when.zone)
    found = within(when, calendar, start, start + SPAN)
    assert [due.at for due in found] == sorted(due.at for due in found)
    assert len({due.day for due in found}) == len(found)
    for due in found:
        assert start < due.at < meeting_of(when, due)
        if when.zone in ("Pacific/Apia", "America/Nuuk"):
            continue  # there the clock leaves days out, or moves times over midnight
        begun = due.at.astimezone(zone).date()
        between = [begun + timedelta(days=n) for n in range((due.day - begun).days)]
        if when.ahead or begun != due.day:
            assert sum(map(calendar.is_workday, between)) == max(when.ahead, 1 if between else 0)
            assert calendar.is_workday(begun)


# -- words ----------------------------------------------------------------------------------------

BEIJING = Bilingual("北京时间", "Beijing")


@pytest.mark.parametrize(
    ("rule", "chinese", "english"),
    [
        (weekly(0), "每周一", "Mondays"),
        (weekly(3, 0), "每周一、周四", "Mondays and Thursdays"),
        (weekly(0, 2, 4), "每周一、周三、周五", "Mondays, Wednesdays and Fridays"),
        (weekly(0, 1, 2, 3, 4), "每周一至周五", "Mondays to Fridays"),
        (weekly(5, 6), "每周六、周日", "Saturdays and Sundays"),
        (weekly(*range(7)), "每天", "every day"),
        (weekly(), "没有选日子", "no day chosen"),
        (EVERY_DAY, "每天", "every day"),
        (WORKDAYS, "每个工作日", "every working day"),
        (FIRST, "每月第一个工作日", "the first working day of every month"),
        (LAST, "每月最后一个工作日", "the last working day of every month"),
        (PROMOTION, "大促当天", "the main day of each promotion"),
        (monthly(1), "每月 1 日", "the 1st of every month"),
        (monthly(12), "每月 12 日", "the 12th of every month"),
        (monthly(22), "每月 22 日", "the 22nd of every month"),
        (
            monthly(31),
            "每月 31 日（短月为最后一天）",
            "the 31st of every month (the last day of shorter months)",
        ),
    ],
)
def test_days_are_told_as_people_say_them(rule: DayRule, chinese: str, english: str) -> None:
    told = described(timing(rule), BEIJING)
    assert word(told, Lang.ZH) == f"{chinese} 09:00（北京时间）"
    assert word(told, Lang.EN) == f"{english} 09:00 (Beijing)"


def test_a_condition_is_told_with_its_last_moment() -> None:
    told = described(timing(weekly(0), until="11:30"), BEIJING)
    assert word(told, Lang.ZH) == ("每周一 09:00–11:30 之间，数据齐了就发，最晚 11:30（北京时间）")
    assert word(told, Lang.EN) == (
        "Mondays between 09:00 and 11:30: as soon as the data are complete, "
        "at 11:30 at the latest (Beijing)"
    )


QUARTERLY = frozenset({1, 4, 7, 10})


@pytest.mark.parametrize(
    ("when", "chinese", "english"),
    [
        (
            meeting(weekly(2)),
            "每周三 16:00（北京时间），提前 1 个工作日 15:00 发议程",
            "Wednesdays 16:00 (Beijing), agenda 1 working day before at 15:00",
        ),
        (
            meeting(weekly(2), 2),
            "每周三 16:00（北京时间），提前 2 个工作日 15:00 发议程",
            "Wednesdays 16:00 (Beijing), agenda 2 working days before at 15:00",
        ),
        (
            meeting(DayRule(DayKind.FIRST_WORKDAY, months=QUARTERLY), 0, ahead_at="09:00"),
            "每季度首月第一个工作日 16:00（北京时间），当天 09:00 发议程",
            "the first working day of the first month of each quarter 16:00 (Beijing), "
            "agenda the same day at 09:00",
        ),
        (
            meeting(DayRule(DayKind.MONTH_DAY, month_day=10, months=frozenset({1}))),
            "每年 1 月 10 日 16:00（北京时间），提前 1 个工作日 15:00 发议程",
            "the 10th of January 16:00 (Beijing), agenda 1 working day before at 15:00",
        ),
        (
            meeting(DayRule(DayKind.LAST_WORKDAY, months=frozenset({6, 12}))),
            "每年 6 月、12 月最后一个工作日 16:00（北京时间），提前 1 个工作日 15:00 发议程",
            "the last working day of June and December 16:00 (Beijing), "
            "agenda 1 working day before at 15:00",
        ),
        (
            meeting(AFTER_3),
            "大促后 3 个工作日 16:00（北京时间），提前 1 个工作日 15:00 发议程",
            "3 working days after each promotion 16:00 (Beijing), "
            "agenda 1 working day before at 15:00",
        ),
        (
            meeting(DayRule(DayKind.BEFORE_PROMOTION, month_day=1)),
            "大促前 1 个工作日 16:00（北京时间），提前 1 个工作日 15:00 发议程",
            "1 working day before each promotion 16:00 (Beijing), "
            "agenda 1 working day before at 15:00",
        ),
    ],
)
def test_meetings_are_told_with_their_agenda(when: Timing, chinese: str, english: str) -> None:
    said = described(when, BEIJING)
    assert word(said, Lang.ZH) == chinese
    assert word(said, Lang.EN) == english


@settings(max_examples=150, deadline=None)
@given(st.one_of(TIMINGS, MEETINGS), st.sampled_from(CALENDARS), SEASONS, st.data())
def test_whenever_one_asks_the_same_occurrences_are_ahead(
    when: Timing, calendar: WorkCalendar, season: str, data: st.DataObject
) -> None:
    start = noon(season)
    end = start + SPAN
    everything = within(when, calendar, start, end)
    asked = start + timedelta(minutes=data.draw(st.integers(0, 45 * 1440)))
    moments = [asked, *(due.at + timedelta(seconds=s) for due in everything[:3] for s in (-1, 0))]
    for moment in moments:
        if moment >= start:
            ahead = [due for due in everything if due.at > moment]
            assert within(when, calendar, moment, end) == ahead
