"""Whether Slack still talks to us: facts gathered by the transports, judged in one place.

Everything here is in seconds of a clock that only goes forward and is passed in.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from base.refusal import Refusal
from storage.engine import Database, check_reachable

_LOG = logging.getLogger("fupan.slack")

Seconds: TypeAlias = Callable[[], float]
DOWN_SECONDS = 30.0
# How many pings may stay unanswered before a connection counts as dead.
PINGS = 3
# Over HTTP: how long a silence is let be, how often Slack is asked then, how many failures count.
QUIET_SECONDS, RETRY_SECONDS, FAILURES = 300.0, 60.0, 3
_FRESH, _DATABASE_SECONDS = 1.0, 3.0


class Pulse:
    """When something was last heard. Safe to use from several threads."""

    def __init__(self, seconds: Seconds) -> None:
        self._seconds = seconds
        self._at: float | None = None

    def beat(self) -> None:
        """Note that it was heard now."""
        self._at = self._seconds()

    def age(self) -> float | None:
        """Return how many seconds ago it was heard, None for never."""
        at = self._at
        return None if at is None else self._seconds() - at


@dataclass(frozen=True)
class Health:
    """A verdict and the facts behind it. `why` names what is wrong, () when nothing is."""

    why: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as the health page tells it."""
        told = {k: round(v, 1) if isinstance(v, float) else v for k, v in self.facts.items()}
        return {"healthy": not self.why, "why": list(self.why), **told}


def socket_health(heard: float, ping: float, *, connected: bool) -> Health:
    """Judge a Socket Mode connection.

    `heard` is the age of the last message or answered ping (before the first one, of the start),
    also while there is no connection; `ping` how often it is pinged.
    """
    why: tuple[str, ...] = ()
    if heard > max(PINGS * ping, DOWN_SECONDS):
        why = ("silent",) if connected else ("disconnected",)
    facts = {"transport": "socket", "connected": connected, "heard_seconds_ago": heard}
    return Health(why, facts)


def http_health(heard: float | None, proven: float | None, failures: int) -> Health:
    """Judge the HTTP transport.

    `heard` and `proven` are the ages of the last signed request and of the last successful
    auth.test, `failures` how many tries failed since. Silence alone is no fault: people sleep.
    """
    asleep = heard is None or heard > QUIET_SECONDS
    why = ("silent",) if asleep and failures >= FAILURES else ()
    facts = {"transport": "http", "heard_seconds_ago": heard, "auth_test_seconds_ago": proven}
    return Health(why, {**facts, "auth_test_failures": failures})


class DatabaseProbe:
    """Asks the database whether it is there: one question at a time, at most one a second."""

    def __init__(self, database: Database, seconds: Seconds) -> None:
        self._database = database
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None
        self._found, self._at = False, -_FRESH

    def reachable(self) -> bool:
        """Say whether it answers; one that takes longer than three seconds does not."""
        with self._lock:
            if self._asking is None and self._seconds() - self._at < _FRESH:
                return self._found
            if self._asking is None:
                self._asking = threading.Thread(target=self._ask, name="fupan-probe", daemon=True)
                self._asking.start()
            asking = self._asking
        asking.join(_DATABASE_SECONDS)
        return self._found and not asking.is_alive()

    def _ask(self) -> None:
        found = False
        try:
            check_reachable(self._database)
            found = True
        except Refusal:
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, it did not answer
            _LOG.warning("the database does not answer: %s", type(error).__name__)
        finally:
            with self._lock:
                self._found, self._at, self._asking = found, self._seconds(), None


def overall(transport: Health, *, database: bool, waiting: int) -> Health:
    """Return the verdict over everything the bot needs."""
    why = transport.why if database else (*transport.why, "database")
    return Health(why, {**transport.facts, "database": database, "questions_waiting": waiting})
