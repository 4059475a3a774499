"""What every page of a deck is made from, and what several of them say in the same words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from base.deck import Page
from base.language import Bilingual, Days, Msg, Value, msg
from base.units import Unit
from metrics import periods, phrasing
from metrics.catalogue import CATALOGUE
from metrics.feeding import to_import
from metrics.model import Period, PeriodKind, Question
from reviews.composing import Figures
from reviews.deck_outline import PagePlan
from reviews.figures import Figured, measured
from reviews.scoping import Scope
from reviews.sections import Telling
from storage.engine import Work
from storage.presence import measures_present


@dataclass(frozen=True)
class Making:
    """What is known when the pages are made.

    `gaps` are the days that are missing by shop: then nothing is judged. `changed` are the changes
    worth a cause, `calm` says that the week was an ordinary one.
    """

    work: Work
    scope: Scope
    figures: Figures
    gaps: Mapping[int, tuple[date, ...]] = field(default_factory=lambda: MappingProxyType({}))
    changed: tuple[Figured, ...] = ()
    calm: bool = False

    @property
    def telling(self) -> Telling:
        """Return the same as the parts of a summary want it."""
        return Telling(self.work, self.scope, self.figures.known, self.changed, self.calm)

    def figure(self, key: str) -> Figured | None:
        """Return a figure of the period beside its baseline; None where it has no data, or none
        of whom the deck is about: staff belong to no shop."""
        if not {f.dim for f in self.scope.filters} <= CATALOGUE[key].cuts:
            return None
        for one in self.figures.known:
            if one.metric.key == key:
                return one
        return measured(self.work, self.scope, key)


def named(name: Bilingual) -> Msg:
    """Return a name as a text of its own."""
    return msg("deck.named", name=name)


def before(period: Period) -> Period:
    """Return the same days a week earlier; of a month the one before."""
    return periods.before(period) if period.kind is PeriodKind.MONTH else period.shifted(-7)


def worded(scope: Scope, key: str, /, **values: Value) -> Msg:
    """Return a text "deck.…" in the words of a weekly deck, or of a monthly one."""
    monthly = scope.period.kind is PeriodKind.MONTH
    return msg(f"deck.month.{key.removeprefix('deck.')}" if monthly else key, **values)


def name_of_period(scope: Scope, period: Period) -> Value:
    """Return how a period is called: a month by its name, a week by its dates."""
    if period.kind is PeriodKind.MONTH:
        return phrasing.month_name(period.start, scope.today)
    return dates_of(scope, period)


def days_of(period: Period) -> tuple[date, ...]:
    """Return every day of a period."""
    return tuple(period.start + timedelta(days=i) for i in range(period.days))


def dates_of(scope: Scope, period: Period) -> Days:
    """Return the dates of a period, with the year where it is another one."""
    other_year = period.end.year != scope.today.year
    return Days(period.start, period.end, with_year=other_year)


def hidden_page(plan: PagePlan, lacks: Msg) -> Page:
    """Return a page that has nothing to show."""
    return Page(plan.kind, named(plan.title), lacks, hidden=True, lacks=lacks)


def lacking(making: Making, key: str) -> Msg:
    """Say why a figure has no data, and what to import for it."""
    metric, scope = CATALOGUE[key], making.scope
    if metric.unit is Unit.MONEY and len(scope.currencies) > 1:
        return msg("deck.lacks.currencies", metric=metric.name)
    if scope.filters and _elsewhere(making, key):
        names = [name for f in scope.filters for name in f.names]
        return worded(scope, "deck.lacks.here", metric=metric.name, whose=names[0])
    what = to_import(metric, measures_present(making.work))
    return msg("deck.lacks.import", metric=metric.name, what=what)


def _elsewhere(making: Making, key: str) -> bool:
    question = Question(CATALOGUE[key], making.scope.period)
    return making.scope.compute(making.work, question).total.value is not None
