"""Counting cases without reading them: how many of which topic, and what was published of that.

Nothing here returns a text of a case, or a single one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select, text

from base.case import CaseKind, CaseState
from storage.case_tables import case_count, case_report
from storage.tables import membership


@dataclass(frozen=True)
class Counted:
    """How many cases of a topic were released on a day."""

    on: date
    topic: str
    n: int


@dataclass(frozen=True)
class Published:
    """A published line. `start` and `end` (inclusive) are its block's; `topic` "" is the pool."""

    start: date
    end: date
    topic: str
    n: int
    published_on: date


def alone(work: Connection) -> None:
    """Have nobody else publish until this unit of work is over: two would mix their lines."""
    if work.dialect.name != "sqlite":
        # There the unit of work itself has the only lock.
        work.execute(text("LOCK TABLE case_count IN SHARE ROW EXCLUSIVE MODE"))


def released(work: Connection, since: date | None) -> tuple[Counted, ...]:
    """Return the cases of every state released on or after a day (None: ever), by day and topic."""
    query = select(case_report.c.released_on, case_report.c.topic, func.count().label("n"))
    if since is not None:
        query = query.where(case_report.c.released_on >= since)
    rows = work.execute(query.group_by(case_report.c.released_on, case_report.c.topic))
    return tuple(Counted(row.released_on, row.topic, row.n) for row in rows)


def publish(work: Connection, start: date, end: date, lines: Mapping[str, int], on: date) -> None:
    """Write a block's lines down, for good."""
    rows = [
        {"start": start, "end": end, "topic": topic, "n": lines[topic], "published_on": on}
        for topic in sorted(lines)
    ]
    work.execute(insert(case_count), rows)


def published(work: Connection) -> tuple[Published, ...]:
    """Return every published line, the oldest block first."""
    rows = work.execute(select(case_count).order_by(case_count.c.start, case_count.c.topic))
    return tuple(Published(r.start, r.end, r.topic, r.n, r.published_on) for r in rows)


def returning(
    work: Connection,
    first: date,
    last: date,
    states: Collection[CaseState],
    kinds: Collection[CaseKind],
) -> dict[str, dict[int, int]]:
    """Return by topic and team (0: none said) how many cases were released between two days.

    Both days count; only cases in `states` and of `kinds` do.
    """
    query = (
        select(case_report.c.topic, case_report.c.team, func.count().label("n"))
        .where(
            case_report.c.released_on >= first,
            case_report.c.released_on <= last,
            case_report.c.state.in_([state.value for state in states]),
            case_report.c.kind.in_([kind.value for kind in kinds]),
        )
        .group_by(case_report.c.topic, case_report.c.team)
    )
    found: dict[str, dict[int, int]] = {}
    for row in work.execute(query):
        found.setdefault(row.topic, {})[row.team] = row.n
    return found


def seated(work: Connection, team: int, on: date) -> tuple[list[int], int]:
    """Return who leads a team on a day, by number, and how many others are in it."""
    query = select(membership.c.person_id, membership.c.lead).where(
        membership.c.team_id == team,
        membership.c.valid_from <= on,
        membership.c.valid_to >= on,
    )
    rows = work.execute(query).all()
    leads = {row.person_id for row in rows if row.lead}
    return sorted(leads), len({row.person_id for row in rows} - leads)
