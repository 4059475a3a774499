"""What is seen until the workspace is ready, in a real Chromium."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.page_stage import team
from workspace import Channel, Person, RunningWorkspace, Words, start

WORDS = Words("正在准备一年的数据……", "Getting a year ready…")
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(replace(team(), preparing=WORDS, ask_language=True)) as running:
        yield running


def page_of(opener: Opener, local: RunningWorkspace, width: int = 1280) -> Page:
    page = opener(local.page_url, width, 844)
    expect(page.locator("#preparing")).to_be_visible()
    return page


@WIDTHS
def test_it_covers_the_page_tells_how_far_it_is_and_goes(
    opener: Opener, local: RunningWorkspace, width: int
) -> None:
    page = page_of(opener, local, width)
    expect(page.locator(".preparing-words")).to_have_text(WORDS.en)
    bar = page.get_by_role("progressbar")
    expect(bar).not_to_have_attribute("aria-valuenow", "0")
    for part in ("header.top", "#sidebar", "#main"):
        assert page.locator(part).evaluate("node => node.inert")
    local.prepare(Words("快好了", "Nearly there"), 0.75)
    expect(bar).to_have_attribute("aria-valuenow", "75")
    expect(page.locator(".preparing-words")).to_have_text("Nearly there")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    local.ready()
    expect(page.locator("#preparing")).to_be_hidden()
    assert not page.locator("#main").evaluate("node => node.inert")
    page.locator("#composer textarea").fill("hello")
    page.locator("#composer textarea").press("Enter")
    expect(page.locator("#messages")).to_contain_text("hello")


def test_the_browsers_language_is_taken_and_a_click_counts_more(
    opener: Opener, local: RunningWorkspace
) -> None:
    page = page_of(opener, local)
    english, chinese = (page.get_by_role("button", name=one) for one in ("English", "中文"))
    expect(english).to_have_attribute("aria-pressed", "true")
    local.wait_for(lambda: local.chosen_locale == "en-US")
    chinese.click()
    expect(chinese).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".preparing-words")).to_have_text(WORDS.zh)
    expect(page.locator("#preparing-question")).to_have_text("用哪种语言？")
    assert local.chosen_locale == "zh-CN"
    other = page_of(opener, local, 390)  # its browser prefers English, but nobody clicked there
    expect(other.locator(".language[aria-pressed=true]")).to_have_text("English")
    other.wait_for_timeout(200)
    assert local.chosen_locale == "zh-CN"
    local.prepare(Words("快好了", "Nearly there"), None)
    expect(page.locator(".preparing-words")).to_have_text("快好了")


def test_what_was_filled_meanwhile_is_shown_when_it_is_ready(
    opener: Opener, local: RunningWorkspace
) -> None:
    page = page_of(opener, local)
    local.repopulate([Person("mia", "Mia", locale="en-US")], [Channel("harbour", ["mia"])])
    local.as_person("mia").says("ahoy", channel="harbour")
    local.ready()
    expect(page.locator("#title")).to_have_text("# harbour")
    expect(page.locator("#messages")).to_contain_text("ahoy")
    expect(page.locator("#person option")).to_have_text(["Mia"])


def test_nobody_need_be_there_yet(opener: Opener) -> None:
    config = replace(team(), people=[], channels=[], preparing=WORDS, ask_language=True)
    with start(config) as empty:
        page = page_of(opener, empty)
        expect(page.get_by_role("button", name="English")).to_be_visible()
        empty.repopulate([Person("mia", "Mia", locale="en-US")], [Channel("harbour", ["mia"])])
        empty.ready()
        expect(page.locator("#title")).to_have_text("# harbour")
        page.goto("about:blank")
