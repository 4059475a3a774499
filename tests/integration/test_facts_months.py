"""Long spans are answered from month copies, and equal what their days add up to."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from base.dimensions import Dim
from base.histogram import bucket_of
from metrics import periods
from metrics.compute import Measured
from metrics.model import Period, Stat
from storage.engine import Database
from storage.ledger import set_live
from storage.query import _LONG
from tests.conftest import Databases
from tests.helpers.world import by, number_of, quiet, take, total, write_csv

FIRST, LAST = date(2025, 10, 20), date(2026, 11, 11)
# Begins and ends inside a month; whole months; the edge of what is read from month copies.
SPANS = [
    periods.span(FIRST, LAST),
    periods.span(date(2025, 12, 1), date(2026, 10, 31)),
    periods.span(date(2026, 1, 31), date(2026, 1, 31) + timedelta(days=_LONG)),
    periods.span(date(2026, 1, 31), date(2026, 1, 30) + timedelta(days=_LONG)),
    periods.year(2026),
]
CUTS = (Dim.TEAM, Dim.AGENT, Dim.SHOP, Dim.CHANNEL, Dim.MONTH)
KEYS = ("contacts", "connect_rate", "frt", "csat_rate", "cs_sales")
CHATS = ("started at", "shop", "channel", "team", "agent", "first reply", "rating", "sales amount")


def _rows() -> list[tuple[object, ...]]:
    dice = random.Random(7)
    rows: list[tuple[object, ...]] = []
    for i in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=i)
        for _ in range(dice.randint(2, 6)):
            at = f"{day} {dice.randint(0, 23):02d}:15:00"
            first = dice.choice([None, dice.randint(1, 90), dice.randint(90, 2000)])
            rows.append((at, dice.choice("甲乙"), dice.choice(["天猫", "微信"]),
                         dice.choice(["一组", "二组"]), dice.choice(["小美", "大鹏"]), first,
                         dice.choice([None, 1, 4, 5]), dice.randint(0, 300)))  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def rows() -> list[tuple[object, ...]]:
    return _rows()


@pytest.fixture(scope="module")
def database(
    databases: Databases, rows: list[tuple[object, ...]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with databases() as lent:
        take(lent, write_csv(tmp_path_factory.mktemp("log"), CHATS, rows))
        yield lent


def _short(period: Period) -> list[Period]:
    """Cut a span into pieces too short for month copies."""
    pieces, start = [], period.start
    while start <= period.end:
        end = min(period.end, start + timedelta(days=_LONG - 10))
        pieces.append(periods.span(start, end))
        start = end + timedelta(days=1)
    return pieces


def _pool(pieces: list[Measured], *, counted: bool) -> Measured:
    """Put the figures of pieces together: counts are added, ratios weighted by their n."""
    known = [p for p in pieces if p.value is not None]
    n = sum(p.n or 0 for p in known)
    if counted:
        return Measured(sum(p.value or 0 for p in known), n)
    return Measured(sum((p.value or 0) * (p.n or 0) for p in known) / n if n else None, n)


def _agree(found: Measured, pooled: Measured) -> None:
    assert found.value == pytest.approx(pooled.value, rel=1e-12)
    assert (found.n or 0) == (pooled.n or 0)


@pytest.mark.parametrize("period", SPANS, ids=lambda p: f"{p.start}..{p.end}")
@pytest.mark.parametrize("key", KEYS)
def test_long_spans_equal_their_days(database: Database, key: str, period: Period) -> None:
    counted = key in ("contacts", "cs_sales")
    pieces = [total(database, key, piece) for piece in _short(period)]
    _agree(total(database, key, period), _pool(pieces, counted=counted))
    for cut in CUTS:
        found = by(database, key, period, cut)
        parts = [by(database, key, piece, cut) for piece in _short(period)]
        assert found.keys() == {member for part in parts for member in part}
        for member, figure in found.items():
            mine = [part[member] for part in parts if member in part]
            _agree(figure, _pool(mine, counted=counted))


@pytest.mark.parametrize("period", SPANS, ids=lambda p: f"{p.start}..{p.end}")
def test_distributions_of_long_spans_equal_their_days(
    database: Database, rows: list[tuple[object, ...]], period: Period
) -> None:
    found = total(database, "frt", period, stat=Stat.P90)
    first = [int(str(r[5])) for r in rows if r[5] is not None
             and str(period.start) <= str(r[0])[:10] <= str(period.end)]  # fmt: skip
    assert found.n == len(first)
    assert found.value is not None
    exact = np.quantile(first, 0.9, method="lower")
    assert abs(bucket_of(found.value) - bucket_of(float(exact))) <= 1


def test_undo_reaches_the_month_copies(databases: Databases, tmp_path: Path) -> None:
    with databases() as database:
        header = ("day", "agent", "contacts")
        rows = [(date(2026, month, 15), "小美", month) for month in range(1, 10)]
        take(database, write_csv(tmp_path, header, rows))
        may = take(database, write_csv(tmp_path, header, [(date(2026, 5, 15), "小美", 1000)]))
        year = periods.span(date(2026, 1, 1), date(2026, 9, 30))
        assert total(database, "contacts", year).value == 45 - 5 + 1000
        set_live(database, number_of(may), False, quiet)
        assert total(database, "contacts", year).value == 45
        assert by(database, "contacts", year, Dim.MONTH)[202605].value == 5
