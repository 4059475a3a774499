"""Action items as rows: their events, which are what is true, and how each stands, for lists.

An event is appended under the number that follows the last one its writer has seen: of two who move
the same item at once, the second is told to look again.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from base.action import OPEN, Action, Event, Move, State
from storage.posting import action, action_event, action_wait
from storage.upsert import insert_into

# What events make of an item: the rules live above this room.
Fold: TypeAlias = Callable[[Iterable[Event]], Action]


class StaleError(Exception):
    """The item has moved on since it was read."""


def number_of_new(work: Connection, first: Callable[[int], Event], fold: Fold) -> Action:
    """Keep a new item; `first` makes its first event from its number. Return it."""
    # The row first, for its number; what stands in it follows from the event.
    blank = {
        "state": State.PROPOSED.value, "version": 0, "wording": "", "owner": 0, "level": "",
        "team": 0, "due": date.min, "created_at": first(0).at,
    }  # fmt: skip
    number = int(work.execute(insert(action).values(blank).returning(action.c.id)).scalar_one())
    return append(work, first(number), fold)


def append(work: Connection, event: Event, fold: Fold) -> Action:
    """Append an event; return the item as it stands then. Raises StaleError."""
    fresh = insert_into(work, action_event).values(
        action_id=event.action,
        seq=event.seq,
        at=event.at,
        who=event.who,
        move=event.move.value,
        state=event.state.value,
        note=event.note,
        data=json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True),
    )
    done = fresh.on_conflict_do_nothing().returning(action_event.c.seq)
    if work.execute(done).first() is None:
        raise StaleError(f"item {event.action} has an event {event.seq}")
    found = fold(events_of(work, event.action))
    _stands(work, found)
    if event.move in (Move.PROPOSE, Move.WAIT):
        _waits(work, found)
    return found


def _stands(work: Connection, found: Action) -> None:
    values = {
        "state": found.state.value,
        "version": found.version,
        "wording": found.wording,
        "owner": found.owner,
        "verifier": found.verifier,
        "level": found.level.value,
        "team": found.team,
        "due": found.due,
        "check_on": found.measure.check if found.measure else None,
        "channel": found.channel,
        "thread": found.thread,
        "born": found.born,
        "created_at": found.created_at,
        "ended_at": found.ended_at,
    }
    work.execute(update(action).where(action.c.id == found.id).values(values))


def _waits(work: Connection, found: Action) -> None:
    work.execute(delete(action_wait).where(action_wait.c.action_id == found.id))
    rows = [{"action_id": found.id, "waits_for": other} for other in found.waits]
    if rows:
        work.execute(insert(action_wait), rows)


def events_of(work: Connection, number: int) -> list[Event]:
    """Return the events of an item in their order; none for one that does not exist."""
    query = select(action_event).where(action_event.c.action_id == number)
    return [_event(row) for row in work.execute(query.order_by(action_event.c.seq))]


def read(work: Connection, number: int, fold: Fold) -> Action | None:
    """Return an item, None where there is none of that number."""
    events = events_of(work, number)
    return fold(events) if events else None


def found(
    work: Connection,
    fold: Fold,
    *,
    states: Collection[State] = OPEN,
    owners: Collection[int] | None = None,
    verifier: int | None = None,
    teams: Collection[int] | None = None,
    due_from: date | None = None,
    due_before: date | None = None,
    check_before: date | None = None,
    most: int = 10_000,
) -> list[Action]:
    """Return the items that fit everything given, by due date; ends of dates are exclusive."""
    query = select(action.c.id).where(action.c.state.in_([state.value for state in states]))
    if owners is not None:
        query = query.where(action.c.owner.in_(owners))
    if verifier is not None:
        query = query.where(action.c.verifier == verifier)
    if teams is not None:
        query = query.where(action.c.team.in_(teams))
    if due_from is not None:
        query = query.where(action.c.due >= due_from)
    if due_before is not None:
        query = query.where(action.c.due < due_before)
    if check_before is not None:
        query = query.where(action.c.check_on < check_before)
    numbers = list(work.execute(query.order_by(action.c.due, action.c.id).limit(most)).scalars())
    return folded_all(work, numbers, fold)


def found_as_of(work: Connection, fold: Fold, at: datetime, kept: timedelta) -> list[Action]:
    """Return the items there were at a moment, as they stood then; not those ended longer before
    than is `kept`.
    """
    lately = or_(action.c.ended_at.is_(None), action.c.ended_at > at - kept)
    query = select(action.c.id).where(action.c.created_at <= at, lately).order_by(action.c.id)
    events = events_of_all(work, list(work.execute(query).scalars())).values()
    before = ([one for one in of if one.at <= at] for of in events)
    return [fold(of) for of in before if of]


def concerning(
    work: Connection, person: int, fold: Fold, states: Collection[State]
) -> list[Action]:
    """Return the items that somebody owns or has to verify, by due date."""
    mine = or_(action.c.owner == person, action.c.verifier == person)
    where = mine, action.c.state.in_([state.value for state in states])
    query = select(action.c.id).where(*where).order_by(action.c.due, action.c.id)
    return folded_all(work, list(work.execute(query).scalars()), fold)


def folded_all(work: Connection, numbers: Sequence[int], fold: Fold) -> list[Action]:
    """Return items in the order of their numbers given, from one reading of their events."""
    return [fold(events) for events in events_of_all(work, numbers).values()]


def events_of_all(work: Connection, numbers: Sequence[int]) -> dict[int, list[Event]]:
    """Return the events of items by number, in the order given; who has none is left out."""
    by_item: dict[int, list[Event]] = {number: [] for number in numbers}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        query = (
            select(action_event)
            .where(action_event.c.action_id.in_(part))
            .order_by(action_event.c.action_id, action_event.c.seq)
        )
        for row in work.execute(query):
            by_item[row.action_id].append(_event(row))
    return {number: events for number, events in by_item.items() if events}


def of_thread(work: Connection, channel: str, thread: str) -> int | None:
    """Return the item that a thread of the chat belongs to."""
    where = action.c.channel == channel, action.c.thread == thread
    return work.execute(select(action.c.id).where(*where)).scalar()


def moved_between(
    work: Connection,
    moves: Collection[Move],
    start: Any,
    end: Any,
    teams: Collection[int] | None = None,
) -> list[Event]:
    """Return the events of some kinds between two moments, the end left out, by time.

    With `teams` only those of items that are theirs now.
    """
    query = (
        select(action_event)
        .where(
            action_event.c.move.in_([move.value for move in moves]),
            action_event.c.at >= start,
            action_event.c.at < end,
        )
        .order_by(action_event.c.at, action_event.c.action_id, action_event.c.seq)
    )
    if teams is not None:
        query = query.join(action, action.c.id == action_event.c.action_id)
        query = query.where(action.c.team.in_(teams))
    return [_event(row) for row in work.execute(query)]


def counted(work: Connection) -> dict[str, int]:
    """Return how many items stand in each state."""
    query = select(action.c.state, func.count()).group_by(action.c.state)
    return {row[0]: int(row[1]) for row in work.execute(query)}


def _event(row: Row[Any]) -> Event:
    return Event(
        action=row.action_id,
        seq=row.seq,
        at=row.at,
        who=row.who,
        move=Move(row.move),
        state=State(row.state),
        note=row.note,
        data=json.loads(row.data),
    )
