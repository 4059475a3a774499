"""The outbox on both engines: pace, order, claims, and what is forgotten."""

from datetime import UTC, datetime, timedelta

from base.answer import Answer, Kind
from base.language import Lang, msg
from storage import outbox, turns, written
from storage.engine import Database
from storage.outbox import Draft, State
from storage.turns import Pace

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
EVEN = Pace(lane=SECOND, between=SECOND / 4, burst=4)


def put(database: Database, *keys: str, lane: str = "C1", parent: int | None = None) -> list[int]:
    """Put writes in, one after another; return their numbers."""
    found = []
    for key in keys:
        draft = Draft(
            key=key,
            lane=lane,
            answer=Answer(Kind.TEXT, msg("none")),
            lang=Lang.ZH,
            due_at=NOW,
            expires_at=NOW + timedelta(hours=1),
            parent=parent,
        )
        with database.write() as work:
            number = outbox.put(work, draft)
        assert number is not None
        found.append(number)
    return found


def claimed(database: Database, at: datetime, token: str = "a", most: int = 100) -> list[str]:
    """Claim what may go out; return its keys."""
    with database.write() as work:
        return [one.key for one in turns.claim(work, at, token, most, EVEN)]


def send(database: Database, at: datetime) -> list[str]:
    """Claim and deliver what may go out; return its keys."""
    with database.write() as work:
        found = turns.claim(work, at, "a", 100, EVEN)
        for one in found:
            outbox.sent(work, one, at, one.channel, f"1.{one.id}")
    return [one.key for one in found]


def test_a_key_is_put_in_once(database: Database) -> None:
    put(database, "o1/0")
    draft = Draft("o1/0", "C2", Answer(Kind.TEXT, msg("none")), Lang.EN, NOW, NOW)
    with database.write() as work:
        assert outbox.put(work, draft) is None


def test_one_lane_goes_in_its_order_a_second_apart(database: Database) -> None:
    put(database, "a", "b", "c")
    assert send(database, NOW) == ["a"]
    assert send(database, NOW + SECOND / 2) == []
    assert send(database, NOW + SECOND) == ["b"]
    assert send(database, NOW + 2 * SECOND) == ["c"]


def test_nothing_overtakes_what_is_still_under_way(database: Database) -> None:
    put(database, "a", "b")
    assert claimed(database, NOW) == ["a"]
    assert claimed(database, NOW + 10 * SECOND, "b") == []


def test_many_lanes_go_as_fast_as_the_workspace_may(database: Database) -> None:
    for lane in range(12):
        put(database, f"o{lane}", lane=f"C{lane}")
    assert len(send(database, NOW)) == 4
    assert send(database, NOW) == []
    assert len(send(database, NOW + SECOND / 4)) == 1
    assert len(send(database, NOW + SECOND)) == 3
    assert len(send(database, NOW + 10 * SECOND)) == 4


def test_what_stands_below_waits_for_what_it_stands_below(database: Database) -> None:
    (first,) = put(database, "o1/0")
    put(database, "o1/1", parent=first)
    put(database, "o2/0", lane="C2")
    with database.write() as work:
        entry, other = turns.claim(work, NOW, "a", 9, EVEN)
    assert (entry.key, other.key) == ("o1/0", "o2/0")
    assert claimed(database, NOW + SECOND) == []
    with database.write() as work:
        outbox.sent(work, entry, NOW, "C1", "17.5")
    with database.write() as work:
        (below,) = turns.claim(work, NOW + 2 * SECOND, "a", 9, EVEN)
    assert (below.key, below.thread, below.channel) == ("o1/1", "17.5", "C1")


def test_what_failed_takes_what_stands_below_it_along(database: Database) -> None:
    (first,) = put(database, "o1/0")
    put(database, "o1/1", parent=first)
    with database.write() as work:
        (entry,) = turns.claim(work, NOW, "a", 9, EVEN)
        assert outbox.give_up(work, entry, "is_archived")
    with database.read() as work:
        assert written.backlog(work, NOW).states == {"failed": 2}


def test_a_claim_is_its_holders_until_it_is_taken_over(database: Database) -> None:
    (number,) = put(database, "a")
    with database.write() as work:
        (mine,) = turns.claim(work, NOW, "mine", 9, EVEN)
    assert claimed(database, NOW + timedelta(days=1), "other") == []
    with database.write() as work:
        assert outbox.claims(work) == {number: mine.token}
        assert not outbox.abandon(work, number, "somebody's", NOW)
        assert outbox.abandon(work, number, mine.token, NOW)
        (taken,) = turns.claim(work, NOW + SECOND, "other", 9, EVEN)
    assert taken.reconcile
    assert taken.tried_at == NOW
    with database.write() as work:
        assert not outbox.give_up(work, mine, "late")
        assert not outbox.again(work, mine, NOW, "x", counts=True, unknown=False)
        # But what Slack has taken, it has taken.
        assert outbox.sent(work, mine, NOW, "C1", "1.1")
        assert not outbox.sent(work, taken, NOW, "C1", "1.2")


def test_a_clock_that_ran_ahead_blocks_nothing(database: Database) -> None:
    put(database, "a", "b")
    ahead = NOW + timedelta(days=300)
    assert send(database, ahead) == ["a"]
    assert send(database, NOW) == ["b"]


def test_what_is_long_done_is_forgotten_but_nothing_open(database: Database) -> None:
    (first,) = put(database, "o1/0")
    put(database, "o1/1", parent=first)
    put(database, "open", lane="C2")
    send(database, NOW)
    put(database, "waiting", lane="C2")
    late = NOW + timedelta(days=100)
    for _ in range(3):
        send(database, NOW + timedelta(minutes=1))
        with database.write() as work:
            written.forget(work, late)
    with database.read() as work:
        states = written.backlog(work, NOW).states
    assert states == {}
    assert State.SENT.value not in states
