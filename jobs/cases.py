"""Jobs of cases: releasing what lies sealed, taking deleted words away for good, reminding those
who read cases.

Nothing here says anything of a single case, neither in a message nor in the log: a count of a whole
batch at most. A release happens at one time of the day whatever came in when.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from base.answer import Answer
from base.case import QUEUE, Case
from base.clock import DEFAULT_ZONE
from base.language import Bilingual, Listing
from base.rights import Actor
from jobs.installation import Installation
from jobs.tick import Job
from metrics.workdays import WorkCalendar, calendar_here
from metrics.zones import usual_country
from reviews import case_reminders, case_settings, moderating
from reviews.case_settings import MODERATORS, PROMISE
from reviews.cases import LOOK_WITHIN, Released, release, workdays_after
from reviews.own_days import OwnDays, own_days
from storage import case_inbox, case_upkeep, cases, outbox
from storage.case_upkeep import News
from storage.engine import Work
from storage.outbox import Draft
from storage.reaching import actor_numbered, reach

FROM_HOUR = 9
_EVERY = timedelta(minutes=10)
_KEPT = timedelta(days=3)


# -- releasing -------------------------------------------------------------------------------------


def release_cases(installation: Installation) -> str:
    """Release what may be released today, once a day; then take away what is left of it on disk.

    What could not be taken away, because others kept the log open, is tried again at the next beat.
    """
    local = installation.clock.now().astimezone(ZoneInfo(DEFAULT_ZONE))
    released = Released()
    if local.hour >= FROM_HOUR:
        with installation.database.write() as work:
            if case_upkeep.note_release(work, local.date()):
                released = _release(work, installation, local.date())
            installation.reached("cases.released")
        installation.reached("cases.committed")
    shred(installation)
    return f"{len(released.cases)} cases released" if released.cases else ""


def _release(work: Work, installation: Installation, today: date) -> Released:
    calendar = _calendar(work, installation)
    moderating.unmerge(work, today)
    released = release(work, today, calendar)
    if released:
        case_upkeep.to_shred(work)
        look_by = workdays_after(today, LOOK_WITHIN, calendar)
        news = News(today, len(released.cases), len(released.answered), look_by)
        case_upkeep.add_news(work, news)
    return released


def _calendar(work: Work, installation: Installation) -> WorkCalendar:
    return calendar_here(work, usual_country(DEFAULT_ZONE), installation.promotions)


def _tell(
    work: Work, installation: Installation, person: int, answer: Answer, what: str = "read"
) -> bool:
    """Put a message to somebody in who is at work now: whatever it says, one a day of his."""
    who = reach(work, person)
    if who is None:
        return False
    now = installation.clock.now()
    own = own_days(work, person, installation.promotions)
    key = f"case/{_today(now, own).isoformat()}/{what}/{person}"
    draft = Draft(key, who.user, answer, who.lang, now, expires_at=now + _KEPT)
    return outbox.put(work, draft) is not None


def shred(installation: Installation) -> bool:
    """Take away what is left of deleted words, where there are any; say whether that is done."""
    with installation.database.read() as work:
        mark = case_upkeep.shred_wanted(work)
    if not mark:
        return True
    if not case_inbox.shred(installation.database):
        return False
    with installation.database.write() as work:
        case_upkeep.shredded(work, mark)
    return True


# -- telling and reminding -------------------------------------------------------------------------


def remind_of_cases(installation: Installation) -> str:
    """Tell those who read cases what came out, remind them of what is due, and then whoever set
    them up: when they are at work, each once a day.

    A message for later would not wait in the outbox: what lies far ahead there is held for the
    work of a clock that was wrong.
    """
    now = installation.clock.now()
    today = now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    with installation.database.read() as work:
        waiting = bool(cases.listed(work, QUEUE))
        released = case_upkeep.released_on(work) == today
    if not waiting or not released:
        # What is released today is told first: there is one message a day.
        return ""
    with installation.database.write() as work:
        count = _remind(work, installation, now)
    return f"{count} told" if count else ""


def _remind(work: Work, installation: Installation, now: datetime) -> int:
    found = cases.listed(work, QUEUE)
    calendar = _calendar(work, installation)
    today = now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    readers = case_settings.moderators(work, today)
    told = 0
    for reader in readers:
        own = own_days(work, reader.person, installation.promotions)
        if not case_reminders.working_hours(now, own):
            continue
        news = case_upkeep.news_for(work, reader.person)
        if news:
            told += _tell_news(work, installation, reader.person, news, found)
            continue
        reminder = case_reminders.for_reader(found, _today(now, own), own, calendar)
        if reminder is not None:
            answer = case_reminders.told_again(reminder, today)
            told += _tell(work, installation, reader.person, answer)
    return told + _remind_setter(work, installation, now, readers)


def _tell_news(
    work: Work,
    installation: Installation,
    person: int,
    news: tuple[News, ...],
    found: tuple[Case, ...],
) -> bool:
    """Tell a reader what came out since he was told last, as far as it still waits to be read."""
    days = {one.on for one in news}
    fresh = sum(one.released_on in days for one in found)
    answers = min(sum(one.answers for one in news), len(found) - fresh)
    if fresh or answers:
        look_by = min(one.look_by for one in news)
        answer = case_reminders.told_of_release(fresh, answers, look_by, news[-1].on)
        if not _tell(work, installation, person, answer):
            # He had a message today: tomorrow, then.
            return False
    case_upkeep.told(work, person, news[-1].on)
    return bool(fresh or answers)


def _remind_setter(
    work: Work, installation: Installation, now: datetime, readers: tuple[Actor, ...]
) -> int:
    today = now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    setter = case_upkeep.set_by(work, PROMISE) or case_upkeep.set_by(work, MODERATORS)
    one_of_them = setter in [reader.person for reader in readers]
    if one_of_them or actor_numbered(work, setter, today).person <= 0:
        return 0
    own = own_days(work, setter, installation.promotions)
    found = cases.listed(work, QUEUE)
    calendar = _calendar(work, installation)
    reminder = case_reminders.for_setter(found, _today(now, own), own, calendar)
    if reminder is None or not case_reminders.working_hours(now, own):
        return 0
    names = Listing(tuple(Bilingual(one.name, one.name_en) for one in readers))
    answer = case_reminders.told_setter(reminder, names, today)
    return int(_tell(work, installation, setter, answer, "setup"))


def _today(now: datetime, own: OwnDays) -> date:
    return now.astimezone(ZoneInfo(own.zone)).date()


JOBS: tuple[Job, ...] = (
    Job("release_cases", _EVERY, release_cases),
    Job("remind_of_cases", _EVERY, remind_of_cases),
)
