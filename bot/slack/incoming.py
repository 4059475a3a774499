"""From what Slack delivers to what was asked, by whom, and where the answer goes. Pure."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from base.language import Lang
from bot.render.blocks import HOW
from bot.render.mrkdwn import Json, unescape
from commands.context import Place

# <@U1> is left: the commands know that a mention is no part of a question.
_LINK = re.compile(r"<(?!@)([^<>|]*)(?:\|([^<>]*))?>")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True)
class Target:
    """Where an answer goes.

    With a `response_url` only the asker sees it. Without, it is posted to `channel` (in the thread
    of `thread`, if any), where PRIVATE means that the channel is a direct message.
    """

    channel: str
    user: str
    place: Place
    thread: str | None = None
    response_url: str | None = None


@dataclass(frozen=True)
class Asked:
    """A request. `key` is the same when Slack delivers it again.

    `metric` is set where the request is how that metric is computed.
    """

    key: str
    text: str
    target: Target
    metric: str | None = None


def command(body: Json) -> Asked:
    """Return what a slash command asks; its answer is for the asker alone."""
    text = f"{body['command']} {said(body.get('text') or '')}".strip()
    target = Target(
        body["channel_id"], body["user_id"], Place.PRIVATE, response_url=body["response_url"]
    )
    return Asked(_key(body), text, target)


def mention(body: Json) -> Asked | None:
    """Return what a mention asks; its answer goes to the mention's thread."""
    event = body["event"]
    if _not_by_a_person(event) or event["channel"].startswith("D"):
        return None
    thread = event.get("thread_ts") or event["ts"]
    target = Target(event["channel"], event["user"], Place.CHANNEL, thread)
    return Asked(_key(body), said(event.get("text") or ""), target)


def direct_message(body: Json) -> Asked | None:
    """Return what a direct message asks, None for any other message."""
    event = body["event"]
    if event.get("channel_type") != "im" or _not_by_a_person(event):
        return None
    target = Target(event["channel"], event["user"], Place.PRIVATE, event.get("thread_ts"))
    return Asked(_key(body), said(event.get("text") or ""), target)


def _not_by_a_person(event: Json) -> bool:
    # Edits, joins, files and the bots' own messages ask nothing.
    by_bot = "bot_id" in event or not event.get("user")
    return by_bot or event.get("subtype") not in (None, "thread_broadcast")


def click(body: Json) -> Asked:
    """Return what a button asks; it is answered the way the message with the button was."""
    action, container = body["actions"][0], body["container"]
    channel, user = body["channel"]["id"], body["user"]["id"]
    value = str(action.get("value") or "")
    metric = value if action["action_id"] == HOW else None
    if container.get("is_ephemeral"):
        target = Target(channel, user, Place.PRIVATE, response_url=body["response_url"])
    elif channel.startswith("D"):
        target = Target(channel, user, Place.PRIVATE, container.get("thread_ts"))
    else:
        thread = container.get("thread_ts") or container["message_ts"]
        target = Target(channel, user, Place.CHANNEL, thread)
    return Asked(_key(body), value, target, metric)


def _key(body: Json) -> str:
    """Return what names a delivery: an event's id, or the trigger of a command or click."""
    for name in ("event_id", "trigger_id"):
        if body.get(name):
            return f"{name}:{body[name]}"
    canonical = json.dumps(body, sort_keys=True).encode()
    return "body:" + hashlib.sha256(canonical).hexdigest()


def said(text: str) -> str:
    """Return what was typed, from Slack's marked-up text: links by their labels, no entities."""
    return unescape(_LINK.sub(_label, text)).strip()


def _label(match: re.Match[str]) -> Any:
    inner, label = match.group(1), match.group(2)
    if inner.startswith("!"):
        return label or ""
    if inner.startswith("#"):
        return f"#{label}" if label else ""
    return label or inner


def language_of(text: str) -> Lang | None:
    """Return the language a text is typed in, None for one that tells nothing."""
    if _CHINESE.search(text):
        return Lang.ZH
    bare = re.sub(r"<@\w+>|^\s*[/／]\w+", " ", text)
    return Lang.EN if _LATIN.search(bare) else None
