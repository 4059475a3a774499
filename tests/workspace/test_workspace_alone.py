"""The workspace by itself: its command line, manifests, and the example of its documentation."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.workspace.slack_world import endpoint
from workspace.alone import EXAMPLE

DOCS = Path(__file__).parents[2] / "docs" / "workspace.md"
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Lunch Bot", "description": "Where to eat"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "Lunch Helper"},
        "shortcuts": [{"name": "Order", "type": "message", "callback_id": "order"}],
        "slash_commands": [
            {"command": "/lunch", "description": "Find lunch", "usage_hint": "today"}
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
}


class Alone:
    """A workspace in a process of its own, as one starts it; `told` is what it printed."""

    def __init__(self, arguments: list[str], module: str = "workspace") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *module.split(), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"},
        )
        self.told = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told += line
            if "Ctrl-C" in line:
                break

    @property
    def page(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+/(?=\s)", self.told)
        assert found, self.told + self.end()[2]
        return found.group()

    @property
    def settings(self) -> dict[str, str]:
        """The lines the app needs, as a shell would read them."""
        return dict(re.findall(r"^export (\w+)=(\S+)$", self.told, re.MULTILINE))

    def state(self, **query: str) -> dict[str, Any]:
        return dict(httpx.get(f"{self.page}_/state", params=query).json())

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return dict(httpx.post(f"{self.page}_/{path}", json=body).json())

    def channel(self, name: str = "general") -> str:
        found = next(c for c in self.state()["conversations"] if c["name"] == name)
        return str(found["id"])

    def said(self, channel: str) -> list[str]:
        query = {"as": self.state()["me"]["id"], "channel": channel}
        answer = httpx.get(f"{self.page}_/messages", params=query).json()
        return [message["text"] for message in answer["messages"]]

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Interrupts it; exit code, what it still said, what it complained of."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, complaints = self.process.communicate(timeout=20)
        return self.process.returncode, out, complaints


@pytest.fixture
def alone() -> Iterator[Callable[..., Alone]]:
    running: list[Alone] = []

    def begin(*arguments: object, module: str = "workspace") -> Alone:
        running.append(Alone([str(one) for one in arguments], module))
        return running[-1]

    yield begin
    for one in running:
        one.end(signal.SIGKILL)


def refused(*arguments: object, lang: str = "en") -> str:
    """The one line it says before it exits with 2."""
    done = subprocess.run(
        [sys.executable, "-m", "workspace", *map(str, arguments), "--lang", lang],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


# -- running ------------------------------------------------------------------------------------


def test_four_people_two_channels_two_languages(alone: Callable[..., Alone]) -> None:
    one = alone("--port", 0, "--lang", "en")
    told = one.state()
    assert [p["locale"] for p in told["people"]] == ["en-US", "en-US", "zh-CN", "zh-CN"]
    names = [c["name"] for c in told["conversations"] if c["kind"] == "channel"]
    assert names == ["general", "random"]
    assert one.settings["SLACK_API_URL"] == f"{one.page}api/"
    answer = httpx.post(
        f"{one.settings['SLACK_API_URL']}auth.test",
        headers={"authorization": f"Bearer {one.settings['SLACK_BOT_TOKEN']}"},
    )
    assert answer.json()["ok"]
    assert httpx.get(one.page).status_code == 200
    assert one.end() == (0, "\nClosed.\n", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_state_is_saved_at_the_end(
    alone: Callable[..., Alone], tmp_path: Path, number: signal.Signals
) -> None:
    kept = tmp_path / "slack.json"
    one = alone("--port", 0, "--state", kept, "--lang", "zh")
    assert "状态存在" in one.told
    one.post("type", channel=one.channel(), text="remember")
    assert one.end(number) == (0, f"\n已保存到 {kept}。\n", "")
    again = alone("--port", 0, "--state", kept, "--lang", "zh")
    assert "remember" in again.said(again.channel())
    tokens = {name: text for name, text in again.settings.items() if "URL" not in name}
    assert tokens.items() <= one.settings.items()


def test_fupan_workspace_is_the_same(alone: Callable[..., Alone]) -> None:
    one = alone("workspace", "--port", 0, "--lang", "zh", module="bot.cli")
    assert one.told.startswith("工作区已打开")
    assert len(one.state()["people"]) == 4
    assert one.end() == (0, "\n已关闭。\n", "")


def test_over_http(alone: Callable[..., Alone]) -> None:
    with endpoint() as app:
        one = alone("--port", 0, "--http", app.url, "--lang", "en")
        _wait(lambda: one.state()["connected"])
        one.post("type", channel=one.channel(), text="@app hi")
        _wait(lambda: "app_mention" in {p.payload["event"]["type"] for p in app.events})
        one.end()


# -- the example of the documentation -----------------------------------------------------------


def test_the_documented_example_works(alone: Callable[..., Alone], tmp_path: Path) -> None:
    documented = re.search(r"```python\n(import os\n.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert documented
    assert documented.group(1) == EXAMPLE
    one = alone("--port", 0, "--lang", "en")
    assert EXAMPLE in one.told
    file = tmp_path / "app.py"
    file.write_text(documented.group(1))
    app = subprocess.Popen(
        [sys.executable, str(file)],
        env=os.environ | one.settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(lambda: one.state()["connected"])
        one.post("type", channel=one.channel(), text="@app hi")
        lin = one.state()["me"]["id"]
        _wait(lambda: f"Hello <@{lin}>!" in one.said(one.channel()))
    finally:
        app.kill()
        app.wait(10)


def _wait(done: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.05)


# -- manifests ----------------------------------------------------------------------------------


def test_a_manifest_says_what_the_app_is(alone: Callable[..., Alone], tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(MANIFEST))
    one = alone("--port", 0, "--manifest", file, "--lang", "en")
    told = one.state()
    assert told["app"] == {"name": "Lunch Bot", "home_enabled": True}
    assert told["bot"]["name"] == "lunch_helper"
    assert told["commands"] == [{"name": "/lunch", "description": "Find lunch", "usage": "today"}]
    assert told["shortcuts"] == [{"name": "Order", "type": "message", "callback_id": "order"}]
    answer = httpx.post(
        f"{one.settings['SLACK_API_URL']}users.list",
        headers={"authorization": f"Bearer {one.settings['SLACK_BOT_TOKEN']}"},
    ).json()
    assert (answer["error"], answer["provided"]) == ("missing_scope", "chat:write,commands")


def test_our_own_manifest_is_understood(alone: Callable[..., Alone], tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "bot.cli", "manifest"], capture_output=True, check=True, timeout=20
    )
    file = tmp_path / "manifest.json"
    file.write_bytes(made.stdout)
    one = alone("--port", 0, "--manifest", file)
    assert "/metric" in {command["name"] for command in one.state()["commands"]}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("m.yaml", "display_information:\n  name: x\n", "is YAML.*JSON"),
        ("m.json", "# mine\ndisplay_information:\n  name: x\n", "is YAML.*JSON"),
        ("m.json", '{"display_information": ', "no valid JSON"),
        ("m.json", "[]", "not a Slack manifest"),
        ("m.json", "{}", r"display_information\.name must be a text"),
        ("m.json", '{"features": []}', r"display_information\.name"),
        (
            "m.json",
            '{"display_information": {"name": "x"}, "features": {"slash_commands": [{}]}}',
            r"features\.slash_commands\[0\]\.command must be a text",
        ),
        (
            "m.json",
            '{"display_information": {"name": "x"}, "settings": [7]}',
            "settings must be an object",
        ),
    ],
)
def test_a_manifest_that_cannot_be_used(tmp_path: Path, name: str, text: str, words: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    said = refused("--manifest", file, "--port", 0)
    assert str(file) in said
    assert re.search(words, said), said


def test_what_cannot_be_done_is_one_line(tmp_path: Path) -> None:
    assert "No such file" in refused("--manifest", tmp_path / "none.json")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refused("--port", port).startswith(f"Port {port} is taken.")
        assert refused("--port", port, lang="zh").startswith(f"端口 {port} 已被占用")
    assert "cannot be used" in refused("--port", 70_000)
    broken = tmp_path / "state.json"
    broken.write_text("{")
    assert "left alone" in refused("--state", broken, "--port", 0)
    assert "没有动它" in refused("--state", broken, "--port", 0, lang="zh")
    assert broken.read_text() == "{"
    assert "whole address" in refused("--http", "localhost:3000", "--port", 0)
