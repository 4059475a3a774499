"""The guided tour in a real Chromium: it leads, it never sends, it is never in the way."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.page_stage import furnish, team
from workspace import RunningWorkspace, start

WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(team(tour=True)) as running:
        furnish(running)
        yield running


def page_of(opener: Opener, local: RunningWorkspace, width: int = 1280, who: str = "zhou") -> Page:
    page = opener(f"{local.page_url}#as={local.as_person(who).id}", width, 844)
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.locator(".tour-count")).to_have_text("1 / 3")
    return page


def button(page: Page, name: str) -> None:
    page.locator("#tour").get_by_role("button", name=name, exact=True).click()


@WIDTHS
def test_it_becomes_the_person_goes_there_and_puts_words_without_sending(
    opener: Opener, local: RunningWorkspace, width: int
) -> None:
    page = page_of(opener, local, width)
    expect(page.locator("#tour h2")).to_have_text("欢迎")
    expect(page.locator("#tour").get_by_role("button", name="带我去")).to_have_count(0)
    button(page, "下一步")
    expect(page.locator(".tour-count")).to_have_text("2 / 3")
    before = len(local.messages("reports"))
    button(page, "带我去")
    expect(page.locator("#person")).to_have_value(local.as_person("lin").id)
    expect(page.locator("#title")).to_have_text("# reports")
    words = page.locator("#composer textarea")
    expect(words).to_have_value("/show 上周")
    assert words.evaluate("node => node.selectionStart") == len("/show 上周")
    assert len(local.messages("reports")) == before
    if width < 720:
        page.locator(".tour-fold").click()  # folded, so that one sees where one is
    button(page, "下一步")
    button(page, "带我去")
    expect(page.locator("#person")).to_have_value(local.as_person("alice").id)
    expect(page.locator("#home")).to_be_visible()
    expect(page.locator("#tour h2")).to_have_text("Open Home")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_words_are_in_the_language_of_whom_one_becomes(
    opener: Opener, local: RunningWorkspace
) -> None:
    page = page_of(opener, local, who="alice")
    expect(page.locator("#tour h2")).to_have_text("Welcome")
    button(page, "Next")
    button(page, "Show me")
    expect(page.locator("#tour h2")).to_have_text("问一个数")
    expect(page.locator("#composer textarea")).to_have_value("/show 上周")


def test_it_is_dismissed_for_good_and_comes_back_on_demand(
    opener: Opener, local: RunningWorkspace
) -> None:
    page = page_of(opener, local)
    button(page, "下一步")
    page.reload()
    expect(page.locator(".tour-count")).to_have_text("2 / 3")
    page.get_by_role("button", name="关闭导览").click()
    expect(page.locator("#tour")).to_be_hidden()
    page.reload()
    expect(page.locator("#messages article").last).to_be_visible()
    expect(page.locator("#tour")).to_be_hidden()
    page.locator("#options-button").click()
    page.get_by_role("menuitem", name="再看一遍导览").click()
    expect(page.locator(".tour-count")).to_have_text("1 / 3")
    expect(page.locator("#tour h2")).to_be_focused()
    page.reload()
    expect(page.locator(".tour-count")).to_have_text("1 / 3")


@WIDTHS
def test_it_covers_neither_where_one_types_nor_what_is_said_last(
    opener: Opener, local: RunningWorkspace, width: int
) -> None:
    page = page_of(opener, local, width)
    apart(page, "#composer", "#messages article:last-of-type .message-body")
    page.locator("#messages .thread-link").last.click()
    expect(page.locator("#thread-messages article")).to_have_count(3)
    if width < 720:
        apart(page, "#thread-composer", "#thread-messages article:last-of-type .message-body")
    else:
        apart(page, "#composer", "#messages article:last-of-type .message-body")
        apart(page, "#thread-composer", "#thread")


def apart(page: Page, *places: str) -> None:
    """Fails when the card lies over one of the places."""
    page.wait_for_timeout(150)  # the room is made a frame later
    for one in page.locator(".messages").all():
        one.evaluate("node => { node.scrollTop = node.scrollHeight; }")
    card = page.locator("#tour").bounding_box()
    assert card is not None
    for place in places:
        box = page.locator(place).bounding_box()
        assert box is not None
        beside = box["x"] + box["width"] <= card["x"] + 1 or card["x"] + card["width"] <= box["x"]
        above = box["y"] + box["height"] <= card["y"] + 1 or card["y"] + card["height"] <= box["y"]
        assert beside or above, (place, box, card)
