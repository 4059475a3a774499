"""Moving from SQLite to PostgreSQL: everything arrives, the bot goes on, failures leave nothing."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    insert,
    select,
    text,
    update,
)

from base.refusal import Refusal
from bot.cli import main
from metrics import periods
from storage import tables
from storage.canonical import canonical_hash
from storage.cubes import declare_all, fold_lock
from storage.engine import HEAD, Database, ensure_schema, open_database, schema_version
from storage.instants import Instant
from storage.ledger import set_live
from storage.migrate import migrate
from storage.moving import MovingError, move, open_source
from storage.settings import write_setting
from tests.helpers.postgres import Server
from tests.helpers.world import number_of, quiet, take, total, write_csv

declare_all()
TABLES = tuple(tables.metadata.sorted_tables)
NOW = "2026-11-21T10:00"
MOMENT = datetime(2026, 11, 21, 9, 0, 0, 123456, UTC)
HEADER = ("day", "shop", "team", "agent", "contacts", "answered", "frt_n", "frt_sum_s", "frt_le30",
          "ratings", "good")  # fmt: skip
TRICKY = "客\t\\N\\.\n'\"😀;{}%s\r\x01"


def report(first: date, weeks: int, shop: str = "云朵店") -> list[tuple[Any, ...]]:
    return [
        (first + timedelta(days=at), shop, team, agent, 100 + at, 99, 99, 2000 + at, 70, 40, 38 - n)
        for at in range(weeks * 7)
        for n, (team, agent) in enumerate((("售前组", "小美"), ("售后组", "阿宁")))
    ]


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A small world: two imports of which one replaces a part of the other, staff, a setting."""
    database = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    ensure_schema(database)
    take(database, write_csv(tmp_path, HEADER, report(date(2026, 10, 26), 3)))
    take(database, write_csv(tmp_path, HEADER, report(date(2026, 11, 9), 1)))
    staff = tmp_path / "staff.csv"
    staff.write_text(
        "姓名,英文名,组,组英文名,职务,是否组长,角色,店铺,昵称\n"
        "苏美,Mei Su,售前组,Pre-sales,客服,否,客服,,小美\n"
        "林岚,Lan Lin,,,主管,否,主管,,\n", encoding="utf-8",
    )  # fmt: skip
    take(database, staff)
    with database.write() as connection:
        connection.execute(insert(tables.seen).values(key="k", at=MOMENT))
        write_setting(connection, "goal", {"满意度": [0.92, None, True]}, MOMENT, 1)
    yield database
    database.close()


@pytest.fixture
def new(postgres: Server) -> Iterator[Database]:
    """A PostgreSQL database without any table."""
    with postgres.empty_url() as url:
        database = open_database(url)
        yield database
        database.close()


def address(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")


def content(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table; times without zone are UTC."""
    with database.read() as connection:
        return {
            table.fullname: sorted(
                (tuple(map(_aware, row)) for row in connection.execute(select(table))), key=repr
            )
            for table in TABLES
        }


def _aware(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value


def is_empty(database: Database) -> bool:
    return not any(rows for name, rows in content(database).items() if name != fold_lock.fullname)


def run(database: Database, sql: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(sql))


def trigger(database: Database, table: str, body: str) -> None:
    """Have the database do something with every row that is inserted."""
    ensure_schema(database)
    run(database, f"CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body};"
                  " RETURN NEW; END$$")  # fmt: skip
    run(database, f"CREATE TRIGGER meddle BEFORE INSERT ON {table} FOR EACH ROW "
                  "EXECUTE FUNCTION meddle()")  # fmt: skip


def asked(database: Database, question: str, capsys: pytest.CaptureFixture[str]) -> Any:
    code = main(["ask", question, "--db", address(database), "--now", NOW, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_copy_answers_as_the_old_one_did(
    old: Database, new: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(old)
    assert main(["migrate-to", address(new), "--db", address(old), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Copied facts.chat_day (42)\n" in said
    assert "FUPAN_DATABASE_URL" in said
    assert content(new) == before
    assert content(old) == before
    assert canonical_hash(new) == canonical_hash(old)
    questions = (
        "满意度 上周 按组",
        "首响 10月 按店铺",
        "csat last week",
        "周报",
        "满意度 上周 苏美",
    )
    for question in questions:
        assert asked(new, question, capsys) == asked(old, question, capsys)
    assert asked(new, "满意度 上周", capsys)[1]["value"] is not None


def test_the_copy_goes_on(old: Database, new: Database, tmp_path: Path) -> None:
    """New rows are numbered after the old ones; undo and redo find what was imported before."""
    move(open_source(address(old)), new, nothing)
    later = periods.span(date(2026, 11, 16), date(2026, 11, 22))
    changed = periods.span(date(2026, 11, 9), date(2026, 11, 15))
    for database in (old, new):
        rows = report(date(2026, 11, 16), 1, "新店")
        report_of = take(database, write_csv(tmp_path, HEADER, rows))
        assert number_of(report_of) == 3
        assert total(database, "contacts", later).value == 2 * sum(range(100, 107))
        set_live(database, 2, False, quiet)
        assert total(database, "contacts", changed).value == 2 * sum(range(114, 121))
        with database.write() as connection:
            added = insert(tables.team).values(name="夜班组").returning(tables.team.c.id)
            assert connection.execute(added).scalar_one() == 3
    assert content(new).keys() == content(old).keys()
    assert canonical_hash(new) == canonical_hash(old)


def nothing(table: str, done: int, of: int) -> None:
    """Take no notice of progress."""


def value_of(column: "Column[Any]", number: int) -> Any:
    """Return a value of a column's type that is easily hurt, another one for every number."""
    if column.foreign_keys:
        (key,) = column.foreign_keys
        # Whatever the row with this number is called there.
        return None if column.nullable else value_of(key.column, number)
    kind = column.type
    if isinstance(kind, tables.Day):
        return date(2024, 2, 27) + timedelta(days=number)
    if isinstance(kind, Instant | DateTime):
        return MOMENT + timedelta(microseconds=number)
    for sort, value in _VALUES.items():
        if isinstance(kind, sort):
            return value(column, number)
    raise TypeError(f"{column} needs a value")


def _text(column: "Column[Any]", number: int) -> str:
    length = getattr(column.type, "length", None)
    return (str(number) + TRICKY)[:length] if number != 2 else "Zz"[:length]


_VALUES: dict[type, Callable[["Column[Any]", int], Any]] = {
    Boolean: lambda _, number: number % 2 == 0,
    SmallInteger: lambda _, number: 2**15 - number,
    BigInteger: lambda _, number: -(2**62) + number,
    Integer: lambda column, number: number if column.primary_key else 2**31 - number,
    Float: lambda _, number: 0.1 + number,
    LargeBinary: lambda _, number: bytes(range(256)) * 5000 + bytes([number]),
    String: _text,
}


def fill(database: Database) -> None:
    """Put three rows into every table there is, and have rows point at later ones."""
    with database.fold() as connection:
        connection.execute(text("DELETE FROM facts.fold_lock"))
        for table in TABLES:
            for number in (1, 2, 3):
                connection.execute(
                    insert(table).values({c.name: value_of(c, number) for c in table.columns})
                )
            itself = [c.name for c in table.columns if c.references(_id_of(table))]
            if itself:
                connection.execute(update(table).values(dict.fromkeys(itself, 3)))


def _id_of(table: Table) -> "Column[Any]":
    return next(iter(table.primary_key))


def test_every_table_and_type_arrives_exactly(tmp_path: Path, new: Database) -> None:
    old = open_database(f"sqlite:///{tmp_path / 'all.db'}")
    ensure_schema(old)
    fill(old)
    told: dict[str, int] = {}
    moved = move(open_source(address(old)), new, lambda table, _done, of: told.update({table: of}))
    assert content(new) == content(old)
    assert told == dict.fromkeys((table.fullname for table in TABLES), 3)
    assert (moved.tables, moved.rows) == (len(TABLES), 3 * len(TABLES))
    with new.engine.begin() as connection:
        for table in TABLES:
            if table.autoincrement_column is None:
                continue
            named = {"table": table.fullname, "column": table.autoincrement_column.name}
            following = text("SELECT nextval(pg_get_serial_sequence(:table, :column))")
            assert connection.execute(following, named).scalar() == 4
    old.close()


def test_an_empty_target_that_was_migrated_before_will_do(old: Database, new: Database) -> None:
    ensure_schema(new)
    move(open_source(address(old)), new, nothing)
    assert content(new) == content(old)


@pytest.mark.parametrize("version", ["0001", "head"])
def test_a_target_with_data_is_left_alone(
    old: Database, new: Database, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    migrate(new, version)
    had = schema_version(new)
    run(new, "INSERT INTO setting VALUES ('mine', '1', now(), 0)")
    assert main(["migrate-to", address(new), "--db", address(old), "--lang", "en"]) == 2
    assert "already holds data (setting)" in capsys.readouterr().err
    assert schema_version(new) == had
    with new.read() as connection:
        assert connection.execute(text("SELECT key FROM setting")).scalars().all() == ["mine"]
        assert connection.execute(text("SELECT count(*) FROM shop")).scalar() == 0


@pytest.mark.parametrize(
    ("table", "body"),
    [
        ("shop", "NEW.name := NEW.name || ' '"),
        ("setting", "NEW.changed_at := NEW.changed_at + interval '1 microsecond'"),
        ("facts.chat_day", "NEW.good := NEW.good + 1"),
        ("facts.part", "NEW.payload := NEW.payload || '\\x00'::bytea"),
        ("facts.import_day", "IF NEW.day % 7 = 0 THEN RETURN NULL; END IF"),
        ("facts.upload", "UPDATE account SET nickname = nickname || 'x'"),
    ],
)
def test_a_copy_that_differs_is_taken_back(
    old: Database, new: Database, table: str, body: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trigger(new, table, body)
    before = content(old)
    assert main(["migrate-to", address(new), "--db", address(old), "--lang", "en"]) == 1
    where = "account" if "account" in body else table
    assert f"{where} did not arrive as it was sent" in capsys.readouterr().err
    assert is_empty(new)
    assert content(old) == before


@pytest.mark.parametrize(
    "body", ["PERFORM pg_terminate_backend(pg_backend_pid())", "RAISE EXCEPTION 'disk full'"]
)
def test_a_database_that_fails_leaves_nothing(
    old: Database, new: Database, body: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trigger(new, "facts.part", body)
    assert main(["migrate-to", address(new), "--db", address(old), "--lang", "zh"]) == 1
    told = capsys.readouterr().err
    assert "卡在“facts.part”" in told
    assert "disk full" in told or "terminat" in told
    assert is_empty(new)
    run(new, "DROP TRIGGER meddle ON facts.part")
    assert main(["migrate-to", address(new), "--db", address(old)]) == 0
    assert content(new) == content(old)


def test_what_postgres_cannot_keep_is_told(old: Database, new: Database) -> None:
    """SQLite checks no lengths, and takes a character that PostgreSQL does not."""
    with old.write() as connection:
        connection.execute(insert(tables.team).values(name="夜\x00班"))
    with pytest.raises(MovingError) as failed:
        move(open_source(address(old)), new, nothing)
    assert failed.value.table == "team"
    assert is_empty(new)


@pytest.mark.parametrize("file", ["main", "facts"])
def test_a_source_that_is_written_to_meanwhile_is_not_moved(
    old: Database, new: Database, file: str
) -> None:
    """Whoever still runs on the old one would send what the new one sends too."""
    other = open_database(address(old))

    def meddle(table: str, done: int, of: int) -> None:
        if table != "team":
            return
        if file == "main":
            with other.write() as connection:
                connection.execute(insert(tables.team).values(name=f"组{done}"))
        else:
            with other.fold():
                pass

    with pytest.raises(Refusal) as refused:
        move(open_source(address(old)), new, meddle)
    assert refused.value.message.key == "move.changed"
    assert is_empty(new)
    other.close()


def test_a_target_in_use_is_not_waited_for_forever(old: Database, new: Database) -> None:
    ensure_schema(new)
    with new.engine.begin() as busy:
        busy.execute(text("LOCK TABLE team IN ROW EXCLUSIVE MODE"))
        with pytest.raises(Refusal) as refused:
            move(open_source(address(old)), new, nothing, patience=0.1)
    assert refused.value.message.key == "move.in_use"
    assert is_empty(new)


def test_a_row_that_comes_at_the_last_moment_is_not_lost(old: Database, new: Database) -> None:
    """Somebody writes to the target while it is being looked at."""
    ensure_schema(new)
    failed: list[Refusal] = []

    def run_move() -> None:
        try:
            move(open_source(address(old)), new, nothing)
        except Refusal as refused:
            failed.append(refused)

    with new.engine.begin() as late:
        late.execute(insert(tables.team).values(name="夜班组"))
        mover = threading.Thread(target=run_move)
        mover.start()
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while mover.is_alive() and not late.execute(waiting).scalar():
            time.sleep(0.02)
    mover.join(timeout=30)
    assert [refused.message.key for refused in failed] == ["move.has_data"]
    assert [row[1] for row in content(new)["team"]] == ["夜班组"]


def test_a_table_that_nobody_declared_is_not_left_behind(old: Database, new: Database) -> None:
    run(old, "CREATE TABLE facts.forgotten (id INTEGER PRIMARY KEY)")
    with pytest.raises(MovingError, match="forgotten"):
        move(open_source(address(old)), new, nothing)
    assert is_empty(new)


def test_other_directions_are_refused(
    old: Database, new: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, outdated = tmp_path / "none.db", tmp_path / "older.db"
    database = open_database(f"sqlite:///{outdated}")
    migrate(database, "0001")
    database.close()
    for target, source, said in (
        (address(old), address(old), "only be moved to PostgreSQL"),
        (address(new), address(new), "Only SQLite can be moved from"),
        (address(new), f"sqlite:///{missing}", f"no file {missing}"),
        (address(new), f"sqlite:///{outdated}", f"at version 0001: bring it to {HEAD}"),
    ):
        assert main(["migrate-to", target, "--db", source, "--lang", "en"]) == 2
        assert said in capsys.readouterr().err
    assert not missing.exists()
    assert schema_version(new) is None
