"""Everything that may go wrong while posts go out: one function a kind, all on a scene.

Each is called when something has just become due. It may only do what the promise covers; what it
did can be counted.
"""

import contextlib
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tests.faults.proxy import Wire
from tests.faults.scene import Scene
from tests.helpers.postgres import Server
from workspace import Fault

_POST, _CHAT, _ASK = "chat.postMessage", "chat.*", "conversations.*"


@dataclass(frozen=True)
class Site:
    """A scene with what can be broken about it: its wire to Slack, its database server."""

    scene: Scene
    wire: Wire
    server: Server | None = None


Fate = Callable[[Site], None]


def answers_lost(site: Site) -> None:
    """Slack carries posts and edits out, and the connection breaks instead of an answer."""
    site.scene.local.faults.add(Fault.answer_lost(_CHAT, times=site.scene.dice.randint(2, 8)))


def answers_lost_and_killed(site: Site) -> None:
    """The same, and who has just not been answered is killed as well."""
    answers_lost(site)
    site.scene.steps(site.scene.dice.uniform(0.1, 0.5))
    kill_one(site)


def storm(site: Site) -> None:
    """429 after 429, each with its own Retry-After; looking is refused as well."""
    dice, faults = site.scene.dice, site.scene.local.faults
    for _ in range(dice.randint(3, 6)):
        faults.add(Fault.rate_limited(dice.randint(1, 40), _CHAT, dice.randint(1, 5)))
    faults.add(Fault.rate_limited(dice.randint(1, 20), _ASK, dice.randint(1, 4)))


def slack_fails(site: Site) -> None:
    """500, 502 and 503 for posts and for questions."""
    dice, faults = site.scene.dice, site.scene.local.faults
    for status in (500, 502, 503):
        faults.add(Fault.server_error(status, _CHAT, dice.randint(1, 4)))
        faults.add(Fault.server_error(status, _ASK, dice.randint(1, 2)))


def slack_hangs(site: Site) -> None:
    """No answer until the caller gives up; nothing was carried out."""
    site.scene.local.faults.add(Fault.timeout(1e6, _CHAT, site.scene.dice.randint(1, 2)))


def unreachable(site: Site) -> None:
    """Calls under way break, then nobody listens at Slack's address for a while."""
    site.scene.steps(site.scene.dice.uniform(0.0, 0.5))
    site.wire.cut()
    site.scene.steps(site.scene.dice.uniform(0.3, 1.5))
    site.wire.mend()


def database_away(site: Site) -> None:
    """The server crashes and comes back; in the file's case, somebody else holds its lock."""
    site.scene.steps(site.scene.dice.uniform(0.0, 0.5))
    if site.server is not None:
        site.server.crash()
        site.scene.steps(site.scene.dice.uniform(0.2, 1.0))
        site.server.restart()
    else:
        with locked(site.scene):
            # Longer than the processes here wait for a lock.
            site.scene.steps(site.scene.dice.uniform(1.2, 2.0))


@contextlib.contextmanager
def locked(scene: Scene) -> Iterator[None]:
    """Hold the lock of a SQLite database for as long as the block lasts."""
    file = str(scene.database.engine.url.database)
    other = sqlite3.connect(file, timeout=10, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def disk_full(site: Site) -> None:
    """Nothing can be written for a while, by nobody: of a database that is a file."""
    site.scene.steps(site.scene.dice.uniform(0.0, 0.4))
    names = list(site.scene.fleet.pids)
    for name in names:
        site.scene.fleet.fill_disk(name)
    site.scene.steps(site.scene.dice.uniform(0.3, 1.0))
    for name in names:
        site.scene.fleet.fill_disk(name, full=False)


def clock_wrong(site: Site) -> None:
    """The clock of all replicas jumps by an hour or a day, either way, and comes back."""
    error = site.scene.dice.choice((timedelta(hours=1), timedelta(days=1)))
    clock_jumps(site, error * site.scene.dice.choice((1, -1)))


def clock_jumps(site: Site, error: timedelta) -> None:
    """The clock of all replicas is wrong for a second."""
    site.scene.steps(site.scene.dice.uniform(0.0, 0.3))
    site.scene.wrong(error)
    site.scene.steps(1.0)
    site.scene.wrong(timedelta())


def kill_one(site: Site) -> None:
    """A replica is killed from outside, wherever it is."""
    names = sorted(site.scene.fleet.pids)
    if names:
        site.scene.fleet.signal(site.scene.dice.choice(names), signal.SIGKILL)


def kill_some(site: Site) -> None:
    """Several are killed, one after another, at any moment."""
    for _ in range(site.scene.dice.randint(2, 5)):
        site.scene.steps(site.scene.dice.uniform(0.02, 0.25))
        kill_one(site)


def pause_one(site: Site) -> None:
    """A replica stands still for less than it takes to be taken over, and goes on."""
    names = sorted(site.scene.fleet.pids)
    name = site.scene.dice.choice(names)
    site.scene.fleet.signal(name, signal.SIGSTOP)
    until = time.monotonic() + 0.2 * site.scene.ways.still
    while time.monotonic() < until:
        site.scene.step()
    site.scene.fleet.signal(name, signal.SIGCONT)


def all_away(site: Site) -> None:
    """Nobody runs for hours or days; then they are back."""
    away(site, timedelta(hours=site.scene.dice.choice((1, 1, 2, 2, 5, 26, 50))))


def away(site: Site, time_off: timedelta) -> None:
    """Nobody runs for so long."""
    count = len(site.scene.wanted)
    site.scene.stop_all()
    site.scene.move(site.scene.truth + time_off)
    for _ in range(count):
        site.scene.replica()


def new_figures(site: Site) -> None:
    """Data come in late, and what stands has to be edited."""
    site.scene.change_data()


KINDS: Mapping[str, Fate] = {
    "answer lost after success": answers_lost,
    "answer lost, then killed": answers_lost_and_killed,
    "storm of 429": storm,
    "5xx": slack_fails,
    "call hangs": slack_hangs,
    "Slack unreachable": unreachable,
    "database stopped and back": database_away,
    "disk full": disk_full,
    "clock jumps": clock_wrong,
    "kill -9 at any moment": kill_some,
    "paused, shorter than the lease": pause_one,
    "nobody runs for hours or days": all_away,
    "figures come later": new_figures,
}
# A server has a disk of its own.
ON_A_FILE = frozenset({"disk full"})
