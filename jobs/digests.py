"""The daily message of each person: a schedule of his own that follows his wishes, and its answer.

Everything that time alone brings about (a reminder, an escalation, his figures) is a part of this
one message. Cards that somebody's act brings about are not.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from base.clock import local_day
from base.schedule import (
    DayKind,
    DayRule,
    Level,
    Occurrence,
    OnHoliday,
    Schedule,
    Timing,
    What,
    WhenEmpty,
)
from jobs.desk import Composed, Desk
from jobs.installation import Installation
from jobs.planning import Calendars
from metrics.workdays import WorkCalendar
from metrics.zones import usual_country
from reviews.digest import digest_of
from storage import schedules
from storage.digests_sent import digest_key
from storage.engine import Work
from storage.people import InChat, people_with_chat
from storage.preferences import DAY_MINUTES, DigestWishes, all_digest_wishes
from storage.reaching import actor_numbered
from storage.version import state_of

_KEY = digest_key(0).removesuffix("0")


class Digests:
    """Keeps everybody's schedule as he wishes it; looks only where something has changed."""

    def __init__(self) -> None:
        self._seen: object = None

    def follow(self, installation: Installation) -> int:
        """Bring the schedules up to date with people and wishes; return how many changed."""
        now = installation.clock.now()
        today = local_day(installation.clock, "UTC")
        with installation.database.read() as work:
            wishes = all_digest_wishes(work)
            state = (state_of(work)[1], today, wishes)
            if state == self._seen:
                return 0
            people = people_with_chat(work, today)
            kept = schedules.keyed(work, _KEY)
            calendars = Calendars(work, installation.promotions)
            wanted = {digest_key(one.person): wished(one, wishes.get(one.person)) for one in people}
            changes = _changes(wanted, kept)
            # Kept anew it would begin after now: what is due first has to be taken in.
            due = {key for key in changes if key in kept and _due(kept[key], wanted[key], now)}
            changed = {
                key: replace(wanted[key], next_at=calendars.next_at(wanted[key], now))
                for key in changes
                if key not in due
            }
        gone = [of for key, of in kept.items() if key not in wanted]
        with installation.database.write() as work:
            for key, new in changed.items():
                schedules.keep(work, new, now, new.owner, key)
            for of in gone:
                schedules.remove(work, of.id, now, 0)
            if changed or gone:
                installation.reached("digests.written")
        if changed or gone:
            installation.reached("digests.committed")
        self._seen = None if due else state
        return len(changed) + len(gone)


def _changes(wanted: dict[str, Schedule], kept: dict[str, Schedule]) -> list[str]:
    return [
        key
        for key, new in wanted.items()
        if key not in kept or replace(kept[key], id=0, planned=None, next_at=None) != new
    ]


def _due(kept: Schedule, wanted: Schedule, now: datetime) -> bool:
    """Say whether a message is due that nobody has taken in, and is still wished for."""
    paused = kept.paused or wanted.paused
    return not paused and kept.next_at is not None and kept.next_at <= now


def wished(of: InChat, wishes: DigestWishes | None) -> Schedule:
    """Return a person's schedule: at his hour, on his working days, never in his quiet hours."""
    wishes = wishes or DigestWishes()
    days = DayRule(DayKind.WORKDAYS)
    if wishes.workdays is not None:
        days = DayRule(DayKind.WEEKDAYS, wishes.workdays)
    own_days = wishes.workdays is not None
    return Schedule(
        what=What.DIGEST,
        level=Level.PERSON,
        channel=of.user,
        timing=Timing(
            days,
            wishes.at,
            zone=of.zone,
            country=usual_country(of.zone),
            on_holiday=OnHoliday.SEND if own_days else OnHoliday.SKIP,
        ),
        owner=of.person,
        lang=of.lang,
        late_minutes=_until_quiet(wishes),
        when_empty=WhenEmpty.SKIP,
        paused=not wishes.on,
    )


def _until_quiet(wishes: DigestWishes) -> int:
    """Return for how many minutes after his hour somebody may still get his message."""
    return (wishes.quiet_from - wishes.at) % DAY_MINUTES or DAY_MINUTES


def digest(desk: Desk, work: Work, schedule: Schedule, of: Occurrence) -> Composed:
    """Compose a person's message of the day, if there is anything to say."""
    person = replace(
        actor_numbered(work, schedule.owner, of.day),
        lang=schedule.lang,
        zone=schedule.timing.zone,
    )
    calendar = desk.calendar(work, schedule.timing.country)
    answer = digest_of(
        work,
        desk.known(work, of.day),
        person,
        of.day,
        schedule.lang,
        week_over=week_over(schedule, of, calendar),
        works=lambda day: _works(schedule, day, calendar),
    )
    return Composed(answer, empty=answer is None)


def week_over(schedule: Schedule, of: Occurrence, calendar: WorkCalendar) -> bool:
    """Say whether it is somebody's first working day since a week ended."""
    monday = of.day - timedelta(days=of.day.weekday())
    before = (monday + timedelta(days=at) for at in range((of.day - monday).days))
    return not any(_works(schedule, day, calendar) for day in before)


def _works(schedule: Schedule, day: date, calendar: WorkCalendar) -> bool:
    rule = schedule.timing.days
    if rule.kind is DayKind.WEEKDAYS:
        return day.weekday() in rule.weekdays
    return calendar.is_workday(day)
