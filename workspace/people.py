"""What people do: type, run commands, use shortcuts, join and leave, react.

The page and the tests both come through here; what is done with blocks and views is in
`interactions`.
"""

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .config import Words
from .delivery import Delivery, Hub
from .errors import SlackError
from .files import File
from .interactions import Interactions
from .marking import escaped, marked_up
from .model import Conversation, Json, Member, Message, Model
from .notices import (
    BAD_RESPONSE,
    COMMAND_FAILED,
    NOT_A_COMMAND,
    NOT_IN_THREADS,
    NOT_INVITED,
    SHORTCUT_FAILED,
)
from .payloads import command_payload, shortcut_payload
from .responses import ResponseUrls
from .views import View

COMMAND = re.compile(r"(/\S*)\s*(.*)", re.DOTALL)


class Actions:
    """The actions themselves, by model objects. Raises SlackError when Slack would not allow it."""

    def __init__(self, model: Model, hub: Hub, urls: ResponseUrls) -> None:
        self._model = model
        self._hub = hub
        self._urls = urls
        self.blocks = Interactions(model, hub, urls)

    def types(
        self, who: Member, where: Conversation, text: str, thread_ts: str | None = None
    ) -> Message | Delivery | None:
        """Enter in the input: a command when the text begins with `/`, else a message.

        A full-width `／` or a blank before the slash makes it a message, as in Slack. None means
        that the person got a notice instead.
        """
        self._check_member(who, where)
        if text.startswith("/"):
            return self._command(who, where, text, thread_ts)
        if not text.strip():
            raise SlackError("no_text")
        return self.says(who, where, text, thread_ts)

    def says(
        self, who: Member, where: Conversation, text: str, thread_ts: str | None = None
    ) -> Message:
        """A message, with `@name`, `#channel` and links made into Slack's own marks."""
        self._check_member(who, where)
        said = Message(where.id, "", who.id, marked_up(self._model, text), thread_ts=thread_ts)
        return self._told_if_absent(who, where, self._model.post(said))

    def _told_if_absent(self, who: Member, where: Conversation, posted: Message) -> Message:
        bot = self._model.bot.id
        if f"<@{bot}>" in posted.text and bot not in where.members:
            self._notice(who, where, NOT_INVITED, posted.thread_ts, bot=bot)
        return posted

    def takes_up(self, who: Member, where: Conversation, name: str, data: bytes) -> File:
        """Puts a file into the composer. Raises as `Files.take` does, and `not_in_channel`."""
        self._check_member(who, where)
        return self._model.files.take(who.id, name, data)

    def shares(
        self,
        who: Member,
        where: Conversation,
        files: Sequence[str],
        text: str = "",
        thread_ts: str | None = None,
    ) -> Message:
        """One message with files (by id) and, if need be, a text.

        Raises SlackError `file_not_found` for one that is not this person's, or sent already.
        """
        self._check_member(who, where)
        mine = [self._model.files.file(one) for one in files]
        if not mine or any(file.user != who.id for file in mine):
            raise SlackError("file_not_found")
        said = Message(
            where.id, "", who.id, marked_up(self._model, text.strip()), thread_ts=thread_ts
        )
        self._check_post(said)
        done = self._model.files.complete({file.id: "" for file in mine}, by_person=True)
        return self._told_if_absent(who, where, self._model.share(done, said))

    def _check_post(self, said: Message) -> None:
        # Before the files are used up: after a refusal they can still be sent elsewhere.
        if self._model.conversation(said.channel).archived:
            raise SlackError("is_archived")
        if said.thread_ts is not None and not self._model.messages(
            said.channel, said.user, said.thread_ts
        ):
            raise SlackError("thread_not_found")

    def _check_member(self, who: Member, where: Conversation) -> None:
        if who.id not in where.members:
            raise SlackError("not_in_channel")

    def _command(
        self, who: Member, where: Conversation, typed: str, thread_ts: str | None
    ) -> Delivery | None:
        matched = COMMAND.match(typed)
        name, text = (matched.group(1), matched.group(2).strip()) if matched else ("/", "")
        if name not in self._model.commands:
            self._notice(who, where, NOT_A_COMMAND, thread_ts, command=name)
            return None
        if thread_ts is not None:
            self._notice(who, where, NOT_IN_THREADS, thread_ts, command=name)
            return None
        return self._run(who, where, name, text)

    def _run(self, who: Member, where: Conversation, name: str, text: str) -> Delivery:
        url = self._urls.issue(where.id, who.id)
        marked = self._model.commands[name].escape
        text = marked_up(self._model, text, with_handles=True) if marked else escaped(text)
        payload = command_payload(self._model, who, where, name, text, url)

        def failed(error: str) -> None:
            self._notice(who, where, COMMAND_FAILED, command=name, error=error)

        def answered(body: Json) -> None:
            try:
                self._urls.answer(where.id, who.id, body)
            except SlackError as error:
                self._notice(who, where, BAD_RESPONSE, command=name, error=error.code)

        return self._hub.submit(
            Delivery("slash_commands", payload, on_failure=failed, on_response=answered)
        )

    def shortcut(self, who: Member, callback_id: str, message: Message | None = None) -> Delivery:
        """A global shortcut, or one from a message's menu.

        Raises SlackError `shortcut_not_found`, `message_not_found`, `not_in_channel`.
        """
        shortcut = self._model.shortcuts.get(callback_id)
        if shortcut is None or (shortcut.type == "message") != (message is not None):
            raise SlackError("shortcut_not_found")
        where = self._model.open_direct(who.id, self._model.bot.id)
        url, thread_ts = "", None
        if message is not None:
            where, message = self.blocks.visible(who, message)
            if message.visible_to is not None:
                raise SlackError("message_not_found")
            url, thread_ts = self._urls.issue(where.id, who.id), message.thread_ts

        def failed(error: str) -> None:
            self._notice(who, where, SHORTCUT_FAILED, thread_ts, error=error)

        payload = shortcut_payload(self._model, who, shortcut, message, url)
        return self._hub.submit(Delivery("interactive", payload, on_failure=failed))

    # -- membership and reactions ---------------------------------------------------------------

    def joins(self, who: Member, where: Conversation) -> Conversation:
        """Joins a public channel. Raises SlackError `channel_not_found` for a private one."""
        if where.kind == "group":
            raise SlackError("channel_not_found")
        return self._model.join(where, who.id)

    def leaves(self, who: Member, where: Conversation) -> Conversation:
        """Raises SlackError `not_in_channel`, `is_archived`."""
        return self._model.leave(where, who.id)

    def invites(self, who: Member, where: Conversation, guest: Member) -> Conversation:
        """Brings somebody (the bot, say) into a channel. Raises SlackError `not_in_channel`."""
        self._check_member(who, where)
        return self._model.join(where, guest.id, by=who.id)

    def removes(self, who: Member, where: Conversation, member: Member) -> Conversation:
        """Puts somebody out of a channel. Raises SlackError `not_in_channel`."""
        self._check_member(who, where)
        return self._model.leave(where, member.id, by=who.id)

    def reacts(self, who: Member, message: Message, name: str) -> Message:
        """Raises SlackError `already_reacted`, `message_not_found`."""
        _, current = self.blocks.visible(who, message)
        return self._model.react(current, who.id, name)

    # -- parts ----------------------------------------------------------------------------------

    def _notice(
        self,
        who: Member,
        where: Conversation,
        words: Words,
        thread_ts: str | None = None,
        **names: str,
    ) -> None:
        text = words.said_in(who.locale).format(**names)
        self._model.notice(where.id, who.id, text, thread_ts)


@dataclass(frozen=True)
class Driver:
    """One person, for tests. `channel` is a name, an id, or `@name` for a direct message."""

    model: Model
    actions: Actions
    member: Member

    @property
    def id(self) -> str:
        return self.member.id

    def place(self, channel: str | None) -> Conversation:
        """The conversation meant; None is the direct message with the bot."""
        if channel is None:
            return self.model.open_direct(self.id, self.model.bot.id)
        if channel.startswith("@"):
            return self.model.open_direct(self.id, self.model.member(channel).id)
        return self.model.conversation(channel)

    def types(
        self, text: str, channel: str | None = None, thread: str | None = None
    ) -> Message | Delivery | None:
        """Exactly what typing into the page does, slash commands included."""
        return self.actions.types(self.member, self.place(channel), text, thread)

    def slash(self, command: str, text: str = "", channel: str | None = None) -> Delivery | None:
        """Runs `/command text`. None when Slack answers that there is no such command."""
        typed = f"/{command.removeprefix('/')} {text}".rstrip()
        done = self.types(typed, channel)
        return done if isinstance(done, Delivery) else None

    def says(self, text: str, channel: str | None = None, thread: str | None = None) -> Message:
        """Posts a message (into the thread of the `ts` given)."""
        return self.actions.says(self.member, self.place(channel), text, thread)

    def mentions(self, text: str, channel: str, thread: str | None = None) -> Message:
        """Posts `@bot text`."""
        return self.says(f"@{self.model.bot.name} {text}", channel, thread)

    def uploads(
        self,
        data: bytes,
        name: str,
        channel: str | None = None,
        text: str = "",
        thread: str | None = None,
    ) -> Message:
        """Posts one file, with a text when there is one. Raises as `Files.take` does."""
        where = self.place(channel)
        file = self.actions.takes_up(self.member, where, name, data)
        return self.actions.shares(self.member, where, [file.id], text, thread)

    def shortcut(self, callback_id: str, message: Message | None = None) -> Delivery:
        """Runs a global shortcut, or one from the menu of a message."""
        return self.actions.shortcut(self.member, callback_id, message)

    def joins(self, channel: str) -> Conversation:
        return self.actions.joins(self.member, self.place(channel))

    def leaves(self, channel: str) -> Conversation:
        return self.actions.leaves(self.member, self.place(channel))

    def invites(self, name: str, channel: str) -> Conversation:
        """Brings a member (by handle, the bot's too) into a channel."""
        return self.actions.invites(self.member, self.place(channel), self.model.member(name))

    def removes(self, name: str, channel: str) -> Conversation:
        """Puts a member out of a channel."""
        return self.actions.removes(self.member, self.place(channel), self.model.member(name))

    def reacts(self, message: Message, name: str) -> Message:
        """Adds an emoji, by its name without colons."""
        return self.actions.reacts(self.member, message, name)

    # -- blocks and views -----------------------------------------------------------------------

    def clicks(self, message: Message, action_id: str, block_id: str | None = None) -> Delivery:
        """Clicks a button of a message the person can see."""
        return self.acts(message, action_id, block_id=block_id)

    def acts(
        self,
        where: Message | View,
        action_id: str,
        value: Any = None,
        block_id: str | None = None,
    ) -> Delivery:
        """Uses any interactive element of a message, a modal or the Home tab.

        `value` is what it holds then: an option's value, a user or channel id, a date or time
        text, a number of seconds (datetimepicker), a list of those for the multi kinds.
        """
        return self.actions.blocks.acts(self.member, where, action_id, value, block_id)

    def fills(self, where: Message | View, values: Mapping[str, Any]) -> None:
        """Types into fields (plain values by action_id) without telling the app."""
        self.actions.blocks.fills(self.member, where, values)

    def modal(self) -> View | None:
        """The modal on top, as it is now."""
        return self.model.views.top(self.id)

    def modals(self) -> list[View]:
        """All open modals, the lowest first."""
        return self.model.views.stack(self.id)

    def home(self, wait: bool = True, timeout: float = 2.0) -> View | None:
        """Opens the Home tab and, with `wait`, gives it once the app has published it anew.

        An app that does not publish leaves it as it was, after `timeout` seconds.
        """
        before = self.model.views.home(self.id)
        self.actions.blocks.opens_home(self.member)
        if wait:
            with contextlib.suppress(TimeoutError):
                self.model.wait_for(lambda: self.model.views.home(self.id) != before, timeout)
        return self.model.views.home(self.id)

    def opens_messages(self) -> Delivery | None:
        """Opens the direct message with the bot (`app_home_opened`, tab `messages`)."""
        return self.actions.blocks.opens_messages(self.member)

    def submits(
        self, view: View | None = None, values: Mapping[str, Any] | None = None
    ) -> Delivery:
        """Fills in (plain values by action_id) and submits a modal, by default the one on top.

        After the delivery's `result()` the views are as the acknowledgement wants them. Raises
        SlackError `invalid_form` when Slack itself would not send it: a required field is empty.
        """
        found = self._view(view)
        self.fills(found, values or {})
        return self.actions.blocks.submits(self.member, found)

    def closes(self, view: View | None = None, clear: bool = False) -> list[Delivery]:
        """Closes a modal, by default the one on top, or all; the `view_closed` deliveries."""
        return self.actions.blocks.closes(self.member, self._view(view), clear=clear)

    def _view(self, view: View | None) -> View:
        found = view or self.modal()
        if found is None:
            raise SlackError("not_found")
        return found

    def sees(self, channel: str | None = None, thread: str | None = None) -> list[Message]:
        """The messages this person can see, oldest first, replies included."""
        return self.model.messages(self.place(channel).id, self.id, thread)
