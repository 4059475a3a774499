"""A grid, different figures each in its own unit: its cells as texts, and a `data_table`."""

from base.answer import Cell, Grid, GridRow
from base.language import Lang, Quantity
from bot.render.characters import clean, cut
from bot.render.mrkdwn import Json, text_length
from bot.render.numbers import known, quantity
from bot.render.tables import CELL, plotted
from bot.render.texts import word

_MOST_ROWS, _MOST_COLUMNS = 200, 20
_PAGE, _CAPTION = 10, 150


def headings(grid: Grid, lang: Lang) -> list[str]:
    """Return what heads the columns."""
    return [text[:1].upper() + text[1:] for text in _names(grid, lang)]


def _names(grid: Grid, lang: Lang) -> list[str]:
    return [word(column, lang) for column in grid.columns]


def cell_text(cell: Cell, lang: Lang) -> str:
    """Return a figure in words."""
    if cell.text is not None:
        return word(cell.text, lang)
    return quantity(Quantity(cell.value, cell.unit.value, currency=cell.currency), lang)


def row_texts(row: GridRow, lang: Lang) -> list[str]:
    """Return a row as texts, in the order of `headings`."""
    return [word(row.name, lang), *(cell_text(cell, lang) for cell in row.cells)]


def line(grid: Grid, row: GridRow, lang: Lang) -> str:
    """Return a row as a line: 满意度：88.0%（去年 90.0%，平常周 92.1%，目标 92%）."""
    chinese = lang is Lang.ZH
    name, first, *others = row_texts(row, lang) if row.cells else [*row_texts(row, lang), "–"]
    found = [
        f"{heading} {text}"
        for heading, text, cell in zip(_names(grid, lang)[2:], others, row.cells[1:], strict=False)
        if known(cell.value) is not None
    ]
    told = f"{name}{'：' if chinese else ': '}{first}"
    if not found:
        return told
    return f"{told}（{'，'.join(found)}）" if chinese else f"{told} ({', '.join(found)})"


def grid_block(grid: Grid, lang: Lang, budget: int) -> tuple[Json | None, int]:
    """Return a grid as one `data_table` of at most `budget` characters, and how many rows it has.

    No block where not even one row fits or there is none.
    """
    width = min(len(grid.columns), _MOST_COLUMNS)
    head = [_text(text) for text in headings(grid, lang)[:width]]
    caption = cut(word(grid.caption, lang), _CAPTION) or "–"
    left = budget - text_length(head) - _CAPTION
    rows: list[list[Json]] = []
    for row in grid.rows[:_MOST_ROWS]:
        cells = _cells(row, width, lang)
        left -= text_length(cells)
        if left < 0:
            break
        rows.append(cells)
    if not rows or width < 1:
        return None, 0
    block = {
        "type": "data_table",
        "caption": caption,
        "page_size": _PAGE,
        "row_header_column_index": 0,
        "rows": [head, *rows],
    }
    return block, len(rows)


def _cells(row: GridRow, width: int, lang: Lang) -> list[Json]:
    """Return a row of exactly `width` cells: Slack refuses rows of other lengths."""
    found = [_text(word(row.name, lang))]
    found += [_cell(cell, lang) for cell in row.cells]
    return [*found, *[_text("")] * (width - len(found))][:width]


def _cell(cell: Cell, lang: Lang) -> Json:
    value, text = known(cell.value), cell_text(cell, lang)
    if value is None:
        return _text(text)
    shown = _text(text)["text"]
    return {"type": "raw_number", "value": plotted(value, cell.unit), "text": shown}


def _text(text: str) -> Json:
    # A cell of nothing is refused.
    return {"type": "raw_text", "text": cut(clean(text), CELL).strip() or "–"}


def grid_json(grid: Grid, lang: Lang) -> dict[str, object]:
    """Return a grid for machines: raw values in the order of the columns, nulls where none."""
    return {
        "caption": word(grid.caption, lang),
        "columns": headings(grid, lang),
        "rows": [
            {
                "metric": row.key,
                "unit": row.cells[0].unit.value if row.cells else None,
                "currency": row.cells[0].currency if row.cells else None,
                "values": [cell.value for cell in row.cells],
            }
            for row in grid.rows
        ],
    }
