"""Lines and bars over time, each series named where it ends. Imports matplotlib: only to draw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from base.answer import Answer, Figure, Table
from base.dimensions import TIME_DIMS, Dim
from base.language import Lang, msg
from bot.render.canvas import BAR, COLOURS, DASHES, DOTS, GREY, GRID, INK, WHITE, WIDTH, Box, Canvas
from bot.render.fonts import cut_to, drawable, sized, width
from bot.render.scales import scale_of
from bot.render.series import Point, Series, as_bars, mark_place
from bot.render.sheets import LABEL, MARGIN, SMALL, Area, Sheet, apart

_GAP = 22.0
_WIDEST = 320.0
_END = 330.0
_HEAD, _FOOT = 34.0, 58.0
_DOTS_UP_TO, _DOTS_BEFORE = 40, 14
# With more series the values beside the names would not find room.
_VALUED = 4
_ALL_BARS = 8
_MARKERS = ("o", "s", "D", "^", "v", "P")
_STYLES: tuple[Any, ...] = ("-", "-", "-", (0, (7, 2)), (0, (6, 2, 1, 2)), (0, (2, 1.2)))
# Every how many steps a time may be written, so that the eye can count on.
_ANY = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_STRIDES: Mapping[str, Sequence[int]] = {
    Dim.DAY: (1, 2, 7, 14, 28, 56, 112, 224, 448),
    Dim.WEEK: (1, 2, 4, 8, 13, 26, 52),
    Dim.MONTH: (1, 2, 3, 6, 12, 24, 48),
    Dim.HOUR: (1, 2, 3, 4, 6, 12),
    Dim.HALF_HOUR: (1, 2, 4, 6, 8, 12, 24),
}
_ON_THE_CLOCK = frozenset({Dim.HOUR, Dim.HALF_HOUR})


@dataclass(frozen=True)
class _Look:
    colour: str
    marker: str
    fill: str | None = None
    style: Any = "-"
    bars: bool = False


def over_time(
    answer: Answer,
    table: Table,
    figure: Figure,
    series: Sequence[Series],
    left_out: Sequence[str],
    lang: Lang,
) -> bytes:
    """Return the PNG of one to six series that all have a figure; `left_out` names the others."""
    sheet = Sheet(answer, table, figure, lang)
    time = next(dim for dim in table.dims if dim in TIME_DIMS)
    plot = _Plot(sheet, series, time, _mark_of(sheet, table))
    top = sheet.heading()
    bottom = sheet.footer([*plot.remarks(), *sheet.left_out(left_out)])
    plot.draw(top, bottom)
    return sheet.canvas.png()


def warm_up() -> None:
    """Load the typeface and draw once, so that the first picture asked for is as quick as any."""
    canvas = Canvas()
    canvas.text(MARGIN, MARGIN, drawable("复盘 0123456789"), LABEL)
    sized(SMALL)
    canvas.png()


class _Plot:
    """Series on their axes. Draws on a sheet of its own and is used once."""

    def __init__(
        self, sheet: Sheet, series: Sequence[Series], time: str, mark: tuple[int, str] | None
    ) -> None:
        self._sheet, self._canvas, self._mark = sheet, sheet.canvas, mark
        self._series, self._time = list(series), time
        self._looks = _looks(series, sheet.figure)
        values = [p.value for one in series for p in one.points if p.value is not None]
        target = [] if sheet.target is None else [sheet.target]
        self._scale = scale_of([*values, *target], sheet.figure.unit, sheet.lang)
        places = [p.at for one in series for p in one.points]
        self._first, self._steps = min(places), max(places) - min(places) + 1
        self._area = Area(0, 0, 0, 0)
        # Worded before the small print is written: it explains what cannot be drawn.
        self._ends = self._end_labels()
        self._times = {
            p.at: replace(p, label=sheet.text(p.label)) for one in series for p in one.points
        }

    def remarks(self) -> list[str]:
        """Return what the small print must say of what is drawn."""
        partial = any(p.partial for one in self._series for p in one.known if not one.before)
        return [self._sheet.word(msg("chart.partial"))] if partial else []

    def draw(self, top: float, bottom: float) -> None:
        """Draw between two heights: axes, series from the last to the first, names."""
        left = MARGIN + max(width(text, LABEL) for text in self._scale.labels) + _GAP
        end = max((width(t, LABEL) for _, texts in self._ends for t in texts), default=0.0)
        right = WIDTH - MARGIN - (end + 2 * _GAP if end else 0)
        self._area = Area(left, top + _HEAD, right, bottom - _FOOT)
        self._axes()
        self._marked()
        # Lines over bars, and the figures themselves over those of the time before.
        pairs = list(zip(self._series, self._looks, strict=True))[::-1]
        for one, look in sorted(pairs, key=lambda pair: not pair[1].bars):
            if look.bars:
                self._bars(one, look)
            else:
                self._line(one, look)
        self._target()
        self._write_ends(self._ends)
        self._write_values()

    def _x(self, at: int) -> float:
        # Half a step of room on both sides, as bars need it.
        return self._area.left + (at - self._first + 0.5) * self._area.width / self._steps

    def _y(self, value: float) -> float:
        return self._area.bottom - self._scale.part(value) * self._area.height

    # -- axes -----------------------------------------------------------------------------------

    def _axes(self) -> None:
        area, canvas = self._area, self._canvas
        for tick, text in zip(self._scale.ticks, self._scale.labels, strict=True):
            y = round(self._y(tick)) + 0.5
            canvas.rule((area.left, y), (area.right, y), GREY if tick == 0 else GRID)
            canvas.text(area.left - _GAP, y + LABEL * 0.36, text, LABEL, GREY, "right")
        for point in self._labelled():
            half = width(point.label, LABEL) / 2
            x = min(max(self._x(point.at), MARGIN + half), WIDTH - MARGIN - half)
            canvas.text(x, area.bottom + LABEL + 16, point.label, LABEL, GREY, "center")

    def _labelled(self) -> list[Point]:
        """Return the points whose times are written: every so many, so that they stay apart."""
        widest = max(width(point.label, LABEL) for point in self._times.values())
        least = (min(widest, _WIDEST) + 0.8 * LABEL) * self._steps / self._area.width
        strides = _STRIDES.get(self._time, _ANY)
        every = next((step for step in strides if step >= least), self._steps)
        start = 0 if self._time in _ON_THE_CLOCK else self._first
        return [
            replace(point, label=cut_to(point.label, LABEL, _WIDEST))
            for at, point in self._times.items()
            if (at - start) % every == 0
        ]

    def _marked(self) -> None:
        """Draw a thin line at the time of the mark, with its label on top of it."""
        if self._mark is None:
            return
        at, text = self._mark
        # Between what was before and the time itself.
        x = round(self._x(at) - self._area.width / self._steps / 2) + 0.5
        self._canvas.rule((x, self._area.top - 6), (x, self._area.bottom), INK)
        half = width(text, LABEL) / 2
        middle = min(max(x, self._area.left + half), WIDTH - MARGIN - half)
        self._canvas.text(middle, self._area.top - 12, text, LABEL, INK, "center")

    def _target(self) -> None:
        target = self._sheet.target
        if target is None:
            return
        text = self._sheet.word(msg("chart.target", value=self._sheet.value(target)))
        xs, y = [self._area.left, self._area.right], self._y(target)
        self._canvas.line(xs, [y, y], INK, linewidth=2.5, linestyle=DOTS)
        wide = width(text, LABEL)
        for x in (self._area.left + 8, self._area.right - wide - 8):
            if not self._taken((x, y - 12 - LABEL, x + wide, y - 4)):
                self._canvas.text(x, y - 12, text, LABEL, INK)
                return
        self._sheet.write_over(self._area.left + 8, y - 12, text, INK)

    # -- series ---------------------------------------------------------------------------------

    def _line(self, one: Series, look: _Look) -> None:
        dotted = len(one.points) <= (_DOTS_BEFORE if one.before else _DOTS_UP_TO)
        seen: list[Point] = []
        for run in _runs(one.known):
            stretches = [(run, look.style)] if one.before else _whole_and_partial(run, look.style)
            for part, style in stretches:
                self._through(part, look.colour, linewidth=4.0, linestyle=style)
            # A point between two gaps has no line to be seen by.
            seen += run if dotted or len(run) == 1 else []
        self._dots([p for p in seen if one.before or not p.partial], look, look.colour)
        self._dots([p for p in seen if p.partial and not one.before], look, WHITE)

    def _dots(self, points: Sequence[Point], look: _Look, fill: str) -> None:
        if points:
            edge = {"markeredgewidth": 2.5, "markerfacecolor": fill}
            style = {"linestyle": "None", "marker": look.marker, "markersize": 10}
            self._through(points, look.colour, **style, **edge)

    def _through(self, points: Sequence[Point], colour: str, **look: Any) -> None:
        xs, ys = [self._x(p.at) for p in points], [self._y(p.value or 0.0) for p in points]
        self._canvas.line(xs, ys, colour, **look)

    def _bars(self, one: Series, look: _Look) -> None:
        whole = [self._bar(p, one) for p in one.known if not p.partial]
        partial = [self._bar(p, one) for p in one.known if p.partial]
        self._canvas.boxes(whole, look.fill or look.colour)
        self._canvas.boxes(partial, look.colour, fill=WHITE)

    def _bar(self, point: Point, one: Series) -> Box:
        abreast = [s for s, look in zip(self._series, self._looks, strict=True) if look.bars]
        step = self._area.width / self._steps
        each = max(1.5, step * 0.72 / len(abreast))
        left = self._x(point.at) + each * (abreast.index(one) - len(abreast) / 2)
        gap = 2 if len(abreast) > 1 and each > 8 else 0
        return (left, self._y(point.value or 0.0), left + each - gap, self._y(0))

    # -- words beside what is drawn -------------------------------------------------------------

    def _end_labels(self) -> list[tuple[int, list[str]]]:
        """Return by series the lines written where it ends."""
        if len(self._series) == 1:
            return []
        found = []
        for i, one in enumerate(self._series):
            texts = [self._sheet.name(one.name, LABEL, _END)]
            if len(self._series) <= _VALUED and not self._all_written(one, self._looks[i]):
                texts.append(self._sheet.value(one.known[-1].value))
            found.append((i, texts))
        return found

    def _write_ends(self, labels: Sequence[tuple[int, list[str]]]) -> None:
        if not labels:
            return
        lines = max(len(texts) for _, texts in labels)
        pitch = LABEL * 1.2
        last = [self._series[i].known[-1] for i, _ in labels]
        wanted = [self._y(point.value or 0.0) for point in last]
        half = pitch * lines / 2
        area = self._area
        heights = apart(wanted, pitch * lines + 6, area.top - _HEAD + half, area.bottom + half)
        for (i, texts), y, point, at in zip(labels, heights, last, wanted, strict=True):
            self._lead(i, point, at, y)
            first = y - (len(texts) - 1) * pitch / 2 + LABEL * 0.36
            for row, text in enumerate(texts):
                x, colour = area.right + 2 * _GAP, self._looks[i].colour
                self._canvas.text(x, first + row * pitch, text, LABEL, colour)

    def _lead(self, i: int, point: Point, at: float, y: float) -> None:
        """Draw from where a series ends to its name, where that is not beside it."""
        start, end = self._x(point.at) + 12, self._area.right + 2 * _GAP - 8
        if self._looks[i].bars:
            # Not across the bars beside it.
            start = max(start, self._area.right - 4)
        colour = self._looks[i].colour
        self._canvas.line([start, end - 24, end], [at, y, y], colour, linewidth=1.2)

    def _all_written(self, one: Series, look: _Look) -> bool:
        """Say whether there is room for the figure of each bar."""
        if not look.bars or len(one.known) > _ALL_BARS or len(self._series) > 2:
            return False
        widest = max(width(self._sheet.value(p.value), LABEL) for p in one.known)
        return widest + 10 < (WIDTH - _END) / self._steps

    def _write_values(self) -> None:
        """Write the figures that are spoken of: the highest, the lowest, a lone series' last."""
        main, look = self._series[0], self._looks[0]
        if main.before or any(not one.before for one in self._series[1:]):
            return
        if self._all_written(main, look):
            points = list(main.known)
        else:
            points = _notable(main, lone=len(self._series) == 1, bars=look.bars)
        middle = sum(p.value or 0.0 for p in main.known) / len(main.known)
        for point in points:
            value = point.value or 0.0
            self._write_value(point, look, above=value >= (0.0 if look.bars else middle))

    def _write_value(self, point: Point, look: _Look, *, above: bool) -> None:
        """Write a figure on the side asked for, else on the other; nowhere over another line."""
        text, y = self._sheet.value(point.value), self._y(point.value or 0.0)
        half = width(text, LABEL) / 2
        x = min(max(self._x(point.at), self._area.left + half), WIDTH - MARGIN - half)
        high, low = y - 24, y + LABEL + 16
        for base in (high, low) if above else (low, high):
            inside = base + 4 <= self._area.bottom
            if inside and not self._taken((x - half, base - LABEL, x + half, base + 8)):
                colour = INK if look.bars else look.colour
                self._canvas.text(x, base, text, LABEL, colour, "center")
                return

    def _taken(self, box: Box) -> bool:
        """Say whether a line runs through a box."""
        left, top, right, bottom = box
        return any(
            left < x < right and top < y < bottom
            for one, look in zip(self._series, self._looks, strict=True)
            if not look.bars
            for x, y in self._course(one)
        )

    def _course(self, one: Series) -> Iterator[tuple[float, float]]:
        """Yield places along a line, close enough together that no text fits between them."""
        for run in _runs(one.known):
            ends = [(self._x(p.at), self._y(p.value or 0.0)) for p in run]
            yield from ends
            for (x0, y0), (x1, y1) in pairwise(ends):
                count = int(max(abs(x1 - x0), abs(y1 - y0)) // 20) + 1
                for i in range(1, count):
                    yield x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count


def _mark_of(sheet: Sheet, table: Table) -> tuple[int, str] | None:
    place = mark_place(table)
    if place is None or table.mark is None:
        return None
    return place, cut_to(sheet.word(table.mark.label), LABEL, _WIDEST)


def _looks(series: Sequence[Series], figure: Figure) -> list[_Look]:
    """Return how each series is drawn; a bar that a dashed line crosses is light."""
    bars = as_bars(series, figure.unit)
    crossed = BAR if bars and any(one.before for one in series) else None
    return [
        _Look(INK if bars else GREY, "o", style=DASHES)
        if one.before
        else _Look(COLOURS[i % 6], _MARKERS[i % 6], crossed, _STYLES[i % 6], bars)
        for i, one in enumerate(series)
    ]


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """Return points in runs without a gap: a line never spans what is missing."""
    found: list[list[Point]] = []
    for point in points:
        if found and point.at == found[-1][-1].at + 1:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def _whole_and_partial(run: Sequence[Point], style: Any) -> list[tuple[list[Point], Any]]:
    """Return a run in stretches with their style: to a time not yet over the line is dotted."""
    found: list[tuple[list[Point], Any]] = []
    for last, point in pairwise(run):
        look = DOTS if last.partial or point.partial else style
        if found and found[-1][1] == look:
            found[-1][0].append(point)
        else:
            found.append(([last, point], look))
    return found


def _notable(series: Series, *, lone: bool, bars: bool) -> list[Point]:
    """Return the points whose figure is written: highest, lowest, and the last of a lone series."""
    known = series.known
    high = max(known, key=lambda p: p.value or 0.0)
    low = min(known, key=lambda p: p.value or 0.0)
    found = {high.at: high}
    if low.value != high.value and (not bars or (low.value or 0.0) < 0):
        found[low.at] = low
    if lone:
        found[known[-1].at] = known[-1]
    elif not bars:
        # It stands beside the name, where the line ends.
        found.pop(known[-1].at, None)
    return list(found.values())
