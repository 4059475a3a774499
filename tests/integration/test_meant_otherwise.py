"""Words that may mean another figure: the usual one is answered, the other is one tap away."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.engine import Database
from tests.helpers.terminal import run_terminal
from tests.helpers.world import take, write_csv

NOW = "2026-11-16T09:00:00+08:00"
HEADER = ("day", "shop", "measure", "value", "product")


@pytest.fixture
def url(database: Database, tmp_path: Path) -> str:
    """Two weeks of one shop: refunds, reviews of a product, and a profit that becomes a loss."""
    rows = []
    for at in range(14):
        day = date(2026, 11, 2) + timedelta(days=at)
        rows += [
            (day, "甲店", "refunds", 3, "枕头"),
            (day, "甲店", "refund_amount", 90, "枕头"),
            (day, "甲店", "reviews_n", 50, "枕头"),
            (day, "甲店", "reviews_good", 40, "枕头"),
            (day, "甲店", "reviews_bad", 5, "枕头"),
            (day, "甲店", "income", 1000, ""),
            (day, "甲店", "outlay", 900 if at < 7 else 1050, ""),
        ]
    take(database, write_csv(tmp_path, HEADER, rows))
    return database.engine.url.render_as_string(hide_password=False)


def told(url: str, text: str, lang: str) -> str:
    return run_terminal("ask", text, "--db", url, "--now", NOW, "--lang", lang)


def test_the_other_meaning_is_named_and_offered_first(url: str) -> None:
    answer = told(url, "退款 上周", "zh")
    assert "退款量 21" in answer
    assert "“退款”也可能指退款金额。" in answer
    assert "试试：“退款金额 上周”" in answer
    assert "“refunds” may also mean Refund amount." in told(url, "refunds last week", "en")


def test_a_word_that_says_all_offers_nothing(url: str) -> None:
    assert "也可能指" not in told(url, "退款量 上周", "zh")


def test_a_cut_that_only_the_other_has_decides(url: str) -> None:
    answer = told(url, "好评率 上周 按商品", "zh")
    assert "商品好评率 80.0%" in answer
    assert "满意度不能按商品看，这里给的是商品好评率。" in answer


def test_from_a_profit_to_a_loss_there_is_no_percentage(url: str) -> None:
    answer = told(url, "profit last week", "en")
    assert "the week before had ¥700" in answer
    assert "%" not in answer.splitlines()[0]
