"""What people do: type, run commands, click. The page and the tests both come through here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .config import Words
from .delivery import Delivery, Hub
from .errors import SlackError
from .model import SLACKBOT, Conversation, Json, Member, Message, Model
from .notices import (
    BAD_RESPONSE,
    CLICK_FAILED,
    COMMAND_FAILED,
    NOT_A_COMMAND,
    NOT_IN_THREADS,
    NOT_INVITED,
)
from .payloads import click_payload, command_payload, find_button
from .responses import ResponseUrls

LINK = re.compile(r"https?://[^\s<>，。；）】》]+")
COMMAND = re.compile(r"(/\S*)\s*(.*)", re.DOTALL)


class Actions:
    """The actions themselves, by model objects. Raises SlackError when Slack would not allow it."""

    def __init__(self, model: Model, hub: Hub, urls: ResponseUrls) -> None:
        self._model = model
        self._hub = hub
        self._urls = urls

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
        said = Message(where.id, "", who.id, self._marked_up(text), thread_ts=thread_ts)
        posted = self._model.post(said)
        bot = self._model.bot.id
        if f"<@{bot}>" in posted.text and bot not in where.members:
            self._notice(who, where, NOT_INVITED, thread_ts, bot=bot)
        return posted

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
        payload = command_payload(self._model, who, where, name, escaped(text), url)

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

    def clicks(
        self, who: Member, message: Message, action_id: str, block_id: str | None = None
    ) -> Delivery:
        """A click on a button the person can see. Raises SlackError `message_not_found`."""
        where = self._model.conversation(message.channel)
        self._check_member(who, where)
        current = self._model.message(message.channel, message.ts)
        if current.visible_to not in (None, who.id):
            raise SlackError("message_not_found")
        button = find_button(current, action_id, block_id)
        if button is None:
            raise SlackError("action_not_found")
        url = self._urls.issue(where.id, who.id, current.ts)
        payload = click_payload(self._model, who, where, current, button, url)

        def failed(error: str) -> None:
            self._notice(who, where, CLICK_FAILED, current.thread_ts, error=error)

        return self._hub.submit(Delivery("interactive", payload, on_failure=failed))

    def _notice(
        self,
        who: Member,
        where: Conversation,
        words: Words,
        thread_ts: str | None = None,
        **names: str,
    ) -> None:
        text = words.said_in(who.locale).format(**names)
        self._model.post(
            Message(where.id, "", SLACKBOT, text, thread_ts=thread_ts, visible_to=who.id)
        )

    def _marked_up(self, text: str) -> str:
        text = LINK.sub(lambda m: f"<{m.group()}>", escaped(text))
        names = {name: m.id for m in self._model.members for name in (m.real_name, m.name)}
        text = _replace_names(text, "@", names, lambda name: f"<@{names[name]}>")
        channels = {c.name: c.id for c in self._model.conversations if c.kind != "im"}
        return _replace_names(text, "#", channels, lambda name: f"<#{channels[name]}|{name}>")


def _replace_names(text: str, mark: str, names: dict[str, str], shown: Callable[[str], str]) -> str:
    """`@fupan` and `@fupan上周` name fupan; `me@fupan.cn` and `@fupantic` do not."""
    if not names:
        return text
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = rf"(?<![\w|]){mark}({'|'.join(longest_first)})(?![A-Za-z0-9_])"
    return re.sub(pattern, lambda m: shown(m.group(1)), text)


def escaped(text: str) -> str:
    """The three characters Slack escapes in everything people type."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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

    def clicks(self, message: Message, action_id: str, block_id: str | None = None) -> Delivery:
        """Clicks a button of a message the person can see."""
        return self.actions.clicks(self.member, message, action_id, block_id)

    def sees(self, channel: str | None = None, thread: str | None = None) -> list[Message]:
        """The messages this person can see, oldest first, replies included."""
        return self.model.messages(self.place(channel).id, self.id, thread)
