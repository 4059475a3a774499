"""A bounded pool for questions: so many at work, so many waiting, and beyond that a clear no."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import TypeAlias

_LOG = logging.getLogger("fupan.slack")

Work: TypeAlias = Callable[[], None]
WORKERS, WAITING = 8, 300


class Pool:
    """Threads that work off a queue. Work must deal with its own errors."""

    def __init__(self, workers: int = WORKERS, waiting: int = WAITING, name: str = "ask") -> None:
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._places = threading.Semaphore(waiting)
        self._closed = False
        self._threads = [
            threading.Thread(target=self._loop, name=f"fupan-{name}-{i}", daemon=True)
            for i in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """Return how much work waits for a thread."""
        return self._queue.qsize()

    def submit(self, work: Work) -> bool:
        """Take work in; False at once when too much waits or the pool is closing."""
        if not self._place_taken():
            return False
        self._queue.put(work)
        return True

    def _place_taken(self) -> bool:
        return not self._closed and self._places.acquire(blocking=False)

    def _loop(self) -> None:
        while (work := self._queue.get()) is not None:
            self._places.release()
            try:
                work()
            except Exception:  # noqa: BLE001 - a worker outlives whatever it was given
                _LOG.exception("work in the pool failed")

    def close(self, patience: float) -> bool:
        """Take nothing more in and finish what was taken, at most `patience` seconds.

        Returns whether everything was finished.
        """
        self._closed = True
        until = time.monotonic() + patience
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(max(0.01, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)
