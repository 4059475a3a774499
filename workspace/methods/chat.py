"""chat.*: what the bot says."""

import json
from typing import Any

from ..errors import SlackError
from ..ids import TS_PER_SECOND, ts_number
from ..judging import judged_blocks
from ..model import Conversation, Json, Message
from ..wire import message_json
from .conversations import joined, joined_by_name, reachable
from .registry import Call, Method

# Longer texts are cut off when posted and refused when edited or ephemeral.
MAX_TEXT = 40_000
MAX_EDITED_TEXT = 4_000
MAX_MARKDOWN = 12_000
MAX_ATTACHMENTS = 100
# Slack does not say how much is too much; nobody has a reason to send more than this.
MAX_METADATA_BYTES = 16_384


def _place(call: Call) -> Conversation:
    """The channel to post to; a user id means the direct message with that person."""
    channel = call.required("channel")
    if channel.startswith(("U", "W")) and channel in {m.id for m in call.model.members}:
        return call.model.open_direct(call.model.bot.id, channel)
    if "chat:write.public" in call.access.granted:
        # With this scope the bot need not be a member of a public channel.
        found = call.model.conversation(channel)
        if found.kind == "channel":
            return found
    return joined_by_name(call)


def checked_message_blocks(call: Call) -> list[Json] | None:
    """None when the argument is absent; an empty list removes the blocks."""
    value = call.json("blocks", "invalid_blocks_format")
    if value is None:
        return [] if call.args.get("blocks") in ([], "[]") else None
    return judged_blocks(call.model, value)


def _given(call: Call) -> dict[str, Any]:
    """The fields of a message that the call gives: text, blocks, attachments, metadata."""
    fields: dict[str, Any] = {
        "text": call.text("text"),
        "blocks": checked_message_blocks(call),
        "attachments": _attachments(call),
        "metadata": _metadata(call),
    }
    markdown = call.text("markdown_text")
    if markdown is not None:
        if fields["text"] is not None or fields["blocks"] is not None:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MAX_MARKDOWN:
            raise SlackError("msg_too_long")
        fields["blocks"] = judged_blocks(call.model, [{"type": "markdown", "text": markdown}])
        fields["text"] = markdown
    return {name: value for name, value in fields.items() if value is not None}


def _content(call: Call, longest: int | None = None) -> dict[str, Any]:
    """What a new message is made of. Raises `no_text`, `msg_too_long`."""
    given: dict[str, Any] = {"text": ""} | _given(call)
    if not (given["text"].strip() or given.get("blocks") or given.get("attachments")):
        raise SlackError("no_text")
    if longest is not None and len(given["text"]) > longest:
        raise SlackError("msg_too_long")
    return given | {"text": given["text"][:MAX_TEXT]}


def _attachments(call: Call) -> list[Json] | None:
    value = call.json("attachments", "invalid_attachments")
    if value is None:
        return [] if call.args.get("attachments") in ([], "[]") else None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SlackError("invalid_attachments")
    if len(value) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return value


def _metadata(call: Call) -> Json | None:
    value = call.json("metadata", "invalid_metadata_format")
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(value.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(value, ensure_ascii=False).encode()) > MAX_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": value["event_type"], "event_payload": value["event_payload"]}


def post_message(call: Call) -> Json:
    where, thread_ts = _place(call), call.text("thread_ts")
    message = Message(
        where.id,
        "",
        call.model.bot.id,
        **_content(call),
        thread_ts=thread_ts,
        broadcast=thread_ts is not None and call.flag("reply_broadcast"),
        by_app=True,
    )
    posted = call.model.post(message)
    shown = message_json(call.model, posted, with_metadata=True)
    return {"channel": where.id, "ts": posted.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    where = joined_by_name(call)
    user = call.model.user(call.required("user"))
    if user.id not in where.members:
        raise SlackError("user_not_in_channel")
    message = Message(
        where.id,
        "",
        call.model.bot.id,
        **_content(call, MAX_TEXT),
        thread_ts=call.text("thread_ts"),
        visible_to=user.id,
        by_app=True,
    )
    return {"message_ts": call.model.post(message).ts}


def _own(call: Call, error: str) -> Message:
    """The bot's own message; an ephemeral one cannot be found again, as in Slack."""
    where = joined(call)
    found = call.model.message(where.id, call.required("ts"))
    if found.visible_to is not None:
        raise SlackError("message_not_found")
    if found.user != call.model.bot.id or found.subtype is not None:
        raise SlackError(error)
    return found


def update(call: Call) -> Json:
    """Text, blocks and attachments that are not given stay as they are."""
    own = _own(call, "cant_update_message")
    _check_edit_window(call, own)
    given = _given(call)
    if not given.keys() & {"text", "blocks", "attachments"}:
        raise SlackError("no_text")
    if "text" not in given and not given.get("blocks") and not given.get("attachments"):
        raise SlackError("no_text")
    if len(given.get("text", "")) > MAX_EDITED_TEXT:
        raise SlackError("msg_too_long")
    changed = call.model.change(own, **given, edited_ts=call.model.new_ts())
    shown = message_json(call.model, changed, with_metadata=True)
    return {"channel": own.channel, "ts": own.ts, "text": changed.text, "message": shown}


def _check_edit_window(call: Call, message: Message) -> None:
    window = call.model.config.edit_window_seconds
    age = call.model.clock.now() - ts_number(message.ts) / TS_PER_SECOND
    if window is not None and age > window:
        raise SlackError("edit_window_closed")


def delete(call: Call) -> Json:
    own = _own(call, "cant_delete_message")
    call.model.delete(own)
    return {"channel": own.channel, "ts": own.ts}


def permalink(call: Call) -> Json:
    """The address of a message; a reply's names its thread."""
    where = reachable(call)
    found = call.model.message(where.id, call.required("message_ts"))
    if found.visible_to is not None:
        raise SlackError("message_not_found")
    domain, ts = call.model.config.team_domain, found.ts.replace(".", "")
    link = f"https://{domain}.slack.com/archives/{where.id}/p{ts}"
    if found.is_reply:
        link += f"?thread_ts={found.thread_ts}&cid={where.id}"
    return {"channel": where.id, "permalink": link}


METHODS = (
    Method("chat.delete", delete, ("channel", "ts")),
    Method("chat.getPermalink", permalink, ("channel", "message_ts")),
    Method("chat.postEphemeral", post_ephemeral, ("channel", "user")),
    Method("chat.postMessage", post_message, ("channel",)),
    Method("chat.update", update, ("channel", "ts")),
)
