"""Monday at nine: the summaries of a thousand teams, planned, composed and put into the outbox.

The peer does the same figures as a script would: for each team, figure and period one query into
pandas. What it finds is compared with what the summaries say before anything is told.
"""

import csv
import multiprocessing
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from base.clock import FixedClock
from base.dimensions import Dim
from base.rights import operator
from base.schedule import DayKind, DayRule, Level, OnHoliday, Schedule, Timing, What
from benchmarks.data import SEED, Tell
from benchmarks.questions import Disagreement
from intake.options import ImportOptions
from intake.service import import_file
from jobs.elsewhere import compose_all
from jobs.installation import Installation
from jobs.planning import plan
from metrics import periods
from metrics.calendars import usual_periods
from metrics.catalogue import CATALOGUE
from metrics.compute import compute
from metrics.model import Filter, Period, Question
from metrics.promotions import DEFAULT
from storage import occurrences, schedules
from storage.engine import Database, ensure_schema, open_database
from storage.names import named

TEAMS, WEEKS, AGENTS, PROCESSES = 1000, 26, 2, 2
MONDAY = date(2026, 8, 17)
NINE = datetime(2026, 8, 17, 1, 0, 5, tzinfo=UTC)
# Teams that the peer computes: it is linear in them.
SAMPLE = 100
_HEAD = (
    "day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum_s", "frt_le30",
    "ratings", "good", "inquiries", "paid", "sales_fen",
)  # fmt: skip
# Figure -> what is summed over what; None counts alone.
FIGURES: dict[str, tuple[str, str | None]] = {
    "contacts": ("contacts", None),
    "csat_rate": ("good", "ratings"),
    "frt": ("frt_sum_s", "frt_n"),
    "frt_30s_rate": ("frt_le30", "frt_n"),
    "inq_conv_final": ("paid", "inquiries"),
    "cs_sales": ("sales_fen", None),
}


@dataclass(frozen=True)
class Monday:
    """Seconds until everything is queued; the peer's are for `sample` teams, its figures alone."""

    teams: int
    rows: int
    seconds: float
    composed: int
    writes: int
    processes: int
    peak_mb: float
    sample: int
    peer_seconds: float

    @property
    def ratio(self) -> float:
        """Return how many times as long the peer takes, a team."""
        return (self.peer_seconds / self.sample) / (self.seconds / self.teams)

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return asdict(self) | {"ratio": self.ratio}


def measure(tell: Tell, teams: int = TEAMS, sample: int = SAMPLE) -> Monday:
    """Measure one Monday; raises Disagreement where the peer finds other figures."""
    with tempfile.TemporaryDirectory(prefix="fupan-monday-") as folder:
        tell(f"Monday: {teams} teams")
        url, rows = _prepared(Path(folder), teams)
        tell("Monday: composing")
        seconds, composed, peak = _composed(url)
        database = open_database(url)
        try:
            with database.read() as work:
                left = occurrences.waiting(work, NINE)
                states = occurrences.counted(work, NINE - timedelta(days=1))
            if left or states != {"queued": teams}:
                raise Disagreement(f"not everything was queued: {states}, {left} left")
            writes = _writes(database)
            tell("Monday: the peer")
            peer = _peer(database, Path(folder) / "raw.db", min(sample, teams))
        finally:
            database.close()
    return Monday(teams, rows, seconds, composed, writes, PROCESSES, peak, min(sample, teams), peer)


def _rows(teams: int) -> Iterator[tuple[Any, ...]]:
    """Yield every agent's days: steady weeks, and one team in ten that got worse in the last."""
    chance = random.Random(SEED)
    first = MONDAY - timedelta(weeks=WEEKS)
    for team in range(teams):
        for at in range(WEEKS * 7):
            day = first + timedelta(days=at)
            worse = team % 10 == 0 and day >= MONDAY - timedelta(days=7)
            for agent in range(AGENTS):
                contacts = chance.randint(60, 100)
                ratings = contacts // 3
                good = sum(chance.random() < (0.7 if worse else 0.92) for _ in range(ratings))
                paid = chance.randint(10, 20)
                yield (
                    day.isoformat(), f"店{team % 20:02d}", f"组{team:04d}", f"客服{team}-{agent}",
                    contacts, contacts, contacts * chance.randint(15, 25), contacts * 4 // 5,
                    ratings, good, 30, paid, paid * 15000,
                )  # fmt: skip


def _prepared(folder: Path, teams: int) -> tuple[str, int]:
    """Import the reports, keep a schedule for every team; return the address and the rows."""
    url, file = f"sqlite:///{folder / 'monday.db'}", folder / "report.csv"
    rows = list(_rows(teams))
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([_HEAD, *rows])
    frame = pd.DataFrame(rows, columns=list(_HEAD))
    with sqlite3.connect(folder / "raw.db") as raw:
        frame.to_sql("raw", raw, index=False)
        raw.execute("CREATE INDEX by_team ON raw (team, day)")
    database = open_database(url)
    ensure_schema(database)
    clock = FixedClock(NINE)
    import_file(database, file, ImportOptions(), operator(), clock, lambda *_: None)
    rule = DayRule(DayKind.WEEKDAYS, frozenset({0}))
    timing = Timing(rule, 540, country="", on_holiday=OnHoliday.SEND)
    with database.read() as work:
        known = named(work, Dim.TEAM)
    with database.write() as work:
        for team in known:
            new = Schedule(
                What.WEEKLY, Level.GROUP, f"C{int(team):06d}", timing, 0, team=int(team),
                next_at=NINE - timedelta(seconds=5),
            )  # fmt: skip
            schedules.keep(work, new, NINE - timedelta(days=3), 0)
    database.close()
    return url, len(rows)


def _composed(url: str) -> tuple[float, int, float]:
    """Plan and compose in processes of their own; return seconds, how many, megabytes at most."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, spawn) as pool:
        # Started and imported before the clock runs, as the bot is; the figures are not read yet.
        list(pool.map(_ready, range(PROCESSES)))
        started = time.perf_counter()
        database = open_database(url)
        installation = Installation(database, FixedClock(NINE))
        while plan(installation):
            pass
        database.close()
        found = list(pool.map(_compose, [url] * PROCESSES))
        seconds = time.perf_counter() - started
    return seconds, sum(count for count, _ in found), sum(peak for _, peak in found)


def _ready(_number: int) -> None:
    time.sleep(0.2)


def _compose(url: str) -> tuple[int, float]:
    database = open_database(url)
    try:
        count = compose_all(database, FixedClock(NINE))
    finally:
        database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return count, peak * (1 if sys.platform == "darwin" else 1024) / 1e6


def _writes(database: Database) -> int:
    from storage.written import backlog

    with database.read() as work:
        return sum(backlog(work, NINE).states.values())


# -- the peer --------------------------------------------------------------------------------------


def _peer(database: Database, raw: Path, sample: int) -> float:
    """Compute every figure of the first teams with pandas, checked; return the seconds it took."""
    week = periods.week(MONDAY - timedelta(days=7))
    spans = [
        [week],
        [periods.before(week)],
        list(usual_periods(week, DEFAULT)),
        *([periods.week(week.start - timedelta(weeks=back))] for back in range(1, 9)),
    ]
    with database.read() as work:
        teams = {name.zh: key for key, name in named(work, Dim.TEAM).items()}
    names = sorted(teams)[:sample]
    with sqlite3.connect(raw) as connection:
        started = time.perf_counter()
        found = {
            (team, key): [_figure(connection, team, key, one) for one in spans]
            for team in names
            for key in FIGURES
        }
        seconds = time.perf_counter() - started
    _check(database, teams, week, found)
    return seconds


def _figure(raw: sqlite3.Connection, team: str, key: str, spans: list[Period]) -> float | None:
    over, under = FIGURES[key]
    columns = over if under is None else f"{over}, {under}"
    query = f"SELECT {columns} FROM raw WHERE team = ? AND day BETWEEN ? AND ?"
    frames = [
        pd.read_sql_query(query, raw, params=(team, s.start.isoformat(), s.end.isoformat()))
        for s in spans
    ]
    frame = pd.concat(frames) if len(frames) > 1 else frames[0]
    top = float(frame[over].sum())
    if under is None:
        return top / len(spans)
    below = float(frame[under].sum())
    return top / below if below else None


def _check(
    database: Database,
    teams: dict[str, Any],
    week: Period,
    found: dict[tuple[str, str], list[float | None]],
) -> None:
    with database.read() as work:
        for (team, key), values in list(found.items())[:60]:
            question = Question(CATALOGUE[key], week, filters=(Filter(Dim.TEAM, (teams[team],)),))
            ours = compute(work, question).total.value
            theirs = values[0]
            if ours is None or theirs is None or abs(ours - theirs) > 1e-9 * abs(theirs):
                raise Disagreement(f"{team}, {key}: {ours} and {theirs}")


if __name__ == "__main__":
    arguments = [int(one) for one in sys.argv[1:]]
    print(measure(print, *arguments))
