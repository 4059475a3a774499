"""Puts the parts together and runs them in a thread of their own."""

import asyncio
import contextlib
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from .clock import Clock
from .config import Channel, Person, Words, WorkspaceConfig
from .connections import Connections
from .delivery import Delivery, Hub
from .events import EventFeed
from .faults import DisconnectReason, Faults
from .file_routes import file_routes
from .http_mode import HttpLink
from .inspect_api import InspectApi
from .inspecting import Inspector
from .model import Message, Model
from .page_api import PageApi
from .page_door import PageDoor
from .page_state import check_tour, moment, time_state
from .page_stream import Stream
from .people import Actions, Driver
from .response_routes import response_routes
from .responses import ResponseUrls
from .saver import Saver
from .saving import State, check_app, read_state
from .scopes import Access
from .serving import WebServer, listen
from .socket_mode import SocketMode
from .stage import Stage
from .travel import Travel
from .web_api import WebApi

PAGE = Path(__file__).parent / "page"
START_SECONDS = 10.0
TRAVEL_FAILED = Words(
    zh="时间停在这里了：应用处理到期的事情时出错，详情见日志。",
    en="Time stopped here: the app failed at something that was due. The log says more.",
)
# Images come from wherever a message says; scripts and styles only from here.
POLICY = "default-src 'self'; img-src * data:; object-src 'none'; frame-ancestors 'none'"


class RunningWorkspace:
    """A workspace that listens. Made by `start`; `stop` (or leaving the `with`) ends it."""

    def __init__(
        self,
        config: WorkspaceConfig,
        listening: socket.socket,
        state_file: Path | None = None,
        kept: State | None = None,
    ) -> None:
        host, port = listening.getsockname()[:2]
        self._address = f"{host}:{port}"
        self._socket = listening
        self.model = Model(config)
        self.signing_secret = config.signing_secret or secrets.token_hex(16)
        self._told_ready = config.preparing is None
        self._stage = Stage(config.preparing, self._stage_changed)
        self._saver = None if state_file is None else Saver(state_file, self._state)
        self.restored = kept is not None
        if kept is not None and state_file is not None:
            check_app(state_file, kept, self._whose)
            self._restore(kept)
        self._access = Access(self.model)
        if "commands" not in self._access.granted:
            # Without this scope Slack does not even list them.
            self.model.commands.clear()
            self.model.shortcuts.clear()
        self.faults = Faults(self.model, self._access)
        self._stream = Stream(self.model)
        self._travel = Travel(self.clock, config.traveller, self._travelled)
        self._stream.time = lambda: time_state(self.model, self._travel)
        self._connections = Connections(config, self.clock)
        self._connections.on_count = self._stream.app_state
        secrets_kept = (self.bot_token, self.app_token, self.signing_secret)
        self.inspector = Inspector(self.model, secrets_kept)
        self.inspector.on_change = self._stream.inspected
        self._hub = Hub(config, self.clock, self.faults, self._connections, self.inspector.sent)
        self._urls = ResponseUrls(self.model)
        self._urls.prefix = f"http://{self._address}/response/"
        self.model.files.base = f"http://{self._address}"
        self._actions = Actions(self.model, self._hub, self._urls)
        self._feed = EventFeed(self.model, self._hub, self._access)
        self._watching = contextlib.ExitStack()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._server = WebServer(self._application())
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

    # -- what surrounds it ----------------------------------------------------------------------

    @property
    def notes(self) -> dict[str, Any]:
        """Whatever the starter wants to find again: JSON values, saved with the state."""
        return self._stage.notes

    @property
    def chosen_locale(self) -> str | None:
        """What the visitor chose while preparing: by a click, else what the browser speaks."""
        return self._stage.chosen_locale

    def prepare(self, words: Words, share: float | None = None) -> None:
        """Says on the page what is being made ready, and how much of it is done (0 to 1)."""
        self._stage.prepare(words, share)

    def ready(self) -> None:
        """From here on the page is usable. Raises SlackError for a tour to nowhere."""
        check_tour(self.model)
        self._stage.ready()
        self._stream.everybody({"kind": "state"})

    def repopulate(self, people: Sequence[Person], channels: Sequence[Channel]) -> None:
        """Other people and channels instead. Raises RuntimeError once a message exists."""
        self.model.repopulate(people, channels)
        self._stream.everybody({"kind": "state"})

    def mark_read(self, before: float) -> None:
        """Everybody has read what is older than `before`, in seconds since the epoch."""
        self.model.reads.read_before(before)
        self._touched()
        self._stream.everybody({"kind": "state"})

    def travel(self, seconds: float) -> None:
        """Moves the time on, stop by stop, and returns when it has arrived.

        Raises what a stop raised, SlackError `already_travelling`, ValueError for going back.
        """
        self._travel.run(seconds)

    def _stage_changed(self) -> None:
        self._touched()
        # A tour that was ended is nothing to make ready: pages would enter anew.
        told, self._told_ready = self._told_ready, not self._stage.is_preparing
        if told and self._told_ready:
            return
        self._stream.each(lambda at: {"kind": "preparing", "preparing": self._stage.preparing(at)})

    def _travelled(self, until: float | None, failed: bool) -> None:
        self._stream.travelled(moment(self.model, until), TRAVEL_FAILED if failed else None)

    # -- being kept -----------------------------------------------------------------------------

    def _touched(self) -> None:
        if self._saver is not None:
            self._saver.touch()

    def _state(self) -> State | None:
        """What is to be kept; None while it is being made ready."""
        if self._stage.is_preparing:
            return None
        return State(
            self._whose,
            self.model.config.app_name,
            self.signing_secret,
            self.clock.now(),
            self.model.contents(),
            self._stage.tour_done,
            dict(self.notes),
        )

    @property
    def _whose(self) -> tuple[str, str]:
        return self.model.team_id, self.model.bot.id

    def _restore(self, kept: State) -> None:
        self.signing_secret = self.model.config.signing_secret or kept.signing_secret
        self.model.restore(kept.contents)
        self.clock.set(kept.now)
        self._stage.restore(kept.tour_done, kept.notes)

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
        """Posts the initial messages, unless they were there before, and listens."""
        if not self.restored:
            self._post_initial_messages()
        if not self._stage.is_preparing:
            check_tour(self.model)
        self.model.listen(self._feed.on_change)
        self.model.listen(self._stream.on_change)
        self._watching.enter_context(self.clock.listening(self._stream.clock_moved))
        if self._saver is not None:
            self.model.listen(self._saver.touch)
            self._watching.enter_context(self.clock.listening(self._saver.touch))
            self._saver.open()
        self._thread.start()
        if not self._started.wait(START_SECONDS):
            raise RuntimeError("the workspace did not start")

    def stop(self) -> None:
        """Ends a travel, closes every connection, ends the thread, saves. May be called twice."""
        self._travel.close()
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.call_soon_threadsafe(self._close)
        if self._thread.is_alive():
            self._thread.join()
        self._watching.close()
        if self._saver is not None:
            self._saver.close()

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

    def _application(self) -> Starlette:
        sockets = SocketMode(self.model, self._connections, lambda: f"ws://{self._address}")
        web_api = WebApi(self.model, self._access, self.faults, sockets.new_url, self.inspector)
        page_api = PageApi(self.model, self._actions, self._stream)
        page_door = PageDoor(
            self.model, self._stage, self._travel, self._stream, self._feed.member_changed
        )
        page_door.is_connected = lambda: self._hub.count > 0
        routes: list[BaseRoute] = [
            Route("/", _page),
            Route("/api/{method}", web_api.handle, methods=["GET", "POST"]),
            *response_routes(self._urls, self.faults, self.inspector),
            WebSocketRoute("/link/", sockets.serve),
            *page_api.routes(),
            *page_door.routes(),
            *InspectApi(self.model, self._actions, self.inspector).routes(),
            *file_routes(self.model, self._access, self.faults),
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


async def _page(_request: Request) -> Response:
    return FileResponse(
        PAGE / "index.html",
        headers={"content-security-policy": POLICY, "cache-control": "no-store"},
    )


def start(config: WorkspaceConfig, port: int = 0, state: Path | None = None) -> RunningWorkspace:
    """Starts a workspace on 127.0.0.1 and returns when it listens; port 0 takes a free one.

    With `state`, a file, it goes on from what was kept there, and keeps there what happens.
    Raises OSError when the port is taken, StateError when the file cannot be used (it is then left
    as it is), SlackError when the configuration names somebody or something it does not define.
    """
    kept = None if state is None else read_state(state)
    listening = listen(port)
    try:
        running = RunningWorkspace(config, listening, state, kept)
        running.open()
    except BaseException:
        listening.close()
        raise
    return running
