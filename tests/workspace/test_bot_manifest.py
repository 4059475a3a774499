"""The manifest and the handlers agree; what the libraries log gives nothing away."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import BoltRequest

from base.language import Lang
from bot.slack.incoming import command, direct_message, language_of, mention, said
from bot.slack.logs import quiet_libraries, redact
from bot.slack.manifest import manifest
from commands.context import Place
from commands.router import COMMANDS
from tests.workspace.bot_world import World, config, context_in, running


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(context_in(tmp_path_factory.mktemp("world"))) as found:
        yield found
        found.context.database.close()


def _status(world: World, body: dict[str, Any]) -> int:
    """Return how the app takes a payload: 200, or 404 for one it does not listen to."""
    return world.bot.app.dispatch(BoltRequest(body=body, mode="socket_mode")).status


def _command(name: str) -> dict[str, Any]:
    return {
        "command": name,
        "text": "help",
        "channel_id": "C1",
        "user_id": "ULIN",
        "response_url": "http://127.0.0.1:9/",
        "trigger_id": f"t{name}",
    }


def _event(kind: str) -> dict[str, Any]:
    # A bot's own message: heard, and left unanswered.
    event = {"type": kind, "channel": "D1", "bot_id": "B1", "user": "U9", "ts": "1.1"}
    return {"type": "event_callback", "event_id": f"Ev-{kind}", "event": event}


def test_every_declared_command_and_event_has_its_listener(world: World) -> None:
    declared = manifest()
    names = [one["command"] for one in declared["features"]["slash_commands"]]
    assert names == [f"/{info.name}" for info in COMMANDS]
    for name in names:
        assert _status(world, _command(name)) == 200
    for event in declared["settings"]["event_subscriptions"]["bot_events"]:
        assert _status(world, _event(event.partition(".")[0])) == 200
    assert declared["settings"]["interactivity"]["is_enabled"]


def test_every_declared_shortcut_opens_or_asks(world: World) -> None:
    lin = world.local.as_person("lin")
    said = world.local.as_person("bob").says("满意度 上周", channel="general")
    for one in manifest()["features"]["shortcuts"]:
        of = said if one["type"] == "message" else None
        assert lin.shortcut(one["callback_id"], of).result().acknowledged
    world.local.wait_for(lambda: lin.modal() is not None)
    assert world.answer("lin", "general", "上周满意度 90.0%").visible_to == "ULIN"


def test_nothing_undeclared_is_listened_to(world: World) -> None:
    assert _status(world, _command("/other")) == 404
    assert _status(world, _event("reaction_added")) == 404


def test_manifest_is_what_slack_takes(world: World) -> None:
    made = json.loads(json.dumps(manifest(), ensure_ascii=False))
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert made["settings"]["socket_mode_enabled"] is True
    for one in made["features"]["slash_commands"]:
        assert 1 <= len(one["description"]) <= 2000
        assert one["usage_hint"]
    for one in made["features"]["shortcuts"]:
        assert 1 <= len(one["name"]) <= 24
        assert 1 <= len(one["description"]) <= 150
    # The workspace of these tests grants what the manifest asks for, and nothing else.
    scopes = made["oauth_config"]["scopes"]["bot"]
    assert len(set(scopes)) == len(scopes)
    assert frozenset(scopes) == config().scopes


class _Kept(logging.Handler):
    """What arrives at the root logger, hence in any log file."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.told: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append((record.name, record.getMessage()))


@pytest.fixture
def kept() -> Iterator[_Kept]:
    root, handler = logging.getLogger(), _Kept()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def test_library_logs_are_redacted(kept: _Kept) -> None:
    quiet_libraries()
    quiet_libraries()
    # What a bot of an earlier test said before this is none of ours.
    kept.told.clear()
    bolt, sdk = logging.getLogger("slack_bolt.App"), logging.getLogger("slack_sdk.web.base_client")
    sdk.debug("the whole envelope %s", "xoxb-1-secret")
    bolt.warning("Unhandled request (%s)", {"user": "U1", "text": "private words"})
    sdk.error("to wss://wss.slack.com/link/?ticket=abc with xapp-1-A1-secret failed")
    bolt.error("answered %s", {"ok": False, "error": "invalid_auth", "needed": "x"})
    assert not [name for name, _ in kept.told if name.startswith(("slack_sdk", "slack_bolt"))]
    told = [line for name, line in kept.told if name == "fupan.slack.sdk"]
    # A bot of an earlier test may still be saying goodbye in a thread of its own.
    told = [line for line in told if line.startswith(("Unhandled", "to wss", "answered"))]
    assert len(told) == 3
    assert not [line for _, line in kept.told if "envelope" in line and "xoxb" in line]
    for secret in ("secret", "private", "ticket", "U1"):
        assert secret not in " ".join(told)
    assert "invalid_auth" in told[2]


def test_redaction_keeps_what_helps() -> None:
    assert redact("Connection refused [Errno 111]") == "Connection refused [Errno 111]"
    assert redact("POST https://hooks.slack.com/commands/T1/2/x failed").endswith(
        "https://hooks.slack.com failed"
    )


def test_what_was_typed() -> None:
    assert said("a &lt;b&gt; &amp;amp; <https://x.cn/a|链接> <#C1|general> <!here>") == (
        "a <b> &amp; 链接 #general"
    )
    asked = command(_command("/metric") | {"text": "满意度 &lt;x&gt;"})
    assert (asked.text, asked.target.place) == ("/metric 满意度 <x>", Place.PRIVATE)
    assert language_of("<@U1> csat 上周") is Lang.ZH
    assert language_of("<@U1ABC> csat") is Lang.EN
    assert language_of("/metric 618") is None


def test_edits_joins_and_bots_ask_nothing() -> None:
    base = {"channel": "D1", "channel_type": "im", "user": "U1", "text": "csat", "ts": "1.1"}
    assert direct_message({"event_id": "E1", "event": base})
    for change in (
        {"subtype": "message_changed"},
        {"subtype": "channel_join"},
        {"bot_id": "B1"},
        {"user": None},
        {"channel_type": "channel"},
    ):
        assert direct_message({"event_id": "E1", "event": base | change}) is None
    in_channel = base | {"channel": "C1", "thread_ts": "0.9"}
    asked = mention({"event_id": "E2", "event": in_channel})
    assert asked is not None
    assert (asked.target.thread, asked.target.place) == ("0.9", Place.CHANNEL)
    assert mention({"event_id": "E3", "event": base}) is None
