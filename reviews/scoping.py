"""Whose time is told and what is known of it: all that a summary is composed from.

Made from the database alone, so that a job at night composes what a question does by day. Every
figure goes through `Scope.compute`, `Scope.beside` and `Scope.histories`: whoever composes for many
teams may answer them from what was read once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from base.dimensions import Dim
from base.language import Bilingual
from metrics import calendars
from metrics.calendars import PromotionTable
from metrics.compute import Beside, Compute, beside, compute
from metrics.feeding import feeds_for
from metrics.model import Filter, Period, PeriodKind, Question
from metrics.signal_history import Histories
from metrics.targets import target_for
from storage.coverage import Coverage, coverage
from storage.engine import Work
from storage.keepers import keepers
from storage.names import Shop, named, shops
from storage.targets import Targets, targets_of

# The cuts whose members a summary may name. Never agents.
NAMED = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL, Dim.CATEGORY)


@dataclass(frozen=True)
class Known:
    """What a workspace knows of itself, read once for all who are told: names by cut and id.

    `promotions` have the platforms that are sold on here. `keepers` are who keeps the data, by
    name.
    """

    promotions: PromotionTable
    coverage: Coverage
    shops: tuple[Shop, ...]
    names: Mapping[Dim, Mapping[Any, Bilingual]]
    targets: Targets = field(default_factory=Targets)
    keepers: tuple[Bilingual, ...] = ()


def known_of(work: Work, promotions: PromotionTable, today: date) -> Known:
    """Return what is known now; `today` says who works here."""
    all_shops = shops(work)
    platforms = frozenset(s.platform for s in all_shops if s.platform)
    return Known(
        promotions=replace(promotions, platforms=platforms),
        coverage=coverage(work),
        shops=all_shops,
        names=MappingProxyType({dim: named(work, dim) for dim in NAMED}),
        targets=targets_of(work),
        keepers=keepers(work, today),
    )


@dataclass(frozen=True)
class Scope:
    """Whose period it is and what is known: `filters` are empty for the whole department.

    `today` is the reader's day, `hour` the hour of it that has begun (24: that does not matter).
    `posted` says that it becomes a post that is changed when its figures change; of one that is,
    `as_of` is when it was first told: what is no figure stays as it was then.
    """

    period: Period
    today: date
    known: Known
    filters: tuple[Filter, ...] = ()
    hour: int = 24
    posted: bool = False
    as_of: datetime | None = None
    compute: Compute = field(default=compute)
    beside: Beside = field(default=beside)
    histories: Histories = field(default_factory=Histories)

    @property
    def promotions(self) -> PromotionTable:
        """Return the calendar of promotions of this workspace."""
        return self.known.promotions

    @property
    def coverage(self) -> Coverage:
        """Return which days are there."""
        return self.known.coverage

    @property
    def shops(self) -> tuple[Shop, ...]:
        """Return every shop."""
        return self.known.shops

    @property
    def names(self) -> Mapping[Dim, Mapping[Any, Bilingual]]:
        """Return the names of members by cut and id."""
        return self.known.names

    @property
    def in_promotion(self) -> bool:
        """Say whether the days told of hold a promotion: of a month that says little."""
        if self.period.kind is PeriodKind.MONTH:
            return False
        return calendars.in_promotion(self.period, self.promotions)

    @property
    def team(self) -> int | None:
        """Return the one team that is told of, None for everybody or several."""
        teams = [member for f in self.filters if f.dim is Dim.TEAM for member in f.members]
        return int(teams[0]) if len(teams) == 1 else None

    @property
    def currency(self) -> str | None:
        """Return the currency of all shops, None where there are several: they do not add up."""
        found = self.currencies
        return next(iter(found)) if len(found) == 1 else None

    @property
    def currencies(self) -> frozenset[str]:
        """Return the currencies of the shops within the filters."""
        return frozenset(s.currency for s in self.shops if self.chosen(s.id))

    def target(self, question: Question) -> float | None:
        """Return what was agreed for a figure (rates 0-1, seconds, decimal money) or None."""
        return target_for(self.known.targets, question)

    def chosen(self, shop: int) -> bool:
        """Say whether a shop is within the filters."""
        return all(shop in f.members for f in self.filters if f.dim is Dim.SHOP)

    def missing(self, period: Period, question: Question) -> dict[int, tuple[date, ...]]:
        """Return by shop the days of a period that are missing for a question."""
        gaps = self.coverage.missing_days(period.start, period.end, feeds_for(question))
        return {shop: days for shop, days in gaps.items() if self.chosen(shop)}


def scope_of(
    work: Work,
    today: date,
    period: Period,
    promotions: PromotionTable,
    filters: tuple[Filter, ...] = (),
    *,
    team: int = 0,
    known: Known | None = None,
    hour: int = 24,
    posted: bool = False,
) -> Scope:
    """Return the scope of a summary: of a `team`, of what `filters` leave, else of everybody.

    `known` saves reading what holds for all teams; `hour` and `posted` as in Scope.
    Raises KeyError for a team that is not known.
    """
    known = known if known is not None else known_of(work, promotions, today)
    if team:
        filters = (*filters, Filter(Dim.TEAM, (team,), (known.names[Dim.TEAM][team],)))
    return Scope(period, today, known, filters, hour, posted)
