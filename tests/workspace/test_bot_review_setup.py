"""A series of reviews set up in the chat: typed with a mention, by its form, and changed by it."""

from collections.abc import Iterator

import pytest

from base.schedule import Cadence, DayKind, DayRule, What
from tests.workspace.bot_world import World, context_in, running
from tests.workspace.test_bot_doors import window
from tests.workspace.test_bot_schedules import channel, kept, submitted


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(context_in(tmp_path_factory.mktemp("reviews"))) as found:
        yield found
        found.context.database.close()


def test_typed_with_who_follows_it_up(world: World) -> None:
    lin = world.local.as_person("lin")
    asked = lin.mentions(
        "定时 添加 复盘 售后组 每周三 16:00 提前1天 15:00 督办人 @alice", channel="quiet"
    )
    world.answer(
        "lin", "quiet", "1 号已添加：售后组周复盘", "提前 1 个工作日 15:00 发议程", "督办人 Alice",
        thread=asked.ts,
    )  # fmt: skip
    (found,) = kept(world)
    assert (found.what, found.cadence) == (What.AGENDA, Cadence.WEEKLY)
    assert found.channel == channel(world, "quiet")
    assert found.follow_up not in (0, found.owner)


def test_the_form_sets_one_up_and_changes_it(world: World) -> None:
    lin = world.local.as_person("lin")
    lin.slash("review", "设置", channel="quiet")
    view = window(world, lin, "哪一级的复盘", "督办人")
    lin.fills(view, {"cadence": "monthly", "days": "weekday2", "ahead_time": "noon"})
    errors = submitted(lin.submits(view))["errors"]
    assert sorted(errors) == ["ahead_time", "days"]
    again = lin.modal()
    assert again is not None
    lin.fills(again, {"days": "usual", "ahead_time": "10:00", "follow": "UALICE"})
    sent = lin.submits(again)
    assert submitted(sent)["response_action"] == "update"
    world.local.redeliver(sent)
    window(world, lin, "1 号已添加：全部门月度复盘", "督办人 Alice", "顺延到 12/7 周一 16:00")
    (found,) = kept(world)
    assert found.channel == channel(world, "quiet")
    assert found.timing.days == DayRule(DayKind.MONTH_DAY, month_day=5)
    lin.slash("fupan", "schedule edit 1", channel="general")
    view = window(world, lin, "修改复盘", "10:00")
    lin.fills(view, {"time": "14:30"})
    submitted(lin.submits(view))
    window(world, lin, "1 号已改", "14:30")
    assert kept(world)[0].timing.at == 14 * 60 + 30
    assert kept(world)[0].channel == channel(world, "quiet")
