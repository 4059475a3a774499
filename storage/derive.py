"""From canonical rows to measures: what one contact of a log, or a report's line, adds to a day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from base.histogram import BUCKETS, EDGES
from base.measures import DURATIONS, MEASURES
from storage.rows import Ints, Rows

Values = NDArray[np.int64]

# Measures that follow from what a log says of a contact.
_FROM_RATING: dict[str, Callable[[Ints], NDArray[Any]]] = {
    "ratings": lambda r: r > 0,
    "good": lambda r: r >= 4,
    "bad": lambda r: (r > 0) & (r <= 2),
    "bad_n": lambda r: r > 0,
    "score_n": lambda r: r > 0,
    "score_sum": lambda r: r,
}
_FROM_DURATION: dict[str, tuple[str, Callable[[Ints], NDArray[Any]]]] = {
    **{f"{d}_n": (d, lambda t: t >= 0) for d in DURATIONS},
    **{f"{d}_sum": (d, lambda t: np.maximum(t, 0)) for d in DURATIONS},
    "frt_le30": ("frt", lambda t: (t >= 0) & (t <= 30)),
}
# The base of a share: the contacts of the rows that say what the share counts.
_BASES = {
    "abandon_n": ("abandoned", "contacts"),
    "bad_n": ("bad", "ratings"),
    "bot_n": ("bot_contacts", "contacts"),
    "resolved_answered": ("resolved", "answered"),
    "resolved_contacts": ("resolved", "contacts"),
}


def measure(rows: Rows, key: str) -> Values | None:
    """Return one measure of every row (length of `rows`), None where the rows do not deliver it."""
    if MEASURES[key].bundle not in rows.bundles:
        return None
    if key in rows.columns:
        return rows.column(key).astype(np.int64, copy=False)
    if "rating" in rows.columns and key in _FROM_RATING:
        return _FROM_RATING[key](rows.column("rating")).astype(np.int64, copy=False)
    if key in _BASES and all(name in rows.columns for name in _BASES[key]):
        return rows.column(_BASES[key][1]).astype(np.int64, copy=False)
    if key in _FROM_DURATION:
        duration, rule = _FROM_DURATION[key]
        if duration in rows.columns:
            return rule(rows.column(duration)).astype(np.int64, copy=False)
    return None


def _bucket_table() -> NDArray[np.int16]:
    """Return the bucket of every whole second up to an hour, where nearly all durations are."""
    seconds = np.arange(3601)
    found = np.searchsorted(np.asarray(EDGES), seconds, side="left") - 1
    return np.maximum(found, 0).astype(np.int16)


def buckets(seconds: Ints) -> NDArray[np.int16]:
    """Return the histogram bucket of each duration (whole seconds >= 0)."""
    table = _bucket_table()
    # Columns may be as narrow as one byte, too narrow for the table's last entry.
    seconds = seconds.astype(np.int32, copy=False)
    found = table[np.minimum(seconds, 3600)]
    long = seconds > 3600
    if long.any():
        found[long] = np.searchsorted(np.asarray(EDGES), seconds[long], side="left") - 1
    return found


@dataclass(frozen=True)
class Groups:
    """Rows sorted into groups of equal keys: `keys` holds one array a key column."""

    keys: tuple[Values, ...]
    order: NDArray[np.intp] | None
    starts: NDArray[np.intp]
    size: int

    def sum(self, values: Values) -> Values:
        """Return the sum of `values` (one a row) in every group."""
        if self.size == 0:
            return np.zeros(0, dtype=np.int64)
        ordered = values if self.order is None else values[self.order]
        return np.add.reduceat(ordered, self.starts)

    def of_rows(self, length: int) -> NDArray[np.intp]:
        """Return every row's group."""
        counts = np.diff(np.r_[self.starts, length])
        ordered = np.repeat(np.arange(self.size), counts)
        if self.order is None:
            return ordered
        found = np.empty(length, dtype=np.intp)
        found[self.order] = ordered
        return found


def group(columns: Sequence[Ints]) -> Groups:
    """Sort rows into groups of equal keys, ascending. `columns` are equally long, values >= 0
    except the last ones, which may be negative.
    """
    length = len(columns[0])
    if length == 0:
        return Groups(tuple(np.zeros(0, np.int64) for _ in columns), None, np.zeros(0, np.intp), 0)
    key = np.zeros(length, dtype=np.int64)
    lows = []
    spans = []
    for column in columns:
        low, high = int(column.min()), int(column.max())
        lows.append(low)
        spans.append(high - low + 1)
        key = key * spans[-1] + (column.astype(np.int64) - low)
    if np.prod([float(s) for s in spans]) >= 2**62:
        raise OverflowError("too many different keys for one group")
    order: NDArray[np.intp] | None = None
    if not np.all(key[1:] >= key[:-1]):
        order = np.argsort(key, kind="stable")
        key = key[order]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    found = key[starts]
    keys = []
    for low, span in zip(reversed(lows), reversed(spans), strict=True):
        keys.append(found % span + low)
        found = found // span
    return Groups(tuple(reversed(keys)), order, starts, len(starts))


def histogram(groups: Groups, seconds: Ints) -> NDArray[np.int64]:
    """Return counts by group and bucket, shape (groups, BUCKETS), of durations >= 0."""
    has = seconds >= 0
    cell = groups.of_rows(len(seconds))[has] * BUCKETS + buckets(seconds[has])
    return np.bincount(cell, minlength=groups.size * BUCKETS).reshape(groups.size, BUCKETS)
