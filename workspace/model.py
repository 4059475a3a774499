"""The state of a workspace: people, conversations, messages. No transport, no JSON answers.

All access is serialised by one lock, so that threads of a test, the server's loop and the page may
use it together. Messages are immutable: an edit replaces the object, so whoever holds one sees the
message as it was when he read it.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from .config import Command, WorkspaceConfig
from .errors import SlackError
from .ids import TsMaker, named_id, new_token, ts_number

Json = dict[str, Any]
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Member:
    """A person, the bot, or Slackbot."""

    id: str
    name: str
    real_name: str
    locale: str
    tz: str
    is_bot: bool = False
    is_admin: bool = False


@dataclass(frozen=True)
class Conversation:
    """A channel (C...) or a direct message (D...). `members` are user ids."""

    id: str
    name: str
    kind: Literal["channel", "group", "im"]
    members: frozenset[str]
    topic: str = ""
    created: int = 0


@dataclass(frozen=True)
class Message:
    """One message. `blocks` are as received; `visible_to` is a user id for an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: Sequence[Json] = ()
    thread_ts: str | None = None
    visible_to: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    by_app: bool = False
    via_response_url: bool = False

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True)
class Change:
    """What listeners are told. `message` is the new state, or the last one when deleted."""

    kind: Literal["posted", "changed", "deleted", "conversation"]
    conversation: Conversation
    message: Message | None = None
    previous: Message | None = None


Listener = Callable[[Change], None]


class Model:
    """One workspace with one app."""

    def __init__(self, config: WorkspaceConfig) -> None:
        self.config = config
        self.team_id = named_id("T", config.team_domain)
        self.app_id = named_id("A", config.app_name)
        self.bot_id = named_id("B", config.bot_name)
        self.bot_token = config.bot_token or new_token("xoxb")
        self.app_token = config.app_token or new_token("xapp")
        self.commands: dict[str, Command] = {c.slash: c for c in config.commands}
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._changes = 0
        self._timestamps = TsMaker(config.clock)
        self._messages: dict[tuple[str, str], Message] = {}
        self._listeners: list[Listener] = []
        self.bot = Member(
            named_id("U", "bot", config.bot_name), config.bot_name, config.app_name, "en-US", "UTC",
            is_bot=True,
        )  # fmt: skip
        self._members = self._make_members()
        self._conversations = self._make_channels()

    # -- people ---------------------------------------------------------------------------------

    def _make_members(self) -> dict[str, Member]:
        slackbot = Member(SLACKBOT, "slackbot", "Slackbot", "en-US", "UTC", is_bot=True)
        people = [
            Member(
                p.id or named_id("U", p.name), p.name, p.real_name, p.locale, p.tz,
                is_admin=p.is_admin,
            )
            for p in self.config.people
        ]  # fmt: skip
        return {m.id: m for m in (*people, self.bot, slackbot)}

    @property
    def members(self) -> list[Member]:
        """Everybody: people in the configured order, then the bot, then Slackbot."""
        return list(self._members.values())

    @property
    def people(self) -> list[Member]:
        return [m for m in self._members.values() if not m.is_bot]

    def member(self, ref: str) -> Member:
        """By id, handle or real name. Raises SlackError `user_not_found`."""
        if ref in self._members:
            return self._members[ref]
        wanted = ref.removeprefix("@")
        for found in self._members.values():
            if wanted in (found.name, found.real_name):
                return found
        raise SlackError("user_not_found")

    # -- conversations --------------------------------------------------------------------------

    def _make_channels(self) -> dict[str, Conversation]:
        made = {}
        for channel in self.config.channels:
            members = {self.member(name).id for name in channel.members}
            if channel.with_bot:
                members.add(self.bot.id)
            found = Conversation(
                named_id("C", channel.name),
                channel.name,
                "group" if channel.is_private else "channel",
                frozenset(members),
                channel.topic,
                int(self.config.clock()),
            )
            made[found.id] = found
        return made

    @property
    def conversations(self) -> list[Conversation]:
        with self._lock:
            return list(self._conversations.values())

    def conversation(self, ref: str) -> Conversation:
        """By id or by name with or without `#`. Raises SlackError `channel_not_found`."""
        with self._lock:
            if ref in self._conversations:
                return self._conversations[ref]
            wanted = ref.removeprefix("#")
            for found in self._conversations.values():
                if found.kind != "im" and found.name == wanted:
                    return found
        raise SlackError("channel_not_found")

    def open_direct(self, one: str, other: str) -> Conversation:
        """The direct message between two user ids, made when it is not there yet."""
        pair = frozenset((one, other))
        with self._lock:
            wanted = named_id("D", *sorted(pair))
            if wanted not in self._conversations:
                made = Conversation(wanted, "", "im", pair, created=int(self.config.clock()))
                self._conversations[wanted] = made
                self._tell(Change("conversation", made))
            return self._conversations[wanted]

    # -- messages -------------------------------------------------------------------------------

    def new_ts(self) -> str:
        with self._lock:
            return self._timestamps.next()

    def post(self, message: Message) -> Message:
        """Adds a message; its `ts` is given here. Raises SlackError `thread_not_found`."""
        with self._lock:
            conversation = self.conversation(message.channel)
            if message.thread_ts is not None:
                message = replace(message, thread_ts=self._thread_root(message))
            posted = replace(message, ts=self._timestamps.next())
            self._messages[posted.channel, posted.ts] = posted
            self._tell(Change("posted", conversation, posted))
            return posted

    def _thread_root(self, message: Message) -> str:
        parent = self._messages.get((message.channel, message.thread_ts or ""))
        if parent is None or parent.visible_to is not None:
            raise SlackError("thread_not_found")
        # A reply to a reply belongs to the thread of its parent: Slack has one level.
        return parent.thread_ts or parent.ts

    def change(self, message: Message, **fields: Any) -> Message:
        """Replaces fields of a message that is there. Raises SlackError `message_not_found`."""
        with self._lock:
            previous = self.message(message.channel, message.ts)
            changed = replace(previous, **fields)
            self._messages[changed.channel, changed.ts] = changed
            self._tell(Change("changed", self.conversation(changed.channel), changed, previous))
            return changed

    def delete(self, message: Message) -> None:
        """Removes a message. Raises SlackError `message_not_found`."""
        with self._lock:
            gone = self.message(message.channel, message.ts)
            del self._messages[gone.channel, gone.ts]
            self._tell(Change("deleted", self.conversation(gone.channel), gone))

    def message(self, channel: str, ts: str) -> Message:
        """Raises SlackError `message_not_found`."""
        with self._lock:
            found = self._messages.get((channel, ts))
        if found is None:
            raise SlackError("message_not_found")
        return found

    def messages(
        self, channel: str, seen_by: str | None = None, thread_ts: str | None = None
    ) -> list[Message]:
        """Oldest first, replies included. With `seen_by` (a user id) only what that one may see.

        `thread_ts` narrows to one thread, its parent first.
        """
        with self._lock:
            found = [m for m in self._messages.values() if m.channel == channel]
            if seen_by is not None and seen_by not in self.conversation(channel).members:
                return []
        found = [m for m in found if seen_by is None or m.visible_to in (None, seen_by)]
        if thread_ts is not None:
            found = [m for m in found if thread_ts in (m.ts, m.thread_ts)]
        return sorted(found, key=lambda m: ts_number(m.ts))

    def replies(self, parent: Message) -> list[Message]:
        """The public replies below a message, oldest first."""
        thread = self.messages(parent.channel, thread_ts=parent.ts)
        return [m for m in thread if m.is_reply and m.visible_to is None]

    # -- being told -----------------------------------------------------------------------------

    def listen(self, listener: Listener) -> None:
        """Calls `listener` on every change, in order, inside the lock: it must be quick."""
        with self._lock:
            self._listeners.append(listener)

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)
        self._changes += 1
        self._changed.notify_all()

    def wait_for(self, predicate: Callable[[], Any], timeout: float) -> Any:
        """Waits until `predicate()` is true, checked after every change, and gives its value.

        Raises TimeoutError after `timeout` seconds. Also looks every 50 ms, because a predicate
        may watch something outside the workspace.
        """
        deadline = time.monotonic() + timeout
        while True:
            with self._lock:
                seen = self._changes
            # Outside the lock: the predicate may ask the server, which needs the lock itself.
            if value := predicate():
                return value
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"nothing came within {timeout} s")
            with self._changed:
                if self._changes == seen:
                    self._changed.wait(min(left, 0.05))
