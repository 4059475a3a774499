"""Moving the time on: stop by stop, what falls due happens, and the pages are told."""

import logging
import threading
from collections.abc import Iterator

import pytest

from tests.workspace.page_client import page, post, state
from tests.workspace.slack_world import acknowledge, config, raw_connection, received
from workspace import RunningWorkspace, SlackError, start

HOUR, DAY, WEEK = 3600.0, 86_400.0, 7 * 86_400.0
BEGIN = 1_790_000_000.0


class Alarms:
    """Stops at given moments; at one of them it can hang or fail."""

    def __init__(self, *moments: float) -> None:
        self.moments = moments
        self.stops: list[float] = []
        self.broken = False
        self.inside = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()

    def next(self, now: float, until: float) -> float:
        return min([m for m in self.moments if m > now] + [until])

    def arrived(self, now: float) -> None:
        self.stops.append(now)
        self.inside.set()
        self.go_on.wait(5)
        if self.broken:
            raise KeyError("a secret of the case")


@pytest.fixture
def alarms() -> Alarms:
    return Alarms(BEGIN + 10, BEGIN + DAY, BEGIN + 30 * DAY)


@pytest.fixture
def local(alarms: Alarms) -> Iterator[RunningWorkspace]:
    with start(config(traveller=alarms, ack_timeout=0.2)) as running:
        running.clock.freeze()
        running.clock.set(BEGIN)
        yield running
        alarms.go_on.set()


def test_it_stops_where_the_traveller_says(local: RunningWorkspace, alarms: Alarms) -> None:
    local.travel(WEEK)
    assert alarms.stops == [BEGIN + 10, BEGIN + DAY, BEGIN + WEEK]
    assert local.clock.now() == BEGIN + WEEK
    assert local.clock.frozen


def test_the_clock_runs_on_afterwards(local: RunningWorkspace, alarms: Alarms) -> None:
    local.clock.resume()
    alarms.go_on.clear()
    assert post(local, "travel", seconds=WEEK) == {"ok": True}
    assert alarms.inside.wait(5)
    assert local.clock.frozen
    told = state(local)["time"]
    assert (told["now"], told["travelling"], told["movable"]) == (BEGIN + 10, True, True)
    assert BEGIN + WEEK <= told["until"] < BEGIN + WEEK + 60
    assert post(local, "travel", seconds=60)["error"] == "already_travelling"
    alarms.go_on.set()
    local.wait_for(lambda: not local.clock.frozen)
    told = state(local)["time"]
    assert (told["travelling"], told["until"]) == (False, None)
    assert told["now"] >= BEGIN + WEEK


def test_it_can_be_stopped_between_two_stops(local: RunningWorkspace, alarms: Alarms) -> None:
    alarms.go_on.clear()
    post(local, "travel", seconds=WEEK)
    assert alarms.inside.wait(5)
    assert post(local, "travel/stop") == {"ok": True}
    alarms.go_on.set()
    local.wait_for(lambda: not state(local)["time"]["travelling"])
    assert (alarms.stops, local.clock.now()) == ([BEGIN + 10], BEGIN + 10)
    local.travel(DAY)  # and it can go on
    assert local.clock.now() == BEGIN + 10 + DAY


def test_without_a_traveller_it_goes_hour_by_hour() -> None:
    passed: list[float] = []
    with start(config()) as local:
        local.clock.freeze()
        local.clock.set(BEGIN)
        with local.clock.listening(lambda: passed.append(local.clock.now())):
            local.travel(2.5 * HOUR)
    stops = [BEGIN + HOUR, BEGIN + 2 * HOUR, BEGIN + 2.5 * HOUR]
    assert [one for one in dict.fromkeys(passed) if one > BEGIN] == stops


def test_what_waits_for_its_moment_happens_on_the_way(local: RunningWorkspace) -> None:
    with raw_connection(local) as app:
        local.as_person("lin").says("hi", channel="general")
        assert [received(app)["retry_attempt"] for _ in range(2)] == [0, 1]
        local.travel(DAY)
        while (again := received(app))["type"] == "disconnect":
            pass  # the connection has grown old on the way
        assert again["retry_attempt"] == 2
        acknowledge(app, again)


def test_pages_are_told(local: RunningWorkspace, alarms: Alarms) -> None:
    with page(local, "lin") as news:
        alarms.go_on.clear()
        post(local, "travel", seconds=WEEK)
        told = news.next("time")
        assert told == {
            "kind": "time", "now": told["now"], "travelling": True,
            "until": BEGIN + WEEK, "failed": None,
        }  # fmt: skip
        while told["now"] < BEGIN + 10:
            told = news.next("time")
        assert (told["now"], told["travelling"]) == (BEGIN + 10, True)
        alarms.go_on.set()
        while told["travelling"]:
            told = news.next("time")
        assert (told["now"], told["until"], told["failed"]) == (BEGIN + WEEK, None, None)


def test_many_steps_are_told_in_few_news() -> None:
    with start(config()) as local, page(local) as news:
        local.travel(62 * DAY)
        count, told = 0, {"travelling": True}
        while told["travelling"]:
            count, told = count + 1, news.next("time")
    assert count < 100


@pytest.mark.parametrize(("who", "words"), [("lin", "时间停在这里了"), ("alice", "Time stopped")])
def test_a_failure_ends_it_in_words(
    local: RunningWorkspace,
    alarms: Alarms,
    caplog: pytest.LogCaptureFixture,
    who: str,
    words: str,
) -> None:
    alarms.broken = True
    local.clock.resume()
    with page(local, who) as news, caplog.at_level(logging.ERROR):
        post(local, "travel", seconds=WEEK)
        told = news.next("time")
        while told["travelling"]:
            told = news.next("time")
        assert told["failed"].startswith(words)
        assert "secret" not in told["failed"]
        assert "KeyError" in caplog.text
        news.none("time")  # nothing takes the words back
    assert not local.clock.frozen
    assert alarms.stops == [BEGIN + 10]


def test_whoever_travels_by_code_gets_the_error(local: RunningWorkspace, alarms: Alarms) -> None:
    alarms.broken = True
    with pytest.raises(KeyError):
        local.travel(WEEK)
    alarms.broken = False
    local.travel(WEEK)
    with pytest.raises(ValueError, match="forward"):
        local.travel(-1)


def test_a_traveller_that_stays_where_it_is(local: RunningWorkspace, alarms: Alarms) -> None:
    alarms.next = lambda now, until: now  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="stays"):
        local.travel(WEEK)


@pytest.mark.parametrize("seconds", [0, 0.5, -60, 62 * DAY + 1, "60", None, True, float("nan")])
def test_what_is_no_distance(local: RunningWorkspace, seconds: object) -> None:
    if seconds != seconds:  # JSON knows no NaN, Python's reader does
        seconds = None
    assert post(local, "travel", seconds=seconds) == {"ok": False, "error": "bad_seconds"}


def test_a_clock_that_the_page_may_not_move() -> None:
    with start(config(movable=False)) as local:
        assert post(local, "travel", seconds=60)["error"] == "not_movable"
        assert state(local)["time"]["movable"] is False
        before = local.clock.now()
        local.travel(HOUR)  # the one who started it may
        assert local.clock.now() >= before + HOUR


def test_stopping_the_workspace_ends_a_travel(alarms: Alarms) -> None:
    with start(config(traveller=alarms)) as local:
        local.clock.set(BEGIN)
        alarms.go_on.clear()
        post(local, "travel", seconds=WEEK)
        assert alarms.inside.wait(5)
        threading.Timer(0.1, alarms.go_on.set).start()
    assert len(alarms.stops) == 1
    assert not any(t.name == "workspace-travel" for t in threading.enumerate())


def test_two_at_once_by_code(local: RunningWorkspace, alarms: Alarms) -> None:
    alarms.go_on.clear()
    post(local, "travel", seconds=WEEK)
    with pytest.raises(SlackError, match="already_travelling"):
        local.travel(60)
