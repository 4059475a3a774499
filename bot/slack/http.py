"""HTTP: Slack's signed requests, health and metrics. Knows nothing of what is asked.

The event loop reads, verifies and takes questions; what may wait for network or database runs in
threads of its own.
"""

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Callable
from urllib.parse import parse_qs

import anyio
import uvicorn
from slack_bolt import App
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from base.clock import Clock as OurClock
from base.language import msg
from base.refusal import Refusal
from bot.render.mrkdwn import Json
from bot.slack.dispatch import ATTEMPT, REASON, dispatch
from bot.slack.health import Health
from bot.slack.incoming import is_quick
from bot.slack.settings import Listen

_LOG = logging.getLogger("fupan.http")

EVENTS, HEALTH, METRICS = "/slack/events", "/health", "/metrics"
CALENDAR = "/calendar/{token}.ics"
# Longer than any token: what is longer is not looked up.
_LONGEST_TOKEN = 100
# A submission of a modal is the largest thing Slack sends, far below this.
LARGEST = 1_000_000
_READ_SECONDS, _STOP_SECONDS = 10.0, 5
_THREADS, _AT_ONCE = 16, 200
_START_SECONDS = 10.0


class _At(Clock):
    """The moment at which a signature is looked at."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now


def signed(secret: str, body: bytes, timestamp: str, signature: str, now: float) -> bool:
    """Say whether Slack signed these very bytes within the last five minutes.

    `now` is in seconds since the epoch; the other values are as received.
    """
    # The library trusts that a timestamp is a number and the rest is text.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16):
        return False
    try:
        return SignatureVerifier(secret, _At(now)).is_valid(body, timestamp, signature)
    except (UnicodeDecodeError, TypeError):
        return False


def payload_of(body: bytes, content_type: str) -> Json:
    """Return what a request carries, as Socket Mode would. Raises ValueError for anything else."""
    text = body.decode("utf-8")
    if content_type.split(";")[0].strip().lower() == "application/json":
        found = json.loads(text)
    else:
        fields = {name: values[-1] for name, values in _form(text).items()}
        found = json.loads(fields["payload"]) if "payload" in fields else fields
    if not isinstance(found, dict) or not found:
        raise ValueError("no object")
    return found


def _form(text: str) -> dict[str, list[str]]:
    return parse_qs(text, keep_blank_values=True, strict_parsing=True, max_num_fields=100)


class Door:
    """Takes Slack's requests for the app. `heard` is called for each that is truly Slack's."""

    def __init__(self, app: App, secret: str, clock: OurClock, heard: Callable[[], None]) -> None:
        self._app = app
        self._secret = secret
        self._clock = clock
        self._heard = heard
        self._limiter = anyio.CapacityLimiter(_THREADS)
        self._refused = 0

    async def take(self, request: Request) -> Response:
        """Answer one request: 401 unsigned, 413 too large, 400 not Slack's form, else the app's."""
        try:
            async with asyncio.timeout(_READ_SECONDS):
                body = await _read(request)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        if body is None:
            return Response(status_code=413)
        if not self._verified(request, body):
            return Response(status_code=401)
        self._heard()
        try:
            payload = payload_of(body, request.headers.get("content-type", ""))
        except ValueError:
            return Response(status_code=400)
        return await self._answer(request, payload)

    async def _answer(self, request: Request, payload: Json) -> Response:
        if payload.get("type") == "url_verification":
            return JSONResponse({"challenge": str(payload.get("challenge", ""))})
        if payload.get("ssl_check"):
            return Response()
        attempt, reason = (request.headers.get(name, "") for name in (ATTEMPT, REASON))
        if is_quick(payload):
            # Handing it to another thread would take longer than taking it.
            reply = dispatch(self._app, payload, attempt, reason)
        else:
            reply = await anyio.to_thread.run_sync(
                dispatch, self._app, payload, attempt, reason, limiter=self._limiter
            )
        kind = reply.content_type or "text/plain"

        async def sent() -> None:
            reply.sent()

        return Response(reply.body, reply.status, media_type=kind, background=BackgroundTask(sent))

    def _verified(self, request: Request, body: bytes) -> bool:
        head = request.headers
        stamp = head.get("x-slack-request-timestamp", "")
        signature = head.get("x-slack-signature", "")
        if signed(self._secret, body, stamp, signature, self._clock.now().timestamp()):
            return True
        self._refused += 1
        # Anybody may knock: the log tells of the first and then of every hundredth.
        if self._refused % 100 == 1:
            _LOG.warning("requests without a valid signature: %d so far", self._refused)
        return False


async def _read(request: Request) -> bytes | None:
    """Return the body, None for one that is too large, without reading that to its end."""
    if int(request.headers.get("content-length") or 0) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def application(
    health: Callable[[], Health],
    door: Door | None = None,
    metrics: Callable[[], tuple[bytes, str]] | None = None,
    calendar: Callable[[str], bytes | None] | None = None,
) -> Starlette:
    """Return what is served: the health page, and metrics and Slack's door where there are any.

    `metrics` returns a page and its content type, `calendar` the feed that a token opens.
    """
    one_at_a_time = anyio.CapacityLimiter(4)

    def page(path: str, make: Callable[[], Response]) -> Route:
        async def tell(_request: Request) -> Response:
            return await anyio.to_thread.run_sync(make, limiter=one_at_a_time)

        return Route(path, tell, methods=["GET"])

    routes = [page(HEALTH, lambda: _judged(health()))]
    if metrics is not None:
        routes.append(page(METRICS, lambda: _measured(*metrics())))
    if calendar is not None:
        routes.append(_calendars(calendar, one_at_a_time))
    if door is not None:
        routes.append(Route(EVENTS, door.take, methods=["POST"]))
    return Starlette(routes=routes)


def _calendars(feed: Callable[[str], bytes | None], limiter: anyio.CapacityLimiter) -> Route:
    """Return the way to people's calendars; a token that opens none tells nothing else."""

    async def tell(request: Request) -> Response:
        token = request.path_params["token"]
        if len(token) > _LONGEST_TOKEN:
            return Response(status_code=404)
        found = await anyio.to_thread.run_sync(feed, token, limiter=limiter)
        if found is None:
            return Response(status_code=404)
        # The link is a secret: no proxy keeps what stands behind it.
        kept = {"cache-control": "private, max-age=300", "referrer-policy": "no-referrer"}
        return Response(found, headers=kept, media_type="text/calendar")

    return Route(CALENDAR, tell, methods=["GET"])


def _judged(found: Health) -> Response:
    status = 503 if found.why else 200
    return JSONResponse(found.as_json(), status, headers={"cache-control": "no-store"})


def _measured(text: bytes, kind: str) -> Response:
    return Response(text, headers={"cache-control": "no-store", "content-type": kind})


class _Uvicorn(uvicorn.Server):
    """As uvicorn's, but that it closes what it accepted while it was already closing the rest."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; a connection accepted at the last moment would be left to nobody."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)


class Server:
    """Serves an application in a thread of its own."""

    def __init__(self, application: Starlette, listen: Listen) -> None:
        try:
            self._socket = socket.create_server((listen.host, listen.port), backlog=128)
        except (OSError, OverflowError) as error:
            where = f"{listen.host}:{listen.port}"
            raise Refusal(msg("run.cannot_listen", where=where)) from error
        self._server = _Uvicorn(
            uvicorn.Config(
                application,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                ws="none",
                limit_concurrency=_AT_ONCE,
                timeout_graceful_shutdown=_STOP_SECONDS,
            )
        )
        self._thread = threading.Thread(target=self._run, name="fupan-http", daemon=True)

    @property
    def address(self) -> str:
        """Where it listens, as `http://HOST:PORT`."""
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> None:
        """Begin to serve; returns at once, requests wait until it does."""
        self._thread.start()

    def stop(self) -> None:
        """Take no new requests and finish those begun, within a few seconds."""
        self._server.should_exit = True
        self._thread.join(_STOP_SECONDS + _START_SECONDS)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])
