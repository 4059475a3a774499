"""PostgreSQL itself: the schema lies where it should, and two processes' folds wait in turn."""

import threading
from datetime import date
from pathlib import Path

from sqlalchemy import text

from base.dimensions import Dim
from metrics import periods
from storage.canonical import canonical_hash
from storage.engine import Database, open_database
from tests.conftest import Databases
from tests.helpers.postgres import Server
from tests.helpers.world import by, take, total, write_csv

DAY = date(2026, 11, 2)
HEADER = ("day", "shop", "agent", "contacts", "answered", "ratings", "good")


def _report(folder: Path, shop: str, contacts: int) -> Path:
    rows = [(DAY, shop, "小美", contacts, contacts - 1, 10, 9)]
    return write_csv(folder, HEADER, rows)


def test_facts_are_a_schema_of_their_own(postgres: Server) -> None:
    with postgres() as database, database.read() as connection:
        assert not database.sqlite
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = '{}'"
        facts = set(connection.execute(text(query.format("facts"))).scalars())
        main = set(connection.execute(text(query.format("public"))).scalars())
    assert {"chat_day", "import", "part", "fold_lock"} <= facts
    assert {"person", "shop", "setting", "alembic_version"} <= main
    assert not facts & main


def test_replicas_that_import_at_once_wait_for_each_other(postgres: Server, tmp_path: Path) -> None:
    with postgres() as database:
        replicas = [open_database(str(database.engine.url)) for _ in range(4)]
        files = [_report(tmp_path, f"店{i}", 10 + i) for i in range(4)]
        # The names are entered first: two replicas that meet the same new shop are another case.
        for file in files:
            take(database, file)
        faults: list[BaseException] = []
        threads = [
            threading.Thread(target=_take_into, args=(replica, file, faults))
            for replica, file in zip(replicas, files, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        for replica in replicas:
            replica.close()
        assert not faults
        assert total(database, "contacts", periods.day(DAY)).value == 10 + 11 + 12 + 13
        shops = by(database, "contacts", periods.day(DAY), Dim.SHOP)
        assert {name: m.value for name, m in shops.items()} == {
            "店0": 10, "店1": 11, "店2": 12, "店3": 13,
        }  # fmt: skip


def _take_into(database: Database, file: Path, faults: list[BaseException]) -> None:
    try:
        take(database, file)
    except Exception as error:  # noqa: BLE001 - handed to the test's own thread
        faults.append(error)


def test_both_engines_fold_the_same_facts(
    postgres: Server, sqlite: Databases, tmp_path: Path
) -> None:
    file = _report(tmp_path, "旗舰店", 25)
    with postgres() as one, sqlite() as other:
        for database in (one, other):
            take(database, file)
        assert canonical_hash(one) == canonical_hash(other)
