"""First tables: people and shops, the import ledger, facts and cubes.

Frozen: the lists below are what the measures were when this landed. What comes later comes as a
migration of its own.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

FACTS = "facts"
BUCKETS = 85
CHAT = (
    "contacts", "answered", "abandoned", "abandon_n", "bot_contacts", "bot_n", "frt_n", "frt_sum",
    "frt_le30", "ratings", "good", "score_n", "score_sum", "bad", "wait_n", "wait_sum", "art_n",
    "art_sum", "handle_n", "handle_sum", "resolved", "resolved_answered", "resolved_contacts",
    "inquiries", "inq_paid", "cs_sales",
)  # fmt: skip
SLOT = (
    "contacts", "answered", "abandoned", "abandon_n", "frt_n", "frt_sum", "frt_le30", "wait_n",
    "wait_sum",
)  # fmt: skip
SALES = ("orders", "order_sales", "items", "cancel_orders", "cancel_sales")

# name, keys, further cuts, sums, with histograms, with month copies
CUBES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], bool, bool], ...] = (
    ("chat_team", ("team",), (), CHAT, True, True),
    ("chat_shop", ("shop", "channel"), (), CHAT, True, True),
    ("chat_category", ("category", "shop"), (), CHAT, False, False),
    ("chat_account", ("account", "team"), ("agent",), CHAT, True, True),
    ("chat_slot", ("slot", "team", "shop", "channel"), (), SLOT, False, False),
    ("chat_category_account", ("category", "account", "team"), ("agent",), CHAT, False, False),
    ("chat", ("shop", "channel", "account", "handler", "team"), ("agent",), CHAT, False, False),
    ("sales_product", ("shop", "product"), (), SALES, False, False),
    ("sales", ("shop", "channel", "country"), (), SALES, False, True),
)

INTEGER, BIG = sa.Integer, sa.BigInteger


def _key(*names: str, kind: Any = INTEGER) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, primary_key=True, autoincrement=False) for name in names]


def _needed(name: str, kind: Any, *of: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *of, nullable=False)


def _id() -> sa.Column[Any]:
    return sa.Column("id", INTEGER, primary_key=True)


def _main(name: str, *columns: Any) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(name=f"pk_{name}"))


def _facts(name: str, *columns: Any, rowid: bool = False) -> None:
    key = sa.PrimaryKeyConstraint(name=f"pk_{name}")
    op.create_table(name, *columns, key, schema=FACTS, sqlite_with_rowid=rowid)


def _cubes() -> None:
    for name, keys, extra, sums, histogram, months in CUBES:
        for time in ("day", "month") if months else ("day",):
            _facts(f"{name}_{time}", *_cuts(time, keys, extra), *(sa.Column(s, BIG) for s in sums))
            if histogram:
                buckets = (_needed(f"b{i}", INTEGER) for i in range(BUCKETS))
                duration = _key("duration", kind=sa.String(8))
                _facts(f"{name}_{time}_hist", *duration, *_cuts(time, keys, extra), *buckets)


def _cuts(time: str, keys: tuple[str, ...], extra: tuple[str, ...]) -> list[sa.Column[Any]]:
    if time == "month":
        return _key(time, *keys, *extra)
    return [*_key(time, *keys), *(_needed(name, INTEGER) for name in extra)]


def _people() -> None:
    _main(
        "shop",
        _id(),
        _needed("name", sa.String(120)),
        _needed("name_en", sa.String(120)),
        _needed("platform", sa.String(40)),
        _needed("country", sa.String(2)),
        _needed("operator", sa.String(120)),
        _needed("currency", sa.String(3)),
        _needed("zone", sa.String(60)),
        _needed("day_start", INTEGER),
        sa.UniqueConstraint("name", name="uq_shop_name"),
    )
    _main(
        "team",
        _id(),
        _needed("name", sa.String(120)),
        _needed("name_en", sa.String(120)),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    _main(
        "person",
        _id(),
        _needed("name", sa.String(120)),
        _needed("name_en", sa.String(120)),
        _needed("lang", sa.String(2)),
        _needed("zone", sa.String(60)),
        sa.Column("slack_user", sa.String(40)),
        sa.UniqueConstraint("name", name="uq_person_name"),
        sa.UniqueConstraint("slack_user", name="uq_person_slack_user"),
    )


def _of_person(table: str) -> sa.Column[Any]:
    key = sa.ForeignKey("person.id", name=f"fk_{table}_person_id", ondelete="CASCADE")
    return _needed("person_id", INTEGER, key)


def _belongings() -> None:
    person = sa.ForeignKey("person.id", name="fk_person_role_person_id", ondelete="CASCADE")
    _main(
        "person_role",
        sa.Column("person_id", INTEGER, person, primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
    )
    _main(
        "membership",
        _id(),
        _of_person("membership"),
        _needed("team_id", INTEGER, sa.ForeignKey("team.id", name="fk_membership_team_id")),
        _needed("post", sa.String(60)),
        _needed("lead", sa.Boolean),
        _needed("employment", sa.String(20)),
        _needed("valid_from", INTEGER),
        _needed("valid_to", INTEGER),
        sa.UniqueConstraint(
            "person_id", "team_id", "valid_from", name="uq_membership_person_id_team_id_valid_from"
        ),
    )
    op.create_index("ix_membership_person", "membership", ["person_id"])
    _main(
        "account",
        _id(),
        _needed("shop_id", INTEGER),
        _needed("nickname", sa.String(120)),
        sa.UniqueConstraint("shop_id", "nickname", name="uq_account_shop_id_nickname"),
    )
    account = sa.ForeignKey("account.id", name="fk_holding_account_id", ondelete="CASCADE")
    _main(
        "holding",
        _id(),
        _needed("account_id", INTEGER, account),
        _of_person("holding"),
        _needed("valid_from", INTEGER),
        _needed("valid_to", INTEGER),
        sa.UniqueConstraint("account_id", "valid_from", name="uq_holding_account_id_valid_from"),
    )


def _housekeeping() -> None:
    _main(
        "setting",
        sa.Column("key", sa.String(120), primary_key=True),
        _needed("value", sa.Text),
        _needed("changed_at", sa.DateTime(timezone=True)),
        _needed("changed_by", INTEGER),
    )
    _main(
        "seen",
        sa.Column("key", sa.String(200), primary_key=True),
        _needed("at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_seen_at", "seen", ["at"])
    _main("stale_day", sa.Column("day", INTEGER, primary_key=True), _needed("marks", INTEGER))


def _ledger() -> None:
    _facts("upload", _id(), _needed("sha256", sa.String(64)), _needed("size", BIG),
           sa.UniqueConstraint("sha256", name="uq_upload_sha256"), rowid=True)  # fmt: skip
    _facts("upload_chunk", *_key("upload_id", "seq"), _needed("payload", sa.LargeBinary),
           rowid=True)  # fmt: skip
    _facts(
        "import",
        _id(),
        _needed("upload_id", INTEGER),
        _needed("feed", sa.String(20)),
        _needed("preset", sa.String(40)),
        _needed("file_name", sa.String(255)),
        _needed("imported_at", sa.String(32)),
        _needed("imported_by", INTEGER),
        _needed("live", INTEGER),
        _needed("rows_read", INTEGER),
        _needed("rows_accepted", INTEGER),
        _needed("report", sa.Text),
        rowid=True,
    )
    _facts("import_day", *_key("import_id", "shop", "day"), _needed("totals", sa.Text))
    op.create_index("ix_import_day_day", "import_day", ["day"], schema=FACTS)
    _facts(
        "part",
        *_key("import_id", "shop", "day"),
        sa.Column("block", sa.SmallInteger, primary_key=True, autoincrement=False),
        _needed("payload", sa.LargeBinary),
        rowid=True,
    )
    _facts("fold_lock", *_key("id"), _needed("folds", INTEGER), rowid=True)
    op.execute(f"INSERT INTO {FACTS}.fold_lock (id, folds) VALUES (1, 0)")


def _entities() -> None:
    _facts(
        "member",
        _id(),
        _needed("dim", sa.String(12)),
        _needed("name", sa.String(200)),
        _needed("name_en", sa.String(200)),
        sa.UniqueConstraint("dim", "name", name="uq_member_dim_name"),
        rowid=True,
    )
    _facts(
        "buyer_day",
        *_key("day", "shop", "channel", "country"),
        *_key("buyer", kind=BIG),
        _needed("orders", INTEGER),
        _needed("order_sales", BIG),
    )
    _facts(
        "measure_day",
        *_key("day", "shop", "channel", "account", "handler", "category", "team"),
        *_key("measure", kind=sa.String(40)),
        _needed("agent", INTEGER),
        _needed("value", BIG),
    )


def upgrade() -> None:
    """Create everything."""
    _people()
    _belongings()
    _housekeeping()
    _ledger()
    _entities()
    _cubes()


def downgrade() -> None:
    """There is nothing before the first step."""
    raise NotImplementedError("the first migration cannot be taken back: delete the database")
