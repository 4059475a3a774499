"""A series of figures as a native `data_visualization` block, where Slack's chart can hold it."""

from collections.abc import Mapping
from dataclasses import dataclass

from base.answer import Answer, Figure, Row, Table
from base.dimensions import TIME_DIMS
from base.language import Lang, msg
from base.units import Unit
from bot.render.mrkdwn import Json, cut
from bot.render.tables import before_name, plotted, title
from bot.render.texts import word

MOST_POINTS, FEWEST_POINTS = 20, 3
MOST_LINES = 3
LABEL, TITLE = 20, 50
# Of the points, how many must have an earlier one for the two to be drawn together.
_OVERLAP = 0.6

# What adds up stands on zero as bars; a share or a duration is a line.
_BARS = frozenset({Unit.COUNT, Unit.MONEY})


@dataclass(frozen=True)
class Drawn:
    """A chart, and whether it says all that the table would."""

    block: Json
    whole: bool


@dataclass(frozen=True)
class _Series:
    name: str
    values: Mapping[str, float | None]


def chart_block(answer: Answer, lang: Lang) -> Drawn | None:
    """Return the chart of a series, None where Slack's chart cannot hold it."""
    table, figure = answer.table, answer.figure
    if table is None or figure is None:
        return None
    times = [i for i, dim in enumerate(table.dims) if dim in TIME_DIMS]
    if len(times) != 1 or len(table.dims) > 2:
        return None
    if len(table.dims) == 1:
        series, whole = _against_before(answer, table, lang)
    else:
        series, whole = _by_member(table, times[0], lang)
    return _drawn(series, whole, answer, table, figure, lang)


def _against_before(answer: Answer, table: Table, lang: Lang) -> tuple[list[_Series], bool]:
    """Return the figures and, where each has one, those of the time before."""
    known = [row for row in table.rows if row.value is not None]
    label = word(answer.period.label if answer.period else msg("table.now"), lang).strip()
    series = [_Series(label[:1].upper() + label[1:], _values(known, 0, lang))]
    if not table.has_before:
        return series, _plain(table)
    before = {_label(row, 0, lang): row.before for row in known if row.before is not None}
    # A few points that one of the two lacks are left out; the table has them.
    if len(before) < _OVERLAP * len(known):
        return series, False
    return [*series, _Series(before_name(answer, lang), before)], _plain(table)


def _plain(table: Table) -> bool:
    """Say that no row needs words: none missing, none that rests on too little."""
    return not any(row.few or row.value is None for row in table.rows)


def _by_member(table: Table, time: int, lang: Lang) -> tuple[list[_Series], bool]:
    """Return one series a member; what they have not all got is left out."""
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(row.members[1 - time][1].in_(lang), []).append(row)
    series = [
        _Series(name, _values(rows, time, lang))
        for name, rows in groups.items()
        if any(row.value is not None for row in rows)
    ]
    return series, _plain(table) and not table.has_before


def _values(rows: list[Row], time: int, lang: Lang) -> dict[str, float | None]:
    return {_label(row, time, lang): row.value for row in rows}


def _label(row: Row, time: int, lang: Lang) -> str:
    name = row.members[time][1].in_(lang)
    return name + word(msg("table.partial"), lang) if row.partial else name


def _drawn(
    series: list[_Series], whole: bool, answer: Answer, table: Table, figure: Figure, lang: Lang
) -> Drawn | None:
    if not 1 <= len(series) <= MOST_LINES:
        return None
    common = [
        label
        for label in series[0].values
        if all(one.values.get(label) is not None for one in series)
    ]
    names = [cut(one.name, LABEL) for one in series]
    labels = [cut(label, LABEL) for label in common]
    fits = FEWEST_POINTS <= len(labels) <= MOST_POINTS
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
            "type": "bar" if figure.unit in _BARS else "line",
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
