"""All that somebody with the server's disk finds: files, rows with their places, log lines.

Of SQLite every file of the data folder, byte for byte; of PostgreSQL the files of every table and
index as the server reads them, after a checkpoint. Rows come in the order in which they lie.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, inspect, text

from storage.engine import Database

Row: TypeAlias = Mapping[str, Any]
# Where a row lies, which transaction wrote it, and as its how-manieth statement.
_HIDDEN = (
    "(ctid::text::point)[0] * 1000 + (ctid::text::point)[1] AS ctid, "
    "xmin::text::bigint AS xmin, cmin::text::bigint AS cmin, "
)


@dataclass(frozen=True)
class Evidence:
    """What lies there: files by name, when each was changed, rows by table, lines of the log."""

    files: Mapping[str, bytes]
    tables: Mapping[str, tuple[Row, ...]]
    log: tuple[str, ...] = ()
    changed: Mapping[str, float] = field(default_factory=dict)

    @property
    def main(self) -> bytes:
        """The main file of SQLite, nothing for PostgreSQL."""
        return next((b for name, b in self.files.items() if name.endswith(".db")), b"")

    def file(self, ending: str) -> bytes:
        """Return the file with an ending, nothing where there is none."""
        return next((b for name, b in self.files.items() if name.endswith(ending)), b"")

    def pages(self) -> "Pages":
        """Return the pages of the main file of SQLite."""
        return Pages(self.main)


def gather(database: Database, log: tuple[str, ...] = (), about: str = "") -> Evidence:
    """Return what lies there now; the program need not stop for it.

    With `about` without the tables of facts, and of PostgreSQL only the files of tables and indexes
    that have it in their names.
    """
    with database.read() as connection:
        tables = dict(_tables(connection, facts=not about))
    if not database.sqlite:
        return Evidence(dict(_server_files(database, about)), tables, log)
    folder = Path(str(database.engine.url.database)).parent
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return Evidence(
        {str(path.relative_to(folder)): path.read_bytes() for path in found},
        tables,
        log,
        {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in found},
    )


def _tables(connection: Connection, *, facts: bool) -> Iterator[tuple[str, tuple[Row, ...]]]:
    there = inspect(connection)
    sqlite = connection.dialect.name == "sqlite"
    for schema in ("main" if sqlite else None, *(("facts",) if facts else ())):
        for name in sorted(there.get_table_names(schema=schema)):
            place = f'"{schema}"."{name}"' if schema else f'"{name}"'
            # Where a row lies and who wrote it in which order: PostgreSQL tells anybody who asks.
            hidden = "" if sqlite else _HIDDEN
            rows = connection.execute(text(f"SELECT {hidden}* FROM {place}")).mappings()
            yield name, tuple(dict(row) for row in rows)
    more = ("sqlite_stat1", "sqlite_stat4", "sqlite_sequence") if sqlite else ("pg_stats",)
    for name in more:
        if not sqlite or _there(connection, name):
            shown = "*" if sqlite else (
                "tablename, attname, most_common_vals::text, histogram_bounds::text"
            )  # fmt: skip
            rows = connection.execute(text(f"SELECT {shown} FROM {name}")).mappings()
            yield name, tuple(dict(row) for row in rows)


def _there(connection: Connection, name: str) -> bool:
    query = text("SELECT count(*) FROM sqlite_master WHERE name = :name")
    return bool(connection.execute(query, {"name": name}).scalar())


def _server_files(database: Database, about: str) -> Iterator[tuple[str, bytes]]:
    """Read the files of all tables and indexes of a PostgreSQL database, and its own log of writes.

    Needs the rights of the tests' own server.
    """
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        query = text(
            "SELECT oid::regclass::text AS name, pg_relation_filepath(oid) AS path FROM pg_class "
            "WHERE pg_relation_filepath(oid) IS NOT NULL AND oid >= 16384 "
            "AND oid::regclass::text LIKE :about"
        )
        for name, path in connection.execute(query, {"about": f"%{about}%"}).all():
            read = text("SELECT pg_read_binary_file(:path, 0, 100000000, true)")
            content = connection.execute(read, {"path": path}).scalar()
            if content:
                yield name, bytes(content)


def write_position(database: Database) -> str:
    """Return how far PostgreSQL's write-ahead log has come."""
    with database.engine.connect() as connection:
        return str(connection.execute(text("SELECT pg_current_wal_insert_lsn()")).scalar_one())


def server_log_of_writes(database: Database, since: str) -> bytes:
    """Return PostgreSQL's write-ahead log from a position on, as its files are."""
    with database.engine.connect() as connection:
        query = text(
            "SELECT name, size FROM pg_ls_waldir() "
            "WHERE name BETWEEN pg_walfile_name(:since) AND pg_walfile_name(pg_current_wal_lsn()) "
            "AND length(name) = 24 ORDER BY name"
        )
        names = connection.execute(query, {"since": since}).scalars().all()
        read = text("SELECT pg_read_binary_file('pg_wal/' || :name)")
        found = [bytes(connection.execute(read, {"name": name}).scalar_one()) for name in names]
        where = text("SELECT file_name, file_offset FROM pg_walfile_name_offset(:since)")
        begun, offset = connection.execute(where, {"since": since}).one()
    # What was not written yet is zeros. A checkpoint may have taken the first file away.
    return b"".join(found)[offset if begun in names else 0 :].rstrip(b"\0")


@dataclass(frozen=True)
class Pages:
    """A SQLite file as its pages; numbers begin with one."""

    content: bytes

    @property
    def size(self) -> int:
        """Bytes of a page."""
        found: int = struct.unpack(">H", self.content[16:18])[0]
        return 65536 if found == 1 else found

    def page(self, number: int) -> bytes:
        """Return a page."""
        return self.content[(number - 1) * self.size : number * self.size]

    def number_at(self, offset: int) -> int:
        """Return the number of the page that an offset lies in."""
        return offset // self.size + 1

    def free(self) -> list[int]:
        """Return the free pages in the order in which the file lists them."""
        if not self.content:
            return []
        (trunk,) = struct.unpack(">I", self.content[32:36])
        listed = []
        while trunk:
            following, count = struct.unpack(">II", self.page(trunk)[:8])
            leaves = struct.unpack(f">{count}I", self.page(trunk)[8 : 8 + 4 * count])
            listed += [trunk, *leaves]
            trunk = following
        return listed
