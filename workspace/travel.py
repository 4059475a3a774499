"""Moving the workspace's time on, stop by stop, so that what falls due on the way happens.

Knows a clock and somebody who says where to stop; nothing of what is done there.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

from .clock import Clock
from .errors import SlackError

STEP_SECONDS = 3600.0
LEAST_SECONDS, MOST_SECONDS = 1.0, 62 * 86_400.0
# How long a workspace that is being stopped waits for what a stop has begun.
GOODBYE_SECONDS = 15.0
_log = logging.getLogger(__name__)


class Traveller(Protocol):
    """Says where to stop, and does there what is due."""

    def next(self, now: float, until: float) -> float:
        """The next moment worth stopping at: later than `now`, at most `until`."""
        ...

    def arrived(self, now: float) -> None:
        """Called on the travel's thread after each stop; returns when all that was due is done."""
        ...


class HourByHour:
    """Stops every hour and does nothing there."""

    def next(self, now: float, until: float) -> float:
        return min(now + STEP_SECONDS, until)

    def arrived(self, now: float) -> None:
        del now


class Travel:
    """At most one travel at a time, on a thread of its own.

    The clock stands still at each stop, and runs on at the end if it ran before. `tell` is called
    at the beginning with where it ends, at the end with None and whether something failed; inside
    the lock, so that nobody can see the end before it has been told.
    """

    def __init__(
        self,
        clock: Clock,
        traveller: Traveller | None,
        tell: Callable[[float | None, bool], None],
    ) -> None:
        self._clock = clock
        self._traveller = traveller or HourByHour()
        self._tell = tell
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._until: float | None = None
        self._error: Exception | None = None

    @property
    def until(self) -> float | None:
        """Where the travel under way ends; None when there is none."""
        with self._lock:
            return self._until

    def start(self, seconds: float) -> threading.Thread:
        """Sets off. Raises SlackError `already_travelling`, ValueError unless `seconds` > 0."""
        if not seconds > 0:
            raise ValueError("time moves forward only")
        with self._lock:
            if self._until is not None:
                raise SlackError("already_travelling")
            ran = not self._clock.frozen
            self._clock.freeze()
            until = self._until = self._clock.now() + seconds
            self._error = None
            self._stopping.clear()
            thread = threading.Thread(
                target=self._go, args=(until, ran), name="workspace-travel", daemon=True
            )
            self._thread = thread
            self._tell(until, False)
        thread.start()
        return thread

    def run(self, seconds: float) -> None:
        """The same, and back when it has ended. Raises what a stop raised."""
        self.start(seconds).join()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Ends the travel at its next stop."""
        self._stopping.set()

    def close(self) -> None:
        """Ends it, and waits a while for the stop it is at."""
        self.stop()
        thread = self._thread
        if thread is not None and thread.is_alive() and thread is not threading.current_thread():
            thread.join(GOODBYE_SECONDS)

    def _go(self, until: float, ran: bool) -> None:
        try:
            while self._clock.now() < until and not self._stopping.is_set():
                self._step(until)
        except Exception as error:  # noqa: BLE001 - a stop may raise anything; it is told and logged
            self._error = error
            _log.error("the travel through time ended early", exc_info=error)
        finally:
            if ran:
                self._clock.resume()
            with self._lock:
                self._tell(None, self._error is not None)
                self._until = None

    def _step(self, until: float) -> None:
        now = self._clock.now()
        stop = self._traveller.next(now, until)
        if not stop > now:
            raise ValueError("the traveller stays where it is")
        stop = min(stop, until)
        self._clock.set(stop)
        self._traveller.arrived(stop)


def seconds_asked(value: Any) -> float:
    """How far somebody wants to travel. Raises SlackError `bad_seconds`: 1 s to 62 days."""
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if not known or not LEAST_SECONDS <= value <= MOST_SECONDS:
        raise SlackError("bad_seconds")
    return float(value)
