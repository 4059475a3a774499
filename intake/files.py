"""Opening a file of rows: text with a delimiter, or a workbook. Both give frames of raw cells.

What a cell means is not decided here. Cells of a workbook become the text a CSV would have held.
"""

import csv
import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol, TextIO

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from base.language import msg
from base.refusal import Refusal
from intake.charset import charset_of

# Rows read at once: bounds memory, large enough for numpy to be worth it.
CHUNK = 250_000
# Cells that hold nothing; what else means "no data" is decided by cell.
_EMPTY = ["", "-", "--", "—", "——"]
_HEAD_ROWS = 40
_DELIMITERS = ",\t;|"

# How a column is wanted: few different texts, numbers where they are, or texts as they are.
LABELS, NUMBERS, TEXTS = "labels", "numbers", "texts"


class RowFile(Protocol):
    """A file of rows, read once from top to bottom as often as needed."""

    def head(self) -> list[list[str]]:
        """Return the first rows as text, headers and what stands above them included."""
        ...

    def chunks(
        self, header_row: int, columns: Mapping[int, str]
    ) -> Iterator[tuple[int, pd.DataFrame]]:
        """Yield (number of the first row as a spreadsheet counts, frame) below the headers.

        Frames have the wanted columns by position, and "extra" where a row was too long.
        """
        ...


@dataclass(frozen=True)
class TextFile:
    """CSV and its relatives."""

    path: Path
    encoding: str
    delimiter: str

    def head(self) -> list[list[str]]:
        """Return the first rows as text."""
        return _head(self.path, self.encoding, self.delimiter)

    def chunks(
        self, header_row: int, columns: Mapping[int, str]
    ) -> Iterator[tuple[int, pd.DataFrame]]:
        """Yield frames; see RowFile. Raises Refusal where the text breaks off or is mis-coded."""
        width = len(self.head()[header_row])
        kinds: dict[int, Any] = {c: "category" for c, how in columns.items() if how == LABELS}
        kinds |= {c: object for c, how in columns.items() if how == TEXTS}
        row = header_row + 1
        try:
            with (
                self.path.open(encoding=self.encoding, newline="") as text,
                pd.read_csv(
                    self._body(text, header_row, width),
                    sep=self.delimiter,
                    header=None,
                    names=list(range(width + 1)),
                    usecols=[*sorted(columns), width],
                    dtype=kinds | {width: "category"},
                    index_col=False,
                    keep_default_na=False,
                    na_values=_EMPTY,
                    skip_blank_lines=False,
                    low_memory=False,
                    chunksize=CHUNK,
                ) as reader,
            ):
                for number, frame in enumerate(reader):
                    rest = frame.iloc[1:] if number == 0 else frame
                    yield row + (number == 0), rest.rename(columns={width: "extra"})
                    row += len(frame)
        except pd.errors.EmptyDataError:
            return
        except (pd.errors.ParserError, csv.Error) as error:
            raise Refusal(msg("import.broken_text", detail=str(error).strip())) from error
        except UnicodeDecodeError as error:
            raise _miscoded(self.encoding) from error

    def _body(self, text: TextIO, header_row: int, width: int) -> Any:
        # By records, not lines: a header may have a line break in it.
        above = csv.reader(text, delimiter=self.delimiter)
        for _ in range(header_row + 1):
            next(above)
        return _Body(text, self.delimiter * width + "\n")


class _Body:
    """A text with a line of empty cells before it, one more than the headers.

    It makes room for a cell too many, so that a row that is too long is seen instead of cut.
    """

    def __init__(self, text: TextIO, first: str) -> None:
        self._text = text
        self._first = first

    def read(self, size: int = -1) -> str:
        """Return the next characters."""
        if self._first:
            first, self._first = self._first, ""
            return first
        return self._text.read(size)

    def __iter__(self) -> Iterator[str]:
        """Yield lines; asked for by the reader, which uses `read`."""
        return iter(self._text)


@dataclass(frozen=True)
class SheetFile:
    """One sheet of a workbook, its rows as text."""

    path: Path
    sheet: str

    def head(self) -> list[list[str]]:
        """Return the first rows as text."""
        return list(itertools.islice(self._rows(), _HEAD_ROWS))

    def _rows(self) -> Iterator[list[str]]:
        sheet = CalamineWorkbook.from_path(str(self.path)).get_sheet_by_name(self.sheet)
        for row in sheet.iter_rows():
            yield [cell_text(cell) for cell in row]

    def chunks(
        self, header_row: int, columns: Mapping[int, str]
    ) -> Iterator[tuple[int, pd.DataFrame]]:
        """Yield frames; see RowFile."""
        rows = itertools.islice(self._rows(), header_row + 1, None)
        first = header_row + 2
        while block := list(itertools.islice(rows, CHUNK)):
            frame = pd.DataFrame(
                {c: pd.Series(_column(block, c), dtype=object) for c in sorted(columns)}
            )
            frame["extra"] = pd.Series([None] * len(block), dtype=object)
            yield first, frame
            first += len(block)


def _column(block: Sequence[Sequence[str]], at: int) -> list[str | None]:
    cells = (row[at] if at < len(row) else "" for row in block)
    return [None if cell.strip() in _EMPTY else cell for cell in cells]


def cell_text(cell: Any) -> str:
    """Return a workbook's cell as text; numbers that have lost digits are in powers of ten."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(cell)


def _number_text(value: float) -> str:
    # A spreadsheet keeps 15 digits: a longer number is no longer what was typed.
    if abs(value) >= 1e15:
        return f"{value:E}"
    return str(int(value)) if value == int(value) else repr(value)


def _miscoded(encoding: str) -> Refusal:
    suggestions = ("--encoding utf-8", "--encoding gb18030", "--encoding big5")
    return Refusal(msg("import.miscoded", encoding=encoding), suggestions)


def _head(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    try:
        with path.open(encoding=encoding, newline="") as file:
            return list(itertools.islice(csv.reader(file, delimiter=delimiter), _HEAD_ROWS))
    except UnicodeDecodeError as error:
        raise _miscoded(encoding) from error
    except csv.Error as error:
        raise Refusal(msg("import.broken_text", detail=str(error))) from error


def open_files(path: Path, encoding: str | None) -> list[RowFile]:
    """Open a file: a text file gives one table, a workbook one a sheet.

    Raises Refusal for what is missing, empty, or neither text nor workbook.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8192)
    except OSError as error:
        raise Refusal(msg("import.cannot_open", file=path.name)) from error
    if not start:
        raise Refusal(msg("import.empty_file", file=path.name))
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _sheets(path)
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal(msg("import.not_a_table", file=path.name))
    codec = charset_of(path, encoding)
    delimiter = _delimiter(path, codec)
    return [TextFile(path, codec, delimiter)]


def _sheets(path: Path) -> list[RowFile]:
    try:
        names = CalamineWorkbook.from_path(str(path)).sheet_names
        return [SheetFile(path, name) for name in names]
    except CalamineError as error:
        raise Refusal(msg("import.not_a_table", file=path.name)) from error


def _delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter that cuts the first lines into the most equal columns."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            sample = "".join(itertools.islice(file, _HEAD_ROWS))
    except UnicodeDecodeError as error:
        raise _miscoded(encoding) from error

    def columns(delimiter: str) -> tuple[int, int]:
        widths = [len(r) for r in csv.reader(io.StringIO(sample), delimiter=delimiter) if r]
        common = max(set(widths), key=widths.count) if widths else 0
        return (widths.count(common) if common > 1 else 0, common)

    try:
        return max(_DELIMITERS, key=columns)
    except csv.Error as error:
        raise Refusal(msg("import.broken_text", detail=str(error))) from error
