"""What is typed of a target beside metric and value: its time, its reason, how it is split."""

from datetime import date

import pytest

from base.dimensions import Dim
from commands.target_words import (
    Method,
    Verb,
    basis_in,
    opens_form,
    split_in,
    time_in,
    verb_in,
)
from storage.targets import STANDING, Basis, Kind, Span

TODAY = date(2026, 11, 21)
YEAR = Span(Kind.YEAR, date(2027, 1, 1))
FIRST = Span(Kind.QUARTER, date(2027, 1, 1))
MARCH = Span(Kind.MONTH, date(2027, 3, 1))
NOVEMBER = Span(Kind.MONTH, date(2026, 11, 1))
DECEMBER = Span(Kind.MONTH, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "span", "rest"),
    [
        ("csat_rate 92% by team 售前 for 2027", YEAR, "csat_rate 92% by team 售前"),
        ("销售额 2027 1200万", YEAR, "销售额 1200万"),
        ("销售额 2027全年 1200万", YEAR, "销售额 1200万"),
        ("销售额 2027年度 1200万", YEAR, "销售额 1200万"),
        ("销售额 明年 1200万", YEAR, "销售额 1200万"),
        ("sales next year 12m", YEAR, "sales 12m"),
        ("满意度 92% 售前组 2027年Q1", FIRST, "满意度 92% 售前组"),
        ("满意度 92% 2027Q1", FIRST, "满意度 92%"),
        ("Q1 2027 sales 3m", FIRST, "sales 3m"),
        ("销售额 明年一季度 300万", FIRST, "销售额 300万"),
        ("销售额 2027年第一季度 300万", FIRST, "销售额 300万"),
        ("sales 3m next quarter", FIRST, "sales 3m"),
        ("满意度 2027年3月 93%", MARCH, "满意度 93%"),
        ("满意度 三月 93%", MARCH, "满意度 93%"),
        ("csat 93% in March", MARCH, "csat 93%"),
        ("csat 93% Mar 2027", MARCH, "csat 93%"),
        ("csat 93% 2027-03", MARCH, "csat 93%"),
        ("sales 1.2m for December by shop", DECEMBER, "sales 1.2m by shop"),
        ("销售额 80万 下个月", DECEMBER, "销售额 80万"),
        ("销售额 80万 十二月", DECEMBER, "销售额 80万"),
        ("首响 30秒 11月", NOVEMBER, "首响 30秒"),
        ("首响 30秒 本月", NOVEMBER, "首响 30秒"),
        ("满意度 92%", STANDING, "满意度 92%"),
        ("销售额 1.2万 每月", STANDING, "销售额 1.2万 每月"),
        ("满意度 92% 上周", STANDING, "满意度 92% 上周"),
        ("sales 2027万", STANDING, "sales 2027万"),
        ("30秒内首响率 80%", STANDING, "30秒内首响率 80%"),
        ("订单 618", STANDING, "订单 618"),
    ],
)
def test_the_time_of_a_target_looks_ahead(text: str, span: Span, rest: str) -> None:
    found = time_in(text, TODAY)
    assert (found.span, found.rest) == (span, rest)


@pytest.mark.parametrize(
    ("text", "basis", "rest"),
    [
        ("满意度 92% 依据 市场需求：行业涨一成", Basis("market", "行业涨一成"), "满意度 92%"),
        ("满意度 92%，因为团队能力", Basis("team", ""), "满意度 92%"),
        ("csat 92% because company strategy", Basis("strategy", ""), "csat 92%"),
        ("csat 92% because the market grows", Basis("", "the market grows"), "csat 92%"),
        ("csat 92% basis: team capability - two new hires",
         Basis("team", "two new hires"), "csat 92%"),
        ("满意度 92%", Basis(), "满意度 92%"),
    ],
)  # fmt: skip
def test_the_reason_is_one_of_three_or_free_words(text: str, basis: Basis, rest: str) -> None:
    assert basis_in(text) == (basis, rest)


@pytest.mark.parametrize(
    ("text", "by", "method", "rest"),
    [
        ("销售额 2027 按月 按去年", Kind.MONTH, Method.SHAPE, "销售额 2027"),
        ("销售额 2027 按去年 按季度", Kind.QUARTER, Method.SHAPE, "销售额 2027"),
        ("sales 2027 by team evenly", Dim.TEAM, Method.EVEN, "sales 2027"),
        ("sales 2027 by month by last year", Kind.MONTH, Method.SHAPE, "sales 2027"),
        ("销售额 2027 按区域 平均", Dim.COUNTRY, Method.EVEN, "销售额 2027"),
        ("sales 2027 by shop by hand", Dim.SHOP, Method.HAND, "sales 2027"),
        ("销售额 2027 分到各组", Dim.TEAM, None, "销售额 2027"),
        ("sales 2027 monthly", Kind.MONTH, None, "sales 2027"),
        ("销售额 2027 平均", None, Method.EVEN, "销售额 2027"),
    ],
)
def test_how_to_split_is_read(
    text: str, by: Kind | Dim | None, method: Method | None, rest: str
) -> None:
    assert split_in(text) == (by, method, rest)


def test_verbs_come_first_or_after_the_thing() -> None:
    assert verb_in("split 销售额 2027") == (Verb.SPLIT, "销售额 2027")
    assert verb_in("销售额 2027 拆分 按月") == (Verb.SPLIT, "销售额 2027 按月")
    assert verb_in("历史 满意度") == (Verb.HISTORY, "满意度")
    assert verb_in("set csat 92%") == (Verb.SET, "csat 92%")
    assert verb_in("settled rate 92%") == (None, "settled rate 92%")


def test_a_form_is_opened_where_the_parts_are_not_typed() -> None:
    assert opens_form("/target split sales 2027 by month by hand")
    assert opens_form("目标 拆分 销售额 2027 按组 手动")
    assert opens_form("目标 拆分 销售额 2027Q1 按月 手动")
    assert not opens_form("目标 拆分 销售额 2027 按组 手动 售前组 700万")
    assert not opens_form("目标 拆分 销售额 2027 按月 按去年")
    assert not opens_form("目标 满意度 92%")
