"""Webhooks: what happens to action items, told to other programs. At least once, in order.

Each event is a POST of JSON, signed: `X-Fupan-Signature: sha256=` and the HMAC-SHA256, with the
webhook's secret, of the timestamp header, a dot and the body. An event counts as delivered when the
receiver answers 2xx; whatever else comes (also a redirect) is tried again, later and later, for
three days. A receiver may be sent the same event twice: `X-Fupan-Delivery` is the same then.

Only https, only to public addresses: the address that is checked is the one that is connected to.
Items of one person alone are never told.
"""

import hashlib
import hmac
import http.client
import ipaddress
import json
import logging
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeAlias
from urllib.parse import urlsplit

from base.action import Action, Event, Move
from base.schedule import Level
from jobs.installation import Installation
from jobs.tick import Job
from reviews import acting
from reviews.actions import folded
from storage import actions
from storage.engine import Work
from storage.webhooks import Webhook, swap, webhooks

_LOG = logging.getLogger("fupan.webhooks")
EVERY = timedelta(seconds=15)
TIMEOUT = 10.0
# Who has claimed a webhook has this long before another process may.
_LEASE = timedelta(minutes=3)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
# What was written this long ago may still be committed.
_LATE = timedelta(minutes=5)
_GIVEN_UP = timedelta(days=3)
_MOST = 10
_TOLD = tuple(move for move in Move if move is not Move.POSTED)

Allowed: TypeAlias = Callable[[str], bool]
# Posts a body with headers to an address; returns the HTTP status. Raises OSError.
Post: TypeAlias = Callable[[str, bytes, dict[str, str]], int]


class ForbiddenAddressError(OSError):
    """An address that nothing is sent to: not https, or not public."""


def public(address: str) -> bool:
    """Say whether an IP address is one of the public internet."""
    found = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_global and not found.is_multicast


@dataclass(frozen=True)
class Poster:
    """Posts over TLS to an address that was looked at before. A redirect is not followed."""

    allowed: Allowed = public
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """Post; return the status. Raises OSError, ForbiddenAddressError among them."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username:
            raise ForbiddenAddressError("not https")
        port = parts.port or 443
        address = self._address(parts.hostname, port)
        connection = _Pinned(parts.hostname, port, address, self.context)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        except http.client.HTTPException as error:
            raise OSError(type(error).__name__) from error
        finally:
            connection.close()

    def _address(self, host: str, port: int) -> str:
        """Return where to connect to; all that the name leads to must be allowed."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not all(self.allowed(one) for one in addresses):
            raise ForbiddenAddressError("not a public address")
        return addresses[0]


class _Pinned(http.client.HTTPSConnection):
    """Connects to one address, whatever the name has come to mean since; TLS checks the name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=TIMEOUT, context=context)
        self._address, self._tls = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), TIMEOUT)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of the signature header."""
    made = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def body_of(action: Action, event: Event) -> bytes:
    """Return what is told of an event: the item as it stood then."""
    told = {
        "id": _id(event),
        "event": event.move.value,
        "action": action.id,
        "wording": action.wording,
        "state": event.state.value,
        "due": action.due.isoformat(),
        "at": event.at.isoformat(),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _id(event: Event) -> str:
    return f"{event.action}/{event.seq}"


class Webhooks:
    """Delivers for one process."""

    def __init__(self, post: Post | None = None) -> None:
        self._post = post or Poster()

    def job(self) -> Job:
        """Return the job for a tick of its own: a receiver may take long to answer."""
        return Job("webhooks", EVERY, self.run)

    def run(self, installation: Installation) -> str:
        """Deliver what is due; return what was done, in words for the log."""
        now = installation.clock.now()
        with installation.database.read() as work:
            waiting = [hook for hook in webhooks(work) if hook.next_at <= now]
        count = sum(self._one(installation, hook, now) for hook in waiting)
        return f"{count} events delivered" if count else ""

    def _one(self, installation: Installation, hook: Webhook, now: datetime) -> int:
        with installation.database.read() as work:
            told = list(islice(_untold(work, hook, now), _MOST))
        if not told:
            return 0
        installation.reached("webhook.read")
        mine = replace(hook, next_at=now + _LEASE)
        with installation.database.write() as work:
            # Somebody else has it, or it is gone.
            if not swap(work, hook, mine):
                return 0
        done: list[Event] = []
        failure = ""
        for event, body in told:
            failure = self._deliver(hook, event, body, now)
            if failure:
                break
            done.append(event)
        after = _after(mine, done, failure, now)
        with installation.database.write() as work:
            swap(work, mine, after)
        return len(done)

    def _deliver(self, hook: Webhook, event: Event, body: bytes, now: datetime) -> str:
        """Deliver one event; return why not, "" where it was."""
        stamp = str(int(now.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Fupan",
            "X-Fupan-Delivery": _id(event),
            "X-Fupan-Timestamp": stamp,
            "X-Fupan-Signature": signature(hook.secret, stamp, body),
        }
        try:
            status = self._post(hook.url, body, headers)
        except (OSError, ValueError) as error:
            failure = type(error).__name__
        else:
            failure = "" if 200 <= status < 300 else f"HTTP {status}"
        if failure:
            _LOG.warning("webhook %s: event %s not delivered: %s", hook.key, _id(event), failure)
        return failure


def _untold(work: Work, hook: Webhook, now: datetime) -> Iterator[tuple[Event, bytes]]:
    """Yield the events that a webhook was not told of yet, the oldest first."""
    start = max(hook.made_at, hook.since - _LATE, now - _GIVEN_UP)
    for event in actions.moved_between(work, _TOLD, start, now + timedelta(seconds=1)):
        if _id(event) in hook.done:
            continue
        past: Sequence[Event] = acting.history(work, event.action)
        item = folded(past[: event.seq])
        if item.level is not Level.PERSON and folded(past).level is not Level.PERSON:
            yield event, body_of(item, event)


def _after(hook: Webhook, done: Sequence[Event], failure: str, now: datetime) -> Webhook:
    """Return a webhook after a round: the cursor moved, and when it is tried again."""
    since = max([hook.since, *(event.at for event in done)])
    near = {**hook.done, **{_id(event): event.at for event in done}}
    near = {event: at for event, at in near.items() if at >= since - _LATE}
    moved = replace(hook, since=since, done=near)
    if not failure:
        return replace(moved, failing=0, why="", next_at=now)
    pause = min(_FIRST_PAUSE * 2 ** min(hook.failing, 10), _LONGEST_PAUSE)
    return replace(moved, failing=hook.failing + 1, why=failure[:60], next_at=now + pause)
