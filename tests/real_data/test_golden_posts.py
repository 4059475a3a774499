"""The golden weekly posts, read back into Posts, come out of the renderer as they stand there."""

import json
from typing import Any

import pytest

from base.answer import Answer, FollowUp, Kind
from base.language import Lang, msg
from base.post import Labelled, Post, Section
from bot.render.blocks import rendered
from bot.render.plain import plain_text
from tests.helpers.posts import said
from tests.helpers.real import real_file
from workspace.blockkit import problems_of_blocks

MODELS = ["G01", "G02", "G04", "G05", "G06", "G07"]


def _named(line: str) -> tuple[str, str]:
    _, name, text = line.split("*", 2)
    return name, text.strip()


def _sections(texts: list[str]) -> list[Section]:
    found = []
    for text in texts:
        lines = text.split("\n")
        if len(lines) > 1 and not lines[1].startswith("*"):
            name, inline = _named(lines[0])
            rest = tuple(said(line) for line in lines[1:])
            found.append(Section(said(name), rest, said(inline) if inline else None))
            continue
        for line in lines:
            name, inline = _named(line)
            found.append(Section(said(name), inline=said(inline)))
    return found


def post_of(blocks: list[dict[str, Any]]) -> Post:
    """Return the Post that a model's blocks stand for."""
    head, figures, *others = [b["text"]["text"] for b in blocks if b["type"] == "section"]
    headline, *lead = head.split("\n")
    elements = [e for b in blocks if b["type"] == "actions" for e in b["elements"]]
    small = [e["text"] for b in blocks if b["type"] == "context" for e in b["elements"]]
    return Post(
        said(blocks[0]["text"]["text"]),
        said(headline.strip("*")),
        tuple(said(line) for line in lead),
        tuple(Labelled(*map(said, _named(line))) for line in figures.split("\n")),
        tuple(_sections(others)),
        tuple(said(text) for text in small),
        tuple(FollowUp(msg("button.try", text=e["text"]["text"]), "x") for e in elements),
    )


def shown(blocks: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return what a reader sees of blocks."""
    found = []
    for block in blocks:
        parts = block.get("elements") or [block]
        texts = [p["text"] if isinstance(p["text"], str) else p["text"]["text"] for p in parts]
        found.append((block["type"], texts))
    return found


@pytest.mark.parametrize("name", MODELS)
def test_a_model_comes_out_as_it_stands(name: str) -> None:
    examples = json.loads(real_file("golden/golden.json").read_text(encoding="utf-8"))
    (example,) = [one for one in examples if one["id"] == name]
    lang = Lang.ZH if name in ("G01", "G04", "G06") else Lang.EN
    post = post_of(example["blocks"])
    answer = Answer(Kind.TEXT, post.takeaway, post=post)
    made = rendered(answer, lang)
    assert made.more == ()
    assert shown(made.first.blocks) == shown(example["blocks"])
    assert problems_of_blocks(made.first.blocks) == []
    if lang is Lang.ZH:
        assert len(plain_text(answer, lang)) < 200
