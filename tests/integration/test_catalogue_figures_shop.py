"""Every entry on complaints, refunds, costs, people, community, goods and the loop: from rows
written by hand to the figure reckoned by hand, through the doors that people use."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from base.dimensions import Dim
from base.language import Lang
from base.rights import Actor, Role
from bot.render.terminal import plain_lines
from bot.render.texts import word
from commands.context import Context, Request
from commands.router import handle
from metrics import periods
from metrics.catalogue import (
    CATALOGUE,
    community,
    complaints,
    costs,
    loop,
    people,
    quality,
    refunds,
    tickets,
)
from metrics.model import Records
from storage.engine import Database
from storage.people import StaffRow, apply_staff
from tests.conftest import Databases
from tests.helpers.shop_table import CASES, HEADER, TABLE, WAGES, D, F, contacts, rows_of
from tests.helpers.world import CLOCK, ask, by, days, only, take, total, write_csv


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


MODULES = (complaints, tickets, refunds, costs, people, community, quality, loop)
KEYS = tuple(metric.key for module in MODULES for metric in module.METRICS)

OCTOBER = periods.month(2026, 10)
WEEK = days("2026-10-05", "2026-10-11")


@pytest.fixture(scope="module")
def shop(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with the table in it, imported as people import it."""
    with databases() as database:
        apply_staff(
            database,
            [StaffRow("甲", team="售后组"), StaffRow("乙", team="抖音组")],
        )
        folder = tmp_path_factory.mktemp("table")
        rows = [*rows_of(TABLE), *contacts()]
        report = take(database, write_csv(folder, HEADER, rows), source="measure_table")
        assert report.rejected_count == 0, report.rejected
        yield database


# Computed from what Fupan itself keeps: `test_catalogue_records` has a case for each of them.
RECORDS = {key for key in KEYS if isinstance(CATALOGUE[key].formula, Records)}


def test_every_entry_has_a_case() -> None:
    assert set(KEYS) == set(CASES) | RECORDS
    assert not set(CASES) & RECORDS


@pytest.mark.parametrize("key", CASES)
def test_the_figure_is_what_the_rows_come_to(shop: Database, key: str) -> None:
    case = CASES[key]
    found = total(shop, key, OCTOBER)
    assert found.value == (None if case.value is None else pytest.approx(case.value))
    assert found.n == case.n


@pytest.mark.parametrize(
    ("key", "cut"), [(key, cut) for key, case in CASES.items() for cut in case.by]
)
def test_the_figure_of_every_member_is(shop: Database, key: str, cut: Dim) -> None:
    found = by(shop, key, OCTOBER, cut)
    for member, value in CASES[key].by[cut].items():
        assert found[member].value == pytest.approx(value), member


# -- what must not happen --------------------------------------------------------------------------


STATES = [key for key in KEYS if CATALOGUE[key].adds == "snap" or key == "ticket_age"]


@pytest.mark.parametrize("key", [key for key in STATES if key in CASES])
def test_a_state_is_the_last_days_alone(shop: Database, key: str) -> None:
    assert ask(shop, key, OCTOBER).as_of == day("10-06")
    # The last day's figure of F is that of the month: nothing is summed over days.
    flagship = (only(shop, Dim.SHOP, F),)
    last = total(shop, key, days("2026-10-06", "2026-10-06"), filters=flagship).value
    assert last is not None
    assert total(shop, key, OCTOBER, filters=flagship).value == last


def test_scores_of_shops_are_never_averaged_and_the_answer_shows_them_by_shop(
    shop: Database,
) -> None:
    told = answer(shop, "DSR描述相符 2026-10-01到2026-10-31")
    assert told.figure.value is None
    assert told.table is not None
    assert {row.members[0][1].zh: row.value for row in told.table.rows} == {F: 4.815, D: 4.7}
    one = answer(shop, f"DSR描述相符 2026-10-01到2026-10-31 {F}")
    assert one.figure.value == 4.815


def test_rates_of_a_cohort_rise_with_a_late_numerator(databases: Databases, tmp_path: Path) -> None:
    first = """
05 F . . complaints 5
05 F . . complaints_solved 1
06 F . . tickets_closed 10
06 F . . tickets_reopened 0
"""
    later = first.replace("solved 1", "solved 4").replace("reopened 0", "reopened 2")
    with databases() as database:
        take(database, write_csv(tmp_path, HEADER, rows_of(first)), source="measure_table")
        assert total(database, "complaint_resolved_rate", WEEK).value == 1 / 5
        # The same days delivered again replace what was known: it counts on the cohort's day.
        take(database, write_csv(tmp_path, HEADER, rows_of(later)), source="measure_table")
        assert total(database, "complaint_resolved_rate", WEEK).value == 4 / 5
        assert total(database, "reopen_rate", WEEK).value == 2 / 10
    assert CATALOGUE["complaint_resolved_rate"].mature_after == 7


def test_monthly_figures_count_whole_months_that_have_everything(shop: Database) -> None:
    months = days("2026-09-01", "2026-11-20")
    by_month = by(shop, "cost_per_contact", months, Dim.MONTH)
    assert {month: found.value for month, found in by_month.items()} == {
        202609: 31_000_00 / 310,
        202610: pytest.approx(WAGES * 100 / 300),
    }
    computed = ask(shop, "cost_per_contact", months)
    assert computed.months == (202609, 202610)
    # The running month has contacts but no wages: it must not make the rest look cheaper.
    assert computed.total.value == pytest.approx((31_000 + WAGES) * 100 / 610)
    assert total(shop, "aftersales_roi", days("2026-11-01", "2026-11-20")).value is None


def test_causes_of_complaints_may_come_to_more_than_all(shop: Database) -> None:
    shares = by(shop, "complaint_cause_share", OCTOBER, Dim.CATEGORY)
    assert sum(f.value for f in shares.values() if f.value) == pytest.approx(1.2)
    assert total(shop, "complaint_cause_share", OCTOBER).value == pytest.approx(1.2)


def test_a_class_without_a_row_leaves_the_sum_of_losses_unknown(
    databases: Databases, tmp_path: Path
) -> None:
    with databases() as database:
        rows = rows_of("05 F . . loss_quality 10\n05 F . . loss_logistics 5")
        take(database, write_csv(tmp_path, HEADER, rows), source="measure_table")
        assert total(database, "losses", OCTOBER).value is None
        assert total(database, "loss_quality", OCTOBER).value == 10_00


# -- asked as people ask ---------------------------------------------------------------------------

BOSS = Actor(1, "老板", frozenset({Role.MANAGER}))


def answer(database: Database, text: str) -> Any:
    """Return what a manager is answered."""
    return handle(Context(database, CLOCK), Request(text, BOSS, Lang.ZH))


def test_dsr_is_three_scores_side_by_side_as_they_stand(shop: Database) -> None:
    told = answer(shop, "DSR 现在多少")
    # October's last scores are older than a month on 20 November: nothing stands.
    assert told.grid is None
    assert told.figure.value is None
    assert plain_lines(told, Lang.ZH)[0].startswith("昨天（11/20 周五）没有数据：DSR 描述相符")
    told = answer(shop, "DSR 2026-10-05到2026-10-11")
    cells = {word(row.name, Lang.ZH): [c.value for c in row.cells] for row in told.grid.rows}
    assert cells == {F: [4.815, 4.85, 4.78], D: [4.7, 4.79, 4.74]}
    assert told.figure.metric == "dsr_desc"


def test_complaints_by_cause_are_their_causes(shop: Database) -> None:
    told = answer(shop, "投诉 2026-10 按原因")
    assert told.figure.metric == "complaint_causes"
    assert {row.members[0][1].zh: row.value for row in told.table.rows} == {"瑕疵": 3, "破损": 9}
    kinds = answer(shop, "投诉 2026-10 按类型")
    assert kinds.figure.metric == "complaints"
    assert {row.members[0][1].zh: row.value for row in kinds.table.rows} == {"质量": 4, "物流": 6}
    refused = answer(shop, "接待量 2026-10 按原因")
    assert refused.figure is None


def test_refund_times_are_shown_by_kind_without_being_asked(shop: Database) -> None:
    told = answer(shop, "退款时长 2026-10")
    assert told.figure.value == 62_400
    assert {row.members[0][1].zh: row.value for row in told.table.rows} == {
        "仅退款": 3600, "退货退款": 180_000,
    }  # fmt: skip


def test_what_is_open_now_is_compared_with_nothing(shop: Database) -> None:
    for text in ("还有多少退款没处理", "how many refunds are open right now", "未完结退款"):
        told = answer(shop, text)
        assert told.figure.metric == "open_refunds", text
        assert told.compare == ()
        assert told.period.end == date(2026, 11, 20)


def test_cost_per_contact_of_a_year_ends_with_its_last_whole_month(shop: Database) -> None:
    told = answer(shop, "cost per contact by month this year")
    assert told.period.end == date(2026, 10, 31)
    assert [(row.keys[0], row.value) for row in told.table.rows] == [
        ("2026-09", 100.0), ("2026-10", 140.0),
    ]  # fmt: skip
    team = answer(shop, "10月售后人效")
    assert team.figure.value == pytest.approx(33_000 / 200)
