"""Simulated weekly histories with a known effect: noise, autocorrelation, seasons, counts."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from base.action import State
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from reviews import effect
from reviews.effect import Reason, Windows

WEEK = timedelta(days=7)
FIRST = date(2024, 1, 1)  # a Monday
METRIC = CATALOGUE["frt"]
LEVEL, NOISE = 60.0, 4.0


@dataclass(frozen=True)
class World:
    """How weeks go: `phi` is the correlation with the week before, `season` in noise units."""

    phi: float = 0.0
    season: float = 0.0
    weeks: int = 1
    gap: int = 0
    references: int = 0


def judged_once(world: World, effect_size: float, rng: random.Random) -> tuple[State, Reason]:
    """Return the verdict on one simulated item whose figure falls by so many noise units."""
    windows = windows_of(world)
    weekly = history(world, windows, effect_size, rng)
    before = effect.figure_of(METRIC, weekly, windows.before, world.weeks)
    after = effect.figure_of(METRIC, weekly, windows.after, world.weeks)
    changes = effect.reference(METRIC, weekly, windows, lambda _day: True)
    found = effect.ranked(before, after, changes, down=True)
    if not effect.enough(found.references, windows):
        return State.CANNOT_TELL, Reason.HISTORY
    return effect.judged(found, down=True)


def windows_of(world: World) -> Windows:
    """Return the windows at the end of a history just long enough, or as long as asked."""
    distance = world.weeks + world.gap
    count = max(world.references, effect.FEWEST, 10 * distance)
    before = FIRST + (count + distance + world.weeks - 1) * WEEK
    return Windows(before, before + distance * WEEK, world.weeks)


def history(
    world: World, windows: Windows, effect_size: float, rng: random.Random
) -> dict[date, Measured]:
    """Return a figure for every week up to the end of the windows."""
    count = (windows.after - FIRST).days // 7 + world.weeks
    phase = rng.random() * 52
    found = {}
    for at, noise in enumerate(_correlated(world.phi, count, rng)):
        day = FIRST + at * WEEK
        season = world.season * math.sin(2 * math.pi * (at + phase) / 52)
        moved = effect_size if day >= windows.after else 0.0
        value = LEVEL + NOISE * (noise + season - moved)
        found[day] = Measured(value, rng.randint(800, 1200))
    return found


def _correlated(phi: float, count: int, rng: random.Random) -> Iterator[float]:
    """Yield an autoregressive series of variance one."""
    value = rng.gauss(0, 1)
    for _ in range(count):
        yield value
        # A figure that wanders (phi = 1) takes steps as large as the noise of the others.
        value = phi * value + (math.sqrt(1 - phi * phi) or 1.0) * rng.gauss(0, 1)


def share_moved(world: World, effect_size: float, times: int, seed: int = 5) -> float:
    """Return how often an effect of a size is found."""
    rng = random.Random(seed)
    found = (judged_once(world, effect_size, rng) for _ in range(times))
    return sum(verdict is State.EFFECTIVE for verdict, _ in found) / times
