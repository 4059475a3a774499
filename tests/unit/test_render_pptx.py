"""Decks as files: texts that always fit, native charts, hidden pages, themes of a company."""

import io
import struct
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from base.answer import Answer, Cell, Grid, GridRow, Kind, PeriodShown
from base.deck import Chart, ChartKind, ChartSeries, Deck, Page, PageKind, SeriesKind
from base.language import Lang, Msg, msg
from base.post import Section
from base.refusal import Refusal
from base.units import Unit
from base.wire import dumped, loaded
from bot.deck_file import chosen_theme, deck_bytes, deck_file_name, with_theme_note
from bot.render.pptx import deck_pptx
from bot.render.pptx_theme import default_theme, read_theme
from bot.render.texts import word
from reviews.deck_outline import OutlineError, outline_of, read_outline
from tests.helpers.posts import said
from tests.helpers.slides import charts_of, faults, is_hidden, opened, parts_of, words_of

PERIOD = PeriodShown(date(2026, 11, 9), date(2026, 11, 15), msg("period.last_week"))
ZH, EN = Lang.ZH, Lang.EN


def chart(kind: ChartKind, names: list[str], values: list[float | None], unit: Unit) -> Chart:
    series = (
        ChartSeries(SeriesKind.BEFORE, said("上周"), tuple(values)),
        ChartSeries(SeriesKind.NOW, said("本周"), tuple(values)),
        ChartSeries(SeriesKind.TARGET, said("目标"), (30.0,) * len(names)),
    )
    keys = tuple(str(i) for i in range(len(names)))
    return Chart(kind, "frt", said("首响"), unit, keys, tuple(map(said, names)), series)


def grid(texts: list[str], columns: int) -> Grid:
    cells = tuple(Cell(Unit.COUNT, 1.5e9, text=said(t)) for t in (texts * columns)[: columns - 1])
    rows = tuple(GridRow(str(i), said(text), cells) for i, text in enumerate(texts))
    return Grid(said("表"), tuple(said(f"列 {i}") for i in range(columns)), rows)


def deck(*pages: Page, title: str = "客服周报 11/9–11/15", source: str = "数据：客服日报") -> Deck:
    name = msg("deck.named", name="周报")
    return Deck("weekly", name, said(title), msg("none"), PERIOD, said(source), pages)


def page(kind: PageKind = PageKind.CAUSES, headline: str = "首响变慢", **more: object) -> Page:
    notes = (said("首响 = 总时长 ÷ 会话"),)
    return Page(kind, said("首响"), said(headline), notes=notes, **more)  # type: ignore[arg-type]


def plain() -> Deck:
    week = [str(d) for d in range(9, 16)]
    values: list[float | None] = [26.25, 28.0, 59.674, None, 25.6, 26.55, 27.58]
    return deck(
        page(PageKind.COVER, lines=(said("接待 11,871 人次"),)),
        page(PageKind.FIGURES, table=grid(["接待量", "首响"], 6)),
        page(PageKind.CHART, charts=(chart(ChartKind.LINES, week, values, Unit.SECONDS),)),
        page(hidden=True, lacks=said("没有销售的数据")),
    )


# -- what is in it -----------------------------------------------------------------------------


def test_a_chart_keeps_its_raw_values_also_those_that_are_missing() -> None:
    (drawn,) = charts_of(opened(deck_pptx(plain(), ZH)).slides[2])
    series = {one.name: tuple(one.values) for one in drawn.plots[0].series}
    assert series["本周"] == (26.25, 28.0, 59.674, None, 25.6, 26.55, 27.58)
    assert set(series["目标"]) == {30.0}
    assert drawn.value_axis.minimum_scale == 0


@pytest.mark.parametrize(
    ("unit", "written"),
    [(Unit.SHARE, "0.0%"), (Unit.SECONDS, "0"), (Unit.COUNT, "#,##0"), (Unit.MONEY, "#,##0")],
)
def test_figures_are_written_as_their_unit_is(unit: Unit, written: str) -> None:
    one = chart(ChartKind.COLUMNS, ["周一", "周二"], [0.25, 0.5], unit)
    data = deck_pptx(deck(page(PageKind.CHART, charts=(one,))), ZH)
    (drawn,) = charts_of(opened(data).slides[0])
    assert drawn.plots[0].series[1].data_labels.number_format == written


def test_a_hidden_page_is_there_and_hidden() -> None:
    slides = list(opened(deck_pptx(plain(), ZH)).slides)
    assert [is_hidden(slide) for slide in slides] == [False, False, False, True]
    assert all(slide.notes_slide.notes_text_frame.text for slide in slides)


def test_both_typefaces_are_named_everywhere() -> None:
    parts = parts_of(deck_pptx(plain(), ZH))
    seen = 0
    for name, text in parts.items():
        if name.startswith(("ppt/slides/slide", "ppt/charts/chart")):
            seen += 1
            assert text.count("<a:latin") == text.count("<a:ea")
            assert 'ea typeface="Microsoft YaHei"' in text
    assert seen == 5


def test_pages_count_themselves() -> None:
    parts = parts_of(deck_pptx(plain(), ZH))
    assert all('type="slidenum"' in parts[f"ppt/slides/slide{n}.xml"] for n in range(1, 5))


# -- texts that fit ----------------------------------------------------------------------------

LONG = "很长很长的店铺名字官方旗舰店华东区域第一分店 Flagship Store of the Camellia Group " * 4
ANY = st.one_of(
    st.text(max_size=60),
    st.text("售前组 abcW,。（）", min_size=1, max_size=400),
    st.sampled_from(
        [LONG, "W" * 300, "满" * 500, "😀" * 90, "a b " * 200, "שלום " * 20, "x\u0301" * 50]
    ),
)
FIGURES = st.none() | st.floats(0, 1e12) | st.floats(0, 1)


@st.composite
def decks(draw: st.DrawFn) -> Deck:
    def one() -> Msg:
        return said(draw(ANY))

    def several(most: int) -> tuple[Msg, ...]:
        return tuple(said(text) for text in draw(st.lists(ANY, max_size=most)))

    names = draw(st.lists(ANY, min_size=1, max_size=12))
    values = draw(st.lists(FIGURES, min_size=len(names), max_size=len(names)))
    unit = draw(st.sampled_from(Unit))
    kinds = draw(st.lists(st.sampled_from(ChartKind), min_size=1, max_size=2))
    charts = tuple(chart(kind, names, values, unit) for kind in kinds)
    sections = tuple(
        Section(one(), several(7), one() if draw(st.booleans()) else None) for _ in range(3)
    )
    table = grid(draw(st.lists(ANY, min_size=1, max_size=14)), draw(st.integers(2, 8)))
    return replace(
        deck(
            page(PageKind.COVER, headline=draw(ANY), lines=several(3)),
            page(PageKind.FIGURES, headline=draw(ANY), table=table, lines=several(2)),
            page(PageKind.CHART, headline=draw(ANY), charts=charts, lines=several(13)),
            page(headline=draw(ANY), sections=sections, lines=several(2)),
            page(headline=draw(ANY), hidden=True),
        ),
        title=one(),
        source=one(),
    )


@given(decks(), st.sampled_from(Lang))
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_whatever_is_said_fits_its_place(drawn: Deck, lang: Lang) -> None:
    data = deck_pptx(drawn, lang)
    assert faults(data) == []
    for slide in opened(data).slides:
        assert all(one.text_frame.text.strip() for one in slide.placeholders)


def test_what_is_cut_is_seen_to_be_cut() -> None:
    long = deck(page(headline=LONG * 5, sections=(Section(said("为什么"), (said(LONG * 9),) * 6),)))
    data = deck_pptx(long, ZH)
    assert faults(data) == []
    texts = [text for text in words_of(opened(data).slides[0]) if len(text) > 100]
    assert len(texts) == 2
    assert all("…" in text for text in texts)


def test_short_texts_are_large_and_whole() -> None:
    slide = opened(deck_pptx(plain(), ZH)).slides[1]
    assert slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt == 28
    assert "首响变慢" in words_of(slide)
    assert not [text for text in words_of(slide) if "…" in text]


# -- themes ------------------------------------------------------------------------------------


def png(path: Path) -> Path:
    def part(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    size = struct.pack(">IIBBBBB", 40, 10, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\x00" + b"\x20\x40\x80" * 40) * 10)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", size) + part(b"IDAT", pixels)
                     + part(b"IEND", b""))  # fmt: skip
    return path


def own_base(path: Path) -> Path:
    """Write a company's .pptx: four by three, with a slide of its own."""
    own = Presentation()
    slide = own.slides.add_slide(own.slide_layouts[0])
    slide.shapes.title.text = "Our own cover"
    own.slide_width, own.slide_height = Inches(10), Inches(7.5)
    own.save(str(path))
    return path


def test_a_company_s_own_theme(tmp_path: Path) -> None:
    png(tmp_path / "logo.png")
    own_base(tmp_path / "base.pptx")
    file = tmp_path / "ours.toml"
    file.write_text(
        '[colours]\naccent = "#aa3377"\n[fonts.zh]\nea = "KaiTi"\n'
        '[brand]\nlogo = "logo.png"\nbase = "base.pptx"\n',
        encoding="utf-8",
    )
    theme = read_theme(file)
    assert (theme.accent, theme.text) == ("AA3377", default_theme().text)
    assert (theme.zh.ea, theme.zh.latin) == ("KaiTi", default_theme().zh.latin)
    data = deck_pptx(plain(), ZH, theme)
    made = opened(data)
    assert len(made.slides) == 4
    assert made.slide_width == Inches(10)
    assert all(any(s.shape_type == 13 for s in slide.shapes) for slide in made.slides)
    parts = parts_of(data)
    assert "AA3377" in parts["ppt/slides/slide1.xml"]
    assert default_theme().accent not in "".join(parts.values())
    assert "KaiTi" in parts["ppt/slides/slide1.xml"]
    assert "Our own cover" not in "".join(parts.values())
    assert faults(data) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (None, "deck.theme.unreadable"),
        ("colours = [", "deck.theme.no_toml"),
        ('[colours]\naccent = "blue"\n', "deck.theme.colour"),
        ('[colours]\npaper = "FFFFFF"\n', "deck.theme.unknown"),
        ("[colours]\naccent = 3\n", "deck.theme.unknown"),
        ('[fonts.zh]\nea = ""\n', "deck.theme.unknown"),
        ('[fonts]\nzh = "KaiTi"\n', "deck.theme.unknown"),
        ('size = "large"\n', "deck.theme.unknown"),
        ('[brand]\nlogo = "none.png"\n', "deck.theme.logo"),
        ('[brand]\nlogo = "ours.toml"\n', "deck.theme.logo"),
        ('[brand]\nbase = "ours.toml"\n', "deck.theme.base"),
        ('[brand]\nbase = "none.pptx"\n', "deck.theme.base"),
    ],
)
def test_a_wrong_theme_is_told_and_the_default_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, key: str
) -> None:
    file = tmp_path / "ours.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        read_theme(file)
    reason = caught.value.message.params["reason"]
    assert isinstance(reason, Msg)
    assert reason.key == key
    monkeypatch.setenv("FUPAN_DECK_THEME", str(file))
    theme, wrong = chosen_theme()
    assert theme == default_theme()
    assert wrong is not None
    assert "ours.toml" in word(wrong, ZH)
    assert deck_bytes(plain(), ZH)[:2] == b"PK"
    told = with_theme_note(Answer(Kind.TEXT, msg("none"), deck=plain()))
    assert told.notes == (wrong,)


def test_without_a_theme_of_its_own_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FUPAN_DECK_THEME", raising=False)
    answer = Answer(Kind.TEXT, msg("none"), deck=plain())
    assert with_theme_note(answer) == answer


# -- names, wire, outlines ---------------------------------------------------------------------


def test_names_of_files_are_safe_and_dated() -> None:
    whose = msg("deck.whose", names='售前/组: "A" <b>\n' + "长" * 200)
    name = deck_file_name(replace(plain(), whose=whose), ZH)
    assert not set(name) & set('/\\:*?"<>|\n ')
    assert name.endswith("_2026-11-09.pptx")
    assert len(name) <= 90


def test_a_deck_is_written_in_the_language_asked_for() -> None:
    asked = replace(plain(), lang=EN)
    assert deck_file_name(asked, ZH) == deck_file_name(plain(), EN)
    font = (
        opened(deck_bytes(asked, ZH)).slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font
    )
    assert font.name == default_theme().en.latin


def test_an_answer_with_a_deck_comes_back_as_it_was() -> None:
    answer = Answer(Kind.TEXT, msg("none"), deck=plain())
    assert loaded(dumped(answer)) == answer


def test_the_weekly_outline_has_nine_pages() -> None:
    assert len(outline_of("weekly").pages) == 9
    with pytest.raises(KeyError):
        outline_of("../weekly")


PAGE = 'key = "x"\nname = {zh="a", en="b"}\n[[page]]\ntitle = {zh="a", en="b"}\n'


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("key = ", "no TOML"),
        ('key = "x"', "pages"),
        (PAGE + 'kind = "song"', "page 1"),
        (PAGE + 'kind = "chart"', "a cut"),
        (PAGE + 'kind = "figures"', "names its metrics"),
        (PAGE + 'kind = "figures"\nmetrics = ["luck"]', "no metric is called luck"),
        (PAGE + 'kind = "chart"\nmetrics = ["frt"]\ncut = "agent"', "by name"),
        (PAGE + 'kind = "chart"\nmetrics = ["frt"]\ncut = "hour"', "only days"),
        (PAGE + 'kind = "chart"\nmetrics = ["orders"]\ncut = "team"', "cannot be cut"),
        (PAGE + 'kind = "chart"\nmetrics = ["frt"]\ncut = "floor"', "page 1"),
        (PAGE + 'kind = "cover"\ncolour = "red"', "nothing is called colour"),
        (PAGE.replace('en="b"}\n[[', 'en=""}\n[[') + 'kind = "cover"', "name needs zh and en"),
    ],
)
def test_a_wrong_outline_says_where(text: str, wrong: str) -> None:
    with pytest.raises(OutlineError, match=wrong):
        read_outline(text)


def test_a_file_can_be_opened_again() -> None:
    again = io.BytesIO()
    opened(deck_pptx(plain(), EN)).save(again)
    assert len(opened(again.getvalue()).slides) == 4
