"""Posts as Slack blocks, plain text, terminal, JSON and CSV: the shape of the models, whatever is
in them."""

import csv
import io
import json
import re
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.answer import Answer
from base.language import Lang, msg
from base.post import Labelled, Post, Section
from bot.render.blocks import Look, Message, plain_message, rendered
from bot.render.characters import size
from bot.render.csv import csv_bytes, file_name
from bot.render.json import answer_json
from bot.render.mrkdwn import text_length
from bot.render.plain import plain_text
from bot.render.terminal import print_answer
from tests.helpers.answers import HOSTILE
from tests.helpers.posts import (
    answered,
    answers_with_posts,
    busy_week,
    by_team,
    labelled,
    quiet_week,
    said,
)
from workspace.blockkit import problems_of_blocks

ZH, EN = Lang.ZH, Lang.EN
languages = st.sampled_from(list(Lang))
many = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_DATE = re.compile(r"<!date\^-?\d+\^\u200b?\{date_short_pretty\} \{time\}\|[^<>|]+>")
_LIVE = re.compile(
    r"[<>`~]|(?!(?<=\d):\d\d:):[\w+'-]+:(?!\w)|(?m:^\s*&gt;)|(?<![^\W_])_|_(?![^\W_])"
)
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\ud800-\udfff]")


def made(post: Post, lang: Lang, look: Look | None = None, **changes: Any) -> Message:
    """Return the first message of a post, which Slack would take."""
    found = rendered(answered(post, **changes), lang, look)
    assert problems_of_blocks(found.first.blocks) == []
    return found.first


def types(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def sections(message: Message) -> list[str]:
    return [b["text"]["text"] for b in message.blocks if b["type"] == "section"]


def labels(message: Message) -> list[str]:
    (actions,) = [b for b in message.blocks if b["type"] == "actions"]
    return [element["text"]["text"] for element in actions["elements"]]


def printed(answer: Answer, lang: Lang) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        print_answer(answer, lang)
    return out.getvalue()


# -- Slack --------------------------------------------------------------------------------------


def test_an_ordinary_week_is_header_headline_figures_sections_buttons_small_print() -> None:
    message = made(quiet_week(ZH), ZH)
    assert types(message) == ["header", "section", "section", "section", "actions", "context"]
    assert message.blocks[0]["text"]["text"] == "客服周报 3/2–3/8"
    headline, figures, short = sections(message)
    assert headline == (
        "*平常的一周，没有要处理的变化*\n接待 8,204 人次，各项都在近 8 周的正常范围内。"
    )
    assert figures.split("\n")[:2] == [
        "*满意度* 93.4%（前一周 93.1%）正常波动",
        "*首响* 21 秒，目标 30 秒，达标",
    ]
    assert short == "*需要协助* 没有\n*行动* 上周到期 2 项，全部核实完成"
    assert labels(message) == ["看明细", "导出"]
    assert message.blocks[-1]["elements"][0]["text"] == "数据到 3/8，两店齐全。"


def test_a_promotion_week_has_its_causes_under_headings_of_their_own() -> None:
    message = made(busy_week(ZH), ZH)
    _, _, why, needs, short = sections(message)
    assert why.split("\n")[0] == "*为什么*"
    assert needs.split("\n")[0] == "*需要协助*"
    assert [line[:2] for line in needs.split("\n")[1:]] == ["• ", "• "]
    assert [line.split("*")[1] for line in short.split("\n")] == ["做得好", "行动"]
    assert types(message) == ["header", *["section"] * 5, "actions", "context"]


def test_english_says_the_same_in_the_same_order() -> None:
    for week in (quiet_week, busy_week):
        assert types(made(week(EN), EN)) == types(made(week(ZH), ZH))
    assert "*Needs help* Nothing" in sections(made(quiet_week(EN), EN))[-1]


def test_the_notification_says_which_post_and_what_happened() -> None:
    assert made(quiet_week(ZH), ZH).text == "客服周报 3/2–3/8：平常的一周，没有要处理的变化"
    assert made(quiet_week(EN), EN).text == "CS weekly 2–8 Mar: An ordinary week, nothing to act on"


@pytest.mark.parametrize("shareable", [False, True])
def test_four_buttons_at_most_sharing_among_them(shareable: bool) -> None:
    found = labels(made(busy_week(ZH), ZH, Look(shareable=shareable)))
    assert len(found) == 4
    assert found[0] == "看明细"
    assert ("分享到频道" in found) is shareable
    assert "导出" in found


def test_what_only_its_reader_may_see_is_not_shared() -> None:
    found = labels(made(busy_week(ZH), ZH, Look(shareable=True), private=True))
    assert "分享到频道" not in found


def test_a_typing_error_is_named_before_the_headline() -> None:
    typed = msg("corrected", typed="周抱", read_as="周报")
    headline = sections(made(quiet_week(ZH), ZH, lines=(typed,)))[0]
    assert headline.startswith("“周抱”按“周报”算了。\n*平常的一周")


def test_what_the_answer_adds_to_the_small_print_is_said_once() -> None:
    week = quiet_week(ZH)
    message = made(week, ZH, notes=(*week.notes, msg("share.by", name="林岚")))
    small = message.blocks[-1]["elements"][0]["text"]
    assert small.count("数据到 3/8") == 1
    assert "林岚" in small


def test_a_section_of_nothing_is_left_out_and_lines_may_follow_an_inline() -> None:
    post = Post(
        said("标题"),
        said("一句话"),
        sections=(
            Section(said("空")),
            Section(said("甲"), (said("• 一"),), said("先")),
            Section(said("乙"), inline=said("没有")),
        ),
    )
    assert sections(made(post, ZH))[1:] == ["*甲* 先\n• 一", "*乙* 没有"]


def test_several_lines_are_bullets_one_line_is_not_and_numbers_stay() -> None:
    two, numbered = (said("一"), said("• 二")), (said("1. 甲"), said("2. 乙"))
    parts = (
        Section(said("两条"), two),
        Section(said("一条"), two[:1]),
        Section(said("办法"), numbered),
    )
    post = Post(said("标题"), said("一句话"), sections=parts)
    assert sections(made(post, ZH))[1:] == [
        "*两条*\n• 一\n• 二",
        "*一条*\n一",
        "*办法*\n1. 甲\n2. 乙",
    ]
    assert "• 一\n• 二" in printed(answered(post), ZH)


def test_a_post_too_long_goes_on_below_where_there_is_a_thread_and_else_says_so() -> None:
    line = said("客" * 200)
    long = replace(busy_week(ZH), sections=(Section(said("为什么"), (line,) * 100),))
    found = rendered(answered(long), ZH)
    assert found.more
    told = "".join(t for m in (found.first, *found.more) for t in sections(m))
    assert told.count("客" * 200) == 100
    alone = rendered(answered(long), ZH, Look(thread=False))
    assert alone.more == ()
    assert "没有显示" in str(alone.first.blocks[-1])
    for message in (found.first, *found.more, alone.first):
        assert problems_of_blocks(message.blocks) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_neither_ping_nor_format_nor_break_a_limit(text: str) -> None:
    hostile = said(text)
    post = Post(
        hostile,
        hostile,
        (hostile,) * 2,
        (Labelled(hostile, hostile),) * 4,
        (Section(hostile, (hostile,) * 2), Section(hostile, inline=hostile)),
        (hostile,),
    )
    found = rendered(answered(post), ZH)
    for message in (found.first, *found.more):
        _harmless(message)
    _harmless(plain_message(answered(post), ZH))


def _harmless(message: Message) -> None:
    """Say that Slack would take a message, and that only our own bold formats anything in it."""
    assert message.text.strip()
    assert problems_of_blocks(message.blocks) == []
    assert text_length(message.blocks) <= 10_000
    context = [e for b in message.blocks if b["type"] == "context" for e in b["elements"]]
    for text in [message.text, *sections(message), *(e["text"] for e in context)]:
        bare = _DATE.sub("a moment", text)
        assert not _LIVE.search(bare), text
        assert not _CONTROLS.search(bare), text
        for line in bare.split("\n"):
            # Bold begins a line and is followed by a blank or the line's end.
            assert line.count("*") == 0 or re.fullmatch(r"\*[^*]+\*( [^*]*)?", line), line
    for block in message.blocks:
        if block["type"] == "header":
            assert size(block["text"]["text"]) <= 150
            assert not _CONTROLS.search(block["text"]["text"])
            assert block["text"]["emoji"] is False


@many
@given(answers_with_posts(), languages, st.booleans(), st.booleans())
def test_any_post_is_messages_that_slack_takes(
    answer: Answer, lang: Lang, shareable: bool, thread: bool
) -> None:
    found = rendered(answer, lang, Look(shareable=shareable, thread=thread))
    assert len(found.more) <= (5 if thread else 0)
    for message in (found.first, *found.more):
        _harmless(message)
        assert size(message.text) <= 300
        json.dumps(message.blocks, ensure_ascii=False, allow_nan=False).encode()
    actions = [b for b in found.first.blocks if b["type"] == "actions"]
    assert all(len(b["elements"]) <= 4 for b in actions)


# -- other places -------------------------------------------------------------------------------


def test_plain_text_fits_a_group_chat() -> None:
    text = plain_text(answered(busy_week(ZH)), ZH)
    lines = text.split("\n")
    assert size(text) < 200
    assert lines[0] == "【客服周报 · 女王节周 3/2–3/8】"
    assert lines[1] == "量接住了，首响没守住"
    assert "首响 47 秒，目标 30 秒，没达标" in lines
    assert not set("*_`•<>") & set(text)


def test_plain_text_of_an_ordinary_week_says_that_nothing_is_needed() -> None:
    text = plain_text(answered(quiet_week(ZH)), ZH)
    assert size(text) < 200
    assert "需要协助：没有" in text
    english = plain_text(answered(quiet_week(EN)), EN)
    assert size(english) < 400
    assert "Needs help: Nothing" in english


def test_plain_text_leaves_out_later_lines_of_a_part_first() -> None:
    rest = (said("• 第二条"), said("• 第三条"))
    post = Post(
        said("标题"),
        said("一句话"),
        sections=(
            Section(said("甲"), (said("• " + "字" * 177), *rest)),
            Section(said("乙"), inline=said("没有")),
        ),
    )
    assert plain_text(answered(post), ZH).split("\n") == [
        "【标题】", "一句话", "甲：" + "字" * 177, "第二条", "乙：没有",
    ]  # fmt: skip


@many
@given(answers_with_posts(), languages, st.none() | st.integers(20, 2000))
def test_any_post_is_plain_text(answer: Answer, lang: Lang, most: int | None) -> None:
    text = plain_text(answer, lang, most)
    text.encode()
    assert text == text.strip("\n")
    assert not _CONTROLS.search(text)
    assert most is None or size(text) <= most


def test_terminal_has_all_of_it_and_the_details_below() -> None:
    text = printed(answered(busy_week(ZH)), ZH)
    places = [
        text.index(words)
        for words in ("客服周报 · 女王节周", "量接住了", "销售    76.5 万", "为什么\n• 慢在",
                      "需要协助\n", "行动  上周到期", "去年女王节 =", "按组，最需要看", "售前组")
    ]  # fmt: skip
    assert places == sorted(places)
    # Figures begin at one column, whatever their names' widths.
    assert "满意度  92.3%" in text
    assert "首响    47 秒" in text


@many
@given(answers_with_posts(), languages)
def test_any_post_prints_and_is_json_and_csv(answer: Answer, lang: Lang) -> None:
    shown = printed(answer, lang)
    assert not _CONTROLS.search(shown.replace("\n", ""))
    json.dumps(answer_json(answer, lang), ensure_ascii=False).encode()
    rows = csv.reader(io.StringIO(csv_bytes(answer, lang).decode("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+@＝＋－＠]", cell)]
    assert re.fullmatch(r'[^\s/\\:*?"<>|\x00-\x1f]+\.csv', file_name(answer, lang))


def test_json_has_the_texts_and_the_raw_figures_of_the_details() -> None:
    found = answer_json(answered(quiet_week(EN)), EN)
    post = found["post"]
    assert (found["kind"], found["text"]) == ("text", "An ordinary week, nothing to act on")
    assert (post["title"], post["takeaway"]) == ("CS weekly 2–8 Mar", found["text"])
    assert post["figures"][1] == {"name": "First reply", "text": "21 s, target 30 s, met"}
    assert post["sections"][0] == {"heading": "Needs help", "inline": "Nothing", "lines": []}
    assert post["notes"] == ["Data until 8 Mar, both shops complete."]
    assert post["period"]["start"] == "2026-03-02"
    assert post["details"][0]["rows"][0]["value"] == 0.8
    assert found["suggestions"] == ["csat last week by team"]
    assert answer_json(by_team(), EN)["post"] is None


def test_csv_is_the_table_of_the_details() -> None:
    def rows(post: Post) -> list[list[str]]:
        data = csv_bytes(answered(post), EN).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(data, newline="")))

    (one,) = quiet_week(EN).details
    assert [row[:2] for row in rows(quiet_week(EN))[1:]] == [
        ["After-sales", "0.8"],
        ["Pre-sales", "0.95"],
    ]
    twice = rows(replace(quiet_week(EN), details=(one, one)))
    assert twice[0] == ["By team, worst first"]
    assert twice.count([]) == 1
    assert len(twice) == 2 * 4 + 1
    none = rows(replace(quiet_week(EN), details=()))
    assert ["First reply", "21 s, target 30 s, met"] in none
    assert ["Needs help", "Nothing"] in none
    assert file_name(answered(quiet_week(ZH)), ZH) == "客服小结_2026-03-02_2026-03-08.csv"


def test_minutes_of_a_time_stay_and_codes_of_emoji_do_not() -> None:
    post = Post(said("标题"), said("20:00–24:00: 165 s :00: a:tada:b 7:100:"))
    assert sections(made(post, EN)) == ["*20:00–24:00: 165 s ∶00: a∶tada:b 7∶100:*"]


def test_names_of_figures_that_are_too_long_stay_in_their_line() -> None:
    post = Post(said("标题"), said("一句话"), figures=labelled(("名" * 300, "1"), ("短", "2")))
    long, short = sections(made(post, ZH))[1].split("\n")
    assert len(long) <= 152 + 2
    assert short == "*短* 2"
