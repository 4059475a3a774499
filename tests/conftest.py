"""Databases for every test, on both engines; and the reasons of skipped tests, always printed."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import settings

from storage.engine import Database, ensure_schema, open_database
from tests.helpers import postgres as pg
from tests.helpers.memory import short_lived

# How long an example takes says something of the machine only.
settings.register_profile("fupan", deadline=None)
settings.load_profile("fupan")

# Lends a migrated database without any row, for as long as the block lasts.
Databases: TypeAlias = Callable[[], AbstractContextManager[Database]]


@pytest.fixture(scope="session")
def postgres() -> Iterator[pg.Server]:
    """A PostgreSQL server of this test process."""
    with pg.running() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Databases]:
    """Lends SQLite databases, copied from one that was migrated once."""
    with short_lived() as folder:
        yield _lending(folder)


def _lending(folder: Path) -> Databases:
    numbers = itertools.count(1)
    template = open_database(f"sqlite:///{folder / 'template.db'}")
    ensure_schema(template)
    template.close()

    @contextmanager
    def lend() -> Iterator[Database]:
        path = folder / f"test_{next(numbers)}.db"
        for suffix in (".db", ".facts"):
            shutil.copy(folder / f"template{suffix}", path.with_suffix(suffix))
        database = open_database(f"sqlite:///{path}")
        try:
            yield database
        finally:
            database.close()
            for file in folder.glob(f"{path.stem}.*"):
                file.unlink()

    return lend


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Lends databases of one engine; every test that uses it runs on both."""
    found: Databases = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A database of this test's own, on both engines."""
    with databases() as lent:
        yield lent


def database_file(database: Database) -> Path:
    """Return the main file of a SQLite database."""
    return Path(str(database.engine.url.database))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes: at the end one process would do it while the others wait."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print why tests were skipped, once a reason."""
    skipped = terminalreporter.stats.get("skipped", [])
    told = [r.longrepr[2] for r in skipped if isinstance(r.longrepr, tuple)]
    reasons = [reason.removeprefix("Skipped: ") for reason in told]
    for reason in dict.fromkeys(reasons):
        terminalreporter.write_line(f"skipped {reasons.count(reason)}: {reason}")
