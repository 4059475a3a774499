"""Whether an item moved its figure: windows, the rank of the change, the verdict. Pure.

Definition. Windows of w whole ISO weeks (w = 1 or 2: as many as are complete between the day the
item was called done and the day of the look) after, against the w weeks before the week in which
the item was accepted. Statistic: difference of the pooled figure (ratio of sums) of the same cut.
Reference: the same difference, with the same distance between its windows, at every earlier week of
that cut's own history; weeks of a promotion or public holiday, weeks with days missing and weeks
that overlap the item's own windows are left out. Rank, in the wished direction:
p = (1 + number of reference changes at least as large) / (1 + N). Moved: p <= 0.05. Not moved: the
change went the other way, or more than a quarter of the reference changes were as large. Anything
else is "cannot tell", and so are N < 20, small n, missing days, a promotion or holiday inside a
window, and teams that changed nothing and moved as much.

Source: a rank (randomization) test within one series, Edgington and Onghena, Randomization Tests,
4th ed. 2007, ch. 11; p with the "1 +" after Phipson and Smyth 2010. A reference of weeks that
neighbour each other is no random assignment: neighbours share weeks, and then few of them are worth
less than their number. Therefore N must also be ten times the distance of the windows in weeks, and
w is never more than 2; with that the false-alarm rate of 5 % holds for autocorrelated and seasonal
weeks (tests/unit/test_effect.py, and docs/effect.md, which also says how seldom small effects are
found). Every further look at the same item has a false-alarm rate of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from base.action import State
from metrics.compute import NOTHING, Measured
from metrics.model import Metric, Period, Total
from metrics.periods import span

FALSE_ALARM = 0.05
# More usual changes than this share were as large: nothing out of the ordinary.
MIDDLE = 0.25
FEWEST = 20
_PER_WEEK = 10
MOST_WEEKS = 2
# How far back quiet weeks are looked for where those before the item were not.
_BACK = 8
# Untouched teams moved "as much": this share of the item's own relative change.
AS_MUCH = 0.75
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)

# Weekly figures of a cut by Monday; a week without data is not in there.
Weekly = Mapping[date, Measured]


class Reason(StrEnum):
    """Why nothing can be told; MOVED and SAME are the two reasons to tell something."""

    MOVED = "moved"
    SAME = "same"
    TOO_EARLY = "too_early"
    UNFIT = "unfit"
    AIMLESS = "aimless"
    NO_DATA = "no_data"
    MISSING = "missing"
    DISTURBED = "disturbed"
    SMALL = "small"
    HISTORY = "history"
    OTHERS = "others"
    BETWEEN = "between"


@dataclass(frozen=True)
class Windows:
    """The weeks before and after: the Mondays they begin on, and how many weeks each has."""

    before: date
    after: date
    weeks: int

    @property
    def distance(self) -> int:
        """Return how many weeks lie from the beginning of one to that of the other."""
        return (self.after - self.before).days // 7

    def period_before(self) -> Period:
        """Return the days before."""
        return span(self.before, self.before + self.weeks * _WEEK - _DAY)

    def period_after(self) -> Period:
        """Return the days after."""
        return span(self.after, self.after + self.weeks * _WEEK - _DAY)


@dataclass(frozen=True)
class Ranked:
    """A change among its reference: `at_least` of `references` were as large as wished."""

    before: Measured
    after: Measured
    references: int
    at_least: int

    @property
    def p(self) -> float:
        """Return the rank of the change, 0-1."""
        return (1 + self.at_least) / (1 + self.references)


def monday_of(day: date) -> date:
    """Return the Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def windows_of(
    began: date,
    done: date,
    today: date,
    mature_after: int = 0,
    most: int = MOST_WEEKS,
    quiet: Callable[[date], bool] | None = None,
) -> Windows | None:
    """Return the windows of an item; None where no whole week lies between `done` and `today`.

    `mature_after` is how many days a figure still moves. With `quiet` (asked of a Monday) the weeks
    before are the last quiet ones, at most eight weeks further back: for a look that comes again.
    """
    first = monday_of(done) + _WEEK
    last = monday_of(today - timedelta(days=mature_after)) - _WEEK
    weeks = min((last - first).days // 7 + 1, most)
    if weeks < 1:
        return None
    start = monday_of(began)
    before = start - weeks * _WEEK
    if quiet is not None:
        back = (start - (weeks + at) * _WEEK for at in range(_BACK + 1))
        fits = (day for day in back if all(quiet(day + at * _WEEK) for at in range(weeks)))
        before = next(fits, before)
    return Windows(before, last - (weeks - 1) * _WEEK, weeks)


def first_look(done: date, weeks: int = 1, mature_after: int = 0) -> date:
    """Return the first day on which so many whole weeks lie after `done`."""
    return monday_of(done) + (1 + weeks) * _WEEK + timedelta(days=mature_after)


def next_look(
    today: date, weeks: int, quiet: Callable[[date], bool], mature_after: int = 0
) -> date | None:
    """Return the day after the next so many quiet weeks, counted from this week on."""
    monday = monday_of(today)
    for _ in range(26):
        if all(quiet(monday + at * _WEEK) for at in range(weeks)):
            return monday + weeks * _WEEK + timedelta(days=mature_after)
        monday += _WEEK
    return None


def pooled(metric: Metric, figures: Sequence[Measured]) -> Measured:
    """Return the figure of several weeks as one; a sum becomes that of a day on average."""
    if any(one.value is None for one in figures) or not figures:
        return NOTHING
    n = sum(one.n or 0 for one in figures)
    if isinstance(metric.formula, Total):
        a_day = sum(one.value or 0 for one in figures) / (7 * len(figures))
        return Measured(a_day, n if figures[0].n is not None else None)
    if n == 0:
        return NOTHING
    value = sum((one.value or 0) * (one.n or 0) for one in figures) / n
    hits = [one.numerator for one in figures]
    return Measured(value, n, None if None in hits else sum(hit or 0 for hit in hits))


def figure_of(metric: Metric, weekly: Weekly, start: date, weeks: int) -> Measured:
    """Return the pooled figure of some weeks; nothing where one of them has none."""
    return pooled(metric, [weekly.get(start + at * _WEEK, NOTHING) for at in range(weeks)])


def reference(
    metric: Metric, weekly: Weekly, windows: Windows, usable: Callable[[date], bool]
) -> list[float]:
    """Return the changes of the same length and distance that lie wholly before the windows."""
    weeks, distance = windows.weeks, windows.distance * _WEEK
    good = {day for day in weekly if day < windows.before and usable(day)}
    found = []
    for start in sorted(good):
        mine = [first + at * _WEEK for first in (start, start + distance) for at in range(weeks)]
        if all(day in good for day in mine):
            before = figure_of(metric, weekly, start, weeks).value
            after = figure_of(metric, weekly, start + distance, weeks).value
            if before is not None and after is not None:
                found.append(after - before)
    return found


def ranked(before: Measured, after: Measured, references: Sequence[float], *, down: bool) -> Ranked:
    """Rank a change; `down` says that it is wished to fall. Raises ValueError without figures."""
    if before.value is None or after.value is None:
        raise ValueError("nothing to rank")
    sign = -1 if down else 1
    # Sums of fractions: what is equal may differ in its last digit.
    change = sign * (after.value - before.value) - 1e-12
    at_least = sum(sign * one >= change for one in references)
    return Ranked(before, after, len(references), at_least)


def enough(references: int, windows: Windows) -> bool:
    """Say whether so many reference changes can tell anything of these windows."""
    return references >= needed(windows)


def needed(windows: Windows) -> int:
    """Return how many reference changes are asked for."""
    return max(FEWEST, _PER_WEEK * windows.distance)


def judged(found: Ranked, *, down: bool) -> tuple[State, Reason]:
    """Return what a ranked change says, as far as the figure's own history goes."""
    before, after = found.before.value or 0.0, found.after.value or 0.0
    wished = after < before if down else after > before
    if not wished or found.p > MIDDLE:
        return State.NOT_EFFECTIVE, Reason.SAME
    if found.p <= FALSE_ALARM:
        return State.EFFECTIVE, Reason.MOVED
    return State.CANNOT_TELL, Reason.BETWEEN


def as_much(
    own: tuple[Measured, Measured], others: tuple[Measured, Measured], *, down: bool
) -> bool:
    """Say whether others' relative change was about as large, in the same direction."""
    mine, theirs = _relative(*own), _relative(*others)
    if mine is None or theirs is None:
        return False
    sign = -1 if down else 1
    return sign * mine > 0 and sign * theirs >= AS_MUCH * sign * mine


def _relative(before: Measured, after: Measured) -> float | None:
    if not before.value or after.value is None:
        return None
    return (after.value - before.value) / abs(before.value)
