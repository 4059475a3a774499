"""Modals and the Home tab: the calls of an app, what people do in them, what the app is sent."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from tests.workspace.small_app import Small, error_of, field_of, modal, plain, small_app
from workspace import Driver, SlackError, View

DIVIDER = {"type": "divider"}
OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("One", "Two", "Three")]
# Every interactive element: its own fields, the plain value, and what `actions` then holds.
ELEMENTS: list[tuple[dict[str, Any], Any, str, Any]] = [
    ({"type": "static_select", "options": OPTIONS}, "two", "selected_option", OPTIONS[1]),
    ({"type": "overflow", "options": OPTIONS}, "one", "selected_option", OPTIONS[0]),
    ({"type": "radio_buttons", "options": OPTIONS}, "three", "selected_option", OPTIONS[2]),
    ({"type": "checkboxes", "options": OPTIONS}, ["one", "two"], "selected_options", OPTIONS[:2]),
    ({"type": "multi_static_select", "options": OPTIONS}, ["one"], "selected_options", OPTIONS[:1]),
    ({"type": "users_select"}, "U1", "selected_user", "U1"),
    ({"type": "multi_users_select"}, ["U1", "U2"], "selected_users", ["U1", "U2"]),
    ({"type": "conversations_select"}, "C1", "selected_conversation", "C1"),
    ({"type": "multi_conversations_select"}, ["C1"], "selected_conversations", ["C1"]),
    ({"type": "channels_select"}, "C1", "selected_channel", "C1"),
    ({"type": "multi_channels_select"}, ["C1"], "selected_channels", ["C1"]),
    ({"type": "datepicker"}, "2026-11-20", "selected_date", "2026-11-20"),
    ({"type": "timepicker"}, "09:30", "selected_time", "09:30"),
    ({"type": "datetimepicker"}, 1763600000, "selected_date_time", 1763600000),
]  # fmt: skip


@pytest.fixture(scope="module")
def app() -> Iterator[Small]:
    with small_app() as small:
        yield small


@pytest.fixture
def lin(app: Small) -> Iterator[Driver]:
    """Lin before an empty screen; the app answers every form with nothing."""
    app.seen.clear()
    app.answers.clear()
    app.publishes = None
    person = app.person("lin")
    yield person
    if person.modal() is not None:
        person.closes(clear=True)


@pytest.fixture
def client(app: Small) -> WebClient:
    return app.client


def top(person: Driver) -> View:
    found = person.modal()
    assert found is not None
    return found


# -- the calls ----------------------------------------------------------------------------------


def test_open_gives_a_whole_view_object(app: Small, lin: Driver) -> None:
    view = app.open("lin", modal(private_metadata="kept", external_id="e-1"))
    assert view["id"].startswith("V")
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert (view["private_metadata"], view["external_id"]) == ("kept", "e-1")
    assert view["state"]["values"]["reason"]["why"] == {"type": "plain_text_input", "value": None}
    assert top(lin).id == view["id"]
    assert app.person("alice").modal() is None


def test_trigger_ids(app: Small, lin: Driver, client: WebClient) -> None:
    trigger = app.trigger("lin")
    bad = modal(title=plain("x" * 25))
    assert error_of(client.views_open, trigger_id=trigger, view=bad) == "invalid_arguments"
    client.views_open(trigger_id=trigger, view=modal())
    assert error_of(client.views_open, trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    assert error_of(client.views_open, trigger_id="12.3.abc", view=modal()) == "invalid_trigger_id"
    late = app.trigger("lin")
    app.local.clock.advance(3.1)
    assert error_of(client.views_open, trigger_id=late, view=modal()) == "expired_trigger_id"
    missing = error_of(client.api_call, "views.open", json={"view": modal()})
    assert missing == "invalid_arguments"


def test_a_home_is_no_modal(app: Small, lin: Driver, client: WebClient) -> None:
    home = {"type": "home", "blocks": modal()["blocks"]}
    assert error_of(client.views_open, trigger_id=app.trigger("lin"), view=home) == (
        "invalid_arguments"
    )
    assert error_of(client.views_publish, user_id=lin.id, view=modal()) == "invalid_arguments"
    assert error_of(client.views_publish, user_id="U0", view=home) == "user_not_found"


def test_update_by_id_and_external_id(app: Small, lin: Driver, client: WebClient) -> None:
    view = app.open("lin", modal(external_id="e-2"))
    lin.fills(top(lin), {"why": "slow replies"})
    second = client.views_update(view_id=view["id"], hash=view["hash"], view=modal())["view"]
    assert second["hash"] != view["hash"]
    # What was typed stays, as block and action keep their ids.
    assert second["state"]["values"]["reason"]["why"]["value"] == "slow replies"
    stale = {"view_id": view["id"], "hash": view["hash"], "view": modal()}
    assert error_of(client.views_update, **stale) == "hash_conflict"
    assert error_of(client.views_update, external_id="e-2", view=modal()) == "not_found"
    other = field_of({"type": "plain_text_input", "action_id": "why"}, "other")
    client.views_update(view_id=view["id"], view=modal(other, external_id="e-3"))
    third = client.views_update(external_id="e-3", view=modal(other))["view"]
    assert third["state"]["values"] == {
        "other": {"why": {"type": "plain_text_input", "value": None}}
    }
    lin.closes()
    assert error_of(client.views_update, view_id=view["id"], view=modal()) == "not_found"


def test_external_ids_are_unique(app: Small, lin: Driver, client: WebClient) -> None:
    app.open("lin", modal(external_id="mine"))
    alice = app.open("alice", modal())
    wanted = modal(external_id="mine")
    trigger = app.trigger("alice")
    assert error_of(client.views_open, trigger_id=trigger, view=wanted) == "duplicate_external_id"
    assert error_of(client.views_update, view_id=alice["id"], view=wanted) == (
        "duplicate_external_id"
    )
    app.person("alice").closes()


def test_push_up_to_three(app: Small, lin: Driver, client: WebClient) -> None:
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    view = modal({"type": "actions", "elements": [button]})
    first = app.open("lin", view)
    assert error_of(client.views_push, trigger_id=app.trigger("lin"), view=view) == "not_found"
    for below in range(1, 3):
        lin.acts(top(lin), "more").result()
        pushed = client.views_push(trigger_id=app.body("block_actions")["trigger_id"], view=view)
        assert pushed["view"]["root_view_id"] == first["id"]
        assert pushed["view"]["previous_view_id"] == lin.modals()[below - 1].id
    lin.acts(top(lin), "more").result()
    trigger = app.body("block_actions")["trigger_id"]
    assert error_of(client.views_push, trigger_id=trigger, view=view) == "push_limit_reached"
    lin.closes()
    assert len(lin.modals()) == 2


# -- forms --------------------------------------------------------------------------------------


def test_submission_carries_everything_and_closes(app: Small, lin: Driver) -> None:
    view = app.open("lin", modal(private_metadata="m-1"))
    assert lin.submits(values={"why": "<b> & 退款"}).result().acknowledged
    body = app.body("view_submission")
    assert body["user"]["id"] == lin.id
    assert body["view"]["state"]["values"]["reason"]["why"]["value"] == "<b> & 退款"
    assert (body["view"]["private_metadata"], body["view"]["hash"]) == ("m-1", view["hash"])
    assert body["response_urls"] == []
    assert lin.modal() is None


def test_errors_stand_under_their_fields(app: Small, lin: Driver) -> None:
    app.open("lin", modal())
    app.answers["form"] = {"response_action": "errors", "errors": {"reason": "太短"}}
    lin.submits(values={"why": "x"}).result()
    assert top(lin).errors == {"reason": "太短"}
    app.answers["form"] = {}
    lin.submits(values={"why": "long enough"}).result()
    assert lin.modal() is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
    ],
)
def test_an_answer_that_cannot_be_shown(app: Small, lin: Driver, answer: dict[str, Any]) -> None:
    app.open("lin", modal())
    app.answers["form"] = answer
    lin.submits(values={"why": "x"}).result()
    assert top(lin).notice == "连接时遇到问题，要再试一次吗？"
    assert top(lin).state["reason"]["why"]["value"] == "x"


def test_update_push_and_clear(app: Small, lin: Driver) -> None:
    view = app.open("lin", modal())
    app.answers["form"] = {"response_action": "update", "view": modal(title=plain("Two"))}
    lin.submits(values={"why": "x"}).result()
    assert (top(lin).id, top(lin).title) == (view["id"], "Two")
    app.answers["form"] = {
        "response_action": "push",
        "view": modal(title=plain("Three"), callback_id="last"),
    }
    lin.submits().result()
    assert [one.title for one in lin.modals()] == ["Two", "Three"]
    app.answers["last"] = {"response_action": "clear"}
    lin.submits(values={"why": "y"}).result()
    assert lin.modals() == []


def test_closing_the_upper_one_shows_the_lower(app: Small, lin: Driver) -> None:
    first = app.open("lin", modal())
    app.answers["form"] = {"response_action": "push", "view": modal(callback_id="last")}
    lin.submits(values={"why": "x"}).result()
    lower, upper = lin.modals()
    with pytest.raises(SlackError, match="not_found"):
        lin.submits(lower)
    lin.submits(upper, {"why": "y"}).result()
    assert top(lin).id == first["id"]


def test_what_slack_itself_does_not_send(app: Small, lin: Driver) -> None:
    short = field_of({"type": "plain_text_input", "action_id": "a", "min_length": 3}, "short")
    number = field_of(
        {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "max_value": "9"},
        "number",
    )
    free = field_of({"type": "plain_text_input", "action_id": "f"}, "free", optional=True)
    app.open("lin", modal(short, number, free))
    for values, wrong in (
        ({}, {"short", "number"}),
        ({"a": "xx", "n": "10"}, {"short", "number"}),
        ({"a": "xxx", "n": "1.5"}, {"number"}),
    ):
        with pytest.raises(SlackError, match="invalid_form"):
            lin.submits(values=values)
        assert top(lin).errors.keys() == wrong
    assert not app.heard("view_submission")
    lin.submits(values={"a": "xxx", "n": "9"}).result()
    held = app.body("view_submission")["view"]["state"]["values"]
    assert (held["number"]["n"]["value"], held["free"]["f"]["value"]) == ("9", None)


def test_response_urls_of_a_form(app: Small, lin: Driver) -> None:
    where = field_of(
        {
            "type": "conversations_select",
            "action_id": "to",
            "default_to_current_conversation": True,
            "response_url_enabled": True,
        },
        "where",
    )
    app.open("lin", modal(where))
    lin.submits().result()
    given = app.body("view_submission")["response_urls"][0]
    assert given["channel_id"] == lin.place("general").id
    httpx.post(given["response_url"], json={"text": "thanks"}).raise_for_status()
    assert lin.sees("general")[-1].text == "thanks"


def test_missed_acknowledgement_leaves_the_form_open() -> None:
    with small_app(ack_timeout=0.3) as app:
        alice = app.person("alice")
        app.open("alice", modal())
        app.answers["form"] = None
        outcome = alice.submits(values={"why": "kept"}).result()
        assert outcome.error == "operation_timeout"
        assert top(alice).notice == "We had some trouble connecting. Try again?"
        assert top(alice).state["reason"]["why"]["value"] == "kept"
        app.answers["form"] = {}
        assert alice.submits().result().acknowledged
        assert alice.modal() is None


def test_view_closed(app: Small, lin: Driver) -> None:
    app.open("lin", modal())
    assert lin.closes() == []
    view = app.open("lin", modal(notify_on_close=True))
    for delivery in lin.closes():
        delivery.result()
    body = app.body("view_closed")
    assert (body["view"]["id"], body["is_cleared"]) == (view["id"], False)
    app.open("lin", modal(notify_on_close=True))
    app.answers["form"] = {
        "response_action": "push",
        "view": modal(notify_on_close=True, clear_on_close=True),
    }
    lin.submits(values={"why": "x"}).result()
    closed = [delivery.result() for delivery in lin.closes()]
    assert len(closed) == 2
    assert app.body("view_closed")["is_cleared"] is True
    assert lin.modals() == []


# -- elements -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("element", "value", "name", "wanted"), ELEMENTS)
def test_every_element_in_a_modal(
    app: Small, lin: Driver, element: dict[str, Any], value: Any, name: str, wanted: Any
) -> None:
    element = element | {"action_id": "it"}
    in_section = ("multi_users_select", "multi_conversations_select", "multi_channels_select")
    text = {"type": "mrkdwn", "text": "Choose"}
    if element["type"] in (*in_section, "multi_static_select"):
        block: dict[str, Any] = {"type": "section", "text": text, "accessory": element}
    else:
        block = {"type": "actions", "elements": [element]}
    app.open("lin", modal(block))
    lin.acts(top(lin), "it", value).result()
    body = app.body("block_actions")
    action = body["actions"][0]
    assert (action["type"], action["action_id"], action[name]) == (element["type"], "it", wanted)
    assert body["container"] == {"type": "view", "view_id": top(lin).id}
    held = body["view"]["state"]["values"]
    if element["type"] == "overflow":
        assert held == {}
    else:
        assert held[action["block_id"]]["it"] == {"type": element["type"], name: wanted}
    assert "response_url" not in body


def test_dispatching_text(app: Small, lin: Driver) -> None:
    silent = field_of({"type": "plain_text_input", "action_id": "silent"}, "one", optional=True)
    loud = field_of({"type": "plain_text_input", "action_id": "loud"}, "two", dispatch_action=True)
    app.open("lin", modal(silent, loud))
    lin.fills(top(lin), {"silent": "typed before"})
    with pytest.raises(SlackError, match="not_dispatched"):
        lin.acts(top(lin), "silent", "x")
    lin.acts(top(lin), "loud", "Enter").result()
    body = app.body("block_actions")
    assert body["actions"][0]["value"] == "Enter"
    assert body["view"]["state"]["values"]["one"]["silent"]["value"] == "typed before"


def test_a_choice_that_is_not_offered(app: Small, lin: Driver) -> None:
    select = {"type": "static_select", "action_id": "it", "options": OPTIONS}
    app.open("lin", modal({"type": "actions", "elements": [select]}))
    with pytest.raises(SlackError, match="option_not_found"):
        lin.acts(top(lin), "it", "four")
    with pytest.raises(SlackError, match="action_not_found"):
        lin.acts(top(lin), "nothing")


def test_elements_of_a_message(app: Small, lin: Driver, client: WebClient) -> None:
    date = {"type": "datepicker", "action_id": "due", "initial_date": "2026-11-20"}
    button = {"type": "button", "action_id": "go", "value": "1", "text": plain("Go")}
    block = {"type": "actions", "block_id": "row", "elements": [date, button]}
    client.chat_postMessage(channel="room", text="x", blocks=[block])
    shown = lin.sees("room")[-1]
    lin.acts(shown, "due", "2026-12-01").result()
    assert app.body("block_actions")["actions"][0]["selected_date"] == "2026-12-01"
    lin.clicks(shown, "go").result()
    body = app.body("block_actions")
    # What this person chose before comes along; another person has chosen nothing.
    assert body["state"]["values"]["row"]["due"]["selected_date"] == "2026-12-01"
    assert body["container"]["type"] == "message"
    assert body["message"]["ts"] == shown.ts
    assert "view" not in body
    app.person("alice").clicks(shown, "go").result()
    body = app.body("block_actions")
    assert body["state"]["values"]["row"]["due"]["selected_date"] == "2026-11-20"


def test_feedback_buttons_tell_which_one(app: Small, lin: Driver, client: WebClient) -> None:
    element = {
        "type": "feedback_buttons",
        "action_id": "useful",
        "positive_button": {"text": plain("Good"), "value": "yes"},
        "negative_button": {"text": plain("Bad"), "value": "no"},
    }
    block = {"type": "context_actions", "elements": [element]}
    client.chat_postMessage(channel="room", text="x", blocks=[block])
    lin.acts(lin.sees("room")[-1], "useful", "no").result()
    action = app.body("block_actions")["actions"][0]
    assert (action["type"], action["value"]) == ("feedback_buttons", "no")


# -- Home ---------------------------------------------------------------------------------------


def test_home_is_published_when_opened(app: Small, lin: Driver, client: WebClient) -> None:
    button = {"type": "button", "action_id": "ask", "text": plain("Ask")}
    app.publishes = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    view = lin.home()
    assert view is not None
    event = app.body("app_home_opened")
    assert (event["tab"], event["user"], event["channel"]) == ("home", lin.id, lin.place(None).id)
    assert "view" not in event
    lin.acts(view, "ask").result()
    body = app.body("block_actions")
    assert (body["view"]["type"], body["container"]["view_id"]) == ("home", view.id)
    lin.home()
    assert app.body("app_home_opened")["view"]["id"] == view.id
    # A button in the Home opens a modal of its own.
    opened = client.views_open(trigger_id=body["trigger_id"], view=modal())["view"]
    assert opened["root_view_id"] == opened["id"]
    current = client.views_publish(user_id=lin.id, view=app.publishes)["view"]["hash"]
    arguments: dict[str, Any] = {"user_id": lin.id, "view": app.publishes}
    assert error_of(client.views_publish, hash=view.hash, **arguments) == "hash_conflict"
    assert client.views_publish(hash=current, **arguments)["ok"]


def test_opening_the_messages_tab(app: Small, lin: Driver) -> None:
    delivery = lin.opens_messages()
    assert delivery is not None
    delivery.result()
    assert app.body("app_home_opened")["tab"] == "messages"


# -- what the page is told ----------------------------------------------------------------------


def test_the_page_submits_and_is_told(app: Small, lin: Driver) -> None:
    base = app.local.page_url
    view = app.open("lin", modal())
    state = httpx.get(f"{base}_/state", params={"as": lin.id}).json()
    assert state["modal"]["id"] == view["id"]
    assert state["modal"]["depth"] == 0
    assert state["app"]["home_enabled"] is True
    assert [s["name"] for s in state["shortcuts"]] == ["匿名案例", "记下来"]
    assert abs(state["now"] - app.local.clock.now()) < 5

    def submit(why: str) -> Any:
        values = {"reason": {"why": why}, "gone": {"x": "1"}}
        sent = {"as": lin.id, "view": view["id"], "values": values}
        return httpx.post(f"{base}_/submit", json=sent).json()

    assert submit("") == {"ok": False, "errors": {"reason": "请填写此必填字段。"}}
    app.answers["form"] = {"response_action": "errors", "errors": {"reason": "why?"}}
    assert submit("x") == {"ok": False, "errors": {"reason": "why?"}}
    app.answers["form"] = {}
    assert submit("y") == {"ok": True}
    assert lin.modal() is None


def test_the_page_acts_with_all_values(app: Small, lin: Driver) -> None:
    select = {"type": "static_select", "action_id": "pick", "options": OPTIONS}
    why = field_of({"type": "plain_text_input", "action_id": "why"}, "reason", optional=True)
    view = app.open("lin", modal({"type": "actions", "block_id": "b", "elements": [select]}, why))
    sent = {
        "as": lin.id,
        "view": view["id"],
        "action_id": "pick",
        "block_id": "b",
        "value": "two",
        "values": {"reason": {"why": "typed"}},
    }
    httpx.post(f"{app.local.page_url}_/act", json=sent).raise_for_status()
    values = app.body("block_actions")["view"]["state"]["values"]
    assert values["reason"]["why"]["value"] == "typed"
    assert values["b"]["pick"]["selected_option"]["value"] == "two"
    closing = {"as": lin.id, "view": view["id"]}
    httpx.post(f"{app.local.page_url}_/close", json=closing).raise_for_status()
    assert lin.modal() is None


def test_the_stream_tells_of_modals_and_home(app: Small, lin: Driver, client: WebClient) -> None:
    address = f"{app.local.page_url}_/stream"
    with httpx.stream("GET", address, params={"as": lin.id}, timeout=5) as answer:
        lines = (line for line in answer.iter_lines() if line.startswith(("data:", "retry:")))
        assert next(lines).startswith("retry:")
        app.open("alice", modal())
        view = app.open("lin", modal())
        first = json.loads(next(lines).removeprefix("data:"))
        assert (first["kind"], first["view"]["id"], first["view"]["depth"]) == (
            "modal",
            view["id"],
            0,
        )
        lin.closes()
        assert json.loads(next(lines).removeprefix("data:")) == {"kind": "modal", "view": None}
        client.views_publish(user_id=lin.id, view={"type": "home", "blocks": [DIVIDER]})
        news = json.loads(next(lines).removeprefix("data:"))
        assert (news["kind"], news["view"]["blocks"][0]["type"]) == ("home", "divider")
    app.person("alice").closes()


def test_nobody_acts_in_anothers_modal(app: Small, lin: Driver) -> None:
    app.open("lin", modal())
    with pytest.raises(SlackError, match="not_found"):
        app.person("alice").submits(top(lin), {"why": "x"})
