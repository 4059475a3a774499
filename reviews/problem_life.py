"""A problem's whole life: every agenda it stood on, what came of it, and where its figure stands.

Each part is as far as somebody may be shown it: agendas of reviews he sees, items he sees, never a
figure of single people. Reads facts. No wording.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from base.action import Action
from base.dimensions import TIME_DIMS, Dim
from base.review import DECIDED, Point, PointState, Raised, Review
from base.schedule import Level
from base.units import Unit
from metrics.catalogue import CATALOGUE
from metrics.compute import NOTHING, Measured, compute
from metrics.feeding import feeds_for
from metrics.model import Filter, Metric, Question, Repurchase
from metrics.periods import span
from reviews import acting
from reviews.actions import folded
from reviews.effect import monday_of
from reviews.effect_look import filters_of
from reviews.review_history import Spectator
from reviews.scoping import Known
from storage import actions, reviews
from storage.engine import Work
from storage.query import NoCube

WEEKS = 8
_WEEK = timedelta(days=7)
# Cuts that make it a single person's figure, or no series of weeks.
_NOT_SHARED = TIME_DIMS | {Dim.AGENT}
# How a problem of a figure is known by: whose figure it is ends its key (`agenda_problems`).
_SCOPE = re.compile(r"(?:figure|signal):.*:(?:all|team=(\d+))")


@dataclass(frozen=True)
class Stand:
    """An agenda that the problem stood on."""

    review: Review
    point: Point


@dataclass(frozen=True)
class Item:
    """What came of it, and of which review."""

    action: Action
    review: Review


@dataclass(frozen=True)
class Weekly:
    """A figure of the last whole weeks by Monday, the oldest first. `currency` None for no money.

    `gaps` says that days are missing, `names` whose it is (none for everybody).
    """

    metric: Metric
    filters: tuple[Filter, ...]
    figures: tuple[tuple[date, Measured], ...]
    currency: str | None
    gaps: bool

    @property
    def last(self) -> Measured:
        """Return the newest week's."""
        return self.figures[-1][1]


@dataclass(frozen=True)
class Life:
    """A problem from first to last; `stands` is never empty."""

    stands: tuple[Stand, ...]
    items: tuple[Item, ...]

    @property
    def raised(self) -> Raised:
        """Return the problem as it was told last."""
        return self.stands[-1].point.raised

    @property
    def came_back(self) -> int:
        """Return how often it stood on an agenda again after the same series had decided it."""
        before: dict[int, PointState] = {}
        count = 0
        for one in self.stands:
            count += before.get(one.review.series) in DECIDED
            before[one.review.series] = one.point.state
        return count


def life_of(work: Work, who: Spectator, problem: int, today: date) -> Life | None:
    """Return a problem's life as far as somebody may be shown it, None where he may see nothing."""
    points = reviews.points_of_problem(work, problem)
    shown = {one.id: one for one in who.seen(work, sorted({point.review for point in points}))}
    stands = sorted(
        (Stand(shown[point.review], point) for point in points if point.review in shown),
        key=lambda one: (one.review.meets, one.point.id),
    )
    if not stands:
        return None
    return Life(tuple(stands), tuple(_items(work, who, stands, today)))


def _items(work: Work, who: Spectator, stands: Sequence[Stand], today: date) -> list[Item]:
    by_number = {one.point.decision: one.review for one in stands if one.point.decision}
    found = (actions.read(work, number, folded) for number in by_number)
    return [
        Item(one, by_number[one.id])
        for one in found
        if one is not None and _item_shown(work, who, one, today)
    ]


def _item_shown(work: Work, who: Spectator, action: Action, today: date) -> bool:
    if who.here and action.level is Level.PERSON:
        return False
    return acting.sees(work, who.actor, action, today)


# -- its figure ------------------------------------------------------------------------------------


def weekly_of(
    work: Work, who: Spectator, raised: Raised, known: Known, today: date
) -> Weekly | None:
    """Return the figure a problem rests on, over the last whole weeks; None where there is none."""
    metric = CATALOGUE.get(raised.metric)
    filters = _filters(work, who, raised, known, today)
    if metric is None or filters is None or not _fit(metric, filters):
        return None
    currency = _currency(metric, filters, known)
    if metric.unit is Unit.MONEY and currency is None:
        return None
    monday = monday_of(today)
    period = span(monday - WEEKS * _WEEK, monday - timedelta(days=1))
    question = Question(metric, period, cuts=(Dim.WEEK,), filters=filters)
    try:
        computed = compute(work, question)
    except NoCube:
        return None
    found = {line.group[0]: line.now for line in computed.lines}
    mondays = [period.start + at * _WEEK for at in range(WEEKS)]
    figures = tuple((day, found.get(day, NOTHING)) for day in mondays)
    if all(one.value is None for _, one in figures):
        return None
    gaps = bool(known.coverage.missing_days(period.start, period.end, feeds_for(question)))
    return Weekly(metric, filters, figures, currency, gaps)


def _fit(metric: Metric, filters: tuple[Filter, ...]) -> bool:
    """Say whether the figure can be had week by week, and of nobody alone."""
    cuts = {one.dim for one in filters}
    shared = metric.cuts - _NOT_SHARED
    return not isinstance(metric.formula, Repurchase) and cuts <= shared


def _filters(
    work: Work, who: Spectator, raised: Raised, known: Known, today: date
) -> tuple[Filter, ...] | None:
    """Return whose figure it is; None where that is not known or not to be shown."""
    if raised.action:
        action = actions.read(work, raised.action, folded)
        if action is None or action.measure is None or action.measure.metric != raised.metric:
            return None
        return filters_of(action.measure, known) if _item_shown(work, who, action, today) else None
    scope = _SCOPE.fullmatch(raised.key)
    if scope is None:
        return None
    if scope[1] is None:
        return ()
    team = int(scope[1])
    name = known.names[Dim.TEAM].get(team)
    return (Filter(Dim.TEAM, (team,), (name,)),) if name is not None else None


def _currency(metric: Metric, filters: tuple[Filter, ...], known: Known) -> str | None:
    if metric.unit is not Unit.MONEY:
        return None
    chosen = {member for one in filters if one.dim is Dim.SHOP for member in one.members}
    found = {shop.currency for shop in known.shops if not chosen or shop.id in chosen}
    return next(iter(found)) if len(found) == 1 else None
