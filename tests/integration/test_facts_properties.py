"""What must hold of any data: parts add up, order and repetition of imports do not matter.

Random logs, reports and orders go through the real import into fresh databases of both engines.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from base.dimensions import Dim
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from metrics.model import Metric, Quotient, Total
from storage.canonical import canonical_hash
from storage.engine import Database
from storage.ledger import set_live
from tests.conftest import Databases
from tests.helpers.generated import (
    FIRST,
    LOGS,
    ORDERS,
    REPORTS,
    AgentDay,
    Chat,
    Line,
    chat_file,
    order_file,
    report_file,
)
from tests.helpers.world import ask, by, number_of, quiet, same_buyers, take, total

ALL = periods.span(FIRST, FIRST + timedelta(days=7))
SLOW = settings(
    deadline=None,
    max_examples=4,
    derandomize=True,
    # An example takes half a second: making a failing one smaller would take minutes.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
# An order with two products counts in both, which its definition says: products do not add up.
OVERLAPPING = {("orders", Dim.PRODUCT)}
# Their figures carry no numerator of their own; their n is checked by its own metrics.
SCORES = {"csat_mean", "aov_order"}
T = TypeVar("T", Chat, Line)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def _additive() -> list[Metric]:
    """Metrics made of sums: counts, and ratios whose two sums come with them."""
    return [
        m
        for m in CATALOGUE.values()
        if isinstance(m.formula, Total | Quotient) and m.key not in SCORES
    ]


def _sum(figures: Iterable[Measured], part: str) -> float | None:
    """Sum the values, or another part; None where nobody has any."""
    known = [getattr(f, part) for f in figures if getattr(f, part) is not None]
    return sum(known) if known else None


def _check_parts(database: Database, metric: Metric, cut: Dim, whole: Measured) -> None:
    lines = [line.now for line in ask(database, metric.key, ALL, cut).lines]
    told = metric.key, cut, whole
    if isinstance(metric.formula, Total):
        assert (_sum(lines, "value") or 0) == (whole.value or 0), told
    else:
        assert (_sum(lines, "n") or 0) == (whole.n or 0), told
        assert (_sum(lines, "numerator") or 0) == (whole.numerator or 0), told


@SLOW
@given(chats=LOGS, orders=ORDERS)
def test_parts_add_up_to_the_whole(
    databases: Databases, folder: Path, chats: list[Chat], orders: list[Line]
) -> None:
    """Every additive measure, by every cut it allows, in any data."""
    with databases() as database:
        take(database, chat_file(folder, chats))
        take(database, order_file(folder, orders))
        for metric in _additive():
            whole = total(database, metric.key, ALL)
            for cut in metric.cuts:
                if (metric.key, cut) not in OVERLAPPING:
                    _check_parts(database, metric, cut, whole)


@SLOW
@given(chats=LOGS)
def test_a_log_is_counted_as_a_plain_loop_counts_it(
    databases: Databases, folder: Path, chats: list[Chat]
) -> None:
    with databases() as database:
        take(database, chat_file(folder, chats))
        human = [c for c in chats if not c.bot]
        first = [c.first_reply for c in human if c.first_reply is not None]
        rated = [c.rating for c in chats if c.rating]
        assert total(database, "contacts", ALL).value == len(chats)
        bots = sum(c.bot for c in chats)
        assert total(database, "answered", ALL).value == bots + len(first)
        assert total(database, "bot_contacts", ALL).value == bots
        assert total(database, "cs_sales", ALL).value == sum(c.cents for c in chats)
        _is_mean(total(database, "frt", ALL), first)
        _is_mean(total(database, "frt_30s_rate", ALL), [s <= 30 for s in first])
        _is_mean(total(database, "csat_rate", ALL), [r >= 4 for r in rated])
        _is_mean(total(database, "csat_mean", ALL), rated)
        _is_mean(total(database, "inq_conv_final", ALL), [c.paid for c in chats if c.inquiry])
        slots = by(database, "contacts", ALL, Dim.HALF_HOUR)
        counted = _count((c.at.hour * 2 + c.at.minute // 30) for c in chats)
        assert {slot: m.value for slot, m in slots.items()} == counted


def _is_mean(found: Measured, values: list[Any]) -> None:
    assert found.n == len(values)
    assert found.value == (pytest.approx(sum(values) / len(values)) if values else None)


def _count(values: Iterable[Hashable]) -> dict[Hashable, int]:
    counted: dict[Hashable, int] = defaultdict(int)
    for value in values:
        counted[value] += 1
    return dict(counted)


@SLOW
@given(chats=LOGS, lines=REPORTS, orders=ORDERS)
def test_importing_twice_changes_nothing(
    databases: Databases, folder: Path, chats: list[Chat], lines: list[AgentDay], orders: list[Line]
) -> None:
    files = [chat_file(folder, chats), report_file(folder, lines), order_file(folder, orders)]
    with databases() as database:
        for file in files:
            take(database, file)
        once = canonical_hash(database)
        for file in files:
            take(database, file)
            assert canonical_hash(database) == once


def _by_shop_days(rows: list[T], day_of: Callable[[T], date]) -> list[list[T]]:
    """Cut rows into files of a shop's one or two whole days."""
    found: dict[tuple[str, int], list[T]] = defaultdict(list)
    for row in rows:
        found[row.shop, day_of(row).toordinal() // 2].append(row)
    return list(found.values())


@SLOW
@given(chats=LOGS, orders=ORDERS, seed=st.integers(0, 10**6))
def test_whole_shop_days_in_any_order_are_the_same_as_all_at_once(
    databases: Databases, folder: Path, chats: list[Chat], orders: list[Line], seed: int
) -> None:
    files = [
        *(chat_file(folder, part) for part in _by_shop_days(chats, lambda c: c.at.date())),
        *(order_file(folder, part) for part in _by_shop_days(orders, lambda o: o.day)),
    ]
    random.Random(seed).shuffle(files)
    with databases() as at_once, databases() as in_parts:
        same_buyers(at_once, in_parts)
        take(at_once, chat_file(folder, chats))
        take(at_once, order_file(folder, orders))
        for file in files:
            take(in_parts, file)
        assert canonical_hash(in_parts) == canonical_hash(at_once)


@SLOW
@given(chats=LOGS, lines=REPORTS, later=LOGS)
def test_undo_then_redo_is_the_same(
    databases: Databases,
    folder: Path,
    chats: list[Chat],
    lines: list[AgentDay],
    later: list[Chat],
) -> None:
    """Undoing gives the state before the import, redoing the state after it, hash for hash."""
    files = [chat_file(folder, chats), report_file(folder, lines), chat_file(folder, later)]
    with databases() as database:
        states, numbers = [canonical_hash(database)], []
        for file in files:
            numbers.append(number_of(take(database, file)))
            states.append(canonical_hash(database))
        for number, state in zip(reversed(numbers), reversed(states[:-1]), strict=True):
            set_live(database, number, False, quiet)
            assert canonical_hash(database) == state
        for number, state in zip(numbers, states[1:], strict=True):
            set_live(database, number, True, quiet)
            assert canonical_hash(database) == state


@SLOW
@given(chats=LOGS, lines=REPORTS, seed=st.integers(0, 10**6))
def test_undo_in_any_order_leaves_what_is_live(
    databases: Databases, folder: Path, chats: list[Chat], lines: list[AgentDay], seed: int
) -> None:
    """Facts are a function of the live imports alone, however they came to be the live ones."""
    files = [chat_file(folder, chats), report_file(folder, lines), chat_file(folder, chats[::2])]
    chosen = random.Random(seed)
    with databases() as tossed, databases() as plain:
        numbers = [number_of(take(tossed, file)) for file in files]
        live = set(numbers)
        for _ in range(6):
            number = chosen.choice(numbers)
            set_live(tossed, number, number not in live, quiet)
            live ^= {number}
        for number, file in zip(numbers, files, strict=True):
            if number in live:
                take(plain, file)
        assert canonical_hash(tossed) == canonical_hash(plain)


@SLOW
@given(chats=LOGS)
def test_a_log_and_a_report_of_the_same_day_count_once(
    databases: Databases, folder: Path, chats: list[Chat]
) -> None:
    """Where a log speaks, the report's contacts are kept and compared, never added."""
    lines = [
        AgentDay((c.at.date() - FIRST).days, c.shop, c.agent, 999, 0, 0, 0, 0, 0)
        for c in chats
        if c.agent
    ]
    lines = list({(line.day, line.shop, line.agent): line for line in lines}.values())
    for files in (("log", "report"), ("report", "log")):
        with databases() as database:
            for kind in files:
                if kind == "log":
                    take(database, chat_file(folder, chats))
                elif lines:
                    take(database, report_file(folder, lines))
            assert total(database, "contacts", ALL).value == len(chats)
