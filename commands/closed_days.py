"""The workspace's own days off by command: they move or take away what is scheduled on them."""

import re
from datetime import date, datetime, timedelta

from base.answer import Answer, Kind
from base.language import Days, Lang, Msg, msg
from base.refusal import Refusal
from commands import schedule_telling as telling
from commands.context import Context, Request
from commands.schedule_keeping import calendar_of, check, next_of
from commands.submitting import PATIENCE
from metrics.workdays import WorkCalendar
from storage import schedules
from storage.closures import Closed, closures, set_closures
from storage.engine import Work

_DAY = (
    r"(?:(?P<{0}y>\d{{4}})\s*[-/.年]\s*)?(?P<{0}m>\d{{1,2}})\s*[-/.月]\s*"
    r"(?P<{0}d>\d{{1,2}})\s*[日号]?"
)
_DAYS = re.compile(
    _DAY.format("a") + r"(?:\s*(?:\.\.+|…|到|至|to|until|~|–|—|\s-\s)\s*" + _DAY.format("b") + ")?",
    re.IGNORECASE,
)
_LONGEST = 120
_NAME = 40
_EXAMPLE = {
    Lang.ZH: "定时 放假 2027-02-10..2027-02-13 春节放假",
    Lang.EN: "schedule closed 2027-02-10..2027-02-13 Spring break",
}
_LIST = {Lang.ZH: "定时 放假", Lang.EN: "schedule closed"}
_UNNAMED = {Lang.ZH: "放假", Lang.EN: "day off"}


def answer_closed(context: Context, request: Request, rest: str) -> Answer:
    """List the days off; with dates, add some. Raises Refusal for what are no dates."""
    if rest.lower() in ("", "list", "列表"):
        return _listed(context, request)
    check(request.actor, 0)
    new = _wanted(context, request, rest)
    with context.database.write(PATIENCE) as work:
        others = [one for one in closures(work) if (one.start, one.end) != (new.start, new.end)]
        moved = _set(context, work, request, [*others, new])
    return Answer(
        Kind.TEXT,
        _told("schedule.closed_added", new),
        lines=(_moves(moved),),
        follow_ups=(telling.LIST,),
    )


def answer_open(context: Context, request: Request, rest: str) -> Answer:
    """Take away the days off that hold a date. Raises Refusal where none do."""
    check(request.actor, 0)
    day = _wanted(context, request, rest).start
    with context.database.write(PATIENCE) as work:
        kept = closures(work)
        gone = [one for one in kept if one.start <= day <= one.end]
        if not gone:
            told = msg("schedule.not_closed", day=Days(day, day, with_year=True))
            raise Refusal(told, (_LIST[request.lang],))
        moved = _set(context, work, request, [one for one in kept if one not in gone])
    return Answer(
        Kind.TEXT,
        _told("schedule.opened", gone[0]),
        lines=(_moves(moved),),
        follow_ups=(telling.LIST,),
    )


def _listed(context: Context, request: Request) -> Answer:
    with context.database.read() as work:
        found = closures(work)
    lines = tuple(
        msg("schedule.closed_line", days=Days(one.start, one.end, with_year=True), name=one.name)
        for one in found
    )
    key = "schedule.closed_list" if found else "schedule.closed_empty"
    how = msg("schedule.closed_how", example=_EXAMPLE[request.lang])
    return Answer(Kind.TEXT, msg(key), lines=lines, notes=(how,), follow_ups=(telling.LIST,))


def _told(key: str, of: Closed) -> Msg:
    """Say something of days off, by their name where somebody gave them one."""
    days = Days(of.start, of.end, with_year=True)
    if of.name in _UNNAMED.values():
        return msg(f"{key}_unnamed", days=days)
    return msg(key, days=days, name=of.name)


def _moves(count: int) -> Msg:
    return msg("schedule.closed_moves", n=count) if count else msg("schedule.closed_moves_none")


def _wanted(context: Context, request: Request, text: str) -> Closed:
    found = _DAYS.match(text.strip())
    today = request.today(context.clock)
    start = None if found is None else _day(found, "a", today)
    end = start if found is None or not found["bd"] else _day(found, "b", start or today)
    if found is None or start is None or end is None:
        raise _refused("schedule.closed_how", request, example=_EXAMPLE[request.lang])
    if end < start or (end - start).days > _LONGEST:
        raise _refused("schedule.closed_span", request, most=str(_LONGEST))
    name = text.strip()[found.end() :].strip(" ,，:：")[:_NAME]
    return Closed(start, end, name or _UNNAMED[request.lang])


def _refused(key: str, request: Request, **said: str) -> Refusal:
    return Refusal(msg(key, **said), (_EXAMPLE[request.lang], _LIST[request.lang]))


def _day(found: re.Match[str], which: str, after: date) -> date | None:
    """Return a date; without a year the next one that comes."""
    month, day = int(found[f"{which}m"]), int(found[f"{which}d"])
    year = found[f"{which}y"]
    try:
        if year:
            return date(int(year), month, day)
        this = date(after.year, month, day)
        return this if this >= after - timedelta(days=1) else date(after.year + 1, month, day)
    except ValueError:
        return None


def _set(context: Context, work: Work, request: Request, closed: list[Closed]) -> int:
    """Set the days off, and reckon every schedule anew; return how many come at another time."""
    now = context.clock.now()
    set_closures(work, closed, now, request.actor.person)
    return reckon_all(context, work, now)


def reckon_all(context: Context, work: Work, now: datetime) -> int:
    """Reckon anew when every schedule comes next; return for how many that is another time.

    What is due already stays due. The others go on from now: a day that was off and is open now,
    but over, makes no post.
    """
    calendars: dict[str, WorkCalendar] = {}
    moved = 0
    for of in schedules.listed(work, with_keys=True):
        country = of.timing.country
        if country not in calendars:
            calendars[country] = calendar_of(context, work, country)
        pending = of.next_at is not None and of.next_at <= now and not of.paused
        planned = of.planned if pending and of.planned else now
        next_at = next_of(of.timing, calendars[country], planned)
        moved += next_at != of.next_at and not of.paused
        schedules.reckon(work, of, planned, next_at)
    return moved
