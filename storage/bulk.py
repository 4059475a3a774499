"""Writing many rows at once, columns in, by the fastest way each engine has."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table

_BATCH = 20_000


def insert(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given as equally long columns; columns left out become NULL."""
    length = len(next(iter(columns.values()), ()))
    for start in range(0, length, _BATCH):
        rows = list(zip(*(c[start : start + _BATCH] for c in columns.values()), strict=True))
        _write(connection, table, list(columns), rows)


def insert_matrix(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    matrix: NDArray[np.int64],
    fixed: Mapping[str, str] | None = None,
) -> None:
    """Insert rows of integers, shape (rows, len(names)); `fixed` are columns that never change."""
    for start in range(0, len(matrix), _BATCH):
        rows = matrix[start : start + _BATCH].tolist()
        _write(connection, table, names, rows, fixed or {})


def _write(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    fixed: Mapping[str, str] | None = None,
) -> None:
    fixed = fixed or {}
    listed = ", ".join((*names, *fixed))
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.fullname} ({listed}) FROM STDIN", rows, fixed)
        return
    # The fixed texts are our own names of durations, never a person's.
    marks = ", ".join((*("?" * len(names)), *(f"'{text}'" for text in fixed.values())))
    statement = f"INSERT INTO {table.fullname} ({listed}) VALUES ({marks})"
    # The driver itself: it takes lists as they are, and there is nothing to convert.
    driver: Any = connection.connection.driver_connection
    driver.executemany(statement, rows)


def _copy(
    connection: Connection, statement: str, rows: Sequence[Sequence[Any]], fixed: Mapping[str, str]
) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((*row, *fixed.values()))
