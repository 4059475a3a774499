"""A weekly post in a real Chromium: how tall it is on a phone, and that nothing is cut off."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from base.language import Lang
from base.post import Post
from bot.render.blocks import Look, rendered
from tests.browser.conftest import Opener
from tests.helpers.posts import answered, busy_week, quiet_week, said
from workspace import Channel, Person, RunningWorkspace, WorkspaceConfig, start

# What a phone of 390 by 844 shows beside the page's own head and the place to type. The fullest
# week in English takes two lines more, as its model does (714).
SCREEN = 650
FULLEST = 720
SHAREABLE = Look(shareable=True, thread=False, details=True)


@pytest.fixture(scope="module")
def workspace() -> Iterator[RunningWorkspace]:
    config = WorkspaceConfig(
        people=[Person("lin", "林岚"), Person("alice", "Alice Wong", locale="en-US")],
        channels=[Channel("general", ["lin", "alice"])],
        app_name="Fupan",
        bot_name="fupan",
    )
    with start(config) as running:
        yield running


def posted(workspace: RunningWorkspace, post: Post, lang: Lang, look: Look | None = None) -> None:
    """Post it, and its details into its thread, as the bot does."""
    client = WebClient(workspace.bot_token, base_url=workspace.base_url)
    first = rendered(answered(post), lang, look).first
    done = client.chat_postMessage(channel="general", text=first.text, blocks=first.blocks)
    for detail in post.details:
        below = rendered(detail, lang).first
        client.chat_postMessage(
            channel="general", text=below.text, blocks=below.blocks, thread_ts=str(done["ts"])
        )


def shown(page: Page, post: Post, lang: Lang) -> Locator:
    """Return the message of a post on a page, once it is there."""
    title = str(post.title.params["text"])
    message = page.locator("#messages article", has_text=title).last
    expect(message).to_be_visible()
    words = {Lang.ZH: "导出", Lang.EN: "Export"}
    expect(message.get_by_role("button", name=words[lang])).to_be_visible()
    return message


def opened(
    opener: Opener, workspace: RunningWorkspace, lang: Lang, width: int, height: int
) -> Page:
    who = workspace.as_person("lin" if lang is Lang.ZH else "alice").id
    page = opener(f"{workspace.page_url}#as={who}", width, height)
    expect(page.locator("#title")).to_have_text("# general")
    return page


@pytest.mark.parametrize("look", [None, SHAREABLE], ids=["posted", "asker"])
@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("week", [quiet_week, busy_week])
def test_a_week_is_one_screen_of_a_phone(
    opener: Opener, workspace: RunningWorkspace, week: Any, lang: Lang, look: Look | None
) -> None:
    post = week(lang)
    posted(workspace, post, lang, look)
    message = shown(opened(opener, workspace, lang, 390, 844), post, lang)
    box = message.bounding_box()
    assert box is not None
    full = week is busy_week and lang is Lang.EN
    assert box["height"] <= (FULLEST if full else SCREEN)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert message.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_title_and_names_stand_out_and_marks_are_not_seen(
    opener: Opener, workspace: RunningWorkspace
) -> None:
    post = busy_week(Lang.ZH)
    posted(workspace, post, Lang.ZH)
    message = shown(opened(opener, workspace, Lang.ZH, 1280, 800), post, Lang.ZH)
    assert "*" not in message.inner_text()
    bold = [text.strip() for text in message.locator("strong").all_inner_texts()]
    for name in ("量接住了，首响没守住", "销售", "首响", "为什么", "需要协助", "做得好", "行动"):
        assert name in bold
    message.get_by_role("button", name="1 条回复").click()
    expect(page_thread(message)).to_contain_text("按组，最需要看的排前面")


def page_thread(message: Locator) -> Locator:
    return message.page.locator("#thread-messages")


def test_hostile_words_in_a_post_are_words(opener: Opener, workspace: RunningWorkspace) -> None:
    evil = "<img src=x onerror=alert(1)> <!channel> *b* :tada: https://evil.example"
    post = replace(busy_week(Lang.ZH), title=said(evil), takeaway=said(evil), lead=(said(evil),))
    posted(workspace, post, Lang.ZH)
    page = opened(opener, workspace, Lang.ZH, 1280, 800)
    message = page.locator("#messages article", has_text="evil.example").last
    expect(message).to_contain_text("<!channel>")
    expect(message.locator("img, a, .mention")).to_have_count(0)
