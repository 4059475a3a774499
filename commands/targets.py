"""Targets: what was agreed on for a figure, listed, set and taken away again.

Everybody sees them; they are set by those who oversee. For a department or one team, never for a
person; from which day on they hold is not kept.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Bilingual, Lang, Listing, Msg, Value, msg
from base.refusal import Refusal
from base.rights import Verb, can
from base.units import Unit
from commands.allowing import named_asker
from commands.amounts import amount, amounts_in
from commands.context import Context, Request
from commands.lexicon import Standing, standing
from commands.metric import answer_metric
from metrics.catalogue import CATALOGUE
from metrics.model import Correction, Metric, NotUnderstood, Question, Stat
from metrics.parser import parse
from metrics.targets import can_have, monthly, written
from storage.engine import Work
from storage.targets import Targets, set_target, targets_of

LIST = {Lang.ZH: "目标", Lang.EN: "target"}
_OFF = re.compile(
    r"(?:^|(?<=\s))(?:off|none|remove|delete|clear|cancel)(?=\s|$)|取消|删除|删掉|去掉|不设",
    re.IGNORECASE,
)
_EVERYBODY = Bilingual("全部门", "all teams")

_Understand: TypeAlias = Callable[[str], Question | NotUnderstood]


@dataclass(frozen=True)
class Wish:
    """A target as somebody wants it: of a team or everybody (None); a `value` of None is none."""

    metric: Metric
    value: float | None
    team: int | None = None
    corrections: tuple[Correction, ...] = ()


def answer_targets(context: Context, request: Request) -> Answer:
    """List the targets, or set or take away one; without a value tell how a figure stands to its.

    Raises Refusal for somebody who may not set any, and for what no target can be set for.
    """
    text = request.text.strip()
    with context.database.read() as work:
        known = standing(work, context)
        if not text:
            return _listed(known, work, request)
        asked = _wanted(text, lambda typed: _parsed(known, context, request, typed), request)
        wish = None if asked is None else _checked(known, work, request, *asked)
    if wish is None:
        return answer_metric(context, replace(request, text=f"目标 {text}"))
    return _set(context, request, wish)


def _parsed(
    known: Standing, context: Context, request: Request, text: str
) -> Question | NotUnderstood:
    return parse(
        text,
        today=request.today(context.clock),
        lexicon=known.lexicon,
        promotions=known.promotions,
        lang=request.lang,
    )


def _wanted(
    text: str, understand: _Understand, request: Request
) -> tuple[Question, float | None] | None:
    """Return whose target is to be which value; None where a figure is asked for.

    A number may belong to a name or a time (30 秒内首响率, 618): the value is the one without which
    the rest is understood, and what is understood as a whole is a question.
    """
    off = _OFF.search(text)
    if off is not None:
        rest = understand(f"{text[: off.start()]} {text[off.end() :]}".strip())
        if isinstance(rest, NotUnderstood):
            raise _not_understood(rest, request)
        return rest, None
    whole = understand(text)
    if isinstance(whole, Question) and not whole.corrections and not _like_date(whole.metric):
        return None
    trouble: Refusal | None = None
    for typed, without in amounts_in(text):
        rest = understand(without)
        if isinstance(rest, NotUnderstood):
            trouble = trouble or (None if rest.words else _not_understood(rest, request))
            continue
        value = amount(typed, rest.metric.unit)
        if value is not None:
            return rest, value
        trouble = trouble or _misfit(typed, rest.metric, request)
    if trouble is not None:
        raise trouble
    if isinstance(whole, NotUnderstood):
        raise _not_understood(whole, request)
    return None


def _like_date(metric: Metric) -> bool:
    """Say whether a metric's values look like dates: a score of 4.6 is no sixth of April."""
    return metric.unit in (Unit.SCORE, Unit.RATIO)


def _misfit(typed: str, metric: Metric, request: Request) -> Refusal:
    key = f"target.unfit.{metric.unit.value}"
    return Refusal(msg(key, typed=typed, metric=metric.name), (LIST[request.lang],))


def _not_understood(found: NotUnderstood, request: Request) -> Refusal:
    suggestions = (LIST[request.lang],)
    if not found.words:
        return Refusal(msg("target.how"), suggestions)
    words = Listing(found.words, quoted=True)
    return Refusal(msg("target.not_understood", words=words), suggestions)


def _checked(
    known: Standing, work: Work, request: Request, question: Question, value: float | None
) -> Wish:
    """Return the wish where it can be met. Raises Refusal where it may or can not."""
    suggestions = (LIST[request.lang],)
    if not can(request.actor, Verb.SET_TARGET):
        raise Refusal(msg("rights.set_target"), suggestions)
    metric = question.metric
    if any(f.dim is Dim.AGENT for f in question.filters) or Dim.AGENT in question.cuts:
        raise Refusal(msg("note.target_not_of_person"), suggestions)
    question = named_asker(known, work, request.actor, question)
    if not can_have(metric):
        raise Refusal(msg("note.target_not_of", metric=metric.name), suggestions)
    trouble = _too_narrow(question)
    if trouble is not None:
        raise Refusal(trouble, suggestions)
    if metric.unit is Unit.MONEY and value is not None and _currency(known) is None:
        raise Refusal(msg("target.currencies", metric=metric.name), suggestions)
    team = next((int(member) for f in question.filters for member in f.members), None)
    return Wish(metric, value, team, question.corrections)


def _too_narrow(question: Question) -> Msg | None:
    """Return why no target is kept for what is asked: one for a time, a shop, or a percentile."""
    if all(note.key != "note.period_assumed" for note in question.notes):
        return msg("target.no_period")
    cuts = {cut for cut in question.cuts if not (cut is Dim.MONTH and monthly(question.metric))}
    teams = [member for f in question.filters if f.dim is Dim.TEAM for member in f.members]
    others = any(f.dim is not Dim.TEAM for f in question.filters)
    if len(teams) > 1:
        return msg("target.one_team")
    if others or cuts or question.hours or question.why or question.stat is not Stat.MEAN:
        return msg("target.only_teams")
    return None


def _currency(known: Standing) -> str | None:
    found = {shop.currency for shop in known.shops}
    return found.pop() if len(found) == 1 else None


def _set(context: Context, request: Request, wish: Wish) -> Answer:
    metric = wish.metric
    with context.database.write() as work:
        before = targets_of(work).own(metric.key, wish.team)
        now, actor = context.clock.now(), request.actor.person
        set_target(work, metric.key, wish.value, now, actor, wish.team)
    with context.database.read() as work:
        known = standing(work, context)
        names = known.named(work, Dim.TEAM)
    whose = _EVERYBODY if wish.team is None else names[wish.team]
    goals = [None if v is None else _goal(known, metric, v) for v in (wish.value, before)]
    return Answer(
        kind=Kind.TEXT,
        takeaway=_done(metric.name, whose, *goals),
        lines=tuple(msg("corrected", typed=c.typed, read_as=c.read_as) for c in wish.corrections),
        follow_ups=(FollowUp(msg("button.targets"), LIST[request.lang]),),
    )


def _done(name: Bilingual, whose: Bilingual, goal: Value, before: Value) -> Msg:
    if goal is None:
        key = "target.not_there" if before is None else "target.removed"
        return msg(key, metric=name, whose=whose)
    if before in (None, goal):
        return msg("target.set", metric=name, whose=whose, target=goal)
    return msg("target.changed", metric=name, whose=whose, target=goal, before=before)


def _listed(known: Standing, work: Work, request: Request) -> Answer:
    names = known.named(work, Dim.TEAM)
    lines = [_of_metric(known, m, names) for m in CATALOGUE.values() if _has(known.targets, m)]
    how = [msg("target.how")] if can(request.actor, Verb.SET_TARGET) else []
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("target.list" if lines else "target.list_empty"),
        lines=tuple(lines),
        notes=tuple(how),
    )


def _has(targets: Targets, metric: Metric) -> bool:
    return bool(targets.values.get(metric.key))


def _of_metric(known: Standing, metric: Metric, names: dict[int | str, Bilingual]) -> Msg:
    """Return a line of the list: everybody's target, then those of teams."""
    found: list[Value] = []
    whole = known.targets.own(metric.key)
    if whole is not None:
        found.append(_goal(known, metric, whole))
    for team in known.targets.teams(metric.key):
        own = known.targets.own(metric.key, team)
        if own is not None and team in names:
            found.append(msg("target.of_team", team=names[team], target=_goal(known, metric, own)))
    return msg("target.line_of", metric=metric.name, targets=Listing(tuple(found)))


def _goal(known: Standing, metric: Metric, target: float) -> Value:
    goal = written(metric, target, _currency(known) if metric.unit is Unit.MONEY else None)
    return msg("target.a_month", target=goal) if monthly(metric) else goal
