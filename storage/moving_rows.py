"""Rows on their way from SQLite to PostgreSQL: read in order, made what they are, summed up.

One stream a table, whatever it holds; nothing that decides whether a copy is good.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    TypeDecorator,
)

Row: TypeAlias = tuple[Any, ...]
_Convert: TypeAlias = Callable[[Any], Any]

_BATCH = 5_000
# Pieces of uploads are up to eight megabytes each.
_BATCH_OF_BYTES = 8


@dataclass(frozen=True)
class Content:
    """How many rows a table has, and the hash of them in the order of its key."""

    rows: int
    digest: str


def quoted(connection: Connection, table: Table) -> str:
    """Return a table's name with its schema, as statements take it."""
    return connection.dialect.identifier_preparer.format_table(table)


def column_name(connection: Connection, column: "Column[Any]") -> str:
    """Return a column's name as statements take it."""
    return connection.dialect.identifier_preparer.format_column(column)


class Summing:
    """Counts and hashes rows as they pass."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        self._digest = hashlib.sha256()
        self._plain = _changes(table, _CANONICAL)

    def add(self, rows: list[Row]) -> None:
        """Take more rows, in the order of the key."""
        self.rows += len(rows)
        lines = map(repr, (_changed(row, self._plain) for row in rows) if self._plain else rows)
        self._digest.update(("\n".join(lines) + "\n").encode())

    def content(self) -> Content:
        """Return count and hash."""
        return Content(self.rows, self._digest.hexdigest())


def _batch(table: Table) -> int:
    kinds = (_kind(column) for column in table.columns)
    return _BATCH_OF_BYTES if any(isinstance(kind, LargeBinary) for kind in kinds) else _BATCH


def rows_of_sqlite(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """Yield the rows in the order of the key, as PostgreSQL takes them."""
    names = ", ".join(column_name(connection, column) for column in table.columns)
    keys = ", ".join(column_name(connection, column) for column in table.primary_key)
    driver: Any = connection.connection.driver_connection
    found = driver.execute(f"SELECT {names} FROM {quoted(connection, table)} ORDER BY {keys}")
    changes = _changes(table, _FROM_SQLITE)
    while rows := found.fetchmany(_batch(table)):
        yield [_changed(row, changes) for row in rows] if changes else rows


def rows_of_postgres(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """Yield the rows in the same order: SQLite sorts texts by their bytes."""
    names = ", ".join(column_name(connection, column) for column in table.columns)
    keys = ", ".join(
        column_name(connection, column)
        + (' COLLATE "C"' if isinstance(_kind(column), String) else "")
        for column in table.primary_key
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor(name="moved") as found:
        found.execute(f"SELECT {names} FROM {quoted(connection, table)} ORDER BY {keys}")
        while rows := found.fetchmany(_batch(table)):
            yield rows


def _kind(column: "Column[Any]") -> Any:
    """Return what a column is in the database, below what the program makes of it."""
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _changes(table: Table, by_kind: dict[type, _Convert | None]) -> list[tuple[int, _Convert]]:
    """Return the columns whose values are to be changed, and how.

    Raises TypeError for a type that was never moved yet.
    """
    found = []
    for at, column in enumerate(table.columns):
        kinds = [kind for kind in by_kind if isinstance(_kind(column), kind)]
        if not kinds:
            raise TypeError(f"{column} is of a type that cannot be moved: {column.type!r}")
        change = by_kind[kinds[0]]
        if change is not None:
            found.append((at, change))
    return found


def _changed(row: Row, changes: list[tuple[int, _Convert]]) -> Row:
    values = list(row)
    for at, change in changes:
        if values[at] is not None:
            values[at] = change(values[at])
    return tuple(values)


def _truth(value: int) -> bool:
    if value not in (0, 1):
        raise ValueError(f"{value!r} is neither true nor false")
    return bool(value)


def _moment(value: str) -> datetime:
    """SQLite keeps no zone; the program writes UTC."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def _in_utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _hashed(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


_PLAIN: dict[type, _Convert | None] = {Integer: None, String: None, Float: None}
_FROM_SQLITE = _PLAIN | {LargeBinary: None, Boolean: _truth, DateTime: _moment}
_CANONICAL = _PLAIN | {LargeBinary: _hashed, Boolean: None, DateTime: _in_utc}
