"""What the bot says of its own accord: schedules, their occurrences, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables; nobody has a schedule yet."""
    _schedules()
    _occurrences()
    _outbox()
    op.create_table(
        "pace",
        sa.Column("lane", sa.String(40), nullable=False),
        sa.Column("free_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_pace"),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(40), nullable=False),
        sa.Column("replica", sa.String(60), nullable=False),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("worked_at", sa.BigInteger),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing", sa.Integer, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("job", "replica", name="pk_job_run"),
    )


def _schedules() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(60)),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("days", sa.String(20), nullable=False),
        sa.Column("weekdays", sa.String(20), nullable=False),
        sa.Column("month_day", sa.Integer, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("on_holiday", sa.String(20), nullable=False),
        sa.Column("late_minutes", sa.Integer, nullable=False),
        sa.Column("when_empty", sa.String(20), nullable=False),
        sa.Column("owner", sa.Integer, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("planned", sa.BigInteger, nullable=False),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
        sa.UniqueConstraint("key", name="uq_schedule_key"),
    )
    op.create_index("ix_schedule_next_at", "schedule", ["next_at"])


def _occurrences() -> None:
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("schedule_id", sa.Integer, nullable=False),
        sa.Column("slot", sa.String(60), nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("nominal", sa.Integer, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("look_at", sa.BigInteger),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("composed", sa.String(80), nullable=False),
        sa.Column("queued_at", sa.BigInteger),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("posted_in", sa.String(40), nullable=False),
        sa.Column("ts", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_occurrence"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name="fk_occurrence_schedule_id"),
        sa.UniqueConstraint("schedule_id", "slot", name="uq_occurrence_schedule_id_slot"),
    )
    op.create_index("ix_occurrence_state_look_at", "occurrence", ["state", "look_at"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("occurrence_id", sa.Integer),
        sa.Column("lane", sa.String(40), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("parent_id", sa.Integer),
        sa.Column("target_id", sa.Integer),
        sa.Column("owner", sa.Integer),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("tried_at", sa.BigInteger),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("posted_in", sa.String(40), nullable=False),
        sa.Column("ts", sa.String(40), nullable=False),
        sa.Column("sent_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name="fk_outbox_occurrence_id"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["outbox.id"], name="fk_outbox_parent_id"),
        sa.ForeignKeyConstraint(["target_id"], ["outbox.id"], name="fk_outbox_target_id"),
    )
    for column in ("parent_id", "target_id", "occurrence_id"):
        op.create_index(f"ix_outbox_{column}", "outbox", [column])
    op.create_index("ix_outbox_state_lane_id", "outbox", ["state", "lane", "id"])


def downgrade() -> None:
    """Forget schedules and what they posted."""
    for table in ("job_run", "pace", "outbox", "occurrence", "schedule"):
        op.drop_table(table)
