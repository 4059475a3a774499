"""Which action items a reminder, a handover or a job looks at: their numbers, oldest due first."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from base.action import OPEN, Move, State
from storage.posting import action, action_event, action_wait
from storage.tables import membership

_OPEN = tuple(state.value for state in OPEN)
_TODO = (State.PROPOSED.value, State.ACCEPTED.value, State.IN_PROGRESS.value)


def _numbers(work: Connection, *where: ColumnElement[bool]) -> list[int]:
    query = select(action.c.id).where(*where).order_by(action.c.due, action.c.id)
    return list(work.execute(query).scalars())


def of_person(work: Connection, person: int) -> list[int]:
    """Return the open items that somebody owns, has to verify, or proposed to another."""
    proposed = exists().where(
        action_event.c.action_id == action.c.id,
        action_event.c.seq == 1,
        action_event.c.who == person,
    )
    unaccepted = (action.c.state == State.PROPOSED.value) & proposed
    mine = or_(action.c.owner == person, action.c.verifier == person, unaccepted)
    return _numbers(work, action.c.state.in_(_OPEN), mine)


def without_verifier(work: Connection, owners: Collection[int]) -> list[int]:
    """Return what some people called done and nobody in particular has to verify."""
    return _numbers(
        work,
        action.c.state == State.DONE_CLAIMED.value,
        action.c.verifier.is_(None),
        action.c.owner.in_(owners),
    )


def overdue(work: Connection, before: date) -> list[int]:
    """Return the items to be done whose due date lies before a day."""
    return _numbers(work, action.c.state.in_(_TODO), action.c.due < before)


def asked_about(work: Connection, person: int) -> list[int]:
    """Return the items to be done for which somebody was ever asked to help."""
    asked = exists().where(
        action_event.c.action_id == action.c.id,
        action_event.c.move == Move.ESCALATE.value,
        # As `append` writes it: whoever asks looks again at the event itself.
        action_event.c.data.contains(f'"person": "{person:d}"', autoescape=True),
    )
    return _numbers(work, action.c.state.in_(_TODO), asked)


def left_behind(work: Connection, today: date) -> list[int]:
    """Return the open items whose owner or verifier works here no more: all his teams ended."""
    ended = (
        select(membership.c.person_id)
        .group_by(membership.c.person_id)
        .having(func.max(membership.c.valid_to) < today)
    )
    gone = or_(action.c.owner.in_(ended), action.c.verifier.in_(ended))
    return _numbers(work, action.c.state.in_(_OPEN), gone)


def any_ever(work: Connection, by: datetime | None = None) -> bool:
    """Say whether there has ever been an item, by a moment or by now."""
    query = select(action.c.id).limit(1)
    query = query if by is None else query.where(action.c.created_at <= by)
    return work.execute(query).first() is not None


def in_the_way(work: Connection, numbers: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return of items those that they wait for and that are still to be done, by due date."""
    query = (
        select(action_wait.c.action_id, action_wait.c.waits_for)
        .join(action, action.c.id == action_wait.c.waits_for)
        .where(action_wait.c.action_id.in_(numbers), action.c.state.in_(_TODO))
        .order_by(action.c.due, action.c.id)
    )
    return _by_first(work, query)


def waiting_for(work: Connection, numbers: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return of items those still to be done that wait for them, by due date."""
    query = (
        select(action_wait.c.waits_for, action_wait.c.action_id)
        .join(action, action.c.id == action_wait.c.action_id)
        .where(action_wait.c.waits_for.in_(numbers), action.c.state.in_(_TODO))
        .order_by(action.c.due, action.c.id)
    )
    return _by_first(work, query)


def _by_first(work: Connection, query: Select[int, int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for row in work.execute(query):
        found[row[0]] = (*found.get(row[0], ()), row[1])
    return found
