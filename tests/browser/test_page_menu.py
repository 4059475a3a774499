"""The menu at the top right in a real Chromium: language, appearance, the inspector."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.page_stage import furnish, team
from workspace import RunningWorkspace, start

GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(26, 29, 29)"


@pytest.fixture(scope="module")
def local() -> Iterator[RunningWorkspace]:
    with start(team()) as running:
        furnish(running)
        yield running


@pytest.fixture
def page(opener: Opener, local: RunningWorkspace) -> Page:
    opened = opener(f"{local.page_url}#as={local.as_person('p1').id}")
    expect(opened.locator("#messages article").last).to_be_visible()
    return opened


def choose(page: Page, name: str) -> None:
    page.locator("#options-button").click()
    page.locator(".popup:popover-open").get_by_text(name, exact=True).click()


def test_the_language_changes_everything_at_once_and_stays(
    page: Page, local: RunningWorkspace
) -> None:
    page.locator("#composer textarea").fill("half a thought")
    choose(page, "English")
    expect(page.locator("#channels-title")).to_have_text("Channels")
    expect(page.locator("#messages .badge").first).to_have_text("APP")
    expect(page.locator("html")).to_have_attribute("lang", "en-US")
    expect(page.locator("#composer textarea")).to_have_attribute(
        "placeholder", "Message # general, or type / for commands"
    )
    expect(page.locator("#composer textarea")).to_have_value("half a thought")
    assert local.model.member("p1").locale == "en-US"
    page.locator("#options-button").click()
    checked = page.locator(".popup:popover-open [aria-checked=true]")
    expect(checked.first).to_have_text("English")
    page.keyboard.press("Escape")
    choose(page, "中文")
    expect(page.locator("#channels-title")).to_have_text("频道")


def test_the_appearance_is_the_systems_until_one_chooses(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == DARK
    choose(page, "浅色")
    assert page.evaluate(GROUND) == LIGHT
    page.emulate_media(color_scheme="light")
    choose(page, "深色")
    assert page.evaluate(GROUND) == DARK
    page.reload()
    expect(page.locator("#messages article").last).to_be_visible()
    assert page.evaluate(GROUND) == DARK
    choose(page, "跟随系统")
    assert page.evaluate(GROUND) == LIGHT
    assert page.evaluate("localStorage.getItem('appearance')") is None


def test_a_chosen_appearance_is_there_before_anything_is_drawn(page: Page) -> None:
    choose(page, "深色")
    page.route(
        "**/page/page.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    try:
        page.reload()
        assert page.evaluate(GROUND) == DARK
    finally:
        page.unroute("**/page/page.js")
        page.evaluate("localStorage.clear()")


def test_keys_walk_through_the_menu_and_out_of_it(page: Page) -> None:
    page.locator("#options-button").press("Enter")
    items = page.locator(".popup:popover-open button")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#options-button")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_inspector_opens_from_the_menu(
    opener: Opener, local: RunningWorkspace, width: int
) -> None:
    page = opener(f"{local.page_url}#as={local.as_person('p1').id}", width, 844)
    expect(page.locator("#messages article").last).to_be_visible()
    choose(page, "检查器")
    expect(page.locator("#inspector")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#inspector")).to_be_hidden()
