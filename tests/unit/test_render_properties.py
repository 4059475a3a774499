"""Any answer renders: to blocks that Slack would take, CSV that reads back, terminal, plain text.

Slack's side is the local workspace's judge, written from Slack's documentation alone.
"""

import csv
import io
import json
import re
from contextlib import redirect_stdout
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.answer import Answer
from base.language import Lang
from base.refusal import Refusal
from bot.render.blocks import Look, Message, Rendered, plain_message, rendered
from bot.render.characters import size
from bot.render.csv import csv_bytes, file_name
from bot.render.json import answer_json, refusal_json
from bot.render.mrkdwn import text_length
from bot.render.numbers import known
from bot.render.plain import plain_text
from bot.render.terminal import print_answer
from tests.helpers.answers import answers, messages, texts
from workspace.blockkit import problems_of_blocks

languages = st.sampled_from(list(Lang))
looks = st.builds(
    Look, charts=st.booleans(), picture=st.none() | st.just("F0123ABC"), shareable=st.booleans()
)
many = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_DATE = re.compile(r"<!date\^-?\d+\^\u200b?\{date_short_pretty\} \{time\}\|[^<>|]+>")
# What Slack would make something of, in text that is escaped: tags, code, strikes, emoji codes,
# quotations, italics.
_LIVE = re.compile(r"[<>`~]|:[\w+'-]+:(?!\w)|(?m:^\s*&gt;)|(?<![^\W_])_|_(?![^\W_])")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\ud800-\udfff]")


def fields(value: Any, kind: str) -> list[str]:
    """Return the texts of all text objects and cells of a type."""
    if isinstance(value, list):
        return [text for item in value for text in fields(item, kind)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == kind and isinstance(value["text"], str) else []
    return own + [text for item in value.values() for text in fields(item, kind)]


def strings(value: Any) -> list[str]:
    """Return every text in blocks but a button's value, which nobody sees."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    items = value.items() if isinstance(value, dict) else ()
    return [text for key, item in items if key != "value" for text in strings(item)]


def everything(made: Rendered) -> list[Message]:
    return [made.first, *made.more]


@many
@given(answers(), languages, looks)
def test_any_answer_is_messages_that_slack_takes(answer: Answer, lang: Lang, look: Look) -> None:
    made = rendered(answer, lang, look)
    assert len(made.more) <= 5
    for one in everything(made):
        assert one.text
        assert size(one.text) <= 300
        assert problems_of_blocks(one.blocks, "message") == []
        assert text_length(one.blocks) <= 10_000
        assert len(one.blocks) <= 50
        json.dumps(one.blocks, ensure_ascii=False, allow_nan=False).encode()


@many
@given(answers(), languages, looks)
def test_no_text_of_people_is_live(answer: Answer, lang: Lang, look: Look) -> None:
    made = rendered(answer, lang, look)
    for one in [*everything(made), plain_message(answer, lang)]:
        for text in [one.text, *fields(one.blocks, "mrkdwn")]:
            bare = _DATE.sub("", text)
            assert not _LIVE.search(bare), text
            assert not _CONTROLS.search(bare), text
            # Our own bold is a whole line.
            lines = [line for line in bare.split("\n") if "*" in line]
            assert all(line.count("*") == 2 and re.fullmatch(r"\*.*\*", line) for line in lines)
        for text in strings(one.blocks):
            assert not _CONTROLS.search(text), text
    for block in made.first.blocks:
        if block["type"] in ("section", "context"):
            assert all(t["verbatim"] for t in block.get("elements", [block.get("text")]))


@many
@given(answers(), languages)
def test_right_to_left_text_stays_in_its_place(answer: Answer, lang: Lang) -> None:
    for one in everything(rendered(answer, lang)):
        for kind in ("mrkdwn", "raw_text", "plain_text"):
            for text in fields(one.blocks, kind):
                inside = 0
                for sign in text:
                    inside += (sign == "\u2068") - (sign == "\u2069")
                    assert inside >= 0, text
                    assert inside or not "\u0590" <= sign <= "\u08ff", text
                assert inside == 0, text


@many
@given(answers(), languages)
def test_the_notification_is_the_takeaway(answer: Answer, lang: Lang) -> None:
    made = rendered(answer, lang)
    bold = [line for line in made.first.blocks[0]["text"]["text"].split("\n") if line[:1] == "*"]
    whole, told = bold[0].strip("*"), made.first.text
    short = told.rstrip("\u2069")
    assert told == whole or (short.endswith("…") and whole.startswith(short.rstrip("…")))


@many
@given(answers(), languages)
def test_rows_shown_and_rows_told_missing_are_all_rows(answer: Answer, lang: Lang) -> None:
    made = rendered(answer, lang, Look(charts=False))
    tables = [b for one in everything(made) for b in one.blocks if b["type"] == "data_table"]
    shown = sum(len(table["rows"]) - 1 for table in tables)
    if not tables or answer.table is None:
        return
    said = [
        row for row in answer.table.rows
        if known(row.value) is not None or known(row.before) is not None
        or row.n
    ]  # fmt: skip
    last = json.dumps(everything(made)[-1].blocks, ensure_ascii=False)
    missing = re.search(r"还有 ([\d,]+) 行没有显示|([\d,]+) more rows are not shown", last)
    count = int((missing[1] or missing[2]).replace(",", "")) if missing else 0
    assert shown + count == len(said)


@many
@given(answers(), languages)
def test_csv_reads_back_whole(answer: Answer, lang: Lang) -> None:
    data = csv_bytes(answer, lang)
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if answer.figure and answer.table and answer.table.rows:
        assert len(read) == 1 + len(answer.table.rows)
        assert len({len(row) for row in read}) == 1
        numbers = [r.value for r in answer.table.rows if r.value is not None]
        finite = [v for v in numbers if v == v and abs(v) != float("inf")]
        texts_ = {cell for row in read for cell in row}
        assert all(repr(v) in texts_ or str(int(v)) in texts_ for v in finite)
    for row in read:
        for cell in row:
            assert not re.match(r"\s*[=+@＝＋－＠]", cell), cell
            assert not cell.startswith("-") or float(cell) <= 0
            assert "\n" not in cell
    name = file_name(answer, lang)
    assert re.fullmatch(r'[^\s/\\:*?"<>|\x00-\x1f]+\.csv', name)
    assert len(name.encode()) <= 255
    assert not name.startswith(".")


@many
@given(answers(), languages, st.none() | st.integers(20, 2000))
def test_any_answer_is_plain_text(answer: Answer, lang: Lang, most: int | None) -> None:
    text = plain_text(answer, lang, most)
    assert text == text.strip("\n")
    text.encode()
    if most is not None:
        assert size(text) <= most
    elif answer.figure is not None and answer.table is None:
        assert size(text) < 200
    assert not _CONTROLS.search(text)
    if not answer.takeaway.key.startswith("rights."):
        assert "只有你能看到这条" not in text
        assert "Only you see this" not in text


@many
@given(answers(), languages)
def test_any_answer_prints_on_a_terminal(answer: Answer, lang: Lang) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        print_answer(answer, lang)
    printed = out.getvalue()
    printed.encode()
    assert not _CONTROLS.search(printed.replace("\n", ""))


@many
@given(answers(), languages)
def test_any_answer_is_json_that_can_be_written(answer: Answer, lang: Lang) -> None:
    json.dumps(answer_json(answer, lang), ensure_ascii=False).encode()


@given(messages, st.lists(texts, max_size=4), languages)
def test_any_refusal_is_json_that_can_be_written(message: Any, tries: Any, lang: Lang) -> None:
    json.dumps(refusal_json(Refusal(message, tuple(tries)), lang), ensure_ascii=False).encode()
