"""Promotions and public holidays: what makes a period unlike others, and the usual weeks.

The rows themselves are data (`metrics.promotions`, or a workspace's own table). Holidays come from
`chinese_calendar`, imported only when a date could be one: the import costs more than an answer.
Years that it does not know yet have no holidays here; `holidays_known` says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from base.language import Bilingual
from metrics import periods
from metrics.model import Period, PeriodKind

EVERY_PLATFORM = "*"
USUAL_WEEKS = 4
_SEARCH_WEEKS = 104
_ONE = timedelta(days=1)


class Promotion(NamedTuple):
    """One campaign: presale from `warm_up`, the campaign `start`..`end`, its main `day`.

    `platform` is "*" or a platform's key. A campaign that is not `major` has a name and dates,
    but the weeks it falls in still count as usual weeks.
    """

    key: str
    platform: str
    year: int
    warm_up: date
    start: date
    end: date
    day: date
    major: bool = True

    def period(self) -> Period:
        """Return the campaign as a period."""
        return Period(self.start, self.end, PeriodKind.PROMOTION, self.end, self.key)

    def touches(self, start: date, end: date, *, warm_up: bool = False) -> bool:
        """Say whether the campaign (with its presale if `warm_up`) has a day in start..end."""
        return (self.warm_up if warm_up else self.start) <= end and self.end >= start


class PromotionName(NamedTuple):
    """What a promotion is called; `terms` are all the ways to type it."""

    key: str
    name: Bilingual
    terms: tuple[str, ...]


@dataclass(frozen=True)
class PromotionTable:
    """The campaigns that are known, and the platforms this workspace sells on.

    A row of a platform that is not sold on here can be asked for by name, but disturbs no week.
    """

    rows: tuple[Promotion, ...]
    names: tuple[PromotionName, ...] = ()
    platforms: frozenset[str] = frozenset()

    def name(self, key: str) -> Bilingual:
        """Return a promotion's name; its key where none is given."""
        return self._names.get(key, Bilingual(key, key))

    def row(self, key: str, year: int) -> Promotion | None:
        """Return the campaign of a year; the row for every platform before a single one's."""
        found = [row for row in self.rows if row.key == key and row.year == year]
        return min(found, key=lambda row: row.platform != EVERY_PLATFORM, default=None)

    def latest(self, key: str, today: date) -> Promotion | None:
        """Return the last campaign of this name that has begun."""
        begun = [row for row in self.rows if row.key == key and row.start <= today]
        return max(begun, key=lambda row: row.start, default=None)

    def last_begun(self, today: date) -> Promotion | None:
        """Return the last major campaign of this workspace that has begun."""
        begun = [row for row in self.ours() if row.start <= today]
        return max(begun, key=lambda row: row.start, default=None)

    def ours(self) -> Iterable[Promotion]:
        """Return the major campaigns on the platforms this workspace sells on."""
        return (
            row
            for row in self.rows
            if row.major and (row.platform == EVERY_PLATFORM or row.platform in self.platforms)
        )

    @cached_property
    def _names(self) -> Mapping[str, Bilingual]:
        return MappingProxyType({entry.key: entry.name for entry in self.names})


class OccasionKind(StrEnum):
    """What kind of occasion it is."""

    PROMOTION = "promotion"
    HOLIDAY = "holiday"


class Occasion(NamedTuple):
    """A promotion or public holiday in a period; `whole` if every day of the period is in it."""

    key: str
    kind: OccasionKind
    name: Bilingual
    start: date
    end: date
    whole: bool


class Holiday(NamedTuple):
    """A public holiday: an unbroken run of days off under one name."""

    key: str
    name: Bilingual
    start: date
    end: date


HOLIDAY_NAMES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "New Year's Day": Bilingual("元旦", "New Year's Day"),
        "Spring Festival": Bilingual("春节", "Spring Festival"),
        "Tomb-sweeping Day": Bilingual("清明", "Qingming"),
        "Labour Day": Bilingual("五一", "Labour Day"),
        "Dragon Boat Festival": Bilingual("端午", "Dragon Boat Festival"),
        "Mid-autumn Festival": Bilingual("中秋", "Mid-Autumn"),
        "National Day": Bilingual("国庆", "National Day"),
        "Anti-Fascist 70th Day": Bilingual("抗战胜利纪念日", "Victory Day"),
    }
)

# Days of the year (month, day) between which Chinese public holidays can fall at all. Outside them
# the calendar need not even be imported.
_SEASONS = (
    ((1, 1), (3, 5)),
    ((4, 1), (4, 9)),
    ((4, 27), (5, 9)),
    ((5, 25), (6, 30)),
    ((9, 1), (10, 12)),
    ((12, 29), (12, 31)),
)


def occasions(period: Period, promotions: PromotionTable) -> tuple[Occasion, ...]:
    """Return the promotions and public holidays that have a day in a period, by their start.

    A presale is no occasion. Holidays are left out for years the calendar does not know.
    """
    found = [
        _occasion(row.key, OccasionKind.PROMOTION, promotions.name(row.key), row, period)
        for row in _promotions_in(period, promotions)
    ]
    found += [
        _occasion(holiday.key, OccasionKind.HOLIDAY, holiday.name, holiday, period)
        for holiday in holidays_in(period.start, period.end)
    ]
    return tuple(sorted(found, key=lambda occasion: occasion.start))


def _occasion(
    key: str, kind: OccasionKind, name: Bilingual, of: Promotion | Holiday, period: Period
) -> Occasion:
    whole = of.start <= period.start and of.end >= period.end
    return Occasion(key, kind, name, of.start, of.end, whole)


def _promotions_in(period: Period, promotions: PromotionTable) -> list[Promotion]:
    named = [row for row in promotions.rows if row.key == period.promotion]
    rows = {*promotions.ours(), *named}
    return [row for row in rows if row.touches(period.start, period.end)]


def in_promotion(period: Period, promotions: PromotionTable) -> bool:
    """Say whether a period is or holds a day of a promotion."""
    return bool(_promotions_in(period, promotions))


def holidays_in(start: date, end: date) -> tuple[Holiday, ...]:
    """Return the public holidays with a day in start..end."""
    if not _season(start, end):
        return ()
    # New Year's Day may begin in the old year: look one year further.
    years = range(start.year, end.year + 2)
    found = (holiday for year in years for holiday in holidays_of(year))
    return tuple(h for h in found if h.start <= end and h.end >= start)


def _season(start: date, end: date) -> bool:
    if start.year != end.year:
        return True
    first, last = (start.month, start.day), (end.month, end.day)
    return any(low <= last and high >= first for low, high in _SEASONS)


def holidays_known(year: int) -> bool:
    """Say whether the public holidays of a year are known."""
    return bool(holidays_of(year))


@lru_cache(maxsize=64)
def holidays_of(year: int) -> tuple[Holiday, ...]:
    """Return the public holidays of a year, from the official days off."""
    from chinese_calendar.constants import holidays

    days = [
        (at, name)
        for at, name in holidays.items()
        if at.year == year or (at.year == year - 1 and at.month == 12 and name.startswith("New Y"))
    ]
    return tuple(
        run for run in _runs(sorted(days)) if run.end.year == year or run.start.year == year
    )


def _runs(days: list[tuple[date, str]]) -> list[Holiday]:
    """Return a holiday for each name within each unbroken run of days off.

    Two festivals may share a break: in 2025 National Day ran 1-8 October, the 6th being
    Mid-Autumn's.
    """
    breaks: list[dict[str, Holiday]] = []
    last: date | None = None
    for at, key in days:
        if last is None or at - last > _ONE:
            breaks.append({})
        known = breaks[-1].get(key)
        name = HOLIDAY_NAMES.get(key, Bilingual(key, key))
        breaks[-1][key] = Holiday(key, name, known.start if known else at, at)
        last = at
    return [found for one in breaks for found in one.values()]


def holiday(key: str, year: int) -> Holiday | None:
    """Return a public holiday of a year; None when that year is not known.

    Where Mid-Autumn falls on National Day the calendar names the whole break after the latter.
    """
    found = [h for h in holidays_of(year) if h.key == key]
    if not found and key == "Mid-autumn Festival":
        found = [h for h in holidays_of(year) if h.key == "National Day"]
    return max(found, key=lambda h: h.end - h.start, default=None)


def usual_periods(period: Period, promotions: PromotionTable) -> tuple[Period, ...]:
    """Return what the usual weeks hold for a period, oldest first.

    Usual weeks are the last complete ISO weeks before the period that no major promotion (presale
    included) and no public holiday touches. A single day meets the same weekday of each,
    any other period the whole weeks. Source: examples G01, G48.
    """
    own = periods.week(period.start)
    weeks = _usual_weeks(own.start, promotions)
    if period.days > 1:
        return weeks
    return tuple(periods.part_of(week, period) for week in weeks)


def _usual_weeks(before: date, promotions: PromotionTable) -> tuple[Period, ...]:
    found: list[Period] = []
    for back in range(1, _SEARCH_WEEKS):
        candidate = periods.week(before - timedelta(weeks=back))
        if not _disturbed(candidate, promotions):
            found.append(candidate)
        if len(found) == USUAL_WEEKS:
            break
    return tuple(reversed(found))


def _disturbed(week: Period, promotions: PromotionTable) -> bool:
    rows = promotions.ours()
    if any(row.touches(week.start, week.end, warm_up=True) for row in rows):
        return True
    return bool(holidays_in(week.start, week.end))


def campaign_before(period: Period, promotions: PromotionTable) -> Period | None:
    """Return a promotion's days a year before, campaign day by campaign day.

    The whole campaign meets the whole campaign, its main day the main day, other days the days of
    the same number. None when the period is no part of one campaign, or last year's is unknown.
    """
    row = _campaign_of(period, promotions)
    last = promotions.row(row.key, row.year - 1) if row else None
    if row is None or last is None:
        return None
    if (period.start, period.end) == (row.start, row.end):
        return last.period()
    if period.start == period.end == row.day:
        return Period(last.day, last.day, PeriodKind.PROMOTION, last.day, row.key)
    start = last.start + (period.start - row.start)
    end = min(last.end, start + (period.end - period.start))
    return Period(start, end, PeriodKind.PROMOTION, end, row.key) if start <= end else None


def _campaign_of(period: Period, promotions: PromotionTable) -> Promotion | None:
    rows = [row for row in promotions.rows if row.start <= period.start and period.end <= row.end]
    if period.promotion:
        rows = [row for row in rows if row.key == period.promotion]
    else:
        rows = [row for row in promotions.ours() if row in rows]
    return rows[0] if rows else None
