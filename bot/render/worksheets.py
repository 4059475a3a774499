"""An Answer as rows for a spreadsheet, typed: complete, raw, one figure a cell. No file format.

What is a figure is a `Number` with its unit, what is a day a date, everything else text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from base.answer import Answer, Comparison, Figure, Grid, PeriodShown, Row, Table
from base.answer import Cell as GridCell
from base.language import Days, Lang, msg
from base.post import Post
from base.units import Unit
from bot.render.characters import clean, cut
from bot.render.grids import headings
from bot.render.numbers import days
from bot.render.tables import before_name, has_parts, n_heading
from bot.render.texts import name_text, word

_FORBIDDEN = re.compile(r'[\s/\\:*?"<>|;,\x00-\x1f]+')
_NAME = 80


@dataclass(frozen=True)
class Number:
    """A figure, raw: rates 0-1, seconds, money in decimal units; None where there is none."""

    value: float | None
    unit: Unit = Unit.COUNT
    currency: str | None = None


@dataclass(frozen=True)
class Month:
    """A month, by its first day."""

    first: date


Cell: TypeAlias = "str | date | Month | Number"


@dataclass(frozen=True)
class Column:
    """What heads a column; of figures with their unit, None for anything else."""

    name: str
    unit: Unit | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Block:
    """Rows below one heading. `title` says what they are, where there are several blocks."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


def file_name(answer: Answer, lang: Lang, kind: str = "csv") -> str:
    """Return a name for the file: 满意度_按客服_2026-11-09_2026-11-15.csv."""
    parts = [name_text(answer.figure.name, lang)] if answer.figure else ["fupan"]
    if answer.post is not None:
        parts = [word(msg("csv.post"), lang)]
    if answer.table is not None:
        parts += [word(msg(f"cut.{dim}"), lang) for dim in answer.table.spoken]
    period = answer.period or (answer.post.period if answer.post else None)
    if period is not None:
        start, end = period.start, period.end
        parts += [start.isoformat()] + ([end.isoformat()] if end != start else [])
    name = _FORBIDDEN.sub("_", clean("_".join(parts))).strip("_.")
    return f"{cut(name, _NAME) or 'fupan'}.{kind}"


def blocks_of(answer: Answer, lang: Lang) -> tuple[Block, ...]:
    """Return all of an answer: its table, else its figure beside those compared with, else text.

    Of a post the details, each under its own sentence; the post's own lines where none has figures.
    """
    if answer.post is None:
        return (_block(answer, lang),)
    details = [one for one in answer.post.details if one.figure is not None or one.grid is not None]
    if not details:
        return (Block((), tuple(_post_lines(answer.post, lang))),)
    found = (_block(one, lang, word(one.takeaway, lang)) for one in details)
    return tuple(found)


def _block(answer: Answer, lang: Lang, title: str = "") -> Block:
    figure, table = answer.figure, answer.table
    if figure is not None and table is not None and table.rows:
        return _table(answer, table, figure, lang, title)
    if figure is not None:
        return _figure(answer, figure, lang, title)
    if answer.grid is not None:
        return _grid(answer.grid, lang, title)
    lines = (answer.takeaway, *answer.lines, *answer.notes)
    return Block((), tuple((word(one, lang),) for one in lines), title)


def _post_lines(post: Post, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    yield from ((word(one, lang),) for one in (post.title, post.takeaway, *post.lead))
    yield from ((word(one.name, lang), word(one.text, lang)) for one in post.figures)
    for section in post.sections:
        heading = word(section.heading, lang)
        inline = (section.inline,) if section.inline else ()
        yield from ((heading, word(line, lang)) for line in (*inline, *section.lines))
    for detail in post.details:
        yield from ((word(one, lang),) for one in (detail.takeaway, *detail.lines))
    yield from ((word(note, lang),) for note in post.notes)


# -- a table ------------------------------------------------------------------------------------


def _table(answer: Answer, table: Table, figure: Figure, lang: Lang, title: str) -> Block:
    grouped = any(row.group is not None for row in table.rows)
    rests = any(row.n is not None or row.before_n is not None for row in table.rows)
    # What a count rests on is the count.
    shape = _Shape(grouped, rests and figure.unit is not Unit.COUNT, has_parts(table))
    head = [Column(word(msg(f"dim.{dim}"), lang)) for dim in table.spoken]
    if grouped:
        head.insert(0, Column(word(msg("dim.team"), lang)))
    names = [_dates(answer.period, lang)] if answer.period else [""]
    if table.has_before:
        names.append(before_name(answer, lang))
    for name in names:
        head.append(_of(figure, _joined(name_text(figure.name, lang), name)))
        if shape.counted:
            head.append(Column(_joined(n_heading(figure, lang), name), Unit.COUNT))
    if shape.parted:
        head.append(_of(figure, word(msg("table.part"), lang)))
    head.append(Column(word(msg("csv.remark"), lang)))
    rows = tuple(tuple(_row(table, figure, row, shape, lang)) for row in table.rows)
    return Block(tuple(head), rows, title)


@dataclass(frozen=True)
class _Shape:
    """Which columns a table has beside its members and their figure."""

    grouped: bool
    counted: bool
    parted: bool


def _row(table: Table, figure: Figure, row: Row, shape: _Shape, lang: Lang) -> Iterator[Cell]:
    if shape.grouped:
        yield name_text(row.group, lang) if row.group else ""
    keys = row.keys or (None,) * len(row.members)
    for (dim, name), key in zip(row.members, keys, strict=True):
        yield _member(dim, key, name_text(name, lang))
    pairs = [(row.value, row.n)]
    if table.has_before:
        pairs.append((row.before, row.before_n))
    for value, n in pairs:
        yield Number(value, figure.unit, figure.currency)
        if shape.counted:
            yield Number(n)
    if shape.parted:
        yield Number(row.part, figure.unit, figure.currency)
    remarks = [msg("csv.few")] * row.few + [msg("csv.partial")] * row.partial
    yield ("、" if lang is Lang.ZH else ", ").join(word(one, lang) for one in remarks)


def _member(dim: str, key: str | None, name: str) -> Cell:
    """Return a member: a date as one, another time as machines know it, else its name."""
    if key is None:
        return name
    try:
        if dim in ("day", "week"):
            return date.fromisoformat(key)
        if dim == "month":
            return Month(date.fromisoformat(f"{key}-01"))
    except ValueError:
        return key
    return key


def _of(figure: Figure, name: str) -> Column:
    return Column(name, figure.unit, figure.currency)


def _joined(name: str, dates: str) -> str:
    return f"{name} {dates}".strip()


# -- one figure ---------------------------------------------------------------------------------


def _figure(answer: Answer, figure: Figure, lang: Lang, title: str) -> Block:
    head = [Column(word(msg(f"csv.head.{key}"), lang)) for key in ("which", "start", "end")]
    head.append(_of(figure, name_text(figure.name, lang)))
    head.append(Column(n_heading(figure, lang), Unit.COUNT))
    own = word(answer.period.label, lang).strip() if answer.period else ""
    lines = [_line(own, answer.period, figure, figure.value, figure.n)]
    lines += [_compared(one, figure, lang) for one in answer.compare]
    # What a count rests on is the count.
    most = -1 if figure.unit is Unit.COUNT else None
    return Block(tuple(head[:most]), tuple(tuple(line[:most]) for line in lines), title)


def _compared(one: Comparison, figure: Figure, lang: Lang) -> list[Cell]:
    label = word(one.period.label, lang).strip()
    if one.against == "usual":
        label = word(msg("base.usual"), lang)
    return _line(label, one.period, figure, one.value, one.n)


def _line(
    label: str, period: PeriodShown | None, figure: Figure, value: float | None, n: int | None
) -> list[Cell]:
    ends: list[Cell] = [period.start, period.end] if period else ["", ""]
    return [label, *ends, Number(value, figure.unit, figure.currency), Number(n)]


def _dates(period: PeriodShown, lang: Lang) -> str:
    return days(Days(period.start, period.end, with_year=True), lang)


# -- a grid -------------------------------------------------------------------------------------


def _grid(grid: Grid, lang: Lang, title: str) -> Block:
    first, *others = headings(grid, lang) or [""]
    head = [Column(first), Column(word(msg("csv.head.unit"), lang)), *map(Column, others)]
    rows = (
        (word(row.name, lang), _unit(row.cells, lang), *(_cell(one, lang) for one in row.cells))
        for row in grid.rows
    )
    return Block(tuple(head), tuple(rows), title or word(grid.caption, lang))


def _cell(cell: GridCell, lang: Lang) -> Cell:
    said = word(cell.text, lang) if cell.value is None and cell.text is not None else ""
    # A dash is what a screen shows for nothing.
    if any(sign.isalnum() for sign in said):
        return said
    return Number(cell.value, cell.unit, cell.currency)


def _unit(cells: Sequence[GridCell], lang: Lang) -> str:
    figures: Iterable[GridCell] = (cell for cell in cells if cell.value is not None)
    cell = next(iter(figures), cells[0] if cells else None)
    if cell is None:
        return ""
    return word(msg(GRID_UNITS[cell.unit], currency=cell.currency or "CNY"), lang)


GRID_UNITS = {
    Unit.COUNT: "csv.grid.count",
    Unit.SHARE: "csv.grid.share",
    Unit.SECONDS: "csv.grid.seconds",
    Unit.MONEY: "csv.grid.money",
    Unit.SCORE: "csv.grid.score",
    Unit.RATIO: "csv.grid.ratio",
    Unit.PER_HOUR: "csv.grid.per_hour",
}
