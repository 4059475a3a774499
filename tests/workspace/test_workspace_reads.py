"""What each person has read: marks, counts, mentions, and what an open page is told of them."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.workspace.page_client import conversation, page, post
from tests.workspace.slack_world import client_of, config
from workspace import Message, RunningWorkspace, start


@pytest.fixture
def local() -> Iterator[RunningWorkspace]:
    with start(config()) as running:
        yield running


def new(local: RunningWorkspace, who: str, channel: str = "general") -> tuple[int, int]:
    """Unread messages and mentions, as the page is told."""
    found = conversation(local, who, channel)
    return found["unread"], found["mentions"]


def read(local: RunningWorkspace, who: str, channel: str = "general") -> None:
    where = local.as_person(who).place(channel).id
    assert post(local, "read", who, channel=where) == {"ok": True}


def lin_id(local: RunningWorkspace) -> str:
    return local.as_person("lin").id


def test_others_messages_are_new_until_they_are_read(local: RunningWorkspace) -> None:
    alice = local.as_person("alice")
    assert new(local, "lin") == (0, 0)
    alice.says("one", channel="general")
    alice.says("two", channel="general")
    assert new(local, "lin") == (2, 0)
    assert new(local, "alice") == (0, 0)
    assert new(local, "lin", "random") == (0, 0)
    read(local, "lin")
    assert new(local, "lin") == (0, 0)
    three = alice.says("three", channel="general")
    assert new(local, "lin") == (1, 0)
    found = conversation(local, "lin", "general")
    assert float(found["read"]) < float(three.ts) == float(found["latest"])
    untouched = conversation(local, "lin", "random")
    assert (untouched["read"], untouched["latest"]) == ("", "")


def test_mentions_are_counted_apart(local: RunningWorkspace) -> None:
    alice, client = local.as_person("alice"), client_of(local)
    alice.says("@lin look", channel="general")
    alice.says("@alice is me", channel="general")
    alice.says("<!channel>", channel="general")  # typed: escaped, names nobody
    client.chat_postMessage(channel="general", text="<!here> come")
    named = {"type": "section", "text": {"type": "mrkdwn", "text": f"for <@{lin_id(local)}>"}}
    client.chat_postMessage(channel="general", text="x", blocks=[named])
    rich = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": lin_id(local)}]}
    client.chat_postMessage(
        channel="general", text="x", blocks=[{"type": "rich_text", "elements": [rich]}]
    )
    assert new(local, "lin") == (6, 4)
    assert new(local, "alice") == (3, 1)


def test_in_a_direct_message_everything_is_meant(local: RunningWorkspace) -> None:
    client, lin = client_of(local), lin_id(local)
    first = client.chat_postMessage(channel=lin, text="1")
    client.chat_postMessage(channel=lin, text="2", thread_ts=first["ts"])
    assert new(local, "lin", "@echo") == (2, 2)
    local.as_person("lin").says("read it", channel="@echo")
    assert new(local, "lin", "@echo") == (0, 0)


def test_replies_count_where_one_takes_part(local: RunningWorkspace) -> None:
    lin, alice = local.as_person("lin"), local.as_person("alice")
    hers = alice.says("hers", channel="general")
    his = lin.says("his", channel="general")
    alice.says("to herself", channel="general", thread=hers.ts)
    assert new(local, "lin") == (0, 0)
    alice.says("to him", channel="general", thread=his.ts)
    assert new(local, "lin") == (1, 0)
    alice.says("@lin come", channel="general", thread=hers.ts)
    alice.says("and now this too", channel="general", thread=hers.ts)
    assert new(local, "lin") == (3, 1)
    # The same again, counted from the beginning instead of one by one.
    local.mark_read(0)
    assert new(local, "lin") == (3, 1)


def test_a_reply_shown_in_the_channel_counts(local: RunningWorkspace) -> None:
    client = client_of(local)
    first = local.as_person("alice").says("first", channel="general")
    read(local, "lin")
    thread: Any = {"channel": first.channel, "thread_ts": first.ts}
    client.chat_postMessage(text="quiet", **thread)
    client.chat_postMessage(text="loud", reply_broadcast=True, **thread)
    assert new(local, "lin") == (1, 0)


def test_only_what_one_can_see(local: RunningWorkspace) -> None:
    client = client_of(local)
    where = local.model.conversation("general").id
    client.chat_postEphemeral(channel=where, user=local.as_person("alice").id, text="psst")
    assert (new(local, "lin"), new(local, "alice")) == ((0, 0), (1, 0))


def test_coming_and_going_is_no_news(local: RunningWorkspace) -> None:
    lin = local.as_person("lin")
    lin.says("old", channel="quiet")
    local.as_person("alice").joins("quiet")
    assert (new(local, "lin", "quiet"), new(local, "alice", "quiet")) == ((0, 0), (0, 0))
    lin.says("newer", channel="quiet")
    assert new(local, "alice", "quiet") == (1, 0)


def test_edits_and_deletions(local: RunningWorkspace) -> None:
    client = client_of(local)
    said = client.chat_postMessage(channel="general", text="x")
    place = {"channel": said["channel"], "ts": said["ts"]}
    assert new(local, "lin") == (1, 0)
    client.chat_update(text=f"<@{lin_id(local)}>", **place)
    assert new(local, "lin") == (1, 1)
    local.as_person("alice").reacts(local.model.message(**place), "eyes")
    assert new(local, "lin") == (1, 1)
    client.chat_delete(**place)
    assert new(local, "lin") == (0, 0)


def test_what_is_older_than_a_moment_is_read_by_all(local: RunningWorkspace) -> None:
    alice = local.as_person("alice")
    alice.says("old", channel="general")
    later: Message = alice.says("later", channel="general")
    local.mark_read(float(later.ts))
    assert new(local, "lin") == (1, 0)
    local.mark_read(float(later.ts) - 60)  # never backwards
    assert new(local, "lin") == (1, 0)


def test_an_open_page_is_told(local: RunningWorkspace) -> None:
    alice, where = local.as_person("alice"), local.model.conversation("general").id
    with page(local, "lin") as lins, page(local, "alice") as hers:
        alice.says("@lin", channel="general")
        expected = {"kind": "unread", "channel": where, "unread": 1, "mentions": 1}
        assert lins.next("unread") == expected
        read(local, "lin")
        assert lins.next("unread") == expected | {"unread": 0, "mentions": 0}
        assert hers.next("unread")["unread"] == 0
        hers.none("unread")


def test_two_pages_of_one_person_agree(local: RunningWorkspace) -> None:
    local.as_person("alice").says("x", channel="general")
    with page(local, "lin") as one, page(local, "lin") as other:
        read(local, "lin")
        assert [tab.next("unread")["unread"] for tab in (one, other)] == [0, 0]


def test_where_one_is_not(local: RunningWorkspace) -> None:
    assert post(local, "read", "lin", channel="C0NOTHING0")["error"] == "channel_not_found"
    foreign = httpx.post(
        f"{local.page_url}_/read", json={"channel": "x"}, headers={"origin": "http://evil.test"}
    )
    assert foreign.status_code == 403


def test_thousands_of_messages_cost_nothing_extra() -> None:
    with start(config(bot_events=frozenset())) as local:
        model, bot = local.model, local.model.bot.id
        where = model.conversation("general").id
        for number in range(6000):
            model.post(Message(where, "", bot, f"message {number}", by_app=True))
        assert new(local, "lin") == (6000, 0)
        began = time.perf_counter()
        for number in range(300):
            model.post(Message(where, "", bot, f"more {number}", by_app=True))
            count = model.reads.count(lin_id(local), model.conversation(where))
            assert count.unread == 6001 + number
        # From end to end each time it would be two million looks.
        assert time.perf_counter() - began < 1.0
        read(local, "lin")
        assert new(local, "lin") == (0, 0)
