"""Shortcuts, global and from a message's menu, and what happens when nobody answers them."""

from collections.abc import Iterator

import httpx
import pytest

from tests.workspace.small_app import Small, config, modal, small_app
from workspace import SlackError, start


@pytest.fixture(scope="module")
def app() -> Iterator[Small]:
    with small_app() as small:
        yield small


def test_global_shortcut_opens_a_form(app: Small) -> None:
    lin = app.person("lin")
    assert lin.shortcut("new_case").result().acknowledged
    body = app.body("shortcut")
    assert (body["callback_id"], body["user"]["id"]) == ("new_case", lin.id)
    assert "channel" not in body
    view = app.client.views_open(trigger_id=body["trigger_id"], view=modal())["view"]
    shown = lin.modal()
    assert shown is not None
    assert shown.id == view["id"]
    lin.closes()


def test_message_shortcut_carries_the_message(app: Small) -> None:
    lin, alice = app.person("lin"), app.person("alice")
    parent = alice.says("周会", channel="general")
    reply = alice.says("refunds were late", channel="general", thread=parent.ts)
    lin.shortcut("take_note", reply).result()
    body = app.body("message_action")
    assert (body["message"]["text"], body["message_ts"]) == ("refunds were late", reply.ts)
    assert body["message"]["thread_ts"] == parent.ts
    assert body["channel"] == {"id": lin.place("general").id, "name": "general"}
    assert body["trigger_id"]
    httpx.post(body["response_url"], json={"text": "noted"}).raise_for_status()
    assert lin.sees("general")[-1].text == "noted"
    assert alice.sees("general")[-1].text != "noted"


def test_a_shortcut_works_only_in_its_place(app: Small) -> None:
    lin = app.person("lin")
    said = lin.says("x", channel="general")
    for callback_id, message in (("new_case", said), ("take_note", None), ("nothing", None)):
        with pytest.raises(SlackError, match="shortcut_not_found"):
            lin.shortcut(callback_id, message)
    app.client.chat_postEphemeral(channel=said.channel, user=lin.id, text="only you")
    with pytest.raises(SlackError, match="message_not_found"):
        lin.shortcut("take_note", lin.sees("general")[-1])


def test_the_page_runs_shortcuts(app: Small) -> None:
    lin = app.person("lin")
    said = lin.says("from the page", channel="general")
    sent = {"as": lin.id, "callback_id": "take_note", "channel": said.channel, "ts": said.ts}
    httpx.post(f"{app.local.page_url}_/shortcut", json=sent).raise_for_status()
    app.local.wait_for(lambda: app.body("message_action")["message_ts"] == said.ts)
    sent["callback_id"] = "nothing"
    answer = httpx.post(f"{app.local.page_url}_/shortcut", json=sent)
    assert answer.json() == {"ok": False, "error": "shortcut_not_found"}


def test_nobody_answers() -> None:
    with start(config()) as running:
        alice = running.as_person("alice")
        said = alice.says("x", channel="general")
        outcome = alice.shortcut("take_note", said).result()
        assert outcome.error == "dispatch_failed"
        assert "did not work" in alice.sees("general")[-1].text
        assert alice.sees("general")[-1].visible_to == alice.id
        alice.shortcut("new_case").result()
        assert "did not work" in alice.sees()[-1].text


def test_a_notice_finds_its_way_when_channel_and_thread_are_gone() -> None:
    with start(config()) as running:
        alice = running.as_person("alice")
        parent = alice.says("x", channel="general")
        reply = alice.says("y", channel="general", thread=parent.ts)
        running.model.archive(alice.place("general"))
        running.model.change(reply, thread_ts="1.2")
        assert alice.shortcut("take_note", reply).result().error == "dispatch_failed"
        assert "did not work" in alice.sees("general")[-1].text
