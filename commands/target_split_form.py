"""The form of a split by hand: a line a part, what is wrong said at its field."""

from base.dimensions import Dim
from base.form import Field, FieldKind, Form, Submission, Unfit
from base.language import Lang, msg
from base.refusal import Refusal
from commands.context import Context, Request
from commands.lexicon import Standing, standing
from commands.submitting import PATIENCE, Opening, Outcome
from commands.target_naming import goal_named, part_named, span_named, whose_named
from commands.target_parts import Part, Piece, Whole, parts_typed, pieces_of
from commands.target_reading import may_set, understanding
from commands.target_split_telling import Plan, rest_told
from commands.target_splitting import keep, plan_of
from commands.target_words import Method, basis_of, verb_in
from metrics.targets import amount_of
from storage.engine import Work
from storage.seen import claim
from storage.targets import Span, Whose

SPLIT = "target_split"
_PARTS, _BASIS = "parts", "basis"
_LONGEST = 2000


def split_form(context: Context, opening: Opening) -> Form:
    """Return the form with the parts as they are. Raises Refusal for who may not set targets, and
    for what cannot be split."""
    request = _request(opening)
    may_set(request)
    with context.database.read() as work:
        known = standing(work, context)
        whole = _whole(known, work, context, request, opening.text)
        goals = known.targets.goals(whole.metric.key, whole.whose)
        total = amount_of(goals, whole.span)
        lines = _lines(known, work, whole, opening.lang)
    told = msg("target.form.no_total", metric=whole.metric.name, span=span_named(whole.span))
    if total is not None:
        goal = goal_named(known, whole.metric, whole.whose, whole.span, total)
        told = msg(
            "target.form.intro", metric=whole.metric.name, span=span_named(whole.span), total=goal
        )
    return Form(
        SPLIT,
        msg("target.form.title"),
        msg("target.form.submit"),
        (
            Field(
                _PARTS,
                msg("target.form.parts"),
                FieldKind.LONG_TEXT,
                value=lines,
                hint=msg("target.form.hint"),
                longest=_LONGEST,
            ),
            Field(_BASIS, msg("target.form.basis"), required=False, longest=_LONGEST // 10),
        ),
        intro=(told,),
        carried={"text": opening.text},
    )


def _request(opening: Opening) -> Request:
    return Request(opening.text, opening.actor, opening.lang)


def _whole(known: Standing, work: Work, context: Context, request: Request, text: str) -> Whole:
    """Return what the text that opened the form names. Raises Refusal where it names nothing."""
    found = plan_of(known, work, context, request, asked_of(text))
    return found if isinstance(found, Whole) else found.whole


def asked_of(text: str) -> str:
    """Return what is to be split, of a text that opens the form."""
    words = text.removeprefix("/fupan ").removeprefix("/").split(maxsplit=1)
    return verb_in(words[1] if len(words) > 1 else "")[1]


def _lines(known: Standing, work: Work, whole: Whole, lang: Lang) -> str:
    """Return a line a part: its name, and its target where it has one."""
    targets, key = known.targets, whole.metric.key
    owners: list[tuple[str, Whose, Span]] = []
    if isinstance(whole.axis, Dim):
        for member in known.named(work, whole.axis):
            whose = Whose(whole.axis, str(member))
            owners.append((whose_named(known, work, whose).in_(lang), whose, whole.span))
    else:
        owners = [(_typed(span, lang), whole.whose, span) for span in whole.spans]
    lines = []
    for name, whose, span in owners:
        value = targets.goals(key, whose).get(span)
        lines.append(f"{name} " if value is None else f"{name} {value:.10g}")
    return "\n".join(lines)


def _typed(span: Span, lang: Lang) -> str:
    named = part_named(span)
    if named.key.startswith("month."):
        number = span.start.month
        return f"{number}月" if lang is Lang.ZH else span.start.strftime("%b")
    return f"Q{(span.start.month + 2) // 3}"


def take_split(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep the parts. Raises Unfit with a sentence at the field for a line that is none, Refusal
    for who may not set targets."""
    request = _request(opening)
    may_set(request)
    with context.database.read() as work:
        known = standing(work, context)
        text = submission.carried["text"]
        whole = _whole(known, work, context, request, text)
        parts = _typed_parts(known, work, context, request, whole, submission)
    total = amount_of(known.targets.goals(whole.metric.key, whole.whose), whole.span)
    basis = basis_of(submission.text(_BASIS))
    plan = Plan(whole, Method.HAND, tuple(parts), total, basis=basis)
    now, actor = context.clock.now(), opening.actor.person
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, now):
            return Outcome(said=msg("target.form.again"))
        keep(work, plan, known, now, actor)
    with context.database.read() as work:
        rest = rest_told(standing(work, context), plan)
    named = span_named(whole.span)
    return Outcome(said=msg("target.form.done", metric=whole.metric.name, span=named, rest=rest))


def _typed_parts(
    known: Standing,
    work: Work,
    context: Context,
    request: Request,
    whole: Whole,
    submission: Submission,
) -> list[Part]:
    """Return the parts of the lines that have an amount. Raises Unfit for a line that is wrong."""
    understand = understanding(known, work, context, request)
    try:
        pieces = [p for line in submission.text(_PARTS).splitlines() for p in _piece(line)]
        if not pieces:
            raise Unfit({_PARTS: msg("target.form.empty")})
        return parts_typed(whole, pieces, understand, request.lang)
    except Refusal as error:
        raise Unfit({_PARTS: error.message}) from error


def _piece(line: str) -> list[Piece]:
    """Return the part of a line, none of a line without an amount. Raises Unfit for two in one."""
    found = pieces_of(line)
    if len(found) > 1:
        raise Unfit({_PARTS: msg("target.form.one_line")})
    return found
