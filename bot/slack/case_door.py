"""The door for cases in Slack: windows in which nobody's name is kept.

It stands apart from the way of every other request on purpose. It takes no part in what remembers
requests by their ids, counts nothing by person, writes nothing but the inbox, sends no message, and
of what fails it logs the kind and a reference only: not what was said, not by whom, no traceback
in which a value could stand.
"""

import logging
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from base.form import Form, Unfit
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from bot.faults import new_reference
from bot.render import forms
from bot.render.mrkdwn import Json
from bot.render.texts import word
from bot.slack.askers import Askers
from bot.slack.shortcuts import CASE
from commands import case_pages as pages
from commands.case_door import Door
from commands.case_limits import MOST, Limits, Use
from commands.case_typed import Asked, of_command, opens_door
from commands.context import Context
from storage.engine import BusyError

_LOG = logging.getLogger("fupan.slack")
_VIEWS = frozenset({pages.WRITE, pages.PREVIEW, pages.CHECK, pages.STANDING})
_BUTTONS = frozenset({pages.BACK, pages.TAKE_BACK, pages.TO_RECEIPT})
_UPDATE = "update"


class CaseDoor:
    """Opens the windows and takes what is sent from them."""

    def __init__(self, context: Context, client: WebClient, askers: Askers) -> None:
        self._door = Door(context)
        self._client = client
        self._askers = askers
        self._limits = Limits()

    def warm_up(self) -> None:
        """Make what the first submission needs, before there is one."""
        self._door.warm_up()

    # -- what comes through here ----------------------------------------------------------------

    def takes(self, body: Json) -> bool:
        """Say whether a delivery is for this door: then nothing else may look at it."""
        return self._wanted(body) is not None or self.in_window(body)

    def in_window(self, body: Json) -> bool:
        """Say whether it comes out of one of the door's own windows."""
        if body.get("type") == "view_submission":
            return body["view"].get("callback_id") in _VIEWS
        return body.get("type") == "block_actions" and _button_of(body) in _BUTTONS

    def _wanted(self, body: Json) -> Asked | None:
        """Return which window a command, a shortcut or a button wants opened."""
        if "command" in body:
            return of_command(f"{body['command']} {body.get('text') or ''}")
        if body.get("type") == "shortcut":
            return Asked.WRITE if body.get("callback_id") == CASE else None
        if body.get("type") == "block_actions":
            return opens_door(str(body["actions"][0].get("value") or ""))
        return None

    # -- opening --------------------------------------------------------------------------------

    def open(self, body: Json) -> str:
        """Open the window that is wanted; return what to say at once where that did not work."""
        wanted = self._wanted(body)
        user = str(body.get("user_id") or (body.get("user") or {}).get("id") or "")
        lang = Lang.ZH
        try:
            actor = self._askers.find(user)
            lang = actor.lang
            if not self._limits.allows(user, Use.OPEN, self._door.today()):
                return word(msg("case.limit.open"), lang)
            if wanted is Asked.REFUSED:
                return "\n".join(word(line, lang) for line in pages.refusal())
            form = self._door.check() if wanted is Asked.RECEIPT else self._door.write(actor)
            self._client.views_open(
                trigger_id=str(body.get("trigger_id") or ""), view=forms.modal(form, lang, {})
            )
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if code == "exchanged_trigger_id":
                # The same tap delivered again: its window is there.
                return ""
            _LOG.warning("a window for cases was not opened: %s", code)
            return word(msg("window.too_late"), lang)
        except Exception as error:  # noqa: BLE001 - the last stop: told, and logged without a word of it
            return word(self._failed(error), lang)
        return ""

    # -- what is sent from the windows ----------------------------------------------------------

    def submitted(self, body: Json) -> Json:
        """Take a submission; return what to acknowledge it with. Committed when this returns."""
        view, user = body["view"], str(body["user"]["id"])
        lang = Lang.ZH
        try:
            actor = self._askers.find(user)
            lang = actor.lang
            form = self._next(view, actor, user)
        except Unfit as unfit:
            return forms.errors(unfit.errors, lang)
        except Refusal as refusal:
            return _at_first(view, refusal.message, lang)
        except BusyError:
            return _at_first(view, msg("window.busy"), lang)
        except Exception as error:  # noqa: BLE001 - the last stop: told, and logged without a word of it
            return _at_first(view, self._failed(error), lang)
        return {"response_action": _UPDATE, "view": forms.modal(form, lang, {})}

    def _next(self, view: Json, actor: Actor, user: str) -> Form:
        submission, key = forms.submission(view), view["callback_id"]
        today = self._door.today()
        if key == pages.WRITE:
            return self._door.preview(actor, actor.lang, submission)
        if key == pages.PREVIEW:
            if self._limits.full(user, Use.WRITE, today):
                raise Refusal(msg("case.limit.write", n=MOST[Use.WRITE]))
            form, kept = self._door.send(actor, actor.lang, submission)
            if kept:
                self._limits.allows(user, Use.WRITE, today)
            return form
        if not self._limits.allows(user, Use.CHECK, today):
            raise Refusal(msg("case.limit.check"))
        if key == pages.CHECK:
            return self._door.look(actor.lang, submission)
        return self._door.answer(actor.lang, submission)

    def clicked(self, body: Json) -> None:
        """Do what a button in one of the windows says; the window shows what came of it."""
        view, user = body["view"], str(body["user"]["id"])
        lang = Lang.ZH
        try:
            actor = self._askers.find(user)
            lang = actor.lang
            if _button_of(body) == pages.TO_RECEIPT:
                # On top: what was written so far is still there below.
                self._push(body, lang)
                return
            form = self._pressed(_button_of(body), view, actor, user)
        except Refusal as refusal:
            form = pages.told_page(msg("case.check.title"), refusal.message)
        except BusyError:
            form = pages.told_page(msg("case.check.title"), msg("window.busy"))
        except Exception as error:  # noqa: BLE001 - the last stop: told, and logged without a word of it
            form = pages.told_page(msg("case.check.title"), self._failed(error))
        self._put(view, form, lang)

    def _pressed(self, button: str, view: Json, actor: Actor, user: str) -> Form:
        submission = forms.submission(view)
        if button == pages.BACK:
            return self._door.back(actor, submission)
        if not self._limits.allows(user, Use.CHECK, self._door.today()):
            raise Refusal(msg("case.limit.check"))
        return self._door.take_back(submission)

    def _push(self, body: Json, lang: Lang) -> None:
        try:
            view = forms.modal(self._door.check(), lang, {})
            self._client.views_push(trigger_id=str(body.get("trigger_id") or ""), view=view)
        except (SlackApiError, OSError, HTTPException) as error:
            _LOG.warning("a window for cases was not opened: %s", type(error).__name__)

    def _put(self, view: Json, form: Form, lang: Lang) -> None:
        try:
            self._client.views_update(view_id=view["id"], view=forms.modal(form, lang, {}))
        except (SlackApiError, OSError, HTTPException) as error:
            _LOG.warning("a window for cases stayed as it was: %s", type(error).__name__)

    def _failed(self, error: Exception) -> Msg:
        reference = new_reference()
        _LOG.error("the door for cases failed, reference %s: %s", reference, _kind(error))
        return msg("window.failed", ref=reference)


def _button_of(body: Json) -> str:
    return str(body["actions"][0].get("action_id") or "")


def _kind(error: BaseException) -> str:
    """Return what failed and where, without a value: the kind, and the line of the innermost."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    at = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "-"
    return f"{type(error).__name__} at {at}"


def _at_first(view: Json, text: Msg, lang: Lang) -> Json:
    """Return the answer that keeps a window open with a sentence at its first field."""
    first = next(b["block_id"] for b in view["blocks"] if b["type"] == "input")
    return {"response_action": "errors", "errors": {first: word(text, lang)}}
