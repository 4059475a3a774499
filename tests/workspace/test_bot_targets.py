"""Targets in the chat: set by the supervisor, seen by everybody, said beside a figure."""

from collections.abc import Iterator

import pytest

from tests.workspace.bot_world import World, buttons, context_in, running, whole
from tests.workspace.test_bot_doors import window
from tests.workspace.test_bot_schedules import submitted


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(context_in(tmp_path_factory.mktemp("targets"))) as found:
        yield found
        found.context.database.close()


def test_a_target_is_set_seen_and_said(world: World) -> None:
    world.local.as_person("abu").slash("target", "首响 20秒", channel="general")
    refused = world.answer("abu", "general", "目标由主管、经理或质检定")
    assert refused.visible_to == "UABU"
    world.local.as_person("lin").slash("target", "首响 20秒", channel="general")
    kept = world.answer("lin", "general", "目标记下了：全部门首响 20 秒")
    assert kept.visible_to == "ULIN"
    world.local.as_person("lin").clicks(kept, buttons(kept)["看目标"])
    world.answer("lin", "general", "现在的目标", "首响：20 秒")
    world.local.as_person("abu").slash("metric", "首响 2026-11-10", channel="general")
    assert "目标 20 秒，达标。" in whole(world.answer("abu", "general", "首响平均 17 秒"))
    # The same word without its slash, in English, in a direct message.
    world.local.as_person("alice").types("target first reply 10s After-sales")
    world.answer("alice", None, "Target set: First reply, After-sales, 10 s")
    world.local.as_person("alice").types("/fupan target")
    world.answer("alice", None, "Targets as they stand", "20 s, After-sales 10 s")


def test_a_year_is_split_in_a_window_and_by_buttons(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("target", "销售额 2027 1200万 依据 公司战略", channel="general")
    kept = world.answer("lin", "general", "目标记下了：2027 年全部门客服销售额 1,200.0 万")
    assert list(buttons(kept))[:2] == ["按月按去年分", "按月平均分"]
    lin.clicks(kept, buttons(kept)["按月平均分"])
    world.answer("lin", "general", "1 月 100.0 万", "正好分完")
    # Asked how, by hand is a window.
    lin.slash("target", "split 销售额 2027 按季度", channel="general")
    ways = world.answer("lin", "general", "怎么分")
    lin.clicks(ways, buttons(ways)["手动填"])
    view = window(world, lin, "手动分目标", "1,200.0 万")
    lin.fills(view, {"parts": "Q1 300万 Q2 300万"})
    assert list(submitted(lin.submits(view))["errors"]) == ["parts"]
    again = lin.modal()
    assert again is not None
    lin.fills(again, {"parts": "Q1 300万\nQ2 350万\nQ3 250万\nQ4 288万", "basis": "市场需求"})
    sent = lin.submits(again)
    submitted(sent)
    world.local.redeliver(sent)
    window(world, lin, "还剩 12.0 万没分下去")
    world.local.as_person("alice").types("target history sales")
    told = whole(world.answer("alice", None, "Changes of targets for CS sales"))
    assert "split by hand: Q1 2027 ¥3.00M, Q2 2027 ¥3.50M" in told
    assert "Basis: market demand" in told
    # A second delivery changed nothing.
    assert told.count("split by hand") == 1
