"""The tick: every few seconds, run what is due. Which jobs there are is data, not code in here.

The scheduler library only beats; what is due follows from the clock that was passed in. Nothing
is kept between processes, so only jobs that do no harm when run twice belong here. How the jobs are
doing is noted (`jobs/recording`), which nothing here depends on.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.installation import Installation
from jobs.recording import Recording

_LOG = logging.getLogger("fupan.jobs")
BEAT = timedelta(seconds=5)


@dataclass(frozen=True)
class Job:
    """Something to be done again and again.

    `run` returns what it did, in words for the log; "" for nothing worth a line there.
    """

    name: str
    every: timedelta
    run: Callable[[Installation], str]


class Tick:
    """Runs jobs when they are due; the first time one interval after the start."""

    def __init__(
        self,
        installation: Installation,
        jobs: Sequence[Job],
        reference: Callable[[], str],
        recording: Recording | None = None,
    ) -> None:
        """Count from now, so that a restart does not run everything at once.

        `reference` makes the name under which a failure is logged. Ticks of one process share a
        `recording`; without one it is this tick's own.
        """
        self.installation, self.jobs = installation, jobs
        self.recording = recording or Recording(installation)
        self._reference = reference
        now = installation.clock.now()
        self._last = {job.name: now for job in jobs}
        self._due = {job.name: now + job.every for job in jobs}
        self.recording.expect(self._due)

    def beat(self) -> list[str]:
        """Run every job that is due now, one after another; return the names of those run."""
        now = self.installation.clock.now()
        due = [job for job in self.jobs if self._is_due(job, now)]
        for job in due:
            self._last[job.name] = now
            self._run(job)
        return [job.name for job in due]

    def _is_due(self, job: Job, now: datetime) -> bool:
        # A clock that was put back must not stop a job until it has caught up again.
        return not timedelta(0) <= now - self._last[job.name] < job.every

    def _run(self, job: Job) -> None:
        begun = self.recording.begun(job.name, self._due[job.name])
        failed = False
        try:
            said = job.run(self.installation)
        except Exception:  # noqa: BLE001 - one failing job must not stop the others, nor the next beat
            said, failed = self._reference(), True
            _LOG.exception("job %s failed, reference %s", job.name, said)
        else:
            if said:
                _LOG.info("job %s: %s", job.name, said)
        # While it runs it is not late.
        next_at = max(self._last[job.name] + job.every, self.installation.clock.now())
        self._due[job.name] = next_at
        self.recording.ended(job.name, begun, next_at, said, failed=failed)


class Beating:
    """A tick that is beating in a thread of its own until it is stopped.

    By its beats others see that the process lives.
    """

    def __init__(self, tick: Tick, every: timedelta = BEAT) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler

        # Its own line for every beat would bury everything else.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._tick = tick
        self._scheduler.add_job(
            self._beat,
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

    def _beat(self) -> None:
        self._tick.recording.beat()
        self._tick.beat()
