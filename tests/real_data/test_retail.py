"""Real order lines of a shop, 8,557 of them: every figure equals a plain pandas recomputation.

The recomputation reads the file itself and uses nothing of the program but the question's words.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from base.dimensions import Dim
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from metrics.model import Derived, Period
from storage.engine import Database
from tests.conftest import Databases
from tests.helpers.real import real_file
from tests.helpers.terminal import ask_json
from tests.helpers.world import by, take, total

WHOLE = periods.span(date(2010, 12, 1), date(2011, 12, 9))
QUARTER = periods.quarter(2011, 3)
MONTH = periods.month(2011, 9)
Expected = tuple[float | None, int | None]


@pytest.fixture(scope="module")
def file() -> Path:
    return real_file("retail/france.csv")


@pytest.fixture(scope="module")
def database(file: Path, databases: Databases) -> Iterator[Database]:
    with databases() as lent:
        report = take(lent, file)
        assert report.rows_read == report.accepted == 8557
        yield lent


@pytest.fixture(scope="module")
def lines(file: Path) -> pd.DataFrame:
    raw = pd.read_csv(file, dtype={"InvoiceNo": str, "CustomerID": str, "StockCode": str})
    when = pd.to_datetime(raw["InvoiceDate"], format="%m/%d/%Y %H:%M")
    # Decimal cents, halves up: quantity times a price with at most three decimals.
    thousandths = (raw["UnitPrice"] * 1000).round().astype("int64") * raw["Quantity"]
    return pd.DataFrame(
        {
            "order": raw["InvoiceNo"],
            "buyer": raw["CustomerID"],
            "country": raw["Country"].astype(object),
            "cents": (thousandths + 5) // 10,
            "pieces": raw["Quantity"],
            "day": when.dt.date,
            "month": when.dt.year * 100 + when.dt.month,
            "week": (when.dt.normalize() - pd.to_timedelta(when.dt.day_of_week, unit="D")).dt.date,
            "weekday": when.dt.day_of_week,
        }
    )[~raw["InvoiceNo"].str.startswith("C")]


def _orders(lines: pd.DataFrame) -> int:
    return int(lines.groupby("day")["order"].nunique().sum())


def _aov(lines: pd.DataFrame) -> Expected:
    orders = _orders(lines)
    return (float(lines.cents.sum()) / orders if orders else None), orders


def _spend(lines: pd.DataFrame) -> Expected:
    known = lines[lines.buyer.notna()]
    buyers = known.buyer.nunique()
    return (float(known.cents.sum()) / buyers if buyers else None), buyers


def _repurchase(lines: pd.DataFrame) -> Expected:
    known = lines[lines.buyer.notna()]
    orders = known.groupby("buyer")["order"].nunique()
    return (float((orders >= 2).mean()) if len(orders) else None), len(orders)


def _pieces(lines: pd.DataFrame) -> Expected:
    known = lines[lines.buyer.notna()]
    buyers = known.buyer.nunique()
    return (float(known.pieces.sum()) / buyers if buyers else None), buyers


def _sales(lines: pd.DataFrame) -> Expected:
    return float(lines.cents.sum()), None


PLAIN: dict[str, Callable[[pd.DataFrame], Expected]] = {
    "orders": lambda lines: (_orders(lines), _orders(lines)),
    "aov_order": _aov,
    "spend_per_buyer": _spend,
    "shop_sales": _sales,
    "items_per_buyer": _pieces,
    "repurchase_rate": _repurchase,
}
# Those of another metric are that one, beside something.
ASKABLE = [key for key, one in CATALOGUE.items() if not isinstance(one.formula, Derived)]
WINDOWS = {f"repurchase_rate_{n}d": n for n in (30, 90, 365)}
CUTS = {
    Dim.DAY: "day",
    Dim.WEEK: "week",
    Dim.MONTH: "month",
    Dim.WEEKDAY: "weekday",
    Dim.COUNTRY: "country",
}
ASKED = [(key, cut) for key in PLAIN for cut in CUTS if cut in CATALOGUE[key].cuts]


def _inside(lines: pd.DataFrame, period: Period) -> pd.DataFrame:
    return lines[(lines.day >= period.start) & (lines.day <= period.end)]


def _same(found: Measured, expected: Expected) -> bool:
    value = pytest.approx(expected[0], rel=1e-12) if expected[0] is not None else None
    return found.value == value and found.n == expected[1]


def test_every_metric_that_applies_is_recomputed_here(database: Database) -> None:
    """Order lines feed these metrics and no others: none is left unproved."""
    fed = {key for key in ASKABLE if total(database, key, WHOLE).value is not None}
    assert fed == PLAIN.keys() | WINDOWS.keys()


@pytest.mark.parametrize("period", [WHOLE, QUARTER, MONTH], ids=["whole", "quarter", "month"])
@pytest.mark.parametrize("key", PLAIN)
def test_period(database: Database, lines: pd.DataFrame, key: str, period: Period) -> None:
    assert _same(total(database, key, period), PLAIN[key](_inside(lines, period)))


@pytest.mark.parametrize("period", [WHOLE, QUARTER], ids=["whole", "quarter"])
@pytest.mark.parametrize(("key", "cut"), ASKED)
def test_cut(database: Database, lines: pd.DataFrame, key: str, cut: Dim, period: Period) -> None:
    inside = _inside(lines, period)
    expected = {group: PLAIN[key](rows) for group, rows in inside.groupby(CUTS[cut])}
    found = by(database, key, period, cut)
    # A day of cancellations only is a group without orders: no figure, and none is invented.
    some = {group: m for group, m in found.items() if m.n or (m.n is None and m.value)}
    assert all(m.value in (None, 0) for group, m in found.items() if group not in some)
    real = {group: e for group, e in expected.items() if e[1] or (e[1] is None and e[0])}
    assert some.keys() == real.keys()
    for member, figure in some.items():
        assert _same(figure, real[member]), (member, figure, real[member])


@pytest.mark.parametrize("key", WINDOWS)
def test_repurchase_windows_end_with_the_period(
    database: Database, lines: pd.DataFrame, key: str
) -> None:
    start = pd.Timestamp(MONTH.end) - pd.Timedelta(days=WINDOWS[key] - 1)
    window = periods.span(start.date(), MONTH.end)
    assert _same(total(database, key, MONTH), _repurchase(_inside(lines, window)))


def test_orders_by_product_count_an_order_once_in_each(
    database: Database, file: Path, lines: pd.DataFrame
) -> None:
    """The postage is in the file under one number and one title: a plain count tells it."""
    raw = pd.read_csv(file, dtype=str)
    postage = raw[(raw["StockCode"] == "POST") & ~raw["InvoiceNo"].str.startswith("C")]
    found = by(database, "orders", WHOLE, Dim.PRODUCT)
    assert found["POSTAGE"].value == postage["InvoiceNo"].nunique()


TYPED = [
    ("2011年9月 订单量", "orders", MONTH, 1),
    ("aov September 2011", "aov_order", MONTH, 100),
    ("2011年第三季度 客单价（每人）", "spend_per_buyer", QUARTER, 100),
    ("repurchase rate 2011 Q3", "repurchase_rate", QUARTER, 1),
]


@pytest.mark.parametrize(("text", "key", "period", "minor"), TYPED)
def test_the_terminal_says_the_same(
    database: Database,
    lines: pd.DataFrame,
    text: str,
    key: str,
    period: Period,
    minor: int,
) -> None:
    answer = ask_json(database, text, "2011-12-12T09:00+08:00")
    value, n = PLAIN[key](_inside(lines, period))
    assert value is not None
    assert answer["metric"] == key
    assert answer["value"] == pytest.approx(value / minor, rel=1e-12)
    assert answer["n"] == n


def test_nothing_of_a_buyer_is_kept_but_his_hash(database: Database, lines: pd.DataFrame) -> None:
    """Numbers of customers are five digits: none is in the table of buyers."""
    from sqlalchemy import select

    from storage.cubes import buyer_day

    with database.read() as connection:
        kept: set[Any] = set(connection.execute(select(buyer_day.c.buyer).distinct()).scalars())
    assert not kept & {int(float(b)) for b in lines.buyer.dropna()}
    assert len(kept) >= lines.buyer.nunique()
