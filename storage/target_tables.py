"""Tables of targets: what holds, and every change of it. What a target means is said elsewhere."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from storage.instants import Instant
from storage.tables import Day, metadata

# `dim` and `member` say whose it is, both empty for everybody; a member is its id as text.
# `start` is the first day of the year, quarter or month, SINCE_EVER of one that stands.
target = Table(
    "target",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("metric", String(60), nullable=False),
    Column("dim", String(20), nullable=False, default=""),
    Column("member", String(120), nullable=False, default=""),
    Column("kind", String(10), nullable=False),
    Column("start", Day, nullable=False),
    Column("value", Float, nullable=False),
    UniqueConstraint("metric", "dim", "member", "kind", "start"),
)

# `before` and `after` are empty where there was or is none. `how` says by what it came about,
# `basis_kind` and `basis` why: one of three reasons, and free words.
target_change = Table(
    "target_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Integer, nullable=False),
    Column("metric", String(60), nullable=False),
    Column("dim", String(20), nullable=False, default=""),
    Column("member", String(120), nullable=False, default=""),
    Column("kind", String(10), nullable=False),
    Column("start", Day, nullable=False),
    Column("before", Float),
    Column("after", Float),
    Column("how", String(10), nullable=False),
    Column("basis_kind", String(20), nullable=False, default=""),
    Column("basis", Text, nullable=False, default=""),
)

Index("ix_target_change_metric", target_change.c.metric, target_change.c.id)
