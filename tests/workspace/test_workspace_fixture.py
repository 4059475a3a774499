"""The pytest plugin as somebody else's suite uses it: two lines, and any Bolt app can be tested."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from tests.workspace.slack_world import endpoint
from workspace import Delivery, Fault

if TYPE_CHECKING:
    from workspace.fixture import Slack, Transport

pytest_plugins = ["workspace.fixture"]

SUITE = """
from slack_bolt import App
from slack_sdk import WebClient

pytest_plugins = ["workspace.fixture"]


def test_hello(slack):
    app = App(client=WebClient(**slack.client_settings))

    @app.event("app_mention")
    def hello(event, say):
        say(f"Hello <@{event['user']}>!")

    slack.run(app)
    lin = slack.person("lin")
    lin.mentions("hi", channel="general")
    slack.answer("alice", f"Hello <@{lin.id}>!", channel="general")
"""


def test_two_lines_in_a_foreign_suite(tmp_path: Path) -> None:
    (tmp_path / "test_foreign.py").write_text(SUITE, encoding="utf-8")
    asked = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [*asked, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "1 passed" in run.stdout, run.stdout + run.stderr


@pytest.fixture(params=["socket", "http"])
def slack_transport(request: pytest.FixtureRequest) -> Transport:
    found: Transport = request.param
    return found


def _parrot(slack: Slack, heard: list[str]) -> App:
    app = App(
        client=WebClient(**slack.client_settings),  # type: ignore[arg-type]
        signing_secret=slack.signing_secret,
    )

    @app.event("message")
    def said(event: dict[str, Any], say: Any) -> None:
        if not event.get("bot_id"):
            heard.append(event["text"])
            say(event["text"])

    return app


def test_app_clock_and_faults(slack: Slack) -> None:
    heard: list[str] = []
    slack.run(_parrot(slack, heard))
    lin = slack.person("lin")
    lin.says("你好")
    assert slack.answer("lin", "你好").user == slack.local.model.bot.id
    slack.faults.add(Fault.lost_ack("message", holding="twice"))
    lin.says("twice")
    slack.wait_for(lambda: heard.count("twice") == 2)
    slack.faults.add(Fault.late(3600, holding="late"))
    before = slack.clock.now()
    lin.says("late")
    slack.clock.advance(3600)
    slack.answer("lin", "late")
    assert slack.clock.now() - before >= 3600


def test_a_missing_answer_tells_what_was_said(slack: Slack) -> None:
    slack.run(_parrot(slack, []))
    slack.person("lin").says("one")
    slack.answer("lin", "one")
    with pytest.raises(AssertionError, match=r"no answer with 'two'.*\n- one"):
        slack.answer("lin", "two", timeout=0.1)


def test_nothing_runs_on_after_close(slack: Slack) -> None:
    before = {t for t in threading.enumerate() if t.name != "workspace"}
    slack.run(_parrot(slack, []))
    slack.person("lin").says("hi")
    slack.answer("lin", "hi")
    slack.close()
    slack.close()
    names = ("workspace", "bolt-http")

    def left() -> list[str]:
        now = set(threading.enumerate()) - before
        return [t.name for t in now if t.name.startswith(names)]

    slack.wait_for(lambda: not left())


def test_two_instances_share_the_work(slack: Slack) -> None:
    heard: tuple[list[str], list[str]] = ([], [])
    for one in heard:
        slack.run(_parrot(slack, one), "socket")
    for i in range(6):
        slack.person("lin").says(str(i))
    slack.wait_for(lambda: len(heard[0]) + len(heard[1]) == 6)
    assert all(heard)


def test_any_program_that_listens(slack: Slack) -> None:
    with endpoint() as program:
        slack.connect_http(program.url)
        run = slack.person("lin").types("/nothing", channel="general")
        assert run is None
        slack.person("lin").says("hi", channel="general")
        slack.wait_for(lambda: program.events)
        redelivered = slack.local.redeliver(
            Delivery("events_api", program.events[0].payload)
        ).result()
        assert redelivered.acknowledged
        slack.close()
