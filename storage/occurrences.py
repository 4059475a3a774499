"""Occurrences as rows: who composes one, what has become of it, what there is to look at again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, update

from base.schedule import Occurrence, OccurrenceState
from storage.posting import occurrence, schedule
from storage.schedules import FAR


def by_now(now: datetime) -> ColumnElement[bool]:
    """Say that there is something to do by now; a moment far ahead is a wrong clock's."""
    return or_(occurrence.c.look_at <= now, occurrence.c.look_at > now + FAR)


def claim(
    work: Connection, now: datetime, token: str, most: int, lease: timedelta
) -> tuple[Occurrence, ...]:
    """Take occurrences that are due, for so long; the longest waiting first.

    Composing one twice does no harm, only work: whoever writes second changes nothing.
    """
    wanted = (
        select(occurrence.c.id)
        .where(occurrence.c.state == OccurrenceState.DUE.value, by_now(now))
        .order_by(occurrence.c.due_at, occurrence.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    # Two statements: within one, PostgreSQL may run the inner one more than once.
    numbers = list(work.execute(wanted).scalars())
    taken = (
        update(occurrence)
        .where(occurrence.c.id.in_(numbers))
        .values(token=token, look_at=now + lease, attempts=occurrence.c.attempts + 1)
        .returning(occurrence)
    )
    found = [_occurrence(row) for row in work.execute(taken)]
    return tuple(sorted(found, key=lambda one: (one.due_at, one.id)))


def waiting(work: Connection, now: datetime) -> int:
    """Return how many occurrences are due by now and not composed."""
    query = select(func.count()).where(occurrence.c.state == OccurrenceState.DUE.value, by_now(now))
    return int(work.execute(query).scalar_one())


def look_later(work: Connection, number: int, token: str, at: datetime, reason: str = "") -> bool:
    """Give a claimed occurrence back, to be looked at from `at` on; False where it is lost."""
    values = {"look_at": at, "token": "", "reason": reason}
    return _mine(work, number, token, values)


def waits(work: Connection, number: int, token: str, at: datetime) -> bool:
    """Give one back that waits for its data: that was no attempt."""
    values = {
        "look_at": at,
        "token": "",
        "reason": "waiting",
        "complete": False,
        "attempts": occurrence.c.attempts - 1,
    }
    return _mine(work, number, token, values)


def finish(
    work: Connection,
    number: int,
    token: str,
    state: OccurrenceState,
    reason: str = "",
    detail: Mapping[str, str] | None = None,
) -> bool:
    """Say what became of a claimed occurrence; False where somebody else has it now."""
    values = {
        "state": state.value,
        "reason": reason,
        "detail": json.dumps(dict(detail or {}), ensure_ascii=False),
        "look_at": None,
        "token": "",
    }
    return _mine(work, number, token, values)


def queued(
    work: Connection,
    number: int,
    token: str,
    now: datetime,
    composed: str,
    *,
    complete: bool,
    look_at: datetime,
) -> bool:
    """Say that its writes stand in the outbox, in the unit of work that puts them there."""
    values = {
        "state": OccurrenceState.QUEUED.value,
        "reason": "",
        "queued_at": now,
        "composed": composed,
        "complete": complete,
        "look_at": look_at,
        "token": "",
    }
    return _mine(work, number, token, values)


def _mine(work: Connection, number: int, token: str, values: dict[str, Any]) -> bool:
    due = occurrence.c.state == OccurrenceState.DUE.value
    changed = (
        update(occurrence)
        .where(occurrence.c.id == number, occurrence.c.token == token, due)
        .values(values)
        .returning(occurrence.c.id)
    )
    return work.execute(changed).first() is not None


def sent(work: Connection, number: int, at: datetime, channel: str, ts: str) -> None:
    """Note that Slack has it."""
    values = {
        "state": OccurrenceState.SENT.value,
        "reason": "",
        "sent_at": at,
        "posted_in": channel,
        "ts": ts,
    }
    work.execute(update(occurrence).where(occurrence.c.id == number).values(values))


def failed(work: Connection, number: int, state: OccurrenceState, reason: str) -> None:
    """Note that it was not sent, and why."""
    values = {"state": state.value, "reason": reason, "look_at": None}
    work.execute(update(occurrence).where(occurrence.c.id == number).values(values))


def to_restate(work: Connection, now: datetime, composed: str, most: int) -> tuple[Occurrence, ...]:
    """Return posts that were composed from other data than there are now, and may still change."""
    states = OccurrenceState.QUEUED.value, OccurrenceState.SENT.value
    query = (
        select(occurrence)
        .where(occurrence.c.state.in_(states), by_now(now), occurrence.c.composed != composed)
        .order_by(occurrence.c.id.desc())
        .limit(most)
    )
    return tuple(_occurrence(row) for row in work.execute(query))


def restated(
    work: Connection,
    of: Occurrence,
    composed: str,
    look_at: datetime | None,
    *,
    complete: bool,
) -> bool:
    """Say from which data a post is now; False where somebody else has said so before."""
    changed = (
        update(occurrence)
        .where(occurrence.c.id == of.id, occurrence.c.composed == of.composed)
        .values(composed=composed, look_at=look_at, complete=complete)
        .returning(occurrence.c.id)
    )
    return work.execute(changed).first() is not None


def done_looking(work: Connection, number: int) -> None:
    """Say that a post is not changed any more."""
    work.execute(update(occurrence).where(occurrence.c.id == number).values(look_at=None))


def read(work: Connection, number: int) -> Occurrence | None:
    """Return an occurrence."""
    row = work.execute(select(occurrence).where(occurrence.c.id == number)).first()
    return None if row is None else _occurrence(row)


def log(work: Connection, number: int, most: int = 10) -> tuple[Occurrence, ...]:
    """Return what has become of a schedule's occurrences, the latest first."""
    query = (
        select(occurrence)
        .where(occurrence.c.schedule_id == number)
        .order_by(occurrence.c.due_at.desc(), occurrence.c.id.desc())
        .limit(most)
    )
    return tuple(_occurrence(row) for row in work.execute(query))


@dataclass(frozen=True)
class Trouble:
    """Something that did not go out: which schedule's, which occurrence."""

    schedule: int
    what: str
    occurrence: Occurrence


def troubles(work: Connection, since: datetime, most: int = 10) -> tuple[Trouble, ...]:
    """Return what was missed or failed since a moment, the latest first."""
    states = OccurrenceState.MISSED.value, OccurrenceState.FAILED.value
    query = (
        select(occurrence, schedule.c.what)
        .join(schedule, schedule.c.id == occurrence.c.schedule_id)
        .where(occurrence.c.state.in_(states), occurrence.c.due_at >= since)
        .order_by(occurrence.c.due_at.desc(), occurrence.c.id.desc())
        .limit(most)
    )
    return tuple(
        Trouble(row.schedule_id, row.what, _occurrence(row)) for row in work.execute(query)
    )


def counted(work: Connection, since: datetime) -> dict[str, int]:
    """Return how many occurrences stand in each state, of those due since a moment."""
    query = (
        select(occurrence.c.state, func.count())
        .where(occurrence.c.due_at >= since)
        .group_by(occurrence.c.state)
    )
    return {state: int(count) for state, count in work.execute(query)}


def forget(work: Connection, numbers: Sequence[int]) -> None:
    """Forget occurrences whose writes were forgotten."""
    work.execute(delete(occurrence).where(occurrence.c.id.in_(numbers)))


def _occurrence(row: Row[Any]) -> Occurrence:
    return Occurrence(
        id=row.id,
        schedule=row.schedule_id,
        slot=row.slot,
        day=row.day,
        nominal=row.nominal,
        due_at=row.due_at,
        until=row.until,
        state=OccurrenceState(row.state),
        reason=row.reason,
        detail=json.loads(row.detail),
        complete=row.complete,
        attempts=row.attempts,
        composed=row.composed,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        posted_in=row.posted_in,
        ts=row.ts,
    )


def latest(work: Connection, numbers: Sequence[int], most: int = 10) -> tuple[Occurrence, ...]:
    """Return the latest occurrences of several schedules, the latest first."""
    query = (
        select(occurrence)
        .where(occurrence.c.schedule_id.in_(numbers))
        .order_by(occurrence.c.due_at.desc(), occurrence.c.id.desc())
        .limit(most)
    )
    return tuple(_occurrence(row) for row in work.execute(query))
