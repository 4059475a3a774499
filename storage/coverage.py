"""What data there is: the days that live imports claim, by shop and feed."""

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


def sources(connection: Connection, start: date, end: date) -> tuple[Source, ...]:
    """Return what live imports cover between two days (both inclusive)."""
    day = import_day.c.day
    query = (
        select(
            import_day.c.shop,
            imports.c.feed,
            func.count(day.distinct()),
            func.min(day),
            func.max(day),
        )
        .join(imports, imports.c.id == import_day.c.import_id)
        .where(imports.c.live == 1, day.between(start.toordinal(), end.toordinal()))
        .group_by(import_day.c.shop, imports.c.feed)
    )
    return tuple(
        Source(s, feed, n, date.fromordinal(first), date.fromordinal(last))
        for s, feed, n, first, last in connection.execute(query)
    )


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


def missing_days(
    connection: Connection, start: date, end: date, feeds: frozenset[str]
) -> dict[int, tuple[date, ...]]:
    """Return by shop the days of a window that none of `feeds` claims.

    Only shops that have data of these feeds within the thirty days before or after it: an old
    shop that was closed is not missing anything.
    """
    day = import_day.c.day
    near = start.toordinal() - 30, end.toordinal() + 30
    query = (
        select(import_day.c.shop, day)
        .distinct()
        .join(imports, imports.c.id == import_day.c.import_id)
        .where(imports.c.live == 1, imports.c.feed.in_(feeds), day.between(*near))
    )
    has: dict[int, set[int]] = {}
    for shop, claimed in connection.execute(query):
        has.setdefault(shop, set()).add(claimed)
    window = range(start.toordinal(), end.toordinal() + 1)
    gaps = {
        shop: tuple(date.fromordinal(d) for d in window if d not in days)
        for shop, days in sorted(has.items())
    }
    return {shop: days for shop, days in gaps.items() if days}
