"""Whether Slack still talks to us and the jobs are done: facts from all over, judged in one place.

Everything here is in seconds of a clock that only goes forward and is passed in.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

_LOG = logging.getLogger("fupan.slack")

Seconds: TypeAlias = Callable[[], float]
DOWN_SECONDS = 30.0
# How many pings may stay unanswered before a connection counts as dead.
PINGS = 3
# Over HTTP: how long a silence is let be, how often Slack is asked then, how many failures count.
QUIET_SECONDS, RETRY_SECONDS, FAILURES = 300.0, 60.0, 3
_FRESH, _DATABASE_SECONDS = 1.0, 3.0
# How long the tick may stand still, how often in a row a job may fail, and how long after its time
# a message may wait, before somebody should look.
BEAT_SECONDS, JOB_FAILURES, OVERDUE_SECONDS = 60.0, 5, 900.0

Found = TypeVar("Found")


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
        return {"healthy": not self.why, "why": list(self.why), **_rounded(self.facts)}


def _rounded(facts: Any) -> Any:
    """Return facts with one decimal at most, at any depth."""
    if isinstance(facts, dict):
        return {name: _rounded(fact) for name, fact in facts.items()}
    return round(facts, 1) if isinstance(facts, float) else facts


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


def jobs_health(beat: float, failing: Mapping[str, int], overdue: float | None) -> Health:
    """Judge the jobs of this process, and the outbox of all.

    `beat` is the age of the tick's last beat, `failing` how often in a row each job has failed,
    `overdue` for how long the oldest message that is not sent should have been; None for unknown.
    """
    why = []
    if beat > BEAT_SECONDS:
        why.append("tick")
    why += [f"job:{name}" for name, count in sorted(failing.items()) if count >= JOB_FAILURES]
    if overdue is not None and overdue > OVERDUE_SECONDS:
        why.append("outbox")
    facts = {
        "beat_seconds_ago": beat,
        "failing": {name: count for name, count in sorted(failing.items()) if count},
        "outbox_overdue_seconds": overdue,
    }
    return Health(tuple(why), facts)


class Probe(Generic[Found]):
    """Asks the database something: one question at a time, at most one a second."""

    def __init__(self, ask: Callable[[], Found], seconds: Seconds) -> None:
        self._question = ask
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None
        self._found: Found | None = None
        self._at = -_FRESH
        self._silent = False

    def found(self) -> Found | None:
        """Return the answer, None where there is none; more than three seconds is none."""
        with self._lock:
            if self._asking is None and self._seconds() - self._at < _FRESH:
                return self._found
            if self._asking is None:
                self._asking = threading.Thread(target=self._ask, name="fupan-probe", daemon=True)
                self._asking.start()
            asking = self._asking
        asking.join(_DATABASE_SECONDS)
        return None if asking.is_alive() else self._found

    def _ask(self) -> None:
        found: Found | None = None
        try:
            found = self._question()
            self._silent = False
        except Exception as error:  # noqa: BLE001 - whatever it is, it did not answer
            if not self._silent:
                _LOG.warning("the database does not answer: %s", type(error).__name__)
            self._silent = True
        finally:
            with self._lock:
                self._found, self._at, self._asking = found, self._seconds(), None


def overall(
    transport: Health, *, database: bool, waiting: int, jobs: Health | None = None
) -> Health:
    """Return the verdict over everything the bot needs; what `jobs` tells stands by itself."""
    jobs = jobs or Health(())
    why = (*transport.why, *(() if database else ("database",)), *jobs.why)
    facts = {**transport.facts, "database": database, "questions_waiting": waiting}
    return Health(why, facts | ({"jobs": jobs.facts} if jobs.facts else {}))
