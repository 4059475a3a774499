"""Slack's JSON for users, conversations, messages, files and views.

Reads the model, changes nothing.
"""

from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from .elements import with_block_ids
from .files import File
from .model import SLACKBOT, Conversation, Json, Member, Message, Model
from .rich_text import rich_text
from .views import View


def user_json(model: Model, member: Member, *, with_locale: bool = False) -> Json:
    """A user object as `users.info` gives it."""
    now = datetime.fromtimestamp(model.clock.now(), UTC).astimezone(ZoneInfo(member.tz))
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
    if member.email:
        profile["email"] = member.email
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
        "is_archived": found.archived,
        "is_general": found.name == "general",
        "is_shared": False,
        "is_member": viewer in found.members,
        "num_members": len(found.members),
        "topic": {"value": found.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "context_team_id": model.team_id,
    }


def message_json(model: Model, message: Message, *, with_metadata: bool = False) -> Json:
    """A message object as history and events give it, without thread counts."""
    found: Json = {"type": "message", "user": message.user, "ts": message.ts}
    found |= {"text": message.text, "team": model.team_id}
    if message.by_app:
        found |= _app_fields(model)
    subtype = "bot_message" if message.via_response_url else message.subtype
    subtype = "thread_broadcast" if message.broadcast else subtype
    if subtype:
        found["subtype"] = subtype
    if blocks := _blocks(model, message):
        found["blocks"] = with_block_ids(blocks, message.ts)
    if message.files:
        found |= {"files": [_shared_file(model, ref) for ref in message.files], "upload": False}
    if message.attachments:
        found["attachments"] = list(message.attachments)
    if message.reactions:
        found["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions
        ]
    if message.thread_ts is not None:
        found["thread_ts"] = message.thread_ts
    if message.edited_ts is not None:
        found["edited"] = {"user": message.user, "ts": message.edited_ts}
    if with_metadata and message.metadata is not None:
        found["metadata"] = message.metadata
    return found


def _blocks(model: Model, message: Message) -> list[Json]:
    """The blocks; for what a person typed, the rich text its composer made of it."""
    if message.blocks or message.by_app or not message.text:
        return list(message.blocks)
    by_slack = message.subtype is not None or message.user in (SLACKBOT, model.bot.id)
    return [] if by_slack else [rich_text(message.text)]


def _shared_file(model: Model, ref: str) -> Json:
    found = model.files.named(ref)
    return {"id": ref, "mode": "tombstone"} if found is None else file_json(model, found)


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


def file_json(model: Model, file: File) -> Json:
    """A file object. Until the file is ready, its type and its shares are not known."""
    ready = model.files.is_ready(file.id)
    shares = _shares(model, file) if ready else {}
    of_kind = {k: [c for c, _ in file.shares if ready and c[0] == k] for k in "CGD"}
    private = {c for c in of_kind["C"] if model.conversation(c).kind == "group"}
    archive = f"https://{model.config.team_domain}.slack.com/files"
    return {
        "id": file.id,
        "created": int(file.created),
        "timestamp": int(file.created),
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype if ready else "",
        "filetype": file.extension if ready else "",
        "pretty_type": file.extension.upper() if ready else "",
        "user": file.user,
        "user_team": model.team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(c not in private for c in of_kind["C"]),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": model.files.private_url(file, model.team_id),
        "url_private_download": model.files.private_url(file, model.team_id, download=True),
        "permalink": f"{archive}/{file.user}/{file.id}/{quote(file.name)}",
        "has_rich_preview": False,
        "file_access": "visible",
        "alt_txt": file.alt_txt,
        "channels": [c for c in of_kind["C"] if c not in private],
        "groups": sorted(private),
        "ims": of_kind["D"],
        "shares": shares,
    }


def _shares(model: Model, file: File) -> Json:
    shares: Json = {}
    for channel, ts in file.shares:
        where = model.conversation(channel)
        side = shares.setdefault("public" if where.kind == "channel" else "private", {})
        entry = {"ts": ts, "channel_name": where.name, "team_id": model.team_id}
        entry["share_user_id"] = file.user
        thread = next((m.thread_ts for m in model.messages(channel) if m.ts == ts), None)
        side.setdefault(channel, []).append(entry | ({"thread_ts": thread} if thread else {}))
    return shares


def view_json(model: Model, view: View) -> Json:
    """A view object, its state included."""
    content = view.content
    return {
        "id": view.id,
        "team_id": model.team_id,
        "type": view.kind,
        "blocks": list(view.blocks),
        "private_metadata": view.private_metadata,
        "callback_id": view.callback_id,
        "state": {"values": view.state},
        "hash": view.hash,
        "title": content.get("title") or {"type": "plain_text", "text": "View Title"},
        "clear_on_close": bool(content.get("clear_on_close")),
        "notify_on_close": bool(content.get("notify_on_close")),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "submit_disabled": bool(content.get("submit_disabled")),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": model.app_id,
        "external_id": view.external_id,
        "app_installed_team_id": model.team_id,
        "bot_id": model.bot_id,
    }
