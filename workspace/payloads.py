"""The payloads an app receives: events, slash commands, clicks. Builds JSON, sends nothing."""

from .ids import random_id
from .model import Change, Conversation, Json, Member, Message, Model
from .wire import message_json, thread_fields, with_block_ids

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
        "event_time": int(model.config.clock()),
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
    message = change.message
    if message is None or message.visible_to is not None:
        return None
    base: Json = {
        "type": "message",
        "channel": message.channel,
        "channel_type": CHANNEL_TYPES[change.conversation.kind],
    }
    inner = message_json(model, message) | thread_fields(model, message)
    if change.kind == "posted":
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
        "trigger_id": trigger_id(model),
    }


def trigger_id(model: Model) -> str:
    return f"{model.new_ts()}.{random_id('')}".lower()


def click_payload(
    model: Model,
    who: Member,
    where: Conversation,
    message: Message,
    element: Json,
    response_url: str,
) -> Json:
    """A `block_actions` payload. `element` is the button with its block_id filled in."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": where.id,
        "is_ephemeral": message.visible_to is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload: Json = {
        "type": "block_actions",
        "user": {
            "id": who.id,
            "username": who.name,
            "name": who.name,
            "team_id": model.team_id,
        },
        "api_app_id": model.app_id,
        "token": VERIFICATION_TOKEN,
        "container": container,
        "trigger_id": trigger_id(model),
        "team": {"id": model.team_id, "domain": model.config.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {
            "id": where.id,
            "name": COMMAND_CHANNEL_NAMES.get(where.kind, where.name),
        },
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [element | {"action_ts": model.new_ts()}],
    }
    if message.visible_to is None:
        # Slack does not hand out an ephemeral message: an app must carry what it needs itself.
        payload["message"] = message_json(model, message) | thread_fields(model, message)
    return payload


def find_button(message: Message, action_id: str, block_id: str | None = None) -> Json | None:
    """The button with this action_id, as it goes into `actions`; None when there is none."""
    for block in with_block_ids(message.blocks, message.ts):
        for element in (*_elements(block), block.get("accessory")):
            if not isinstance(element, dict) or element.get("type") != "button":
                continue
            same_block = block_id is None or block["block_id"] == block_id
            if element.get("action_id") == action_id and same_block:
                return {k: v for k, v in element.items() if k != "confirm"} | {
                    "block_id": block["block_id"]
                }
    return None


def _elements(block: Json) -> list[Json]:
    elements = block.get("elements")
    return elements if block.get("type") == "actions" and isinstance(elements, list) else []
