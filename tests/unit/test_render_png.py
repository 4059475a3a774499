"""Pictures of answers: that they show what they should, never warn, and never mix between threads.

Warnings are errors here: matplotlib warns of every character that its typeface lacks.
"""

import io
import itertools
import math
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import get_font
from numpy.typing import NDArray
from PIL import Image

from base.answer import Answer, Comparison, Figure, Kind, PeriodShown, Row, Table
from base.dimensions import Dim
from base.language import Bilingual, Lang, msg
from base.units import Unit
from bot.render.canvas import BAR, COLOURS, GREY, INK, Canvas
from bot.render.fonts import UNDRAWN, cut_to, drawable, sized, width, wrapped
from bot.render.png import Picture, picture, warm_up
from bot.render.scales import scale_of

PERIOD = PeriodShown(date(2026, 11, 9), date(2026, 11, 15), msg("period.last_week"))
BEFORE = PeriodShown(date(2026, 11, 2), date(2026, 11, 8), msg("base.week"))
MONDAY = date(2026, 11, 9)
BOTH = pytest.mark.parametrize("lang", list(Lang))


def take(text: str) -> Any:
    """Return a message that is worded as this text."""
    return msg("source.definition", text=text)


def answer(table: Table | None, unit: Unit = Unit.SHARE, **changes: Any) -> Answer:
    """Return an answer with a table."""
    name = Bilingual("满意度", "CSAT")
    made = Answer(
        kind=Kind.SERIES,
        takeaway=take("上周满意度 88.0%，比前一周低 4.4 个点，确实降了"),
        figure=Figure("csat_rate", name, unit, 0.88, 1993, currency="CNY"),
        period=PERIOD,
        compare=(Comparison("previous", BEFORE, 0.92, -0.04, "points", verdict="clear"),),
        table=table,
        sources=(take("会话记录"),),
    )
    return replace(made, **changes)


def days(values: Sequence[float | None], before: Sequence[float | None] = (), **row: Any) -> Table:
    """Return a table by day, from a Monday on."""
    rows = []
    for i, value in enumerate(values):
        day = MONDAY + timedelta(days=i)
        name = Bilingual(f"{day.month}/{day.day}", f"{day.day} Nov")
        earlier = before[i] if before else None
        rows.append(Row(((Dim.DAY, name),), value, 50, earlier, keys=(day.isoformat(),), **row))
    return Table((Dim.DAY,), tuple(rows), "time", has_before=bool(before))


def shops(values: Sequence[tuple[str, float | None]], **changes: Any) -> Table:
    """Return a table by shop."""
    rows = tuple(Row(((Dim.SHOP, Bilingual(n, n)),), v, 50, **changes) for n, v in values)
    return Table((Dim.SHOP,), rows, "worst")


def drawn(made_from: Answer, lang: Lang = Lang.ZH) -> Picture:
    """Return the picture, which must be there."""
    made = picture(made_from, lang)
    assert made is not None
    return made


def pixels(made: Picture) -> NDArray[np.uint8]:
    """Return rows of red, green, blue."""
    return np.asarray(Image.open(io.BytesIO(made.data)).convert("RGB"))


def of_colour(shown: NDArray[np.uint8], colour: str) -> NDArray[np.bool_]:
    """Return where a colour is, within what a palette rounds."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return np.asarray(np.abs(shown.astype(int) - rgb).sum(axis=2) <= 9)


def runs(mask: NDArray[np.bool_]) -> int:
    """Return how many separate stretches of columns hold a colour."""
    columns = mask.any(axis=0).astype(int)
    return int((np.diff(np.concatenate([[0], columns])) == 1).sum())


def check(made: Picture) -> None:
    """Hold any picture to what all must be: size, few colours, white margins, something drawn."""
    image = Image.open(io.BytesIO(made.data))
    assert (image.format, image.mode, image.size) == ("PNG", "P", (1600, 900))
    assert len(made.data) < 200_000
    shown = pixels(made)
    for margin in (shown[:24], shown[-24:], shown[:, :24], shown[:, -24:]):
        assert (margin == 255).all()
    assert (shown[24:-24, 24:-24] != 255).any()
    assert 0 < len(made.alt_text) <= 2000


# -- what is drawn ------------------------------------------------------------------------------


@BOTH
def test_a_week_against_the_week_before(lang: Lang) -> None:
    made = drawn(answer(days([0.9, 0.91, 0.88, 0.92], [0.8, 0.81, 0.8, 0.83])), lang)
    check(made)
    shown = pixels(made)
    assert of_colour(shown, COLOURS[0]).sum() > 3000
    assert of_colour(shown, GREY).sum() > 3000
    alone = pixels(drawn(answer(days([0.9, 0.91, 0.88, 0.92])), lang))
    assert of_colour(alone, GREY).sum() < of_colour(shown, GREY).sum()


def test_bars_stand_on_zero_and_are_as_high_as_they_count() -> None:
    made = drawn(answer(days([100, 200, 400, 300]), Unit.COUNT))
    check(made)
    mask = of_colour(pixels(made), COLOURS[0])
    assert runs(mask) == 4
    columns = mask.sum(axis=0)
    starts = np.flatnonzero(np.diff((columns > 0).astype(int)) == 1)
    one, two, four, three = (int(columns[start + 40]) for start in starts)
    assert two == pytest.approx(2 * one, abs=4)
    assert three == pytest.approx(3 * one, abs=4)
    assert four == pytest.approx(4 * one, abs=4)
    bottoms = {int(np.flatnonzero(mask[:, start + 40])[-1]) for start in starts}
    assert len(bottoms) == 1


def test_a_missing_point_is_a_gap_and_never_zero() -> None:
    whole = of_colour(pixels(drawn(answer(days([0.9, 0.9, 0.9, 0.9, 0.9])))), COLOURS[0])
    gap = of_colour(pixels(drawn(answer(days([0.9, 0.9, None, 0.9, 0.9])))), COLOURS[0])
    # The figures beside the line are in its colour too: look at the line alone.
    line = np.flatnonzero(whole.sum(axis=1) > 600)
    assert runs(whole[line]) == 1
    assert runs(gap[line]) == 2
    # Nothing fell to the bottom.
    assert not gap[line[-1] + 60 :].any()


def test_a_day_without_a_row_is_a_gap_too() -> None:
    table = days([0.9, 0.9, 0.9, 0.9, 0.9])
    holed = replace(table, rows=(*table.rows[:2], *table.rows[3:]))
    whole = of_colour(pixels(drawn(answer(table))), COLOURS[0])
    line = np.flatnonzero(whole.sum(axis=1) > 600)
    assert runs(of_colour(pixels(drawn(answer(holed))), COLOURS[0])[line]) == 2


def test_a_time_not_yet_over_is_hollow() -> None:
    table = days([300, 300, 300], ())
    last = replace(table.rows[-1], partial=True)
    partial = replace(table, rows=(*table.rows[:-1], last))
    whole = of_colour(pixels(drawn(answer(table, Unit.COUNT))), COLOURS[0]).sum()
    part = of_colour(pixels(drawn(answer(partial, Unit.COUNT))), COLOURS[0]).sum()
    assert part == pytest.approx(whole * 2 / 3, rel=0.05)


def test_the_target_is_a_line_across() -> None:
    table = days([0.9, 0.91, 0.92])
    without = of_colour(pixels(drawn(answer(table))), INK)
    with_target = of_colour(pixels(drawn(answer(table, target=0.93))), INK)
    added = with_target.sum(axis=1).astype(int) - without.sum(axis=1)
    assert added.max() > 300


def test_members_are_bars_in_the_order_of_the_table() -> None:
    made = drawn(answer(shops([("甲", 0.4), ("乙", 0.8)]), kind=Kind.TABLE))
    check(made)
    lengths = of_colour(pixels(made), BAR).sum(axis=1)
    rows = np.flatnonzero(lengths > 100)
    middle = (rows[0] + rows[-1]) // 2
    first, second = lengths[rows[0] : middle].max(), lengths[middle : rows[-1] + 1].max()
    assert second == pytest.approx(2 * first, rel=0.02)


def test_of_many_members_the_first_are_drawn_and_the_rest_is_named() -> None:
    many = shops([(f"店{i}", 1.0 + i) for i in range(200)])
    made = drawn(answer(many, Unit.COUNT, kind=Kind.TABLE))
    check(made)
    few = drawn(answer(replace(many, rows=many.rows[:10]), Unit.COUNT, kind=Kind.TABLE))
    assert (pixels(few)[:820] == pixels(made)[:820]).all()
    assert (pixels(few)[820:] != pixels(made)[820:]).any()


@pytest.mark.parametrize("members", [2, 6, 9])
def test_members_over_time_at_most_six(members: int) -> None:
    rows = [
        Row(((Dim.SHOP, Bilingual(f"店{j}", f"S{j}")), row.members[0]), 0.8 + j / 100, 10 + j)
        for row in days([0.9] * 7).rows
        for j in range(members)
    ]
    made = drawn(answer(Table((Dim.SHOP, Dim.DAY), tuple(rows), "time")))
    check(made)
    used = [colour for colour in COLOURS if of_colour(pixels(made), colour).sum() > 1000]
    assert len(used) == min(members, 6)
    # Those that rest on the most.
    assert ("店1 从" in made.alt_text) == (members <= 6)
    assert f"店{members - 1} 从" in made.alt_text


# -- what is not drawn --------------------------------------------------------------------------


def test_figures_by_person_are_never_a_picture() -> None:
    agents = Table((Dim.AGENT,), shops([("甲", 0.4), ("乙", 0.8)]).rows, "team_n")
    assert picture(answer(agents), Lang.ZH) is None
    daily = days([0.9, 0.8, 0.7])
    rows = tuple(
        replace(r, members=((Dim.AGENT, Bilingual("甲", "A")), *r.members)) for r in daily.rows
    )
    assert picture(answer(Table((Dim.AGENT, Dim.DAY), rows, "time")), Lang.ZH) is None


@pytest.mark.parametrize(
    "table",
    [
        None,
        days([]),
        days([0.9]),
        days([None, None, None]),
        days([None, 0.9, None]),
        shops([("甲", 0.9), ("乙", None)]),
        days([0.9, 1e17, 0.9]),
        days([None, 0.9, None], [0.8, 0.8, 0.8]),
        days([0.9, math.nan, math.inf]),
        Table((Dim.SHOP, Dim.CHANNEL), (), "worst"),
    ],
)
def test_nothing_to_draw_is_no_picture(table: Table | None) -> None:
    assert picture(answer(table), Lang.ZH) is None


def test_without_a_figure_there_is_no_picture() -> None:
    assert picture(answer(days([0.9, 0.8, 0.7]), figure=None), Lang.ZH) is None


# -- words --------------------------------------------------------------------------------------


def test_the_alt_text_says_first_last_highest_and_lowest() -> None:
    made_from = answer(days([0.9, 0.95, 0.85, 0.88], [0.8, 0.81, 0.8, 0.83]))
    assert drawn(made_from, Lang.EN).alt_text == (
        "Line chart, CSAT by day, 9–15 Nov. Last week: from 90.0% (9 Nov) to 88.0% (12 Nov), "
        "highest 95.0% (10 Nov), lowest 85.0% (11 Nov). "
        "2–8 Nov: from 80.0% to 83.0%, highest 83.0%, lowest 80.0%."
    )
    chinese = drawn(made_from, Lang.ZH).alt_text
    assert chinese.startswith(
        "折线图，满意度按天，11/9–11/15。上周从 90.0%（11/9）到 88.0%（11/12）"
    )
    assert drawn(made_from).title == "满意度按天，11/9–11/15"


def test_no_sign_of_gbk_is_missing() -> None:
    pairs = (bytes([a, b]) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF))
    signs = {pair.decode("gbk", errors="ignore")[:1] for pair in pairs}
    han = [sign for sign in signs if "\u4e00" <= sign <= "\u9fff"]
    assert len(han) > 20_000
    assert all(drawable(sign) == sign for sign in han)
    check(drawn(answer(shops([("喆堃玥赟珺", 0.9), ("龘靐齉爩䶮", 0.8)]))))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("小美🌸旗舰店", f"小美{UNDRAWN}旗舰店"),
        ("👩‍👩‍👧‍👦🇨🇳", UNDRAWN),
        ("متجر", UNDRAWN),
        ("חנות shop", f"{UNDRAWN} shop"),
        ("𝐀𝐁 é ñ", "AB é ñ"),
        ("a\n\tb\u202e\u200b\ufe0f", "a b"),
        ("$x^2$ \\alpha", "$x^2$ \\alpha"),
        ("\ue000\U0010ffff", UNDRAWN),
        ("", ""),
    ],
)
def test_what_cannot_be_drawn_is_seen_to_be_missing(typed: str, shown: str) -> None:
    assert drawable(typed) == shown


@pytest.mark.parametrize("name", ["店🍎", "متجر"])
def test_a_footnote_says_what_the_mark_stands_for(name: str) -> None:
    def member(called: str) -> Table:
        rows = (
            replace(r, members=((Dim.SHOP, Bilingual(called, called)), *r.members))
            for r in days([0.9, 0.8, 0.7]).rows
        )
        return Table((Dim.SHOP, Dim.DAY), tuple(rows), "time")

    # A lone series has no name beside it: two are needed to be told apart.
    both = [
        Table((Dim.SHOP, Dim.DAY), (*member(n).rows, *member("乙").rows), "time")
        for n in (name, "甲")
    ]
    marked, clean = (of_colour(pixels(drawn(answer(t)))[820:], GREY).sum() for t in both)
    assert marked > 1.5 * clean


def test_names_that_look_the_same_are_told_apart() -> None:
    same = drawn(answer(shops([("店🍎", 0.9), ("店🍊", 0.9)])))
    rows = np.flatnonzero((pixels(same)[:, :300] != 255).any(axis=(1, 2)))
    assert rows.size
    left = pixels(same)[:, 40:240]
    bars = np.flatnonzero(of_colour(pixels(same), BAR).sum(axis=1) > 500)
    half = (bars[0] + bars[-1]) // 2
    ink = of_colour(left, INK)
    assert ink[bars[0] : half].sum() != ink[half : bars[-1]].sum()


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(20, 60))
def test_widths_are_what_is_drawn(text: str, size: int) -> None:
    shown = drawable(text)
    assert all(ord(c) in get_font(str(sized(36).get_file())).get_charmap() for c in shown)
    for line in wrapped(shown, size, 300.0, 3):
        assert width(line, size) <= max(300.0, 2 * size)
    assert width(cut_to(shown, size, 200.0), size) <= 200.0


def test_a_measured_text_ends_where_it_was_measured() -> None:
    for text in ("上周满意度 88.0%", "CSAT last week was 88.0%", "喆堃玥赟珺"):
        canvas = Canvas()
        canvas.text(100, 400, text, 54)
        shown = pixels(Picture(canvas.png(), "", ""))
        columns = np.flatnonzero((shown != 255).any(axis=(0, 2)))
        # Pairs of Latin letters are set a little closer than measured, never wider.
        measured = width(text, 54)
        assert 0.97 * measured - 6 <= columns[-1] - 100 <= measured + 2


def test_lines_break_where_people_break_them() -> None:
    long = "接待量创了新高，满意度没有守住，首响也慢了。" * 2
    lines = wrapped(long, 54, 700.0, 5)
    assert "".join(lines) == long
    assert not [line for line in lines if line[0] in "，。"]
    words = wrapped("Contacts last week were higher than ever before", 54, 500.0, 9)
    assert " ".join(words) == "Contacts last week were higher than ever before"


# -- axes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "unit", "lang", "labels"),
    [
        ([0.8, 0.95], Unit.SHARE, Lang.ZH, ["75%", "80%", "85%", "90%", "95%"]),
        ([0.99, 1.0], Unit.SHARE, Lang.EN, ["94%", "96%", "98%", "100%"]),
        ([0.0, 0.0], Unit.COUNT, Lang.EN, ["0", "1"]),
        ([9_000], Unit.COUNT, Lang.ZH, ["0", "0.5 万", "1.0 万"]),
        ([35_000], Unit.MONEY, Lang.ZH, ["0", "1 万", "2 万", "3 万", "4 万"]),
        ([35_000], Unit.MONEY, Lang.EN, ["0", "10K", "20K", "30K", "40K"]),
        ([1_800_000], Unit.COUNT, Lang.EN, ["0", "0.5M", "1.0M", "1.5M", "2.0M"]),
        ([100], Unit.SECONDS, Lang.ZH, ["0", "30 秒", "60 秒", "90 秒", "120 秒"]),
        ([1_000], Unit.SECONDS, Lang.EN, ["0", "5 min", "10 min", "15 min", "20 min"]),
        ([40_000], Unit.SECONDS, Lang.EN, ["0", "5 h", "10 h", "15 h"]),
        ([-50.0, 20.0], Unit.MONEY, Lang.EN, ["-60", "-40", "-20", "0", "20"]),
        ([4.6, 4.7], Unit.SCORE, Lang.EN, ["4.4", "4.5", "4.6", "4.7", "4.8", "4.9"]),
    ],
)
def test_ticks_are_few_round_and_in_the_words_of_the_language(
    values: list[float], unit: Unit, lang: Lang, labels: list[str]
) -> None:
    assert list(scale_of(values, unit, lang).labels) == labels


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e15, 1e15), min_size=1, max_size=5), st.sampled_from(list(Unit)),
    st.sampled_from(list(Lang)),
)  # fmt: skip
def test_every_axis_holds_its_values(values: list[float], unit: Unit, lang: Lang) -> None:
    scale = scale_of(values, unit, lang)
    assert 2 <= len(scale.ticks) <= 7
    assert len(set(scale.labels)) == len(scale.labels)
    for value in values:
        assert -1e-6 <= scale.part(value) <= 1 + 1e-6


# -- any answer ---------------------------------------------------------------------------------

NAMES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "客" * 300, "🌸🍎", "متجر النور", "$\\frac{a}{b}$", "喆堃玥赟珺", "a b " * 50]
    ),
)
VALUES = st.one_of(
    st.none(), st.just(0.0), st.floats(-1e15, 1e15), st.floats(0, 1), st.floats(allow_nan=True)
)
DIMS = st.sampled_from(
    [(Dim.DAY,), (Dim.SHOP,), (Dim.SHOP, Dim.DAY), (Dim.HOUR, Dim.TEAM), (Dim.MONTH,), (Dim.AGENT,)]
)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Return any answer at all."""
    dims, unit = draw(DIMS), draw(st.sampled_from(list(Unit)))
    names = draw(st.lists(NAMES, min_size=1, max_size=5))
    values = itertools.cycle(draw(st.lists(VALUES, min_size=1, max_size=6)))
    rows = tuple(
        Row(
            tuple(
                (dim, Bilingual(names[(i + at) % len(names)], f"{i % 40}"))
                for at, dim in enumerate(dims)
            ),
            next(values),
            before=next(values),
            few=i % 4 == 1,
            partial=i % 5 == 4,
        )
        for i in range(draw(st.sampled_from([0, 1, 2, 7, 31, 200])))
    )
    table = Table(dims, rows, draw(st.sampled_from(["time", "worst"])), draw(st.booleans()))
    return answer(
        table,
        unit,
        takeaway=take(draw(NAMES)),
        sources=tuple(take(text) for text in draw(st.lists(NAMES, max_size=2))),
        target=draw(VALUES),
        period=draw(st.sampled_from([PERIOD, None])),
    )


@settings(max_examples=60, deadline=None)
@given(answers(), st.sampled_from(list(Lang)))
def test_any_answer_is_drawn_without_a_warning_or_not_at_all(made_from: Answer, lang: Lang) -> None:
    made = picture(made_from, lang)
    if made is not None:
        check(made)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize(
    "values",
    [[0.0] * 7, [-5.0, -2.0, -9.0], [1e15, 1.0, 0.5], [1e-9, 2e-9], [5.0, None, 5.0], [0.5] * 200],
)
def test_odd_values_are_drawn(values: list[float | None], unit: Unit) -> None:
    check(drawn(answer(days(values), unit, target=0.7)))
    check(drawn(answer(shops([(f"店{i}", v) for i, v in enumerate(values)]), unit, target=-3.0)))


# -- threads, start -----------------------------------------------------------------------------


def test_threads_draw_each_its_own_picture() -> None:
    asked = [
        answer(days([0.5 + (i * j % 7) / 20 for j in range(7)]), takeaway=take(f"第 {i} 张"))
        if i % 2
        else answer(shops([(f"店{i}", 0.3 + i / 50), ("另", 0.9)]), takeaway=take(f"No {i}"))
        for i in range(24)
    ]
    alone = [drawn(one).data for one in asked]
    assert len(set(alone)) == len(alone)
    with ThreadPoolExecutor(4, initializer=warm_up) as pool:
        together = list(pool.map(lambda one: drawn(one).data, asked * 2))
    assert together == alone * 2


def test_matplotlib_is_imported_only_to_draw() -> None:
    code = (
        "import sys, bot.render.png, bot.render.charts\n"
        "assert 'matplotlib' not in sys.modules\n"
        "bot.render.png.warm_up()\n"
        "assert 'matplotlib' in sys.modules\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_setting_of_matplotlib_is_touched() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    drawn(answer(days([0.9, 0.8, 0.7])))
    assert dict(mpl.rcParams) == before


def test_colours_are_dark_enough_to_be_read_as_text() -> None:
    for colour in (*COLOURS, GREY, INK):
        assert re.fullmatch("#[0-9A-F]{6}", colour)
        assert 1.05 / (_luminance(colour) + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
