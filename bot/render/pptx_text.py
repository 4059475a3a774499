"""Text on a slide: measured, made to fit its box, and written with both typefaces.

What does not fit is set smaller, and where even the smallest is too large it is visibly cut.
Imports the typeface that measures: import this only where a deck is drawn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from base.language import Lang
from bot.render.characters import clean, graphemes
from bot.render.fonts import drawable, width
from bot.render.pptx_theme import Theme

LEADING = 1.3
# The reader's typeface may run wider than the one that measures here, bold more so.
_LITTLE = 0.8
_WIDER, _BOLDER = 1.08, 1.14
_CJK = "\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_PIECES = re.compile(rf"[{_CJK}][，。：；！？、）”’》】…]*|[^\s{_CJK}]+|\s+")


@dataclass(frozen=True)
class Line:
    """A paragraph: `scale` is its size as a part of the box's, `above` the blank before it in
    parts of its size."""

    text: str
    colour: str
    bold: bool = False
    bullet: bool = False
    scale: float = 1.0
    above: float = 0.0


@dataclass(frozen=True)
class Fitted:
    """Paragraphs as they fit a box, at a size in points."""

    size: int
    lines: tuple[Line, ...]


def text_width(text: str, size: int, *, bold: bool = False) -> float:
    """Return how wide a text may get, in points, at a size in points."""
    return _width(text) * size * (_BOLDER if bold else _WIDER)


@lru_cache(maxsize=4096)
def _width(text: str) -> float:
    """Return the width of a text in parts of its size."""
    return sum(_advance(sign) for sign in text)


@lru_cache(maxsize=8192)
def _advance(sign: str) -> float:
    """Return the width of one letter; what the typeface lacks is as wide as a letter can be."""
    if sign.isspace():
        return width(" ", 1)
    drawn = drawable(sign)
    return width(drawn, 1) if drawn in (sign, "") else 1.0


def rows_of(text: str, size: int, most: float, *, bold: bool = False) -> int:
    """Return how many rows a text takes in a box `most` points wide.

    Words stay whole where a row holds them; a row may end after any Chinese character, but its
    punctuation does not begin the next.
    """
    room = most / (size * (_BOLDER if bold else _WIDER))
    rows, used = 1, 0.0
    for piece in _PIECES.findall(text):
        wide = _width(piece)
        if used + wide <= room or piece.isspace():
            used = min(room, used + wide)
        elif wide <= room:
            rows, used = rows + 1, wide
        else:
            more, used = _broken(piece, room)
            rows += more + 1
    return rows


def _broken(word: str, room: float) -> tuple[int, float]:
    """Return how often a word that no row holds is broken, begun on a row of its own, and how far
    its last part goes."""
    rows, used = 0, 0.0
    for sign in word:
        wide = _advance(sign)
        rows, used = (rows, used + wide) if used + wide <= room else (rows + 1, wide)
    return rows, used


def cut_to_rows(text: str, size: int, most: float, rows: int, *, bold: bool = False) -> str:
    """Return a text that takes at most so many rows, visibly cut."""
    if rows_of(text, size, most, bold=bold) <= rows:
        return text
    parts = list(graphemes(text))
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        tried = "".join(parts[:middle]).rstrip() + "…"
        if rows_of(tried, size, most, bold=bold) <= rows:
            low = middle
        else:
            high = middle - 1
    return "".join(parts[:low]).rstrip() + "…"


def cut_to_width(text: str, size: int, most: float, *, bold: bool = False) -> str:
    """Return a text no wider than `most` points, visibly cut."""
    return cut_to_rows(text, size, most, 1, bold=bold)


def fitted(lines: Sequence[Line], size: tuple[int, int], wide: float, high: float) -> Fitted:
    """Return lines at the largest size, from `size[0]` down to `size[1]`, that fits a box.

    `wide` and `high` are in points. What does not fit at the smallest size is cut.
    """
    tidy = [replace(line, text=clean(line.text)) for line in lines if line.text.strip()]
    for points in range(size[0], size[1] - 1, -1):
        if sum(height_of(line, points, wide, first=i == 0) for i, line in enumerate(tidy)) <= high:
            return Fitted(points, tuple(tidy))
    return Fitted(size[1], tuple(_cut(tidy, size[1], wide, high)))


def title_size(line: Line, size: tuple[int, int], wide: float, high: float) -> int:
    """Return the largest size for a headline: a little smaller where that saves it a row, so that
    no single word stands in the last."""
    first = fitted([line], size, wide, high).size
    rows = rows_of(line.text, first, wide, bold=line.bold)
    for points in range(first - 1, max(size[1], round(first * _LITTLE)) - 1, -1):
        if rows_of(line.text, points, wide, bold=line.bold) < rows:
            return points
    return first


def height_of(line: Line, size: int, wide: float, *, first: bool) -> float:
    """Return how high a paragraph is in points."""
    points = line_size(line, size)
    rows = rows_of(line.text, points, wide - indent(line, points), bold=line.bold)
    return rows * points * LEADING + (0.0 if first else line.above * points)


def line_size(line: Line, size: int) -> int:
    """Return the size of a paragraph in points."""
    return max(8, round(size * line.scale))


def indent(line: Line, points: int) -> float:
    """Return how far a bullet sets its paragraph in, in points."""
    return points * 1.1 if line.bullet else 0.0


def _cut(lines: Sequence[Line], size: int, wide: float, high: float) -> list[Line]:
    kept: list[Line] = []
    left = high
    for i, line in enumerate(lines):
        points = line_size(line, size)
        left -= 0.0 if i == 0 else line.above * points
        rows = int(left / (points * LEADING) + 1e-6)
        if rows < 1:
            break
        room = wide - indent(line, points)
        # Where others follow, one long paragraph does not take all of the page.
        rows = min(rows, 2) if len(lines) > 2 else rows
        text = cut_to_rows(line.text, points, room, rows, bold=line.bold)
        kept.append(replace(line, text=text))
        left -= rows_of(text, points, room, bold=line.bold) * points * LEADING
    if kept and len(kept) < len(lines) and not kept[-1].text.endswith("…"):
        last = kept[-1]
        points = line_size(last, size)
        room = wide - indent(last, points)
        rows = rows_of(last.text, points, room, bold=last.bold)
        kept[-1] = replace(last, text=cut_to_rows(last.text + " …", points, room, rows,
                                                  bold=last.bold))  # fmt: skip
    return kept


# -- writing ------------------------------------------------------------------------------------


def write(frame: Any, found: Fitted, theme: Theme, lang: Lang, align: str = "l") -> None:
    """Write fitted paragraphs into a text frame; `align` is l, r or ctr."""
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Pt

    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for i, line in enumerate(found.lines):
        paragraph: Any = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        points = line_size(line, found.size)
        paragraph.line_spacing = Pt(round(points * LEADING, 1))
        paragraph.space_after = Pt(0)
        paragraph.space_before = Pt(0 if i == 0 else round(line.above * points, 1))
        run = paragraph.add_run()
        run.text = line.text
        set_font(run.font, theme, lang, points, line.colour, bold=line.bold)
        properties = paragraph._p.get_or_add_pPr()
        properties.set("algn", align)
        _bullet(properties, line, points, theme)


def _bullet(properties: Any, line: Line, points: int, theme: Theme) -> None:
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    if not line.bullet:
        properties.set("marL", "0")
        properties.set("indent", "0")
        properties.append(properties.makeelement(qn("a:buNone"), {}))
        return
    room = int(Pt(indent(line, points)))
    properties.set("marL", str(room))
    properties.set("indent", str(-room))
    colour = properties.makeelement(qn("a:buClr"), {})
    colour.append(colour.makeelement(qn("a:srgbClr"), {"val": theme.accent}))
    properties.append(colour)
    properties.append(properties.makeelement(qn("a:buFont"), {"typeface": "Arial"}))
    properties.append(properties.makeelement(qn("a:buChar"), {"char": "•"}))


def set_font(
    font: Any, theme: Theme, lang: Lang, points: float, colour: str, *, bold: bool = False
) -> None:
    """Set size, colour and both typefaces of a run or of a chart's text."""
    from pptx.util import Pt

    names = theme.fonts(lang)
    font.size = Pt(points)
    font.bold = bold
    font.color.rgb = rgb(colour)
    font.name = names.latin
    set_east_asian(font._element, names.ea)


def rgb(colour: str) -> Any:
    """Return a colour of six hexadecimal figures as python-pptx takes it."""
    from pptx.dml.color import RGBColor

    return RGBColor(  # type: ignore[no-untyped-call]
        int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
    )


def set_east_asian(properties: Any, typeface: str) -> None:
    """Name the typeface of Chinese, which python-pptx leaves to the theme, after the Latin one."""
    from pptx.oxml.ns import qn

    for old in properties.findall(qn("a:ea")):
        properties.remove(old)
    element = properties.makeelement(qn("a:ea"), {"typeface": typeface})
    latin = properties.find(qn("a:latin"))
    if latin is None:
        properties.append(element)
    else:
        latin.addnext(element)
