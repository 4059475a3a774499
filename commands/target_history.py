"""The history of targets: who changed which one when, from what to what, and why."""

from collections.abc import Sequence
from itertools import groupby

from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Days, Listing, Msg, Value, msg
from base.refusal import Refusal
from commands.context import Context, Request
from commands.lexicon import Standing, standing
from commands.target_naming import basis_named, goal_named, span_named, whose_named
from commands.target_reading import LIST, may_see, not_understood, understanding
from commands.target_words import time_in
from metrics.catalogue import CATALOGUE
from metrics.model import Metric, NotUnderstood
from storage.engine import Work
from storage.people import names_by_number
from storage.targets import EVERYBODY, STANDING, Change, How, changes_of

# More than this is asked for by metric.
_MOST = 15
_OPERATOR = Bilingual("后台", "the operator")
_PARTS = {How.EVEN, How.SHAPE, How.HAND}


def answer_history(context: Context, request: Request, text: str) -> Answer:
    """Return the changes of a metric's targets, or of all, the newest first; everybody sees them.

    Raises Refusal for a metric that is not known.
    """
    with context.database.read() as work:
        known = standing(work, context)
        metric = _metric(known, work, context, request, text) if text else None
        hidden = {m.key for m in CATALOGUE.values() if not may_see(known, work, request, m)}
        found = changes_of(work, None if metric is None else metric.key)
        changes = [change for change in found if change.goal.metric not in hidden]
        names = names_by_number(work)
        lines = [
            _line(known, work, request, list(batch), names)
            for _, batch in groupby(changes, key=_batch)
        ]
    more = len(lines) - _MOST
    return Answer(
        kind=Kind.TEXT,
        takeaway=_takeaway(metric, bool(lines)),
        lines=tuple(lines[:_MOST]),
        notes=(msg("target.history.more", count=more),) if more > 0 else (),
        follow_ups=(FollowUp(msg("button.targets"), LIST[request.lang]),),
    )


def _metric(known: Standing, work: Work, context: Context, request: Request, text: str) -> Metric:
    rest = time_in(text, request.today(context.clock)).rest
    found = understanding(known, work, context, request)(rest)
    if isinstance(found, NotUnderstood):
        raise not_understood(found, request)
    if not may_see(known, work, request, found.metric):
        raise Refusal(msg("rights.costs"), (LIST[request.lang],))
    return found.metric


def _takeaway(metric: Metric | None, there: bool) -> Msg:
    if metric is None:
        return msg("target.history" if there else "target.history.none")
    key = "target.history.of" if there else "target.history.none_of"
    return msg(key, metric=metric.name)


def _batch(change: Change) -> tuple[object, ...]:
    """Parts of one split belong together; every other change stands for itself."""
    alone = None if change.how in _PARTS else change.goal
    goal = change.goal
    return change.at, change.by, goal.metric, change.how, goal.whose.dim, goal.span.kind, alone


def _line(
    known: Standing,
    work: Work,
    request: Request,
    batch: Sequence[Change],
    names: dict[int, Bilingual],
) -> Msg:
    first = batch[0]
    metric = CATALOGUE.get(first.goal.metric)
    name = Bilingual(first.goal.metric, first.goal.metric) if metric is None else metric.name
    day = request.actor.zone
    why = basis_named(first.basis)
    told: dict[str, Value] = {
        "when": _day(first, day),
        "who": names.get(first.by, _OPERATOR),
        "metric": name,
        "basis": msg("none") if why is None else msg("target.history.because", basis=why),
    }
    if first.how in _PARTS:
        # By member it is one time's target that was split, by time one member's.
        whose = first.goal.whose
        by_member = whose != EVERYBODY and all(c.goal.span == first.goal.span for c in batch)
        of: Value = span_named(first.goal.span) if by_member else whose_named(known, work, whose)
        # They were written one by one: the first part was kept first.
        parts = [_part(known, work, metric, c, by_member=by_member) for c in reversed(batch)]
        how = msg(f"target.method.{first.how.value}")
        return msg("target.history.split", of=of, how=how, parts=Listing(tuple(parts)), **told)
    changed = _changed(known, metric, first)
    told["whose"] = whose_named(known, work, first.goal.whose)
    if first.goal.span == STANDING:
        return msg("target.history.line", change=changed, **told)
    return msg("target.history.line_for", span=span_named(first.goal.span), change=changed, **told)


def _day(change: Change, zone: str) -> Days:
    from zoneinfo import ZoneInfo

    day = change.at.astimezone(ZoneInfo(zone)).date()
    return Days(day, day, with_year=True)


def _changed(known: Standing, metric: Metric | None, change: Change) -> Msg:
    """Return from what to what."""
    before, after = (
        msg("target.history.nothing") if v is None else _value(known, metric, change, v)
        for v in (change.before, change.goal.value)
    )
    if change.before is None:
        return msg("target.history.new", after=after)
    return msg("target.history.from_to", before=before, after=after)


def _value(known: Standing, metric: Metric | None, change: Change, value: float) -> Value:
    if metric is None:
        return f"{value:g}"
    return goal_named(known, metric, change.goal.whose, change.goal.span, value)


def _part(
    known: Standing, work: Work, metric: Metric | None, change: Change, *, by_member: bool
) -> Msg:
    goal = change.goal
    name: Value = span_named(goal.span)
    if by_member:
        name = whose_named(known, work, goal.whose)
    if change.before is None and goal.value is not None:
        return msg("target.of_team", team=name, target=_value(known, metric, change, goal.value))
    return msg("target.of_team", team=name, target=_changed(known, metric, change))
