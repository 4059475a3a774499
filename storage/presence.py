"""Which measures were ever delivered, and what delivered them last: a handful of index look-ups.

Read from the smallest copies there are: wide measures from the month sums, rare ones by stepping
from key to key through the long table's index.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from base.measures import MEASURES, Family
from storage.cubes import DAY_TABLES, MONTH_TABLES, buyer_day, import_day, imports, measure_day

# The cube of each family with the fewest rows that holds all its measures.
_SMALLEST = {Family.CHAT: "chat_team", Family.SALES: "sales"}


def measures_present(work: Connection) -> frozenset[str]:
    """Return the keys of all measures that have a value somewhere."""
    wide = [key for family in _SMALLEST for key in _wide(work, family)]
    return frozenset((*wide, *_rare(work)))


def _wide(work: Connection, family: Family) -> list[str]:
    table = MONTH_TABLES[_SMALLEST[family]]
    keys = [key for key, measure in MEASURES.items() if measure.family is family]
    row = work.execute(select(*(func.max(table.c[key]) for key in keys))).one()
    return [key for key, value in zip(keys, row, strict=True) if value is not None]


def _rare(work: Connection) -> list[str]:
    """Step through the index: the smallest key, then the smallest beyond it, and so on."""
    key = measure_day.c.measure
    steps = select(func.min(key).label("key")).cte("steps", recursive=True)
    beyond = select(func.min(key)).where(key > steps.c.key).scalar_subquery()
    steps = steps.union_all(select(beyond).where(steps.c.key.is_not(None)))
    found = work.execute(select(steps.c.key).where(steps.c.key.is_not(None))).scalars()
    return [str(one) for one in found]


def buyers_present(work: Connection) -> tuple[bool, bool]:
    """Say whether any buyer is known, and whether pieces are known by buyer."""
    anybody = work.execute(select(buyer_day.c.day).limit(1)).first() is not None
    if not anybody:
        return False, False
    counted = select(buyer_day.c.day).where(buyer_day.c.pieces.is_not(None)).limit(1)
    return True, work.execute(counted).first() is not None


def last_day_of(work: Connection, key: str) -> date | None:
    """Return the last day for which a measure was delivered, None where it never was."""
    day = work.execute(_last_of(key)).scalar()
    return None if day is None else date.fromordinal(int(day))


def _last_of(key: str) -> Select[Any]:
    family = MEASURES[key].family
    if family is Family.RARE:
        return select(func.max(measure_day.c.day)).where(measure_day.c.measure == key)
    table: Table = DAY_TABLES[_SMALLEST[family]]
    return select(func.max(table.c.day)).where(table.c[key].is_not(None))


def feeds_of(work: Connection, keys: Iterable[str], day: date) -> tuple[str, ...]:
    """Return the feeds whose live imports brought any of some measures for a day."""
    wanted = set(keys)
    query = (
        select(imports.c.feed, import_day.c.totals)
        .join(imports, imports.c.id == import_day.c.import_id)
        .where(imports.c.live == 1, import_day.c.day == day.toordinal())
    )
    return tuple(
        sorted({row.feed for row in work.execute(query) if wanted & set(_read(row.totals))})
    )


def _read(totals: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(totals)
    return found
