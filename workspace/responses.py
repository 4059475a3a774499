"""Response URLs: where an app may answer a command or a click, five times, for thirty minutes."""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import SlackError
from .judging import judged_blocks
from .model import Json, Message, Model

MAX_USES = 5
LIFETIME_SECONDS = 30 * 60


@dataclass
class _Ticket:
    channel: str
    user: str
    original: str | None
    expires: float
    uses: int = 0


class ResponseUrls:
    """Issues response URLs and carries out what is posted to them."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._tickets: dict[str, _Ticket] = {}
        self.prefix = ""

    def issue(self, channel: str, user: str, original: str | None = None) -> str:
        """A URL for this person in this channel; `original` is the `ts` that was clicked on."""
        key = secrets.token_urlsafe(18)
        expires = self._model.clock.now() + LIFETIME_SECONDS
        with self._lock:
            self._tickets[key] = _Ticket(channel, user, original, expires)
        return f"{self.prefix}{key}"

    def use(self, key: str, body: Mapping[str, Any]) -> None:
        """One POST. Raises SlackError `expired_url`, `used_url`, `no_text`, `invalid_blocks`."""
        with self._lock:
            ticket = self._tickets.get(key)
            if ticket is None or self._model.clock.now() > ticket.expires:
                raise SlackError("expired_url")
            if ticket.uses >= MAX_USES:
                raise SlackError("used_url")
            ticket.uses += 1
        self._carry_out(ticket, body)

    def asker(self, key: str) -> str:
        """The user id a URL was issued for; "" for one that was never issued."""
        with self._lock:
            ticket = self._tickets.get(key)
        return "" if ticket is None else ticket.user

    def answer(self, channel: str, user: str, body: Mapping[str, Any]) -> None:
        """The message an app may put into the acknowledgement of a slash command."""
        self._post(_Ticket(channel, user, None, 0.0), body)

    def _carry_out(self, ticket: _Ticket, body: Mapping[str, Any]) -> None:
        original = self._original(ticket)
        if original is not None and _is_set(body, "delete_original"):
            self._model.delete(original)
            return
        if original is None or not _is_set(body, "replace_original"):
            self._post(ticket, body)
            return
        text, blocks = content(self._model, body)
        edited = None if original.visible_to else self._model.new_ts()
        self._model.change(original, text=text, blocks=blocks, edited_ts=edited)

    def _original(self, ticket: _Ticket) -> Message | None:
        if ticket.original is None:
            return None
        return self._model.message(ticket.channel, ticket.original)

    def _post(self, ticket: _Ticket, body: Mapping[str, Any]) -> None:
        text, blocks = content(self._model, body)
        public = body.get("response_type") == "in_channel"
        self._model.post(
            Message(
                channel=ticket.channel,
                ts="",
                user=self._model.bot.id,
                text=text,
                blocks=blocks,
                thread_ts=body.get("thread_ts"),
                visible_to=None if public else ticket.user,
                by_app=True,
                via_response_url=True,
            )
        )


def _is_set(body: Mapping[str, Any], name: str) -> bool:
    """Slack's own examples write these flags as text: `"true"`."""
    return str(body.get(name, "")).lower() in ("true", "1")


def content(model: Model, body: Mapping[str, Any]) -> tuple[str, list[Json]]:
    """Text and blocks of a message body. Raises SlackError `no_text`, `invalid_blocks`."""
    text = str(body.get("text") or "")
    blocks: list[Json] = []
    if body.get("blocks"):
        blocks = judged_blocks(model, body["blocks"], limit_text=False)
    if not text and not blocks:
        raise SlackError("no_text")
    return text, blocks
