"""The figures of a weekly summary: each with its baseline, and what may be said of its change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from base.dimensions import Dim
from base.language import Bilingual, Msg, Quantity, msg
from base.post import Labelled
from base.rounding import shown_change
from base.units import Good, Unit, minor_units
from metrics import calendars, periods, phrasing
from metrics.calendars import PromotionTable
from metrics.catalogue import CATALOGUE
from metrics.compute import HISTORY, Computed, Measured, compute
from metrics.feeding import feeds_for
from metrics.judge import Verdict, judge
from metrics.model import Against, Baseline, Filter, Metric, Period, Question, Total
from storage.coverage import Coverage
from storage.engine import Work
from storage.names import Shop


@dataclass(frozen=True)
class Scope:
    """Whose week it is and what is known: `filters` are empty for the whole department.

    `names` gives members their names, by cut. `today` is the reader's day.
    """

    week: Period
    today: date
    promotions: PromotionTable
    coverage: Coverage
    shops: tuple[Shop, ...]
    names: Mapping[Dim, Mapping[Any, Bilingual]]
    filters: tuple[Filter, ...] = field(default=())

    @property
    def in_promotion(self) -> bool:
        """Say whether the week holds a day of a promotion."""
        return calendars.in_promotion(self.week, self.promotions)

    @property
    def currency(self) -> str | None:
        """Return the currency of all shops, None where there are several: they do not add up."""
        found = {s.currency for s in self.shops if self.chosen(s.id)}
        return next(iter(found)) if len(found) == 1 else None

    def chosen(self, shop: int) -> bool:
        """Say whether a shop is within the filters."""
        return all(shop in f.members for f in self.filters if f.dim is Dim.SHOP)

    def missing(self, period: Period, question: Question) -> dict[int, tuple[date, ...]]:
        """Return by shop the days of a period that are missing for a question."""
        gaps = self.coverage.missing_days(period.start, period.end, feeds_for(question))
        return {shop: days for shop, days in gaps.items() if self.chosen(shop)}


@dataclass(frozen=True)
class Figured:
    """A figure beside one baseline, or none (`main` None). `verdict` is what its change is worth.

    `now` and `before` are raw in decimal units. The history in `computed` has no promotions;
    `weeks` counts the weeks before with them. `base_gap` says that the baseline lacks days.
    """

    computed: Computed
    main: int | None
    verdict: Verdict | None
    currency: str | None
    weeks: int = 0
    base_gap: bool = False

    @property
    def metric(self) -> Metric:
        """Return whose figure it is."""
        return self.computed.question.metric

    @property
    def now(self) -> float | None:
        """Return the figure of the week."""
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


def measured(work: Work, scope: Scope, key: str) -> Figured | None:
    """Return a figure of the week beside its baseline; None where it has no data.

    The baseline is the week before; in a promotion the same promotion last year where there are
    data, else usual weeks, as for a week that follows a promotion.
    """
    metric = CATALOGUE[key]
    currency = scope.currency if metric.unit is Unit.MONEY else None
    if metric.unit is Unit.MONEY and currency is None:
        return None
    baselines = tuple(Baseline(a, p) for a, p in _baselines(scope) if p)
    question = Question(metric, scope.week, filters=scope.filters, baselines=baselines)
    computed = compute(work, question)
    values = {m.value for m in (computed.total, *computed.before, *computed.history)}
    if computed.total.value is None or values <= {0, None}:
        # An after-sales team that never sold has no sales, rather than sales of nothing.
        return None
    weeks = sum(past.value is not None for past in computed.history)
    computed = replace(computed, history=_ordinary_history(scope, computed))
    found = Figured(computed, None, None, currency, weeks)
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


def _ordinary_history(scope: Scope, computed: Computed) -> tuple[Measured, ...]:
    """Return the weeks before without promotions, beside which every week would look usual."""
    weeks = (periods.week(scope.week.start - timedelta(weeks=i + 1)) for i in range(HISTORY))
    return tuple(
        past
        for past, week in zip(computed.history, weeks, strict=False)
        if not calendars.in_promotion(week, scope.promotions)
    )


def _baselines(scope: Scope) -> list[tuple[Against, tuple[Period, ...]]]:
    week, table = scope.week, scope.promotions
    last = calendars.campaign_before(week, table)
    same = (last,) if last is not None and last.days == week.days else ()
    return [
        (Against.PROMOTION, same),
        (Against.PREVIOUS, (periods.before(week),)),
        (Against.USUAL, calendars.usual_periods(week, table)),
    ]


def _order(scope: Scope) -> tuple[Against, ...]:
    if scope.in_promotion:
        return Against.PROMOTION, Against.USUAL, Against.PREVIOUS
    if calendars.in_promotion(periods.before(scope.week), scope.promotions):
        return Against.USUAL, Against.PREVIOUS
    return Against.PREVIOUS, Against.USUAL


def base_name(scope: Scope, found: Figured) -> Msg:
    """Return what the figure is compared with."""
    question = found.computed.question
    return phrasing.baseline_label(question.baselines[found.main or 0], question, scope.promotions)


def name_of(metric: Metric) -> Msg:
    """Return a metric's name in a summary: "Sales", not "Sales by customer service"."""
    return msg(f"weekly.name.{metric.key}")


def value_of(found: Figured, value: float | None) -> Quantity:
    """Return a value of the figure's own kind, ready to be worded."""
    return phrasing.figure(found.metric, value, found.currency)


def labelled(scope: Scope, found: Figured, name: Msg | None = None) -> Labelled:
    """Return the figure's line: its value, its baseline, what may be said of the change."""
    value = value_of(found, found.now)
    if found.before is None:
        return Labelled(name or name_of(found.metric), msg("weekly.figure.alone", value=value))
    question = found.computed.question
    promotion = question.baselines[found.main or 0].against is Against.PROMOTION
    common: dict[str, Any] = {
        "value": value,
        "base": _short(base_name(scope, found)),
        "before": value_of(found, found.before),
    }
    text = (
        msg("weekly.figure.promotion", change=_difference(found), **common)
        if promotion
        else msg("weekly.figure.before", verdict=verdict_of(found), **common)
    )
    return Labelled(name or name_of(found.metric), text)


def _short(base: Msg) -> Msg:
    return msg("weekly.base.week") if base.key == "base.week" else base


def _difference(found: Figured) -> Msg:
    difference, metric = found.difference, found.metric
    if not difference or not found.before or found.now is None:
        return msg("none")
    key = "weekly.diff.up" if difference > 0 else "weekly.diff.down"
    if metric.unit in (Unit.COUNT, Unit.MONEY):
        return msg(key, by=Quantity(abs(found.now / found.before - 1), Unit.SHARE.value))
    return msg(key, by=Quantity(abs(difference), metric.unit.value, change=True))


def verdict_of(found: Figured) -> Msg:
    """Return the verdict that ends a figure's line."""
    if found.verdict is None:
        return msg("none")
    if found.verdict is Verdict.FEW:
        return msg("weekly.verdict.few")
    if not found.changed:
        return msg("weekly.verdict.usual")
    return msg(f"weekly.verdict.{found.verdict.value}.{direction(found)}")


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
