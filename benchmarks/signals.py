"""How often signals are wrong, and how soon they see a change; writes `docs/signals.md`.

`python -m benchmarks.signals` prints the page; with a file name it writes it there (five minutes).
The series are invented, or days of the sample's history drawn at random, so that nothing ever
happens in them.
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from base.clock import FixedClock
from base.dimensions import Dim
from benchmarks.signal_worlds import (
    BEFORE,
    MONDAY,
    PATIENCE,
    SEED,
    WEEK,
    WEEKS,
    WORLDS,
    Alarms,
    alarms_of,
    posts,
    seen_after,
)
from intake.sample.load import load_sample
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured, compute
from metrics.model import Filter, Question
from metrics.periods import span
from metrics.promotions import DEFAULT
from metrics.signal_history import unusual_days
from metrics.signal_scale import Shape, shape_of
from metrics.signal_watching import USUAL
from metrics.signals import (
    BEYOND,
    DAYS_RUNNING,
    FAR_DAY,
    FAR_WEEK,
    HISTORY_DAYS,
    LEAST_OF_WEEKDAY,
    LEAST_WEEKS,
    OFF_DAYS,
    OFF_WEEKS,
    RECENT_WEEKS,
    STEEP,
    STEPS,
    WEEKS_RUNNING,
    Rule,
    rules_for,
)
from storage.engine import Database, ensure_schema, open_database
from storage.names import named

TIMES, SHIFTS = 200, 150
GOAL = 1.0
_TODAY = date(2026, 11, 22)


# -- the sample's days, drawn at random ------------------------------------------------------------


def sampled(folder: Path) -> Database:
    """Return a database with the sample in it."""
    database = open_database(f"sqlite:///{folder / 'signals.db'}")
    ensure_schema(database)
    clock = FixedClock(datetime(_TODAY.year, _TODAY.month, _TODAY.day, 2, tzinfo=UTC))
    load_sample(database, _TODAY, clock, lambda *_: None)
    return database


def shuffled(database: Database, key: str, times: int, seed: int = SEED) -> Alarms:
    """Return the false alarms of a figure of the sample, whole and by team: every day of two years
    is a day of that weekday, drawn from the history without its promotions and holidays."""
    metric, found = CATALOGUE[key], Alarms()
    rules = rules_for(metric)
    shape, chance = shape_of(metric), random.Random(seed)
    if shape is None:
        return found
    for pool in _pools(database, key):
        for _ in range(times):
            days = {
                day: chance.choice(pool[day % WEEK])
                for day in range(MONDAY, MONDAY + (BEFORE + WEEKS) * WEEK)
                if pool.get(day % WEEK)
            }
            told = posts(days, shape)
            found.add([[one for one in of if one.rule in rules] for of in told])
    return found


def _pools(database: Database, key: str) -> Iterator[Mapping[int, list[Measured]]]:
    """Yield the days of each team and of everybody, by weekday; none with too few days."""
    period = span(date(_TODAY.year - 1, 10, 1), date.fromordinal(_TODAY.toordinal() - 1))
    off = unusual_days(DEFAULT, period.start, period.end)
    with database.read() as work:
        filters = [(Filter(Dim.TEAM, (team,)),) for team in named(work, Dim.TEAM)]
        for one in ((), *filters):
            if one and Dim.TEAM not in CATALOGUE[key].cuts:
                continue
            asked = Question(CATALOGUE[key], period, cuts=(Dim.DAY,), filters=one)
            pool: dict[int, list[Measured]] = {}
            for line in compute(work, asked).lines:
                day = line.group[0].toordinal()
                if line.now.value is not None and day not in off:
                    pool.setdefault(day % WEEK, []).append(line.now)
            if sum(map(len, pool.values())) >= HISTORY_DAYS:
                yield pool


# -- the page --------------------------------------------------------------------------------------

_HEAD = f"""# Signals: how often they are wrong, how soon they see a change

Made by `python -m benchmarks.signals docs/signals.md` (seed {SEED}); do not edit. The rules and all
their numbers stand in `metrics/signals.py` and `metrics/signal_scale.py`, what is watched in
`metrics/signal_watching.py`.

A signal is a sentence like "first reply has been slower than usual 9 days running", told in the
weekly summary in the week in which it can first be seen. A day is held against the usual level of
its weekday in half a year of history, a week against the usual weeks before the last eight; days
and weeks with a promotion, its presale or a public holiday count neither as history nor as news.

| rule | what has to come together |
|---|---|
| a day | {FAR_DAY:g} spreads off, {BEYOND:g} times as far as any day of history on that side |
| days in a row | {DAYS_RUNNING} or more, {OFF_DAYS:g} spreads off on average, longer than ever |
| a week | {FAR_WEEK:g} spreads off, {BEYOND:g} times as far as any week of history on that side |
| weeks in a row | {WEEKS_RUNNING} or more, {OFF_WEEKS:g} spreads off on average, longer than ever |
| a trend | {STEPS} steps one way, together {STEEP:g} spreads |

And always: most of that off what was just before, too (a season changes slowly); a stretch of days
or weeks further off than any as long in the history, either way; and a point of a rate, or a
twentieth of anything else. One busy day is nobody's news: volumes have no rule of one day.

The spread of rates and counts is what chance would give them with the day's n, times what the
history scatters more than that (as in Laney's p′ chart, never less than 1); of the rest it is the
history's own, with far values drawn in. Runs of a figure whose neighbours are alike by nature have
to be further off, by √((1 + r) / (1 − r)) with the history's correlation r. A day of a rate with
fewer than five expected either way says nothing, nor does a mean of fewer than five. Nothing is
said of weeks under {LEAST_WEEKS + RECENT_WEEKS} usual ones, nor of a weekday under
{LEAST_OF_WEEKDAY} of its days.

**Goal: at most one false alarm for a metric and team in two years of weekly summaries.**

"""
_FALSE = """## False alarms in invented figures in which nothing happens

Weekly posts with a signal in two years, for one figure of one team ({times} runs each).

"""
_SAMPLE = """
## False alarms in the sample's history, drawn at random

Every day of two years is some day of that weekday out of the sample's fourteen months, for
everybody and each team ({times} runs of each). All figures that a rule fits and that have half a
year of days; those watched from the beginning are marked.

"""
_POWER = """
## How soon a real change is seen

A change that begins on a Monday and stays. Weekly posts until the first signal in its direction
(median; – is later than {patience}), and the share seen within so many ({times} runs each).

"""
_FOOT = """
## Which figures are fit, and what this does not tell

- Fit are sums, ratios of sums and means of durations. States (backlogs, open tickets), peaks,
  distinct people, scores that others compute (DSR) and comparisons are not: each day of theirs
  holds most of the day before, so any run of them is long. Nor are costs of whole months, nor
  figures by person.
- Watched from the beginning are figures of how customers were served, never how many came: that
  goes with the season. Every figure that is added brings its own alarms; one of each chapter and
  two in a post at most. The {watched} that the sample has data of make {team:.1f} false ones for a
  team in two years, all together.
- A figure that goes up and down with the year is told of when it does: "higher than usual 8 weeks
  running" is true of it every year, and no alarm worth having. Better not to watch it.
- What wanders without ever coming back (φ = 0.9) is quiet only because its runs are long by nature:
  a real change of it is seen late or never.
- A figure with wild days now and then (t with 3 degrees) is told of on days that are really far
  out, though nothing lies behind them. The sample's volumes are drawn with their own great days.
- A signal says that something is different, not why. A price cut or a new campaign that nobody
  wrote into the calendar is a change like any other.
- What a signal says once is not said again in the next week; `/fupan signals` shows what stands.
"""
_POWER_CASES = (
    (WORLDS[0], (-0.01, -0.02, -0.03, -0.04)),
    (WORLDS[3], (-0.02, -0.03, -0.04, -0.06)),
    (WORLDS[6], (0.05, 0.10, 0.15, 0.20, 0.30)),
    (WORLDS[7], (0.05, 0.10, 0.15, 0.20, 0.30)),
    (WORLDS[13], (0.10, 0.20, 0.30, 0.50)),
)


def page(database: Database, times: int = TIMES, shifts: int = SHIFTS) -> str:
    """Return the page of results."""
    invented = [(world.name, alarms_of(world, times)) for world in WORLDS]
    drawn = max(1, times // 10)
    fit = [key for key, metric in CATALOGUE.items() if shape_of(metric) is not None]
    real = [(_marked(key), shuffled(database, key, drawn)) for key in fit]
    watched = [alarms.rate for name, alarms in real if name.startswith("**") and alarms.runs]
    team = sum(watched)
    return "".join(
        (
            _HEAD,
            _FALSE.format(times=times),
            _table([(name, alarms) for name, alarms in invented]),
            _SAMPLE.format(times=drawn),
            _table([(name, alarms) for name, alarms in real if alarms.runs]),
            _POWER.format(times=shifts, patience=PATIENCE),
            _power(shifts),
            _FOOT.format(watched=len(watched), team=team),
        )
    )


def _marked(key: str) -> str:
    return f"**{key}**" if key in USUAL else key


def _table(found: Sequence[tuple[str, Alarms]]) -> str:
    rules = " | ".join(rule.value for rule in Rule)
    lines = [f"| figure | in two years | {rules} | goal |", "|---" * (len(Rule) + 3) + "|"]
    for name, alarms in found:
        each = " | ".join(f"{alarms.by_rule.get(rule, 0) / alarms.runs:.2f}" for rule in Rule)
        met = "met" if alarms.rate <= GOAL else "**missed**"
        lines.append(f"| {name} | {alarms.rate:.2f} | {each} | {met} |")
    return "\n".join(lines) + "\n"


def _power(times: int) -> str:
    lines = ["| figure | change | median posts | 1 | 2 | 4 | 8 | 12 |", "|---" * 8 + "|"]
    for world, shifts in _POWER_CASES:
        for shift in shifts:
            waits = seen_after(world, shift, times)
            unit = " points" if world.shape is Shape.SHARE else "%"
            middle = waits[len(waits) // 2]
            shown = str(middle) if middle <= PATIENCE else "–"
            within = " | ".join(
                f"{sum(wait <= most for wait in waits) / times:.0%}" for most in (1, 2, 4, 8, 12)
            )
            lines.append(f"| {world.name} | {shift * 100:+.0f}{unit} | {shown} | {within} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print or write the page."""
    with tempfile.TemporaryDirectory(prefix="fupan-signals-") as folder:
        database = sampled(Path(folder))
        try:
            text = page(database)
        finally:
            database.close()
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
