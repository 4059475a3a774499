"""What one process tells those who watch it: its health, and its metrics for Prometheus.

Counts, ages and states only: no label and no value here names a person, a channel or a text. What
the database is asked for it is asked at most once a second, however often somebody looks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from base.clock import Clock
from base.schedule import OccurrenceState
from bot.slack.health import Health, Probe, Seconds, jobs_health, overall
from jobs.recording import Recording, Standing
from storage import occurrences, written
from storage.engine import Database
from storage.outbox import State
from storage.written import Backlog

if TYPE_CHECKING:
    from prometheus_client.core import Metric

WEEK = timedelta(days=7)
# Failed rows of the last day only: of the others the database knows how many there have been.
_STATES = (State.PENDING, State.CLAIMED, State.UNKNOWN, State.FAILED)


@dataclass(frozen=True)
class Posted:
    """How the posts are doing: what stands in the outbox, and the last week's occurrences."""

    backlog: Backlog
    occurrences: Mapping[str, int]


@dataclass(frozen=True)
class Overdue:
    """For how many seconds the oldest open message should have been sent, zero for none."""

    seconds: float


@dataclass(frozen=True)
class Told:
    """What one look at the process finds, all of one moment."""

    now: datetime
    version: str
    transport: Health
    waiting: int
    beat_age: float
    jobs: Sequence[Standing]
    posted: Posted | None


class Monitor:
    """All that is told of one process. Safe to be asked by several threads."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        recording: Recording,
        transport: Callable[[], Health],
        waiting: Callable[[], int],
        seconds: Seconds,
    ) -> None:
        """Take what is watched; `waiting` says how many questions wait for a thread."""
        self._clock = clock
        self._recording = recording
        self._transport = transport
        self._waiting = waiting
        self._version = _version()
        self._overdue = Probe(lambda: overdue(database, clock), seconds)
        self._posted = Probe(lambda: posted(database, clock), seconds)

    def health(self) -> Health:
        """Return the verdict, for the health page."""
        found = self._overdue.found()
        failing = {one.run.job: one.run.failing for one in self._recording.standings()}
        seconds = None if found is None else found.seconds
        jobs = jobs_health(self._recording.beat_age(), failing, seconds)
        transport, waiting = self._transport(), self._waiting()
        return overall(transport, database=found is not None, waiting=waiting, jobs=jobs)

    def metrics(self) -> tuple[bytes, str]:
        """Return the metrics in Prometheus's text format, and its content type."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Collected(self._told()))
        return generate_latest(registry), CONTENT_TYPE_LATEST

    def _told(self) -> Told:
        return Told(
            now=self._clock.now(),
            version=self._version,
            transport=self._transport(),
            waiting=self._waiting(),
            beat_age=self._recording.beat_age(),
            jobs=self._recording.standings(),
            posted=self._posted.found(),
        )


def overdue(database: Database, clock: Clock) -> Overdue:
    """Return how long the oldest message has been waiting to be sent."""
    with database.read() as work:
        since = written.open_since(work)
    return Overdue(_age(clock.now(), since))


def posted(database: Database, clock: Clock) -> Posted:
    """Return how the posts are doing."""
    now = clock.now()
    with database.read() as work:
        return Posted(written.backlog(work, now), occurrences.counted(work, now - WEEK))


def _age(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


def _version() -> str:
    try:
        return version("fupan")
    except PackageNotFoundError:
        return "unknown"


class _Collected:
    """One look, as the client library wants it."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def collect(self) -> "Iterator[Metric]":
        """Return every family of metrics."""
        yield from _of_process(self._told)
        yield from _of_jobs(self._told.jobs)
        if self._told.posted is not None:
            yield from _of_posts(self._told.posted, self._told.now)


def _of_process(told: Told) -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily

    info = GaugeMetricFamily(
        "fupan_build_info", "Always 1; the label says which version runs.", labels=["version"]
    )
    info.add_metric([told.version], 1)
    yield info
    yield GaugeMetricFamily(
        "fupan_slack_connected",
        "1 while Slack can reach this process: the socket is open, or over HTTP Slack answers.",
        float(_connected(told.transport)),
    )
    heard = told.transport.facts.get("heard_seconds_ago")
    if heard is not None:
        yield GaugeMetricFamily(
            "fupan_slack_heard_seconds",
            "Seconds since Slack was last heard; over HTTP silence alone is no fault.",
            float(heard),
        )
    yield GaugeMetricFamily(
        "fupan_questions_waiting",
        "Questions that people have asked and no thread has taken up yet.",
        told.waiting,
    )
    yield GaugeMetricFamily(
        "fupan_database_up",
        "1 when the database answered within three seconds; without it nothing of posts is told.",
        float(told.posted is not None),
    )
    yield GaugeMetricFamily(
        "fupan_tick_age_seconds",
        "Seconds since the tick of this process has last beaten; it beats every five.",
        told.beat_age,
    )


def _connected(transport: Health) -> bool:
    return bool(transport.facts.get("connected", not transport.why))


def _of_jobs(jobs: Sequence[Standing]) -> "Iterator[Metric]":
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    def gauge(name: str, told: str, of: Callable[[Standing], float | None]) -> "Metric":
        family = GaugeMetricFamily(name, told, labels=["job"])
        for one in jobs:
            value = of(one)
            if value is not None:
                family.add_metric([one.run.job], value)
        return family

    yield gauge(
        "fupan_job_last_success_timestamp_seconds",
        "When the job last ended without an error in this process; absent before the first time.",
        lambda one: one.run.worked_at.timestamp() if one.run.worked_at else None,
    )
    yield gauge(
        "fupan_job_lag_seconds",
        "By how much the job's last run came later than it was due.",
        lambda one: one.lag,
    )
    yield gauge(
        "fupan_job_duration_seconds",
        "How long the job's last run took.",
        lambda one: one.run.seconds,
    )
    yield gauge(
        "fupan_job_failing",
        "How often the job has failed in a row, up to now.",
        lambda one: one.run.failing,
    )
    runs = CounterMetricFamily(
        "fupan_job_runs", "Runs of the job since this process began.", labels=["job"]
    )
    failures = CounterMetricFamily(
        "fupan_job_failures", "Runs of the job that ended with an error.", labels=["job"]
    )
    for one in jobs:
        runs.add_metric([one.run.job], one.run.runs)
        failures.add_metric([one.run.job], one.run.failures)
    yield from (runs, failures)


def _of_posts(posts: Posted, now: datetime) -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily

    rows = GaugeMetricFamily(
        "fupan_outbox_rows",
        "Messages in the outbox that are not sent; failed: of the last day. The same in all "
        "processes of one database.",
        labels=["state"],
    )
    for state in _STATES:
        rows.add_metric([state.value], posts.backlog.states.get(state, 0))
    yield rows
    yield GaugeMetricFamily(
        "fupan_outbox_oldest_seconds",
        "For how long the oldest open message should have been sent; 0 when none is waiting.",
        _age(now, posts.backlog.oldest),
    )
    found = GaugeMetricFamily(
        "fupan_occurrences",
        "Occurrences of schedules that were due in the last 7 days, by what became of them.",
        labels=["state"],
    )
    for kind in OccurrenceState:
        found.add_metric([kind.value], posts.occurrences.get(kind.value, 0))
    yield found
