"""The form of the rule of recognition: a line a figure, what is wrong said at its field."""

import re
from collections.abc import Sequence

from base.form import Field, FieldKind, Form, Submission, Unfit
from base.language import Lang, Listing, Msg, msg
from base.refusal import Refusal
from base.rights import Verb, can
from base.units import Unit
from commands.amounts import amount
from commands.context import Context
from commands.submitting import PATIENCE, Opening, Outcome
from metrics import periods
from metrics.catalogue import CATALOGUE, made_of_catalogue
from metrics.model import Metric
from metrics.parser.folding import term
from reviews import recognition_rule
from reviews.action_words import short
from reviews.recognition_rule import Criterion, Of, ends_of, may_judge, rule_for, trouble
from reviews.recognition_words import month_named
from storage.seen import claim

RULE = "recognition_rule"
_LONGEST = 600
_LINE = re.compile(
    r"(?P<name>.+?)[\s,，:：]+(?P<weight>\d{1,3})\s*%?[\s,，]+(?P<floor>\d[\d,]*)"
    r"(?:[\s,，]+(?P<zero>\d[\d.]*\s*[%秒s分]?)\s*(?:[\s,，~–—-]|到|to)\s*(?P<full>\d[\d.]*\s*[%秒s分]?))?"
)


def rule_form(context: Context, opening: Opening) -> Form:
    """Return the form with this month's rule. Raises Refusal for who may not set it."""
    if not can(opening.actor, Verb.SET_TARGET):
        raise Refusal(msg("recognition.form.denied"))
    today = opening.today(context.clock)
    with context.database.read() as work:
        rule = rule_for(work, today)
    month = month_named(periods.month(today.year, today.month), today)
    return Form(
        RULE,
        msg("recognition.form.title"),
        msg("recognition.form.submit"),
        tuple(_field(of, rule.of(of), opening.lang) for of in (Of.TEAMS, Of.AGENTS)),
        intro=(msg("recognition.form.intro"), msg("recognition.form.since", month=month)),
    )


def _field(of: Of, criteria: Sequence[Criterion], lang: Lang) -> Field:
    names = Listing(tuple(metric.name for metric in may_judge(of)))
    return Field(
        of.value,
        msg(f"recognition.form.{of.value}"),
        FieldKind.LONG_TEXT,
        value="\n".join(_written(one, lang) for one in criteria),
        hint=msg("recognition.form.hint", metrics=names),
        longest=_LONGEST,
    )


def _written(one: Criterion, lang: Lang) -> str:
    metric = CATALOGUE[one.metric]
    zero, full = (_end(metric, value) for value in (one.zero, one.full))
    return f"{metric.name.in_(lang)} {one.weight} {one.floor} {zero} {full}"


def _end(metric: Metric, value: float) -> str:
    return f"{round(value * 100, 1):g}%" if metric.unit is Unit.SHARE else f"{value:g}"


def take_rule(context: Context, opening: Opening, submission: Submission, key: str) -> Outcome:
    """Keep the rule from this month on. Raises Unfit with a sentence at each field that is wrong,
    Refusal for who may not set it."""
    if not can(opening.actor, Verb.SET_TARGET):
        raise Refusal(msg("recognition.form.denied"))
    teams, agents = _checked(submission)
    now, today = context.clock.now(), opening.today(context.clock)
    with context.database.write(PATIENCE) as work:
        if not claim(work, key, now):
            return Outcome(said=msg("recognition.form.again"))
        recognition_rule.keep(work, opening.actor, agents, teams, now, today)
    month = month_named(periods.month(today.year, today.month), today)
    return Outcome(said=msg("recognition.form.done", month=month))


def _checked(submission: Submission) -> tuple[tuple[Criterion, ...], tuple[Criterion, ...]]:
    errors: dict[str, Msg] = {}
    found: dict[Of, tuple[Criterion, ...]] = {}
    for of in Of:
        read = _read(submission.text(of.value))
        wrong = read if isinstance(read, Msg) else trouble(of, read)
        if wrong is not None:
            errors[of.value] = wrong
        elif not isinstance(read, Msg):
            found[of] = read
    if errors:
        raise Unfit(errors)
    return found[Of.TEAMS], found[Of.AGENTS]


def _read(text: str) -> tuple[Criterion, ...] | Msg:
    """Return the criteria of a field, or what is wrong with the first line that is."""
    found: list[Criterion] = []
    for typed in (line.strip() for line in text.splitlines()):
        if typed:
            one = _criterion(typed)
            if isinstance(one, Msg):
                return one
            found.append(one)
    return tuple(found)


def _criterion(typed: str) -> Criterion | Msg:
    line = _LINE.fullmatch(typed)
    if line is None:
        return msg("recognition.form.line", line=short(typed))
    key = _metrics().get(term(line["name"]))
    if key is None:
        return msg("recognition.form.unknown", metric=line["name"])
    metric = CATALOGUE[key]
    ends = _ends(metric, line["zero"], line["full"])
    if ends is None:
        return msg("recognition.form.ends", metric=metric.name)
    return Criterion(key, int(line["weight"]), int(line["floor"].replace(",", "")), *ends)


def _ends(metric: Metric, zero: str | None, full: str | None) -> tuple[float, float] | None:
    if zero is None or full is None:
        return ends_of(metric)
    first, last = amount(zero, metric.unit), amount(full, metric.unit)
    return None if first is None or last is None else (first, last)


@made_of_catalogue
def _metrics() -> dict[str, str]:
    """Return every way to type a metric with its key; a metric's own name comes before synonyms."""
    found: dict[str, str] = {}
    for metric in CATALOGUE.values():
        for name in metric.synonyms:
            found.setdefault(term(name), metric.key)
    for metric in CATALOGUE.values():
        for name in (metric.key, metric.name.zh, metric.name.en):
            found[term(name)] = metric.key
    return found
