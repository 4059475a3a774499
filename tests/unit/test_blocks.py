"""Answers as Slack messages: what they say, and that no answer breaks a limit of Slack's."""

import itertools
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.answer import Answer, Comparison, Figure, FollowUp, Kind, PeriodShown, Row, Table
from base.dimensions import Dim
from base.language import Bilingual, Lang, msg
from base.units import Unit
from bot.render.blocks import Message, message, plain_message
from bot.render.mrkdwn import cut_escaped, escape, text_length, unescape

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
    assert block["caption"] == "满意度按客服，11/9–11/15：按组、按数量排，不是排名"
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
    assert "还有 30 行" in blocks_of(made, "context")[0]["elements"][0]["text"]


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


@given(st.text(), st.integers(2, 50))
def test_escaping_comes_back_and_is_never_cut_in_two(text: str, most: int) -> None:
    marks = str.maketrans({"*": "∗", "`": "ˋ", "~": "～"})
    assert unescape(escape(text)) == text.translate(marks)
    short = cut_escaped(escape(text), most)
    assert len(short) <= most
    assert unescape(escape(text)).startswith(unescape(short.removesuffix("…")))


# -- limits -------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "<!channel>", "&" * 4000, "客" * 3500, "x\n" * 900, "*a*"]),
)
VALUES = st.one_of(st.none(), st.floats(0, 1e9))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Return any answer at all."""
    dims = draw(st.sampled_from([(), ("day",), ("agent",), ("shop", "day"), ("hour",)]))
    unit = draw(st.sampled_from(list(Unit)))
    names = draw(st.lists(TEXTS, min_size=1, max_size=5))
    count = draw(st.sampled_from([0, 1, 3, 7, 21, 60, 260]))
    values = draw(st.lists(VALUES, min_size=1, max_size=5))
    cycle = itertools.cycle(values)
    rows = tuple(
        Row(
            tuple((d, Bilingual(f"{names[i % len(names)]}{i}", f"{i}")) for d in dims),
            next(cycle),
            n=draw(st.none() | st.integers(0, 9)) if i < 3 else i,
            before=next(cycle),
            few=i % 2 == 0,
            partial=i % 5 == 0,
        )
        for i in range(count if dims else 0)
    )
    kind = Kind.SERIES if set(dims) & {"day", "hour"} else Kind.TABLE
    return Answer(
        kind=kind if dims else Kind.FIGURE,
        takeaway=take(draw(TEXTS)),
        lines=tuple(take(t) for t in draw(st.lists(TEXTS, max_size=8))),
        figure=Figure("csat_rate", Bilingual("名" * 40, "n" * 90), unit, 1.0, currency="CNY"),
        period=PERIOD,
        table=Table(dims, rows, "time", draw(st.booleans())) if dims else None,
        notes=tuple(take(t) for t in draw(st.lists(TEXTS, max_size=3))),
        sources=(take("x"),),
        follow_ups=tuple(FollowUp(take(t), t) for t in draw(st.lists(TEXTS, max_size=6))),
    )


@settings(max_examples=150, deadline=None)
@given(answers(), st.sampled_from(list(Lang)), st.booleans())
def test_no_answer_breaks_a_limit(made_from: Answer, lang: Lang, charts: bool) -> None:
    made = message(made_from, lang, charts=charts)
    check(made)
    assert len(plain_message(made_from, lang).text) <= 3000


def check(made: Message) -> None:
    """Hold a message against Slack's limits (reference of Block Kit, November 2026)."""
    assert made.text
    assert 1 <= len(made.blocks) <= 50
    assert text_length(made.blocks) <= 10_000
    assert len(blocks_of(made, "data_visualization")) <= 2
    assert len(blocks_of(made, "data_table")) <= 1
    for block in made.blocks:
        _CHECKS[block["type"]](block)


def _check_section(block: dict[str, Any]) -> None:
    assert 1 <= len(block["text"]["text"]) <= 3000


def _check_context(block: dict[str, Any]) -> None:
    assert 1 <= len(block["elements"]) <= 10
    assert all(e["text"] for e in block["elements"])


def _check_actions(block: dict[str, Any]) -> None:
    assert 1 <= len(block["elements"]) <= 4
    for element in block["elements"]:
        assert 1 <= len(element["text"]["text"]) <= 75
        assert 1 <= len(element["value"]) <= 2000


def _check_table(block: dict[str, Any]) -> None:
    assert block["caption"]
    assert 1 <= block["page_size"] <= 100
    assert 2 <= len(block["rows"]) <= 201
    assert len({len(line) for line in block["rows"]}) == 1
    assert len(block["rows"][0]) <= 20
    for cell in itertools.chain(*block["rows"]):
        assert cell["text"]
        assert cell["type"] == "raw_text" or isinstance(cell["value"], int | float)


def _check_chart(block: dict[str, Any]) -> None:
    chart = block["chart"]
    categories = chart["axis_config"]["categories"]
    assert 1 <= len(block["title"]) <= 50
    assert 1 <= len(categories) <= 20
    assert len(set(categories)) == len(categories)
    assert all(1 <= len(c) <= 20 for c in categories)
    names = [s["name"] for s in chart["series"]]
    assert len(set(names)) == len(names)
    assert all(1 <= len(n) <= 20 for n in names)
    for one in chart["series"]:
        assert [p["label"] for p in one["data"]] == categories


_CHECKS = {
    "section": _check_section,
    "context": _check_context,
    "actions": _check_actions,
    "data_table": _check_table,
    "data_visualization": _check_chart,
}


@pytest.mark.parametrize("lang", list(Lang))
def test_every_cut_has_a_heading(lang: Lang) -> None:
    for dim in Dim:
        table = Table((dim.value,), (row(dim, "a", 0.5, before=0.4),), "worst", has_before=True)
        made = message(answer(kind=Kind.TABLE, table=table), lang)
        assert cells(blocks_of(made, "data_table")[0])[0][0]
