"""How often one person may use the door for cases in a day, without knowing who it is.

What is counted under is a hash of the person's id, keyed with random bits that live in this
process's memory only and are thrown away every day together with what was counted. Nothing of it is
written anywhere, and tomorrow nobody can tell today's hashes.
"""

import hmac
import secrets
import threading
from collections import Counter
from datetime import date
from enum import StrEnum


class Use(StrEnum):
    """What is limited."""

    OPEN = "open"
    WRITE = "write"
    CHECK = "check"


MOST = {Use.OPEN: 60, Use.WRITE: 5, Use.CHECK: 20}
# More hashes than any workspace has people: whoever fills this up begins a new day for everybody.
_MOST_HASHES = 200_000


class Limits:
    """Counts uses a day. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day: date | None = None
        self._key = b""
        self._used: Counter[bytes] = Counter()

    def allows(self, user: str, use: Use, today: date) -> bool:
        """Say whether somebody may do this once more today, and count it if so."""
        with self._lock:
            if today != self._day or len(self._used) > _MOST_HASHES:
                self._day, self._key = today, secrets.token_bytes(32)
                self._used = Counter()
            hashed = hmac.digest(self._key, f"{use.value}\0{user}".encode(), "sha256")
            if self._used[hashed] >= MOST[use]:
                return False
            self._used[hashed] += 1
            return True

    def full(self, user: str, use: Use, today: date) -> bool:
        """Say whether somebody has used up what he may do today, without counting anything."""
        with self._lock:
            if today != self._day:
                return False
            hashed = hmac.digest(self._key, f"{use.value}\0{user}".encode(), "sha256")
            return self._used[hashed] >= MOST[use]
