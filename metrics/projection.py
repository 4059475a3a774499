"""Where a sum will stand at the end of a period that is not over, and how far off that may be.

Pure arithmetic on daily values that are passed in; no storage, no words.

Method: what is there so far, divided by the share of the whole that was there at the same date a
year ago, which is this period's pace on every remaining day weighted by that day's part of last
year (the percent-done method: Hertz and Schaffir, "A forecasting method for management of seasonal
style-goods inventories", Operations Research 8, 1960, 45-52). Where last year is not known, every
day weighs the same. Its range: the same projection is made for every past period at the same point
and held against what came of it; of n such ratios the k-th smallest and k-th largest enclose the
next one with probability 1 - 2k / (n + 1), since each place among n + 1 is as likely as another
(order statistics; Wilks, "Determination of sample sizes for setting tolerance limits", Annals of
Mathematical Statistics 12, 1941, 91-96). k is chosen for about eight in ten.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from metrics import periods

# With fewer past periods even the smallest and the largest enclose less than 77 %.
FEWEST = 8
_OUTSIDE = 0.1
# Earlier than at this share of the whole a projection says more of one day than of the period.
_EARLIEST = 0.05

# Daily values; days without any are missing.
Daily = Mapping[date, float]
# Says whether the data of a stretch of days are complete.
Covered = Callable[[date, date], bool]


class Stretch(NamedTuple):
    """A period on its way: its first day, the last one known, and the last one there will be."""

    start: date
    end: date
    whole_end: date

    def shifted(self, months: int) -> "Stretch":
        """Return the stretch some months later (earlier if negative), as long so far."""
        start = periods.add_months(self.start, months)
        after = self.whole_end + timedelta(days=1)
        whole_end = periods.add_months(after, months) - timedelta(days=1)
        return Stretch(start, min(whole_end, start + (self.end - self.start)), whole_end)

    def a_year_before(self) -> "Stretch":
        """Return the same dates a year before."""
        moved = self.shifted(-12)
        end = min(moved.whole_end, periods.add_months(self.end, -12))
        return moved._replace(end=end)


class Due(NamedTuple):
    """How much of the whole should be there by now (0-1), and whether last year says so."""

    share: float
    by_shape: bool


class Outlook(NamedTuple):
    """What a sum comes to; `low` and `high` are None with too little history (`n` past periods)."""

    value: float
    low: float | None
    high: float | None
    n: int
    by_shape: bool


def between(daily: Daily, start: date, end: date) -> float:
    """Return the sum of the days between two, both inclusive."""
    return sum(value for day, value in daily.items() if start <= day <= end)


def due(daily: Daily, stretch: Stretch, covered: Covered) -> Due:
    """Return the equally long part of the whole: by last year's shape, else by days."""
    shape = shape_of(daily, stretch, covered)
    return Due(by_days(stretch), by_shape=False) if shape is None else Due(shape, by_shape=True)


def by_days(stretch: Stretch) -> float:
    """Return the share of a period's days that have passed."""
    days = (stretch.whole_end - stretch.start).days + 1
    return ((stretch.end - stretch.start).days + 1) / days


def shape_of(daily: Daily, stretch: Stretch, covered: Covered) -> float | None:
    """Return which share of the whole was there at the same date last year, None if unknown."""
    last = stretch.a_year_before()
    if not covered(last.start, last.whole_end):
        return None
    whole = between(daily, last.start, last.whole_end)
    done = between(daily, last.start, last.end)
    return done / whole if whole > 0 and 0 < done <= whole else None


def outlook(
    daily: Daily, stretch: Stretch, covered: Covered, step: int, most: int
) -> Outlook | None:
    """Project a sum to the end of its period; None where it has hardly begun.

    `step` is how many months one such period and the next are apart, `most` how many past periods
    are looked at.
    """
    part = due(daily, stretch, covered)
    so_far = between(daily, stretch.start, stretch.end)
    if part.share < _EARLIEST or so_far < 0:
        return None
    value = so_far / part.share
    ratios = _ratios(daily, stretch, covered, step, most, shaped=part.by_shape)
    low, high = spread(ratios) or (None, None)
    if low is None or high is None:
        return Outlook(value, None, None, len(ratios), part.by_shape)
    return Outlook(value, value * low, value * high, len(ratios), part.by_shape)


def _ratios(
    daily: Daily, stretch: Stretch, covered: Covered, step: int, most: int, *, shaped: bool
) -> list[float]:
    """Return what came of each past period as a share of what the same projection said then."""
    found = []
    for back in range(1, most + 1):
        past = stretch.shifted(-step * back)
        if not covered(past.start, past.whole_end):
            continue
        share = shape_of(daily, past, covered) if shaped else by_days(past)
        so_far = between(daily, past.start, past.end)
        if share and so_far > 0:
            found.append(between(daily, past.start, past.whole_end) / (so_far / share))
    return found


def spread(ratios: Sequence[float]) -> tuple[float, float] | None:
    """Return between which two of past ratios about eight in ten of the next ones fall."""
    if len(ratios) < FEWEST:
        return None
    ordered = sorted(ratios)
    k = max(1, int(_OUTSIDE * (len(ordered) + 1)))
    return ordered[k - 1], ordered[-k]
