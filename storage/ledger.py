"""The import ledger: what came in, what it claims, undo and redo.

An import claims shop-days for its feed; on each the newest live import that claims it counts.
Facts of the days touched are folded anew in the same transaction, month copies with them.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import Connection, delete, func, insert, select, update

from base.language import msg
from base.measures import DURATIONS, MEASURES
from base.refusal import Refusal
from storage import bulk, months
from storage.cubes import (
    DAY_HISTOGRAMS,
    DAY_TABLES,
    buyer_day,
    import_day,
    imports,
    measure_day,
    part,
    upload,
    upload_chunk,
)
from storage.derive import measure
from storage.engine import Database
from storage.feeds import FEEDS, same_contacts
from storage.fold import Authority, Part, fold_days
from storage.rows import Block, Rows, decode, encode
from storage.settings import authority
from storage.staff import load_staff
from storage.tables import stale_day

# Told (done, of) days while folding.
Progress = Callable[[int, int], None]

_CHUNK = 8 * 1024 * 1024
# How many row-log rows are folded at once: bounds memory, not speed.
_ROWS_AT_ONCE = 1_500_000


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


def hash_of(content: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def record(database: Database, new: NewImport, now: datetime, progress: Progress) -> Recorded:
    """Keep the upload, enter the import, and fold the days it claims; all or nothing."""
    digest = hash_of(new.content)
    claimed = [
        (shop, day)
        for shop, (first, last) in sorted(new.claims.items())
        for day in range(first.toordinal(), last.toordinal() + 1)
    ]
    with database.fold() as connection:
        staled = _stale_days(connection)
        replaced = replaced_by(connection, new.feed, claimed)
        import_id = _enter(connection, new, _keep(connection, new.content, digest), now)
        parts = _store_parts(connection, import_id, new.rows)
        totals = _totals(parts)
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
        days = sorted({day for _, day in claimed} | staled)
        fresh = [Part(new.feed, shop, day, rows) for shop, day, rows in parts]
        refold(connection, days, progress, fresh, import_id)
        compared = _compare(connection, new.feed, claimed)
    _fresh(database, days)
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
        days = sorted(set(connection.execute(claimed).scalars()) | _stale_days(connection))
        refold(connection, days, progress)
    _fresh(database, days)
    return days


def refold_stale(database: Database, progress: Progress) -> int:
    """Fold the days that a change of the staff list has made stale; return how many."""
    with database.fold() as connection:
        days = sorted(_stale_days(connection))
        if days:
            refold(connection, days, progress)
    if days:
        _fresh(database, days)
    return len(days)


def _stale_days(connection: Connection) -> set[int]:
    return set(connection.execute(select(stale_day.c.day)).scalars())


def _fresh(database: Database, days: Sequence[int]) -> None:
    """Forget that days were stale, once their facts are committed."""
    with database.write() as connection:
        for start in range(0, len(days), 500):
            chosen = days[start : start + 500]
            connection.execute(delete(stale_day).where(stale_day.c.day.in_(chosen)))


def _keep(connection: Connection, content: Path, digest: str) -> int:
    """Keep the untouched upload, compressed in chunks; the same file is kept once."""
    found = connection.execute(select(upload.c.id).where(upload.c.sha256 == digest)).scalar()
    if found is not None:
        return int(found)
    values = {"sha256": digest, "size": content.stat().st_size}
    upload_id = connection.execute(
        insert(upload).values(values).returning(upload.c.id)
    ).scalar_one()
    packer = zstandard.ZstdCompressor(level=1)
    with content.open("rb") as file:
        seq = 0
        while chunk := file.read(_CHUNK):
            values = {"upload_id": upload_id, "seq": seq, "payload": packer.compress(chunk)}
            connection.execute(insert(upload_chunk).values(values))
            seq += 1
    return int(upload_id)


def content_of(database: Database, import_id: int) -> bytes:
    """Return the untouched upload of an import."""
    chunks = (
        select(upload_chunk.c.payload)
        .join(imports, imports.c.upload_id == upload_chunk.c.upload_id)
        .where(imports.c.id == import_id)
        .order_by(upload_chunk.c.seq)
    )
    unpacker = zstandard.ZstdDecompressor()
    with database.read() as connection:
        return b"".join(unpacker.decompress(c) for c in connection.execute(chunks).scalars())


def _enter(connection: Connection, new: NewImport, upload_id: int, now: datetime) -> int:
    values = {
        "upload_id": upload_id,
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


def _totals(parts: Iterable[tuple[int, int, Rows]]) -> dict[tuple[int, int], dict[str, int]]:
    """Return by shop-day the sums of every measure, to compare feeds with each other."""
    totals: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for shop, day, rows in parts:
        if rows.block not in (Block.LOG, Block.DAY, Block.LINES):
            continue
        for key in MEASURES:
            values = measure(rows, key)
            if values is not None:
                of = totals[shop, day]
                of[key] = of.get(key, 0) + int(values.sum())
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
    for shop, day, import_id in _counting(connection, first, last, feed):
        if (shop, day) in wanted:
            lost[import_id] += 1
    names = {
        row.id: row.file_name
        for row in connection.execute(
            select(imports.c.id, imports.c.file_name).where(imports.c.id.in_(lost))
        )
    }
    return tuple(Replaced(i, names[i], n) for i, n in sorted(lost.items()))


def _counting(
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
) -> None:
    """Make the facts of `days` (ordinals, ascending) anew.

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
        _refold_batch(connection, batch, parts, fresh_id, (staff, chosen_feeds))
        done += len(batch)
        progress(done, len(days))
    months.rebuild(connection, days)


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
) -> None:
    for table in (*DAY_TABLES.values(), *DAY_HISTOGRAMS.values(), buyer_day, measure_day):
        _delete_days(connection, table, batch)
    wanted = set(batch)
    stored = [
        found
        for found in _counting(connection, batch[0], batch[-1])
        if found[1] in wanted and found[2] != fresh_id
    ]
    parts += _read_parts(connection, stored)
    parts.sort(key=lambda p: (p.day, p.shop, p.feed, p.rows.block))
    fold_days(connection, parts, *rules)


def _delete_days(connection: Connection, table: Any, batch: Sequence[int]) -> None:
    if batch[-1] - batch[0] + 1 == len(batch):
        where = table.c.day.between(batch[0], batch[-1])
    else:
        where = table.c.day.in_(batch)
    if "duration" in table.c:
        # The primary key begins with the duration: name it, or every row is looked at.
        where = where & table.c.duration.in_(tuple(DURATIONS))
    connection.execute(delete(table).where(where))


def _read_parts(connection: Connection, wanted: Iterable[tuple[int, int, int]]) -> list[Part]:
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
            part.c.import_id == import_id, part.c.day.between(min(days), max(days))
        )
        for row in connection.execute(query):
            if (row.shop, row.day) in shop_days:
                rows = decode(Block(row.block), row.payload)
                found.append(Part(feed, row.shop, row.day, rows))
    return found


def _compare(
    connection: Connection, feed: str, claimed: Sequence[tuple[int, int]]
) -> tuple[Compared, ...]:
    """Compare the sums of this feed with other feeds' on the shop-days that both have."""
    if not claimed:
        return ()
    first, last = min(d for _, d in claimed), max(d for _, d in claimed)
    counting = _counting(connection, first, last)
    feeds = {row.id: row.feed for row in connection.execute(select(imports.c.id, imports.c.feed))}
    days: dict[tuple[int, int], dict[str, dict[str, int]]] = defaultdict(dict)
    query = select(import_day).where(import_day.c.day.between(first, last))
    totals = {(r.import_id, r.shop, r.day): r.totals for r in connection.execute(query)}
    for shop, day, import_id in counting:
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
    query = (
        select(
            imports,
            func.min(import_day.c.day).label("first"),
            func.max(import_day.c.day).label("last"),
        )
        .outerjoin(import_day, import_day.c.import_id == imports.c.id)
        .group_by(*imports.c)
        .order_by(imports.c.id.desc())
        .limit(limit)
    )
    with database.read() as connection:
        return [_entry(row) for row in connection.execute(query)]


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
