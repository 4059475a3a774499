"""Schedules as rows: keeping them, and taking each of their occurrences in exactly once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, exists, func, insert, or_, select, update

from base.language import Lang
from base.schedule import (
    Cadence,
    DayKind,
    DayRule,
    Due,
    Level,
    OccurrenceState,
    OnHoliday,
    Schedule,
    Timing,
    What,
    WhenEmpty,
)
from storage.posting import occurrence, outbox, schedule
from storage.upsert import insert_into

# A moment this far ahead was written by a clock that was wrong: nothing waits for so long.
FAR = timedelta(hours=1)


@dataclass(frozen=True)
class Planned:
    """An occurrence to be taken in, and what is known of its fate already."""

    due: Due
    state: OccurrenceState = OccurrenceState.DUE
    reason: str = ""


def keep(work: Connection, new: Schedule, now: datetime, actor: int, key: str | None = None) -> int:
    """Keep a schedule; return its id. With a `key` of its own it replaces the one of that key.

    What happened before `now` is none of its occurrences; `next_at` is taken as it is given.
    """
    values = _values(new) | {"changed_at": now, "changed_by": actor, "removed": False}
    if key is None:
        made = insert(schedule).values(planned=now, next_at=new.next_at, **values)
        return int(work.execute(made.returning(schedule.c.id)).scalar_one())
    fresh = insert_into(work, schedule).values(key=key, planned=now, next_at=new.next_at, **values)
    again = fresh.on_conflict_do_update(
        index_elements=[schedule.c.key], set_=values | {"next_at": new.next_at, "planned": now}
    )
    return int(work.execute(again.returning(schedule.c.id)).scalar_one())


def change(work: Connection, new: Schedule, now: datetime, actor: int) -> None:
    """Change a kept schedule to `new` (by its id); occurrences that were are left alone."""
    values = _values(new) | {"changed_at": now, "changed_by": actor}
    where = schedule.c.id == new.id
    work.execute(update(schedule).where(where).values(planned=now, next_at=new.next_at, **values))


def remove(work: Connection, number: int, now: datetime, actor: int) -> None:
    """Remove a schedule; its log stays. What is queued is not sent any more."""
    values = {"removed": True, "changed_at": now, "changed_by": actor}
    work.execute(update(schedule).where(schedule.c.id == number).values(values))


def read(work: Connection, number: int) -> Schedule | None:
    """Return a schedule that was not removed."""
    where = schedule.c.id == number, ~schedule.c.removed
    row = work.execute(select(schedule).where(*where)).first()
    return None if row is None else _schedule(row)


def of_key(work: Connection, keys: Sequence[str]) -> dict[str, Schedule]:
    """Return the schedules of some keys, those that were removed left out."""
    where = schedule.c.key.in_(keys), ~schedule.c.removed
    return {row.key: _schedule(row) for row in work.execute(select(schedule).where(*where))}


def listed(work: Connection, *, with_keys: bool = False) -> tuple[Schedule, ...]:
    """Return every schedule by its id; those of a key (digests) only where they are wanted."""
    query = select(schedule).where(~schedule.c.removed).order_by(schedule.c.id)
    if not with_keys:
        query = query.where(schedule.c.key.is_(None))
    return tuple(_schedule(row) for row in work.execute(query))


def keyed(work: Connection, beginning: str) -> dict[str, Schedule]:
    """Return the schedules whose key begins so."""
    where = schedule.c.key.startswith(beginning, autoescape=True), ~schedule.c.removed
    return {row.key: _schedule(row) for row in work.execute(select(schedule).where(*where))}


def due(work: Connection, now: datetime, most: int) -> tuple[Schedule, ...]:
    """Return schedules that have an occurrence by now, the longest waiting first."""
    query = (
        select(schedule)
        .where(schedule.c.next_at <= now, ~schedule.c.paused, ~schedule.c.removed)
        .order_by(schedule.c.next_at, schedule.c.id)
        .limit(most)
    )
    return tuple(_schedule(row) for row in work.execute(query))


def next_planned(work: Connection, after: datetime) -> datetime | None:
    """Return the next moment after one at which any schedule has an occurrence."""
    query = select(func.min(schedule.c.next_at)).where(
        schedule.c.next_at > after, ~schedule.c.paused, ~schedule.c.removed
    )
    found: datetime | None = work.execute(query).scalar()
    return found


def take_in(
    work: Connection,
    of: Schedule,
    found: Iterable[Planned],
    planned: datetime,
    next_at: datetime | None,
) -> tuple[Planned, ...]:
    """Take in a schedule's occurrences up to `planned`; return those that were not in there yet.

    Whoever comes second changes nothing; a local date that has its occurrence gets no other.
    """
    moved = (
        update(schedule)
        .where(schedule.c.id == of.id, schedule.c.planned == of.planned, ~schedule.c.removed)
        .values(planned=planned, next_at=next_at)
        .returning(schedule.c.id)
    )
    if work.execute(moved).first() is None:
        return ()
    return tuple(one for one in found if _occur(work, of.id, one.due.day.isoformat(), one))


def occur_now(work: Connection, number: int, slot: str, due: Due) -> bool:
    """Have a schedule happen now, under a slot of its own; False where it has that slot."""
    return _occur(work, number, slot, Planned(due))


def _occur(work: Connection, number: int, slot: str, one: Planned) -> bool:
    waiting = one.state is OccurrenceState.DUE
    fresh = insert_into(work, occurrence).values(
        schedule_id=number,
        slot=slot,
        day=one.due.day,
        nominal=one.due.nominal,
        due_at=one.due.at,
        until=one.due.until,
        state=one.state.value,
        reason=one.reason,
        look_at=one.due.at if waiting else None,
    )
    # RETURNING, not rowcount: psycopg does not count rows of ON CONFLICT DO NOTHING.
    done = fresh.on_conflict_do_nothing().returning(occurrence.c.id)
    return work.execute(done).first() is not None


def ahead(work: Connection, now: datetime) -> tuple[Schedule, ...]:
    """Return schedules planned further than there is time yet: the clock was wrong for a while."""
    where = schedule.c.planned > now + FAR, ~schedule.c.removed
    return tuple(_schedule(row) for row in work.execute(select(schedule).where(*where)))


def replan(work: Connection, of: Schedule, now: datetime, next_at: datetime | None) -> None:
    """Let a schedule go on from now, and forget what a clock that ran ahead said it had missed.

    What had come as far as the outbox by then is not forgotten.
    """
    mine = occurrence.c.schedule_id == of.id
    untouched = occurrence.c.state.in_(
        (OccurrenceState.MISSED.value, OccurrenceState.SKIPPED.value)
    )
    written = exists().where(outbox.c.occurrence_id == occurrence.c.id)
    work.execute(delete(occurrence).where(mine, untouched, occurrence.c.due_at > now, ~written))
    where = and_(schedule.c.id == of.id, schedule.c.planned == of.planned)
    work.execute(update(schedule).where(where).values(planned=now, next_at=next_at))


def elsewhere(work: Connection, channel: str, what: What, team: int) -> tuple[Schedule, ...]:
    """Return schedules that post the same to the same place."""
    where = (
        schedule.c.channel == channel,
        schedule.c.what == what.value,
        schedule.c.team == team,
        ~schedule.c.removed,
        or_(schedule.c.key.is_(None)),
    )
    return tuple(_schedule(row) for row in work.execute(select(schedule).where(*where)))


def _values(of: Schedule) -> dict[str, Any]:
    timing = of.timing
    return {
        "what": of.what.value,
        "level": of.level.value,
        "team": of.team,
        "channel": of.channel,
        "lang": of.lang.value,
        "days": timing.days.kind.value,
        "weekdays": json.dumps(sorted(timing.days.weekdays))[1:-1],
        "month_day": timing.days.month_day,
        "months": json.dumps(sorted(timing.days.months))[1:-1],
        "at": timing.at,
        "until": timing.until,
        "zone": timing.zone,
        "country": timing.country,
        "ahead": timing.ahead,
        "ahead_at": timing.ahead_at,
        "cadence": of.cadence.value if of.cadence else "",
        "follow_up": of.follow_up,
        "asks": of.asks,
        "asks_as": of.asks_as,
        "on_holiday": timing.on_holiday.value,
        "late_minutes": of.late_minutes,
        "when_empty": of.when_empty.value,
        "owner": of.owner,
        "paused": of.paused,
    }


def _schedule(row: Row[Any]) -> Schedule:
    weekdays = frozenset(json.loads(f"[{row.weekdays}]"))
    months = frozenset(json.loads(f"[{row.months}]"))
    return Schedule(
        what=What(row.what),
        level=Level(row.level),
        channel=row.channel,
        timing=Timing(
            DayRule(DayKind(row.days), weekdays, row.month_day, months),
            at=row.at,
            until=row.until,
            zone=row.zone,
            country=row.country,
            on_holiday=OnHoliday(row.on_holiday),
            ahead=row.ahead,
            ahead_at=row.ahead_at,
        ),
        owner=row.owner,
        lang=Lang(row.lang),
        team=row.team,
        late_minutes=row.late_minutes,
        when_empty=WhenEmpty(row.when_empty),
        paused=row.paused,
        id=row.id,
        planned=row.planned,
        next_at=row.next_at,
        cadence=Cadence(row.cadence) if row.cadence else None,
        follow_up=row.follow_up,
        asks=row.asks,
        asks_as=row.asks_as,
    )


def reckon(work: Connection, of: Schedule, planned: datetime, next_at: datetime | None) -> None:
    """Say when a schedule comes next, where nobody has taken its occurrences in meanwhile."""
    where = and_(schedule.c.id == of.id, schedule.c.planned == of.planned)
    work.execute(update(schedule).where(where).values(planned=planned, next_at=next_at))


def hand_over(work: Connection, number: int, owner: int, now: datetime, actor: int) -> None:
    """Give a schedule another owner; when it comes stays as it is."""
    values = {"owner": owner, "changed_at": now, "changed_by": actor}
    work.execute(update(schedule).where(schedule.c.id == number).values(values))
