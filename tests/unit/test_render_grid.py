"""A grid of different figures in every place: Slack, terminal, plain text, CSV, JSON, the queue."""

import csv
import io
import json
import re
from contextlib import redirect_stdout
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.answer import Answer, Cell, Grid, GridRow, Kind
from base.language import Lang, msg
from base.post import Post
from base.units import Unit
from base.wire import dumped, loaded
from bot.render.blocks import message, rendered
from bot.render.csv import csv_bytes
from bot.render.json import answer_json
from bot.render.mrkdwn import text_length
from bot.render.plain import plain_text
from bot.render.terminal import print_answer
from tests.helpers import answers as any_answers
from tests.helpers.posts import answered, in_both, said
from workspace.blockkit import problems_of_blocks

ZH, EN = Lang.ZH, Lang.EN


def detail() -> Answer:
    """Return the details of a week: two figures beside a baseline and a target, one without."""
    rows = (
        GridRow(
            "csat_rate",
            in_both("满意度", "CSAT"),
            (
                Cell(Unit.SHARE, 0.88012),
                Cell(Unit.SHARE, 0.9),
                Cell(Unit.SHARE, 0.92, text=said("92%")),
            ),
        ),
        GridRow(
            "cs_sales",
            in_both("销售", "Sales"),
            (
                Cell(Unit.MONEY, 1_091_234.5, "CNY"),
                Cell(Unit.MONEY, None, "CNY"),
                Cell(Unit.MONEY, None, text=said("-")),
            ),
        ),
    )
    columns = (
        in_both("指标", "figure"),
        in_both("本周", "this week"),
        in_both("去年", "last year"),
        in_both("目标", "target"),
    )
    grid = Grid(in_both("11/9–11/15 客服指标", "CS figures 9–15 Nov"), columns, rows)
    return Answer(Kind.TEXT, in_both("最需要看的排前面", "What needs a look first"), grid=grid)


def tables(answer: Answer, lang: Lang) -> list[dict[str, Any]]:
    blocks = message(answer, lang).blocks
    assert problems_of_blocks(blocks) == []
    return [block for block in blocks if block["type"] == "data_table"]


def test_slack_draws_one_table_with_numbers_to_sort_by() -> None:
    (table,) = tables(detail(), ZH)
    assert table["caption"] == "11/9–11/15 客服指标"
    head, csat, sales = table["rows"]
    assert [cell["text"] for cell in head] == ["指标", "本周", "去年", "目标"]
    assert csat[1] == {"type": "raw_number", "value": 88.0, "text": "88.0%"}
    assert csat[3] == {"type": "raw_number", "value": 92.0, "text": "92%"}
    assert sales[1] == {"type": "raw_number", "value": 1091234.5, "text": "109.1 万"}
    # What is not there is said, and is no zero.
    assert sales[2] == {"type": "raw_text", "text": "没有数据"}
    assert sales[3] == {"type": "raw_text", "text": "-"}
    (english,) = tables(detail(), EN)
    assert [cell["text"] for cell in english["rows"][0]] == [
        "Figure", "This week", "Last year", "Target",
    ]  # fmt: skip


def test_plain_text_has_a_line_a_figure() -> None:
    assert plain_text(detail(), ZH).split("\n")[-2:] == [
        "满意度：88.0%（去年 90.0%，目标 92%）",
        "销售：109.1 万",
    ]
    assert plain_text(detail(), EN).split("\n")[-2:] == [
        "CSAT: 88.0% (last year 90.0%, target 92%)",
        "Sales: ¥1.09M",
    ]


def test_the_terminal_prints_it_under_its_sentence() -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        print_answer(answered(Post(said("标题"), said("一句话"), details=(detail(),))), ZH)
    text = out.getvalue()
    assert text.index("最需要看的排前面") < text.index("客服指标") < text.index("满意度")
    assert re.search(r"满意度 +88\.0% +90\.0% +92%", text)


def test_csv_and_json_are_raw_with_the_unit_of_each_row() -> None:
    data = csv_bytes(answered(Post(said("标题"), said("一句话"), details=(detail(),))), EN)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["Figure", "Unit", "This week", "Last year", "Target"],
        ["CSAT", "share, 1 = 100%", "0.88012", "0.9", "0.92"],
        ["Sales", "CNY", "1091234.5", "", ""],
    ]
    found = answer_json(detail(), EN)["grid"]
    assert found["rows"][0]["values"] == [0.88012, 0.9, 0.92]
    assert found["rows"][1] == {
        "metric": "cs_sales", "unit": "money", "currency": "CNY",
        "values": [1091234.5, None, None],
    }  # fmt: skip


def test_it_survives_the_queue() -> None:
    answer = answered(Post(said("标题"), said("一句话"), details=(detail(),)))
    assert loaded(dumped(answer)) == answer


cells = st.builds(
    Cell,
    st.sampled_from(list(Unit)),
    any_answers.numbers,
    st.sampled_from([None, "CNY", "USD", "XXX"]),
    st.none() | any_answers.messages,
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    row = st.builds(
        GridRow, st.just("frt"), any_answers.messages, st.lists(cells, max_size=25).map(tuple)
    )
    some = draw(st.lists(row, max_size=4))
    return Grid(
        draw(any_answers.messages),
        tuple(draw(st.lists(any_answers.messages, max_size=25))),
        tuple(some * draw(st.sampled_from([1, 1, 3, 90]))),
    )


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(grids(), any_answers.messages, st.sampled_from(list(Lang)))
def test_any_grid_can_be_shown_anywhere(grid: Grid, takeaway: Any, lang: Lang) -> None:
    answer = Answer(Kind.TEXT, takeaway, grid=grid)
    found = rendered(answer, lang)
    for one in (found.first, *found.more):
        assert problems_of_blocks(one.blocks) == []
        assert text_length(one.blocks) <= 10_000
        json.dumps(one.blocks, ensure_ascii=False, allow_nan=False).encode()
    plain_text(answer, lang).encode()
    json.dumps(answer_json(answer, lang), ensure_ascii=False).encode()
    rows = csv.reader(io.StringIO(csv_bytes(answer, lang).decode("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+@＝＋－＠]", cell)]
    with redirect_stdout(io.StringIO()):
        print_answer(answer, lang)


@pytest.mark.parametrize("most", [20, 60, 120])
def test_plain_text_keeps_to_a_length(most: int) -> None:
    assert len(plain_text(detail(), ZH, most)) <= most


def test_the_notification_is_its_sentence() -> None:
    assert message(detail(), EN).text == "What needs a look first"
    assert msg("none") != detail().takeaway
