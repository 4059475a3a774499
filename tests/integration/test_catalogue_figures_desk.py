"""Every entry on reception, replies, sales, satisfaction, the bot and calls: from rows written by
hand to the figure reckoned by hand, through the doors that people use."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from base.dimensions import Dim
from base.language import Lang
from base.rights import Actor, Role
from base.units import Adds
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands.context import Context, Request
from commands.router import handle
from metrics import periods
from metrics.catalogue import (
    CATALOGUE,
    bot,
    buyers,
    callcentre,
    csat,
    funnel,
    reception,
    reply,
    sales,
)
from metrics.model import Derived, PerBuyer, Repurchase
from storage.engine import Database
from storage.people import StaffRow, apply_staff
from tests.conftest import Databases
from tests.helpers.desk_table import (
    CASES,
    HEADER,
    ORDER_HEADER,
    ORDERS,
    D,
    F,
    measure_lines,
)
from tests.helpers.world import CLOCK, ask, by, days, only, take, total, write_csv

MODULES = (reception, reply, sales, buyers, funnel, csat, bot, callcentre)
KEYS = tuple(metric.key for module in MODULES for metric in module.METRICS)
# Comparisons of other figures: each has a test of its own below.
COMPARISONS = {
    "attainment", "growth_wow", "growth_mom", "growth_yoy", "sales_funnel", "csat_delta",
}  # fmt: skip
BOTH = days("2026-10-05", "2026-10-06")
BOSS = Actor(1, "老板", frozenset({Role.MANAGER}))


@pytest.fixture(scope="module")
def desk(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with the rows in it, imported as people import them."""
    with databases() as database:
        staff = (("甲", "售前组"), ("乙", "售后组"), ("丙", "抖音组"))
        apply_staff(
            database, [StaffRow(name, team=team, accounts=(("", name),)) for name, team in staff]
        )
        folder = tmp_path_factory.mktemp("desk")
        for header, rows, source in (
            (HEADER, measure_lines(), "measure_table"),
            (ORDER_HEADER, ORDERS, "order_lines"),
        ):
            report = take(database, write_csv(folder, header, rows), source=source)
            assert report.rejected_count == 0, report.rejected
        yield database


def answer(database: Database, text: str, lang: Lang = Lang.ZH) -> Any:
    """Return what a manager is answered."""
    return handle(Context(database, CLOCK), Request(text, BOSS, lang))


def said(database: Database, text: str, lang: Lang = Lang.ZH) -> str:
    """Return an answer's text with its notes."""
    found = answer(database, text, lang)
    return "\n".join((*plain_lines(found, lang), *(word(note, lang) for note in found.notes)))


def test_every_entry_has_a_case() -> None:
    derived = {key for key in KEYS if isinstance(CATALOGUE[key].formula, Derived)}
    assert derived == COMPARISONS
    assert set(KEYS) - derived == set(CASES)


@pytest.mark.parametrize("key", CASES)
def test_the_figure_is_what_the_rows_come_to(desk: Database, key: str) -> None:
    found = total(desk, key, BOTH)
    assert found.value == pytest.approx(CASES[key].value)
    assert found.n == CASES[key].n


@pytest.mark.parametrize("key", [key for key, case in CASES.items() if case.first is not None])
def test_one_agents_figure_is_his_own(desk: Database, key: str) -> None:
    assert by(desk, key, BOTH, Dim.AGENT)["甲"].value == pytest.approx(CASES[key].first)
    assert by(desk, key, BOTH, Dim.TEAM)["售前组"].value == pytest.approx(CASES[key].first)


@pytest.mark.parametrize("key", [key for key, case in CASES.items() if case.first is None])
def test_the_first_day_and_the_second_make_the_whole(desk: Database, key: str) -> None:
    """What adds up does so over days; what does not is another figure than the sum."""
    metric = CATALOGUE[key]
    if Dim.DAY not in metric.cuts:
        assert key.startswith("repurchase_rate_")
        return
    each = by(desk, key, BOTH, Dim.DAY)
    # Whatever the bot or the second shop alone has, it has on the 6th.
    assert set(each) <= {date(2026, 10, 5), date(2026, 10, 6)}
    summed = sum(found.value or 0 for found in each.values())
    if metric.adds in (Adds.ADD, Adds.DISTINCT):
        assert summed == pytest.approx(CASES[key].value)


# -- never an average of averages ------------------------------------------------------------------

POOLED = [key for key in CASES if CATALOGUE[key].adds in (Adds.RATIO, Adds.DIST)]


@pytest.mark.parametrize("key", POOLED)
def test_the_whole_is_no_mean_of_its_members(desk: Database, key: str) -> None:
    """Numbers are chosen so that a mean of means would show: over agents, shops or days."""
    metric = CATALOGUE[key]
    if isinstance(metric.formula, Repurchase) and metric.formula.days:
        cuts = [Dim.SHOP]
    else:
        cuts = [cut for cut in (Dim.AGENT, Dim.SHOP, Dim.DAY) if cut in metric.cuts]
    means = []
    for cut in cuts:
        found = [line.value for line in by(desk, key, BOTH, cut).values() if line.value is not None]
        if len(found) > 1:
            means.append(sum(found) / len(found))
    if key == "bot_conv":
        assert means == []  # the bot sold in one shop on one day
        return
    assert means
    assert any(mean != pytest.approx(CASES[key].value, rel=1e-3) for mean in means)


def test_buyers_of_two_days_are_different_people_once(desk: Database) -> None:
    each = by(desk, "spend_per_buyer", BOTH, Dim.DAY)
    assert [found.n for _, found in sorted(each.items())] == [2, 4]
    assert total(desk, "spend_per_buyer", BOTH).n == 5
    assert all(isinstance(CATALOGUE[k].formula, PerBuyer) for k in ("spend_per_buyer",
                                                                    "items_per_buyer"))  # fmt: skip


def test_a_window_looks_back_from_the_end_of_the_period(desk: Database) -> None:
    later = days("2026-11-10", "2026-11-10")
    # Thirty days to 10 November begin after every order.
    assert total(desk, "repurchase_rate_30d", later).value is None
    assert total(desk, "repurchase_rate_90d", days("2026-10-30", "2026-10-30")).value == 1 / 5


def test_peaks_are_never_summed(desk: Database) -> None:
    assert {k: f.value for k, f in by(desk, "max_concurrent", BOTH, Dim.AGENT).items()} == {
        "甲": 7, "乙": 9, "丙": 4,
    }  # fmt: skip
    assert total(desk, "max_concurrent", BOTH).value == 9
    assert "整体是其中最大的一个" in said(desk, "最大同时接待 2026-10-05到2026-10-06 按组")


def test_a_forecast_is_held_against_each_day(desk: Database) -> None:
    each = by(desk, "wape", BOTH, Dim.DAY)
    assert each[date(2026, 10, 5)].value == pytest.approx(10 / 100)
    assert each[date(2026, 10, 6)].value == pytest.approx(5 / 60)
    # 乙 had ten too few, 丙 five too many: on the day that is five, by team it is not.
    teams = by(desk, "wape", BOTH, Dim.TEAM)
    assert teams["售后组"].value == pytest.approx(10 / 50)
    assert teams["抖音组"].value == pytest.approx(5 / 10)


def test_whoever_comes_twice_is_said_to_count_twice(desk: Database) -> None:
    note = "这是人次"
    for key in ("咨询人数", "询单人数", "访客数", "老客成交人数"):
        assert note in said(desk, f"{key} 2026-10-05到2026-10-06"), key
        assert note not in said(desk, f"{key} 2026-10-05"), key
    assert note not in said(desk, "接待量 2026-10-05到2026-10-06")
    english = said(desk, "people who asked 2026-10-05 to 2026-10-06", Lang.EN)
    assert "person-days" in english


def test_the_bots_sales_are_the_bots(desk: Database) -> None:
    handlers = by(desk, "inq_conv_final", BOTH, Dim.HANDLER)
    assert handlers["bot"].value == total(desk, "bot_conv", BOTH).value
    assert handlers["human"].value == total(desk, "human_conv", BOTH).value


def test_a_share_of_the_whole_shop_by_agent(desk: Database) -> None:
    """Agents know no orders: each has his part of all of them, and the parts make the share."""
    agents = by(desk, "cs_sales_share", BOTH, Dim.AGENT)
    known = {k: f.value for k, f in agents.items() if f.value}
    assert known == {"甲": 30 / 510, "乙": 10 / 510, "丙": 5 / 510}
    shops = by(desk, "cs_sales_share", BOTH, Dim.SHOP)
    assert {k: f.value for k, f in shops.items()} == {F: 40 / 300, D: 5 / 210}


def test_bands_are_shown_without_being_asked(desk: Database) -> None:
    told = answer(desk, "工单响应时效 2026-10-05到2026-10-06")
    assert told.figure.value == 44
    assert {row.members[0][1].zh: row.value for row in told.table.rows} == {
        "1 分钟内": 13, "1–30 分钟": 20, "没有响应": 11,
    }  # fmt: skip


def test_time_is_told_as_time_and_money_is_no_n(desk: Database) -> None:
    line = plain_lines(answer(desk, "占用率 2026-10-05到2026-10-06"), Lang.ZH)[1]
    assert "13 小时 20 分 在线工时" in line
    assert "400" not in plain_lines(answer(desk, "客服销售占比 2026-10-05到2026-10-06"), Lang.ZH)[1]
    assert "10.3 an hour" in said(desk, "cph 2026-10-05 to 2026-10-06", Lang.EN)
    assert "每小时 10.3 次" in said(desk, "每小时处理量 2026-10-05到2026-10-06")


# -- rows of logs ----------------------------------------------------------------------------------

CHATS = (
    ("1", "2026-10-08 09:00:00", "甲", 12, 5),
    ("2", "2026-10-08 09:10:00", "甲", 20, 4),
    ("3", "2026-10-08 09:20:00", "甲", 40, 3),
    ("4", "2026-10-08 09:30:00", "甲", 28, 2),
    ("5", "2026-10-08 09:40:00", "乙", 120, 1),
    ("6", "2026-10-08 09:50:00", "乙", None, None),
)


def test_a_chat_log_feeds_the_same_entries(databases: Databases, tmp_path: Path) -> None:
    header = ("会话编号", "开始时间", "店铺", "客服", "首次响应（秒）", "评分")
    rows = [(at, when, F, who, frt, score) for at, when, who, frt, score in CHATS]
    with databases() as database:
        take(database, write_csv(tmp_path, header, rows), source="chat_log")
        day = periods.day(date(2026, 10, 8))
        figures = {key: total(database, key, day) for key in
                   ("contacts", "frt", "frt_30s_rate", "csat_rate", "dissat_rate", "csat_mean",
                    "connect_rate")}  # fmt: skip
    assert {key: (found.value, found.n) for key, found in figures.items()} == {
        "contacts": (6, 6),
        "frt": (220 / 5, 5),
        "frt_30s_rate": (3 / 5, 5),
        "csat_rate": (2 / 5, 5),
        # A 3 is neither good nor bad.
        "dissat_rate": (2 / 5, 5),
        "csat_mean": (15 / 5, 5),
        "connect_rate": (5 / 6, 6),
    }


# -- comparisons -----------------------------------------------------------------------------------

WEEKS = (("2026-09-28", 50, 40, 900), ("2026-10-05", 80, 72, 1200), ("2025-10-06", 40, 30, 600))


@pytest.fixture(scope="module")
def weeks(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Ratings, good ones and sales of three Mondays: a week before, the week, and a year before."""
    with databases() as database:
        names = ("ratings", "good", "order_sales", "orders", "items")
        rows = [
            (day, F, name, value)
            for day, ratings, good, sold in WEEKS
            for name, value in zip(names, (ratings, good, sold, 10, 10), strict=True)
        ]
        folder = tmp_path_factory.mktemp("weeks")
        take(database, write_csv(folder, ("day", "shop", "measure", "value"), rows),
             source="measure_table")  # fmt: skip
        yield database


def test_csat_improvement_is_the_difference_in_points(weeks: Database) -> None:
    told = answer(weeks, "满意度提升率 2026-10-05到2026-10-11")
    assert told.figure.metric == "csat_rate"
    assert told.figure.value == 72 / 80
    (before,) = [c for c in told.compare if c.against == "previous"]
    assert before.change == pytest.approx(72 / 80 - 40 / 50)
    assert before.change_unit == "points"


@pytest.mark.parametrize(
    ("key", "word", "base"), [("growth_wow", "环比", 900), ("growth_mom", "环比", None),
                              ("growth_yoy", "同比", 600)],
)  # fmt: skip
def test_growth_is_asked_beside_any_figure(
    weeks: Database, key: str, word: str, base: float | None
) -> None:
    formula = CATALOGUE[key].formula
    assert isinstance(formula, Derived)
    assert formula.of is None
    period = "2026-10" if base is None else "2026-10-05到2026-10-11"
    told = answer(weeks, f"店铺销售额 {period} {word}")
    assert told.figure.metric == "shop_sales"
    (found,) = [c for c in told.compare if c.against == formula.against]
    # September's only Monday is the 28th: a month on the month before has the same base here.
    assert found.value == (base or 900)
    assert found.change == pytest.approx(1200 / (base or 900) - 1)


def test_the_funnel_asks_for_the_shops_sales(weeks: Database) -> None:
    told = answer(weeks, "销售漏斗 2026-10-05")
    assert told.figure.metric == "shop_sales"
    assert told.figure.value == 1200


def test_attainment_is_actual_by_target(weeks: Database) -> None:
    assert CATALOGUE["attainment"].formula == Derived(None, "target")
    answer(weeks, "/target set 店铺销售额 2400 2026-10")
    told = answer(weeks, "店铺销售额 2026-10 完成率")
    assert "50.0%" in "\n".join(plain_lines(told, Lang.ZH))


def test_names_of_one_thing_say_how_they_differ() -> None:
    groups: dict[str, list[str]] = {}
    for key in KEYS:
        if CATALOGUE[key].same_name:
            groups.setdefault(str(CATALOGUE[key].same_name), []).append(key)
    assert len(groups["reply_rate"]) == 4
    for name, keys in groups.items():
        windows = {CATALOGUE[key].window for key in keys}
        assert len(keys) > 1, name
        assert None not in windows
        assert len(windows) == len(keys), name


def test_a_figure_without_data_says_what_to_import(weeks: Database) -> None:
    told = said(weeks, "转人工率 2026-10-05")
    assert "handoffs、bot_chats" in told
    assert only(weeks, Dim.SHOP, F)
    assert ask(weeks, "handoff_rate", BOTH).total.value is None
