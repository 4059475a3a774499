"""A recognised table read piece by piece: fields as arrays, faults noted, bad rows marked.

The rule for a bad cell: where the row means nothing without the field, the row is rejected; else
the field is left out and counted. Nothing is clipped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from base.language import Msg, msg
from intake import cells
from intake.ahead import ahead
from intake.cells import Floats, Mask
from intake.dates import Moments, OrderEvidence, clock_seconds, moments
from intake.faults import KEPT, Faults, positions
from intake.files import LABELS, NUMBERS, TEXTS, RowFile
from intake.recognise import Recognised, plain, word_set

# Fields whose cells are mostly different from each other, and fields that are plain numbers.
_TEXT_FIELDS = frozenset({"started_at", "order"})
_NUMBER_FIELDS = frozenset(
    {"frt", "art", "art_sum", "art_n", "wait", "handle", "quantity", "cs_sales", "price", "amount"}
)
_DATES = ("started_at", "date", "day", "valid_from")
# Fields that tell a file's kind and nothing else: not read.
_UNREAD = frozenset({"contact"})


@dataclass
class Chunk:
    """Some consecutive rows. `ok` marks the rows still in, `summary` the rows of sums and means."""

    found: Recognised
    frame: pd.DataFrame
    first_row: int
    faults: Faults
    ok: Mask
    blank: int = 0
    order: str | None = None
    summary: Mask = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def size(self) -> int:
        """Return how many rows there are, bad ones included."""
        return len(self.frame)

    def has(self, *names: str) -> bool:
        """Say whether the file has all these fields."""
        return all(name in self.found.fields for name in names)

    def series(self, name: str) -> "pd.Series[Any]":
        """Return a field's raw cells."""
        return self.frame[self.found.fields[name]]

    def reject(self, mask: Mask, name: str, reason: Msg) -> None:
        """Take rows out, saying which field was the reason."""
        mask = mask & self.ok
        if not mask.any():
            return
        where = positions(mask)
        self.faults.reject(
            [self.first_row + at for at in where],
            self.found.header(name),
            [self.raw(name, at) for at in where[:KEPT]],
            reason,
        )
        self.ok = self.ok & ~mask

    def raw(self, name: str, at: int) -> str:
        """Return a cell as the file has it."""
        if name not in self.found.fields:
            return ""
        value = self.series(name).iloc[at]
        return "" if pd.isna(value) else cells.text_of(value)

    def fault(self, mask: Mask, name: str, reason: str, *, required: bool) -> None:
        """Reject rows with a bad cell, or note that the field is left out of them."""
        if not mask.any():
            return
        if required:
            self.reject(mask, name, msg(f"import.reason.{reason}"))
            return
        mask = mask & self.ok
        if mask.any():
            example = self.raw(name, positions(mask)[0])
            self.faults.drop(self.found.header(name), reason, int(mask.sum()), example)

    def missing(self, mask: Mask, name: str) -> None:
        """Reject rows without a field they need; rows without anything are no rows at all."""
        mask = mask & self.ok
        if not mask.any():
            return
        nothing = mask.copy()
        nothing[mask] = self.frame[mask].isna().all(axis=1).to_numpy()
        self.blank += int(nothing.sum())
        self.ok = self.ok & ~nothing
        self.reject(mask & ~nothing, name, msg("import.reason.missing"))

    def labels(self, name: str) -> tuple[NDArray[np.int32], list[str]]:
        """Return a field's codes (-1 = empty) and the text of each code."""
        return cells.labels(self.series(name))

    def duration(self, name: str, *, required: bool = False) -> Floats:
        """Return a field in seconds, NaN where there is none."""
        values, bad = cells.durations(self.series(name), self.found.units.get(name, 1.0))
        self.fault(bad, name, "duration", required=required)
        return values

    def count(self, name: str, *, required: bool = False) -> Floats:
        """Return a field of whole numbers >= 0, NaN where there is none."""
        values, bad = cells.counts(self.series(name))
        self.fault(bad, name, "count", required=required)
        if required:
            self.missing(np.isnan(values), name)
        return values

    def flag(self, name: str, *, required: bool = False) -> NDArray[np.int8]:
        """Return a field of yes (1) and no (0), -1 where there is none."""
        values, bad = cells.flags(self.series(name))
        self.fault(bad, name, "flag", required=required)
        if required:
            self.missing((values < 0) & ~bad, name)
        return np.where(bad, np.int8(-1), values)

    def moment(self) -> Moments:
        """Return when each row happened, from one field or from a date and a time of day."""
        if self.has("started_at"):
            return self._checked("started_at")
        if not self.has("time"):
            return self._checked("date")
        found = self._checked("date", days_only=True)
        clock, bad = clock_seconds(self.series("time"))
        self.fault(bad, "time", "time", required=True)
        return Moments(found.seconds + clock, found.bad | bad, found.empty, None)

    def _checked(self, name: str, *, days_only: bool = False) -> Moments:
        found = moments(self.series(name), self.order, days_only=days_only)
        self.fault(found.bad, name, "date", required=True)
        self.missing(found.empty, name)
        return found

    def day(self, name: str = "day") -> Moments:
        """Return a field of dates."""
        return self._checked(name, days_only=True)

    def find_summaries(self, names: tuple[str, ...]) -> None:
        """Mark rows of sums and means, which are no facts, by the words in their names."""
        self.summary = np.zeros(self.size, dtype=bool)
        marks = word_set("sum_rows") | word_set("mean_rows")
        for name in names:
            if self.has(name):
                codes, texts = self.labels(name)
                hit = np.asarray([plain(t) in marks for t in texts] + [False])
                self.summary |= hit[codes]
        self.ok = self.ok & ~self.summary


def chunks(file: RowFile, found: Recognised, faults: Faults, order: str | None) -> Iterator[Chunk]:
    """Yield the rows below the headers; rows with too many cells are rejected already."""
    columns = {at: _how(name) for name, at in found.fields.items() if name not in _UNREAD}
    for first_row, frame in ahead(file.chunks(found.header_row, columns)):
        chunk = Chunk(found, frame, first_row, faults, np.ones(len(frame), dtype=bool), order=order)
        too_long = frame["extra"].notna().to_numpy()
        if too_long.any():
            chunk.reject(too_long, "extra", msg("import.reason.too_many_cells"))
        chunk.frame = frame.drop(columns="extra")
        yield chunk


def _how(name: str) -> str:
    if name in _TEXT_FIELDS:
        return TEXTS
    return NUMBERS if name in _NUMBER_FIELDS else LABELS


def date_order(file: RowFile, found: Recognised, said: str | None) -> str | None:
    """Return the order of day and month in the file's dates, by the evidence of the whole column.

    `said` overrules. Raises Refusal where the column leaves it open.
    """
    name = next((n for n in _DATES if n in found.fields), None)
    if said is not None or name is None:
        return said
    at, evidence = found.fields[name], OrderEvidence()
    first = [row[at] for row in file.head()[found.header_row + 1 :] if at < len(row)]
    evidence.feed(pd.Series(first, dtype=object))
    if not evidence.seen:
        return None
    column: Mapping[int, str] = {at: TEXTS}
    for _, frame in file.chunks(found.header_row, column):
        evidence.feed(frame[at])
    return evidence.order(found.header(name))
