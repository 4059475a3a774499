"""Puts the parts together and runs them in a thread of their own. The only module with sockets."""

import asyncio
import contextlib
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from .clock import Clock
from .config import WorkspaceConfig
from .connections import Connections
from .cutting import NotingProtocol
from .delivery import Delivery, Hub
from .errors import SlackError
from .events import EventFeed
from .faults import DisconnectReason, Faults
from .file_routes import file_routes
from .http_mode import HttpLink
from .model import Message, Model
from .page_api import PageApi
from .page_stream import Stream
from .people import Actions, Driver
from .responses import ResponseUrls
from .scopes import Access
from .socket_mode import SocketMode
from .web_api import WebApi, faulty, json_object

PAGE = Path(__file__).parent / "page"
START_SECONDS = 10.0
# Images come from wherever a message says; scripts and styles only from here.
POLICY = "default-src 'self'; img-src * data:; object-src 'none'; frame-ancestors 'none'"


class _Uvicorn(uvicorn.Server):
    """As uvicorn's, but that it closes what it accepted while it was already closing the rest."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; a connection accepted at the last moment would be left to nobody."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)


class RunningWorkspace:
    """A workspace that listens. Made by `start`; `stop` (or leaving the `with`) ends it."""

    def __init__(self, config: WorkspaceConfig, listening: socket.socket) -> None:
        host, port = listening.getsockname()[:2]
        self._address = f"{host}:{port}"
        self._socket = listening
        self.model = Model(config)
        self.signing_secret = config.signing_secret or secrets.token_hex(16)
        self._access = Access(self.model)
        if "commands" not in self._access.granted:
            # Without this scope Slack does not even list them.
            self.model.commands.clear()
            self.model.shortcuts.clear()
        self.faults = Faults(self.model, self._access)
        self._stream = Stream(self.model)
        self._connections = Connections(config, self.clock)
        self._connections.on_count = self._stream.app_state
        self._hub = Hub(config, self.clock, self.faults, self._connections)
        self._urls = ResponseUrls(self.model)
        self._urls.prefix = f"http://{self._address}/response/"
        self.model.files.base = f"http://{self._address}"
        self._actions = Actions(self.model, self._hub, self._urls)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._server = _Uvicorn(self._uvicorn_config())
        self._thread = threading.Thread(target=self._run, name="workspace", daemon=True)

    # -- addresses ------------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """The base of the Web API, for a Slack client's `base_url`."""
        return f"http://{self._address}/api/"

    @property
    def page_url(self) -> str:
        return f"http://{self._address}/"

    @property
    def bot_token(self) -> str:
        return self.model.bot_token

    @property
    def app_token(self) -> str:
        return self.model.app_token

    @property
    def clock(self) -> Clock:
        """The workspace's own clock; move it instead of waiting."""
        return self.model.clock

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open; over HTTP 1 once the URL has answered."""
        return self._hub.count

    # -- for tests ------------------------------------------------------------------------------

    def as_person(self, name: str) -> Driver:
        """The driver of one person, by handle, real name or id."""
        return Driver(self.model, self._actions, self.model.member(name))

    def messages(
        self, channel: str, seen_by: Driver | str | None = None, thread: str | None = None
    ) -> list[Message]:
        """Oldest first, replies included; with `seen_by` only what that person may see.

        `channel` is a name or an id; `@name` (with `seen_by`) is the direct message with somebody.
        """
        viewer = self.as_person(seen_by) if isinstance(seen_by, str) else seen_by
        if viewer is not None:
            return viewer.sees(channel, thread)
        return self.model.messages(self.model.conversation(channel).id, None, thread)

    def wait_for(self, predicate: Callable[[], Any], timeout: float = 5.0) -> Any:
        """Waits until the predicate is true and gives its value. Raises TimeoutError."""
        return self.model.wait_for(predicate, timeout)

    def wait_for_app(self, connections: int = 1, timeout: float = 10.0) -> None:
        """Waits until the app holds that many connections. Raises TimeoutError."""
        self.wait_for(lambda: self.connections >= connections, timeout)

    # -- transport ------------------------------------------------------------------------------

    def use_http(self, request_url: str) -> None:
        """From now on everything is posted to this URL, signed; `wait_for_app` waits for it."""
        self._on_loop(self._open_http, request_url)

    def redeliver(self, delivery: Delivery) -> Delivery:
        """The same payload once more, as after a lost acknowledgement."""
        return self._hub.submit(Delivery(delivery.kind, delivery.payload))

    def disconnect(self, reason: DisconnectReason = "refresh_requested") -> None:
        """Socket Mode: asks every connection to renew itself; `link_disabled` ends them."""
        self._on_loop(self._connections.disconnect, reason)

    def drop_connections(self) -> None:
        """Socket Mode: cuts every connection without a word."""
        self._on_loop(self._connections.drop)

    def _on_loop(self, act: Callable[..., None], *args: object) -> None:
        if self._loop is None:
            raise RuntimeError("the workspace is not running")
        self._loop.call_soon_threadsafe(act, *args)

    def _open_http(self, request_url: str) -> None:
        link = HttpLink(self.model.config, request_url, self.signing_secret)
        link.on_count = self._stream.app_state
        if isinstance(self._hub.link, HttpLink):
            self._hub.link.stop_asking()
        self._hub.switch(link)
        link.open()

    # -- running --------------------------------------------------------------------------------

    def __enter__(self) -> "RunningWorkspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def open(self) -> None:
        """Posts the initial messages and listens."""
        self._post_initial_messages()
        self.model.listen(EventFeed(self.model, self._hub, self._access).on_change)
        self.model.listen(self._stream.on_change)
        self._thread.start()
        if not self._started.wait(START_SECONDS):
            raise RuntimeError("the workspace did not start")

    def stop(self) -> None:
        """Closes every connection and ends the thread. May be called twice."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.call_soon_threadsafe(self._close)
        if self._thread.is_alive():
            self._thread.join()

    def _close(self) -> None:
        self._stream.close()
        self._hub.close()
        self._server.should_exit = True

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def _post_initial_messages(self) -> None:
        for initial in self.model.config.initial_messages:
            author = self.model.member(initial.author)
            where = self.model.conversation(initial.channel)
            blocks = [dict(block) for block in initial.blocks]
            said = Message(where.id, "", author.id, initial.text, blocks, by_app=author.is_bot)
            self.model.post(said)

    # -- the application ------------------------------------------------------------------------

    def _uvicorn_config(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._application(),
            lifespan="on",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
            http=NotingProtocol,
            ws="websockets-sansio",
        )

    def _application(self) -> Starlette:
        sockets = SocketMode(self.model, self._connections, lambda: f"ws://{self._address}")
        web_api = WebApi(self.model, self._access, self.faults, sockets.new_url)
        page_api = PageApi(self.model, self._actions, self._hub, self._stream)
        routes: list[BaseRoute] = [
            Route("/", _page),
            Route("/api/{method}", web_api.handle, methods=["GET", "POST"]),
            Route("/response/{key}", self._respond, methods=["POST"]),
            WebSocketRoute("/link/", sockets.serve),
            *page_api.routes(),
            *file_routes(self.model, self.faults),
            Mount("/page", StaticFiles(directory=PAGE)),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        self._hub.open(self._loop)
        self._stream.open(self._loop)
        if self.model.config.request_url is not None:
            self._open_http(self.model.config.request_url)
        self._started.set()
        yield

    async def _respond(self, request: Request) -> Response:
        return await faulty(self.faults, "response_url", request, lambda: self._responded(request))

    async def _responded(self, request: Request) -> Response:
        try:
            self._urls.use(request.path_params["key"], json_object(await request.body()))
        except SlackError as error:
            gone = error.code in ("expired_url", "used_url")
            return JSONResponse(
                {"ok": False, "error": error.code} | error.extra, status_code=404 if gone else 500
            )
        return PlainTextResponse("ok")


async def _page(_request: Request) -> Response:
    return FileResponse(
        PAGE / "index.html",
        headers={"content-security-policy": POLICY, "cache-control": "no-store"},
    )


def start(config: WorkspaceConfig, host: str = "127.0.0.1", port: int = 0) -> RunningWorkspace:
    """Starts a workspace and returns when it listens; port 0 takes a free one.

    Raises OSError when the port is taken, SlackError when the configuration names somebody or
    something that it does not define.
    """
    listening = socket.create_server((host, port), backlog=128)
    try:
        running = RunningWorkspace(config, listening)
        running.open()
    except BaseException:
        listening.close()
        raise
    return running
