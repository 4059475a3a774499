"""The daily history that signals are read from: few queries for many metrics and many teams.

One query a family of measures and stretch of days fetches whatever the metrics need; with `many`
for all teams at once, of whom the others are found in what was read. Keep one `Histories` no longer
than the data stay as they are. Never by person: a person's bad fortnight is nobody's signal.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple, TypeAlias

from base.dimensions import Dim
from base.measures import MEASURES, Family
from metrics import calendars
from metrics.calendars import PromotionTable
from metrics.compute import evaluator, measures_needed
from metrics.feeding import feeds_for
from metrics.model import Filter, Metric, Question
from metrics.periods import span
from metrics.signal_scale import Shape, shape_of
from metrics.signals import (
    HISTORY_DAYS,
    LEAST_DAYS,
    RECENT_DAYS,
    Rule,
    Series,
    Signal,
    rules_for,
    signals_of_days,
    signals_of_weeks,
)
from storage.coverage import Coverage
from storage.engine import Work
from storage.query import FactQuery, NoCube, Where, run

# Forty-three weeks: enough for thirty-four usual ones in a year like any other.
SPAN = 301
# So many days at once: what a query returns takes more room than what is kept of it.
_AT_ONCE = 63
_WEEK = 7
# A shop without data for longer than this is closed, not late.
_CLOSED = 30
# Less history than this is not even looked at.
_LEAST = LEAST_DAYS
_NONE = -(2**63)

_Columns: TypeAlias = dict[str, "array[int]"]
_Only: TypeAlias = tuple[tuple[Dim, tuple[str, ...]], ...]
_Key: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Whose:
    """Whose history is looked at, up to which day: `filters` are empty for everybody.

    `today` is the reader's day: what of a figure may still move is left out.
    """

    end: date
    today: date
    promotions: PromotionTable
    coverage: Coverage
    filters: tuple[Filter, ...] = ()

    @property
    def team(self) -> int | None:
        """Return the one team that it is about, None for everybody or several."""
        teams = [m for f in self.filters if f.dim is Dim.TEAM for m in f.members]
        return int(teams[0]) if len(teams) == 1 else None

    def until(self, metric: Metric) -> date:
        """Return the last day whose figure stands still."""
        return min(self.end, self.today - timedelta(days=metric.mature_after + 1))


@dataclass(frozen=True)
class Standing:
    """A signal of a metric; `fresh` says that it could first be seen in the last seven days."""

    metric: Metric
    signal: Signal
    fresh: bool


@dataclass(frozen=True)
class Sight:
    """What a look at several metrics found: what stands out, the strongest first, and which
    metrics had enough history to be looked at."""

    found: tuple[Standing, ...]
    seen: tuple[Metric, ...]


class Histories:
    """What was read of one state of the data. With `many` all teams are read at once."""

    def __init__(self, *, many: bool = False) -> None:
        self._many = many
        self._read: dict[_Key, dict[int | None, _Columns]] = {}
        self._gaps: dict[_Key, frozenset[int]] = {}

    def look(self, work: Work, whose: Whose, metrics: Iterable[Metric]) -> Sight:
        """Return what stands out of each metric that a rule fits: the strongest signal of each."""
        cut_by = {f.dim for f in whose.filters}
        shaped = {m: shape for m in metrics if (shape := shape_of(m, cut_by)) is not None}
        found: list[Standing] = []
        seen: list[Metric] = []
        for metric, columns in self._columns(work, whose, list(shaped)):
            past = self._past(whose, metric, columns)
            if past is None:
                continue
            seen.append(metric)
            until = whose.until(metric).toordinal()
            rules = rules_for(metric)
            signals = [one for one in past.signals(shaped[metric], until) if one.rule in rules]
            best = _best(signals, until)
            if best is not None:
                signal, fresh = best
                # Told a week ago already, where history weighs a little differently by now?
                before = past.signals(shaped[metric], until - _WEEK) if fresh else []
                fresh = fresh and not any(_same(signal, one) for one in before)
                found.append(Standing(metric, signal, fresh))
        return Sight(tuple(sorted(found, key=lambda one: -one.signal.strength)), tuple(seen))

    def _past(self, whose: Whose, metric: Metric, columns: _Columns) -> "_Past | None":
        """Return a metric's days and weeks; None where there are too few to look at."""
        until, first = whose.until(metric).toordinal(), _first(whose)
        sums = _sums(metric, columns, first, until, self._gaps_of(whose, metric))
        if len(sums) < _LEAST:
            return None
        made = evaluator(metric)
        begin = until - RECENT_DAYS - HISTORY_DAYS - _WEEK
        days = {day: made(one) for day, one in sums.items() if day > begin}
        weeks = {monday: made(one) for monday, one in _weekly(sums).items()}
        return _Past(days, weeks, *_unusual(whose.promotions, first, whose.end.toordinal()))

    def _columns(
        self, work: Work, whose: Whose, metrics: Sequence[Metric]
    ) -> Iterator[tuple[Metric, _Columns]]:
        """Yield each metric that has data with its measures by day."""
        by_only: dict[_Only, list[Metric]] = {}
        for metric in metrics:
            by_only.setdefault(metric.only, []).append(metric)
        for only, several in by_only.items():
            table = self._table(work, whose, only, several)
            columns = table.get(whose.team if self._shares(whose) else None, {})
            for metric in several:
                if all(key in columns for key in measures_needed(metric)):
                    yield metric, columns

    def _shares(self, whose: Whose) -> bool:
        return self._many and whose.team is not None

    def _table(
        self, work: Work, whose: Whose, only: _Only, metrics: Sequence[Metric]
    ) -> dict[int | None, _Columns]:
        """Return the measures of some metrics by team, or of the whole under None."""
        shares = self._shares(whose)
        filters = tuple(f for f in whose.filters if not (shares and f.dim is Dim.TEAM))
        measures = tuple(dict.fromkeys(k for m in metrics for k in measures_needed(m)))
        where = (*((f.dim, f.members) for f in filters), *only)
        key = (whose.end, where, shares, measures)
        if key not in self._read:
            wheres = tuple(Where(dim, tuple(members)) for dim, members in where)
            cuts = (Dim.DAY, Dim.TEAM) if shares else (Dim.DAY,)
            self._read[key] = _read(work, whose, measures, cuts, wheres)
        return self._read[key]

    def _gaps_of(self, whose: Whose, metric: Metric) -> frozenset[int]:
        """Return the days that a shop which had begun, and is not closed, lacks."""
        feeds = feeds_for(Question(metric, span(whose.end, whose.end)))
        shops = tuple(f.members for f in whose.filters if f.dim is Dim.SHOP)
        key = (whose.end, feeds, shops)
        if key not in self._gaps:
            self._gaps[key] = frozenset(_gaps(whose, feeds, shops))
        return self._gaps[key]


class _Past(NamedTuple):
    """A metric's days and weeks, and which of them are none like any other."""

    days: Series
    weeks: Series
    unusual_days: frozenset[int]
    unusual_weeks: frozenset[int]

    def signals(self, shape: Shape, until: int) -> list[Signal]:
        """Return what stands out up to a day."""
        found = signals_of_days(self.days, shape, self.unusual_days, until)
        last = until - until % _WEEK - _WEEK + 1
        return [*found, *signals_of_weeks(self.weeks, shape, self.unusual_weeks, last)]


def _same(one: Signal, other: Signal) -> bool:
    return (one.rule, one.up, one.start) == (other.rule, other.up, other.start)


def _first(whose: Whose) -> int:
    return whose.end.toordinal() - SPAN + 1


def _gaps(whose: Whose, feeds: frozenset[str], shops: Sequence[Collection[Any]]) -> Iterator[int]:
    start = date.fromordinal(_first(whose))
    begun: dict[int, int] = {}
    ended: dict[int, int] = {}
    for source in whose.coverage.sources(start, whose.end):
        if source.feed in feeds:
            first, last = source.first.toordinal(), source.last.toordinal()
            begun[source.shop] = min(begun.get(source.shop, first), first)
            ended[source.shop] = max(ended.get(source.shop, last), last)
    for shop, days in whose.coverage.missing_days(start, whose.end, feeds).items():
        if shop not in begun or not all(shop in members for members in shops):
            continue
        closed = ended[shop] < whose.end.toordinal() - _CLOSED
        end = ended[shop] if closed else whose.end.toordinal()
        yield from (d.toordinal() for d in days if begun[shop] < d.toordinal() <= end)


# -- reading ---------------------------------------------------------------------------------------


def _read(
    work: Work,
    whose: Whose,
    measures: Sequence[str],
    cuts: tuple[Dim, ...],
    where: tuple[Where, ...],
) -> dict[int | None, _Columns]:
    """Return every measure by day, group by group; a measure that no cube has by these cuts is not
    there."""
    families: dict[Family, list[str]] = {}
    for key in measures:
        families.setdefault(MEASURES[key].family, []).append(key)
    found: dict[int | None, _Columns] = {}
    for several in families.values():
        for start, end in _stretches(whose):
            query = FactQuery(start, end, tuple(several), group_by=cuts, where=where)
            try:
                rows = run(work, query)
            except NoCube:
                # These are not counted by team: no signal, as there is no figure.
                break
            _keep(found, rows, several, _first(whose))
    return found


def _stretches(whose: Whose) -> Iterator[tuple[date, date]]:
    first, last = _first(whose), whose.end.toordinal()
    for start in range(first, last + 1, _AT_ONCE):
        yield date.fromordinal(start), date.fromordinal(min(last, start + _AT_ONCE - 1))


def _keep(
    found: dict[int | None, _Columns], rows: Iterable[Any], measures: Sequence[str], first: int
) -> None:
    for (day, *group), sums, _ in rows:
        columns = found.setdefault(group[0] if group else None, {})
        at = day.toordinal() - first
        for key, value in zip(measures, sums, strict=True):
            if value is not None:
                if key not in columns:
                    columns[key] = array("q", [_NONE]) * SPAN
                columns[key][at] = value


def _sums(
    metric: Metric, columns: _Columns, first: int, until: int, gaps: Collection[int]
) -> dict[int, tuple[int, ...]]:
    """Return by day the sums that make a metric, of days that have all of them."""
    rows = zip(*(columns[key] for key in measures_needed(metric)), strict=True)
    return {
        day: sums
        for day, sums in enumerate(rows, start=first)
        if day <= until and _NONE not in sums and day not in gaps
    }


def _weekly(sums: Mapping[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    """Return the sums of the weeks, by their Mondays, that have as many days as weeks have here."""
    weeks: dict[int, list[tuple[int, ...]]] = {}
    for day, one in sums.items():
        weeks.setdefault(day - (day + 6) % _WEEK, []).append(one)
    usual = median(len(days) for days in weeks.values())
    return {
        monday: tuple(map(sum, zip(*days, strict=True)))
        for monday, days in weeks.items()
        if len(days) >= usual
    }


@lru_cache(maxsize=8)
def _unusual_days(promotions: _Key, first: int, last: int) -> frozenset[int]:
    start, end = date.fromordinal(first), date.fromordinal(last)
    spans = [(a, b) for a, b in promotions if a <= end and b >= start]
    spans += [(h.start, h.end) for h in calendars.holidays_in(start, end)]
    return frozenset(d for a, b in spans for d in range(a.toordinal(), b.toordinal() + 1))


def unusual_days(promotions: PromotionTable, start: date, end: date) -> frozenset[int]:
    """Return the days (ordinals) of promotions, presale included, and public holidays."""
    campaigns = tuple((row.warm_up, row.end) for row in promotions.ours())
    return _unusual_days(campaigns, start.toordinal(), end.toordinal())


def _unusual(
    promotions: PromotionTable, first: int, last: int
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the days of promotions (presale included) and holidays, and the Mondays of weeks that
    hold one."""
    days = unusual_days(promotions, date.fromordinal(first), date.fromordinal(last + 6))
    return days, frozenset(d - (d + 6) % _WEEK for d in days)


def _best(signals: Sequence[Signal], until: int) -> tuple[Signal, bool] | None:
    """Return the strongest signal that stands, and whether it is new: what is new before the rest,
    what has gone on for long before a single day or week.

    A single day is told of for a week; whatever ran on into the last days stands.
    """
    recent = until - _WEEK
    standing = [one for one in signals if one.rule is not Rule.DAY or one.last > recent]
    if not standing:
        return None
    best = max(standing, key=lambda one: (one.since > recent, one.length > 1, one.strength))
    return best, best.since > recent
