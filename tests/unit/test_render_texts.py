"""What readers see of texts, figures and moments, whatever people wrote."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.answer import Answer, Kind
from base.language import Bilingual, Lang, Moment, Quantity, msg
from bot.render.blocks import message
from bot.render.characters import clean, cut, graphemes, isolated, size
from bot.render.mrkdwn import cut_escaped, escape, slack_text, unescape, unlinked
from bot.render.numbers import count, moment, quantity
from bot.render.texts import word
from tests.helpers.answers import FAMILY, HOSTILE

ZH, EN = Lang.ZH, Lang.EN


# -- figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (32_310, "32,310", "32,310"),
        (99_999.4, "99,999", "99,999"),
        (99_999.5, "10.0 万", "100K"),
        (123_456, "12.3 万", "123K"),
        (-123_456, "-12.3 万", "-123K"),
        (1_234_567, "123.5 万", "1.23M"),
        (123_456_789, "1.23 亿", "123M"),
    ],
)
def test_counts_keep_their_digits_up_to_99_999(value: float, chinese: str, english: str) -> None:
    assert count(value, ZH) == chinese
    assert count(value, EN) == english
    assert quantity(Quantity(value, "count"), ZH) == chinese


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (9_999.0, "9,999 元", "¥9,999"),
        (10_000.0, "1.0 万", "¥10.0K"),
        (1_091_000.0, "109.1 万", "¥1.09M"),
    ],
)
def test_money_is_short_from_10_000(value: float, chinese: str, english: str) -> None:
    assert quantity(Quantity(value, "money", currency="CNY"), ZH) == chinese
    assert quantity(Quantity(value, "money", currency="CNY"), EN) == english


def test_a_difference_of_rates_is_in_points() -> None:
    assert quantity(Quantity(-0.044, "share", change=True), ZH) == "4.4 个点"
    assert quantity(Quantity(-0.044, "share", change=True), EN) == "4.4 points"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -float("inf"), 1e300])
def test_what_can_be_no_figure_is_no_data(value: float | None) -> None:
    for unit in ("count", "share", "seconds", "money", "score", "ratio", "per_hour"):
        assert quantity(Quantity(value, unit), ZH) == "没有数据"


def test_a_loss_has_its_sign_before_the_currency() -> None:
    assert quantity(Quantity(-350.0, "money", currency="CNY"), EN) == "-¥350"
    assert quantity(Quantity(-35_000.0, "money", currency="CNY"), EN) == "-¥35.0K"
    assert quantity(Quantity(-350.0, "money", currency="CNY"), ZH) == "-350 元"


def test_a_pace_is_by_the_hour_and_long_hours_have_no_minutes() -> None:
    assert quantity(Quantity(10.25, "per_hour"), ZH) == "每小时 10.3 次"
    assert quantity(Quantity(10.25, "per_hour"), EN) == "10.3 an hour"
    assert quantity(Quantity(9000, "seconds"), ZH) == "2 小时 30 分"
    assert quantity(Quantity(9000, "seconds"), EN) == "2 h 30 min"
    assert quantity(Quantity(4_000_000, "seconds"), ZH) == "1,111 小时"
    assert quantity(Quantity(4_000_000, "seconds"), EN) == "1,111 h"


def test_rows_of_a_file_keep_their_digits() -> None:
    read = msg("import.read", read=1_234_567, accepted=1_234_560, rejected=7)
    assert word(read, ZH) == "读到 1,234,567 行，收下 1,234,560 行，退回 7 行"


# -- moments ------------------------------------------------------------------------------------

AT = datetime(2026, 11, 16, 0, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "chinese", "english"),
    [
        ("Asia/Shanghai", "11/16 08:40 北京时间", "16 Nov 08:40 Shanghai"),
        ("America/Los_Angeles", "11/15 16:40 洛杉矶时间", "15 Nov 16:40 Los Angeles"),
        ("America/Bogota", "11/15 19:40 Bogota 时间", "15 Nov 19:40 Bogota"),
    ],
)
def test_a_moment_says_its_zone(zone: str, chinese: str, english: str) -> None:
    assert moment(Moment(AT, zone), ZH) == chinese
    assert moment(Moment(AT.astimezone(ZoneInfo("Asia/Tokyo")), zone), EN) == english


def test_a_moment_is_slacks_own_there_and_survives_escaping_and_cutting() -> None:
    at = msg("help.example", text=msg("source.definition", text=Moment(AT, "Asia/Shanghai")))
    date = f"<!date^{int(AT.timestamp())}^{{date_short_pretty}} {{time}}|11/16 08:40 北京时间>"
    assert slack_text(at, ZH) == f"• {date}"
    assert word(at, ZH) == "• 11/16 08:40 北京时间"
    made = message(Answer(Kind.TEXT, at), ZH)
    assert made.blocks[0]["text"]["text"] == f"*• {date}*"
    for most in range(2, len(date) + 4):
        assert cut_escaped(f"a {date} b", most) in ("a…", f"a {date}…", f"a {date} b")


def test_a_moment_within_an_english_sentence_begins_small() -> None:
    inside = msg("review.block.until", at=Moment(AT, "Asia/Shanghai"))
    date = f"{int(AT.timestamp())}^\u200b{{date_short_pretty}} {{time}}|16 Nov 08:40 Shanghai>"
    assert slack_text(inside, EN) == f"Until <!date^{date}."
    alone = msg("help.example", text=msg("source.definition", text=Moment(AT, "Asia/Shanghai")))
    assert "\u200b" not in slack_text(alone, EN)


def test_nobody_forges_a_moment() -> None:
    forged = "\ufdd0123|x\ufdd1 <!date^1^{date}|x>"
    assert "<" not in slack_text(msg("help.example", text=forged), ZH)


# -- texts of people ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("*b* `c` ~d~", "∗b∗ ˋcˋ ～d～"),
        ("_i_ file_name.csv _", "＿i＿ file_name.csv ＿"),
        (":tada: 12:30", "∶tada: 12:30"),
        ("> quote", "＞ quote"),
        ("a > b", "a &gt; b"),
    ],
)
def test_nothing_in_a_text_formats_links_or_pings(typed: str, shown: str) -> None:
    assert escape(typed) == shown


def test_where_no_field_forbids_links_addresses_are_broken() -> None:
    assert "://" not in unlinked("https://evil.example")
    assert "www." not in unlinked("www.evil.example")


@given(st.text(), st.integers(2, 50))
def test_an_escaped_text_is_never_cut_inside_a_sign(text: str, most: int) -> None:
    short = cut_escaped(escape(text), most)
    assert size(short) <= most
    kept = short.rstrip("\u2069").removesuffix("…")
    assert unescape(escape(text)).startswith(unescape(kept))


@pytest.mark.parametrize(
    "text",
    [
        FAMILY, "🇨🇳", "🇩🇪", "e\u0301", "👍🏽", "❤️", "1️⃣", "\uac01", "\u1100\u1161\u11a8",
        "\u0915\u094d\u0937\u093f", "🏴\U000e0067\U000e0062\U000e007f", "\u0e01\u0e33",
        "👩🏽\u200d🚒",
    ],
)  # fmt: skip
def test_a_grapheme_is_never_cut_in_half(text: str) -> None:
    assert list(graphemes(text * 3)) == [text] * 3
    for most in range(1, size(text) * 3 + 2):
        kept = cut(text * 3, most).removesuffix("…")
        assert kept == text * (len(kept) // len(text))


@given(st.text() | st.sampled_from(HOSTILE), st.integers(1, 60))
def test_cutting_keeps_to_its_length_and_shows(text: str, most: int) -> None:
    assert "".join(graphemes(text)) == text
    short = cut(text, most)
    assert size(short) <= most
    assert short == cut(short, most)
    assert "…" in short or size(short) == size(text)


def test_right_to_left_text_is_isolated_and_its_own_controls_are_gone() -> None:
    assert isolated("שלום 1") == "\u2068שלום 1\u2069"
    assert isolated("小北") == "小北"
    assert isolated("\u202eabc\u2067") == "abc"
    assert isolated("a\u2069ש") == "\u2068aש\u2069"


def test_texts_of_people_are_one_line_without_controls() -> None:
    assert clean("a\nb\tc\x1b[31m\x00") == "a b c[31m"
    assert clean("a\u2028b\ufeff") == "a b"
    assert clean("\ud83d!") == "\ufffd!"
    assert clean(FAMILY) == FAMILY


def test_a_name_that_one_language_lacks_is_the_others() -> None:
    assert word(msg("button.try", text=Bilingual("小北", " ")), EN) == "小北"
    assert word(msg("button.try", text=Bilingual("", "Bei")), ZH) == "Bei"
