"""Finding out whether a message whose fate is unknown was posted: by the key in its metadata.

Shared by answers, which are posted again rather than lost, and by the outbox, which never guesses.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.render.mrkdwn import Json
from bot.slack.incoming import Target
from bot.slack.outcomes import CALL_FAILED, UnreadableError, code_of

_LOG = logging.getLogger("fupan.slack")
_EVENT = "fupan_answer"
# The clocks of two machines are never the same.
_SLACK_BEHIND = 60.0
# Slack advises against more a page.
_PAGE = 200


@dataclass(frozen=True)
class Search:
    """What is looked for: a key, in a channel's thread or outside of threads.

    `since` is epoch seconds; `pages` how many of 200 messages are read; `own` the ids of our user
    and bot: where given, a message that names others is somebody else's.
    """

    channel: str
    thread: str | None
    key: str
    since: float
    pages: int = 1
    own: frozenset[str] = frozenset()


class Traces:
    """Marks messages and finds them again. Safe to use from several threads."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        # A direct message keeps its id; at worst two threads ask for the same one.
        self._direct: dict[str, str] = {}

    def metadata(self, key: str) -> Json:
        """Return the metadata that names a message; the key itself is nobody's business."""
        return {"event_type": _EVENT, "event_payload": {"key": _name(key)}}

    def place(self, channel: str) -> str:
        """Return the channel's id; of a person's id that of the direct message.

        Raises one of CALL_FAILED.
        """
        if not channel.startswith(("U", "W")):
            return channel
        if channel not in self._direct:
            opened = self._client.conversations_open(users=channel).get("channel")
            if not isinstance(opened, dict) or not opened.get("id"):
                raise UnreadableError("unreadable")
            self._direct[channel] = str(opened["id"])
        return self._direct[channel]

    def look(self, search: Search) -> Json | None:
        """Return the message with the key, None where Slack has none.

        Raises one of CALL_FAILED, UnreadableError "too_many_messages" where the pages end first.
        """
        for page in self._pages(search):
            messages = page.get("messages")
            if not isinstance(messages, list):
                raise UnreadableError("unreadable")
            for message in messages:
                if _bears(message, search):
                    return dict(message)
        return None

    def find(self, target: Target, key: str, since: float) -> tuple[str, str] | None:
        """Return channel and `ts` of a message posted after `since` (epoch seconds), if any.

        None also where Slack cannot be asked: then it is posted again rather than lost.
        """
        try:
            channel = self.place(target.channel)
            found = self.look(Search(channel, target.thread, key, since))
        except CALL_FAILED as error:
            _LOG.warning("could not look for a message: %s", code_of(error))
            return None
        return None if found is None else (channel, str(found["ts"]))

    def _pages(self, search: Search) -> Iterator[SlackResponse]:
        """Ask for page after page, newest first (a thread's oldest first)."""
        cursor: str | None = None
        for _ in range(search.pages):
            page = self._page(search, cursor)
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                if page.get("has_more"):
                    break
                return
        raise UnreadableError("too_many_messages")

    def _page(self, search: Search, cursor: str | None) -> SlackResponse:
        oldest = f"{search.since - _SLACK_BEHIND:.6f}"
        if search.thread is None:
            return self._client.conversations_history(
                channel=search.channel, oldest=oldest, cursor=cursor, limit=_PAGE,
                include_all_metadata=True,
            )  # fmt: skip
        return self._client.conversations_replies(
            channel=search.channel, ts=search.thread, oldest=oldest, cursor=cursor, limit=_PAGE,
            include_all_metadata=True,
        )  # fmt: skip


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def _bears(message: Json, search: Search) -> bool:
    """Say whether a message has the key, and nobody else wrote it."""
    mark = message.get("metadata") or {}
    payload = mark.get("event_payload") or {}
    if mark.get("event_type") != _EVENT or payload.get("key") != _name(search.key):
        return False
    authors = {message.get("user"), message.get("bot_id")} - {None}
    return not search.own or not authors or bool(authors & search.own)
