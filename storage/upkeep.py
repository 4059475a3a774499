"""Keeping the embedded database in shape; PostgreSQL does these things by itself."""

from sqlite3 import OperationalError

from storage.cubes import SCHEMA
from storage.engine import Database


def optimise(database: Database) -> bool:
    """Let SQLite refresh the statistics its planner uses; say whether there was anything to do."""
    if not database.sqlite:
        return False
    return _pragma(database, "PRAGMA optimize") is not _BUSY


def shrink_log(database: Database) -> bool:
    """Empty the write-ahead log of the facts file; False where somebody is using it just now."""
    if not database.sqlite:
        return False
    busy, *_ = _pragma(database, f"PRAGMA {SCHEMA}.wal_checkpoint(TRUNCATE)")
    return not busy


# What a pragma says that had to give way to somebody who is writing.
_BUSY = (1,)


def _pragma(database: Database, pragma: str) -> tuple[int, ...]:
    """Run a pragma outside any transaction, giving up at once where a lock is held."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            row = cursor.execute(pragma).fetchone()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            return _BUSY
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
        return () if row is None else tuple(row)
    finally:
        connection.close()
