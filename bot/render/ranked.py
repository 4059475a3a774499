"""Horizontal bars: one a shop, team or the like, in the order of the table, the worst on top."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from base.answer import Answer, Figure, Row, Table
from base.language import Lang, msg
from bot.render.canvas import BAR, DOTS, GREY, INK, PALE, WIDTH
from bot.render.fonts import width
from bot.render.sheets import LABEL, MARGIN, Area, Sheet
from bot.render.tables import member_name

MOST_BARS = 10
_NAME, _GAP = 430.0, 20.0
_TALLEST = 96.0


def ranked(answer: Answer, table: Table, figure: Figure, lang: Lang) -> bytes:
    """Return the PNG of a table's rows as bars; at least one has a figure."""
    sheet = Sheet(answer, table, figure, lang)
    rows, rest = table.rows[:MOST_BARS], table.rows[MOST_BARS:]
    bars = [_bar(sheet, row, i, table.has_before) for i, row in enumerate(rows)]
    top = _key(sheet, bars, sheet.heading())
    notes = [sheet.word(msg("chart.few"))] if any(bar.few for bar in bars) else []
    bottom = sheet.footer([*notes, *sheet.left_out([member_name(row, lang) for row in rest])])
    left = MARGIN + max(width(bar.name, LABEL) for bar in bars) + _GAP
    _draw(sheet, bars, Area(left, top, WIDTH - MARGIN, bottom))
    return sheet.canvas.png()


@dataclass(frozen=True)
class _Bar:
    """A row as drawn: its name, its figures, and the figure in words."""

    name: str
    value: float | None
    before: float | None
    text: str
    few: bool

    @property
    def downward(self) -> bool:
        return self.value is not None and self.value < 0

    @property
    def known(self) -> list[float]:
        return [value for value in (self.value, self.before) if value is not None]


def _bar(sheet: Sheet, row: Row, at: int, has_before: bool) -> _Bar:
    # A name of nothing is still a bar.
    name = sheet.name(member_name(row, sheet.lang) or f"– {at + 1}", LABEL, _NAME)
    value = _finite(row.value)
    before = _finite(row.before) if has_before else None
    return _Bar(name, value, before, sheet.value(value), row.few)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _key(sheet: Sheet, bars: Sequence[_Bar], top: float) -> float:
    """Say what the upright strokes are; return where the room below begins."""
    x, y, canvas = MARGIN + 4.0, top + LABEL, sheet.canvas
    texts = []
    if any(bar.before is not None for bar in bars):
        canvas.boxes([(x, y - 30, x + 6, y + 4)], INK)
        texts.append(sheet.before())
        canvas.text(x + 24, y, texts[-1], LABEL, INK)
        x += width(texts[-1], LABEL) + 90
    if sheet.target is not None:
        texts.append(sheet.word(msg("chart.target", value=sheet.value(sheet.target))))
        canvas.line([x, x], [y - 32, y + 6], INK, linewidth=2.5, linestyle=DOTS)
        canvas.text(x + 24, y, texts[-1], LABEL, INK)
    return y + 24 if texts else top


def _draw(sheet: Sheet, bars: Sequence[_Bar], area: Area) -> None:
    known = [value for bar in bars for value in bar.known]
    known += [sheet.target] if sheet.target is not None else []
    low, high = min(0.0, *known), max(0.0, *known)
    side = max(width(bar.text, LABEL) for bar in bars) + 2 * _GAP
    start = area.left + (side if any(bar.downward for bar in bars) else 0)
    across = _Across(low, start, (area.right - side - start) / ((high - low) or 1.0))
    pitch = min(_TALLEST, area.height / len(bars))
    end = area.top + pitch * len(bars)
    sheet.canvas.rule((across.x(0), area.top), (across.x(0), end), GREY)
    if sheet.target is not None:
        at = across.x(sheet.target)
        sheet.canvas.line([at, at], [area.top, end], INK, linewidth=2.5, linestyle=DOTS)
    for i, bar in enumerate(bars):
        top = area.top + pitch * i
        _draw_bar(sheet, bar, across, Area(area.left, top, area.right, top + pitch))


@dataclass(frozen=True)
class _Across:
    """Where a figure lies from left to right, in pixels."""

    low: float
    start: float
    per: float

    def x(self, value: float) -> float:
        return self.start + (value - self.low) * self.per


def _draw_bar(sheet: Sheet, bar: _Bar, across: _Across, row: Area) -> None:
    middle, half = (row.top + row.bottom) / 2, row.height * 0.33
    base, canvas, zero = middle + LABEL * 0.36, sheet.canvas, across.x(0)
    canvas.text(row.left - _GAP, base, bar.name, LABEL, INK, "right")
    if bar.value is not None:
        ends = sorted((zero, across.x(bar.value)))
        box = (ends[0], middle - half, ends[1], middle + half)
        canvas.boxes([box], BAR, fill=PALE if bar.few else None)
    if bar.before is not None:
        at = across.x(bar.before)
        canvas.boxes([(at - 3, middle - half - 5, at + 3, middle + half + 5)], INK)
    long = across.x(bar.value or 0) - zero > width(bar.text, LABEL) + 2 * _GAP
    colour = GREY if bar.value is None else INK
    if long and bar.value is not None and bar.before is not None and bar.before > bar.value:
        # Beside the stroke it would read as the figure of the time before.
        canvas.text(across.x(bar.value) - _GAP, base, bar.text, LABEL, colour, "right")
        return
    if bar.downward:
        x = across.x(min(bar.known)) - _GAP - width(bar.text, LABEL)
    else:
        x = across.x(max(0.0, *bar.known, 0.0)) + _GAP
    sheet.write_over(x, base, bar.text, colour)
