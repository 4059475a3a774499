"""How far a target is reached, and what it comes to: every figure reckoned by hand.

Sales of three years: 100 yuan a day, on the 11th of a month 1,000; this November twice as much.
Today is 21 November 2026, the last day with figures is the 20th.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from base.answer import Answer
from base.clock import FixedClock
from base.language import Lang
from base.rights import operator
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands.context import Context, Request
from commands.router import handle
from storage.engine import Database
from tests.helpers.world import take, write_csv

REPORT = (
    "day", "shop", "team", "agent", "contacts", "answered", "frt_n", "frt_sum_s", "ratings", "good",
    "inquiries", "paid", "sales_fen",
)  # fmt: skip
FIRST, LAST = date(2023, 11, 1), date(2026, 11, 20)
CLOCK = FixedClock(datetime(2026, 11, 21, 1, tzinfo=UTC))

Asked = Callable[..., Answer]


def fen(day: date) -> int:
    this = 2 if (day.year, day.month) == (2026, 11) else 1
    return this * (100_000 if day.day == 11 else 10_000)


def fed(database: Database, folder: Path, first: date) -> Asked:
    rows = [
        (day, "旗舰店", "售前组", "小美", 100, 98, 98, 980, 50, 45, 10, 5, fen(day))
        for day in (first + timedelta(days=i) for i in range((LAST - first).days + 1))
    ]
    take(database, write_csv(folder, REPORT, rows))

    def ask(text: str, lang: Lang = Lang.ZH) -> Answer:
        return handle(Context(database, CLOCK), Request(text, operator(lang), lang))

    return ask


@pytest.fixture
def asked(database: Database, tmp_path: Path) -> Asked:
    """Ask an installation with three years of sales."""
    return fed(database, tmp_path, FIRST)


def said(answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
    return [line for line in plain_lines(answer, lang) if line]


def test_a_month_against_its_target_by_last_years_shape(asked: Asked) -> None:
    """Last November: 2,900 of 3,900 yuan by the 20th (74.4 %). This one: 5,800, so 7,800 in all.

    In 23 months before (a year before each is known) 20 days projected 3,900 of a month's 30 days
    by the shape of the same month: right to the yuan, but where February had another day.
    """
    asked("/target 销售额 7500 2026年11月")
    assert said(asked("销售额完成率 11月")) == [
        "11 月到 20 日客服销售额 5,800 元，是月目标 7,500 元的 77.3%",
        "按去年同期的走势该到 74.4%，超前 2.9 个点。",
        "照现在的走势，到月底大约 7,800 元（7,800 元–7,800 元），是目标的 104.0%。",
        "上月同 20 天 2,900 元。",
    ]
    answer = asked("sales month to date against target", Lang.EN)
    assert said(answer, Lang.EN) == [
        "CS sales in November so far (1–20): ¥5,800, 77.3% of the monthly target of ¥7,500",
        "At last year’s pace it would be 74.4% by now, so 2.9 points ahead.",
        "At this pace it comes to about ¥7,800 by the end of the month "
        "(between ¥7,800 and ¥7,800), 104.0% of the target.",
        "For the same 20 days of the month before: ¥2,900.",
    ]
    assert [word(note, Lang.EN) for note in answer.notes][-1].startswith("The range: of ")
    beside = next(one for one in answer.compare if one.against == "target")
    assert beside.value == pytest.approx(7500 * 2900 / 3900)
    assert answer.target == 7500


@pytest.mark.parametrize(
    "text",
    ["这个月销售做了多少，目标完成几成", "销售额达成率 本月", "销售额 目标完成率 本月",
     "sales month to date against target", "sales attainment in November", "完成率 本月"],
)  # fmt: skip
def test_words_for_attainment_lead_there(asked: Asked, text: str) -> None:
    asked("/target 销售额 7500 2026年11月")
    answer = asked(text)
    assert answer.takeaway.key == "target.take"
    assert answer.figure is not None
    assert answer.figure.metric == "cs_sales"


def test_the_metric_that_is_named_wins(asked: Asked) -> None:
    asked("/target 满意度 92%")
    asked("/target 未回复 2026年11月 60")
    assert said(asked("满意度完成率 上周"))[0] == "上周满意度 90.0%，没到目标 92%，差 2.0 个点"
    assert said(asked("未回复完成率 本月")) == [
        "11 月到 20 日未回复人次 40，是月上限 60的 66.7%",
        "按去年同期的走势是 66.7%。",
        "照现在的走势，到月底大约 60（60–60），是目标的 100.0%。",
        "上月同 20 天 40。",
    ]


def test_a_period_that_is_over_is_met_or_missed(asked: Asked) -> None:
    """October: 30 days of 100 and one of 1,000."""
    asked("/target 销售额 4000 2026年10月")
    assert said(asked("销售额 10月"))[-1] == "月目标 4,000 元，达标（100.0%）。"
    asked("/target 销售额 5000 2026年10月")
    assert said(asked("销售额 10月"))[-1] == "月目标 5,000 元，没达标（80.0%）。"
    assert said(asked("销售额完成率 10月"))[0] == (
        "10 月客服销售额 4,000 元，是月目标 5,000 元的 80.0%"
    )


def test_a_year_and_a_quarter_have_theirs(asked: Asked) -> None:
    asked("/target 销售额 2026 5万")
    told = said(asked("今年销售额完成率"))
    # January to October: 304 days, ten of them of 1,000; November as above.
    assert told[0] == "今年到 11/20 客服销售额 4.5 万，是全年目标 5.0 万的 90.4%"
    assert "历史还不够，说不出上下差多少" in told[2]
    asked("/target 销售额 2026Q4 1万")
    assert said(asked("销售额完成率 本季度"))[0].endswith("是季度目标 1.0 万的 98.0%")


def test_without_last_year_every_day_weighs_the_same(database: Database, tmp_path: Path) -> None:
    ask = fed(database, tmp_path, date(2026, 8, 1))
    ask("/target 销售额 7500 2026年11月")
    answer = ask("销售额完成率 本月")
    assert said(answer)[1:3] == [
        "按天数（20/30）该到 66.7%，超前 10.6 个点。",
        "照现在的走势，到月底大约 8,700 元，是目标的 116.0%；历史还不够，说不出上下差多少。",
    ]


def test_no_target_of_the_figure_is_said(asked: Asked) -> None:
    answer = asked("销售额完成率 本月")
    assert word(answer.notes[0], Lang.ZH).startswith("客服销售额还没定目标")
    asked("/target 销售额 2026 5万")
    assert word(asked("销售额完成率 本月").notes[0], Lang.ZH).startswith(
        "客服销售额更长时间的目标定了，还没分到这一段"
    )
