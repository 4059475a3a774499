"""The state file: what is kept comes back, and a file that cannot be used is left as it is."""

import json
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.workspace.page_client import Json, conversation, post, state
from tests.workspace.slack_world import client_of, code_of, config
from workspace import Channel, Person, RunningWorkspace, StateError, Words, start
from workspace.contents import Contents
from workspace.entities import Conversation, Member, Message
from workspace.files import File
from workspace.saving import State, read_state, write_state
from workspace.views import View

HOME: Json = {
    "type": "home",
    "blocks": [
        {
            "type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "l"},
            "element": {"type": "plain_text_input", "action_id": "a", "initial_value": "v"},
        }
    ],
}  # fmt: skip
BUTTON: Json = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    ],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


# -- a workspace that has lived -----------------------------------------------------------------


def live(local: RunningWorkspace) -> None:
    """Something of everything that is kept."""
    client = client_of(local)
    lin, alice = local.as_person("lin"), local.as_person("alice")
    local.clock.advance(86_400)
    first = alice.says("hello @lin 你好 👋", channel="general")
    alice.reacts(lin.says("a reply", channel="general", thread=first.ts), "eyes")
    said = client.chat_postMessage(
        channel="general", text="with a button", blocks=[BUTTON],
        metadata={"event_type": "x", "event_payload": {"n": 1}},
    )  # fmt: skip
    client.chat_update(channel=said["channel"], ts=said["ts"], text="edited", blocks=[BUTTON])
    client.chat_postEphemeral(channel=said["channel"], user=alice.id, text="for her only")
    client.files_upload_v2(content=b"\x00\xff,1", filename="f.bin", channel=said["channel"])
    client.chat_delete(
        channel=said["channel"], ts=client.chat_postMessage(channel="general", text="gone")["ts"]
    )
    client.chat_postMessage(channel=lin.id, text="direct")
    client.views_publish(user_id=lin.id, view=HOME)
    lin.invites("alice", "quiet")
    alice.leaves("random")
    local.model.archive(local.model.conversation("secret"))
    post(local, "locale", "alice", locale="zh-CN")
    post(local, "read", "lin", channel=said["channel"])
    alice.says("@lin news", channel="general")
    post(local, "tour", done=True)
    local.notes["chosen"] = {"lang": "zh", "steps": [1, 2]}


def seen(local: RunningWorkspace) -> Json:
    """All a page and an app can see of it, but for what is different in every process."""
    found: Json = {}
    for person in local.model.people:
        told = state(local, person.name)
        for gone in ("now", "time", "connected"):
            told.pop(gone)
        query = {"as": person.id}
        found[person.name] = told | {
            "said": [
                httpx.get(f"{local.page_url}_/messages", params=query | {"channel": c["id"]}).json()
                for c in told["conversations"]
            ]
        }
    text = json.dumps(found | {"notes": local.notes}, sort_keys=True)
    return dict(json.loads(text.replace(local.page_url, "http://here/")))


def test_everything_comes_back(path: Path) -> None:
    with start(config(), state=path) as local:
        live(local)
        before, moment = seen(local), local.clock.now()
        tokens = (local.bot_token, local.app_token, local.signing_secret)
        assert not local.restored
    with start(config(), state=path) as again:
        assert again.restored
        assert seen(again) == before
        assert (again.bot_token, again.app_token, again.signing_secret) == tokens
        assert moment <= again.clock.now() < moment + 60
        assert again.notes == {"chosen": {"lang": "zh", "steps": [1, 2]}}
        newest = again.model.messages(again.model.conversation("general").id)[-1]
        assert again.as_person("lin").says("on we go", channel="general").ts > newest.ts
        shared = next(m for m in again.as_person("lin").sees("general") if m.files)
        bytes_of = httpx.get(again.page_url + again.model.files.file(shared.files[0]).path[1:])
        assert bytes_of.content == b"\x00\xff,1"


def test_what_is_kept_twice_is_the_same(path: Path) -> None:
    with start(config(), state=path) as local:
        live(local)
    once = path.read_text()
    with start(config(), state=path) as again:
        again.clock.freeze()
    first, second = json.loads(once), json.loads(path.read_text())
    assert second.pop("now") >= first.pop("now")
    for one in first, second:
        one["conversations"].sort(key=lambda c: c["id"])
    assert first == second


def test_it_is_saved_by_itself_after_changes(path: Path) -> None:
    with start(config(), state=path) as local:
        local.as_person("lin").says("keep me", channel="general")
        local.wait_for(path.exists, 5)
        local.wait_for(lambda: "keep me" in path.read_text(), 5)
        local.clock.advance(7 * 86_400)
        local.wait_for(lambda: json.loads(path.read_text())["now"] > time.time() + 600_000, 5)
        post(local, "tour", done=True)
        local.wait_for(lambda: json.loads(path.read_text())["tour_done"], 5)
        assert list(path.parent.iterdir()) == [path]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_half_made_workspace_is_not_kept(path: Path) -> None:
    ready = config(preparing=Words("准备", "Preparing"))
    with start(ready, state=path) as local:
        local.as_person("lin").says("x", channel="general")
        time.sleep(1.3)
        assert not path.exists()
    assert not path.exists()
    with start(ready, state=path) as local:
        local.ready()
    assert path.exists()


def test_a_file_that_cannot_be_written_stops_nothing(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with start(config(), state=path) as local:
        local.notes["bad"] = object()
        local.as_person("lin").says("x", channel="general")
        local.wait_for(lambda: "could not be saved" in caplog.text, 5)
        assert not path.exists()
        del local.notes["bad"]
        local.as_person("lin").says("y", channel="general")
        local.wait_for(path.exists, 5)
    assert list(path.parent.iterdir()) == [path]


def test_what_the_configuration_says_now(path: Path) -> None:
    with start(config(), state=path) as local:
        local.as_person("alice").says("I was here", channel="general")
        post(local, "locale", "lin", locale="en-US")
    now = replace(
        config(bot_token="xoxb-mine"),
        people=[Person("lin", "林岚岚", title=Words("主管", "Head")), Person("new", "New")],
        channels=[Channel("general", ["new"]), Channel("fresh", ["lin", "new"])],
    )
    with start(now, state=path) as again:
        lin = again.model.member("lin")
        assert (lin.real_name, lin.locale, lin.title.en) == ("林岚岚", "en-US", "Head")
        # Who has said something stays; a channel is as its members have made it.
        assert [m.name for m in again.model.people] == ["lin", "new", "alice"]
        assert again.as_person("alice").sees("general")[-1].text == "I was here"
        assert conversation(again, "lin", "general")["member_count"] == 3
        assert conversation(again, "new", "fresh")
        assert again.bot_token == "xoxb-mine"


# -- an app goes on -----------------------------------------------------------------------------


def bolt(local: RunningWorkspace) -> App:
    client = WebClient(local.bot_token, base_url=local.base_url)
    app = App(client=client, signing_secret=local.signing_secret)

    @app.event("app_mention")
    def mentioned(say: Any) -> None:
        say(text="press it", blocks=[BUTTON])

    @app.action("go")
    def pressed(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="pressed", blocks=[]
        )

    return app


def run(app: App, local: RunningWorkspace, app_token: str) -> SocketModeHandler:
    handler = SocketModeHandler(app, app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    local.wait_for_app()
    return handler


def leave(handler: SocketModeHandler, local: RunningWorkspace) -> None:
    handler.client.auto_reconnect_enabled = False
    local.stop()
    handler.client.closed = True
    handler.client.enqueue_message("{}")
    handler.close()  # type: ignore[no-untyped-call]


def test_a_bolt_app_goes_on_after_a_restart(path: Path) -> None:
    with start(config(), state=path) as local:
        port = int(local.page_url.rstrip("/").rpartition(":")[2])
        app, token = bolt(local), local.app_token
        handler = run(app, local, token)
        local.as_person("lin").mentions("hi", channel="general")
        local.wait_for(lambda: local.messages("general")[-1].text == "press it")
        leave(handler, local)
    # The very same app with the very same tokens, as if it had run on.
    with start(config(), port=port, state=path) as again:
        handler = run(app, again, token)
        old = again.messages("general")[-1]
        assert again.as_person("lin").clicks(old, "go").result().acknowledged
        again.wait_for(lambda: again.messages("general")[-1].text == "pressed")
        leave(handler, again)


def test_what_lives_for_seconds_is_gone(path: Path) -> None:
    modal: Json = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
    with start(config(), state=path) as local:
        lin = local.as_person("lin")
        trigger = local.model.triggers.issue(lin.id)
        client_of(local).views_open(trigger_id=trigger, view=modal)
        unused = local.model.triggers.issue(lin.id)
        assert state(local, "lin")["modal"]
    with start(config(), state=path) as again:
        assert state(again, "lin")["modal"] is None
        code = code_of(client_of(again).views_open, trigger_id=unused, view=modal)
        assert code == "invalid_trigger_id"


# -- files that cannot be used ------------------------------------------------------------------


def damaged(whole: str) -> Iterator[tuple[str, str]]:
    found = json.loads(whole)
    yield "cut off", whole[: len(whole) // 2]
    for name in ("tokens", "messages", "conversations", "now", "marks"):
        yield f"no {name}", json.dumps({k: v for k, v in found.items() if k != name})
    for name in ("messages", "conversations", "members", "files", "homes"):
        yield f"odd {name}", json.dumps(found | {name: [{"id": 7}]})
    message = found["messages"][0]
    yield "no text", json.dumps(found | {"messages": [message | {"text": None}]})
    yield "nowhere", json.dumps(found | {"messages": [message | {"channel": "C0"}]})
    yield "unknown", json.dumps(found | {"messages": [message | {"color": "red"}]})
    yield "bytes", json.dumps(found | {"files": [found["files"][0] | {"data": "§"}]})
    yield "kind", json.dumps(found | {"conversations": [found["conversations"][0] | {"kind": "x"}]})


def test_a_damaged_file_is_refused_and_left_alone(path: Path) -> None:
    with start(config(), state=path) as local:
        live(local)
    for name, text in damaged(path.read_text()):
        path.write_text(text)
        with pytest.raises(StateError) as refused:
            start(config(), state=path)
        assert str(path) in str(refused.value), name
        assert "damaged" in str(refused.value), name
        assert "已损坏" in refused.value.words.zh
        assert path.read_text() == text, name


@pytest.mark.parametrize(
    "text", ["", "hello", "[]", "{}", '{"kind": "shopping list"}', "[" * 5000, "\x00\x01"]
)
def test_a_foreign_file_is_refused_and_left_alone(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(StateError, match=r"not a workspace.s state file.*another file name"):
        start(config(), state=path)
    assert path.read_text() == text


def test_other_files_it_cannot_use(path: Path, tmp_path: Path) -> None:
    with start(config(), state=path):
        pass
    found = json.loads(path.read_text())
    path.write_text(json.dumps(found | {"format": 2}))
    with pytest.raises(StateError, match="newer version"):
        start(config(), state=path)
    path.write_text(json.dumps(found))
    with pytest.raises(StateError, match=r"another app \(Echo\)"):
        start(replace(config(), app_name="Other", bot_name="other"), state=path)
    assert json.loads(path.read_text()) == found
    with pytest.raises(StateError, match="no folder"):
        start(config(), state=tmp_path / "nowhere" / "state.json")
    with pytest.raises(StateError, match="cannot be read"):
        start(config(), state=tmp_path)


# -- any state at all ---------------------------------------------------------------------------

ANY = st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY, lambda inner: st.lists(inner, max_size=2)
)
JSON_OBJECT = st.dictionaries(ANY, JSON, max_size=3)
BLOCKS = st.lists(JSON_OBJECT, max_size=2).map(tuple)
MAYBE = st.none() | ANY
MEMBERS = st.builds(
    Member, ANY, ANY, ANY, ANY, ANY, st.booleans(), st.booleans(), ANY,
    title=st.builds(Words, ANY, ANY), featured=st.booleans(),
)  # fmt: skip
PLACES = st.builds(
    Conversation, st.just("C1"), ANY, st.sampled_from(["channel", "group", "im"]),
    st.frozensets(ANY, max_size=3), ANY, st.integers(), st.booleans(),
)  # fmt: skip
MESSAGES = st.builds(
    Message, st.just("C1"), ANY, ANY, st.text(), BLOCKS, MAYBE, MAYBE, st.none() | JSON_OBJECT,
    MAYBE, st.booleans(), st.booleans(), MAYBE, st.lists(ANY, max_size=2).map(tuple), BLOCKS,
    st.lists(st.tuples(ANY, st.lists(ANY, max_size=2).map(tuple)), max_size=2).map(tuple),
    st.booleans(),
)  # fmt: skip
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
FILES = st.builds(
    File, ANY, ANY, ANY, ANY, ANY, st.integers(), NUMBER, alt_txt=ANY,
    data=st.none() | st.binary(max_size=20), completed=st.none() | NUMBER,
    shares=st.lists(st.tuples(ANY, ANY), max_size=2).map(tuple),
)  # fmt: skip
HOMES = st.builds(
    View, ANY, st.just("home"), ANY, JSON_OBJECT, ANY, ANY, MAYBE,
    st.dictionaries(ANY, st.dictionaries(ANY, JSON_OBJECT, max_size=2), max_size=2),
    st.dictionaries(ANY, ANY, max_size=2), ANY,
)  # fmt: skip
STATES = st.builds(
    State, st.tuples(ANY, ANY), ANY, ANY, NUMBER,
    st.builds(
        Contents, st.tuples(ANY, ANY), st.integers(), st.lists(MEMBERS, max_size=2),
        PLACES.map(lambda one: [one]), st.lists(MESSAGES, max_size=3), st.lists(FILES, max_size=2),
        st.lists(HOMES, max_size=2), st.integers(),
        st.dictionaries(st.tuples(ANY, ANY), st.integers(), max_size=3),
    ),
    st.booleans(), JSON_OBJECT,
)  # fmt: skip


@given(kept=STATES)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_state_comes_back_as_it_was(kept: State, path: Path) -> None:
    write_state(path, kept)
    assert read_state(path) == kept
