"""Taking away, saving and linking in Slack: by a button, by words below an answer, from Home."""

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from commands.context import Context
from storage.people import StaffRow, apply_staff
from tests.workspace.bot_world import World, buttons, context_in, running, whole
from tests.workspace.test_bot_doors import _action, _content, _page, _submitted, window
from workspace import Driver, Message


@pytest.fixture
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = context_in(tmp_path_factory.mktemp("exports"))
    yield found
    found.database.close()


@pytest.fixture
def world(context: Context) -> Iterator[World]:
    with running(context) as found:
        yield found


def files(who: Driver) -> list[Message]:
    return [m for m in who.sees(None) if m.files]


def sent_file(world: World, who: Driver, more_than: int = 0) -> Message:
    found = world.local.wait_for(lambda: files(who)[more_than:])
    assert isinstance(found, list)
    message: Message = found[-1]
    return message


def sheets(world: World, message: Message) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(_content(world, message)))
    return [book.get_sheet_by_index(at).to_python() for at in range(len(book.sheet_names))]


def test_a_button_sends_a_workbook_and_a_chart_to_the_person_alone(world: World) -> None:
    lin, bob = world.local.as_person("lin"), world.local.as_person("bob")
    lin.slash("metric", "满意度 上周 按客服", channel="general")
    lin.clicks(answer := world.answer("lin", "general", "上周满意度"), buttons(answer)["导出"])
    view = window(world, lin, "rich_text_preformatted")
    # Nobody is drawn: figures by person have no chart.
    assert "图片发到私信" not in json.dumps(view.content, ensure_ascii=False)
    lin.acts(view, "xlsx")
    window(world, lin, "文件已私信发给你")
    message = sent_file(world, lin)
    assert world.local.model.files.file(message.files[0]).name.endswith(".xlsx")
    data, about = sheets(world, message)
    assert {line[1]: line[2] for line in data[1:]}["阿布"] == 0.96
    told = {str(line[0]): str(line[1]) for line in about}
    assert told["问题"] == "满意度 上周 按客服"
    assert told["谁问的"].startswith("林岚")
    assert not [m for m in bob.sees("general") if m.files]
    lin.closes()
    lin.slash("metric", "接待量 上周 按天", channel="general")
    lin.clicks(answer := world.answer("lin", "general", "接待量按天"), buttons(answer)["导出"])
    lin.acts(window(world, lin, "图片发到私信"), "png")
    window(world, lin, "文件已私信发给你")
    picture = sent_file(world, lin, more_than=1)
    assert _content(world, picture).startswith(b"\x89PNG")


def test_rights_are_asked_again_when_the_button_is_pressed(world: World, context: Context) -> None:
    lin = world.local.as_person("lin")
    lin.slash("metric", "阿布 满意度 上周", channel="general")
    lin.clicks(answer := world.answer("lin", "general", "上周阿布满意度"), buttons(answer)["导出"])
    view = window(world, lin, "rich_text_preformatted")
    # She works here no more.
    left = StaffRow("林岚", "Lan Lin", "售后组", valid_to=date(2026, 10, 31), slack_user="ULIN")
    apply_staff(context.database, [left])
    lin.acts(view, "xlsx")
    window(world, lin, "现在导不出来了")
    assert not files(lin)


def test_words_below_an_answer_are_about_that_answer(world: World) -> None:
    alice = world.local.as_person("alice")
    asked = alice.mentions("csat last week by team", channel="general")
    answer = world.answer("alice", "general", "CSAT last week", thread=asked.ts)
    alice.mentions("export", channel="general", thread=asked.ts)
    assert world.answer("alice", "general", "The file is in your direct messages", thread=asked.ts)
    data, _ = sheets(world, sent_file(world, alice))
    assert data[0][0] == "Team"
    assert {row[0]: row[1] for row in data[1:]} == {"Pre-sales": 0.96, "After-sales": 0.84}
    alice.mentions("link", channel="general", thread=asked.ts)
    told = world.answer("alice", "general", "Codes for “csat last week by team”", thread=asked.ts)
    assert told.visible_to == "UALICE"
    said = whole(told)
    assert "slack.com/app_redirect?app=" in said
    assert f"p{answer.ts.replace('.', '')}" in said


def test_in_a_direct_message_the_latest_answer_is_meant(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.says("导出")
    world.answer("lin", None, "导出什么？")
    lin.says("接待量 上周 按天")
    world.answer("lin", None, "接待量按天")
    lin.says("导出 csv")
    rows = _content(world, sent_file(world, lin)).decode("utf-8-sig").split("\r\n")
    assert rows[1].startswith("2026-11-09,")


def test_a_question_is_saved_from_an_answer_and_asked_from_home(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("metric", "满意度 上周 按组", channel="general")
    lin.clicks(answer := world.answer("lin", "general", "上周满意度"), buttons(answer)["导出"])
    lin.acts(window(world, lin, "rich_text_preformatted"), "save")
    view = window(world, lin, "收藏这个问题", "满意度 上周 按组")
    lin.fills(view, {"name": "满意度"})
    assert "本身就是一个问数的说法" in _submitted(lin.submits(view))["errors"]["name"]
    lin.fills(view, {"name": "早会三件套", "pinned": "yes"})
    assert _submitted(lin.submits(view))["response_action"] == "update"
    lin.closes()
    lin.slash("metric", "早会三件套", channel="quiet")
    assert world.answer("lin", "quiet", "上周满意度 90.0%").visible_to == "ULIN"
    page = _page(world, lin, "早会三件套（置顶）")
    lin.acts(page, _action(page, "早会三件套"))
    window(world, lin, "满意度 90.0%")
    lin.closes()


def test_a_link_in_a_window_opens_for_somebody_else(world: World) -> None:
    lin, alice = world.local.as_person("lin"), world.local.as_person("alice")
    lin.slash("metric", "满意度 上周", channel="general")
    lin.clicks(answer := world.answer("lin", "general", "上周满意度"), buttons(answer)["导出"])
    lin.acts(window(world, lin, "rich_text_preformatted"), "link")
    view = window(world, lin, "的编号")
    said = json.dumps(view.content, ensure_ascii=False)
    code = said.split("#")[1][:6]
    alice.says(f"#{code}")
    assert world.answer("alice", None, "CSAT last week was 90.0%").visible_to is None
    lin.closes()


def test_somebody_on_no_staff_list_has_favourites_too(world: World) -> None:
    bob = world.local.as_person("bob")
    bob.says("save morning look = csat last week")
    world.answer("bob", None, "Saved as “morning look”")
    bob.says("morning look")
    world.answer("bob", None, "CSAT last week was 90.0%")
    assert "morning look" in json.dumps(_page(world, bob, "Saved questions").content)
