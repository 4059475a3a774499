"""An Answer as a CSV file for a spreadsheet: complete, raw, one figure a cell.

Figures are unrounded with their unit in the heading; what a spreadsheet would run as a formula is
text. Rows alone: a comment above or below them would be a row to whatever reads the file. What the
figures mean stands in the workbook (`xlsx`) and in the message that the file comes with.
"""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from base.answer import Answer
from base.language import Lang, msg
from base.units import Unit
from bot.render.characters import clean
from bot.render.texts import word
from bot.render.worksheets import Block, Cell, Column, Month, Number, blocks_of, file_name

__all__ = ["csv_bytes", "file_name", "runs_as_formula"]

_Raw: TypeAlias = "str | int | float"

# What spreadsheets take for the beginning of a formula, in half and full width.
_FORMULA = "=+-@\t\r＝＋－＠"


def csv_bytes(answer: Answer, lang: Lang) -> bytes:
    """Return all of an answer: its table, else its figure beside those compared with, else text.

    UTF-8 with a byte order mark, without which Excel does not read Chinese.
    """
    out = io.StringIO()
    blocks = blocks_of(answer, lang)
    csv.writer(out, lineterminator="\r\n").writerows(
        [_safe(cell) for cell in row] for row in _rows(blocks, lang)
    )
    return out.getvalue().encode("utf-8-sig")


def runs_as_formula(text: str) -> bool:
    """Say whether a spreadsheet may run a text: whatever blanks stand before its first sign."""
    bare = text.lstrip("\u2068\u2066\u2067\ufeff \u3000\xa0")
    return bare[:1] != "" and bare[0] in _FORMULA


def _rows(blocks: Sequence[Block], lang: Lang) -> Iterator[Sequence[_Raw]]:
    """Yield the rows, each of several blocks under its own sentence."""
    for at, block in enumerate(blocks):
        if at:
            yield []
        if len(blocks) > 1:
            yield [block.title]
        if block.columns:
            yield [_heading(column, lang) for column in block.columns]
        yield from ([_raw(cell) for cell in row] for row in block.rows)


def _heading(column: Column, lang: Lang) -> str:
    if column.unit is None:
        return column.name
    unit = word(msg(_UNITS[column.unit], currency=column.currency or "CNY"), lang)
    return column.name + unit


_UNITS = {
    Unit.COUNT: "none",
    Unit.SHARE: "csv.unit.share",
    Unit.SECONDS: "csv.unit.seconds",
    Unit.MONEY: "csv.unit.money",
    Unit.SCORE: "csv.unit.score",
    Unit.RATIO: "csv.unit.ratio",
    Unit.PER_HOUR: "csv.unit.per_hour",
}


def _raw(cell: Cell) -> _Raw:
    match cell:
        case Number(value=value):
            return _number(value)
        case Month(first=first):
            return f"{first:%Y-%m}"
        case date():
            return cell.isoformat()
    return cell


def _number(value: float | None) -> _Raw:
    if value is None or not math.isfinite(value):
        return ""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value)


def _safe(cell: _Raw) -> _Raw:
    """Return a cell that no spreadsheet runs; a figure below zero stays a figure."""
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if runs_as_formula(text) else text
