"""The tick and the housekeeping: due by the clock given, never stopped by a failure."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from base.clock import FixedClock
from jobs.housekeeping import HOUSEKEEPING, forget_seen, tidy_file
from jobs.tick import Beating, Installation, Job, Tick
from storage.engine import ensure_schema, open_database
from storage.seen import first_time

START = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    database = open_database(f"sqlite:///{tmp_path / 'fupan.db'}")
    ensure_schema(database)
    yield Installation(database, FixedClock(START))
    database.close()


def clock_of(installation: Installation) -> FixedClock:
    """Return the clock, which can be moved."""
    assert isinstance(installation.clock, FixedClock)
    return installation.clock


def test_a_job_runs_when_its_interval_has_passed(installation: Installation) -> None:
    ran: list[str] = []

    def noting(name: str, every: timedelta) -> Job:
        def run(_: Installation) -> str:
            ran.append(name)
            return "done"

        return Job(name, every, run)

    jobs = [noting("often", timedelta(minutes=1)), noting("seldom", timedelta(hours=1))]
    tick = Tick(installation, jobs, lambda: "REF1")
    assert tick.beat() == []
    clock_of(installation).advance(timedelta(seconds=60))
    assert tick.beat() == ["often"]
    assert tick.beat() == []
    clock_of(installation).advance(timedelta(hours=5))
    assert tick.beat() == ["often", "seldom"]
    assert ran == ["often", "often", "seldom"]


def test_a_failing_job_is_logged_and_stops_nothing(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(given: Installation) -> str:
        with given.database.read() as work:
            work.execute(text("SELECT * FROM no_such_table"))
        return "never"

    jobs = [
        Job("bad", timedelta(seconds=1), fails),
        Job("good", timedelta(seconds=1), lambda _: "ok"),
    ]
    tick = Tick(installation, jobs, lambda: "7F3K")
    with caplog.at_level(logging.INFO, "fupan.jobs"):
        for _ in range(2):
            clock_of(installation).advance(timedelta(seconds=1))
            assert tick.beat() == ["bad", "good"]
    told = [record.getMessage() for record in caplog.records]
    assert told == ["job bad failed, reference 7F3K", "job good: ok"] * 2
    assert caplog.records[0].exc_info


def test_the_tick_beats_by_itself_and_stops(installation: Installation) -> None:
    beaten = threading.Event()

    def job(given: Installation) -> str:
        beaten.set()
        return "done"

    tick = Tick(installation, [Job("one", timedelta(0), job)], lambda: "REF1")
    before = set(threading.enumerate())
    beating = Beating(tick, timedelta(seconds=0.05))
    assert beaten.wait(5)
    beating.stop()
    beaten.clear()
    assert not beaten.wait(0.2)
    assert {t for t in threading.enumerate() if t.is_alive()} <= before


def test_a_request_is_new_once_and_forgotten_after_a_day(installation: Installation) -> None:
    database, clock = installation.database, clock_of(installation)
    assert first_time(database, "event_id:1", clock.now())
    assert not first_time(database, "event_id:1", clock.now())
    clock.advance(timedelta(hours=20))
    assert first_time(database, "event_id:2", clock.now())
    assert forget_seen(installation) == "0 old requests forgotten"
    clock.advance(timedelta(hours=5))
    assert forget_seen(installation) == "1 old requests forgotten"
    assert first_time(database, "event_id:1", clock.now())
    assert not first_time(database, "event_id:2", clock.now())


def test_one_of_many_processes_gets_a_request(installation: Installation) -> None:
    new: list[bool] = []
    barrier = threading.Barrier(8)

    def take() -> None:
        barrier.wait()
        new.append(first_time(installation.database, "trigger_id:1", START))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False] * 7 + [True]


def test_the_log_of_the_facts_is_emptied_only_when_nobody_uses_it(
    installation: Installation, tmp_path: Path
) -> None:
    database, log = installation.database, tmp_path / "fupan.facts-wal"
    with database.fold():
        pass
    assert log.stat().st_size > 0
    with database.fold():
        assert tidy_file(installation) == "optimised, log in use"
    assert tidy_file(installation) == "optimised, log emptied"
    assert log.stat().st_size == 0


def test_housekeeping_is_declared_and_runs(installation: Installation) -> None:
    tick = Tick(installation, HOUSEKEEPING, lambda: "REF1")
    clock_of(installation).advance(timedelta(days=1))
    assert tick.beat() == [job.name for job in HOUSEKEEPING]
    assert len({job.name for job in HOUSEKEEPING}) == len(HOUSEKEEPING)
