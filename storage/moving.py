"""Moving an installation from SQLite to PostgreSQL: every row, in one transaction, then compared.

Goes by the declared tables and their types, never by a list of names: what a later feature keeps
is moved as well, and what nobody declared is refused rather than left behind. Nothing that a
row means; the source is only read.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Error as SqliteError
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import psycopg
from sqlalchemy import Connection, Table, delete, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from base.language import msg
from base.refusal import Refusal
from storage import (
    case_tables,
    cubes,
    favourite_tables,
    posting,
    review_tables,
    tables,
    target_tables,
)
from storage.canonical import canonical_lines
from storage.engine import (
    HEAD,
    Database,
    check_reachable,
    ensure_schema,
    facts_file,
    open_database,
    schema_version,
)
from storage.migrate import migrate
from storage.moving_rows import (
    Content,
    Row,
    Summing,
    column_name,
    quoted,
    rows_of_postgres,
    rows_of_sqlite,
)

# Told while a table is copied: its name, the rows done, the rows there are.
Progress: TypeAlias = Callable[[str, int, int], None]

_ATTEMPTS = 20
_LOCK_SECONDS = 10.0
_FAULTS = (psycopg.Error, SQLAlchemyError, SqliteError, ValueError, TypeError, OverflowError)


class MovingError(Exception):
    """Copying failed or the copy is not the same; nothing has been changed.

    `table` is where ("" outside of any), `detail` what the database said, "" for a difference.
    """

    def __init__(self, table: str, detail: str = "") -> None:
        super().__init__(f"{table}: {detail or 'the copy differs'}")
        self.table = table
        self.detail = detail


@dataclass(frozen=True)
class Moved:
    """What was moved."""

    tables: int
    rows: int


def open_source(url: str) -> Database:
    """Open the SQLite installation to be moved; raises Refusal where there is none.

    Unlike the usual way it creates no file and brings none up to date.
    """
    database = open_database(url)
    if not database.sqlite:
        raise Refusal(msg("move.only_from_sqlite"))
    main = Path(str(database.engine.url.database))
    for file in (main, facts_file(main)):
        if not file.is_file():
            raise Refusal(msg("move.no_file", file=str(file)))
    version = schema_version(database)
    if version != HEAD:
        raise Refusal(msg("move.outdated", version=version or "-", newest=HEAD))
    return database


def move(
    source: Database, target: Database, tell: Progress, patience: float = _LOCK_SECONDS
) -> Moved:
    """Copy everything from a SQLite database (see `open_source`) to an empty PostgreSQL one.

    Raises Refusal where the target is not PostgreSQL, holds rows or is in use, or where the source
    was written to meanwhile; MovingError where copying failed or the copy differs. Either way the
    target has no rows then. `patience` is for how many seconds a target in use is waited for.
    """
    if target.sqlite:
        raise Refusal(msg("move.only_to_postgres"))
    everything = _declared()
    fresh = _fresh_rows(everything)
    check_reachable(target)
    with target.read() as connection:
        _refuse_data(connection, everything, fresh)
    ensure_schema(target)
    with _snapshot(source) as (old, unchanged), _lost_connection_told():
        _refuse_unknown(old, everything)
        with target.engine.begin() as new:
            _lock(new, everything, patience)
            _refuse_data(new, everything, fresh)
            moved = _copy_all(old, new, everything, tell)
            if not unchanged():
                raise Refusal(msg("move.changed"))
    return moved


@contextmanager
def _lost_connection_told() -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, SQLAlchemyError) as error:
        # Taking back what is lost with the connection fails too, after what failed first.
        first = error.__context__
        while first is not None and not isinstance(first, MovingError):
            first = first.__context__
        raise first or MovingError("", _first_line(error)) from error


def _declared() -> tuple[Table, ...]:
    """Return every table, those that are referred to before those that refer."""
    cubes.declare_all()
    for declared in (
        posting.schedule,
        case_tables.case_inbox,
        review_tables.review,
        favourite_tables.favourite,
        target_tables.target,
    ):
        assert declared.metadata is tables.metadata  # noqa: S101 - imported to be declared
    return tuple(tables.metadata.sorted_tables)


def _fresh_rows(everything: Iterable[Table]) -> dict[str, int]:
    """Return how many rows the migrations themselves leave in each table."""
    with TemporaryDirectory(prefix="fupan-") as folder:
        database = open_database(f"sqlite:///{folder}/fresh.db")
        try:
            migrate(database)
            with database.read() as connection:
                return {table.fullname: _count(connection, table) for table in everything}
        finally:
            database.close()


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _refuse_data(target: Connection, everything: Iterable[Table], fresh: dict[str, int]) -> None:
    there = inspect(target)
    for table in everything:
        known = there.has_table(table.name, schema=table.schema)
        if known and _count(target, table) > fresh[table.fullname]:
            raise Refusal(msg("move.has_data", table=table.fullname))


def _refuse_unknown(source: Connection, everything: Iterable[Table]) -> None:
    """Stop where the source has a table that nobody declared: it would be left behind."""
    declared = {(table.schema, table.name) for table in everything} | {(None, "alembic_version")}
    there = inspect(source)
    for schema in (None, cubes.SCHEMA):
        for name in there.get_table_names(schema=schema):
            if (schema, name) not in declared:
                raise MovingError(name, "a table that this version does not know")


def _lock(target: Connection, everything: Iterable[Table], patience: float) -> None:
    """Keep everybody else out until the end."""
    names = ", ".join(quoted(target, table) for table in everything)
    target.execute(text(f"SET LOCAL lock_timeout = {max(1, round(patience * 1000))}"))
    try:
        target.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    except SQLAlchemyError as error:
        raise Refusal(msg("move.in_use")) from error


@contextmanager
def _snapshot(source: Database) -> Iterator[tuple[Connection, Callable[[], bool]]]:
    """Open one view of both files, and a way to ask whether somebody has written since.

    Two files are two snapshots: they fit together if nobody wrote to either while they were taken.
    """
    shops = select(func.count()).select_from(tables.shop).scalar_subquery()
    both = select(cubes.fold_lock.c.folds, shops)
    with source.read() as watcher, source.read() as connection:
        for _ in range(_ATTEMPTS):
            before = _writes(watcher)
            connection.execute(both).all()
            if _writes(watcher) == before:
                yield connection, lambda: _writes(watcher) == before  # noqa: B023 - left at once
                return
            connection.rollback()
    raise Refusal(msg("move.changed"))


def _writes(watcher: Connection) -> tuple[Row, ...]:
    """Return numbers that change when another connection writes to either file."""
    # Past SQLAlchemy, which would begin a transaction: within one they stand still.
    driver: Any = watcher.connection.driver_connection
    return tuple(
        driver.execute(f"PRAGMA {file}.data_version").fetchone() for file in ("main", cubes.SCHEMA)
    )


def _copy_all(
    old: Connection, new: Connection, everything: tuple[Table, ...], tell: Progress
) -> Moved:
    for table in reversed(everything):
        with _at(table):
            new.execute(delete(table))
    sent = {}
    for table in everything:
        with _at(table):
            sent[table.fullname] = _copy(old, new, table, tell)
    for table in everything:
        with _at(table):
            _go_on_counting(new, table)
            _compare(old, new, table, sent[table.fullname])
    with _at(None):
        if _facts(old) != _facts(new):
            raise MovingError(cubes.SCHEMA)
        new.execute(text("ANALYZE " + ", ".join(quoted(new, table) for table in everything)))
    return Moved(len(everything), sum(content.rows for content in sent.values()))


@contextmanager
def _at(table: Table | None) -> Iterator[None]:
    """Say with a failure at which table it was."""
    try:
        yield
    except _FAULTS as error:
        name = cubes.SCHEMA if table is None else table.fullname
        raise MovingError(name, _first_line(error)) from error


def _first_line(error: Exception) -> str:
    said = getattr(error, "orig", None) or error
    return next(iter(str(said).splitlines()), "") or type(error).__name__


def _copy(old: Connection, new: Connection, table: Table, tell: Progress) -> Content:
    """Send a table's rows as one COPY; return what was sent."""
    count = _count(old, table)
    sum_up = Summing(table)
    names = ", ".join(column_name(new, column) for column in table.columns)
    driver: Any = new.connection.driver_connection
    statement = f"COPY {quoted(new, table)} ({names}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for rows in rows_of_sqlite(old, table):
            for row in rows:
                copy.write_row(row)
            sum_up.add(rows)
            tell(table.fullname, sum_up.rows, max(count, sum_up.rows))
    return sum_up.content()


def _compare(old: Connection, new: Connection, table: Table, sent: Content) -> None:
    arrived = Summing(table)
    for rows in rows_of_postgres(new, table):
        arrived.add(rows)
    counts = {_count(old, table), _count(new, table), sent.rows}
    if len(counts) != 1 or arrived.content() != sent:
        raise MovingError(table.fullname)


def _facts(connection: Connection) -> str:
    """Return the hash of the facts as the program itself reads them, with names for ids."""
    digest = hashlib.sha256()
    for line in canonical_lines(connection):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _go_on_counting(new: Connection, table: Table) -> None:
    """Have the next row that is numbered by PostgreSQL come after those that were copied."""
    column = table.autoincrement_column
    if column is None:
        return
    find = text("SELECT pg_get_serial_sequence(:table, :column)")
    named = {"table": quoted(new, table), "column": column.name}
    sequence = new.execute(find, named).scalar()
    if sequence is None:
        return
    following = (new.execute(select(func.max(column))).scalar() or 0) + 1
    # Unlike setval this is taken back with the transaction.
    new.execute(text(f"ALTER SEQUENCE {sequence} RESTART WITH {following}"))
