"""The Web API through slack_sdk's own client: what a bot gets back, and Slack's error names."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from workspace import Channel, InitialMessage, Person, RunningWorkspace, WorkspaceConfig, start

CONFIG = WorkspaceConfig(
    people=[
        Person("lin", "林岚"),
        Person("alice", "Alice Wong", locale="en-US", tz="Asia/Singapore"),
        Person("bob", "Bob"),
    ],
    channels=[
        Channel("general", ["lin", "alice", "bob"]),
        *(Channel(f"room-{i}", ["lin", "alice", "bob"]) for i in range(30)),
        Channel("quiet", ["lin"], with_bot=False),
        Channel("secret", ["alice"], with_bot=False, is_private=True),
    ],
    initial_messages=[InitialMessage(f"room-{i}", "lin", "早") for i in range(30)],
    app_name="Echo",
    bot_name="echo",
)
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*a*"}}


ROOMS = (f"room-{i}" for i in range(30))


@pytest.fixture(scope="module")
def workspace() -> Iterator[RunningWorkspace]:
    with start(CONFIG) as running:
        yield running


@pytest.fixture
def client(workspace: RunningWorkspace) -> WebClient:
    return WebClient(workspace.bot_token, base_url=workspace.base_url)


@pytest.fixture
def general(workspace: RunningWorkspace) -> str:
    """The id of a channel nobody has used yet: everybody is in it, one message is there."""
    return workspace.model.conversation(next(ROOMS)).id


def error_of(call: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return str(caught.value.response["error"])


def test_who_am_i(client: WebClient, workspace: RunningWorkspace) -> None:
    me = client.auth_test()
    assert me["user_id"] == workspace.model.bot.id
    assert me["bot_id"].startswith("B")
    assert client.api_test(foo="bar")["args"] == {"foo": "bar"}


def test_tokens(workspace: RunningWorkspace) -> None:
    def code(token: str | None, method: str = "auth.test") -> str:
        client = WebClient(token, base_url=workspace.base_url)
        return error_of(client.api_call, method)

    assert code("xoxb-wrong") == "invalid_auth"
    assert code(None) == "not_authed"
    assert code(workspace.app_token) == "not_allowed_token_type"
    assert code(workspace.bot_token, "apps.connections.open") == "not_allowed_token_type"
    assert code(workspace.bot_token, "chat.shout") == "unknown_method"
    assert code(workspace.bot_token, "views.publish") == "invalid_arguments"


def test_post_and_read_back(client: WebClient, general: str) -> None:
    posted = client.chat_postMessage(channel=general, text="hi", blocks=[SECTION])
    read = client.conversations_history(channel=general)["messages"]
    assert [m["text"] for m in read] == ["hi", "早"]
    assert read[0]["ts"] == posted["ts"]
    assert read[0]["bot_id"] == posted["message"]["bot_id"]
    assert read[0]["blocks"][0]["text"] == SECTION["text"]
    assert read[0]["blocks"][0]["block_id"]


def test_forms_and_json_bodies_mean_the_same(workspace: RunningWorkspace, general: str) -> None:
    headers = {"authorization": f"Bearer {workspace.bot_token}"}
    url = workspace.base_url + "chat.postMessage"
    body = {"channel": general, "text": "x"}
    form = httpx.post(url, headers=headers, data=body | {"blocks": json.dumps([SECTION])}).json()
    whole = httpx.post(url, headers=headers, json=body | {"blocks": [SECTION]}).json()
    assert form["message"]["blocks"][0]["text"] == whole["message"]["blocks"][0]["text"]


def test_names_and_user_ids_are_channels_too(
    client: WebClient, workspace: RunningWorkspace
) -> None:
    assert client.chat_postMessage(channel="#general", text="a")["channel"].startswith("C")
    direct = client.chat_postMessage(channel=workspace.as_person("lin").id, text="b")["channel"]
    assert direct.startswith("D")
    assert error_of(client.conversations_info, channel="general") == "channel_not_found"
    opened = client.conversations_open(users=workspace.as_person("lin").id)
    assert opened["channel"]["id"] == direct
    assert opened["already_open"]


def test_where_the_bot_may_not_go(client: WebClient, workspace: RunningWorkspace) -> None:
    quiet = workspace.model.conversation("quiet").id
    secret = workspace.model.conversation("secret").id
    assert error_of(client.chat_postMessage, channel="C0", text="x") == "channel_not_found"
    assert error_of(client.chat_postMessage, channel=quiet, text="x") == "not_in_channel"
    assert error_of(client.conversations_history, channel=quiet) == "not_in_channel"
    assert error_of(client.conversations_info, channel=secret) == "channel_not_found"
    names = {c["name"] for c in client.conversations_list()["channels"]}
    assert {"general", "quiet"} <= names
    assert "secret" not in names


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "no_text"),
        ({"blocks": [{"type": "sektion"}]}, "invalid_blocks"),
        ({"blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"blocks": "{oops"}, "invalid_blocks_format"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_format"),
    ],
)
def test_what_cannot_be_posted(
    client: WebClient, general: str, arguments: dict[str, Any], code: str
) -> None:
    body = {"channel": general} | arguments
    assert error_of(client.api_call, "chat.postMessage", json=body) == code


def test_waiting_may_ask_the_server(
    client: WebClient, workspace: RunningWorkspace, general: str
) -> None:
    workspace.as_person("bob").says("second", channel=general)

    def two_messages() -> bool:
        return len(client.conversations_history(channel=general)["messages"]) == 2

    assert workspace.wait_for(two_messages, timeout=2)
    with pytest.raises(TimeoutError):
        workspace.wait_for(lambda: False, timeout=0.01)


def test_no_app_home() -> None:
    view = {"type": "home", "blocks": [SECTION]}
    with start(replace(CONFIG, home_enabled=False)) as running:
        client = WebClient(running.bot_token, base_url=running.base_url)
        user = running.as_person("lin").id
        assert error_of(client.views_publish, user_id=user, view=view) == "not_enabled"


def test_missing_channel(client: WebClient) -> None:
    assert error_of(client.api_call, "chat.postMessage", json={"text": "x"}) == "invalid_arguments"


def test_update_keeps_what_is_not_given(client: WebClient, general: str) -> None:
    posted = client.chat_postMessage(channel=general, text="one", blocks=[SECTION])
    client.chat_update(channel=general, ts=posted["ts"], text="two")
    read = client.conversations_history(channel=general)["messages"][0]
    assert (read["text"], len(read["blocks"])) == ("two", 1)
    assert read["edited"]
    client.chat_update(channel=general, ts=posted["ts"], text="three", blocks=[])
    assert "blocks" not in client.conversations_history(channel=general)["messages"][0]


def test_update_and_delete_only_what_is_ones_own(
    client: WebClient, workspace: RunningWorkspace, general: str
) -> None:
    theirs = workspace.messages(general)[0].ts
    update, delete = client.chat_update, client.chat_delete
    assert error_of(update, channel=general, ts=theirs, text="x") == "cant_update_message"
    assert error_of(update, channel=general, ts="1.000001", text="x") == "message_not_found"
    assert error_of(delete, channel=general, ts=theirs) == "cant_delete_message"
    own = client.chat_postMessage(channel=general, text="x")["ts"]
    delete(channel=general, ts=own)
    assert error_of(delete, channel=general, ts=own) == "message_not_found"


def test_metadata_comes_back_when_asked_for(client: WebClient, general: str) -> None:
    metadata = {"event_type": "summary", "event_payload": {"run": "2026-11-16/general"}}
    client.chat_postMessage(channel=general, text="x", metadata=metadata)
    plain = client.conversations_history(channel=general, limit=1)
    full = client.conversations_history(channel=general, limit=1, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata
    assert full["has_more"]


def test_threads(client: WebClient, general: str) -> None:
    parent = client.chat_postMessage(channel=general, text="parent")["ts"]
    first = client.chat_postMessage(channel=general, text="1", thread_ts=parent)["ts"]
    client.chat_postMessage(channel=general, text="2", thread_ts=first)
    thread = client.conversations_replies(channel=general, ts=parent)["messages"]
    assert [m["text"] for m in thread] == ["parent", "1", "2"]
    assert thread[0]["reply_count"] == 2
    assert thread[2]["thread_ts"] == parent
    top = client.conversations_history(channel=general)["messages"]
    assert [m["text"] for m in top] == ["parent", "早"]
    assert error_of(client.conversations_replies, channel=general, ts="1.2") == "thread_not_found"


def test_pages_and_bounds(client: WebClient, general: str) -> None:
    stamps = [client.chat_postMessage(channel=general, text=str(i))["ts"] for i in range(5)]
    assert stamps == sorted(stamps)
    read: list[str] = []
    for page in client.conversations_history(channel=general, limit=2, oldest=stamps[0]):
        read += [m["text"] for m in page["messages"]]
    assert read == ["4", "3", "2", "1"]
    first = client.conversations_history(channel=general, latest=stamps[0], inclusive=True)
    assert [m["text"] for m in first["messages"]] == ["0", "早"]


def test_ephemeral_is_for_one(client: WebClient, workspace: RunningWorkspace, general: str) -> None:
    alice, bob = workspace.as_person("alice"), workspace.as_person("bob")
    told = client.chat_postEphemeral(channel=general, user=alice.id, text="psst")
    assert [m.text for m in alice.sees(general)] == ["早", "psst"]
    assert [m.text for m in bob.sees(general)] == ["早"]
    assert [m["text"] for m in client.conversations_history(channel=general)["messages"]] == ["早"]
    code = error_of(client.chat_update, channel=general, ts=told["message_ts"], text="x")
    assert code == "message_not_found"
    assert client.chat_postEphemeral(channel=general, user=bob.id, text="y")["ok"]
    assert error_of(client.chat_postEphemeral, channel=general, user="U0", text="x") == (
        "user_not_found"
    )


def test_people(client: WebClient, workspace: RunningWorkspace) -> None:
    alice = workspace.as_person("alice").id
    found = client.users_info(user=alice, include_locale=True)["user"]
    assert (found["locale"], found["tz"], found["tz_offset"]) == ("en-US", "Asia/Singapore", 28800)
    assert {"lin", "alice", "bob", "echo"} <= {m["name"] for m in client.users_list()["members"]}
    assert error_of(client.users_info, user="U0") == "user_not_found"
    members = client.conversations_members(channel=workspace.model.conversation("general").id)
    assert alice in members["members"]


def test_same_names_same_ids_and_own_tokens() -> None:
    with start(CONFIG) as one, start(CONFIG) as other:
        assert one.as_person("lin").id == other.as_person("lin").id
        assert one.bot_token != other.bot_token
