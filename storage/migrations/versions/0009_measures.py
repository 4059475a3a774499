"""Facts: products of rare measures, the base of bad ratings, items by buyer."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

FACTS = "facts"
BIG = sa.BigInteger
_CUTS = ("day", "shop", "channel", "account", "handler", "category")
# Chat cubes that hold whole days, and their month copies.
_CHAT = (
    "chat_team_day", "chat_team_month", "chat_shop_day", "chat_shop_month", "chat_category_day",
    "chat_account_day", "chat_account_month", "chat_category_account_day", "chat_day",
)  # fmt: skip


def _key(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _long_table(name: str, cuts: tuple[str, ...], *, measure_first: bool) -> None:
    measure = sa.Column("measure", sa.String(40), nullable=False)
    keys = [measure, *_key(*cuts)] if measure_first else [*_key(*cuts), measure]
    op.create_table(
        name,
        *keys,
        sa.Column("agent", sa.Integer, nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint(*(column.name for column in keys), name=f"pk_{name}"),
        schema=FACTS,
        sqlite_with_rowid=False,
    )


def _rebuilt(cuts: tuple[str, ...], copied: str, read: str, *, measure_first: bool) -> None:
    """Make the long table anew: a primary key cannot be changed where it stands."""
    op.execute(f"ALTER TABLE {FACTS}.measure_day RENAME TO measure_day_old")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"ALTER TABLE {FACTS}.measure_day_old "
            "RENAME CONSTRAINT pk_measure_day TO pk_measure_day_old"
        )
    _long_table("measure_day", cuts, measure_first=measure_first)
    op.execute(
        f"INSERT INTO {FACTS}.measure_day ({copied}) SELECT {read} FROM {FACTS}.measure_day_old"
        + ("" if measure_first else f" GROUP BY {', '.join((*cuts, 'measure'))}")
    )
    op.drop_table("measure_day_old", schema=FACTS)


def upgrade() -> None:
    """Add what is new; bad ratings rest on the ratings that came with them."""
    columns = f"measure, {', '.join(_CUTS)}, team, agent, value"
    _rebuilt(
        (*_CUTS, "product", "team"), f"{columns}, product", f"{columns}, 0", measure_first=True
    )
    for table in _CHAT:
        op.add_column(table, sa.Column("bad_n", BIG), schema=FACTS)
        op.execute(f"UPDATE {FACTS}.{table} SET bad_n = ratings WHERE bad IS NOT NULL")
    op.add_column("buyer_day", sa.Column("pieces", sa.Integer), schema=FACTS)


def downgrade() -> None:
    """Take it away again; what products added up to stays."""
    op.drop_column("buyer_day", "pieces", schema=FACTS)
    for table in _CHAT:
        op.drop_column(table, "bad_n", schema=FACTS)
    cuts = ", ".join((*_CUTS, "team"))
    _rebuilt(
        (*_CUTS, "team"),
        f"{cuts}, measure, agent, value",
        f"{cuts}, measure, min(agent), sum(value)",
        measure_first=False,
    )
