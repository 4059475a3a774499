"""A pytest plugin: a workspace, its people and its clock in the tests of any Bolt app.

In a test module or a conftest:

    pytest_plugins = ["workspace.fixture"]

    def test_hello(slack):
        slack.run(my_app(WebClient(**slack.client_settings)))
        slack.person("lin").mentions("hello", channel="general")
        slack.answer("lin", "Hello", channel="general")

`slack` is a `Slack`. Override the fixtures `slack_config` (people, channels, commands ...) and
`slack_transport` ("socket" or "http") to change what it is made of; a parametrized
`slack_transport` runs every test over both.

Only this module may import pytest, and only to host an app does it load Bolt, by name: the judge
itself never depends on the libraries it judges.
"""

import importlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import pytest

from .clock import Clock
from .config import Channel, Person, WorkspaceConfig
from .faults import Faults
from .model import Message
from .people import Driver
from .server import RunningWorkspace, start

Transport = Literal["socket", "http"]


class Slack:
    """A running workspace as tests use it. `local` is all of it."""

    def __init__(self, local: RunningWorkspace, transport: Transport = "socket") -> None:
        self.local = local
        self.transport: Transport = transport
        self._closing: list[Callable[[], None]] = []

    # -- what an app needs to know --------------------------------------------------------------

    @property
    def client_settings(self) -> dict[str, str]:
        """`token` and `base_url`, for `WebClient(**slack.client_settings)`."""
        return {"token": self.local.bot_token, "base_url": self.local.base_url}

    @property
    def app_token(self) -> str:
        return self.local.app_token

    @property
    def signing_secret(self) -> str:
        return self.local.signing_secret

    # -- the world ------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        return self.local.clock

    @property
    def faults(self) -> Faults:
        return self.local.faults

    def person(self, name: str) -> Driver:
        """Somebody who types, clicks and reads, by handle, real name or id."""
        return self.local.as_person(name)

    def wait_for(self, predicate: Callable[[], Any], timeout: float = 5.0) -> Any:
        """Waits until the predicate is true and gives its value. Raises TimeoutError."""
        return self.local.wait_for(predicate, timeout)

    def answer(
        self, who: str, containing: str, channel: str | None = None, timeout: float = 5.0
    ) -> Message:
        """Waits for a message of the bot that `who` can see, and gives the newest one.

        `channel` is a name, None = the direct message with the bot. Raises AssertionError with
        what was to be seen instead.
        """
        driver, bot = self.person(who), self.local.model.bot.id

        def seen() -> list[Message]:
            return [m for m in driver.sees(channel) if m.user == bot]

        try:
            found = self.wait_for(lambda: [m for m in seen() if containing in m.text], timeout)
        except TimeoutError:
            said = "\n".join(f"- {m.text}" for m in seen()) or "- nothing"
            raise AssertionError(f"no answer with {containing!r}; the bot said:\n{said}") from None
        newest: Message = found[-1]
        return newest

    # -- the app --------------------------------------------------------------------------------

    def run(self, bolt_app: Any, transport: Transport | None = None, timeout: float = 10.0) -> None:
        """Connects a Bolt app (the synchronous `App`) and returns when the workspace has it.

        A second call connects a second instance over Socket Mode. Raises TimeoutError, for
        instance when the app was made with another signing secret.
        """
        if (transport or self.transport) == "http":
            self.connect_http(self._serve(bolt_app), timeout)
        else:
            self._connect_socket(bolt_app, timeout)

    def connect_http(self, request_url: str, timeout: float = 10.0) -> None:
        """Posts everything to an app that listens already, in whatever language it is written."""
        self.local.use_http(request_url)
        self.local.wait_for_app(timeout=timeout)

    def _connect_socket(self, bolt_app: Any, timeout: float) -> None:
        adapter = importlib.import_module("slack_bolt.adapter.socket_mode")
        handler = adapter.SocketModeHandler(bolt_app, self.app_token)
        before = self.local.connections
        handler.connect()
        self.local.wait_for_app(before + 1, timeout)

        def close() -> None:
            # The client reads its socket with a timeout of 3 s and its queue with one of 1 s; the
            # server hanging up first and an empty message end both at once.
            handler.client.auto_reconnect_enabled = False
            self.local.stop()
            handler.client.closed = True
            handler.client.enqueue_message("{}")
            handler.close()

        self._closing.append(close)

    def _serve(self, bolt_app: Any) -> str:
        request_type = importlib.import_module("slack_bolt.request").BoltRequest
        server = _Server(("127.0.0.1", 0), _handler(bolt_app, request_type))
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="bolt-http")
        thread.start()

        def close() -> None:
            self.local.stop()
            server.shutdown()
            server.server_close()
            thread.join()

        self._closing.append(close)
        return f"http://127.0.0.1:{server.server_address[1]}/slack/events"

    def close(self) -> None:
        """Disconnects the apps and stops the workspace."""
        while self._closing:
            self._closing.pop()()
        self.local.stop()


class _Server(ThreadingHTTPServer):
    # So that closing waits for requests under way, and no thread outlives a test.
    daemon_threads = False
    # Slack may post many things at once; the usual five would refuse some of them.
    request_queue_size = 128


def _handler(bolt_app: Any, request_type: Any) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            asked = request_type(body=body.decode(), headers=dict(self.headers.items()))
            told = bolt_app.dispatch(asked)
            data = told.body.encode()
            self.send_response(told.status)
            for name, values in told.headers.items():
                for value in values:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Quiet: a test's output belongs to the test."""

    return Handler


@pytest.fixture
def slack_config() -> WorkspaceConfig:
    """What the workspace is made of; override it for people, channels and commands of your own."""
    people = [
        Person("lin", "林岚"),
        Person("alice", "Alice Wong", locale="en-US"),
        Person("bob", "Bob", locale="en-US", tz="America/Los_Angeles"),
    ]
    everybody = [person.name for person in people]
    return WorkspaceConfig(
        people=people,
        channels=[Channel("general", everybody), Channel("quiet", everybody, with_bot=False)],
    )


@pytest.fixture
def slack_transport() -> Transport:
    """How `slack.run` connects an app: "socket" or "http"."""
    return "socket"


@pytest.fixture
def slack(slack_config: WorkspaceConfig, slack_transport: Transport) -> Iterator[Slack]:
    """A workspace of this test's own."""
    with start(slack_config) as local:
        running = Slack(local, slack_transport)
        yield running
        running.close()
