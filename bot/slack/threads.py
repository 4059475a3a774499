"""What people say in the thread of an action item becomes its history. Nothing is answered.

Every message of every channel with the bot comes by here: what is in no thread is turned away
before anything is read, what is in another thread after one look into an index. Of those, nothing
is kept or logged.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.action import Move
from bot.faults import new_reference
from bot.slack.askers import Askers
from bot.slack.incoming import Remark
from commands.context import Context
from reviews.acting import by_bot
from reviews.actions import Wish, folded
from reviews.card_threads import may_have_evidence
from storage import actions
from storage.actions import StaleError
from storage.engine import Work
from storage.seen import claim

_LOG = logging.getLogger("fupan.slack")
_LONGEST, _TRIES = 2000, 5


class Threads:
    """Keeps what is said in the threads of items."""

    def __init__(self, context: Context, client: WebClient, askers: Askers) -> None:
        self._context = context
        self._client = client
        self._askers = askers
        self._names: dict[str, str] = {}
        self._lock = threading.Lock()

    def keep(self, remark: Remark) -> None:
        """Keep a remark if it was made in an item's thread; once, however often it is delivered."""
        try:
            with self._context.database.read() as work:
                number = actions.of_thread(work, remark.channel, remark.thread)
            if number is not None:
                self._keep(number, remark)
        except Exception as error:  # noqa: BLE001 - the last stop of the pool
            # Nobody asked for anything: a reaction in the thread would only disturb.
            _LOG.error("a remark was not kept, reference %s", new_reference(), exc_info=error)

    def _keep(self, number: int, remark: Remark) -> None:
        actor = self._askers.find(remark.user)
        data = {"channel": remark.channel, "ts": remark.ts, "user": remark.user}
        if actor.person <= 0:
            data["by"] = self._name(remark.user)
        text = self._askers.with_names(remark.text)[:_LONGEST]
        said = _Said(max(actor.person, 0), text, self._address(remark), data)
        for last in range(_TRIES, 0, -1):
            try:
                with self._context.database.write() as work:
                    self._append(work, number, remark, said)
            except StaleError:
                # Somebody moved the item at the same moment; what was said comes after it.
                if last == 1:
                    raise
            else:
                return

    def _append(self, work: Work, number: int, remark: Remark, said: "_Said") -> None:
        now = self._context.clock.now()
        item = actions.read(work, number, folded)
        if item is None or not claim(work, f"remark:{remark.channel}:{remark.ts}", now):
            return
        evidence = bool(remark.files) and may_have_evidence(item)
        kind = Move.EVIDENCE if evidence else Move.COMMENT
        for note, link in _told(remark, said):
            data = dict(said.data) | {"link": link}
            item = by_bot(work, item, Wish(kind, said.who, now, note, data))

    def _address(self, remark: Remark) -> str:
        """Return where the remark stands; nothing where Slack does not say."""
        try:
            found = self._client.chat_getPermalink(channel=remark.channel, message_ts=remark.ts)
        except (SlackApiError, OSError, HTTPException) as error:
            _LOG.warning("chat.getPermalink failed: %s", type(error).__name__)
            return ""
        return str(found["permalink"])

    def _name(self, user: str) -> str:
        """Return what somebody is called in the chat who is on no staff list."""
        with self._lock:
            known = self._names.get(user)
        if known is not None:
            return known
        try:
            found = self._client.users_info(user=user)["user"]
        except (SlackApiError, OSError, HTTPException) as error:
            _LOG.warning("users.info failed: %s", type(error).__name__)
            return user
        profile = found.get("profile") or {}
        name = str(profile.get("display_name") or found.get("real_name") or found.get("name"))
        with self._lock:
            self._names[user] = name
        return name


@dataclass(frozen=True)
class _Said:
    """A remark as it is kept: the person's number (0 for one on no staff list), the words, where
    they stand, and the rest of the event's data.
    """

    who: int
    text: str
    address: str
    data: Mapping[str, str]


def _told(remark: Remark, said: _Said) -> list[tuple[str, str]]:
    """Return the events of a remark as note and link: one a file, else one for the words."""
    if not remark.files:
        return [(said.text, said.address)] if said.text else []
    found = []
    for at, (name, link) in enumerate(remark.files):
        words = " · ".join(part for part in (said.text if at == 0 else "", name) if part)
        found.append((words or link or "–", link or said.address))
    return found
