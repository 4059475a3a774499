"""Sales told apart into factors at the door: parts in money that add up, and what is missing.

Ten weeks of two shops, small enough to reckon by hand; on both engines.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.answer import Answer
from base.dimensions import Dim
from base.language import Lang
from base.rights import operator
from bot.render.blocks import message
from bot.render.json import answer_json
from bot.render.terminal import plain_lines
from commands.context import Context, Request
from commands.router import handle
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import compute
from metrics.factors import Factored, factored
from metrics.model import Against, Baseline, Question
from storage.engine import Database
from tests.conftest import Databases
from tests.helpers.world import CLOCK, take, write_csv

HEAD = ("day", "shop", "measure", "value")
LAST = date(2026, 11, 9)
# Per shop and day, the weeks before and last week: 10 % clicked, 20 % of them ordered, 50.00 each.
BEFORE = {"exposures": 10_000, "clicks": 1_000, "orders": 200, "order_sales": 10_000}
# Exposures doubled, clicks did not follow; each order brought 60.00.
AFTER = {"exposures": 20_000, "clicks": 1_000, "orders": 200, "order_sales": 12_000}


def rows(
    days: int = 70, *, without: tuple[str, ...] = (), **last: Mapping[str, float]
) -> Iterator[tuple[Any, ...]]:
    """Return a row a measure, shop and day; `last` are other figures of a shop's last week."""
    for back in range(days):
        day = LAST + timedelta(days=6 - back)
        wobble = 1 + 0.01 * ((back // 7 - 1) % 3)
        for shop in ("flagship", "outlet"):
            figures = last.get(shop, AFTER) if day >= LAST else BEFORE
            for measure, value in figures.items():
                if measure not in without:
                    factor = 1 if day >= LAST else wobble
                    yield (day, shop, measure, round(value * factor))


def filled(databases: Databases, folder: Path, given: Iterator[tuple[Any, ...]]) -> Any:
    return _Filled(databases, folder, given)


class _Filled:
    def __init__(
        self, databases: Databases, folder: Path, given: Iterator[tuple[Any, ...]]
    ) -> None:
        self._lent, self._path = databases(), write_csv(folder, HEAD, given)

    def __enter__(self) -> Database:
        database = self._lent.__enter__()
        take(database, self._path)
        return database

    def __exit__(self, *failure: Any) -> None:
        self._lent.__exit__(*failure)


@pytest.fixture(scope="module")
def database(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with filled(databases, tmp_path_factory.mktemp("factors"), rows()) as lent:
        yield lent


def asked(database: Database, text: str, lang: Lang = Lang.ZH) -> Answer:
    return handle(Context(database, CLOCK), Request(text, operator(lang), lang))


def said(answer: Answer, lang: Lang = Lang.ZH) -> str:
    return "\n".join(plain_lines(answer, lang))


def told(database: Database, key: str = "shop_sales") -> Factored | None:
    week = periods.week(LAST)
    baseline = Baseline(Against.PREVIOUS, (periods.week(LAST - timedelta(days=7)),))
    question = Question(CATALOGUE[key], week, baselines=(baseline,))
    with database.read() as work:
        computed = compute(work, question)
        return factored(work, question, baseline, computed.total, computed.before[0])


def test_exposure_ctr_conversion_and_order_value(database: Database) -> None:
    """140,000.00 became 168,000.00: L = 28,000 / ln 1.2 = 153,574.96; doubled exposures are worth
    L·ln 2 = 106,450 and the halved click rate takes as much away; order value brings 28,000.
    """
    found = told(database)
    assert found is not None
    assert [f.name for f in found.factors] == ["exposures", "ctr", "click_conv", "aov_order"]
    assert [f.part / 100 for f in found.factors] == pytest.approx(
        [106_450.05, -106_450.05, 0, 28_000], abs=0.5
    )
    assert sum(f.part for f in found.factors) == pytest.approx(found.change, rel=1e-12)
    assert found.lacking is None


@pytest.mark.parametrize("lang", list(Lang))
def test_the_factors_stand_in_money_and_add_up(database: Database, lang: Lang) -> None:
    answer = asked(database, "why 店铺销售额 上周", lang)
    assert answer.grid is not None
    assert answer.figure is not None
    parts = [row.cells[-1].value or 0 for row in answer.grid.rows]
    change = (answer.figure.value or 0) - (answer.compare[0].value or 0)
    assert sum(parts) == pytest.approx(change, abs=1e-6)
    lines = [line for line in answer.lines if line.key.startswith("factor.line")]
    assert len(lines) == 4
    text = said(answer, lang)
    assert ("4 行相加（抵回的要减）正好" if lang is Lang.ZH else "add up to") in text
    data = answer_json(answer, lang)
    assert [row["metric"] for row in data["grid"]["rows"]] == [
        "exposures", "ctr", "click_conv", "aov_order",
    ]  # fmt: skip
    assert json.dumps(message(answer, lang).blocks, ensure_ascii=False)


def test_the_first_sentence_can_be_read_aloud(database: Database) -> None:
    zh = said(asked(database, "店铺销售额上周为什么涨了"))
    assert "主要因为" in zh.splitlines()[0] or "抵掉大半" in zh.splitlines()[0]
    en = said(asked(database, "why shop sales last week", Lang.EN), Lang.EN)
    assert "click-through rate" in en
    for word in ("LMDI", "sigma", "interval", "显著", "p-value"):
        assert word not in zh + en


def test_without_exposures_the_longest_chain_left_is_told(
    databases: Databases, tmp_path: Path
) -> None:
    with filled(databases, tmp_path, rows(without=("exposures", "clicks"))) as lent:
        found = told(lent)
        assert found is not None
        assert [f.name for f in found.factors] == ["orders", "aov_order"]
        assert found.lacking is not None
        assert found.lacking.measures == ("exposures", "clicks")
        notes = answer_json(asked(lent, "why 店铺销售额 上周"), Lang.ZH)["notes"]
        assert any("还拆不到" in note and "曝光量" in note and "导入" in note for note in notes)


def test_visitors_stand_in_for_exposures(databases: Databases, tmp_path: Path) -> None:
    given = [
        (day, shop, "visitors" if measure == "clicks" else measure, value)
        for day, shop, measure, value in rows(without=("exposures",))
    ]
    with filled(databases, tmp_path, iter(given)) as lent:
        found = told(lent)
        assert found is not None
        assert [f.name for f in found.factors] == ["visitors", "visitor_conv", "aov_order"]


def test_a_day_without_clicks_is_no_change_of_the_click_rate(
    databases: Databases, tmp_path: Path
) -> None:
    """One shop did not deliver clicks on one day: the rate of those days would be wrong."""
    given = [
        row for row in rows() if not (row[0] == LAST and row[1] == "outlet" and row[2] == "clicks")
    ]
    with filled(databases, tmp_path, iter(given)) as lent:
        found = told(lent)
        assert found is not None
        assert [f.name for f in found.factors] == ["orders", "aov_order"]
        assert found.lacking is not None
        assert (found.lacking.days, found.lacking.of) == (1, 28)
        notes = answer_json(asked(lent, "why shop sales last week", Lang.EN), Lang.EN)["notes"]
        assert any("1 of 28 shop-days" in note for note in notes)


def test_contradictions_are_not_told_apart(databases: Databases, tmp_path: Path) -> None:
    odd = AFTER | {"clicks": 0}
    with filled(databases, tmp_path, rows(flagship=odd, outlet=odd)) as lent:
        found = told(lent)
        assert found is not None
        assert [f.name for f in found.factors] == ["orders", "aov_order"]
        notes = answer_json(asked(lent, "why 店铺销售额 上周"), Lang.ZH)["notes"]
        assert any("对不上" in note for note in notes)


def test_sales_that_stopped(databases: Databases, tmp_path: Path) -> None:
    """No orders last week: all of the loss is the conversion's, the order value has none."""
    none = AFTER | {"orders": 0, "order_sales": 0}
    with filled(databases, tmp_path, rows(flagship=none, outlet=none)) as lent:
        found = told(lent)
        assert found is not None
        assert {f.name: f.part for f in found.factors} == {
            "exposures": 0, "ctr": 0, "click_conv": found.change, "aov_order": 0,
        }  # fmt: skip
        assert found.factors[-1].now is None
        assert said(asked(lent, "why 店铺销售额 上周"))


def test_customer_service_sales(databases: Databases, tmp_path: Path) -> None:
    before = {"inquiries": 100, "inq_paid": 50, "cs_sales": 5_000}
    after = {"inquiries": 150, "inq_paid": 60, "cs_sales": 7_500}
    given = [
        (day, shop, measure, (after if day >= LAST else before)[measure])
        for day, shop, first, _ in rows()
        if first == "exposures"
        for measure in before
    ]
    with filled(databases, tmp_path, iter(given)) as lent:
        found = told(lent, "cs_sales")
        assert found is not None
        names = ["inquiries", "inq_conv_final", "sales_per_payer"]
        assert [f.name for f in found.factors] == names
        assert sum(f.part for f in found.factors) == pytest.approx(35_000_00, rel=1e-9)
        sales = said(asked(lent, "why cs sales last week", Lang.EN), Lang.EN)
        assert "sales inquiries going up" in sales


def test_by_a_cut_it_is_members_as_asked(database: Database) -> None:
    answer = asked(database, "why 店铺销售额 上周 按店铺")
    assert answer.table is not None
    assert answer.table.dims == (Dim.SHOP.value,)
    assert answer.grid is None
