"""chat.*: what the bot says."""

from ..blocks import checked_blocks
from ..errors import SlackError
from ..model import Conversation, Json, Message
from ..wire import message_json
from .conversations import joined
from .registry import Call, Method


def _place(call: Call) -> Conversation:
    """The channel to post to; a user id means the direct message with that person."""
    channel = call.required("channel")
    if channel.startswith(("U", "W")) and channel in {m.id for m in call.model.members}:
        return call.model.open_direct(call.model.bot.id, channel)
    return joined(call)


def _blocks(call: Call) -> list[Json] | None:
    """None when the argument is absent; an empty list removes the blocks."""
    value = call.json("blocks", "invalid_blocks_format")
    if value is None:
        return [] if call.args.get("blocks") in ([], "[]") else None
    return checked_blocks(value)


def _content(call: Call) -> tuple[str, list[Json]]:
    text, blocks = call.text("text") or "", _blocks(call) or []
    if not text and not blocks:
        raise SlackError("no_text")
    return text, blocks


def _metadata(call: Call) -> Json | None:
    value = call.json("metadata", "invalid_metadata_format")
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(value.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return value


def post_message(call: Call) -> Json:
    where = _place(call)
    text, blocks = _content(call)
    posted = call.model.post(
        Message(
            where.id,
            "",
            call.model.bot.id,
            text,
            blocks,
            thread_ts=call.text("thread_ts"),
            metadata=_metadata(call),
            by_app=True,
        )
    )
    shown = message_json(call.model, posted, with_metadata=True)
    return {"channel": where.id, "ts": posted.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    where = joined(call)
    user = call.model.member(call.required("user"))
    if user.id not in where.members:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(call)
    posted = call.model.post(
        Message(
            where.id,
            "",
            call.model.bot.id,
            text,
            blocks,
            thread_ts=call.text("thread_ts"),
            visible_to=user.id,
            by_app=True,
        )
    )
    return {"message_ts": posted.ts}


def _own(call: Call, error: str) -> Message:
    """The bot's own message; an ephemeral one cannot be found again, as in Slack."""
    where = joined(call)
    found = call.model.message(where.id, call.required("ts"))
    if found.visible_to is not None:
        raise SlackError("message_not_found")
    if found.user != call.model.bot.id:
        raise SlackError(error)
    return found


def update(call: Call) -> Json:
    """Text and blocks that are not given stay as they are."""
    own = _own(call, "cant_update_message")
    text, blocks = call.text("text"), _blocks(call)
    if text is None and not blocks:
        raise SlackError("no_text")
    changed = call.model.change(
        own,
        text=own.text if text is None else text,
        blocks=own.blocks if blocks is None else blocks,
        metadata=_metadata(call) or own.metadata,
        edited_ts=call.model.new_ts(),
    )
    shown = message_json(call.model, changed, with_metadata=True)
    return {"channel": own.channel, "ts": own.ts, "text": changed.text, "message": shown}


def delete(call: Call) -> Json:
    own = _own(call, "cant_delete_message")
    call.model.delete(own)
    return {"channel": own.channel, "ts": own.ts}


METHODS = (
    Method("chat.delete", delete, ("channel", "ts")),
    Method("chat.postEphemeral", post_ephemeral, ("channel", "user")),
    Method("chat.postMessage", post_message, ("channel",)),
    Method("chat.update", update, ("channel", "ts")),
)
