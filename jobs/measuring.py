"""The job that looks at the effect of what was done: at the check date, and when data came later.

Every hour. What is read and reckoned happens before anything is written; an item that has moved on
meanwhile is left to the next hour. Two processes at once come to one event: the second is too late.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from base.action import Action, State
from jobs.desk import Desk, data_name
from jobs.installation import Installation
from jobs.tick import Job
from reviews import acting
from reviews.actions import IllegalMove, folded
from reviews.effect_keeping import keep, keep_restated, look_at, look_due, restated, zone_of
from reviews.scoping import Known
from storage import actions
from storage.actions import StaleError
from storage.engine import Work
from storage.settings import read_setting, write_setting

_LOG = logging.getLogger("fupan.jobs")
EVERY = timedelta(hours=1)
# Nobody's phone rings at night for a figure.
_FROM, _UNTIL = 9, 20
_WAITING = (State.VERIFIED, State.CANNOT_TELL)
_JUDGED = (State.EFFECTIVE, State.NOT_EFFECTIVE, State.CANNOT_TELL)
# Of what was closed longer ago the figures may change without anybody being told.
_CLOSED = timedelta(days=90)
_COMPARED = "effect.compared"


class Measuring:
    """Looks at effects for one process."""

    def __init__(self, installation: Installation) -> None:
        self._desk = Desk(installation)

    def job(self) -> Job:
        """Return the job for the tick."""
        return Job("effects", EVERY, self.run)

    def run(self, installation: Installation) -> str:
        """Look at what is due; return what was done, in words for the log."""
        looked, changed = self.measure(installation), self.compare(installation)
        return f"{looked} measured, {changed} restated" if looked or changed else ""

    def measure(self, installation: Installation) -> int:
        """Look at the items whose day has come; return how many."""
        with installation.database.read() as work:
            waiting = actions.found(work, folded, states=_WAITING)
        looked = [item for item in waiting if item.measure is not None]
        return sum(bool(self._each(installation, item, self._look)) for item in looked)

    def compare(self, installation: Installation) -> int:
        """Compare verdicts with the data as they are now; return how many no longer fit."""
        now = installation.clock.now()
        with installation.database.read() as work:
            state = data_name(work)
            if read_setting(work, _COMPARED, "") == state:
                return 0
            items = actions.found(work, folded, states=_JUDGED)
            closed = actions.found(work, folded, states=(State.CLOSED,))
        items += [one for one in closed if one.ended_at and one.ended_at > now - _CLOSED]
        done = [self._each(installation, one, self._compare) for one in items if one.measure]
        if None not in done:
            # Whatever could not be compared is compared with the next hour.
            with installation.database.write() as work:
                write_setting(work, _COMPARED, state, now, 0)
        return done.count(True)

    def _each(
        self, installation: Installation, item: Action, do: Callable[[Installation, Action], bool]
    ) -> bool | None:
        """Return whether something was done for an item, None where that could not be."""
        try:
            return do(installation, item)
        except (StaleError, IllegalMove):
            # Somebody was quicker: what he did stands.
            return None
        except Exception:  # noqa: BLE001 - one item that fails must not keep the others waiting
            reference = installation.reference()
            _LOG.exception("item %d was not measured, reference %s", item.id, reference)
            return None

    def _look(self, installation: Installation, item: Action) -> bool:
        now = installation.clock.now()
        with installation.database.read() as work:
            events = acting.history(work, item.id)
            zone = zone_of(work, item)
            here = now.astimezone(ZoneInfo(zone))
            due = look_due(item, events, zone)
            if due is None or due > here.date() or not _awake(here):
                return False
            known = self._known(work, now, zone)
            looked = look_at(work, known, item, events, here.date(), data_name(work))
        installation.reached("effect.looked")
        with installation.database.write() as work:
            keep(work, looked, known, now)
            installation.reached("effect.written")
        installation.reached("effect.committed")
        return True

    def _compare(self, installation: Installation, item: Action) -> bool:
        now = installation.clock.now()
        with installation.database.read() as work:
            events = acting.history(work, item.id)
            zone = zone_of(work, item)
            today = now.astimezone(ZoneInfo(zone)).date()
            known = self._known(work, now, zone)
            found = restated(work, known, item, events, today, data_name(work))
        if found is None:
            return False
        with installation.database.write() as work:
            keep_restated(work, found, known, now)
            installation.reached("effect.restated")
        return True

    def _known(self, work: Work, now: datetime, zone: str) -> Known:
        return self._desk.known(work, now.astimezone(ZoneInfo(zone)).date())


def _awake(here: datetime) -> bool:
    return _FROM <= here.hour < _UNTIL
