"""The series of an answer's table: what its chart draws, native or as a picture.

Knows nothing of Slack nor of pixels; what cannot be a series is None.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from base.answer import Answer, Row, Table
from base.dimensions import TIME_DIMS, Dim
from base.language import Lang, msg
from base.units import Unit
from bot.render.tables import before_name
from bot.render.texts import word

# What adds up stands on zero as bars; a share or a duration is a line.
BARS = frozenset({Unit.COUNT, Unit.MONEY})
# More bars than this beside each other cannot be told apart: they are lines.
_MOST_BARS, _MOST_ABREAST = 40, 3


@dataclass(frozen=True)
class Point:
    """A figure at a time. `at` counts the steps of time, so that a step without a row is a gap."""

    label: str
    value: float | None
    at: int
    partial: bool = False


@dataclass(frozen=True)
class Series:
    """Figures in the order of time; `before` marks those of the time compared with."""

    name: str
    points: tuple[Point, ...]
    before: bool = False
    weight: float = 0.0

    @property
    def known(self) -> tuple[Point, ...]:
        """Return the points that have a figure."""
        return tuple(point for point in self.points if point.value is not None)


def series_of(answer: Answer, lang: Lang) -> tuple[Series, ...] | None:
    """Return the series of an answer: itself and the time before, or one a member.

    None where its table is not one of figures by a single time, alone or with one other cut.
    """
    table = answer.table
    if table is None or answer.figure is None:
        return None
    times = [i for i, dim in enumerate(table.dims) if dim in TIME_DIMS]
    if len(times) != 1 or len(table.dims) > 2:
        return None
    if len(table.dims) == 1:
        return _against_before(answer, table, lang)
    return _by_member(table, times[0], lang)


def plain(table: Table) -> bool:
    """Say that no row needs words: none missing, none that rests on too little."""
    return not any(row.few or row.value is None for row in table.rows)


def heaviest(series: Sequence[Series], most: int) -> tuple[list[Series], list[Series]]:
    """Return the `most` series that rest on the most, in their order, and those left out."""
    ranked = sorted(range(len(series)), key=lambda i: (-series[i].weight, i))
    kept = set(ranked[:most])
    return (
        [one for i, one in enumerate(series) if i in kept],
        [one for i, one in enumerate(series) if i not in kept],
    )


def as_bars(series: Sequence[Series], unit: Unit) -> bool:
    """Say whether series are bars: figures that add up, and not too many beside each other."""
    own = [one for one in series if not one.before]
    if unit not in BARS or len(own) > _MOST_ABREAST:
        return False
    return len(own) == 1 or sum(len(one.points) for one in own) <= _MOST_BARS


def _against_before(answer: Answer, table: Table, lang: Lang) -> tuple[Series, ...]:
    label = word(answer.period.label if answer.period else msg("table.now"), lang).strip()
    places = _places(table, 0)
    now = _points(table.rows, places, 0, lang, lambda row: row.value)
    found = Series(label[:1].upper() + label[1:], now)
    if not table.has_before:
        return (found,)
    before = _points(table.rows, places, 0, lang, lambda row: row.before)
    return found, Series(before_name(answer, lang), before, before=True)


def _by_member(table: Table, time: int, lang: Lang) -> tuple[Series, ...]:
    """Return one series a member that has a figure at all."""
    groups: dict[str, list[tuple[Row, int]]] = {}
    for row, place in zip(table.rows, _places(table, time), strict=True):
        groups.setdefault(row.members[1 - time][1].in_(lang), []).append((row, place))
    return tuple(
        Series(
            name,
            _points([r for r, _ in of], [p for _, p in of], time, lang, lambda row: row.value),
            weight=_weight(row for row, _ in of),
        )
        for name, of in groups.items()
        if any(row.value is not None for row, _ in of)
    )


def _weight(rows: Iterable[Row]) -> float:
    return sum(abs(row.n if row.n is not None else row.value or 0.0) for row in rows)


def _points(
    rows: Sequence[Row],
    places: Sequence[int],
    time: int,
    lang: Lang,
    value: Callable[[Row], float | None],
) -> tuple[Point, ...]:
    return tuple(
        Point(row.members[time][1].in_(lang), _finite(value(row)), place, row.partial)
        for row, place in zip(rows, places, strict=True)
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _places(table: Table, time: int) -> list[int]:
    """Return where rows stand in time; their order where their keys do not say."""
    keys = [row.keys[time] if len(row.keys) > time else None for row in table.rows]
    found = [_place(key, table.dims[time]) for key in keys]
    known = [place for place in found if place is not None]
    if len(known) < len(found) or not known:
        return _order(table, time)
    span = max(known) - min(known) + 1
    # Two days ten years apart would be two specks with nothing between them.
    return known if span <= 3 * len(set(known)) + 10 else _order(table, time)


def mark_place(table: Table) -> int | None:
    """Return the step of time that a table's mark stands at, None where it is not among the rows.

    Meant for a table of a single cut.
    """
    if table.mark is None or len(table.dims) != 1:
        return None
    keys = [row.keys[0] if row.keys else None for row in table.rows]
    places = dict(zip(keys, _places(table, 0), strict=True))
    return places.get(table.mark.key)


def _order(table: Table, time: int) -> list[int]:
    """Return the place of each row's time among the times as they come."""
    found: dict[str, int] = {}
    if len(table.dims) == 1:
        return list(range(len(table.rows)))
    for row in table.rows:
        found.setdefault(row.members[time][1].zh, len(found))
    return [found[row.members[time][1].zh] for row in table.rows]


def _place(key: str | None, dim: str) -> int | None:
    """Return the step of time that a row's key names: the day, week, month, hour."""
    if key is None:
        return None
    try:
        match dim:
            case Dim.DAY:
                return date.fromisoformat(key).toordinal()
            case Dim.WEEK:
                return date.fromisoformat(key).toordinal() // 7
            case Dim.MONTH:
                return int(key[:4]) * 12 + int(key[5:])
            case Dim.HOUR | Dim.HALF_HOUR:
                halves = int(key[:2]) * 2 + (key[3:] == "30")
                return halves // 2 if dim == Dim.HOUR else halves
            case _:
                return int(key)
    except ValueError:
        return None
