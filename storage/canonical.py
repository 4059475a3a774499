"""The canonical export of the facts, and its hash: two states are equal when the hashes are.

Rows carry names instead of ids, because ids depend on who came first.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from base.dimensions import Dim
from storage.cubes import (
    DAY_HISTOGRAMS,
    DAY_TABLES,
    MONTH_HISTOGRAMS,
    MONTH_TABLES,
    buyer_day,
    measure_day,
)
from storage.engine import Database
from storage.names import named
from storage.tables import account, shop

_NAMED = {
    "shop": Dim.SHOP,
    "team": Dim.TEAM,
    "channel": Dim.CHANNEL,
    "category": Dim.CATEGORY,
    "country": Dim.COUNTRY,
    "product": Dim.PRODUCT,
}


def canonical_lines(connection: Connection) -> Iterator[str]:
    """Yield one line a fact row: table, cuts by name, sums; sorted within a table."""
    names = {column: _names(connection, dim) for column, dim in _NAMED.items()}
    names["account"] = _accounts(connection)
    people = {k: v.zh for k, v in named(connection, Dim.AGENT).items() if int(k) > 0}
    names["agent"] = people | {-k: v for k, v in names["account"].items()}
    tables = (
        *DAY_TABLES.values(), *DAY_HISTOGRAMS.values(), *MONTH_TABLES.values(),
        *MONTH_HISTOGRAMS.values(), buyer_day, measure_day,
    )  # fmt: skip
    for table in tables:
        for one in _slices(connection, table):
            yield from sorted(_line(table, row, names) for row in connection.execute(one))


def _slices(connection: Connection, table: Table) -> Iterator[Select[Any]]:
    """Yield queries of a table that hold no more than a day each, in the order of its lines.

    They go by the columns up to the time, which come first in every line and have no names.
    """
    columns = list(table.columns)
    time = next(at for at, column in enumerate(columns) if column.name in {"day", "month"})
    leading = columns[: time + 1]
    found = connection.execute(select(*leading).distinct()).all()
    for values in sorted(found, key=lambda row: [str(value) for value in row]):
        pairs = zip(leading, values, strict=True)
        yield select(table).where(*(column == value for column, value in pairs))


def _names(connection: Connection, dim: Dim) -> dict[Any, str]:
    return {key: name.zh for key, name in named(connection, dim).items()}


def _accounts(connection: Connection) -> dict[Any, str]:
    shops = {row.id: row.name for row in connection.execute(select(shop))}
    return {
        row.id: f"{shops.get(row.shop_id, '')}/{row.nickname}"
        for row in connection.execute(select(account))
    }


def _line(table: Table, row: Any, names: dict[str, dict[Any, str]]) -> str:
    cells = [
        str(names[column].get(value, value)) if column in names else str(value)
        for column, value in zip(table.columns.keys(), row, strict=True)
    ]
    return "\t".join((table.name, *cells))


def canonical_hash(database: Database) -> str:
    """Return the SHA-256 of the canonical export, in hex."""
    digest = hashlib.sha256()
    with database.read() as connection:
        for line in canonical_lines(connection):
            digest.update(line.encode())
            digest.update(b"\n")
    return digest.hexdigest()
