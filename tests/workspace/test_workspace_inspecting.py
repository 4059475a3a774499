"""The inspector: what passed between workspace and app, what it finds, what it never keeps."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from tests.workspace.slack_world import (
    Endpoint,
    acknowledge,
    client_of,
    code_of,
    config,
    delivered,
    endpoint,
    raw_connection,
    received,
)
from workspace import Fault, RunningWorkspace, start
from workspace.inspecting import MOST_CHARACTERS, MOST_ENTRIES

Json = dict[str, Any]
SECRET = "匿名 secret-words"


@pytest.fixture
def running() -> Iterator[RunningWorkspace]:
    with start(config(command_retry_delays=(0.0,))) as local:
        yield local


@pytest.fixture
def client(running: RunningWorkspace) -> WebClient:
    return client_of(running)


def entries(running: RunningWorkspace, **query: Any) -> list[Json]:
    answer = httpx.get(f"{running.page_url}_/inspect", params={"after": 0} | query)
    return list(answer.json()["entries"])


def newest(running: RunningWorkspace, name: str) -> Json:
    """The newest entry of this name, once it is there."""
    found: Json = running.wait_for(
        lambda: [one for one in entries(running) if one["name"] == name][-1:]
    )[0]
    return found


def ended(running: RunningWorkspace, name: str) -> Json:
    """The same, once it waits no more."""

    def last() -> list[Json]:
        named = [one for one in entries(running) if one["name"] == name]
        return named[-1:] if named and named[-1]["status"] != "waiting" else []

    found: Json = running.wait_for(last)[0]
    return found


def general(running: RunningWorkspace) -> str:
    return running.model.conversation("general").id


# -- calls --------------------------------------------------------------------------------------


def test_a_call_with_what_it_asked_and_got(running: RunningWorkspace, client: WebClient) -> None:
    before = running.clock.now()
    client.chat_postMessage(channel=general(running), text="你好")
    found = newest(running, "chat.postMessage")
    assert (found["kind"], found["status"], found["hidden"]) == ("request", "ok", False)
    assert found["payload"] == {"channel": general(running), "text": "你好"}
    assert found["answer"]["message"]["text"] == "你好"
    assert 0 < found["ms"] < 5000
    assert before <= found["at"] <= running.clock.now()


def test_the_findings_stand_at_their_pointers(running: RunningWorkspace, client: WebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}, {"type": "divider"}]
    post: Json = {"channel": general(running), "text": "x", "blocks": blocks}
    assert code_of(client.chat_postMessage, **post) == "invalid_blocks"
    found = newest(running, "chat.postMessage")
    assert found["status"] == "invalid_blocks"
    assert found["payload"]["blocks"] == blocks
    (finding,) = found["findings"]
    assert finding["at"] == "/blocks/0/text/text"
    assert "must be more than 0 characters" in finding["says"]
    assert newest(running, "chat.postMessage")["findings"] == found["findings"]


def test_a_form_carries_its_blocks_as_text(running: RunningWorkspace) -> None:
    blocks = [{"type": "divider"}]
    form = {"channel": general(running), "text": "x", "blocks": json.dumps(blocks)}
    form["token"] = running.bot_token
    httpx.post(f"{running.base_url}chat.postMessage", data=form)
    found = newest(running, "chat.postMessage")
    assert found["payload"]["blocks"] == blocks
    assert found["status"] == "ok"


def test_a_call_that_a_fault_struck(running: RunningWorkspace, client: WebClient) -> None:
    with running.faults.during(Fault.server_error(503, "auth.test")):
        httpx.post(f"{running.base_url}auth.test", data={"a": "b"})
    found = newest(running, "auth.test")
    assert (found["status"], found["payload"], found["answer"]) == ("http_503", {"a": "b"}, None)


def test_tokens_are_nowhere(running: RunningWorkspace, client: WebClient) -> None:
    with raw_connection(running) as connection:
        running.as_person("lin").slash("echo", running.bot_token, "general")
        acknowledge(connection, received(connection))
        ended(running, "slash_commands")
    app = WebClient(running.app_token, base_url=running.base_url)
    app.apps_connections_open(app_token=running.app_token)
    told = {"channel": general(running), "text": f"my token is {running.bot_token}"}
    httpx.post(
        f"{running.base_url}chat.postMessage",
        json=told | {"token": running.bot_token, "note": running.signing_secret},
        headers={"authorization": f"Bearer {running.bot_token}"},
    )
    seen = json.dumps(entries(running))
    for secret in (running.bot_token, running.app_token, running.signing_secret):
        assert secret not in seen
    assert '"token"' not in seen
    assert "ticket=\\u2022" in seen


# -- envelopes and response URLs ----------------------------------------------------------------


def test_an_envelope_waits_and_is_acknowledged(running: RunningWorkspace) -> None:
    lin = running.as_person("lin")
    with raw_connection(running) as connection:
        delivered(lin.slash("echo", "hi", "general"))
        envelope = received(connection)
        waiting = newest(running, "slash_commands")
        assert (waiting["status"], waiting["who"], waiting["ms"]) == ("waiting", lin.id, None)
        assert waiting["payload"]["text"] == "hi"
        acknowledge(connection, envelope, text="done")
        found = ended(running, "slash_commands")
    assert (found["status"], found["tries"], found["answer"]) == ("ok", 1, {"text": "done"})
    assert found["ms"] > 0
    assert found["id"] == waiting["id"]
    assert found["rev"] > waiting["rev"]
    # A page asks only for what is new to it.
    assert [one["id"] for one in entries(running, since=waiting["rev"])] == [found["id"]]
    assert entries(running, after=found["id"]) == []


def test_an_acknowledgement_with_a_bad_view_is_judged(running: RunningWorkspace) -> None:
    with raw_connection(running) as connection:
        running.as_person("lin").slash("echo", "", "general")
        view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{}]}
        acknowledge(connection, received(connection), response_action="update", view=view)
        found = ended(running, "slash_commands")
    assert {"/view/blocks/0"} == {one["at"] for one in found["findings"]}


def test_a_second_try_and_no_acknowledgement() -> None:
    quick = config(ack_timeout=0.6, command_retry_delays=(0.0,))
    with start(quick) as local, raw_connection(local) as connection:
        local.as_person("lin").slash("echo", "", "general")
        received(connection)
        received(connection)
        second = newest(local, "slash_commands")
        assert (second["status"], second["tries"]) == ("waiting", 2)
        found = ended(local, "slash_commands")
    assert (found["status"], found["tries"], found["answer"]) == ("not_acknowledged", 2, None)


def test_an_envelope_without_an_app(running: RunningWorkspace) -> None:
    running.as_person("lin").slash("echo", "", "general")
    assert ended(running, "slash_commands")["status"] == "dispatch_failed"


def test_over_http_the_same() -> None:
    with endpoint() as app, start(config(request_url=app.url)) as local:
        local.wait_for_app()
        app.answer(200, b'{"text": "over http"}', content_type="application/json")
        local.as_person("lin").slash("echo", "hi", "general")
        found = ended(local, "slash_commands")
        assert (found["status"], found["answer"]) == ("ok", {"text": "over http"})
        assert _texts(app) == ["hi"]


def _texts(app: Endpoint) -> list[str]:
    return [one.payload["text"] for one in app.events]


def test_a_response_url(running: RunningWorkspace) -> None:
    lin = running.as_person("lin")
    with raw_connection(running) as connection:
        lin.slash("echo", "", "general")
        envelope = received(connection)
        acknowledge(connection, envelope)
    hook = WebhookClient(envelope["payload"]["response_url"])
    hook.send(text="later")
    found = newest(running, "response_url")
    assert (found["kind"], found["who"]) == ("response_url", lin.id)
    assert (found["payload"]["text"], found["status"]) == ("later", "ok")
    hook.send(text="x", blocks=[{"type": "section"}])
    assert newest(running, "response_url")["status"] == "invalid_blocks"
    assert newest(running, "response_url")["findings"][0]["at"].startswith("/blocks/0")


def test_events_and_clicks_have_their_names_and_senders(
    running: RunningWorkspace, client: WebClient
) -> None:
    lin = running.as_person("lin")
    with raw_connection(running) as connection:
        lin.mentions("hi", "general")
        for _ in range(2):
            acknowledge(connection, received(connection))
        button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
        client.chat_postMessage(
            channel=general(running),
            text="x",
            blocks=[{"type": "actions", "elements": [button]}],
        )
        acknowledge(connection, received(connection))
        lin.clicks(lin.sees("general")[-1], "go")
        acknowledge(connection, received(connection))
        assert ended(running, "block_actions")["who"] == lin.id
    assert newest(running, "app_mention")["who"] == lin.id


# -- what is not kept ---------------------------------------------------------------------------


def hides(payload: Mapping[str, Any]) -> bool:
    return SECRET in json.dumps(payload, ensure_ascii=False)


def kept(running: RunningWorkspace) -> str:
    """Everything the inspector holds in memory."""
    held = running.inspector._entries
    return repr([vars(one) for one in held])


def test_what_is_hidden_is_never_kept() -> None:
    with start(config(hides=hides)) as local, raw_connection(local) as connection:
        client = client_of(local)
        lin = local.as_person("lin")
        lin.slash("echo", SECRET, "general")
        acknowledge(connection, received(connection))
        lin.slash("echo", "plain", "general")
        acknowledge(connection, received(connection), text=f"about {SECRET}")
        client.chat_postMessage(channel=general(local), text=SECRET)
        client.conversations_history(channel=general(local))
        local.wait_for(lambda: len([e for e in entries(local) if e["hidden"]]) >= 4)
        for entry in (one for one in entries(local) if one["hidden"]):
            assert entry["name"] == "hidden"
            assert (entry["payload"], entry["answer"], entry["who"]) == ({}, None, "")
            assert entry["findings"] == []
        assert SECRET not in kept(local)
        assert "secret-words" not in kept(local)


def test_what_cannot_be_judged_is_hidden(caplog: pytest.LogCaptureFixture) -> None:
    def broken(payload: Mapping[str, Any]) -> bool:
        raise KeyError(payload["text"])

    with start(config(hides=broken)) as local:
        client_of(local).chat_postMessage(channel=general(local), text=SECRET)
        # The call, and the message as an event to the app.
        local.wait_for(lambda: len(entries(local)) == 2)
        assert all(one["hidden"] for one in entries(local))
        assert "secret-words" not in kept(local)
    assert "secret-words" not in caplog.text
    assert "KeyError" in caplog.text


def test_what_is_too_long_is_cut(running: RunningWorkspace, client: WebClient) -> None:
    long = "长" * (MOST_CHARACTERS + 1)
    client.api_call("api.test", params={"note": long})
    found = newest(running, "api.test")
    assert found["payload"]["cut"] is True
    assert found["payload"]["characters"] > MOST_CHARACTERS
    assert len(found["payload"]["begins"]) < 10_000
    client.api_call("api.test", params={"note": long[:50_000]})
    assert newest(running, "api.test")["payload"]["note"] == long[:50_000]


def test_only_the_last_ones_are_kept(running: RunningWorkspace) -> None:
    with httpx.Client(base_url=running.base_url) as http:
        for number in range(MOST_ENTRIES + 5):
            http.post("api.test", data={"n": str(number)})
    found = entries(running)
    assert len(found) == MOST_ENTRIES
    assert found[-1]["payload"]["n"] == str(MOST_ENTRIES + 4)


def test_clearing_and_looking_briefly(running: RunningWorkspace, client: WebClient) -> None:
    client.api_test()
    (brief,) = entries(running, brief=1)
    assert "payload" not in brief
    assert brief["name"] == "api.test"
    (whole,) = entries(running, id=brief["id"])
    assert whole["payload"] == {}
    httpx.post(f"{running.page_url}_/inspect/clear", json={})
    assert entries(running) == []
    assert entries(running, id=brief["id"]) == []


def test_looking_for_words(running: RunningWorkspace, client: WebClient) -> None:
    client.chat_postMessage(channel=general(running), text="Weekly 周报")
    client.api_test()
    running.as_person("lin").slash("echo", "hi", "general")
    ended(running, "slash_commands")

    def names(text: str) -> set[str]:
        return {one["name"] for one in entries(running, text=text)}

    assert names("weekly 周") == {"chat.postMessage", "message"}
    assert names("API.TEST") == {"api.test"}
    assert names("林岚") == {"slash_commands"}
    assert names("not_there") == set()


def test_the_pages_hear_of_it(running: RunningWorkspace, client: WebClient) -> None:
    with httpx.stream("GET", f"{running.page_url}_/stream") as stream:
        lines = stream.iter_lines()
        next(lines)
        client.api_test()
        told = next(line for line in lines if "inspected" in line)
    assert json.loads(told.removeprefix("data: "))["kind"] == "inspected"
