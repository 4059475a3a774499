"""Targets with their periods, parts, basis and history; those of the setting stand from now on."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_KEY = "targets"
_EVERYBODY = "*"
_SINCE_EVER = date(1, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_WHICH = ("metric", "dim", "member", "kind", "start")
_setting = sa.table(
    "setting",
    sa.column("key", sa.String),
    sa.column("value", sa.Text),
    sa.column("changed_at", sa.DateTime(timezone=True)),
    sa.column("changed_by", sa.Integer),
)
_target = sa.table("target", *map(sa.column, (*_WHICH, "value")))
_change = sa.table(
    "target_change",
    *map(sa.column, ("at", "by", *_WHICH, "before", "after", "how", "basis_kind", "basis")),
)


def _which() -> list[sa.Column[Any]]:
    return [
        sa.Column("metric", sa.String(60), nullable=False),
        sa.Column("dim", sa.String(20), nullable=False),
        sa.Column("member", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
    ]


def upgrade() -> None:
    """Make the tables and move what was agreed on into them."""
    op.create_table(
        "target",
        sa.Column("id", sa.Integer, nullable=False),
        *_which(),
        sa.Column("value", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_target"),
        sa.UniqueConstraint(*_WHICH, name="uq_target_metric_dim_member_kind_start"),
    )
    op.create_table(
        "target_change",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Integer, nullable=False),
        *_which(),
        sa.Column("before", sa.Float),
        sa.Column("after", sa.Float),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("basis_kind", sa.String(20), nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_target_change"),
    )
    op.create_index("ix_target_change_metric", "target_change", ["metric", "id"])
    _move_in(op.get_bind())


def _move_in(connection: sa.Connection) -> None:
    """Keep every target of the setting as one that stands, and note who set it when."""
    found = connection.execute(sa.select(_setting).where(_setting.c.key == _KEY)).first()
    if found is None:
        return
    for metric, values in json.loads(found.value).items():
        for team, value in values.items():
            whose = ("", "") if team == _EVERYBODY else ("team", team)
            which = dict(zip(_WHICH, (metric, *whose, "standing", _SINCE_EVER), strict=True))
            connection.execute(sa.insert(_target).values(**which, value=value))
            said = {"before": None, "after": value, "how": "moved", "basis_kind": "", "basis": ""}
            who = {"at": _microseconds(found.changed_at), "by": found.changed_by}
            connection.execute(sa.insert(_change).values(**which, **said, **who))
    connection.execute(sa.delete(_setting).where(_setting.c.key == _KEY))


def _microseconds(at: datetime) -> int:
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1)


def downgrade() -> None:
    """Put what stands for everybody and for teams back into the setting; the rest is lost."""
    connection = op.get_bind()
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(sa.select(_target).where(_target.c.kind == "standing")):
        if row.dim in ("", "team"):
            found.setdefault(row.metric, {})[row.member or _EVERYBODY] = row.value
    last = connection.execute(sa.select(_change).order_by(_change.c.at.desc()).limit(1)).first()
    if found and last is not None:
        at = _EPOCH + timedelta(microseconds=last.at)
        values = {"key": _KEY, "value": json.dumps(found), "changed_at": at, "changed_by": last.by}
        connection.execute(sa.insert(_setting).values(**values))
    op.drop_index("ix_target_change_metric", "target_change")
    op.drop_table("target_change")
    op.drop_table("target")
