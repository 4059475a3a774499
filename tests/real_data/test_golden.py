"""The golden examples' computed figures, from the golden files, to the digit shown.

Figures come from the public door: a request as typed, an answer as worded.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from base.answer import Answer
from base.clock import FixedClock
from base.language import Lang
from base.rights import operator
from bot.render.json import answer_json
from bot.render.terminal import cells, plain_lines
from commands.context import Context, Place, Request
from commands.router import handle
from storage.engine import Database
from tests.helpers.golden import NOW, golden_database, needs_golden

pytestmark = needs_golden


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with golden_database(tmp_path_factory.mktemp("golden")) as lent:
        yield lent


def asked(
    database: Database, text: str, lang: Lang = Lang.ZH, place: Place = Place.PRIVATE
) -> Answer:
    return handle(Context(database, NOW), Request(text, operator(lang), lang, place))


def said(database: Database, text: str, lang: Lang = Lang.ZH) -> str:
    answer = asked(database, text, lang)
    return "\n".join(plain_lines(answer, lang))


@pytest.mark.parametrize(
    ("text", "lang", "fragments"),
    [
        # G01
        ("接待量 双十一", Lang.ZH, ["32,310", "30,575"]),
        ("满意度 双十一", Lang.ZH, ["88.0%", "90.0%"]),
        ("销售 双十一", Lang.ZH, ["109.1 万", "98.3 万", "多 11.1%"]),
        ("转化 双十一", Lang.ZH, ["52.0%", "49.3%", "2.7 个点"]),
        ("首响 双十一", Lang.ZH, ["39 秒", "40 秒"]),
        ("接待量 上周 和平常比", Lang.ZH, ["32,310", "2.5 倍", "8/24–9/20"]),
        ("满意度 上周 和平常比", Lang.ZH, ["低 4.1 个点", "92.1%"]),
        # G02
        ("sales Double 11", Lang.EN, ["¥1.09M", "¥983K", "11.1%"]),
        ("csat Double 11", Lang.EN, ["88.0%", "90.0%"]),
        ("first reply Double 11", Lang.EN, ["39 s"]),
        ("conversion Double 11", Lang.EN, ["52.0%", "49.3%"]),
        # G03
        ("30秒内首响 双十一", Lang.ZH, ["67.1%", "67.0%"]),
        ("30秒内首响 上周 和平常比", Lang.ZH, ["86.2%"]),
        ("首响 上周 和平常比", Lang.ZH, ["16 秒"]),
        ("未回复 双十一", Lang.ZH, ["159", "147"]),
        ("未回复 上周 和平常比", Lang.ZH, ["19"]),
        ("转化 上周 和平常比", Lang.ZH, ["53.8%"]),
        ("接待量 上周 和平常比", Lang.ZH, ["12,954"]),
        ("销售 上周 和平常比", Lang.ZH, ["42.7 万"]),
        # G15, G16
        ("首响 昨天", Lang.ZH, ["昨天（11/20 周五）首响平均 17 秒", "前一天也是 17 秒"]),
        ("首响 昨天", Lang.ZH, ["按 2,254 次会话算"]),
        ("first reply yesterday", Lang.EN, ["17 s", "2,254 chats"]),
        # G17
        ("满意毒 上周", Lang.ZH, ["“满意毒”按“满意度”算了", "88.0%"]),
        # G48
        ("满意度 本周", Lang.ZH, ["90.9%", "92.1%", "1.2 个点", "988 个评价", "88.2%", "双十一"]),
    ],
)  # fmt: skip
def test_figures_of_the_golden_messages(
    database: Database, text: str, lang: Lang, fragments: list[str]
) -> None:
    answer = said(database, text, lang)
    missing = [fragment for fragment in fragments if fragment not in answer]
    assert not missing, answer


def test_the_slow_hours_of_double_11(database: Database) -> None:
    """G01: 165 s in Pre-sales and Douyin from 20 to 24 on 11 Nov, 27 s otherwise."""
    slow = asked(database, "首响 11/11 20-24点 售前组 抖音组")
    assert slow.figure is not None
    assert round(slow.figure.value or 0) == 165
    whole = asked(database, "首响 11/9-11/15 0-24点").figure
    assert whole is not None
    assert slow.figure.n is not None
    assert whole.n is not None
    rest = (whole.value or 0) * whole.n - (slow.figure.value or 0) * slow.figure.n
    assert round(rest / (whole.n - slow.figure.n)) == 27


def test_g11_for_the_supervisor(database: Database) -> None:
    answer = asked(database, "满意度 上周 按客服")
    lines = "\n".join(plain_lines(answer, Lang.ZH))
    assert "上周满意度 88.0%，比前一周低 4.4 个点，确实降了" in lines
    assert "11/9–11/15（双十一周），1,993 个评价；前一周 92.4%。" in lines
    assert "• 售后组 83.1%，前一周 90.5%：明显变差，占 4.4 里的 2.4" in lines
    assert "24 位客服之间的高低，都还可能是碰巧。" in lines
    assert "小北低于本组最多，81.4%（86 个评价），前一周 94.1%：先看原因，再谈人。" in lines
    assert answer.table is not None
    shown = [cells(answer, answer.table, row, Lang.ZH) for row in answer.table.rows]
    assert len(shown) == 24
    assert shown[0] == ["售前 一一", "91.6%", "119", "92.8%"]
    assert ["售前 小北", "81.4%", "86", "94.1%"] in shown
    assert ["售后 小满", "78.8%", "80", "95.0%"] in shown
    assert shown[-1][:3] == ["抖音 米粒", "75.0%，太少", "16"]
    assert [row[0][:2] for row in shown] == ["售前"] * 10 + ["售后"] * 8 + ["抖音"] * 6


def test_g14_in_a_channel_names_nobody(database: Database) -> None:
    answer = asked(database, "满意度 上周 按客服", place=Place.CHANNEL)
    lines = "\n".join(plain_lines(answer, Lang.ZH))
    assert "• 售后组 83.1%，前一周 90.5%：明显变差，占 4.4 里的 2.4" in lines
    assert "• 抖音组 89.2%，前一周 93.6%：可能变差" in lines
    assert "• 售前组 90.8%，前一周 92.9%：正常波动" in lines
    assert "小北" not in json.dumps(answer_json(answer, Lang.ZH), ensure_ascii=False)


def test_an_ordinary_week_is_usual_variation(database: Database) -> None:
    """G04: 10 to 16 August, 91.9 % after 92.3 %, nothing to act on."""
    clock = FixedClock(datetime(2026, 8, 17, 1, tzinfo=UTC))
    request = Request("满意度 上周", operator(Lang.ZH), Lang.ZH)
    answer = handle(Context(database, clock), request)
    assert "91.9%" in plain_lines(answer, Lang.ZH)[0]
    assert "92.3%" in "".join(plain_lines(answer, Lang.ZH))
    assert "属正常波动" in plain_lines(answer, Lang.ZH)[0]


def test_json_is_raw_and_dated(database: Database) -> None:
    found = answer_json(asked(database, "csat last week by team", Lang.EN), Lang.EN)
    assert found["metric"] == "csat_rate"
    assert found["unit"] == "share"
    assert found["period"]["start"] == date(2026, 11, 9).isoformat()
    assert found["period"]["end"] == date(2026, 11, 15).isoformat()
    assert found["n"] == 1993
    assert found["value"] == pytest.approx(1754 / 1993, abs=1e-12)
    assert found["compare"][0]["change"] == pytest.approx(1754 / 1993 - 1234 / 1336, abs=1e-12)
    assert {row["n"] for row in found["rows"]} == {651, 343, 999}
