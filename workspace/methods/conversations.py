"""conversations.*: where the bot is, and what was said there."""

from ..errors import SlackError
from ..ids import ts_number
from ..model import Conversation, Json, Message
from ..wire import conversation_json, message_json, thread_fields
from .registry import Call, Method

TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def reachable(call: Call, ref: str | None = None) -> Conversation:
    """The conversation asked for by its id, if the bot can know of it.

    Raises `channel_not_found`, also for a name: only posting takes names.
    """
    return _known(call, call.model.conversation_by_id(ref or call.required("channel")))


def _known(call: Call, found: Conversation) -> Conversation:
    if found.kind != "channel" and call.model.bot.id not in found.members:
        raise SlackError("channel_not_found")
    return found


def joined(call: Call, ref: str | None = None) -> Conversation:
    """The same, if the bot is a member of it. Raises `not_in_channel`."""
    return _joined(call, reachable(call, ref))


def joined_by_name(call: Call) -> Conversation:
    """The same, by id or name."""
    return _joined(call, _known(call, call.model.conversation(call.required("channel"))))


def _joined(call: Call, found: Conversation) -> Conversation:
    if call.model.bot.id not in found.members:
        raise SlackError("not_in_channel")
    return found


def _json(call: Call, found: Conversation) -> Json:
    return conversation_json(call.model, found, viewer=call.model.bot.id)


def listing(call: Call) -> Json:
    asked = (call.text("types") or "public_channel").replace(" ", "").split(",")
    if not set(asked) <= TYPES.keys():
        raise SlackError("invalid_types")
    kinds = {TYPES[name] for name in asked}
    bot = call.model.bot.id
    known = [
        c
        for c in call.model.conversations
        if c.kind in kinds and (c.kind == "channel" or bot in c.members)
    ]
    found, meta = call.page(known)
    return {"channels": [_json(call, c) for c in found], "response_metadata": meta}


def info(call: Call) -> Json:
    found = _json(call, reachable(call))
    if not call.flag("include_num_members"):
        found.pop("num_members", None)
    return {"channel": found}


def opening(call: Call) -> Json:
    before = {c.id for c in call.model.conversations}
    found = reachable(call) if call.text("channel") else _direct(call)
    answer: Json = {"channel": _json(call, found) if call.flag("return_im") else {"id": found.id}}
    return answer | ({"no_op": True, "already_open": True} if found.id in before else {})


def _direct(call: Call) -> Conversation:
    users = call.text("users")
    if users is None:
        raise SlackError("users_list_not_supplied")
    if "," in users:
        # Group direct messages do not exist in this workspace.
        raise SlackError("too_many_users")
    return call.model.open_direct(call.model.bot.id, call.model.user(users).id)


def members(call: Call) -> Json:
    ids, meta = call.page(sorted(reachable(call).members))
    return {"members": ids, "response_metadata": meta}


def _bound(call: Call, name: str, default: float) -> float:
    value = call.text(name)
    if value is None:
        return default
    try:
        return ts_number(value)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = _bound(call, "oldest", 0), _bound(call, "latest", float("inf"))
    if call.flag("inclusive"):
        return [m for m in messages if oldest <= ts_number(m.ts) <= latest]
    return [m for m in messages if oldest < ts_number(m.ts) < latest]


def _public(call: Call, message: Message) -> Json:
    found = message_json(call.model, message, with_metadata=call.flag("include_all_metadata"))
    return found | thread_fields(call.model, message)


def history(call: Call) -> Json:
    """Newest first, without replies and without anything ephemeral."""
    said = call.model.messages(joined(call).id)
    said = [m for m in said if m.visible_to is None and (m.broadcast or not m.is_reply)]
    page, meta = call.page(_between(call, said)[::-1])
    has_more = bool(meta["next_cursor"])
    answer: Json = {
        "messages": [_public(call, m) for m in page],
        "has_more": has_more,
        "pin_count": 0,
    }
    return answer | ({"response_metadata": meta} if has_more else {})


def replies(call: Call) -> Json:
    """The parent first, then its replies, oldest first."""
    where, ts = joined(call), call.required("ts")
    try:
        asked = call.model.message(where.id, ts)
    except SlackError:
        raise SlackError("thread_not_found") from None
    if asked.visible_to is not None:
        raise SlackError("thread_not_found")
    thread = call.model.messages(where.id, thread_ts=asked.thread_ts or asked.ts)
    thread = [m for m in thread if m.visible_to is None]
    parent = [m for m in thread if not m.is_reply]
    page, meta = call.page(parent + _between(call, [m for m in thread if m.is_reply]), 1000)
    has_more = bool(meta["next_cursor"])
    answer: Json = {"messages": [_public(call, m) for m in page], "has_more": has_more}
    return answer | ({"response_metadata": meta} if has_more else {})


# -- membership ---------------------------------------------------------------------------------


def join(call: Call) -> Json:
    """The bot joins a public channel by itself; being there already is a warning only."""
    found, bot = reachable(call), call.model.bot.id
    if found.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    there = bot in found.members
    answer: Json = {"channel": _json(call, call.model.join(found, bot))}
    if there:
        warning = "already_in_channel"
        answer |= {"warning": warning, "response_metadata": {"warnings": [warning]}}
    return answer


def leave(call: Call) -> Json:
    found, bot = reachable(call), call.model.bot.id
    if found.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if bot not in found.members:
        return {"not_in_channel": True}
    if found.name == "general":
        raise SlackError("cant_leave_general")
    call.model.leave(found, bot)
    return {}


def invite(call: Call) -> Json:
    """All or nobody, as Slack does without `force`."""
    where, bot = joined(call), call.model.bot.id
    users = [call.model.user(ref.strip()) for ref in call.required("users").split(",")]
    if any(user.id == bot for user in users):
        raise SlackError("cant_invite_self")
    if any(user.id in where.members for user in users):
        raise SlackError("already_in_channel")
    for user in users:
        where = call.model.join(where, user.id, by=bot)
    return {"channel": _json(call, where)}


def kick(call: Call) -> Json:
    where, user = joined(call), call.model.user(call.required("user"))
    if user.id == call.model.bot.id:
        raise SlackError("cant_kick_self")
    if where.name == "general":
        raise SlackError("cant_kick_from_general")
    call.model.leave(where, user.id, by=call.model.bot.id)
    return {}


METHODS = (
    Method("conversations.history", history, ("channel",)),
    Method("conversations.info", info, ("channel",)),
    Method("conversations.invite", invite, ("channel", "users")),
    Method("conversations.join", join, ("channel",)),
    Method("conversations.kick", kick, ("channel", "user")),
    Method("conversations.leave", leave, ("channel",)),
    Method("conversations.list", listing),
    Method("conversations.members", members, ("channel",)),
    Method("conversations.open", opening),
    Method("conversations.replies", replies, ("channel", "ts")),
)
