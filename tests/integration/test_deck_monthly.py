"""The monthly deck: thirty pages, twelve months side by side, hidden where there are no data.

Six weeks of reports and a measure table with hand-written rows; on both engines.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from base.clock import FixedClock
from base.deck import Deck, Page, PageKind
from base.language import Lang
from base.refusal import Refusal
from base.wire import dumped, loaded
from bot.deck_file import deck_bytes, deck_file_name
from bot.render.texts import word
from metrics.bands import begins_at
from reviews.deck_outline import outline_of
from storage.engine import Database
from storage.targets import set_target
from tests.helpers.decks import Maker, deck_of, lines, slides_of
from tests.helpers.slides import charts_of, faults, is_hidden, opened, words_of
from tests.helpers.terminal import ask_json
from tests.helpers.world import take, write_csv
from tests.integration.test_weekly import weeks

ZH, EN = Lang.ZH, Lang.EN
NOW = "2026-08-17T09:00"
MONTHLY = FixedClock(datetime(2026, 8, 17, 1, tzinfo=UTC))
_LONG = ("日期", "店铺", "指标", "类型", "商品", "数值")


@pytest.fixture
def make(database: Database, tmp_path: Path) -> Maker:
    return Maker(database, tmp_path)


def _table(day: str, shop: str) -> list[tuple[str, ...]]:
    """Return a day of rare measures: complaints by type, refunds by product, a score."""
    rows = [
        ("complaints", "产品质量", "", "6"), ("complaints", "物流", "", "3"),
        ("complaints_solved", "产品质量", "", "5"), ("complaints_solved", "物流", "", "3"),
        ("refunds", "", "枕头", "7"), ("refunds", "", "毛巾", "2"),
        ("resp_tickets", "48 小时以上", "", "4"), ("resp_tickets", "1 分钟内", "", "1"),
        ("resp_tickets", "1–30 分钟", "", "9"), ("resp_tickets", "没有响应", "", "2"),
        ("dsr_serv", "", "", "4.82" if shop == "甲店" else "4.61"),
    ]  # fmt: skip
    return [(day, shop, *row) for row in rows]


def _with_measures(make: Maker, folder: Path) -> None:
    rows = [row for shop in ("甲店", "乙店") for day in ("2026-06-20", "2026-07-20")
            for row in _table(day, shop)]  # fmt: skip
    inner = folder / "long"
    inner.mkdir()
    take(make.database, write_csv(inner, _LONG, rows), source="measure_table")


def _page(deck: Deck, title: str) -> tuple[int, Page]:
    found = [(at, page) for at, page in enumerate(deck.pages) if title in word(page.title, ZH)]
    assert len(found) == 1, title
    return found[0]


def _monthly(make: Maker, text: str = "月报", lang: Lang = ZH, rows: Any = None) -> Any:
    return make(weeks() if rows is None else rows, text, lang, clock=MONTHLY)


def test_thirty_pages_as_the_supervisor_asked_for() -> None:
    pages = outline_of("monthly").pages
    assert len(pages) == 30
    assert pages[0].kind is PageKind.COVER
    parts = [page.title.zh.split(" · ")[0] for page in pages[1:]]
    assert list(dict.fromkeys(parts)) == [
        "数据",
        "反馈",
        "处理",
        "发货",
        "售后",
        "问题",
        "能力",
        "下月",
    ]


@pytest.mark.parametrize(("text", "lang"), [("月报", ZH), ("monthly", EN), ("月度复盘 7月", ZH)])
def test_what_is_said_and_listed(make: Maker, text: str, lang: Lang) -> None:
    answer = _monthly(make, text, lang)
    deck = deck_of(answer)
    assert (deck.key, len(deck.pages)) == ("monthly", 30)
    assert (deck.period.start, deck.period.end) == (date(2026, 7, 1), date(2026, 7, 31))
    hidden = [page for page in deck.pages if page.hidden]
    told = lines(answer, lang)
    assert str(len(hidden)) in told[0]
    listed = [line for line in told if line.startswith(("第 ", "Page "))]
    assert len(listed) == len(hidden) > 5
    shown = [is_hidden(slide) for slide in slides_of(answer, lang)]
    assert shown == [page.hidden for page in deck.pages]
    assert loaded(dumped(answer)) == answer


@pytest.mark.parametrize("lang", [ZH, EN])
def test_every_text_fits(make: Maker, tmp_path: Path, lang: Lang) -> None:
    _with_measures(make, tmp_path)
    data = deck_bytes(deck_of(_monthly(make, "月报" if lang is ZH else "monthly", lang)), lang)
    assert faults(data) == []
    for slide in opened(data).slides:
        assert slide.notes_slide.notes_text_frame.text.strip()


def test_the_file_has_the_month_in_its_name(make: Maker) -> None:
    assert deck_file_name(deck_of(_monthly(make)), ZH) == "客服月报_2026-07-01.pptx"


def test_no_week_is_spoken_of_in_a_month(make: Maker, tmp_path: Path) -> None:
    _with_measures(make, tmp_path)
    for slide in slides_of(_monthly(make)):
        for text in (*words_of(slide), slide.notes_slide.notes_text_frame.text):
            assert not any(said in text for said in ("上周", "本周")), text
    for slide in slides_of(_monthly(make, "monthly", EN, rows=[]), EN):
        for text in (*words_of(slide), slide.notes_slide.notes_text_frame.text):
            assert not any(said in text for said in ("Last week", "This week")), text


def test_months_stand_side_by_side_and_equal_the_question(make: Maker, database: Database) -> None:
    deck = deck_of(_monthly(make))
    _, page = _page(deck, "十二个月")
    assert page.table is not None
    row = next(row for row in page.table.rows if row.key == "contacts")
    asked = ask_json(database, "接待量 2026-06-01到2026-07-31 按月", NOW)["rows"]
    found = [cell.value for cell in row.cells]
    assert found[-len(asked) :] == [one["value"] for one in asked]
    assert len(page.table.columns) == len(found) + 1 <= 13


def test_a_chart_by_month_holds_what_a_question_answers(make: Maker, database: Database) -> None:
    answer = _monthly(make)
    at, page = _page(deck_of(answer), "接待量和满意度")
    drawn = charts_of(slides_of(answer)[at])
    for chart, said, text in zip(drawn, page.charts, ("接待量", "满意度"), strict=True):
        asked = ask_json(database, f"{text} 2025-08-01到2026-07-31 按月", NOW)["rows"]
        by_month = {one["month"]: one["value"] for one in asked}
        assert list(chart.plots[0].series[0].values) == [by_month[key] for key in said.keys]


def test_types_products_and_bands(make: Maker, tmp_path: Path) -> None:
    _with_measures(make, tmp_path)
    deck = deck_of(_monthly(make))
    types = _page(deck, "投诉类型")[1].charts[0]
    assert dict(zip(types.keys, types.series[-1].values, strict=True)) == {
        "产品质量": 12,
        "物流": 6,
    }
    products = _page(deck, "哪些商品退得多")[1].charts[0]
    assert dict(zip(products.keys, products.series[-1].values, strict=True)) == {
        "枕头": 14,
        "毛巾": 4,
    }
    bands = _page(deck, "工单响应时效")[1].charts[0]
    assert bands.keys == ("1 分钟内", "1–30 分钟", "48 小时以上", "没有响应")


def test_scores_of_two_shops_are_never_one(make: Maker, tmp_path: Path) -> None:
    _with_measures(make, tmp_path)
    page = _page(deck_of(_monthly(make)), "DSR")[1]
    assert [dict(zip(c.keys, c.series[-1].values, strict=True)) for c in page.charts] == [
        {"甲店": 4.82, "乙店": 4.61}
    ]
    assert "4.7" not in word(page.headline, ZH)


def test_targets_reached_and_to_come(make: Maker, database: Database) -> None:
    _monthly(make)
    now = datetime(2026, 8, 1, tzinfo=UTC)
    with database.write() as work:
        set_target(work, "csat_rate", 0.95, now, 0)
    deck = deck_of(_monthly(make, rows=[]))
    this, coming = _page(deck, "目标完成")[1], _page(deck, "下月 · 目标")[1]
    assert (this.hidden, coming.hidden) == (False, False)
    assert "没达标：满意度" in word(this.headline, ZH)
    assert word(coming.headline, ZH) == "8 月定了 1 个目标"


@pytest.mark.parametrize(
    ("text", "key"),
    [("月报 上周", "deck.month.not_one"), ("月报 按客服", "deck.month.no_cut"),
     ("季报", "deck.later")],
)  # fmt: skip
def test_what_is_refused_says_what_works(make: Maker, text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        _monthly(make, text)
    assert refused.value.message.key == key
    assert any("月报" in suggestion for suggestion in refused.value.suggestions)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("48 小时以上", "over 48 h"), 48 * 3600), (("1 分钟内", "within 1 min"), 0),
        (("即时", "at once"), 0), (("30–60 分钟", "30–60 min"), 1800),
        (("两天内", "2 days"), 172_800), (("没有响应", "no response"), float("inf")),
    ],
)  # fmt: skip
def test_where_a_band_begins(names: tuple[str, str], expected: float) -> None:
    from base.language import Bilingual

    assert begins_at(Bilingual(*names)) == expected
