"""Finding out whether a message whose fate is unknown was posted: by the key in its metadata."""

import hashlib
import logging
from dataclasses import replace
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.render.mrkdwn import Json
from bot.slack.incoming import Target

_LOG = logging.getLogger("fupan.slack")
_EVENT = "fupan_answer"
# The clocks of two machines are never the same.
_SLACK_BEHIND = 60.0


class Traces:
    """Marks messages and finds them again."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def metadata(self, key: str) -> Json:
        """Return the metadata that names a message; the key itself is nobody's business."""
        name = hashlib.sha256(key.encode()).hexdigest()[:24]
        return {"event_type": _EVENT, "event_payload": {"key": name}}

    def _with_channel(self, target: Target) -> Target:
        """Return the target with its direct message, where only the person is named."""
        if not target.channel.startswith(("U", "W")):
            return target
        opened = self._client.conversations_open(users=target.channel)
        return replace(target, channel=str(opened["channel"]["id"]))

    def find(self, target: Target, key: str, since: float) -> tuple[str, str] | None:
        """Return channel and `ts` of a message posted after `since` (epoch seconds), if any.

        None also where Slack cannot be asked: then it is posted again rather than lost.
        """
        wanted = self.metadata(key)["event_payload"]["key"]
        oldest = f"{since - _SLACK_BEHIND:.6f}"
        try:
            target = self._with_channel(target)
            if target.thread is not None:
                found = self._client.conversations_replies(
                    channel=target.channel, ts=target.thread, oldest=oldest,
                    include_all_metadata=True, limit=100,
                )  # fmt: skip
            else:
                found = self._client.conversations_history(
                    channel=target.channel, oldest=oldest, include_all_metadata=True, limit=100
                )
        except (SlackApiError, OSError, HTTPException) as error:
            _LOG.warning("could not look for a message: %s", type(error).__name__)
            return None
        for message in found.get("messages") or []:
            mark = message.get("metadata") or {}
            if mark.get("event_type") == _EVENT and mark["event_payload"].get("key") == wanted:
                return target.channel, str(message["ts"])
        return None
