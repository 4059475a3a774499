"""The list of places in a real Chromium: what is unread, who comes first, as whom one acts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.page_stage import team
from workspace import RunningWorkspace, start

HIDE = """is => {
    Object.defineProperty(document, 'hidden', { get: () => is, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(team()) as running:
        yield running


@pytest.fixture
def page(opener: Opener, local: RunningWorkspace) -> Page:
    return page_of(opener, local)


def page_of(opener: Opener, local: RunningWorkspace, who: str = "lin", width: int = 1280) -> Page:
    opened = opener(f"{local.page_url}#as={local.as_person(who).id}", width, 844)
    expect(opened.locator("#title")).to_have_text("# general")
    return opened


def channel(page: Page, name: str) -> Locator:
    return page.locator("#channels button", has_text=name)


def unread(local: RunningWorkspace, who: str, name: str) -> int:
    person = local.as_person(who).id
    return local.model.reads.count(person, local.model.conversation(name)).unread


def test_unread_places_are_bold_and_mentions_are_counted(
    page: Page, local: RunningWorkspace
) -> None:
    alice = local.as_person("alice")
    alice.says("for all", channel="reports")
    expect(channel(page, "reports")).to_have_class("unread")
    expect(channel(page, "reports").locator(".count")).to_have_count(0)
    expect(page).to_have_title("# general · 青禾旗舰店")
    alice.says("@林岚 look", channel="quiet")
    alice.says("@林岚 again", channel="quiet")
    expect(channel(page, "quiet").locator(".count")).to_have_text("2")
    expect(page).to_have_title("(2) # general · 青禾旗舰店")
    channel(page, "quiet").click()
    expect(page).to_have_title("# quiet · 青禾旗舰店")
    expect(channel(page, "quiet")).to_have_class("current")
    local.wait_for(lambda: unread(local, "lin", "quiet") == 0)
    assert unread(local, "lin", "reports") == 1


def test_what_is_said_before_ones_eyes_is_read(page: Page, local: RunningWorkspace) -> None:
    local.as_person("alice").says("here", channel="general")
    expect(page.locator("#messages")).to_contain_text("here")
    local.wait_for(lambda: unread(local, "lin", "general") == 0)
    expect(channel(page, "general")).to_have_class("current")
    expect(page.locator(".new-line")).to_have_count(0)


def test_a_page_that_is_not_seen_reads_nothing(page: Page, local: RunningWorkspace) -> None:
    page.evaluate(HIDE, True)
    local.as_person("alice").says("one", channel="general")
    local.as_person("alice").says("@林岚 two", channel="general")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    line = page.locator(".new-line + article")
    expect(line).to_contain_text("one")
    assert unread(local, "lin", "general") == 2
    page.evaluate(HIDE, False)
    local.wait_for(lambda: unread(local, "lin", "general") == 0)
    expect(page).to_have_title("# general · 青禾旗舰店")
    expect(line).to_contain_text("one")


def test_the_line_stands_above_the_first_new_message(page: Page, local: RunningWorkspace) -> None:
    alice = local.as_person("alice")
    for i in range(60):
        alice.says(f"old {i}", channel="reports")
    channel(page, "reports").click()
    expect(page.locator("#messages")).to_contain_text("old 59")
    local.wait_for(lambda: unread(local, "lin", "reports") == 0)
    channel(page, "general").click()
    expect(page.locator("#title")).to_have_text("# general")
    for i in range(40):
        alice.says(f"new {i}", channel="reports")
    expect(channel(page, "reports")).to_contain_text("40 条未读")
    channel(page, "reports").click()
    expect(page.locator(".new-line")).to_have_text("新消息")
    expect(page.locator(".new-line + article")).to_contain_text("new 0")
    expect(page.locator(".new-line")).to_be_in_viewport()


def test_those_one_talks_with_come_first_and_the_rest_is_folded(
    page: Page, local: RunningWorkspace
) -> None:
    directs = page.locator("#directs button:not(.fold)")
    expect(directs).to_have_count(6)
    expect(directs.first).to_have_text("Alice Wong")
    page.locator("#directs .fold").click()
    expect(directs).to_have_count(12)
    expect(page.locator("#directs .fold")).to_be_focused()
    page.get_by_role("button", name="徐莉").click()
    expect(page.locator("#title")).to_have_text("徐莉")
    channel(page, "general").click()
    page.locator("#directs .fold").click()
    local.as_person("p9").says("在吗", channel="@lin")
    expect(directs.first).to_contain_text("徐莉")
    expect(directs.first.locator(".count")).to_have_text("1")
    local.as_person("lin").says("later", channel="@alice")
    expect(directs.nth(1)).to_contain_text("Alice Wong")
    expect(directs.first).to_contain_text("徐莉")


@pytest.mark.parametrize("width", [1280, 390])
def test_one_chooses_whom_to_act_as_by_role(
    opener: Opener, local: RunningWorkspace, width: int
) -> None:
    page = page_of(opener, local, width=width)
    select = page.locator("#person")
    expect(select).to_be_in_viewport(ratio=1)
    expect(select.locator("optgroup").first.locator("option")).to_have_text(
        ["林岚 · 主管", "Alice Wong · 质检"]
    )
    titles = [one.get_attribute("label") for one in select.locator("optgroup").all()]
    assert titles == ["主要角色", "组长", "客服"]
    select.select_option(label="Alice Wong · 质检")
    expect(page.locator("#acting-label")).to_have_text("Acting as")
    expect(select.locator("optgroup").first.locator("option").first).to_have_text(
        "林岚 · Supervisor"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_phone_marks_the_way_to_what_is_unread(opener: Opener, local: RunningWorkspace) -> None:
    page = page_of(opener, local, width=390)
    expect(page.get_by_role("button", name="频道列表", exact=True)).to_be_visible()
    local.as_person("alice").says("@林岚 look", channel="quiet")
    page.get_by_role("button", name="频道列表，1 条未读").click()
    channel(page, "quiet").click()
    expect(page.locator("#shade")).to_be_hidden()
    expect(page.get_by_role("button", name="频道列表", exact=True)).to_be_visible()


def test_a_long_conversation_shows_its_end_and_more_on_demand(
    page: Page, local: RunningWorkspace
) -> None:
    alice = local.as_person("alice")
    for i in range(250):
        alice.says(f"line {i}.", channel="reports")
    expect(channel(page, "reports")).to_contain_text("250 条未读")
    channel(page, "reports").click()
    expect(page.locator(".new-line")).to_be_in_viewport()
    channel(page, "general").click()
    channel(page, "reports").click()
    shown = page.locator("#messages article")
    expect(shown).to_have_count(100)
    expect(shown.last).to_be_in_viewport()
    page.get_by_role("button", name="显示更早的消息（还有 150 条）").click()
    expect(shown).to_have_count(200)
    expect(page.get_by_text("line 150.", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="显示更早的消息（还有 50 条）").click()
    expect(shown).to_have_count(250)
    expect(page.locator(".earlier")).to_have_count(0)


def test_what_was_typed_stays_where_it_was_typed(page: Page) -> None:
    page.locator("#composer textarea").fill("half a thought")
    channel(page, "reports").click()
    expect(page.locator("#title")).to_have_text("# reports")
    expect(page.locator("#composer textarea")).to_have_value("")
    channel(page, "general").click()
    expect(page.locator("#composer textarea")).to_have_value("half a thought")
