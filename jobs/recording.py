"""Noting how the jobs of one process are doing: for its own health page, and for the status.

What is noted is kept in memory, and in the database as seldom as is useful: at once when a job
begins to fail or works again, else at most every 15 seconds a job. That it cannot be written there
stops nothing: no job, no beat.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jobs.installation import Installation
from storage import jobruns
from storage.jobruns import TICK, JobRun

_LOG = logging.getLogger("fupan.jobs")
WRITTEN = timedelta(seconds=15)
# Several threads may run one job, of which one fails and one does not: that is no news each time.
_NEWS = timedelta(seconds=2)
# Whoever does the work does not wait for those who want to know about it.
_PATIENCE = 0.5
_WORDS = 200


@dataclass(frozen=True)
class Standing:
    """How a job is doing in this process; `lag` is by how many seconds its last run came late."""

    run: JobRun
    lag: float = 0.0


class Recording:
    """The record of one process. Several ticks may share it; safe to use from several threads."""

    def __init__(
        self, installation: Installation, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin. `seconds` is a clock that only goes forward."""
        self._installation = installation
        self._seconds = seconds
        self._lock = threading.Lock()
        # Held while writing: what is said later must not be overwritten by what was said before.
        self._writing = threading.Lock()
        self._runs: dict[str, JobRun] = {TICK: self._fresh(TICK)}
        self._lags: dict[str, float] = {}
        self._tried: dict[str, datetime] = {}
        self._news: dict[str, datetime] = {}
        self._unkept: set[str] = {TICK}
        self._kept_running: set[str] = set()
        self._beat_at = seconds()

    # -- what happens ------------------------------------------------------------------------------

    def expect(self, next_at: Mapping[str, datetime]) -> None:
        """Note jobs and when each is to run first."""
        with self._lock:
            for job, at in next_at.items():
                self._runs.setdefault(job, replace(self._fresh(job), next_at=at))
                self._unkept.add(job)

    def beat(self) -> None:
        """Note that the tick is beating, and write down what has not been for a while."""
        now = self._now()
        with self._lock:
            self._beat_at = self._seconds()
            tick = self._runs[TICK]
            self._runs[TICK] = replace(tick, ended_at=now, worked_at=now, runs=tick.runs + 1)
            self._unkept.add(TICK)
            old = [job for job in self._unkept if _long_ago(self._tried.get(job), now, WRITTEN)]
        if old:
            self._keep(old, now)

    def begun(self, job: str, due_at: datetime) -> float:
        """Note that a job that was due has begun; return what `ended` wants to know of it."""
        now = self._now()
        with self._lock:
            run = self._runs[job]
            self._runs[job] = replace(run, began_at=now, runs=run.runs + 1)
            self._lags[job] = max(0.0, (now - due_at).total_seconds())
            self._unkept.add(job)
            write = _long_ago(self._tried.get(job), now, WRITTEN)
        if write:
            self._keep([job], now)
        return self._seconds()

    def ended(
        self, job: str, begun: float, next_at: datetime, said: str, *, failed: bool = False
    ) -> None:
        """Note that a job has ended; `said` is the reference of its failure where it `failed`."""
        now = self._now()
        with self._lock:
            before = self._runs[job]
            after = replace(
                before,
                ended_at=now,
                next_at=next_at,
                seconds=self._seconds() - begun,
                failures=before.failures + failed,
                failing=before.failing + 1 if failed else 0,
                worked_at=before.worked_at if failed else now,
                said=said[:_WORDS],
            )
            self._runs[job] = after
            changed = bool(before.failing) is not failed
            news = changed and _long_ago(self._news.get(job), now, _NEWS)
            if news:
                self._news[job] = now
            # What was written down as begun is written down as ended.
            write = news or job in self._kept_running
            self._unkept.add(job)
        if write:
            self._keep([job], now)

    # -- what is asked -----------------------------------------------------------------------------

    def standings(self) -> tuple[Standing, ...]:
        """Return how every job is doing, by name."""
        with self._lock:
            runs, lags = dict(self._runs), dict(self._lags)
        return tuple(Standing(runs[job], lags.get(job, 0.0)) for job in sorted(runs) if job != TICK)

    def beat_age(self) -> float:
        """Return how many seconds ago the tick has beaten; before its first beat, of the start."""
        with self._lock:
            return self._seconds() - self._beat_at

    # -- writing it down ---------------------------------------------------------------------------

    def _fresh(self, job: str) -> JobRun:
        return JobRun(job, self._installation.replica, began_at=self._now())

    def _now(self) -> datetime:
        return self._installation.clock.now()

    def _keep(self, jobs: Collection[str], now: datetime) -> None:
        """Write rows, or leave them for later where others are at it for too long."""
        if not self._writing.acquire(timeout=_PATIENCE):
            return
        try:
            self._write(jobs, now)
        finally:
            self._writing.release()

    def _write(self, jobs: Collection[str], now: datetime) -> None:
        """Write rows. Whatever goes wrong is logged: they are written again later."""
        with self._lock:
            runs = [self._runs[job] for job in sorted(jobs)]
            self._tried.update(dict.fromkeys(jobs, now))
            self._unkept.difference_update(jobs)
            self._kept_running.difference_update(jobs)
            self._kept_running.update(run.job for run in runs if run.running)
        try:
            with self._installation.database.write(_PATIENCE) as work:
                for run in runs:
                    jobruns.keep(work, run)
        except Exception as error:  # noqa: BLE001 - the record of a job must never stop it
            with self._lock:
                self._unkept.update(jobs)
            told = ", ".join(sorted(jobs))
            _LOG.warning("how %s is doing was not written: %s", told, type(error).__name__)


def _long_ago(at: datetime | None, now: datetime, pause: timedelta) -> bool:
    """Say whether a pause is over since a moment; the clock may have been put back since."""
    return at is None or not timedelta(0) <= now - at < pause
