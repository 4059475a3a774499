"""What a target means for a question: which one applies, and how a figure stands to it.

Rates and times are held against their target in any period. Sums (orders, sales) have theirs for a
calendar month, for a sum over another time cannot be held against it. A single person has none.
"""

from calendar import monthrange

from base.dimensions import Dim
from base.language import Msg, Quantity, Value, msg
from base.rounding import shown
from base.units import Good, Unit
from metrics import phrasing
from metrics.model import Metric, PeriodKind, Question, Stat, Total
from storage.targets import Targets

# What the parser, which knows of no targets, says where one is asked for.
NO_TARGET = "note.no_targets_yet"
# A target of everybody is meant for each part of these as well, but not for a topic or a product.
_PARTS = {Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.PLATFORM, Dim.COUNTRY}


def can_have(metric: Metric) -> bool:
    """Say whether a metric can be held against a target: only where more or less is better."""
    return metric.good in (Good.UP, Good.DOWN)


def monthly(metric: Metric) -> bool:
    """Say whether a metric's target is one for a calendar month."""
    return isinstance(metric.formula, Total)


def target_for(targets: Targets, question: Question) -> float | None:
    """Return the target that a question's figure as a whole can be held against, None for none."""
    metric = question.metric
    apart = {f.dim for f in question.filters} | ({Dim.HOUR} if question.hours else set())
    if not can_have(metric) or question.stat is not Stat.MEAN or Dim.AGENT in question.cuts:
        return None
    if monthly(metric):
        whole = question.period.kind is PeriodKind.MONTH and apart <= {Dim.TEAM}
        return _of_teams(targets, question, own=True) if whole else None
    if not apart <= {*_PARTS, Dim.HOUR}:
        return None
    return _of_teams(targets, question, own=False)


def _of_teams(targets: Targets, question: Question, *, own: bool) -> float | None:
    """Return what the teams asked for have in common; a team's share of a sum is its own only."""
    key = question.metric.key
    if Dim.TEAM in question.cuts and targets.teams(key):
        return None
    teams = {int(m) for f in question.filters if f.dim is Dim.TEAM for m in f.members}
    if own and len(teams) > 1:
        return None
    pick = targets.own if own else targets.of
    found = {pick(key, team) for team in teams} if teams else {targets.own(key)}
    return found.pop() if len(found) == 1 else None


def met(metric: Metric, value: float, target: float) -> bool:
    """Say whether a figure reaches its target, as readers see both."""
    now, wanted = shown(value, metric.unit), shown(target, metric.unit)
    return now >= wanted if metric.good is Good.UP else now <= wanted


def written(metric: Metric, target: float, currency: str | None = None) -> Value:
    """Return a target ready to be worded: 92% and 92.5%, for nobody agrees on 92.0%."""
    if metric.unit is Unit.SHARE:
        return f"{shown(target, Unit.SHARE) * 100:.1f}".removesuffix(".0") + "%"
    return phrasing.figure(metric, target, currency)


def stands(question: Question, value: float, target: float, currency: str | None) -> Msg:
    """Return how a figure stands to its target: "Target 30 s, met." """
    metric, goal = question.metric, written(question.metric, target, currency)
    if not monthly(metric):
        return msg(f"target.line.{_word(metric, value, target)}", target=goal)
    share = Quantity(value / target, Unit.SHARE.value) if target else None
    if share is None:
        return msg(f"target.line.{_word(metric, value, target)}", target=goal)
    if not question.period.partial:
        return msg(f"target.month.{_word(metric, value, target)}", target=goal, share=share)
    end = question.period.end
    days = monthrange(end.year, end.month)[1]
    pro_rata = Quantity(end.day / days, Unit.SHARE.value)
    so_far = "target.so_far" if metric.good is Good.UP else "target.so_far_at_most"
    return msg(so_far, target=goal, share=share, day=end.day, days=days, pro_rata=pro_rata)


def _word(metric: Metric, value: float, target: float) -> str:
    return "met" if met(metric, value, target) else "missed"


def why_none(targets: Targets, question: Question) -> Msg:
    """Return why a figure that was asked for beside its target stands beside none."""
    metric = question.metric
    if not can_have(metric):
        return msg("note.target_not_of", metric=metric.name)
    if Dim.AGENT in (*question.cuts, *(f.dim for f in question.filters)):
        return msg("note.target_not_of_person")
    if not targets.values.get(metric.key):
        return msg("note.no_targets_yet", metric=metric.name)
    if monthly(metric) and question.period.kind is not PeriodKind.MONTH:
        return msg("note.target_of_month", metric=metric.name)
    return msg("note.target_not_here", metric=metric.name)
