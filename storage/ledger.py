"""The import ledger: what came in, what it claims, undo and redo.

An import claims shop-days for its feed; on each the newest live import that claims it counts.
Facts of the days touched are folded anew in the same transaction, month copies with them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from base.language import msg
from base.measures import MEASURES
from base.refusal import Refusal
from storage import bulk
from storage.cubes import (
    import_day,
    imports,
    part,
)
from storage.derive import group, measure
from storage.engine import Database
from storage.feeds import FEEDS, same_contacts
from storage.fold import EVERY_SECTION, Part, sections_fed_by
from storage.refolding import Progress, counting, refold
from storage.rows import Block, Rows, encode
from storage.tables import stale_day
from storage.uploads import keep, pack


@dataclass(frozen=True)
class NewImport:
    """A file that was recognised and read. `claims` maps shop ids to (first, last) day claimed.

    `report` is what the person was told (JSON-ready); `content` the untouched upload.
    """

    feed: str
    preset: str
    file_name: str
    content: Path
    rows: tuple[Rows, ...]
    claims: dict[int, tuple[date, date]]
    rows_read: int
    rows_accepted: int
    report: dict[str, Any]
    actor: int


@dataclass(frozen=True)
class Replaced:
    """An older import that lost days of a shop to a new one."""

    import_id: int
    file_name: str
    days: int


@dataclass(frozen=True)
class Compared:
    """One measure of a shop as two feeds tell it over the days both have."""

    shop: int
    measure: str
    feed: str
    total: int
    other_feed: str
    other_total: int
    days: int


@dataclass(frozen=True)
class Recorded:
    """What recording an import did."""

    import_id: int
    replaced: tuple[Replaced, ...] = ()
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True)
class LedgerEntry:
    """An import as the ledger lists it."""

    import_id: int
    feed: str
    preset: str
    file_name: str
    imported_at: datetime
    live: bool
    rows_read: int
    rows_accepted: int
    first_day: date | None
    last_day: date | None
    shops: tuple[int, ...] = field(default=())
    report: dict[str, Any] = field(default_factory=dict)


def reference(import_id: int) -> str:
    """Return the name people call an import by, I-0001."""
    return f"I-{import_id:04d}"


def record(database: Database, new: NewImport, now: datetime, progress: Progress) -> Recorded:
    """Keep the upload, enter the import, and fold the days it claims; all or nothing."""
    claimed = [
        (shop, day)
        for shop, (first, last) in sorted(new.claims.items())
        for day in range(first.toordinal(), last.toordinal() + 1)
    ]
    with ThreadPoolExecutor(1) as beside, database.fold() as connection:
        packing = beside.submit(pack, new.content)
        staled = _stale_days(connection)
        replaced = replaced_by(connection, new.feed, claimed)
        import_id = _enter(connection, new, now)
        parts = _store_parts(connection, import_id, new.rows)
        totals = _totals(new.rows)
        bulk.insert(
            connection,
            import_day,
            {
                "import_id": [import_id] * len(claimed),
                "shop": [shop for shop, _ in claimed],
                "day": [day for _, day in claimed],
                "totals": [json.dumps(totals.get(c, {}), sort_keys=True) for c in claimed],
            },
        )
        days = sorted({day for _, day in claimed} | staled.keys())
        fresh = [Part(new.feed, shop, day, rows) for shop, day, rows in parts]
        # Nobody's seat has changed: only what such rows feed is folded anew.
        blocks = {rows.block for _, _, rows in parts} | _blocks_of(
            connection, [one.import_id for one in replaced]
        )
        sections = EVERY_SECTION if staled else sections_fed_by(blocks)
        refold(connection, days, progress, fresh, import_id, sections)
        compared = _compare(connection, new.feed, claimed)
        upload_id = keep(connection, packing.result())
        mine = update(imports).where(imports.c.id == import_id)
        connection.execute(mine.values(upload_id=upload_id))
    _fresh(database, staled)
    return Recorded(import_id, replaced, compared)


def set_live(database: Database, import_id: int, live: bool, progress: Progress) -> list[int]:
    """Undo (live=False) or redo an import; return the days whose facts were folded anew.

    Raises Refusal where there is no such import, or it is in that state already.
    """
    with database.fold() as connection:
        found = connection.execute(select(imports.c.live).where(imports.c.id == import_id)).scalar()
        if found is None:
            raise Refusal(msg("import.no_such", ref=reference(import_id)))
        if bool(found) is live:
            raise Refusal(
                msg("import.already_live" if live else "import.already_undone",
                    ref=reference(import_id))
            )  # fmt: skip
        connection.execute(update(imports).where(imports.c.id == import_id).values(live=int(live)))
        claimed = select(import_day.c.day).distinct().where(import_day.c.import_id == import_id)
        staled = _stale_days(connection)
        days = sorted(set(connection.execute(claimed).scalars()) | staled.keys())
        refold(connection, days, progress)
    _fresh(database, staled)
    return days


def refold_stale(database: Database, progress: Progress) -> int:
    """Fold the days that a change of the staff list has made stale; return how many."""
    with database.fold() as connection:
        staled = _stale_days(connection)
        refold(connection, sorted(staled), progress)
    _fresh(database, staled)
    return len(staled)


def _stale_days(connection: Connection) -> dict[int, int]:
    """Return the stale days with how often each was marked."""
    rows = connection.execute(select(stale_day.c.day, stale_day.c.marks))
    return {row.day: row.marks for row in rows}


def _fresh(database: Database, folded: dict[int, int]) -> None:
    """Forget that days were stale, once their facts are committed.

    A day that was marked again meanwhile stays stale: the fold did not see that change.
    """
    if not folded:
        return
    with database.write() as connection:
        for day, marks in folded.items():
            seen = (stale_day.c.day == day) & (stale_day.c.marks == marks)
            connection.execute(delete(stale_day).where(seen))


def _enter(connection: Connection, new: NewImport, now: datetime) -> int:
    values = {
        # Known once the upload is packed, at the end of the same transaction.
        "upload_id": 0,
        "feed": new.feed,
        "preset": new.preset,
        "file_name": new.file_name,
        "imported_at": now.isoformat(timespec="seconds"),
        "imported_by": new.actor,
        "live": 1,
        "rows_read": new.rows_read,
        "rows_accepted": new.rows_accepted,
        "report": json.dumps(new.report, ensure_ascii=False),
    }
    return int(
        connection.execute(insert(imports).values(values).returning(imports.c.id)).scalar_one()
    )


def _store_parts(
    connection: Connection, import_id: int, blocks: Iterable[Rows]
) -> list[tuple[int, int, Rows]]:
    parts = [cut for rows in blocks for cut in rows.by_shop_day()]
    for start in range(0, len(parts), 200):
        chosen = parts[start : start + 200]
        bulk.insert(
            connection,
            part,
            {
                "import_id": [import_id] * len(chosen),
                "shop": [shop for shop, _, _ in chosen],
                "day": [day for _, day, _ in chosen],
                "block": [int(rows.block) for _, _, rows in chosen],
                "payload": [encode(rows) for _, _, rows in chosen],
            },
        )
    return parts


def _blocks_of(connection: Connection, imported: Iterable[int]) -> set[Block]:
    """Return which blocks of rows some imports brought."""
    found = select(part.c.block).distinct().where(part.c.import_id.in_(list(imported)))
    return {Block(block) for block in connection.execute(found).scalars()}


def _totals(blocks: Iterable[Rows]) -> dict[tuple[int, int], dict[str, int]]:
    """Return by shop-day the sums of every measure, to compare feeds with each other."""
    totals: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for rows in blocks:
        if rows.block not in (Block.LOG, Block.DAY, Block.LINES) or rows.length == 0:
            continue
        groups = group([rows.column("shop"), rows.column("day")])
        shop_days = list(zip(*(key.tolist() for key in groups.keys), strict=True))
        for key in MEASURES:
            values = measure(rows, key)
            if values is None:
                continue
            for shop_day, total in zip(shop_days, groups.sum(values).tolist(), strict=True):
                of = totals[shop_day]
                of[key] = of.get(key, 0) + total
    return totals


def replaced_by(
    connection: Connection, feed: str, claimed: Sequence[tuple[int, int]]
) -> tuple[Replaced, ...]:
    """Return the imports of the feed that counted on the claimed shop-days until now."""
    if not claimed:
        return ()
    first, last = min(d for _, d in claimed), max(d for _, d in claimed)
    wanted = set(claimed)
    lost: dict[int, int] = defaultdict(int)
    for shop, day, import_id in counting(connection, first, last, feed):
        if (shop, day) in wanted:
            lost[import_id] += 1
    names = {
        row.id: row.file_name
        for row in connection.execute(
            select(imports.c.id, imports.c.file_name).where(imports.c.id.in_(lost))
        )
    }
    return tuple(Replaced(i, names[i], n) for i, n in sorted(lost.items()))


def _compare(
    connection: Connection, feed: str, claimed: Sequence[tuple[int, int]]
) -> tuple[Compared, ...]:
    """Compare the sums of this feed with other feeds' on the shop-days that both have."""
    if not claimed:
        return ()
    first, last = min(d for _, d in claimed), max(d for _, d in claimed)
    live = counting(connection, first, last)
    feeds = {row.id: row.feed for row in connection.execute(select(imports.c.id, imports.c.feed))}
    days: dict[tuple[int, int], dict[str, dict[str, int]]] = defaultdict(dict)
    query = select(import_day).where(import_day.c.day.between(first, last))
    totals = {(r.import_id, r.shop, r.day): r.totals for r in connection.execute(query)}
    for shop, day, import_id in live:
        days[shop, day][feeds[import_id]] = json.loads(totals[import_id, shop, day])
    sums: dict[tuple[int, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for shop, day in claimed:
        mine = days[shop, day].get(feed, {})
        for other, theirs in days[shop, day].items():
            for key in mine.keys() & theirs.keys() if _comparable(feed, other) else ():
                tally = sums[shop, key, other]
                tally[:] = [tally[0] + mine[key], tally[1] + theirs[key], tally[2] + 1]
    return tuple(
        Compared(shop, key, feed, ours, other, theirs, n)
        for (shop, key, other), (ours, theirs, n) in sorted(sums.items())
    )


def _comparable(feed: str, other: str) -> bool:
    return feed != other and same_contacts(FEEDS[feed], FEEDS[other])


def entries(database: Database, limit: int = 50) -> list[LedgerEntry]:
    """Return the newest imports, newest first."""
    query = _entries().order_by(imports.c.id.desc()).limit(limit)
    with database.read() as connection:
        return [_entry(row) for row in connection.execute(query)]


def entry(database: Database, import_id: int) -> LedgerEntry:
    """Return one import. Raises Refusal where there is none of that number."""
    with database.read() as connection:
        row = connection.execute(_entries().where(imports.c.id == import_id)).first()
    if row is None:
        raise Refusal(msg("import.no_such", ref=reference(import_id)))
    return _entry(row)


def _entries() -> Select[Any]:
    days = func.min(import_day.c.day).label("first"), func.max(import_day.c.day).label("last")
    joined = select(imports, *days).outerjoin(import_day, import_day.c.import_id == imports.c.id)
    return joined.group_by(*imports.c)


def _entry(row: Any) -> LedgerEntry:
    return LedgerEntry(
        import_id=row.id,
        feed=row.feed,
        preset=row.preset,
        file_name=row.file_name,
        imported_at=datetime.fromisoformat(row.imported_at),
        live=bool(row.live),
        rows_read=row.rows_read,
        rows_accepted=row.rows_accepted,
        first_day=None if row.first is None else date.fromordinal(row.first),
        last_day=None if row.last is None else date.fromordinal(row.last),
        report=json.loads(row.report),
    )
