"""Ratios with money in them told apart exactly: members without a base, and money as the base."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from base.dimensions import Dim
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import compute
from metrics.explain import Apart, apart
from metrics.model import Against, Baseline, Period, Question
from storage.engine import Database
from tests.conftest import Databases
from tests.helpers.world import take, write_csv

HEAD = ("day", "shop", "team", "measure", "value")
SEPTEMBER, OCTOBER = periods.month(2026, 9), periods.month(2026, 10)
# Wages, contacts and refunds saved of a month; the training team has wages alone.
TEAMS: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "售前组": ({"wages": 60_000, "contacts": 3_000}, {"wages": 60_000, "contacts": 2_000}),
    "售后组": ({"wages": 40_000, "contacts": 1_000}, {"wages": 48_000, "contacts": 1_500}),
    "培训组": ({"wages": 9_000}, {"wages": 14_000}),
}


def rows() -> Iterator[tuple[Any, ...]]:
    for team, sides in TEAMS.items():
        for month, figures in zip((SEPTEMBER, OCTOBER), sides, strict=True):
            for measure, value in figures.items():
                days = [month.start, month.end] if measure == "contacts" else [month.start]
                for day in days:
                    yield (day, "flagship", team, measure, value // len(days))
            if "wages" in figures:
                yield (month.start, "flagship", team, "bonuses", 0)
    for month, sales, service in ((SEPTEMBER, 500_000, 200_000), (OCTOBER, 600_000, 300_000)):
        day = month.start
        while day <= month.end:
            for shop, part in (("flagship", 3), ("outlet", 1)):
                yield (day, shop, "", "order_sales", sales * part // 120)
                yield (day, shop, "", "orders", 100 * part)
                yield (day, shop, "售前组", "cs_sales", service * (4 - part) // 120)
            day += timedelta(days=1)


@pytest.fixture(scope="module")
def database(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with databases() as lent:
        take(lent, write_csv(tmp_path_factory.mktemp("money"), HEAD, rows()))
        yield lent


def parted(
    database: Database, key: str, cut: Dim, now: Period = OCTOBER, before: Period = SEPTEMBER
) -> tuple[Apart | None, float]:
    """Return a metric's change told apart by a cut, and the change."""
    baseline = Baseline(Against.PREVIOUS, (before,))
    question = Question(CATALOGUE[key], now, baselines=(baseline,))
    with database.read() as work:
        whole = compute(work, question)
        asked = Question(CATALOGUE[key], now, cuts=(cut,), baselines=(baseline,))
        found = apart(work, asked, baseline, whole.total, whole.before[0])
    return found, (whole.total.value or 0) - (whole.before[0].value or 0)


def test_wages_without_contacts_are_part_of_the_cost_of_a_contact(database: Database) -> None:
    """109,000 / 4,000 = 27.25 became 122,000 / 3,500 = 34.857: the training team's own part is
    14,000 / 3,500 - 9,000 / 4,000 = 1.75.
    """
    found, change = parted(database, "cost_per_contact", Dim.TEAM)
    assert change / 100 == pytest.approx(122_000 / 3_500 - 109_000 / 4_000, abs=1e-9)
    assert found is not None
    assert len(found.shares) == 3
    assert sum(s.total for s in found.shares.values()) == pytest.approx(change, rel=1e-9)
    alone = next(s for m, s in found.shares.items() if not (found.now[m].n or 0))
    assert alone.mix == 0
    assert alone.rate / 100 == pytest.approx(1.75)


def test_a_share_of_money_weighs_by_money(database: Database) -> None:
    """CS sales by all sales: money is the base, nothing is counted."""
    found, change = parted(database, "cs_sales_share", Dim.SHOP)
    assert found is not None
    assert change == pytest.approx(0.1, abs=0.001)
    assert sum(s.total for s in found.shares.values()) == pytest.approx(change, abs=1e-9)


def test_order_value_by_shop(database: Database) -> None:
    found, change = parted(database, "aov_order", Dim.SHOP)
    assert found is not None
    assert sum(s.total for s in found.shares.values()) == pytest.approx(change, rel=1e-9)
    weeks = periods.week(date(2026, 10, 12)), periods.week(date(2026, 9, 7))
    found, change = parted(database, "aov_order", Dim.SHOP, *weeks)
    assert found is not None
    assert sum(s.total for s in found.shares.values()) == pytest.approx(change, rel=1e-9)
