"""Answers as files: numbers as numbers, no text a formula, what the figures mean beside them."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from base.answer import Answer, Figure, FileKind, Grid, GridRow, Kind, Row, Table
from base.answer import Cell as GridCell
from base.language import Bilingual, Lang, Moment, msg
from base.refusal import Refusal
from base.units import Unit
from bot.answer_file import answer_file
from bot.render.about import about
from bot.render.csv import csv_bytes
from bot.render.json import answer_json
from bot.render.xlsx import xlsx_bytes
from commands.exporting import Provenance
from commands.permalinks import Codes
from tests.helpers.posts import quiet_week
from tests.unit.test_render_elsewhere import CSAT, EN, TWO, ZH, answer, by_agent, row

OF = Provenance(
    "林岚", Moment(datetime(2026, 11, 21, 2, tzinfo=UTC), "Asia/Shanghai"), "满意度 上周",
    Codes("k3f9x2", "m4m4m4"),
)  # fmt: skip
SALES = Figure("cs_sales", Bilingual("销售额", "Sales"), Unit.MONEY, 1.0, currency="USD")


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def first(made: Answer, lang: Lang = ZH) -> list[list[Any]]:
    return next(iter(sheets(xlsx_bytes(made, OF, lang)).values()))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name).decode()


# -- no formula ---------------------------------------------------------------------------------

BEGINNINGS = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\u3000=",
    "\xa0+",
    "\ufeff=",
]
HOSTILE = st.builds(
    lambda first, rest: first + rest,
    st.sampled_from([*BEGINNINGS, ""]),
    st.sampled_from(["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "小美", "2", ""]),
)


@given(names=st.lists(st.one_of(HOSTILE, st.text(max_size=12)), min_size=1, max_size=6))
def test_no_text_of_people_is_run_by_a_spreadsheet(names: list[str]) -> None:
    made = by_agent(*(row(name, 0.5, group=Bilingual(name, name)) for name in names))
    data = xlsx_bytes(made, OF, ZH)
    for sheet in ("sheet1", "sheet2"):
        assert "<f>" not in part(data, f"xl/worksheets/{sheet}.xml")
    assert "hyperlink" not in "".join(zipfile.ZipFile(io.BytesIO(data)).namelist()).lower()
    text = csv_bytes(made, ZH).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(names) + 1
    for cells in rows[1:]:
        for cell in cells[:2]:
            assert (
                cell.lstrip(" \u3000\xa0\u2068\ufeff")[:1] not in tuple("=+-@＝＋－＠\t\r")
                or not cell
            )


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_hostile_name_stays_text_when_its_cell_is_edited(name: str) -> None:
    data = xlsx_bytes(by_agent(row(f"{name}1+1", 0.5)), OF, ZH)
    cell = re.search(r'<c r="A2" s="(\d+)" t="s">', part(data, "xl/worksheets/sheet1.xml"))
    assert cell is not None
    formats = re.findall(r"<xf [^>]*>", part(data, "xl/styles.xml").split("<cellXfs")[1])
    assert 'quotePrefix="1"' in formats[int(cell[1])]


# -- numbers ------------------------------------------------------------------------------------

FIGURES = st.one_of(
    st.none(),
    st.floats(min_value=-1e12, max_value=1e12, allow_nan=False),
    st.integers(min_value=-(10**12), max_value=10**12).map(float),
)


@given(
    values=st.lists(st.tuples(FIGURES, FIGURES), min_size=1, max_size=8),
    unit=st.sampled_from(list(Unit)),
)
def test_figures_read_back_are_those_of_json(
    values: list[tuple[float | None, float | None]], unit: Unit
) -> None:
    figure = Figure("x", Bilingual("数", "Figure"), unit, 1.0, currency="CNY")
    rows = [row(f"a{at}", now, before=was) for at, (now, was) in enumerate(values)]
    made = replace(by_agent(*rows), figure=figure)
    told = answer_json(made, ZH)["rows"]
    # Behind a duration stands the same as a time.
    now_at, was_at = (1, 3) if unit is Unit.SECONDS else (1, 2)
    for cells, of in zip(first(made)[1:], told, strict=True):
        for at, value in ((now_at, of["value"]), (was_at, of["before"])):
            read = cells[at] if at < len(cells) else ""
            assert read == "" if value is None else read == pytest.approx(value, rel=1e-14, abs=0)
    text = csv_bytes(made, ZH).decode("utf-8-sig")
    for cells, of in zip(list(csv.reader(io.StringIO(text, newline="")))[1:], told, strict=True):
        assert [float(c) if c else None for c in cells[1:3]] == [of["value"], of["before"]]


def test_rates_money_and_durations_carry_their_format() -> None:
    for figure, wanted in (
        (CSAT, "0.0%"),
        (SALES, "&quot;$&quot;#,##0.00"),
        (replace(SALES, currency="JPY"), "&quot;JP¥&quot;#,##0"),
        (replace(SALES, unit=Unit.SECONDS), "[h]:mm:ss"),
    ):
        made = replace(by_agent(row("a", 0.5)), figure=figure)
        assert wanted in part(xlsx_bytes(made, OF, ZH), "xl/styles.xml"), wanted
    assert first(replace(by_agent(row("a", 0.5)), figure=SALES), EN)[0][1].endswith("(USD)")


def test_a_duration_is_seconds_and_beside_it_a_time() -> None:
    figure = Figure("frt", Bilingual("首响", "First reply"), Unit.SECONDS, 90.0)
    head, line = first(replace(by_agent(row("a", 3725.0)), figure=figure))
    assert head[1].endswith("（秒）")
    assert head[2].endswith("（时:分:秒）")
    assert line[1] == 3725
    assert line[2] == timedelta(hours=1, minutes=2, seconds=5)


def test_days_are_dates_and_months_too() -> None:
    for dim, key, wanted in (
        ("day", "2026-11-09", date(2026, 11, 9)),
        ("month", "2026-11", date(2026, 11, 1)),
    ):
        line = Row(((dim, Bilingual("x", "x")),), 1.0, keys=(key,))
        made = answer(kind=Kind.SERIES, table=Table((dim,), (line,), "time"))
        assert first(made)[1][0] == wanted


def test_a_grid_keeps_each_figure_in_its_own_unit() -> None:
    cells = (GridCell(Unit.SHARE, 0.88), GridCell(Unit.MONEY, 12.5, "EUR"))
    grid = Grid(
        msg("none"), (msg("csv.remark"), msg("csv.few"), msg("csv.partial")),
        (GridRow("x", msg("csv.few"), cells),),
    )  # fmt: skip
    made = Answer(Kind.TEXT, msg("none"), grid=grid)
    assert first(made)[1][2:] == [0.88, 12.5]
    style = part(xlsx_bytes(made, OF, ZH), "xl/styles.xml")
    assert "0.0%" in style
    assert "&quot;€&quot;#,##0.00" in style


def test_a_list_is_a_line_a_row() -> None:
    made = Answer(
        Kind.TEXT, msg("source.definition", text="a"), (msg("source.definition", text="b"),)
    )
    assert first(made) == [["a"], ["b"]]


# -- what the figures mean ----------------------------------------------------------------------


@pytest.mark.parametrize("lang", [ZH, EN])
def test_the_second_sheet_says_what_and_when_and_how_to_ask_again(lang: Lang) -> None:
    made = replace(TWO, understood=msg("source.definition", text="满意度 · 11/9–11/15"))
    found = list(sheets(xlsx_bytes(made, OF, lang)).values())
    assert len(found) == 2
    said = "\n".join(" ".join(map(str, line)) for line in found[1])
    for wanted in ("满意度 上周", "11/9–11/15", "林岚", "#k3f9x2", "#m4m4m4"):
        assert wanted in said
    metric = {ZH: "4、5 星", EN: "ratings of 4 and 5"}[lang]
    assert metric in said
    assert {line.label for line in about(made, OF, lang)} == {str(line[0]) for line in found[1]}


def test_the_same_answer_makes_the_same_bytes() -> None:
    assert xlsx_bytes(TWO, OF, ZH) == xlsx_bytes(TWO, OF, ZH)


def test_csv_has_rows_only_so_that_anything_reads_it() -> None:
    data = answer_file(TWO, FileKind.CSV, OF, ZH).data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(data, newline="")))) == 3
    assert "k3f9x2" not in data


def test_a_chart_of_persons_or_of_one_figure_is_refused() -> None:
    for made in (TWO, answer()):
        with pytest.raises(Refusal):
            answer_file(made, FileKind.PNG, OF, ZH)


def test_sheets_of_hostile_names_open() -> None:
    caption = msg("source.definition", text="[x]:*?/\\'" * 10)
    grid = Grid(caption, (msg("csv.remark"),), (GridRow("x", caption, ()),))
    details = tuple(Answer(Kind.TEXT, caption, grid=grid) for _ in range(3))
    made = Answer(Kind.TEXT, msg("none"), post=replace(quiet_week(ZH), details=details))
    assert len(sheets(xlsx_bytes(made, OF, ZH))) == 4
