"""The replicas of a test: started by orders to their keeper, watched, killed."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psutil

from tests.faults.poster import Order

ROOT = Path(__file__).parents[2]
_READY_SECONDS = 30.0
_LINES = 20_000


class Fleet:
    """Processes that post, by name. What they say is read by threads of its own."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.poster"]
        self._keeper = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.pids: dict[str, int] = {}
        self.reached: Counter[str] = Counter()
        self.stopped: list[str] = []
        self.log: deque[str] = deque(maxlen=_LINES)
        self._ended: deque[str] = deque()
        self._reports: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._threads = [
            self._reading(self._keeper.stdout, lambda line: self._reports.put(json.loads(line))),
            self._reading(self._keeper.stderr, self.log.append),
        ]
        self._wait_for("ready")

    def _reading(self, pipe: IO[bytes] | None, take: Any) -> threading.Thread:
        def read() -> None:
            for line in pipe or ():
                take(line.decode(errors="replace").rstrip())

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        return thread

    def _wait_for(self, word: str, name: object = None) -> None:
        until = time.monotonic() + _READY_SECONDS
        while True:
            left = until - time.monotonic()
            if left <= 0 or self._keeper.poll() is not None:
                raise RuntimeError("the keeper is silent:\n" + "\n".join(list(self.log)[-30:]))
            with contextlib.suppress(queue.Empty):
                found = self._reports.get(timeout=min(left, 1.0))
                self._take(found)
                if word in found and (name is None or found[word] == name):
                    return

    def _take(self, report: dict[str, Any]) -> None:
        if "started" in report:
            self.pids[report["started"]] = report["pid"]
        elif "reached" in report:
            self.reached[report["step"]] += 1
            if report["act"] == "stop":
                self.stopped.append(report["reached"])
        elif "ended" in report:
            self.pids.pop(report["ended"], None)
            self._ended.append(report["ended"])

    # -- doing -------------------------------------------------------------------------------------

    def start(self, order: Order) -> int:
        """Start a replica; return its process id."""
        if self._keeper.stdin is None:
            raise RuntimeError("no pipe to the keeper")
        self._keeper.stdin.write(order.line)
        self._keeper.stdin.flush()
        self._wait_for("started", order.name)
        return self.pids[order.name]

    def ended(self) -> list[str]:
        """Return who has died since the last time this was asked."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._take(self._reports.get_nowait())
        found = list(self._ended)
        self._ended.clear()
        return found

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a replica; to one that has just died nothing is sent."""
        with contextlib.suppress(KeyError, ProcessLookupError):
            os.kill(self.pids[name], number)

    def fill_disk(self, name: str, *, full: bool = True) -> None:
        """Have every write of a replica to a file fail from now on, or work again."""
        limit = 0 if full else psutil.RLIM_INFINITY
        with contextlib.suppress(KeyError, psutil.NoSuchProcess):
            found = psutil.Process(self.pids[name])
            found.rlimit(psutil.RLIMIT_FSIZE, (limit, psutil.RLIM_INFINITY))

    def kill_all(self) -> None:
        """Kill every replica, and wait until they are gone."""
        for name in list(self.pids):
            self.signal(name, signal.SIGKILL)
        until = time.monotonic() + _READY_SECONDS
        while self.pids and time.monotonic() < until:
            self.ended()
            time.sleep(0.005)
        self._ended.clear()

    def said(self, words: str) -> list[str]:
        """Return the lines of the logs with these words."""
        return [line for line in list(self.log) if words in line]

    def close(self) -> None:
        """Kill everybody, the keeper last."""
        self.kill_all()
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()
        try:
            self._keeper.wait(10)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        for thread in self._threads:
            thread.join(5)
        for pipe in (self._keeper.stdout, self._keeper.stderr):
            if pipe is not None:
                pipe.close()


@contextlib.contextmanager
def fleet() -> Iterator[Fleet]:
    """Lend a keeper without replicas."""
    made = Fleet()
    try:
        yield made
    finally:
        made.close()
