"""Whose turn it is in the outbox, and how fast Slack may be written to.

Rows of a lane go one after another, in the order in which they are due; what belongs below a
message waits for it. Paces are rows, so that all processes keep them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    and_,
    case,
    func,
    or_,
    select,
    update,
)

from base.language import Lang
from base.schedule import OccurrenceState
from storage.outbox import OPEN, Entry, State
from storage.posting import occurrence, outbox, pace, schedule
from storage.schedules import FAR
from storage.upsert import insert_into

_WORKSPACE = ""
# No lane rests for longer, whatever a clock that was wrong has written.
LONGEST_HOLD = timedelta(minutes=10)
# So often a channel waits for somebody to compose what is due before what is due later.
_WAITED_FOR = 10


@dataclass(frozen=True)
class Pace:
    """How fast Slack may be written to: seconds between writes in a lane, and over all lanes.

    `burst` writes may go out at once before `between` counts.
    """

    lane: timedelta = timedelta(seconds=1)
    between: timedelta = timedelta(seconds=0.25)
    burst: int = 8


def claim(work: Connection, now: datetime, token: str, most: int, pacing: Pace) -> list[Entry]:
    """Take writes whose turn it is, as fast as Slack allows; committed before Slack is called."""
    allowed = min(most, _allowed(work, now, pacing))
    if allowed <= 0:
        return []
    numbers = _heads(work, now, allowed)
    if not numbers:
        return []
    found = _entries(work, numbers)
    for one in found:
        _take(work, one, now, token, pacing)
    _spend(work, now, len(found), pacing)
    return [_with_token(one, token) for one in found]


def _heads(work: Connection, now: datetime, most: int) -> list[int]:
    """Return the first open row of every lane that is free and whose own time has come."""
    parent, target = outbox.alias("parent"), outbox.alias("target")
    paced = select(pace.c.lane).where(
        pace.c.lane == outbox.c.lane,
        pace.c.free_at > now,
        pace.c.free_at <= now + LONGEST_HOLD,
    )
    composing = _being_composed()
    query = (
        select(outbox.c.id)
        .outerjoin(parent, parent.c.id == outbox.c.parent_id)
        .outerjoin(target, target.c.id == outbox.c.target_id)
        .outerjoin(composing, composing.c.channel == outbox.c.lane)
        .where(
            outbox.c.state.in_((State.PENDING.value, State.UNKNOWN.value)),
            or_(outbox.c.next_at <= now, outbox.c.next_at > now + FAR),
            ~_behind(),
            ~paced.exists(),
            *_may_go(outbox, parent, target),
            or_(
                outbox.c.parent_id.is_not(None),
                outbox.c.target_id.is_not(None),
                outbox.c.occurrence_id.is_(None),
                composing.c.due_at.is_(None),
                composing.c.due_at >= outbox.c.due_at,
            ),
        )
        # First what people wait for, then what stands below it.
        .order_by(case((outbox.c.parent_id.is_(None), 0), else_=1), outbox.c.due_at, outbox.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=outbox)
    )
    return list(work.execute(query).scalars())


def _may_go(
    row: FromClause, parent: FromClause, target: FromClause
) -> tuple[ColumnElement[bool], ...]:
    """Say that the message stands which a row answers or changes, if it does."""
    return (
        or_(row.c.parent_id.is_(None), parent.c.state == State.SENT.value),
        or_(row.c.target_id.is_(None), target.c.state == State.SENT.value),
    )


def _behind() -> ColumnElement[bool]:
    """Say that another row of the lane comes first: one that was due earlier, whenever put in.

    One that waits for its parent holds up nobody: that parent may stand behind it.
    """
    earlier = outbox.alias("earlier")
    parent, target = outbox.alias("its_parent"), outbox.alias("its_target")
    before = or_(
        earlier.c.due_at < outbox.c.due_at,
        and_(earlier.c.due_at == outbox.c.due_at, earlier.c.id < outbox.c.id),
    )
    return (
        select(earlier.c.id)
        .outerjoin(parent, parent.c.id == earlier.c.parent_id)
        .outerjoin(target, target.c.id == earlier.c.target_id)
        .where(
            earlier.c.lane == outbox.c.lane,
            earlier.c.state.in_(OPEN),
            before,
            *_may_go(earlier, parent, target),
        )
        .exists()
    )


def _being_composed() -> FromClause:
    """Return since when each channel waits for a post that is due and not composed yet.

    What waits for its data, or has been tried too often, does not hold up what comes after it.
    """
    return (
        select(schedule.c.channel, func.min(occurrence.c.due_at).label("due_at"))
        .join(schedule, schedule.c.id == occurrence.c.schedule_id)
        .where(
            occurrence.c.state == OccurrenceState.DUE.value,
            occurrence.c.reason != "waiting",
            occurrence.c.attempts <= _WAITED_FOR,
        )
        .group_by(schedule.c.channel)
        .subquery("composing")
    )


def _entries(work: Connection, numbers: Sequence[int]) -> list[Entry]:
    parent, target = outbox.alias("parent"), outbox.alias("target")
    query = (
        select(
            outbox,
            parent.c.ts.label("thread"),
            parent.c.posted_in.label("thread_in"),
            target.c.ts.label("message"),
            target.c.posted_in.label("message_in"),
            func.coalesce(target.c.parent_id, target.c.id).label("root"),
        )
        .outerjoin(parent, parent.c.id == outbox.c.parent_id)
        .outerjoin(target, target.c.id == outbox.c.target_id)
        .where(outbox.c.id.in_(numbers))
    )
    order = {number: at for at, number in enumerate(numbers)}
    found = [_entry(row) for row in work.execute(query)]
    return sorted(found, key=lambda one: order[one.id])


def _entry(row: Row[Any]) -> Entry:
    state = State(row.state)
    attempted = state in (State.UNKNOWN, State.CLAIMED)
    return Entry(
        id=row.id,
        key=row.key,
        lane=row.lane,
        channel=row.thread_in or row.message_in or row.lane,
        text=row.answer,
        lang=Lang(row.lang),
        state=state,
        token=row.token,
        part=row.part,
        attempts=row.attempts,
        due_at=row.due_at,
        expires_at=row.expires_at,
        tried_at=row.tried_at,
        occurrence=row.occurrence_id,
        parent=row.parent_id,
        target=row.target_id,
        owner=row.owner,
        thread=row.thread,
        message=row.message,
        reconcile=attempted and row.target_id is None,
        fingerprint=row.fingerprint,
        root=row.root,
        reason=row.reason,
    )


def _with_token(one: Entry, token: str) -> Entry:
    return replace(one, token=f"{token}.{one.attempts + 1}", attempts=one.attempts + 1)


def _take(work: Connection, one: Entry, now: datetime, token: str, pacing: Pace) -> None:
    values = {
        "state": State.CLAIMED.value,
        "token": f"{token}.{one.attempts + 1}",
        "attempts": one.attempts + 1,
        "tried_at": one.tried_at or now,
    }
    work.execute(update(outbox).where(outbox.c.id == one.id).values(values))
    hold(work, one.lane, now + pacing.lane)


def hold(work: Connection, lane: str, until: datetime) -> None:
    """Let a lane rest until a moment."""
    fresh = insert_into(work, pace).values(lane=lane, free_at=until)
    again = fresh.on_conflict_do_update(index_elements=[pace.c.lane], set_={"free_at": until})
    work.execute(again)


def _allowed(work: Connection, now: datetime, pacing: Pace) -> int:
    """Return how many writes may go out now, holding the row until the claim is committed.

    The generic cell rate algorithm: `free_at` is when the last write would have gone out at an
    even pace (ITU-T I.371).
    """
    fresh = insert_into(work, pace).values(lane=_WORKSPACE, free_at=now)
    work.execute(fresh.on_conflict_do_nothing())
    query = select(pace.c.free_at).where(pace.c.lane == _WORKSPACE).with_for_update()
    free_at = work.execute(query).scalar_one()
    if free_at <= now or free_at > now + LONGEST_HOLD:
        return pacing.burst
    ahead: int = -(-(free_at - now) // pacing.between)
    return pacing.burst - ahead


def _spend(work: Connection, now: datetime, count: int, pacing: Pace) -> None:
    query = select(pace.c.free_at).where(pace.c.lane == _WORKSPACE)
    free_at = work.execute(query).scalar_one()
    start = now if free_at <= now or free_at > now + LONGEST_HOLD else free_at
    hold(work, _WORKSPACE, start + pacing.between * count)
