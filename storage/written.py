"""What stands in the outbox: messages that were put in, what they say, how much is under way.

Reads, and lets what nobody has begun with say something newer; old rows are forgotten here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, exists, func, or_, select, update

from base.answer import Answer
from base.language import Lang
from base.wire import dumped
from storage.outbox import OPEN, State
from storage.posting import outbox


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


def message_of(work: Connection, number: int) -> str:
    """Return the `ts` that is kept of a row's message, "" for none."""
    return work.execute(select(outbox.c.ts).where(outbox.c.id == number)).scalar() or ""


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
        .where(outbox.c.target_id == one.id, outbox.c.state.in_(OPEN))
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
        .where(or_(outbox.c.state.in_(OPEN), lately))
        .group_by(outbox.c.state)
    )
    rows = list(work.execute(query))
    open_since = [since for state, _, since in rows if state in OPEN]
    return Backlog({state: int(count) for state, count, _ in rows}, min(open_since, default=None))


def open_since(work: Connection) -> datetime | None:
    """Return since when the oldest open write is due; cheap enough to be asked every second."""
    query = select(func.min(outbox.c.due_at)).where(outbox.c.state.in_(OPEN))
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


def beginning(work: Connection, prefix: str) -> tuple[str, ...]:
    """Return the keys that begin so, of messages alone: changes of them are left out."""
    where = outbox.c.key.startswith(prefix, autoescape=True), outbox.c.target_id.is_(None)
    return tuple(work.execute(select(outbox.c.key).where(*where)).scalars())


def of_key(work: Connection, key: str) -> Posted | None:
    """Return the message that was put in under a key, None where it is there no more."""
    row = work.execute(select(outbox).where(outbox.c.key == key)).first()
    if row is None:
        return None
    return Posted(
        row.id, row.key, row.lane, Lang(row.lang), row.parent_id, row.fingerprint,
        State(row.state), row.owner,
    )  # fmt: skip
