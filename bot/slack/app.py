"""The door to Slack: what may take no time. Acknowledge, hand on, open windows, commit changes.

Questions are acknowledged and put into a pool. What changes something is committed before it is
acknowledged. A window is opened at once, empty, and filled from the pool.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from slack_bolt import App
from slack_sdk import WebClient

from base.language import Lang, msg
from bot.render.mrkdwn import Json, escape
from bot.render.png import warm_up
from bot.render.texts import word
from bot.slack import incoming
from bot.slack.answering import Answering
from bot.slack.askers import Askers
from bot.slack.case_door import CaseDoor
from bot.slack.charting import Charting
from bot.slack.dropping import Dropping
from bot.slack.flood import Turnstile
from bot.slack.incoming import Asked, Remark, Wish
from bot.slack.pool import Pool
from bot.slack.sending import Sender, pool_of_charts
from bot.slack.threads import Threads
from bot.slack.windows import Windows
from commands.context import Context, Place
from commands.forms import form_asked
from commands.router import COMMANDS, preload

_LOG = logging.getLogger("fupan.slack")
# Tells people that the bot is busy, without making an acknowledgement wait for it.
_TELLERS, _TELLINGS = 1, 200
# Files are imported apart from questions: reading a large one must not keep anybody waiting.
_IMPORTS, _IMPORTS_WAITING = 2, 50

EVENTS = ("app_home_opened", "app_mention", "message.channels", "message.groups", "message.im")
_COMMANDS = re.compile("^/(" + "|".join(re.escape(c.name) for c in COMMANDS) + ")$")
_ANY = re.compile("")
# What the window for taking away goes on to show, and the form that is.
_IN_WINDOW: dict[Wish, str | None] = {Wish.SAVE: "favourite", Wish.LINK: None}

Ack: TypeAlias = Callable[..., Any]


class SlackBot:
    """The bot in one workspace. Give `app` to a transport; `close` finishes what was begun."""

    def __init__(
        self,
        context: Context,
        client: WebClient,
        pool: Pool | None = None,
        turnstile: Turnstile | None = None,
    ) -> None:
        self._pool = pool or Pool()
        self._charts = pool_of_charts()
        self._teller = Pool(_TELLERS, _TELLINGS, "tell")
        self._imports = Pool(_IMPORTS, _IMPORTS_WAITING, "import")
        preload()
        # The first picture should not have to wait for the library that draws it.
        self._charts.submit(warm_up)
        self._turnstile = turnstile or Turnstile()
        self._askers = Askers(context.database, context.clock, client)
        sender = Sender(client, Charting(client, self._charts))
        self._answering = Answering(context, client, self._askers, sender)
        self._dropping = Dropping(context, client, self._askers, self._answering, sender)
        self._windows = Windows(context, client, self._askers, self._answering)
        self._cases = CaseDoor(context, client, self._askers)
        self._charts.submit(self._cases.warm_up)
        self._threads = Threads(context, client, self._askers)
        # Bolt sets the level of the logger of this name: it must not be one of ours.
        self.app = App(client=client, name="slack_bolt.fupan", process_before_response=True)
        self.app.command(_COMMANDS)(self._on_command)
        self.app.event("app_mention")(self._on_mention)
        self.app.event("message")(self._on_message)
        self.app.event("app_home_opened")(self._on_home)
        self.app.action(_ANY)(self._on_click)
        self.app.shortcut(_ANY)(self._on_shortcut)
        self.app.view(_ANY)(self._on_submission)

    @property
    def charts(self) -> Pool:
        """Return the pool in which pictures are drawn."""
        return self._charts

    @property
    def waiting(self) -> int:
        """Return how many questions wait for a worker."""
        return self._pool.waiting

    def close(self, patience: float) -> bool:
        """Finish what was taken, at most `patience` seconds; say whether all is finished."""
        finished = self._pool.close(patience)
        finished = self._imports.close(patience) and finished
        finished = self._charts.close(min(patience, 5.0)) and finished
        return self._teller.close(1.0) and finished

    # -- listeners: nothing here may take time ----------------------------------------------------

    def _on_command(self, ack: Ack, body: Json) -> None:
        if self._cases.takes(body):
            self._open_case(ack, body)
            return
        asked = incoming.command(body)
        refused = self._take(asked)
        if refused:
            ack(text=self._why_not(asked, refused))
        else:
            ack()

    def _on_mention(self, body: Json) -> None:
        self._take_or_tell(incoming.mention(body))

    def _on_message(self, body: Json) -> None:
        remark = incoming.remark(body)
        if remark is not None:
            self._keep_remark(remark)
        else:
            self._take_or_tell(incoming.direct_message(body))

    def _keep_remark(self, remark: Remark) -> None:
        """Have what was said in a thread looked at; never answered, whatever becomes of it."""
        keep = partial(self._threads.keep, remark)
        if not self._pool.submit(keep) and not self._teller.submit(keep):
            _LOG.error("too busy to look at what was said in a thread")

    def _on_home(self, body: Json) -> None:
        user = incoming.home_opened(body)
        if user is not None:
            self._show_home(user)

    def _show_home(self, user: str) -> None:
        if not self._pool.submit(lambda: self._answering.show_home(user)):
            _LOG.warning("too busy to show somebody his page")

    def _open_case(self, ack: Ack, body: Json) -> None:
        """Open a window of the door for cases; only a command has room to be told why not."""
        said = self._cases.open(body)
        if said and "command" in body:
            ack(text=escape(said))
        else:
            ack()

    def _on_click(self, ack: Ack, body: Json) -> None:
        if self._cases.takes(body):
            if self._cases.in_window(body):
                self._cases.clicked(body)
                ack()
            else:
                self._open_case(ack, body)
            return
        if body["actions"][0].get("type") == "button":
            self._take_or_tell(incoming.click(body))
        ack()

    def _on_shortcut(self, ack: Ack, body: Json) -> None:
        if self._cases.takes(body):
            self._open_case(ack, body)
            return
        self._take_or_tell(incoming.shortcut(body))
        ack()

    def _on_submission(self, ack: Ack, body: Json) -> None:
        if self._cases.takes(body):
            ack(**self._cases.submitted(body))
            return
        sent = incoming.submitted(body)
        taken = self._windows.take(sent)
        if taken.done and sent.at_home:
            self._show_home(sent.user)
        if taken.ask is not None and not self._submit(taken.ask):
            ack(**self._windows.refuse(body["view"], _busy(taken.ask.hint or Lang.ZH)))
        else:
            ack(**taken.response)

    # -- into the pools ---------------------------------------------------------------------------

    def _take_or_tell(self, asked: Asked | None) -> None:
        if asked is None:
            return
        refused = self._take(asked)
        if refused:
            self._tell_later(asked, self._why_not(asked, refused))

    def _take(self, asked: Asked) -> str:
        """Take a request in; return why not, or nothing where it was taken."""
        if not self._turnstile.lets_in(asked.target.user):
            return "slack.flood"
        form = form_asked(asked.text) if asked.wish is Wish.ANSWER else None
        if asked.view is not None and asked.wish in _IN_WINDOW:
            # The window is there: what it shows next takes its place.
            next_form = _IN_WINDOW[asked.wish]
            work = partial(self._windows.fill, asked, next_form)
            return "" if self._pool.submit(work) else "slack.busy"
        if asked.trigger is not None and (form or asked.at_home or asked.wish is Wish.EXPORT):
            return self._open(asked, form)
        return "" if self._submit(asked) else "slack.busy"

    def _submit(self, asked: Asked) -> bool:
        """Put a request into its pool; say whether there was room."""
        if self._dropping.takes(asked):
            return self._imports.submit(partial(self._dropping.take, asked))
        return self._pool.submit(partial(self._answering.answer, asked))

    def _open(self, asked: Asked, form: str | None) -> str:
        """Open a window at once, and have it filled. A second delivery finds its trigger used."""
        view = self._windows.open(asked, form)
        if view is None:
            return ""
        if self._pool.submit(lambda: self._windows.fill(replace(asked, view=view), form)):
            return ""
        busy = escape(word(msg("slack.busy"), self._askers.language_at_once(asked)))
        self._teller.submit(lambda: self._windows.put(view, form, busy, asked))
        return ""

    def _tell_later(self, asked: Asked, text: str) -> None:
        if not self._teller.submit(lambda: self._answering.tell(asked, text)):
            _LOG.error("too busy even to say so")

    def _why_not(self, asked: Asked, key: str) -> str:
        private = asked.target.place is not Place.CHANNEL
        known = self._askers.language_at_once(asked) if private else asked.hint
        return escape(word(msg(key), asked.hint or known or Lang.ZH))


def _busy(lang: Lang) -> str:
    return word(msg("slack.busy"), lang)
