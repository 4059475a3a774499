"""Tables of reviewing: schedules, their occurrences, the outbox, and what was promised.

Moments are whole microseconds since 1970 in UTC, which both engines compare alike.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.instants import Instant
from storage.tables import Day, metadata

# `key` is unique where there may be one only: "digest.PERSON". `planned`: see base/schedule.py.
schedule = Table(
    "schedule",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(60), unique=True),
    Column("what", String(20), nullable=False),
    Column("level", String(20), nullable=False),
    Column("team", Integer, nullable=False, default=0),
    Column("channel", String(40), nullable=False),
    Column("lang", String(2), nullable=False),
    Column("days", String(20), nullable=False),
    Column("weekdays", String(20), nullable=False, default=""),
    Column("month_day", Integer, nullable=False, default=0),
    Column("months", String(40), nullable=False, default=""),
    Column("at", Integer, nullable=False),
    Column("until", Integer),
    Column("zone", String(60), nullable=False),
    Column("country", String(2), nullable=False, default=""),
    Column("ahead", Integer, nullable=False, default=0),
    Column("ahead_at", Integer),
    Column("cadence", String(20), nullable=False, default=""),
    Column("follow_up", Integer, nullable=False, default=0),
    Column("asks", Text, nullable=False, default=""),
    Column("asks_as", String(80), nullable=False, default=""),
    Column("on_holiday", String(20), nullable=False),
    Column("late_minutes", Integer, nullable=False),
    Column("when_empty", String(20), nullable=False),
    Column("owner", Integer, nullable=False),
    Column("paused", Boolean, nullable=False, default=False),
    Column("removed", Boolean, nullable=False, default=False),
    Column("planned", Instant, nullable=False),
    Column("next_at", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Integer, nullable=False),
)

# `look_at`: not before this moment is there anything to do for it. `token` names who composes it.
occurrence = Table(
    "occurrence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schedule_id", ForeignKey("schedule.id"), nullable=False),
    Column("slot", String(60), nullable=False),
    Column("day", Day, nullable=False),
    Column("nominal", Day, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("until", Instant),
    Column("state", String(20), nullable=False),
    Column("reason", String(60), nullable=False, default=""),
    Column("detail", Text, nullable=False, default="{}"),
    Column("complete", Boolean, nullable=False, default=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("look_at", Instant),
    Column("token", String(40), nullable=False, default=""),
    Column("composed", String(80), nullable=False, default=""),
    Column("queued_at", Instant),
    Column("sent_at", Instant),
    Column("posted_in", String(40), nullable=False, default=""),
    Column("ts", String(40), nullable=False, default=""),
    UniqueConstraint("schedule_id", "slot"),
)

# One row, one write to Slack. `lane` is the order it stands in: rows of one lane go one after
# another. `token` names the attempt under way; `tried_at` is the first attempt.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("occurrence_id", ForeignKey("occurrence.id")),
    Column("lane", String(40), nullable=False),
    Column("answer", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False, default=""),
    Column("lang", String(2), nullable=False),
    Column("part", Integer, nullable=False, default=0),
    Column("parent_id", ForeignKey("outbox.id")),
    Column("target_id", ForeignKey("outbox.id")),
    Column("owner", Integer),
    Column("state", String(10), nullable=False),
    Column("reason", String(60), nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tried_at", Instant),
    Column("token", String(40), nullable=False, default=""),
    Column("posted_in", String(40), nullable=False, default=""),
    Column("ts", String(40), nullable=False, default=""),
    Column("sent_at", Instant),
)

# When a lane may be used again; the lane "" is the whole workspace.
pace = Table(
    "pace",
    metadata,
    Column("lane", String(40), primary_key=True),
    Column("free_at", Instant, nullable=False),
)

# How the jobs are doing, by job and by the process that ran it.
job_run = Table(
    "job_run",
    metadata,
    Column("job", String(40), primary_key=True),
    Column("replica", String(60), primary_key=True),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("worked_at", Instant),
    Column("next_at", Instant),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("runs", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("failing", Integer, nullable=False, default=0),
    Column("said", Text, nullable=False, default=""),
)

# How an item stands, as its events made it: for lists. The events are what is true.
action = Table(
    "action",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("wording", Text, nullable=False),
    Column("owner", Integer, nullable=False),
    Column("verifier", Integer),
    Column("level", String(20), nullable=False),
    Column("team", Integer, nullable=False),
    Column("due", Day, nullable=False),
    Column("check_on", Day),
    Column("channel", String(40), nullable=False, default=""),
    Column("thread", String(40), nullable=False, default=""),
    Column("born", String(60), nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

action_wait = Table(
    "action_wait",
    metadata,
    Column("action_id", ForeignKey("action.id"), primary_key=True),
    Column("waits_for", Integer, primary_key=True, autoincrement=False),
)

action_event = Table(
    "action_event",
    metadata,
    Column("action_id", ForeignKey("action.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("who", Integer, nullable=False),
    Column("move", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("data", Text, nullable=False, default="{}"),
)

Index("ix_action_state", action.c.state)
Index("ix_action_wait_for", action_wait.c.waits_for)
Index("ix_action_event_at", action_event.c.at)
Index("ix_action_thread", action.c.channel, action.c.thread)
Index("ix_schedule_next_at", schedule.c.next_at)
Index("ix_occurrence_state_look_at", occurrence.c.state, occurrence.c.look_at)
Index("ix_outbox_parent_id", outbox.c.parent_id)
Index("ix_outbox_target_id", outbox.c.target_id)
Index("ix_outbox_occurrence_id", outbox.c.occurrence_id)
# Few rows are open at a time, however many there have been. Not a partial index: to declare one
# loads both engines' dialects, a sixth of a second for a question that needs neither.
Index("ix_outbox_state_lane_id", outbox.c.state, outbox.c.lane, outbox.c.id)
