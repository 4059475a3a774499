"""What every page of a deck is made from, and what several of them say in the same words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from base.deck import Page
from base.language import Bilingual, Days, Msg, msg
from base.measures import MEASURES
from base.units import Unit
from metrics.catalogue import CATALOGUE
from metrics.compute import measures_needed
from metrics.model import Period, Question
from reviews.composing import Figures
from reviews.deck_outline import PagePlan
from reviews.figures import Figured, measured
from reviews.scoping import Scope
from reviews.sections import Telling
from storage.engine import Work


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
        """Return a figure of the period beside its baseline; None where it has no data."""
        for one in self.figures.known:
            if one.metric.key == key:
                return one
        return measured(self.work, self.scope, key)


def named(name: Bilingual) -> Msg:
    """Return a name as a text of its own."""
    return msg("deck.named", name=name)


def week_before(period: Period) -> Period:
    """Return the same days a week earlier."""
    return period.shifted(-7)


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
        return msg("deck.lacks.here", metric=metric.name, whose=names[0])
    measures = measures_needed(metric)
    bundle = MEASURES[measures[-1]].bundle if measures else "orders"
    return msg("deck.lacks.import", metric=metric.name, what=msg(f"import.for.{bundle}"))


def _elsewhere(making: Making, key: str) -> bool:
    question = Question(CATALOGUE[key], making.scope.period)
    return making.scope.compute(making.work, question).total.value is not None
