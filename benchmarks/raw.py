"""The files of one shape: raw rows for the peers, the log and the staff list for Fupan.

The raw rows are the log as delivered: one row a conversation in order of time, when it started,
shop, channel, agent and handler as text, numbers as integers, NULL where the log has nothing. The
agent's team is added beside them, so that no peer needs a join. SQLite holds times as text, for it
has no type for them; DuckDB holds typed columns.
"""

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from base.dimensions import Dim
from benchmarks.data import NAMES, NOBODY, Files, Tell, conversations, write_staff

# As SQLite declares them; DuckDB's come from the query that makes its table.
COLUMNS = {
    "started_at": "TEXT", "shop": "TEXT", "channel": "TEXT", "agent": "TEXT", "team": "TEXT",
    "handler": "TEXT", "frt": "INTEGER", "handle": "INTEGER", "rating": "INTEGER",
    "resolved": "INTEGER", "inquiry": "INTEGER", "paid": "INTEGER",
}  # fmt: skip
_NAMED = (Dim.SHOP, Dim.CHANNEL, Dim.AGENT, Dim.TEAM, Dim.HANDLER)
_EPOCH = date(1970, 1, 1).toordinal()
# Rows carried at once from one engine to the other: bounds memory.
_BATCH = 50_000


def make(folder: Path, rows: int, shape: str, tell: Tell, *, peers: bool = True) -> Files:
    """Write one shape into `folder`; `peers` says whether SQLite's raw rows are wanted as well."""
    files = Files(
        folder / "chats.csv", folder / "staff.csv", folder / "raw.duckdb", folder / "raw.sqlite"
    )
    write_staff(files.staff)
    tell(f"{shape}: making {rows:,} conversations")
    _write_duckdb(files.duckdb, rows, shape)
    with duckdb.connect(str(files.duckdb), read_only=True) as connection:
        tell(f"{shape}: writing the CSV")
        _write_log(connection, files.log)
        if peers:
            tell(f"{shape}: writing SQLite's raw rows")
            _write_sqlite(connection, files.sqlite)
    return files


def _write_duckdb(path: Path, rows: int, shape: str) -> None:
    query = f"""
        SELECT make_timestamp(((day - {_EPOCH})::BIGINT * 86400 + second) * 1000000) AS started_at,
            {", ".join(_named(cut) for cut in _NAMED)},
            nullif(frt, -1)::INTEGER AS frt,
            nullif(handle, -1)::INTEGER AS handle,
            nullif(rating, 0)::INTEGER AS rating,
            resolved::INTEGER AS resolved, inquiry::INTEGER AS inquiry, paid::INTEGER AS paid
        FROM frame"""
    with duckdb.connect(str(path)) as connection:
        for number, frame in enumerate(conversations(rows, shape)):
            connection.register("frame", frame)
            begin = "CREATE TABLE raw AS" if number == 0 else "INSERT INTO raw"
            connection.execute(f"{begin} {query}")
            connection.unregister("frame")


def _named(cut: Dim) -> str:
    names = ", ".join(f"'{name}'" for name in NAMES[cut])
    return f"list_extract([{names}], nullif({cut.value}::INTEGER, {NOBODY}) + 1) AS {cut.value}"


def _write_log(connection: Any, path: Path) -> None:
    """Write the export of a chat system, one line a conversation; it knows no teams."""
    said = ", ".join(
        f"CASE {column} WHEN 1 THEN 'yes' ELSE 'no' END AS {column}"
        for column in ("resolved", "inquiry", "paid")
    )
    query = f"""
        SELECT 'C' || lpad(rowid::VARCHAR, 9, '0') AS "conversation id",
            started_at AS "started at", shop, channel, agent, handler,
            frt AS "first reply", handle AS "handle time", rating, {said}
        FROM raw ORDER BY rowid"""
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"COPY ({query}) TO '{path}' (HEADER)")


def _write_sqlite(source: Any, path: Path) -> None:
    columns = ", ".join(f"{name} {type_}" for name, type_ in COLUMNS.items())
    insert = f"INSERT INTO raw VALUES ({', '.join('?' * len(COLUMNS))})"
    found = source.execute(
        "SELECT strftime(started_at, '%Y-%m-%d %H:%M:%S'), * EXCLUDE (started_at)"
        " FROM raw ORDER BY rowid"
    )
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"CREATE TABLE raw ({columns})")
        while batch := found.fetchmany(_BATCH):
            connection.executemany(insert, batch)
        connection.execute("CREATE INDEX raw_started_at ON raw (started_at)")
        connection.execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()
