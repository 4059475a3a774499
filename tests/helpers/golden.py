"""The golden files beside the project, imported once for a module of tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.clock import FixedClock
from base.rights import operator
from intake.options import ImportOptions
from intake.service import import_file
from storage.engine import Database, ensure_schema, open_database
from tests.helpers.world import quiet

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "golden"
NOW = FixedClock(datetime(2026, 11, 21, 2, tzinfo=UTC))

needs_golden = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason="the golden files (../shared/data/golden) are not on this machine"
)


@contextmanager
def golden_database(folder: Path) -> Iterator[Database]:
    """Lend a database with the golden figures, made in a folder."""
    database = open_database(f"sqlite:///{folder}/golden.db")
    ensure_schema(database)
    for name in ("agent_day.csv", "hour_team.csv"):
        import_file(database, GOLDEN / name, ImportOptions(), operator(), NOW, quiet)
    yield database
    database.close()
