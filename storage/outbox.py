"""The outbox: every write to Slack that the bot makes of its own accord, as a row; and what came
of it.

A row is claimed (committed) before Slack is called (`storage/turns` says whose turn it is), so that
whatever happens to the process a later one knows that there was an attempt, and looks in Slack
before it makes another. What stands in the outbox is read by `storage/written`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Connection,
    or_,
    select,
    update,
)

from base.answer import Answer
from base.language import Lang
from base.wire import dumped, loaded
from storage.posting import outbox
from storage.upsert import insert_into


class State(StrEnum):
    """How far a write has come. UNKNOWN was attempted and may have been carried out."""

    PENDING = "pending"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"


OPEN = (State.PENDING.value, State.CLAIMED.value, State.UNKNOWN.value)


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
