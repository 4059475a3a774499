"""Real files import as they are: nothing renamed, nothing edited, totals checked against them."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from base.clock import FixedClock
from base.refusal import Refusal
from base.rights import operator
from commands.imports import import_report
from intake.options import ImportOptions
from intake.outcome import ImportReport
from storage.engine import Database, ensure_schema, open_database

DATA = Path(__file__).parents[2].parent / "shared" / "data"
CLOCK = FixedClock(datetime(2026, 11, 21, tzinfo=UTC))


def _file(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository, in ../shared/data")
    return path


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = open_database(f"sqlite:///{tmp_path}/t.db")
    ensure_schema(opened)
    return opened


def _take(database: Database, path: Path, **options: Any) -> ImportReport:
    return import_report(
        database, path, ImportOptions(**options), operator(), CLOCK, lambda _done, _of: None
    )


def _sums(database: Database, table: str, *measures: str) -> tuple[Any, ...]:
    columns = ", ".join(f"sum({m})" for m in measures)
    with database.read() as connection:
        return tuple(connection.execute(text(f"SELECT {columns} FROM facts.{table}")).one())


def test_the_call_log(database: Database) -> None:
    path = _file("call_center/calls.xlsx")
    report = _take(database, path)
    assert (report.preset, report.rows_read, report.accepted) == ("call_log", 5000, 5000)
    assert (report.first_day, report.last_day) == (date(2021, 1, 1), date(2021, 3, 31))
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    rows: list[list[Any]] = [list(row) for row in sheet.to_python()[1:]]
    answered = [r for r in rows if r[5] == "Y"]
    expected = (
        len(rows),
        len(answered),
        len(rows) - len(answered),
        sum(int(r[7]) for r in answered),
        sum(r[8].hour * 3600 + r[8].minute * 60 + r[8].second for r in answered),
        sum(1 for r in rows if r[6] == "Y"),
        sum(1 for r in rows if r[9] != "" and r[9] >= 4),
    )
    measures = ("contacts", "answered", "abandoned", "wait_sum", "handle_sum", "resolved", "good")
    assert _sums(database, "chat_account_day", *measures) == expected
    assert _sums(database, "chat_category_day", "contacts") == (5000,)


def test_the_order_lines(database: Database) -> None:
    path = _file("retail/france.csv")
    report = _take(database, path)
    assert (report.preset, report.rows_read, report.accepted) == ("order_lines", 8557, 8557)
    # 12/1/2010 is the first of December: other rows have a 13th to 31st in second place.
    assert (report.first_day, report.last_day) == (date(2010, 12, 1), date(2011, 12, 9))
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def total(cancelled: bool) -> int:
        lines = [r for r in rows if r["InvoiceNo"].startswith("C") is cancelled]
        cents = [abs(int(r["Quantity"])) * Decimal(r["UnitPrice"]) * 100 for r in lines]
        return sum(int(c.to_integral_value("ROUND_HALF_UP")) for c in cents)

    orders = {r["InvoiceNo"] for r in rows if not r["InvoiceNo"].startswith("C")}
    cancels = {r["InvoiceNo"] for r in rows if r["InvoiceNo"].startswith("C")}
    measures = ("orders", "order_sales", "cancel_orders", "cancel_sales")
    expected = (len(orders), total(False), len(cancels), total(True))
    assert _sums(database, "sales_day", *measures) == expected
    with database.read() as connection:
        buyers = connection.execute(text("SELECT count(DISTINCT buyer) FROM facts.buyer_day"))
        assert buyers.scalar_one() == len({r["CustomerID"] for r in rows if r["CustomerID"]})
    without = next(n for n in report.notes if n.key == "import.note.lines_without_buyer")
    assert without.params["n"] == sum(1 for r in rows if not r["CustomerID"])


def test_the_daily_agent_report(database: Database) -> None:
    path = _file("golden/agent_day.csv")
    report = _take(database, path)
    assert (report.preset, report.accepted) == ("agent_day", 3926)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = ("contacts", "frt_n", "frt_n", "frt_sum_s", "frt_le30", "ratings", "good",
               "inquiries", "paid", "sales_fen")  # fmt: skip
    measures = ("contacts", "answered", "frt_n", "frt_sum", "frt_le30", "ratings", "good",
                "inquiries", "inq_paid", "cs_sales")  # fmt: skip
    expected = tuple(sum(int(r[c]) for r in rows) for c in columns)
    assert _sums(database, "chat_day", *measures) == expected
    assert _sums(database, "chat_team_day", *measures) == expected


def test_the_hourly_report(database: Database) -> None:
    path = _file("golden/hour_team.csv")
    assert _take(database, path).preset == "hour_team"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = tuple(sum(int(r[c]) for r in rows) for c in ("contacts", "frt_n", "frt_sum_s"))
    assert _sums(database, "chat_slot_day", "contacts", "frt_n", "frt_sum") == expected


def test_the_platform_export(database: Database) -> None:
    path = _file("platform_exports/tmall_reception.csv")
    with pytest.raises(Refusal, match="no_day"):
        _take(database, path)
    report = _take(database, path, day=date(2026, 11, 15), shop="木棉旗舰店")
    assert (report.preset, report.accepted, report.summary_rows) == ("tmall_reception", 3, 2)
    assert report.checks
    assert all(check.agrees for check in report.checks)
    frt = round(408 * 18.9 + 118 * 44.0 + 55 * 75.5)
    found = _sums(database, "chat_day", "contacts", "answered", "frt_n", "frt_sum")
    assert found[:3] == (586, 581, 581)
    assert abs(found[3] - frt) <= 2


def test_a_file_of_another_kind_is_refused(database: Database) -> None:
    with pytest.raises(Refusal, match="unknown_kind"):
        _take(database, _file("bank_calls/calls_5min.tsv"))
