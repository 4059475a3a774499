"""The sentences about a figure and its target, as `Msg`s: met, how far, what it comes to.

Every wording is in the catalogues; here it is decided which one is true.
"""

from base.language import Msg, Quantity, Value, msg
from base.rounding import shown
from base.units import Good, Unit
from metrics import phrasing
from metrics.attainment import Attained
from metrics.model import Metric, Question
from metrics.targets import met, monthly, written
from storage.targets import Kind


def goal_named(metric: Metric, found: Attained, currency: str | None, *, inside: bool) -> Msg:
    """Return a sum's target with the time it is for: "monthly target of ¥30K"; `inside` a sentence
    or to begin one.
    """
    target = written(metric, found.target, currency)
    word = "target.within" if metric.good is Good.UP else "target.limit"
    if not inside:
        word = "target.goal" if metric.good is Good.UP else "target.limit_first"
    return msg(f"{word}.{(found.kind or Kind.MONTH).value}", target=target)


def stands(question: Question, found: Attained, currency: str | None, *, led: bool = False) -> Msg:
    """Return how a figure stands to its target: "Target 30 s, met." With `led` the first sentence
    of the answer has the target already.
    """
    metric = question.metric
    word = "met" if met(metric, found.value, found.target) else "missed"
    share = found.share
    if not monthly(metric) or share is None:
        goal = written(metric, found.target, currency)
        return msg(f"target.line.{word}", target=goal)
    reached = Quantity(share, Unit.SHARE.value)
    if found.due is None:
        if question.period.partial:
            goal = goal_named(metric, found, currency, inside=True)
            return msg("target.so_far_alone", goal=goal, share=reached)
        goal = goal_named(metric, found, currency, inside=False)
        return msg(f"target.whole.{word}", goal=goal, share=reached)
    return _so_far(question, found, reached, currency, led=led)


def _so_far(
    question: Question, found: Attained, reached: Quantity, currency: str | None, *, led: bool
) -> Msg:
    """Return how much is there beside how much should be by now."""
    metric, due = question.metric, found.due
    if due is None:
        return msg("none")
    period = question.period
    params: dict[str, Value] = {
        "goal": goal_named(metric, found, currency, inside=True),
        "share": reached,
        "due": Quantity(due.share, Unit.SHARE.value),
    }
    if not due.by_shape:
        params |= {"day": period.days, "days": (period.whole_end - period.start).days + 1}
    how = "shape" if due.by_shape else "days"
    word = "so_far" if metric.good is Good.UP else "at_most"
    if metric.good is Good.UP:
        params["apart"] = _apart(reached, due.share)
    if led:
        # The first sentence has the target and the share already.
        del params["goal"], params["share"]
        return msg(f"target.due_{word}.{how}", **params)
    return msg(f"target.{word}.{how}", **params)


def _apart(reached: Quantity, due: float) -> Msg:
    """Return by how many points a figure is ahead or behind, of the two shares as shown."""
    difference = round(shown(reached.value or 0.0, Unit.SHARE) - shown(due, Unit.SHARE), 6)
    if difference == 0:
        return msg("none")
    by = Quantity(abs(difference), Unit.SHARE.value, change=True)
    return msg(f"target.apart.{'ahead' if difference > 0 else 'behind'}", by=by)


def leads(question: Question, found: Attained, told: Msg, currency: str | None) -> Msg | None:
    """Return the first sentence of an answer about a target; `told` is the figure by itself.

    None where the share says nothing: of a target of nothing.
    """
    metric, share = question.metric, found.share
    if monthly(metric):
        if share is None:
            return None
        goal = goal_named(metric, found, currency, inside=True)
        return msg("target.take", told=told, goal=goal, share=Quantity(share, Unit.SHARE.value))
    target = written(metric, found.target, currency)
    if met(metric, found.value, found.target):
        return msg("target.take_met", told=told, target=target)
    difference = abs(shown(found.value, metric.unit) - shown(found.target, metric.unit))
    by = Quantity(difference, metric.unit.value, change=True)
    way = "short" if metric.good is Good.UP else "over"
    return msg(f"target.take_{way}", told=told, target=target, by=by)


def ahead(question: Question, found: Attained, currency: str | None) -> list[Msg]:
    """Return what a sum comes to by the end of its period; nothing where that was not asked."""
    metric, out = question.metric, found.outlook
    if out is None:
        return []
    end = msg(f"target.end.{(found.kind or Kind.MONTH).value}")
    params: dict[str, Value] = {
        "end": end,
        "projected": phrasing.figure(metric, out.value, currency),
        "share": Quantity(out.value / found.target if found.target else None, Unit.SHARE.value),
    }
    if out.low is None or out.high is None:
        return [msg("target.outlook_no_range", **params)]
    low = max(out.low, found.value) if _only_grows(metric) else out.low
    high = max(out.high, low)
    return [
        msg(
            "target.outlook",
            low=phrasing.figure(metric, low, currency),
            high=phrasing.figure(metric, high, currency),
            **params,
        )
    ]


def _only_grows(metric: Metric) -> bool:
    """Say whether no further day can take anything off a sum."""
    return not getattr(metric.formula, "minus", ())


def how_reckoned(found: Attained) -> list[Msg]:
    """Return in small print how a projection was made."""
    out = found.outlook
    if out is None:
        return []
    how = "shape" if out.by_shape else "days"
    if out.low is None:
        return [msg(f"target.how_outlook.{how}")]
    return [msg(f"target.how_outlook.{how}"), msg("target.how_range", n=out.n)]
