"""Cases: the sealed inbox, what was released from it, and what the moderators did."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables; none has a column for who, from where or when."""
    op.create_table(
        "case_inbox",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_case_inbox"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_report",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("receipt", sa.String(64), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("released_on", sa.Integer, nullable=False),
        sa.Column("look_by", sa.Integer, nullable=False),
        sa.Column("help", sa.String(20), nullable=False),
        sa.Column("happened", sa.Text, nullable=False),
        sa.Column("known", sa.Text, nullable=False),
        sa.Column("helps", sa.Text, nullable=False),
        sa.Column("praised", sa.Integer, nullable=False),
        sa.Column("consent", sa.String(20), nullable=False),
        sa.Column("named_by", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("action_id", sa.Integer, nullable=False),
        sa.Column("merged_into", sa.String(12), nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_report"),
        sa.UniqueConstraint("receipt", name="uq_case_report_receipt"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_note",
        sa.Column("case_id", sa.String(12), nullable=False),
        sa.Column("no", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("question", sa.Boolean, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "no", name="pk_case_note"),
        sa.ForeignKeyConstraint(["case_id"], ["case_report.id"], name="fk_case_note_case_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_act",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.String(12), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Integer, nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_act"),
        sa.ForeignKeyConstraint(["case_id"], ["case_report.id"], name="fk_case_act_case_id"),
    )
    op.create_index("ix_case_report_state", "case_report", ["state"])
    op.create_index("ix_case_act_case_id", "case_act", ["case_id"])


def downgrade() -> None:
    """Forget every case."""
    for table in ("case_act", "case_note", "case_report", "case_inbox"):
        op.drop_table(table)
