"""An answer as a picture, for where Slack refuses a native chart or cannot hold it.

Decides whether there is something to draw and says it in words; drawing itself is in
`timelines` and `ranked`, which import matplotlib and are imported only when something is drawn.
"""

import math
from dataclasses import dataclass

from base.answer import Answer, Figure, Row, Table
from base.dimensions import TIME_DIMS, Dim
from base.language import Lang
from bot.render import alt_text
from bot.render.series import Series, heaviest, series_of
from bot.render.tables import title

MOST_SERIES = 6
_FEWEST = 2
# Above this nobody reads an axis, and floats no longer hold the figure.
_LARGEST = 1e15


@dataclass(frozen=True)
class Picture:
    """A PNG of 1600 x 900 pixels, what a person would say of it, and its name."""

    data: bytes
    alt_text: str
    title: str


def picture(answer: Answer, lang: Lang) -> Picture | None:
    """Return the picture of a series or of a table by shop, team or the like.

    None where there is nothing to draw: no table, fewer than two figures, figures by person.
    Safe to call from several threads at once.
    """
    table, figure = answer.table, answer.figure
    if table is None or figure is None or Dim.AGENT in table.dims:
        return None
    if not _readable(answer, table):
        return None
    name = title(answer, table, figure, lang)
    if len(table.dims) == 1 and table.dims[0] not in TIME_DIMS:
        return _ranked(answer, table, figure, name, lang)
    return _over_time(answer, table, figure, name, lang)


def warm_up() -> None:
    """Import what drawing needs and load the typeface; to be called in the background at start.

    The typeface is kept per thread: a pool best calls this as its initializer.
    """
    from bot.render import timelines

    timelines.warm_up()


def _readable(answer: Answer, table: Table) -> bool:
    """Say that no figure is too large for an axis; those that are not finite count as missing."""
    values = [row.value for row in table.rows] + [row.before for row in table.rows]
    known = [value for value in (*values, answer.target) if value is not None]
    return all(abs(value) <= _LARGEST for value in known if math.isfinite(value))


def _over_time(
    answer: Answer, table: Table, figure: Figure, name: str, lang: Lang
) -> Picture | None:
    found = [one for one in series_of(answer, lang) or () if one.known]
    if not any(len(one.known) >= _FEWEST for one in found if not one.before):
        return None
    from bot.render import timelines

    kept, left_out = heaviest(found, MOST_SERIES)
    data = timelines.over_time(answer, table, figure, kept, _names(left_out), lang)
    return Picture(data, alt_text.of_series(kept, figure, name, lang), name)


def _names(series: list[Series]) -> list[str]:
    return [one.name for one in series]


def _ranked(answer: Answer, table: Table, figure: Figure, name: str, lang: Lang) -> Picture | None:
    rows = [row for row in table.rows if _known(row)]
    if len(rows) < _FEWEST:
        return None
    from bot.render.ranked import ranked

    data = ranked(answer, table, figure, lang)
    return Picture(data, alt_text.of_rows(rows, figure, name, lang), name)


def _known(row: Row) -> bool:
    return row.value is not None and math.isfinite(row.value)
