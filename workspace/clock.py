"""The workspace's own clock: runs with the real time until somebody moves it.

Everything that ages here reads it, so a test moves hours without waiting for them. It knows
nothing of the workspace.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any


class Clock:
    """Seconds since the epoch. Safe to read and to move from any thread."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._offset = 0.0
        self._frozen: float | None = None
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> float:
        """The time here, in seconds since the epoch."""
        with self._lock:
            return self._now()

    __call__ = now

    def _now(self) -> float:
        return self._source() + self._offset if self._frozen is None else self._frozen

    # -- moving it ------------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """Moves on. Whatever sleeps until a moment before the new time wakes up."""
        with self._lock:
            if self._frozen is None:
                self._offset += seconds
            else:
                self._frozen += seconds
        self._moved()

    def set(self, moment: float | datetime) -> None:
        """Jumps to a moment: seconds since the epoch, or a datetime with a zone.

        Raises ValueError for a datetime without one.
        """
        if isinstance(moment, datetime) and moment.tzinfo is None:
            raise ValueError("a moment needs a zone")
        seconds = moment.timestamp() if isinstance(moment, datetime) else float(moment)
        with self._lock:
            if self._frozen is None:
                self._offset = seconds - self._source()
            else:
                self._frozen = seconds
        self._moved()

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self._frozen is not None

    def freeze(self) -> None:
        """Stops: from here on only `advance` and `set` move it."""
        with self._lock:
            self._frozen = self._now()
        self._moved()

    def resume(self) -> None:
        """Runs on with the real time, from where it stands."""
        with self._lock:
            if self._frozen is not None:
                self._offset, self._frozen = self._frozen - self._source(), None
        self._moved()

    def _moved(self) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    # -- sleeping by it -------------------------------------------------------------------------

    @contextlib.contextmanager
    def listening(self, listener: Callable[[], None]) -> Iterator[None]:
        """Calls `listener` whenever the clock is moved, on the thread that moves it."""
        with self._lock:
            self._listeners.append(listener)
        try:
            yield
        finally:
            with self._lock:
                self._listeners.remove(listener)

    async def until(self, deadline: float, *waiting: asyncio.Future[Any]) -> None:
        """Sleeps until the clock shows `deadline`, or one of `waiting` is done."""
        loop = asyncio.get_running_loop()
        moved = asyncio.Event()

        def wake() -> None:
            # A loop that has been closed meanwhile has nobody left to wake.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(moved.set)

        with self.listening(wake):
            while self.now() < deadline and not any(one.done() for one in waiting):
                moved.clear()
                await self._nap(deadline, moved, waiting)

    async def _nap(
        self, deadline: float, moved: asyncio.Event, waiting: tuple[asyncio.Future[Any], ...]
    ) -> None:
        """Until the clock moves, one of `waiting` is done, or the deadline passes by itself."""
        left = deadline - self.now() if self._frozen is None else None
        if left is not None and left <= 0:
            return
        move = asyncio.ensure_future(moved.wait())
        try:
            await asyncio.wait({move, *waiting}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            move.cancel()
