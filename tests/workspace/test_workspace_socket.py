"""Socket Mode with a small Bolt app of its own: commands, mentions, clicks, redelivery."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from workspace import (
    Channel,
    Command,
    Delivery,
    Message,
    Person,
    RunningWorkspace,
    WorkspaceConfig,
    start,
)

BUTTON = {
    "type": "button",
    "action_id": "more",
    "value": "v1",
    "text": {"type": "plain_text", "text": "More"},
}


@dataclass
class Hands:
    """What the tests turn: the clock."""

    offset: float = 0.0

    def clock(self) -> float:
        return time.time() + self.offset


def config(hands: Hands, **changes: Any) -> WorkspaceConfig:
    return WorkspaceConfig(
        people=[Person("lin", "林岚"), Person("alice", "Alice Wong", locale="en-US")],
        channels=[
            Channel("general", ["lin", "alice"]),
            Channel("quiet", ["lin"], with_bot=False),
        ],
        commands=[Command("/echo"), Command("late")],
        app_name="Echo",
        bot_name="echo",
        clock=hands.clock,
        retry_delays=(0.0, 0.0, 0.0),
        **changes,
    )


def bolt_app(running: RunningWorkspace) -> App:
    """An app that answers in every way Bolt knows."""
    client = WebClient(running.bot_token, base_url=running.base_url)
    app = App(client=client, process_before_response=False)

    @app.command("/echo")
    def echo(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        ack(f"acked {command['text']}")
        respond(text="ephemeral")
        respond(text="public", response_type="in_channel", blocks=[_actions()])

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], say: Any) -> None:
        say(text=f"heard {event['text']}", thread_ts=event.get("thread_ts", event["ts"]))

    @app.event("message")
    def direct(event: dict[str, Any], say: Any) -> None:
        if event["channel_type"] == "im":
            say(f"direct {event['text']}")

    @app.action("more")
    def clicked(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        action = body["actions"][0]
        seen = [body["user"]["username"], body["channel"]["name"], action["value"]]
        respond(text=" ".join(seen), replace_original=True)

    return app


def _actions() -> dict[str, Any]:
    return {"type": "actions", "elements": [BUTTON]}


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def workspace(hands: Hands) -> Iterator[RunningWorkspace]:
    with start(config(hands, ack_timeout=0.15)) as running:
        yield running


@pytest.fixture(scope="module")
def alive() -> Iterator[RunningWorkspace]:
    """One workspace with the Bolt app connected, for the tests that only look on."""
    before = set(threading.enumerate())
    with start(config(Hands())) as running:
        handler = SocketModeHandler(bolt_app(running), running.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        running.wait_for_app()
        yield running
        # slack_sdk reads with a timeout of 3 s; the server hanging up first ends that at once.
        handler.client.auto_reconnect_enabled = False
        running.stop()
        handler.close()  # type: ignore[no-untyped-call]
    left = [t for t in set(threading.enumerate()) - before if "workspace" in t.name]
    assert not left


def texts(running: RunningWorkspace, channel: str, person: str) -> list[str]:
    return [m.text for m in running.messages(channel, seen_by=person)]


def message(running: RunningWorkspace, channel: str, person: str, text: str) -> Message:
    def found() -> Message | None:
        seen = running.messages(channel, seen_by=person)
        return next((m for m in seen if m.text == text), None)

    result = running.wait_for(found)
    assert isinstance(result, Message)
    return result


def delivered(done: Message | Delivery | None) -> Delivery:
    assert isinstance(done, Delivery)
    return done


# -- through Bolt -------------------------------------------------------------------------------


def test_command_answers_by_ack_and_response_url(alive: RunningWorkspace) -> None:
    lin = alive.as_person("lin")
    run = delivered(lin.slash("echo", "满意度 上周", channel="general"))
    assert run.result().acknowledged
    answer = message(alive, "general", "lin", "acked 满意度 上周")
    assert answer.visible_to == lin.id
    assert message(alive, "general", "lin", "ephemeral").visible_to == lin.id
    assert message(alive, "general", "alice", "public").visible_to is None
    assert "ephemeral" not in texts(alive, "general", "alice")


def test_mention_in_a_thread_is_answered_there(alive: RunningWorkspace) -> None:
    lin = alive.as_person("lin")
    parent = lin.says("周会", channel="general")
    asked = lin.mentions("why?", channel="general", thread=parent.ts)
    assert asked.text == f"<@{alive.model.bot.id}> why?"
    answer = message(alive, "general", "alice", f"heard {asked.text}")
    assert answer.thread_ts == parent.ts


def test_direct_message(alive: RunningWorkspace) -> None:
    alive.as_person("alice").says("hello")
    answer = message(alive, "@echo", "alice", "direct hello")
    assert answer.channel.startswith("D")
    assert "direct hello" not in texts(alive, "@echo", "lin")


def test_click_replaces_the_message(alive: RunningWorkspace) -> None:
    lin = alive.as_person("lin")
    delivered(lin.slash("echo", "button", channel="general"))
    with_button = message(alive, "general", "alice", "public")
    alice = alive.as_person("alice")
    assert alice.clicks(with_button, "more").result().acknowledged
    replaced = message(alive, "general", "lin", "alice general v1")
    assert replaced.ts == with_button.ts


def test_full_width_slash_and_leading_blank_are_messages(alive: RunningWorkspace) -> None:
    alice = alive.as_person("alice")
    for typed in ("／echo 1", " /echo 1"):
        said = alice.types(typed, channel="general")
        assert isinstance(said, Message)
        assert said.text == typed


def test_names_links_and_signs_become_marks(alive: RunningWorkspace) -> None:
    lin, alice = alive.as_person("lin"), alive.as_person("alice")
    general = alive.model.conversation("general").id
    said = lin.says("@Alice Wong看 <b> #general https://x.cn/a me@echo.cn", channel="general")
    assert said.text == (
        f"<@{alice.id}>看 &lt;b&gt; <#{general}|general> <https://x.cn/a> me@echo.cn"
    )


# -- what Slack itself says ---------------------------------------------------------------------


def test_unknown_command_and_command_in_a_thread(workspace: RunningWorkspace) -> None:
    alice, lin = workspace.as_person("alice"), workspace.as_person("lin")
    assert alice.slash("nope", "x", channel="general") is None
    assert "is not a valid command" in alice.sees("general")[-1].text
    parent = lin.says("周会", channel="general")
    assert lin.types("/echo 1", channel="general", thread=parent.ts) is None
    notice = lin.sees("general")[-1]
    assert "不能在讨论串里使用" in notice.text
    assert notice.thread_ts == parent.ts
    assert len(alice.sees("general")) == 2


def test_nobody_connected(workspace: RunningWorkspace) -> None:
    alice = workspace.as_person("alice")
    outcome = delivered(alice.slash("echo", "x", channel="general")).result()
    assert outcome.error == "dispatch_failed"
    assert '/echo failed with the error "dispatch_failed"' in alice.sees("general")[-1].text


def test_bot_is_not_in_the_channel(workspace: RunningWorkspace) -> None:
    with raw_connection(workspace) as app:
        lin = workspace.as_person("lin")
        lin.mentions("hi", channel="quiet")
        assert lin.sees("quiet")[-1].visible_to == lin.id
        lin.says("hi", channel="general")
        assert received(app)["payload"]["event"]["channel"] == lin.place("general").id


# -- the wire itself ----------------------------------------------------------------------------


def socket_url(running: RunningWorkspace) -> str:
    client = WebClient(running.app_token, base_url=running.base_url)
    return str(client.apps_connections_open(app_token=running.app_token)["url"])


@contextlib.contextmanager
def raw_connection(running: RunningWorkspace) -> Iterator[ClientConnection]:
    with connect(socket_url(running), proxy=None) as connection:
        assert received(connection)["type"] == "hello"
        yield connection


def received(connection: ClientConnection, timeout: float = 3.0) -> dict[str, Any]:
    found = json.loads(connection.recv(timeout))
    assert isinstance(found, dict)
    return found


def acknowledge(connection: ClientConnection, envelope: dict[str, Any], **payload: Any) -> None:
    answer = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
    connection.send(json.dumps(answer))


def test_ticket_is_single_use_and_ages(workspace: RunningWorkspace, hands: Hands) -> None:
    url = socket_url(workspace)
    with connect(url, proxy=None):
        pass
    old = socket_url(workspace)
    hands.offset += 31
    for refused in (url, old, old.replace("ticket=", "ticket=x")):
        with pytest.raises(InvalidStatus), connect(refused, proxy=None):
            pass


def test_missed_acknowledgement_is_delivered_again(workspace: RunningWorkspace) -> None:
    with raw_connection(workspace) as one, raw_connection(workspace) as other:
        workspace.as_person("lin").says("hi", channel="general")
        arrived = {0: received(other), 1: received(one), 2: received(other)}
        assert [arrived[i]["retry_attempt"] for i in range(3)] == [0, 1, 2]
        assert len({e["payload"]["event_id"] for e in arrived.values()}) == 1
        assert len({e["envelope_id"] for e in arrived.values()}) == 3
        assert arrived[1]["retry_reason"] == "timeout"
        acknowledge(other, arrived[2])
        with pytest.raises(TimeoutError):
            one.recv(0.4)


def test_event_is_given_up_after_three_redeliveries(workspace: RunningWorkspace) -> None:
    with raw_connection(workspace) as app:
        workspace.as_person("lin").says("hi", channel="general")
        assert [received(app)["retry_attempt"] for _ in range(4)] == [0, 1, 2, 3]
        with pytest.raises(TimeoutError):
            app.recv(0.4)


def test_command_without_acknowledgement(workspace: RunningWorkspace) -> None:
    lin = workspace.as_person("lin")
    with raw_connection(workspace) as app:
        run = delivered(lin.slash("late", "<b>", channel="general"))
        first, again = received(app), received(app)
        assert first["envelope_id"] == again["envelope_id"]
        assert first["accepts_response_payload"] is True
        assert first["payload"]["text"] == "&lt;b&gt;"
        assert run.result().error == "operation_timeout"
    notices = [m for m in lin.sees("general") if "operation_timeout" in m.text]
    assert len(notices) == 1


def test_closed_connection_hands_its_envelope_on(hands: Hands) -> None:
    with start(config(hands, ack_timeout=30.0)) as workspace, raw_connection(workspace) as one:
        with raw_connection(workspace) as other:
            workspace.as_person("lin").says("hi", channel="general")
            received(other)
        envelope = received(one)
        assert envelope["retry_attempt"] == 1
        acknowledge(one, envelope)


def test_ten_connections_are_enough(workspace: RunningWorkspace) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(10):
            held.enter_context(raw_connection(workspace))
        with connect(socket_url(workspace), proxy=None) as eleventh:
            assert received(eleventh)["reason"] == "too_many_websockets"
    workspace.wait_for(lambda: workspace.connections == 0)


def test_payloads_of_edits_and_own_messages(workspace: RunningWorkspace) -> None:
    client = WebClient(workspace.bot_token, base_url=workspace.base_url)
    with raw_connection(workspace) as app:
        posted = client.chat_postMessage(channel="general", text="one")
        event = _next_event(app)
        assert (event["bot_id"], event["ts"]) == (workspace.model.bot_id, posted["ts"])
        client.chat_update(channel=posted["channel"], ts=posted["ts"], text="two")
        changed = _next_event(app)
        assert changed["subtype"] == "message_changed"
        assert changed["previous_message"]["text"] == "one"
        client.chat_delete(channel=posted["channel"], ts=posted["ts"])
        assert _next_event(app)["deleted_ts"] == posted["ts"]


def _next_event(app: ClientConnection) -> dict[str, Any]:
    envelope = received(app)
    acknowledge(app, envelope)
    event = envelope["payload"]["event"]
    assert isinstance(event, dict)
    return event


def test_click_on_an_ephemeral_message(workspace: RunningWorkspace) -> None:
    client = WebClient(workspace.bot_token, base_url=workspace.base_url)
    lin, alice = workspace.as_person("lin"), workspace.as_person("alice")
    blocks = [_actions()]
    client.chat_postEphemeral(channel="general", user=lin.id, text="x", blocks=blocks)
    shown = lin.sees("general")[-1]
    with pytest.raises(Exception, match="message_not_found"):
        alice.clicks(shown, "more")
    with raw_connection(workspace) as app:
        lin.clicks(shown, "more")
        envelope = received(app)
        acknowledge(app, envelope)
        payload = envelope["payload"]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    assert payload["actions"][0]["block_id"]
    httpx.post(payload["response_url"], json={"delete_original": True}).raise_for_status()
    assert lin.sees("general") == []


def test_response_url_wears_out(workspace: RunningWorkspace, hands: Hands) -> None:
    lin = workspace.as_person("lin")
    with raw_connection(workspace) as app:
        lin.slash("echo", "", channel="quiet")
        url = received(app)["payload"]["response_url"]
        lin.slash("echo", "", channel="quiet")
        other = received(app)["payload"]["response_url"]
        if other == url:  # the first command again, it had no acknowledgement
            other = received(app)["payload"]["response_url"]
    codes = [httpx.post(url, json={"text": str(i)}).status_code for i in range(6)]
    assert codes == [200] * 5 + [404]
    assert httpx.post(url, json={"text": "6"}).json()["error"] == "used_url"
    hands.offset += 30 * 60 + 1
    assert httpx.post(other, json={"text": "late"}).json()["error"] == "expired_url"


def test_stop_leaves_nothing_behind(hands: Hands) -> None:
    before = set(threading.enumerate())
    running = start(config(hands))
    with raw_connection(running):
        run = delivered(running.as_person("lin").slash("echo", "x", channel="general"))
        running.stop()
        running.stop()
    assert run.result().error == "dispatch_failed"
    assert set(threading.enumerate()) <= before
