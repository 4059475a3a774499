"""What the fault suite brought to light, each in its smallest form, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from base.answer import Answer, Kind
from base.clock import FixedClock
from base.language import Lang, msg
from base.schedule import (
    DayKind,
    DayRule,
    Level,
    OccurrenceState,
    OnHoliday,
    Schedule,
    Timing,
    What,
)
from jobs.composing import compose
from jobs.delivering import Delivering
from jobs.desk import Desk
from jobs.installation import Installation
from jobs.planning import plan
from jobs.restating import restate
from jobs.sender import Delivered, Later, NotThere, Outcome, Write
from storage import occurrences, outbox, schedules, turns
from storage.engine import Database
from storage.outbox import Draft
from storage.posting import occurrence
from storage.posting import outbox as rows
from storage.turns import Pace
from tests.faults.scene import fill

NINE = datetime(2026, 10, 20, 1, tzinfo=UTC)
DAY = timedelta(days=1)
CHANNEL = "C1"
AT_ONCE = Pace(timedelta(), timedelta(), 1000)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NINE - timedelta(hours=23))


@pytest.fixture
def installation(database: Database, clock: FixedClock, tmp_path: Path) -> Installation:
    fill(database, tmp_path)
    return Installation(database, clock)


def daily(installation: Installation, minutes: int) -> int:
    """Keep a schedule that is due every day so many minutes after midnight in Shanghai."""
    timing = Timing(DayRule(DayKind.EVERY_DAY), minutes, country="", on_holiday=OnHoliday.SEND)
    due = NINE + timedelta(minutes=minutes - 540)
    new = Schedule(What.DAILY, Level.DEPARTMENT, CHANNEL, timing, 1, Lang.ZH, next_at=due)
    with installation.database.write() as work:
        return schedules.keep(work, new, installation.clock.now(), 0)


def put(database: Database, key: str, due_at: datetime, parent: int | None = None) -> int:
    answer = Answer(Kind.TEXT, msg("tell.missed.why"))
    draft = Draft(key, CHANNEL, answer, Lang.ZH, due_at, NINE + DAY, parent=parent)
    with database.write() as work:
        number = outbox.put(work, replace(draft, occurrence=_occurrence(work, key)))
    assert number is not None
    return number


def _occurrence(work: object, key: str) -> int | None:
    """Return the occurrence that a key such as "o1/0" names, if there is one."""
    number = int(key.split("/")[0].removeprefix("o"))
    found = occurrences.read(work, number)  # type: ignore[arg-type]
    return None if found is None else number


def claimed(database: Database, now: datetime) -> list[str]:
    with database.write() as work:
        return [one.key for one in turns.claim(work, now, "token", 10, AT_ONCE)]


def sent(database: Database, key: str) -> None:
    with database.write() as work:
        work.execute(update(rows).where(rows.c.key == key).values(state="sent", ts="1.0"))


# -- the order in a channel ------------------------------------------------------------------------


def test_what_was_due_earlier_goes_first_whenever_it_was_composed(database: Database) -> None:
    """Two replicas compose at once, or one dies on the way: the later post is ready first."""
    later = put(database, "o2/0", NINE + timedelta(minutes=1))
    put(database, "o2/1", NINE + timedelta(minutes=2), parent=later)
    put(database, "o1/0", NINE)
    now = NINE + timedelta(minutes=5)
    assert claimed(database, now) == ["o1/0"]
    # Nothing else of the channel meanwhile.
    assert claimed(database, now) == []
    sent(database, "o1/0")
    assert claimed(database, now) == ["o2/0"]
    sent(database, "o2/0")
    assert claimed(database, now) == ["o2/1"]


def test_what_waits_for_its_parent_does_not_hold_up_the_parent(database: Database) -> None:
    """A clock that ran ahead: what stands below is due before the post itself."""
    above = put(database, "o1/0", NINE + timedelta(minutes=1))
    put(database, "o1/1", NINE, parent=above)
    assert claimed(database, NINE + timedelta(minutes=5)) == ["o1/0"]


def test_a_post_waits_for_an_earlier_one_that_is_still_being_composed(
    installation: Installation, clock: FixedClock
) -> None:
    """Whoever composes the earlier one may be slow, or dead; but not for ever."""
    database = installation.database
    daily(installation, 540), daily(installation, 541)
    clock.at = NINE + timedelta(minutes=2)
    assert plan(installation) == 2
    with database.write() as work:
        first, second = occurrences.claim(work, clock.at, "dead", 2, timedelta(minutes=2))
        assert occurrences.queued(
            work, second.id, "dead", clock.at, "", complete=True, look_at=clock.at
        )
    put(database, f"o{second.id}/0", second.due_at)
    assert claimed(database, clock.at) == []
    with database.write() as work:
        where = occurrence.c.id == first.id
        work.execute(update(occurrence).where(where).values(attempts=11))
    assert claimed(database, clock.at) == [f"o{second.id}/0"]


def test_a_post_does_not_wait_for_one_that_waits_for_its_data(
    installation: Installation, clock: FixedClock
) -> None:
    database = installation.database
    daily(installation, 540), daily(installation, 541)
    clock.at = NINE + timedelta(minutes=2)
    plan(installation)
    with database.write() as work:
        first, second = occurrences.claim(work, clock.at, "one", 2, timedelta(minutes=2))
        occurrences.waits(work, first.id, "one", clock.at + timedelta(hours=1))
        occurrences.queued(work, second.id, "one", clock.at, "", complete=True, look_at=clock.at)
    put(database, f"o{second.id}/0", second.due_at)
    assert claimed(database, clock.at) == [f"o{second.id}/0"]


# -- clocks that were wrong ------------------------------------------------------------------------


def told(database: Database) -> list[str]:
    with database.read() as work:
        return list(work.execute(select(rows.c.key).order_by(rows.c.id)).scalars())


def test_what_was_posted_is_not_told_as_missed_after_the_clock_was_put_back(
    installation: Installation, clock: FixedClock
) -> None:
    number = daily(installation, 540)
    clock.at = NINE + timedelta(seconds=2)
    assert plan(installation) == 1
    # Back by most of a day, where it is planned anew, and right again the day after.
    clock.at -= timedelta(hours=20)
    plan(installation)
    clock.at = NINE + DAY + timedelta(seconds=2)
    assert plan(installation) == 1
    with installation.database.read() as work:
        assert [one.state for one in occurrences.log(work, number)] == [OccurrenceState.DUE] * 2
    assert told(installation.database) == []


def test_what_a_wrong_clock_gave_up_does_not_stop_the_planning(
    installation: Installation, clock: FixedClock
) -> None:
    """A post that was given up as late has its writes, and cannot be forgotten."""
    number = daily(installation, 540)
    clock.at = NINE + DAY
    plan(installation)
    with installation.database.write() as work:
        (newest,) = occurrences.claim(work, clock.at, "one", 1, timedelta(minutes=2))
        occurrences.failed(work, newest.id, OccurrenceState.MISSED, "late")
    put(installation.database, f"o{newest.id}/0", newest.due_at)
    clock.at = NINE - timedelta(minutes=1)
    plan(installation)
    clock.at = NINE
    assert plan(installation) == 1
    with installation.database.read() as work:
        days = {one.day: one.state for one in occurrences.log(work, number)}
    assert days == {
        NINE.date(): OccurrenceState.DUE,
        (NINE + DAY).date(): OccurrenceState.MISSED,
    }


# -- what will never stand -------------------------------------------------------------------------


def test_a_change_of_a_message_that_was_given_up_is_given_up(
    installation: Installation, clock: FixedClock
) -> None:
    """Put in while its message was being given up, it would wait for ever."""
    database = installation.database
    put(database, "o1/0", NINE)
    above = put(database, "o2/0", NINE)
    with database.write() as work:
        work.execute(update(rows).where(rows.c.key == "o2/0").values(state="failed", reason="late"))
        answer = Answer(Kind.TEXT, msg("tell.missed.why"))
        change = Draft("o2/0/r1", CHANNEL, answer, Lang.ZH, NINE, NINE + DAY, target=above)
        outbox.put(work, change)
    clock.at = NINE
    Delivering(installation, _NobodySends()).take_over()
    with database.read() as work:
        states = {row.key: row.state for row in work.execute(select(rows.c.key, rows.c.state))}
    assert states == {"o1/0": "pending", "o2/0": "failed", "o2/0/r1": "failed"}


class _NobodySends:
    """A sender for what calls nobody."""

    def deliver(self, write: Write) -> Outcome:
        raise AssertionError(write)

    def find(self, write: Write, since: datetime) -> Delivered | NotThere | Later:
        raise AssertionError(write)


def test_a_detail_that_was_given_up_is_not_changed(
    installation: Installation, clock: FixedClock, tmp_path: Path
) -> None:
    """The post stands and follows its data; what is missing below it stays missing."""
    database = installation.database
    number = daily(installation, 540)
    clock.at = NINE + timedelta(seconds=2)
    plan(installation)
    desk = Desk(installation)
    assert compose(installation, desk) == 1
    with database.write() as work:
        (one,) = occurrences.log(work, number)
        work.execute(update(rows).values(state="sent", ts="1.0", posted_in=CHANNEL))
        occurrences.sent(work, one.id, clock.at, CHANNEL, "1.0")
        below = rows.c.key == f"o{one.id}/1"
        work.execute(update(rows).where(below).values(state="failed", reason="late"))
    fill(database, tmp_path, 7, (NINE - DAY).date())
    clock.at += timedelta(minutes=5)
    assert restate(installation, desk) == 1
    assert f"o{one.id}/0/r1" in told(database)
    assert f"o{one.id}/1/r1" not in told(database)
