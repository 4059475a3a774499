"""The jobs that post: planning, composing, following the data, delivering; and who runs them.

Composing many at once is given to processes of their own, so that whoever asks a question at nine
on Monday does not wait for a thousand summaries: all they share is the database.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from jobs.composing import compose
from jobs.delivering import Delivering
from jobs.desk import Desk
from jobs.digests import Digests
from jobs.escalating import escalate
from jobs.installation import Installation
from jobs.leavers import hand_over
from jobs.planning import plan
from jobs.restating import restate
from jobs.tick import Job, Tick
from storage import occurrences

EVERY = timedelta(seconds=5)
# Whatever waits for a day need not be looked at more often.
HOURLY = timedelta(hours=1)
# So many at once are composed here; more of them by helpers, if there are any.
FEW = 8
WRITERS = 4

Helpers = Callable[[int], bool]


def no_helpers(_waiting: int) -> bool:
    """Compose everything in this process."""
    return False


class Posting:
    """The posting of one process. `helpers` is asked to compose elsewhere what is too much here.

    It is given how many are waiting, returns at once, and says whether it sees to them.
    """

    def __init__(self, delivering: Delivering, helpers: Helpers = no_helpers) -> None:
        self._delivering = delivering
        self._helpers = helpers
        self._desk = Desk(delivering.installation)
        self._digests = Digests()

    def jobs(self) -> tuple[Job, ...]:
        """Return the jobs that belong into the slower tick."""
        return (
            Job("digests", EVERY * 12, lambda of: _said(self._digests.follow(of), "changed")),
            Job("plan", EVERY, lambda of: _said(plan(of), "due")),
            Job("compose", EVERY, lambda of: _said(self.compose(of), "composed")),
            Job("restate", EVERY * 2, lambda of: _said(restate(of, self._desk), "changed")),
            Job("take_over", EVERY, lambda _of: _said(self._delivering.take_over(), "taken over")),
            Job("escalate", HOURLY, lambda of: _said(escalate(of), "asked")),
            Job("leavers", HOURLY, lambda of: _said(hand_over(of), "handed over")),
        )

    def delivery(self) -> Job:
        """Return the job that delivers; several threads may have a tick of it each."""
        return Job("deliver", timedelta(), lambda _of: _said(self._deliver(), "delivered"))

    def compose(self, installation: Installation) -> int:
        """Compose what is due, here or elsewhere; return how many were composed here."""
        count = 0
        while True:
            with installation.database.read() as work:
                waiting = occurrences.waiting(work, installation.clock.now())
            if not waiting or (waiting > FEW and self._helpers(waiting)):
                return count
            done = compose(installation, self._desk, FEW)
            if not done:
                return count
            count += done

    def _deliver(self) -> int:
        """Make one write after another, until there is none whose turn it is."""
        count = 0
        while self._delivering.round(1):
            count += 1
        return count


def _said(count: int, what: str) -> str:
    """Return what was done, in words for the log; nothing where nothing was."""
    return f"{count} {what}" if count else ""


class Writers:
    """Threads that deliver until they are stopped, each with a tick of its own.

    A write that Slack keeps waiting for holds up one of them, not the others.
    """

    def __init__(self, ticks: Sequence[Tick], pause: float = 1.0) -> None:
        """Begin. `pause` is how many seconds a thread sleeps that found nothing to do."""
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, args=(tick, pause), name=f"fupan-outbox-{at}")
            for at, tick in enumerate(ticks, start=1)
        ]
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def _loop(self, tick: Tick, pause: float) -> None:
        while not self._stopping.wait(pause):
            tick.beat()

    def stop(self, patience: float = 20.0) -> bool:
        """Finish the writes that were begun, at most so many seconds; say whether all were."""
        self._stopping.set()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.01, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)
