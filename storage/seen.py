"""Requests already taken: Slack may deliver one twice, a person gets one answer."""

from datetime import datetime

from sqlalchemy import Connection, delete

from storage.engine import Database
from storage.tables import seen
from storage.upsert import insert_into


def first_time(database: Database, key: str, now: datetime) -> bool:
    """Remember a request by its key; say whether it had not been seen before, in any process."""
    with database.write() as connection:
        return claim(connection, key, now)


def claim(connection: Connection, key: str, now: datetime) -> bool:
    """Do the same inside a unit of work, so that a change and its key are kept together."""
    # RETURNING, not rowcount: psycopg does not count rows of ON CONFLICT DO NOTHING.
    statement = insert_into(connection, seen).values(key=key[:200], at=now)
    statement = statement.on_conflict_do_nothing()
    return connection.execute(statement.returning(seen.c.key)).scalar() is not None


def forget(database: Database, before: datetime) -> int:
    """Forget requests taken before a moment; return how many."""
    statement = delete(seen).where(seen.c.at < before).returning(seen.c.key)
    with database.write() as connection:
        return len(connection.execute(statement).all())
