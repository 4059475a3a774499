"""The migrations make what the code declares, on both engines, and know their own end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

import storage.migrations
from storage import cubes, tables
from storage.engine import HEAD, Database, ensure_schema, open_database, schema_version
from storage.migrate import migrate

FOLDER = Path(next(iter(storage.migrations.__path__)))


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, on both engines."""
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
        yield database
        database.close()
        return
    with request.getfixturevalue("postgres").empty_url() as url:
        database = open_database(url)
        yield database
        database.close()


def test_head_is_the_newest_revision() -> None:
    """The engine names it itself, because the library is slow to import."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
    newest = max(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))
    assert newest == HEAD


def test_the_migrations_make_what_the_code_declares(empty: Database) -> None:
    """Names, types, keys, indexes. What SQLite does not reflect (WITHOUT ROWID, the name of a
    primary key) is not compared there; PostgreSQL compares the names.
    """
    ensure_schema(empty)
    options = {"include_schemas": True, "compare_type": True}
    with empty.read() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
    assert cubes.imports.metadata is tables.metadata


def test_a_new_database_has_no_version_and_a_ready_one_is_left_alone(empty: Database) -> None:
    assert schema_version(empty) is None
    ensure_schema(empty)
    assert schema_version(empty) == HEAD
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(empty.engine, "before_cursor_execute", note)
    ensure_schema(empty)
    event.remove(empty.engine, "before_cursor_execute", note)
    assert not [s for s in statements if s.split()[0] in {"CREATE", "ALTER", "INSERT", "UPDATE"}]
    assert len(statements) < 12


def test_migrating_twice_does_nothing(empty: Database) -> None:
    migrate(empty)
    migrate(empty)
    assert schema_version(empty) == HEAD
