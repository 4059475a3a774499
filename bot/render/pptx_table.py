"""A table of a deck: native, without colours, every figure on one line.

Columns are as wide as their widest text; where they do not fit, all text gets smaller, and at the
smallest size what is too long is cut. Imports python-pptx only when something is drawn.
"""

from collections.abc import Sequence
from typing import Any

from base.answer import Cell, Grid
from base.language import Lang, Quantity
from bot.render.pptx_chart import Place
from bot.render.pptx_text import LEADING, Fitted, Line, cut_to_width, text_width, write
from bot.render.pptx_theme import Theme
from bot.render.texts import value_text, word

_PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_LARGEST, _SMALLEST = 16, 9
# Points between a text and the edges of its cell, left and right together, and above and below.
_SIDES, _ABOVE = 16.0, 8.0
# A cell does not wrap: what another machine's typeface takes more must fit in as well.
_SPARE = 1.12
_TALLEST = 40.0
_MOST_ROWS = 20


def draw_table(slide: Any, grid: Grid, place: Place, theme: Theme, lang: Lang) -> Any:
    """Put a table on a slide; return its graphic frame."""
    texts = _texts(grid, lang)
    wide, high = place.points
    size, widths = _sizes(texts, wide, high)
    rows, columns = len(texts), len(texts[0])
    height = min(_TALLEST, high / rows)
    frame = slide.shapes.add_table(
        rows, columns, place.left, place.top, place.width, int(height * rows * 12700)
    )
    frame.name = word(grid.caption, lang)
    table = frame.table
    _plain(table)
    # A last column of words begins under each other, one of figures ends so.
    worded = any(row.cells[-1].value is None and row.cells[-1].text for row in grid.rows)
    for at, points in enumerate(widths):
        table.columns[at].width = int(points * 12700)
    for down, row in enumerate(texts):
        table.rows[down].height = int(height * 12700)
        for across, text in enumerate(row):
            cut = cut_to_width(text, size, widths[across] - _SIDES, bold=down == 0 or across == 0)
            spot = (down, across, columns if worded else 0)
            _write(table.cell(down, across), cut, size, spot, theme, lang)
    return frame


def _texts(grid: Grid, lang: Lang) -> list[list[str]]:
    head = [_begun(word(column, lang)) for column in grid.columns]
    rows = [
        [word(row.name, lang), *(_cell(cell, lang) for cell in row.cells)]
        for row in grid.rows[:_MOST_ROWS]
    ]
    return [head, *rows]


def _begun(heading: str) -> str:
    """Return a heading as it begins: "Last year", not "last year"."""
    return heading[:1].upper() + heading[1:]


def _cell(cell: Cell, lang: Lang) -> str:
    if cell.text is not None:
        return word(cell.text, lang)
    return value_text(Quantity(cell.value, cell.unit.value, currency=cell.currency), lang)


def _sizes(texts: Sequence[Sequence[str]], wide: float, high: float) -> tuple[int, list[float]]:
    """Return the size of the text and the columns' widths in points, which add up to `wide`."""
    needed: list[float] = []
    for size in range(_LARGEST, _SMALLEST - 1, -1):
        needed = _needed(texts, size)
        if sum(needed) <= wide and size * LEADING + _ABOVE <= high / len(texts):
            spare = (wide - sum(needed)) / len(needed)
            return size, [one + spare for one in needed]
    # Nothing fits: the widest columns give most, none becomes a sliver.
    share = wide / len(needed)
    small = [min(one, share) for one in needed]
    large = [one - kept for one, kept in zip(needed, small, strict=True)]
    left = max(0.0, wide - sum(small)) / (sum(large) or 1.0)
    return _SMALLEST, [
        kept + min(left, 1.0) * more for kept, more in zip(small, large, strict=True)
    ]


def _needed(texts: Sequence[Sequence[str]], size: int) -> list[float]:
    return [
        _SIDES
        + _SPARE
        * max(
            text_width(row[at], size, bold=down == 0 or at == 0) for down, row in enumerate(texts)
        )
        for at in range(len(texts[0]))
    ]


def _plain(table: Any) -> None:
    """Take the colours of the default style away."""
    from pptx.oxml.ns import qn

    table.first_row = True
    table.horz_banding = False
    properties = table._tbl.tblPr
    style = properties.find(qn("a:tableStyleId"))
    if style is None:
        style = properties.makeelement(qn("a:tableStyleId"), {})
        properties.append(style)
    style.text = _PLAIN_STYLE


def _write(
    cell: Any, text: str, size: int, at: tuple[int, int, int], theme: Theme, lang: Lang
) -> None:
    from pptx.enum.text import MSO_ANCHOR

    down, across, columns = at
    head = down == 0
    colour = theme.muted if head else theme.text
    # Figures end under each other; names and verdicts begin so.
    align = "l" if across in (0, columns - 1) else "r"
    line = Line(text, colour, bold=head or across == 0)
    write(cell.text_frame, Fitted(size, (line,)), theme, lang, align)
    cell.text_frame.word_wrap = False
    side = int(_SIDES / 2 * 12700)
    cell.margin_left, cell.margin_right = side, side
    cell.margin_top = cell.margin_bottom = 0
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    _rule(cell, theme.muted if head else theme.faint)


def _rule(cell: Any, colour: str) -> None:
    """Draw the line under a cell."""
    from pptx.oxml.ns import qn

    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "9525", "cmpd": "sng"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": colour}))
    line.append(fill)
    properties.insert(0, line)
