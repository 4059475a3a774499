"""The workspace's clock: moved instead of waited for, and everything that ages obeys it."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.workspace.slack_world import (
    acknowledge,
    client_of,
    code_of,
    config,
    delivered,
    raw_connection,
    received,
    socket_url,
)
from workspace import Clock, RunningWorkspace, start

MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config(ack_timeout=0.1)) as running:
        yield running


# -- the clock itself ---------------------------------------------------------------------------


def test_runs_with_its_source_until_moved() -> None:
    here = [100.0]
    clock = Clock(lambda: here[0])
    here[0] = 110
    assert clock.now() == clock() == 110
    clock.advance(50)
    here[0] = 111
    assert clock.now() == 161
    clock.set(datetime(2026, 11, 21, tzinfo=UTC))
    assert clock.now() == datetime(2026, 11, 21, tzinfo=UTC).timestamp()
    clock.set(200)
    assert clock.now() == 200
    with pytest.raises(ValueError, match="zone"):
        clock.set(datetime(2026, 11, 21))  # noqa: DTZ001  what is refused


def test_stands_still_when_frozen() -> None:
    here = [100.0]
    clock = Clock(lambda: here[0])
    clock.freeze()
    here[0] = 500
    assert clock.now() == 100
    clock.advance(5)
    assert clock.now() == 105
    clock.resume()
    here[0] = 501
    assert clock.now() == 106


def _asleep(clock: Clock, seconds: float) -> threading.Thread:
    sleeper = threading.Thread(
        target=lambda: asyncio.run(clock.until(clock.now() + seconds)), daemon=True
    )
    sleeper.start()
    sleeper.join(0.05)
    assert sleeper.is_alive()
    return sleeper


def test_moving_it_wakes_who_sleeps_by_it() -> None:
    clock = Clock()
    early, late = _asleep(clock, 60), _asleep(clock, 300)
    clock.advance(61)
    early.join(2)
    assert not early.is_alive()
    assert late.is_alive()
    clock.advance(300)
    late.join(2)
    assert not late.is_alive()


def test_a_frozen_clock_lets_nobody_wake_by_himself() -> None:
    clock = Clock()
    clock.freeze()
    sleeper = _asleep(clock, 0.01)
    clock.advance(0.02)
    sleeper.join(2)
    assert not sleeper.is_alive()


def test_it_sleeps_in_real_time_too() -> None:
    # In a thread of its own: the browser tests keep an event loop in this one.
    clock = Clock()
    began = time.monotonic()
    sleeper = threading.Thread(target=lambda: asyncio.run(clock.until(clock.now() + 0.05)))
    sleeper.start()
    sleeper.join(2)
    assert not sleeper.is_alive()
    assert time.monotonic() - began > 0.04


# -- what obeys it ------------------------------------------------------------------------------


def test_pauses_before_redelivery(local: RunningWorkspace) -> None:
    with raw_connection(local) as app:
        local.as_person("lin").says("hi", channel="general")
        assert [received(app)["retry_attempt"] for _ in range(2)] == [0, 1]
        for attempt, pause in ((2, 60), (3, 300)):
            with pytest.raises(TimeoutError):
                app.recv(0.2)
            local.clock.advance(pause)
            again = received(app)
            assert again["retry_attempt"] == attempt
        acknowledge(app, again)


def test_stamps_and_tickets(local: RunningWorkspace) -> None:
    client = client_of(local)
    before = float(client.chat_postMessage(channel="general", text="x")["ts"])
    url = socket_url(local)
    local.clock.advance(29)
    with connect(url, proxy=None):
        pass
    with pytest.raises(InvalidStatus), connect(url, proxy=None):
        pass
    late = socket_url(local)
    local.clock.advance(31)
    with pytest.raises(InvalidStatus), connect(late, proxy=None):
        pass
    after = float(client.chat_postMessage(channel="general", text="x")["ts"])
    assert 60 <= after - before < 70


def test_time_set_back_keeps_messages_in_order(local: RunningWorkspace) -> None:
    client = client_of(local)
    first = client.chat_postMessage(channel="general", text="1")["ts"]
    local.clock.advance(-3600)
    second = client.chat_postMessage(channel="general", text="2")["ts"]
    assert second > first


def test_response_urls_and_trigger_ids(local: RunningWorkspace) -> None:
    lin = local.as_person("lin")
    with raw_connection(local) as app:
        for _ in range(2):
            run = delivered(lin.slash("echo", channel="general"))
            envelope = received(app)
            acknowledge(app, envelope)
            assert run.result().acknowledged
            opened = envelope["payload"]
            local.clock.advance(3.5)
    client = client_of(local)
    expired = code_of(client.views_open, trigger_id=opened["trigger_id"], view=MODAL)
    assert expired == "expired_trigger_id"
    assert httpx.post(opened["response_url"], json={"text": "x"}).status_code == 200
    local.clock.advance(30 * 60)
    told = httpx.post(opened["response_url"], json={"text": "x"})
    assert (told.status_code, told.json()["error"]) == (404, "expired_url")


def test_rates() -> None:
    with start(config(rate_limits=True)) as local:
        local.clock.freeze()
        client = client_of(local)
        for _ in range(5):
            client.chat_postMessage(channel="general", text="x")
        assert code_of(client.chat_postMessage, channel="general", text="x") == "ratelimited"
        local.clock.advance(1)
        assert client.chat_postMessage(channel="general", text="x")["ok"]


def test_connections_are_renewed_when_they_are_old(local: RunningWorkspace) -> None:
    with connect(socket_url(local), proxy=None) as app:
        age = received(app)["debug_info"]["approximate_connection_time"]
        local.clock.advance(age - 11)
        with pytest.raises(TimeoutError):
            app.recv(0.1)
        local.clock.advance(2)
        assert received(app)["reason"] == "warning"
        local.clock.advance(10)
        assert received(app)["reason"] == "refresh_requested"
        local.wait_for(lambda: local.connections == 0)
