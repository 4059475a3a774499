"""What a person would say of a picture to somebody who cannot see it: one or two sentences."""

from collections.abc import Sequence

from base.answer import Figure, Row
from base.language import Lang, Msg, Quantity, msg
from bot.render.mrkdwn import cut
from bot.render.series import Series, as_bars
from bot.render.tables import member_name
from bot.render.texts import word

# What Slack takes as the description of an image.
MOST = 2000
_NAME = 60


def of_series(series: Sequence[Series], figure: Figure, title: str, lang: Lang) -> str:
    """Return what lines or bars over time show: first, last, highest and lowest of each."""
    kind = "chart.alt.bars" if as_bars(series, figure.unit) else "chart.alt.lines"
    first, *others = series
    sentences = [msg(kind, title=title), _course("chart.alt.course", first, figure, lang)]
    sentences += [_course("chart.alt.brief", one, figure, lang) for one in others]
    return _joined(sentences, lang)


def of_rows(rows: Sequence[Row], figure: Figure, title: str, lang: Lang) -> str:
    """Return what bars by member show; `rows` all have a figure, in the order of the table."""
    points = [(cut(member_name(row, lang), _NAME), row.value or 0.0) for row in rows]
    sentences = [msg("chart.alt.ranked", title=title), _ends("chart.alt.ends", "", points, figure)]
    return _joined(sentences, lang)


def _course(key: str, series: Series, figure: Figure, lang: Lang) -> Msg:
    points = [(cut(point.label, _NAME), point.value or 0.0) for point in series.known]
    blank = " " if lang is Lang.ZH and series.name[-1:].isascii() else ""
    return _ends(key, cut(series.name, _NAME) + blank, points, figure)


def _ends(key: str, name: str, points: Sequence[tuple[str, float]], figure: Figure) -> Msg:
    low, high = min(points, key=_value), max(points, key=_value)

    def worded(value: float) -> Quantity:
        return Quantity(value, figure.unit.value, currency=figure.currency)

    return msg(
        key,
        name=name,
        first_at=points[0][0],
        first=worded(points[0][1]),
        last_at=points[-1][0],
        last=worded(points[-1][1]),
        high_at=high[0],
        high=worded(high[1]),
        low_at=low[0],
        low=worded(low[1]),
    )


def _value(point: tuple[str, float]) -> float:
    return point[1]


def _joined(sentences: Sequence[Msg], lang: Lang) -> str:
    texts = (" ".join(word(sentence, lang).split()) for sentence in sentences)
    return cut(("" if lang is Lang.ZH else " ").join(texts), MOST)
