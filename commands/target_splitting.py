"""Splitting a sum's target: to quarters and months, by team, shop, channel, product or country.

Evenly, by last year's figures, or by hand; parts that do not add up leave a rest, which is shown.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from base.answer import Answer
from base.dimensions import Dim
from base.language import Days, Listing, Msg, msg
from base.refusal import Refusal
from commands.amounts import amount, amounts_in, places_of_amounts
from commands.context import Context, Request
from commands.gaps import gaps_of
from commands.lexicon import Standing, standing
from commands.target_naming import part_named, span_named, whose_named
from commands.target_parts import Part, Piece, Whole, parts_typed, pieces_of
from commands.target_reading import (
    LIST,
    Asked,
    Understand,
    checked,
    may_set,
    not_understood,
    understanding,
)
from commands.target_setting import misfit
from commands.target_split_telling import Plan, told, ways
from commands.target_words import Method, Split, basis_in, split_in, time_in
from metrics.model import NotUnderstood, Period, Question
from metrics.target_shares import of_members, of_times
from metrics.target_split import split_by, split_even
from metrics.targets import amount_of, divisible
from storage.engine import Work
from storage.targets import EVERYBODY, Basis, Goal, How, Span, Whose, keep_targets
from storage.targets import Kind as SpanKind

_HOW = {Method.EVEN: How.EVEN, Method.SHAPE: How.SHAPE, Method.HAND: How.HAND}
_COARSER = {
    SpanKind.MONTH: {SpanKind.QUARTER, SpanKind.YEAR},
    SpanKind.QUARTER: {SpanKind.YEAR},
}


def answer_split(context: Context, request: Request, text: str) -> Answer:
    """Split a target as it was typed; offer the ways where none was.

    Raises Refusal for somebody who may not, and for what cannot be split.
    """
    may_set(request)
    with context.database.read() as work:
        known = standing(work, context)
        found = plan_of(known, work, context, request, text)
    if isinstance(found, Whole):
        return ways(found, request.lang)
    return kept(context, request, found)


def plan_of(
    known: Standing, work: Work, context: Context, request: Request, text: str
) -> Plan | Whole:
    """Return the split that a text asks for, the whole alone where it does not say how.

    Raises Refusal for what cannot be split.
    """
    understand = understanding(known, work, context, request)
    basis, rest = basis_in(text)
    said = split_in(rest)
    if said.by is None:
        raise Refusal(msg("target.split.how"), (LIST[request.lang],))
    kinds = _COARSER.get(said.by, set(SpanKind)) if isinstance(said.by, SpanKind) else set(SpanKind)
    timed = time_in(said.rest, request.today(context.clock), kinds)
    if said.method in (Method.EVEN, Method.SHAPE) or not places_of_amounts(timed.rest):
        whole, typed = _whole(known, work, request, understand, said, timed.span, timed.rest)
        return _reckoned(known, work, context, request, whole, said.method, typed, basis)
    pieces = pieces_of(timed.rest)
    whole = _whole_by_hand(known, work, request, understand, said, timed.span, pieces)
    parts = parts_typed(whole, pieces, understand, request.lang)
    total = amount_of(known.targets.goals(whole.metric.key, whole.whose), whole.span)
    return Plan(whole, Method.HAND, tuple(parts), total, basis=basis)


def _whole(
    known: Standing,
    work: Work,
    request: Request,
    understand: Understand,
    said: Split,
    span: Span,
    text: str,
) -> tuple[Whole, float | None]:
    """Return what is to be split, and its amount where that was typed with it."""
    for typed, without in amounts_in(text):
        found = understand(without)
        if isinstance(found, NotUnderstood):
            continue
        asked = checked(known, work, request, found)
        value = amount(typed, asked.metric.unit)
        if value is None:
            raise misfit(typed, asked.metric, request.lang)
        return _checked_whole(request, asked, said, span), value
    bare = understand(text)
    if isinstance(bare, NotUnderstood):
        raise not_understood(bare, request)
    return _checked_whole(request, checked(known, work, request, bare), said, span), None


def _whole_by_hand(
    known: Standing,
    work: Work,
    request: Request,
    understand: Understand,
    said: Split,
    span: Span,
    pieces: Sequence[Piece],
) -> Whole:
    """Return what is split by hand: its metric stands before the first amount."""
    text = pieces[0].label
    if isinstance(said.by, SpanKind):
        text = time_in(text, span.start, {said.by}).rest
    found = understand(text)
    if isinstance(found, NotUnderstood):
        raise not_understood(found, request)
    if isinstance(said.by, Dim):
        others = tuple(f for f in found.filters if f.dim is not said.by)
        found = replace(found, filters=others)
    return _checked_whole(request, checked(known, work, request, found), said, span)


def _checked_whole(request: Request, asked: Asked, said: Split, span: Span) -> Whole:
    """Return the whole. Raises Refusal for what does not add up, and for a month by month."""
    suggestions = (LIST[request.lang],)
    metric = asked.metric
    if not divisible(metric):
        raise Refusal(msg("target.split.not_sum", metric=metric.name), suggestions)
    if said.by is None or (isinstance(said.by, SpanKind) and span.kind is SpanKind.STANDING):
        raise Refusal(msg("target.split.which_year", metric=metric.name), suggestions)
    if isinstance(said.by, Dim) and (asked.whose != EVERYBODY or said.by not in metric.cuts):
        raise Refusal(msg("target.split.not_by", metric=metric.name), suggestions)
    return Whole(metric, asked.whose, span, said.by)


def _reckoned(
    known: Standing,
    work: Work,
    context: Context,
    request: Request,
    whole: Whole,
    method: Method | None,
    typed: float | None,
    basis: Basis,
) -> Plan | Whole:
    """Return the parts, even or by last year. Raises Refusal where there is nothing to split by."""
    goals = known.targets.goals(whole.metric.key, whole.whose)
    total = amount_of(goals, whole.span) if typed is None else typed
    if total is None:
        named = span_named(whole.span)
        name = whose_named(known, work, whole.whose)
        raise Refusal(
            msg("target.split.no_total", metric=whole.metric.name, span=named, whose=name),
            (LIST[request.lang],),
        )
    if method is None or method is Method.HAND:
        return whole
    owners, weights, notes = _weighed(known, work, context, request, whole, method)
    unit = whole.metric.unit
    if method is Method.EVEN:
        values = split_even(total, len(owners), unit)
    else:
        values = split_by(total, weights, unit)
    parts = [Part(w, s, v) for (w, s), v in zip(owners, values, strict=True)]
    return Plan(whole, method, tuple(parts), total, typed is not None, basis, notes)


_Owners = list[tuple[Whose, Span]]


def _weighed(
    known: Standing,
    work: Work,
    context: Context,
    request: Request,
    whole: Whole,
    method: Method,
) -> tuple[_Owners, list[float], tuple[Msg, ...]]:
    """Return whose and when the parts are, their weights, and where these come from."""
    today = request.today(context.clock)
    metric, suggestions = whole.metric, (LIST[request.lang],)
    if isinstance(whole.axis, Dim):
        found, period = of_members(work, metric, whole.axis, whole.span, today)
        if not found:
            raise Refusal(msg("target.split.nobody", metric=metric.name), suggestions)
        order = sorted(found, key=lambda member: (-found[member], member))
        owners = [(Whose(whole.axis, member), whole.span) for member in order]
        return owners, [found[member] for member in order], (_members_note(period),)
    owners = [(whole.whose, span) for span in whole.spans]
    if method is Method.EVEN:
        return owners, [], ()

    def covered(question: Question, period: Period) -> bool:
        return not gaps_of(known, question, period)

    shares = of_times(work, metric, whole.whose, whole.spans, today, covered)
    if not shares.complete:
        lacking = Listing(
            tuple(
                part_named(span)
                for span, weight in zip(whole.spans, shares.weights, strict=True)
                if weight is None
            )
        )
        raise Refusal(msg("target.split.no_shape", parts=lacking), suggestions)
    years = sorted({period.start.year for period in shares.taken if period is not None})
    note = msg("target.split.taken", years=Listing(tuple(str(year) for year in years)))
    return owners, [weight or 0.0 for weight in shares.weights], (note,)


def _members_note(period: Period) -> Msg:
    return msg("target.split.members", dates=Days(period.start, period.end, with_year=True))


def keep(work: Work, plan: Plan, known: Standing, now: datetime, actor: int) -> None:
    """Keep a split in the unit of work of its caller: the total, the parts, and none that was."""
    whole, how = plan.whole, _HOW[plan.method]
    key = whole.metric.key
    if plan.new_total:
        goal = Goal(key, whole.whose, whole.span, plan.total)
        keep_targets(work, (goal,), now, actor, How.SET, plan.basis)
    goals = [Goal(key, part.whose, part.span, part.value) for part in plan.parts]
    there = {(goal.whose, goal.span) for goal in goals}
    if isinstance(whole.axis, Dim) and plan.method is not Method.HAND:
        # Whoever has no part any more would make the parts too much.
        goals += [
            Goal(key, one, whole.span, None)
            for one in known.targets.whose(key, whole.axis)
            if whole.span in known.targets.goals(key, one) and (one, whole.span) not in there
        ]
    keep_targets(work, goals, now, actor, how, plan.basis)


def kept(context: Context, request: Request, plan: Plan) -> Answer:
    """Keep a split and say what everybody has now, and what is left."""
    now, actor = context.clock.now(), request.actor.person
    with context.database.read() as work:
        known = standing(work, context)
    with context.database.write() as work:
        keep(work, plan, known, now, actor)
    with context.database.read() as work:
        known = standing(work, context)
        return told(known, work, plan, request.lang)
