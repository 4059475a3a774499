"""What follows a slash command, as the app gets it: typed, or in Slack's marks where it asks so."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.small_app import Small, small_app
from workspace import Channel, Command
from workspace.manifests import read_manifest

TYPED = "ask @林岚 & @alice in #general, see https://example.com/a?b=1&c=2 @nobody #nowhere"


@pytest.fixture(scope="module")
def app() -> Iterator[Small]:
    rooms = [Channel("general", ["lin", "alice"])]
    with small_app(channels=rooms, commands=[Command("form", escape=True), Command("raw")]) as app:
        yield app


def got(app: Small, command: str) -> str:
    delivery = app.person("lin").slash(command, TYPED, channel="general")
    assert delivery is not None
    return str(delivery.payload["text"])


def test_names_channels_and_links_are_marked_for_a_command_that_asks_so(app: Small) -> None:
    lin, alice = app.person("lin").id, app.person("alice").id
    general = app.local.model.conversation("general").id
    assert got(app, "form") == (
        f"ask <@{lin}|lin> &amp; <@{alice}|alice> in <#{general}|general>, "
        "see <https://example.com/a?b=1&amp;c=2> @nobody #nowhere"
    )


def test_without_asking_the_text_comes_as_it_was_typed(app: Small) -> None:
    assert got(app, "raw") == TYPED.replace("&", "&amp;")


def test_in_a_message_nobody_is_named_beside_his_id(app: Small) -> None:
    assert app.person("lin").says("@alice", channel="general").text == (
        f"<@{app.person('alice').id}>"
    )


def test_a_manifest_says_which_commands_ask_so(tmp_path: Path) -> None:
    commands = [
        {"command": "/form", "should_escape": True},
        {"command": "/raw", "should_escape": False},
        {"command": "/plain"},
    ]
    manifest = {
        "display_information": {"name": "Small"}, "features": {"slash_commands": commands},
    }  # fmt: skip
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert [one.escape for one in read_manifest(path).commands] == [True, False, False]
