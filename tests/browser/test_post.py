"""A weekly post in a real Chromium: how tall it is on a phone, and that nothing is cut off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from base.clock import FixedClock
from base.language import Lang
from base.post import Post, Section
from base.rights import operator
from bot.render.blocks import Look, rendered
from bot.render.texts import word
from commands.context import Context, Request
from commands.router import handle
from intake.options import ImportOptions
from intake.service import import_file
from storage.engine import ensure_schema, open_database
from storage.people import StaffRow, apply_staff
from storage.targets import set_target
from tests.browser.conftest import Opener
from tests.helpers.posts import answered, busy_week, quiet_week, said
from tests.helpers.real import real_file
from workspace import Channel, Person, RunningWorkspace, WorkspaceConfig, start

# What a phone of 390 by 844 shows beside the page's own head and the place to type, rounded.
SCREEN = 650.5
# Who asked in English has a second row of buttons: "Share here" does not fit beside the others.
BUTTONS = 42
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
    second_row = week is busy_week and lang is Lang.EN and look is SHAREABLE
    assert box["height"] <= SCREEN + BUTTONS * second_row
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


# -- the posts that the composer makes --------------------------------------------------------

# What later features will add to the fullest week (G01, G02). In English praise and actions have a
# line each: that is what the screen leaves them.
LATER = {
    Lang.ZH: (
        (
            "需要协助",
            "3 条投诉超过 72 小时，都在等仓库补发",
            "仓库未发货清单：卡在导出权限，改到 11/18",
        ),
        ("做得好", "晴晴写的“预计发货”快捷回复，全组都在用（本人同意署名）"),
        ("行动", "上周到期 5 项，核实完成 4 项；前 8 周平均 71%"),
    ),
    Lang.EN: (
        ("Needs help", "3 complaints past 72 h await resends", "Warehouse list moved to 18 Nov"),
        ("Well done", "Sunny’s ship-date quick reply"),
        ("Actions", "4 of 5 verified; 8-week mean 71%"),
    ),
}


def later(lang: Lang) -> tuple[Section, ...]:
    """Return them as sections; those of one line stand behind their heading."""
    return tuple(
        Section(said(name), inline=said(lines[0]))
        if len(lines) == 1
        else Section(said(name), tuple(said(line) for line in lines))
        for name, *lines in LATER[lang]
    )


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, Post]:
    """The golden Double 11 week in both languages, with teams named in both."""
    path = tmp_path_factory.mktemp("composed") / "g.db"
    database = open_database(f"sqlite:///{path}")
    ensure_schema(database)
    now = FixedClock(datetime(2026, 11, 16, 1, tzinfo=UTC))
    for name in ("agent_day.csv", "hour_team.csv"):
        file = real_file(f"golden/{name}")
        import_file(database, file, ImportOptions(), operator(), now, lambda done, of: None)
    english = {"售前组": "Pre-sales", "售后组": "After-sales", "抖音组": "Douyin"}
    apply_staff(database, [StaffRow(zh, team=zh, team_en=en) for zh, en in english.items()])
    with database.write() as work:
        set_target(work, "frt", 30.0, now.now(), 0)
        set_target(work, "csat_rate", 0.92, now.now(), 0)
    found = {}
    for lang, text in ((Lang.ZH, "周报"), (Lang.EN, "weekly")):
        answer = handle(Context(database, now), Request(text, operator(lang), lang))
        assert answer.post is not None
        found[lang] = answer.post
    database.close()
    return found


@pytest.mark.parametrize("lang", list(Lang))
def test_the_fullest_week_of_the_composer_is_one_screen(
    opener: Opener, workspace: RunningWorkspace, composed: dict[Lang, Post], lang: Lang
) -> None:
    post = composed[lang]
    post = replace(post, sections=(*post.sections, *later(lang)))
    posted(workspace, post, lang)
    page = opened(opener, workspace, lang, 390, 844)
    message = page.locator("#messages article", has_text=word(post.title, lang)).last
    words = {Lang.ZH: "导出", Lang.EN: "Export"}
    expect(message.get_by_role("button", name=words[lang])).to_be_visible()
    box = message.bounding_box()
    assert box is not None
    assert box["height"] <= SCREEN
    assert message.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_details_are_one_table_whose_first_columns_a_phone_shows(
    opener: Opener, workspace: RunningWorkspace, composed: dict[Lang, Post]
) -> None:
    posted(workspace, composed[Lang.ZH], Lang.ZH)
    page = opened(opener, workspace, Lang.ZH, 390, 844)
    title = word(composed[Lang.ZH].title, Lang.ZH)
    message = page.locator("#messages article", has_text=title).last
    message.get_by_role("button", name="1 条回复").click()
    table = page_thread(message).locator("table")
    expect(table).to_have_count(1)
    expect(table.locator("tbody tr").first).to_contain_text("88.0%")
    for column in range(3):
        box = table.locator("thead tr > *").nth(column).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
