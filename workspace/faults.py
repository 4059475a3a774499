"""Faults on demand: what goes wrong at Slack or on the way, on the next call or delivery.

A `Fault` says what, on which calls or deliveries, and how often. This module keeps them and hands
them out; carrying them out is the business of whoever serves the call or the delivery.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal

from .errors import SlackError
from .model import Json, Model
from .scopes import Access

WebKind = Literal["rate_limited", "server_error", "timeout", "answer_lost", "error"]
DeliveryKind = Literal["duplicate", "late", "lost_ack", "drop_connection", "disconnect"]
DisconnectReason = Literal["warning", "refresh_requested", "link_disabled"]
_ON_WEB = frozenset({"rate_limited", "server_error", "timeout", "answer_lost", "error"})


@dataclass(frozen=True)
class Fault:
    """One fault; made by the functions below.

    `on` is a pattern such as `chat.*`: the Web API method (also `response_url`, `upload`,
    `download`), or for a delivery its type (`events_api`, `slash_commands`, `interactive`) or what
    is in it (an event's or interaction's type such as `app_mention` or `view_submission`, a command
    with its slash).
    `times` is how often it strikes, None = until it is cleared. `seconds` is Retry-After, a delay
    or how long a call hangs. `holding` narrows to deliveries with these words in their payload:
    the bot's own messages are events too, and may come first.
    """

    kind: WebKind | DeliveryKind
    on: str = "*"
    times: int | None = 1
    seconds: float = 0.0
    status: int = 503
    code: str = ""
    holding: str = ""

    @property
    def is_on_web(self) -> bool:
        return self.kind in _ON_WEB

    def fits(self, names: Sequence[str], payload: Json | None = None) -> bool:
        """Whether it strikes something with one of these names."""
        if self.is_on_web is not (payload is None):
            return False
        named = any(fnmatchcase(name, self.on) for name in names)
        return named and (not self.holding or self.holding in _words(payload))

    # -- on calls of the Web API ----------------------------------------------------------------

    @staticmethod
    def rate_limited(retry_after: float = 1.0, method: str = "*", times: int | None = 1) -> "Fault":
        """HTTP 429 with Retry-After; nothing is carried out."""
        return Fault("rate_limited", method, times, seconds=retry_after)

    @staticmethod
    def server_error(status: int = 503, method: str = "*", times: int | None = 1) -> "Fault":
        """HTTP 5xx with a page instead of JSON; nothing is carried out."""
        return Fault("server_error", method, times, status=status)

    @staticmethod
    def timeout(seconds: float = 60.0, method: str = "*", times: int | None = 1) -> "Fault":
        """No answer for so long (by the workspace's clock), then HTTP 504; nothing carried out."""
        return Fault("timeout", method, times, seconds=seconds)

    @staticmethod
    def answer_lost(method: str = "*", times: int | None = 1) -> "Fault":
        """The call is carried out, then the connection is cut instead of an answer."""
        return Fault("answer_lost", method, times)

    @staticmethod
    def error(code: str, method: str = "*", times: int | None = 1) -> "Fault":
        """`ok: false` with this error; nothing is carried out."""
        return Fault("error", method, times, code=code)

    # -- on deliveries --------------------------------------------------------------------------

    @staticmethod
    def duplicate(delivery: str = "*", times: int | None = 1, holding: str = "") -> "Fault":
        """The same envelope twice."""
        return Fault("duplicate", delivery, times, holding=holding)

    @staticmethod
    def late(
        seconds: float, delivery: str = "*", times: int | None = 1, holding: str = ""
    ) -> "Fault":
        """Sent only after so many seconds of the workspace's clock."""
        return Fault("late", delivery, times, seconds=seconds, holding=holding)

    @staticmethod
    def lost_ack(delivery: str = "*", times: int | None = 1, holding: str = "") -> "Fault":
        """The app's acknowledgement never arrives: counted as a timeout, and delivered again."""
        return Fault("lost_ack", delivery, times, holding=holding)

    @staticmethod
    def drop_connection(delivery: str = "*", times: int | None = 1, holding: str = "") -> "Fault":
        """The connection breaks right after the envelope was sent."""
        return Fault("drop_connection", delivery, times, holding=holding)

    @staticmethod
    def disconnect(
        reason: DisconnectReason = "refresh_requested",
        delivery: str = "*",
        times: int | None = 1,
        holding: str = "",
    ) -> "Fault":
        """Socket Mode: the connection that got the envelope is asked to renew itself."""
        return Fault("disconnect", delivery, times, code=reason, holding=holding)


@dataclass(frozen=True)
class Struck:
    """A fault that struck, and what it struck."""

    fault: Fault
    name: str


class Faults:
    """The faults that wait, the ones that struck, and changes of the workspace's state."""

    def __init__(self, model: Model, access: Access) -> None:
        self._model = model
        self._access = access
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._struck: list[Struck] = []

    # -- setting them ---------------------------------------------------------------------------

    def add(self, *faults: Fault) -> None:
        """Each strikes on the next calls or deliveries that fit; the oldest strikes first."""
        with self._lock:
            self._waiting += faults

    def clear(self) -> None:
        """Forgets every fault that has not struck. State (tokens, channels) stays as it is."""
        with self._lock:
            self._waiting.clear()

    @contextlib.contextmanager
    def during(self, *faults: Fault) -> Iterator[None]:
        """The faults strike inside the block every time, `times` aside, and are gone after it."""
        lasting = [replace(fault, times=None) for fault in faults]
        self.add(*lasting)
        try:
            yield
        finally:
            with self._lock:
                self._waiting = [f for f in self._waiting if not any(f is one for one in lasting)]

    @property
    def struck(self) -> list[Struck]:
        """What struck so far, in order."""
        with self._lock:
            return list(self._struck)

    # -- handing them out -----------------------------------------------------------------------

    def on_call(self, method: str) -> Fault | None:
        """The fault that strikes this call of the Web API, used up by asking."""
        with self._lock:
            fits = (fault for fault in self._waiting if fault.fits([method]))
            return self._strike(next(fits, None), method)

    def on_delivery(self, kind: str, payload: Json) -> list[Fault]:
        """The faults that strike this try of a delivery, at most one of each kind."""
        names = _names(kind, payload)
        with self._lock:
            first: dict[str, Fault] = {}
            for fault in self._waiting:
                if fault.fits(names, payload):
                    first.setdefault(fault.kind, fault)
            return [fault for fault in first.values() if self._strike(fault, names[-1])]

    def _strike(self, fault: Fault | None, name: str) -> Fault | None:
        if fault is None:
            return None
        self._struck.append(Struck(fault, name))
        if fault.times is not None:
            place = next(i for i, one in enumerate(self._waiting) if one is fault)
            left = replace(fault, times=fault.times - 1)
            self._waiting[place : place + 1] = [left] if left.times else []
        return fault

    async def sleep(self, seconds: float, gone: asyncio.Future[None]) -> None:
        """Hangs so long by the workspace's clock, or until `gone` is done."""
        clock = self._model.clock
        await clock.until(clock.now() + seconds, gone)

    # -- changes of state -----------------------------------------------------------------------

    def revoke_token(self, kind: Literal["bot", "app"] = "bot") -> None:
        """From now on the token is refused with `token_revoked`."""
        self._access.revoke(kind)

    def restore_token(self, kind: Literal["bot", "app"] = "bot") -> None:
        self._access.restore(kind)

    def unsupported_blocks(self, types: set[str] | frozenset[str]) -> None:
        """From now on these types of blocks are refused, as an older Slack would."""
        self._model.config = replace(self._model.config, unsupported_blocks=frozenset(types))

    def archive(self, channel: str) -> None:
        """Archives a channel: posting there is refused with `is_archived`."""
        self._model.archive(self._model.conversation(channel))

    def kick_bot(self, channel: str) -> None:
        """Takes the bot out of a channel: posting there is refused with `not_in_channel`."""
        where = self._model.conversation(channel)
        if self._model.bot.id not in where.members:
            raise SlackError("not_in_channel")
        self._model.leave(where, self._model.bot.id)


def _names(kind: str, payload: Json) -> list[str]:
    """What a delivery may be called: its type, then what is in it."""
    event = payload.get("event")
    inner = event.get("type") if isinstance(event, dict) else payload.get("type")
    found = (kind, payload.get("command"), inner)
    return [name for name in found if isinstance(name, str)]


def _words(payload: Json | None) -> str:
    return json.dumps(payload, ensure_ascii=False)
