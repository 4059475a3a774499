"""Pages of targets: what was agreed on and reached, and what is agreed on for the time to come."""

from collections.abc import Iterator
from datetime import timedelta

from base.answer import Cell, Grid, GridRow
from base.deck import Page
from base.language import Listing, Msg, msg
from base.units import Unit
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.model import Metric, Period, PeriodKind, Question
from metrics.targets import can_have, divisible, written
from reviews.deck_making import Making, hidden_page, name_of_period, named, worded
from reviews.deck_notes import definitions
from reviews.deck_outline import PagePlan
from reviews.figures import Figured

# As many as are read from the back of a room.
_MOST = 12


def targets_page(making: Making, plan: PagePlan) -> Page:
    """Return the page of a period's targets, or with `next` of the period to come."""
    period = following(making.scope.period) if plan.next else making.scope.period
    found = list(_aimed(making, period))[:_MOST]
    if not found:
        lacks = "deck.lacks.next_targets" if plan.next else "deck.lacks.targets"
        name = name_of_period(making.scope, period)
        return hidden_page(plan, msg(lacks, dates=name))
    rows = [_row_of_next(one, goal) if plan.next else _row(one, goal) for one, goal in found]
    return Page(
        plan.kind,
        named(plan.title),
        _of_next(making, period, len(found)) if plan.next else _headline(found),
        table=Grid(
            caption=named(plan.title),
            columns=_columns(making, period, following=plan.next),
            rows=tuple(rows),
        ),
        notes=(*definitions(making, [one for one, _ in found]), msg("deck.note.targets")),
    )


def following(period: Period) -> Period:
    """Return the month or the week after a period."""
    after = period.end + timedelta(days=1)
    if period.kind is PeriodKind.MONTH:
        return periods.month(after.year, after.month)
    return periods.week(after)


def _aimed(making: Making, period: Period) -> Iterator[tuple[Figured, float]]:
    """Yield the figures that a target is agreed on for in a period, in the catalogue's order."""
    scope = making.scope
    for metric in CATALOGUE.values():
        if not can_have(metric):
            continue
        goal = scope.target(Question(metric, period, filters=scope.filters))
        one = None if goal is None else making.figure(metric.key)
        if goal is not None and one is not None:
            yield one, goal


def _columns(making: Making, period: Period, *, following: bool) -> tuple[Msg, ...]:
    scope = making.scope
    now = worded(scope, "deck.column.now", dates=name_of_period(scope, scope.period))
    if following:
        goal = msg("deck.column.goal_of", dates=name_of_period(scope, period))
        return msg("weekly.details.figure"), now, goal, msg("deck.column.apart")
    return (
        msg("weekly.details.figure"), now, msg("weekly.details.target"),
        msg("deck.column.attained"), msg("deck.column.verdict"),
    )  # fmt: skip


def _goal_cell(one: Figured, goal: float) -> Cell:
    text = msg("deck.goal", goal=written(one.metric, goal, one.currency))
    return Cell(one.metric.unit, goal, one.currency, text)


def _row(one: Figured, goal: float) -> GridRow:
    word = {True: "deck.goal.met", False: "deck.goal.missed", None: "deck.goal.open"}[one.reached]
    return GridRow(
        one.metric.key,
        named(one.metric.name),
        (
            Cell(one.metric.unit, one.now, one.currency),
            _goal_cell(one, goal),
            _attained(one.metric, one.now, goal),
            Cell(one.metric.unit, None, text=msg(word)),
        ),
    )


def _attained(metric: Metric, now: float | None, goal: float) -> Cell:
    """Return how much of a sum is reached; of a rate or a time that says nothing."""
    if now is None or not goal or not divisible(metric):
        return Cell(Unit.SHARE, None, text=msg("deck.nothing"))
    return Cell(Unit.SHARE, now / goal)


def _row_of_next(one: Figured, goal: float) -> GridRow:
    apart = None if one.now is None else goal - one.now
    text = msg("deck.nothing") if apart is None else None
    return GridRow(
        one.metric.key,
        named(one.metric.name),
        (
            Cell(one.metric.unit, one.now, one.currency),
            _goal_cell(one, goal),
            Cell(one.metric.unit, apart, one.currency, text or _way(one, goal)),
        ),
    )


def _way(one: Figured, goal: float) -> Msg:
    """Return whether what is to come is already the case."""
    if one.now is None:
        return msg("deck.nothing")
    up = one.metric.good.value == "up"
    there = one.now >= goal if up else one.now <= goal
    return msg("deck.goal.there" if there else "deck.goal.to_do")


def _headline(found: list[tuple[Figured, float]]) -> Msg:
    missed = [one.metric.name for one, _ in found if one.reached is False]
    met = sum(one.reached is True for one, _ in found)
    if missed:
        return msg("deck.targets.missed", met=met, count=len(found), missed=Listing(tuple(missed)))
    return msg("deck.targets.met", met=met, count=len(found))


def _of_next(making: Making, period: Period, count: int) -> Msg:
    return msg("deck.targets.next", dates=name_of_period(making.scope, period), count=count)
