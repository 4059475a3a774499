"""What a target means for a question: which one applies, and how a figure stands to it.

The most particular target wins: what somebody has of his own over everybody's, then a month over
its quarter, its year and what stands. Rates and times are held against theirs in any period: the
year's holds for each of its months unless one is set apart. Sums (orders, sales) have theirs for
whole calendar months, quarters or years, and a part nobody gave out is nobody's. A single person
has none.
"""

from collections.abc import Mapping

from base.dimensions import Dim
from base.language import Msg, Value, msg
from base.rounding import shown
from base.units import Adds, Good, Unit
from metrics import phrasing
from metrics.model import Filter, Metric, Period, Question, Stat, Total
from metrics.target_spans import around, months_in, parts_of, span_of
from storage.targets import EVERYBODY, STANDING, Kind, Span, Targets, Whose

# What the parser, which knows of no targets, says where one is asked for.
NO_TARGET = "note.no_targets_yet"
# The cuts whose members may have targets of their own.
SCOPES = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM, Dim.PRODUCT, Dim.COUNTRY)
# A target of everybody is meant for each part of these as well, but not for a topic or a product.
_PARTS = {Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM, Dim.COUNTRY}


def can_have(metric: Metric) -> bool:
    """Say whether a metric can be held against a target: only where more or less is better."""
    return metric.good in (Good.UP, Good.DOWN)


def monthly(metric: Metric) -> bool:
    """Say whether a metric is a sum: its standing target is for a month, its others for theirs."""
    return isinstance(metric.formula, Total)


def divisible(metric: Metric) -> bool:
    """Say whether a metric's target can be split: distinct people do not add up."""
    return monthly(metric) and metric.adds is not Adds.DISTINCT


def target_for(targets: Targets, question: Question) -> float | None:
    """Return the target that a question's figure as a whole can be held against, None for none.

    Of a sum it is the whole period's, also where the period is not over.
    """
    metric = question.metric
    if not can_have(metric) or question.stat is not Stat.MEAN or Dim.AGENT in question.cuts:
        return None
    chosen = [f for f in question.filters if f.dim is not Dim.HOUR]
    timed = bool(question.hours) or len(chosen) < len(question.filters)
    if monthly(metric):
        one = len(chosen) <= 1 and all(_is_one(f) for f in chosen) and not timed
        whose = _whose(chosen[0], chosen[0].members[0]) if chosen else EVERYBODY
        return goal_of(targets, metric, whose, question.period) if one else None
    if not {f.dim for f in chosen} <= set(SCOPES) or _parts_differ(targets, question):
        return None
    return _common(targets, question, chosen)


def _is_one(chosen: Filter) -> bool:
    return chosen.dim in SCOPES and len(chosen.members) == 1


def _whose(chosen: Filter, member: int | str) -> Whose:
    return Whose(chosen.dim, str(member))


def _parts_differ(targets: Targets, question: Question) -> bool:
    """Say whether members that stand side by side have targets of their own."""
    key, period = question.metric.key, question.period
    return any(
        level(targets.goals(key, whose), period) is not None
        for cut in question.cuts
        if cut in SCOPES
        for whose in targets.whose(key, cut)
    )


def _common(targets: Targets, question: Question, chosen: list[Filter]) -> float | None:
    """Return what all that is asked for has in common: its own, else everybody's."""
    metric, period = question.metric, question.period
    owns = [
        {goal_of(targets, metric, _whose(one, member), period) for member in one.members}
        for one in chosen
    ]
    own = [goals for goals in owns if goals != {None}]
    if not own and all(one.dim in _PARTS for one in chosen):
        return goal_of(targets, metric, EVERYBODY, period)
    if len(own) != 1:
        return None
    # A team without a target of its own beside one with: the first is held to everybody's.
    found = own[0]
    if None in found and len(found) > 1:
        found = (found - {None}) | {goal_of(targets, metric, EVERYBODY, period)}
    return found.pop() if len(found) == 1 else None


def goal_of(targets: Targets, metric: Metric, whose: Whose, period: Period) -> float | None:
    """Return what was agreed for exactly this one in a period; of a sum in all of it."""
    goals = targets.goals(metric.key, whose)
    if not goals:
        return None
    if not monthly(metric):
        return level(goals, period)
    span = span_of(period)
    return None if span is None else amount_of(goals, span)


def level(goals: Mapping[Span, float], period: Period) -> float | None:
    """Return the target of a rate or time in a period: one that holds in all of it, else None."""
    span = span_of(period)
    if span is not None:
        return _first(goals, span)
    found = {_first(goals, month) for month in months_in(period.start, period.end)}
    return found.pop() if len(found) == 1 else None


def _first(goals: Mapping[Span, float], span: Span) -> float | None:
    return next((goals[one] for one in around(span) if one in goals), None)


def amount_of(goals: Mapping[Span, float], span: Span) -> float | None:
    """Return the target of a sum in a whole month, quarter or year: its own, else its parts'.

    What stands is a month's, but not in a year that has been agreed on as such: there it is old.
    """
    if span in goals:
        return goals[span]
    if span.kind is Kind.MONTH:
        longer = [one for one in around(span)[1:] if one in goals]
        return goals[STANDING] if longer == [STANDING] else None
    for kind in (Kind.QUARTER, Kind.MONTH):
        parts = [amount_of(goals, part) for part in parts_of(span, kind)]
        if parts and None not in parts:
            return sum(part for part in parts if part is not None)
    return None


def met(metric: Metric, value: float, target: float) -> bool:
    """Say whether a figure reaches its target, as readers see both."""
    now, wanted = shown(value, metric.unit), shown(target, metric.unit)
    return now >= wanted if metric.good is Good.UP else now <= wanted


def settled(question: Question, value: float, target: float) -> bool | None:
    """Say whether a figure has reached its target; None where a sum's period can still decide."""
    metric = question.metric
    reached = met(metric, value, target)
    if not monthly(metric) or not question.period.partial:
        return reached
    # More only comes: a goal that is reached stays so, and a limit that is passed.
    return reached if reached == (metric.good is Good.UP) else None


def written(metric: Metric, target: float, currency: str | None = None) -> Value:
    """Return a target ready to be worded: 92% and 92.5%, for nobody agrees on 92.0%."""
    if metric.unit is Unit.SHARE:
        return f"{shown(target, Unit.SHARE) * 100:.1f}".removesuffix(".0") + "%"
    return phrasing.figure(metric, target, currency)


def why_none(targets: Targets, question: Question) -> Msg:
    """Return why a figure that was asked for beside its target stands beside none."""
    metric = question.metric
    if not can_have(metric):
        return msg("note.target_not_of", metric=metric.name)
    if Dim.AGENT in (*question.cuts, *(f.dim for f in question.filters)):
        return msg("note.target_not_of_person")
    if not targets.values.get(metric.key):
        return msg("note.no_targets_yet", metric=metric.name)
    span = span_of(question.period)
    if monthly(metric) and span is None:
        return msg("note.target_of_month", metric=metric.name)
    if monthly(metric) and span is not None and not question.filters:
        goals = targets.goals(metric.key)
        if any(one in goals for one in around(span)[1:] if one is not STANDING):
            return msg("note.target_not_split", metric=metric.name)
    return msg("note.target_not_here", metric=metric.name)
