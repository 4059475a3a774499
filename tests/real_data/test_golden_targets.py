"""One figure beside its target, word for word: G15 and G16; and z10, e8: a month and its target."""

from collections.abc import Iterator

import pytest

from base.language import Lang
from base.rights import operator
from bot.render.terminal import plain_lines
from commands.context import Context, Request
from commands.router import handle
from storage.engine import Database
from tests.helpers.golden import NOW, golden_database, needs_golden

pytestmark = needs_golden


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with golden_database(tmp_path_factory.mktemp("targets")) as lent:
        for text in ("/target 首响 30秒", "/target 销售额 250万 2026年11月"):
            handle(Context(lent, NOW), Request(text, operator(), Lang.ZH))
        yield lent


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            "首响 昨天",
            Lang.ZH,
            [
                "昨天（11/20 周五）首响平均 17 秒，前一天也是 17 秒",
                "目标 30 秒，达标。按 2,254 次会话算。",
            ],
        ),
        (
            "first reply yesterday",
            Lang.EN,
            [
                "First reply yesterday (Fri 20 Nov) took 17 s on average, as the day before",
                "Target 30 s, met. From 2,254 chats.",
            ],
        ),
    ],
)
def test_one_number_one_sentence(
    database: Database, text: str, lang: Lang, expected: list[str]
) -> None:
    answer = handle(Context(database, NOW), Request(text, operator(lang), lang))
    assert [line for line in plain_lines(answer, lang) if line] == expected
    assert answer.target == 30


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            "这个月销售做了多少，目标完成几成",
            Lang.ZH,
            [
                "11 月到 20 日客服销售额 202.1 万，是月目标 250.0 万的 80.9%",
                "按去年同期的走势该到 76.4%，超前 4.5 个点。",
                "照现在的走势，到月底大约 264.7 万，是目标的 105.9%；"
                "历史还不够，说不出上下差多少。",
                "上月同 20 天 122.6 万。",
            ],
        ),
        (
            "sales month to date against target",
            Lang.EN,
            [
                "CS sales in November so far (1–20): ¥2.02M, 80.9% of the monthly target of ¥2.50M",
                "At last year’s pace it would be 76.4% by now, so 4.5 points ahead.",
                "At this pace it comes to about ¥2.65M by the end of the month, 105.9% of the "
                "target; too little history for a range yet.",
                "For the same 20 days of the month before: ¥1.23M.",
            ],
        ),
    ],
)
def test_a_month_so_far_against_its_target(
    database: Database, text: str, lang: Lang, expected: list[str]
) -> None:
    """Of last November's 2,238,130 yuan 1,708,983 were there by the 20th; of this one 2,021,288."""
    answer = handle(Context(database, NOW), Request(text, operator(lang), lang))
    assert [line for line in plain_lines(answer, lang) if line] == expected
    assert answer.target == 2_500_000
    beside = next(one for one in answer.compare if one.against == "target")
    assert beside.value == pytest.approx(2_500_000 * 1_708_983.24 / 2_238_130.14)
