"""Letting time pass in the demo: whatever the clock goes by happens in its minute.

The bot's own jobs run where they would have run, the shop's exports come in every morning, and what
is due is sent before the clock goes on. The same serves the weeks before a visitor comes and the
days he lets pass on the page.
"""

import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.demo.opening import HERE
from bot.faults import new_reference
from bot.slack.charting import Charting
from bot.slack.courier import Courier, courier_client
from bot.slack.pool import Pool
from bot.slack.posts import slow_jobs
from bot.slack.settings import SlackSettings
from commands.context import Context
from commands.subscriptions import asking
from jobs.delivering import Delivering
from jobs.installation import Installation
from jobs.measuring import Measuring
from jobs.posting import Posting
from jobs.recording import Recording
from jobs.tick import Job, Tick
from storage import coverage, schedules, written
from storage.turns import Pace
from workspace import RunningWorkspace

_ONE, _SELDOM = timedelta(days=1), timedelta(minutes=30)
# Nothing is due while everybody sleeps but what a schedule names.
_WAKES, _EXPORTS = 7, time(7, 30)
_BEAT_SECONDS = 1.0
# Nobody else posts here: a channel need not be spared.
_AT_ONCE = Pace(timedelta(), timedelta(), 1000)


@dataclass(frozen=True)
class WorkspaceClock:
    """The clock of a workspace, for the bot in it."""

    local: RunningWorkspace

    def now(self) -> datetime:
        """Return the workspace's moment, in UTC."""
        return datetime.fromtimestamp(self.local.clock.now(), UTC)


@dataclass
class Passing:
    """Stops where something may be due, and sees to it that it happens there.

    `born` is the day on which the sample was made. `hours` are those of every day at which the
    clock stops; a schedule's minute is always one.
    """

    context: Context
    settings: SlackSettings
    born: date
    hours: tuple[int, ...] = tuple(range(_WAKES, 24))
    installation: Installation = field(init=False)
    recording: Recording = field(init=False)
    _jobs: tuple[Job, ...] = field(init=False)
    _delivery: Job = field(init=False)
    _tick: Tick = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        """Make the jobs as a process has them, but for the pictures: these charts are native."""
        self.installation = Installation(
            self.context.database, self.context.clock, ask=asking(self.context)
        )
        self.recording = Recording(self.installation)
        client = courier_client(self.settings)
        courier = Courier(client, Charting(client, Pool(0, 0, "no-pictures")))
        posting = Posting(Delivering(self.installation, courier, _AT_ONCE))
        jobs = [*slow_jobs(self.installation, posting), Measuring(self.installation).job()]
        self._delivery = posting.delivery()
        self._jobs = tuple(jobs)
        every = (*jobs, self._delivery)
        self._tick = Tick(self.installation, every, new_reference, self.recording)

    # -- what the bot does of its own accord, while the clock runs by itself

    def start(self) -> None:
        """Wait: the story of the weeks before comes first (`go_on`)."""

    def go_on(self) -> None:
        """From here on see to what is due as the clock runs."""
        self._thread = threading.Thread(target=self._beats, name="fupan-demo-jobs", daemon=True)
        self._thread.start()

    def _beats(self) -> None:
        while not self._stopping.wait(_BEAT_SECONDS):
            with self._lock:
                self._tick.beat()

    def stop(self) -> None:
        """Finish what was begun."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=30)

    # -- time that is let pass

    def next(self, now: float, until: float) -> float:
        """Return the next moment at which something may be due, at most `until`; in seconds."""
        moment = datetime.fromtimestamp(now, UTC)
        with self.context.database.read() as work:
            due = schedules.next_planned(work, moment)
        found = min([_next_hour(moment, self.hours), *([due] if due else [])])
        return min(until, found.timestamp())

    def arrived(self, _now: float) -> None:
        """Do everything that is due by now, and deliver what came of it."""
        with self._lock:
            self._exports()
            self._run()

    def _exports(self) -> None:
        """Import what the shop exported of the days that are over by now."""
        here = self.context.clock.now().astimezone(HERE)
        last = here.date() - _ONE if here.time() >= _EXPORTS else here.date() - 2 * _ONE
        with self.context.database.read() as work:
            has = coverage.span(work)
        if has is not None and has[1] < last:
            from intake.sample.load import load_days

            load_days(self.context.database, has[1] + _ONE, last, self.born, self.context.clock)

    def _run(self) -> None:
        """Run the jobs, though the clock may stand; what may wait an hour at whole hours only."""
        whole = self.context.clock.now().minute == 0
        for job in self._jobs:
            if whole or job.every < _SELDOM:
                job.run(self.installation)
        self.deliver()

    def deliver(self) -> None:
        """Send what waits; nothing that waits for its time."""
        with self.context.database.read() as work:
            waiting = written.open_since(work)
        if waiting is not None:
            self._delivery.run(self.installation)


def _next_hour(moment: datetime, hours: tuple[int, ...]) -> datetime:
    here = moment.astimezone(HERE)
    following = (
        datetime.combine(here.date() + add * _ONE, time(hour), HERE)
        for add in (0, 1)
        for hour in hours
    )
    return next(one for one in following if one > here)
