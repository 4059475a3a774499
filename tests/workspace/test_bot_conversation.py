"""The real bot in the local workspace: what people type, and what they get."""

import time
from collections.abc import Iterator

import pytest

from tests.workspace.bot_world import (
    LAST_WEEK,
    TRANSPORTS,
    World,
    buttons,
    contacts_on,
    context_in,
    running,
    whole,
)
from workspace import Delivery


@pytest.fixture(scope="module", params=TRANSPORTS)
def world(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    with running(context_in(folder), transport=request.param) as found:
        yield found
        found.context.database.close()


def test_command_is_answered_for_the_asker_alone_in_chinese(world: World) -> None:
    run = world.local.as_person("lin").slash("metric", "满意度 上周", channel="general")
    assert isinstance(run, Delivery)
    assert run.result().acknowledged
    answer = world.answer("lin", "general", "上周满意度 90.0%，比前一周低 5.0 个点")
    assert answer.visible_to == "ULIN"
    assert "100 个评价" in whole(answer)
    assert not world.sees("alice", "general")


def test_command_is_answered_in_english(world: World) -> None:
    world.local.as_person("alice").slash("metric", "csat last week", channel="general")
    answer = world.answer("alice", "general", "CSAT last week was 90.0%")
    assert answer.visible_to == "UALICE"
    assert answer.blocks[0]["text"]["text"].startswith("*CSAT last week was 90.0%, down 5.0 points")


def test_stranger_is_answered_in_his_slack_language_by_team_only(world: World) -> None:
    world.local.as_person("bob").slash("metric", "满意度 上周 按客服", channel="quiet")
    answer = world.answer("bob", "quiet", "CSAT last week was 90.0%")
    assert "After-sales" in whole(answer)
    assert "Abu" not in whole(answer)
    assert "阿布" not in whole(answer)


def test_mention_in_a_thread_is_answered_there_without_persons(world: World) -> None:
    lin = world.local.as_person("lin")
    parent = lin.says("周会", channel="general")
    lin.mentions("满意度 上周 按客服", channel="general", thread=parent.ts)
    answer = world.answer("abu", "general", "售后组 84.0%")
    assert answer.thread_ts == parent.ts
    assert answer.visible_to is None
    assert "阿布" not in whole(answer)
    assert "已私信提问的人" in whole(answer)
    # The rest is for him who asked, and in his direct messages only.
    private = world.answer("lin", None, "阿布")
    assert private.channel == lin.place(None).id


def test_mention_opens_a_thread_in_the_language_typed(world: World) -> None:
    asked = world.local.as_person("lin").mentions("contacts 2026-11-12", channel="quiet")
    answer = world.answer(
        "alice", "quiet", f"Contacts on Thu 12 Nov: {contacts_on(LAST_WEEK.replace(day=12)):,}"
    )
    assert answer.thread_ts == asked.ts


def test_direct_message_and_full_width_slash(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.types("／metric 接待量 2026-11-10")
    day = LAST_WEEK.replace(day=10)
    answer = world.answer("lin", None, f"{contacts_on(day):,}")
    assert answer.visible_to is None
    assert answer.channel == lin.place(None).id
    lin.says("<满意度> & 上周 按组", thread=answer.ts)
    assert world.answer("lin", None, "• 售后组 84.0%", thread=answer.ts).thread_ts == answer.ts


def test_typing_error_is_named_first(world: World) -> None:
    world.local.as_person("lin").says("满意毒 上周")
    answer = world.answer("lin", None, "满意毒")
    assert answer.blocks[0]["text"]["text"].startswith(
        "“满意毒”按“满意度”算了。\n*上周满意度 90.0%"
    )


def test_click_asks_the_next_question_and_stays_private(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("metric", "满意度 2026-11-09", channel="general")
    answer = world.answer("lin", "general", "*11/9 ")
    lin.clicks(answer, buttons(answer)["按组看"])
    by_team = world.answer("lin", "general", "*11/9 ", "• 售后组 84.0%")
    assert by_team.visible_to == "ULIN"
    assert by_team.ts != answer.ts


def test_click_in_a_thread_stays_in_the_thread(world: World) -> None:
    asked = world.local.as_person("lin").mentions("csat last week", channel="quiet")
    answer = world.answer("lin", "quiet", "CSAT last week")
    assert answer.thread_ts == asked.ts
    world.local.as_person("alice").clicks(answer, buttons(answer)["By team"])
    by_team = world.answer("lin", "quiet", "• After-sales 84.0%")
    assert (by_team.thread_ts, by_team.visible_to) == (asked.ts, None)


def test_how_it_is_computed_is_one_click_away(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.says("首响 2026-11-10")
    answer = world.answer("lin", None, "17 秒")
    assert "÷" not in whole(answer)
    lin.clicks(answer, buttons(answer)["怎么算的"])
    told = whole(world.answer("lin", None, "怎么算\n"))
    assert "首响 = 顾客第一句话到第一次人工回复的总时长" in told
    assert "这段时间导入过：客服日报" in told
    assert "2026/11/10" in told


def test_refusal_offers_what_works(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.says("首响 上周 按楼层")
    refusal = world.answer("lin", None, "没有“楼层”这种分法")
    offered = buttons(refusal)
    assert 1 <= len(offered) <= 4
    before = len(world.sees("lin", None))
    lin.clicks(refusal, next(iter(offered.values())))
    world.local.wait_for(lambda: len(world.sees("lin", None)) > before)
    assert "17 秒" in whole(world.sees("lin", None)[-1])


def test_somebody_elses_figures_are_refused(world: World) -> None:
    world.local.as_person("abu").says("满意度 上周 林岚")
    answer = world.answer("abu", None, "只有本人、组长和主管能看")
    assert buttons(answer)


def test_a_name_never_pings(world: World) -> None:
    world.local.as_person("lin").slash("metric", "接待量 上周 按客服", channel="general")
    answer = world.answer("lin", "general", "!channel")
    assert "<!channel>" not in answer.text
    for block in answer.blocks:
        if block["type"] in ("section", "context"):
            assert "<!channel>" not in str(block)


def test_help_lists_what_can_be_asked(world: World) -> None:
    for who, word, command in (
        ("lin", "直接问数", "fupan"),
        ("alice", "Ask for a figure", "fupan"),
    ):
        world.local.as_person(who).slash(command, "help", channel="quiet")
        answer = world.answer(who, "quiet", word)
        assert answer.visible_to is not None
        assert len(buttons(answer)) >= 3


def test_series_comes_as_a_native_chart(world: World) -> None:
    world.local.as_person("lin").says("接待量 上周 按天")
    answer = world.answer("lin", None, "接待量按天")
    (chart,) = (b for b in answer.blocks if b["type"] == "data_visualization")
    values = [point["value"] for point in chart["chart"]["series"][0]["data"]]
    assert values == [contacts_on(LAST_WEEK.replace(day=9 + i)) for i in range(7)]
    assert not [b for b in answer.blocks if b["type"] == "data_table"]


def test_bot_does_not_answer_other_talk_nor_itself(world: World) -> None:
    lin = world.local.as_person("lin")
    before = len(world.sees("lin", "general"))
    lin.says("满意度怎么样", channel="general")
    direct = len(world.sees("lin", None))
    lin.says("收到")
    world.local.wait_for(lambda: len(world.sees("lin", None)) > direct)
    time.sleep(0.2)
    assert len(world.sees("lin", None)) == direct + 1
    assert len(world.sees("lin", "general")) == before
