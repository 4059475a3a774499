"""A series of figures as a native `data_visualization` block, where Slack's chart can hold it."""

from collections.abc import Mapping
from dataclasses import dataclass

from base.answer import Answer, Figure, Table
from base.language import Lang, msg
from base.units import Unit
from bot.render.characters import isolated
from bot.render.mrkdwn import Json, cut
from bot.render.numbers import known
from bot.render.series import BARS, Point, plain, series_of
from bot.render.tables import plotted, title
from bot.render.texts import word

MOST_POINTS, FEWEST_POINTS = 20, 3
MOST_LINES = 3
LABEL, TITLE = 20, 50
# Of the points, how many must have an earlier one for the two to be drawn together.
_OVERLAP = 0.6


@dataclass(frozen=True)
class Drawn:
    """A chart, and whether it says all that the table would."""

    block: Json
    whole: bool


@dataclass(frozen=True)
class _Line:
    name: str
    values: Mapping[str, float | None]


def chart_block(answer: Answer, lang: Lang) -> Drawn | None:
    """Return the chart of a series, None where Slack's chart cannot hold it; people are no bars."""
    table, figure, series = answer.table, answer.figure, series_of(answer, lang)
    if table is None or figure is None or series is None or "agent" in table.dims:
        return None
    lines = [
        _Line(one.name, {_label(p, lang): known(p.value) for p in one.points}) for one in series
    ]
    whole = plain(table)
    if len(table.dims) > 1:
        return _drawn(lines, whole and not table.has_before, answer, table, figure, lang)
    kept = _comparable(lines)
    return _drawn(kept, whole and len(kept) == len(lines), answer, table, figure, lang)


def _comparable(lines: list[_Line]) -> list[_Line]:
    """Return the figures and, where enough of them have one, those of the time before."""
    now = {label: value for label, value in lines[0].values.items() if value is not None}
    kept = [_Line(lines[0].name, now)]
    for earlier in lines[1:]:
        before = {k: v for k, v in earlier.values.items() if v is not None and k in now}
        # A few points that one of the two lacks are left out; the table has them.
        if len(before) >= _OVERLAP * len(now):
            kept.append(_Line(earlier.name, before))
    return kept


def _label(point: Point, lang: Lang) -> str:
    return point.label + word(msg("table.partial"), lang) if point.partial else point.label


def _drawn(
    series: list[_Line], whole: bool, answer: Answer, table: Table, figure: Figure, lang: Lang
) -> Drawn | None:
    if not 1 <= len(series) <= MOST_LINES:
        return None
    common = [
        label
        for label in series[0].values
        if all(one.values.get(label) is not None for one in series)
    ]
    names = [cut(isolated(one.name).strip(), LABEL) for one in series]
    labels = [cut(isolated(label).strip(), LABEL) for label in common]
    # Slack refuses a label of nothing.
    fits = FEWEST_POINTS <= len(labels) <= MOST_POINTS and all([*names, *labels])
    if not fits or _repeat(names) or _repeat(labels):
        return None
    rows = {label for one in series for label in one.values}
    data = [
        {
            "name": name,
            "data": [
                {"label": short, "value": plotted(one.values[label] or 0.0, figure.unit)}
                for short, label in zip(labels, common, strict=True)
            ],
        }
        for name, one in zip(names, series, strict=True)
    ]
    block: Json = {
        "type": "data_visualization",
        "title": cut(title(answer, table, figure, lang), TITLE),
        "chart": {
            "type": "bar" if figure.unit in BARS else "line",
            "series": data,
            "axis_config": {"categories": labels} | _axis(figure, lang),
        },
    }
    return Drawn(block, whole and len(rows) == len(common))


def _repeat(texts: list[str]) -> bool:
    return len(set(texts)) < len(texts)


def _axis(figure: Figure, lang: Lang) -> Json:
    match figure.unit:
        case Unit.SHARE:
            return {"y_label": "%"}
        case Unit.SECONDS:
            return {"y_label": word(msg("chart.seconds"), lang)}
        case Unit.MONEY:
            return {"y_label": figure.currency or "CNY"}
        case _:
            return {}
