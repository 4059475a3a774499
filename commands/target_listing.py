"""Targets as they stand: all of them in a few lines, or one metric's with every part."""

from datetime import date

from base.answer import Answer, FollowUp, Kind
from base.dimensions import Dim
from base.language import Bilingual, Lang, Listing, Msg, Value, msg
from base.rights import Verb, can
from commands.context import Request
from commands.lexicon import Standing
from commands.requests import metric_word
from commands.target_naming import (
    currency_of,
    goal_named,
    part_named,
    parts_listed,
    rest_named,
    span_named,
    whose_named,
)
from commands.target_reading import may_see
from metrics.catalogue import CATALOGUE
from metrics.model import Metric
from metrics.target_spans import around, last_day, parts_of
from metrics.targets import SCOPES, monthly
from storage.engine import Work
from storage.targets import EVERYBODY, STANDING, Span, Whose
from storage.targets import Kind as SpanKind


def listed(known: Standing, work: Work, request: Request, today: date) -> Answer:
    """Return the targets that hold or will hold, a line or two each metric."""
    lines = [
        line
        for metric in CATALOGUE.values()
        if known.targets.values.get(metric.key) and may_see(known, work, request, metric)
        for line in _of_metric(known, work, metric, today)
    ]
    how = [msg("target.how")] if can(request.actor, Verb.SET_TARGET) else []
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("target.list" if lines else "target.list_empty"),
        lines=tuple(lines),
        notes=tuple(how),
    )


def _of_metric(known: Standing, work: Work, metric: Metric, today: date) -> list[Msg]:
    """Return what stands in one line, then a line a time that is not over."""
    lines = []
    found = _by_span(known, work, metric, STANDING)
    if found.items:
        lines.append(msg("target.line_of", metric=metric.name, targets=found))
    for span in _times(known, metric, today):
        whole = known.targets.goals(metric.key).get(span)
        if monthly(metric) and whole is not None:
            lines.append(_with_parts(known, metric, span, whole))
            continue
        targets = _by_span(known, work, metric, span)
        named = span_named(span)
        lines.append(msg("target.line_for", metric=metric.name, span=named, targets=targets))
    return lines


def _times(known: Standing, metric: Metric, today: date) -> list[Span]:
    """Return the times with targets that are not over; of a sum not those that are only parts."""
    found: set[Span] = set()
    for whose in known.targets.whose(metric.key):
        goals = known.targets.goals(metric.key, whose)
        for span in goals:
            if span.kind is SpanKind.STANDING or last_day(span) < today:
                continue
            part = any(longer in goals for longer in around(span)[1:] if longer != STANDING)
            if not (part and monthly(metric)):
                found.add(span)
    return sorted(found, key=lambda span: (span.start, -(last_day(span) - span.start).days))


def _by_span(known: Standing, work: Work, metric: Metric, span: Span) -> Listing:
    """Return everybody's target for a time, then those of teams, shops and the others."""
    found: list[Value] = []
    for whose in known.targets.whose(metric.key):
        value = known.targets.goals(metric.key, whose).get(span)
        if value is None:
            continue
        goal = goal_named(known, metric, whose, span, value)
        if whose != EVERYBODY:
            goal = msg("target.of_team", team=whose_named(known, work, whose), target=goal)
        found.append(goal)
    return Listing(tuple(found))


def _with_parts(known: Standing, metric: Metric, span: Span, whole: float) -> Msg:
    """Return a sum's target with how far it is given out: by month 12 parts, all of it."""
    goal = goal_named(known, metric, EVERYBODY, span, whole)
    currency = currency_of(known, metric, EVERYBODY)
    parts: list[Value] = [
        msg(
            "target.parts",
            by=msg(f"target.by.{axis.value}"),
            count=len(values),
            rest=rest_named(metric, whole, tuple(values), currency),
        )
        for axis, values in given_out(known, metric, EVERYBODY, span)
    ]
    targets = Listing((goal,))
    named = span_named(span)
    if not parts:
        return msg("target.line_for", metric=metric.name, span=named, targets=targets)
    told = parts[0] if len(parts) == 1 else msg("target.parts_two", first=parts[0], rest=parts[1])
    if len(parts) > 2:
        told = msg("target.parts_two", first=told, rest=parts[2])
    return msg("target.line_parts", metric=metric.name, span=named, target=goal, parts=told)


def given_out(
    known: Standing, metric: Metric, whose: Whose, span: Span
) -> list[tuple[SpanKind | Dim, list[float]]]:
    """Return by which times and cuts a target is given out, with the values of the parts."""
    goals = known.targets.goals(metric.key, whose)
    found: list[tuple[SpanKind | Dim, list[float]]] = [
        (kind, [goals[part] for part in parts_of(span, kind) if part in goals])
        for kind in (SpanKind.QUARTER, SpanKind.MONTH)
    ]
    if whose == EVERYBODY:
        found += [
            (
                dim,
                [
                    goals[span]
                    for member in known.targets.whose(metric.key, dim)
                    if span in (goals := known.targets.goals(metric.key, member))
                ],
            )
            for dim in SCOPES
        ]
    return [(axis, values) for axis, values in found if values]


def shown(
    known: Standing, work: Work, request: Request, metric: Metric, whose: Whose, today: date
) -> Answer:
    """Return all targets of one metric, with every part and what is left."""
    lines: list[Msg] = []
    goals = known.targets.goals(metric.key, whose)
    for span in sorted(goals, key=lambda one: (one.start, one.kind is SpanKind.MONTH)):
        over = span.kind is not SpanKind.STANDING and last_day(span) < today
        if not over and not _only_part(known, metric, whose, span):
            lines += _detailed(known, work, metric, whose, span)
    if whose == EVERYBODY:
        own = [w for w in known.targets.whose(metric.key) if w != EVERYBODY]
        lines += [line for one in own for line in _owned(known, work, metric, one, today)]
    return Answer(
        kind=Kind.TEXT,
        takeaway=msg("target.shown" if lines else "target.shown_none", metric=metric.name),
        lines=tuple(lines),
        follow_ups=(FollowUp(msg("button.target_history"), _history(metric, request.lang)),),
    )


def _history(metric: Metric, lang: Lang) -> str:
    word = metric_word(metric, lang)
    return f"目标 历史 {word}" if lang is Lang.ZH else f"target history {word}"


def _only_part(known: Standing, metric: Metric, whose: Whose, span: Span) -> bool:
    """Say whether a sum's target is named with the longer one it is a part of already."""
    goals = known.targets.goals(metric.key, whose)
    longer = any(one in goals for one in around(span)[1:] if one != STANDING)
    return monthly(metric) and longer and not given_out(known, metric, whose, span)


def _owned(known: Standing, work: Work, metric: Metric, whose: Whose, today: date) -> list[Msg]:
    """Return what a team has of its own, where that is no part of everybody's."""
    name = whose_named(known, work, whose)
    everybody = known.targets.goals(metric.key)
    lines = []
    for span, value in known.targets.goals(metric.key, whose).items():
        if span in everybody or (span.kind is not SpanKind.STANDING and last_day(span) < today):
            continue
        goal = goal_named(known, metric, whose, span, value)
        lines.append(_line(span, name, goal))
    return lines


def _line(span: Span, whose: Bilingual, goal: Value) -> Msg:
    if span == STANDING:
        return msg("target.detail.standing", whose=whose, target=goal)
    return msg("target.detail", span=span_named(span), whose=whose, target=goal)


def _detailed(known: Standing, work: Work, metric: Metric, whose: Whose, span: Span) -> list[Msg]:
    """Return a target and below it its parts by members; parts of time have lines of their own."""
    value = known.targets.goals(metric.key, whose)[span]
    goal = goal_named(known, metric, whose, span, value)
    lines = [_line(span, whose_named(known, work, whose), goal)]
    currency = currency_of(known, metric, whose)
    goals = known.targets.goals(metric.key, whose)
    for axis, values in given_out(known, metric, whose, span) if monthly(metric) else ():
        if isinstance(axis, SpanKind):
            there = [part for part in parts_of(span, axis) if part in goals]
            named: list[tuple[Value, float]] = [(part_named(p), goals[p]) for p in there]
        else:
            members = [
                one for one in known.targets.whose(metric.key, axis)
                if span in known.targets.goals(metric.key, one)
            ]  # fmt: skip
            named = [
                (whose_named(known, work, one), known.targets.goals(metric.key, one)[span])
                for one in members
            ]
        lines.append(
            msg(
                "target.detail.parts",
                by=msg(f"target.by.{axis.value}"),
                parts=parts_listed(known, metric, whose, named),
                rest=rest_named(metric, value, tuple(values), currency),
            )
        )
    return lines
