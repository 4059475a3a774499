"""Answers from the golden files beside the golden messages: same blocks, order and length."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from base.answer import Answer
from base.language import Lang
from base.rights import operator
from bot.render.blocks import Message, rendered
from commands.context import Context, Place, Request
from commands.router import handle
from storage.engine import Database
from tests.helpers.golden import GOLDEN, NOW, golden_database, needs_golden
from workspace.blockkit import problems_of_blocks

pytestmark = needs_golden


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with golden_database(tmp_path_factory.mktemp("golden")) as lent:
        yield lent


@pytest.fixture(scope="module")
def golden() -> dict[str, list[dict[str, Any]]]:
    examples = json.loads((GOLDEN / "golden.json").read_text(encoding="utf-8"))
    return {example["id"]: example["blocks"] for example in examples}


def made_of(database: Database, text: str, lang: Lang, place: Place) -> tuple[Answer, Message]:
    answer = handle(Context(database, NOW), Request(text, operator(lang), lang, place))
    found = rendered(answer, lang)
    assert found.more == ()
    assert problems_of_blocks(found.first.blocks) == []
    return answer, found.first


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    """Return the kinds of blocks without repeats: paragraphs may be one section or three."""
    found = [block["type"] for block in blocks]
    return [kind for i, kind in enumerate(found) if i == 0 or found[i - 1] != kind]


def said(blocks: list[dict[str, Any]]) -> list[str]:
    return [b["text"]["text"] for b in blocks if b["type"] == "section"]


ASKED = [
    ("G11", "满意度 上周 按客服", Lang.ZH, Place.PRIVATE),
    ("G12", "csat last week by agent", Lang.EN, Place.PRIVATE),
    ("G15", "首响 昨天", Lang.ZH, Place.PRIVATE),
    ("G16", "first reply yesterday", Lang.EN, Place.PRIVATE),
    ("G17", "满意毒 上周", Lang.ZH, Place.PRIVATE),
    ("G19", "首响 上周 按楼层", Lang.ZH, Place.PRIVATE),
    ("G48", "满意度 本周", Lang.ZH, Place.PRIVATE),
]


@pytest.mark.parametrize(("example", "text", "lang", "place"), ASKED, ids=[a[0] for a in ASKED])
def test_blocks_order_and_length_are_the_golden_ones(
    database: Database,
    golden: dict[str, list[dict[str, Any]]],
    example: str,
    text: str,
    lang: Lang,
    place: Place,
) -> None:
    _, made = made_of(database, text, lang, place)
    model = golden[example]
    assert kinds(made.blocks) == kinds(model)
    ours, theirs = "".join(said(made.blocks)), "".join(said(model))
    # As long as the model, give or take: one screen, one thing.
    assert 0.5 * len(theirs) <= len(ours) <= 1.4 * len(theirs), ours
    assert ours.startswith(theirs[:1])
    bold = [line for line in "\n".join(said(made.blocks)).split("\n") if line.startswith("*")]
    assert bold[0] == f"*{made.text}*"
    for block in made.blocks:
        if block["type"] == "actions":
            assert len(block["elements"]) <= 4
            assert all(len(e["text"]["text"]) <= 20 for e in block["elements"])


def test_g11_table_and_small_print(
    database: Database, golden: dict[str, list[dict[str, Any]]]
) -> None:
    _, made = made_of(database, "满意度 上周 按客服", Lang.ZH, Place.PRIVATE)
    (table,) = [b for b in made.blocks if b["type"] == "data_table"]
    (model,) = [b for b in golden["G11"] if b["type"] == "data_table"]
    assert {k: table[k] for k in ("page_size", "row_header_column_index")} == {
        k: model[k] for k in ("page_size", "row_header_column_index")
    }
    assert table["caption"].endswith("：按组、按评价数排，不是排名")
    assert len(table["rows"]) == len(model["rows"])
    ours = sorted([cell["text"] for cell in row[:3]] for row in table["rows"][1:-1])
    assert ours == sorted([cell["text"] for cell in row[:3]] for row in model["rows"][1:-1])
    small = made.blocks[-1]["elements"][0]["text"]
    assert small == golden["G11"][-1]["elements"][0]["text"]


def test_g14_shows_no_person_in_a_channel(
    database: Database, golden: dict[str, list[dict[str, Any]]]
) -> None:
    answer, made = made_of(database, "满意度 上周 按客服", Lang.ZH, Place.CHANNEL)
    assert not [b for b in made.blocks if b["type"] == "data_table"]
    assert [kind for kind in kinds(made.blocks) if kind != "actions"] == kinds(golden["G14"])
    assert not answer.private
