"""Who is reminded of what on which days: tables from the issue, and what must never happen.

November 2026 begins on a Sunday; 11/9-11/15 is Double 11. Ordinary days are taken from August.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.action import Action, Event, Move, State
from base.language import Lang
from jobs.digests import wished
from metrics.promotions import DEFAULT
from metrics.recurrence import occurrences
from metrics.workdays import work_calendar
from reviews.actions import TODO, IllegalMove, Missing, OwnWork, Wish, after, folded, move, proposed
from reviews.own_days import week_days, works_of
from reviews.reminders import (
    Calendar,
    Reminder,
    Tracked,
    Why,
    due_today,
    help_level,
    paused,
    tracked,
)
from storage.people import InChat
from storage.preferences import DigestWishes

OWNER, VERIFIER, LEAD, PROPOSER = 1, 2, 3, 4
ZONE = "Asia/Shanghai"
CALENDAR = Calendar(week_days, DEFAULT)
# A Wednesday.
DUE = date(2026, 8, 19)
MADE = date(2026, 8, 3)
ONE = timedelta(days=1)


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(ZONE)).astimezone(UTC)


@dataclass
class Life:
    """The events of an item, made by the real rules."""

    events: list[Event]

    def do(self, wanted: Move, who: int, on: date, note: str = "因为", **data: str) -> "Life":
        wish = Wish(wanted, who, at(on), note, data)
        self.events.append(move(folded(self.events), wish))
        return self

    def seen(self, helper: int | None = LEAD) -> Tracked:
        return tracked(self.events, ZONE, helper)

    def told(self, on: date, who: int = OWNER, calendar: Calendar = CALENDAR) -> Reminder | None:
        found = due_today([self.seen()], who, on, calendar)
        return found[0] if found else None


def life(due: date = DUE, made: date = MADE, who: int = PROPOSER, **data: str) -> Life:
    given = {"wording": "仓库未发货清单", "owner": str(OWNER), "due": due.isoformat()}
    given |= {"verifier": str(VERIFIER)} | data
    return Life([proposed(12, at(made), who, given)])


def accepted(due: date = DUE, made: date = MADE, **data: str) -> Life:
    return life(due, made, PROPOSER, **data).do(Move.ACCEPT, OWNER, made)


def days_of(item: Life, first: date, count: int, **asked: object) -> list[date]:
    """Return the days on which an item brings a message."""
    found = []
    for n in range(count):
        day = first + n * ONE
        one = item.told(day, **asked)  # type: ignore[arg-type]
        if one is not None and not one.along:
            found.append(day)
    return found


# -- before and after the due date -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        # Wednesday: three days before is a Sunday, so Monday.
        (date(2026, 8, 19), [17, 19, 20, 21, 24, 31]),
        # Friday: Tuesday; overdue on Monday, Tuesday and Wednesday.
        (date(2026, 8, 21), [18, 21, 24, 25, 26, 31]),
        # Monday: Friday, and the day itself.
        (date(2026, 8, 17), [14, 17, 18, 19, 20, 24, 31]),
        # Saturday: Wednesday, and for the day itself the Friday.
        (date(2026, 8, 22), [19, 21, 24, 25, 26, 31]),
    ],
)
def test_the_days_of_a_reminder(due: date, expected: list[int]) -> None:
    # Without anybody to ask for help there are no announcements.
    item = accepted(due)
    days = [MADE + n * ONE for n in range(31)]
    brought = [
        day
        for day in days
        for one in due_today([item.seen(None)], OWNER, day, CALENDAR)
        if not one.along
    ]
    assert [day.day for day in brought if day.month == 8] == expected


def test_what_is_due_soon_comes_along_but_brings_nothing() -> None:
    tomorrow = accepted().told(DUE - ONE)
    assert tomorrow is not None
    assert (tomorrow.along, tomorrow.why, tomorrow.days) == (True, Why.SOON, 1)
    assert accepted().told(DUE - 4 * ONE) is None


def test_a_week_that_begins_on_a_tuesday_has_its_reminder_then() -> None:
    """National Day 2026: off from 1 to 7 October; the 8th is a Thursday and a working day."""
    chinese = Calendar(work_calendar("CN").is_workday, DEFAULT)
    item = accepted(date(2026, 9, 1), made=date(2026, 8, 20))
    days = days_of(item, date(2026, 9, 28), 21, calendar=chinese)
    assert date(2026, 10, 8) in days
    assert not [day for day in days if date(2026, 10, 1) <= day <= date(2026, 10, 7)]


def test_before_a_long_holiday_it_is_said_on_the_last_working_day() -> None:
    chinese = Calendar(work_calendar("CN").is_workday, DEFAULT)
    item = accepted(date(2026, 10, 5), made=date(2026, 9, 1))
    assert days_of(item, date(2026, 9, 1), 37, calendar=chinese) == [date(2026, 9, 30)]


def test_a_snooze_is_silent_until_its_day() -> None:
    item = accepted()
    item.do(Move.SNOOZE, OWNER, DUE + ONE, "", until=(DUE + 8 * ONE).isoformat())
    assert days_of(item, DUE + 2 * ONE, 6) == []
    assert days_of(item, DUE + 8 * ONE, 1) == [DUE + 8 * ONE]


@pytest.mark.parametrize("end", [Move.DROP, Move.CLAIM, Move.MERGE])
def test_what_is_over_is_not_reminded(end: Move) -> None:
    item = accepted().do(end, OWNER, DUE + ONE, into="99")
    assert days_of(item, DUE + ONE, 30) == []


# -- promotions ------------------------------------------------------------------------------------

DURING = date(2026, 11, 10)


def test_a_promotion_is_no_time_for_ordinary_items() -> None:
    item = accepted(date(2026, 11, 6), made=date(2026, 10, 20))
    days = [
        day.day
        for n in range(20)
        if (day := date(2026, 11, 6) + n * ONE)
        and any(not r.along for r in due_today([item.seen(None)], OWNER, day, CALENDAR))
    ]
    # Friday; then Double 11; days 1, 2 and 3 come after it, and the Monday after.
    assert days == [6, 16, 17, 18, 23]


@pytest.mark.parametrize(
    "data",
    [
        {"wording": "双十一前改好快捷回复"},
        {"problem": "double 11 的排班"},
        {"born": "promotion:d11"},
    ],
)
def test_what_is_there_because_of_the_promotion_goes_on(data: Mapping[str, str]) -> None:
    item = accepted(DURING, made=date(2026, 10, 20), **data)
    assert DURING in days_of(item, DURING, 1)
    assert accepted(DURING, made=date(2026, 10, 20)).told(DURING) is None


def test_what_falls_due_in_a_promotion_is_told_before_it() -> None:
    item = accepted(date(2026, 11, 11), made=date(2026, 10, 20))
    # Due on the Wednesday of Double 11: told on the Friday before, then when it is over.
    assert days_of(item, date(2026, 11, 2), 12) == [date(2026, 11, 6)]


def test_what_help_was_asked_for_goes_on() -> None:
    item = accepted(date(2026, 11, 3), made=date(2026, 10, 20))
    item.do(Move.ESCALATE, 0, date(2026, 11, 5), "", to="1", person=str(LEAD))
    assert not paused(item.seen().action, DURING, DEFAULT)
    assert date(2026, 11, 9) in days_of(item, date(2026, 11, 9), 1)


# -- verifying, accepting, choosing ----------------------------------------------------------------


def test_the_verifier_is_told_the_day_after_and_then_every_second() -> None:
    item = accepted().do(Move.CLAIM, OWNER, date(2026, 8, 13))
    days = days_of(item, date(2026, 8, 13), 14, who=VERIFIER)
    # Thursday claimed: Friday, Tuesday, Thursday, Monday, Wednesday.
    assert [day.day for day in days] == [14, 18, 20, 24, 26]
    assert item.told(date(2026, 8, 14)) is None
    item.do(Move.VERIFY, VERIFIER, date(2026, 8, 17))
    assert days_of(item, date(2026, 8, 17), 14, who=VERIFIER) == []


def test_a_proposal_nobody_takes_is_told_to_whoever_made_it() -> None:
    item = life(made=date(2026, 8, 3), due=date(2026, 8, 28))
    days = days_of(item, date(2026, 8, 3), 16, who=PROPOSER)
    assert [day.day for day in days] == [5, 10, 17]
    assert item.told(date(2026, 8, 5), PROPOSER).why is Why.UNACCEPTED  # type: ignore[union-attr]
    item.do(Move.ACCEPT, OWNER, date(2026, 8, 6))
    assert days_of(item, date(2026, 8, 6), 16, who=PROPOSER) == []


def test_the_third_new_date_is_in_question_at_the_next_reminder_only() -> None:
    item = accepted(date(2026, 8, 6))
    for n, due in enumerate((10, 12)):
        item.do(Move.REDATE, OWNER, date(2026, 8, 5 + n), due=f"2026-08-{due}")
    assert not any(r.choose for r in due_today([item.seen()], OWNER, date(2026, 8, 10), CALENDAR))
    item.do(Move.REDATE, OWNER, date(2026, 8, 10), due=DUE.isoformat())
    told = {d: item.told(date(2026, 8, d)) for d in range(11, 22)}
    assert [d for d, one in told.items() if one is not None and one.choose] == [17]


# -- help ------------------------------------------------------------------------------------------


def test_help_is_announced_on_the_day_before_it_is_asked() -> None:
    item = accepted()
    announced = [d for d in range(14, 32) if (r := item.told(date(2026, 8, d))) and r.announce]
    assert announced[0] == 20
    levels = {d: help_level(item.seen(), date(2026, 8, d), CALENDAR) for d in range(14, 32)}
    assert [d for d, level in levels.items() if level][:2] == [21, 24]
    item.do(Move.ESCALATE, 0, date(2026, 8, 21), "", to="1", person=str(LEAD))
    levels = {d: help_level(item.seen(), date(2026, 8, d), CALENDAR) for d in range(20, 32)}
    # Five working days after the 19th.
    assert next(d for d, level in levels.items() if level == 2) == 26
    announced = [d for d in range(21, 27) if (r := item.told(date(2026, 8, d))) and r.announce]
    assert announced == [25, 26]


@pytest.mark.parametrize(
    ("who", "wanted", "counts"),
    [
        (OWNER, Move.COMMENT, True),
        (OWNER, Move.STUCK, True),
        (LEAD, Move.STUCK, True),
        (9, Move.COMMENT, False),
        (OWNER, Move.SNOOZE, False),
    ],
)
def test_a_sign_of_life_puts_it_off(who: int, wanted: Move, counts: bool) -> None:
    item = accepted()
    item.do(wanted, who, date(2026, 8, 20), until="2026-08-20")
    level = help_level(item.seen(), date(2026, 8, 21), CALENDAR)
    assert level == (None if counts else 1)


def test_nobody_to_ask_is_no_announcement() -> None:
    item = accepted().seen(None)
    told = due_today([item], OWNER, date(2026, 8, 20), CALENDAR)
    assert not told[0].announce


# -- what must never happen ------------------------------------------------------------------------

MOVES = sorted(set(Move) - {Move.PROPOSE})
days_within = st.integers(0, 60).map(lambda n: MADE + n * ONE)
work_weeks = st.one_of(st.none(), st.frozensets(st.integers(0, 6), min_size=1, max_size=7))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Make an item and let random things happen to it on later and later days."""
    item = life(due=MADE + draw(st.integers(0, 40)) * ONE)
    day = MADE
    for wanted in draw(st.lists(st.sampled_from(MOVES), max_size=8)):
        day += draw(st.integers(0, 9)) * ONE
        data = {
            "due": (day + draw(st.integers(0, 15)) * ONE).isoformat(),
            "until": (day + draw(st.integers(0, 15)) * ONE).isoformat(),
            "owner": str(draw(st.sampled_from((OWNER, LEAD)))),
            "verifier": str(VERIFIER),
            "to": str(min(2, folded(item.events).escalated + 1)),
            "person": str(LEAD),
            "into": "99",
            "verdict": draw(st.sampled_from(("effective", "not_effective", "cannot_tell"))),
            "channel": "C1",
            "ts": "1.1",
            "link": "https://example.com/",
        }
        who = 0 if wanted in (Move.ESCALATE, Move.MEASURE) else draw(st.integers(1, 4))
        # What the rules refuse does not happen.
        with contextlib.suppress(IllegalMove, Missing, OwnWork):
            item.do(wanted, who, day, **data)
    return item


def calendar_of(days: frozenset[int] | None) -> Calendar:
    wishes = DigestWishes(workdays=days)
    return Calendar(works_of(wishes, work_calendar("CN")), DEFAULT)


@settings(max_examples=150, deadline=None)
@given(lives(), work_weeks, days_within, st.integers(1, 4))
def test_nothing_is_told_out_of_place(
    item: Life, week: frozenset[int] | None, today: date, who: int
) -> None:
    calendar = calendar_of(week)
    seen = item.seen()
    action = seen.action
    told = due_today([seen], who, today, calendar)
    if not calendar.works(today):
        assert told == []
    for one in told:
        assert len(told) == 1
        assert action.state in TODO | {State.DONE_CLAIMED}
        assert not paused(action, today, DEFAULT)
        if one.why is Why.VERIFY:
            assert who == action.verifier != action.owner
        elif one.why is Why.UNACCEPTED:
            assert who == action.created_by
        else:
            assert who == action.owner
            early = (action.due - today).days > 3
            between = (today + n * ONE for n in range(1, (action.due - today).days + 1))
            assert not early or not any(calendar.works(day) for day in between)
            assert action.snoozed_until is None or today >= action.snoozed_until
            assert not one.announce or today > action.due


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), work_weeks)
def test_whatever_is_overdue_is_told_on_its_first_three_days(
    shift: int, week: frozenset[int] | None
) -> None:
    due = MADE + shift * ONE
    calendar, item = calendar_of(week), accepted(due).seen(None)
    later = (due + n * ONE for n in range(1, 60))
    counted = [day for day in later if calendar.counts(item.action, day)]
    for day in counted[:3]:
        (one,) = due_today([item], OWNER, day, calendar)
        assert (one.why, one.along, one.days) == (Why.OVERDUE, False, (due - day).days)
    told = [day for day in counted[3:] if due_today([item], OWNER, day, calendar)]
    assert len({day.isocalendar()[:2] for day in told}) == len(told)


hours = st.integers(0, 24 * 60 - 1)


@settings(max_examples=60, deadline=None)
@given(hours, hours, hours, work_weeks, st.sampled_from(("Asia/Shanghai", "America/New_York")))
def test_a_message_comes_once_a_day_on_working_days_and_never_in_quiet_hours(
    hour: int, quiet_from: int, quiet_to: int, week: frozenset[int] | None, zone: str
) -> None:
    wishes = DigestWishes(at=hour, quiet_from=quiet_from, quiet_to=quiet_to, workdays=week)
    if wishes.quiet(hour):
        return
    timing = wished(InChat(OWNER, "U1", Lang.ZH, zone), wishes).timing
    calendar = work_calendar(timing.country)
    works = works_of(wishes, calendar)
    moments = list(_until(occurrences(timing, calendar, at(MADE)), at(MADE + 30 * ONE)))
    local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    assert len({moment.date() for moment in local}) == len(local)
    for moment in local:
        assert works(moment.date())
        # Where clocks are put forward an hour may not exist: none of these days is one.
        assert not wishes.quiet(moment.hour * 60 + moment.minute)


def _until(found: Iterator[object], end: datetime) -> Iterator[datetime]:
    for due in found:
        moment: datetime = due.at  # type: ignore[attr-defined]
        if moment >= end:
            return
        yield moment


def test_the_shape_of_an_item_does_not_matter() -> None:
    """What a fold of events gives is what a reminder looks at: `after` and `folded` agree."""
    item = accepted()
    whole: Action | None = None
    for event in item.events:
        whole = after(whole, event)
    assert whole == item.seen().action
    assert replace(item.seen(), helper=None) == item.seen(None)
