"""The page in a real Chromium: typing, live updates, people, threads, what is never markup."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.browser.conftest import Opener
from workspace import Channel, Command, Person, RunningWorkspace, Words, WorkspaceConfig, start

CHART = {
    "type": "data_visualization",
    "title": "CSAT",
    "chart": {
        "type": "bar",
        "series": [{"name": "CSAT", "data": [{"label": "Mon", "value": 91.5}]}],
        "axis_config": {"categories": ["Mon"]},
    },
}
TABLE = {
    "type": "data_table",
    "caption": "Rows",
    "page_size": 2,
    "rows": [[{"type": "raw_text", "text": "name"}]]
    + [[{"type": "raw_text", "text": f"row {i}"}] for i in range(3)],
}


@pytest.fixture(scope="module")
def workspace() -> Iterator[RunningWorkspace]:
    config = WorkspaceConfig(
        people=[Person("lin", "林岚"), Person("alice", "Alice Wong", locale="en-US")],
        channels=[Channel("general", ["lin", "alice"]), Channel("other", ["lin", "alice"])],
        commands=[Command("/ask", Words("问一个数", "Ask for a figure"), Words("指标", "metric"))],
        app_name="Echo",
        bot_name="echo",
    )
    with start(config) as running:
        app = App(client=WebClient(running.bot_token, base_url=running.base_url))
        _listen(app)
        handler = SocketModeHandler(app, running.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        running.wait_for_app()
        yield running
        # slack_sdk reads with a timeout of 3 s; the server hanging up first ends that at once.
        handler.client.auto_reconnect_enabled = False
        running.stop()
        handler.close()  # type: ignore[no-untyped-call]


def _listen(app: App) -> None:
    @app.command("/ask")
    def ask(ack: Callable[..., Any], command: dict[str, Any]) -> None:
        label = {"type": "plain_text", "text": "Share"}
        button = {"type": "button", "action_id": "share", "value": "1", "text": label}
        text = {"type": "mrkdwn", "text": f"*{command['text']}* 88.0%"}
        actions = {"type": "actions", "elements": [button | {"style": "primary"}]}
        ack(text="answer", blocks=[{"type": "section", "text": text}, actions])

    @app.action("share")
    def share(ack: Callable[..., Any], respond: Callable[..., Any]) -> None:
        ack()
        respond(text="shared with everybody", response_type="in_channel")

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], say: Callable[..., Any]) -> None:
        say(text="in your thread", thread_ts=event["ts"])

    @app.event("message")
    def heard() -> None: ...


@pytest.fixture
def page(opener: Opener, workspace: RunningWorkspace) -> Page:
    opened = opener(workspace.page_url)
    expect(opened.locator("#title")).to_have_text("# general")
    return opened


def type_in(page: Page, text: str, where: str = "#composer") -> None:
    page.locator(f"{where} textarea").fill(text)
    page.locator(f"{where} textarea").press("Enter")


def test_command_answers_without_reload_and_only_to_the_asker(
    page: Page, opener: Opener, workspace: RunningWorkspace, tmp_path: Path
) -> None:
    page.evaluate("window.stillHere = true")
    beside = opener(f"{workspace.page_url}#as={workspace.as_person('alice').id}")
    expect(beside.locator("#title")).to_have_text("# general")
    page.locator("#composer textarea").fill("/a")
    expect(page.locator(".suggestions li")).to_have_text(re.compile("/ask.*指标.*问一个数"))
    page.locator("#composer textarea").press("Tab")
    page.locator("#composer textarea").type("满意度")
    page.locator("#composer textarea").press("Enter")
    answer = page.locator("#messages article").last
    expect(answer.locator("strong", has_text="满意度")).to_be_visible()
    expect(answer).to_contain_text("只有你能看到")
    page.screenshot(path=tmp_path / "answer.png")

    answer.get_by_role("button", name="Share").click()
    expect(page.locator("#messages")).to_contain_text("shared with everybody")
    assert page.evaluate("window.stillHere") is True
    expect(beside.locator("#messages")).to_contain_text("shared with everybody")
    expect(beside.locator("#messages")).not_to_contain_text("满意度")

    page.locator("#person").select_option(label="Alice Wong")
    expect(page.locator("#messages")).to_contain_text("shared with everybody")
    expect(page.locator("#messages")).not_to_contain_text("满意度")
    expect(page.locator("html")).to_have_attribute("lang", "en-US")
    expect(page.locator("#channels-title")).to_have_text("Channels")


def test_mention_is_answered_in_a_thread(page: Page) -> None:
    type_in(page, "@echo why?")
    said = page.locator("#messages article", has_text="why?")
    expect(said.locator(".mention")).to_have_text("@Echo")
    said.get_by_role("button", name="1 条回复").click()
    thread = page.locator("#thread-messages")
    expect(thread).to_contain_text("in your thread")
    type_in(page, "谢谢", "#thread-composer")
    expect(thread).to_contain_text("谢谢")
    expect(page.locator("#messages article", has_text="谢谢")).to_have_count(0)
    type_in(page, "/ask x", "#thread-composer")
    expect(thread).to_contain_text("不能在讨论串里使用")


def test_text_is_never_markup(page: Page, workspace: RunningWorkspace) -> None:
    client = WebClient(workspace.bot_token, base_url=workspace.base_url)
    evil = "<img src=x onerror=alert(1)> <javascript:alert(1)|click> &lt;b&gt;"
    client.chat_postMessage(channel="general", text=evil)
    shown = page.locator("#messages article").last
    expect(shown).to_contain_text("<b>")
    expect(shown.locator("img, a, b")).to_have_count(0)


def test_charts_and_tables(page: Page, workspace: RunningWorkspace) -> None:
    client = WebClient(workspace.bot_token, base_url=workspace.base_url)
    client.chat_postMessage(channel="general", text="x", blocks=[CHART, TABLE])
    shown = page.locator("#messages article").last
    expect(shown.locator("svg rect title")).to_have_text("CSAT · Mon: 91.5")
    expect(shown.locator("tbody tr")).to_have_count(2)
    shown.get_by_role("button", name="下一页").click()
    expect(shown.locator("tbody")).to_have_text("row 2")
    workspace.as_person("alice").says("something else", channel="general")
    expect(page.locator("#messages")).to_contain_text("something else")
    table = page.locator("#messages article", has_text="row 2").locator("tbody")
    expect(table).to_have_text("row 2")


def test_unread_and_phone(page: Page, workspace: RunningWorkspace) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    workspace.as_person("alice").says("look here", channel="other")
    page.locator("#menu").click()
    other = page.locator("#channels button", has_text="# other")
    expect(other).to_have_class(re.compile("unread"))
    other.click()
    expect(page.locator("#messages")).to_contain_text("look here")
    expect(page.locator("#shade")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
