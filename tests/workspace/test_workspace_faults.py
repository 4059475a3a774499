"""Faults on demand, each seen through the libraries an app would use."""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.workspace.slack_world import (
    acknowledge,
    client_of,
    code_of,
    config,
    delivered,
    error_of,
    raw_connection,
    received,
    socket_url,
)
from workspace import Fault, RunningWorkspace, start


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config(ack_timeout=0.2)) as running:
        yield running


def envelopes(app: ClientConnection, until: str) -> list[dict[str, Any]]:
    """What comes, acknowledged, up to the envelope with these words in it."""
    found: list[dict[str, Any]] = []
    while not found or until not in str(found[-1]["payload"]):
        found.append(received(app))
        acknowledge(app, found[-1])
    return found


def said(local: RunningWorkspace, channel: str = "general") -> list[str]:
    return [m.text for m in local.messages(channel)]


# -- on calls of the Web API --------------------------------------------------------------------


def test_rate_limited(local: RunningWorkspace) -> None:
    client = client_of(local)
    local.faults.add(Fault.rate_limited(30, method="chat.*", times=2))
    assert client.auth_test()["ok"]
    for _ in range(2):
        refusal = error_of(client.chat_postMessage, channel="general", text="x").response
        assert (refusal.status_code, refusal.headers["retry-after"]) == (429, "30")
    assert client.chat_postMessage(channel="general", text="x")["ok"]
    assert said(local) == ["x"]
    assert [s.name for s in local.faults.struck] == ["chat.postMessage"] * 2


@pytest.mark.parametrize("status", [500, 503])
def test_server_error(local: RunningWorkspace, status: int) -> None:
    local.faults.add(Fault.server_error(status))
    with pytest.raises(SlackApiError) as caught:
        client_of(local).chat_postMessage(channel="general", text="x")
    assert caught.value.response.status_code == status
    assert said(local) == []


def test_timeout_is_waited_out_or_moved_past(local: RunningWorkspace) -> None:
    local.faults.add(Fault.timeout(60, times=2))
    with pytest.raises((TimeoutError, URLError)):
        client_of(local, timeout=0.2).chat_postMessage(channel="general", text="x")
    codes: list[int] = []

    def ask() -> None:
        codes.append(httpx.post(local.base_url + "api.test", timeout=5).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    local.wait_for(lambda: len(local.faults.struck) == 2)
    time.sleep(0.05)
    local.clock.advance(61)
    asking.join()
    assert codes == [504]
    assert said(local) == []


def test_answer_lost_the_default_client_sends_twice(local: RunningWorkspace) -> None:
    local.faults.add(Fault.answer_lost(method="chat.postMessage"))
    plain = WebClient(local.bot_token, base_url=local.base_url)
    assert plain.chat_postMessage(channel="general", text="x")["ok"]
    assert said(local) == ["x", "x"]


def test_answer_lost_without_retries(local: RunningWorkspace) -> None:
    local.faults.add(Fault.answer_lost())
    # The bare errors of the standard library come through: RemoteDisconnected, URLError.
    with pytest.raises(OSError):
        client_of(local).chat_postMessage(channel="general", text="x")
    assert said(local) == ["x"]


def test_error_by_name(local: RunningWorkspace) -> None:
    client = client_of(local)
    local.faults.add(Fault.error("fatal_error", method="conversations.*"))
    assert client.auth_test()["ok"]
    assert code_of(client.conversations_list) == "fatal_error"
    assert client.conversations_list()["ok"]


def test_response_urls_fail_too(local: RunningWorkspace) -> None:
    lin = local.as_person("lin")
    with raw_connection(local) as app:
        lin.slash("echo", channel="general")
        url = received(app)["payload"]["response_url"]
    local.faults.add(Fault.server_error(method="response_url"), Fault.answer_lost("response_url"))
    assert httpx.post(url, json={"text": "1"}).status_code == 503
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(url, json={"text": "2"})
    assert httpx.post(url, json={"text": "3"}).status_code == 200
    assert [m.text for m in lin.sees("general") if not m.user.startswith("USLACK")] == ["2", "3"]


def test_an_upload_fails(local: RunningWorkspace) -> None:
    local.faults.add(Fault.server_error(500, "upload"))
    asked = client_of(local).files_getUploadURLExternal(filename="x.png", length=1)
    codes = [httpx.post(asked["upload_url"], content=b"x").status_code for _ in range(2)]
    assert codes == [500, 200]


def test_a_caller_who_hangs_up_is_not_waited_for() -> None:
    with start(config()) as local:
        local.faults.add(Fault.timeout(3600))
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(local.base_url + "api.test", timeout=0.1)
        time.sleep(0.1)
        began = time.monotonic()
    assert time.monotonic() - began < 1.5


def test_during_and_clear(local: RunningWorkspace) -> None:
    client = client_of(local)
    with local.faults.during(Fault.error("team_access_not_granted")):
        for _ in range(3):
            assert code_of(client.auth_test) == "team_access_not_granted"
    assert client.auth_test()["ok"]
    local.faults.add(Fault.error("x", times=None))
    assert code_of(client.auth_test) == "x"
    local.faults.clear()
    assert client.auth_test()["ok"]


# -- on deliveries ------------------------------------------------------------------------------


def test_duplicate_envelope(local: RunningWorkspace) -> None:
    local.faults.add(Fault.duplicate())
    with raw_connection(local) as app:
        local.as_person("lin").says("hi", channel="general")
        first, second = received(app), received(app)
        assert first == second
        acknowledge(app, first)
        acknowledge(app, second)
        with pytest.raises(TimeoutError):
            app.recv(0.4)


def test_late_envelope(local: RunningWorkspace) -> None:
    local.faults.add(Fault.late(3600, delivery="slash_commands"))
    lin = local.as_person("lin")
    with raw_connection(local) as app:
        run = delivered(lin.slash("echo", channel="general"))
        lin.says("hi", channel="general")
        sooner = received(app)
        acknowledge(app, sooner)
        assert sooner["type"] == "events_api"
        local.clock.advance(3600)
        late = received(app)
        acknowledge(app, late)
        assert (late["type"], run.result().attempts) == ("slash_commands", 1)


def test_lost_acknowledgement(local: RunningWorkspace) -> None:
    local.faults.add(Fault.lost_ack(times=2))
    with raw_connection(local) as app:
        local.as_person("lin").says("hi", channel="general")
        for attempt in range(2):
            envelope = received(app)
            assert envelope["retry_attempt"] == attempt
            acknowledge(app, envelope)
        local.clock.advance(60)
        envelope = received(app)
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (2, "timeout")
        acknowledge(app, envelope)
        with pytest.raises(TimeoutError):
            app.recv(0.4)


def test_lost_acknowledgement_of_a_command(local: RunningWorkspace) -> None:
    local.faults.add(Fault.lost_ack())
    lin = local.as_person("lin")
    with raw_connection(local) as app:
        run = delivered(lin.slash("echo", channel="general"))
        first = received(app)
        acknowledge(app, first, text="once")
        second = received(app)
        assert second["envelope_id"] == first["envelope_id"]
        acknowledge(app, second, text="twice")
        assert (run.result().attempts, run.result().response) == (2, {"text": "twice"})
    assert [m.text for m in lin.sees("general")][1:] == ["twice"]
    assert "operation_timeout" in lin.sees("general")[0].text


def test_dropped_connection_redelivers_on_the_next(local: RunningWorkspace) -> None:
    local.faults.add(Fault.drop_connection())
    with raw_connection(local) as app:
        local.as_person("lin").says("hi", channel="general")
        first = received(app)
        with pytest.raises(ConnectionClosed):
            received(app)
    with raw_connection(local) as app:
        again = received(app)
        acknowledge(app, again)
        assert again["retry_attempt"] == 1
        assert again["payload"]["event_id"] == first["payload"]["event_id"]


def test_asked_to_disconnect_with_an_envelope(local: RunningWorkspace) -> None:
    local.faults.add(Fault.disconnect())
    with raw_connection(local) as old:
        local.as_person("lin").says("hi", channel="general")
        envelope = received(old)
        assert received(old)["reason"] == "refresh_requested"
        acknowledge(old, envelope)
        local.as_person("lin").says("next", channel="general")
        with raw_connection(local) as new:
            # The one that is to go gets nothing new, and what came meanwhile waits for the new one.
            after = received(new)
            acknowledge(new, after)
            assert after["payload"]["event"]["text"] == "next"
            with pytest.raises(ConnectionClosed):
                received(old)


@pytest.mark.parametrize(
    "on", ["events_api", "app_mention", "app_*", "*"], ids=["type", "event", "pattern", "any"]
)
def test_a_fault_strikes_what_it_is_meant_for(local: RunningWorkspace, on: str) -> None:
    local.faults.add(Fault.duplicate(on, holding="二"))
    lin = local.as_person("lin")
    with raw_connection(local) as app:
        lin.mentions("一", channel="random")
        lin.slash("echo", "二二", channel="general") if on != "*" else None
        lin.mentions("二", channel="random")
        lin.says("end")
        heard = envelopes(app, "end")
    ids = [e["envelope_id"] for e in heard]
    twice = [e["payload"] for e in heard if ids.count(e["envelope_id"]) == 2]
    assert len(twice) == 2
    assert "二" in twice[0]["event"]["text"]
    assert on in ("events_api", "*") or twice[0]["event"]["type"] == "app_mention"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
def test_asked_to_disconnect_on_demand(local: RunningWorkspace, reason: Any) -> None:
    with connect(socket_url(local), proxy=None) as app:
        received(app)
        local.disconnect(reason)
        assert received(app)["reason"] == reason
        if reason == "warning":
            assert local.connections == 1
            local.clock.advance(10)
            assert received(app)["reason"] == "refresh_requested"
        local.wait_for(lambda: local.connections == 0)


def test_redelivery_on_demand(local: RunningWorkspace) -> None:
    with raw_connection(local) as app:
        run = delivered(local.as_person("lin").slash("echo", "1", channel="general"))
        first = received(app)
        acknowledge(app, first)
        run.result()
        local.redeliver(run)
        second = received(app)
        acknowledge(app, second)
        assert second["payload"] == first["payload"]


# -- through slack_sdk's own client -------------------------------------------------------------


@pytest.fixture
def steady() -> Iterator[RunningWorkspace]:
    """A workspace that waits the usual three seconds: a real library needs its time."""
    with start(config()) as running:
        yield running


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def bolt(
    steady: RunningWorkspace, heard: list[str], caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    caplog.set_level(logging.CRITICAL)
    app = App(client=WebClient(steady.bot_token, base_url=steady.base_url))

    @app.event("message")
    def said(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    handler = SocketModeHandler(app, steady.app_token, ping_interval=0.2)
    handler.connect()  # type: ignore[no-untyped-call]
    steady.wait_for_app()
    yield
    handler.client.auto_reconnect_enabled = False
    steady.stop()
    handler.close()  # type: ignore[no-untyped-call]


@pytest.mark.usefixtures("bolt")
def test_the_library_renews_its_connection(steady: RunningWorkspace, heard: list[str]) -> None:
    lin = steady.as_person("lin")
    for i in range(3):
        steady.disconnect("refresh_requested")
        lin.says(str(i), channel="general")
        steady.wait_for(lambda n=i: len(set(heard)) > n)  # type: ignore[misc]
    assert set(heard) == {"0", "1", "2"}


@pytest.mark.usefixtures("bolt")
def test_the_library_comes_back_after_a_break(steady: RunningWorkspace, heard: list[str]) -> None:
    steady.drop_connections()
    steady.wait_for(lambda: steady.connections == 0)
    steady.wait_for_app()
    steady.as_person("lin").says("again", channel="general")
    steady.wait_for(lambda: set(heard) == {"again"})


# -- on the state -------------------------------------------------------------------------------


def test_archived_and_kicked(local: RunningWorkspace) -> None:
    client = client_of(local)
    local.faults.archive("random")
    assert code_of(client.chat_postMessage, channel="random", text="x") == "is_archived"
    local.faults.kick_bot("general")
    assert code_of(client.chat_postMessage, channel="general", text="x") == "not_in_channel"
    with raw_connection(local) as app:
        local.as_person("lin").says("psst", channel="general")
        local.as_person("lin").says("to the bot")
        heard = envelopes(app, "to the bot")
        assert not [e for e in heard if e["payload"]["event"].get("text") == "psst"]


def test_an_older_slack(local: RunningWorkspace) -> None:
    client = client_of(local)
    divider = [{"type": "divider"}]
    assert client.chat_postMessage(channel="general", text="x", blocks=divider)["ok"]
    local.faults.unsupported_blocks({"divider"})
    posted = code_of(client.chat_postMessage, channel="general", text="x", blocks=divider)
    assert posted == "invalid_blocks"
    with raw_connection(local) as app:
        local.as_person("lin").slash("echo", channel="general")
        url = envelopes(app, "response_url")[-1]["payload"]["response_url"]
    told = httpx.post(url, json={"text": "x", "blocks": divider})
    assert told.json()["error"] == "invalid_blocks"
