"""The figures of a summary: each beside its target or baseline, and what may be said of it."""

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from base.language import Msg, Quantity, msg
from base.post import Labelled
from base.rounding import relative_change, shown_change
from base.units import Good, Unit, minor_units
from metrics import calendars, periods, phrasing
from metrics.catalogue import CATALOGUE
from metrics.compute import HISTORY, Computed, Measured
from metrics.judge import Verdict, judge
from metrics.model import Against, Baseline, Metric, Period, PeriodKind, Question, Total
from metrics.targets import settled, written
from reviews.naming import base_label, name_of, short_base
from reviews.scoping import Scope
from storage.engine import Work

# Two-sided 10 %, as everywhere: nearer to a target than this is neither met nor missed.
_CHANCE = 1.645


@dataclass(frozen=True)
class Figured:
    """A figure beside one baseline, or none (`main` None). `verdict` is what its change is worth.

    `now`, `before` and `target` are in decimal units. The history in `computed` has no promotions;
    `weeks` counts the periods before with them. `base_gap` says that the baseline lacks days.
    """

    computed: Computed
    main: int | None
    verdict: Verdict | None
    currency: str | None
    weeks: int = 0
    base_gap: bool = False
    target: float | None = None

    @property
    def metric(self) -> Metric:
        """Return whose figure it is."""
        return self.computed.question.metric

    @property
    def now(self) -> float | None:
        """Return the figure of the period."""
        return self.decimal(self.computed.total)

    @property
    def before(self) -> float | None:
        """Return the figure in the baseline."""
        return None if self.main is None else self.decimal(self.computed.before[self.main])

    def decimal(self, measured: Measured) -> float | None:
        """Return a value in decimal units."""
        minor = minor_units(self.currency) if self.currency else 1
        return phrasing.raw(self.metric, measured.value, minor)

    def against(self, kind: Against) -> int | None:
        """Return which baseline is of a kind and has a figure."""
        for i, baseline in enumerate(self.computed.question.baselines):
            if baseline.against is kind and self.computed.before[i].value is not None:
                return i
        return None

    @property
    def in_promotion(self) -> bool:
        """Say whether it is held against the same promotion of another year."""
        main, question = self.main, self.computed.question
        return main is not None and question.baselines[main].against is Against.PROMOTION

    @property
    def changed(self) -> bool:
        """Say whether the change is more than usual variation."""
        return self.verdict in (Verdict.CLEAR, Verdict.MAYBE) and self.difference != 0

    @property
    def difference(self) -> float:
        """Return the change as readers see it."""
        if self.now is None or self.before is None:
            return 0.0
        return shown_change(self.now, self.before, self.metric.unit)

    @property
    def worse(self) -> bool:
        """Say whether the change is for the worse."""
        good = self.metric.good
        return (good is Good.UP and self.difference < 0) or (
            good is Good.DOWN and self.difference > 0
        )

    @property
    def reached(self) -> bool | None:
        """Say whether the target is met; None without one, or where chance decides."""
        if self.target is None or self.now is None:
            return None
        total = self.computed.total
        if total.numerator is not None and not _beyond_chance(total, self.target):
            return None
        return settled(self.computed.question, self.now, self.target)


def _beyond_chance(total: Measured, target: float) -> bool:
    """Say whether a proportion is off its target by more than chance would make it (one-sample z).

    91.9% of 800 ratings neither meet nor miss 92%.
    """
    if not total.n or total.value is None:
        return False
    error = math.sqrt(max(0.0, target * (1 - target)) / total.n)
    return abs(total.value - target) > _CHANCE * error


def measured(work: Work, scope: Scope, key: str) -> Figured | None:
    """Return a figure of the period beside its baseline; None where it has no data.

    The baseline is the period before (of a day the same weekday, a week before); in a promotion the
    same promotion last year where there are data, else usual weeks, as after a promotion.
    """
    metric = CATALOGUE[key]
    currency = scope.currency if metric.unit is Unit.MONEY else None
    if metric.unit is Unit.MONEY and currency is None:
        return None
    baselines = tuple(Baseline(a, p) for a, p in _baselines(scope) if p)
    question = Question(metric, scope.period, filters=scope.filters, baselines=baselines)
    computed = scope.compute(work, question)
    values = {m.value for m in (computed.total, *computed.before, *computed.history)}
    if computed.total.value is None or values <= {0, None}:
        # An after-sales team that never sold has no sales, rather than sales of nothing.
        return None
    weeks = sum(past.value is not None for past in computed.history)
    computed = replace(computed, history=_ordinary_history(scope, computed))
    found = Figured(computed, None, None, currency, weeks, target=scope.target(question))
    main = next((m for a in _order(scope) if (m := found.against(a)) is not None), None)
    return beside(scope, replace(found, main=main))


def beside(scope: Scope, found: Figured) -> Figured:
    """Return the figure with what its change on its baseline is worth."""
    question, main = found.computed.question, found.main
    if main is None:
        return replace(found, verdict=None)
    baseline = question.baselines[main]
    if any(scope.missing(p, question) for p in baseline.periods):
        # A sum over fewer days says nothing beside a sum over all of them.
        unequal = isinstance(question.metric.formula, Total)
        return replace(found, main=None if unequal else main, verdict=None, base_gap=True)
    before, history = found.computed.before[main], found.computed.history
    if baseline.against is Against.PROMOTION:
        # Ordinary weeks are no measure of a promotion: only chance is.
        history = ()
    verdict = judge(question.metric, found.computed.total, before, history)
    return replace(found, verdict=verdict)


def on_usual(scope: Scope, found: Figured) -> Figured | None:
    """Return the figure beside usual weeks, None where it has no figure there."""
    usual = found.against(Against.USUAL)
    return None if usual is None else beside(scope, replace(found, main=usual))


def _ordinary_history(scope: Scope, computed: Computed) -> tuple[Measured, ...]:
    """Return the history without promotions, beside which every period would look usual."""
    period = scope.period
    if period.kind is PeriodKind.MONTH:
        return computed.history
    before = (period.shifted(-7 * (i + 1)) for i in range(HISTORY))
    return tuple(
        past
        for past, then in zip(computed.history, before, strict=False)
        if not calendars.in_promotion(_as_long_as(period, then), scope.promotions)
    )


def _as_long_as(period: Period, then: Period) -> Period:
    """Return the whole week of a part of one: a promotion lifts all of it."""
    return periods.week(then.start) if period.kind is PeriodKind.WEEK else then


def _baselines(scope: Scope) -> list[tuple[Against, tuple[Period, ...]]]:
    period, table = scope.period, scope.promotions
    if period.kind is PeriodKind.MONTH:
        year = periods.year_before(period)
        return [(Against.PREVIOUS, (periods.before(period),)), (Against.LAST_YEAR, (year,))]
    last = calendars.campaign_before(period, table)
    same = (last,) if last is not None and last.days == period.days else ()
    before = _week_before(period) if period.days == 1 else periods.before(period)
    return [
        (Against.PROMOTION, same),
        (Against.PREVIOUS, (before,)),
        (Against.USUAL, calendars.usual_periods(period, table)),
    ]


def _week_before(day: Period) -> Period:
    return periods.day(day.start - timedelta(days=7))


def _order(scope: Scope) -> tuple[Against, ...]:
    if scope.period.kind is PeriodKind.MONTH:
        return Against.PREVIOUS, Against.LAST_YEAR
    if scope.in_promotion:
        return Against.PROMOTION, Against.USUAL, Against.PREVIOUS
    if calendars.in_promotion(scope.period.shifted(-7), scope.promotions):
        return Against.USUAL, Against.PREVIOUS
    return Against.PREVIOUS, Against.USUAL


def base_name(scope: Scope, found: Figured) -> Msg:
    """Return what the figure is compared with."""
    question = found.computed.question
    return base_label(scope, question, question.baselines[found.main or 0])


def value_of(found: Figured, value: float | None) -> Quantity:
    """Return a value of the figure's own kind, ready to be worded."""
    return phrasing.figure(found.metric, value, found.currency)


def labelled(scope: Scope, found: Figured, name: Msg | None = None) -> Labelled:
    """Return the figure's line: its value beside its target, where that says something, else beside
    its baseline with what may be said of the change."""
    return Labelled(name or name_of(found.metric), _line(scope, found))


def _line(scope: Scope, found: Figured) -> Msg:
    value = value_of(found, found.now)
    compared: dict[str, Any] = {"value": value}
    if found.before is not None:
        base = short_base(base_name(scope, found))
        compared |= {"base": base, "before": value_of(found, found.before)}
    if found.reached is not None and found.target is not None:
        return _beside_target(found, found.target, compared)
    if found.before is None:
        return msg("weekly.figure.alone", value=value)
    if found.in_promotion:
        return _beside_promotion(found, compared)
    if found.metric.key == "contacts":
        verdict = verdict_of(found) if found.changed else msg("none")
        return msg("weekly.figure.contacts", verdict=verdict, **compared)
    return msg("weekly.figure.before", verdict=verdict_of(found), **compared)


def _beside_target(found: Figured, target: float, compared: dict[str, Any]) -> Msg:
    word = "met" if found.reached else "missed"
    goal = written(found.metric, target, found.currency)
    if found.changed and not found.in_promotion:
        verdict = verdict_of(found)
        return msg(f"weekly.figure.{word}_changed", target=goal, verdict=verdict, **compared)
    return msg(f"weekly.figure.{word}", target=goal, value=compared["value"])


def _beside_promotion(found: Figured, compared: dict[str, Any]) -> Msg:
    # English leaves a difference of rates to the reader: its lines are longer.
    amount = found.metric.unit in (Unit.COUNT, Unit.MONEY)
    key = "weekly.figure.promotion" if amount else "weekly.figure.promotion_rate"
    return msg(key, change=_difference(found), **compared)


def _difference(found: Figured) -> Msg:
    difference, metric = found.difference, found.metric
    if not difference or not found.before or found.now is None:
        return msg("none")
    key = "weekly.diff.up" if difference > 0 else "weekly.diff.down"
    if metric.unit in (Unit.COUNT, Unit.MONEY):
        share = relative_change(found.now, found.before)
        by = None if share is None else Quantity(abs(share), Unit.SHARE.value)
        return msg("none") if by is None else msg(key, by=by)
    return msg(key, by=Quantity(abs(difference), metric.unit.value, change=True))


def verdict_of(found: Figured) -> Msg:
    """Return the verdict that ends a figure's line."""
    if found.verdict is None:
        return msg("none")
    if found.verdict is Verdict.FEW:
        return msg("weekly.verdict.few")
    if not found.changed:
        return msg("weekly.verdict.inside" if _large(found) else "weekly.verdict.usual")
    return msg(f"weekly.verdict.{found.verdict.value}.{direction(found)}")


def _large(found: Figured) -> bool:
    """Say whether a change is only usual because the figure often moves as far (example G06)."""
    before = found.computed.before[found.main or 0]
    alone = judge(found.metric, found.computed.total, before, ())
    return alone in (Verdict.CLEAR, Verdict.MAYBE)


def direction(found: Figured) -> str:
    """Return how a figure moved, in the metric's own words."""
    metric, up = found.metric, found.difference > 0
    if metric.unit in (Unit.COUNT, Unit.MONEY):
        return "more" if up else "less"
    if metric.good not in (Good.UP, Good.DOWN):
        return "higher" if up else "lower"
    if metric.unit is Unit.SECONDS:
        return "slower" if up else "faster"
    return "worse" if found.worse else "better"
