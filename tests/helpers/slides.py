"""A .pptx as its readers meet it: words, charts, notes; and whether every text fits its box.

Measured here on its own, letter by letter, with the typeface as Pillow knows it; what makes the
decks measures another way.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pylopdf_fonts_zh_cn
from PIL import ImageFont
from pptx import Presentation

POINT = 12700
_WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]"
)
_PIECES = re.compile(rf"{_WIDE.pattern}|[^\s\u1100-\u11ff\u2e80-\ua4cf\uff00-\uff60]+|\s+")


def opened(data: bytes) -> Any:
    """Return the presentation."""
    return Presentation(io.BytesIO(data))


def parts_of(data: bytes) -> dict[str, str]:
    """Return every XML part of the file, those of the workbooks inside it too."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            body = file.read(name)
            if name.endswith(".xlsx"):
                found |= {f"{name}!{inner}": text for inner, text in parts_of(body).items()}
            elif name.endswith((".xml", ".rels")):
                found[name] = body.decode("utf-8")
    return found


def charts_of(slide: Any) -> list[Any]:
    """Return the charts of a slide."""
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def words_of(slide: Any) -> list[str]:
    """Return the texts of a slide, its table's too."""
    found = [s.text_frame.text for s in slide.shapes if s.has_text_frame and s.text_frame.text]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def is_hidden(slide: Any) -> bool:
    """Say whether a slide is left out when the deck is shown."""
    return bool(slide._element.get("show") == "0")


@lru_cache(maxsize=64)
def _font(points: int) -> Any:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), points * 10)


def wide(text: str, points: float) -> float:
    """Return how wide a text is, in points; what is drawn over other letters takes no room."""
    seen = "".join(s for s in text if unicodedata.category(s) not in ("Mn", "Me", "Cf"))
    return float(_font(round(points)).getlength(seen)) / 10


def rows(text: str, points: float, room: float) -> int:
    """Return how many rows a text takes: words stay whole where they can."""
    count, used = 1, 0.0
    for piece in _PIECES.findall(text):
        length = wide(piece, points)
        if used + length <= room:
            used += length
        elif piece.isspace():
            continue
        elif length <= room:
            count, used = count + 1, length
        else:
            for sign in piece:
                length = wide(sign, points)
                count, used = (
                    (count, used + length) if used + length <= room else (count + 1, length)
                )
    return count


@dataclass(frozen=True)
class Area:
    """Where something stands, in points."""

    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        """Say whether two things lie upon each other."""
        apart = (
            self.right <= other.left + 0.5 or other.right <= self.left + 0.5
            or self.bottom <= other.top + 0.5 or other.bottom <= self.top + 0.5
        )  # fmt: skip
        return not apart


def faults(data: bytes) -> list[str]:
    """Return texts that leave their box, and boxes that leave the slide or meet another."""
    deck = opened(data)
    size = deck.slide_width / POINT, deck.slide_height / POINT
    found: list[str] = []
    for number, slide in enumerate(deck.slides, 1):
        areas = []
        for shape in slide.shapes:
            found += [f"{number}: {one}" for one in _faults(shape)]
            areas.append(_area(shape))
        found += [f"{number}: {a.what} leaves the slide" for a in areas if _outside(a, size)]
        found += [
            f"{number}: {a.what} meets {b.what}"
            for i, a in enumerate(areas)
            for b in areas[i + 1 :]
            if a.meets(b)
        ]
    return found


def _area(shape: Any) -> Area:
    left, top = shape.left / POINT, shape.top / POINT
    return Area(shape.name, left, top, left + shape.width / POINT, top + shape.height / POINT)


def _outside(area: Area, size: tuple[float, float]) -> bool:
    return (
        area.left < 0 or area.top < 0 or area.right > size[0] + 0.5 or area.bottom > size[1] + 0.5
    )


def _faults(shape: Any) -> list[str]:
    if shape.has_table:
        return _table_faults(shape)
    if not shape.has_text_frame or not shape.text_frame.text:
        return []
    room, high = shape.width / POINT, 0.0
    for at, paragraph in enumerate(shape.text_frame.paragraphs):
        high += _height(paragraph, room, first=at == 0)
    if high > shape.height / POINT + 0.5:
        return [f"{high:.0f} of {shape.height / POINT:.0f} points: {shape.text_frame.text[:60]}"]
    return []


def _height(paragraph: Any, room: float, *, first: bool) -> float:
    # The number of a page is a field, which python-pptx counts as no run.
    text = "".join(t.text or "" for t in paragraph._p.iter() if t.tag.endswith("}t"))
    sizes = [int(p.get("sz")) / 100 for p in paragraph._p.iter() if p.tag.endswith("}rPr")]
    indent = int(paragraph._p.pPr.get("marL", "0")) / POINT
    count = rows(text, max(sizes), room - indent)
    above = 0.0 if first else paragraph.space_before.pt
    return float(count * paragraph.line_spacing.pt + above)


def _table_faults(shape: Any) -> list[str]:
    found = []
    widths = [column.width / POINT for column in shape.table.columns]
    for row in shape.table.rows:
        for width, cell in zip(widths, row.cells, strict=True):
            run = cell.text_frame.paragraphs[0].runs[0]
            room = width - (cell.margin_left + cell.margin_right) / POINT
            if wide(cell.text, run.font.size.pt) > room:
                found.append(f"a cell is too small for {cell.text}")
            if run.font.size.pt * 1.3 > row.height / POINT:
                found.append(f"a row is too low for {cell.text}")
    if abs(sum(widths) - shape.width / POINT) > 1:
        found.append("columns do not add up to the table")
    if sum(row.height for row in shape.table.rows) > shape.height + POINT:
        found.append("rows are higher than the table")
    return found
