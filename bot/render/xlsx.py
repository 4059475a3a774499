"""An Answer as a workbook: its figures as numbers a spreadsheet reckons with, and a sheet that says
what they mean.

Rates are fractions shown as percent, money carries its currency, days are dates; durations are
seconds with a column beside them that reads as hours, minutes and seconds. No text is ever a
formula: texts are written as texts, and those that would become one when somebody edits the cell
are marked as quoted. Imports the library that writes: import this only to write.
"""

import io
import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]

from base.answer import Answer
from base.language import Lang, msg
from base.units import Unit, minor_units
from bot.render.about import Line, about
from bot.render.characters import clean, cut, size
from bot.render.csv import runs_as_formula
from bot.render.texts import word
from bot.render.worksheets import Block, Cell, Column, Month, Number, blocks_of
from commands.exporting import Provenance

_Written: TypeAlias = "str | date | Month | Number | _Clock"

# What a sheet holds, and what a cell does.
_MOST_ROWS, _LONGEST = 1_048_000, 32_000
_NAME = 31
_WIDEST, _NARROWEST, _SAMPLE = 48, 7, 200
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "SGD": "S$"}
_DAY = 86_400


class _Clock(float):
    """A duration as spreadsheets keep times: a share of a day."""


def xlsx_bytes(answer: Answer, of: Provenance, lang: Lang) -> bytes:
    """Return all of an answer as an .xlsx file, the same bytes for the same answer."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = _Book(xlsxwriter.Workbook(out, options), lang)
    book.date_it(of)
    blocks = blocks_of(answer, lang)
    for block in blocks:
        book.add(block, word(msg("xlsx.data"), lang) if len(blocks) == 1 else block.title)
    book.add_about(about(answer, of, lang))
    book.close()
    return out.getvalue()


class _Book:
    """A workbook being written."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self._book = book
        self._lang = lang
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()

    def date_it(self, of: Provenance) -> None:
        """Say when it was made: the moment of asking, not of writing."""
        self._book.set_properties({"created": of.at.at.replace(tzinfo=None)})

    def close(self) -> None:
        """Write it."""
        self._book.close()

    def add(self, block: Block, name: str) -> None:
        """Write a block's rows to a sheet of their own."""
        sheet = self._sheet(name)
        clocked = tuple(column.unit is Unit.SECONDS for column in block.columns)
        head = list(self._headings(block.columns))
        for at, text in enumerate(head):
            sheet.write_string(0, at, *self._text(text, bold=True, bottom=1, text_wrap=True))
        first = 1 if head else 0
        widths = [_wide(text) for text in head]
        for at, row in enumerate(block.rows[:_MOST_ROWS]):
            cells = list(_with_clocks(row, clocked))
            for column, cell in enumerate(cells):
                self._write(sheet, first + at, column, cell)
            if at < _SAMPLE:
                _widened(widths, cells)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, min(max(width + 2, _NARROWEST), _WIDEST))
        if head:
            sheet.freeze_panes(1, 0)
            if block.rows:
                sheet.autofilter(0, 0, len(block.rows), len(head) - 1)

    def add_about(self, lines: Sequence[Line]) -> None:
        """Write what the figures mean to the last sheet."""
        sheet = self._sheet(word(msg("xlsx.about"), self._lang))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        for at, line in enumerate(lines):
            sheet.write_string(at, 0, *self._text(line.label, bold=True, valign="top"))
            sheet.write_string(at, 1, *self._text(line.text, text_wrap=True, valign="top"))

    def _sheet(self, name: str) -> Any:
        """Add a sheet that is printed as wide as a page."""
        sheet = self._book.add_worksheet(self._sheet_name(name))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    # -- cells ------------------------------------------------------------------------------------

    def _headings(self, columns: Sequence[Column]) -> Iterator[str]:
        for column in columns:
            match column.unit:
                case Unit.SECONDS:
                    yield column.name + word(msg("csv.unit.seconds"), self._lang)
                    yield column.name + word(msg("xlsx.clock"), self._lang)
                case Unit.MONEY:
                    currency = column.currency or "CNY"
                    yield f"{column.name} ({currency})"
                case _:
                    yield column.name

    def _write(self, sheet: Any, row: int, column: int, cell: _Written) -> None:
        match cell:
            case _Clock():
                sheet.write_number(row, column, float(cell), self._format(num_format="[h]:mm:ss"))
            case Number(value=value):
                if value is not None and math.isfinite(value):
                    kind = _number_format(cell, self._lang)
                    sheet.write_number(row, column, value, self._format(num_format=kind))
            case Month(first=first):
                sheet.write_datetime(row, column, first, self._format(num_format="yyyy-mm"))
            case date():
                sheet.write_datetime(row, column, cell, self._format(num_format="yyyy-mm-dd"))
            case str() if cell:
                sheet.write_string(row, column, *self._text(cell))

    def _text(self, text: str, **look: Any) -> tuple[str, Any]:
        """Return a text that stays one, also when its cell is edited, and its format."""
        tidy = cut(clean(text), _LONGEST)
        if runs_as_formula(tidy):
            look["quote_prefix"] = True
        return tidy, self._format(**look) if look else None

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def _sheet_name(self, wanted: str) -> str:
        """Return a name that a sheet may have and no other has."""
        bare = " ".join(clean(wanted).translate(_FORBIDDEN).split()) or "fupan"
        name, number = cut(bare, _NAME), 1
        while name.casefold() in self._names:
            number += 1
            name = f"{cut(bare, _NAME - 4)} {number}"
        self._names.add(name.casefold())
        return name


def _with_clocks(row: Sequence[Cell], clocked: Sequence[bool]) -> Iterator[_Written]:
    """Yield a row's cells, behind each duration the same as a time."""
    for at, cell in enumerate(row):
        yield cell
        if at < len(clocked) and clocked[at]:
            known = isinstance(cell, Number) and cell.value is not None
            value = cell.value if isinstance(cell, Number) else None
            if known and value is not None and math.isfinite(value) and value >= 0:
                yield _Clock(value / _DAY)
            else:
                yield ""


def _number_format(cell: Number, lang: Lang) -> str:
    match cell.unit:
        case Unit.SHARE:
            return "0.0%"
        case Unit.SECONDS:
            return '0.0" 秒"' if lang is Lang.ZH else '0.0" s"'
        case Unit.MONEY:
            return _money_format(cell.currency or "CNY")
        case Unit.SCORE | Unit.RATIO:
            return "0.00"
        case Unit.PER_HOUR:
            return "0.0"
    return "#,##0"


def _money_format(currency: str) -> str:
    places = len(str(minor_units(currency))) - 1
    digits = "#,##0" + ("." + "0" * places if places else "")
    sign = _SIGNS.get(currency, f"{currency} ")
    return f'"{sign}"{digits}'


def _widened(widths: list[int], cells: Sequence[_Written]) -> None:
    for at, cell in enumerate(cells):
        width = _wide(cell) if isinstance(cell, str) else 12
        if at < len(widths):
            widths[at] = max(widths[at], width)
        else:
            widths.append(width)


def _wide(text: str) -> int:
    """Return how wide a text is, in digits; a Chinese sign takes two."""
    return size(text) + sum(sign > "\u2e7f" for sign in text)
