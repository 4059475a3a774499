"""When those who read cases are told of them, and what: how many wait, and until when.

Never what a case says, nor which one it is.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from base.answer import Answer, FollowUp, Kind
from base.case import Case
from base.language import Listing, Msg, msg
from metrics.workdays import WorkCalendar
from reviews.action_words import day
from reviews.cases import workdays_after
from reviews.own_days import OwnDays

# Wall time of whoever is told: nothing comes before or after.
MORNING, EVENING = 9 * 60, 18 * 60
AGAIN_AFTER, SETTER_AFTER = 2, 4
QUEUE = FollowUp(msg("case.button.queue"), "/fupan case queue")
SETUP = FollowUp(msg("case.button.setup"), "/fupan case setup")


class Why(StrEnum):
    """Why somebody is reminded of a case that nobody has dealt with."""

    TODAY = "today"
    AGAIN = "again"
    SETTER = "setter"


@dataclass(frozen=True)
class Reminder:
    """How many cases wait for a reason; the earliest day until which they should have been read."""

    why: Why
    count: int
    look_by: date


# -- when ------------------------------------------------------------------------------------------


def working_hours(now: datetime, own: OwnDays) -> bool:
    """Say whether somebody is at work: on a day of his, within the hours and not his quiet ones."""
    local = now.astimezone(ZoneInfo(own.zone))
    return own.works(local.date()) and _awake(local, own)


def _awake(local: datetime, own: OwnDays) -> bool:
    minute = local.hour * 60 + local.minute
    return MORNING <= minute < EVENING and not own.wishes.quiet(minute)


def _first_day(wanted: date, today: date, own: OwnDays) -> bool:
    """Say whether today is somebody's first working day from a day on."""
    if not (wanted <= today and own.works(today)):
        return False
    since = range((today - wanted).days)
    return not any(own.works(wanted + timedelta(days=n)) for n in since)


def for_reader(
    found: tuple[Case, ...], today: date, own: OwnDays, calendar: WorkCalendar
) -> Reminder | None:
    """Return of what a moderator is reminded today: what is due now, and what was two days ago."""
    due = [one for one in found if _first_day(one.look_by, today, own)]
    late = [
        one
        for one in found
        if _first_day(workdays_after(one.look_by, AGAIN_AFTER, calendar), today, own)
    ]
    if not due and not late:
        return None
    both = {one.id: one for one in (*due, *late)}.values()
    why = Why.AGAIN if late else Why.TODAY
    return Reminder(why, len(both), min(one.look_by for one in both))


def for_setter(
    found: tuple[Case, ...], today: date, own: OwnDays, calendar: WorkCalendar
) -> Reminder | None:
    """Return of what whoever set cases up is told: what nobody dealt with after two reminders."""
    left = [
        one
        for one in found
        if _first_day(workdays_after(one.look_by, SETTER_AFTER, calendar), today, own)
    ]
    if not left:
        return None
    return Reminder(Why.SETTER, len(left), min(one.look_by for one in left))


# -- what ------------------------------------------------------------------------------------------


def told_of_release(cases: int, answers: int, look_by: date, today: date) -> Answer:
    """Return what a moderator is told when cases or answers to questions came out of the inbox."""
    until = day(look_by, today)
    lines: list[Msg] = []
    takeaway = msg("case.told.released", n=cases, day=until)
    if not cases:
        takeaway = msg("case.told.answered", n=answers, day=until)
    elif answers:
        lines.append(msg("case.told.also_answered", n=answers))
    return Answer(Kind.TEXT, takeaway, tuple(lines), follow_ups=(QUEUE,), private=True)


def told_again(reminder: Reminder, today: date) -> Answer:
    """Return what a moderator is told of cases that should have been read."""
    until = day(reminder.look_by, today)
    takeaway = msg(f"case.told.{reminder.why.value}", n=reminder.count, day=until)
    note = msg("case.told.why")
    return Answer(Kind.TEXT, takeaway, notes=(note,), follow_ups=(QUEUE,), private=True)


def told_setter(reminder: Reminder, names: Listing, today: date) -> Answer:
    """Return what whoever set cases up is told: that some wait, and who was to read them."""
    until = day(reminder.look_by, today)
    takeaway = msg("case.told.setter", n=reminder.count, day=until)
    line = msg("case.told.readers", names=names) if names.items else msg("case.told.no_readers")
    note = msg("case.told.setter_why")
    buttons = (SETUP,)
    return Answer(Kind.TEXT, takeaway, (line,), notes=(note,), follow_ups=buttons, private=True)
