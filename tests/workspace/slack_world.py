"""What the tests of the workspace's transports share: a bare app, a configuration."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.sync.client import ClientConnection, connect

from workspace import (
    Channel,
    Command,
    Delivery,
    Message,
    Person,
    RunningWorkspace,
    WorkspaceConfig,
)


def config(**changes: Any) -> WorkspaceConfig:
    """Two people, a channel with the bot, one without, a private one, a command."""
    return WorkspaceConfig(
        people=[Person("lin", "林岚"), Person("alice", "Alice Wong", locale="en-US")],
        channels=[
            Channel("general", ["lin", "alice"]),
            Channel("random", ["lin", "alice"]),
            Channel("quiet", ["lin"], with_bot=False),
            Channel("secret", ["lin", "alice"], is_private=True),
        ],
        commands=[Command("echo")],
        app_name="Echo",
        bot_name="echo",
        **changes,
    )


def client_of(running: RunningWorkspace, **more: Any) -> WebClient:
    """slack_sdk's own client with the bot's token; it tries nothing again unless told to."""
    return WebClient(
        running.bot_token, base_url=running.base_url, **({"retry_handlers": []} | more)
    )


def error_of(call: Any, *args: Any, **kwargs: Any) -> SlackApiError:
    """The refusal of a call."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return caught.value


def code_of(call: Any, *args: Any, **kwargs: Any) -> str:
    """The name of the refusal."""
    return str(error_of(call, *args, **kwargs).response["error"])


def delivered(done: Message | Delivery | None) -> Delivery:
    assert isinstance(done, Delivery)
    return done


# -- a bare Socket Mode app ---------------------------------------------------------------------


def socket_url(running: RunningWorkspace) -> str:
    client = WebClient(running.app_token, base_url=running.base_url)
    return str(client.apps_connections_open(app_token=running.app_token)["url"])


@contextlib.contextmanager
def raw_connection(running: RunningWorkspace) -> Iterator[ClientConnection]:
    """A WebSocket after its hello; the test receives and acknowledges by hand."""
    with connect(socket_url(running), proxy=None) as connection:
        assert received(connection)["type"] == "hello"
        yield connection


def received(connection: ClientConnection, timeout: float = 3.0) -> dict[str, Any]:
    found = json.loads(connection.recv(timeout))
    assert isinstance(found, dict)
    return found


def acknowledge(connection: ClientConnection, envelope: dict[str, Any], **payload: Any) -> None:
    answer = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
    connection.send(json.dumps(answer))


# -- a bare HTTP app ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Posted:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """The JSON body, the form, or the form's `payload`."""
        if "json" in self.headers["content-type"]:
            return dict(json.loads(self.body))
        form = {k: v[0] for k, v in parse_qs(self.body.decode()).items()}
        return dict(json.loads(form["payload"])) if "payload" in form else form


@dataclass
class Endpoint:
    """A web server that notes what comes and answers what the test wants, then 200."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    hanging: threading.Event = field(default_factory=threading.Event)
    hang: int = 0
    repeats_challenge: bool = True

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """What the next request is answered; underscores in names of headers are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, named, body))

    @property
    def events(self) -> list[Posted]:
        """Everything but the handshake."""
        return [p for p in self.posted if p.payload.get("type") != "url_verification"]


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128


@contextlib.contextmanager
def endpoint() -> Iterator[Endpoint]:
    """A listening endpoint; leaving it lets hanging requests go."""
    found = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {k.lower(): v for k, v in self.headers.items()}
            one = Posted(self.path, headers, body)
            found.posted.append(one)
            _reply(self, found, one)

        def log_message(self, *_: Any) -> None: ...

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/slack/events"
    try:
        yield found
    finally:
        found.hanging.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _reply(handler: BaseHTTPRequestHandler, found: Endpoint, one: Posted) -> None:
    headers: dict[str, str] = {}
    status, body = 200, b""
    if one.payload.get("type") == "url_verification":
        body = one.payload["challenge"].encode() if found.repeats_challenge else b"hello"
    elif found.hang:
        found.hang -= 1
        found.hanging.wait(5)
    elif found.answers:
        status, headers, body = found.answers.pop(0)
    with contextlib.suppress(OSError):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
