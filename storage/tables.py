"""Tables of the main file: shops, people, accounts, settings. Clicks write here, imports hardly.

Names come in one or two languages; `name_en` is empty where only one name exists. Dates are
inclusive; an open end is `FOREVER`, so that "on that day" is one comparison.
"""

from datetime import date

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

FOREVER = date(9999, 12, 31)
SINCE_EVER = date(1, 1, 1)


class Day(TypeDecorator[date]):
    """A calendar day, stored as its ordinal like the day of a fact, so that the two compare."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        """Return the ordinal."""
        return None if value is None else value.toordinal()

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        """Return the date."""
        return None if value is None else date.fromordinal(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

shop = Table(
    "shop",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("name_en", String(120), nullable=False, default=""),
    Column("platform", String(40), nullable=False, default=""),
    Column("country", String(2), nullable=False, default="CN"),
    Column("operator", String(120), nullable=False, default=""),
    Column("currency", String(3), nullable=False, default="CNY"),
    Column("zone", String(60), nullable=False, default="Asia/Shanghai"),
    Column("day_start", Integer, nullable=False, default=0),
)

team = Table(
    "team",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("name_en", String(120), nullable=False, default=""),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("name_en", String(120), nullable=False, default=""),
    Column("lang", String(2), nullable=False, default="zh"),
    Column("zone", String(60), nullable=False, default="Asia/Shanghai"),
    Column("slack_user", String(40), unique=True),
)

person_role = Table(
    "person_role",
    metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(20), primary_key=True),
)

membership = Table(
    "membership",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("team_id", ForeignKey("team.id"), nullable=False),
    Column("post", String(60), nullable=False, default=""),
    Column("lead", Boolean, nullable=False, default=False),
    Column("employment", String(20), nullable=False, default="inhouse"),
    Column("valid_from", Day, nullable=False, default=SINCE_EVER),
    Column("valid_to", Day, nullable=False, default=FOREVER),
    UniqueConstraint("person_id", "team_id", "valid_from"),
)

# shop_id 0 = a sign-in that works for the whole workspace, as in a help desk or a call centre.
account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("shop_id", Integer, nullable=False, default=0),
    Column("nickname", String(120), nullable=False),
    UniqueConstraint("shop_id", "nickname"),
)

# Who sat behind an account, by date: shops hand sub-accounts on from leavers to newcomers.
holding = Table(
    "holding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("valid_from", Day, nullable=False, default=SINCE_EVER),
    Column("valid_to", Day, nullable=False, default=FOREVER),
    UniqueConstraint("account_id", "valid_from"),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Integer, nullable=False),
)

# What has changed so that whatever was kept of it in memory is old: see storage/version.py.
version = Table(
    "version",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("mark", String(40), nullable=False),
)

# Requests already taken from Slack: it may deliver one twice. Kept for a day.
seen = Table(
    "seen",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
)

# Days whose facts no longer fit the staff list; written with the change, cleared by the refold.
# `marks` counts the changes, so that a refold clears only what it has seen.
stale_day = Table(
    "stale_day",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("marks", Integer, nullable=False, default=1),
)

Index("ix_membership_person", membership.c.person_id)
Index("ix_seen_at", seen.c.at)
