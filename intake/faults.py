"""What is wrong with a file's rows: counted exactly, the first thousand kept for showing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from base.language import Msg
from intake.cells import Mask
from intake.outcome import Dropped, Rejected

# How many rejected rows are kept to be shown; the count is always exact.
KEPT = 1_000
_SHOWN = 60


@dataclass
class Faults:
    """The faults of one file, gathered while it is read."""

    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    _dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    _examples: dict[tuple[str, str], str] = field(default_factory=dict)

    def reject(self, rows: Sequence[int], column: str, values: Sequence[str], reason: Msg) -> None:
        """Note rejected rows; `rows` are all of them, `values` the cells of at least the first."""
        self.rejected_count += len(rows)
        for row, value in zip(rows, values, strict=False):
            if len(self.rejected) >= KEPT:
                return
            self.rejected.append(Rejected(int(row), column, shorten(value), reason))

    def drop(self, column: str, reason: str, count: int, example: str) -> None:
        """Note that a field was left out of `count` rows."""
        self._dropped[column, reason] += count
        self._examples.setdefault((column, reason), shorten(example))

    def dropped(self) -> tuple[Dropped, ...]:
        """Return the fields left out, by column."""
        return tuple(
            Dropped(column, reason, count, self._examples[column, reason])
            for (column, reason), count in sorted(self._dropped.items())
        )

    def in_order(self) -> tuple[Rejected, ...]:
        """Return the rejected rows kept, by row."""
        return tuple(sorted(self.rejected, key=lambda r: r.row))


def shorten(text: str) -> str:
    """Return a cell's text as far as it is shown."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def positions(mask: Mask) -> list[int]:
    """Return where a mask is set."""
    found: list[int] = np.flatnonzero(mask).tolist()
    return found
