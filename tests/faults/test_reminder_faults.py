"""Reminders and requests for help under faults, on both engines: each told exactly once.

Replicas run every job of action items, and die by SIGKILL; everybody has a daily message with
items that are overdue, due, to be verified, or with which his help is asked. Longer by hand:
`FUPAN_SEEDS=20 pytest tests/faults/test_reminder_faults.py` plays everything so often, each time
with other items, acts and deaths.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest

from storage.engine import Database
from tests.faults import weather
from tests.faults.counting import Verdict
from tests.faults.fleet import Fleet, fleet
from tests.faults.labels import labels_of_digests, labels_of_items
from tests.faults.proxy import wired
from tests.faults.reckoned import ONE
from tests.faults.reminded import Reminded
from tests.faults.reminding import Fate, Reminding, reminding
from tests.faults.reminding_staff import LEAVERS, days
from tests.faults.sabotage import OF_REMINDERS
from tests.faults.weather import Site
from tests.helpers.postgres import Server
from workspace import Fault

pytestmark = pytest.mark.slow
SEEDS = range(1, 1 + int(os.environ.get("FUPAN_SEEDS", "1")))
# How often at each step of the jobs of items, and of posting, which has a test of its own.
KILLS, POSTING_KILLS = 1, 1
_FIRST = "digests.", "effect.written", "effect.committed", "leavers."
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
def playing_at(
    lend: Lend, replicas: Fleet, folder: Path, seed: int, **ways: object
) -> Iterator[tuple[Reminding, Site]]:
    """Lend a scene whose wire to Slack and whose server can be broken."""
    with (
        reminding(lend, replicas, folder, seed, **ways) as scene,
        wired(scene.local.base_url) as wire,
    ):
        scene.slack = wire.url
        yield scene, Site(scene, wire, lend if isinstance(lend, Server) else None)


def play(scene: Reminding, week: Sequence[date], fates: Sequence[Fate]) -> None:
    """Play some days; what strikes does so at the hour of the messages."""
    for at, day in enumerate(week):
        scene.morning(day)
        assert scene.digests(day, fate=fates[at] if at < len(fates) else None), scene.under_way()
        scene.afternoon(day)
        scene.evening(day)


def judged(scene: Reminding) -> Verdict:
    """Settle, kill everybody, and judge what there is."""
    assert scene.settle(30.0), scene.under_way()
    scene.stop_all()
    verdict = Reminded(scene).judged()
    if verdict.problems:
        print(*[line for line in scene.fleet.log if "INFO" not in line][-80:], sep="\n")
    return verdict


def kept(verdict: Verdict) -> None:
    """Hold what was promised against what was counted; nothing that was to be seen is missing."""
    assert verdict.problems == {}, verdict.problems
    counts = verdict.counts
    for what in ("told", "lines", "help", "asked", "announcing", "measured"):
        assert counts[what] > 0, what


# -- kill -9 at every step -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_process_may_be_killed_at_every_step(
    engine: Lend, replicas: Fleet, tmp_path: Path, seed: int
) -> None:
    """Every label of the jobs of items and of a digest's way; two people leave meanwhile."""
    replicas.reached.clear()
    of_items = labels_of_items()
    effects = [label for label in of_items if label.startswith("effect.")]
    every = dict.fromkeys(labels_of_digests(), POSTING_KILLS) | dict.fromkeys(of_items, KILLS)
    with playing_at(engine, replicas, tmp_path, seed) as (scene, _site):

        def owed(labels: Iterable[str]) -> list[str]:
            missing = [(label, every[label] - replicas.reached[label]) for label in labels]
            found = [label for label, times in missing for _ in range(times)]
            scene.dice.shuffle(found)
            # These come first: whoever lives on meets the others.
            return sorted(found, key=lambda label: not label.startswith(_FIRST))

        for at, day in enumerate(days(14)):
            early = [label for label in of_items if label not in effects]
            if at not in (1, 3):
                # Who waits for what does not come today is in the way of what does.
                early = [label for label in early if not label.startswith("leavers.")]
            scene.morning(day, owed(early), stages=3)
            scene.local.faults.add(Fault.answer_lost("chat.postMessage", times=2))
            assert scene.digests(day, owed(labels_of_digests())), scene.under_way()
            scene.figures(bonus=10 + at)
            scene.afternoon(day, owed(effects), stages=2)
            scene.evening(day)
            if at in (0, 2):
                scene.leave(LEAVERS[at // 2])
            if at >= 3 and all(replicas.reached[label] >= every[label] for label in every):
                break
        verdict = judged(scene)
    kept(verdict)
    assert {label: replicas.reached[label] for label in every} == every
    assert verdict.counts["handed_over"] > 0
    assert verdict.counts["restated"] > 0


# -- Slack, the network, the database, several at once ---------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_slack_and_the_database_may_fail(
    engine: Lend, replicas: Fleet, tmp_path: Path, seed: int
) -> None:
    """What fails is another thing every day; there are two replicas at first, six in the end."""
    with playing_at(engine, replicas, tmp_path, seed) as (scene, site):
        days_of: Sequence[tuple[int, Sequence[Callable[[Site], None]]]] = (
            (2, (weather.answers_lost_and_killed, weather.slack_hangs)),
            (3, (weather.storm, weather.slack_fails)),
            (5, (weather.unreachable, weather.kill_some)),
            (6, (weather.database_away, weather.kill_some)),
        )
        for day, (count, fates) in zip(days(len(days_of)), days_of, strict=True):
            scene.replicas = count
            # Whoever failed in the first hour tries again in the next.
            strikes = count in (3, 6)
            fate = partial(weather.database_away, site) if strikes else None
            scene.morning(day, stages=1 + strikes, fate=fate)
            assert scene.digests(day, fate=partial(_all, fates, site)), scene.under_way()
            scene.afternoon(day)
            scene.evening(day)
        assert len(replicas.pids) == 6
        verdict = judged(scene)
    kept(verdict)


def _all(fates: Sequence[Callable[[Site], None]], site: Site) -> None:
    for fate in fates:
        fate(site)


# -- time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_clock_may_jump(engine: Lend, replicas: Fleet, tmp_path: Path, seed: int) -> None:
    """A day or an hour forward or back at the hour of the messages, and right again."""
    week = days(4)
    errors = (ONE, -ONE, timedelta(hours=1), timedelta(hours=-1))
    with playing_at(engine, replicas, tmp_path, seed) as (scene, site):
        # What was told a day early is in no other message; by words it cannot be judged.
        scene.rough = {week[0], week[1]}
        play(scene, week, [partial(weather.clock_jumps, site, error) for error in errors])
        verdict = judged(scene)
    kept(verdict)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_closed_while_nobody_ran_is_not_told(
    engine: Lend, replicas: Fleet, tmp_path: Path, seed: int
) -> None:
    """Nobody is there at the hour of the messages; until they come much is closed."""
    week = days(2)
    with playing_at(engine, replicas, tmp_path, seed) as (scene, _site):
        scene.morning(week[0])
        scene.away(week[0])
        assert scene.digests(week[0])
        scene.afternoon(week[0], stages=2)
        scene.evening(week[0])
        play(scene, week[1:], ())
        verdict = judged(scene)
        closed = [one for one in scene.did if one[1] in ("close", "drop")]
    kept(verdict)
    assert closed


# -- whether the judge would notice ----------------------------------------------------------------

# What is broken, and what is noticed. Those of a line are broken at once: none hides another.
BROKEN = {
    "ask_blindly": ("doubled", "is asked at"),
    "forgotten_leavers": ("lost", "with somebody who has left"),
    "help_untold": ("lost", "does not tell item"),
    "measure_blindly": ("doubled", "looked at twice"),
    "no_claim": ("doubled", "stands"),
    "plan_blindly": ("doubled", "a local date has two occurrences"),
    "remind_closed": ("wrong", "which was closed"),
    "silent_handover": ("lost", "who takes over was not told"),
}
AT_ONCE = (
    "ask_blindly+remind_closed+silent_handover",
    "measure_blindly+no_claim",
    "forgotten_leavers+help_untold+plan_blindly",
)


def test_every_sabotage_is_tried() -> None:
    tried = [name for names in AT_ONCE for name in names.split("+")]
    assert sorted(tried) == sorted(OF_REMINDERS) == sorted(BROKEN)


@pytest.mark.parametrize("sabotage", AT_ONCE)
def test_the_judge_notices_what_is_broken(
    sqlite: Lend, replicas: Fleet, tmp_path: Path, sabotage: str
) -> None:
    """Every mainstay of the promise is taken away once."""
    with playing_at(sqlite, replicas, tmp_path, 1, sabotage=sabotage) as (scene, _site):
        scene.patience = 5.0
        for day in days(2):
            scene.morning(day)
            scene.digests(day)
            scene.afternoon(day)
            scene.evening(day)
            if day == days(1)[0]:
                scene.leave(LEAVERS[0])
        scene.stop_all()
        problems = Reminded(scene).judged().problems
    for name in sabotage.split("+"):
        kind, words = BROKEN[name]
        assert [one for one in problems.get(kind, []) if words in one], (name, problems)
