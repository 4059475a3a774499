"""Looking at an item's figure before and after: what is there, what stands beside it, the verdict.

Reads facts and names, writes nothing. How a change is judged is in `reviews/effect`, what people
are told of it in `reviews/effect_telling`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from base.action import Action, Event, Measure, Move, State
from base.clock import DEFAULT_ZONE
from base.dimensions import TIME_DIMS, Dim
from base.language import Bilingual
from base.units import Good
from metrics import calendars, targets
from metrics.calendars import Occasion
from metrics.catalogue import CATALOGUE
from metrics.compute import NOTHING, Computed, Measured, compute
from metrics.feeding import feeds_for
from metrics.model import Filter, Metric, PerBuyer, Period, Question, Repurchase
from metrics.periods import span
from reviews import effect
from reviews.actions import folded
from reviews.effect import Ranked, Reason, Weekly, Windows
from reviews.scoping import Known
from storage import actions
from storage.engine import Work
from storage.query import NoCube
from storage.refolding import counting

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
# How many usual weeks make the range that is told.
_USUAL = 8
_ENUMS = frozenset({Dim.HANDLER, Dim.EMPLOYMENT, Dim.PLATFORM})


@dataclass(frozen=True)
class Others:
    """Teams that changed nothing, pooled; `names` are theirs."""

    names: tuple[Bilingual, ...]
    before: Measured
    after: Measured
    as_much: bool = False


@dataclass(frozen=True)
class Found:
    """What a look found. `next` is the day of the next one, None where that would tell no more.

    `missing` are the days without data by shop, `occasions` what lay inside a window, `usual` the
    lowest and highest of the last usual weeks, `skipped` says that weeks of the history were left
    out, `imports` what the figures rest on.
    """

    verdict: State
    reason: Reason
    metric: Metric
    down: bool = False
    windows: Windows | None = None
    before: Measured = NOTHING
    after: Measured = NOTHING
    ranked: Ranked | None = None
    others: Others | None = None
    occasions: tuple[Occasion, ...] = ()
    missing: Mapping[int, tuple[date, ...]] = field(default_factory=dict)
    usual: tuple[float, float] | None = None
    skipped: bool = False
    reached: bool | None = None
    imports: tuple[int, ...] = ()
    next: date | None = None


@dataclass(frozen=True)
class Dates:
    """When an item began and was called done, and how often it was looked at since."""

    began: date
    done: date
    looks: int


def dates_of(action: Action, events: Iterable[Event], zone: str = DEFAULT_ZONE) -> Dates:
    """Return the days that an item's windows follow from, as they were where the owner is."""
    here = ZoneInfo(zone)
    began, looks = action.created_at, 0
    taken_on = [e.at for e in events if e.move in (Move.ACCEPT, Move.START)]
    began = min(taken_on, default=began)
    done = action.claimed_at or action.verified_at or began
    looks = sum(e.move is Move.MEASURE and e.at >= done for e in events)
    return Dates(began.astimezone(here).date(), done.astimezone(here).date(), looks)


class Look:
    """One look at one item on a day. `known` is what the workspace knows of itself."""

    def __init__(self, work: Work, known: Known, action: Action, today: date) -> None:
        """Raises ValueError for an item without a success measure."""
        if action.measure is None:
            raise ValueError(f"item {action.id} has nothing to measure")
        self._work, self._known, self._action, self._today = work, known, action, today
        self._measure: Measure = action.measure
        self._metric = CATALOGUE[action.measure.metric]
        self._filters = filters_of(action.measure, known)
        self._shops = self._served()

    # -- the whole of it ---------------------------------------------------------------------------

    def at(self, dates: Dates) -> Found:
        """Return what is found on the day."""
        down = wished_down(self._measure, self._metric)
        if down is None or not self._fit():
            why = Reason.AIMLESS if down is None else Reason.UNFIT
            return Found(State.CANNOT_TELL, why, self._metric)
        mature = self._metric.mature_after
        quiet = self.quiet if dates.looks else None
        most = 1 if isinstance(self._metric.formula, PerBuyer) else effect.MOST_WEEKS
        windows = effect.windows_of(dates.began, dates.done, self._today, mature, most, quiet)
        if windows is None:
            again = effect.first_look(dates.done, 1, mature)
            return Found(State.CANNOT_TELL, Reason.TOO_EARLY, self._metric, down, next=again)
        found = self.over(windows, down=down)
        if found.reason is not Reason.HISTORY or windows.weeks == 1:
            return found
        # Longer windows need a longer history: where one week can tell, it does.
        shorter = effect.windows_of(dates.began, dates.done, self._today, mature, 1, quiet)
        second = found if shorter is None else self.over(shorter, down=down)
        return found if second.reason is Reason.HISTORY else second

    def over(self, windows: Windows, *, down: bool) -> Found:
        """Return what is found over given windows."""
        weekly = self._weekly(self._filters, windows)
        weeks = windows.weeks
        before = effect.figure_of(self._metric, weekly, windows.before, weeks)
        after = effect.figure_of(self._metric, weekly, windows.after, weeks)
        both = (windows.period_before(), windows.period_after())
        usable = [day for day in weekly if day < windows.before and self._usable(day)]
        changes = effect.reference(self._metric, weekly, windows, set(usable).__contains__)
        found = Found(
            State.CANNOT_TELL,
            Reason.NO_DATA,
            self._metric,
            down,
            windows,
            before,
            after,
            occasions=self._occasions(both),
            missing=self._missing(both),
            usual=_range(weekly[day].value for day in sorted(usable)[-_USUAL:]),
            skipped=_skipped(usable, windows),
            reached=self._reached(after, down=down),
            imports=self._imports(both),
        )
        if before.value is None or after.value is None:
            return self._look_again(found)
        rank = effect.ranked(before, after, changes, down=down)
        found = replace(found, ranked=rank, others=self._others(windows, before, after, down=down))
        return self._look_again(self._judged(found, rank, windows))

    def _judged(self, found: Found, rank: Ranked, windows: Windows) -> Found:
        small = self._metric.small_n
        if found.missing:
            return replace(found, reason=Reason.MISSING)
        if found.occasions:
            return replace(found, reason=Reason.DISTURBED)
        if small and min(rank.before.n or 0, rank.after.n or 0) < small:
            return replace(found, reason=Reason.SMALL)
        if not effect.enough(rank.references, windows):
            return replace(found, reason=Reason.HISTORY)
        verdict, reason = effect.judged(rank, down=found.down)
        if reason is Reason.MOVED and found.others is not None and found.others.as_much:
            return replace(found, reason=Reason.OTHERS)
        return replace(found, verdict=verdict, reason=reason)

    def _look_again(self, found: Found) -> Found:
        """Add the day of the next look, where one can tell more than this one."""
        weeks = found.windows.weeks if found.windows else 1
        mature = self._metric.mature_after
        match found.reason:
            case Reason.DISTURBED:
                again = effect.next_look(self._today, weeks, self.quiet, mature)
            case Reason.MISSING | Reason.NO_DATA:
                again = self._today + _WEEK
            case Reason.SMALL | Reason.BETWEEN if weeks < effect.MOST_WEEKS:
                again = effect.next_look(self._today, 1, self.quiet, mature)
            case _:
                again = None
        return replace(found, next=again)

    # -- the figures -------------------------------------------------------------------------------

    def _fit(self) -> bool:
        """Say whether the figure can be had week by week."""
        cuts = {f.dim for f in self._filters}
        return not isinstance(self._metric.formula, Repurchase) and not cuts & TIME_DIMS

    def _question(self, period: Period, *cuts: Dim, filters: tuple[Filter, ...]) -> Question:
        return Question(self._metric, period, cuts=cuts, filters=filters)

    def _ask(self, question: Question) -> Computed | None:
        try:
            return compute(self._work, question)
        except NoCube:
            return None

    def _weekly(self, filters: tuple[Filter, ...], windows: Windows) -> Weekly:
        known = self._known.coverage.span()
        if known is None:
            return {}
        first, last = effect.monday_of(known[0]), windows.period_after().end
        if first > last:
            return {}
        found = self._ask(self._question(span(first, last), Dim.WEEK, filters=filters))
        return {} if found is None else {line.group[0]: line.now for line in found.lines}

    def weekly(self, first: date, last: date) -> Weekly:
        """Return the figure of every week between two days, by Monday."""
        found = self._ask(self._question(span(first, last), Dim.WEEK, filters=self._filters))
        return {} if found is None else {line.group[0]: line.now for line in found.lines}

    def figures(self, windows: Windows) -> tuple[Measured, Measured]:
        """Return the figures of given windows alone, as they are now."""
        weekly = self.weekly(windows.before, windows.period_after().end)
        starts = (windows.before, windows.after)
        before, after = (
            effect.figure_of(self._metric, weekly, day, windows.weeks) for day in starts
        )
        return before, after

    def bare(self, windows: Windows, before: Measured, after: Measured) -> Found:
        """Return figures without a verdict."""
        return Found(State.CANNOT_TELL, Reason.NO_DATA, self._metric, False, windows, before, after)

    def _others(
        self, windows: Windows, before: Measured, after: Measured, *, down: bool
    ) -> Others | None:
        """Return the teams that changed nothing, None where there are none."""
        mine = {int(m) for f in self._filters if f.dim is Dim.TEAM for m in f.members}
        if not mine:
            return None
        rest = tuple(f for f in self._filters if f.dim is not Dim.TEAM)
        sides = [self._by_team(p, rest) for p in (windows.period_before(), windows.period_after())]
        touched = mine | self._touched(windows)
        least = max(self._metric.small_n, 1)
        teams = [
            team
            for team in sorted(sides[0].keys() & sides[1].keys())
            if team not in touched and all((side[team].n or 0) >= least for side in sides)
        ]
        if not teams:
            return None
        pair = [_together(self._metric, [side[t] for t in teams], windows) for side in sides]
        names = self._known.names[Dim.TEAM]
        same = effect.as_much((before, after), (pair[0], pair[1]), down=down)
        return Others(tuple(names[team] for team in teams), pair[0], pair[1], same)

    def _by_team(self, period: Period, filters: tuple[Filter, ...]) -> dict[int, Measured]:
        found = self._ask(self._question(period, Dim.TEAM, filters=filters))
        names = self._known.names[Dim.TEAM]
        lines = () if found is None else found.lines
        return {line.group[0]: line.now for line in lines if line.group[0] in names}

    def _touched(self, windows: Windows) -> set[int]:
        """Return the teams for which something about the same figure was under way meanwhile."""
        idle = (State.PROPOSED, State.MERGED)
        states = tuple(state for state in State if state not in idle)
        found: set[int] = set()
        for item in actions.found(self._work, folded, states=states):
            ended = item.ended_at.date() if item.ended_at else date.max
            begun = item.created_at.date()
            of_time = begun <= windows.period_after().end and ended >= windows.before
            if of_time and item.measure and item.measure.metric == self._metric.key:
                found |= {int(team) for team in item.measure.only.get(Dim.TEAM.value, ())}
        return found

    # -- what the figures rest on ------------------------------------------------------------------

    def quiet(self, monday: date) -> bool:
        """Say whether a week holds no day of a promotion or public holiday."""
        week = span(monday, monday + 6 * _DAY)
        return not calendars.occasions(week, self._known.promotions)

    def _usable(self, monday: date) -> bool:
        return self.quiet(monday) and not self._missing((span(monday, monday + 6 * _DAY),))

    def _occasions(self, periods: Sequence[Period]) -> tuple[Occasion, ...]:
        found = [o for p in periods for o in calendars.occasions(p, self._known.promotions)]
        return tuple(dict.fromkeys(found))

    def _missing(self, periods: Sequence[Period]) -> dict[int, tuple[date, ...]]:
        """Return by shop the days that are missing, of the shops that the cut is served in."""
        feeds = feeds_for(self._question(periods[0], filters=self._filters))
        found: dict[int, tuple[date, ...]] = {}
        for period in periods:
            gaps = self._known.coverage.missing_days(period.start, period.end, feeds)
            for shop, days in gaps.items():
                if self._shops is None or shop in self._shops:
                    found[shop] = (*found.get(shop, ()), *days)
        return found

    def _served(self) -> frozenset[int] | None:
        """Return the shops that the cut had contacts in lately, None where it may be any."""
        if not self._filters:
            return None
        own = [f for f in self._filters if f.dim is Dim.SHOP]
        if own:
            return frozenset(int(m) for f in own for m in f.members)
        lately = span(self._today - 10 * _WEEK, self._today)
        found = self._ask(
            replace(self._question(lately, Dim.SHOP, filters=self._filters),
                    metric=CATALOGUE["contacts"])
        )  # fmt: skip
        if found is None or not found.lines:
            return None
        return frozenset(line.group[0] for line in found.lines if line.now.value)

    def _imports(self, periods: Sequence[Period]) -> tuple[int, ...]:
        found: set[int] = set()
        for feed in feeds_for(self._question(periods[0], filters=self._filters)):
            for period in periods:
                first, last = period.start.toordinal(), period.end.toordinal()
                found |= {
                    number
                    for shop, _, number in counting(self._work, first, last, feed)
                    if self._shops is None or shop in self._shops
                }
        return tuple(sorted(found))

    def _reached(self, after: Measured, *, down: bool) -> bool | None:
        """Say whether the target is reached; None where there is none that fits these weeks."""
        target = self._measure.target
        if target is None or after.value is None or targets.monthly(self._metric):
            return None
        return after.value <= target if down else after.value >= target


def wished_down(measure: Measure, metric: Metric) -> bool | None:
    """Say whether the figure is wished to fall; None where neither way is wished."""
    if measure.target is not None:
        return measure.below
    return {Good.DOWN: True, Good.UP: False}.get(metric.good)


def filters_of(measure: Measure, known: Known) -> tuple[Filter, ...]:
    """Return the cut of a success measure as filters, with the names that are known."""
    found = []
    for key, members in measure.only.items():
        dim = Dim(key)
        ids = tuple(m if dim in _ENUMS else int(m) for m in members)
        names = known.names.get(dim, {})
        found.append(Filter(dim, ids, tuple(names[i] for i in ids if i in names)))
    return tuple(found)


def _together(metric: Metric, figures: Sequence[Measured], windows: Windows) -> Measured:
    """Return several teams' figures as one; of sums the mean of a day, as everywhere here."""
    whole = effect.pooled(metric, figures)
    if not targets.monthly(metric) or whole.value is None:
        return whole
    # `pooled` takes each figure for that of a week.
    return Measured(whole.value * len(figures) / windows.weeks, whole.n)


def _range(values: Iterable[float | None]) -> tuple[float, float] | None:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _skipped(usable: Sequence[date], windows: Windows) -> bool:
    """Say whether there are weeks between the usable ones that are not."""
    if not usable:
        return False
    return len(usable) < (windows.before - min(usable)).days // 7
