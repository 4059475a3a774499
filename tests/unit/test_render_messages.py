"""Answers as Slack messages: their order, their buttons, what goes on in the thread."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from base.answer import Again, Answer, Comparison, Figure, FollowUp, Kind, PeriodShown, Row, Table
from base.language import Bilingual, Days, Lang, Msg, msg
from base.units import Unit
from bot.render.blocks import Look, Message, plain_message, rendered
from bot.render.mrkdwn import text_length
from workspace.blockkit import problems_of_blocks

ZH, EN = Lang.ZH, Lang.EN
PERIOD = PeriodShown(date(2026, 11, 9), date(2026, 11, 15), msg("period.last_week"))
BEFORE = PeriodShown(date(2026, 11, 2), date(2026, 11, 8), msg("base.week"))
CSAT = Figure(
    "csat_rate", Bilingual("满意度", "CSAT"), Unit.SHARE, 0.88, 1993, Bilingual("个评价", "ratings")
)
AGAIN = Again("满意度 上周 按客服", date(2026, 11, 21))
UNDERSTOOD = msg("source.definition", text="满意度 · 11/9–11/15")


def said(text: str) -> Msg:
    """Return a message that is worded as this text."""
    return msg("source.definition", text=text)


def answer(**changes: Any) -> Answer:
    """Return an answer of one figure, changed."""
    return replace(
        Answer(
            Kind.FIGURE,
            said("上周满意度 88.0%"),
            (said("11/9–11/15。"),),
            CSAT,
            PERIOD,
            (Comparison("previous", BEFORE, 0.92, -0.04, "points", verdict="clear"),),
            sources=(said("满意度 = 4、5 星 ÷ 全部评价。"),),
            follow_ups=tuple(FollowUp(msg("button.team"), f"q{i}") for i in range(5)),
            understood=UNDERSTOOD,
            again=AGAIN,
        ),
        **changes,
    )


def agents(count: int, name: str = "客服") -> Answer:
    """Return an answer by so many agents."""
    rows = tuple(
        Row((("agent", Bilingual(f"{i}{name}", f"{i}{name}")),), 0.9, n=100, before=0.8,
            group=Bilingual("售前", "Pre"))
        for i in range(count)
    )  # fmt: skip
    table = Table(("agent",), rows, "team_n", has_before=True)
    return answer(kind=Kind.TABLE, table=table, notes=(msg("rights.only_you"),), private=True)


def series(count: int, **changes: Any) -> Answer:
    """Return an answer by so many days."""
    rows = tuple(
        Row((("day", Bilingual(f"11/{i}", f"{i} Nov")),), 0.9, n=50) for i in range(1, count + 1)
    )
    return answer(kind=Kind.SERIES, table=Table(("day",), rows, "time"), **changes)


def types(made: Message) -> list[str]:
    return [block["type"] for block in made.blocks]


def small(made: Message) -> str:
    found = [b["elements"][0]["text"] for b in made.blocks if b["type"] == "context"]
    return found[-1] if found else ""


def elements(made: Message) -> list[dict[str, Any]]:
    return [e for b in made.blocks if b["type"] == "actions" for e in b["elements"]]


def table_of(made: Message) -> dict[str, Any]:
    (found,) = [block for block in made.blocks if block["type"] == "data_table"]
    return found


# -- order and small print ----------------------------------------------------------------------


def test_one_figure_is_a_sentence_and_buttons() -> None:
    made = rendered(answer(), ZH)
    assert types(made.first) == ["section", "actions"]
    assert made.first.text == "上周满意度 88.0%"
    assert made.first.blocks[0]["text"]["text"] == "*上周满意度 88.0%*\n11/9–11/15。"
    assert (made.more, made.chart) == ((), "none")


def test_by_agent_the_definition_stands_in_the_small_print() -> None:
    made = rendered(agents(24), ZH).first
    assert types(made) == ["section", "data_table", "actions", "context"]
    assert small(made) == "满意度 = 4、5 星 ÷ 全部评价。只有你能看到这条。"


def test_as_many_teams_as_agents_do_not_hide_the_agents() -> None:
    teams = tuple(msg("bullet.value", name=name, value="1") for name in ("售前", "售后"))
    assert "data_table" in types(rendered(replace(agents(2), lines=teams), ZH).first)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, False),
        ({"figure": replace(CSAT, value=None)}, True),
        ({"period": None}, True),
        ({"notes": (msg("note.period_assumed", days=Days(PERIOD.start, PERIOD.end)),)}, True),
        ({"notes": (msg("rights.only_you"),)}, False),
        ({"lines": (msg("corrected", typed="满意毒", read_as="满意度"),)}, False),
        ({"lines": (msg("corrected", typed="满意毒", read_as="满意度"),) * 2}, True),
    ],
)
def test_what_was_understood_is_said_where_it_could_be_in_doubt(
    changes: dict[str, Any], shown: bool
) -> None:
    made = rendered(answer(**changes), ZH).first
    assert ("满意度 · 11/9–11/15" in small(made)) is shown


def test_a_typing_error_stands_before_the_takeaway() -> None:
    lines = (msg("corrected", typed="满意毒", read_as="满意度"), said("11/9–11/15。"))
    made = rendered(answer(lines=lines), ZH).first
    text = made.blocks[0]["text"]["text"]
    assert text == "“满意毒”按“满意度”算了。\n*上周满意度 88.0%*\n11/9–11/15。"
    assert made.text == "上周满意度 88.0%"


def test_an_answer_without_words_is_still_a_message() -> None:
    made = rendered(Answer(Kind.TEXT, msg("none")), ZH).first
    assert made.text == "–"
    assert problems_of_blocks(made.blocks) == []


# -- buttons ------------------------------------------------------------------------------------


def test_four_buttons_the_next_questions_first_then_export_and_how() -> None:
    found = elements(rendered(answer(), ZH).first)
    assert [e["action_id"] for e in found] == ["ask.0", "ask.1", "export", "how"]
    assert [e["text"]["text"] for e in found][2:] == ["导出", "怎么算的"]
    assert found[0]["value"] == "q0"
    for button in found[2:]:
        assert json.loads(button["value"]) == {"q": AGAIN.text, "on": "2026-11-21"}


def test_share_comes_last_where_it_is_offered_but_not_for_what_is_private() -> None:
    look = Look(shareable=True)
    found = elements(rendered(answer(), ZH, look).first)
    assert [e["action_id"] for e in found] == ["ask.0", "ask.1", "export", "how", "share"]
    assert json.loads(found[4]["value"])["q"] == AGAIN.text
    actions = [e["action_id"] for e in elements(rendered(answer(private=True), ZH, look).first)]
    assert "share" not in actions


@pytest.mark.parametrize("again", [None, Again("x" * 2000, date(2026, 11, 21))])
def test_what_cannot_be_asked_again_is_neither_exported_nor_shared(again: Again | None) -> None:
    found = elements(rendered(answer(again=again), ZH, Look(shareable=True)).first)
    assert [e["action_id"] for e in found] == ["ask.0", "ask.1", "ask.2", "how"]
    assert found[3]["value"] == "csat_rate"


def test_a_refusal_offers_the_nearest_three() -> None:
    found = elements(rendered(answer(kind=Kind.REFUSAL), ZH, Look(shareable=True)).first)
    assert [e["action_id"] for e in found] == ["ask.0", "ask.1", "ask.2"]


# -- charts -------------------------------------------------------------------------------------


def test_a_series_is_drawn_or_a_picture_or_wants_one() -> None:
    drawn = rendered(series(7), ZH)
    assert drawn.chart == "drawn"
    assert types(drawn.first) == ["section", "data_visualization", "actions"]
    off = rendered(series(7), ZH, Look(charts=False))
    assert off.chart == "wanted"
    assert types(off.first) == ["section", "data_table", "actions"]
    assert rendered(series(31), ZH).chart == "wanted"
    assert rendered(series(2), ZH).chart == "none"
    assert rendered(agents(24), ZH).chart == "none"


def test_a_picture_stands_in_place_of_the_chart_with_words_for_who_cannot_see_it() -> None:
    made = rendered(series(31), ZH, Look(picture="F123"))
    assert made.chart == "picture"
    assert types(made.first) == ["section", "image", "actions"]
    image = made.first.blocks[1]
    assert image["slack_file"] == {"id": "F123"}
    assert "满意度按天，11/9–11/15" in image["alt_text"]
    assert "90.0%" in image["alt_text"]


# -- what does not fit --------------------------------------------------------------------------


def test_two_hundred_agents_with_long_names_go_on_in_the_thread() -> None:
    made = rendered(agents(200, "长" * 80), ZH)
    assert 1 <= len(made.more) <= 5
    whole = len(made.more) + 1
    first, *further = (table_of(one) for one in (made.first, *made.more))
    assert "续" not in first["caption"]
    assert [t["caption"][-7:] for t in further] == [
        f"（续 {i}/{whole}）" for i in range(2, whole + 1)
    ]
    assert sum(len(t["rows"]) - 1 for t in (first, *further)) == 200
    assert all(t["rows"][0] == first["rows"][0] for t in further)
    assert small(made.first).startswith(
        f"还有 {200 - len(first['rows']) + 1} 行，接在后面的消息里。"
    )
    assert small(made.more[-1]) == "全部 200 行都在导出的 CSV 里。"
    assert all(not elements(one) for one in made.more)
    for one in (made.first, *made.more):
        assert problems_of_blocks(one.blocks) == []


def test_what_even_six_messages_cannot_hold_is_counted() -> None:
    made = rendered(agents(1200, "n" * 80), EN)
    assert len(made.more) == 5
    shown = sum(len(table_of(one)["rows"]) - 1 for one in (made.first, *made.more))
    last = f"{1200 - shown:,} more rows are not shown. All 1,200 rows are in the CSV export."
    assert small(made.more[-1]) == last
    unasked = rendered(replace(agents(1200, "n" * 80), again=None), EN)
    assert small(unasked.more[-1]).endswith("Ask for less to see it all.")


def test_many_sentences_go_on_in_the_thread_in_their_order() -> None:
    lines = tuple(said(f"{i} " + "长" * 290) for i in range(60))
    made = rendered(Answer(Kind.TEXT, said("x"), lines), ZH)
    texts = [b["text"]["text"] for m in (made.first, *made.more) for b in m.blocks[:40]
             if b["type"] == "section"]  # fmt: skip
    numbers = [line.split()[0] for text in texts for line in text.split("\n")]
    assert numbers == ["*x*", *map(str, range(60))]
    assert small(made.first) == "没说完，接在后面的消息里。"
    assert all(text_length(m.blocks) <= 10_000 for m in (made.first, *made.more))


def test_a_list_stands_together_under_the_takeaway() -> None:
    lines = tuple(msg("case.card.known", text=one) for one in ("CJW", "KV8", "293"))
    listed = rendered(Answer(Kind.TEXT, said("x"), lines), ZH).first
    assert len(listed.blocks) == 1
    apart = rendered(Answer(Kind.TEXT, said("x"), (said("a"), *lines)), ZH).first
    assert len(apart.blocks) == 2


def test_a_line_that_no_section_holds_is_cut_visibly() -> None:
    made = rendered(Answer(Kind.TEXT, said("x"), (said("长" * 4000),)), ZH).first
    text = made.blocks[1]["text"]["text"] if len(made.blocks) > 1 else ""
    assert text.endswith("长…")
    assert len(text) == 3000


def test_names_of_nothing_are_named_so() -> None:
    rows = (
        Row((("agent", Bilingual("", "")),), 0.5, n=9),
        Row((("agent", Bilingual("a", "a")),), 1),
    )
    made = rendered(answer(kind=Kind.TABLE, table=Table(("agent",), rows, "n")), ZH).first
    assert table_of(made)["rows"][1][0]["text"] == "（无名）"


def test_text_alone_says_the_same_and_links_nothing() -> None:
    made = plain_message(answer(lines=(said("https://evil.example <!here>"),)), ZH)
    assert made.blocks == []
    assert made.text.startswith("*上周满意度 88.0%*\n")
    assert "://" not in made.text
    assert "<" not in made.text
