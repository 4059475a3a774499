"""Laying a picture out: takeaway, what is drawn, dates and source; margins are the same on all.

Everything is measured in pixels of 1600 x 900 and large enough to be read on a phone, where the
picture is a quarter of that. Imports matplotlib: import this only to draw.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from base.answer import Answer, Figure, Table
from base.language import Days, Lang, Listing, Msg, Quantity, msg
from base.units import Unit
from bot.render.canvas import GREY, HEIGHT, WHITE, WIDTH, Canvas
from bot.render.fonts import UNDRAWN, cut_to, drawable, width, wrapped
from bot.render.numbers import days, quantity
from bot.render.tables import before_name, title
from bot.render.texts import word

MARGIN = 56
TITLE, SMALLER, SUBTITLE, LABEL, SMALL = 54, 46, 36, 36, 30
_INNER = WIDTH - 2 * MARGIN
_NAMES, _NAME = 3, 240.0


@dataclass(frozen=True)
class Area:
    """What is left for drawing between heading and small print, in pixels from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Return its height."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """Return its width."""
        return self.right - self.left


class Sheet:
    """A canvas with its language and its words: what a picture needs whatever it shows."""

    def __init__(self, answer: Answer, table: Table, figure: Figure, lang: Lang) -> None:
        self.canvas, self.lang, self.figure = Canvas(), lang, figure
        self._answer, self._table = answer, table
        self._undrawn = False
        self._shown: dict[str, str] = {}

    def text(self, text: str) -> str:
        """Return a text as it can be drawn; remember if something of it cannot."""
        shown = drawable(text)
        self._undrawn |= UNDRAWN in shown
        return shown

    def name(self, name: str, pixels: int, most: float) -> str:
        """Return a member's name as drawn and cut; two names never look the same."""
        if name in self._shown:
            return self._shown[name]
        shown = cut_to(self.text(name), pixels, most)
        taken, plain, number = set(self._shown.values()), shown, 1
        while shown in taken:
            number += 1
            mark = f" ({number})"
            shown = cut_to(plain, pixels, most - width(mark, pixels)) + mark
        self._shown[name] = shown
        return shown

    def value(self, value: float | None) -> str:
        """Return a figure as it stands beside what is drawn."""
        unit, currency = self.figure.unit.value, self.figure.currency
        return self.text(quantity(Quantity(value, unit, currency=currency), self.lang))

    def word(self, message: Msg) -> str:
        """Return a text of our own, as it can be drawn."""
        return self.text(word(message, self.lang))

    def before(self) -> str:
        """Return how the time compared with is called."""
        return self.text(before_name(self._answer, self.lang))

    @property
    def target(self) -> float | None:
        """Return the target of the figure."""
        target = self._answer.target
        return target if target is not None and math.isfinite(target) else None

    def heading(self) -> float:
        """Write the takeaway and what is drawn; return where the room below them begins."""
        answer, lang = self._answer, self.lang
        name = title(answer, self._table, self.figure, lang)
        lines, size = _title_lines(self.word(answer.takeaway) or self.text(name))
        y = MARGIN - 14.0
        for line in lines:
            y += size * 1.25
            self.canvas.text(MARGIN, y, line, size)
        y += SUBTITLE * 1.55
        unit = self._unit()
        described = msg("chart.with_unit", title=name, unit=unit) if unit else None
        subtitle = self.word(described) if described else self.text(name)
        self.canvas.text(MARGIN, y, cut_to(subtitle, SUBTITLE, _INNER), SUBTITLE, GREY)
        return y + 26

    def _unit(self) -> Msg | str:
        if self.figure.unit is not Unit.MONEY:
            return ""
        currency = self.figure.currency or "CNY"
        return msg("chart.yuan") if currency == "CNY" else currency

    def footer(self, notes: Sequence[str]) -> float:
        """Write dates, remarks and source; return where the room above them ends."""
        source = "".join(self.word(source) for source in self._answer.sources[-1:])
        if self._undrawn:
            notes = [*notes, self.word(msg("chart.undrawable"))]
        blank = "；" if self.lang is Lang.ZH else "; "
        about = blank.join([*self._dates(), *notes])
        both = [text for text in (about, source) if text]
        if width(blank.join(both), SMALL) <= _INNER:
            both = [blank.join(both)]
        else:
            both = [*wrapped(about, SMALL, _INNER, 2), source]
        y = float(HEIGHT - MARGIN + 10)
        for line in reversed(both):
            self.canvas.text(MARGIN, y, cut_to(line, SMALL, _INNER), SMALL, GREY)
            y -= SMALL * 1.4
        return y - 10

    def _dates(self) -> list[str]:
        period = self._answer.period
        if period is None:
            return []
        return [self.text(days(Days(period.start, period.end, with_year=True), self.lang))]

    def write_over(self, x: float, y: float, text: str, colour: str) -> None:
        """Write on a white ground, over whatever is drawn there."""
        ground = (x - 4, y - LABEL, x + width(text, LABEL) + 4, y + 8)
        self.canvas.boxes([ground], WHITE)
        self.canvas.text(x, y, text, LABEL, colour)

    def left_out(self, names: Sequence[str]) -> list[str]:
        """Return the remark that names what is not drawn."""
        if not names:
            return []
        few = [cut_to(self.text(name), SMALL, _NAME) for name in names[:_NAMES]]
        if len(names) <= _NAMES:
            return [self.word(msg("chart.left_out", names=Listing(tuple(few))))]
        more = len(names) if self.lang is Lang.ZH else len(names) - _NAMES
        return [self.word(msg("chart.left_out_more", names=Listing(tuple(few)), count=more))]


def _title_lines(text: str) -> tuple[list[str], int]:
    """Return the title: in one line if it can be, else in two, smaller before it is cut."""
    for most in (1, 2):
        for size in (TITLE, SMALLER):
            lines = wrapped(text, size, _INNER, most + 1)
            if len(lines) <= most:
                return lines, size
    return wrapped(text, SMALLER, _INNER, 2), SMALLER


def apart(wanted: Sequence[float], least: float, top: float, bottom: float) -> list[float]:
    """Return heights near the wanted ones, at least so far apart, within top and bottom.

    `wanted` is in any order; too many for the room stand closer.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    room = (bottom - top) / max(1, len(wanted) - 1)
    least = min(least, room) if len(wanted) > 1 else least
    placed: list[float] = []
    for i in order:
        placed.append(max(wanted[i], placed[-1] + least if placed else top))
    limit = bottom
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - least
    found = [0.0] * len(wanted)
    for i, y in zip(order, placed, strict=True):
        found[i] = y
    return found
