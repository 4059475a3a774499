"""Trigger ids: what somebody did lets the app open one modal, once, within three seconds."""

import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from .errors import SlackError

LIFETIME_SECONDS = 3.0
SHAPE = re.compile(r"\d+\.\d+\.[0-9a-f]{32}")


@dataclass
class Trigger:
    """Whose action it was, the modal it was done in, the conversation it was done in, if any."""

    user: str
    view: str | None
    channel: str | None
    expires: float
    used: bool = False


class Triggers:
    """Issues and redeems trigger ids; `clock` gives seconds since the epoch."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view: str | None = None, channel: str | None = None) -> str:
        """A fresh id for what the user id `user` just did, in a modal or a conversation."""
        now = self._clock()
        made = f"{int(now * 1000)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        with self._lock:
            self._issued[made] = Trigger(user, view, channel, now + LIFETIME_SECONDS)
        return made

    def redeem(self, trigger_id: str) -> Trigger:
        """What the id stands for; from now on it is used.

        Raises SlackError `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`.
        """
        with self._lock:
            found = self._issued.get(trigger_id)
            if found is None or not SHAPE.fullmatch(trigger_id):
                raise SlackError("invalid_trigger_id")
            if found.used:
                raise SlackError("exchanged_trigger_id")
            if self._clock() > found.expires:
                raise SlackError("expired_trigger_id")
            found.used = True
        return found
