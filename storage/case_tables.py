"""Tables of cases. None has a column for who sent one, from where, or when it came.

The keys are random and the rows lie in the order of their keys (WITHOUT ROWID), so that a row's
place says nothing either. `case_act` is what the moderators did, who are not anonymous.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from storage.instants import Instant
from storage.tables import Day, metadata

# `sealed` is a submission as JSON, always of the same length.
case_inbox = Table(
    "case_inbox",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# `receipt` is a keyed hash; `released_on` the day of a whole batch; `week` a Monday.
case_report = Table(
    "case_report",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("receipt", String(64), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("level", String(20), nullable=False),
    Column("team", Integer, nullable=False),
    Column("week", Day, nullable=False),
    Column("released_on", Day, nullable=False),
    Column("look_by", Day, nullable=False),
    Column("help", String(20), nullable=False),
    Column("happened", Text, nullable=False),
    Column("known", Text, nullable=False),
    Column("helps", Text, nullable=False),
    Column("praised", Integer, nullable=False),
    Column("consent", String(20), nullable=False),
    Column("named_by", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("action_id", Integer, nullable=False),
    Column("merged_into", String(12), nullable=False),
    Column("tags", Text, nullable=False),
    sqlite_with_rowid=False,
)

case_note = Table(
    "case_note",
    metadata,
    Column("case_id", ForeignKey("case_report.id"), primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("question", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)

case_act = Table(
    "case_act",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case_report.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", Integer, nullable=False),
    Column("act", String(20), nullable=False),
)

# What was published of a block of whole months, as it was then; `topic` is "" for the pooled line.
case_count = Table(
    "case_count",
    metadata,
    Column("start", Day, primary_key=True, autoincrement=False),
    Column("topic", String(40), primary_key=True),
    Column("end", Day, nullable=False),
    Column("n", Integer, nullable=False),
    Column("published_on", Day, nullable=False),
    sqlite_with_rowid=False,
)

Index("ix_case_report_state", case_report.c.state)
Index("ix_case_act_case_id", case_act.c.case_id)
