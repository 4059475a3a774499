"""The door to Slack: acknowledge at once, put the question into the pool, answer it there."""

import logging
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from slack_bolt import App
from slack_sdk import WebClient

from base.answer import Answer
from base.language import Lang, msg
from base.refusal import Refusal
from bot.faults import new_reference
from bot.render.mrkdwn import Json, escape
from bot.render.texts import word
from bot.slack import incoming, replies
from bot.slack.askers import Askers, language
from bot.slack.incoming import Asked, language_of
from bot.slack.pool import Pool
from bot.slack.sending import NotTakenError, Sender
from commands.context import Context, Request
from commands.router import COMMANDS, handle
from storage.seen import first_time

_LOG = logging.getLogger("fupan.slack")
# Tells people that the bot is busy, without making an acknowledgement wait for it.
_TELLERS, _TELLINGS = 1, 200

EVENTS = ("app_mention", "message.im")
_COMMANDS = re.compile("^/(" + "|".join(re.escape(c.name) for c in COMMANDS) + ")$")
_ANY = re.compile("")

Ack: TypeAlias = Callable[..., Any]


class SlackBot:
    """The bot in one workspace. Give `app` to a transport; `close` finishes what was begun."""

    def __init__(self, context: Context, client: WebClient, pool: Pool | None = None) -> None:
        self._context = context
        self._askers = Askers(context.database, context.clock, client)
        self._sender = Sender(client)
        self._pool = pool or Pool()
        self._teller = Pool(_TELLERS, _TELLINGS, "tell")
        # Bolt sets the level of the logger of this name: it must not be one of ours.
        self.app = App(client=client, name="slack_bolt.fupan", process_before_response=True)
        self.app.command(_COMMANDS)(self._on_command)
        self.app.event("app_mention")(self._on_mention)
        self.app.event("message")(self._on_message)
        self.app.action(_ANY)(self._on_click)

    def close(self, patience: float) -> bool:
        """Finish the questions taken, at most `patience` seconds; say whether all are."""
        finished = self._pool.close(patience)
        return self._teller.close(1.0) and finished

    # -- listeners: nothing here may take time ----------------------------------------------------

    def _on_command(self, ack: Ack, body: Json) -> None:
        asked = incoming.command(body)
        if self._take(asked):
            ack()
        else:
            ack(text=_busy(asked))

    def _on_mention(self, body: Json) -> None:
        self._take_or_tell(incoming.mention(body))

    def _on_message(self, body: Json) -> None:
        self._take_or_tell(incoming.direct_message(body))

    def _on_click(self, ack: Ack, body: Json) -> None:
        self._take_or_tell(incoming.click(body))
        ack()

    def _take_or_tell(self, asked: Asked | None) -> None:
        if asked is None or self._take(asked):
            return
        if not self._teller.submit(lambda: self._tell(asked, _busy(asked))):
            _LOG.error("too busy even to say so")

    def _take(self, asked: Asked) -> bool:
        return self._pool.submit(lambda: self._work(asked))

    # -- in the pool ------------------------------------------------------------------------------

    def _work(self, asked: Asked) -> None:
        """Answer once, whatever happens; what is ours is logged and told with a reference."""
        try:
            if not first_time(self._context.database, asked.key, self._context.clock.now()):
                return
            answer, lang = self._answer(asked)
            self._sender.send(asked.target, answer, lang)
        except Exception as error:  # noqa: BLE001 - the last stop: told with a reference
            self._failed(asked, error)

    def _answer(self, asked: Asked) -> tuple[Answer, Lang]:
        actor = self._askers.find(asked.target.user)
        lang = language(asked, actor)
        try:
            if asked.metric is not None:
                return replies.how_computed(asked.metric), lang
            request = Request(asked.text, actor, lang, asked.target.place)
            return handle(self._context, request), lang
        except Refusal as refusal:
            return replies.of_refusal(refusal), lang

    def _failed(self, asked: Asked, error: Exception) -> None:
        reference = new_reference()
        _LOG.error("a question failed, reference %s", reference, exc_info=error)
        lang = language_of(asked.text) or Lang.ZH
        head, rest = (
            word(msg("slack.failed"), lang),
            word(msg("slack.failed_then", ref=reference), lang),
        )
        self._tell(asked, f"*{escape(head)}*\n{escape(rest)}")

    def _tell(self, asked: Asked, text: str) -> None:
        try:
            self._sender.tell(asked.target, text)
        except (NotTakenError, OSError) as error:
            _LOG.error("could not tell the asker: %s", error)


def _busy(asked: Asked) -> str:
    return escape(word(msg("slack.busy"), language_of(asked.text) or Lang.ZH))
