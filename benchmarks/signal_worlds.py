"""Invented figures in which nothing happens, or one lasting change, and what signals say of them.

Two years of weeks are looked at as summaries look at them: each Monday, at what could first be seen
in the week before. What may not enter: words of the page (`benchmarks.signals`).
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from metrics.compute import Measured
from metrics.signal_scale import Shape
from metrics.signals import Rule, Signal, signals_of_days, signals_of_weeks

SEED = 8
# Two years of Mondays, and enough before them for every rule.
WEEKS, BEFORE = 104, 36
WEEK = 7
MONDAY = date(2024, 1, 1).toordinal()
# A change that no post told of in so many weeks was not seen.
PATIENCE = 26
_WEEKDAY = (0.95, 1.0, 1.05, 1.3, 1.2, 1.0, 1.0)
Days = dict[int, Measured]


@dataclass(frozen=True)
class World:
    """How the days of a figure go: `noise` beside chance, `phi` what it has in common with the day
    before, `heavy` for now and then a day far off, `season` a wave of a year in units of noise."""

    name: str
    shape: Shape
    level: float = 20.0
    n: float = 200.0
    noise: float = 0.0
    phi: float = 0.0
    heavy: bool = False
    season: float = 0.0
    missing: float = 0.0


WORLDS = (
    World("rate, 92% of 200 a day", Shape.SHARE, 0.92),
    World("rate, 90% of 60 a day", Shape.SHARE, 0.90, n=60),
    World("rate, 98% of 300 a day", Shape.SHARE, 0.98, n=300),
    World("rate, days differ by 2 points", Shape.SHARE, 0.92, noise=0.02),
    World("rate, days differ and cling, φ = 0.3", Shape.SHARE, 0.85, noise=0.03, phi=0.3),
    World("rate, days differ and cling, φ = 0.6", Shape.SHARE, 0.85, noise=0.03, phi=0.6),
    World("seconds, days differ by 10%", Shape.MEAN, n=100, noise=0.1),
    World("seconds, cling, φ = 0.3", Shape.MEAN, n=100, noise=0.1, phi=0.3),
    World("seconds, cling, φ = 0.6", Shape.MEAN, n=100, noise=0.1, phi=0.6),
    World("seconds, cling, φ = 0.9", Shape.MEAN, n=100, noise=0.1, phi=0.9),
    World("seconds, now and then far off (t, 3 degrees)", Shape.MEAN, n=100, noise=0.1, heavy=True),
    World("seconds, a season half as wide as the noise", Shape.MEAN, n=100, noise=0.1, season=0.5),
    World("seconds, a season as wide as the noise", Shape.MEAN, n=100, noise=0.1, season=1.0),
    World("count, 30 a day", Shape.COUNT, 30.0),
    World("count, days differ by 15%", Shape.COUNT, 100.0, noise=0.15),
    World("count, one day in twenty missing", Shape.COUNT, 30.0, missing=0.05),
)


@dataclass
class Alarms:
    """What was said in so many runs of two years: posts with a signal, and signals by rule."""

    runs: int = 0
    posts: int = 0
    by_rule: dict[Rule, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Return posts with a signal in two years of one figure of one team."""
        return self.posts / max(1, self.runs)

    def add(self, found: Sequence[Sequence[Signal]]) -> None:
        """Count the posts of one run."""
        self.runs += 1
        for signals in found:
            self.posts += bool(signals)
            for rule in {one.rule for one in signals}:
                self.by_rule[rule] = self.by_rule.get(rule, 0) + 1


def alarms_of(world: World, times: int, seed: int = SEED) -> Alarms:
    """Return the false alarms of a figure in which nothing ever happens."""
    chance, found = random.Random(seed), Alarms()
    for _ in range(times):
        found.add(posts(days_of(world, (BEFORE + WEEKS) * WEEK, chance), world.shape))
    return found


def seen_after(world: World, shift: float, times: int, seed: int = SEED) -> list[int]:
    """Return after how many weekly posts a lasting change was told, `PATIENCE` + 1 for never.

    `shift` is in points of a rate, else a share of the level. The change begins on a Monday.
    """
    chance, found = random.Random(seed), []
    for _ in range(times):
        begin = (BEFORE + 16) * WEEK
        days = days_of(world, begin + PATIENCE * WEEK, chance, shift, begin)
        told = posts(days, world.shape)[16:]
        hits = (
            at for at, signals in enumerate(told, 1) if any(s.up is (shift > 0) for s in signals)
        )
        found.append(next(hits, PATIENCE + 1))
    return sorted(found)


def posts(days: Days, shape: Shape) -> list[list[Signal]]:
    """Return what each Monday's summary could tell, from the `BEFORE`th week on."""
    weeks, last = weekly(days, shape), max(days)
    found = []
    for sunday in range(MONDAY + BEFORE * WEEK + 6, last + 1, WEEK):
        seen = signals_of_days(days, shape, (), sunday)
        seen += signals_of_weeks(weeks, shape, (), sunday - 6)
        found.append([one for one in seen if one.since > sunday - WEEK])
    return found


def weekly(days: Days, shape: Shape) -> Days:
    """Return the whole weeks of days, pooled as their figure is."""
    weeks: dict[int, list[Measured]] = {}
    for day, one in days.items():
        weeks.setdefault(day - (day + 6) % WEEK, []).append(one)
    return {week: _pooled(of, shape) for week, of in weeks.items() if len(of) == WEEK}


def _pooled(of: Sequence[Measured], shape: Shape) -> Measured:
    n = sum(one.n or 0 for one in of)
    if shape is Shape.SHARE:
        hits = sum(one.numerator or 0 for one in of)
        return Measured(hits / n if n else None, n, hits)
    if shape is Shape.MEAN:
        whole = sum((one.value or 0.0) * (one.n or 0) for one in of)
        return Measured(whole / n if n else None, n)
    value = sum(one.value or 0.0 for one in of)
    return Measured(value, round(value))


# -- invented days ---------------------------------------------------------------------------------


def days_of(
    world: World, count: int, chance: random.Random, shift: float = 0.0, begin: int = 0
) -> Days:
    """Return so many days from a Monday on; from the day numbered `begin` they are shifted."""
    found, phase = {}, chance.random() * 365
    for at, noise in zip(range(count), _noises(world, chance), strict=False):
        wave = world.season * math.sin(2 * math.pi * (at + phase) / 365)
        moved = shift if at >= begin else 0.0
        one = _measured(world, world.noise * (noise + wave), moved, _WEEKDAY[at % WEEK], chance)
        if chance.random() >= world.missing:
            found[MONDAY + at] = one
    return found


def _measured(
    world: World, noise: float, shift: float, weekday: float, chance: random.Random
) -> Measured:
    if world.shape is Shape.SHARE:
        n = max(1, _poisson(world.n * weekday, chance))
        hits = _binomial(n, min(0.999, max(0.001, world.level + noise + shift)), chance)
        return Measured(hits / n, n, hits)
    if world.shape is Shape.MEAN:
        value = world.level * weekday * math.exp(noise) * (1 + shift)
        return Measured(value, max(1, _poisson(world.n * weekday, chance)))
    value = _poisson(world.level * weekday * math.exp(noise) * (1 + shift), chance)
    return Measured(value, value)


def _noises(world: World, chance: random.Random) -> Iterator[float]:
    """Yield noise of variance one, each day like the one before as far as `phi` says."""
    value = chance.gauss(0, 1)
    while True:
        # Student's t with three degrees of freedom has no fourth moment: as wild as figures get.
        yield value if not world.heavy else value / math.sqrt(chance.gammavariate(1.5, 2) / 3)
        value = world.phi * value + math.sqrt(1 - world.phi**2) * chance.gauss(0, 1)


def _poisson(expected: float, chance: random.Random) -> int:
    if expected > 30:
        return max(0, round(chance.gauss(expected, math.sqrt(expected))))
    limit, count, product = math.exp(-expected), 0, chance.random()
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


def _binomial(n: int, share: float, chance: random.Random) -> int:
    if n * share * (1 - share) > 9:
        found = round(chance.gauss(n * share, math.sqrt(n * share * (1 - share))))
        return min(n, max(0, found))
    return sum(chance.random() < share for _ in range(n))
