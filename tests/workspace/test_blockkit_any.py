"""Any JSON at all gets a verdict: never an exception, and never an answer that cannot be sent."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workspace.blockkit_build import plain
from tests.workspace.blockkit_corpus import CASES
from tests.workspace.test_blockkit_rules import problems
from workspace.blockkit import (
    KNOWN_TYPES,
    Problem,
    Surface,
    checked_blocks,
    checked_view,
    problems_of_blocks,
    problems_of_message,
    problems_of_view,
)
from workspace.errors import SlackError

NAMES = (
    "type", "text", "blocks", "elements", "element", "accessory", "fields", "options",
    "option_groups", "initial_option", "rows", "columns", "chart", "series", "data", "segments",
    "label", "value", "child_blocks", "block_id", "action_id", "style", "image_url", "slack_file",
    "alt_text", "title", "confirm", "filter", "tasks", "slack_icon",
)  # fmt: skip
TYPES = (
    *sorted(KNOWN_TYPES), "plain_text", "mrkdwn", "button", "static_select",
    "multi_static_select", "checkboxes", "plain_text_input", "number_input", "datepicker",
    "rich_text_section", "rich_text_list", "link", "raw_text", "raw_number", "pie", "line",
    "modal", "home", "image",
)  # fmt: skip

texts = st.text(st.characters(codec=None), max_size=8)  # lone surrogates too
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), texts, st.sampled_from(TYPES)
)
values = st.recursive(
    scalars,
    lambda inside: st.one_of(
        st.lists(inside, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(NAMES), texts), inside, max_size=6),
        st.fixed_dictionaries(
            {"type": st.sampled_from(TYPES)}, optional=dict.fromkeys(NAMES[1:], inside)
        ),
    ),
    max_leaves=25,
)
surfaces = st.sampled_from(("message", "modal", "home"))


def sendable(found: list[Problem]) -> None:
    for problem in found:
        json.dumps(problem.json(), allow_nan=False, ensure_ascii=False).encode()
        assert problem.pointer.startswith("/")
        assert problem.message


@settings(max_examples=400, deadline=None)
@given(values, surfaces)
def test_any_blocks(value: Any, surface: Surface) -> None:
    sendable(problems_of_blocks(value, surface, lambda key: key == "F1"))
    sendable(problems_of_blocks([value], surface))


@settings(max_examples=300, deadline=None)
@given(values, surfaces, values)
def test_any_view(value: Any, surface: Surface, blocks: Any) -> None:
    sendable(problems_of_view(value))
    sendable(problems_of_view({"type": surface, "blocks": blocks, "title": value}))
    problems_of_message({"blocks": value, "text": blocks})


@st.composite
def bent(draw: st.DrawFn) -> tuple[Any, Surface]:
    """A case of the corpus with one part, at any depth, replaced by anything."""
    case = CASES[draw(st.sampled_from(sorted(CASES)))]
    whole = json.loads(json.dumps(case.payload))
    part = whole
    while True:
        keys: list[Any] = list(part) if isinstance(part, dict) else list(range(min(len(part), 3)))
        if not keys:
            return whole, case.surface
        key = draw(st.sampled_from(keys))
        inside = part[key]
        if not isinstance(inside, dict | list) or not inside or draw(st.booleans()):
            part[key] = draw(values)
            return whole, case.surface
        part = inside


@settings(max_examples=600, deadline=None)
@given(bent())
def test_a_payload_bent_in_one_place(given_: tuple[Any, Surface]) -> None:
    payload, surface = given_
    if surface == "message":
        sendable(problems_of_blocks(payload))
    else:
        sendable(problems_of_view(payload))


def nested(levels: int, *, objects: bool) -> Any:
    value: Any = []
    for _ in range(levels):
        value = {"elements": [value], "type": "rich_text"} if objects else [value]
    return value


PICKER = {"type": "datetimepicker", "initial_date_time": 10**6000}


@pytest.mark.parametrize(
    "value",
    [
        nested(100_000, objects=False),
        nested(50_000, objects=True),
        [nested(1000, objects=True)],
        [{"type": "section", "text": nested(5000, objects=False)}],
        [{"type": "divider"}] * 300_000,
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 5_000_000}}],
        [{"type": "divider", **{f"p{i}": i for i in range(100_000)}}],
        [
            {
                "type": "actions",
                "elements": [{"type": "datetimepicker", "initial_date_time": 10**6000}],
            }
        ],
        [{"type": "section", "block_id": "\ud800"}] * 2,
        [{"type": "\udfff"}],
        [{"type": "divider", "\ud800": 1}],
        [None] * 50,
        float("inf"),
        10**6000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_extremes(value: Any) -> None:
    for surface in ("message", "modal", "home"):
        found = problems_of_blocks(value, surface)
        assert found
        sendable(found)
        found = problems_of_view({"type": surface, "title": plain(), "blocks": value})
        assert found
        sendable(found)
    with pytest.raises(SlackError):
        checked_blocks(value)
    with pytest.raises(SlackError):
        checked_view(value)


def test_a_verdict_leaves_the_payload_alone() -> None:
    for case in CASES.values():
        before = repr(case.payload)
        problems(case)
        assert repr(case.payload) == before
