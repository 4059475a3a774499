"""Requests already taken: Slack may deliver one twice, a person gets one answer."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine import Database
from storage.tables import seen


def first_time(database: Database, key: str, now: datetime) -> bool:
    """Remember a request by its key; say whether it had not been seen before, in any process."""
    insert = sqlite.insert if database.sqlite else postgresql.insert
    # RETURNING, not rowcount: psycopg does not count rows of ON CONFLICT DO NOTHING.
    statement = insert(seen).values(key=key[:200], at=now).on_conflict_do_nothing()
    with database.write() as connection:
        return connection.execute(statement.returning(seen.c.key)).scalar() is not None


def forget(database: Database, before: datetime) -> int:
    """Forget requests taken before a moment; return how many."""
    statement = delete(seen).where(seen.c.at < before).returning(seen.c.key)
    with database.write() as connection:
        return len(connection.execute(statement).all())
