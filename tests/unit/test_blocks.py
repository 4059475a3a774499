"""Answers as Slack messages: what they say, in which blocks."""

import json
from datetime import date
from typing import Any

import pytest

from base.answer import Answer, Comparison, Figure, FollowUp, Kind, PeriodShown, Row, Table
from base.dimensions import Dim
from base.language import Bilingual, Lang, msg
from base.units import Unit
from bot.render.blocks import Message, message

PERIOD = PeriodShown(date(2026, 11, 9), date(2026, 11, 15), msg("period.last_week"))
BEFORE = PeriodShown(date(2026, 11, 2), date(2026, 11, 8), msg("base.week"))
CSAT = Figure(
    "csat_rate",
    Bilingual("满意度", "CSAT"),
    Unit.SHARE,
    0.88,
    1993,
    Bilingual("个评价", "ratings"),
)
CONTACTS = Figure("contacts", Bilingual("接待量", "Contacts"), Unit.COUNT, 100.0)


def take(text: str) -> Any:
    """Return a message that is worded as this text."""
    return msg("help.example", text=text)


def answer(**changes: Any) -> Answer:
    """Return a small answer, changed."""
    given_ = {"kind": Kind.FIGURE, "takeaway": take("ok"), "figure": CSAT, "period": PERIOD}
    given_["compare"] = (Comparison("previous", BEFORE, 0.92, -0.04, "points", verdict="clear"),)
    return Answer(**(given_ | changes))


def row(dim: Dim, name: str, value: float | None, **changes: Any) -> Row:
    """Return a line of a table."""
    return Row(((dim.value, Bilingual(name, name)),), value, **changes)


def blocks_of(made: Message, kind: str) -> list[dict[str, Any]]:
    """Return the blocks of a type."""
    return [block for block in made.blocks if block["type"] == kind]


def cells(block: dict[str, Any]) -> list[list[str]]:
    """Return a table's texts."""
    return [[cell["text"] for cell in line] for line in block["rows"]]


# -- what is said -------------------------------------------------------------------------------


def test_takeaway_is_a_whole_bold_line_and_the_notification() -> None:
    made = message(answer(takeaway=take("a"), lines=(take("x"),)), Lang.ZH)
    assert made.text == "• a"
    assert made.blocks[0]["text"]["text"] == "*• a*"
    assert made.blocks[1]["text"]["text"] == "• x"


def test_text_of_people_neither_pings_nor_formats() -> None:
    evil = "<!channel> & *b* <@U1> `c`"
    made = message(answer(takeaway=take(evil), notes=(take(evil),), lines=(take(evil),)), Lang.EN)
    shown = json.dumps([made.text, *blocks_of(made, "section"), *blocks_of(made, "context")])
    assert "<" not in shown
    assert "&lt;!channel&gt; &amp; " in shown
    assert "*b*" not in shown
    assert "`" not in shown
    assert all(b["text"]["verbatim"] for b in blocks_of(made, "section"))


def test_agents_stand_with_their_team_and_too_few_is_said() -> None:
    rows = (
        row(Dim.AGENT, "一一", 0.9158, n=119, before=0.928, group=Bilingual("售前", "Pre")),
        row(Dim.AGENT, "米粒", 0.75, n=16, few=True, group=Bilingual("抖音", "Dou")),
    )
    table = Table(("agent",), rows, "team_n", has_before=True)
    (block,) = blocks_of(message(answer(kind=Kind.TABLE, table=table), Lang.ZH), "data_table")
    assert block["caption"] == "满意度按客服，11/9–11/15：按组、按评价数排，不是排名"
    assert cells(block) == [
        ["客服", "满意度", "评价数", "11/2–11/8"],
        ["售前 一一", "91.6%", "119", "92.8%"],
        ["抖音 米粒", "75.0%，太少", "16", "–"],
    ]
    assert block["rows"][1][1] == {"type": "raw_number", "value": 91.6, "text": "91.6%"}
    (english,) = blocks_of(message(answer(kind=Kind.TABLE, table=table), Lang.EN), "data_table")
    assert cells(english)[1][0] == "Pre · 一一"
    assert cells(english)[0] == ["Agent", "CSAT", "Ratings", "2–8 Nov"]


def test_rows_that_do_not_fit_are_counted() -> None:
    rows = tuple(row(Dim.SHOP, f"店{i}", 1.0 + i) for i in range(230))
    made = message(
        answer(kind=Kind.TABLE, figure=CONTACTS, table=Table(("shop",), rows, "worst")), Lang.ZH
    )
    (block,) = blocks_of(made, "data_table")
    assert len(block["rows"]) == 201
    assert block["caption"].endswith("低的排前面")
    small = blocks_of(made, "context")[0]["elements"][0]["text"]
    assert small == "还有 30 行，接在后面的消息里。"


def test_teams_told_line_by_line_need_no_table() -> None:
    rows = (row(Dim.TEAM, "a", 0.9), row(Dim.TEAM, "b", 0.8))
    lines = tuple(msg("bullet.value", name=name, value="1") for name in "ab")
    told = answer(kind=Kind.TABLE, table=Table(("team",), rows, "worst"), lines=lines)
    assert not blocks_of(message(told, Lang.ZH), "data_table")


def series(values: list[float | None], before: list[float | None] | None = None) -> Answer:
    """Return a series of days."""
    rows = tuple(
        row(Dim.DAY, f"11/{i + 1}", value, n=50, before=before[i] if before else None)
        for i, value in enumerate(values)
    )
    return answer(kind=Kind.SERIES, table=Table(("day",), rows, "time", has_before=bool(before)))


def test_series_is_a_line_beside_the_time_before() -> None:
    made = message(series([0.9, 0.91, 0.92], [0.8, 0.81, 0.82]), Lang.EN)
    (chart,) = blocks_of(made, "data_visualization")
    assert chart["title"] == "CSAT by day, 9–15 Nov"
    assert chart["chart"]["type"] == "line"
    now, earlier = chart["chart"]["series"]
    assert now == {
        "name": "Last week",
        "data": [{"label": f"11/{i + 1}", "value": v} for i, v in enumerate([90.0, 91.0, 92.0])],
    }
    assert (earlier["name"], [p["value"] for p in earlier["data"]]) == ("2–8 Nov", [80, 81, 82])
    assert not blocks_of(made, "data_table")


def test_missing_points_are_left_out_and_the_table_has_them() -> None:
    made = message(series([0.9, None, 0.92, 0.93]), Lang.ZH)
    (chart,) = blocks_of(made, "data_visualization")
    assert chart["chart"]["axis_config"]["categories"] == ["11/1", "11/3", "11/4"]
    two = message(series([0.9, 0.91, 0.92, 0.9], [0.8, None, 0.82, 0.8]), Lang.ZH)
    (chart,) = blocks_of(two, "data_visualization")
    assert [len(s["data"]) for s in chart["chart"]["series"]] == [3, 3]
    (table,) = blocks_of(two, "data_table")
    assert cells(table)[2] == ["11/2", "91.0%", "50", "–"]


def test_what_a_chart_cannot_hold_is_a_table() -> None:
    for many in (series([0.9] * 21), series([0.9, 0.8])):
        made = message(many, Lang.ZH)
        assert not blocks_of(made, "data_visualization")
        assert blocks_of(made, "data_table")
    plain = message(series([0.9] * 5), Lang.ZH, charts=False)
    assert not blocks_of(plain, "data_visualization")
    assert len(cells(blocks_of(plain, "data_table")[0])) == 6


def test_buttons_are_four_at_most_and_how_is_the_last() -> None:
    ups = tuple(FollowUp(msg("button.team"), f"q{i}") for i in range(6))
    made = message(answer(follow_ups=ups, sources=(take("formula"),)), Lang.ZH)
    elements = blocks_of(made, "actions")[0]["elements"]
    assert [e["value"] for e in elements] == ["q0", "q1", "q2", "csat_rate"]
    assert elements[-1]["text"]["text"] == "怎么算的"
    assert len({e["action_id"] for e in elements}) == 4
    assert "formula" not in json.dumps(made.blocks)


@pytest.mark.parametrize("lang", list(Lang))
def test_every_cut_has_a_heading(lang: Lang) -> None:
    for dim in Dim:
        table = Table((dim.value,), (row(dim, "a", 0.5, before=0.4),), "worst", has_before=True)
        made = message(answer(kind=Kind.TABLE, table=table), lang)
        assert cells(blocks_of(made, "data_table")[0])[0][0]
