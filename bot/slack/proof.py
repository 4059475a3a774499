"""Over HTTP a quiet Slack may be asleep or gone: when nothing comes for long, ask it.

Asking proves that the token works and Slack can be reached, not that Slack reaches us: nothing
but a request of Slack's can prove that, and its age is told beside.
"""

import logging
import threading

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.health import QUIET_SECONDS, RETRY_SECONDS, Health, Pulse, Seconds, http_health

_LOG = logging.getLogger("fupan.slack")


class Proof:
    """Knows when Slack was last heard and last answered. Made right after a successful auth.test.

    `quiet` is how many seconds of silence are let be, `retry` how many lie between two calls.
    """

    def __init__(
        self,
        client: WebClient,
        seconds: Seconds,
        quiet: float = QUIET_SECONDS,
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._client = client
        self._quiet, self._retry = quiet, retry
        self.heard = Pulse(seconds)
        self._proven = Pulse(seconds)
        self._proven.beat()
        self._failures = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="fupan-proof", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self, patience: float) -> bool:
        """Watch no longer; False when a call is still under way after `patience` seconds."""
        self._stopping.set()
        self._thread.join(patience)
        return not self._thread.is_alive()

    def health(self) -> Health:
        """Judge whether Slack is there."""
        return http_health(self.heard.age(), self._proven.age(), self._failures)

    def _watch(self) -> None:
        while not self._stopping.wait(self._next()):
            if self._silence() >= self._quiet:
                self._prove()
            elif self._failures:
                # It asked again by itself.
                self._failures = 0

    def _silence(self) -> float:
        """Return for how long Slack has neither asked nor answered anything."""
        ages = (self.heard.age(), None if self._failures else self._proven.age())
        return min((age for age in ages if age is not None), default=self._quiet)

    def _next(self) -> float:
        return max(self._retry, self._quiet - self._silence())

    def _prove(self) -> None:
        try:
            self._client.auth_test()
        except SlackApiError as error:
            self._failed(str(error.response.get("error") or "unknown"))
        except (SlackClientError, OSError, ValueError) as error:
            self._failed(type(error).__name__)
        else:
            if self._failures:
                _LOG.warning("Slack answers again")
            self._failures = 0
            self._proven.beat()

    def _failed(self, what: str) -> None:
        if not self._failures:
            _LOG.warning("Slack does not answer (%s): asking again until it does", what)
        self._failures += 1
