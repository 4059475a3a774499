"""Windows (modals): opened at once, filled from the pool, and what people send from them."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.form import Unfit
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from bot.faults import new_reference
from bot.render import forms
from bot.render.blocks import message
from bot.render.export import export_blocks
from bot.render.mrkdwn import Json, escape, section
from bot.render.plain import plain_text
from bot.render.texts import word
from bot.slack.answering import Answering
from bot.slack.askers import Askers
from bot.slack.incoming import Asked, Submitted, Wish
from commands.context import Context, Place
from commands.forms import FORMS, Opening, take
from commands.permalinks import answer_link
from storage.engine import BusyError

_LOG = logging.getLogger("fupan.slack")
_USED = ("exchanged_trigger_id",)


@dataclass(frozen=True)
class Taken:
    """What to acknowledge a submission with, the question that it asks, if any; whether it is done
    without one."""

    response: Mapping[str, Any] = field(default_factory=dict)
    ask: Asked | None = None
    done: bool = False


class Windows:
    """Opens, fills and takes."""

    def __init__(
        self, context: Context, client: WebClient, askers: Askers, answering: Answering
    ) -> None:
        self._context = context
        self._client = client
        self._askers = askers
        self._answering = answering

    def open(self, asked: Asked, form: str | None) -> str | None:
        """Open an empty window; return its id, None where Slack did not open it."""
        lang = self._askers.language_at_once(asked)
        view = forms.opening(_title(asked, form), msg("window.opening"), lang)
        try:
            opened = self._client.views_open(trigger_id=asked.trigger or "", view=view)
        except SlackApiError as error:
            code = str(error.response.get("error"))
            # A used trigger is the same tap delivered again: its window is there.
            if code not in _USED:
                _LOG.warning("a window was not opened: %s", code)
                self._answering.tell(asked, escape(word(msg("window.too_late"), lang)))
            return None
        except (OSError, HTTPException) as error:
            _LOG.warning("a window was not opened: %s", type(error).__name__)
            self._answering.tell(asked, escape(word(msg("window.too_late"), lang)))
            return None
        return str(opened["view"]["id"])

    def fill(self, asked: Asked, form: str | None) -> None:
        """Put into a window what it was opened for."""
        view = asked.view or ""
        try:
            actor = self._askers.find(asked.target.user)
            if form is not None:
                content = self._form(asked, form, actor)
            elif asked.wish is Wish.LINK:
                content = self._linked(asked, actor)
            else:
                content = self._answer(asked, form, actor)
            self._client.views_update(view_id=view, view=content)
        except Refusal as refusal:
            lang = self._askers.language_at_once(asked)
            self.put(view, form, escape(word(refusal.message, lang)), asked)
        except Exception as error:  # noqa: BLE001 - the last stop: told in the window
            self.put(view, form, self._answering.failure(asked, error), asked)

    def put(self, view: str, form: str | None, text: str, asked: Asked) -> None:
        """Put a short text into a window; where even that fails, it is logged."""
        lang = self._askers.language_at_once(asked)
        try:
            content = forms.told(_title(asked, form), text, lang)
            self._client.views_update(view_id=view, view=content)
        except (SlackApiError, OSError, HTTPException) as error:
            _LOG.error("a window stayed empty: %s", type(error).__name__)

    def _form(self, asked: Asked, form: str, actor: Actor) -> Json:
        made = FORMS[form].make(self._context, self._opening(asked, actor))
        to: Json = {"channel": asked.target.channel, "response_url": asked.target.response_url}
        if asked.at_home:
            to["home"] = True
        return forms.modal(made, actor.lang, {"to": to})

    def _opening(self, asked: Asked, actor: Actor) -> Opening:
        channel = asked.target.channel
        return Opening(
            actor,
            actor.lang,
            channel if channel[:1] in ("C", "G") else "",
            asked.target.user,
            asked.text,
            self._askers.with_names(asked.quoted),
            self._link(asked) if asked.quoted else "",
            asked.on.isoformat() if asked.on else "",
        )

    def _link(self, asked: Asked) -> str:
        """Return the address of a message, "" where Slack does not say it."""
        try:
            found = self._client.chat_getPermalink(
                channel=asked.target.channel, message_ts=asked.message or ""
            )
        except (SlackApiError, OSError, HTTPException) as error:
            # A conversation the bot is not in: the words are what matters.
            _LOG.info("no permalink: %s", type(error).__name__)
            return ""
        return str(found["permalink"])

    def _answer(self, asked: Asked, form: str | None, actor: Actor) -> Json:
        """Return an answer in a window: to take away, or to a question from the app's page."""
        said = self._answering.answer_at_home(asked) if asked.at_home else None
        answer = said or self._answering.worked_out(_plainly(asked), actor, actor.lang)
        blocks = export_blocks(answer, actor.lang, plain_text(answer, actor.lang), _stands(asked))
        if asked.at_home:
            blocks = [section(escape(word(msg("window.in_messages"), actor.lang))), *blocks]
        return forms.with_blocks("export", _title(asked, form), blocks, actor.lang)

    def _linked(self, asked: Asked, actor: Actor) -> Json:
        """Return a question's codes in a window."""
        request = self._answering.request(asked, actor, actor.lang, "")
        answer = answer_link(self._context, request, asked.text)
        answer = self._answering.exporting.with_place(answer, asked)
        blocks = message(replace(answer, follow_ups=()), actor.lang).blocks
        return forms.with_blocks("link", msg("button.link"), blocks, actor.lang)

    # -- submissions ------------------------------------------------------------------------------

    def take(self, sent: Submitted) -> Taken:
        """Take what was filled in; committed when this returns, if it changes anything."""
        view = sent.view
        if view.get("callback_id") not in FORMS:
            return Taken()
        lang = Lang.ZH
        try:
            actor = self._askers.find(sent.user)
            lang = actor.lang
            submission = forms.submission(view)
            channel = submission.carried.get("channel") or sent.target.channel
            opening = Opening(actor, lang, channel if channel[:1] in ("C", "G") else "", sent.user)
            outcome = take(self._context, opening, submission, sent.key)
        except Unfit as unfit:
            return Taken(forms.errors(unfit.errors, lang))
        except Refusal as refusal:
            return Taken(self.refuse(view, word(refusal.message, lang)))
        except BusyError:
            return Taken(self.refuse(view, word(msg("window.busy"), lang)))
        except Exception as error:  # noqa: BLE001 - the last stop: told at the field, nothing is lost
            reference = new_reference()
            _LOG.error("a submission failed, reference %s", reference, exc_info=error)
            return Taken(self.refuse(view, word(msg("window.failed", ref=reference), lang)))
        if outcome.ask is not None:
            asked = Asked(sent.key, outcome.ask, sent.target, hint=lang, at_home=sent.at_home)
            return Taken({}, asked)
        if outcome.said is None:
            return Taken(done=True)
        title = FORMS[view["callback_id"]].title
        closing = forms.said(title, outcome.said, outcome.lang or lang)
        return Taken({"response_action": "update", "view": closing}, done=True)

    def refuse(self, view: Json, text: str) -> Json:
        """Return the answer that keeps a window open with a sentence at its first field."""
        first = next(b["block_id"] for b in view["blocks"] if b["type"] == "input")
        return {"response_action": "errors", "errors": {first: text}}


def _plainly(asked: Asked) -> Asked:
    wish = asked.wish if asked.wish is Wish.HOW else Wish.ANSWER
    return replace(asked, wish=wish, target=replace(asked.target, place=Place.PRIVATE))


def _stands(asked: Asked) -> str:
    """Return where the message with the button stands, if everybody there sees it."""
    public = asked.target.place is Place.CHANNEL and asked.message
    return f"{asked.target.channel}:{asked.message}" if public else ""


def _title(asked: Asked, form: str | None) -> Msg:
    if form is not None:
        return FORMS[form].title
    if asked.wish is Wish.LINK:
        return msg("button.link")
    return msg("window.answer") if asked.at_home else msg("window.export")
