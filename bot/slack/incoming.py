"""From what Slack delivers to what was asked, by whom, and where the answer goes. Pure."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from base.language import Lang
from bot.render.blocks import DETAILS, EXPORT, HOW, SHARE
from bot.render.export import CSV, LINK, PNG, SAVE, XLSX
from bot.render.forms import carried_by
from bot.render.mrkdwn import Json, unescape
from bot.slack.sent_files import Dropped, for_import
from bot.slack.shortcuts import ACT
from commands.case_typed import of_command
from commands.context import Place
from commands.forms import form_asked
from commands.import_typed import ImportVerb, import_asked

# <@U1> is left: who is meant is looked up, or the commands leave it out.
_LINK = re.compile(r"<(?!@)([^<>|]*)(?:\|([^<>]*))?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|[^<>]*)?>")
_BY_PEOPLE = (None, "thread_broadcast", "file_share")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2}")


class Wish(StrEnum):
    """What somebody wants of the bot."""

    ANSWER = "answer"
    HOW = "how"
    EXPORT = "export"
    CSV = "csv"
    XLSX = "xlsx"
    PNG = "png"
    SAVE = "save"
    LINK = "link"
    SHARE = "share"
    DETAILS = "details"


@dataclass(frozen=True)
class Target:
    """Where an answer goes.

    With a `response_url` only the asker sees it. Without, it is posted to `channel` (in the thread
    of `thread`, if any), where PRIVATE means that the channel is a direct message; a user's id
    stands for the direct message with him.
    """

    channel: str
    user: str
    place: Place
    thread: str | None = None
    response_url: str | None = None

    @property
    def shareable(self) -> bool:
        """Say whether the asker alone sees the answer in a place where others are."""
        return self.response_url is not None and self.channel[:1] in ("C", "G")


@dataclass(frozen=True)
class Asked:
    """A request. `key` is the same when Slack delivers it again.

    `text` is the question; `on` the day on which it was asked, where that was earlier. For HOW
    without a day it is a metric's key, as buttons of old messages have it. With a `trigger` a
    window can be opened at once. `view` is the window of ours in which the button was pressed;
    `at_home` says that it was the app's own page. `hint` is the language it seems to be in,
    `message` the `ts` of the message with the button. `quoted` is what the message says of which a
    form is to be made. `files` were sent with it. Of a message whose button undoes an import or
    puts it back, `shown` is what stands there (its text and blocks).
    """

    key: str
    text: str
    target: Target
    wish: Wish = Wish.ANSWER
    on: date | None = None
    trigger: str | None = None
    view: str | None = None
    at_home: bool = False
    hint: Lang | None = None
    message: str | None = None
    quoted: str = ""
    stands: str = ""
    door: str = ""
    files: tuple[Dropped, ...] = ()
    shown: Json | None = None


def is_quick(body: Json) -> bool:
    """Say whether taking a delivery needs neither network nor database: a question, an event.

    What opens a window or commits a change does.
    """
    if body.get("type") == "event_callback":
        return True
    if "command" not in body:
        return False
    typed_text = f"{body['command']} {body.get('text') or ''}"
    return form_asked(typed_text) is None and of_command(typed_text) is None


def command(body: Json) -> Asked:
    """Return what a slash command asks; its answer is for the asker alone."""
    text = f"{body['command']} {typed(body.get('text') or '')}".strip()
    target = Target(
        body["channel_id"], body["user_id"], Place.PRIVATE, response_url=body["response_url"]
    )
    return Asked(
        key_of(body),
        text,
        target,
        trigger=body.get("trigger_id"),
        hint=language_of(text),
        door=door_of(body),
    )


def mention(body: Json) -> Asked | None:
    """Return what a mention asks; its answer goes to the mention's thread."""
    event = body["event"]
    if _not_by_a_person(event) or event["channel"].startswith("D"):
        return None
    thread = event.get("thread_ts") or event["ts"]
    target = Target(event["channel"], event["user"], Place.CHANNEL, thread)
    return _typed(body, target)


def direct_message(body: Json) -> Asked | None:
    """Return what a direct message asks, None for any other message."""
    event = body["event"]
    if event.get("channel_type") != "im" or _not_by_a_person(event):
        return None
    return _typed(
        body, Target(event["channel"], event["user"], Place.PRIVATE, event.get("thread_ts"))
    )


def _typed(body: Json, target: Target) -> Asked:
    text = typed(body["event"].get("text") or "")
    bot = next((a.get("user_id") for a in body.get("authorizations") or [] if a.get("is_bot")), "")
    if bot:
        text = text.replace(f"<@{bot}>", " ").strip()
    files = for_import(text, body["event"])
    return Asked(
        key_of(body), text, target, hint=language_of(text), door=door_of(body), files=files
    )


def _not_by_a_person(event: Json) -> bool:
    # Edits, joins and the bots' own messages ask nothing.
    by_bot = "bot_id" in event or not event.get("user")
    return by_bot or event.get("subtype") not in _BY_PEOPLE


@dataclass(frozen=True)
class Remark:
    """Something a person said in a thread of a channel; `files` are names and addresses."""

    channel: str
    thread: str
    ts: str
    user: str
    text: str
    files: tuple[tuple[str, str], ...] = ()


def remark(body: Json) -> Remark | None:
    """Return what a person said in a thread of a channel; None for anything else.

    What is said to the bot is a question, not a remark.
    """
    event = body["event"]
    thread, ts = event.get("thread_ts"), event.get("ts")
    if event.get("channel_type") not in ("channel", "group") or not thread or thread == ts:
        return None
    by_person = event.get("user") and "bot_id" not in event
    if not by_person or event.get("subtype") not in _BY_PEOPLE:
        return None
    text = str(event.get("text") or "")
    bots = [a.get("user_id") for a in body.get("authorizations") or [] if a.get("is_bot")]
    if any(f"<@{bot}>" in text for bot in bots):
        return None
    files = tuple(
        (str(file.get("title") or file.get("name") or ""), str(file.get("permalink") or ""))
        for file in event.get("files") or []
    )
    return Remark(event["channel"], thread, ts, event["user"], said(text), files)


def home_opened(body: Json) -> str | None:
    """Return who opened the app's page, None for its other tabs."""
    event = body["event"]
    return str(event["user"]) if event.get("tab") == "home" else None


def shortcut(body: Json) -> Asked:
    """Return what a shortcut asks: the words of a message, or nothing yet."""
    user, trigger = body["user"]["id"], body.get("trigger_id")
    if body.get("type") == "message_action":
        target = Target(
            body["channel"]["id"], user, Place.PRIVATE, response_url=body["response_url"]
        )
        text = said(body["message"].get("text") or "")
        if body["callback_id"] == ACT:
            return Asked(
                key_of(body), "/action add", target, trigger=trigger, hint=language_of(text),
                message=body["message"].get("ts"), quoted=text,
            )  # fmt: skip
        return Asked(key_of(body), text, target, trigger=trigger, hint=language_of(text))
    # The one from anywhere is called as the form that it opens.
    text = f"/fupan {body['callback_id']}"
    return Asked(key_of(body), text, Target(user, user, Place.PRIVATE), trigger=trigger)


_WISHES = {
    HOW: Wish.HOW,
    EXPORT: Wish.EXPORT,
    CSV: Wish.CSV,
    XLSX: Wish.XLSX,
    PNG: Wish.PNG,
    SAVE: Wish.SAVE,
    LINK: Wish.LINK,
    SHARE: Wish.SHARE,
    DETAILS: Wish.DETAILS,
}


def click(body: Json) -> Asked:
    """Return what a button asks; it is answered the way the message with the button was."""
    action = body["actions"][0]
    value = str(action.get("value") or "")
    label = str((action.get("text") or {}).get("text") or "")
    name = str(action["action_id"]).split(".")[0]
    wish = _WISHES.get(name, Wish.ANSWER)
    text, on = (value, None) if wish is Wish.ANSWER else again_of(value)
    view = body.get("view") or {}
    return Asked(
        key_of(body),
        text,
        _where(body),
        wish,
        on,
        body.get("trigger_id"),
        view=view.get("id") if view.get("type") == "modal" else None,
        at_home=view.get("type") == "home",
        hint=language_of(label) or language_of(text),
        message=body["container"].get("message_ts"),
        stands=stands_of(value) if view else "",
        door=door_of(body),
        shown=_turning(body, value),
    )


def _turning(body: Json, value: str) -> Json | None:
    """Return the message with the button, where that button says something else afterwards."""
    wish = import_asked(value)
    if wish is None or wish.verb not in (ImportVerb.UNDO, ImportVerb.REDO):
        return None
    message = body.get("message")
    return {key: message.get(key) for key in ("text", "blocks")} if message else None


def _where(body: Json) -> Target:
    user, container = body["user"]["id"], body["container"]
    if container.get("type") == "view":
        return Target(user, user, Place.PRIVATE)
    channel = body["channel"]["id"]
    if container.get("is_ephemeral"):
        return Target(channel, user, Place.PRIVATE, response_url=body["response_url"])
    if channel.startswith("D"):
        return Target(channel, user, Place.PRIVATE, container.get("thread_ts"))
    thread = container.get("thread_ts") or container["message_ts"]
    return Target(channel, user, Place.CHANNEL, thread)


def again_of(value: str) -> tuple[str, date | None]:
    """Return a question and its day from a button's value; the value itself without a day."""
    try:
        found = json.loads(value)
        return str(found["q"]), date.fromisoformat(found["on"])
    except (ValueError, TypeError, KeyError):
        return value, None


def stands_of(value: str) -> str:
    """Return where the answer of a button's value stands for everybody, "" where nowhere."""
    try:
        return str(json.loads(value)["at"])
    except (ValueError, TypeError, KeyError):
        return ""


def door_of(body: Json) -> str:
    """Return the address that opens the conversation with this app, "" where Slack names none."""
    app = str(body.get("api_app_id") or "")
    team = str(body.get("team_id") or (body.get("team") or {}).get("id") or "")
    return f"https://slack.com/app_redirect?app={app}&team={team}" if app and team else ""


@dataclass(frozen=True)
class Submitted:
    """A filled-in window: `key` names this submission, `target` is where an answer goes, `at_home`
    says that it was opened on the app's own page."""

    key: str
    view: Json
    user: str
    target: Target
    at_home: bool = False


def submitted(body: Json) -> Submitted:
    """Return a submission; its answer goes where the window was opened, else to the person."""
    view, user = body["view"], body["user"]["id"]
    to = carried_by(view).get("to") or {}
    target = Target(
        str(to.get("channel") or user), user, Place.PRIVATE, response_url=to.get("response_url")
    )
    key = f"view:{view['id']}:{view.get('hash', '')}"
    return Submitted(key, view, user, target, bool(to.get("home")))


def key_of(body: Json) -> str:
    """Return what names a delivery: an event's id, or the trigger of a command or click."""
    for name in ("event_id", "trigger_id"):
        if body.get(name):
            return f"{name}:{body[name]}"
    canonical = json.dumps(body, sort_keys=True).encode()
    return "body:" + hashlib.sha256(canonical).hexdigest()


def said(text: str) -> str:
    """Return what was typed, from Slack's marked-up text: links by their labels, no entities."""
    return unescape(_LINK.sub(_label, text)).strip()


def typed(text: str) -> str:
    """Return what was typed to the bot, where the ids of channels are left: <#C1|name>."""
    return unescape(
        _LINK.sub(lambda found: found[0] if _CHANNEL.match(found[0]) else _label(found), text)
    ).strip()


def _label(match: re.Match[str]) -> Any:
    inner, label = match.group(1), match.group(2)
    if inner.startswith("!"):
        return label or ""
    if inner.startswith("#"):
        return f"#{label}" if label else ""
    return label or inner


def language_of(text: str) -> Lang | None:
    """Return the language a text is typed in, None for one that tells nothing."""
    text = _CHANNEL.sub(" ", text)
    if _CHINESE.search(text):
        return Lang.ZH
    bare = re.sub(r"<@\w+>|^\s*[/／]\w+", " ", text)
    return Lang.EN if _LATIN.search(bare) else None
