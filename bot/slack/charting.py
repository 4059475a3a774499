"""Charts on their way to Slack: whether it takes its own kind, and pictures in place of them."""

import logging
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from base.answer import Answer
from base.language import Lang
from bot.render.png import picture
from bot.slack.pool import Pool

_LOG = logging.getLogger("fupan.slack")
# Slack rolls new blocks out step by step: what was refused an hour ago may be taken now.
_TRY_AGAIN = 3600.0
_LOOKS, _BETWEEN = 20, 0.25


class Charting:
    """What is known about charts in this workspace. Safe to use from several threads."""

    def __init__(
        self,
        client: WebClient,
        pool: Pool,
        timer: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.pool = pool
        self._client = client
        self._timer = timer
        self._sleep = pause
        self._refused_at: float | None = None
        self._lock = threading.Lock()

    @property
    def native(self) -> bool:
        """Say whether to try Slack's own charts."""
        with self._lock:
            since = self._refused_at
        return since is None or self._timer() - since > _TRY_AGAIN

    def refused(self) -> None:
        """Remember that Slack refused one."""
        with self._lock:
            self._refused_at = self._timer()

    def upload(self, answer: Answer, lang: Lang) -> str | None:
        """Draw and upload an answer's chart; return the file's id once messages may name it.

        None where there is nothing to draw, or Slack does not take the file.
        """
        drawn = picture(answer, lang)
        if drawn is None:
            return None
        try:
            done = self._client.files_upload_v2(
                content=drawn.data, filename="chart.png", title=drawn.title, alt_txt=drawn.alt_text
            )
            file_id = str(done["file"]["id"])
            return file_id if self._ready(file_id) else None
        except (SlackApiError, SlackRequestError, OSError, HTTPException) as error:
            _LOG.warning("a picture was not uploaded: %s", type(error).__name__)
            return None

    def _ready(self, file_id: str) -> bool:
        """Wait until Slack has looked at the file: a message that names it earlier is refused."""
        for _ in range(_LOOKS):
            found: dict[str, Any] = self._client.files_info(file=file_id)["file"]
            if found.get("mimetype"):
                return True
            self._sleep(_BETWEEN)
        _LOG.warning("a picture was not ready in time")
        return False
