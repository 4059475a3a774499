"""What each person has read, and how much is new to him. Knows messages, not who asks.

Counted once a person and conversation, then kept up to date message by message: a change costs the
same in a workspace with ten messages and with ten thousand.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from .entities import Change, Conversation, Message
from .history import History
from .ids import TS_PER_SECOND, ts_number, ts_text

# What Slack itself says about members and messages is no news.
QUIET = ("_join", "_leave", "tombstone")
MENTION = re.compile(r"<@([A-Z0-9]+)")
EVERYBODY = re.compile(r"<!(channel|here|everyone)\b")


@dataclass
class _New:
    """The stamps of what is new to somebody in one conversation, and of what names him there."""

    unread: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Count:
    """How many messages are new, and how many of them are meant for this person."""

    unread: int
    mentions: int


class Reads:
    """Read marks: a person has read everything up to a stamp. `lock` is the workspace's own."""

    def __init__(self, history: History, lock: AbstractContextManager[Any]) -> None:
        self._history = history
        self._lock = lock
        # In microseconds, as `ts_number` gives them; by person and conversation.
        self.marks: dict[tuple[str, str], int] = {}
        self.floor = 0
        self._new: dict[str, dict[str, _New]] = {}

    # -- asking ---------------------------------------------------------------------------------

    def count(self, person: str, where: Conversation) -> Count:
        """What is new to the user id `person`; in a direct message all of it is meant for him."""
        with self._lock:
            new = self._known(person, where)
            return Count(len(new.unread), len(new.unread if where.kind == "im" else new.mentions))

    def until(self, person: str, channel: str) -> str:
        """The stamp up to which the person has read; "" = nothing yet."""
        with self._lock:
            mark = self._mark(person, channel)
            return ts_text(mark) if mark else ""

    def latest(self, person: str, channel: str) -> str:
        """The stamp of the newest message the person may see; "" = none."""
        with self._lock:
            said = self._history.newest_first(channel)
            return next((m.ts for m in said if m.visible_to in (None, person)), "")

    def _known(self, person: str, where: Conversation) -> _New:
        counted = self._new.setdefault(where.id, {})
        if person not in counted:
            counted[person] = self._counted(person, where)
        return counted[person]

    def _counted(self, person: str, where: Conversation) -> _New:
        new = _New()
        if person in where.members:
            threads: dict[str, int | None] = {}
            for message in self._unread(person, where.id):
                self._judge(new, person, where, message, threads)
        return new

    def _unread(self, person: str, channel: str) -> Iterator[Message]:
        """The newest first, back to the mark."""
        mark = self._mark(person, channel)
        for message in self._history.newest_first(channel):
            if ts_number(message.ts) <= mark:
                return
            yield message

    def _mark(self, person: str, channel: str) -> int:
        return max(self.marks.get((person, channel), 0), self.floor)

    # -- reading --------------------------------------------------------------------------------

    def read(self, person: str, channel: str) -> bool:
        """Marks all read that is there; whether anything changed."""
        with self._lock:
            newest = next(self._history.newest_first(channel), None)
            if newest is None or ts_number(newest.ts) <= self._mark(person, channel):
                return False
            self.marks[person, channel] = ts_number(newest.ts)
            self._new.get(channel, {}).pop(person, None)
            return True

    def read_before(self, moment: float) -> None:
        """Everybody has read what is older than `moment`, in seconds."""
        with self._lock:
            self.floor = max(self.floor, int(moment * TS_PER_SECOND) - 1)
            self._new.clear()

    def restore(self, floor: int, marks: dict[tuple[str, str], int]) -> None:
        with self._lock:
            self.floor, self.marks = floor, marks
            self._new.clear()

    # -- keeping up -----------------------------------------------------------------------------

    def on_change(self, change: Change) -> None:
        """A listener of the model, the first one: the others may ask for counts."""
        where, message = change.conversation, change.message
        if where is None:
            return
        if change.kind == "posted" and message is not None:
            self._posted(where, message)
        elif change.kind in ("changed", "deleted"):
            self._new.pop(where.id, None)
        elif change.user is not None and change.kind in ("joined", "left"):
            # Who comes later need not catch up on what was said before.
            self.read(change.user, where.id)
            self._new.get(where.id, {}).pop(change.user, None)

    def _posted(self, where: Conversation, message: Message) -> None:
        if _is_own_say(message):
            self.read(message.user, where.id)
        for person, new in self._new.get(where.id, {}).items():
            if person in where.members:
                self._judge(new, person, where, message, {})

    # -- judging one message --------------------------------------------------------------------

    def _judge(
        self,
        new: _New,
        person: str,
        where: Conversation,
        message: Message,
        threads: dict[str, int | None],
    ) -> None:
        """Notes the message when it is news to the person. `threads`: since when each is his."""
        if not _may_be_news(message, person):
            return
        named = names(message, person)
        if where.kind == "im" or named or self._reaches(person, message, threads):
            new.unread.add(message.ts)
            if named:
                new.mentions.add(message.ts)

    def _reaches(self, person: str, message: Message, threads: dict[str, int | None]) -> bool:
        if not message.is_reply or message.broadcast or message.visible_to == person:
            return True
        root = message.thread_ts or ""
        if root not in threads:
            threads[root] = self._his_since(person, message.channel, root)
        since = threads[root]
        return since is not None and since <= ts_number(message.ts)

    def _his_since(self, person: str, channel: str, root: str) -> int | None:
        """When the person first wrote in the thread or was named there; None = never."""
        for one in self._history.thread(channel, root):
            if one.visible_to is None and (one.user == person or names(one, person)):
                return ts_number(one.ts)
        return None


def _is_own_say(message: Message) -> bool:
    # Who says something in a conversation has it before his eyes.
    plain = message.subtype is None and message.visible_to is None
    return plain and not message.by_app and not message.is_reply


def _may_be_news(message: Message, person: str) -> bool:
    if message.user == person or message.visible_to not in (None, person):
        return False
    return not (message.subtype or "").endswith(QUIET)


def names(message: Message, person: str) -> bool:
    """Whether the message mentions the user id: in its text or in any of its blocks."""
    return any(_in_text(text, person) for text in (message.text, *_texts(message.blocks)))


def _in_text(text: str, person: str) -> bool:
    return person in MENTION.findall(text) or EVERYBODY.search(text) is not None


def _texts(part: Any) -> Iterator[str]:
    """The texts of blocks; who is named in rich text as a mention in text."""
    if isinstance(part, dict):
        for key, value in part.items():
            if isinstance(value, str):
                if key == "text":
                    yield value
                elif key == "user_id" and part.get("type") == "user":
                    yield f"<@{value}>"
            else:
                yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)
