"""What data there is: the days that live imports claim, by shop and feed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from storage.cubes import import_day, imports


@dataclass(frozen=True)
class Source:
    """What one feed of one shop covers inside a window: how many days, and which is the last."""

    shop: int
    feed: str
    days: int
    first: date
    last: date


class Coverage:
    """Every day that live imports claim, in memory: a few thousand numbers."""

    def __init__(self, claimed: Iterable[tuple[int, str, int]]) -> None:
        """Take (shop, feed, ordinal of the day), each once."""
        found: dict[tuple[int, str], list[int]] = {}
        for shop, feed, day in claimed:
            found.setdefault((shop, feed), []).append(day)
        self._days = {key: sorted(days) for key, days in sorted(found.items())}

    def _within(self, key: tuple[int, str], first: int, last: int) -> list[int]:
        days = self._days[key]
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def sources(self, start: date, end: date) -> tuple[Source, ...]:
        """Return what is covered between two days (both inclusive)."""
        found = []
        for shop, feed in self._days:
            days = self._within((shop, feed), start.toordinal(), end.toordinal())
            if days:
                first, last = date.fromordinal(days[0]), date.fromordinal(days[-1])
                found.append(Source(shop, feed, len(days), first, last))
        return tuple(found)

    def span(self) -> tuple[date, date] | None:
        """Return the first and last day that is claimed at all, None for an empty database."""
        if not self._days:
            return None
        first = min(days[0] for days in self._days.values())
        last = max(days[-1] for days in self._days.values())
        return date.fromordinal(first), date.fromordinal(last)

    def missing_days(
        self, start: date, end: date, feeds: frozenset[str]
    ) -> dict[int, tuple[date, ...]]:
        """Return by shop the days of a window that none of `feeds` claims.

        Only shops that have data of these feeds within the thirty days before or after it: an old
        shop that was closed is not missing anything.
        """
        near = start.toordinal() - 30, end.toordinal() + 30
        has: dict[int, set[int]] = {}
        for shop, feed in self._days:
            days = self._within((shop, feed), *near) if feed in feeds else []
            if days:
                has.setdefault(shop, set()).update(days)
        window = range(start.toordinal(), end.toordinal() + 1)
        gaps = {
            shop: tuple(date.fromordinal(d) for d in window if d not in days)
            for shop, days in sorted(has.items())
        }
        return {shop: days for shop, days in gaps.items() if days}


def coverage(connection: Connection) -> Coverage:
    """Return what is covered now."""
    query = (
        select(import_day.c.shop, imports.c.feed, import_day.c.day)
        .distinct()
        .join(imports, imports.c.id == import_day.c.import_id)
        .where(imports.c.live == 1)
    )
    return Coverage((shop, feed, day) for shop, feed, day in connection.execute(query))


def span(connection: Connection) -> tuple[date, date] | None:
    """Return the first and last day that any live import claims, None for an empty database."""
    day = import_day.c.day
    query = (
        select(func.min(day), func.max(day))
        .join(imports, imports.c.id == import_day.c.import_id)
        .where(imports.c.live == 1)
    )
    first, last = connection.execute(query).one()
    return None if first is None else (date.fromordinal(first), date.fromordinal(last))
