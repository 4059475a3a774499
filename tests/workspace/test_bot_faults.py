"""The bot when things go wrong: delivered twice, too many at once, damage, wrong tokens, drops."""

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from base.language import Lang
from base.refusal import Refusal
from bot.render.texts import word
from bot.slack.flood import Turnstile
from bot.slack.pool import Pool
from bot.slack.run import SlackSettings, run, settings_from
from bot.slack.settings import SLACK
from commands.context import Context
from tests.workspace.bot_world import (
    LAST_WEEK,
    World,
    config,
    contacts_on,
    context_in,
    running,
    settings_for,
    whole,
)
from workspace import Channel, Delivery, Driver, Fault, Person, View, start


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = context_in(tmp_path_factory.mktemp("faults"))
    yield found
    found.database.close()


def _settle(world: World, who: str, channel: str | None, count: int) -> None:
    world.local.wait_for(lambda: len(world.sees(who, channel)) >= count)
    time.sleep(0.3)
    assert len(world.sees(who, channel)) == count


def _filled(who: Driver) -> View | None:
    """Return the window of a person once its form is in it."""
    view = who.modal()
    return view if view is not None and "submit" in view.content else None


def _again(world: World, delivery: Delivery) -> None:
    """Deliver a payload once more, as Slack does after a lost acknowledgement."""
    assert world.local.redeliver(delivery).result().acknowledged


def test_delivered_twice_is_answered_once(context: Context) -> None:
    with running(context) as world:
        lin = world.local.as_person("lin")
        command = lin.slash("metric", "满意度 上周", channel="general")
        assert isinstance(command, Delivery)
        _again(world, command)
        _settle(world, "lin", "general", 1)
        answer = world.answer("lin", "general", "90.0%")
        _again(world, lin.clicks(answer, "ask.0"))
        _settle(world, "lin", "general", 2)
        event = {"type": "message", "channel_type": "im", "channel": lin.place(None).id}
        event |= {"user": lin.id, "text": "满意度 上周", "ts": "1.1"}
        body = {"type": "event_callback", "event_id": "Ev1", "event": event}
        _again(world, Delivery("events_api", body))
        _again(world, Delivery("events_api", body))
        _settle(world, "lin", None, 1)


BUSY = ("现在问的人太多", "Too many questions")
PEOPLE = 40


def test_two_hundred_at_once_none_lost_none_mixed_up(context: Context) -> None:
    """Forty people ask five questions each at the same moment, of a bot as it is installed."""
    people = [Person(f"p{i}", f"P{i}", locale="en-US", id=f"UP{i}") for i in range(PEOPLE)]
    everybody = [person.name for person in people]
    asked = [(person, LAST_WEEK.replace(day=9 + i)) for person in everybody for i in range(5)]
    channels = [Channel("general", everybody)]
    with running(context, turnstile=Turnstile(), people=people, channels=channels) as world:
        runs = [
            world.local.as_person(who).slash("metric", f"contacts {day}", channel="general")
            for who, day in asked
        ]
        world.local.wait_for(
            lambda: sum(len(world.sees(who, "general")) for who in everybody) >= 200, 30.0
        )
        for who in everybody:
            said = [m.text for m in world.sees(who, "general")]
            figures = Counter(f"{contacts_on(day):,}" for asker, day in asked if asker == who)
            told = Counter(next(f for f in figures if f in line) for line in said)
            # Each asker has an answer to every question, and nobody else's.
            assert told == figures
        assert all(isinstance(r, Delivery) and r.result().attempts == 1 for r in runs)


def test_a_full_queue_says_so_at_once(context: Context) -> None:
    with running(context, Pool(workers=1, waiting=1)) as world:
        alice, lin = world.local.as_person("alice"), world.local.as_person("lin")
        # Somebody writes: the worker has to wait for the database.
        with context.database.write() as work:
            work.execute(text("UPDATE shop SET operator = ''"))
            for question in ("满意度 上周", "满意度 上周 按组"):
                lin.says(question)
                time.sleep(0.3)
            alice.slash("metric", "csat last week", channel="general")
            busy = world.answer("alice", "general", "Too many questions")
            assert busy.visible_to == "UALICE"
            lin.mentions("满意度 上周", channel="general")
            assert world.answer("lin", "general", "现在问的人太多").visible_to == "ULIN"
        _settle(world, "lin", None, 2)


def test_what_is_our_fault_is_told_with_a_reference(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = context_in(tmp_path)
    damaged.database.close()
    facts = tmp_path / "fupan.facts"
    for leftover in tmp_path.glob("fupan.facts-*"):
        leftover.unlink()
    facts.write_bytes(b"this is no database " * 400)
    with running(damaged) as world, caplog.at_level(logging.INFO):
        world.local.as_person("alice").says("csat last week")
        world.local.as_person("lin").mentions("满意度 上周", channel="general")
        told = world.answer("alice", None, "That failed, and it was not your question")
        private = world.answer("lin", "general", "这次没算出来，不是你问错了")
    assert private.visible_to == "ULIN"
    (reference,) = re.findall(r"reference (\w{4}) ", told.text)
    logged = [r for r in caplog.records if reference in r.getMessage()]
    assert len(logged) == 1
    assert logged[0].exc_info
    for message in (told, private):
        assert "Traceback" not in whole(message)
        assert "sqlite" not in whole(message).lower()
    damaged.database.close()


@pytest.mark.parametrize(
    ("which", "key", "variable"),
    [
        ("bot_token", "slack.bot_token_wrong", "FUPAN_SLACK_BOT_TOKEN"),
        ("app_token", "slack.app_token_wrong", "FUPAN_SLACK_APP_TOKEN"),
        ("api_url", "slack.unreachable", "FUPAN_SLACK_API_URL"),
    ],
)
def test_a_wrong_token_is_one_clear_line(
    context: Context, which: str, key: str, variable: str, caplog: pytest.LogCaptureFixture
) -> None:
    with start(config()) as local:
        right = {"bot_token": local.bot_token, "app_token": local.app_token}
        right |= {"api_url": local.base_url}
        wrong = {"bot_token": "xoxb-1", "app_token": "xapp-1", "api_url": "http://127.0.0.1:9/"}
        settings = SlackSettings(**(right | {which: wrong[which]}))  # type: ignore[arg-type]
        with pytest.raises(Refusal) as refused:
            run(settings, context, threading.Event())
    assert refused.value.message.key == key
    assert refused.value.message.params["variable"] == variable
    line = word(refused.value.message, Lang.EN)
    assert variable in line
    assert "\n" not in line
    ours = [r for r in caplog.records if r.name.startswith("fupan")]
    assert not [r for r in ours if r.levelno >= logging.WARNING]


def test_a_missing_token_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        settings_from({"FUPAN_SLACK_BOT_TOKEN": "xoxb-1", "FUPAN_SLACK_APP_TOKEN": " "})
    assert "FUPAN_SLACK_APP_TOKEN" in str(refused.value.message.params)
    assert "FUPAN_SLACK_BOT_TOKEN" not in str(refused.value.message.params)
    both = {"FUPAN_SLACK_BOT_TOKEN": "xoxb-1", "FUPAN_SLACK_APP_TOKEN": "xapp-1"}
    assert settings_from(both).api_url == SLACK
    local = settings_from(both | {"FUPAN_SLACK_API_URL": "http://x/api"})
    assert local.api_url == "http://x/api/"
    assert "xoxb" not in repr(local)


def test_a_workspace_that_comes_back_is_served_again(context: Context) -> None:
    stop = threading.Event()
    codes: list[int] = []
    with start(config()) as local:
        settings, port = settings_for(local), int(local.page_url.rsplit(":", 1)[1].strip("/"))
        thread = threading.Thread(target=lambda: codes.append(run(settings, context, stop)))
        thread.start()
        local.wait_for_app()
    tokens = {"bot_token": settings.bot_token, "app_token": settings.app_token}
    with start(config(**tokens), port=port) as local:
        local.wait_for_app(timeout=20.0)
        lin = local.as_person("lin")
        lin.says("满意度 上周")
        local.wait_for(lambda: [m for m in lin.sees() if "90.0%" in m.text])
        stop.set()
    thread.join(20)
    assert codes == [0]


def test_a_stop_finishes_what_was_begun(context: Context) -> None:
    with running(context, Pool(workers=1)) as world:
        lin = world.local.as_person("lin")
        for _ in range(10):
            lin.says("接待量 上周 按天")
        world.local.wait_for(lambda: world.sees("lin", None))
        time.sleep(0.2)
        assert world.bot.close(10.0)
        assert len(world.sees("lin", None)) == 10


NO_CHARTS = frozenset({"data_visualization"})


def test_a_slack_without_native_charts_gets_a_picture_or_the_table(context: Context) -> None:
    with running(context, unsupported_blocks=NO_CHARTS, file_ready_seconds=0.6) as world:
        lin = world.local.as_person("lin")
        lin.says("接待量 上周 按天")
        answer = world.answer("lin", None, "上周接待量")
        (image,) = (b for b in answer.blocks if b["type"] == "image")
        file = world.local.model.files.file(image["slack_file"]["id"])
        assert file.data is not None
        assert file.data.startswith(b"\x89PNG")
        assert "接待量" in image["alt_text"]
        # Nobody but the asker sees an answer to a command, and a picture shared nowhere: a table.
        lin.slash("metric", "接待量 上周 按天", channel="general")
        answer = world.answer("lin", "general", "接待量按天")
        assert [b["type"] for b in answer.blocks].count("data_table") == 1


def test_a_picture_that_cannot_be_uploaded_is_a_table(context: Context) -> None:
    with running(context, unsupported_blocks=NO_CHARTS) as world:
        world.local.faults.add(Fault.server_error(500, "files.*", times=None))
        lin = world.local.as_person("lin")
        lin.says("接待量 上周 按天")
        answer = world.answer("lin", None, "接待量按天")
        assert [b["type"] for b in answer.blocks].count("data_table") == 1


def test_what_no_block_may_say_is_said_as_text(context: Context) -> None:
    every = frozenset({"section", "actions", "context", "data_table", "data_visualization"})
    with running(context, unsupported_blocks=every) as world:
        world.local.as_person("lin").says("满意度 上周")
        assert world.answer("lin", None, "90.0%").blocks == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault.answer_lost("chat.postMessage"),
        Fault.server_error(503, "chat.postMessage"),
        Fault.rate_limited(1.0, "chat.postMessage"),
    ],
    ids=lambda fault: fault.kind,
)
def test_an_answer_arrives_once_whatever_becomes_of_slacks_reply(
    context: Context, fault: Fault
) -> None:
    with running(context) as world:
        lin = world.local.as_person("lin")
        world.local.faults.add(fault)
        lin.says("满意度 上周")
        lin.mentions("满意度 上周", channel="general")
        world.answer("lin", None, "90.0%")
        world.answer("lin", "general", "90.0%")
        # Long enough for a second attempt to arrive as well.
        time.sleep(1.5)
        assert len([m for m in world.sees("lin", None) if "90.0%" in m.text]) == 1
        assert len([m for m in world.sees("lin", "general") if "90.0%" in m.text]) == 1
        assert world.local.faults.struck


def test_what_is_sent_to_a_person_arrives_once_as_well(context: Context) -> None:
    with running(context) as world:
        lin = world.local.as_person("lin")
        lin.shortcut("ask")
        view = world.local.wait_for(lambda: _filled(lin))
        lin.fills(view, {"metric": "contacts", "period": "last_week", "cut": "none"})
        world.local.faults.add(Fault.answer_lost("chat.postMessage"))
        lin.submits(view)
        world.answer("lin", None, "上周接待量")
        time.sleep(1.5)
        assert world.local.faults.struck
        assert len([m for m in world.sees("lin", None) if "上周接待量" in m.text]) == 1


def test_a_delivery_that_is_late_doubled_or_unacknowledged_is_answered_once(
    context: Context,
) -> None:
    faults = (Fault.duplicate(), Fault.lost_ack("events_api"), Fault.drop_connection())
    with running(context, ack_timeout=0.5, retry_delays=(0.1, 1.0, 3.0)) as world:
        lin = world.local.as_person("lin")
        for at, fault in enumerate(faults):
            world.local.faults.add(fault)
            lin.says(f"接待量 {LAST_WEEK.replace(day=9 + at)}")
            day = LAST_WEEK.replace(day=9 + at)
            world.answer("lin", None, f"{contacts_on(day):,}")
        time.sleep(1.0)
        assert len(world.sees("lin", None)) == len(faults)


def test_an_archived_channel_and_a_revoked_token_are_no_storm(
    context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    with running(context) as world, caplog.at_level(logging.INFO):
        lin = world.local.as_person("lin")
        lin.says("满意度 上周")
        world.answer("lin", None, "90.0%")
        world.local.faults.revoke_token()
        lin.says("首响 上周")
        world.local.wait_for(lambda: "could not tell" in caplog.text)
        ours = [r for r in caplog.records if r.name.startswith("fupan")]
        assert len([r for r in ours if r.levelno >= logging.ERROR]) == 2
        assert not any("xoxb" in r.getMessage() for r in caplog.records)
