"""Blocks that show figures: table, data_table and data_visualization (charts)."""

from collections.abc import Iterator

from .objects import BLOCK_ID
from .problem import Findings, Json
from .rich_text import RICH_TEXT
from .rules import ByType, Enum, Flag, List, Need, Num, OrNull, Rule, Str, shape, typed

TABLE_ROWS_MOST = 100
DATA_TABLE_ROWS_MOST = 201  # the header and 200 rows
COLUMNS_MOST = 20
CHART_PARTS_MOST = 12  # series, and segments of a pie
POINTS_MOST = 20
LABEL_MOST = 20

CELLS: dict[str, Rule] = {
    "raw_text": typed("raw_text", text=Need(Str(least=1)), emoji=Flag()),
    "raw_number": typed("raw_number", value=Need(Num()), text=Need(Str(least=1))),
    "rich_text": RICH_TEXT,
}
_ROW = List(ByType(CELLS), COLUMNS_MOST, 1)


def _rows(block: Json) -> list[list[object]]:
    """The rows of a table as far as they are rows."""
    rows = block.get("rows")
    return [row for row in rows if isinstance(row, list)] if isinstance(rows, list) else []


def _same_width(block: Json, at: str, found: Findings) -> None:
    rows = _rows(block)
    for place, row in enumerate(rows):
        if len(row) != len(rows[0]):
            found.failed(
                f"{at}/rows/{place}",
                "all rows must have the same number of columns",
                "min_items" if len(row) < len(rows[0]) else "max_items",
                len(rows[0]),
                len(row),
            )


def _plain_header(block: Json, at: str, found: Findings) -> None:
    for place, cell in enumerate(next(iter(_rows(block)), [])):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            found.unknown_type(f"{at}/rows/0/{place}", ["raw_number", "raw_text"], "rich_text")


def _header_column_exists(block: Json, at: str, found: Findings) -> None:
    index, rows = block.get("row_header_column_index"), _rows(block)
    if isinstance(index, int) and rows and index >= len(rows[0]):
        most = len(rows[0]) - 1
        found.failed(f"{at}/row_header_column_index", "no such column", "maximum", most, index)


TABLE = typed(
    "table",
    rows=Need(List(_ROW, TABLE_ROWS_MOST, 1)),
    column_settings=List(
        OrNull(shape(align=Enum(("left", "center", "right")), is_wrapped=Flag())), COLUMNS_MOST
    ),
    block_id=BLOCK_ID,
)

DATA_TABLE = typed(
    "data_table",
    _same_width,
    _plain_header,
    _header_column_exists,
    rows=Need(List(_ROW, DATA_TABLE_ROWS_MOST, 2)),
    caption=Need(Str(least=1)),
    page_size=Num(1, 100, whole=True),
    row_header_column_index=Num(0, whole=True),
    block_id=BLOCK_ID,
)


# ---- charts ------------------------------------------------------------------------------------

_LABEL = Need(Str(LABEL_MOST, 1))
_AXIS_TITLE = Str(50)


def _each(chart: Json, name: str) -> Iterator[tuple[int, Json]]:
    """The objects of a list of the chart, with their places."""
    items = chart.get(name)
    for place, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield place, item


def _categories(chart: Json) -> list[str]:
    axis = chart.get("axis_config")
    names = axis.get("categories") if isinstance(axis, dict) else None
    return [n for n in names if isinstance(n, str)] if isinstance(names, list) else []


def _unique_categories(chart: Json, at: str, found: Findings) -> None:
    names = _categories(chart)
    if len(set(names)) != len(names):
        found.failed(f"{at}/axis_config/categories", "categories must be unique", "unique_items")


def _unique_series(chart: Json, at: str, found: Findings) -> None:
    seen: set[str] = set()
    for place, series in _each(chart, "series"):
        name = series.get("name")
        if isinstance(name, str) and name in seen:
            where = f"{at}/series/{place}/name"
            found.failed(where, "series names must be unique", "unique_items", None, name)
        elif isinstance(name, str):
            seen.add(name)


def _every_category_once(chart: Json, at: str, found: Findings) -> None:
    wanted = sorted(_categories(chart))
    for place, series in _each(chart, "series"):
        labels = [point.get("label") for _, point in _each(series, "data")]
        if sorted(label for label in labels if isinstance(label, str)) != wanted:
            found.failed(
                f"{at}/series/{place}/data",
                "must have exactly one data point for every category",
                "enum",
                wanted[:POINTS_MOST],
            )


_POINT = shape(label=_LABEL, value=Need(Num()))
_SERIES = shape(name=_LABEL, data=Need(List(_POINT, POINTS_MOST, 1)))
_AXES = shape(
    categories=Need(List(Str(LABEL_MOST, 1), POINTS_MOST, 1)),
    x_label=_AXIS_TITLE,
    y_label=_AXIS_TITLE,
)
_SEGMENT = shape(label=_LABEL, value=Need(Num(over=0)))


def _axis_chart(kind: str) -> Rule:
    return typed(
        kind,
        _unique_categories,
        _unique_series,
        _every_category_once,
        series=Need(List(_SERIES, CHART_PARTS_MOST, 1)),
        axis_config=Need(_AXES),
    )


CHARTS: dict[str, Rule] = {
    "pie": typed("pie", segments=Need(List(_SEGMENT, CHART_PARTS_MOST, 1))),
    **{kind: _axis_chart(kind) for kind in ("line", "bar", "area")},
}

DATA_VISUALIZATION = typed(
    "data_visualization",
    title=Need(Str(50, 1)),
    chart=Need(ByType(CHARTS)),
    block_id=BLOCK_ID,
)
