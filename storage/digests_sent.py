"""What somebody's daily messages have told him, as far as they were sent and are still kept."""

from datetime import date

from sqlalchemy import Connection, select

from base.answer import Answer
from base.wire import loaded
from storage.outbox import State
from storage.posting import occurrence, outbox, schedule


def digest_key(person: int) -> str:
    """Return the key of a person's own schedule."""
    return f"digest.{person}"


def gets_digest(work: Connection, person: int) -> bool:
    """Say whether somebody gets a daily message at all: is in the chat, and did not turn it off."""
    where = schedule.c.key == digest_key(person), ~schedule.c.removed, ~schedule.c.paused
    return work.execute(select(schedule.c.id).where(*where)).first() is not None


def digests_sent(
    work: Connection, person: int, after: date, before: date
) -> list[tuple[date, Answer]]:
    """Return what was sent to somebody on days between two, both left out, by day."""
    query = (
        select(occurrence.c.day, outbox.c.answer)
        .join(outbox, outbox.c.occurrence_id == occurrence.c.id)
        .join(schedule, schedule.c.id == occurrence.c.schedule_id)
        .where(
            schedule.c.key == digest_key(person),
            occurrence.c.day > after,
            occurrence.c.day < before,
            outbox.c.state == State.SENT.value,
            outbox.c.parent_id.is_(None),
            outbox.c.target_id.is_(None),
        )
        .order_by(occurrence.c.day)
    )
    return [(row.day, loaded(row.answer)) for row in work.execute(query)]
