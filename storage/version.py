"""Which state of names and days the database is in: equal versions mean equal names and days.

What questions are understood by (people, teams, shops, channels) and what was imported change
rarely and are asked for all the time; with the version they can be kept in memory, everywhere.
"""

from sqlalchemy import Connection, select

from storage.cubes import fold_lock
from storage.tables import version
from storage.upsert import insert_into

NAMES = "names"


def state_of(connection: Connection) -> tuple[int, str]:
    """Return the version: how often facts were folded, and the mark of the last change of names."""
    marked = select(version.c.mark).where(version.c.name == NAMES).scalar_subquery()
    folds, mark = connection.execute(select(fold_lock.c.folds, marked)).one()
    return int(folds), mark or ""


def names_changed(connection: Connection) -> None:
    """Mark the names as changed, in the unit of work that changes them."""
    # Only where something changes: a question must not wait for an import it does not need.
    import secrets

    # At random, not counted on: two that change names at once must not come to the same mark.
    mark = secrets.token_hex(8)
    new = insert_into(connection, version).values(name=NAMES, mark=mark)
    again = new.on_conflict_do_update(index_elements=[version.c.name], set_={"mark": mark})
    connection.execute(again)
