"""What an import did, for whoever ran it: plain data, JSON-able, no sentence.

The command words it; the ledger keeps it with the import. Cheap to import: a command needs it.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from base.language import Bilingual, Days, Listing, Msg, Quantity, Value, msg


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken: its number as a spreadsheet counts, and why."""

    row: int
    column: str
    value: str
    reason: Msg


@dataclass(frozen=True)
class Dropped:
    """A field that was left out of some rows, which were taken without it."""

    column: str
    reason: str
    count: int
    example: str


@dataclass(frozen=True)
class SumCheck:
    """A column whose row of sums was compared with the rows."""

    column: str
    stated: float
    summed: float
    agrees: bool


@dataclass(frozen=True)
class ReplacedImport:
    """An older import that lost days to this one."""

    reference: str
    file_name: str
    days: int


@dataclass(frozen=True)
class Difference:
    """A measure on which another feed disagrees by more than half a percent.

    Both totals are sums over the `days` that both feeds have; money in minor units.
    """

    shop: str
    measure: str
    total: int
    other_feed: str
    other_total: int
    days: int
    currency: str


@dataclass(frozen=True)
class ImportReport:
    """What one file gave. `rows_read` = accepted + rejected + summary rows.

    `reference` is empty for a dry run and for a staff list. `new_accounts` is a sample of the
    nicknames that nobody on the staff list holds, `new_account_count` how many there are.
    """

    file: str
    preset: str
    name: Bilingual
    feed: str
    dry_run: bool
    rows_read: int
    accepted: int
    rejected_count: int
    rejected: tuple[Rejected, ...]
    dropped: tuple[Dropped, ...]
    summary_rows: int
    checks: tuple[SumCheck, ...]
    shops: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    reference: str = ""
    replaced: tuple[ReplacedImport, ...] = ()
    differences: tuple[Difference, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    new_accounts: tuple[str, ...] = ()
    new_account_count: int = 0
    people_added: int = 0
    people_known: int = 0
    unknown_shops: tuple[str, ...] = ()
    notes: tuple[Msg, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the report as what `json.dumps` takes; texts as their keys and values."""
        found: dict[str, Any] = _jsonable(asdict(replace(self, notes=(), rejected=())))
        found["notes"] = [_msg(note) for note in self.notes]
        found["rejected"] = [
            {"row": r.row, "column": r.column, "value": r.value, "reason": _msg(r.reason)}
            for r in self.rejected
        ]
        return found


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _jsonable(v) for key, v in value.items()}
    if isinstance(value, tuple | list):
        return [_jsonable(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def _msg(text: Msg) -> dict[str, Any]:
    return {"key": text.key, **{name: _value(v) for name, v in text.params.items()}}


def _value(value: Value) -> Any:
    if isinstance(value, Msg):
        return _msg(value)
    if isinstance(value, Listing):
        return [_value(v) for v in value.items]
    if isinstance(value, Bilingual | Days | Quantity):
        return _jsonable(asdict(value))
    return value


def rejected_of(report: Mapping[str, Any]) -> tuple[Rejected, ...]:
    """Return the rejected rows that a report kept as JSON tells of, as far as they were kept."""
    return tuple(
        Rejected(one["row"], one["column"], one["value"], _worded_later(one["reason"]))
        for one in report.get("rejected", ())
    )


def _worded_later(raw: Mapping[str, Any]) -> Msg:
    params = {name: _read(value) for name, value in raw.items() if name != "key"}
    return msg(raw["key"], **params)


def _read(value: Any) -> Value:
    """Read back what `_value` has made plain."""
    if isinstance(value, list):
        return Listing(tuple(_read(one) for one in value))
    if isinstance(value, dict):
        return _worded_later(value) if "key" in value else Bilingual(value["zh"], value["en"])
    found: Value = value
    return found


def rejects_csv(rejected: Sequence[Rejected], word: Callable[[Msg], str]) -> bytes:
    """Return rejected rows as CSV (UTF-8 with BOM, which spreadsheets need); `word` words reasons.

    Cells that a spreadsheet would run as a formula are disarmed.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["row", "column", "value", "reason"])
    for entry in rejected:
        writer.writerow([entry.row, _safe(entry.column), _safe(entry.value), word(entry.reason)])
    return text.getvalue().encode("utf-8-sig")


def write_rejects(path: Path, rejected: Sequence[Rejected], word: Callable[[Msg], str]) -> None:
    """Write rejected rows as CSV; see `rejects_csv`."""
    path.write_bytes(rejects_csv(rejected, word))


def _safe(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") else text
