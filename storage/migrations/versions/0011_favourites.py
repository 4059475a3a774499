"""Saved questions: by a code, by a name; and schedules that post one."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables; schedules post no question yet."""
    op.create_table(
        "question_code",
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("on", sa.Integer),
        sa.PrimaryKeyConstraint("code", name="pk_question_code"),
        sa.UniqueConstraint("digest", name="uq_question_code_digest"),
    )
    op.create_table(
        "favourite",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(60), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("folded", sa.String(160), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("on", sa.Integer),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_favourite"),
        sa.UniqueConstraint("owner", "folded", name="uq_favourite_owner_folded"),
    )
    with op.batch_alter_table("schedule") as schedule:
        schedule.add_column(sa.Column("asks", sa.Text, nullable=False, server_default=""))
        schedule.add_column(sa.Column("asks_as", sa.String(80), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget the questions; schedules of questions post nothing any more."""
    op.execute("UPDATE schedule SET removed = (1 = 1) WHERE what = 'question'")
    # In place: the table is referred to, so it cannot be made anew.
    with op.batch_alter_table("schedule", recreate="never") as schedule:
        schedule.drop_column("asks_as")
        schedule.drop_column("asks")
    op.drop_table("favourite")
    op.drop_table("question_code")
