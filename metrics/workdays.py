"""Which days people work: a country's week-ends and public holidays, and a workspace's own days.

China's come from `chinese_calendar`, with its make-up Saturdays and Sundays; other countries' from
`holidays`. Both are imported only when a date of theirs is asked for: they cost more than an
answer. Nothing here knows schedules or reads a clock.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from base.language import Bilingual, msg
from base.refusal import Refusal
from metrics.calendars import HOLIDAY_NAMES, Promotion, PromotionTable, holidays_known
from metrics.promotions import DEFAULT
from storage.closures import closures
from storage.engine import Work
from storage.names import shops

if TYPE_CHECKING:
    from holidays import HolidayBase

WEEKEND = Bilingual("周末", "weekend")

_CHINA = "CN"
_NOWHERE = ""
_SATURDAY = 5

# Beginnings of the library's language codes, best first. For want of Chinese: English.
_ENGLISH = ("en_US", "en_")
_CHINESE = ("zh_CN", "zh_", *_ENGLISH)


@dataclass(frozen=True)
class Closure:
    """Days, both inclusive, on which this workspace is closed, and what it calls them."""

    start: date
    end: date
    name: str


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """The working days of a country and a workspace. Build it with `work_calendar`.

    The main day of a promotion is a working day whatever else it is, a closure included: that is
    when a shop's customers write. `campaigns` are the promotions that have those main days.
    """

    country: str
    closures: tuple[Closure, ...]
    promotion_days: Mapping[date, Bilingual]
    campaigns: tuple[Promotion, ...] = ()

    def is_workday(self, day: date) -> bool:
        """Say whether people work on a day."""
        return self.why_off(day) is None

    def known(self, year: int) -> bool:
        """Say whether the public holidays of a year are known; if not, only week-ends are off."""
        return _year(self.country, year).known

    def why_off(self, day: date) -> Bilingual | None:
        """Return why nobody works: the holiday, else the closure, else the week-end; or None."""
        if day in self.promotion_days:
            return None
        public = _year(self.country, day.year).off.get(day)
        if public is not None and public is not WEEKEND:
            return public
        closed = self._closure(day) if self.closures else None
        return Bilingual(closed.name, closed.name) if closed else public

    def is_promotion(self, day: date) -> Bilingual | None:
        """Return the promotion whose main day it is; None for any other day."""
        return self.promotion_days.get(day)

    def _closure(self, day: date) -> Closure | None:
        return next((c for c in self.closures if c.start <= day <= c.end), None)


def calendar_here(work: Work, country: str, promotions: PromotionTable) -> WorkCalendar:
    """Return a country's working days with the workspace's own: its days off, its platforms'
    promotions. Raises Refusal as `work_calendar` does.
    """
    platforms = frozenset(shop.platform for shop in shops(work) if shop.platform)
    closed = [Closure(*one) for one in closures(work)]
    return work_calendar(country, closed, replace(promotions, platforms=platforms))


def work_calendar(
    country: str, closures: Collection[Closure] = (), promotions: PromotionTable = DEFAULT
) -> WorkCalendar:
    """Return the working days of a country (ISO 3166, two letters; "" has no public holidays).

    Promotions are the workspace's own (`PromotionTable.ours`): 618, Double 11 and Double 12, and
    those of the single platforms it sells on. Raises Refusal for a country nobody knows.
    """
    code = country.strip().upper()
    if code not in (_CHINA, _NOWHERE) and code not in _countries():
        raise Refusal(msg("schedule.country_unknown", country=country))
    campaigns = tuple(promotions.ours())
    main_days = {row.day: promotions.name(row.key) for row in campaigns}
    return WorkCalendar(code, tuple(closures), MappingProxyType(main_days), campaigns)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    from holidays import list_supported_countries

    return frozenset(code for code in list_supported_countries() if len(code) == len(_CHINA))


class _Year(NamedTuple):
    """The days off of a year with what they are called, and whether its holidays are known."""

    off: Mapping[date, Bilingual]
    known: bool


@lru_cache(maxsize=512)
def _year(country: str, year: int) -> _Year:
    if country == _NOWHERE:
        return _Year(_weekends(year), known=True)
    return _chinese_year(year) if country == _CHINA else _foreign_year(country, year)


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    days = (date(year, 12, 31) - first).days + 1
    return (first + timedelta(days=n) for n in range(days))


def _weekends(year: int) -> dict[date, Bilingual]:
    return {day: WEEKEND for day in _days_of(year) if day.weekday() >= _SATURDAY}


def _chinese_year(year: int) -> _Year:
    from chinese_calendar.constants import holidays, workdays

    off = {day: name for day, name in _weekends(year).items() if day not in workdays}
    for day, key in holidays.items():
        if day.year == year:
            off[day] = HOLIDAY_NAMES.get(key, Bilingual(key, key))
    return _Year(off, holidays_known(year))


def _foreign_year(country: str, year: int) -> _Year:
    english = _library(country, year, *_ENGLISH)
    chinese = _library(country, year, *_CHINESE)
    off: dict[date, Bilingual] = {}
    for day in _days_of(year):
        if not english.is_working_day(day):
            name = english.get(day)
            off[day] = Bilingual(str(chinese.get(day, name)), str(name)) if name else WEEKEND
    return _Year(off, english.start_year <= year <= english.end_year)


def _library(country: str, year: int, *languages: str) -> "HolidayBase":
    """Return a year of a country, in the first language that the library has; else in its own.

    Each year has a calendar of its own: one that grows with what it is asked is not safe to share
    between threads.
    """
    from holidays import country_holidays

    has = sorted(country_holidays(country, expand=False).supported_languages)
    spoken = [code for wanted in languages for code in has if code.startswith(wanted)]
    language = spoken[0] if spoken else None
    return country_holidays(country, years=year, expand=False, language=language)
