"""Reviews: their meetings, problems and points; schedules that announce a meeting beforehand."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables; no schedule announces anything yet."""
    with op.batch_alter_table("schedule") as schedule:
        schedule.add_column(sa.Column("months", sa.String(40), nullable=False, server_default=""))
        schedule.add_column(sa.Column("ahead", sa.Integer, nullable=False, server_default="0"))
        schedule.add_column(sa.Column("ahead_at", sa.Integer))
        schedule.add_column(sa.Column("cadence", sa.String(20), nullable=False, server_default=""))
        schedule.add_column(sa.Column("follow_up", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "review",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("schedule_id", sa.Integer, nullable=False),
        sa.Column("occurrence_id", sa.Integer, nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("cadence", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("meets", sa.BigInteger, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("agenda", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("follow_up", sa.Integer, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("started_by", sa.Integer, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("closed_by", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("occurrence_id", name="uq_review_occurrence_id"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name="fk_review_schedule_id"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name="fk_review_occurrence_id"
        ),
    )
    op.create_table(
        "review_problem",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_problem"),
        sa.UniqueConstraint("key", name="uq_review_problem_key"),
    )
    op.create_table(
        "review_point",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("review_id", sa.Integer, nullable=False),
        sa.Column("problem_id", sa.Integer, nullable=False),
        sa.Column("raised", sa.Text, nullable=False),
        sa.Column("by", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decision", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("later", sa.Integer, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("once", sa.Integer, nullable=False),
        sa.Column("decided_by", sa.Integer, nullable=False),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_point"),
        sa.UniqueConstraint("review_id", "problem_id", name="uq_review_point_review_id_problem_id"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_review_point_review_id"),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["review_problem.id"], name="fk_review_point_problem_id"
        ),
    )
    op.create_index("ix_review_schedule_meets", "review", ["schedule_id", "meets"])
    op.create_index("ix_review_state", "review", ["state"])
    op.create_index(
        "ix_review_looking_back",
        "review",
        ["meets", "id", "level", "team", "follow_up", "channel", "state", "cadence"],
    )
    op.create_index("ix_review_point_problem", "review_point", ["problem_id"])
    op.create_index("ix_review_point_decision", "review_point", ["decision"])
    op.create_index("ix_review_point_state", "review_point", ["state"])


def downgrade() -> None:
    """Forget the reviews."""
    op.drop_table("review_point")
    op.drop_table("review_problem")
    op.drop_table("review")
    # In place: the table is referred to, so it cannot be made anew.
    with op.batch_alter_table("schedule", recreate="never") as schedule:
        for name in ("months", "ahead", "ahead_at", "cadence", "follow_up"):
            schedule.drop_column(name)
