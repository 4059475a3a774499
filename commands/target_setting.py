"""Setting a target in words, and taking it away: whose, for which time, why; never a person's.

A number may belong to a name or a time (30 秒内首响率, 618): the value is the one without which the
rest is understood, and what is understood as a whole is a question.
"""

import re
from dataclasses import dataclass

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Bilingual, Lang, Msg, Value, msg
from base.refusal import Refusal
from base.units import Unit
from commands.amounts import amount, amounts_in
from commands.context import Context, Request
from commands.lexicon import Standing, standing
from commands.requests import cut_word, metric_word
from commands.target_listing import given_out
from commands.target_naming import (
    basis_named,
    currency_of,
    goal_named,
    rest_named,
    span_named,
    whose_named,
)
from commands.target_reading import (
    LIST,
    Asked,
    Understand,
    checked,
    may_set,
    not_understood,
    understanding,
)
from commands.target_words import Timed, axis_in, basis_in, time_in
from metrics.model import Metric, NotUnderstood, Question
from metrics.targets import amount_of, divisible
from storage.engine import Work
from storage.targets import STANDING, Basis, Goal, How, Span, Whose, keep_targets
from storage.targets import Kind as SpanKind

_NEAR = 5
_OFF = re.compile(
    r"(?:^|(?<=\s))(?:off|none|remove|delete|clear|cancel)(?=\s|$)|取消|删除|删掉|去掉|不设",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wish:
    """A target as somebody wants it; a `value` of None is none. `axis` is how it is to be split."""

    asked: Asked
    span: Span
    value: float | None
    basis: Basis
    axis: SpanKind | Dim | None = None


def wish_of(
    known: Standing, work: Work, context: Context, request: Request, text: str
) -> Wish | Asked | None:
    """Return the target that a text sets; what it asks to see where it has no value but a time to
    come; None where a figure is asked for.

    Raises Refusal for somebody who may not set any, and for what no target can be set for.
    """
    today = request.today(context.clock)
    understand = understanding(known, work, context, request)
    basis, without_basis = basis_in(text)
    timed = time_in(without_basis, today)
    found = _wanted(timed.rest, understand, request)
    if found is None and timed.bare and abs(timed.span.start.year - today.year) > _NEAR:
        # 未回复 2045: the only number is no year that anybody has a target for, but the value.
        found = _wanted(without_basis, understand, request)
        if found is not None:
            timed = Timed(STANDING, without_basis)
    if found is None:
        return _to_see(known, work, request, understand, timed, today.year)
    may_set(request)
    asked = checked(known, work, request, found[0])
    axis = axis_in(timed.rest)[0]
    parted = axis if axis in asked.cuts or isinstance(axis, SpanKind) else None
    wanted = parted if timed.span is not STANDING or isinstance(parted, Dim) else None
    return Wish(asked, timed.span, found[1], basis, wanted)


def _to_see(
    known: Standing,
    work: Work,
    request: Request,
    understand: Understand,
    timed: Timed,
    year: int,
) -> Asked | None:
    """Return whose targets of a time to come are asked for: no figure has that time yet."""
    if timed.span is STANDING or timed.span.start.year <= year:
        return None
    found = understand(timed.rest)
    if isinstance(found, NotUnderstood):
        return None
    return checked(known, work, request, found)


def _wanted(
    text: str, understand: Understand, request: Request
) -> tuple[Question, float | None] | None:
    """Return whose target is to be which value; None where a figure is asked for."""
    off = _OFF.search(text)
    if off is not None:
        rest = understand(f"{text[: off.start()]} {text[off.end() :]}".strip())
        if isinstance(rest, NotUnderstood):
            raise not_understood(rest, request)
        return rest, None
    whole = understand(text)
    if isinstance(whole, Question) and not whole.corrections and not _like_date(whole.metric):
        return None
    trouble: Refusal | None = None
    for typed, without in amounts_in(text):
        rest = understand(without)
        if isinstance(rest, NotUnderstood):
            trouble = trouble or (None if rest.words else not_understood(rest, request))
            continue
        value = amount(typed, rest.metric.unit)
        if value is not None:
            return rest, value
        trouble = trouble or misfit(typed, rest.metric, request.lang)
    if trouble is not None:
        raise trouble
    if isinstance(whole, NotUnderstood):
        raise not_understood(whole, request)
    return None


def _like_date(metric: Metric) -> bool:
    """Say whether a metric's values look like dates: a score of 4.6 is no sixth of April."""
    return metric.unit in (Unit.SCORE, Unit.RATIO, Unit.PER_HOUR)


def misfit(typed: str, metric: Metric, lang: Lang) -> Refusal:
    """Return the refusal of a value that is none of this metric."""
    key = f"target.unfit.{metric.unit.value}"
    return Refusal(msg(key, typed=typed, metric=metric.name), (LIST[lang],))


def set_wish(context: Context, request: Request, wish: Wish) -> Answer:
    """Keep a target and say what holds now, what held before, and what is left to be split."""
    metric, whose, span = wish.asked.metric, wish.asked.whose, wish.span
    now, actor = context.clock.now(), request.actor.person
    with context.database.read() as work:
        before = standing(work, context).targets.goals(metric.key, whose).get(span)
    with context.database.write() as work:
        goal = Goal(metric.key, whose, span, wish.value)
        keep_targets(work, (goal,), now, actor, How.SET, wish.basis)
    with context.database.read() as work:
        known = standing(work, context)
        name = whose_named(known, work, whose)
    goals = [
        None if v is None else goal_named(known, metric, whose, span, v)
        for v in (wish.value, before)
    ]
    lines = [msg("corrected", typed=c.typed, read_as=c.read_as) for c in wish.asked.corrections]
    why = basis_named(wish.basis)
    lines += [why] if why is not None else []
    lines += left_over(known, metric, whose, span)
    return Answer(
        kind=Kind.TEXT,
        takeaway=_done(metric.name, name, span, *goals),
        lines=tuple(lines),
        follow_ups=(
            *_next(wish, request.lang),
            FollowUp(msg("button.targets"), LIST[request.lang]),
        ),
    )


def left_over(known: Standing, metric: Metric, whose: Whose, span: Span) -> list[Msg]:
    """Return what of a target its parts have not; nothing where it has none or they add up."""
    goals = known.targets.goals(metric.key, whose)
    value = amount_of(goals, span) if divisible(metric) else None
    if value is None or span is STANDING:
        return []
    currency = currency_of(known, metric, whose)
    found = []
    for axis, values in given_out(known, metric, whose, span):
        rest = rest_named(metric, value, tuple(values), currency)
        if rest.key != "target.rest.none":
            found.append(msg("target.rest.by", by=msg(f"target.by.{axis.value}"), rest=rest))
    return found


def _done(name: Bilingual, whose: Bilingual, span: Span, goal: Value, before: Value) -> Msg:
    when = "" if span.kind is SpanKind.STANDING else "_for"
    params: dict[str, Value] = {"metric": name, "whose": whose}
    if when:
        params["span"] = span_named(span)
    if goal is None:
        key = "target.not_there" if before is None else "target.removed"
        return msg(key + when, **params)
    if before in (None, goal):
        return msg("target.set" + when, target=goal, **params)
    return msg("target.changed" + when, target=goal, before=before, **params)


def _next(wish: Wish, lang: Lang) -> list[FollowUp]:
    """Return the ways to split what was just set: as it was typed, else a year by month."""
    metric, span = wish.asked.metric, wish.span
    axis = wish.axis or (SpanKind.MONTH if span.kind is SpanKind.YEAR else None)
    if wish.value is None or not divisible(metric) or axis is None or span is STANDING:
        return []
    request = split_request(wish.asked.metric, wish.asked.whose, span, axis, lang)
    if request is None:
        return []
    even, shape = ("平均", "按去年") if lang is Lang.ZH else ("evenly", "by last year")
    return [
        FollowUp(
            msg("button.split_shape", by=msg(f"target.by.{axis.value}")), f"{request} {shape}"
        ),
        FollowUp(msg("button.split_even", by=msg(f"target.by.{axis.value}")), f"{request} {even}"),
    ]


def split_request(
    metric: Metric, whose: Whose, span: Span, axis: SpanKind | Dim, lang: Lang
) -> str | None:
    """Return how splitting is typed, without by what; None for a member's, who has a name."""
    if whose.dim is not None:
        return None
    word = metric_word(metric, lang)
    if isinstance(axis, Dim):
        by = cut_word(axis, lang)
    else:
        zh = {SpanKind.QUARTER: "按季度", SpanKind.MONTH: "按月"}
        by = zh[axis] if lang is Lang.ZH else f"by {axis.value}"
    verb = "目标 拆分" if lang is Lang.ZH else "target split"
    return f"{verb} {word} {typed_span(span)} {by}".replace("  ", " ")


def typed_span(span: Span) -> str:
    """Return how a time is typed, in either language."""
    match span.kind:
        case SpanKind.YEAR:
            return str(span.start.year)
        case SpanKind.QUARTER:
            return f"{span.start.year}Q{(span.start.month + 2) // 3}"
        case SpanKind.MONTH:
            return f"{span.start.year}-{span.start.month:02d}"
        case SpanKind.STANDING:
            return ""
