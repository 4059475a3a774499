"""The inspector in a real Chromium: live, filtered, opened, hidden; by keyboard and on a phone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.browser.conftest import Opener
from tests.browser.form_app import CONFIG
from tests.workspace.slack_world import acknowledge, raw_connection, received
from workspace import RunningWorkspace, start

HIDDEN = "nobody may see this"
BAD: list[dict[str, Any]] = [
    {"type": "divider"},
    {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
]


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    def hides(payload: Any) -> bool:
        return HIDDEN in json.dumps(payload)

    quick = replace(CONFIG, hides=hides, bot_events=frozenset(), command_retry_delays=())
    with start(quick) as running:
        yield running


@pytest.fixture
def client(local: RunningWorkspace) -> WebClient:
    return WebClient(local.bot_token, base_url=local.base_url)


def opened(
    opener: Opener, local: RunningWorkspace, who: str = "lin", width: int = 1280, height: int = 800
) -> tuple[Page, Locator]:
    """A page with the inspector open."""
    page = opener(f"{local.page_url}#as={local.as_person(who).id}", width, height)
    expect(page.locator("#title")).to_have_text("# general")
    expect(page.locator("#inspector-button")).to_have_attribute("aria-expanded", "false")
    page.evaluate("document.querySelector('#inspector-button').click()")
    panel = page.locator("#inspector")
    expect(panel).to_be_visible()
    return page, panel


def rows(panel: Locator) -> Locator:
    return panel.locator(".inspector-row > button")


def general(local: RunningWorkspace) -> str:
    return local.model.conversation("general").id


def test_calls_appear_as_they_happen(
    opener: Opener, local: RunningWorkspace, client: WebClient
) -> None:
    _, panel = opened(opener, local)
    expect(panel.get_by_role("heading", name="检查器")).to_be_visible()
    expect(panel.get_by_role("status")).to_contain_text("还没有往来")
    client.api_test()
    expect(rows(panel)).to_have_count(1)
    client.chat_postMessage(channel=general(local), text="hi")
    expect(rows(panel)).to_have_count(2)
    newest = rows(panel).first
    for part in ("来自应用", "chat.postMessage", "# general", "成功", "毫秒"):
        expect(newest).to_contain_text(part)


def test_an_envelope_changes_from_waiting_to_acknowledged(
    opener: Opener, local: RunningWorkspace
) -> None:
    with raw_connection(local) as connection:
        _, panel = opened(opener, local)
        local.as_person("lin").slash("show", "me", "general")
        envelope = received(connection)
        row = rows(panel).filter(has_text="/show")
        for part in ("发给应用", "林岚", "等待确认"):
            expect(row).to_contain_text(part)
        row.click()
        expect(panel.locator(".inspector-detail:visible")).to_contain_text("应用还没有确认")
        acknowledge(connection, envelope, text="with words")
        expect(row).to_contain_text("成功")
        expect(panel.locator(".inspector-detail:visible")).to_contain_text('"with words"')


def test_the_findings_stand_in_the_json(
    opener: Opener, local: RunningWorkspace, client: WebClient
) -> None:
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        client.chat_postMessage(channel=general(local), text="x", blocks=BAD)
    page, panel = opened(opener, local, "alice")
    rows(panel).filter(has_text="invalid_blocks").click()
    detail = panel.locator(".inspector-detail:visible")
    expect(detail.get_by_role("heading", name="1 finding")).to_be_visible()
    expect(detail.locator(".inspector-findings code")).to_have_text("/blocks/1/text/text")
    wrong = detail.locator(".json-leaf.wrong")
    expect(wrong).to_contain_text('text: ""')
    expect(wrong.locator(".json-remark")).to_contain_text("must be more than 0 characters")
    # Folding a part, by keyboard.
    summary = detail.locator("summary").filter(has_text="blocks").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(wrong).to_be_hidden()
    expect(summary).to_contain_text("2 items")


def test_the_json_is_copied(opener: Opener, local: RunningWorkspace, client: WebClient) -> None:
    client.chat_postMessage(channel=general(local), text="take me along")
    page, panel = opened(opener, local, "alice")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    rows(panel).first.click()
    panel.get_by_role("button", name="Copy: Arguments").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    assert json.loads(page.evaluate("window.copied"))["text"] == "take me along"


def test_filters_by_kind_and_by_words(
    opener: Opener, local: RunningWorkspace, client: WebClient
) -> None:
    client.api_test()
    client.chat_postMessage(channel=general(local), text="a needle in here")
    local.as_person("lin").slash("show", "", "general")  # nobody is connected
    _, panel = opened(opener, local)
    expect(rows(panel)).to_have_count(3)
    panel.get_by_role("button", name="投递").click()
    expect(rows(panel)).to_have_count(1)
    expect(rows(panel)).to_contain_text("/show")
    panel.get_by_role("button", name="有问题").click()
    expect(rows(panel)).to_have_count(1)
    expect(rows(panel)).to_contain_text("未送达")
    panel.get_by_role("button", name="全部").click()
    panel.get_by_role("searchbox").fill("NEEDLE")
    expect(rows(panel)).to_have_count(1)
    expect(rows(panel)).to_contain_text("chat.postMessage")
    client.chat_postMessage(channel=general(local), text="another needle")
    client.api_test()
    expect(rows(panel)).to_have_count(2)
    panel.get_by_role("searchbox").fill("nothing like it")
    expect(panel.get_by_role("status")).to_have_text("没有符合条件的记录。")
    panel.get_by_role("searchbox").fill("")
    expect(rows(panel)).to_have_count(5)
    panel.get_by_role("button", name="清空").click()
    expect(rows(panel)).to_have_count(0)
    client.api_test()
    expect(rows(panel)).to_have_count(1)


def test_what_is_hidden_says_only_that(
    opener: Opener, local: RunningWorkspace, client: WebClient
) -> None:
    client.chat_postMessage(channel=general(local), text=HIDDEN)
    page, panel = opened(opener, local, "alice")
    expect(rows(panel)).to_contain_text("Hidden by the app’s owner")
    rows(panel).click()
    expect(panel.locator(".inspector-detail:visible")).to_contain_text("does not let anyone keep")
    assert HIDDEN not in str(panel.inner_text())
    assert "chat.postMessage" not in str(panel.inner_text())
    # The conversation itself still shows what was said there.
    expect(page.locator("#messages")).to_contain_text(HIDDEN)


def test_what_comes_in_does_not_move_the_reader(
    opener: Opener, local: RunningWorkspace, client: WebClient
) -> None:
    for _ in range(30):
        client.api_test()
    page, panel = opened(opener, local)
    expect(rows(panel)).to_have_count(30)
    rows(panel).nth(15).evaluate("node => node.scrollIntoView({ block: 'start' })")
    reading = rows(panel).nth(15).element_handle()
    before = reading.bounding_box()
    for _ in range(5):
        client.api_test()
    expect(rows(panel)).to_have_count(35)
    after = reading.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    # At the top one sees the newest.
    panel.locator(".inspector-list").evaluate("node => { node.scrollTop = 0; }")
    client.auth_test()
    expect(rows(panel).first).to_contain_text("auth.test")
    expect(rows(panel).first).to_be_in_viewport()
    assert page.locator("#composer textarea").is_visible()


def test_by_keyboard(opener: Opener, local: RunningWorkspace, client: WebClient) -> None:
    client.api_test()
    client.auth_test()
    page = opener(f"{local.page_url}#as={local.as_person('lin').id}")
    button = page.locator("#inspector-button")
    expect(button).to_have_attribute("aria-label", "打开检查器")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#inspector")
    expect(panel.get_by_role("searchbox")).to_be_focused()
    expect(rows(panel)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(rows(panel).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(rows(panel).nth(1)).to_have_attribute("aria-expanded", "true")
    expect(
        panel.get_by_role("button", name="复制：参数").or_(
            panel.get_by_role("button", name="复制: 参数")
        )
    ).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


def test_on_a_phone_it_fills_the_screen(
    opener: Opener, local: RunningWorkspace, client: WebClient
) -> None:
    client.chat_postMessage(channel=general(local), text="x " * 300)
    page, panel = opened(opener, local, width=390, height=844)
    box = panel.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    rows(panel).first.click()
    expect(panel.locator(".json").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("document.querySelector('#main').inert") is True
    panel.get_by_role("button", name="关闭检查器").click()
    expect(panel).to_be_hidden()
    assert page.evaluate("document.querySelector('#main').inert") is False


def test_nothing_is_asked_while_it_is_closed(
    opener: Opener, local: RunningWorkspace, client: WebClient
) -> None:
    page, panel = opened(opener, local)
    panel.get_by_role("button", name="关闭检查器").click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    client.chat_postMessage(channel=general(local), text="seen in the conversation")
    expect(page.locator("#messages")).to_contain_text("seen in the conversation")
    page.wait_for_timeout(400)
    assert [url for url in asked if "/_/inspect" in url] == []
