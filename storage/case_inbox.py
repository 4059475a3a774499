"""The sealed inbox of cases: what came in and has not been released to anybody yet.

An entry has a random key and always the same length. Which of two came first is written nowhere;
until a release the pages of the file can still show it, and `shred` takes that away afterwards.
"""

import json
import secrets
from collections.abc import Mapping
from typing import TypeAlias

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.exc import OperationalError

from storage.case_tables import case_inbox
from storage.engine import Database
from storage.upsert import insert_into

Entry: TypeAlias = Mapping[str, str]

# Longer than the longest submission; a text that is longer is refused before it comes here.
SEALED = 16_384
_LOCK_MS, _LOCKED = 500, "55P03"


class TooLongError(ValueError):
    """A submission that does not fit into an entry."""


def sealed(entry: Entry) -> bytes:
    """Return an entry as it is kept: JSON with blanks up to the length all entries have.

    Raises TooLongError for one that does not fit.
    """
    found = json.dumps(dict(entry), ensure_ascii=False, sort_keys=True).encode()
    if len(found) > SEALED:
        raise TooLongError
    return found.ljust(SEALED)


def deposit(work: Connection, key: str, entry: Entry) -> bool:
    """Put an entry in; False where that key is there already, and nothing changes."""
    statement = insert_into(work, case_inbox).values(key=key, sealed=sealed(entry))
    kept = statement.on_conflict_do_nothing().returning(case_inbox.c.key)
    return work.execute(kept).scalar() is not None


def found(work: Connection, key: str) -> Entry | None:
    """Return an entry by its key, None where there is none."""
    kept = work.execute(select(case_inbox.c.sealed).where(case_inbox.c.key == key)).scalar()
    return None if kept is None else _opened(kept)


def remove(work: Connection, key: str) -> bool:
    """Take an entry out; say whether it was there."""
    gone = delete(case_inbox).where(case_inbox.c.key == key).returning(case_inbox.c.key)
    return work.execute(gone).scalar() is not None


def everything(work: Connection) -> dict[str, Entry]:
    """Return every entry by its key, in the order of the keys, which says nothing."""
    if work.dialect.name != "sqlite":
        # Nobody puts anything in between looking and clearing. SQLite's own lock holds as it is.
        work.execute(text("LOCK TABLE case_inbox IN ACCESS EXCLUSIVE MODE"))
    rows = work.execute(select(case_inbox).order_by(case_inbox.c.key))
    return {row.key: _opened(row.sealed) for row in rows}


def clear(work: Connection, but: Mapping[str, Entry]) -> None:
    """Empty the inbox, but for some entries.

    PostgreSQL would keep deleted rows in their file: there the table gets a new one. SQLite keeps a
    list of free pages: deleted in the order of the keys, it would tell which key's pages were the
    first to be taken, which is whose came first. So it is done in an order of chance.
    """
    if work.dialect.name == "sqlite":
        keys = list(work.execute(select(case_inbox.c.key)).scalars())
        secrets.SystemRandom().shuffle(keys)
        for key in keys:
            work.execute(delete(case_inbox).where(case_inbox.c.key == key))
    else:
        work.execute(text("TRUNCATE case_inbox"))
    for key in sorted(but):
        deposit(work, key, but[key])


def _opened(kept: bytes) -> Entry:
    entry: Entry = json.loads(bytes(kept))
    return entry


def shred(database: Database) -> bool:
    """Take away what is left of deleted rows; False where somebody else keeps the log open.

    SQLite overwrites deleted content (`PRAGMA secure_delete`) in pages whose older copies are in
    the write-ahead log: that is emptied into the file and cut to nothing. PostgreSQL writes the
    tables of cases and what its planner noted of them anew; its own log is the server's
    (docs/anonymity.md).
    """
    if database.sqlite:
        return _emptied_log(database)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Whoever sends a case meanwhile waits behind this: rather try again later.
        connection.execute(text(f"SET lock_timeout = {_LOCK_MS}"))
        try:
            for table in ("case_inbox", "case_report", "case_note"):
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {table}"))
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") != _LOCKED:
                raise
            return False
        finally:
            connection.execute(text("SET lock_timeout = DEFAULT"))
    return True


def _emptied_log(database: Database) -> bool:
    connection = database.engine.raw_connection()
    try:
        busy, *_ = connection.cursor().execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    finally:
        connection.close()
