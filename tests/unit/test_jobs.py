"""The tick and the housekeeping: due by the clock given, never stopped by a failure."""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from base.clock import FixedClock
from jobs.housekeeping import HOUSEKEEPING, forget_runs, forget_seen, tidy_file
from jobs.installation import Installation
from jobs.recording import Recording
from jobs.tick import Beating, Job, Tick
from storage.engine import ensure_schema, open_database
from storage.jobruns import JobRun, keep, runs_of
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


def test_only_what_was_done_is_logged(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    tick = Tick(installation, [Job("idle", timedelta(0), lambda _: "")], lambda: "REF1")
    with caplog.at_level(logging.INFO, "fupan.jobs"):
        assert tick.beat() == ["idle"]
    assert not caplog.records


def test_a_clock_that_is_put_back_stops_no_job(installation: Installation) -> None:
    tick = Tick(installation, [Job("one", timedelta(minutes=1), lambda _: "")], lambda: "REF1")
    clock_of(installation).advance(timedelta(hours=-3))
    assert tick.beat() == ["one"]
    assert tick.beat() == []
    clock_of(installation).advance(timedelta(minutes=1))
    assert tick.beat() == ["one"]


# -- how the jobs are doing ------------------------------------------------------------------------


def beat(tick: Tick, after: timedelta = timedelta(0)) -> list[str]:
    """Let time pass, and the tick beat as it does by itself."""
    clock_of(tick.installation).advance(after)
    tick.recording.beat()
    return tick.beat()


def row(installation: Installation, job: str) -> JobRun:
    with installation.database.read() as work:
        return next(run for run in runs_of(work) if run.job == job)


SECOND = timedelta(seconds=1)


def test_a_job_is_late_by_what_it_waited_for_others(installation: Installation) -> None:
    def slow(given: Installation) -> str:
        clock_of(given).advance(timedelta(seconds=40))
        return ""

    jobs = [Job("slow", 10 * SECOND, slow), Job("other", 10 * SECOND, lambda _: "")]
    tick = Tick(installation, jobs, lambda: "REF1")
    assert beat(tick, 12 * SECOND) == ["slow", "other"]
    lags = {one.run.job: one.lag for one in tick.recording.standings()}
    assert lags == {"slow": 2.0, "other": 42.0}
    assert beat(tick) == ["slow", "other"]
    # What runs is not late, however long it takes.
    assert {one.run.job: one.lag for one in tick.recording.standings()}["slow"] == 0.0


def test_a_job_that_runs_every_second_is_not_written_every_second(
    installation: Installation,
) -> None:
    tick = Tick(installation, [Job("often", SECOND, lambda _: "")], lambda: "REF1")
    seen = []
    for _ in range(61):
        assert beat(tick, SECOND) == ["often"]
        seen.append(row(installation, "often").runs)
    assert tick.recording.standings()[0].run.runs == 61
    written = len(set(seen))
    assert 4 <= written <= 6
    now = installation.clock.now()
    assert now - row(installation, "often").heard_at <= timedelta(seconds=16)


def test_a_failure_is_written_at_once_and_so_is_its_end(installation: Installation) -> None:
    broken = True

    def job(_: Installation) -> str:
        if broken:
            raise ValueError("no")
        return "mended"

    tick = Tick(installation, [Job("one", 5 * SECOND, job)], lambda: "7F3K")
    for count in (1, 2, 3, 4, 5):
        assert beat(tick, 5 * SECOND) == ["one"]
        assert tick.recording.standings()[0].run.failing == count
        assert row(installation, "one").failing >= 1
    assert row(installation, "one").said == "7F3K"
    assert row(installation, "one").worked_at is None
    broken = False
    assert beat(tick, 5 * SECOND) == ["one"]
    found = row(installation, "one")
    assert (found.failing, found.failures, found.runs, found.said) == (0, 5, 6, "mended")
    assert found.worked_at == installation.clock.now()
    assert found.next_at == installation.clock.now() + 5 * SECOND


def test_what_is_under_way_is_seen_from_elsewhere(installation: Installation) -> None:
    seen: list[JobRun] = []

    def job(given: Installation) -> str:
        seen.append(row(given, "one"))
        clock_of(given).advance(SECOND)
        return ""

    tick = Tick(installation, [Job("one", timedelta(hours=1), job)], lambda: "REF1")
    beat(tick, timedelta(hours=1))
    # An hourly job whose end nobody writes down would look as if it ran for an hour.
    for _ in range(3):
        beat(tick, 20 * SECOND)
    assert not row(installation, "one").running
    beat(tick, timedelta(hours=1))
    assert seen[-1].running
    assert seen[-1].runs == 2
    assert not row(installation, "one").running


def test_a_record_that_cannot_be_written_stops_nothing(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[int] = []
    job = Job("one", SECOND, lambda _: ran.append(1) or "done")  # type: ignore[func-returns-value]
    tick = Tick(installation, [job], lambda: "REF1")
    with caplog.at_level(logging.WARNING, "fupan.jobs"), installation.database.write():
        # Somebody else has the file for himself all the while.
        before = time.monotonic()
        assert beat(tick, SECOND) == ["one"]
        assert time.monotonic() - before < 5
    assert "one" in caplog.records[0].getMessage()
    assert beat(tick, 20 * SECOND) == ["one"]
    assert ran == [1, 1]
    assert row(installation, "one").runs >= 1
    with installation.database.write() as work:
        work.execute(text("DROP TABLE job_run"))
    assert beat(tick, 20 * SECOND) == ["one"]
    assert tick.recording.standings()[0].run.runs == 3


def test_threads_that_share_a_job_are_counted_together(installation: Installation) -> None:
    recording = Recording(installation)
    ran: list[int] = []

    def tick() -> Tick:
        job = Job("deliver", timedelta(0), lambda _: ran.append(1) or "")  # type: ignore[func-returns-value]
        return Tick(installation, [job], lambda: "REF1", recording)

    def often(own: Tick) -> None:
        for _ in range(25):
            own.beat()

    threads = [threading.Thread(target=often, args=(tick(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ran) == 100
    (one,) = recording.standings()
    assert (one.run.runs, one.run.failures) == (100, 0)
    assert not row(installation, "deliver").running


def test_the_tick_is_missed_when_it_stops(installation: Installation) -> None:
    seconds = 100.0
    recording = Recording(installation, lambda: seconds)
    tick = Tick(installation, [], lambda: "REF1", recording)
    seconds = 130.0
    assert recording.beat_age() == 30.0
    beat(tick)
    seconds = 191.0
    assert recording.beat_age() == 61.0


def test_processes_that_are_gone_are_forgotten(installation: Installation) -> None:
    with installation.database.write() as work:
        for name, heard in (
            ("gone", START - timedelta(hours=25)),
            ("here", START - timedelta(minutes=1)),
            ("ahead", START + timedelta(days=30)),
        ):
            keep(work, JobRun("plan", name, began_at=heard, ended_at=heard, runs=1))
            keep(work, JobRun("tick", name, began_at=START - timedelta(days=9), ended_at=heard))
    assert forget_runs(installation) == "4 old records forgotten"
    assert forget_runs(installation) == ""
    with installation.database.read() as work:
        assert {run.replica for run in runs_of(work)} == {"here"}


def test_the_tick_beats_by_itself_and_stops(installation: Installation) -> None:
    beaten = threading.Event()

    def job(given: Installation) -> str:
        beaten.set()
        return "done"

    tick = Tick(installation, [Job("one", timedelta(0), job)], lambda: "REF1")
    before = set(threading.enumerate())
    beating = Beating(tick, timedelta(seconds=0.05))
    assert beaten.wait(5)
    assert tick.recording.beat_age() < 5
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
