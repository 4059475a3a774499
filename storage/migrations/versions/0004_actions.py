"""Action items: how they stand, and the events that made them so."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables; nobody has promised anything yet."""
    op.create_table(
        "action",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("owner", sa.Integer, nullable=False),
        sa.Column("verifier", sa.Integer),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("due", sa.Integer, nullable=False),
        sa.Column("check_on", sa.Integer),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("thread", sa.String(40), nullable=False),
        sa.Column("born", sa.String(60), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_action"),
    )
    op.create_index("ix_action_state", "action", ["state"])
    op.create_index("ix_action_thread", "action", ["channel", "thread"])
    op.create_table(
        "action_event",
        sa.Column("action_id", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Integer, nullable=False),
        sa.Column("move", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("action_id", "seq", name="pk_action_event"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_action_event_action_id"),
    )


def downgrade() -> None:
    """Forget what was promised."""
    op.drop_table("action_event")
    op.drop_table("action")
