"""Composing in processes of their own: `python -m jobs.elsewhere` composes what is due and ends.

What is shared is the database alone: such a process claims what it composes like any other, and may
die at any moment like any other.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable

from base.clock import Clock, SystemClock
from jobs.composing import compose
from jobs.desk import Desk
from jobs.installation import Ask, Installation, asks_nobody
from storage.engine import Database, open_database

_LOG = logging.getLogger("fupan.jobs")
URL = "FUPAN_DATABASE_URL"
_AT_ONCE = 20
_MOST = 2


class Elsewhere:
    """Starts processes that compose. Call it with how many occurrences are waiting."""

    def __init__(self, url: str, most: int | None = None, module: str = "jobs.elsewhere") -> None:
        """Take the database's address, with its password; at most so many processes at once.

        `module` is run in them: another one than this knows how to answer questions.
        """
        self._module = module
        self._url = url
        self._most = most or min(_MOST, os.cpu_count() or 1)
        self._running: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def __call__(self, waiting: int) -> bool:
        """See to it that processes compose; False where the last ones could not."""
        with self._lock:
            ended = [one for one in self._running if one.poll() is not None]
            self._running = [one for one in self._running if one.poll() is None]
            if any(one.returncode for one in ended):
                _LOG.warning("a process that composes failed; composing here")
                return False
            while len(self._running) < self._most:
                self._running.append(self._start())
            return True

    def _start(self) -> subprocess.Popen[bytes]:
        # In the environment: an address in the list of processes would show its password.
        return subprocess.Popen(  # noqa: S603 - a module of our own
            [sys.executable, "-m", self._module], env={**os.environ, URL: self._url}
        )

    def close(self, patience: float = 10.0) -> None:
        """Stop the processes; what they had begun is composed again by others."""
        with self._lock:
            for one in self._running:
                one.terminate()
            for one in self._running:
                try:
                    one.wait(patience)
                except subprocess.TimeoutExpired:
                    one.kill()
                    one.wait()
            self._running = []


def compose_all(database: Database, clock: Clock, ask: Ask = asks_nobody) -> int:
    """Compose what is due until nothing is; return how many occurrences that were."""
    installation = Installation(database, clock, ask=ask)
    desk, count = Desk(installation, many=True), 0
    while done := compose(installation, desk, _AT_ONCE):
        count += done
    return count


def main(asking: Callable[[Database], Ask] = lambda _database: asks_nobody) -> int:
    """Compose for the database that the environment names; return the exit code."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("fupan").setLevel(logging.INFO)
    database = open_database(os.environ[URL])
    try:
        _LOG.info("%d composed", compose_all(database, SystemClock(), asking(database)))
    finally:
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
