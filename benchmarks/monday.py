"""Monday at nine: the summaries of a thousand teams, planned, composed and put into the outbox; or
the agendas of the reviews that they hold on Tuesday, each kept with its points.

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
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from base.clock import FixedClock
from base.dimensions import Dim
from base.review import ReviewState
from base.rights import operator
from base.schedule import Cadence, DayKind, DayRule, Level, OnHoliday, Schedule, Timing, What
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
from storage import occurrences, reviews, schedules
from storage.engine import Database, ensure_schema, open_database
from storage.names import named

TEAMS, WEEKS, AGENTS, PROCESSES = 1000, 26, 2, 2
MONDAY = date(2026, 8, 17)
NINE = datetime(2026, 8, 17, 1, 0, 5, tzinfo=UTC)
# Teams that the peer computes: it is linear in them.
SAMPLE = 100
# One team in so many got worse in the last week.
WORSE = 10
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


# Those of them that a group's weekly agenda has.
OF_AGENDA = ("contacts", "csat_rate", "frt", "inq_conv_final", "cs_sales")


@dataclass(frozen=True)
class Monday:
    """Seconds until everything is queued; the peer's are for `sample` teams, its figures alone.

    `points` are the problems that agendas raised and kept.
    """

    teams: int
    rows: int
    seconds: float
    composed: int
    writes: int
    processes: int
    peak_mb: float
    sample: int
    peer_seconds: float
    points: int = 0

    @property
    def ratio(self) -> float:
        """Return how many times as long the peer takes, a team."""
        return (self.peer_seconds / self.sample) / (self.seconds / self.teams)

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return asdict(self) | {"ratio": self.ratio}


def measure(
    tell: Tell, teams: int = TEAMS, sample: int = SAMPLE, what: What = What.WEEKLY
) -> Monday:
    """Measure one Monday; raises Disagreement where the peer finds other figures.

    `what` is WEEKLY for summaries or AGENDA for agendas.
    """
    with tempfile.TemporaryDirectory(prefix="fupan-monday-") as folder:
        tell(f"Monday: {teams} teams, {what}")
        url, rows = _prepared(Path(folder), teams, what)
        tell("Monday: composing")
        seconds, composed, peak = _composed(url)
        database = open_database(url)
        try:
            _check_queued(database, teams)
            points = _check_kept(database, teams) if what is What.AGENDA else 0
            writes = _writes(database)
            tell("Monday: the peer")
            keys = OF_AGENDA if what is What.AGENDA else tuple(FIGURES)
            peer = _peer(database, Path(folder) / "raw.db", min(sample, teams), keys)
        finally:
            database.close()
    return Monday(
        teams, rows, seconds, composed, writes, PROCESSES, peak, min(sample, teams), peer, points
    )


def _check_queued(database: Database, teams: int) -> None:
    with database.read() as work:
        left = occurrences.waiting(work, NINE)
        states = occurrences.counted(work, NINE - timedelta(days=1))
    if left or states != {"queued": teams}:
        raise Disagreement(f"not everything was queued: {states}, {left} left")


def _check_kept(database: Database, teams: int) -> int:
    """Return how many points the agendas raised; each team that got worse has to have one."""
    with database.read() as work:
        kept = reviews.in_state(work, ReviewState.AGENDA)
        points = reviews.points_of_all(work, [one.id for one in kept])
    raised = sum(any(p.raised.metric == "csat_rate" for p in of) for of in points.values())
    if len(kept) != teams or raised < teams // WORSE:
        raise Disagreement(f"{len(kept)} reviews, {raised} of them with a fallen satisfaction")
    return sum(len(of) for of in points.values())


def _rows(teams: int) -> Iterator[tuple[Any, ...]]:
    """Yield every agent's days: steady weeks, and one team in ten that got worse in the last."""
    chance = random.Random(SEED)
    first = MONDAY - timedelta(weeks=WEEKS)
    for team in range(teams):
        for at in range(WEEKS * 7):
            day = first + timedelta(days=at)
            worse = team % WORSE == 0 and day >= MONDAY - timedelta(days=7)
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


def _prepared(folder: Path, teams: int, what: What) -> tuple[str, int]:
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
    with database.read() as work:
        known = named(work, Dim.TEAM)
    with database.write() as work:
        for team in known:
            schedules.keep(work, _schedule(what, int(team)), NINE - timedelta(days=3), 0)
    database.close()
    return url, len(rows)


def _schedule(what: What, team: int) -> Schedule:
    """Return a team's summary on Mondays at nine; or its review on Tuesdays, announced then."""
    at_nine = NINE - timedelta(seconds=5)
    if what is What.AGENDA:
        timing = Timing(DayRule(DayKind.WEEKDAYS, frozenset({1})), 960, country="",
                        on_holiday=OnHoliday.SEND, ahead=1, ahead_at=540)  # fmt: skip
    else:
        timing = Timing(DayRule(DayKind.WEEKDAYS, frozenset({0})), 540, country="",
                        on_holiday=OnHoliday.SEND)  # fmt: skip
    return Schedule(
        what, Level.GROUP, f"C{team:06d}", timing, 0, team=team, next_at=at_nine,
        cadence=Cadence.WEEKLY if what is What.AGENDA else None,
    )  # fmt: skip


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


def _peer(database: Database, raw: Path, sample: int, keys: Sequence[str]) -> float:
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
            for key in keys
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
    what = What.AGENDA if "agendas" in sys.argv else What.WEEKLY
    numbers = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    wanted_teams, wanted_sample = (*numbers, *(TEAMS, SAMPLE)[len(numbers) :])[:2]
    print(measure(print, wanted_teams, wanted_sample, what))
