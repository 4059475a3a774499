"""The judge as others meet it: refusals of methods, blocks.validate over HTTP, golden payloads."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.helpers.real import real_file
from tests.workspace.blockkit_build import (
    block,
    figure,
    home,
    image,
    modal,
    mrkdwn,
    pie,
    section,
    words,
)
from workspace import Channel, Person, RunningWorkspace, WorkspaceConfig, start
from workspace.blockkit import (
    checked_blocks,
    checked_view,
    problems_of_blocks,
    problems_of_view,
)
from workspace.errors import SlackError

CONFIG = WorkspaceConfig(
    people=[Person("lin", "林岚")],
    channels=[Channel("general", ["lin"])],
    app_name="Echo",
    bot_name="echo",
)
LONG = [section(), *[block("section", text=mrkdwn(words(3000)))] * 4]


@pytest.fixture(scope="module")
def workspace() -> Iterator[RunningWorkspace]:
    with start(CONFIG) as running:
        yield running


def refusal(call: Any, *args: Any, **kwargs: Any) -> SlackError:
    with pytest.raises(SlackError) as caught:
        call(*args, **kwargs)
    return caught.value


def test_refused_blocks_say_where() -> None:
    error = refusal(checked_blocks, [section(), block("header", text=mrkdwn())])
    line = "unsupported type: mrkdwn [json-pointer:/blocks/1/text/type]"
    assert error.code == "invalid_blocks"
    assert error.extra["errors"] == [line]
    assert error.extra["response_metadata"] == {"messages": [f"[ERROR] {line}"]}


def test_blocks_as_received() -> None:
    given = [section()]
    assert checked_blocks(given) is given


@pytest.mark.parametrize("value", [{}, "[]", None, 3])
def test_no_array(value: Any) -> None:
    assert refusal(checked_blocks, value).code == "invalid_blocks_format"


def test_text_too_long_together_has_a_name_of_its_own() -> None:
    assert refusal(checked_blocks, LONG).code == "msg_blocks_too_long"
    assert refusal(checked_blocks, [*LONG, block("sektion")]).code == "invalid_blocks"
    assert checked_blocks(LONG, limit_text=False) == LONG
    assert checked_blocks(LONG, "home") == LONG


def test_an_older_slack_does_not_know_a_block() -> None:
    older = frozenset({"data_visualization"})
    assert checked_blocks([figure(pie())])
    error = refusal(checked_blocks, [figure(pie())], unsupported=older)
    assert error.extra["errors"] == [
        "unsupported type: data_visualization [json-pointer:/blocks/0/type]"
    ]
    assert refusal(checked_view, home(figure(pie())), older).code == "invalid_arguments"


def test_files_that_are_not_ready() -> None:
    picture = block("image", alt_text="a", slack_file={"id": "F1"})
    inside = block("context", elements=[picture])
    for given in ([picture], [inside]):
        assert checked_blocks(given, known_files={"F1"}.__contains__) == given
        error = refusal(checked_blocks, given, known_files=set().__contains__)
        assert error.code == "invalid_blocks"
        assert "invalid slack file" in error.extra["errors"][0]
    assert problems_of_blocks([image()], known_files=set().__contains__) == []


def test_refused_views() -> None:
    error = refusal(checked_view, modal(section(), title=mrkdwn()))
    assert error.code == "invalid_arguments"
    assert error.extra["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: mrkdwn [json-pointer:/view/title/type]"
    ]
    large = modal(*[block("section", text=mrkdwn(words(2600)))] * 100)
    assert refusal(checked_view, large).code == "view_too_large"
    assert checked_view(home(section()))["type"] == "home"
    wrong = refusal(checked_view, home(section()), kinds=("modal",))
    assert wrong.extra["errors"] == ["must be a valid enum value [json-pointer:/view/type]"]


def test_a_view_of_exactly_250_kb() -> None:
    """Counted in bytes of UTF-8, so that Chinese text is three times as long."""
    blocks = [block("section", text=mrkdwn("复" * 825))] * 100
    empty = modal(*blocks, private_metadata="")
    whole = json.dumps(empty, ensure_ascii=False, separators=(",", ":")).encode()
    room = 256_000 - len(whole)
    assert 0 < room < 3000
    assert checked_view(empty | {"private_metadata": words(room)})
    error = refusal(checked_view, empty | {"private_metadata": words(room + 1)})
    assert error.code == "view_too_large"


def test_problems_have_the_shape_of_slacks() -> None:
    (missing,) = problems_of_blocks([{"block_id": "b"}])
    assert missing.json() == {
        "code": "missing_field",
        "message": "missing required field: type",
        "field": "type",
        "pointer": "/blocks/0",
    }
    (long,) = problems_of_blocks([section(block_id=words(256))])
    assert long.constraint == {"type": "max_length", "expected": 255, "got": 256}
    (null,) = problems_of_blocks([section(expand=None)])
    assert (null.code, null.message) == ("invalid_type", "must provide a boolean")


def validate(workspace: RunningWorkspace, **arguments: str) -> Any:
    url = f"{workspace.base_url}blocks.validate"
    return httpx.post(url, data=arguments, timeout=10).json()


def test_validate_needs_no_token(workspace: RunningWorkspace) -> None:
    assert validate(workspace, blocks=json.dumps([section()])) == {"ok": True}
    assert validate(workspace, view=json.dumps(modal(section()))) == {"ok": True}
    assert validate(workspace, message=json.dumps({"text": "a", "blocks": [section()]})) == {
        "ok": True
    }


def test_validate_points_into_the_argument(workspace: RunningWorkspace) -> None:
    wrong = block("section", text={"type": "invalid", "text": "a"})
    answer = validate(workspace, blocks=json.dumps([wrong]))
    assert answer["error"] == "invalid_blocks"
    (error,) = answer["errors"]
    assert (error["code"], error["pointer"]) == ("failed_constraint", "/0/text/type")
    assert error["message"] == "unsupported type: invalid"
    assert error["constraint"]["expected"] == ["mrkdwn", "plain_text"]
    for name, payload in (("view", modal(wrong)), ("message", {"blocks": [wrong]})):
        answer = validate(workspace, **{name: json.dumps(payload)})
        assert answer["error"] == f"invalid_{name}"
        assert answer["errors"][0]["pointer"] == "/blocks/0/text/type"


def test_validate_takes_json_too(workspace: RunningWorkspace) -> None:
    answer = httpx.post(f"{workspace.base_url}blocks.validate", json={"blocks": [section()]}).json()
    assert answer == {"ok": True}


@pytest.mark.parametrize(
    "arguments",
    [{}, {"blocks": "[]", "view": "{}"}, {"blocks": "{oops"}, {"blocks": "[" * 200_000}],
    ids=["none", "two", "no JSON", "too deep to read"],
)
def test_validate_with_wrong_arguments(
    workspace: RunningWorkspace, arguments: dict[str, str]
) -> None:
    answer = validate(workspace, **arguments)
    assert (answer["ok"], answer["error"]) == (False, "invalid_arguments")


def test_a_bot_reads_why(workspace: RunningWorkspace) -> None:
    client = WebClient(workspace.bot_token, base_url=workspace.base_url)
    channel = workspace.model.conversation("general").id
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=channel, text="a", blocks=[section(block_id=words(256))])
    told = caught.value.response["response_metadata"]["messages"]
    assert told == ["[ERROR] must be less than 256 characters [json-pointer:/blocks/0/block_id]"]
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=channel, text="a", blocks=LONG)
    assert caught.value.response["error"] == "msg_blocks_too_long"


# Slack refuses a modal with an input and no submit button, and so must the judge.
GOLDEN_REFUSED = {"G34": ["/view/blocks/3/input"]}


def test_golden_payloads() -> None:
    entries = json.loads(real_file("golden/golden.json").read_text("utf-8"))
    refused: dict[str, list[str]] = {}
    for entry in entries:
        payload = entry["blocks"]
        is_view = isinstance(payload, dict)
        found = problems_of_view(payload) if is_view else problems_of_blocks(payload)
        if found:
            refused[entry["id"]] = [problem.pointer for problem in found]
    assert refused == GOLDEN_REFUSED
