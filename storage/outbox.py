"""The outbox: every write to Slack that the bot makes of its own accord, as a row.

A row is claimed (committed) before Slack is called, so that whatever happens to the process a later
one knows that there was an attempt, and looks in Slack before it makes another. Rows of a lane go
one after another, in the order in which they are due; what belongs below a message waits for it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from base.answer import Answer
from base.language import Lang
from base.schedule import OccurrenceState
from base.wire import dumped, loaded
from storage.posting import occurrence, outbox, pace, schedule
from storage.schedules import FAR
from storage.upsert import insert_into

_WORKSPACE = ""
# No lane rests for longer, whatever a clock that was wrong has written.
LONGEST_HOLD = timedelta(minutes=10)
# So often a channel waits for somebody to compose what is due before what is due later.
_WAITED_FOR = 10


class State(StrEnum):
    """How far a write has come. UNKNOWN was attempted and may have been carried out."""

    PENDING = "pending"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"


_OPEN = (State.PENDING.value, State.CLAIMED.value, State.UNKNOWN.value)


@dataclass(frozen=True)
class Draft:
    """A write to be put in. `key` is unique for good; `lane` is the channel or person it goes to.

    `parent` is the row whose message it answers, `target` the row whose message it changes; with
    `owner` (a person) somebody is told when it fails. After `expires_at` it is not sent any more.
    """

    key: str
    lane: str
    answer: Answer
    lang: Lang
    due_at: datetime
    expires_at: datetime
    occurrence: int | None = None
    parent: int | None = None
    target: int | None = None
    owner: int | None = None
    part: int = 0
    fingerprint: str = ""


@dataclass(frozen=True)
class Entry:
    """A row. `reconcile` says that it was attempted and nobody knows what came of it.

    `thread` is the `ts` of the message it answers, `message` that of the message it changes, both
    in `channel`: where Slack said that message is; otherwise `channel` is the lane's. `root` is the
    row whose message begins the thread of the one it changes; `reason` is what the last attempt
    came to.
    """

    id: int
    key: str
    lane: str
    channel: str
    text: str
    lang: Lang
    state: State
    token: str
    part: int
    attempts: int
    due_at: datetime
    expires_at: datetime
    tried_at: datetime | None
    occurrence: int | None
    parent: int | None
    target: int | None
    owner: int | None
    thread: str | None
    message: str | None
    reconcile: bool = False
    fingerprint: str = ""
    root: int | None = None
    reason: str = ""

    @property
    def answer(self) -> Answer:
        """Return what it says."""
        return loaded(self.text)


@dataclass(frozen=True)
class Pace:
    """How fast Slack may be written to: seconds between writes in a lane, and over all lanes.

    `burst` writes may go out at once before `between` counts.
    """

    lane: timedelta = timedelta(seconds=1)
    between: timedelta = timedelta(seconds=0.25)
    burst: int = 8


def fingerprint(answer: Answer) -> str:
    """Return a name of what an answer says: equal answers have equal names."""
    return hashlib.sha256(dumped(answer).encode()).hexdigest()


def put(work: Connection, draft: Draft) -> int | None:
    """Put a write in; return its number, None where its key is in there already."""
    fresh = insert_into(work, outbox).values(
        key=draft.key,
        occurrence_id=draft.occurrence,
        lane=draft.lane,
        answer=dumped(draft.answer),
        fingerprint=draft.fingerprint or fingerprint(draft.answer),
        lang=draft.lang.value,
        part=draft.part,
        parent_id=draft.parent,
        target_id=draft.target,
        owner=draft.owner,
        state=State.PENDING.value,
        due_at=draft.due_at,
        next_at=draft.due_at,
        expires_at=draft.expires_at,
    )
    return work.execute(fresh.on_conflict_do_nothing().returning(outbox.c.id)).scalar()


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
            earlier.c.state.in_(_OPEN),
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


# -- what came of a claimed write ------------------------------------------------------------------


def sent(work: Connection, one: Entry, at: datetime, channel: str, ts: str) -> bool:
    """Note Slack's `ts`; True where this is the first to be noted for the row.

    Whoever has an answer of Slack's may note it, even where somebody else has taken the row over:
    that one will find the same message.
    """
    done = (
        update(outbox)
        .where(outbox.c.id == one.id, outbox.c.state != State.SENT.value)
        .values(state=State.SENT.value, posted_in=channel, ts=ts, sent_at=at, reason="", token="")
        .returning(outbox.c.id)
    )
    return work.execute(done).first() is not None


def message_of(work: Connection, number: int) -> str:
    """Return the `ts` that is kept of a row's message, "" for none."""
    return work.execute(select(outbox.c.ts).where(outbox.c.id == number)).scalar() or ""


def changed(work: Connection, one: Entry) -> None:
    """Note that the message which a write was to change says what the write says."""
    if one.target is not None:
        values = {"fingerprint": one.fingerprint}
        work.execute(update(outbox).where(outbox.c.id == one.target).values(values))


def again(
    work: Connection, one: Entry, at: datetime, reason: str, *, counts: bool, unknown: bool
) -> bool:
    """Have a claimed write tried again from `at` on; False where somebody else has it now.

    `unknown` says that it may have been carried out; what was not known stays so until it is.
    """
    values = {
        "state": (State.UNKNOWN if unknown else State.PENDING).value,
        "next_at": at,
        "reason": reason,
        "token": "",
        "attempts": one.attempts if counts else one.attempts - 1,
    }
    return _mine(work, one, values)


def give_up(work: Connection, one: Entry, reason: str) -> bool:
    """Say that a claimed write is not made; what was to stand below it is not made either.

    False where somebody else has it now.
    """
    values = {"state": State.FAILED.value, "reason": reason, "token": ""}
    if not _mine(work, one, values):
        return False
    _drop_below(work, one.id, "parent")
    return True


def _drop_below(work: Connection, number: int, reason: str) -> None:
    below = or_(outbox.c.parent_id == number, outbox.c.target_id == number)
    dropped = (
        update(outbox)
        .where(below, outbox.c.state.in_((State.PENDING.value, State.UNKNOWN.value)))
        .values(state=State.FAILED.value, reason=reason)
    )
    work.execute(dropped)


def orphans(work: Connection) -> list[int]:
    """Return open rows whose message will never stand: it was given up as they were put in."""
    above = outbox.alias("above")
    named = or_(above.c.id == outbox.c.parent_id, above.c.id == outbox.c.target_id)
    query = select(outbox.c.id).where(
        outbox.c.state.in_((State.PENDING.value, State.UNKNOWN.value)),
        select(above.c.id).where(named, above.c.state == State.FAILED.value).exists(),
    )
    return list(work.execute(query).scalars())


def drop(work: Connection, numbers: Sequence[int]) -> None:
    """Give up open rows that wait for a message which will never stand."""
    where = (
        outbox.c.id.in_(numbers),
        outbox.c.state.in_((State.PENDING.value, State.UNKNOWN.value)),
    )
    values = {"state": State.FAILED.value, "reason": "parent"}
    work.execute(update(outbox).where(*where).values(values))


def _mine(work: Connection, one: Entry, values: dict[str, Any]) -> bool:
    done = (
        update(outbox)
        .where(
            outbox.c.id == one.id,
            outbox.c.token == one.token,
            outbox.c.state == State.CLAIMED.value,
        )
        .values(values)
        .returning(outbox.c.id)
    )
    return work.execute(done).first() is not None


# -- claims whose holder is gone -------------------------------------------------------------------


def claims(work: Connection) -> dict[int, str]:
    """Return every claimed row with the token of its claim."""
    query = select(outbox.c.id, outbox.c.token).where(outbox.c.state == State.CLAIMED.value)
    return {row.id: row.token for row in work.execute(query)}


def abandon(work: Connection, number: int, token: str, now: datetime) -> bool:
    """Say of a claim that has stood still for too long that its outcome is unknown."""
    done = (
        update(outbox)
        .where(
            outbox.c.id == number,
            outbox.c.token == token,
            outbox.c.state == State.CLAIMED.value,
        )
        .values(state=State.UNKNOWN.value, token="", next_at=now, reason="lost")
        .returning(outbox.c.id)
    )
    return work.execute(done).first() is not None


# -- looking ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Posted:
    """A message that a post consists of: the row, what it says, and whether it stands in Slack."""

    id: int
    key: str
    lane: str
    lang: Lang
    parent: int | None
    fingerprint: str
    state: State
    owner: int | None


def messages(work: Connection, number: int) -> tuple[Posted, ...]:
    """Return the messages of an occurrence that were put in whole: first the post, then below it.

    Later parts of a long answer and changes are left out.
    """
    query = (
        select(outbox)
        .where(outbox.c.occurrence_id == number, outbox.c.target_id.is_(None), outbox.c.part == 0)
        .order_by(outbox.c.id)
    )
    return tuple(
        Posted(
            row.id, row.key, row.lane, Lang(row.lang), row.parent_id, row.fingerprint,
            State(row.state), row.owner,
        )
        for row in work.execute(query)
    )  # fmt: skip


def unsent_change(work: Connection, target: int) -> int | None:
    """Return a change of a message that nobody has begun with."""
    query = select(outbox.c.id).where(
        outbox.c.target_id == target,
        outbox.c.state == State.PENDING.value,
        outbox.c.attempts == 0,
    )
    return work.execute(query.with_for_update()).scalars().first()


def reword(work: Connection, number: int, answer: Answer, name: str) -> bool:
    """Let a write that nobody has begun with say something newer; False where one has."""
    done = (
        update(outbox)
        .where(
            outbox.c.id == number,
            outbox.c.state == State.PENDING.value,
            outbox.c.attempts == 0,
        )
        .values(answer=dumped(answer), fingerprint=name)
        .returning(outbox.c.id)
    )
    return work.execute(done).first() is not None


def says(work: Connection, one: Posted) -> str:
    """Return the fingerprint of what a message says once the changes under way are made."""
    query = (
        select(outbox.c.fingerprint)
        .where(outbox.c.target_id == one.id, outbox.c.state.in_(_OPEN))
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    return work.execute(query).scalar() or one.fingerprint


def changes(work: Connection, target: int) -> int:
    """Return how often a message was changed or was to be."""
    query = select(func.count()).where(outbox.c.target_id == target)
    return int(work.execute(query).scalar_one())


@dataclass(frozen=True)
class Backlog:
    """How much stands in the outbox: by state, and since when the oldest open write is due."""

    states: dict[str, int]
    oldest: datetime | None


def backlog(work: Connection, now: datetime) -> Backlog:
    """Return what is open, and what failed within the last day."""
    lately = and_(outbox.c.state == State.FAILED.value, outbox.c.due_at > now - timedelta(days=1))
    query = (
        select(outbox.c.state, func.count(), func.min(outbox.c.due_at))
        .where(or_(outbox.c.state.in_(_OPEN), lately))
        .group_by(outbox.c.state)
    )
    rows = list(work.execute(query))
    open_since = [since for state, _, since in rows if state in _OPEN]
    return Backlog({state: int(count) for state, count, _ in rows}, min(open_since, default=None))


def open_since(work: Connection) -> datetime | None:
    """Return since when the oldest open write is due; cheap enough to be asked every second."""
    query = select(func.min(outbox.c.due_at)).where(outbox.c.state.in_(_OPEN))
    return work.execute(query).scalar()


def forget(work: Connection, before: datetime, most: int = 5000) -> int:
    """Forget what was sent or given up before a moment, newest parts first; return how many."""
    closed = outbox.c.state.in_((State.SENT.value, State.FAILED.value))
    below = outbox.alias("below")
    needed = exists().where(or_(below.c.parent_id == outbox.c.id, below.c.target_id == outbox.c.id))
    wanted = select(outbox.c.id).where(closed, outbox.c.due_at < before, ~needed).limit(most)
    numbers = list(work.execute(wanted).scalars())
    for start in range(0, len(numbers), 500):
        work.execute(delete(outbox).where(outbox.c.id.in_(numbers[start : start + 500])))
    return len(numbers)
