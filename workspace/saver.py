"""Writes the state file when something has changed, on a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from .saving import State, write_state

# Changes come in bursts; and writing a large file may take a tenth of the time at most.
PAUSE_SECONDS = 1.0
PAUSE_FOR_EACH_SECOND = 10.0
_log = logging.getLogger(__name__)


class Saver:
    """`state` gives what is to be kept, None as long as nothing is worth keeping."""

    def __init__(self, path: Path, state: Callable[[], State | None]) -> None:
        self._path = path
        self._state = state
        self._changed = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="workspace-saver", daemon=True)

    def open(self) -> None:
        self._thread.start()

    def touch(self, *_: object) -> None:
        """Something has changed; from any thread, inside any lock."""
        self._changed.set()

    def close(self) -> None:
        """Saves what there is and ends. May be called twice."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._changed.set()
        if self._thread.is_alive():
            self._thread.join()
        self._save()

    def _run(self) -> None:
        pause = PAUSE_SECONDS
        while True:
            self._changed.wait()
            if self._closing.wait(pause):
                return
            self._changed.clear()
            began = time.monotonic()
            self._save()
            pause = max(PAUSE_SECONDS, PAUSE_FOR_EACH_SECOND * (time.monotonic() - began))

    def _save(self) -> None:
        state = self._state()
        if state is None:
            return
        try:
            write_state(self._path, state)
        except (OSError, TypeError, ValueError) as error:
            # The workspace goes on; the next change tries again.
            _log.error("the workspace's state could not be saved: %s", error)
