"""Identifiers as Slack shapes them. Nothing but strings and counters."""

import base64
import hashlib
import secrets
from collections.abc import Callable

TS_PER_SECOND = 1_000_000


def named_id(prefix: str, *names: str) -> str:
    """A stable id such as `U7KQ2M4XPAB`: the same names always give the same id."""
    digest = hashlib.sha256("\0".join((prefix, *names)).encode()).digest()
    return prefix + base64.b32encode(digest).decode()[:10]


def random_id(prefix: str) -> str:
    """An id nobody can guess, for things that happen once."""
    return prefix + base64.b32encode(secrets.token_bytes(10)).decode()[:10]


def new_token(kind: str) -> str:
    """A token of the given kind (`xoxb`, `xapp`), with 160 random bits."""
    return f"{kind}-local-{secrets.token_hex(20)}"


def ts_number(ts: str) -> int:
    """A `ts` as whole microseconds. Raises ValueError when it is not one."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * TS_PER_SECOND + int((fraction or "0").ljust(6, "0")[:6])


def ts_text(number: int) -> str:
    """Whole microseconds as a `ts`."""
    return f"{number // TS_PER_SECOND}.{number % TS_PER_SECOND:06d}"


class TsMaker:
    """Strictly increasing message timestamps `1732180000.000100` from a clock in seconds.

    `last` is the one given last, in microseconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.last = 0

    def next(self) -> str:
        self.last = max(self.last + 1, int(self._clock() * TS_PER_SECOND))
        return ts_text(self.last)
