"""Making the facts of days anew from the imports that count on them, month copies included."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select

from base.measures import DURATIONS, Family, of_family
from storage import months
from storage.cubes import (
    CUBES,
    DAY_HISTOGRAMS,
    DAY_TABLES,
    buyer_day,
    import_day,
    imports,
    measure_day,
    part,
)
from storage.fold import EVERY_SECTION, SECTIONS, Authority, Part, fold_days
from storage.rows import Block, decode
from storage.settings import authority
from storage.staff import load_staff

# Told (done, of) days while folding.
Progress = Callable[[int, int], None]

# How many row-log rows are folded at once: bounds memory, not speed.
_ROWS_AT_ONCE = 1_500_000


def counting(
    connection: Connection, first: int, last: int, feed: str | None = None
) -> list[tuple[int, int, int]]:
    """Return (shop, day, import) of the live imports that count between two days."""
    newest = (
        select(import_day.c.shop, import_day.c.day, func.max(import_day.c.import_id))
        .join(imports, imports.c.id == import_day.c.import_id)
        .where(import_day.c.day.between(first, last), imports.c.live == 1)
        .group_by(imports.c.feed, import_day.c.shop, import_day.c.day)
    )
    if feed is not None:
        newest = newest.where(imports.c.feed == feed)
    return [(shop, day, import_id) for shop, day, import_id in connection.execute(newest)]


def refold(
    connection: Connection,
    days: Sequence[int],
    progress: Progress,
    fresh: Sequence[Part] = (),
    fresh_id: int = -1,
    sections: frozenset[str] = EVERY_SECTION,
) -> None:
    """Make the facts of `days` (ordinals, ascending) anew; of some `sections` only, if named.

    `fresh` are the parts of import `fresh_id`, still in memory, so that they need not be read back.
    """
    if not days:
        return
    staff, chosen_feeds = load_staff(connection), authority(connection)
    fresh_by_day: dict[int, list[Part]] = defaultdict(list)
    for p in fresh:
        fresh_by_day[p.day].append(p)
    done = 0
    for batch in _batches(days, fresh_by_day):
        parts = [p for day in batch for p in fresh_by_day.pop(day, ())]
        _refold_batch(connection, batch, parts, fresh_id, (staff, chosen_feeds), sections)
        done += len(batch)
        progress(done, len(days))
    months.rebuild(connection, days, sections)


def _batches(days: Sequence[int], fresh: dict[int, list[Part]]) -> list[list[int]]:
    """Cut days into runs of at most a month, fewer where they hold many rows."""
    batches: list[list[int]] = []
    size = 0
    for day in days:
        rows = sum(p.rows.length for p in fresh.get(day, ()))
        if not batches or len(batches[-1]) >= 31 or size + rows > _ROWS_AT_ONCE:
            batches.append([])
            size = 0
        batches[-1].append(day)
        size += rows
    return batches


def _refold_batch(
    connection: Connection,
    batch: Sequence[int],
    parts: list[Part],
    fresh_id: int,
    rules: tuple[Any, Authority],
    sections: frozenset[str],
) -> None:
    for table in _tables(sections):
        _delete_days(connection, table, batch)
    wanted = set(batch)
    stored = [
        found
        for found in counting(connection, batch[0], batch[-1])
        if found[1] in wanted and found[2] != fresh_id
    ]
    parts += _read_parts(connection, stored, sections)
    parts.sort(key=lambda p: (p.day, p.shop, p.feed, p.rows.block))
    fold_days(connection, parts, *rules, sections)


def _tables(sections: frozenset[str]) -> list[Table]:
    """Return the tables that hold the facts of sections by day."""
    cubes = [cube for cube in CUBES if cube.section in sections]
    tables = [DAY_TABLES[cube.name] for cube in cubes]
    tables += [DAY_HISTOGRAMS[cube.name] for cube in cubes if cube.histogram]
    tables += [buyer_day] if "sales" in sections else []
    return tables + ([measure_day] if "rare" in sections else [])


def _delete_days(connection: Connection, table: Any, batch: Sequence[int]) -> None:
    if batch[-1] - batch[0] + 1 == len(batch):
        where = table.c.day.between(batch[0], batch[-1])
    else:
        where = table.c.day.in_(batch)
    if "duration" in table.c:
        # The primary key begins with the duration: name it, or every row is looked at.
        where = where & table.c.duration.in_(tuple(DURATIONS))
    if "measure" in table.c:
        where = where & table.c.measure.in_([m.key for m in of_family(Family.RARE)])
    connection.execute(delete(table).where(where))


def _read_parts(
    connection: Connection, wanted: Iterable[tuple[int, int, int]], sections: frozenset[str]
) -> list[Part]:
    blocks = sorted({int(block) for section in sections for block in SECTIONS[section]})
    by_import: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for shop, day, import_id in wanted:
        by_import[import_id].add((shop, day))
    found: list[Part] = []
    for import_id, shop_days in by_import.items():
        feed = connection.execute(
            select(imports.c.feed).where(imports.c.id == import_id)
        ).scalar_one()
        days = [day for _, day in shop_days]
        query = select(part).where(
            part.c.import_id == import_id,
            part.c.day.between(min(days), max(days)),
            part.c.block.in_(blocks),
        )
        for row in connection.execute(query):
            if (row.shop, row.day) in shop_days:
                rows = decode(Block(row.block), row.payload)
                found.append(Part(feed, row.shop, row.day, rows))
    return found
