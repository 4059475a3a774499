"""The weekly summary through the real bot: where it lands, its details, its copies elsewhere."""

import csv
import io
import urllib.request
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.workspace.bot_world import World, buttons, context_in, running, whole
from workspace import Message
from workspace.blockkit import problems_of_blocks

ZH_TITLE, EN_TITLE = "客服周报 · 双十一周 11/9–11/15", "CS weekly · Double 11, 9–15 Nov"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(context_in(tmp_path_factory.mktemp("weekly"))) as found:
        yield found
        found.context.database.close()


def header(message: Message) -> str:
    assert problems_of_blocks(message.blocks) == []
    assert message.blocks[0]["type"] == "header"
    return str(message.blocks[0]["text"]["text"])


def figures(message: Message) -> list[str]:
    """Return the lines that begin with a bold name."""
    texts = [b["text"]["text"] for b in message.blocks if b["type"] == "section"]
    return [line for text in texts[1:] for line in text.split("\n") if line.startswith("*")]


def below(world: World, who: str, channel: str | None, post: Message, *words: str) -> Message:
    """Wait for a detail in the thread of a post."""
    detail = world.answer(who, channel, *words, thread=post.thread_ts or post.ts)
    assert detail.thread_ts == (post.thread_ts or post.ts)
    assert detail.ts > post.ts
    return detail


def test_direct_message_is_answered_with_a_post_and_details_below(world: World) -> None:
    world.local.as_person("lin").says("周报")
    post = world.answer("lin", None, ZH_TITLE, "9,212 人次")
    assert header(post) == ZH_TITLE
    assert post.text.startswith(f"{ZH_TITLE}：")
    assert any(line.startswith("*满意度* 90.0%") for line in figures(post))
    assert post.thread_ts is None
    detail = below(world, "lin", None, post, "客服指标")
    assert "90.0%" in whole(detail)
    assert "导出" in buttons(post)
    assert "看明细" not in buttons(post)


def test_direct_message_in_english(world: World) -> None:
    world.local.as_person("alice").says("weekly 9 Nov to 15 Nov")
    post = world.answer("alice", None, EN_TITLE, "9,212 contacts")
    assert header(post) == EN_TITLE
    assert any(line.startswith("*CSAT* 90.0%") for line in figures(post))
    below(world, "alice", None, post, "CS figures")


def test_mention_is_answered_in_its_thread_with_the_details(world: World) -> None:
    asked = world.local.as_person("lin").mentions("周报 上周", channel="general")
    post = world.answer("abu", "general", ZH_TITLE, thread=asked.ts)
    assert post.thread_ts == asked.ts
    assert header(post) == ZH_TITLE
    below(world, "abu", "general", post, "客服指标")
    said = "".join(whole(m) for m in world.sees("abu", "general", asked.ts))
    assert "阿布" not in said
    assert "小美" not in said


def test_command_is_for_the_asker_alone_and_the_details_come_at_a_tap(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("fupan", "周报 上周", channel="quiet")
    post = world.answer("lin", "quiet", ZH_TITLE)
    assert post.visible_to == "ULIN"
    offered = buttons(post)
    assert list(offered) == ["看明细", "导出", "分享到频道"]
    assert len(world.sees("lin", "quiet")) == 1
    lin.clicks(post, offered["看明细"])
    detail = world.answer("lin", "quiet", "客服指标")
    assert detail.visible_to == "ULIN"
    assert not world.sees("abu", "quiet")


def test_shared_it_is_asked_for_the_channel_with_details_below(world: World) -> None:
    alice = world.local.as_person("alice")
    alice.slash("fupan", "weekly last week", channel="general")
    post = world.answer("alice", "general", EN_TITLE)
    alice.clicks(post, buttons(post)["Share here"])
    shared = world.local.wait_for(
        lambda: next((m for m in world.sees("abu", "general") if EN_TITLE in whole(m)), None), 20.0
    )
    assert shared.visible_to is None
    assert header(shared) == EN_TITLE
    assert "Alice Wong" in whole(shared)
    assert "Share here" not in buttons(shared)
    below(world, "abu", "general", shared, "CS figures")


@pytest.mark.parametrize(
    ("who", "typed", "label", "title", "line"),
    [
        ("lin", "周报 上周", "导出", f"【{ZH_TITLE}】", "满意度 90.0%"),
        ("alice", "weekly last week", "Export", f"【{EN_TITLE}】", "CSAT 90.0%"),
    ],
)
def test_export_is_plain_text_and_a_file(
    world: World, who: str, typed: str, label: str, title: str, line: str
) -> None:
    person = world.local.as_person(who)
    person.slash("fupan", typed, channel="quiet")
    post = world.answer(who, "quiet", title[1:-1])
    person.clicks(post, buttons(post)[label])
    world.local.wait_for(lambda: person.modal() and "CSV" in str(person.modal()))
    view = person.modal()
    assert view is not None
    (copied,) = [b for b in view.blocks if b["type"] == "rich_text"]
    text = copied["elements"][0]["elements"][0]["text"]
    assert text.startswith(f"{title}\n")
    assert f"\n{line}" in text
    assert not set("*`•") & set(text)
    assert len(text) < 250
    person.acts(view, "csv")
    sent = world.local.wait_for(lambda: [m for m in person.sees(None) if m.files], 20.0)[-1]
    file = world.local.model.files.file(sent.files[0])
    assert "2026-11-09_2026-11-15" in file.name
    url = f"{world.local.page_url}files/{file.id}/{quote(file.name)}"
    with urllib.request.urlopen(url) as response:
        rows = list(csv.reader(io.StringIO(response.read().decode("utf-8-sig"))))
    assert any("90.0%" in cell or cell == "0.9" for row in rows for cell in row)
