"""Scheduled posts in the chat: typed, by form, by button, in both languages."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from base.language import Lang
from base.schedule import DayKind, DayRule, Schedule, What
from storage import occurrences, schedules
from tests.workspace.bot_world import World, buttons, context_in, running, whole
from tests.workspace.test_bot_doors import window
from workspace import Delivery


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(context_in(tmp_path_factory.mktemp("schedules"))) as found:
        yield found
        found.context.database.close()


def kept(world: World) -> tuple[Schedule, ...]:
    with world.context.database.read() as work:
        return schedules.listed(work)


def channel(world: World, name: str) -> str:
    return world.local.as_person("lin").place(name).id


def submitted(sent: Delivery | Any) -> dict[str, Any]:
    outcome = sent.result()
    assert outcome.acknowledged
    response: dict[str, Any] = outcome.response or {}
    return response


def test_a_slash_command_adds_and_its_buttons_go_on(world: World) -> None:
    lin = world.local.as_person("lin")
    there = channel(world, "quiet")
    lin.slash("fupan", f"定时 添加 周报 每周一 9点 <#{there}|quiet> 售后组", channel="general")
    added = world.answer("lin", "general", "1 号已添加", f"<#{there}>", "11/23 周一 09:00")
    assert added.visible_to == "ULIN"
    assert kept(world)[0].channel == there
    offered = buttons(added)
    assert list(offered) == ["试发给我", "修改", "暂停"]
    lin.clicks(added, offered["试发给我"])
    trial = world.answer("lin", "general", "1 号试发，只有你看到")
    assert trial.visible_to == "ULIN"
    assert "分享到频道" not in buttons(trial)
    lin.clicks(trial, buttons(trial)["看明细"])
    world.answer("lin", "general", "客服指标")
    lin.clicks(added, offered["暂停"])
    paused = world.answer("lin", "general", "1 号已暂停")
    lin.clicks(paused, buttons(paused)["恢复"])
    resumed = world.answer("lin", "general", "1 号恢复了", "下次")
    assert "<!date^" in whole(resumed)
    # Nothing of all this was for others to see.
    assert not world.sees("abu", "general")


def test_here_is_where_it_was_typed(world: World) -> None:
    alice = world.local.as_person("alice")
    alice.slash("fupan", "schedule add weekly monday 09:00 here", channel="general")
    world.answer("alice", "general", "Schedule 1 added", "in English", "Mon 23 Nov 09:00")
    alice.says("schedule add daily workdays 9:30 in English")
    world.answer("alice", None, "Schedule 2 added", "<@UALICE>")
    alice.mentions("schedule add monthly last working day 18:00", channel="quiet")
    asked = world.answer("alice", "quiet", "Schedule 3 added", thread=_last_thread(world, "quiet"))
    assert asked.visible_to is None
    assert [one.channel for one in kept(world)] == [
        channel(world, "general"), "UALICE", channel(world, "quiet"),
    ]  # fmt: skip


def _last_thread(world: World, name: str) -> str:
    return world.local.as_person("lin").sees(name)[-1].ts


def test_a_mention_names_channels_and_people(world: World) -> None:
    lin = world.local.as_person("lin")
    # The chat makes links of names.
    asked = lin.mentions("定时 添加 周报 周一 9点 #quiet", channel="general")
    assert "<#" in asked.text
    world.answer("lin", "general", "1 号已添加", thread=asked.ts)
    assert kept(world)[0].channel == channel(world, "quiet")
    asked = lin.mentions("定时 负责人 1 @alice", channel="general")
    world.answer("lin", "general", "负责人改成Alice Wong", thread=asked.ts)
    assert kept(world)[0].owner != 1


def test_a_command_names_channels_and_people(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("fupan", "定时 添加 周报 周一 9点 #quiet", channel="general")
    world.answer("lin", "general", "1 号已添加")
    assert kept(world)[0].channel == channel(world, "quiet")
    lin.slash("fupan", "定时 负责人 1 @Alice Wong", channel="general")
    world.answer("lin", "general", "负责人改成Alice Wong")


def test_a_name_without_its_id_leads_to_the_form(world: World) -> None:
    alice = world.local.as_person("alice")
    # No channel is called so: nothing for the chat to mark.
    alice.slash("fupan", "schedule add weekly monday 09:00 #quieter", channel="general")
    refused = world.answer("alice", "general", "“#quieter” is only a name")
    alice.clicks(refused, buttons(refused)["schedule add"])
    view = window(world, alice, "Which channel")
    alice.fills(view, {"channel": channel(world, "quiet"), "time": "25:00"})
    errors = submitted(alice.submits(view))["errors"]
    assert errors == {"time": "“25:00” is no time: write 09:00 or 09:00-11:30"}
    again = alice.modal()
    assert again is not None
    alice.fills(again, {"time": "09:00-11:30", "days": "weekday1", "lang": "zh"})
    closing = submitted(alice.submits(again))
    assert closing["response_action"] == "update"
    window(world, alice, "Schedule 1 added", f"<#{channel(world, 'quiet')}>", "Next: <!date^")
    (found,) = kept(world)
    assert found.timing.days == DayRule(DayKind.WEEKDAYS, frozenset({1}))
    assert (found.timing.at, found.timing.until, found.lang) == (540, 690, Lang.ZH)


def test_the_form_in_chinese_for_here_and_changed_by_its_button(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("fupan", "定时 添加", channel="general")
    view = window(world, lin, "发到哪个频道", "售后组")
    lin.fills(view, {"what": "monthly", "days": "last_workday", "time": "18:00", "channel": ""})
    sent = lin.submits(view)
    assert submitted(sent)["response_action"] == "update"
    world.local.redeliver(sent)
    window(world, lin, "1 号已添加：全部门月报，每月最后一个工作日 18:00")
    lin.slash("fupan", "schedule", channel="general")
    listed = world.answer("lin", "general", "定时发送，共 1 个", f"<#{channel(world, 'general')}>")
    assert list(buttons(listed)) == ["添加定时", "发送记录"]
    lin.slash("fupan", "schedule edit 1", channel="quiet")
    view = window(world, lin, "修改定时发送", "18:00")
    assert json.loads(view.content["private_metadata"])["carried"]["schedule"] == "1"
    lin.fills(view, {"time": "17:30", "holiday": "skip"})
    submitted(lin.submits(view))
    window(world, lin, "1 号已改", "17:30")
    (found,) = kept(world)
    assert (found.what, found.timing.at) == (What.MONTHLY, 1050)
    assert found.channel == channel(world, "general")


def test_removing_and_sending_now_by_button(world: World) -> None:
    alice = world.local.as_person("alice")
    alice.says("schedule weekly monday 9:00")
    world.answer("alice", None, "Schedule 1 added")
    alice.says("schedule log 1")
    empty = world.answer("alice", None, "has not come due yet")
    alice.clicks(empty, buttons(empty)["Send now"])
    now = world.answer("alice", None, "is on its way to <@UALICE>")
    alice.clicks(now, buttons(now)["Log"])
    world.answer("alice", None, "latest posts", "waiting", "Sent by hand")
    with world.context.database.read() as work:
        assert len(occurrences.log(work, 1)) == 1
    alice.says("schedule remove 1")
    sure = world.answer("alice", None, "Remove schedule 1?")
    alice.clicks(sure, buttons(sure)["Yes, remove it"])
    world.answer("alice", None, "Schedule 1 removed")
    assert not kept(world)


def test_who_may_not_is_told_who_may_in_the_form_too(world: World) -> None:
    abu = world.local.as_person("abu")
    abu.slash("fupan", "定时", channel="general")
    told = world.answer("abu", "general", "定时发送由主管、经理、质检或管理员设置")
    assert told.visible_to == "UABU"
    abu.slash("fupan", "定时 添加", channel="general")
    window(world, abu, "组长可以给自己带的组设")


def test_the_trial_of_a_mention_comes_in_private(world: World) -> None:
    lin = world.local.as_person("lin")
    asked = lin.mentions("定时 周报 周一 9点", channel="general")
    world.answer("lin", "general", "1 号已添加", thread=asked.ts)
    asked = lin.mentions("定时 试发 1", channel="general")
    world.answer("lin", "general", "已私信给你", thread=asked.ts)
    world.answer("lin", None, "1 号试发，只有你看到")
    assert "客服周报" not in "".join(whole(m) for m in world.sees("abu", "general", asked.ts))


def test_the_page_leads_to_the_list_and_the_form(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("fupan", "定时 周报 周一 9点", channel="general")
    world.answer("lin", "general", "1 号已添加")
    page = lin.home(timeout=20.0)
    assert page is not None
    assert "全部门周报" in str(page.content)
    lin.acts(page, action_of(page.content, "添加定时"))
    window(world, lin, "发到哪个频道")


def action_of(content: dict[str, Any], label: str) -> str:
    return next(
        str(element["action_id"])
        for block in content["blocks"] if block["type"] == "actions"
        for element in block["elements"] if element["text"]["text"] == label
    )  # fmt: skip
