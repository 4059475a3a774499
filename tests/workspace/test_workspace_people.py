"""Membership, reactions, links, e-mail addresses, and the rules for text and threads."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.workspace.small_app import Small, error_of, small_app
from workspace import Channel, SlackError

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*a*"}}


@pytest.fixture(scope="module")
def app() -> Iterator[Small]:
    rooms = [
        Channel("general", ["lin", "alice"]),
        Channel("room", ["lin", "alice"]),
        Channel("open", ["lin"], with_bot=False),
        Channel("closed", ["lin"], with_bot=False, is_private=True),
        Channel("old", ["lin", "alice"]),
    ]
    with small_app(channels=rooms) as small:
        yield small


@pytest.fixture
def client(app: Small) -> WebClient:
    app.seen.clear()
    return app.client


def newest(client: WebClient, channel: str) -> dict[str, Any]:
    found = client.conversations_history(channel=channel, limit=1)["messages"][0]
    assert isinstance(found, dict)
    return found


# -- who is where -------------------------------------------------------------------------------


def test_the_bot_joins_a_public_channel(app: Small, client: WebClient) -> None:
    where, bot = app.local.model.conversation("open").id, app.local.model.bot.id
    assert error_of(client.chat_postMessage, channel=where, text="x") == "not_in_channel"
    assert client.conversations_join(channel=where)["channel"]["is_member"]
    event = app.body("member_joined_channel", channel=where)
    assert (event["user"], event["channel_type"]) == (bot, "C")
    assert newest(client, where)["subtype"] == "channel_join"
    assert client.conversations_join(channel=where)["warning"] == "already_in_channel"
    assert client.conversations_leave(channel=where)["ok"]
    assert error_of(client.chat_postMessage, channel=where, text="x") == "not_in_channel"


def test_private_channels_want_an_invitation(app: Small, client: WebClient) -> None:
    lin, bot = app.person("lin"), app.local.model.bot
    closed = app.local.model.conversation("closed").id
    assert error_of(client.conversations_join, channel=closed) == "channel_not_found"
    direct = lin.place(None).id
    code = error_of(client.conversations_join, channel=direct)
    assert code == "method_not_supported_for_channel_type"
    with pytest.raises(SlackError, match="channel_not_found"):
        app.person("alice").joins("closed")
    lin.invites(bot.name, "closed")
    event = app.body("member_joined_channel", channel=closed)
    assert (event["user"], event["inviter"], event["channel_type"]) == (bot.id, lin.id, "G")
    assert client.chat_postMessage(channel=closed, text="here")["ok"]
    lin.removes(bot.name, "closed")
    assert error_of(client.chat_postMessage, channel=closed, text="x") == "channel_not_found"


def test_people_come_and_go(app: Small, client: WebClient) -> None:
    alice, room = app.person("alice"), app.local.model.conversation("room").id
    alice.leaves("room")
    assert app.body("member_left_channel", channel=room)["user"] == alice.id
    assert alice.sees("room") == []
    with pytest.raises(SlackError, match="not_in_channel"):
        alice.says("x", channel="room")
    arguments = {"channel": room, "user": alice.id, "text": "x"}
    assert error_of(client.chat_postEphemeral, **arguments) == "user_not_in_channel"
    client.conversations_invite(channel=room, users=[alice.id])
    assert alice.says("back", channel="room").text == "back"
    again = error_of(client.conversations_invite, channel=room, users=[alice.id])
    assert again == "already_in_channel"
    client.conversations_kick(channel=room, user=alice.id)
    assert alice.id not in client.conversations_members(channel=room)["members"]
    alice.joins("room")


def test_an_archived_channel(app: Small, client: WebClient) -> None:
    old = app.local.model.conversation("old")
    ts = client.chat_postMessage(channel=old.id, text="before")["ts"]
    app.local.model.archive(old)
    assert error_of(client.chat_postMessage, channel=old.id, text="x") == "is_archived"
    assert error_of(client.conversations_join, channel=old.id) == "is_archived"
    added = error_of(client.reactions_add, channel=old.id, timestamp=ts, name="eyes")
    assert added == "is_archived"
    with pytest.raises(SlackError, match="is_archived"):
        app.person("lin").says("x", channel="old")
    assert client.conversations_info(channel=old.id)["channel"]["is_archived"]


def test_by_email(app: Small, client: WebClient) -> None:
    lin = app.person("lin")
    found = client.users_lookupByEmail(email="LIN@example.com")["user"]
    assert (found["id"], found["profile"]["email"]) == (lin.id, "lin@example.com")
    assert error_of(client.users_lookupByEmail, email="no@example.com") == "users_not_found"
    # A handle is no id, though people read it as a name.
    assert error_of(client.users_info, user="lin") == "user_not_found"
    assert error_of(client.conversations_open, users="lin") == "user_not_found"


# -- what is on a message -----------------------------------------------------------------------


def test_reactions(app: Small, client: WebClient) -> None:
    lin = app.person("lin")
    said = lin.says("done", channel="general")
    on = {"channel": said.channel, "timestamp": said.ts, "name": "white_check_mark"}
    client.reactions_add(**on)
    assert error_of(client.reactions_add, **on) == "already_reacted"
    lin.reacts(said, "white_check_mark")
    event = app.body("reaction_added", user=lin.id)
    assert (event["item"]["ts"], event["item_user"]) == (said.ts, lin.id)
    shown = newest(client, said.channel)["reactions"]
    bot = app.local.model.bot.id
    assert shown == [{"name": "white_check_mark", "users": [bot, lin.id], "count": 2}]
    client.reactions_remove(**on)
    assert error_of(client.reactions_remove, **on) == "no_reaction"
    read = client.reactions_get(channel=said.channel, timestamp=said.ts)["message"]
    assert read["reactions"][0]["users"] == [lin.id]
    assert error_of(client.reactions_add, **on | {"name": "white check"}) == "invalid_name"
    assert error_of(client.reactions_add, **on | {"timestamp": "soon"}) == "bad_timestamp"
    assert error_of(client.reactions_add, **on | {"timestamp": "1.2"}) == "message_not_found"


def test_permalinks(app: Small, client: WebClient) -> None:
    lin = app.person("lin")
    parent = lin.says("parent", channel="general")
    reply = lin.says("reply", channel="general", thread=parent.ts)
    link = client.chat_getPermalink(channel=parent.channel, message_ts=parent.ts)["permalink"]
    assert link == (
        f"https://local.slack.com/archives/{parent.channel}/p{parent.ts.replace('.', '')}"
    )
    link = client.chat_getPermalink(channel=reply.channel, message_ts=reply.ts)["permalink"]
    assert link.endswith(f"?thread_ts={parent.ts}&cid={parent.channel}")
    code = error_of(client.chat_getPermalink, channel=parent.channel, message_ts="1.2")
    assert code == "message_not_found"


def test_what_people_type_comes_with_rich_text(app: Small) -> None:
    lin, alice = app.person("lin"), app.person("alice")
    typed = "@Alice Wong 看 *退款* <b> https://x.cn/a?b=1&c=2 :eyes: #general"
    event = app.body("message", ts=lin.says(typed, channel="general").ts)
    block = event["blocks"][0]
    assert (block["type"], bool(block["block_id"])) == ("rich_text", True)
    elements = block["elements"][0]["elements"]
    assert elements == [
        {"type": "user", "user_id": alice.id},
        {"type": "text", "text": " 看 "},
        {"type": "text", "text": "退款", "style": {"bold": True}},
        {"type": "text", "text": " <b> "},
        {"type": "link", "url": "https://x.cn/a?b=1&c=2"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "eyes"},
        {"type": "text", "text": " "},
        {"type": "channel", "channel_id": app.local.model.conversation("general").id},
    ]


# -- text and threads ---------------------------------------------------------------------------


def test_long_texts(app: Small, client: WebClient) -> None:
    lin = app.person("lin")
    posted = client.chat_postMessage(channel="general", text="长" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    where = {"channel": posted["channel"]}
    update, whisper = client.chat_update, client.chat_postEphemeral
    assert error_of(update, ts=posted["ts"], text="x" * 4_001, **where) == "msg_too_long"
    assert update(ts=posted["ts"], text="x" * 4_000, **where)["ok"]
    assert error_of(whisper, user=lin.id, text="x" * 40_001, **where) == "msg_too_long"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"text": "  \n"}, "no_text"),
        ({"text": "x", "markdown_text": "*y*"}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ({"text": "x", "attachments": ["a"]}, "invalid_attachments"),
        (
            {"text": "x", "metadata": {"event_type": "t", "event_payload": {"a": "x" * 20_000}}},
            "metadata_too_large",
        ),
    ],
)
def test_what_cannot_be_said(client: WebClient, arguments: dict[str, Any], code: str) -> None:
    body = {"channel": "general"} | arguments
    assert error_of(client.api_call, "chat.postMessage", json=body) == code


def test_attachments_and_markdown_are_kept(client: WebClient) -> None:
    posted = client.chat_postMessage(
        channel="general", attachments=[{"text": "a", "fallback": "a"}]
    )
    assert newest(client, posted["channel"])["attachments"][0]["text"] == "a"
    client.api_call("chat.postMessage", json={"channel": "general", "markdown_text": "**b**"})
    assert newest(client, posted["channel"])["blocks"][0]["text"] == "**b**"


def test_a_broadcast_reply_is_in_the_channel_too(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="room", text="parent")
    where = parent["channel"]
    reply = {"channel": where, "thread_ts": parent["ts"]}
    client.chat_postMessage(text="quiet", **reply)
    client.chat_postMessage(text="loud", reply_broadcast=True, **reply)
    shown = newest(client, where)
    assert (shown["text"], shown["subtype"]) == ("loud", "thread_broadcast")
    assert [
        m["text"] for m in client.conversations_history(channel=where, limit=2)["messages"]
    ] == [
        "loud",
        "parent",
    ]


def test_a_deleted_parent_leaves_a_tombstone(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="room", text="parent", blocks=[SECTION])
    where = parent["channel"]
    client.chat_postMessage(channel=where, text="reply", thread_ts=parent["ts"])
    client.chat_delete(channel=where, ts=parent["ts"])
    thread = client.conversations_replies(channel=where, ts=parent["ts"])["messages"]
    assert [m["text"] for m in thread] == ["This message was deleted.", "reply"]
    assert thread[0]["subtype"] == "tombstone"
    assert "blocks" not in thread[0]
    code = error_of(client.chat_update, channel=where, ts=parent["ts"], text="x")
    assert code == "cant_update_message"


def test_ephemeral_messages_stay_with_one_person(app: Small, client: WebClient) -> None:
    lin, alice = app.person("lin"), app.person("alice")
    where = app.local.model.conversation("room").id
    client.chat_postMessage(channel=where, text="everybody")
    told = client.chat_postEphemeral(channel=where, user=lin.id, text="only you")["message_ts"]
    assert lin.sees("room")[-1].text == "only you"
    assert alice.sees("room")[-1].text == "everybody"
    assert newest(client, where)["text"] == "everybody"
    for call, field in (
        (client.reactions_add, "timestamp"),
        (client.chat_getPermalink, "message_ts"),
    ):
        arguments = {"channel": where, field: told}
        arguments |= {"name": "eyes"} if field == "timestamp" else {}
        assert error_of(call, **arguments) == "message_not_found"
    code = error_of(client.chat_postMessage, channel=where, text="x", thread_ts=told)
    assert code == "thread_not_found"


def test_metadata_round_trip(client: WebClient) -> None:
    metadata = {"event_type": "weekly", "event_payload": {"run": "2026-W47", "parts": [1, 2]}}
    posted = client.chat_postMessage(channel="room", text="x", metadata=metadata)
    where, ts = posted["channel"], posted["ts"]
    client.chat_update(channel=where, ts=ts, text="y")
    read = client.conversations_history(channel=where, limit=1, include_all_metadata=True)
    assert read["messages"][0]["metadata"] == metadata
    newer = metadata | {"event_type": "monthly"}
    client.chat_update(channel=where, ts=ts, text="y", metadata=newer)
    read = client.conversations_replies(channel=where, ts=ts, include_all_metadata=True)
    assert read["messages"][0]["metadata"] == newer
