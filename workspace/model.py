"""The state of a workspace: people, conversations, messages. No transport, no JSON answers.

All access is serialised by one lock, so that threads of a test, the server's loop and the page may
use it together. Messages are immutable: an edit replaces the object, so whoever holds one sees the
message as it was when he read it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .clock import Clock
from .config import Channel, Command, Person, Shortcut, WorkspaceConfig
from .contents import Contents, members_again
from .entities import SLACKBOT, Change, ChangeKind, Conversation, Json, Member, Message
from .errors import SlackError
from .files import File, Files
from .history import History
from .ids import TsMaker, named_id, new_token
from .population import channels_of, members_of
from .reads import Reads
from .telling import Telling
from .triggers import Triggers
from .views import View, Views

__all__ = [
    "SLACKBOT",
    "Change",
    "Conversation",
    "Json",
    "Member",
    "Message",
    "Model",
]


class Model(Telling):
    """One workspace with one app."""

    def __init__(self, config: WorkspaceConfig) -> None:
        super().__init__()
        self.config = config
        self.clock = Clock(config.clock)
        self.team_id = named_id("T", config.team_domain)
        self.app_id = named_id("A", config.app_name)
        self.bot_id = named_id("B", config.bot_name)
        self.bot_token = config.bot_token or new_token("xoxb")
        self.app_token = config.app_token or new_token("xapp")
        self.commands: dict[str, Command] = {c.slash: c for c in config.commands}
        self.shortcuts: dict[str, Shortcut] = {c.callback_id: c for c in config.shortcuts}
        self._timestamps = TsMaker(self.clock.now)
        self._history = History()
        self.reads = Reads(self._history, self._lock)
        self.listen(self.reads.on_change)
        self.triggers = Triggers(self.clock.now)
        self.files = Files(self.clock.now, config.file_ready_seconds)
        self.views = Views(self._lock, self.clock.now, self._view_changed)
        self.bot = Member(
            named_id("U", "bot", config.bot_name), config.bot_name, config.app_name, "en-US", "UTC",
            is_bot=True,
        )  # fmt: skip
        self._members = members_of(config, self.bot)
        self._conversations = channels_of(config, self.member, self.bot, int(self.clock.now()))

    # -- people ---------------------------------------------------------------------------------

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

    def user(self, user_id: str) -> Member:
        """By id only, as the Web API wants it. Raises SlackError `user_not_found`."""
        if user_id not in self._members:
            raise SlackError("user_not_found")
        return self._members[user_id]

    def set_locale(self, user_id: str, locale: str) -> Member:
        """A member's language. Raises SlackError `user_not_found`."""
        with self._lock:
            changed = replace(self.user(user_id), locale=locale)
            self._members[user_id] = changed
            self._tell(Change("member", user=user_id))
            return changed

    def repopulate(self, people: Sequence[Person], channels: Sequence[Channel]) -> None:
        """Other people and channels instead. Raises RuntimeError once a message exists."""
        with self._lock:
            if self._history:
                raise RuntimeError("somebody has said something already")
            self.config = replace(self.config, people=people, channels=channels)
            self._members = members_of(self.config, self.bot)
            created = int(self.clock.now())
            self._conversations = channels_of(self.config, self.member, self.bot, created)

    # -- conversations --------------------------------------------------------------------------

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

    def conversation_by_id(self, channel_id: str) -> Conversation:
        """By id only. Raises SlackError `channel_not_found`."""
        with self._lock:
            if channel_id not in self._conversations:
                raise SlackError("channel_not_found")
            return self._conversations[channel_id]

    def open_direct(self, one: str, other: str) -> Conversation:
        """The direct message between two user ids, made when it is not there yet."""
        pair = frozenset((one, other))
        with self._lock:
            wanted = named_id("D", *sorted(pair))
            if wanted not in self._conversations:
                made = Conversation(wanted, "", "im", pair, created=int(self.clock.now()))
                self._conversations[wanted] = made
                self._tell(Change("conversation", made))
            return self._conversations[wanted]

    def join(self, where: Conversation, user: str, by: str | None = None) -> Conversation:
        """Makes a user id a member and says so in the channel; no change when it is one already.

        Raises SlackError `is_archived`, `method_not_supported_for_channel_type`.
        """
        with self._lock:
            where = self._channel_at(where.id)
            if user in where.members:
                return where
            joined = self._replace(replace(where, members=where.members | {user}))
            self._tell(Change("joined", joined, user=user, by=by))
            self._say_membership(joined, user, "join", "has joined the channel")
            return joined

    def leave(self, where: Conversation, user: str, by: str | None = None) -> Conversation:
        """The opposite of `join`. Raises SlackError `not_in_channel` and as `join` does."""
        with self._lock:
            where = self._channel_at(where.id)
            if user not in where.members:
                raise SlackError("not_in_channel")
            self._say_membership(where, user, "leave", "has left the channel")
            left = self._replace(replace(where, members=where.members - {user}))
            self._tell(Change("left", left, user=user, by=by))
            return left

    def archive(self, where: Conversation, *, archived: bool = True) -> Conversation:
        """Archives a channel, or takes it out of the archive."""
        with self._lock:
            changed = self._replace(replace(self.conversation(where.id), archived=archived))
            self._tell(Change("conversation", changed))
            return changed

    def _channel_at(self, channel_id: str) -> Conversation:
        where = self.conversation(channel_id)
        if where.kind == "im":
            raise SlackError("method_not_supported_for_channel_type")
        if where.archived:
            raise SlackError("is_archived")
        return where

    def _replace(self, conversation: Conversation) -> Conversation:
        self._conversations[conversation.id] = conversation
        return conversation

    def _say_membership(self, where: Conversation, user: str, what: str, text: str) -> None:
        subtype = f"{'group' if where.kind == 'group' else 'channel'}_{what}"
        self.post(Message(where.id, "", user, f"<@{user}> {text}", subtype=subtype))

    # -- messages -------------------------------------------------------------------------------

    def new_ts(self) -> str:
        with self._lock:
            return self._timestamps.next()

    def post(self, message: Message) -> Message:
        """Adds a message; its `ts` is given here.

        Raises SlackError `is_archived`, `thread_not_found`.
        """
        with self._lock:
            conversation = self.conversation(message.channel)
            if conversation.archived and message.user != SLACKBOT:
                raise SlackError("is_archived")
            if message.thread_ts is not None:
                message = replace(message, thread_ts=self._thread_root(message))
            posted = replace(message, ts=self._timestamps.next())
            self._history.put(posted)
            self._tell(Change("posted", conversation, posted))
            return posted

    def notice(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> Message:
        """What Slack itself tells one person; in the channel when the thread is gone."""
        with self._lock:
            thread = thread_ts if self._history.get(channel, thread_ts or "") else None
            told = Message(channel, "", SLACKBOT, text, thread_ts=thread, visible_to=user)
            return self.post(told)

    def _thread_root(self, message: Message) -> str:
        parent = self._history.get(message.channel, message.thread_ts or "")
        if parent is None or parent.visible_to is not None:
            raise SlackError("thread_not_found")
        # A reply to a reply belongs to the thread of its parent: Slack has one level.
        return parent.thread_ts or parent.ts

    def change(self, message: Message, **fields: Any) -> Message:
        """Replaces fields of a message that is there. Raises SlackError `message_not_found`."""
        return self._change("changed", message, **fields)

    def _change(
        self,
        kind: ChangeKind,
        message: Message,
        user: str | None = None,
        reaction: str | None = None,
        **fields: Any,
    ) -> Message:
        with self._lock:
            previous = self.message(message.channel, message.ts)
            changed = replace(previous, **fields)
            self._history.put(changed)
            where = self.conversation(changed.channel)
            self._tell(Change(kind, where, changed, previous, user=user, reaction=reaction))
            return changed

    def delete(self, message: Message) -> None:
        """Removes a message; one with replies leaves a tombstone. Raises `message_not_found`."""
        with self._lock:
            gone = self.message(message.channel, message.ts)
            if not gone.is_reply and self.replies(gone):
                self._bury(gone)
                return
            self._history.drop(gone)
            self._tell(Change("deleted", self.conversation(gone.channel), gone))

    def _bury(self, gone: Message) -> None:
        self.change(
            gone,
            user=SLACKBOT,
            text="This message was deleted.",
            subtype="tombstone",
            blocks=(),
            files=(),
            attachments=(),
            metadata=None,
            by_app=False,
            reactions=(),
        )

    def react(self, message: Message, user: str, name: str) -> Message:
        """Adds a reaction. Raises SlackError `already_reacted`, `message_not_found`."""
        with self._lock:
            there = dict(self.message(message.channel, message.ts).reactions)
            if user in there.get(name, ()):
                raise SlackError("already_reacted")
            there[name] = (*there.get(name, ()), user)
            return self._change(
                "reaction_added", message, user, name, reactions=tuple(there.items())
            )

    def unreact(self, message: Message, user: str, name: str) -> Message:
        """Takes a reaction back. Raises SlackError `no_reaction`, `message_not_found`."""
        with self._lock:
            there = dict(self.message(message.channel, message.ts).reactions)
            if user not in there.get(name, ()):
                raise SlackError("no_reaction")
            there[name] = tuple(one for one in there[name] if one != user)
            kept = tuple((emoji, users) for emoji, users in there.items() if users)
            return self._change("reaction_removed", message, user, name, reactions=kept)

    def message(self, channel: str, ts: str) -> Message:
        """Raises SlackError `message_not_found`."""
        with self._lock:
            found = self._history.get(channel, ts)
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
            if seen_by is not None and seen_by not in self.conversation(channel).members:
                return []
            if thread_ts is None:
                found = self._history.of(channel)
            else:
                found = self._history.thread(channel, thread_ts)
        return [m for m in found if seen_by is None or m.visible_to in (None, seen_by)]

    def replies(self, parent: Message) -> list[Message]:
        """The public replies below a message, oldest first."""
        thread = self.messages(parent.channel, thread_ts=parent.ts)
        return [m for m in thread if m.is_reply and m.visible_to is None]

    # -- files ----------------------------------------------------------------------------------

    def share(self, files: Sequence[File], message: Message) -> Message:
        """Posts a message that carries files. Raises as `post` does."""
        with self._lock:
            posted = self.post(replace(message, files=tuple(file.id for file in files)))
            self.files.shared(posted.files, posted.channel, posted.ts)
            return posted

    # -- reading --------------------------------------------------------------------------------

    def read(self, person: str, where: Conversation) -> None:
        """The user id `person` has read everything in a conversation."""
        with self._lock:
            if self.reads.read(person, where.id):
                self._tell(Change("read", where, user=person))

    # -- being kept -----------------------------------------------------------------------------

    def contents(self) -> Contents:
        """All that happened so far, as of one moment."""
        with self._lock:
            return Contents(
                (self.bot_token, self.app_token),
                self._timestamps.last,
                self.people,
                self.conversations,
                self._history.all(),
                self.files.kept(),
                self.views.homes(),
                self.reads.floor,
                dict(self.reads.marks),
            )

    def restore(self, kept: Contents) -> None:
        """Puts back what was kept, before anybody listens.

        Conversations and members' languages are as they were then; the rest about members, and
        tokens that the configuration names, are as it says now.
        """
        with self._lock:
            self.bot_token = self.config.bot_token or kept.tokens[0]
            self.app_token = self.config.app_token or kept.tokens[1]
            self._timestamps.last = kept.last_ts
            self._members = members_again(self._members, kept.members)
            self._conversations |= {c.id: c for c in kept.conversations}
            for message in kept.messages:
                self._history.put(message)
            self.files.restore(kept.files)
            self.views.restore(kept.homes)
            self.reads.restore(kept.read_floor, dict(kept.marks))

    # -- being told -----------------------------------------------------------------------------

    def _view_changed(self, view: View) -> None:
        self._tell(Change(view.kind, user=view.user))
