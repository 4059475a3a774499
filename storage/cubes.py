"""The fact tables and the narrow cubes beside them, declared: one entry a cube.

`day` is the business date as a proleptic ordinal (`date.toordinal`), so that weekdays and weeks
are arithmetic on both engines; `month` is yyyymm. Measures are NULL where no feed delivers them.
Cubes hold the same sums by fewer cuts; the planner takes the smallest that answers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import LargeBinary

from base.dimensions import Dim
from base.histogram import BUCKETS
from base.measures import Family, of_family, of_slots
from storage.tables import metadata

SCHEMA = "facts"

# Columns by which rows are cut, in storage. `agent` is the person behind the account that day, or
# minus the account's id where nobody is known; `handler` 0 human, 1 bot; `slot` the half-hour.
KEY_COLUMNS = (
    "shop", "channel", "account", "handler", "team", "agent", "category", "slot", "country",
    "product", "buyer",
)  # fmt: skip


@dataclass(frozen=True)
class Cube:
    """One table of sums. `keys` make its primary key after the time, `extra` are functions of it.

    `section` says which rows feed it: whole days, half-hours, categories or order lines.
    """

    name: str
    family: Family
    section: str
    keys: tuple[str, ...]
    extra: tuple[str, ...] = ()
    histogram: bool = False
    months: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """Return every column that it can be cut by."""
        return frozenset(self.keys + self.extra)


# Smallest first: the planner takes the first that has what is asked.
CUBES: tuple[Cube, ...] = (
    Cube("chat_team", Family.CHAT, "day", ("team",), histogram=True, months=True),
    Cube("chat_shop", Family.CHAT, "day", ("shop", "channel"), histogram=True, months=True),
    Cube("chat_category", Family.CHAT, "category", ("category", "shop")),
    Cube(
        "chat_account", Family.CHAT, "day", ("account", "team"), ("agent",),
        histogram=True, months=True,
    ),
    Cube("chat_slot", Family.CHAT, "slot", ("slot", "team", "shop", "channel")),
    Cube("chat_category_account", Family.CHAT, "category", ("category", "account", "team"),
         ("agent",)),
    Cube("chat", Family.CHAT, "day", ("shop", "channel", "account", "handler", "team"),
         ("agent",)),
    Cube("sales_product", Family.SALES, "product", ("shop", "product")),
    Cube("sales", Family.SALES, "sales", ("shop", "channel", "country"), months=True),
)  # fmt: skip

HISTOGRAM_COLUMNS = tuple(f"b{i}" for i in range(BUCKETS))

# Which column of storage answers which cut.
COLUMN_OF = MappingProxyType(
    {
        Dim.AGENT: "agent",
        Dim.TEAM: "team",
        Dim.SHOP: "shop",
        Dim.PLATFORM: "shop",
        Dim.EMPLOYMENT: "agent",
        Dim.CHANNEL: "channel",
        Dim.HANDLER: "handler",
        Dim.CATEGORY: "category",
        Dim.PRODUCT: "product",
        Dim.COUNTRY: "country",
        Dim.HOUR: "slot",
        Dim.HALF_HOUR: "slot",
    }
)


def measures_of(cube: Cube) -> tuple[str, ...]:
    """Return the measures a cube holds, in the order of its columns."""
    if cube.section == "slot":
        return tuple(m.key for m in of_slots())
    return tuple(m.key for m in of_family(cube.family))


def _keys(names: tuple[str, ...]) -> list[Column[Any]]:
    return [Column(name, Integer, primary_key=True, autoincrement=False) for name in names]


def _cuts(time: str, cube: Cube) -> list[Column[Any]]:
    """An account has one agent a day, but may change hands within a month."""
    if time == "month":
        return _keys((time, *cube.keys, *cube.extra))
    return [*_keys((time, *cube.keys)), *(Column(n, Integer, nullable=False) for n in cube.extra)]


def _table(name: str, time: str, cube: Cube) -> Table:
    return Table(
        name,
        metadata,
        *_cuts(time, cube),
        *(Column(name, BigInteger) for name in measures_of(cube)),
        schema=SCHEMA,
        sqlite_with_rowid=False,
    )


def _histogram(name: str, time: str, cube: Cube) -> Table:
    return Table(
        name,
        metadata,
        Column("duration", String(8), primary_key=True),
        *_cuts(time, cube),
        *(Column(name, Integer, nullable=False) for name in HISTOGRAM_COLUMNS),
        schema=SCHEMA,
        sqlite_with_rowid=False,
    )


class Tables(Mapping[str, Table]):
    """The tables of some cubes by the cube's name, each declared when it is first asked for.

    A question touches one or two of them; declaring all takes longer than answering it.
    """

    def __init__(self, declare: Callable[[Cube], Table], cubes: Iterable[Cube]) -> None:
        self._declare = declare
        self._cubes = {cube.name: cube for cube in cubes}
        self._declared: dict[str, Table] = {}
        self._lock = Lock()

    def __getitem__(self, name: str) -> Table:
        """Return a cube's table; KeyError where the cube has none of this kind."""
        with self._lock:
            if name not in self._declared:
                self._declared[name] = self._declare(self._cubes[name])
            return self._declared[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the cubes' names."""
        return iter(self._cubes)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(self._cubes)


DAY_TABLES = Tables(lambda c: _table(f"{c.name}_day", "day", c), CUBES)
MONTH_TABLES = Tables(
    lambda c: _table(f"{c.name}_month", "month", c), (c for c in CUBES if c.months)
)
DAY_HISTOGRAMS = Tables(
    lambda c: _histogram(f"{c.name}_day_hist", "day", c), (c for c in CUBES if c.histogram)
)
MONTH_HISTOGRAMS = Tables(
    lambda c: _histogram(f"{c.name}_month_hist", "month", c),
    (c for c in CUBES if c.histogram and c.months),
)


def declare_all() -> None:
    """Declare every table, so that the metadata is whole: for migrations and their test."""
    for tables in (DAY_TABLES, MONTH_TABLES, DAY_HISTOGRAMS, MONTH_HISTOGRAMS):
        for name in tables:
            tables[name]


# Distinct people do not add up: buyers are kept by day and counted when asked. `buyer` is a keyed
# hash, never the nick.
buyer_day = Table(
    "buyer_day",
    metadata,
    *_keys(("day", "shop", "channel", "country")),
    Column("buyer", BigInteger, primary_key=True, autoincrement=False),
    Column("orders", Integer, nullable=False),
    Column("order_sales", BigInteger, nullable=False),
    # NULL on days that were folded before items were kept by buyer.
    Column("pieces", Integer),
    schema=SCHEMA,
    sqlite_with_rowid=False,
)

# Rare measures, and whatever a preset has no column for. The measure comes first in the key: a
# question wants one or two of a hundred.
MEASURE_CUTS = (
    "day", "shop", "channel", "account", "handler", "category", "product", "team",
)  # fmt: skip
measure_day = Table(
    "measure_day",
    metadata,
    Column("measure", String(40), primary_key=True),
    *_keys(MEASURE_CUTS),
    Column("agent", Integer, nullable=False),
    Column("value", BigInteger, nullable=False),
    schema=SCHEMA,
    sqlite_with_rowid=False,
)

# Channels, categories, products and countries are born in imports, so they live with the facts.
member = Table(
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dim", String(12), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, default=""),
    UniqueConstraint("dim", "name"),
    schema=SCHEMA,
)

upload = Table(
    "upload",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
    schema=SCHEMA,
)

upload_chunk = Table(
    "upload_chunk",
    metadata,
    Column("upload_id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("payload", LargeBinary, nullable=False),
    schema=SCHEMA,
)

imports = Table(
    "import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("upload_id", Integer, nullable=False),
    Column("feed", String(20), nullable=False),
    Column("preset", String(40), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("imported_at", String(32), nullable=False),
    Column("imported_by", Integer, nullable=False),
    Column("live", Integer, nullable=False, default=1),
    Column("rows_read", Integer, nullable=False),
    Column("rows_accepted", Integer, nullable=False),
    Column("report", Text, nullable=False, default="{}"),
    schema=SCHEMA,
)

# What an import claims: it replaces older imports of its feed on these shop-days, also where it
# brings no row. `totals` holds the day's sums, to compare feeds that are not authoritative.
import_day = Table(
    "import_day",
    metadata,
    Column("import_id", Integer, primary_key=True, autoincrement=False),
    Column("shop", Integer, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False, index=True),
    Column("totals", Text, nullable=False, default="{}"),
    schema=SCHEMA,
    sqlite_with_rowid=False,
)

# The canonical rows of one shop-day of an import, columns compressed: what facts are folded from.
part = Table(
    "part",
    metadata,
    Column("import_id", Integer, primary_key=True, autoincrement=False),
    Column("shop", Integer, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("block", SmallInteger, primary_key=True, autoincrement=False),
    Column("payload", LargeBinary, nullable=False),
    schema=SCHEMA,
)

# One row; a fold writes it first, which takes the facts file's write lock and nothing else.
fold_lock = Table(
    "fold_lock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("folds", Integer, nullable=False),
    schema=SCHEMA,
)
