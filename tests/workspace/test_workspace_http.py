"""Signed HTTP: the handshake, signatures, forms, retries and their headers."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier

from tests.workspace.slack_world import (
    Endpoint,
    Posted,
    client_of,
    config,
    delivered,
    endpoint,
)
from workspace import Fault, RunningWorkspace, start
from workspace.http_mode import PostError, post, signature

ACTIONS = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "more",
                "text": {"type": "plain_text", "text": "More"},
            }
        ],
    }
]


@pytest.fixture
def app() -> Iterator[Endpoint]:
    with endpoint() as found:
        yield found


@pytest.fixture
def local(app: Endpoint) -> Iterator[RunningWorkspace]:
    with start(config(request_url=app.url, ack_timeout=0.3)) as running:
        running.wait_for_app()
        yield running


def event(local: RunningWorkspace, app: Endpoint, count: int = 1) -> Posted:
    """Waits for so many requests beside the handshake and gives the last one."""
    local.wait_for(lambda: len(app.events) >= count)
    return app.events[count - 1]


def test_handshake(local: RunningWorkspace, app: Endpoint) -> None:
    (asked,) = app.posted
    assert asked.payload["type"] == "url_verification"
    assert asked.payload["challenge"]
    assert local.connections == 1


def test_the_app_may_come_later_and_must_know_the_challenge() -> None:
    with endpoint() as app, start(config()) as local:
        app.repeats_challenge = False
        for url in ("http://127.0.0.1:9/slack/events", app.url):
            local.use_http(url)
            with pytest.raises(TimeoutError):
                local.wait_for_app(timeout=0.3)
        app.repeats_challenge = True
        local.wait_for_app()


def test_signatures_are_what_the_library_expects(local: RunningWorkspace, app: Endpoint) -> None:
    lin = local.as_person("lin")
    lin.says("你好 & <b>", channel="general")
    lin.slash("echo", "满意度 上周 & more", channel="general")
    local.wait_for(lambda: len(app.events) >= 2)
    verifier = SignatureVerifier(local.signing_secret)
    for one in app.posted:
        assert verifier.is_valid_request(one.body, one.headers)
        assert not verifier.is_valid_request(one.body + b" ", one.headers)
        assert abs(int(one.headers["x-slack-request-timestamp"]) - time.time()) < 5
    other = SignatureVerifier("another secret")
    assert not any(other.is_valid_request(one.body, one.headers) for one in app.posted)


def test_the_example_of_slacks_own_guide() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body) == expected


def test_signed_by_the_real_time_wherever_the_clock_stands(
    local: RunningWorkspace, app: Endpoint
) -> None:
    local.clock.advance(86_400)
    local.as_person("lin").says("hi", channel="general")
    one = event(local, app)
    assert SignatureVerifier(local.signing_secret).is_valid_request(one.body, one.headers)
    assert one.payload["event_time"] > time.time() + 80_000


def test_events_are_json_commands_and_interactions_are_forms(
    local: RunningWorkspace, app: Endpoint
) -> None:
    lin = local.as_person("lin")
    lin.says("hi", channel="general")
    assert event(local, app).payload["event"]["text"] == "hi"
    app.answer(200, b'{"text": "acked"}', content_type="application/json")
    run = delivered(lin.slash("echo", "a&b 满", channel="general"))
    assert run.result().response == {"text": "acked"}
    asked = event(local, app, 2)
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (asked.payload["command"], asked.payload["text"]) == ("/echo", "a&amp;b 满")
    assert lin.sees("general")[-1].text == "acked"
    client_of(local).chat_postMessage(channel="secret", text="x", blocks=ACTIONS)
    shown = lin.sees("secret")[-1]
    assert lin.clicks(shown, "more").result().acknowledged
    clicked = next(p for p in app.events if b"block_actions" in p.body)
    assert clicked.payload["actions"][0]["action_id"] == "more"


def test_a_plain_text_body_is_the_answer_to_a_command(
    local: RunningWorkspace, app: Endpoint
) -> None:
    lin = local.as_person("lin")
    app.answer(200, "好的".encode(), content_type="text/plain")
    delivered(lin.slash("echo", channel="general")).result()
    assert lin.sees("general")[-1].text == "好的"


def retry_of(one: Posted) -> tuple[str | None, str | None]:
    return one.headers.get("x-slack-retry-num"), one.headers.get("x-slack-retry-reason")


def test_an_error_is_tried_again_at_once_then_after_1_and_5_minutes(
    local: RunningWorkspace, app: Endpoint
) -> None:
    for _ in range(4):
        app.answer(500)
    local.as_person("lin").says("hi", channel="general")
    assert retry_of(event(local, app)) == (None, None)
    assert retry_of(event(local, app, 2)) == ("1", "http_error")
    for count, pause in ((3, 60), (4, 300)):
        time.sleep(0.05)
        local.clock.advance(pause - 5)
        time.sleep(0.1)
        assert len(app.events) == count - 1
        local.clock.advance(5)
        assert retry_of(event(local, app, count)) == (str(count - 1), "http_error")
    assert len({p.payload["event_id"] for p in app.events}) == 1


def test_no_retry_is_honoured(local: RunningWorkspace, app: Endpoint) -> None:
    app.answer(500, x_slack_no_retry="1")
    local.as_person("lin").says("hi", channel="general")
    event(local, app)
    local.clock.advance(600)
    time.sleep(0.2)
    assert len(app.events) == 1


def test_three_seconds_to_answer(local: RunningWorkspace, app: Endpoint) -> None:
    app.hang = 1
    local.as_person("lin").says("hi", channel="general")
    assert retry_of(event(local, app, 2)) == ("1", "http_timeout")
    app.hanging.set()


def test_a_command_that_is_not_answered_in_time(local: RunningWorkspace, app: Endpoint) -> None:
    app.hang = 2
    lin = local.as_person("lin")
    run = delivered(lin.slash("echo", channel="general"))
    assert run.result().error == "operation_timeout"
    assert "operation_timeout" in lin.sees("general")[-1].text


def test_a_command_that_fails(local: RunningWorkspace, app: Endpoint) -> None:
    app.answer(500)
    lin = local.as_person("lin")
    outcome = delivered(lin.slash("echo", channel="general")).result()
    assert (outcome.error, outcome.attempts) == ("dispatch_failed", 1)
    assert "dispatch_failed" in lin.sees("general")[-1].text


def test_nobody_listens() -> None:
    with start(config(request_url="http://127.0.0.1:9/")) as local:
        outcome = delivered(local.as_person("lin").slash("echo", channel="general")).result()
        assert outcome.error == "dispatch_failed"
        assert local.connections == 0


@pytest.mark.parametrize(("redirects", "reason"), [(2, None), (4, "too_many_redirects")])
def test_redirects(
    local: RunningWorkspace, app: Endpoint, redirects: int, reason: str | None
) -> None:
    for _ in range(redirects):
        app.answer(302, location="/elsewhere")
    local.as_person("lin").says("hi", channel="general")
    last = event(local, app, 3 if reason is None else 4)
    assert last.path == ("/elsewhere" if reason is None else "/slack/events")
    assert retry_of(last)[1] == reason


@pytest.mark.parametrize(
    ("scheme", "port", "reason"), [("http", 9, "connection_failed"), ("https", 0, "ssl_error")]
)
def test_no_connection_has_a_reason(app: Endpoint, scheme: str, port: int, reason: str) -> None:
    there = app.url.replace("http:", f"{scheme}:")
    url = there if not port else f"{scheme}://127.0.0.1:{port}/"
    with pytest.raises(PostError) as caught:
        post(url, b"", {}, 1.0)
    assert caught.value.reason == reason


@pytest.mark.parametrize("fault", [Fault.lost_ack(), Fault.duplicate()])
def test_faults_deliver_twice(local: RunningWorkspace, app: Endpoint, fault: Fault) -> None:
    local.faults.add(fault)
    local.as_person("lin").says("hi", channel="general")
    first, second = event(local, app), event(local, app, 2)
    assert first.payload == second.payload
    lost = fault.kind == "lost_ack"
    assert retry_of(second) == (("1", "http_timeout") if lost else (None, None))
    time.sleep(0.1)
    assert len(app.events) == 2


def test_fifty_at_once(app: Endpoint) -> None:
    with start(config(request_url=app.url)) as local:
        local.wait_for_app()
        lin = local.as_person("lin")
        runs = [delivered(lin.slash("echo", str(i), channel="general")) for i in range(50)]
        assert all(run.result(10).acknowledged for run in runs)
    assert {p.payload["text"] for p in app.events} == {str(i) for i in range(50)}


def test_stop_leaves_nothing_behind() -> None:
    before = set(threading.enumerate())
    with endpoint() as app:
        running = start(config(request_url=app.url, ack_timeout=0.2))
        running.wait_for_app()
        app.hang = 1
        run: Any = running.as_person("lin").slash("echo", channel="general")
        running.stop()
        assert run.result().error == "dispatch_failed"
    deadline = time.monotonic() + 2
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert set(threading.enumerate()) <= before
