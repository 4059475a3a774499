"""Where in a week a duration was long: one day's run of hours, and the teams it hit."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from base.dimensions import Dim
from metrics.compute import Compute, Computed, compute
from metrics.model import MeanDuration, Question
from storage.engine import Work
from storage.query import NoCube

# A team was hit, and a time is worth naming, where waiting took this many times as long.
_TIMES = 2.0
# What lifts an hour out of a busy day is more than the week's mean, which the peak itself lifts.
_BUSY = 1.5
# Parts of days must be known of nearly all that the mean rests on.
_KNOWN = 0.9


@dataclass(frozen=True)
class Peak:
    """Hours `first` until `last` (not included) of one day. Means in seconds, in and outside it.

    `teams` are those that were hit; `inside` is their mean then, `outside` that of all the rest.
    """

    day: date
    first: int
    last: int
    teams: tuple[int, ...]
    inside: float
    outside: float


@dataclass(frozen=True)
class _Cell:
    day: date
    hour: int
    team: int
    total: float
    n: int


def peak(work: Work, question: Question, n: int, answer: Compute = compute) -> Peak | None:
    """Return the run of hours that made a mean duration longest; None where none stands out.

    `n` is how many the whole mean rests on: hours that are known of only a part tell nothing.
    `answer` computes.
    """
    if not isinstance(question.metric.formula, MeanDuration):
        return None
    cut = replace(question, cuts=(Dim.DAY, Dim.HOUR, Dim.TEAM), baselines=())
    try:
        cells = _cells(answer(work, cut))
    except NoCube:
        return None
    if not cells or sum(c.n for c in cells) < _KNOWN * n:
        return None
    mean = _mean(cells)
    day, first, last = _longest(cells, mean)
    then = [c for c in cells if c.day == day and first <= c.hour < last]
    by_team: dict[int, list[_Cell]] = defaultdict(list)
    for cell in then:
        by_team[cell.team].append(cell)
    teams = tuple(t for t, own in sorted(by_team.items()) if t and _mean(own) >= _TIMES * mean)
    slow = [c for c in then if c.team in teams]
    rest = [c for c in cells if c not in set(slow)]
    if not slow or not rest or _mean(slow) < _TIMES * _mean(rest):
        return None
    return Peak(day, first, last, teams, _mean(slow), _mean(rest))


def _cells(computed: Computed) -> list[_Cell]:
    found = []
    for line in computed.lines:
        day, hour, team = line.group
        if line.now.value is not None and line.now.n:
            found.append(_Cell(day, hour, team, line.now.value * line.now.n, line.now.n))
    return found


def _mean(cells: list[_Cell]) -> float:
    n = sum(c.n for c in cells)
    return sum(c.total for c in cells) / n if n else 0.0


def _longest(cells: list[_Cell], mean: float) -> tuple[date, int, int]:
    """Return the run of hours of one day with the most seconds beyond the mean (Kadane 1984)."""
    beyond: dict[tuple[date, int], float] = defaultdict(float)
    for cell in cells:
        beyond[cell.day, cell.hour] += cell.total - cell.n * _BUSY * mean
    best, found = 0.0, (cells[0].day, 0, 0)
    for day in sorted({cell.day for cell in cells}):
        run, start = 0.0, 0
        for hour in range(24):
            if run <= 0:
                run, start = 0.0, hour
            run += beyond.get((day, hour), 0.0)
            if run > best:
                best, found = run, (day, start, hour + 1)
    return found
