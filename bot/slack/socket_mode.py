"""Socket Mode that stays connected: the library's client goes quiet in ways it does not notice.

That client gives a connection up only after a first answered ping, replaces one without reading
the old one to its end, and tries again without a pause that grows (python-slack-sdk 1701, 1446).
Here a connection counts as dead when Slack has not answered for some pings, a new one is opened
before the old one is let go, and an envelope is acknowledged on the line it came by.
"""

import json
import logging
import random
import threading
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from websockets.exceptions import WebSocketException

from bot.render.mrkdwn import Json
from bot.slack.dispatch import Reply, dispatch
from bot.slack.health import PINGS, Health, Pulse, Seconds, socket_health
from bot.slack.line import Line
from bot.slack.pool import Pool

_LOG = logging.getLogger("fupan.slack")

_TAKERS, _ARRIVED = 10, 1000
_LONGEST_PAUSE, _SHORT_LIFE = 60.0, 10.0
# A line that Slack wants to leave is read to its end, which comes within seconds.
_GOODBYE = 60.0
_RENEW = 3600.0
_PATIENCE = 3.0


def pause(failures: int, jitter: Callable[[], float] = random.random) -> float:
    """Return how many seconds to wait after so many failures in a row: twice as long each time.

    From half of it to all of it, so that many bots do not come back in the same second.
    """
    if not failures:
        return 0.0
    longest: float = min(_LONGEST_PAUSE, 2.0 ** min(failures - 1, 10))
    return longest * (0.5 + 0.5 * jitter())


class SocketMode:
    """Keeps one connection open and hands what it brings to the app. Safe from several threads."""

    def __init__(
        self, app: App, client: WebClient, app_token: str, seconds: Seconds, ping: float
    ) -> None:
        self._app = app
        self._client = client
        self._token = app_token
        self._seconds = seconds
        self._ping = ping
        self._takers = Pool(_TAKERS, _ARRIVED, "socket")
        self._line: Line | None = None
        self._old: list[Line] = []
        self._envelopes = Pulse(seconds)
        self._started = Pulse(seconds)
        self._started.beat()
        self._failures = 0
        self._troubled = False
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="fupan-socket", daemon=True)

    def start(self, url: str) -> None:
        """Connect to the address of a socket just given out, and stay connected.

        Where the first attempt fails the next ones follow, as after any loss.
        """
        try:
            self._open(url)
        except (OSError, WebSocketException, ValueError) as error:
            self._failed(type(error).__name__)
        self._keeper.start()

    def stop(self, patience: float) -> bool:
        """Take nothing new, acknowledge what was taken, hang up. False when it took too long.

        What arrives meanwhile is not acknowledged: Slack delivers it again, to whoever is there.
        """
        self._stopping.set()
        self._wake.set()
        finished = self._takers.close(patience)
        self._keeper.join(_PATIENCE)
        for line in (*self._old, *([self._line] if self._line else [])):
            line.close()
        return finished

    def health(self) -> Health:
        """Judge the connection."""
        line = self._line
        heard = None if line is None else line.heard.age()
        since = heard if heard is not None else self._started.age()
        return socket_health(since or 0.0, self._ping, connected=line is not None and line.alive)

    # -- what the lines report --------------------------------------------------------------------

    def took(self, line: Line, envelope: Json) -> None:
        """Put an envelope to the takers; one too many is left for Slack to deliver again."""
        self._envelopes.beat()
        if self._stopping.is_set():
            return
        if not self._takers.submit(lambda: self._serve(line, envelope)):
            _LOG.warning("too much arrives at once: left a delivery to be repeated")

    def leaving(self, _line: Line, reason: str) -> None:
        """Have another line opened."""
        _LOG.info("Slack asks for a new connection: %s", reason)
        self._wake.set()

    def ended(self, line: Line) -> None:
        """Notice a line's end; one that ends again and again is opened less and less often."""
        if line is self._line and not self._stopping.is_set():
            _LOG.info("the connection to Slack ended")
            self._failures += (line.born.age() or 0.0) < _SHORT_LIFE
        self._wake.set()

    def _serve(self, line: Line, envelope: Json) -> None:
        attempt, reason = envelope.get("retry_attempt"), envelope.get("retry_reason")
        reply = dispatch(self._app, envelope["payload"], str(attempt or ""), str(reason or ""))
        try:
            if reply.status == 200:
                self._acknowledge(line, envelope, _body(reply))
        finally:
            reply.sent()

    def _acknowledge(self, line: Line, envelope: Json, body: Any) -> None:
        # Its own line may be gone by now; Slack takes the acknowledgement on another one.
        other = self._line
        if line.acknowledge(envelope, body) or (other and other.acknowledge(envelope, body)):
            return
        _LOG.warning("could not acknowledge a delivery: Slack will repeat it")

    # -- keeping connected ------------------------------------------------------------------------

    def _keep(self) -> None:
        while not self._stopping.is_set():
            wait = self._ping
            try:
                self._let_go()
                if not self._good() and not self._renew():
                    wait = 0.0
            except Exception:  # noqa: BLE001 - whatever it was, the next look may mend it
                _LOG.exception("looking after the connection failed")
            self._wake.wait(wait)
            self._wake.clear()

    def _good(self) -> bool:
        """Ping the line; say whether it may stay."""
        line = self._line
        if line is None or not line.alive:
            return False
        line.ping(min(self._ping, _PATIENCE))
        if not line.alive or line.left:
            return False
        if (line.heard.age() or 0.0) > PINGS * self._ping:
            self._trouble("no answer to pings")
            self._drop(line)
            return False
        if (line.born.age() or 0.0) > _SHORT_LIFE:
            self._failures = 0
        # Slack may be delivering to one that died unseen: renew a line that brings nothing.
        ages = [age for age in (line.born.age(), self._envelopes.age()) if age is not None]
        line.left = min(ages) > _RENEW
        return not line.left

    def _renew(self) -> bool:
        """Open a line in place of the one there is, after the pause that past failures cost."""
        if self._stopping.wait(pause(self._failures)):
            return False
        lost = self._line is None or not self._line.alive
        try:
            self._open(str(self._client.apps_connections_open(app_token=self._token)["url"]))
        except SlackApiError as error:
            self._failed(str(error.response.get("error") or "unknown"))
            return False
        except (SlackClientError, OSError, WebSocketException, ValueError) as error:
            self._failed(type(error).__name__)
            return False
        if lost or self._troubled:
            self._back()
        return True

    def _open(self, url: str) -> None:
        encrypted = url.startswith("wss:") and self._client.ssl is not None
        line = Line(self, self._seconds, {"ssl": self._client.ssl} if encrypted else {})
        line.open(url)
        before, self._line = self._line, line
        _LOG.info("connected to Slack")
        if before is not None and before.alive:
            # Read to its end: what is on its way there is not lost.
            before.born.beat()
            self._old.append(before)

    def _let_go(self) -> None:
        """Forget old lines that Slack has closed, close those that it forgot."""
        for line in list(self._old):
            if line.alive and (line.born.age() or 0.0) > _GOODBYE:
                self._drop(line)
            if not line.alive:
                self._old.remove(line)

    def _drop(self, line: Line) -> None:
        threading.Thread(target=line.close, name="fupan-goodbye", daemon=True).start()

    # -- telling it once --------------------------------------------------------------------------

    def _failed(self, what: str) -> None:
        self._failures += 1
        self._trouble(what)

    def _trouble(self, what: str) -> None:
        if not self._troubled:
            _LOG.warning("no connection to Slack (%s): trying until there is one", what)
            self._troubled = True

    def _back(self) -> None:
        """Say that it is back, where it was said to be gone, and have Slack notice as well.

        Sessions that were cut have been seen to get no events until the app called something.
        """
        if self._troubled:
            _LOG.warning("connected to Slack again")
            self._troubled = False
        try:
            self._client.auth_test()
        except (SlackClientError, OSError, ValueError) as error:
            _LOG.info("auth.test failed: %s", type(error).__name__)


def _body(reply: Reply) -> Any:
    if not reply.body:
        return None
    return json.loads(reply.body) if reply.is_json else {"text": reply.body}
