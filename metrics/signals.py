"""Signals: what stands out in a figure's own history, though no single comparison shows it.

A day is held against the usual level of its weekday, a week against the usual weeks; days and weeks
of promotions and holidays count neither as history nor as news. Five rules, each quiet: one day or
one week far outside of everything before, days or weeks running on one side, weeks that rise or
fall steadily. `docs/signals.md` has how often they are wrong and how soon they see a change; it is
to be made again whenever a number here changes. What may not enter: words, queries, the clock.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from base.units import Good
from metrics.compute import Measured
from metrics.model import Metric, Total
from metrics.signal_scale import Shape, felt, level_of, offs, pooled, scaled

# Days (of `date.toordinal`) or weeks (their Mondays) with their figure.
Series: TypeAlias = Mapping[int, Measured]

# What is looked at as news, and what lies before it as history.
RECENT_DAYS, HISTORY_DAYS = 28, 182
RECENT_WEEKS, HISTORY_WEEKS = 8, 26
# How far back all of it may lie: weeks with a promotion or a holiday are passed over.
SPAN_DAYS = 301
# Below this much history nothing is said.
LEAST_OF_WEEKDAY, LEAST_DAYS, LEAST_WEEKS = 8, 56, 16

# A day or week alone: so many spreads off, and so much further off than anything before.
FAR_DAY, FAR_WEEK = 4.5, 4.0
BEYOND = 2.0
# In a row on one side, off by so many spreads on average, and longer than ever before.
DAYS_RUNNING, WEEKS_RUNNING = 9, 8
OFF_DAYS, OFF_WEEKS = 1.1, 1.1
LONGEST_RUN = 60
# And most of that off what was just before: what went up with the season was no level of its own.
JUST_BEFORE_DAYS, JUST_BEFORE_WEEKS, MOST_OF = 28, 4, 0.7
# So many steps in one direction, together so many spreads.
STEPS, STEEP = 6, 2.5
# What neighbours can have in common at most before no run of them says anything.
_MOST_SHARED = 0.95


class Rule(StrEnum):
    """What stands out: a day, days in a row, a week, weeks in a row, a steady way up or down."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    WEEKS = "weeks"
    TREND = "trend"


@dataclass(frozen=True)
class Signal:
    """One thing that stands out. Days are ordinals; a week is its Monday.

    `length` counts the days or weeks from `start` to `last`, `since` is the day on which it could
    first be seen. `value` is the figure over them, `usual` what it would have been at its usual
    level (of a trend: where it began), both raw. `history` counts the days or weeks it rests on.
    """

    rule: Rule
    up: bool
    length: int
    start: int
    last: int
    since: int
    value: float
    usual: float
    history: int
    strength: float


def rules_for(metric: Metric) -> frozenset[Rule]:
    """Return the rules that say something of a metric: one busy day, or one good one, does not."""
    volume = isinstance(metric.formula, Total) and metric.good is not Good.DOWN
    return frozenset(Rule) - ({Rule.DAY} if volume else set())


def signals_of_days(
    series: Series, shape: Shape, unusual: Collection[int], until: int
) -> list[Signal]:
    """Return what stands out in the days up to `until`, an ordinal; the run that reaches it, and
    single days of the last `RECENT_DAYS`.

    `unusual` are the days of promotions and holidays. Nothing under `LEAST_DAYS` of history.
    """
    first = until - RECENT_DAYS - HISTORY_DAYS + 1
    split = until - RECENT_DAYS
    points = {
        day: series[day]
        for day in range(first, until + 1)
        if day in series and day not in unusual and series[day].value is not None
    }
    base = {day: one for day, one in points.items() if day <= split}
    by_weekday: dict[int, list[Measured]] = {}
    for day, one in base.items():
        by_weekday.setdefault(day % 7, []).append(one)
    kept = {at: found for at, found in by_weekday.items() if len(found) >= LEAST_OF_WEEKDAY}
    known = sum(map(len, kept.values()))
    if known < LEAST_DAYS:
        return []
    levels = {at: level_of(found, shape) for at, found in kept.items()}
    off = offs(points, shape, lambda day: levels.get(day % 7))
    deviations = scaled(off, split, shape, known)
    if deviations is None:
        return []
    view = _View(points, deviations, shape, lambda day: levels[day % 7], split, known, False)
    days = (day for day in range(until, first - 1, -1) if day % 7 in kept)
    found = [_far(view, day, Rule.DAY, FAR_DAY, 0) for day in range(split + 1, until + 1)]
    found.append(_run(view, list(days), Rule.DAYS, DAYS_RUNNING, OFF_DAYS, 0))
    return [one for one in found if one is not None]


def signals_of_weeks(
    series: Series, shape: Shape, unusual: Collection[int], last: int
) -> list[Signal]:
    """Return what stands out in the usual weeks up to the one that begins on `last`, an ordinal.

    `unusual` are the Mondays of weeks with a promotion or holiday. Nothing under `LEAST_WEEKS` of
    history, nor where `last` itself is no usual week.
    """
    weeks = [
        week
        for week in range(last, last - SPAN_DAYS, -7)
        if week in series and week not in unusual and series[week].value is not None
    ][: RECENT_WEEKS + HISTORY_WEEKS]
    if not weeks or weeks[0] != last or len(weeks) < RECENT_WEEKS + LEAST_WEEKS:
        return []
    split = weeks[RECENT_WEEKS]
    points = {week: series[week] for week in reversed(weeks)}
    base = [points[week] for week in weeks[RECENT_WEEKS:]]
    level = level_of(base, shape)
    off = offs(points, shape, lambda _week: level)
    deviations = scaled(off, split, shape, len(base))
    if deviations is None:
        return []
    view = _View(points, deviations, shape, lambda _week: level, split, len(base), True)
    found = [
        _far(view, last, Rule.WEEK, FAR_WEEK, 6),
        _run(view, weeks, Rule.WEEKS, WEEKS_RUNNING, OFF_WEEKS, 6),
        _trend(view, weeks),
    ]
    return [one for one in found if one is not None]


# -- levels and deviations -------------------------------------------------------------------------

_LevelOf: TypeAlias = Callable[[int], float]


class _View(NamedTuple):
    """What the rules look at: figures with their deviations, in spreads, of a level each."""

    points: Mapping[int, Measured]
    off: Mapping[int, float]
    shape: Shape
    level: _LevelOf
    split: int
    history: int
    weekly: bool


# -- rules -----------------------------------------------------------------------------------------


def _far(view: _View, at: int, rule: Rule, limit: float, tail: int) -> Signal | None:
    """Return a single day or week that is further off than anything before it."""
    off = view.off.get(at)
    if off is None or abs(off) < limit:
        return None
    side = math.copysign(1.0, off)
    before = max((side * one for day, one in view.off.items() if day <= view.split), default=0.0)
    if abs(off) < BEYOND * before or not _news(view, at, off, limit):
        return None
    return _signal(view, rule, [at], at + tail, abs(off))


def _run(
    view: _View, backwards: Sequence[int], rule: Rule, least: int, least_off: float, tail: int
) -> Signal | None:
    """Return what has been on one side up to the first of `backwards`, if for long enough."""
    found = _on_one_side(view.off, backwards)
    if len(found) < least:
        return None
    side = view.off[found[0]] > 0
    base = [at for at in reversed(backwards) if at <= min(view.split, found[-1] - 1)]
    longest = max(least - 1, _longest(view.off, base, up=side))
    known = [view.off[at] for at in base if at in view.off]
    off = max(least_off * _clinging(known), _furthest(known, len(found)))
    forwards, sums, seen = found[::-1], 0.0, 0
    for count, at in enumerate(forwards, start=1):
        sums += abs(view.off[at])
        if not seen and count > longest and sums >= off * count:
            seen = at
    mean = math.copysign(sums / len(found), view.off[found[0]])
    if not seen or abs(mean) < off or not _news(view, found[-1], mean, least_off):
        return None
    return _signal(view, rule, forwards, seen + tail, sums / math.sqrt(len(found)))


def _on_one_side(off: Mapping[int, float], backwards: Sequence[int]) -> list[int]:
    """Return the days from the newest back that are on the side of the newest, without a gap."""
    found: list[int] = []
    for at in backwards[:LONGEST_RUN]:
        value = off.get(at)
        if not value or (found and (value > 0) != (off[found[0]] > 0)):
            break
        found.append(at)
    return found


def _longest(off: Mapping[int, float], forwards: Sequence[int], *, up: bool) -> int:
    """Return the longest time on one side; what has no figure does not end it."""
    longest = count = 0
    for at in forwards:
        value = off.get(at)
        if value is None:
            continue
        count = count + 1 if (value > 0) is up and value else 0
        longest = max(longest, count)
    return longest


def _news(view: _View, start: int, off: float, least: float) -> bool:
    """Say whether what begins at a day or week is far from what was just before it as well."""
    reach = JUST_BEFORE_WEEKS * 7 if view.weekly else JUST_BEFORE_DAYS
    before = [one for at, one in view.off.items() if start - reach <= at < start]
    if not before:
        return True
    change = off - sum(before) / len(before)
    return change * off > 0 and abs(change) >= MOST_OF * least


def _clinging(known: Sequence[float]) -> float:
    """Return by how much more the mean of neighbours scatters than if they had nothing in common.

    Where a high day follows a high day by nature, a run of them is no news.
    """
    square = sum(one * one for one in known)
    if not square:
        return 1.0
    both = sum(one * following for one, following in pairwise(known))
    shared = min(_MOST_SHARED, max(0.0, both / square))
    return math.sqrt((1 + shared) / (1 - shared))


def _furthest(known: Sequence[float], length: int) -> float:
    """Return how far off the mean of so many in a row has been before, either way.

    What goes up and down with the season has been as far off on the other side.
    """
    if len(known) < length:
        return 0.0
    run = sum(known[:length])
    most = abs(run)
    for old, new in zip(known, known[length:], strict=False):
        run += new - old
        most = max(most, abs(run))
    return most / length


def _trend(view: _View, backwards: Sequence[int]) -> Signal | None:
    """Return weeks that rose or fell one after the other."""
    steps = list(_steps(view.points, backwards))
    if len(steps) < STEPS:
        return None
    weeks = backwards[: len(steps) + 1][::-1]
    first, last = weeks[0], weeks[-1]
    if first not in view.off or last not in view.off:
        return None
    change = view.off[last] - view.off[first]
    if abs(change) < STEEP:
        return None
    since = weeks[STEPS] + 6
    begun, now = view.points[first].value or 0.0, view.points[last].value or 0.0
    if not felt(now, begun, view.shape):
        return None
    return Signal(
        Rule.TREND, now > begun, len(steps), first, last, since, now, begun, view.history,
        abs(change),
    )  # fmt: skip


def _steps(points: Mapping[int, Measured], backwards: Sequence[int]) -> Iterator[float]:
    """Yield the steps from the newest week back for as long as they go one way."""
    way = 0.0
    for at, before in pairwise(backwards):
        step = (points[at].value or 0.0) - (points[before].value or 0.0)
        if step == 0 or step * way < 0:
            return
        way = step
        yield step


def _signal(
    view: _View, rule: Rule, forwards: Sequence[int], since: int, strength: float
) -> Signal | None:
    """Return a signal with the figure of its days and what is usual for them; None where nobody
    would feel the difference."""
    values = [view.points[at] for at in forwards]
    levels = [view.level(at) for at in forwards]
    value, usual = pooled(values, levels, view.shape)
    if not felt(value, usual, view.shape) or (value > usual) != (view.off[forwards[-1]] > 0):
        return None
    return Signal(
        rule, value > usual, len(forwards), forwards[0], forwards[-1], since, value, usual,
        view.history, strength,
    )  # fmt: skip
