"""Signed HTTP: everything is posted to the app's request URL, as Slack does without Socket Mode.

Events go as JSON, commands and interactions as forms, each signed. The answer's body is the
acknowledgement's payload. Posts run in threads of their own: the app may take its three seconds.
"""

import asyncio
import hashlib
import hmac
import http.client
import json
import secrets
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlencode, urljoin, urlsplit

from .config import WorkspaceConfig
from .delivery import Delivery, Missed, Trip
from .model import Json
from .payloads import VERIFICATION_TOKEN

MAX_REDIRECTS = 2
POSTS_AT_ONCE = 32
VERIFY_EVERY_SECONDS = 0.2
FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Slack-Signature`: an HMAC over version, timestamp and body."""
    signed = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Reply:
    """What the app's server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def payload(self) -> Json:
        """The acknowledgement's payload: a JSON object, or a text as `{"text": ...}`."""
        text = self.body.decode("utf-8", "replace").strip()
        try:
            value = json.loads(text) if text else {}
        except ValueError:
            value = text
        return value if isinstance(value, dict) else {"text": str(value)}


class PostError(Exception):
    """No answer came. `reason` is Slack's word: `http_timeout`, `connection_failed` ..."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class HttpLink:
    """Posts deliveries to one URL. `now` is the real time: the app checks the signature's age."""

    def __init__(
        self,
        config: WorkspaceConfig,
        url: str,
        secret: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._timeout = config.ack_timeout
        self._url = url
        self._secret = secret
        self._now = now
        self._pool = ThreadPoolExecutor(POSTS_AT_ONCE, thread_name_prefix="workspace-http")
        self._verified = False
        self._verifying: asyncio.Task[None] | None = None
        self.on_count: Callable[[int], None] = lambda _count: None

    @property
    def count(self) -> int:
        return int(self._verified)

    def forget(self, trip: Trip) -> None:
        """Nothing to forget: an answer belongs to its own request."""

    def close(self) -> None:
        self.stop_asking()
        self._pool.shutdown(wait=False, cancel_futures=True)

    # -- the handshake --------------------------------------------------------------------------

    def open(self) -> None:
        """Begins to ask the URL whether it is the app's. Called on the loop."""
        self._verifying = asyncio.ensure_future(self._verify())

    def stop_asking(self) -> None:
        """Another URL has taken this one's place, or the workspace stops."""
        if self._verifying is not None:
            self._verifying.cancel()

    async def _verify(self) -> None:
        # The app may come up after the workspace: it is asked until it answers.
        while not await self._answers_challenge():
            await asyncio.sleep(VERIFY_EVERY_SECONDS)
        self._verified = True
        self.on_count(self.count)

    async def _answers_challenge(self) -> bool:
        challenge = secrets.token_urlsafe(24)
        asked = {
            "token": VERIFICATION_TOKEN,
            "challenge": challenge,
            "type": "url_verification",
        }
        try:
            reply = await self._post(json.dumps(asked).encode(), "application/json", {})
        except PostError:
            return False
        said = reply.payload
        return reply.status == 200 and challenge in (said.get("challenge"), said.get("text"))

    # -- deliveries -----------------------------------------------------------------------------

    async def carry(self, trip: Trip) -> Missed | None:
        body, kind = encoded(trip.delivery)
        headers = _retry_headers(trip)
        if trip.has("duplicate"):
            await self._post_unheard(body, kind, headers)
        try:
            reply = await self._post(body, kind, headers)
        except PostError as failed:
            late = failed.reason == "http_timeout"
            return Missed("operation_timeout" if late else "dispatch_failed", failed.reason)
        if trip.has("lost_ack") or trip.has("drop_connection"):
            return Missed("operation_timeout", "http_timeout")
        if not 200 <= reply.status < 300:
            again = reply.headers.get("x-slack-no-retry") != "1"
            return Missed("dispatch_failed", "http_error", again)
        if not trip.ack.done():
            trip.ack.set_result(reply.payload)
        return None

    async def _post_unheard(self, body: bytes, kind: str, headers: Mapping[str, str]) -> None:
        try:
            await self._post(body, kind, headers)
        except PostError:
            return

    async def _post(self, body: bytes, kind: str, headers: Mapping[str, str]) -> Reply:
        stamp = str(int(self._now()))
        signed = {
            "content-type": kind,
            "user-agent": "Slackbot 1.0 (local workspace)",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(self._secret, stamp, body),
            **headers,
        }
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, post, self._url, body, signed, self._timeout)


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """The body of a delivery and its content type."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload).encode(), FORM
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), FORM


def _retry_headers(trip: Trip) -> dict[str, str]:
    if not trip.attempt:
        return {}
    return {"x-slack-retry-num": str(trip.attempt), "x-slack-retry-reason": trip.reason}


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Reply:
    """One POST, following up to two redirects. Blocks. Raises PostError."""
    for _ in range(MAX_REDIRECTS + 1):
        reply = _post_once(url, body, headers, timeout)
        if reply.status not in (301, 302, 307, 308):
            return reply
        url = urljoin(url, reply.headers.get("location", ""))
    raise PostError("too_many_redirects")


def _post_once(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Reply:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {**headers, "connection": "close"})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, found, answer.read())
    except (OSError, http.client.HTTPException) as error:
        _fail(error)
    finally:
        connection.close()


def _fail(error: Exception) -> NoReturn:
    reasons: tuple[tuple[type[Exception], str], ...] = (
        (TimeoutError, "http_timeout"),
        (ssl.SSLError, "ssl_error"),
        (OSError, "connection_failed"),
    )
    reason = next((word for kind, word in reasons if isinstance(error, kind)), "unknown_error")
    raise PostError(reason) from error
