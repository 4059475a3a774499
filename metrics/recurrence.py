"""Which moments a schedule's timing means: rules, working days and wall times, as pure logic.

A rule names dates (the nominal ones). The work calendar may move each to another day, the zone's
clock may move it once more, and what then falls on one local date is one occurrence. Everything is
reckoned from the rule alone, so the same moments come out whenever one asks. Nothing here knows
what is posted, or keeps anything.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from base.language import Bilingual, Listing, Msg, msg
from base.schedule import DayKind, DayRule, Due, OnHoliday, Timing
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
    that is not after it, else with the earliest.
    Endless unless the rule names no day for six years. `timing.until` must not lie before
    `timing.at`. Raises ZoneInfoNotFoundError for a zone that does not exist.
    """
    found: Due | None = None
    for due in _each(timing, calendar, after):
        if found is not None and found.day == due.day and due.nominal > due.day:
            # Moved off holidays to come: it is about the first of them, the only one it can know.
            continue
        if found is not None and found.day != due.day and found.at > after:
            yield found
        found = due
    if found is not None and found.at > after:
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
                yield _due(timing, zone, day, nominal)
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
    return day.day == min(days.month_day, _month_length(day))


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _first_workday(_days: DayRule, calendar: WorkCalendar, day: date) -> bool:
    return calendar.is_workday(day) and not any(
        calendar.is_workday(day.replace(day=n)) for n in range(1, day.day)
    )


def _last_workday(_days: DayRule, calendar: WorkCalendar, day: date) -> bool:
    return calendar.is_workday(day) and not any(
        calendar.is_workday(day.replace(day=n)) for n in range(_month_length(day), day.day, -1)
    )


_RULES: MappingProxyType[DayKind, Callable[[DayRule, WorkCalendar, date], bool]] = MappingProxyType(
    {
        DayKind.WEEKDAYS: lambda days, _, day: day.weekday() in days.weekdays,
        DayKind.MONTH_DAY: _month_day,
        DayKind.FIRST_WORKDAY: _first_workday,
        DayKind.LAST_WORKDAY: _last_workday,
        DayKind.WORKDAYS: lambda _, calendar, day: calendar.is_workday(day),
        DayKind.EVERY_DAY: lambda *_: True,
        DayKind.PROMOTION: lambda _, calendar, day: calendar.is_promotion(day) is not None,
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


def _due(timing: Timing, zone: ZoneInfo, day: date, nominal: date) -> Due:
    day = _existing(day, zone)
    at = _instant(day, timing.at, zone)
    until = None if timing.until is None else _instant(day, timing.until, zone)
    return Due(at.astimezone(zone).date(), nominal, at, until)


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


# -- words ---------------------------------------------------------------------------------------


def described(timing: Timing, zone_name: Bilingual) -> Msg:
    """Tell a timing to people: the days, the time or the two between which it waits, the zone."""
    days, at = _days_told(timing.days), _clock(timing.at)
    if timing.until is None:
        return msg("when.at", days=days, at=at, zone=zone_name)
    return msg("when.between", days=days, at=at, until=_clock(timing.until), zone=zone_name)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _days_told(days: DayRule) -> Msg:
    if days.kind is DayKind.WEEKDAYS:
        return _weekdays_told(sorted(days.weekdays))
    if days.kind is not DayKind.MONTH_DAY:
        return msg(f"when.{days.kind.value}")
    # Every month has 28 days: only a later one needs saying.
    key = "when.month_day" if days.month_day <= 28 else "when.month_day_or_last"
    return msg(key, day=_ordinal(days.month_day))


def _weekdays_told(weekdays: list[int]) -> Msg:
    names = [msg(f"when.weekday.{n}") for n in weekdays]
    if not names:
        return msg("when.no_day")
    if len(names) == 7:
        return msg("when.every_day")
    if len(names) == 1:
        return msg("when.weekdays", names=names[0])
    first, last = names[0], names[-1]
    if len(names) > 2 and weekdays[-1] - weekdays[0] == len(names) - 1:
        return msg("when.weekdays", names=msg("when.run", first=first, last=last))
    others = Listing(tuple(names[:-1]))
    return msg("when.weekdays", names=msg("when.joined", names=others, last=last))


def _ordinal(number: int) -> Bilingual:
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return Bilingual(str(number), f"{number}{ending}")
