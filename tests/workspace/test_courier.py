"""The outbox's way to Slack against the local workspace: every fault, and what stands after it."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from slack_sdk import WebClient

from base.answer import Answer, Figure, Kind, PeriodShown, Row, Table
from base.language import Bilingual, Lang, Msg, msg
from base.units import Unit
from bot.slack.charting import Charting
from bot.slack.courier import Courier, courier_client
from bot.slack.manifest import SCOPES
from bot.slack.pool import Pool
from bot.slack.settings import SlackSettings
from jobs.sender import Delivered, Later, NotThere, Operation, Outcome, Refused, Unknown, Write
from tests.workspace.slack_world import config, endpoint
from workspace import Fault, Message, RunningWorkspace, start

# What `member` and `channel_name` need beyond what answers do.
NEEDED = frozenset(SCOPES) | {"channels:read", "groups:read"}
POST, UPDATE = Operation.POST, Operation.UPDATE
PERIOD = PeriodShown(date(2026, 11, 9), date(2026, 11, 15), msg("period.last_week"))
CSAT = Figure("csat_rate", Bilingual("满意度", "CSAT"), Unit.SHARE, 0.9, 100)


def said(text: str) -> Msg:
    """Return a message that is worded as this text."""
    return msg("source.definition", text=text)


def answer(text: str = "Last week CSAT was 90.0%", lines: int = 0) -> Answer:
    """Return an answer in so many lines, 500 characters each."""
    return Answer(Kind.TEXT, said(text), tuple(said(f"{i} {'x' * 500}.") for i in range(lines)))


def chart() -> Answer:
    """Return an answer with a chart of seven days."""
    rows = tuple(
        Row((("day", Bilingual(f"11/{i}", f"{i} Nov")),), 0.8 + i / 100, n=50) for i in range(9, 16)
    )
    table = Table(("day",), rows, "time")
    return Answer(Kind.SERIES, said("Better by the day"), (), CSAT, PERIOD, table=table)


@dataclass
class World:
    """A workspace, and the courier in it."""

    local: RunningWorkspace
    client: WebClient
    charting: Charting
    courier: Courier

    def write(self, channel: str = "general", **changes: object) -> Write:
        """Return a post to a channel, by its name, or to a person, by his id."""
        place = channel if channel[:1] in "UWD" else self.local.model.conversation(channel).id
        made = Write("weekly:7:2026-11-16/0", POST, place, answer(), Lang.EN)
        return replace(made, **changes)  # type: ignore[arg-type]

    def delivered(self, write: Write) -> Delivered:
        """Deliver what meets no fault."""
        outcome = self.courier.deliver(write)
        assert isinstance(outcome, Delivered), outcome
        return outcome

    def standing(self) -> list[Message]:
        """Return every message of the bot that stands anywhere in the workspace."""
        model = self.local.model
        said = [m for where in model.conversations for m in model.messages(where.id, None)]
        return [m for m in said if m.user == model.bot.id and m.subtype is None]

    def lin(self) -> str:
        """Return the id of a person."""
        return self.local.as_person("lin").id

    def calls(self, method: str) -> int:
        """Return how many calls of a method met a fault."""
        return [one.name for one in self.local.faults.struck].count(method)


@contextmanager
def running(**changes: object) -> Iterator[World]:
    """Run a workspace with a courier whose client is the real one."""
    with start(config(**({"scopes": NEEDED} | changes))) as local:
        client = courier_client(SlackSettings(local.bot_token, api_url=local.base_url))
        pool = Pool(workers=1, waiting=1, name="chart")
        charting = Charting(client, pool, pause=lambda _: None)
        yield World(local, client, charting, Courier(client, charting))
        pool.close(1.0)


@pytest.fixture
def world() -> Iterator[World]:
    with running() as found:
        yield found


def since() -> datetime:
    """Return a moment before whatever the test does next."""
    return datetime.now(UTC)


def places(world: World) -> dict[str, Write]:
    """Return a write to a channel, to one of its threads, and to a person."""
    parent = world.local.as_person("lin").says("how was it?", "general")
    return {
        "channel": world.write(),
        "thread": world.write(thread=parent.ts),
        "direct": world.write(world.lin()),
    }


PLACES = pytest.mark.parametrize("place", ["channel", "thread", "direct"])


# -- posting --------------------------------------------------------------------------------------


@PLACES
def test_a_post_stands_once_where_slack_says(world: World, place: str) -> None:
    write = places(world)[place]
    done = world.delivered(write)
    (message,) = world.standing()
    assert (done.channel, done.ts, done.more) == (message.channel, message.ts, 0)
    assert message.channel[0] == ("D" if place == "direct" else "C")
    assert message.thread_ts == write.thread
    assert "90.0%" in str(message.blocks)
    # The key is nobody else's business.
    assert write.key not in str(message.metadata)


def test_parts_go_to_the_thread_and_those_that_are_no_more_are_gone(world: World) -> None:
    long = answer(lines=60)
    done = world.delivered(world.write(answer=long))
    assert done.more >= 2
    for part in range(1, done.more + 1):
        key = f"weekly:7:2026-11-16/0/{part}"
        rest = world.write(key=key, answer=long, part=part, thread=done.ts)
        assert world.delivered(rest).more == 0
    shorter = world.write(key="k", part=1, thread=done.ts)
    assert world.courier.deliver(shorter) == Refused("gone")
    parts = world.standing()
    assert len(parts) == 1 + done.more
    told = "".join(str(m.blocks) for m in parts)
    assert [f"{i} xxx" in told for i in range(60)] == [True] * 60
    assert told.count("59 xxx") == 1
    found = world.courier.find(world.write(answer=long), since() - timedelta(minutes=1))
    assert found == done


# -- lost answers ---------------------------------------------------------------------------------


@PLACES
def test_a_lost_answer_is_unknown_and_the_message_is_found(world: World, place: str) -> None:
    write, began = places(world)[place], since()
    world.local.faults.add(Fault.answer_lost("chat.postMessage", times=None))
    assert world.courier.deliver(write) == Unknown("connection_lost")
    # One call, however often the answer would have been lost.
    assert world.calls("chat.postMessage") == 1
    (message,) = world.standing()
    assert world.courier.find(write, began) == Delivered(message.channel, message.ts)
    assert world.courier.find(replace(write, key="another"), began) == NotThere()
    assert len(world.standing()) == 1


@pytest.mark.parametrize("place", ["channel", "thread"])
def test_found_among_many_newer_messages(world: World, place: str) -> None:
    write, began = places(world)[place], since()
    done = world.delivered(write)
    lin = world.local.as_person("lin")
    for i in range(250):
        lin.says(f"{i}", "general", thread=write.thread)
    assert world.courier.find(write, began) == done
    assert len(world.standing()) == 1


def test_found_behind_many_older_replies(world: World) -> None:
    """A thread is read from its beginning: the last reply is on the second page."""
    lin, began = world.local.as_person("lin"), since()
    parent = lin.says("how was it?", "general")
    for i in range(250):
        lin.says(f"{i}", "general", thread=parent.ts)
    write = world.write(thread=parent.ts)
    done = world.delivered(write)
    assert world.courier.find(write, began) == done
    assert len(world.standing()) == 1


def test_more_than_can_be_looked_through_is_not_guessed(world: World) -> None:
    began = since()
    world.delivered(world.write())
    for i in range(400):
        world.local.as_person("lin").says(f"{i}", "general")
    courier = Courier(world.client, world.charting, pages=2)
    assert courier.find(world.write(), began) == Later("too_many_messages")
    assert len(world.standing()) == 1


def test_found_from_the_first_attempt_on_with_clocks_apart(world: World) -> None:
    write = world.write()
    done = world.delivered(write)
    posted = datetime.fromtimestamp(float(done.ts), UTC)
    assert world.courier.find(write, posted + timedelta(seconds=50)) == done
    assert world.courier.find(write, posted + timedelta(seconds=70)) == NotThere()
    assert len(world.standing()) == 1


def test_what_somebody_else_marked_so_is_not_ours(world: World) -> None:
    began, write = since(), world.write()
    mark = world.client.chat_postMessage(
        channel=write.channel, text="x", metadata={"event_type": "other", "event_payload": {}}
    )
    world.delivered(write)
    (_, ours) = world.standing()
    world.client.chat_delete(channel=write.channel, ts=ours.ts)
    copied = Message(write.channel, "", world.lin(), "mine", metadata=ours.metadata)
    world.local.model.post(copied)
    assert world.courier.find(write, began) == NotThere()
    assert [m.ts for m in world.standing()] == [mark["ts"]]


@PLACES
def test_looking_that_fails_is_said_and_not_guessed(world: World, place: str) -> None:
    write, began = places(world)[place], since()
    method = "conversations.replies" if place == "thread" else "conversations.history"
    world.delivered(write)
    for fault, outcome in (
        (Fault.rate_limited(7, method), Later("ratelimited", 7.0, counts=False)),
        (Fault.server_error(500, method), Later("http_500")),
        (Fault.answer_lost(method), Later("connection_lost")),
        (Fault.error("channel_is_limited_access", method), Later("channel_is_limited_access")),
        (Fault.error("never_heard_of", method), Later("never_heard_of")),
        (Fault.error("token_revoked", "auth.test"), Later("token_revoked")),
    ):
        world.local.faults.add(fault)
        # Who the bot is was not asked before either.
        courier = Courier(world.client, world.charting)
        assert courier.find(write, began) == outcome
        assert world.local.faults.struck[-1].fault.kind == fault.kind
    assert isinstance(world.courier.find(write, began), Delivered)
    assert len(world.standing()) == 1


def test_a_direct_message_that_cannot_be_opened_is_said_and_not_guessed(world: World) -> None:
    world.local.faults.add(Fault.server_error(503, "conversations.open"))
    assert world.courier.find(world.write(world.lin()), since()) == Later("http_503")
    assert world.standing() == []


# -- Slack cannot or will not ---------------------------------------------------------------------


def test_a_rate_limit_is_no_failure_and_is_left_to_the_outbox(world: World) -> None:
    world.local.faults.add(Fault.rate_limited(30, "chat.*"))
    assert world.courier.deliver(world.write()) == Later("ratelimited", 30.0, counts=False)
    assert world.calls("chat.postMessage") == 1
    assert world.standing() == []
    world.delivered(world.write())
    assert len(world.standing()) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_slack_fails_at_is_unknown(world: World, status: int) -> None:
    world.local.faults.add(Fault.server_error(status, "chat.postMessage", times=None))
    assert world.courier.deliver(world.write()) == Unknown(f"http_{status}")
    assert world.calls("chat.postMessage") == 1
    assert world.standing() == []
    assert world.courier.find(world.write(), since()) == NotThere()


def test_no_answer_in_time_is_unknown(world: World) -> None:
    assert world.client.timeout == 15
    world.client.timeout = 1
    world.local.faults.add(Fault.timeout(60, "chat.postMessage", times=None))
    assert world.courier.deliver(world.write()) == Unknown("timeout")
    assert world.calls("chat.postMessage") == 1
    assert world.standing() == []


def test_a_channel_without_the_bot_refuses(world: World) -> None:
    world.local.faults.kick_bot("general")
    assert world.courier.deliver(world.write()) == Refused("not_in_channel")
    assert world.courier.find(world.write(), since()) == Later("not_in_channel")
    assert world.courier.deliver(world.write(thread="1.2")) == Refused("not_in_channel")
    assert world.standing() == []


def test_an_archived_channel_refuses(world: World) -> None:
    world.local.faults.archive("general")
    assert world.courier.deliver(world.write()) == Refused("is_archived")
    assert world.standing() == []


def test_a_token_that_is_revoked_may_be_restored(world: World) -> None:
    world.local.faults.revoke_token()
    assert world.courier.deliver(world.write()) == Later("token_revoked")
    assert world.courier.deliver(world.write(world.lin())) == Later("token_revoked")
    assert world.courier.find(world.write(), since()) == Later("token_revoked")
    assert world.standing() == []
    world.local.faults.restore_token()
    world.delivered(world.write())
    assert len(world.standing()) == 1


CODES: Mapping[str, Outcome] = {
    code: Refused(code)
    for code in (
        "channel_not_found", "restricted_action", "restricted_action_read_only_channel",
        "missing_scope", "messages_tab_disabled", "no_permission", "metadata_too_large",
        "cannot_reply_to_message", "slack_connect_canvas_sharing_blocked", "thread_not_found",
    )
} | {
    code: Later(code)
    for code in (
        "invalid_auth", "not_authed", "account_inactive", "token_expired", "ekm_access_denied",
        "team_access_not_granted", "team_added_to_org", "message_limit_exceeded",
    )
} | {
    code: Unknown(code)
    for code in (
        "internal_error", "fatal_error", "request_timeout", "service_unavailable",
        "update_failed", "something_slack_invented_today",
    )
} | {"rate_limited": Later("ratelimited", counts=False)}  # fmt: skip


def test_codes(world: World) -> None:
    """Auth failures certainly posted nothing; what Slack fails at may have; the rest is final."""
    for code, outcome in CODES.items():
        world.local.faults.add(Fault.error(code, "chat.postMessage"))
        assert world.courier.deliver(world.write()) == outcome
    assert world.calls("chat.postMessage") == len(CODES)
    assert world.standing() == []


def test_codes_of_a_direct_message_that_is_not_opened(world: World) -> None:
    write = world.write(world.lin())
    for fault, outcome in (
        (Fault.error("user_disabled"), Refused("user_disabled")),
        (Fault.error("cannot_dm_bot"), Refused("cannot_dm_bot")),
        # Nothing was posted, whatever happened to the question.
        (Fault.error("fatal_error"), Later("fatal_error")),
        (Fault.server_error(500), Later("http_500")),
        (Fault.answer_lost(), Later("connection_lost")),
        (Fault.rate_limited(9), Later("ratelimited", 9.0, counts=False)),
    ):
        world.local.faults.add(replace(fault, on="conversations.open"))
        assert world.courier.deliver(write) == outcome
    assert world.courier.deliver(world.write("UNOBODY")) == Refused("user_not_found")
    assert world.standing() == []
    world.delivered(write)
    world.local.faults.add(Fault.error("fatal_error", "conversations.open"))
    world.delivered(replace(write, key="next"))
    # Opened once and for all.
    assert world.calls("conversations.open") == 6
    assert len(world.standing()) == 2


# -- on the way -----------------------------------------------------------------------------------


def courier_to(url: str) -> Courier:
    client = courier_client(SlackSettings("xoxb-1", api_url=url))
    return Courier(client, Charting(client, Pool(workers=1, waiting=1, name="chart")))


def test_nobody_listening_is_certainly_nothing() -> None:
    with running() as world:
        write = world.write()
    assert world.courier.deliver(write) == Later("unreachable")
    assert world.courier.deliver(replace(write, channel="U1")) == Later("unreachable")
    assert world.courier.find(write, since()) == Later("unreachable")
    assert world.courier.member(write.channel) is None
    assert world.standing() == []


def test_an_unknown_host_is_certainly_nothing(world: World) -> None:
    nowhere = courier_to("http://slack.invalid/api/")
    assert nowhere.deliver(world.write()) == Later("unreachable")
    assert world.standing() == []


def test_a_tls_handshake_that_fails_is_certainly_nothing(world: World) -> None:
    with endpoint() as there:
        tls = courier_to(there.url.replace("http:", "https:"))
        assert tls.deliver(world.write()) == Later("unreachable")
        assert there.posted == []
    assert world.standing() == []


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b"<html>a hotel asks for a password</html>", Unknown("unreadable")),
        (200, b"[1]", Unknown("unreadable")),
        (200, b"null", Unknown("unreadable")),
        (200, b"\xff\xfe", Unknown("unreadable")),
        (200, b'{"ok": true}', Unknown("unreadable")),
        (403, b"<html>a proxy</html>", Unknown("http_403")),
        (503, b'{"ok": false, "error": "invalid_auth"}', Unknown("http_503")),
        (429, b"slow down", Later("ratelimited", counts=False)),
        (200, b'{"ok": false, "error": "is_archived"}', Refused("is_archived")),
    ],
)
def test_answers_that_are_not_slacks(
    world: World, status: int, body: bytes, outcome: Outcome, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with endpoint() as there:
        there.answer(status, body)
        assert courier_to(there.url).deliver(world.write()) == outcome
        assert len(there.posted) == 1
        there.answer(status, body)
        if not isinstance(outcome, Refused):
            found = courier_to(there.url).find(world.write(), since())
            assert isinstance(found, Later)
    assert world.standing() == []


# -- forms ----------------------------------------------------------------------------------------

CHART, PICTURE, TABLES = "data_visualization", "image", {"data_table", "table"}


def types(message: Message) -> set[str]:
    return {block["type"] for block in message.blocks}


@pytest.mark.parametrize(
    ("missing", "shown", "absent"),
    [
        (set(), CHART, PICTURE),
        ({CHART}, PICTURE, CHART),
        ({CHART, PICTURE}, "data_table", PICTURE),
        ({CHART, PICTURE, *TABLES, "section"}, "", "section"),
    ],
)
def test_a_chart_goes_out_in_the_best_form_slack_takes(
    world: World, missing: set[str], shown: str, absent: str
) -> None:
    world.local.faults.unsupported_blocks(missing)
    write, began = world.write(answer=chart()), since()
    done = world.delivered(write)
    (message,) = world.standing()
    assert message.ts == done.ts
    assert absent not in types(message)
    assert shown in types(message) if shown else "Better by the day" in message.text
    assert world.charting.native is (CHART not in missing)
    assert world.courier.find(write, began) == done


def test_no_simpler_form_follows_a_lost_answer(world: World) -> None:
    """It would be a second message."""
    world.local.faults.add(Fault.answer_lost("chat.postMessage"))
    assert world.courier.deliver(world.write(answer=chart())) == Unknown("connection_lost")
    (message,) = world.standing()
    assert CHART in types(message)
    assert world.charting.native


def test_a_picture_that_is_not_taken_up_gives_way_to_the_table(world: World) -> None:
    world.local.faults.unsupported_blocks({CHART})
    world.local.faults.add(Fault.server_error(500, "files.*"))
    world.delivered(world.write(answer=chart()))
    (message,) = world.standing()
    assert types(message) & TABLES
    assert world.local.faults.struck


def test_a_refusal_on_the_way_down_ends_it(world: World) -> None:
    """The form is refused, then the channel: no further form is tried."""
    world.local.faults.add(
        Fault.error("invalid_blocks", "chat.postMessage"),
        Fault.error("is_archived", "chat.postMessage"),
    )
    assert world.courier.deliver(world.write(answer=chart())) == Refused("is_archived")
    assert world.calls("chat.postMessage") == 2
    assert world.standing() == []


def test_no_form_is_taken(world: World) -> None:
    world.local.faults.add(Fault.error("msg_too_long", "chat.postMessage", times=None))
    assert world.courier.deliver(world.write(answer=chart())) == Refused("msg_too_long")
    # Chart, picture, table, text.
    assert world.calls("chat.postMessage") == 4
    assert world.standing() == []


def test_no_call_begins_when_somebody_else_may_have_taken_over(world: World) -> None:
    ticking = iter([0.0, 10.0, 61.0])
    courier = Courier(world.client, world.charting, timer=lambda: next(ticking))
    world.local.faults.add(Fault.error("invalid_blocks", "chat.postMessage"))
    assert courier.deliver(world.write(answer=chart())) == Later("took_too_long")
    assert world.calls("chat.postMessage") == 1
    assert world.standing() == []


# -- updates --------------------------------------------------------------------------------------


def updated(world: World, done: Delivered, text: str, **changes: object) -> Write:
    """Return an update of what was delivered."""
    new = answer(text)
    return world.write(
        key="restated", operation=UPDATE, channel=done.channel, ts=done.ts, answer=new, **changes
    )


@PLACES
def test_an_update_changes_the_message_in_place(world: World, place: str) -> None:
    write, began = places(world)[place], since()
    done = world.delivered(write)
    assert world.courier.deliver(updated(world, done, "CSAT was 91.0%")) == done
    (message,) = world.standing()
    assert message.ts == done.ts
    assert "91.0%" in str(message.blocks)
    assert "90.0%" not in str(message.blocks)
    # It is still the post that it was.
    assert world.courier.find(write, began) == done


def test_an_update_of_a_direct_message_by_the_persons_id(world: World) -> None:
    done = world.delivered(world.write(world.lin()))
    update = replace(updated(world, done, "CSAT was 91.0%"), channel=world.lin())
    assert world.courier.deliver(update) == done
    (message,) = world.standing()
    assert "91.0%" in str(message.blocks)


def test_a_lost_update_is_harmless_to_repeat(world: World) -> None:
    done = world.delivered(world.write())
    update = updated(world, done, "CSAT was 91.0%")
    world.local.faults.add(Fault.answer_lost("chat.update"))
    assert world.courier.deliver(update) == Unknown("connection_lost")
    # It leaves no mark: nobody is asked.
    with world.local.faults.during(Fault.server_error(500, "conversations.*")):
        assert world.courier.find(update, since()) == NotThere()
    assert world.courier.deliver(update) == done
    (message,) = world.standing()
    assert "91.0%" in str(message.blocks)


def test_an_update_goes_down_to_text(world: World) -> None:
    done = world.delivered(world.write())
    world.local.faults.unsupported_blocks({"section"})
    assert world.courier.deliver(updated(world, done, "CSAT was 91.0%")) == done
    (message,) = world.standing()
    assert message.blocks == []
    assert "91.0%" in message.text


def test_an_update_meets_what_a_post_meets(world: World) -> None:
    done = world.delivered(world.write())
    update = updated(world, done, "CSAT was 91.0%")
    for fault, outcome in (
        (Fault.rate_limited(5), Later("ratelimited", 5.0, counts=False)),
        (Fault.server_error(503), Unknown("http_503")),
        (Fault.error("invalid_auth"), Later("invalid_auth")),
        (Fault.error("update_failed"), Unknown("update_failed")),
        *(
            (Fault.error(code), Refused(code))
            for code in ("cant_update_message", "is_inactive", "edit_window_closed")
        ),
    ):
        world.local.faults.add(replace(fault, on="chat.update"))
        assert world.courier.deliver(update) == outcome
    (message,) = world.standing()
    assert "90.0%" in str(message.blocks)


def test_what_is_deleted_cannot_be_updated(world: World) -> None:
    done = world.delivered(world.write())
    world.client.chat_delete(channel=done.channel, ts=done.ts)
    update = updated(world, done, "CSAT was 91.0%")
    assert world.courier.deliver(update) == Refused("message_not_found")
    assert world.standing() == []


def test_what_is_too_old_or_somebody_elses_cannot_be_updated() -> None:
    with running(edit_window_seconds=3600.0) as world:
        done = world.delivered(world.write())
        theirs = world.local.as_person("lin").says("mine", "general")
        update = updated(world, done, "CSAT was 91.0%")
        other = world.courier.deliver(replace(update, ts=theirs.ts))
        assert other == Refused("cant_update_message")
        world.local.clock.advance(3700)
        assert world.courier.deliver(update) == Refused("edit_window_closed")
        (message,) = world.standing()
        assert "90.0%" in str(message.blocks)


def test_an_update_without_a_message_is_our_own_mistake(world: World) -> None:
    with pytest.raises(ValueError, match="without a ts"):
        world.courier.deliver(world.write(operation=UPDATE))
    assert world.standing() == []


# -- where the bot is -----------------------------------------------------------------------------


def test_where_the_bot_is_and_what_it_is_called(world: World) -> None:
    ids = {name: world.write(name).channel for name in ("general", "quiet", "random", "secret")}
    direct = world.delivered(world.write(world.lin())).channel
    member, name = world.courier.member, world.courier.channel_name
    assert [member(ids[one]) for one in ("general", "quiet", "secret")] == [True, False, True]
    assert [name(ids[one]) for one in ("general", "quiet")] == ["general", "quiet"]
    world.local.faults.archive("random")
    world.local.faults.kick_bot("secret")
    assert member(ids["random"]) is False
    # A private channel is not there for who is not in it.
    assert member(ids["secret"]) is False
    assert name(ids["secret"]) is None
    for person in (direct, world.lin()):
        assert member(person) is None
        assert name(person) is None
    assert len(world.standing()) == 1


def test_where_it_cannot_be_told(world: World, caplog: pytest.LogCaptureFixture) -> None:
    channel = world.write().channel
    for fault in (Fault.error("missing_scope"), Fault.rate_limited(3), Fault.server_error(500)):
        world.local.faults.add(*[replace(fault, on="conversations.info")] * 2)
        assert world.courier.member(channel) is None
        assert world.courier.channel_name(channel) is None
    assert caplog.text.count("could not ask about a channel") == 6
    assert world.standing() == []
