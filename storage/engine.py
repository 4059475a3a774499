"""Opening a database, and its units of work.

SQLite is two files, `NAME.db` and `NAME.facts` (attached as the schema `facts`), because a file has
one writer: a long import must never make a click wait. PostgreSQL is one database with a schema of
that name. A unit of work is one connection and one transaction:

- `read()` sees both files;
- `write()` is a click: the main file only, locked from its first statement;
- `fold()` writes the facts file and may read the main one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import QueuePool

from base.language import msg
from base.refusal import Refusal
from storage.cubes import SCHEMA, fold_lock

HEAD = "0011"

# One unit of work: the connection of one transaction, under a name that other rooms may use.
Work: TypeAlias = Connection


class BusyError(Exception):
    """The database did not let a change in within the time that somebody can wait for it."""


_LOCK_SECONDS = 10.0
# Longer than any import computes between two statements.
_IDLE_SECONDS = 600.0
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {_LOCK_SECONDS * 1000:.0f}",
    "PRAGMA temp_store = MEMORY",
)
_FILE_PRAGMAS = (
    "PRAGMA {file}.journal_mode = WAL",
    "PRAGMA {file}.synchronous = NORMAL",
    "PRAGMA {file}.cache_size = -65536",
)


# What is deleted is overwritten: somebody may take back what he said. Not so in the facts, which
# are folded anew all the time.
_MAIN_PRAGMAS = ("PRAGMA main.secure_delete = ON",)


class Database:
    """A database with its two sets of tables. Make one a process with `open_database`."""

    def __init__(self, engine: Engine, clicks: Engine) -> None:
        self._engine = engine
        self._clicks = clicks

    @property
    def sqlite(self) -> bool:
        """Say whether it is the embedded kind."""
        return self._engine.dialect.name == "sqlite"

    @property
    def url(self) -> str:
        """Return its address, with the password: nothing to be shown or logged."""
        return self._engine.url.render_as_string(hide_password=False)

    @property
    def engine(self) -> Engine:
        """Return the engine that sees both sets of tables, for migrations."""
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a unit of work that only reads: one consistent view of every table."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, patience: float | None = None) -> Iterator[Connection]:
        """Open a unit of work on the main tables; committed when the block ends without error.

        With `patience` (seconds) it raises BusyError, with nothing written, where it would have to
        wait longer than that for others.
        """
        if patience is None:
            with self._clicks.begin() as connection:
                yield connection
            return
        try:
            with (
                self._clicks.connect() as connection,
                _waiting_at_most(connection, patience),
                connection.begin(),
            ):
                if not self.sqlite:
                    connection.execute(text(f"SET LOCAL lock_timeout = {_ms(patience)}"))
                yield connection
        except OperationalError as error:
            if _was_waiting(error):
                raise BusyError from error
            raise

    @contextmanager
    def fold(self) -> Iterator[Connection]:
        """Open a unit of work on the facts; waits for another fold, never for clicks."""
        with self._engine.begin() as connection:
            connection.execute(fold_lock.update().values(folds=fold_lock.c.folds + 1))
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
        self._clicks.dispose()


def facts_file(main: Path) -> Path:
    """Return the path of the facts file that belongs to a main file."""
    return main.with_suffix(".facts")


def open_database(url: str) -> Database:
    """Open the database at `url` (sqlite:///FILE or postgresql://…) without migrating it.

    Raises Refusal for an address that is none, or of an engine that is not supported.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Refusal(msg("db.bad_url", url=url)) from error
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise Refusal(msg("db.needs_file"))
        return _sqlite(Path(parsed.database))
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True
        )
        event.listen(engine, "connect", _not_for_ever)
        return Database(engine, engine)
    raise Refusal(msg("db.bad_url", url=parsed.render_as_string(hide_password=True)))


def _sqlite(path: Path) -> Database:
    path.parent.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{path}"
    # What a statement was given can be what somebody said: an error does not repeat it.
    engine = create_engine(url, poolclass=QueuePool, pool_size=12, hide_parameters=True)
    event.listen(engine, "connect", _connected(facts_file(path)))
    event.listen(engine, "begin", _begin("BEGIN"))
    clicks = create_engine(
        url, poolclass=QueuePool, pool_size=8, max_overflow=16, hide_parameters=True
    )
    event.listen(clicks, "connect", _connected(None))
    event.listen(clicks, "begin", _begin("BEGIN IMMEDIATE"))
    return Database(engine, clicks)


def _not_for_ever(connection: Any, _record: object) -> None:
    """Have the server end a transaction whose process was stopped: its locks hold up the others."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = {_ms(_IDLE_SECONDS)}")
    connection.commit()


def _connected(facts: Path | None) -> Any:
    def prepare(connection: SqliteConnection, _record: object) -> None:
        # sqlite3 would begin transactions behind our back, and only before writes.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if facts is not None:
            connection.execute(f"ATTACH DATABASE ? AS {SCHEMA}", (str(facts),))
        for file in ("main", SCHEMA) if facts is not None else ("main",):
            for pragma in _FILE_PRAGMAS:
                connection.execute(pragma.format(file=file))
        for pragma in _MAIN_PRAGMAS:
            connection.execute(pragma)
        if facts is None:
            # A claim that a power failure took back would be sent a second time.
            connection.execute("PRAGMA main.synchronous = FULL")

    return prepare


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))


@contextmanager
def _waiting_at_most(connection: Connection, patience: float) -> Iterator[None]:
    """Have SQLite wait so long for a lock, on this connection and this time only."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, SqliteConnection):
        yield
        return
    driver.execute(f"PRAGMA busy_timeout = {_ms(patience)}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout = {_ms(_LOCK_SECONDS)}")


def _was_waiting(error: OperationalError) -> bool:
    # 55P03: lock_not_available.
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", "") == "55P03"


def _begin(how: str) -> Any:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(how)

    return begin


def schema_version(database: Database) -> str | None:
    """Return the migration the database stands at, None for a new one.

    Reads the table itself: the migration library costs more to import than a question to answer.
    """
    with database.read() as connection:
        if not database.engine.dialect.has_table(connection, "alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check_reachable(database: Database) -> None:
    """Raise Refusal when the server or file does not answer."""
    try:
        with database.read() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError as error:
        raise Refusal(msg("db.unreachable", detail=str(error.orig).splitlines()[0])) from error


def ensure_schema(database: Database) -> None:
    """Bring the database to the newest schema; instant when it is there already."""
    check_reachable(database)
    if schema_version(database) != HEAD:
        from storage.migrate import migrate

        migrate(database)
