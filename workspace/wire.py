"""Slack's JSON for users, conversations and messages. Reads the model, changes nothing."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .model import Conversation, Json, Member, Message, Model

WITH_ELEMENTS = ("actions", "context_actions")


def user_json(model: Model, member: Member, *, with_locale: bool = False) -> Json:
    """A user object as `users.info` gives it."""
    now = datetime.fromtimestamp(model.config.clock(), UTC).astimezone(ZoneInfo(member.tz))
    offset = now.utcoffset()
    found: Json = {
        "id": member.id,
        "team_id": model.team_id,
        "name": member.name,
        "deleted": False,
        "real_name": member.real_name,
        "tz": member.tz,
        "tz_label": now.tzname() or member.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(model, member),
        "is_admin": member.is_admin,
        "is_owner": False,
        "is_restricted": False,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    if with_locale:
        found["locale"] = member.locale
    return found


def _profile(model: Model, member: Member) -> Json:
    profile: Json = {
        "real_name": member.real_name,
        "real_name_normalized": member.real_name,
        "display_name": member.name,
        "display_name_normalized": member.name,
        "team": model.team_id,
    }
    if member.id == model.bot.id:
        profile |= {"bot_id": model.bot_id, "api_app_id": model.app_id}
    return profile


def conversation_json(model: Model, found: Conversation, *, viewer: str) -> Json:
    """A conversation object as the user `viewer` gets it."""
    if found.kind == "im":
        other = next(iter(found.members - {viewer}), viewer)
        return {
            "id": found.id,
            "created": found.created,
            "is_im": True,
            "is_channel": False,
            "is_group": False,
            "is_private": True,
            "is_archived": False,
            "is_org_shared": False,
            "user": other,
            "is_user_deleted": False,
            "is_open": True,
        }
    private = found.kind == "group"
    return {
        "id": found.id,
        "name": found.name,
        "name_normalized": found.name,
        "created": found.created,
        "creator": next(iter(sorted(found.members)), ""),
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": False,
        "is_general": found.name == "general",
        "is_shared": False,
        "is_member": viewer in found.members,
        "num_members": len(found.members),
        "topic": {"value": found.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "context_team_id": model.team_id,
    }


def with_block_ids(blocks: Sequence[Json], ts: str) -> list[Json]:
    """Blocks with the `block_id` and `action_id` Slack fills in where the app gave none.

    They follow from the message and the place, so every reader of the message sees the same.
    """
    return [_with_id(block, f"{ts}/{i}") for i, block in enumerate(blocks)]


def _with_id(block: Json, place: str) -> Json:
    filled = {"block_id": _short(place), **block}
    if block.get("type") in WITH_ELEMENTS and isinstance(block.get("elements"), list):
        filled["elements"] = [
            _with_action_id(e, f"{place}/{i}") for i, e in enumerate(block["elements"])
        ]
    if isinstance(block.get("accessory"), dict):
        filled["accessory"] = _with_action_id(block["accessory"], f"{place}/accessory")
    return filled


def _with_action_id(element: Json, place: str) -> Json:
    if not isinstance(element, dict) or element.get("type") == "image":
        return element
    return {"action_id": _short(place), **element}


def _short(place: str) -> str:
    return hashlib.sha256(place.encode()).hexdigest()[:5]


def message_json(model: Model, message: Message, *, with_metadata: bool = False) -> Json:
    """A message object as history and events give it, without thread counts."""
    found: Json = {"type": "message", "user": message.user, "ts": message.ts}
    found |= {"text": message.text, "team": model.team_id}
    if message.by_app:
        found |= _app_fields(model)
    if message.via_response_url:
        found["subtype"] = "bot_message"
    if message.blocks:
        found["blocks"] = with_block_ids(message.blocks, message.ts)
    if message.thread_ts is not None:
        found["thread_ts"] = message.thread_ts
    if message.edited_ts is not None:
        found["edited"] = {"user": message.user, "ts": message.edited_ts}
    if with_metadata and message.metadata is not None:
        found["metadata"] = message.metadata
    return found


def _app_fields(model: Model) -> Json:
    profile = {
        "id": model.bot_id,
        "deleted": False,
        "name": model.config.app_name,
        "updated": 0,
        "app_id": model.app_id,
        "team_id": model.team_id,
    }
    return {"bot_id": model.bot_id, "app_id": model.app_id, "bot_profile": profile}


def thread_fields(model: Model, message: Message) -> Json:
    """What Slack adds to a parent (`reply_count` ...) or to a reply (`parent_user_id`)."""
    if message.is_reply:
        parents = model.messages(message.channel, thread_ts=message.thread_ts)
        first = next((m for m in parents if m.ts == message.thread_ts), None)
        return {"parent_user_id": first.user} if first else {}
    replies = model.replies(message)
    if not replies:
        return {}
    users = list(dict.fromkeys(m.user for m in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }
