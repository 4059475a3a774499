"""How many cases came in by topic, as it was published: a block of months is never counted anew."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table of published counts."""
    op.create_table(
        "case_count",
        sa.Column("start", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("published_on", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("start", "topic", name="pk_case_count"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Forget what was published."""
    op.drop_table("case_count")
