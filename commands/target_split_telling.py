"""What is said of a split: the ways there are, the parts, where they come from and what is left."""

from dataclasses import dataclass

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Lang, Msg, Value, msg
from commands.lexicon import Standing
from commands.target_listing import given_out
from commands.target_naming import (
    basis_named,
    currency_of,
    goal_named,
    part_named,
    parts_listed,
    rest_named,
    span_named,
    whose_named,
)
from commands.target_parts import Part, Whole
from commands.target_reading import LIST
from commands.target_setting import split_request
from commands.target_words import Method
from storage.engine import Work
from storage.targets import NO_BASIS, Basis


@dataclass(frozen=True)
class Plan:
    """A split to be kept. `total` is set with it where `new_total`; None where none was agreed."""

    whole: Whole
    method: Method
    parts: tuple[Part, ...]
    total: float | None
    new_total: bool = False
    basis: Basis = NO_BASIS
    notes: tuple[Msg, ...] = ()


def ways(whole: Whole, lang: Lang) -> Answer:
    """Return the ways to split, each a tap away."""
    metric = whole.metric
    request = split_request(metric, whole.whose, whole.span, whole.axis, lang)
    zh = lang is Lang.ZH
    words = {
        "shape": "按去年" if zh else "by last year",
        "even": "平均" if zh else "evenly",
        "hand": "手动" if zh else "by hand",
    }
    by = msg(f"target.by.{whole.axis.value}")
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("target.split.ways", metric=metric.name, span=span_named(whole.span), by=by),
        lines=(msg("target.split.how"),) if request is None else (),
        follow_ups=tuple(
            FollowUp(
                msg(f"button.way_{way}"), f"{'/fupan ' if way == 'hand' else ''}{request} {word}"
            )
            for way, word in words.items()
            if request is not None
        ),
    )


def told(known: Standing, work: Work, plan: Plan, lang: Lang) -> Answer:
    """Return what was split, the parts, and the rest over all parts that there are."""
    whole, metric = plan.whole, plan.whole.metric
    by = msg(f"target.by.{whole.axis.value}")
    takeaway: dict[str, Value] = {
        "metric": metric.name,
        "span": span_named(whole.span),
        "whose": whose_named(known, work, whole.whose),
        "by": by,
        "method": msg(f"target.method.{plan.method.value}"),
    }
    named: list[tuple[Value, float]] = [
        (
            whose_named(known, work, part.whose)
            if isinstance(whole.axis, Dim)
            else part_named(part.span),
            part.value,
        )
        for part in plan.parts
    ]
    lines = [msg("target.split.parts", parts=parts_listed(known, metric, whole.whose, named))]
    lines.append(rest_told(known, plan))
    why = basis_named(plan.basis)
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("target.split.done", **takeaway),
        lines=(*lines, *([why] if why is not None else [])),
        notes=plan.notes,
        follow_ups=(FollowUp(msg("button.targets"), LIST[lang]),),
    )


def rest_told(known: Standing, plan: Plan) -> Msg:
    """Return what the parts come to beside the whole."""
    whole, metric = plan.whole, plan.whole.metric
    currency = currency_of(known, metric, whole.whose)
    values = next(
        (
            tuple(values)
            for axis, values in given_out(known, metric, whole.whose, whole.span)
            if axis is whole.axis
        ),
        (),
    )
    goal = goal_named(known, metric, whole.whose, whole.span, sum(values))
    own = known.targets.goals(metric.key, whole.whose).get(whole.span)
    if own is None:
        return msg("target.split.sum_alone", sum=goal, span=span_named(whole.span))
    total = goal_named(known, metric, whole.whose, whole.span, own)
    rest = rest_named(metric, own, values, currency)
    return msg("target.split.sum", sum=goal, total=total, rest=rest)
