"""The old setting becomes targets that stand, on both engines, with who set them and when."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from base.dimensions import Dim
from storage.engine import Database, open_database, schema_version
from storage.migrate import migrate
from storage.settings import read_setting
from storage.tables import setting
from storage.targets import EVERYBODY, STANDING, How, Whose, changes_of, targets_of

AT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
OLD = {"csat_rate": {"*": 0.92, "3": 0.85}, "cs_sales": {"*": 500_000}}


@pytest.fixture(params=["sqlite", "postgres"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the version before, with targets in its setting."""
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
        yield _filled(database)
        database.close()
        return
    with request.getfixturevalue("postgres").empty_url() as url:
        database = open_database(url)
        yield _filled(database)
        database.close()


def _filled(database: Database) -> Database:
    migrate(database, "0009")
    with database.write() as work:
        values = {"key": "targets", "value": json.dumps(OLD), "changed_at": AT, "changed_by": 7}
        work.execute(insert(setting).values(**values))
    return database


def test_old_targets_stand_and_say_who_set_them(before: Database) -> None:
    migrate(before)
    with before.read() as work:
        found, changes = targets_of(work), changes_of(work)
        assert read_setting(work, "targets", None) is None
    assert found.goals("csat_rate") == {STANDING: 0.92}
    assert found.goals("csat_rate", Whose(Dim.TEAM, "3")) == {STANDING: 0.85}
    assert (found.of("csat_rate", 3), found.of("csat_rate", 4)) == (0.85, 0.92)
    assert found.whose("cs_sales") == (EVERYBODY,)
    assert {(c.by, c.at, c.how, c.before) for c in changes} == {(7, AT, How.MOVED, None)}
    assert len(changes) == 3


def test_there_may_be_none(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'none.db'}")
    migrate(database, "0009")
    migrate(database)
    with database.read() as work:
        assert targets_of(work).values == {}
        assert changes_of(work) == []
    assert (schema_version(database) or "") >= "0010"
    database.close()
