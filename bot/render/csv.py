"""An Answer as a CSV file for a spreadsheet: complete, raw, one figure a cell.

Figures are unrounded with their unit in the heading; what a spreadsheet would run as a formula is
text.
"""

import csv
import io
import math
import re
from collections.abc import Sequence
from typing import TypeAlias

from base.answer import Answer, Comparison, Figure, PeriodShown, Row, Table
from base.language import Days, Lang, msg
from base.post import Post
from base.units import Unit
from bot.render.characters import clean, cut
from bot.render.grids import csv_rows
from bot.render.numbers import days
from bot.render.tables import before_name, has_parts, n_heading
from bot.render.texts import name_text, word

Cell: TypeAlias = "str | int | float"

# What spreadsheets take for the beginning of a formula, in half and full width.
_FORMULA = "=+-@＝＋－＠"
_FORBIDDEN = re.compile(r'[\s/\\:*?"<>|;,\x00-\x1f]+')
_NAME = 80


def csv_bytes(answer: Answer, lang: Lang) -> bytes:
    """Return all of an answer: its table, else its figure beside those compared with, else text.

    UTF-8 with a byte order mark, without which Excel does not read Chinese.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [_safe(cell) for cell in row] for row in _rows(answer, lang)
    )
    return out.getvalue().encode("utf-8-sig")


def file_name(answer: Answer, lang: Lang) -> str:
    """Return a name for the file: 满意度_按客服_2026-11-09_2026-11-15.csv."""
    parts = [name_text(answer.figure.name, lang)] if answer.figure else ["fupan"]
    if answer.post is not None:
        parts = [word(msg("csv.post"), lang)]
    if answer.table is not None:
        parts += [word(msg(f"cut.{dim}"), lang) for dim in answer.table.dims]
    period = answer.period or (answer.post.period if answer.post else None)
    if period is not None:
        start, end = period.start, period.end
        parts += [start.isoformat()] + ([end.isoformat()] if end != start else [])
    name = _FORBIDDEN.sub("_", clean("_".join(parts))).strip("_.")
    return (cut(name, _NAME) or "fupan") + ".csv"


def _rows(answer: Answer, lang: Lang) -> list[Sequence[Cell]]:
    if answer.post is not None:
        return _post_rows(answer.post, lang)
    figure, table = answer.figure, answer.table
    if figure is not None and table is not None and table.rows:
        return _table_rows(answer, table, figure, lang)
    if figure is not None:
        return _figure_rows(answer, figure, lang)
    if answer.grid is not None:
        return list(csv_rows(answer.grid, lang))
    return [[word(line, lang)] for line in (answer.takeaway, *answer.lines, *answer.notes)]


def _post_rows(post: Post, lang: Lang) -> list[Sequence[Cell]]:
    """Return a post's details, each under its own sentence where there are several.

    A post without figures in its details has its own lines for rows.
    """
    details = [one for one in post.details if one.figure is not None or one.grid is not None]
    if len(details) == 1:
        return _rows(details[0], lang)
    rows: list[Sequence[Cell]] = []
    for detail in details:
        rows += [[word(detail.takeaway, lang)], *_rows(detail, lang), []]
    return rows[:-1] or _post_lines(post, lang)


def _post_lines(post: Post, lang: Lang) -> list[Sequence[Cell]]:
    lines: list[Sequence[Cell]] = [[word(one, lang)] for one in (post.title, post.takeaway)]
    lines += [[word(line, lang)] for line in post.lead]
    lines += [[word(one.name, lang), word(one.text, lang)] for one in post.figures]
    for section in post.sections:
        heading = word(section.heading, lang)
        inline = (section.inline,) if section.inline else ()
        lines += [[heading, word(line, lang)] for line in (*inline, *section.lines)]
    for detail in post.details:
        lines += [[word(one, lang)] for one in (detail.takeaway, *detail.lines)]
    return lines + [[word(note, lang)] for note in post.notes]


# -- a table ------------------------------------------------------------------------------------


def _table_rows(answer: Answer, table: Table, figure: Figure, lang: Lang) -> list[Sequence[Cell]]:
    grouped = any(row.group is not None for row in table.rows)
    rests = any(row.n is not None or row.before_n is not None for row in table.rows)
    # What a count rests on is the count.
    counted = rests and figure.unit is not Unit.COUNT
    head: list[Cell] = [word(msg(f"dim.{dim}"), lang) for dim in table.dims]
    if grouped:
        head.insert(0, word(msg("dim.team"), lang))
    names = [_dates(answer.period, lang)] if answer.period else [""]
    if table.has_before:
        names.append(before_name(answer, lang))
    for name in names:
        head.append(_with_unit(figure, name, lang))
        if counted:
            head.append(_joined(n_heading(figure, lang), name))
    parted = has_parts(table)
    if parted:
        head.append(_unit(figure, word(msg("table.part"), lang), lang))
    head.append(word(msg("csv.remark"), lang))
    return [head, *(_table_row(table, row, lang, grouped, counted, parted) for row in table.rows)]


def _table_row(
    table: Table, row: Row, lang: Lang, grouped: bool, counted: bool, parted: bool
) -> Sequence[Cell]:
    cells: list[Cell] = []
    if grouped:
        cells.append(name_text(row.group, lang) if row.group else "")
    keys = row.keys or (None,) * len(row.members)
    cells += [
        name_text(name, lang) if key is None else key
        for (_, name), key in zip(row.members, keys, strict=True)
    ]
    pairs = [(row.value, row.n)]
    if table.has_before:
        pairs.append((row.before, row.before_n))
    for value, n in pairs:
        cells.append(_number(value))
        if counted:
            cells.append("" if n is None else n)
    if parted:
        cells.append(_number(row.part))
    remarks = [msg("csv.few")] * row.few + [msg("csv.partial")] * row.partial
    cells.append(("、" if lang is Lang.ZH else ", ").join(word(one, lang) for one in remarks))
    return cells


def _with_unit(figure: Figure, dates: str, lang: Lang) -> str:
    return _unit(figure, _joined(name_text(figure.name, lang), dates), lang)


def _unit(figure: Figure, name: str, lang: Lang) -> str:
    return name + word(msg(_UNITS[figure.unit], currency=figure.currency or "CNY"), lang)


def _joined(name: str, dates: str) -> str:
    return f"{name} {dates}".strip()


_UNITS = {
    Unit.COUNT: "none",
    Unit.SHARE: "csv.unit.share",
    Unit.SECONDS: "csv.unit.seconds",
    Unit.MONEY: "csv.unit.money",
    Unit.SCORE: "csv.unit.score",
    Unit.RATIO: "csv.unit.ratio",
}


# -- one figure ---------------------------------------------------------------------------------


def _figure_rows(answer: Answer, figure: Figure, lang: Lang) -> list[Sequence[Cell]]:
    head = [word(msg(f"csv.head.{key}"), lang) for key in ("which", "start", "end")]
    head += [_with_unit(figure, "", lang), n_heading(figure, lang)]
    n: Cell = "" if figure.n is None else figure.n
    own: list[Cell] = [_label(answer, lang), *_ends(answer.period), _number(figure.value), n]
    rows: list[list[Cell]] = [[*head], own, *(_compared(one, lang) for one in answer.compare)]
    # What a count rests on is the count.
    most = -1 if figure.unit is Unit.COUNT else None
    return [row[:most] for row in rows]


def _compared(one: Comparison, lang: Lang) -> list[Cell]:
    label = word(one.period.label, lang).strip()
    if one.against == "usual":
        label = word(msg("base.usual"), lang)
    n: Cell = "" if one.n is None else one.n
    return [label, *_ends(one.period), _number(one.value), n]


def _label(answer: Answer, lang: Lang) -> str:
    return word(answer.period.label, lang).strip() if answer.period else ""


def _ends(period: PeriodShown | None) -> list[Cell]:
    return [period.start.isoformat(), period.end.isoformat()] if period else ["", ""]


def _dates(period: PeriodShown, lang: Lang) -> str:
    return days(Days(period.start, period.end, with_year=True), lang)


# -- cells --------------------------------------------------------------------------------------


def _number(value: float | None) -> Cell:
    if value is None or not math.isfinite(value):
        return ""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value)


def _safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs; a figure below zero stays a figure."""
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if text.lstrip("\u2068 ")[:1] in tuple(_FORMULA) else text
