"""The weekly deck: its pages, charts that hold what a question answers, who may have it, no names.

The same twelve weeks as the weekly summaries, small enough to reckon by hand; on both engines.
"""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from base.action import Move
from base.deck import PageKind
from base.language import Lang
from base.refusal import Refusal
from base.wire import dumped, loaded
from bot.deck_file import deck_bytes
from bot.render.texts import word
from storage.engine import Database
from storage.targets import set_target
from tests.helpers.decks import Maker, deck_of, lines, slides_of
from tests.helpers.items import Items
from tests.helpers.slides import (
    charts_of,
    faults,
    is_hidden,
    opened,
    parts_of,
    words_of,
)
from tests.helpers.terminal import ask_json
from tests.helpers.world import CLOCK
from tests.integration.test_weekly import REPORT, TEAMS, weeks

ZH, EN = Lang.ZH, Lang.EN
NOW = "2026-08-17T09:00"
TODAY = date(2026, 8, 17)
_SOLD = ("inquiries", "paid", "sales_fen")


@pytest.fixture
def make(database: Database, tmp_path: Path) -> Maker:
    return Maker(database, tmp_path)


# -- the pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", [ZH, EN])
def test_nine_pages_in_their_order_and_what_is_said(make: Maker, lang: Lang) -> None:
    answer = make(weeks(), "周报" if lang is ZH else "weekly", lang)
    deck = deck_of(answer)
    chart = PageKind.CHART
    assert [page.kind for page in deck.pages] == [
        PageKind.COVER, PageKind.FIGURES, chart, chart, chart, chart,
        PageKind.CAUSES, PageKind.NEEDS, PageKind.ACTIONS,
    ]  # fmt: skip
    assert len(slides_of(answer, lang)) == 9
    assert answer.private
    said = lines(answer, lang)
    if lang is ZH:
        assert said == [
            "客服周报 8/10–8/16 PPT 做好了：9 页，其中 1 页没有数据，已设成隐藏",
            "一句话：平常的一周，没有要处理的变化。接待 2,100 人次，各项都在近 8 周的正常范围内。",
            "缺的 1 页：",
            "第 9 页“定下来的事”：还没有定过行动。用 /action 添加一条，这一页就有了。",
            "补上以后重做一次就有。",
            "柱形图可以在 PowerPoint 里直接改数；每页备注写了怎么算的。",
        ]
    else:
        assert said[:2] == [
            "CS weekly 10–16 Aug: the deck is ready, 9 pages, 1 without data is hidden",
            "In a sentence: An ordinary week, nothing to act on. 2,100 contacts; "
            "every figure within its range of the last 8 weeks.",
        ]
    assert loaded(dumped(answer)) == answer


@pytest.mark.parametrize("lang", [ZH, EN])
def test_every_text_fits_and_nothing_is_left_empty(make: Maker, lang: Lang) -> None:
    data = deck_bytes(deck_of(make(weeks(last=(90, 80, 90)))), lang)
    assert faults(data) == []
    for slide in opened(data).slides:
        assert [p.name for p in slide.placeholders if not p.text_frame.text.strip()] == []
        assert slide.shapes.title.text_frame.text


def test_the_texts_of_a_language_are_that_languages(make: Maker) -> None:
    english = slides_of(make(weeks(), "weekly", EN), EN)
    # Of names there are Chinese ones only here.
    names = [name for team in TEAMS for name in team]
    for slide in english:
        for text in (*words_of(slide), slide.notes_slide.notes_text_frame.text):
            for name in names:
                text = text.replace(name, "")
            assert not any("\u4e00" <= sign <= "\u9fff" for sign in text), text


def test_notes_say_formula_source_period_and_n(make: Maker) -> None:
    for slide in slides_of(make(weeks())):
        assert slide.notes_slide.notes_text_frame.text.strip()
    notes = slides_of(make([]))[4].notes_slide.notes_text_frame.text
    assert notes.startswith(
        "满意度 = 4、5 星 ÷ 全部评价。来源：客服日报。8/10–8/16 90.0%，2,100 个评价。"
    )
    assert "上周 8/3–8/9 90.0%，2,100 个评价。" in notes


# -- the charts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "at", "text", "key"),
    [
        (3, 0, "接待量 上周 按天", "day"),
        (4, 0, "首响 上周 按天", "day"),
        (5, 0, "满意度 上周 按组", "team"),
        (6, 0, "客服销售额 上周 按店铺", "shop"),
        (6, 1, "询单转化 上周 按店铺", "shop"),
    ],
)
def test_a_chart_holds_what_a_question_answers(
    make: Maker, database: Database, page: int, at: int, text: str, key: str
) -> None:
    answer = make(weeks(last=(91, 78, 86), busy=7))
    slide = slides_of(answer)[page - 1]
    chart = charts_of(slide)[at]
    series = {one.name: list(one.values) for one in chart.plots[0].series}
    keys = deck_of(answer).pages[page - 1].charts[at].keys
    found = {
        row[key]: (row["value"], row["before"]) for row in ask_json(database, text, NOW)["rows"]
    }
    assert len(keys) == len(found) > 1
    assert series["本周 8/10–8/16"] == [found[one][0] for one in keys]
    assert series["上周 8/3–8/9"] == [found[one][1] for one in keys]
    assert None not in series["本周 8/10–8/16"]


def test_the_figures_behind_a_chart_are_a_table_to_be_edited(make: Maker) -> None:
    for slide in slides_of(make(weeks(last=(91, 78, 86)))):
        for chart in charts_of(slide):
            blob = chart.part.chart_workbook.xlsx_part.blob
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_index(0)
            head, *body = sheet.to_python()
            plot = chart.plots[0]
            assert head[1:] == [one.name for one in plot.series]
            assert [row[0] for row in body] == list(plot.categories)
            for i, one in enumerate(plot.series, 1):
                assert [row[i] for row in body] == pytest.approx(list(one.values))


def test_a_target_is_a_line_of_its_own(make: Maker, database: Database) -> None:
    with database.write() as work:
        set_target(work, "frt", 18, CLOCK.now(), 0)
    answer = make(weeks())
    chart = charts_of(slides_of(answer)[3])[0]
    assert {one.name: set(one.values) for one in chart.plots[0].series}["目标"] == {18.0}
    table = slides_of(answer)[1]
    assert "18 秒，没达标" in words_of(table)


def test_what_rests_on_too_little_is_said_and_not_judged(make: Maker) -> None:
    """The after-sales team has seven ratings only, all of them bad."""
    rows = [
        (*row[:8], 1, 0, *row[10:]) if row[2] == "售后组" and row[0] >= date(2026, 8, 10) else row
        for row in weeks()
    ]
    page = deck_of(make(rows)).pages[4]
    said = [word(line, ZH) for line in page.lines]
    assert "售后组 0.0%，只有 7 个评价，说不清" in said
    assert "售后组（太少）" in [word(one, ZH) for one in page.charts[0].categories]


# -- data that are missing ---------------------------------------------------------------------


def without_sales(rows: list[tuple[Any, ...]]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    kept = [i for i, name in enumerate(REPORT) if name not in _SOLD]
    return tuple(REPORT[i] for i in kept), [tuple(row[i] for i in kept) for row in rows]


@pytest.mark.parametrize("lang", [ZH, EN])
def test_a_page_without_data_is_hidden_and_listed(make: Maker, lang: Lang) -> None:
    header, rows = without_sales(weeks())
    answer = make(rows, "周报" if lang is ZH else "weekly", lang, header=header)
    slides = slides_of(answer, lang)
    assert [i for i, slide in enumerate(slides, 1) if is_hidden(slide)] == [6, 9]
    assert not charts_of(slides[5])
    said = lines(answer, lang)
    if lang is ZH:
        assert said[0].endswith("9 页，其中 2 页没有数据，已设成隐藏")
        assert said[2] == "缺的 2 页："
        assert said[3] == (
            "第 6 页“销售和转化”：没有客服销售额的数据。导入带客服销售额的客服日报就有了。"
        )
    else:
        assert said[0].endswith("9 pages, 2 without data are hidden")
        assert said[3] == (
            "Page 6, Sales and conversion: No data for CS sales. "
            "An agent report with CS sales has it."
        )
    fill = [f.request for f in answer.follow_ups][1].removeprefix("/review deck ")
    told = make([], fill, lang)
    assert told.deck is None
    assert said[3] in lines(told, lang)


def test_one_figure_without_data_leaves_the_other(make: Maker) -> None:
    cut = [i for i, name in enumerate(REPORT) if name not in ("inquiries", "paid")]
    rows = [tuple(row[i] for i in cut) for row in weeks()]
    page = deck_of(make(rows, header=tuple(REPORT[i] for i in cut))).pages[5]
    assert not page.hidden
    assert [chart.metric for chart in page.charts] == ["cs_sales"]
    assert any("询单" in word(line, ZH) for line in page.lines)


def test_a_week_that_lacks_days_is_not_judged(make: Maker) -> None:
    rows = weeks(last=(90, 60, 90), keep=lambda day, shop: shop == "旗舰店" or day.day < 15)
    answer = make(rows)
    deck = deck_of(answer)
    gap = "合计先不下结论：抖音店缺 8/15、8/16 两天"
    assert word(deck.pages[0].headline, ZH) == gap
    # The shop that is whole may be judged, the sums may not.
    assert [page.kind for page in deck.pages if page.hidden] == [PageKind.CAUSES, PageKind.ACTIONS]
    for page in (deck.pages[2], deck.pages[4]):
        said = " ".join(word(line, ZH) for line in (page.headline, *page.lines))
        assert gap in said
        assert "明显" not in said
    assert faults(deck_bytes(deck, ZH)) == []


@pytest.mark.parametrize(("rows", "key"), [((), "deck.empty.none"), (weeks()[:60], "deck.empty")])
def test_no_data_at_all_is_a_refusal(make: Maker, rows: Any, key: str) -> None:
    with pytest.raises(Refusal) as caught:
        make(rows)
    assert caught.value.message.key == key


# -- what was decided --------------------------------------------------------------------------


def test_actions_are_told_without_anybody_in_them(
    make: Maker, database: Database, tmp_path: Path
) -> None:
    items = Items(database, at=datetime(2026, 8, 12, 2, tzinfo=UTC))
    late = items.add("让何伟每天给未发货清单", due=date(2026, 8, 13))
    items.do(late, Move.ACCEPT, "何伟")
    items.do(late, Move.STUCK, "何伟", "Sunny 说仓库系统导不出")
    items.add("把赔付口径写成一页", due=date(2026, 8, 20))
    answer = make(weeks())
    deck = deck_of(answer)
    assert not deck.hidden
    needs, decided = deck.pages[7], deck.pages[8]
    assert word(needs.headline, ZH) == "有 1 件事要人帮一把"
    (line,) = [word(one, ZH) for one in needs.sections[0].lines]
    assert line == "让〔同事〕每天给未发货清单：卡在〔同事〕 说仓库系统导不出，原定 8/13"
    assert [word(one, ZH) for one in decided.sections[1].lines] == [
        "把赔付口径写成一页（8/20 到期）"
    ]
    data = deck_bytes(deck, ZH)
    assert faults(data) == []
    names = [*items.people, "Sunny", "Wei He", *(agent for _, _, agent in TEAMS)]
    for part, text in parts_of(data).items():
        assert [name for name in names if name in text] == [], part


def test_no_agent_is_named_anywhere(make: Maker) -> None:
    for lang in (ZH, EN):
        data = deck_bytes(deck_of(make(weeks(last=(50, 80, 90)) if lang is ZH else [])), lang)
        for part, text in parts_of(data).items():
            assert [agent for _, _, agent in TEAMS if agent in text] == [], part


def test_a_deck_of_many_shops_and_teams_with_long_names(make: Maker) -> None:
    """Forty of each, with names as long as people make them."""
    rows: list[tuple[Any, ...]] = []
    for n in range(40):
        shop = f"很长很长的店铺名字官方旗舰店第{n}分店（华东区域）Flagship"
        team = f"第{n}客服组售前售后一体化服务中心 Pre-sales and after-sales"
        for back in range(14):
            day = date(2026, 8, 16) - timedelta(days=back)
            rows.append((day, shop, team, f"客服{n}", 100 + n, 100, 2000 + n, 70, 60, 50 + n % 9,
                         40, 20, 9_999_999_99))  # fmt: skip
    answer = make(rows)
    deck = deck_of(answer)
    assert len(deck.pages[4].charts[0].keys) == 12
    assert any("28 个没画" in word(line, ZH) for line in deck.pages[4].lines)
    for lang in (ZH, EN):
        assert faults(deck_bytes(deck, lang)) == []
