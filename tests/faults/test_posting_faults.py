"""Scheduled posts under faults, on both engines: nothing lost, nothing doubled, the late told.

Real processes that are killed with SIGKILL, real HTTP to the local workspace, real databases. The
long run of the same is `python -m tests.faults.soak`.
"""

import itertools
import random
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from storage.engine import Database
from tests.faults import weather
from tests.faults.counting import Verdict
from tests.faults.fleet import Fleet, fleet
from tests.faults.labels import labels
from tests.faults.proxy import wired
from tests.faults.sabotage import SABOTAGES
from tests.faults.scene import A_DAY, BEGIN, playing
from tests.faults.weather import Site
from tests.helpers.postgres import Server
from workspace import Fault

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)
KILLS = 5
OCCURRENCES = 600
Lend: TypeAlias = Callable[[], AbstractContextManager[Database]]


@pytest.fixture(scope="module")
def replicas() -> Iterator[Fleet]:
    with fleet() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Lend:
    found: Lend = request.getfixturevalue(request.param)
    return found


@contextmanager
def playing_at(lend: Lend, replicas: Fleet, folder: Path, **ways: object) -> Iterator[Site]:
    """Lend a scene whose wire to Slack and whose server can be broken."""
    with playing(lend, replicas, folder, 1, **ways) as scene, wired(scene.local.base_url) as wire:
        scene.slack = wire.url
        yield Site(scene, wire, lend if isinstance(lend, Server) else None)


def kept(verdict: Verdict, occurrences: int) -> None:
    """Hold what was promised against what was counted."""
    assert verdict.problems == {}
    fates = ("sent", "missed", "failed", "skipped")
    assert sum(verdict.counts[fate] for fate in fates) == occurrences
    assert verdict.counts["late"] == verdict.counts["late_told"]


def sent(verdict: Verdict, occurrences: int) -> None:
    """Say that everything went out."""
    kept(verdict, occurrences)
    assert verdict.counts["sent"] == occurrences
    assert verdict.counts["details"] >= occurrences * 3 // 4


# -- kill -9 at every step -------------------------------------------------------------------------


def test_a_process_may_be_killed_at_every_step(
    engine: Lend, replicas: Fleet, tmp_path: Path
) -> None:
    """Every label, five times each, at varying occurrences; others finish what was begun."""
    dice = random.Random(4)
    deaths = [(label, dice.randint(1, 3)) for label in labels() for _ in range(KILLS)]
    dice.shuffle(deaths)
    replicas.reached.clear()
    with playing(engine, replicas, tmp_path) as scene:
        scene.deaths = deque(deaths)
        for _ in range(3):
            scene.replica()
        waves = itertools.count()
        for days in range(-(-OCCURRENCES // 2 // A_DAY), 30):
            for _ in scene.waves(BEGIN + days * DAY - timedelta(hours=1)):
                # Somebody has to be asked, and something has to be edited, for every step to come.
                scene.local.faults.add(Fault.answer_lost("chat.postMessage", times=2))
                if next(waves) % 4 == 2:
                    scene.change_data()
            assert scene.under_way() == {}
            if all(replicas.reached[label] >= KILLS for label in labels()):
                break
        verdict = scene.judged()
    assert {label: replicas.reached[label] for label in labels()} == dict.fromkeys(labels(), KILLS)
    assert verdict.counts["occurrences"] >= OCCURRENCES // 2
    sent(verdict, verdict.counts["occurrences"])
    assert verdict.counts["changes"] > 0


# -- Slack and the network -------------------------------------------------------------------------

WEATHERS = (
    weather.answers_lost,
    weather.answers_lost_and_killed,
    weather.storm,
    weather.slack_fails,
    weather.slack_hangs,
    weather.unreachable,
)


def test_slack_and_the_network_may_fail(engine: Lend, replicas: Fleet, tmp_path: Path) -> None:
    """A day for each: what it does strikes, and everything is posted once."""
    with playing_at(engine, replicas, tmp_path) as site:
        for _ in range(2):
            site.scene.replica()
        struck: Counter[str] = Counter()
        for at, fate in enumerate(WEATHERS, start=1):
            before = len(site.scene.local.faults.struck)
            for number in site.scene.waves(BEGIN + at * DAY - timedelta(hours=1)):
                if not number:
                    fate(site)
            assert site.scene.under_way() == {}, fate.__name__
            struck[fate.__name__] += len(site.scene.local.faults.struck) - before
        verdict = site.scene.judged()
    assert all(struck[fate.__name__] for fate in WEATHERS[:-1]), struck
    sent(verdict, len(WEATHERS) * A_DAY)


# -- the database and the disk ---------------------------------------------------------------------


def test_the_database_may_be_away(engine: Lend, replicas: Fleet, tmp_path: Path) -> None:
    """The server crashes while posts go out; SQLite's lock is held for too long."""
    with playing_at(engine, replicas, tmp_path) as site:
        for _ in range(2):
            site.scene.replica()
        for _ in site.scene.waves(BEGIN + 2 * DAY - timedelta(hours=1)):
            weather.database_away(site)
        verdict = site.scene.judged()
    # A lock that is given back in time is waited for: nobody need have noticed.
    assert site.server is None or replicas.said("OperationalError")
    sent(verdict, 2 * A_DAY)


@pytest.mark.parametrize("label", ["claim.marked", "send.after", "compose.composed"])
def test_the_disk_may_be_full(sqlite: Lend, replicas: Fleet, tmp_path: Path, label: str) -> None:
    """From a step on nothing can be written; once there is room again nothing is missing."""
    replicas.log.clear()
    replicas.reached.clear()
    with playing_at(sqlite, replicas, tmp_path) as site:
        name = site.scene.replica(at=label, nth=3, act="full")
        for number in site.scene.waves(BEGIN + DAY - timedelta(hours=1)):
            if number:
                continue
            site.scene.until(lambda: replicas.ended() or replicas.reached[label])
            site.scene.steps(0.5)
            assert not site.scene.settled()
            site.scene.fleet.fill_disk(name, full=False)
        verdict = site.scene.judged()
    assert replicas.said("disk") or replicas.said("full"), "the disk was never full"
    sent(verdict, A_DAY)


# -- time ------------------------------------------------------------------------------------------


def test_the_clock_may_jump(engine: Lend, replicas: Fleet, tmp_path: Path) -> None:
    """An hour or a day forward or back while posts go out, and right again a moment later."""
    errors = [timedelta(hours=1), timedelta(hours=-1), DAY, -DAY]
    with playing_at(engine, replicas, tmp_path) as site:
        for _ in range(2):
            site.scene.replica()
        for at, error in enumerate(errors, start=1):
            for _ in site.scene.waves(BEGIN + at * DAY - timedelta(hours=1)):
                weather.clock_jumps(site, error)
            assert site.scene.under_way() == {}, error
        verdict = site.scene.judged()
    kept(verdict, len(errors) * A_DAY)


def test_what_nobody_was_there_to_send_is_told(
    engine: Lend, replicas: Fleet, tmp_path: Path
) -> None:
    """Two days without anybody: the newest is sent if it is not too old, the others are told."""
    with playing_at(engine, replicas, tmp_path) as site:
        site.scene.replica()
        for _ in site.scene.waves(BEGIN + timedelta(hours=2)):
            weather.away(site, timedelta(days=2, hours=1))
        verdict = site.scene.judged()
    kept(verdict, 3 * A_DAY)
    assert verdict.counts["missed"] == verdict.counts["missed_told"] == 2 * A_DAY
    assert verdict.counts["late_told"] == A_DAY


# -- several at once -------------------------------------------------------------------------------


def test_two_to_six_replicas_are_one_bot(engine: Lend, replicas: Fleet, tmp_path: Path) -> None:
    """Every day one replica more, and some of them are killed at any moment."""
    with playing_at(engine, replicas, tmp_path) as site:
        site.scene.replica()
        for count in range(2, 7):
            # One more, and what the day before has killed at its very end.
            while len(replicas.pids) < count:
                site.scene.replica()
            for _ in site.scene.waves(BEGIN + (count - 1) * DAY - timedelta(hours=1)):
                weather.kill_some(site)
            assert site.scene.under_way() == {}, count
        verdict = site.scene.judged()
    sent(verdict, 5 * A_DAY)


# -- the residue -----------------------------------------------------------------------------------


def test_the_residue_a_process_that_stood_still_exactly_before_its_call(
    engine: Lend, replicas: Fleet, tmp_path: Path
) -> None:
    """What is not promised, and what happens then.

    A process is stopped after it has looked at everything and before it calls Slack, for longer
    than a claim may stand still. Another takes over, does not find the message, and posts it. The
    first goes on where it was, and posts it too. Two messages stand; the row names that of the one
    who took over; the log says at ERROR that there are two.
    """
    replicas.log.clear()
    replicas.stopped.clear()
    with playing(engine, replicas, tmp_path) as scene:
        first = scene.replica(at="send.before", act="stop", threads=1)
        for number in scene.waves(BEGIN + timedelta(hours=2)):
            if number:
                continue
            scene.until(lambda: replicas.stopped)
            assert replicas.stopped == [first]
            scene.replica()
        assert scene.under_way() == {}
        assert replicas.said("was left in the middle and is taken over")
        replicas.signal(first, signal.SIGCONT)
        scene.until(lambda: replicas.said("was sent by two processes"))
        verdict = scene.judged()
    (said,) = replicas.said("was sent by two processes")
    assert said.startswith("ERROR")
    # The row names one of the two, the occurrence the same; everything else is as it should be.
    assert verdict.problems == {"doubled": ["o1/0 stands 2 times"]}
    assert verdict.counts["sent"] == A_DAY


# -- whether the judge would notice ----------------------------------------------------------------


def _lost_answers(site: Site) -> None:
    weather.answers_lost(site)


def _nothing(_site: Site) -> None:
    """Need no fault."""


def _days_away(site: Site) -> None:
    weather.away(site, timedelta(days=2, hours=1))


def _all_at_once(site: Site) -> None:
    weather.away(site, timedelta(minutes=10))


# What is broken, the fault that shows it, the step at which two replicas die, what is noticed.
BROKEN: dict[str, tuple[Callable[[Site], None], str, str]] = {
    "never_look": (_lost_answers, "", "doubled"),
    "retrying_client": (_lost_answers, "", "doubled"),
    "store_first": (_nothing, "send.before", "lost"),
    "no_take_over": (_nothing, "send.before", "lost"),
    "no_claim": (_nothing, "", "doubled"),
    "everybody_plans": (_nothing, "", "doubled"),
    "silence": (_days_away, "", "untold"),
    "no_lanes": (_all_at_once, "", "disorder"),
    "details_apart": (_nothing, "", "lost"),
}


@pytest.mark.parametrize("sabotage", sorted(SABOTAGES))
def test_the_judge_notices_what_is_broken(
    sqlite: Lend, replicas: Fleet, tmp_path: Path, sabotage: str
) -> None:
    """Every mainstay of the promise is taken away once."""
    fate, label, noticed = BROKEN[sabotage]
    with playing_at(sqlite, replicas, tmp_path, sabotage=sabotage) as site:
        site.scene.deaths = deque([(label, 2)] * 2 if label else [])
        for _ in range(3):
            site.scene.replica()
        for _ in site.scene.waves(BEGIN + timedelta(hours=2), patience=6.0):
            fate(site)
        verdict = site.scene.judged()
    assert noticed in verdict.problems
