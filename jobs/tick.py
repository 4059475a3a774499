"""The tick: every few seconds, run what is due. Which jobs there are is data, not code in here.

The scheduler library only beats; what is due follows from the clock that was passed in. Nothing
is kept between processes, so only jobs that do no harm when run twice belong here.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from base.clock import Clock
from storage.engine import Database

_LOG = logging.getLogger("fupan.jobs")
BEAT = timedelta(seconds=5)


@dataclass(frozen=True)
class Installation:
    """What a job works on."""

    database: Database
    clock: Clock


@dataclass(frozen=True)
class Job:
    """Something to be done again and again. `run` returns what it did, in words for the log."""

    name: str
    every: timedelta
    run: Callable[[Installation], str]


@dataclass
class Tick:
    """Runs jobs when they are due; the first time one interval after the start.

    `reference` makes the name under which a failure is logged.
    """

    installation: Installation
    jobs: Sequence[Job]
    reference: Callable[[], str]
    _last: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count from now, so that a restart does not run everything at once."""
        now = self.installation.clock.now()
        self._last = {job.name: now for job in self.jobs}

    def beat(self) -> list[str]:
        """Run every job that is due now, one after another; return the names of those run."""
        now = self.installation.clock.now()
        due = [job for job in self.jobs if now - self._last[job.name] >= job.every]
        for job in due:
            self._last[job.name] = now
            self._run(job)
        return [job.name for job in due]

    def _run(self, job: Job) -> None:
        try:
            done = job.run(self.installation)
        except Exception:  # noqa: BLE001 - one failing job must not stop the others, nor the next beat
            _LOG.exception("job %s failed, reference %s", job.name, self.reference())
        else:
            _LOG.info("job %s: %s", job.name, done)


class Beating:
    """A tick that is beating in a thread of its own until it is stopped."""

    def __init__(self, tick: Tick, every: timedelta = BEAT) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler

        # Its own line for every beat would bury everything else.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            tick.beat,
            "interval",
            seconds=every.total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Stop; a job under way is finished first."""
        self._scheduler.shutdown(wait=True)
