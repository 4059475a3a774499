"""A schedule's timing in words: its days, its time, when its agenda comes. Pure."""

from base.language import Bilingual, Listing, Msg, msg
from base.schedule import DayKind, DayRule, Timing

_BY_MONTH = frozenset({DayKind.MONTH_DAY, DayKind.FIRST_WORKDAY, DayKind.LAST_WORKDAY})
_QUARTERLY = frozenset({1, 4, 7, 10})


def described(timing: Timing, zone_name: Bilingual) -> Msg:
    """Tell a timing to people: the days, the time or the two between which it waits, the zone.

    Of a meeting, when it is announced as well.
    """
    days, at = _days_told(timing.days), _clock(timing.at)
    if timing.ahead_at is not None:
        ahead = announced(timing.ahead, timing.ahead_at)
        return msg("when.meets", days=days, at=at, zone=zone_name, ahead=ahead)
    if timing.until is None:
        return msg("when.at", days=days, at=at, zone=zone_name)
    return msg("when.between", days=days, at=at, until=_clock(timing.until), zone=zone_name)


def announced(ahead: int, minutes: int) -> Msg:
    """Tell how many working days before its meeting, and at which time, an agenda comes."""
    key = {0: "when.agenda_same_day", 1: "when.agenda_day_before"}.get(ahead, "when.agenda_before")
    return msg(key, n=ahead, at=_clock(minutes))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _days_told(days: DayRule) -> Msg:
    if days.kind is DayKind.WEEKDAYS:
        return _weekdays_told(sorted(days.weekdays))
    if days.kind in (DayKind.BEFORE_PROMOTION, DayKind.AFTER_PROMOTION):
        return _promotion_told(days)
    if days.kind in _BY_MONTH and days.months:
        return _in_months_told(days)
    if days.kind is not DayKind.MONTH_DAY:
        return msg(f"when.{days.kind.value}")
    # Every month has 28 days: only a later one needs saying.
    key = "when.month_day" if days.month_day <= 28 else "when.month_day_or_last"
    return msg(key, day=_ordinal(days.month_day))


def _promotion_told(days: DayRule) -> Msg:
    which = "before" if days.kind is DayKind.BEFORE_PROMOTION else "after"
    ending = "_one" if days.month_day == 1 else ""
    return msg(f"when.{which}_promotion{ending}", n=days.month_day)


def _in_months_told(days: DayRule) -> Msg:
    day = _ordinal(days.month_day)
    which = msg(f"when.of_month.{days.kind.value}", day=day)
    if days.months == _QUARTERLY:
        return msg("when.each_quarter", which=which)
    names = [msg(f"when.month.{n}") for n in sorted(days.months)]
    if len(names) == 1:
        return msg("when.in_months", which=which, months=names[0])
    months = msg("when.joined", names=Listing(tuple(names[:-1])), last=names[-1])
    return msg("when.in_months", which=which, months=months)


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
