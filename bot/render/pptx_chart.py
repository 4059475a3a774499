"""A chart of a deck as a native one, bound to the table behind it: edit the data, the bars follow.

One colour for this week, grey for what it is compared with, figures written at the bars. Imports
python-pptx only when something is drawn.
"""

from dataclasses import dataclass
from typing import Any

from base.deck import Chart, ChartKind, ChartSeries, SeriesKind
from base.language import Lang
from base.units import Unit
from bot.render.characters import graphemes
from bot.render.pptx_text import cut_to_width, rgb, set_east_asian, set_font, text_width
from bot.render.pptx_theme import Theme
from bot.render.texts import word

_FORMATS = {
    Unit.SHARE: "0.0%",
    Unit.SECONDS: "0",
    Unit.COUNT: "#,##0",
    Unit.MONEY: "#,##0",
    Unit.SCORE: "0.00",
    Unit.RATIO: "0.00",
    Unit.PER_HOUR: "0.0",
}
# With more categories only this week's figures are written at the bars.
_BOTH_LABELLED = 8
_FOR_NAMES = 0.28
_SMALLEST_LABEL = 7


@dataclass(frozen=True)
class Place:
    """Where something stands on a slide, in English Metric Units."""

    left: int
    top: int
    width: int
    height: int

    @property
    def points(self) -> tuple[float, float]:
        """Return width and height in points."""
        return self.width / 12700, self.height / 12700


def number_format(unit: Unit) -> str:
    """Return how a spreadsheet writes figures of a unit."""
    return _FORMATS[unit]


def draw_chart(slide: Any, chart: Chart, place: Place, theme: Theme, lang: Lang) -> Any:
    """Put a chart on a slide; return its graphic frame."""
    from pptx.chart.data import CategoryChartData

    size = 12 if len(chart.categories) <= _BOTH_LABELLED else 10
    data: Any = CategoryChartData(  # type: ignore[no-untyped-call]
        number_format=number_format(chart.unit)
    )
    # A long name leaves room for its bar.
    room = place.points[0] * (
        _FOR_NAMES if chart.kind is ChartKind.BARS else 1 / len(chart.categories)
    )
    data.categories = _names([word(c, lang) for c in chart.categories], size, room)
    series = _ordered(chart)
    for one in series:
        data.add_series(word(one.name, lang), one.values)
    frame = slide.shapes.add_chart(
        _kind(chart.kind), place.left, place.top, place.width, place.height, data
    )
    _style(frame.chart, chart, series, theme, lang, size, place.points[0])
    frame.name = word(chart.title, lang)
    return frame


def _names(texts: list[str], size: int, room: float) -> list[str]:
    """Return names that fit their place; where they would look alike, cut in the middle."""
    cut = [cut_to_width(text, size, room) for text in texts]
    if len(set(cut)) == len(set(texts)):
        return cut
    return [_without_middle(text, size, room) for text in texts]


def _without_middle(text: str, size: int, room: float) -> str:
    if text_width(text, size) <= room:
        return text
    tail = ""
    for part in reversed(list(graphemes(text))):
        if text_width(part + tail, size) > room / 2:
            break
        tail = part + tail
    return cut_to_width(text, size, room - text_width(tail, size)) + tail


def _ordered(chart: Chart) -> list[ChartSeries]:
    """Return the series as they are read: days run on, of two lying bars this week's is above."""
    if chart.kind is not ChartKind.BARS:
        return list(chart.series)
    return sorted(chart.series, key=lambda one: one.kind is not SeriesKind.NOW)


def _kind(kind: ChartKind) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE

    return {
        ChartKind.COLUMNS: XL_CHART_TYPE.COLUMN_CLUSTERED,
        ChartKind.BARS: XL_CHART_TYPE.BAR_CLUSTERED,
        ChartKind.LINES: XL_CHART_TYPE.LINE_MARKERS,
    }[kind]


def _style(
    drawn: Any,
    chart: Chart,
    series: list[ChartSeries],
    theme: Theme,
    lang: Lang,
    size: int,
    wide: float,
) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION

    fitting = _label_size(chart, size, wide)
    set_font(drawn.font, theme, lang, size, theme.text)
    set_east_asian(drawn.font._element, theme.fonts(lang).ea)
    drawn.has_title = False
    drawn.has_legend = len(series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.TOP
        drawn.legend.include_in_layout = False
        set_font(drawn.legend.font, theme, lang, size, theme.muted)
    _axes(drawn, chart, theme, lang, size)
    plot = drawn.plots[0]
    if chart.kind is not ChartKind.LINES:
        plot.gap_width, plot.overlap = _gap(len(chart.categories)), -5
    for one, line in zip(series, plot.series, strict=True):
        _colour(chart, one, line, theme)
        _labels(chart, one, line, theme, lang, min(size, fitting))


def _label_size(chart: Chart, size: int, wide: float) -> int:
    """Return the size at which the figures over upright bars and points do not run together."""
    if chart.kind is ChartKind.BARS:
        return size
    room = wide / len(chart.categories) * 0.94
    longest = max((_figure(chart.unit, v) for one in chart.series for v in one.values), key=len)
    fits = (s for s in range(size, _SMALLEST_LABEL, -1) if text_width(longest, s, bold=True) < room)
    return next(fits, _SMALLEST_LABEL)


def _figure(unit: Unit, value: float | None) -> str:
    """Return a figure about as wide as the chart writes it."""
    if value is None:
        return ""
    if unit is Unit.SHARE:
        return f"{value * 100:.1f}%"
    return f"{value:,.0f}" if unit in (Unit.COUNT, Unit.MONEY, Unit.SECONDS) else f"{value:.2f}"


def _gap(count: int) -> int:
    """Return the blank between categories in percent of a bar: few of them do not grow fat."""
    return 60 if count > 2 else 120


def _axes(drawn: Any, chart: Chart, theme: Theme, lang: Lang, size: int) -> None:
    from pptx.enum.chart import XL_TICK_MARK

    values, categories = drawn.value_axis, drawn.category_axis
    # The figures stand at the bars: a scale would say them twice.
    values.visible = False
    values.has_major_gridlines = values.has_minor_gridlines = False
    values.minimum_scale = 0
    categories.has_major_gridlines = False
    categories.major_tick_mark = categories.minor_tick_mark = XL_TICK_MARK.NONE
    categories.format.line.color.rgb = rgb(theme.faint)
    set_font(categories.tick_labels.font, theme, lang, size, theme.text)
    if chart.kind is ChartKind.BARS:
        categories.reverse_order = True


def _colour(chart: Chart, one: ChartSeries, line: Any, theme: Theme) -> None:

    shade = {
        SeriesKind.NOW: theme.accent,
        SeriesKind.BEFORE: theme.before,
        SeriesKind.TARGET: theme.muted,
    }[one.kind]
    colour = rgb(shade)
    if chart.kind is ChartKind.LINES:
        _line(one, line, colour)
        return
    line.format.fill.solid()
    line.format.fill.fore_color.rgb = colour
    line.invert_if_negative = False


def _line(one: ChartSeries, line: Any, colour: Any) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    line.smooth = False
    line.format.line.color.rgb = colour
    line.format.line.width = Pt(1.25 if one.kind is SeriesKind.TARGET else 2.5)
    if one.kind is SeriesKind.TARGET:
        line.format.line.dash_style = MSO_LINE.DASH
        line.marker.style = XL_MARKER_STYLE.NONE
        return
    line.marker.style = XL_MARKER_STYLE.CIRCLE
    line.marker.size = 7
    line.marker.format.fill.solid()
    line.marker.format.fill.fore_color.rgb = colour
    line.marker.format.line.color.rgb = colour


def _labels(chart: Chart, one: ChartSeries, line: Any, theme: Theme, lang: Lang, size: int) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    both = len(chart.categories) <= _BOTH_LABELLED and chart.kind is not ChartKind.LINES
    if one.kind is not SeriesKind.NOW and not both:
        return
    now = one.kind is SeriesKind.NOW
    labels = line.data_labels
    labels.show_value = True
    labels.number_format = number_format(chart.unit)
    labels.number_format_is_linked = False
    lines = chart.kind is ChartKind.LINES
    labels.position = XL_LABEL_POSITION.ABOVE if lines else XL_LABEL_POSITION.OUTSIDE_END
    set_font(labels.font, theme, lang, size if now else size - 1,
             theme.text if now else theme.muted, bold=now)  # fmt: skip
