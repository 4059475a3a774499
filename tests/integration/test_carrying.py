"""What goes to the top of the next agenda, and what a weekly summary says of actions.

Today is Monday 16 November 2026: last week was 9 to 15 November.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from base.action import Action, Move
from base.clock import FixedClock
from base.language import Lang
from base.rights import operator
from bot.render.texts import word
from commands.context import Context, Place, Request
from commands.router import handle
from reviews.carrying import CarryOver, open_items
from storage.engine import Database
from tests.helpers.items import AFTER, PRE, Items
from tests.helpers.world import take, write_csv

TODAY = date(2026, 11, 16)
ONE = timedelta(days=1)
LAST = date(2026, 11, 9)
REPORT = ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "ratings", "good")


def at(day: date, hour: int = 2) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def items(database: Database) -> Items:
    found = Items(database)
    found.at = at(date(2026, 9, 1))
    return found


def added(items: Items, wording: str, due: date, **data: object) -> Action:
    """Add an item of the after-sales team that its owner has accepted."""
    item = items.add(wording, due=due, **data)  # type: ignore[arg-type]
    return items.do(item, Move.ACCEPT, "何伟")


def verified(items: Items, item: Action, on: date) -> Action:
    before, items.at = items.at, at(on)
    items.do(item, Move.CLAIM, "何伟", "清单 10:02")
    items.do(item, Move.VERIFY, "陈露")
    items.at = before
    return item


def carried(items: Items, since: date | None = None, team: str = AFTER) -> CarryOver:
    from base.schedule import Level

    with items.database.read() as work:
        return open_items(work, Level.GROUP, items.teams[team], TODAY, since)


# -- the agenda ------------------------------------------------------------------------------------


def test_open_items_come_overdue_first_with_their_first_date(items: Items) -> None:
    added(items, "以后的", TODAY + 9 * ONE)
    added(items, "今天的", TODAY)
    moved = added(items, "改过期的", TODAY - 20 * ONE)
    items.do(moved, Move.REDATE, "何伟", "等权限", due=(TODAY - ONE).isoformat())
    added(items, "过期的", TODAY - 5 * ONE)
    found = carried(items)
    assert [(one.action.wording, one.late) for one in found.open] == [
        ("过期的", 5), ("改过期的", 1), ("今天的", 0), ("以后的", 0),
    ]  # fmt: skip
    again = found.open[1].action
    assert (again.first_due, again.redates) == (TODAY - 20 * ONE, 1)
    assert not any(one.choose for one in found.open)


def test_the_third_new_date_puts_an_item_in_question(items: Items) -> None:
    item = added(items, "一直改期的", TODAY)
    for n in (1, 2, 3):
        assert not carried(items).open[0].choose
        items.do(item, Move.REDATE, "何伟", "还没好", due=(TODAY + n * ONE).isoformat())
    assert carried(items).open[0].choose


def test_of_the_level_and_team_only(items: Items) -> None:
    added(items, "售后的", TODAY)
    added(items, "售前的", TODAY, team=items.teams[PRE])
    added(items, "部门的", TODAY, level="department", team=0)
    added(items, "一个人的", TODAY, level="person")
    assert [one.action.wording for one in carried(items).open] == ["售后的"]
    assert [one.action.wording for one in carried(items, team=PRE).open] == ["售前的"]


def test_what_was_called_done_waits_without_being_late(items: Items) -> None:
    item = added(items, "等核实的", TODAY - 5 * ONE)
    items.do(item, Move.CLAIM, "何伟", "清单")
    (one,) = carried(items).open
    assert one.late == 0


def test_what_became_of_the_others_since_the_last_review(items: Items) -> None:
    verified(items, added(items, "早就核实的", TODAY - 30 * ONE), TODAY - 30 * ONE)
    verified(items, added(items, "核实的", TODAY - 3 * ONE), TODAY - 3 * ONE)
    items.at = at(TODAY - 2 * ONE)
    gone = added(items, "不做的", TODAY)
    items.do(gone, Move.DROP, "陈露", "置顶够用")
    found = carried(items, since=TODAY - 7 * ONE)
    assert [a.wording for a in found.verified] == ["核实的"]
    assert [(a.wording, a.last_reason) for a in found.dropped] == [("不做的", "置顶够用")]
    assert found.open == ()
    assert carried(items).verified == ()


# -- the weekly summary ----------------------------------------------------------------------------


@pytest.fixture
def week(items: Items, tmp_path: Path) -> Items:
    rows = [
        (LAST - n * ONE + 6 * ONE, "旗舰店", AFTER, "何伟", 50 + n % 3, 50, 1000, 20, 18)
        for n in range(84)
    ]
    take(items.database, write_csv(tmp_path, REPORT, rows))
    return items


def weekly(items: Items, lang: Lang = Lang.ZH, text: str = "") -> list[str]:
    """Return the sections of the weekly summary as lines."""
    asked = text or ("周报" if lang is Lang.ZH else "weekly")
    context = Context(items.database, FixedClock(at(TODAY)))
    answer = handle(context, Request(asked, operator(lang), lang, Place.CHANNEL))
    assert answer.post is not None
    found = []
    for section in answer.post.sections:
        inline = word(section.inline, lang) if section.inline else ""
        found.append(f"{word(section.heading, lang)} {inline}".strip())
        found += [word(line, lang) for line in section.lines]
    return found


def promised(items: Items, due: int, done: int, monday: date) -> None:
    """Add so many items due in a week, of which so many were verified in time."""
    for n in range(due):
        item = added(items, f"第 {n} 件", monday + 2 * ONE)
        if n < done:
            verified(items, item, monday + ONE)
        else:
            items.do(item, Move.CLAIM, "何伟", "清单")


def test_nothing_is_said_while_nobody_has_promised_anything(week: Items) -> None:
    assert not [line for line in weekly(week) if line.startswith("行动")]
    assert not [line for line in weekly(week, Lang.EN) if line.startswith("Actions")]


def test_how_many_of_those_due_were_verified(week: Items) -> None:
    promised(week, 5, 4, LAST)
    # 5 of the 7 that were due in the eight weeks before.
    promised(week, 4, 3, LAST - timedelta(weeks=1))
    promised(week, 3, 2, LAST - timedelta(weeks=8))
    promised(week, 3, 0, LAST - timedelta(weeks=9))
    said = "行动 上周到期 5 项，核实完成 4 项；前 8 周平均 71%"
    assert said in weekly(week)
    assert said in weekly(week, text=f"周报 {AFTER}")
    assert "Actions 4 of 5 due were verified; 8-week mean 71%" in weekly(week, Lang.EN)
    assert "行动 上周到期 5 项，核实完成 4 项；前 8 周平均 71%" in weekly(
        week, text=f"周报 {AFTER}"
    )


def test_all_of_them(week: Items) -> None:
    promised(week, 3, 3, LAST)
    assert "行动 上周到期 3 项，全部核实完成" in weekly(week)
    assert "Actions All 3 due last week verified" in weekly(week, Lang.EN)


def test_a_week_in_which_nothing_was_due(week: Items) -> None:
    added(week, "以后的", TODAY + 9 * ONE)
    assert "行动 上周没有到期的" in weekly(week)


def test_what_is_held_up_is_named_by_its_obstacle_not_its_owner(week: Items) -> None:
    item = added(week, "仓库未发货清单", TODAY - 3 * ONE)
    week.do(item, Move.REDATE, "何伟", "导出权限。", due="2026-11-18")
    stuck = added(week, "晚班排班", TODAY - 4 * ONE)
    week.do(stuck, Move.STUCK, "何伟", "人手")
    private = added(week, "个人改进", TODAY - 4 * ONE, level="person")
    week.do(private, Move.STUCK, "何伟", "私事")
    told = weekly(week)
    assert "仓库未发货清单：卡在导出权限，改到 11/18" in told
    assert "晚班排班：卡在人手，原定 11/12" in told
    assert "何伟" not in "".join(told)
    assert "个人改进" not in "".join(told)
    assert "仓库未发货清单 moved to 18 Nov: 导出权限" in weekly(week, Lang.EN)
