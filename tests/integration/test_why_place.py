"""Where a change sits over two cuts: one team's one type, found in imported rows; on both engines.

Three teams, four types of complaints, ten weeks; last week one corner fell.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from base.answer import Answer, Kind
from base.dimensions import Dim
from base.language import Lang
from base.rights import operator
from bot.render.terminal import plain_lines
from commands.context import Context, Request
from commands.router import handle
from storage.engine import Database
from tests.conftest import Databases
from tests.helpers.world import CLOCK, take, write_csv

HEAD = ("day", "shop", "team", "category", "measure", "value")
LAST = date(2026, 11, 9)
TEAMS = ("售前组", "售后组", "抖音组")
TYPES = ("物流", "质量", "价格", "态度")
CORNER = ("售后组", "物流")


def rows(corner: tuple[str, str], solved: int) -> Iterator[tuple[Any, ...]]:
    """Return complaints by team and type on Mondays and Sundays: 100 a week, 90 or 92 solved, twice
    `solved` in the corner last week.
    """
    for back in range(10):
        monday = LAST - timedelta(days=7 * back)
        for team in TEAMS:
            for kind in TYPES:
                well = 45 + back % 2
                if back == 0 and (team, kind) == corner:
                    well = solved
                for day in (monday, monday + timedelta(days=6)):
                    yield (day, "旗舰店", team, kind, "complaints", 50)
                    yield (day, "旗舰店", team, kind, "complaints_solved", well)


@pytest.fixture(scope="module")
def database(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with databases() as lent:
        take(lent, write_csv(tmp_path_factory.mktemp("drilling"), HEAD, rows(CORNER, 12)))
        yield lent


def asked(database: Database, text: str, lang: Lang = Lang.ZH) -> Answer:
    return handle(Context(database, CLOCK), Request(text, operator(lang), lang))


def said(answer: Answer, lang: Lang = Lang.ZH) -> str:
    return "\n".join(plain_lines(answer, lang))


def test_one_corner_of_two_cuts_is_told_as_one_place(database: Database) -> None:
    answer = asked(database, "为什么 投诉解决率 上周")
    assert "最集中的一处是售后组 × 物流" in said(answer) or (
        "最集中的一处是物流 × 售后组" in said(answer)
    )
    assert "只占全部投诉的 8%" in said(answer)
    english = said(asked(database, "why complaint resolution rate last week", Lang.EN), Lang.EN)
    assert "Most of it sits in one place" in english


def test_it_can_be_looked_into_with_one_tap(database: Database) -> None:
    first = asked(database, "为什么 投诉解决率 上周").follow_ups[0]
    assert first.label.key == "button.drill"
    deeper = asked(database, first.request)
    assert deeper.kind is not Kind.REFUSAL
    assert deeper.figure is not None
    assert deeper.figure.value == pytest.approx(12 / 50)


def test_a_cut_that_was_named_is_in_the_place(database: Database) -> None:
    told = said(asked(database, "为什么 投诉解决率 上周 按组"))
    assert "最集中的一处是售后组" in told


def test_what_fell_everywhere_has_no_place(databases: Databases, tmp_path: Any) -> None:
    given = [
        (*row[:5], 35) if row[4] == "complaints_solved" and row[0] >= LAST else row
        for row in rows(CORNER, 12)
    ]
    with databases() as lent:
        take(lent, write_csv(tmp_path, HEAD, given))
        answer = asked(lent, "为什么 投诉解决率 上周")
    assert "最集中" not in said(answer)
    assert answer.table is not None
    assert answer.table.dims != (Dim.AGENT.value,)
