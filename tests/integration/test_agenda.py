"""Agendas drawn from data: what is on them, what is raised, who is named, what small numbers do.

Sixteen weeks of three teams in two shops, small enough to reckon by hand; on both engines.
"""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.action import Measure, State
from base.case import Case, CaseKind, CaseState, Consent, Report
from base.language import Lang, msg
from base.review import BlockKind, Point, PointState, Raised, Source
from base.schedule import Cadence, Level
from bot.render.texts import word
from metrics import periods
from metrics.sharing import Shared
from reviews.agenda import Before
from storage import cases
from storage.engine import Database
from tests.helpers.agendas import (
    AFTER,
    HELD,
    LAST,
    NAMES,
    PRE,
    TODAY,
    Room,
    everything,
    item,
    points_of,
    screen,
    thread,
    weeks,
)

UPPER = (Level.DEPARTMENT, Level.COMPANY)
# What is to be read without scrolling for long: example G24 has 17 lines.
WEEKLY_SCREEN, LONG_SCREEN = 24, 40


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return Room(database, tmp_path)


def keys(raised: tuple[Raised, ...]) -> list[str]:
    return [one.key for one in raised]


# -- a group's week --------------------------------------------------------------------------------


def test_a_weekly_group_review_in_chinese(room: Room) -> None:
    drawn = room.fill(weeks((90, 80, 90))).draw(Level.GROUP)
    assert screen(drawn, Level.GROUP) == [
        "售后组周复盘 · 8/19 周三 16:00",
        "20 分钟，要定 1 件事",
        "1. 满意度明显变差",
        "① 上次定的 · 3 分钟",
        "没有",
        "② 本组数据 · 4 分钟",
        "接待 700 人次，前一周也是 700。",
        "满意度 80.0%（前一周 90.0%）明显变差",
        "首响 20 秒（前一周 20 秒）正常波动",
        "个人数据已私信各人，会上不念",
        "③ 案例 · 6 分钟",
        "没有新案例",
        "④ 原因和决定 · 7 分钟",
        "满意度比前一周低 10.0 个点，现有数据看不出落在哪",
        "每件事定一个人、一个日期、看哪个数。",
    ]
    assert (drawn.complete, drawn.empty) == (True, False)


def test_a_weekly_group_review_in_english(room: Room) -> None:
    drawn = room.fill(weeks((90, 80, 90))).draw(Level.GROUP, lang=Lang.EN)
    said = screen(drawn, Level.GROUP, Lang.EN)
    assert said[:4] == [
        "After-sales review, Wed 19 Aug 16:00",
        "20 minutes, 1 thing to decide",
        "1. CSAT clearly worse",
        "① Last time · 3 min",
    ]
    assert "Personal figures: in your DM, not read out" in said


def test_each_problem_has_its_figure_definition_and_a_proposal(room: Room) -> None:
    drawn = room.fill(weeks((90, 80, 90))).draw(Level.GROUP)
    below = thread(drawn, Level.GROUP)
    assert below[1].startswith("1. 满意度明显变差")
    assert below[2].startswith("满意度 80.0%，前一周 ")
    assert below[2].endswith("，明显变差（700 个评价）")
    assert below[3] == "怎么算：满意度 = 4、5 星 ÷ 全部评价。"
    assert below[4].startswith("可以商量：")


def test_an_ordinary_week_raises_nothing(room: Room) -> None:
    room.fill(weeks())
    for level in Level.GROUP, *UPPER:
        drawn = room.draw(level)
        assert drawn.raised == ()
        assert "没有非定不可的事" in screen(drawn, level)[1]


def test_a_small_number_is_never_raised(room: Room) -> None:
    """Three ratings a week, two of them bad, and nobody has to meet about it."""
    rows = [
        (*row[:9], 3 if row[0].weekday() == 0 else 0, 1 if row[0].weekday() == 0 else 0, *row[11:])
        if row[0] >= LAST
        else row
        for row in weeks()
    ]
    room.fill(rows)
    with_target(room, "csat_rate", 0.95)
    for level in Level.GROUP, *UPPER:
        assert room.draw(level).raised == ()


def test_the_same_problem_has_the_same_key_every_week(room: Room) -> None:
    room.fill(weeks((90, 80, 90), bad_weeks=2))
    first = room.draw(Level.GROUP, today=TODAY - timedelta(weeks=1))
    team = room.team(AFTER)
    assert keys(first.raised) == [f"figure:csat_rate:team={team}"]
    with_target(room, "csat_rate", 0.9)
    again = room.draw(Level.GROUP)
    assert keys(again.raised) == [f"figure:csat_rate:team={team}"]
    assert keys(room.draw(Level.DEPARTMENT).raised) == ["figure:csat_rate:all"]


def with_target(room: Room, metric: str, target: float) -> None:
    from storage.targets import set_target

    with room.database.write() as work:
        set_target(work, metric, target, HELD, 0)


def test_what_an_open_item_is_to_mend_is_not_decided_again(room: Room) -> None:
    room.fill(weeks((90, 80, 90), bad_weeks=2))
    then = TODAY - timedelta(weeks=1)
    (key,) = keys(room.draw(Level.GROUP, today=then).raised)
    before = Before(held=HELD, under_way=frozenset({key}))
    assert room.draw(Level.GROUP, today=then, before=before).raised == ()


def test_a_missed_target_is_raised_and_a_met_one_is_not(room: Room) -> None:
    room.fill(weeks(reply=45))
    with_target(room, "frt", 30.0)
    drawn = room.draw(Level.GROUP)
    assert keys(drawn.raised) == [f"figure:frt:team={room.team(AFTER)}"]
    with_target(room, "frt", 60.0)
    assert room.draw(Level.GROUP).raised == ()


# -- missing data ----------------------------------------------------------------------------------


def test_missing_data_come_first_and_nothing_is_concluded(room: Room) -> None:
    gap = LAST + timedelta(days=5)
    room.fill(weeks((60, 60, 60), keep=lambda day, shop: shop != "抖音店" or day < gap))
    drawn = room.draw(Level.DEPARTMENT)
    assert (drawn.complete, drawn.empty) == (False, False)
    assert keys(drawn.raised) == ["signal:data:all"]
    said = screen(drawn, Level.DEPARTMENT)
    assert said[2] == "1. 抖音店的数据缺了几天"
    at = said.index("② 数据 · 8 分钟")
    assert said[at + 1] == "合计先不下结论：抖音店缺 8/15、8/16 两天"
    assert said[at + 2] == "下面只算数据全的：旗舰店。"


def test_without_any_data_it_says_so(room: Room) -> None:
    room.fill(weeks(until=LAST - timedelta(weeks=30)))
    drawn = room.draw(Level.DEPARTMENT)
    assert (drawn.complete, drawn.empty) == (False, True)
    assert "这段时间没有数据，先补数据再下结论" in screen(drawn, Level.DEPARTMENT)


# -- what was decided before -----------------------------------------------------------------------


def test_what_became_of_last_times_items(room: Room) -> None:
    room.fill(weeks())
    mine: dict[str, Any] = {"team": room.team(AFTER), "owner": room.person("柏大白")}
    decided = (
        item(1, "晚班加一人", State.VERIFIED, **mine),
        item(2, "退款当天审", State.CLOSED, verdict="effective", **mine),
        item(3, "来消息加提示音", State.NOT_EFFECTIVE, measure=Measure("frt"), **mine),
        item(4, "仓库未发货清单", **mine),
        item(5, "清理旧话术", due=date(2026, 8, 14), stuck="权限没开", **mine),
        item(6, "另建价保群", State.DROPPED, last_reason="置顶够用。", **mine),
        item(7, "合并进去的", State.MERGED, **mine),
        item(8, "他自己的事", level=Level.PERSON, **mine),
    )
    drawn = room.draw(Level.GROUP, before=Before(decided, held=HELD, rate=(2, 3)))
    block = drawn.agenda.blocks[0]
    assert [word(one, Lang.ZH) for one in (*block.lines[:3], *block.more)] == [
        "已核实：晚班加一人",
        "起作用：退款当天审",
        "没起作用：来消息加提示音",
        "未完成：仓库未发货清单（柏大白），8/20 周四 到期",
        "不做了：另建价保群（置顶够用）",
    ]
    assert word(block.lines[3], Lang.ZH) == "未完成：清理旧话术（柏大白），过期 4 天，卡在权限没开"
    assert word(block.lines[4], Lang.ZH) == "还有 2 条，见下面的讨论串"
    assert keys(drawn.raised) == ["action:3"]
    assert drawn.raised[0].action == 3
    assert word(drawn.agenda.notes[-1], Lang.ZH) == "上次 3 件事，会上定了 2 件。"


def test_an_owner_is_named_with_items_of_the_own_group_only(room: Room) -> None:
    room.fill(weeks())
    owner = room.person("郝小美")
    ours = item(4, "交接表", team=room.team(AFTER), owner=owner)
    other = item(5, "仓库清单", team=room.team(PRE), owner=owner)
    drawn = room.draw(Level.GROUP, before=Before((ours, other), held=HELD))
    assert [word(one, Lang.ZH) for one in drawn.agenda.blocks[0].lines] == [
        "未完成：交接表（郝小美），8/20 周四 到期",
        "未完成：仓库清单，8/20 周四 到期",
    ]


def test_what_nobody_decided_comes_first_under_its_own_key(room: Room) -> None:
    room.fill(weeks((90, 80, 90)))
    team = room.team(AFTER)
    left = (
        Raised("person:5", Source.PERSON, msg("agenda.plain", text="晚班没人交接")),
        Raised(
            f"figure:csat_rate:team={team}", Source.FIGURE, msg("agenda.plain", text="旧的说法"),
            figure=msg("agenda.plain", text="旧的数"), metric="csat_rate",
        ),
    )  # fmt: skip
    carried = tuple(
        Point(at, 3, at, one, state=PointState.LAPSED) for at, one in enumerate(left, 1)
    )
    drawn = room.draw(Level.GROUP, before=Before(carried=carried, held=HELD))
    assert keys(drawn.raised) == ["person:5", f"figure:csat_rate:team={team}"]
    assert {one.source for one in drawn.raised} == {Source.CARRIED}
    # The figure is today's, not the one that stood there a week ago.
    figure = drawn.raised[1].figure
    assert figure is not None
    assert word(figure, Lang.ZH).startswith("满意度 80.0%")


def test_a_figure_that_was_left_open_is_told_as_it_is_now(room: Room) -> None:
    """It is no problem of this week, but nobody has decided about it yet."""
    room.fill(weeks())
    said, team = msg("agenda.plain", text="满意度明显变差"), room.team(AFTER)
    key = f"figure:csat_rate:team={team}"
    old = Raised(key, Source.FIGURE, said, figure=said, metric="csat_rate")
    drawn = room.draw(Level.GROUP, before=Before(carried=(Point(1, 3, 1, old),), held=HELD))
    (left,) = drawn.raised
    assert left.figure is not None
    assert word(left.figure, Lang.ZH).startswith("满意度 90.0%，前一周 90.0%")


# -- cases -----------------------------------------------------------------------------------------


def approved(room: Room, number: str, kind: CaseKind, level: Level, **more: Any) -> None:
    consent = more.pop("consent", Consent.NONE)
    text = more.pop("text", "顾客问价保，按去年的规则答了")
    team = room.team(AFTER) if level is Level.GROUP else 0
    report = Report(kind, text, "", "规则一改就置顶", "rule_unknown", LAST, level, team, **more)
    case = Case(number, report, CaseState.APPROVED, LAST, LAST, level, team, consent=consent)
    with room.database.write() as work:
        assert cases.add(work, case, f"{number:0>64}")


def test_cases_are_praise_or_problems_and_nobody_is_guessed(room: Room) -> None:
    room.fill(weeks())
    praised = room.person("柏大白")
    approved(room, "WRG", CaseKind.WRONG, Level.GROUP, named_by=room.person("陈如露"))
    approved(room, "GUD", CaseKind.WELL, Level.GROUP, text="预计发货的快捷回复", praised=praised,
             consent=Consent.YES)  # fmt: skip
    approved(room, "SHY", CaseKind.WELL, Level.GROUP, text="半夜顶班", praised=praised,
             consent=Consent.ASKED)  # fmt: skip
    approved(room, "DEP", CaseKind.RULE, Level.DEPARTMENT, text="运费险规则说法不一")
    drawn = room.draw(Level.GROUP)
    assert keys(drawn.raised) == ["case:WRG"]
    said = screen(drawn, Level.GROUP)
    assert "做得好：预计发货的快捷回复（柏大白）" in said
    assert "做得好：半夜顶班" in said
    assert "待改进（匿名）：顾客问价保，按去年的规则答了" in said
    assert "只谈规则和流程，不猜是谁" in said
    assert "陈如露" not in everything(drawn, Level.GROUP)
    assert keys(room.draw(Level.DEPARTMENT).raised) == ["case:DEP"]
    assert room.draw(Level.GROUP, team=PRE).raised == ()


# -- nobody is named above a group -----------------------------------------------------------------

PERIODS = {
    Cadence.WEEKLY: periods.week(LAST),
    Cadence.MONTHLY: periods.month(2026, 7),
    Cadence.QUARTERLY: periods.quarter(2026, 2),
    Cadence.ANNUAL: periods.year(2025),
    Cadence.PROMOTION: periods.span(date(2026, 6, 16), date(2026, 6, 20)),
    Cadence.BEFORE_PROMOTION: periods.span(date(2026, 6, 16), date(2026, 6, 20)),
}


@pytest.mark.parametrize("level", UPPER)
def test_no_name_is_in_an_agenda_above_a_group(room: Room, level: Level) -> None:
    room.fill(weeks((70, 60, 80), reply=50))
    who = "、".join(NAMES)
    team, owner = room.team(AFTER), room.person("柏大白")
    decided = tuple(
        item(at, f"请{name}和{other}一起看", state, team=team, owner=owner,
             last_reason=f"{name}没空", stuck=f"等{other}", due=date(2026, 8, 1))
        for at, (name, other, state) in enumerate(
            [(a, b, s) for a, b in itertools.pairwise(NAMES)
             for s in (State.ACCEPTED, State.DROPPED, State.NOT_EFFECTIVE, State.VERIFIED)], 1)
    )  # fmt: skip
    for name in NAMES:
        approved(room, f"W{NAMES.index(name)}", CaseKind.WRONG, level, text=f"{name}说的规则不对")
    approved(room, "GUD", CaseKind.WELL, level, text=f"{who}都顶班", praised=owner,
             consent=Consent.YES)  # fmt: skip
    typed = Raised("person:1", Source.PERSON, msg("agenda.plain", text=f"{who}的班怎么排"))
    before = Before(decided, (Point(1, 3, 1, typed),), (1, 2), HELD)
    for cadence, period in PERIODS.items():
        for lang in Lang:
            drawn = room.draw(level, cadence, period=period, before=before, lang=lang)
            said = everything(drawn, level)
            assert [name for name in NAMES if name in said] == []
            assert "person:1" in keys(drawn.raised)


def test_in_a_companys_agenda_every_problem_has_a_proposal(room: Room) -> None:
    room.fill(weeks((70, 60, 80), reply=50))
    approved(room, "RUL", CaseKind.RULE, Level.COMPANY)
    failed = item(3, "来消息加提示音", State.NOT_EFFECTIVE)
    typed = Raised("person:1", Source.PERSON, msg("agenda.plain", text="班怎么排"))
    drawn = room.draw(Level.COMPANY, before=Before((failed,), (Point(1, 3, 1, typed),), held=HELD))
    assert len(drawn.raised) >= 4
    assert all(one.proposal is not None for one in drawn.raised)
    said = screen(drawn, Level.COMPANY)
    assert said[3].startswith("可以商量：")


# -- its shape -------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [Level.GROUP, *UPPER])
@pytest.mark.parametrize("cadence", list(Cadence))
def test_every_agenda_fits_a_screen_and_fills_its_blocks(
    room: Room, level: Level, cadence: Cadence
) -> None:
    room.fill(weeks((70, 60, 80), reply=50))
    drawn = room.draw(level, cadence, period=PERIODS[cadence])
    assert drawn.agenda.blocks[0].kind is BlockKind.LAST
    assert all(block.lines for block in drawn.agenda.blocks)
    most = WEEKLY_SCREEN if cadence is Cadence.WEEKLY else LONG_SCREEN
    for lang in Lang:
        assert len(screen(drawn, level, lang)) <= most
    personal = "个人数据已私信各人，会上不念" in screen(drawn, level)
    assert personal is (level is Level.GROUP)


def test_a_month_sets_channels_side_by_side(room: Room) -> None:
    room.fill(weeks())
    drawn = room.draw(Level.DEPARTMENT, Cadence.MONTHLY, period=PERIODS[Cadence.MONTHLY])
    below = thread(drawn, Level.DEPARTMENT)
    at = below.index("渠道对比")
    assert {line.partition("：")[0] for line in below[at + 1 : at + 3]} == {"热线", "在线"}
    assert all("：接待 " in line for line in below[at + 1 : at + 3])


def test_at_most_four_problems_come_from_data(room: Room) -> None:
    room.fill(weeks((60, 60, 60), reply=90))
    for metric, target in (("csat_rate", 0.95), ("frt", 20.0), ("inq_conv_final", 0.9),
                           ("frt_30s_rate", 0.99)):  # fmt: skip
        with_target(room, metric, target)
    for level, most in ((Level.GROUP, 3), (Level.DEPARTMENT, 4), (Level.COMPANY, 4)):
        found = room.draw(level, team=PRE).raised
        assert 2 <= len(found) <= most


def test_shared_figures_draw_the_same_agenda(room: Room) -> None:
    room.fill(weeks((90, 80, 90)))
    alone: Callable[[str], Any] = lambda team: room.draw(Level.GROUP, team=team)  # noqa: E731
    shared = Shared().compute
    for team in (AFTER, PRE):
        together = room.draw(Level.GROUP, team=team, compute=shared)
        assert together == alone(team)


def test_points_of_an_agenda_are_numbered_in_order(room: Room) -> None:
    drawn = room.fill(weeks((70, 60, 80), reply=50)).draw(Level.DEPARTMENT)
    said = screen(drawn, Level.DEPARTMENT)
    for at, point in enumerate(points_of(drawn.raised), 1):
        assert said[1 + at] == f"{at}. {word(point.raised.about, Lang.ZH)}"
