"""So many questions of one person at a time: a burst is fine, a flood waits its turn."""

import threading
import time
from collections.abc import Callable

BURST, PER_SECOND = 20.0, 1.0
_MOST_PEOPLE = 10_000


class Turnstile:
    """A token bucket a person, in memory. Safe to use from several threads."""

    def __init__(
        self,
        burst: float = BURST,
        per_second: float = PER_SECOND,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._rate = per_second
        self._timer = timer
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def lets_in(self, user: str) -> bool:
        """Say whether this person may ask one more now, and count it if so."""
        now = self._timer()
        with self._lock:
            if len(self._left) > _MOST_PEOPLE:
                self._left.clear()
            left, since = self._left.get(user, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._rate)
            allowed = left >= 1
            self._left[user] = (left - 1 if allowed else left, now)
        return allowed
