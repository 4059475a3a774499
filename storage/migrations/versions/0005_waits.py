"""Which action items wait for which, and events by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table; nothing waits for anything yet."""
    op.create_table(
        "action_wait",
        sa.Column("action_id", sa.Integer, nullable=False),
        sa.Column("waits_for", sa.Integer, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("action_id", "waits_for", name="pk_action_wait"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_action_wait_action_id"),
    )
    op.create_index("ix_action_wait_for", "action_wait", ["waits_for"])
    op.create_index("ix_action_event_at", "action_event", ["at"])


def downgrade() -> None:
    """Forget who waits for whom; the events still say so."""
    op.drop_index("ix_action_event_at", "action_event")
    op.drop_table("action_wait")
