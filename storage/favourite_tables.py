"""Tables of questions that are kept: by a code for everybody, by a name for one person.

A code says nothing of who asked for it. `on` is the day that words like "last week" are reckoned
from; empty: the day on which the question is asked again.
"""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, UniqueConstraint

from storage.instants import Instant
from storage.tables import Day, metadata

# `digest` is of the normalised text and its day: the same question has one code for good.
question_code = Table(
    "question_code",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("question", Text, nullable=False),
    Column("on", Day),
)

# `owner` is "person.ID" of the staff list, "user.ID" of the chat, or "operator"; `folded` is the
# name as names are compared.
favourite = Table(
    "favourite",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String(60), nullable=False),
    Column("name", String(80), nullable=False),
    Column("folded", String(160), nullable=False),
    Column("question", Text, nullable=False),
    Column("on", Day),
    Column("pinned", Boolean, nullable=False, default=False),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("owner", "folded"),
)
