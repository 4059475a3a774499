"""The long run: `python -m tests.faults.soak --occurrences 10000 --seed 1` writes a report.

Each engine runs in a process of its own, scene after scene: ten days of posts in a fresh database,
one to four kinds of faults drawn for every day. What is drawn follows from the seed; at which
instruction it strikes is up to the operating system, so no two runs are the same.
"""

import argparse
import itertools
import json
import os
import platform
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage.engine import Database, ensure_schema, open_database
from tests.faults import reliability
from tests.faults.counting import Verdict
from tests.faults.fleet import ROOT, Fleet, fleet
from tests.faults.labels import labels
from tests.faults.proxy import wired
from tests.faults.scene import A_DAY, BEGIN, playing
from tests.faults.weather import KINDS, ON_A_FILE, Site
from tests.helpers import postgres

ENGINES = ("sqlite", "postgres")
_DAYS = 10
_HOUR = timedelta(hours=1)
# Of a fresh replica so many die at a step of their own choosing.
_DOOMED = 0.6
Lend = Callable[[], AbstractContextManager[Database]]


@dataclass
class Run:
    """What one engine came to: verdict, faults by kind, how many seconds it took."""

    verdict: Verdict = field(default_factory=Verdict)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return it as data."""
        return {
            "counts": self.verdict.counts,
            "problems": self.verdict.problems,
            "faults": self.faults,
            "seconds": self.seconds,
        }


@dataclass(frozen=True)
class Stage:
    """What the scenes of one engine share."""

    replicas: Fleet
    lend: Lend
    server: postgres.Server | None
    folder: Path


def run(engine: str, occurrences: int, seed: int) -> Run:
    """Run one engine until so many occurrences were due."""
    found, began = Run(), time.monotonic()
    with (
        tempfile.TemporaryDirectory() as name,
        fleet() as replicas,
        _lending(engine, Path(name)) as (lend, server),
    ):
        stage = Stage(replicas, lend, server, Path(name))
        for scene in itertools.count():
            left = occurrences - found.verdict.counts["occurrences"]
            if left <= 0:
                break
            _scene(found, stage, f"{seed}.{engine}.{scene}", min(_DAYS, -(-left // A_DAY)))
            done = found.verdict.counts["occurrences"]
            _tell(f"{engine}: {done} of {occurrences}, {found.verdict.problems or 'all well'}")
    found.seconds = time.monotonic() - began
    return found


@contextmanager
def _lending(engine: str, folder: Path) -> Iterator[tuple[Lend, postgres.Server | None]]:
    if engine == "postgres":
        with postgres.running() as server:
            yield server.lend, server
        return

    @contextmanager
    def lend() -> Iterator[Database]:
        with tempfile.TemporaryDirectory(dir=folder) as inner:
            database = open_database(f"sqlite:///{inner}/fupan.db")
            ensure_schema(database)
            try:
                yield database
            finally:
                database.close()

    yield lend, None


def _scene(found: Run, stage: Stage, name: str, days: int) -> None:
    """Play some days, with one to four kinds of faults drawn for each."""
    dice = random.Random(name)
    stage.replicas.reached.clear()
    with (
        tempfile.TemporaryDirectory(dir=stage.folder) as inner,
        playing(stage.lend, stage.replicas, Path(inner), dice.randrange(1 << 30)) as scene,
        wired(scene.local.base_url) as wire,
    ):
        scene.slack = wire.url
        scene.deaths = _deaths(dice)
        for _ in range(dice.choice((2, 2, 3, 3, 4, 6))):
            scene.replica()
        _play(found, Site(scene, wire, stage.server), days)
        for fault in scene.local.faults.struck:
            found.faults[f"call struck: {fault.fault.kind}"] += 1
        verdict = scene.judged()
    found.verdict.add(verdict)
    for label, count in stage.replicas.reached.items():
        found.faults[f"kill -9 at {label}"] += count
    if verdict.problems:
        _complain(stage, name, verdict)


def _complain(stage: Stage, name: str, verdict: Verdict) -> None:
    """Say at once what went wrong, with what the processes said of it last."""
    for kind, problems in verdict.problems.items():
        _tell(f"{name} {kind}: {problems[:5]}")
    for line in list(stage.replicas.log)[-200:]:
        if "INFO" not in line:
            _tell(f"  {line}")


def _deaths(dice: random.Random) -> deque[tuple[str, int]]:
    steps = labels()
    drawn = ((dice.choice(steps), dice.randint(1, 6)) for _ in range(60))
    return deque(one if dice.random() < _DOOMED else ("", 1) for one in drawn)


def _play(found: Run, site: Site, days: int) -> None:
    scene = site.scene
    day = None
    for _ in scene.waves(BEGIN + days * timedelta(days=1) - _HOUR, patience=120.0):
        if scene.truth.date() == day and scene.dice.random() < 0.8:
            continue
        day = scene.truth.date()
        kinds = sorted(KINDS if site.server is None else KINDS.keys() - ON_A_FILE)
        for kind in scene.dice.sample(kinds, scene.dice.choice((1, 2, 2, 3, 4))):
            KINDS[kind](site)
            found.faults[kind] += 1


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


# -- all engines -----------------------------------------------------------------------------------


def _started(engine: str, occurrences: int, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.faults.soak", "--only", engine]
    command += ["--occurrences", str(occurrences), "--seed", str(seed)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def _all(occurrences: int, seed: int) -> dict[str, dict[str, Any]]:
    """Run every engine in a process of its own; return what each came to."""
    share = -(-occurrences // len(ENGINES))
    running = {engine: _started(engine, share, seed) for engine in ENGINES}
    found = {}
    for engine, process in running.items():
        said, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"the run on {engine} broke off")
        found[engine] = json.loads(said)
    return found


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "memory_gb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return "unknown" if done.returncode else done.stdout.strip()


def main() -> int:
    """Run, and write the report; return 1 where a promise was not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--occurrences", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=ENGINES, help="one engine; prints its counts as JSON")
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "reliability.md")
    given = parser.parse_args()
    # The server's library warns where this is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    if given.only:
        print(json.dumps(run(given.only, given.occurrences, given.seed).as_json()))
        return 0
    began = time.monotonic()
    runs = _all(given.occurrences, given.seed)
    how = {
        "command": f"python -m tests.faults.soak --occurrences {given.occurrences}"
        f" --seed {given.seed}",
        "seed": given.seed,
        "commit": _git("rev-parse", "--short", "HEAD"),
        "dirty": _git("status", "--porcelain") not in ("", "unknown"),
        "finished": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "minutes": (time.monotonic() - began) / 60,
        "machine": _machine(),
    }
    given.report.write_text(reliability.report(how, runs), encoding="utf-8")
    _tell(f"{given.report} written")
    return int(any(one["problems"] for one in runs.values()))


if __name__ == "__main__":
    sys.exit(main())
