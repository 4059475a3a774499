"""Who stood where in a month by the rule: teams, and agents. Figures and places, no names' use.

Everything is reckoned from the figures as they are shown, in decimal, so that whoever reads a
figure, its points and its weight comes to the very same score. Equal scores share a place. Who has
too few ratings or contacts is not judged at all; a rank below the first is for nobody to see.
Who may see which person, and who may be named, is decided elsewhere.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from base.dimensions import Dim
from base.language import Bilingual
from base.rounding import shown
from base.units import Unit
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import NOTHING, Compute, Measured, compute
from metrics.model import Period, Question
from reviews.recognition_rule import WHOLE, Criterion, Of, Rule, spread
from storage.engine import Work
from storage.names import named
from storage.roster import roster

# With fewer in the running there is nothing to be the best of.
FEWEST = {Of.AGENTS: 3, Of.TEAMS: 2}
_STEP = Decimal("0.1")
_FULL = Decimal(100)
# Within this many standard errors a lead may be chance (metrics.judge: "maybe").
_CHANCE = 1.645


@dataclass(frozen=True)
class Part:
    """What one figure gave: its raw value and n, and the points of the value as it is shown."""

    criterion: Criterion
    measured: Measured
    points: Decimal

    @property
    def enough(self) -> bool:
        """Say whether it rests on as much as the rule asks for."""
        return self.measured.value is not None and (self.measured.n or 0) >= self.criterion.floor


@dataclass(frozen=True)
class Entry:
    """A team or a person. `rank` is 0 for who is not in the running; `teams` are a person's."""

    member: int
    name: Bilingual
    parts: tuple[Part, ...]
    score: Decimal
    rank: int = 0
    teams: tuple[int, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A month by the rule. `entries` are in the running, the best first; `short` are below a floor.

    `criteria` are those that were used; `missing` the figures of the rule that nobody has. `gone`
    counts people who had left by the month's end, `unlinked` accounts that nobody holds.
    """

    of: Of
    month: Period
    criteria: tuple[Criterion, ...]
    entries: tuple[Entry, ...] = ()
    short: tuple[Entry, ...] = ()
    missing: tuple[str, ...] = ()
    gone: int = 0
    unlinked: int = 0

    def of_member(self, member: int) -> Entry | None:
        """Return how somebody stands, None for who has no figures."""
        return next((one for one in (*self.entries, *self.short) if one.member == member), None)

    def within(self, team: int | None) -> tuple[Entry, ...]:
        """Return who is in the running, of one team or of all (None)."""
        return tuple(one for one in self.entries if team is None or team in one.teams)

    def winners(self, team: int | None = None) -> tuple[Entry, ...]:
        """Return the best, all of them where several are equal; nobody where too few are judged."""
        running = self.within(team)
        if len(running) < FEWEST[self.of] or self.missing_now:
            return ()
        best = max(one.score for one in running)
        return tuple(one for one in running if one.score == best)

    @property
    def missing_now(self) -> tuple[str, ...]:
        """Return the figures without which there is no score."""
        used = {one.metric for one in self.criteria}
        return tuple(key for key in self.missing if key in used)


def settled_on(month: Period, criteria: Collection[Criterion]) -> date:
    """Return the first day on which a month's figures are final."""
    late = max((CATALOGUE[one.metric].mature_after for one in criteria), default=0)
    return month.end + timedelta(days=late + 1)


_Found: TypeAlias = Mapping[str, Mapping[int, Measured]]


def standing(
    work: Work, month: Period, rule: Rule, of: Of, *, answer: Compute = compute
) -> Standing:
    """Return how everybody stands in a month; needs a unit of work that sees the facts."""
    wanted = rule.of(of)
    found: _Found = {one.metric: _figures(work, month, one, of, answer) for one in wanted}
    missing = tuple(key for key, figures in found.items() if not figures)
    criteria = wanted
    if rule.since is None and len(missing) < len(wanted):
        # Nobody chose it: what a shop's systems do not deliver is left out, and that is said.
        criteria = spread([one for one in wanted if one.metric not in missing])
    people = _people(work, month.end) if of is Of.AGENTS else _teams(work)
    seen = sorted({member for figures in found.values() for member in figures})
    entries = [_entry(n, *people[n], criteria, found) for n in seen if n in people]
    judged = [one for one in entries if all(part.enough for part in one.parts)]
    return Standing(
        of=of,
        month=month,
        criteria=criteria,
        entries=ranked(judged),
        short=tuple(one for one in entries if one not in judged),
        missing=missing,
        gone=sum(1 for n in seen if n > 0 and n not in people),
        unlinked=sum(1 for n in seen if n < 0),
    )


def _figures(
    work: Work, month: Period, criterion: Criterion, of: Of, answer: Compute
) -> Mapping[int, Measured]:
    # A span has no history: a month's would be read eight times over.
    days = periods.span(month.start, month.end)
    lines = answer(work, Question(CATALOGUE[criterion.metric], days, cuts=(of.dim,))).lines
    # 0 is what belongs to nobody.
    return {
        int(one.group[0]): one.now for one in lines if one.group[0] and one.now.value is not None
    }


_Known: TypeAlias = Mapping[int, tuple[Bilingual, tuple[int, ...]]]


def _people(work: Work, on: date) -> _Known:
    return {one.person: (one.name, one.teams) for one in roster(work, on)}


def _teams(work: Work) -> _Known:
    return {int(team): (name, ()) for team, name in named(work, Dim.TEAM).items()}


def _entry(
    member: int,
    name: Bilingual,
    teams: tuple[int, ...],
    criteria: Sequence[Criterion],
    found: _Found,
) -> Entry:
    parts = tuple(part(one, found[one.metric].get(member, NOTHING)) for one in criteria)
    return Entry(member, name, parts, score(parts), teams=teams)


def part(criterion: Criterion, measured: Measured) -> Part:
    """Return a figure with its points; none for a figure that is not there."""
    if measured.value is None:
        return Part(criterion, measured, Decimal(0))
    return Part(criterion, measured, points(criterion, measured.value))


def points(criterion: Criterion, value: float) -> Decimal:
    """Return what a raw value is worth, 0 to 100 with one decimal, reckoned as it is shown."""
    unit = CATALOGUE[criterion.metric].unit
    now, zero, full = (
        Decimal(str(one)) for one in (shown(value, unit), criterion.zero, criterion.full)
    )
    reached = (now - zero) / (full - zero) * _FULL
    return _rounded(min(max(reached, Decimal(0)), _FULL))


def score(parts: Sequence[Part]) -> Decimal:
    """Return the mean of points by weight, with one decimal."""
    return _rounded(sum((p.points * p.criterion.weight for p in parts), Decimal(0)) / WHOLE)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_STEP, ROUND_HALF_UP)


def ranked(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return entries the best first, equal scores with the same place: 1, 1, 3.

    The order within a place is by number, so that it says nothing and never changes.
    """
    found = sorted(entries, key=lambda one: (-one.score, one.member))
    scores = [one.score for one in found]
    return tuple(
        Entry(one.member, one.name, one.parts, one.score, scores.index(one.score) + 1, one.teams)
        for one in found
    )


# -- how much the first place says -----------------------------------------------------------------


def within_chance(found: Standing, winners: Sequence[Entry], team: int | None = None) -> int:
    """Return how many others, of a team or of all, may be behind the best by chance alone.

    By the standard errors of proportions (Agresti and Coull's, with two added to either side); 0
    where the rule holds a figure that is none.
    """
    if not winners or any(_unit(one) is not Unit.SHARE for one in found.criteria):
        return 0
    best = winners[0]
    others = [one for one in found.within(team) if one.score != best.score]
    return sum(1 for one in others if _apart(best, one) < _CHANCE)


def _unit(criterion: Criterion) -> Unit:
    return CATALOGUE[criterion.metric].unit


def _apart(best: Entry, other: Entry) -> float:
    error = math.sqrt(_variance(best) + _variance(other))
    return float(best.score - other.score) / error


def _variance(entry: Entry) -> float:
    return sum(_part_variance(one) for one in entry.parts)


def _part_variance(one: Part) -> float:
    n = (one.measured.n or 0) + 4
    rate = ((one.measured.numerator or 0) + 2) / n
    slope = one.criterion.weight / (one.criterion.full - one.criterion.zero)
    return slope**2 * rate * (1 - rate) / n
