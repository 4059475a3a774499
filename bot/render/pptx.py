"""A Deck as a .pptx: white pages, one colour, native charts and tables, notes for the speaker.

Where everything stands is reckoned here, in parts of the slide, so that a company's own master of
any size fits. Imports python-pptx only when a deck is drawn.
"""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from base.deck import ChartKind, Deck, Page, PageKind
from base.language import Lang, msg
from base.post import Section
from bot.render.characters import cut
from bot.render.pptx_theme import Theme, default_theme
from bot.render.texts import word

# A wide slide, in inches; all places below are on one of this size, and scaled to others.
_WIDE, _HIGH = 13.333, 7.5
_LEFT, _ROOM = 0.75, 11.833
_EMU = 914400
_BODY_TOP, _BODY_END = 2.35, 6.75
_GAP = 0.4
_MANY_LINES = 13
# What the file format allows a title among its properties.
_PROPERTY = 200


def deck_pptx(deck: Deck, lang: Lang, theme: Theme | None = None) -> bytes:
    """Return a deck as the bytes of a .pptx, in a language; without a theme, in the default one."""
    drawing = _Drawing(deck, lang, theme or default_theme())
    for number, page in enumerate(deck.pages, 1):
        drawing.page(page, number)
    out = BytesIO()
    drawing.presentation.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class _Box:
    """A place on a slide of the size that is reckoned with, in inches."""

    left: float
    top: float
    width: float
    height: float


def _opened(theme: Theme) -> Any:
    """Return an empty presentation: a company's own without its slides, else a wide white one."""
    from pptx import Presentation
    from pptx.util import Inches

    if theme.base is not None:
        own = Presentation(str(theme.base))
        for entry in list(own.slides._sldIdLst):
            own.part.drop_rel(entry.rId)
            own.slides._sldIdLst.remove(entry)
        return own
    plain = Presentation()
    wider = Inches(_WIDE) / plain.slide_width
    plain.slide_width, plain.slide_height = Inches(_WIDE), Inches(_HIGH)
    for shapes in (plain.slide_master.shapes, *(one.shapes for one in plain.slide_layouts)):
        for shape in shapes:
            # What follows its master follows it to the new size as well.
            if shape._element.xpath(".//a:xfrm"):
                shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)
    return plain


def _layout(presentation: Any) -> Any:
    """Return the layout with a title and as little else as there is."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    titles = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)

    def rank(layout: Any) -> tuple[bool, int]:
        kinds = [one.placeholder_format.type for one in layout.placeholders]
        return not any(kind in titles for kind in kinds), len(kinds)

    return min(presentation.slide_layouts, key=rank)


class _Drawing:
    """Draws the pages of one deck into one presentation."""

    def __init__(self, deck: Deck, lang: Lang, theme: Theme) -> None:
        self._deck = deck
        self._lang = lang
        self._theme = theme
        self.presentation = _opened(theme)
        self._layout = _layout(self.presentation)
        self._across = self.presentation.slide_width / (_WIDE * _EMU)
        self._down = self.presentation.slide_height / (_HIGH * _EMU)
        properties = self.presentation.core_properties
        properties.title = cut(word(deck.title, lang), _PROPERTY)
        properties.author = properties.last_modified_by = "Fupan"
        properties.language = "zh-CN" if lang is Lang.ZH else "en-US"

    def page(self, page: Page, number: int) -> None:
        """Add one slide."""
        slide = self.presentation.slides.add_slide(self._layout)
        cover = page.kind is PageKind.COVER
        if cover:
            self._cover(slide, page)
        else:
            self._head(slide, page)
            if not page.hidden:
                self._body(slide, page)
        self._empty_ones_away(slide)
        self._logo(slide)
        self._foot(slide, number)
        notes = [word(note, self._lang) for note in page.notes] or [word(page.headline, self._lang)]
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        if page.hidden:
            slide._element.set("show", "0")

    # -- parts ------------------------------------------------------------------------------------

    def _cover(self, slide: Any, page: Page) -> None:
        from bot.render.pptx_text import Line

        theme, words = self._theme, self._word
        self._bar(slide, _Box(_LEFT, 2.0, 0.09, 3.3))
        left, room = _LEFT + 0.4, _ROOM - 0.4
        self._text(slide, [Line(words(self._deck.title), theme.accent, bold=True)],
                   _Box(left, 1.95, room, 0.6), (24, 14))  # fmt: skip
        self._title(slide, words(page.headline), _Box(left, 2.65, room, 1.75), (40, 18))
        self._text(slide, [Line(words(line), theme.muted, above=0.3) for line in page.lines],
                   _Box(left, 4.5, room, 0.9), (20, 11))  # fmt: skip

    def _head(self, slide: Any, page: Page) -> None:
        from bot.render.pptx_text import Line

        kicker = Line(self._word(page.title), self._theme.accent, bold=True)
        self._text(slide, [kicker], _Box(_LEFT, 0.5, self._head_room, 0.32), (14, 10))
        high = 1.0 if not page.hidden else 3.0
        self._title(slide, self._word(page.headline), _Box(_LEFT, 0.86, self._head_room, high),
                    (28, 14))  # fmt: skip

    @property
    def _head_room(self) -> float:
        return _ROOM - (2.0 if self._theme.logo is not None else 0.0)

    def _body(self, slide: Any, page: Page) -> None:
        beside = len(page.charts) == 1 and page.charts[0].kind is ChartKind.BARS and page.lines
        top = _BODY_TOP
        if page.lines and page.sections:
            self._small(slide, page, _Box(_LEFT, 6.3, _ROOM, 0.45))
        elif page.lines and not beside:
            self._small(slide, page, _Box(_LEFT, 1.9, _ROOM, 0.42))
        body = _Box(_LEFT, top, _ROOM, (6.2 if page.lines and page.sections else _BODY_END) - top)
        if page.table is not None:
            self._table(slide, page, body)
        elif page.charts:
            self._charts(slide, page, body, beside=bool(beside))
        elif page.sections:
            self._sections(slide, page, body)

    def _small(self, slide: Any, page: Page, box: _Box) -> None:
        from bot.render.pptx_text import Line

        joined = "  ·  ".join(self._word(line) for line in page.lines)
        self._text(slide, [Line(joined, self._theme.muted)], box, (14, 9))

    def _table(self, slide: Any, page: Page, box: _Box) -> None:
        from bot.render.pptx_table import draw_table

        if page.table is not None:
            draw_table(slide, page.table, self._place(box), self._theme, self._lang)

    def _charts(self, slide: Any, page: Page, box: _Box, *, beside: bool) -> None:
        from bot.render.pptx_chart import draw_chart
        from bot.render.pptx_text import Line

        theme, lang = self._theme, self._lang
        room = box.width * 0.64 if beside else box.width
        wide = (room - _GAP * (len(page.charts) - 1)) / len(page.charts)
        head = 0.4 if len(page.charts) > 1 else 0.0
        for at, chart in enumerate(page.charts):
            left = box.left + at * (wide + _GAP)
            if head:
                name = Line(self._word(chart.title), theme.text, bold=True)
                self._text(slide, [name], _Box(left, box.top, wide, 0.35), (14, 10))
            place = self._place(_Box(left, box.top + head, wide, box.height - head))
            draw_chart(slide, chart, place, theme, lang)
        if beside:
            lines = [
                Line(self._word(one), theme.text, bullet=True, above=0.6) for one in page.lines
            ]
            left = box.left + room + _GAP
            self._text(slide, lines, _Box(left, box.top + 0.45, box.width - room - _GAP,
                                          box.height - 0.45), (16, 9))  # fmt: skip

    def _sections(self, slide: Any, page: Page, box: _Box) -> None:
        """Write the sections below each other; where that takes many lines, side by side."""
        from bot.render.pptx_text import fitted

        many = sum(len(one.lines) + 2 for one in page.sections) > _MANY_LINES
        if not many or len(page.sections) < 2:
            self._text(slide, self._told(page.sections), box, (20, 10))
            return
        wide = (box.width - _GAP * (len(page.sections) - 1)) / len(page.sections)
        told = [self._told((one,)) for one in page.sections]
        sizes = [fitted(one, (18, 10), *self._place(replace(box, width=wide)).points).size
                 for one in told]  # fmt: skip
        for at, lines in enumerate(told):
            place = replace(box, left=box.left + at * (wide + _GAP), width=wide)
            self._text(slide, lines, place, (min(sizes), 10))

    def _told(self, sections: tuple[Section, ...]) -> list[Any]:
        """Return the lines of sections, each under its heading."""
        from bot.render.pptx_text import Line

        theme = self._theme
        lines: list[Line] = []
        for section in sections:
            heading = self._word(section.heading)
            lines.append(Line(heading, theme.accent, bold=True, scale=0.8, above=1.4))
            told = (*((section.inline,) if section.inline is not None else ()), *section.lines)
            plain = section.inline is not None
            lines += [
                Line(self._word(one), theme.muted if plain else theme.text, bullet=not plain,
                     above=0.45)
                for one in told
            ]  # fmt: skip
        return lines

    # -- what every page has -----------------------------------------------------------------------

    def _foot(self, slide: Any, number: int) -> None:
        from bot.render.pptx_text import Line

        theme = self._theme
        words = [self._word(one) for one in (self._deck.title, self._deck.source)]
        told = Line("  ·  ".join(one for one in words if one), theme.muted)
        self._text(slide, [told], _Box(_LEFT, 6.98, _ROOM - 1.2, 0.25), (10, 7))
        box = self._text(slide, [Line(str(number), theme.muted)],
                         _Box(_LEFT + _ROOM - 1.0, 6.98, 1.0, 0.25), (10, 8), "r")  # fmt: skip
        if box is not None:
            box.name = word(msg("deck.page", number=number), self._lang)
            _as_field(box)

    def _logo(self, slide: Any) -> None:
        if self._theme.logo is None:
            return
        place = self._place(_Box(_LEFT + _ROOM - 1.7, 0.4, 1.7, 0.5))
        picture = slide.shapes.add_picture(str(self._theme.logo), place.left, place.top)
        scale = min(place.width / picture.width, place.height / picture.height)
        picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
        picture.left = place.left + place.width - picture.width

    def _bar(self, slide: Any, box: _Box) -> None:
        from pptx.enum.shapes import MSO_SHAPE

        from bot.render.pptx_text import rgb

        place = self._place(box)
        bar = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, place.left, place.top, place.width, place.height
        )
        bar.fill.solid()
        bar.fill.fore_color.rgb = rgb(self._theme.accent)
        bar.line.fill.background()
        bar.shadow.inherit = False

    def _title(self, slide: Any, text: str, box: _Box, size: tuple[int, int]) -> None:
        """Write the headline into the layout's own title, so that outlines and readers find it."""
        from bot.render.pptx_text import Line, title_size

        line = Line(text, self._theme.text, bold=True)
        largest = title_size(line, size, *self._place(box).points)
        self._text(slide, [line], box, (largest, size[1]), shape=slide.shapes.title)

    def _text(
        self, slide: Any, lines: list[Any], box: _Box, size: tuple[int, int], align: str = "l",
        shape: Any = None,
    ) -> Any:  # fmt: skip
        """Write lines into a box, as large as they fit; return its shape, None for no text."""
        from pptx.enum.text import MSO_ANCHOR

        from bot.render.pptx_text import fitted, write

        place = self._place(box)
        # On a small slide the same letters would fill more of it.
        scale = min(self._across, self._down)
        sizes = max(9, round(size[0] * scale)), max(7, round(size[1] * scale))
        found = fitted(lines, sizes, *place.points)
        if not found.lines:
            return None
        if shape is None:
            shape = slide.shapes.add_textbox(place.left, place.top, place.width, place.height)
        else:
            shape.left, shape.top, shape.width, shape.height = (
                place.left, place.top, place.width, place.height,
            )  # fmt: skip
        write(shape.text_frame, found, self._theme, self._lang, align)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        return shape

    def _place(self, box: _Box) -> Any:
        from bot.render.pptx_chart import Place

        across, down = self._across * _EMU, self._down * _EMU
        return Place(
            int(box.left * across), int(box.top * down),
            int(box.width * across), int(box.height * down),
        )  # fmt: skip

    def _word(self, message: Any) -> str:
        return word(message, self._lang)

    @staticmethod
    def _empty_ones_away(slide: Any) -> None:
        """Take away the placeholders of the layout that nothing was written into."""
        for shape in list(slide.placeholders):
            if not shape.has_text_frame or not shape.text_frame.text.strip():
                shape._element.getparent().remove(shape._element)


def _as_field(shape: Any) -> None:
    """Make the number of a page count by itself when pages are moved."""
    from pptx.oxml.ns import qn

    run = shape.text_frame.paragraphs[0].runs[0]._r
    field = run.makeelement(
        qn("a:fld"), {"id": "{7E1F0C5A-3B5D-4E7B-9C1D-0A5B8E6F2C11}", "type": "slidenum"}
    )
    for child in list(run):
        field.append(child)
    run.getparent().replace(run, field)
