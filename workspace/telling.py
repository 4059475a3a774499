"""Telling of changes: to whoever listens, in order, and to whoever waits for something."""

import threading
import time
from collections.abc import Callable
from typing import Any

from .entities import Change

Listener = Callable[[Change], None]


class Telling:
    """What a model that changes has in common with any other: one lock, listeners, waiting."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._changes = 0
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Calls `listener` on every change, in order, inside the lock: it must be quick."""
        with self._lock:
            self._listeners.append(listener)

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)
        self._changes += 1
        self._changed.notify_all()

    def wait_for(self, predicate: Callable[[], Any], timeout: float) -> Any:
        """Waits until `predicate()` is true, checked after every change, and gives its value.

        Raises TimeoutError after `timeout` seconds. Also looks every 50 ms, because a predicate
        may watch something outside the workspace.
        """
        deadline = time.monotonic() + timeout
        while True:
            with self._lock:
                seen = self._changes
            # Outside the lock: the predicate may ask the server, which needs the lock itself.
            if value := predicate():
                return value
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"nothing came within {timeout} s")
            with self._changed:
                if self._changes == seen:
                    self._changed.wait(min(left, 0.05))
