"""How far a target is reached: a figure beside the equally long part of it, and what it comes to.

Reads daily figures; the words for what is found are in `metrics/target_telling.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from base.dimensions import Dim
from metrics import periods, projection
from metrics.compute import compute
from metrics.model import Period, Question
from metrics.projection import Covered, Daily, Due, Outlook, Stretch
from metrics.target_spans import span_of
from metrics.targets import monthly
from storage.engine import Work
from storage.query import NoCube
from storage.targets import Kind

_STEPS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12}
# Past periods that a projection is tried on: two years of months, five of quarters, ten years.
_MOST = {Kind.MONTH: 24, Kind.QUARTER: 20, Kind.YEAR: 10}


@dataclass(frozen=True)
class Attained:
    """A figure beside its target, both raw in decimal units.

    `kind` is the time of a sum's target, None for a rate or time. `due` is the equally long part
    of a period that is not over, `outlook` what it comes to, where that was asked.
    """

    value: float
    target: float
    kind: Kind | None = None
    due: Due | None = None
    outlook: Outlook | None = None

    @property
    def share(self) -> float | None:
        """Return the part of the target that is reached; None of a target of nothing."""
        return self.value / self.target if self.target else None

    @property
    def due_value(self) -> float:
        """Return the equally long part of the target."""
        return self.target if self.due is None else self.target * self.due.share


def attain(
    work: Work,
    question: Question,
    value: float,
    target: float,
    minor: int,
    covered: Callable[[Period], bool],
    *,
    ahead: bool,
) -> Attained:
    """Return how a question's figure stands to its target; look `ahead` to the period's end too.

    `covered` says whether the data of a period are complete, `minor` how many minor units of money
    make one.
    """
    span = span_of(question.period)
    if not monthly(question.metric) or span is None:
        return Attained(value, target)
    if not question.period.partial:
        return Attained(value, target, span.kind)
    stretch = Stretch(question.period.start, question.period.end, question.period.whole_end)
    step, most = _STEPS[span.kind], _MOST[span.kind] if ahead else 0
    daily = _daily(work, question, stretch, step * most, minor)
    if daily is None:
        return Attained(value, target, span.kind)
    complete = _complete(daily, covered)
    found = projection.outlook(daily, stretch, complete, step, most) if ahead else None
    due = projection.due(daily, stretch, complete)
    return Attained(value, target, span.kind, due, found)


def _daily(
    work: Work, question: Question, stretch: Stretch, months: int, minor: int
) -> Daily | None:
    """Return a figure's days from a year before the earliest period that is looked at."""
    if Dim.DAY not in question.metric.cuts:
        return None
    first = periods.add_months(stretch.start, -12 - months)
    whole = periods.span(first, stretch.end)
    by_day = replace(question, period=whole, cuts=(Dim.DAY,), baselines=(), why=None)
    try:
        lines = compute(work, by_day).lines
    except NoCube:
        return None
    return {line.group[0]: line.now.value / minor for line in lines if line.now.value is not None}


def _complete(daily: Daily, covered: Callable[[Period], bool]) -> Covered:
    """Return what says whether days are complete: nothing is missing, and most have a figure."""

    def complete(start: date, end: date) -> bool:
        days = (end - start).days + 1
        known = sum(1 for day in daily if start <= day <= end)
        return 2 * known > days and covered(periods.span(start, end))

    return complete
