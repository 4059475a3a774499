"""The tick's first half: which occurrences are due by now, each taken in exactly once.

A schedule remembers up to which moment its occurrences were taken in; nothing is reckoned anew at a
start. After a long silence only the newest occurrence that is not too old is sent; the others are
written down as missed, and their owner is told.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from base.schedule import Due, OccurrenceState, Schedule
from jobs import telling
from jobs.installation import Installation
from metrics.calendars import PromotionTable
from metrics.recurrence import late_after, next_after, occurrences
from metrics.workdays import WorkCalendar, calendar_here
from storage import schedules
from storage.engine import Work
from storage.schedules import Planned

_LOG = logging.getLogger("fupan.jobs")
_AT_ONCE = 200
# More of them tell nobody anything; a schedule that was silent for years begins anew.
_MOST_MISSED = 60


def plan(installation: Installation) -> int:
    """Take in what is due by now; return how many occurrences there are to compose."""
    now = installation.clock.now()
    with installation.database.read() as work:
        due = schedules.due(work, now, _AT_ONCE)
        ahead = schedules.ahead(work, now)
        if not due and not ahead:
            return 0
        calendars = Calendars(work, installation.promotions)
        taken = [planned(of, calendars, now) for of in due]
        replanned = [(of, calendars.next_at(of, now)) for of in ahead]
    installation.reached("plan.reckoned")
    count = 0
    with installation.database.write() as work:
        for of, occurring, upto, next_at in taken:
            # What a clock that was put back makes due once more is in there: no news to anybody.
            fresh = schedules.take_in(work, of, occurring, upto, next_at)
            count += sum(one.state is OccurrenceState.DUE for one in fresh)
            telling.missed(work, of, _missed(fresh), now)
        for of, next_at in replanned:
            _LOG.warning("schedule %d was planned ahead of time: the clock was wrong", of.id)
            schedules.replan(work, of, now, next_at)
        installation.reached("plan.written")
    installation.reached("plan.committed")
    return count


class Calendars:
    """The work calendars of a moment, one a country."""

    def __init__(self, work: Work, promotions: PromotionTable) -> None:
        self._work = work
        self._promotions = promotions
        self._made: dict[str, WorkCalendar] = {}

    def of(self, country: str) -> WorkCalendar:
        """Return a country's; the first time, what the workspace has of its own is read."""
        if country not in self._made:
            self._made[country] = calendar_here(self._work, country, self._promotions)
        return self._made[country]

    def next_at(self, of: Schedule, after: datetime) -> datetime | None:
        """Return when a schedule comes next after a moment."""
        found = next_after(of.timing, self.of(of.timing.country), after)
        return None if found is None else found.at


def planned(
    of: Schedule, calendars: Calendars, now: datetime
) -> tuple[Schedule, list[Planned], datetime, datetime | None]:
    """Return what is to be taken in of a schedule that is due."""
    after = of.planned or now
    dues: list[Due] = []
    next_at: datetime | None = None
    for due in occurrences(of.timing, calendars.of(of.timing.country), after):
        if due.at > now:
            next_at = due.at
            break
        dues.append(due)
    upto = dues[-1].at if dues else after
    return of, _fates(of, dues[-_MOST_MISSED:], now), upto, next_at


def _fates(of: Schedule, dues: Sequence[Due], now: datetime) -> list[Planned]:
    """Return every due occurrence with what becomes of it: the newest is sent, unless too old."""
    if not dues:
        return []
    *older, newest = (Planned(due) for due in dues)
    gone = [replace(one, state=OccurrenceState.MISSED, reason="superseded") for one in older]
    if now > late_after(of, newest.due):
        newest = replace(newest, state=OccurrenceState.MISSED, reason="late")
    return [*gone, newest]


def _missed(found: Sequence[Planned]) -> list[Due]:
    return [one.due for one in found if one.state is OccurrenceState.MISSED]
