"""On which days somebody works: those he named himself, else his country's working days.

The same days as his daily message comes on, so that what is reckoned in working days (a reminder,
an escalation) agrees with it. Nothing that knows items.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from base.clock import DEFAULT_ZONE
from metrics.calendars import PromotionTable
from metrics.workdays import WorkCalendar, calendar_here
from metrics.zones import usual_country
from storage.engine import Work
from storage.names import shops
from storage.preferences import DigestWishes, digest_wishes
from storage.reaching import reach

# Says whether somebody works on a day.
Works: TypeAlias = Callable[[date], bool]


@dataclass(frozen=True)
class OwnDays:
    """Somebody's working days, the zone they are of, and when his daily message comes."""

    works: Works
    zone: str
    wishes: DigestWishes


def own_days(work: Work, person: int, promotions: PromotionTable) -> OwnDays:
    """Return the working days of a person; of one who is not in the chat, those of the usual zone.

    `promotions` as in `calendar_here`.
    """
    who = reach(work, person)
    zone = who.zone if who else DEFAULT_ZONE
    wishes = digest_wishes(work, person, who.user if who else "")
    return OwnDays(works_of(wishes, calendar_here(work, usual_country(zone), promotions)), zone,
                   wishes)  # fmt: skip


def works_of(wishes: DigestWishes, calendar: WorkCalendar) -> Works:
    """Return the working days of somebody with these wishes in a country."""
    named = wishes.workdays
    if named is None:
        return calendar.is_workday
    return lambda day: day.weekday() in named


def week_days(day: date) -> bool:
    """Say whether a day is none of a week-end: what holds where nothing is known of anybody."""
    return day.weekday() < 5


def promotions_here(work: Work, promotions: PromotionTable) -> PromotionTable:
    """Return the promotions with the platforms that this workspace sells on."""
    platforms = frozenset(shop.platform for shop in shops(work) if shop.platform)
    return replace(promotions, platforms=platforms)
