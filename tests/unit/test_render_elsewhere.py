"""Answers outside Slack: a spreadsheet's file, text for other chats, the terminal."""

import csv
import io
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from base.answer import Answer, Comparison, Figure, FollowUp, Kind, PeriodShown, Row, Table
from base.language import Bilingual, Lang, Moment, Msg, msg
from base.units import Unit
from bot.render.csv import csv_bytes, file_name
from bot.render.plain import plain_text
from bot.render.terminal import print_answer

ZH, EN = Lang.ZH, Lang.EN
PERIOD = PeriodShown(date(2026, 11, 9), date(2026, 11, 15), msg("period.last_week"))
BEFORE = PeriodShown(date(2026, 11, 2), date(2026, 11, 8), msg("base.week"))
CSAT = Figure(
    "csat_rate", Bilingual("满意度", "CSAT"), Unit.SHARE, 0.8801, 1993,
    Bilingual("个评价", "ratings"),
)  # fmt: skip


def said(text: str) -> Msg:
    """Return a message that is worded as this text."""
    return msg("source.definition", text=text)


def answer(**changes: Any) -> Answer:
    """Return an answer of one figure, changed."""
    return replace(
        Answer(
            Kind.FIGURE,
            said("上周满意度 88.0%，比前一周低 4.4 个点，确实降了"),
            (said("11/9–11/15，1,993 个评价；前一周 92.4%。"),),
            CSAT,
            PERIOD,
            (Comparison("previous", BEFORE, 0.9237, -0.0436, "points", 1336, "clear"),),
            sources=(said("满意度 = 4、5 星 ÷ 全部评价。"),),
        ),
        **changes,
    )


def row(name: str, value: float | None, **changes: Any) -> Row:
    return Row((("agent", Bilingual(name, name)),), value, **changes)


def by_agent(*rows: Row, **changes: Any) -> Answer:
    table = Table(("agent",), rows, "team_n", has_before=True)
    return answer(kind=Kind.TABLE, table=table, **changes)


def read(made: Answer, lang: Lang = ZH) -> list[list[str]]:
    text = csv_bytes(made, lang).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


# -- CSV ----------------------------------------------------------------------------------------

TWO = by_agent(
    row("一一", 109 / 119, n=119, before=0.928, before_n=83, group=Bilingual("售前", "Pre")),
    row("米粒", 0.75, n=16, few=True, group=Bilingual("抖音", "Dou")),
)


def test_a_table_is_raw_with_its_unit_in_the_heading() -> None:
    assert read(TWO) == [
        [
            "组", "客服", "满意度 2026/11/9–11/15（比例，1 = 100%）", "评价数 2026/11/9–11/15",
            "满意度 11/2–11/8（比例，1 = 100%）", "评价数 11/2–11/8", "说明",
        ],
        ["售前", "一一", repr(109 / 119), "119", "0.928", "83", ""],
        ["抖音", "米粒", "0.75", "16", "", "", "数太少"],
    ]  # fmt: skip
    assert read(TWO, EN)[0][2] == "CSAT 9–15 Nov 2026 (share, 1 = 100%)"


def test_excel_reads_it_as_utf_8() -> None:
    assert csv_bytes(TWO, ZH).startswith(b"\xef\xbb\xbf")


def test_every_row_is_there_even_what_a_screen_leaves_out() -> None:
    many = by_agent(*(row(f"客服{i}", None if i % 2 else 0.5) for i in range(1000)))
    assert len(read(many)) == 1001


def test_times_are_iso_dates() -> None:
    rows = (Row((("day", Bilingual("11/9", "9 Nov")),), 1512.0, keys=("2026-11-09",)),)
    contacts = Figure("contacts", Bilingual("接待量", "Contacts"), Unit.COUNT, 1512.0)
    made = answer(kind=Kind.SERIES, figure=contacts, table=Table(("day",), rows, "time"))
    assert read(made) == [["日期", "接待量 2026/11/9–11/15", "说明"], ["2026-11-09", "1512", ""]]


@pytest.mark.parametrize("name", ["=1+1", "+86", "-2", "@SUM(A1)", "＝1", " =1", "\t=1", "\n@x"])
def test_no_name_runs_as_a_formula(name: str) -> None:
    (_, (cell, *_)) = read(by_agent(row(name, 0.5)))
    assert cell.startswith("'")


def test_a_figure_below_zero_is_a_number() -> None:
    assert read(by_agent(row("a", -0.25)))[1][1] == "-0.25"


def test_one_figure_stands_beside_what_it_is_compared_with() -> None:
    assert read(answer()) == [
        ["时间", "从", "到", "满意度（比例，1 = 100%）", "评价数"],
        ["上周", "2026-11-09", "2026-11-15", "0.8801", "1993"],
        ["前一周", "2026-11-02", "2026-11-08", "0.9237", "1336"],
    ]


def test_the_files_name_says_what_is_in_it() -> None:
    assert file_name(TWO, ZH) == "满意度_按客服_2026-11-09_2026-11-15.csv"
    assert file_name(TWO, EN) == "CSAT_by_agent_2026-11-09_2026-11-15.csv"
    evil = replace(CSAT, name=Bilingual("../a:b?", "../a:b?"))
    assert file_name(answer(figure=evil, period=None), EN) == "a_b.csv"


# -- text for other chats -----------------------------------------------------------------------


def test_one_figure_is_under_200_characters_and_keeps_its_caveat() -> None:
    gap = msg("note.shop_empty", shop="抖音店")
    lines = tuple(said(f"第 {i} 句" + "很长" * 30) for i in range(5))
    made = answer(lines=lines, notes=(gap, msg("rights.only_you")))
    text = plain_text(made, ZH)
    assert len(text) < 200
    first, *rest = text.split("\n")
    assert first == "上周满意度 88.0%，比前一周低 4.4 个点，确实降了"
    assert rest[0].startswith("第 0 句")
    assert rest[-1] == "抖音店这段时间没有数据，合计里没有它。"


def test_what_is_for_the_asker_alone_stays_behind() -> None:
    typo = msg("corrected", typed="满意毒", read_as="满意度")
    text = plain_text(answer(lines=(typo,), notes=(msg("rights.only_you"),)), ZH)
    assert text == "上周满意度 88.0%，比前一周低 4.4 个点，确实降了"


def test_a_table_is_a_line_a_row_rounded_and_without_marks() -> None:
    lines = (msg("bullet.value", name="售前组", value="90.8%"),)
    text = plain_text(replace(TWO, lines=lines), ZH)
    assert text.split("\n") == [
        "上周满意度 88.0%，比前一周低 4.4 个点，确实降了",
        "售前组 90.8%",
        "满意度按客服，11/9–11/15，括号里是 11/2–11/8：按组、按评价数排，不是排名",
        "售前 一一：91.6%，119 个评价（92.8%）",
        "抖音 米粒：75.0%，太少，16 个评价",
    ]
    assert "Pre · 一一: 91.6%, 119 ratings (92.8%)" in plain_text(TWO, EN)


def test_rows_that_do_not_fit_are_counted() -> None:
    many = by_agent(*(row(f"客服{i}", 0.5, n=100) for i in range(100)), lines=())
    text = plain_text(many, ZH, most=500)
    shown = sum(line.startswith("客服") for line in text.split("\n"))
    assert len(text) <= 500
    assert shown > 5
    assert text.endswith(f"\n还有 {100 - shown} 行")


def test_moments_say_their_zone() -> None:
    at = Moment(datetime(2026, 11, 16, 0, 40, tzinfo=UTC), "Asia/Shanghai")
    made = Answer(Kind.TEXT, msg("source.definition", text=at))
    assert plain_text(made, ZH) == "11/16 08:40 北京时间"
    assert plain_text(made, EN) == "16 Nov 08:40 Shanghai"


# -- the terminal -------------------------------------------------------------------------------


def printed(made: Answer, lang: Lang = ZH) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        print_answer(made, lang)
    return out.getvalue()


def test_the_terminal_shows_names_as_they_are_and_nothing_of_theirs_acts() -> None:
    text = printed(by_agent(row("[red]x[/red]\x1b[2J", 0.5, n=9)))
    assert "[red]x[/red][2J" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("lang", "words"), [(ZH, "试试：“满意度 上周”"), (EN, "Try: “满意度 上周”")]
)
def test_the_terminal_offers_what_to_try(lang: Lang, words: str) -> None:
    made = answer(follow_ups=(FollowUp(msg("button.team"), "满意度 上周"),))
    assert words in printed(made, lang)


def test_the_terminal_names_the_time_before_by_its_dates() -> None:
    assert "11/2–11/8" in printed(TWO)
    assert "2–8 Nov" in printed(TWO, EN)
