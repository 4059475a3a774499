"""Whether something scheduled may still be sent: asked when it is composed, and again when sent."""

from base.clock import DEFAULT_ZONE, local_day
from base.rights import EVERYTHING, Scope, Verb, can
from base.schedule import Level, Schedule
from jobs.installation import Installation
from reviews import case_consent
from storage import occurrences, schedules
from storage.engine import Work
from storage.outbox import Entry
from storage.reaching import actor_numbered
from storage.roster import person_of_user

REMOVED, RIGHTS, LEFT = "removed", "rights", "left"


def why_not(work: Work, installation: Installation, entry: Entry) -> str:
    """Return why a write of a schedule may not be made any more, "" where it may."""
    if entry.occurrence is None:
        today = local_day(installation.clock, DEFAULT_ZONE)
        if case_consent.withheld(work, entry.key, entry.lane, today):
            return REMOVED
        return LEFT if _has_left(work, installation, entry.lane) else ""
    of = occurrences.read(work, entry.occurrence)
    schedule = None if of is None else schedules.read(work, of.schedule)
    return REMOVED if schedule is None else refused(work, installation, schedule)


def _has_left(work: Work, installation: Installation, lane: str) -> bool:
    """Say whether a message is to somebody of the staff list who works here no more."""
    number = person_of_user(work, lane)
    if number is None:
        return False
    return actor_numbered(work, number, local_day(installation.clock, DEFAULT_ZONE)).person < 0


def refused(work: Work, installation: Installation, schedule: Schedule) -> str:
    """Return why a schedule may not post, "" where it may: its owner must be allowed to today."""
    today = local_day(installation.clock, schedule.timing.zone)
    owner = actor_numbered(work, schedule.owner, today)
    if not owner.known or owner.person < 0:
        return RIGHTS
    if schedule.level is Level.PERSON:
        return ""
    scope = Scope(team=schedule.team) if schedule.team else EVERYTHING
    return "" if can(owner, Verb.SCHEDULE, scope) else RIGHTS
