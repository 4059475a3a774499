"""The mark by which a process knows that names it keeps in memory are old."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; without a row nothing has changed yet."""
    op.create_table(
        "version",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_version"),
    )


def downgrade() -> None:
    """Forget the marks: they are made anew."""
    op.drop_table("version")
