"""reactions.*: what the bot adds to messages."""

import re

from ..errors import SlackError
from ..ids import ts_number
from ..model import Json, Message
from ..wire import message_json
from .conversations import joined
from .registry import Call, Method

NAME = re.compile(r"[^\s:A-Z]+(::skin-tone-[2-6])?")


def _message(call: Call) -> Message:
    timestamp = call.text("timestamp")
    if timestamp is None:
        raise SlackError("no_item_specified")
    where = joined(call)
    try:
        ts_number(timestamp)
    except ValueError:
        raise SlackError("bad_timestamp") from None
    found = call.model.message(where.id, timestamp)
    if found.visible_to is not None:
        raise SlackError("message_not_found")
    if where.archived:
        raise SlackError("is_archived")
    return found


def _name(call: Call) -> str:
    name = call.required("name").strip(":")
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


def add(call: Call) -> Json:
    call.model.react(_message(call), call.model.bot.id, _name(call))
    return {}


def remove(call: Call) -> Json:
    call.model.unreact(_message(call), call.model.bot.id, _name(call))
    return {}


def get(call: Call) -> Json:
    found = _message(call)
    shown = message_json(call.model, found)
    return {"type": "message", "channel": found.channel, "message": shown}


METHODS = (
    Method("reactions.add", add, ("channel", "name", "timestamp")),
    Method("reactions.get", get),
    Method("reactions.remove", remove, ("name",)),
)
