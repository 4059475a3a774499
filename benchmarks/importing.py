"""CSV to queryable facts: Fupan's import against `pandas.read_csv` + `to_sql`."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import create_engine

from base.clock import FixedClock
from base.rights import operator
from benchmarks.data import Files, Tell
from intake.options import ImportOptions
from intake.service import import_file
from storage.engine import Database, ensure_schema, open_database

CLOCK = FixedClock(datetime(2026, 11, 1, 1, tzinfo=UTC))
# to_sql's time is linear in the rows: a slice tells its speed.
SLICE = 500_000


@dataclass(frozen=True)
class Imported:
    """Rows a second, and what they were taken from. `read_share` is the part until
    the first batch of days was folded."""

    rows: int
    seconds: float
    rows_per_second: float
    read_share: float
    csv_bytes: int
    database_bytes: int
    peer_rows: int
    to_sql: float
    to_sql_plain: float

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return asdict(self)


class _Reported:
    """Takes the import's progress: when the first days were folded, and a line now and then."""

    def __init__(self, tell: Tell) -> None:
        self.first = 0.0
        self._tell = tell
        self._told = time.perf_counter()

    def __call__(self, done: int, of: int) -> None:
        now = time.perf_counter()
        self.first = self.first or now
        if now - self._told > 10 or done == of:
            self._told = now
            self._tell(f"  folded {done} of {of} days")


def open_at(url: str) -> Database:
    """Return the database at `url` with its schema."""
    database = open_database(url)
    ensure_schema(database)
    return database


def take_in(database: Database, files: Files, tell: Tell) -> tuple[float, float]:
    """Import staff list and log; return the log's seconds, and those before the first fold."""
    options = ImportOptions(may_edit_staff=True)
    import_file(database, files.staff, options, operator(), CLOCK, lambda _done, _of: None)
    reported = _Reported(tell)
    start = time.perf_counter()
    report = import_file(database, files.log, options, operator(), CLOCK, reported)
    end = time.perf_counter()
    if report.preset != "chat_log" or report.rejected_count or report.dropped:
        raise RuntimeError(f"the log was not taken as it is: {report}")
    return end - start, reported.first - start


def measure(database: Database, files: Files, folder: Path, rows: int, tell: Tell) -> Imported:
    """Import the log end to end and write its first rows with `to_sql` by both of its ways."""
    tell(f"importing {rows:,} rows")
    seconds, read = take_in(database, files, tell)
    tell(f"  {rows / seconds:,.0f} rows/s")
    slice_of = min(SLICE, rows)
    tell(f"pandas.to_sql on the first {slice_of:,} rows")
    return Imported(
        rows=rows,
        seconds=seconds,
        rows_per_second=rows / seconds,
        read_share=read / seconds,
        csv_bytes=files.log.stat().st_size,
        database_bytes=sum(f.stat().st_size for f in folder.glob("fupan.*")),
        peer_rows=slice_of,
        to_sql=_to_sql(files.log, folder / "engine.db", slice_of, plain=False),
        to_sql_plain=_to_sql(files.log, folder / "plain.db", slice_of, plain=True),
    )


def _to_sql(log: Path, target: Path, rows: int, *, plain: bool) -> float:
    """Return rows a second from CSV to table; `plain` writes without SQLAlchemy."""
    return rows / (_plain(log, target, rows) if plain else _engine(log, target, rows))


def _engine(log: Path, target: Path, rows: int) -> float:
    engine = create_engine(f"sqlite:///{target}")
    try:
        return _timed(log, rows, lambda frame: frame.to_sql("chats", engine, index=False))
    finally:
        engine.dispose()


def _plain(log: Path, target: Path, rows: int) -> float:
    connection = sqlite3.connect(target)
    try:
        return _timed(log, rows, lambda frame: frame.to_sql("chats", connection, index=False))
    finally:
        connection.close()


def _timed(log: Path, rows: int, write: Callable[[pd.DataFrame], object]) -> float:
    start = time.perf_counter()
    write(pd.read_csv(log, nrows=rows, parse_dates=["started at"]))
    return time.perf_counter() - start
