"""One Socket Mode connection from its handshake to its end. Knows the protocol, decides nothing.

It runs in a thread of its own. What arrives goes to the `Exchange` that opened it.
"""

import json
import logging
import threading
from concurrent.futures import Future
from typing import Any, Protocol

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from bot.render.mrkdwn import Json
from bot.slack.health import Pulse, Seconds

_LOG = logging.getLogger("fupan.slack")
OPEN_SECONDS, CLOSE_SECONDS = 10.0, 1.0
# An envelope holds a whole view; Slack's own limit on one is far below.
_LARGEST = 4 * 2**20


class Exchange(Protocol):
    """What a line reports to; called from the line's thread and quick to return."""

    def took(self, line: "Line", envelope: Json) -> None:
        """Take an envelope; it is acknowledged later with `acknowledge`."""

    def leaving(self, line: "Line", reason: str) -> None:
        """Slack will close this line soon and wants another one opened."""

    def ended(self, line: "Line") -> None:
        """The line is closed."""


class Line:
    """A connection. `open` returns once Slack has said hello on it.

    `born` is when that was, `heard` the last message or answered ping, `left` whether it is to be
    replaced. `how` goes to the library's connect.
    """

    def __init__(self, exchange: Exchange, seconds: Seconds, how: dict[str, Any]) -> None:
        self._exchange = exchange
        self._how = how
        self._opened: Future[None] = Future()
        self._socket: ClientConnection | None = None
        self._pong: threading.Event | None = None
        self._ended = threading.Event()
        self.heard = Pulse(seconds)
        self.born = Pulse(seconds)
        self.left = False

    @property
    def alive(self) -> bool:
        """Say whether it is open, as far as this side knows."""
        return self._socket is not None and not self._ended.is_set()

    def open(self, url: str) -> None:
        """Connect and wait for hello. Raises OSError, WebSocketException, ValueError."""
        threading.Thread(target=self._run, args=(url,), name="fupan-line", daemon=True).start()
        try:
            self._opened.result(2 * OPEN_SECONDS)
        except BaseException:
            self._ended.set()
            raise
        self.born.beat()

    def _run(self, url: str) -> None:
        try:
            with connect(
                url,
                compression=None,
                open_timeout=OPEN_SECONDS,
                close_timeout=CLOSE_SECONDS,
                # Pinged by whoever opened it, who wants to know of every answer.
                ping_interval=None,
                max_size=_LARGEST,
                **self._how,
            ) as socket:
                self._read(socket)
        except (OSError, WebSocketException, ValueError) as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - told, and the connection is replaced
            _LOG.error("a connection to Slack broke", exc_info=error)
            self._fail(error)
        finally:
            self._fail(ConnectionError("closed before hello"))
            self._ended.set()
            self._exchange.ended(self)

    def _fail(self, error: Exception) -> None:
        if not self._opened.done():
            self._opened.set_exception(error)

    def _read(self, socket: ClientConnection) -> None:
        try:
            for text in socket:
                if self._ended.is_set():
                    return
                self.heard.beat()
                self._take(socket, _parsed(text))
        except ConnectionClosed:
            return

    def _take(self, socket: ClientConnection, message: Json) -> None:
        kind = message.get("type")
        if kind == "hello" and not self._opened.done():
            # Before anybody is told: the first envelope may come at the heels of this.
            self._socket = socket
            self._opened.set_result(None)
        elif kind == "disconnect":
            self.left = True
            self._exchange.leaving(self, str(message.get("reason") or "unknown"))
        elif isinstance(message.get("payload"), dict) and message.get("envelope_id"):
            self._exchange.took(self, message)

    def acknowledge(self, envelope: Json, body: Any = None) -> bool:
        """Acknowledge an envelope, with what Slack is to show; False when the line is closed."""
        answer = {"envelope_id": envelope["envelope_id"]}
        if body:
            answer["payload"] = body
        if self._socket is None:
            return False
        try:
            self._socket.send(json.dumps(answer))
        except (ConnectionClosed, OSError):
            return False
        return True

    def ping(self, patience: float) -> None:
        """Ping, and note the answer if it comes within `patience` seconds, or before the next."""
        if self._socket is None:
            return
        if self._pong is not None and self._pong.is_set():
            self.heard.beat()
        try:
            self._pong = self._socket.ping()
        except (ConnectionClosed, OSError):
            return
        if self._pong.wait(patience):
            self._pong = None
            self.heard.beat()

    def close(self) -> None:
        """Say goodbye and close; one that does not answer is cut off after a second."""
        try:
            if self._socket is not None:
                self._socket.close()
        except (WebSocketException, OSError) as error:
            _LOG.debug("closing: %s", type(error).__name__)
        self._ended.wait(2 * CLOSE_SECONDS)
        self._ended.set()


def _parsed(text: str | bytes) -> Json:
    """Return a message as an object; what is none means nothing to this side."""
    try:
        message = json.loads(text)
    except ValueError:
        _LOG.warning("Slack sent something that is no JSON")
        return {}
    return message if isinstance(message, dict) else {}
