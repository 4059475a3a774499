"""The golden example of a reason (G20), from the golden files, through the public door."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from base.answer import Answer
from base.clock import FixedClock
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
    with golden_database(tmp_path_factory.mktemp("golden")) as lent:
        yield lent


def asked(database: Database, text: str, lang: Lang = Lang.ZH, now: FixedClock = NOW) -> Answer:
    return handle(Context(database, now), Request(text, operator(lang), lang))


def said(database: Database, text: str, lang: Lang = Lang.ZH) -> str:
    return "\n".join(plain_lines(asked(database, text, lang), lang))


def test_g20_to_the_digit(database: Database) -> None:
    lines = plain_lines(asked(database, "/metric why 满意度 上周"), Lang.ZH)
    assert lines[0].startswith("上周满意度 88.0%，比前一周低 4.4 个点：4.2 是各组自己变差，0.2 是")
    assert "• 售后组占 2.4，90.5% → 83.1%：明显变差；占全部评价的 28% → 33%" in lines
    assert any(
        line.startswith("• 售前组占 1.1，92.9% → 90.8%（单看在正常波动内）") for line in lines
    )
    assert any(line.startswith("• 抖音组占 0.9，93.6% → 89.2%：可能变差") for line in lines)
    assert "3 行相加正好 4.4。" in lines
    assert any(line.startswith("这不能说明") for line in lines)


def test_g20_in_english(database: Database) -> None:
    told = said(database, "why csat last week", Lang.EN)
    for fragment in ("down 4.4 points", "4.2 because", "0.2 because", "2.4 of it",
                     "1.1 of it", "0.9 of it", "The 3 lines add up to 4.4."):  # fmt: skip
        assert fragment in told, told


def test_an_ordinary_week_has_no_cause_to_look_for(database: Database) -> None:
    """G04: 10 to 16 August, 91.9 % after 92.3 %."""
    clock = FixedClock(datetime(2026, 8, 17, 1, tzinfo=UTC))
    answer = asked(database, "为什么 满意度 上周", now=clock)
    lines = plain_lines(answer, Lang.ZH)
    assert "属正常波动" in lines[0]
    assert "不用找原因" in lines[-1]
    assert answer.table is not None
    assert not any(line.startswith("•") for line in lines)


def test_hours_that_are_known_of_one_week_only_explain_nothing(database: Database) -> None:
    """The file by hour begins with Double 11: the week before has no hours to stand beside."""
    answer = asked(database, "为什么 首响 上周 按小时")
    assert answer.table is not None
    assert answer.table.dims == ("team",)
    assert any(note.key == "note.why_cut_unusable" for note in answer.notes)
