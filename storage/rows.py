"""Canonical rows: what every recognised file becomes, column by column, before it is folded.

A `Rows` is a table of equally long numpy arrays. Cuts (`shop`, `channel`, ...) hold ids of storage
and 0 for "not said"; `day` is the business date as an ordinal. Facts are given either as measures
(already summed, as in a report) or as what a log says of one contact, from which measures follow:
`rating` 1-5 or 0, and durations in whole seconds or -1. A column that is the same throughout may
be a single integer.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]


class Block(IntEnum):
    """What the rows are, hence which tables they feed."""

    LOG = 1  # one row a contact: days, half-hours and categories follow from it
    DAY = 2  # sums of an account's, channel's or team's day
    SLOT = 3  # sums of a half-hour
    CATEGORY = 4  # sums of an inquiry category's day
    RARE = 5  # rows (measure, value) of the long table
    LINES = 6  # order lines


@dataclass(frozen=True)
class Rows:
    """Equally long columns. `bundles` are the bundles of measures these rows deliver.

    `measure_names` gives meaning to the column `measure` of a RARE block.
    """

    block: Block
    columns: Mapping[str, Ints | int]
    length: int
    bundles: frozenset[str]
    measure_names: tuple[str, ...] = field(default=())

    def column(self, name: str) -> Ints:
        """Return a column as an array, zeros where it is not there."""
        value = self.columns.get(name, 0)
        if isinstance(value, int):
            return np.full(self.length, value, dtype=np.int64)
        return value

    def take(self, index: Any) -> "Rows":
        """Return the rows at `index` (a slice, positions or a mask)."""
        columns = {k: v if isinstance(v, int) else v[index] for k, v in self.columns.items()}
        length = next((len(v) for v in columns.values() if not isinstance(v, int)), None)
        if length is None:
            length = len(np.empty(self.length)[index])
        return Rows(self.block, columns, length, self.bundles, self.measure_names)

    def by_shop_day(self) -> Iterator[tuple[int, int, "Rows"]]:
        """Yield (shop, day, rows) in ascending order, `shop` and `day` as single integers."""
        if self.length == 0:
            return
        shop, day = self.column("shop"), self.column("day")
        key = shop.astype(np.int64) << 32 | day.astype(np.int64)
        if np.all(key[1:] >= key[:-1]):
            ordered, rows = key, self
        else:
            order = np.argsort(key, kind="stable")
            ordered, rows = key[order], self.take(order)
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        ends = np.r_[starts[1:], len(ordered)]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            part = rows.take(slice(start, end))
            of = int(ordered[start]) >> 32, int(ordered[start]) & 0xFFFFFFFF
            columns = {**part.columns, "shop": of[0], "day": of[1]}
            yield *of, Rows(part.block, columns, end - start, part.bundles, part.measure_names)


def joined(several: Sequence[Rows]) -> Rows:
    """Lay rows of one shape (same block, columns, bundles) end to end."""
    if len(several) == 1:
        return several[0]
    first = several[0]
    columns: dict[str, Ints | int] = {}
    for name in first.columns:
        values = [rows.columns[name] for rows in several]
        same = isinstance(values[0], int) and all(
            isinstance(v, int) and v == values[0] for v in values
        )
        columns[name] = (
            values[0] if same else np.concatenate([rows.column(name) for rows in several])
        )
    length = sum(rows.length for rows in several)
    return Rows(first.block, columns, length, first.bundles, first.measure_names)


def _smallest(values: Ints) -> Ints | int:
    """Return the values in the narrowest integer type that holds them, or as one integer."""
    low, high = int(values.min()), int(values.max())
    if low == high:
        return low
    for kind in (np.int8, np.int16, np.int32):
        limits = np.iinfo(kind)
        if limits.min <= low and high <= limits.max:
            return values.astype(kind, copy=False)
    return values.astype(np.int64, copy=False)


def encode(rows: Rows) -> bytes:
    """Pack rows for storage: a JSON head, then the columns as narrow integers; compressed."""
    columns: dict[str, object] = {}
    buffers: list[bytes] = []
    for name, value in rows.columns.items():
        narrow = value if isinstance(value, int) or rows.length == 0 else _smallest(value)
        if isinstance(narrow, int):
            columns[name] = narrow
        else:
            columns[name] = narrow.dtype.str
            buffers.append(np.ascontiguousarray(narrow).tobytes())
    head = json.dumps(
        {
            "length": rows.length,
            "bundles": sorted(rows.bundles),
            "measures": rows.measure_names,
            "columns": columns,
        }
    ).encode()
    packed = b"".join((len(head).to_bytes(4, "little"), head, *buffers))
    return zstandard.ZstdCompressor(level=1).compress(packed)


def decode(block: Block, payload: bytes) -> Rows:
    """Unpack what `encode` made."""
    packed = zstandard.ZstdDecompressor().decompress(payload)
    at = 4 + int.from_bytes(packed[:4], "little")
    head = json.loads(packed[4:at])
    columns: dict[str, Ints | int] = {}
    for name, value in head["columns"].items():
        if isinstance(value, int):
            columns[name] = value
            continue
        columns[name] = np.frombuffer(packed, dtype=value, count=head["length"], offset=at)
        at += head["length"] * np.dtype(value).itemsize
    return Rows(block, columns, head["length"], frozenset(head["bundles"]), tuple(head["measures"]))
