"""Which moments a schedule's timing means: rules, working days and wall times, as pure logic.

A rule names dates (the nominal ones). The work calendar may move each to another day, the zone's
clock may move it once more, and what then falls on one local date is one occurrence. Of a meeting
that is announced ahead, all this is the meeting's day; the announcement, which is when the
occurrence happens, lies some working days before it. Everything is reckoned from the rule alone, so
the same moments come out whenever one asks. Nothing here knows what is posted, or keeps anything.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from base.schedule import DayKind, DayRule, Due, OnHoliday, Schedule, Timing
from metrics.workdays import WorkCalendar

_ONE = timedelta(days=1)
_SECOND = timedelta(seconds=1)
# A rule that named no day for so long never will.
_PATIENCE = timedelta(days=6 * 366)
# No closure is longer: an occurrence is not moved further than this to a working day.
_FURTHEST = 366
# Clock changes move an occurrence by up to a day, and a zone may be a day from UTC's date.
_MARGIN = timedelta(days=2)
# Rules that name dates whether people work or not: only theirs are moved off holidays.
_MOVABLE = frozenset({DayKind.WEEKDAYS, DayKind.MONTH_DAY, DayKind.EVERY_DAY})


def next_after(timing: Timing, calendar: WorkCalendar, after: datetime) -> Due | None:
    """Return the first occurrence strictly after a moment (aware); None if there is none."""
    return next(occurrences(timing, calendar, after), None)


def occurrences(timing: Timing, calendar: WorkCalendar, after: datetime) -> Iterator[Due]:
    """Yield the occurrences strictly after a moment (aware), by time, at most one a local date.

    Where several nominal dates meet on one day, they are one occurrence with the latest nominal
    that is not after it, else with the earliest. A meeting's occurrence is its announcement: `day`
    is the meeting's (`meeting_of` has its moment). Two meetings may be announced at one moment,
    where one of them lies on a day off.
    Endless unless the rule names no day for six years. `timing.until` must not lie before
    `timing.at`. Raises ZoneInfoNotFoundError for a zone that does not exist.
    """
    return (due for due in _by_day(timing, calendar, after) if due.at > after)


def next_meeting(timing: Timing, calendar: WorkCalendar, after: datetime) -> Due | None:
    """Return the first occurrence whose meeting begins strictly after a moment (aware), announced
    already or not; None if there is none.
    """
    dues = _by_day(timing, calendar, after)
    return next((due for due in dues if meeting_of(timing, due) > after), None)


def meeting_of(timing: Timing, due: Due) -> datetime:
    """Return when the meeting of an occurrence begins (UTC); of what is no meeting's, its own time.

    Of an occurrence only `day` counts, so it holds for one that was sent by hand as well.
    """
    if timing.ahead_at is None:
        return due.at
    return _instant(due.day, timing.at, ZoneInfo(timing.zone))


def late_after(of: Schedule, due: Due) -> datetime:
    """Return the moment (UTC) after which an occurrence is not worth posting any more.

    An agenda is until its meeting begins, whatever holidays lie between.
    """
    if of.timing.ahead_at is not None:
        return meeting_of(of.timing, due)
    return (due.until or due.at) + timedelta(minutes=of.late_minutes)


def _by_day(timing: Timing, calendar: WorkCalendar, after: datetime) -> Iterator[Due]:
    """Yield one occurrence a local date, from one that lies before `after` on."""
    found: Due | None = None
    for due in _each(timing, calendar, after):
        if found is not None and found.day == due.day and due.nominal > due.day:
            # Moved off holidays to come: it is about the first of them, the only one it can know.
            continue
        if found is not None and found.day != due.day:
            yield found
        found = due
    if found is not None:
        yield found


def _each(timing: Timing, calendar: WorkCalendar, after: datetime) -> Iterator[Due]:
    """Yield an occurrence for each nominal date, by nominal date; days never run backwards."""
    zone = ZoneInfo(timing.zone)
    nominal = last = _first_date(timing, calendar, after.astimezone(zone).date())
    while nominal - last <= _PATIENCE:
        if _named(timing.days, calendar, nominal):
            day = _moved(timing, calendar, nominal)
            if day is not None:
                last = nominal
                yield _due(timing, calendar, zone, day, nominal)
        nominal += _ONE


def _first_date(timing: Timing, calendar: WorkCalendar, today: date) -> date:
    """Return a date before which no nominal one can come to happen from today on."""
    first = today - _MARGIN
    if timing.on_holiday is not OnHoliday.NEXT:
        return first
    # Over a long holiday, dates from before it are still waiting for its end.
    return _workday_near(calendar, first, -_ONE) or first - timedelta(days=_FURTHEST)


def _named(days: DayRule, calendar: WorkCalendar, day: date) -> bool:
    """Say whether a rule names a date.

    PROMOTION names the main days only: on these the figures are looked at by the hour; for the
    other days of a campaign there are the daily and the weekly post.
    """
    return _RULES[days.kind](days, calendar, day)


def _month_day(days: DayRule, _calendar: WorkCalendar, day: date) -> bool:
    return _in_months(days, day) and day.day == min(days.month_day, _month_length(day))


def _in_months(days: DayRule, day: date) -> bool:
    return not days.months or day.month in days.months


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _first_workday(days: DayRule, calendar: WorkCalendar, day: date) -> bool:
    if not _in_months(days, day) or not calendar.is_workday(day):
        return False
    return not any(calendar.is_workday(day.replace(day=n)) for n in range(1, day.day))


def _last_workday(days: DayRule, calendar: WorkCalendar, day: date) -> bool:
    if not _in_months(days, day) or not calendar.is_workday(day):
        return False
    later = range(_month_length(day), day.day, -1)
    return not any(calendar.is_workday(day.replace(day=n)) for n in later)


def _before_promotion(days: DayRule, calendar: WorkCalendar, day: date) -> bool:
    return day in _beside_promotions(calendar, -days.month_day)


def _after_promotion(days: DayRule, calendar: WorkCalendar, day: date) -> bool:
    return day in _beside_promotions(calendar, days.month_day)


@lru_cache(maxsize=64)
def _beside_promotions(calendar: WorkCalendar, workdays: int) -> frozenset[date]:
    """Return the days that lie so many working days after each campaign, or before where negative.

    The campaigns are those whose main days PROMOTION names.
    """
    before = workdays < 0
    edges = (one.start if before else one.end for one in calendar.campaigns)
    step = -_ONE if before else _ONE
    found = (_workdays_from(calendar, edge, step, abs(workdays)) for edge in edges)
    return frozenset(day for day in found if day is not None)


def _workdays_from(calendar: WorkCalendar, day: date, step: timedelta, count: int) -> date | None:
    """Return the working day so many working days from a day; None within a year's reach."""
    found: date | None = day
    for _ in range(count):
        found = None if found is None else _workday_near(calendar, found + step, step)
    return found


_RULES: MappingProxyType[DayKind, Callable[[DayRule, WorkCalendar, date], bool]] = MappingProxyType(
    {
        DayKind.WEEKDAYS: lambda days, _, day: day.weekday() in days.weekdays,
        DayKind.MONTH_DAY: _month_day,
        DayKind.FIRST_WORKDAY: _first_workday,
        DayKind.LAST_WORKDAY: _last_workday,
        DayKind.WORKDAYS: lambda _, calendar, day: calendar.is_workday(day),
        DayKind.EVERY_DAY: lambda *_: True,
        DayKind.PROMOTION: lambda _, calendar, day: calendar.is_promotion(day) is not None,
        DayKind.BEFORE_PROMOTION: _before_promotion,
        DayKind.AFTER_PROMOTION: _after_promotion,
    }
)


def _moved(timing: Timing, calendar: WorkCalendar, nominal: date) -> date | None:
    """Return the day to which the calendar moves a date; None where it is left out."""
    on_holiday = timing.on_holiday
    stays = timing.days.kind not in _MOVABLE or on_holiday is OnHoliday.SEND
    if stays or calendar.is_workday(nominal):
        return nominal
    if on_holiday is OnHoliday.SKIP:
        return None
    return _workday_near(calendar, nominal, -_ONE if on_holiday is OnHoliday.PREVIOUS else _ONE)


def _workday_near(calendar: WorkCalendar, day: date, step: timedelta) -> date | None:
    """Return the day or the nearest working day in one direction; None within a year's reach."""
    for _ in range(_FURTHEST):
        if calendar.is_workday(day):
            return day
        day += step
    return None


# -- wall time -----------------------------------------------------------------------------------


def _due(timing: Timing, calendar: WorkCalendar, zone: ZoneInfo, day: date, nominal: date) -> Due:
    day = _existing(day, zone)
    at = _instant(day, timing.at, zone)
    if timing.ahead_at is not None:
        return Due(day, nominal, _announced(timing, timing.ahead_at, calendar, zone, day))
    until = None if timing.until is None else _instant(day, timing.until, zone)
    return Due(at.astimezone(zone).date(), nominal, at, until)


def _announced(
    timing: Timing, minutes: int, calendar: WorkCalendar, zone: ZoneInfo, day: date
) -> datetime:
    """Return when a meeting of a day is announced: always before it begins."""
    on, meets = day, _instant(day, timing.at, zone)
    for _ in range(timing.ahead):
        on = _workday_before(calendar, on, zone)
    # The clock may skip over both times: then they would be one.
    return min(_instant(on, minutes, zone), meets - timedelta(minutes=1))


def _workday_before(calendar: WorkCalendar, day: date, zone: ZoneInfo) -> date:
    """Return the working day before a day; simply the day before where nobody works for a year.

    A day that the zone left out is none.
    """
    found = _workday_near(calendar, day - _ONE, -_ONE) or day - _ONE
    return found if _existing(found, zone) == found else _workday_before(calendar, found, zone)


def _existing(day: date, zone: ZoneInfo) -> date:
    """Return the date, or the next one where a zone left it out (Apia, 30 December 2011)."""
    while _instant(day, 0, zone).astimezone(zone).date() > day:
        day += _ONE
    return day


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return the first instant (UTC) at which the clocks of a zone show a time, or a later one.

    So a time that is skipped happens right after the gap, and one that comes twice, the first time.
    """
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    at = wall.astimezone(UTC)
    return at if _shown(at, zone) == wall.replace(tzinfo=None) else _after_gap(wall, zone)


def _after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant after the gap in which a wall time lies."""
    # A skipped time read with the offset after the gap lies before it, and the other way round.
    before, after = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    target = wall.replace(tzinfo=None)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _shown(middle, zone) < target:
            before = middle
        else:
            after = middle
    return after


def _shown(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
