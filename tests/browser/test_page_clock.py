"""The clock of the page in a real Chromium: it is seen, moves, stops, tells what failed."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.page_stage import MORNING, Steps, team
from workspace import RunningWorkspace, start

STEPS = Steps()


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    STEPS.every = 3600.0
    with start(team(STEPS)) as running:
        says = running.as_person("alice").says
        STEPS.arrive = lambda now: says(f"due at {int(now - MORNING)}", channel="general")
        yield running


@pytest.fixture
def page(opener: Opener, local: RunningWorkspace) -> Page:
    opened = opener(f"{local.page_url}#as={local.as_person('lin').id}")
    expect(opened.locator("#title")).to_have_text("# general")
    return opened


def move(page: Page, label: str) -> None:
    page.locator(".clock-button").click()
    page.get_by_role("dialog").get_by_role("button", name=label).click()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_time_of_whom_one_acts_as_is_always_seen(
    opener: Opener, local: RunningWorkspace, width: int
) -> None:
    page = opener(f"{local.page_url}#as={local.as_person('lin').id}", width, 844)
    clock = page.locator(".clock-button")
    expect(clock).to_contain_text("11月23日周一")
    expect(clock).to_contain_text("8:55")
    expect(clock).to_be_in_viewport(ratio=1)
    page.locator("#person").select_option(local.as_person("alice").id)
    expect(clock).to_contain_text("Sun, Nov 22")
    expect(clock).to_contain_text("7:55 PM")
    expect(clock).to_be_in_viewport(ratio=1)


def test_a_day_passes_before_ones_eyes(page: Page) -> None:
    page.evaluate("window.stillHere = true")
    move(page, "1 天后")
    expect(page.locator(".clock-button")).to_contain_text("11月24日周二")
    said = page.locator("#messages article .prose", has_text="due at")
    expect(said).to_have_count(24)
    expect(said.last).to_have_text("due at 86400")
    expect(page.locator(".clock-stop")).to_be_hidden()
    expect(page.locator(".clock-button")).to_be_enabled()
    expect(page.locator("#messages .day").last).to_have_text("今天")
    expect(page.locator("#messages .day").first).to_have_text("昨天")
    assert page.evaluate("window.stillHere") is True


def test_today_becomes_yesterday_though_nobody_says_anything(
    page: Page, local: RunningWorkspace
) -> None:
    STEPS.arrive = lambda _now: None
    local.as_person("alice").says("good night", channel="general")
    expect(page.locator("#messages .day")).to_have_text("今天")
    move(page, "1 天后")
    expect(page.locator("#messages .day")).to_have_text("昨天")


def test_keys_reach_the_next_monday_at_nine(page: Page, local: RunningWorkspace) -> None:
    page.locator(".clock-button").press("Enter")
    expect(page.locator(".clock-step").first).to_be_focused()
    expect(page.locator(".clock-step").last).to_contain_text("11月23日周一 9:00")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator(".clock-button")).to_contain_text("9:00")
    expect(page.locator(".clock-button")).to_be_focused()
    assert abs(local.clock.now() - MORNING - 300) < 1
    page.locator(".clock-button").click()
    expect(page.locator(".clock-step").last).to_contain_text("11月30日周一 9:00")


def test_a_travel_shows_how_far_it_is_and_can_be_stopped(
    page: Page, local: RunningWorkspace
) -> None:
    open_ = {"gate": False}
    STEPS.arrive = lambda _now: local.wait_for(lambda: open_["gate"], 10)
    move(page, "1 周后")
    stop = page.locator(".clock-stop")
    expect(stop).to_be_visible()
    expect(page.locator(".clock-button")).to_be_disabled()
    expect(page.locator(".clock [role=status]")).to_have_text("时间正在往前走")
    stop.click()
    open_["gate"] = True
    expect(stop).to_be_hidden()
    expect(page.locator(".clock [role=status]")).to_have_text("到了")
    expect(page.locator(".clock-button")).to_contain_text("周一")
    assert local.clock.now() < MORNING + 86400


def test_what_failed_on_the_way_is_told(page: Page) -> None:
    def fail(_now: float) -> None:
        raise RuntimeError("secret trace")

    STEPS.arrive = fail
    move(page, "1 小时后")
    expect(page.locator("#failed")).to_contain_text("时间没有走完")
    expect(page.locator("#failed")).not_to_contain_text("Traceback")
    expect(page.locator(".clock-button")).to_be_enabled()


def test_many_messages_at_once_are_few_drawings(page: Page, local: RunningWorkspace) -> None:
    page.evaluate(
        """() => {
            window.drawings = 0;
            const list = document.getElementById('messages');
            new MutationObserver(() => (window.drawings += 1)).observe(list, { childList: true });
        }"""
    )
    alice = local.as_person("alice")
    STEPS.every = 360.0
    STEPS.arrive = lambda now: [alice.says(f"{i}", channel="general") for i in range(20)]
    move(page, "1 小时后")
    expect(page.locator("#messages article")).to_have_count(200)
    expect(page.locator("#messages article").last).to_be_in_viewport()
    assert page.evaluate("window.drawings") < 100


def test_a_clock_that_may_not_be_moved_offers_nothing(opener: Opener) -> None:
    with start(replace(team(), movable=False)) as fixed:
        page = opener(fixed.page_url)
        expect(page.locator(".clock-button")).to_contain_text(re.compile("8:5[56]"))
        expect(page.locator(".clock-button")).to_be_disabled()
        page.goto("about:blank")
