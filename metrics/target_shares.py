"""What last year's figures say about how a target is shared out: by months, quarters or members.

"Last year" of a part that has not been yet is the last one of it that is over, two years back at
most. Reads figures; the splitting itself is in `metrics/target_split.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from base.dimensions import Dim
from base.language import Bilingual
from metrics import periods
from metrics.compute import compute
from metrics.model import Filter, Metric, Period, Question
from metrics.target_spans import last_day, period_of, years_earlier
from storage.engine import Work
from storage.query import NoCube
from storage.targets import EVERYBODY, Kind, Span, Whose

_BACK = (1, 2)
_YEAR = 365

Covered = Callable[[Question, Period], bool]


@dataclass(frozen=True)
class Shares:
    """Weights in the order of the parts, and the days each comes from; None where none is known."""

    weights: tuple[float | None, ...]
    taken: tuple[Period | None, ...]

    @property
    def complete(self) -> bool:
        """Say whether every part has a weight, and any of them more than nothing."""
        return None not in self.weights and sum(w or 0 for w in self.weights) > 0


def of_times(
    work: Work,
    metric: Metric,
    whose: Whose,
    parts: Sequence[Span],
    today: date,
    covered: Covered,
) -> Shares:
    """Return how much of a figure there was in the same months or quarters a year before."""
    weights: list[float | None] = []
    taken: list[Period | None] = []
    for part in parts:
        found = _last_of(work, metric, whose, part, today, covered)
        weights.append(found[0] if found else None)
        taken.append(found[1] if found else None)
    return Shares(tuple(weights), tuple(taken))


def _last_of(
    work: Work, metric: Metric, whose: Whose, part: Span, today: date, covered: Covered
) -> tuple[float, Period] | None:
    for back in _BACK:
        before = years_earlier(part, back)
        if last_day(before) >= today:
            continue
        period = period_of(before)
        asked = Question(metric, period, filters=filters_of(whose))
        value = compute(work, asked).total.value
        if value is not None and covered(asked, period):
            return max(0.0, value), period
    return None


def filters_of(whose: Whose, name: Bilingual | None = None) -> tuple[Filter, ...]:
    """Return the filters by which somebody's figures are asked for."""
    if whose.dim is None or whose == EVERYBODY:
        return ()
    # Ids are numbers but for platforms, which are known by their names.
    member: int | str = int(whose.member) if whose.member.isdecimal() else whose.member
    return (Filter(whose.dim, (member,), (name,) if name else ()),)


def of_members(
    work: Work, metric: Metric, dim: Dim, span: Span, today: date
) -> tuple[dict[str, float], Period]:
    """Return how much each member of a cut had in the last such time, those with anything at all.

    Where the same time a year before is not over, or what stands is split, in the last 365 days.
    """
    for period in _spans(span, today):
        try:
            lines = compute(work, Question(metric, period, cuts=(dim,))).lines
        except NoCube:
            return {}, period
        found = {
            str(line.group[0]): line.now.value
            for line in lines
            # 0 and "" stand for nobody.
            if line.now.value is not None and line.now.value > 0 and line.group[0] not in (0, "")
        }
        if found:
            return found, period
    return {}, period


def _spans(span: Span, today: date) -> tuple[Period, ...]:
    yesterday = today - timedelta(days=1)
    latest = periods.span(yesterday - timedelta(days=_YEAR - 1), yesterday)
    if span.kind is Kind.STANDING:
        return (latest,)
    before = years_earlier(span, 1)
    return (period_of(before), latest) if last_day(before) < today else (latest,)
