"""What the network side decides: settings, verdicts of health, pauses, signatures, log lines."""

import json

import pytest
from slack_sdk.signature import SignatureVerifier

from base.language import Lang
from base.refusal import Refusal
from bot.render.texts import word
from bot.slack.health import Health, Pulse, http_health, overall, socket_health
from bot.slack.http import payload_of, signed
from bot.slack.logs import redact
from bot.slack.manifest import manifest
from bot.slack.settings import settings_from
from bot.slack.socket_mode import pause

BOT = {"FUPAN_SLACK_BOT_TOKEN": "xoxb-1"}
NOW = 1_795_000_000.0


def refusal(environment: dict[str, str], *, http: bool) -> str:
    with pytest.raises(Refusal) as refused:
        settings_from(environment, http=http)
    for lang in Lang:
        assert "\n" not in word(refused.value.message, lang)
    return word(refused.value.message, Lang.EN)


def test_each_transport_asks_for_what_it_needs() -> None:
    socket = settings_from(BOT | {"FUPAN_SLACK_APP_TOKEN": "xapp-1"})
    assert (socket.app_token, socket.signing_secret) == ("xapp-1", "")
    http = settings_from(BOT | {"FUPAN_SLACK_SIGNING_SECRET": " abc "}, http=True)
    assert (http.app_token, http.signing_secret) == ("", "abc")
    assert "abc" not in repr(http)
    assert "FUPAN_SLACK_SIGNING_SECRET" in refusal(BOT, http=True)
    assert "APP_TOKEN" not in refusal(BOT, http=True)
    assert "FUPAN_SLACK_APP_TOKEN" in refusal(BOT | {"FUPAN_SLACK_SIGNING_SECRET": "a"}, http=False)


def test_a_token_in_the_secrets_place_is_found_at_once() -> None:
    swapped = refusal(BOT | {"FUPAN_SLACK_SIGNING_SECRET": "xapp-1-A"}, http=True)
    assert "FUPAN_SLACK_SIGNING_SECRET" in swapped
    assert "xapp-1-A" not in swapped


@pytest.mark.parametrize(
    ("heard", "connected", "why"),
    [
        (0.1, True, ()),
        (29.0, True, ()),
        (31.0, True, ("silent",)),
        (29.0, False, ()),
        (31.0, False, ("disconnected",)),
    ],
)
def test_a_socket_is_judged_by_what_was_heard(
    heard: float, connected: bool, why: tuple[str, ...]
) -> None:
    assert socket_health(heard, 10.0, connected=connected).why == why


def test_slow_pings_are_waited_for() -> None:
    assert socket_health(100.0, 60.0, connected=True).why == ()
    assert socket_health(181.0, 60.0, connected=True).why == ("silent",)


@pytest.mark.parametrize(
    ("heard", "failures", "why"),
    [(10.0, 9, ()), (None, 2, ()), (9e9, 0, ()), (301.0, 3, ("silent",)), (None, 3, ("silent",))],
)
def test_http_is_ill_only_when_slack_neither_asks_nor_answers(
    heard: float | None, failures: int, why: tuple[str, ...]
) -> None:
    assert http_health(heard, 1.0, failures).why == why


def test_the_verdict_names_everything_that_is_wrong() -> None:
    ill = socket_health(99.04, 10.0, connected=False)
    told = json.loads(json.dumps(overall(ill, database=False, waiting=7).as_json()))
    assert told == {
        "healthy": False,
        "why": ["disconnected", "database"],
        "transport": "socket",
        "connected": False,
        "heard_seconds_ago": 99.0,
        "database": False,
        "questions_waiting": 7,
    }
    assert overall(Health(()), database=True, waiting=0).as_json()["healthy"] is True


def test_a_pulse_ages() -> None:
    now = 5.0
    pulse = Pulse(lambda: now)
    assert pulse.age() is None
    pulse.beat()
    now = 12.5
    assert pulse.age() == 7.5


def test_pauses_grow_to_a_minute_and_differ() -> None:
    assert pause(0) == 0.0
    longest = [pause(n, lambda: 1.0) for n in range(1, 12)]
    assert longest[:7] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0]
    assert set(longest[6:]) == {60.0}
    assert [pause(n, lambda: 0.0) for n in range(1, 4)] == [0.5, 1.0, 2.0]
    assert pause(10_000, lambda: 1.0) == 60.0
    assert len({pause(5) for _ in range(20)}) > 1


def test_signatures_are_slacks_own() -> None:
    body, stamp = "text=满意度&x=1", str(int(NOW))
    made = SignatureVerifier("secret").generate_signature(timestamp=stamp, body=body)
    assert made is not None
    assert signed("secret", body.encode(), stamp, made, NOW)
    assert signed("secret", body.encode(), stamp, made, NOW + 300)
    assert not signed("secret", body.encode(), stamp, made, NOW + 301)
    assert not signed("secret", body.encode(), stamp, made, NOW - 301)
    assert not signed("other", body.encode(), stamp, made, NOW)
    assert not signed("secret", body.encode() + b" ", stamp, made, NOW)
    for odd in ("", "٣", "1e9", " 1", "9" * 5000):
        assert not signed("secret", body.encode(), odd, made, NOW)


def test_a_body_becomes_what_socket_mode_would_bring() -> None:
    form = "application/x-www-form-urlencoded; charset=utf-8"
    assert payload_of(b"command=%2Fmetric&text=", form) == {"command": "/metric", "text": ""}
    assert payload_of(b"payload=%7B%22type%22%3A%22block_actions%22%7D", form) == {
        "type": "block_actions"
    }
    assert payload_of(b'{"a": "b"}', "application/json") == {"a": "b"}


def test_the_manifest_for_http_names_the_address_everywhere() -> None:
    url = "https://bot.example.com/slack/events"
    made = manifest(url)
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    commands = made["features"]["slash_commands"]
    assert commands
    assert {command["url"] for command in commands} == {url}
    # Otherwise it is the same app.
    socket = manifest()
    assert "example.com" not in json.dumps(socket)
    assert made["oauth_config"] == socket["oauth_config"]
    assert (
        made["settings"]["event_subscriptions"]["bot_events"]
        == (socket["settings"]["event_subscriptions"]["bot_events"])
    )


@pytest.mark.parametrize("url", ["http://bot.example.com/", "bot.example.com", "https://", ""])
def test_an_address_slack_cannot_post_to_is_refused(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        manifest(url)
    assert "https://" in word(refused.value.message, Lang.EN)


def test_log_lines_keep_no_queries() -> None:
    line = redact('127.0.0.1:5 - "WebSocket /link/?ticket=f-uK4&app_id=A4" [accepted]')
    assert line == '127.0.0.1:5 - "WebSocket /link/?…" [accepted]'
    assert redact("really? yes = no") == "really? yes = no"
