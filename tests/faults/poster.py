"""Replicas that post, as processes of their own which can be killed: as `bot/slack/posts.py` does.

`python -m tests.faults.poster` is a keeper. It reads orders (one JSON object a line), and forks a
process for each, which plans, composes, follows the data, takes over and delivers until it dies.
Forked, because starting Python anew takes a second; what is forked has neither connections nor
threads yet. One line is written for every process that starts, ends, or comes to its labelled step.
"""

import gc
import json
import logging
import os
import resource
import select
import signal
import sys
import threading
import time
import traceback
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from slack_sdk import WebClient

from bot.faults import new_reference
from bot.slack.charting import Charting
from bot.slack.courier import Courier
from bot.slack.logs import quiet_libraries
from bot.slack.pool import Pool
from jobs import recording
from jobs.delivering import Delivering
from jobs.housekeeping import HOUSEKEEPING
from jobs.installation import Installation
from jobs.measuring import Measuring
from jobs.posting import Posting, Writers
from jobs.tick import Tick
from storage import engine
from storage.engine import Database, open_database
from storage.turns import Pace
from tests.faults.sabotage import OF_REMINDERS, SABOTAGES
from tests.helpers.fileclock import FileClock

# A lock that is held too long is met in a test too, not only after the ten seconds of production.
_LOCK_SECONDS = 1.0


@dataclass(frozen=True)
class Order:
    """What one process is to do, and what becomes of it.

    `name` is the replica's; `clock` the file of the time; `still` real seconds, `appears`, `lane`
    and `between` seconds of that clock; `timeout` real seconds of a call. At the `nth` time that
    the step `at` is reached (in any thread) it does `act`: "kill" itself at once, "stop" until it
    is continued, or have the disk be "full" for it from then on. `sabotage` breaks the product;
    several are joined by "+". With `aside` what runs beside posting runs too: looks at effects.
    """

    name: str
    url: str
    slack: str
    token: str
    clock: str
    at: str = ""
    nth: int = 1
    act: str = "kill"
    still: float = 1.5
    appears: float = 60.0
    lane: float = 1.0
    between: float = 0.25
    timeout: int = 1
    threads: int = 2
    sabotage: str = ""
    aside: bool = False

    @property
    def line(self) -> bytes:
        """Return the order as the keeper reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"


def report(**what: object) -> None:
    """Write a line in one piece: several processes share the pipe."""
    os.write(1, json.dumps(what).encode() + b"\n")


class Steps:
    """Watches the steps on the way, and acts at the one that was ordered.

    `beat` is held by whoever plans and composes: a process that is stopped while it holds locks of
    the database keeps everybody waiting, which is another matter than what is to be seen here.
    """

    def __init__(self, order: Order) -> None:
        self._order, self._left, self._lock = order, order.nth, threading.Lock()
        self.beat = threading.Lock()

    def __call__(self, step: str) -> None:
        """Act, where this is the step and the time."""
        if step != self._order.at:
            return
        with self._lock:
            self._left -= 1
            if self._left:
                return
            self._act(self._order.act, step)

    def _act(self, act: str, step: str) -> None:
        if act == "stop":
            with self.beat:
                report(reached=self._order.name, step=step, act=act)
                os.kill(os.getpid(), signal.SIGSTOP)
            return
        report(reached=self._order.name, step=step, act=act)
        if act == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        else:
            os.kill(os.getpid(), signal.SIGKILL)


def _database(order: Order) -> Database:
    first, _, last = engine._PRAGMAS
    engine._PRAGMAS = (first, f"PRAGMA busy_timeout = {_LOCK_SECONDS * 1000:.0f}", last)
    return open_database(order.url)


def _delivering(order: Order, steps: Steps) -> Delivering:
    installation = Installation(
        _database(order),
        FileClock(Path(order.clock)),
        replica=order.name,
        reached=steps,
        reference=new_reference,
    )
    # As `courier_client` makes it, but for the time-out.
    client = WebClient(
        order.token,
        base_url=order.slack,
        timeout=order.timeout,
        retry_handlers=[],
    )
    return Delivering(
        installation,
        Courier(client, Charting(client, Pool(0, 0, "no-charts"))),
        Pace(timedelta(seconds=order.lane), timedelta(seconds=order.between)),
        still=order.still,
        appears=timedelta(seconds=order.appears),
    )


def work(order: Order, keeper: int) -> None:
    """Be a replica, until the keeper is no more."""
    for sabotage in filter(None, order.sabotage.split("+")):
        {**SABOTAGES, **OF_REMINDERS}[sabotage]()
    steps = Steps(order)
    delivering = _delivering(order, steps)
    posting = Posting(delivering)
    slow = Tick(delivering.installation, (*HOUSEKEEPING, *posting.jobs()), new_reference)
    # A tick of its own for each, as in production: a call that hangs holds up one thread.
    quick = (posting.delivery(),)
    Writers(
        [Tick(delivering.installation, quick, new_reference) for _ in range(order.threads)], 0.1
    )
    if order.aside:
        measuring = Measuring(delivering.installation)
        aside = Tick(delivering.installation, (measuring.job(),), new_reference)
        Writers((aside,), 0.1)
    while os.getppid() == keeper:
        with steps.beat:
            slow.beat()
        time.sleep(0.05)


def _fork(order: Order) -> int:
    keeper = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        work(order, keeper)
    except BaseException:  # noqa: BLE001 - a fork must never go on as its keeper
        traceback.print_exc()
    os._exit(1)


def keep() -> None:
    """Fork for every order, tell of every end; stop when the orders end."""
    running: dict[int, str] = {}
    orders = b""
    while True:
        if select.select([0], [], [], 0.005)[0]:
            read = os.read(0, 65536)
            if not read:
                break
            *lines, orders = (orders + read).split(b"\n")
            for line in lines:
                order = Order(**json.loads(line))
                pid = _fork(order)
                running[pid] = order.name
                report(started=order.name, pid=pid)
        _bury(running)
    for pid in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _bury(running: dict[int, str]) -> None:
    for pid in list(running):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            report(ended=running.pop(pid), status=status)


def main() -> int:
    """Keep replicas; return the exit code."""
    logging.basicConfig(format="%(levelname)s %(process)d %(name)s %(message)s")
    logging.getLogger("fupan").setLevel(logging.INFO)
    # Where the disk is full the log is too; it goes to a pipe, but nothing may depend on it.
    logging.raiseExceptions = False
    quiet_libraries()
    # Time runs about a hundred times as fast here; how the jobs are doing is not what is tested.
    recording.WRITTEN = timedelta(hours=1)
    gc.collect()
    gc.freeze()
    report(ready=os.getpid())
    keep()
    return 0


if __name__ == "__main__":
    sys.exit(main())
