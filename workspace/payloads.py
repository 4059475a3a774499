"""The payloads an app receives: events, commands, interactions. Builds JSON, sends nothing."""

from collections.abc import Sequence

from .config import Shortcut
from .ids import random_id
from .model import Change, Conversation, Json, Member, Message, Model
from .views import View
from .wire import message_json, thread_fields, user_json, view_json

CHANNEL_TYPES = {"channel": "channel", "group": "group", "im": "im"}
COMMAND_CHANNEL_NAMES = {"im": "directmessage", "group": "privategroup"}
VERIFICATION_TOKEN = "local-verification-token"  # noqa: S105  deprecated by Slack, still sent


def event_callback(model: Model, event: Json) -> Json:
    """The outer event. Its `event_id` stays the same when it is delivered again."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": model.team_id,
        "context_team_id": model.team_id,
        "context_enterprise_id": None,
        "api_app_id": model.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": random_id("Ev"),
        "event_time": int(model.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": model.team_id,
                "user_id": model.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": random_id("4-"),
    }


def message_event(model: Model, change: Change) -> Json | None:
    """The `message` event for a change of a public message, None for anything else."""
    message, where = change.message, change.conversation
    if message is None or where is None or message.visible_to is not None:
        return None
    if change.kind not in ("posted", "changed", "deleted"):
        return None
    base: Json = {
        "type": "message",
        "channel": message.channel,
        "channel_type": CHANNEL_TYPES[where.kind],
    }
    inner = message_json(model, message) | thread_fields(model, message)
    if change.kind == "posted":
        inner |= {"subtype": "file_share"} if message.files else {}
        return inner | base | {"event_ts": message.ts}
    base |= {"ts": model.new_ts(), "hidden": True}
    base["event_ts"] = base["ts"]
    if change.kind == "deleted":
        return base | {
            "subtype": "message_deleted",
            "deleted_ts": message.ts,
            "previous_message": inner,
        }
    previous = message_json(model, change.previous or message)
    return base | {
        "subtype": "message_changed",
        "message": inner,
        "previous_message": previous,
    }


def mention_event(model: Model, message: Message) -> Json:
    """The `app_mention` event for a message that names the bot."""
    event = message_json(model, message) | thread_fields(model, message)
    return event | {"type": "app_mention", "channel": message.channel, "event_ts": message.ts}


def command_payload(
    model: Model,
    who: Member,
    where: Conversation,
    command: str,
    text: str,
    response_url: str,
) -> Json:
    """What a slash command sends."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": model.team_id,
        "team_domain": model.config.team_domain,
        "channel_id": where.id,
        "channel_name": COMMAND_CHANNEL_NAMES.get(where.kind, where.name),
        "user_id": who.id,
        "user_name": who.name,
        "command": command,
        "text": text,
        "api_app_id": model.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": model.triggers.issue(who.id, channel=where.id),
    }


def membership_event(model: Model, change: Change) -> Json | None:
    """`member_joined_channel` or `member_left_channel`, None for any other change."""
    where = change.conversation
    if where is None or change.kind not in ("joined", "left"):
        return None
    event = {
        "type": f"member_{change.kind}_channel",
        "user": change.user,
        "channel": where.id,
        "channel_type": {"channel": "C", "group": "G", "im": "D"}[where.kind],
        "team": model.team_id,
        "event_ts": model.new_ts(),
    }
    return event | ({"inviter": change.by} if change.by and change.kind == "joined" else {})


def reaction_event(model: Model, change: Change) -> Json | None:
    """`reaction_added` or `reaction_removed`, None for any other change."""
    message = change.message
    if message is None or change.kind not in ("reaction_added", "reaction_removed"):
        return None
    return {
        "type": change.kind,
        "user": change.user,
        "reaction": change.reaction,
        "item_user": message.user,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "event_ts": model.new_ts(),
    }


def file_shared_events(model: Model, change: Change) -> list[Json]:
    """`file_shared` for every file of a message that was posted, in the order of the files."""
    message = change.message
    if message is None or change.kind != "posted":
        return []
    return [
        {
            "type": "file_shared",
            "channel_id": message.channel,
            "file_id": file_id,
            "user_id": message.user,
            "file": {"id": file_id},
            "event_ts": message.ts,
        }
        for file_id in message.files
    ]


def member_event(model: Model, member: Member) -> Json:
    """`user_change`: a member's entry is different now."""
    return {
        "type": "user_change",
        "user": user_json(model, member, with_locale=True),
        "cache_ts": int(model.clock.now()),
        "event_ts": model.new_ts(),
    }


def home_opened_event(model: Model, who: Member, where: Conversation, tab: str) -> Json:
    """`app_home_opened`; `where` is the direct message with the bot."""
    event: Json = {
        "type": "app_home_opened",
        "user": who.id,
        "channel": where.id,
        "tab": tab,
        "event_ts": model.new_ts(),
    }
    home = model.views.home(who.id)
    return event | ({"view": view_json(model, home)} if home and tab == "home" else {})


# -- interactions -------------------------------------------------------------------------------


def _interaction(model: Model, kind: str, who: Member) -> Json:
    return {
        "type": kind,
        "user": {
            "id": who.id,
            "username": who.name,
            "name": who.name,
            "team_id": model.team_id,
        },
        "api_app_id": model.app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": model.team_id, "domain": model.config.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(where: Conversation) -> Json:
    return {"id": where.id, "name": COMMAND_CHANNEL_NAMES.get(where.kind, where.name)}


def message_action_payload(
    model: Model,
    who: Member,
    where: Conversation,
    message: Message,
    action: Json,
    values: Json,
    response_url: str,
) -> Json:
    """`block_actions` of a message. `values` is what this person's fields in it hold."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": where.id,
        "is_ephemeral": message.visible_to is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(model, "block_actions", who) | {
        "container": container,
        "trigger_id": model.triggers.issue(who.id, channel=where.id),
        "channel": _channel(where),
        "state": {"values": values},
        "response_url": response_url,
        "actions": [action],
    }
    if message.visible_to is None:
        # Slack does not hand out an ephemeral message: an app must carry what it needs itself.
        payload["message"] = message_json(model, message) | thread_fields(model, message)
    return payload


def view_action_payload(model: Model, who: Member, view: View, action: Json) -> Json:
    """`block_actions` of a modal or a Home tab."""
    modal = view.id if view.kind == "modal" else None
    return _interaction(model, "block_actions", who) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": model.triggers.issue(who.id, modal),
        "view": view_json(model, view),
        "actions": [action],
    }


def submission_payload(
    model: Model, who: Member, view: View, response_urls: Sequence[Json]
) -> Json:
    """`view_submission`."""
    return _interaction(model, "view_submission", who) | {
        "trigger_id": model.triggers.issue(who.id, view.id),
        "view": view_json(model, view),
        "response_urls": list(response_urls),
    }


def closed_payload(model: Model, who: Member, view: View, *, is_cleared: bool) -> Json:
    """`view_closed`."""
    return _interaction(model, "view_closed", who) | {
        "view": view_json(model, view),
        "is_cleared": is_cleared,
    }


def shortcut_payload(
    model: Model, who: Member, shortcut: Shortcut, message: Message | None, response_url: str
) -> Json:
    """`shortcut`, or `message_action` for a message."""
    kind = "shortcut" if message is None else "message_action"
    channel = None if message is None else message.channel
    payload = _interaction(model, kind, who) | {
        "callback_id": shortcut.callback_id,
        "trigger_id": model.triggers.issue(who.id, channel=channel),
        "action_ts": model.new_ts(),
    }
    if message is None:
        return payload
    return payload | {
        "channel": _channel(model.conversation(message.channel)),
        "message_ts": message.ts,
        "message": message_json(model, message) | thread_fields(model, message),
        "response_url": response_url,
    }
