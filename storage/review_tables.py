"""Tables of reviews: the meetings, the problems that come back, and each review's points."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.instants import Instant
from storage.tables import Day, metadata

# `agenda` is what it said when the data were last looked at (base/wire).
review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schedule_id", ForeignKey("schedule.id"), nullable=False),
    Column("occurrence_id", ForeignKey("occurrence.id"), nullable=False, unique=True),
    Column("level", String(20), nullable=False),
    Column("team", Integer, nullable=False),
    Column("cadence", String(20), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("meets", Instant, nullable=False),
    Column("start", Day, nullable=False),
    Column("end", Day, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("at", Integer, nullable=False, default=0),
    Column("follow_up", Integer, nullable=False, default=0),
    Column("started_at", Instant),
    Column("started_by", Integer, nullable=False, default=0),
    Column("closed_at", Instant),
    Column("closed_by", Integer, nullable=False, default=0),
    Column("version", Integer, nullable=False, default=1),
)

# A problem is known by its key, on however many agendas it stands.
review_problem = Table(
    "review_problem",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
)

review_point = Table(
    "review_point",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("problem_id", ForeignKey("review_problem.id"), nullable=False),
    Column("raised", Text, nullable=False),
    Column("by", Integer, nullable=False, default=0),
    Column("state", String(20), nullable=False),
    Column("decision", Integer, nullable=False, default=0),
    Column("reason", Text, nullable=False, default=""),
    Column("later", Integer, nullable=False, default=0),
    Column("until", Instant),
    Column("once", Integer, nullable=False, default=0),
    Column("decided_by", Integer, nullable=False, default=0),
    Column("decided_at", Instant),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("review_id", "problem_id"),
)

Index("ix_review_schedule_meets", review.c.schedule_id, review.c.meets)
Index("ix_review_state", review.c.state)
# Looking back: everything that says whether somebody may see a review, the agenda left out.
Index(
    "ix_review_looking_back",
    review.c.meets,
    review.c.id,
    review.c.level,
    review.c.team,
    review.c.follow_up,
    review.c.channel,
    review.c.state,
    review.c.cadence,
)
Index("ix_review_point_problem", review_point.c.problem_id)
Index("ix_review_point_decision", review_point.c.decision)
Index("ix_review_point_state", review_point.c.state)
