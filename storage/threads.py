"""Where something is said in a thread of its own: the outbox row of the thread's first message.

The outbox forgets what was posted long ago. A thread that somebody still writes in gets its row
back, from where its first message stands.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from base.answer import Answer, Kind
from base.language import Lang, msg
from base.wire import dumped
from storage.outbox import State
from storage.posting import outbox


@dataclass(frozen=True)
class Root:
    """The row of a thread's first message, the lane it is in, and whether it could be posted."""

    id: int
    lane: str
    lang: Lang
    failed: bool


def root_of(work: Connection, key: str) -> Root | None:
    """Return the first message that was put in under a key."""
    row = work.execute(select(outbox).where(outbox.c.key == key)).first()
    if row is None:
        return None
    return Root(row.id, row.lane, Lang(row.lang), row.state == State.FAILED.value)


def anchored(work: Connection, key: str, channel: str, ts: str, lang: Lang, now: datetime) -> Root:
    """Put the row of a message that stands in the chat in again, so that it can be answered."""
    values = {
        "key": key,
        "lane": channel,
        "answer": dumped(Answer(Kind.TEXT, msg("none"))),
        "lang": lang.value,
        "state": State.SENT.value,
        "due_at": now,
        "next_at": now,
        "expires_at": now,
        "posted_in": channel,
        "ts": ts,
        "sent_at": now,
    }
    made = insert(outbox).values(values).returning(outbox.c.id)
    return Root(int(work.execute(made).scalar_one()), channel, lang, failed=False)
