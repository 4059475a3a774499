"""An Answer as plain text, to be copied into another chat: sentences and lines, no markup.

What only the asker should read (who sees it, what was typed wrong) stays behind.
"""

from collections.abc import Sequence

from base.answer import Answer, Figure, Row, Table
from base.language import Lang, Msg, msg
from bot.render import grids
from bot.render.characters import cut, size
from bot.render.numbers import count, known
from bot.render.plain_post import plain_post
from bot.render.tables import (
    Columns,
    before_name,
    columns_of,
    member_name,
    order_words,
    part_text,
    shown_rows,
    title,
    told_in_lines,
    value_text,
    worded,
)
from bot.render.texts import name_text, word

# What a phone shows of one figure without scrolling; more is not read in a group chat.
_ONE_FIGURE = 199


def plain_text(answer: Answer, lang: Lang, most: int | None = None) -> str:
    """Return an answer in at most `most` characters: under 200 where it is one figure, else all.

    Rows that do not fit are counted in the last line.
    """
    if answer.post is not None:
        return plain_post(answer.post, lang, most)
    table, figure = answer.table, answer.figure
    if most is None and figure is not None and table is None:
        most = _ONE_FIGURE
    lines = _sentences(answer, lang, most)
    if answer.grid is not None and table is None:
        head = " ".join(word(answer.grid.caption, lang).split())
        rows = [head, *(grids.line(answer.grid, row, lang) for row in answer.grid.rows)]
        return "\n".join([*lines, *_fitting(rows, lines, lang, most)])
    if figure is None or table is None or told_in_lines(answer):
        return "\n".join(lines)
    rows = _table_lines(answer, table, figure, lang)
    return "\n".join([*lines, *_fitting(rows, lines, lang, most)])


def _sentences(answer: Answer, lang: Lang, most: int | None) -> list[str]:
    """Return takeaway, lines and caveats; where room is short, later lines go before caveats."""
    takeaway = " ".join(word(answer.takeaway, lang).split())
    lines = [line for line in answer.lines if not _for_asker(line)]
    notes = [note for note in answer.notes if not _for_asker(note)]
    told = [_line(one, lang) for one in (*lines, *notes)]
    if most is None:
        return [text for text in (takeaway, *told) if text]
    order = [0, *range(len(lines), len(told)), *range(1, len(lines))] if lines else range(len(told))
    return _within(takeaway, told, order, most)


def _for_asker(message: Msg) -> bool:
    return message.key == "corrected" or message.key.startswith("rights.")


def _within(takeaway: str, told: Sequence[str], order: Sequence[int], most: int) -> list[str]:
    first = cut(takeaway, most)
    left, kept = most - size(first), set()
    for at in order:
        if told[at] and size(told[at]) + 1 <= left:
            left -= size(told[at]) + 1
            kept.add(at)
    return [text for text in (first, *(told[at] for at in sorted(kept))) if text]


def _line(message: Msg, lang: Lang) -> str:
    return " ".join(word(message, lang).split()).removeprefix("• ")


def _table_lines(answer: Answer, table: Table, figure: Figure, lang: Lang) -> list[str]:
    """Return what the table shows, and a line a row: 售前 一一：91.6%，119 个评价（92.8%）."""
    rows = shown_rows(table)
    if not rows:
        return []
    head = title(answer, table, figure, lang)
    if table.has_before:
        head += word(msg("plain.before", before=before_name(answer, lang)), lang)
    head += order_words(table, figure, lang)
    columns = columns_of(table, figure)
    return [head, *(_row_line(columns, figure, row, lang) for row in rows)]


def _row_line(columns: Columns, figure: Figure, row: Row, lang: Lang) -> str:
    chinese = lang is Lang.ZH
    text = value_text(figure, row, lang)
    if row.n is not None and columns.n:
        of = name_text(figure.n_of, lang) if figure.n_of else word(msg("table.n"), lang)
        text += f"{'，' if chinese else ', '}{count(row.n, lang)} {of}"
    if columns.before and known(row.before) is not None:
        before = worded(figure, row.before, lang)
        text += f"（{before}）" if chinese else f" ({before})"
    if known(row.part_shown) is not None:
        comma, what = "，" if chinese else ", ", word(msg("table.part"), lang)
        text += f"{comma}{what} {part_text(figure, row.part_shown, lang)}"
    members = " ".join(member_name(row, lang, i) for i in range(len(row.members)))
    return f"{members}{'：' if chinese else ': '}{text}"


def _fitting(
    rows: Sequence[str], lines: Sequence[str], lang: Lang, most: int | None
) -> Sequence[str]:
    """Return the caption and the rows that fit; a last line counts the others."""
    if most is None or not rows:
        return rows
    left = most - sum(size(line) + 1 for line in lines)
    if sum(size(row) + 1 for row in rows) <= left:
        return rows
    kept: list[str] = []
    left -= size(_left_out(len(rows), lang)) + 1
    for row in rows:
        left -= size(row) + 1
        if left < 0:
            break
        kept.append(row)
    if not kept:
        return []
    return [*kept, _left_out(len(rows) - len(kept), lang)]


def _left_out(count: int, lang: Lang) -> str:
    return word(msg("plain.left_out", count=count), lang)
