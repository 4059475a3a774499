"""What axe-core finds on the page: nothing, in any state, light and dark, on desk and phone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.browser.conftest import Opener
from tests.browser.form_app import CONFIG, FormApp
from tests.browser.page_stage import furnish, team
from workspace import RunningWorkspace, Words, start

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
SIZES = pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
# What axe finds beside contrasts does not depend on the colours.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
AXE = Axe()


@pytest.fixture(scope="module")
def running() -> Iterator[RunningWorkspace]:
    config = replace(team(tour=True), shortcuts=CONFIG.shortcuts, bot_events=CONFIG.bot_events)
    with start(config) as local:
        app = App(client=WebClient(local.bot_token, base_url=local.base_url))
        FormApp(app)
        handler = SocketModeHandler(app, local.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        local.wait_for_app()
        furnish(local)
        yield local
        handler.client.auto_reconnect_enabled = False
        local.stop()
        handler.close()  # type: ignore[no-untyped-call]


def clean(page: Page, state: str) -> None:
    """Fails with what axe-core says about the page as it stands, light and dark."""
    page.wait_for_timeout(150)  # what fades in has no contrast yet
    told = found(page, f"{state}, light", OPTIONS)
    page.emulate_media(color_scheme="dark")
    told += found(page, f"{state}, dark", CONTRAST)
    page.emulate_media(color_scheme="light")
    assert told == []


def found(page: Page, state: str, options: dict[str, Any]) -> list[str]:
    return [
        f"{state}: {one['id']} {node['target']} {node['failureSummary']}"
        for one in AXE.run(page, options=options).response["violations"]
        for node in one["nodes"]
    ]


@pytest.fixture
def page(opener: Opener, running: RunningWorkspace, width: int, height: int) -> Page:
    """林岚's page with the tour closed."""
    opened = opener(f"{running.page_url}#as={running.as_person('lin').id}", width, height)
    expect(opened.locator("#messages article").last).to_be_visible()
    if opened.locator("#tour").is_visible():
        opened.locator(".tour-close").click()
    return opened


def opens(page: Page, press: str, state: str) -> None:
    """Presses what opens something over the page, looks, and closes it."""
    page.locator(press).first.click()
    clean(page, state)
    page.keyboard.press("Escape")


@SIZES
def test_what_is_said(page: Page) -> None:
    clean(page, "conversation, table, chart")
    page.locator(".thread-link").click()
    expect(page.locator("#thread-messages article")).to_have_count(3)
    clean(page, "thread")
    page.locator("#thread-close").click()
    message = page.locator("#messages article", has_text="本周复盘")
    message.locator(".select").first.click()
    clean(page, "select")
    page.keyboard.press("Escape")
    message.locator(".select.date").first.click()
    clean(page, "date picker")
    page.keyboard.press("Escape")
    message.locator("[data-action=rest]").click()
    clean(page, "overflow menu")
    page.keyboard.press("Escape")
    message.locator(".sort").first.click()
    clean(page, "sorted table")


@SIZES
def test_what_surrounds_it(page: Page) -> None:
    opens(page, ".clock-button", "clock")
    opens(page, "#options-button", "options")
    if page.locator("#menu").is_visible():
        page.locator("#menu").click()
        clean(page, "list of places")
    page.locator("#apps button").click()
    page.locator("#tab-home").click()
    expect(page.locator("#home h2")).to_be_visible()
    clean(page, "Home")
    page.locator("#options-button").click()
    page.get_by_role("menuitem").first.click()
    expect(page.locator("#tour")).to_be_visible()
    clean(page, "tour")
    page.locator(".tour-close").click()


@SIZES
def test_what_one_fills_in(page: Page) -> None:
    page.locator("#composer textarea").fill("/s")
    expect(page.locator(".suggestions li")).to_be_visible()
    clean(page, "commands")
    page.locator("#composer textarea").fill("")
    opens(page, "#composer .shortcuts", "shortcuts")
    page.locator("#composer .shortcuts").click()
    page.get_by_role("menuitem").first.click()
    modal = page.locator("#modal")
    modal.locator("[data-submit]").click()
    expect(modal.locator(".field-error:visible").first).to_be_visible()
    clean(page, "modal with errors")
    modal.locator(".select").first.click()
    clean(page, "select in a modal")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(modal).to_be_hidden()


@SIZES
def test_what_one_sees_while_it_is_prepared(opener: Opener, width: int, height: int) -> None:
    words = Words("正在准备……", "Getting ready…")
    with start(replace(team(), preparing=words, ask_language=True)) as local:
        opened = opener(local.page_url, width, height)
        expect(opened.locator("#preparing")).to_be_visible()
        clean(opened, "preparing")
        local.prepare(words, 0.4)
        expect(opened.locator("[role=progressbar][aria-valuenow='40']")).to_be_visible()
        clean(opened, "half prepared")
        opened.goto("about:blank")
