"""What became of what was promised: completion, age, new dates, effect; of a team or one person.

Counted from the items and their events, never kept. Always one whole (a team, the department, one
person) beside its own earlier periods: nobody is ranked, teams are not set against each other.

- Completion: of the items whose due date lies in a period, how many were verified by that date
  (`metrics/completion` has the rule). How often dates were moved is told beside it.
- Effect: of the items that were judged effective or not, how many were effective. "Cannot tell" is
  counted apart: it says nothing of the item.

Items of one person alone (discipline) belong to no team's account.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from base.action import OPEN, Event, Move, State
from base.action_events import folded
from base.clock import DEFAULT_ZONE
from metrics.completion import belongs, counts, midnight
from storage import actions
from storage.engine import Work

_VERDICTS = (State.EFFECTIVE, State.NOT_EFFECTIVE, State.CANNOT_TELL)


@dataclass(frozen=True)
class Effect:
    """How many items were judged in a period, by the last verdict on each."""

    effective: int
    not_effective: int
    cannot_tell: int

    @property
    def measured(self) -> int:
        """Return how many could be told of."""
        return self.effective + self.not_effective

    @property
    def rate(self) -> float | None:
        """Return the share that was effective (0-1), None where none could be told of."""
        return self.effective / self.measured if self.measured else None


@dataclass(frozen=True)
class Standing:
    """The open items on a day: how many, how many past their date, and their ages in days."""

    open: int
    overdue: int
    median_age: float | None
    oldest_age: int | None


def standing(
    work: Work, today: date, team: int | None = None, owner: int | None = None
) -> Standing:
    """Return how the open items stand today; their age counts from when they were proposed."""
    found = [
        item
        for item in actions.found(
            work,
            folded,
            states=OPEN,
            owners=None if owner is None else (owner,),
            teams=None if team is None else (team,),
        )
        if counts(item, owner)
    ]
    ages = [(today - item.created_at.date()).days for item in found]
    return Standing(
        open=len(found),
        overdue=sum(item.due < today for item in found),
        median_age=float(median(ages)) if ages else None,
        oldest_age=max(ages, default=None),
    )


def redated(
    work: Work,
    start: date,
    end: date,
    team: int | None = None,
    owner: int | None = None,
    zone: str = DEFAULT_ZONE,
) -> int:
    """Return how often a new date was given between two days, both inclusive."""
    return len(_of(work, _events(work, (Move.REDATE,), start, end, zone), team, owner))


def effect(
    work: Work,
    start: date,
    end: date,
    team: int | None = None,
    owner: int | None = None,
    zone: str = DEFAULT_ZONE,
) -> Effect:
    """Return what was judged between two days, both inclusive; the last verdict on an item counts.

    Somebody who reopens an item does not undo that it had been judged.
    """
    last: dict[int, State] = {}
    for event in _of(work, _events(work, (Move.MEASURE,), start, end, zone), team, owner):
        last[event.action] = event.state
    counts = {state: sum(one is state for one in last.values()) for state in _VERDICTS}
    return Effect(*(counts[state] for state in _VERDICTS))


def _events(work: Work, moves: tuple[Move, ...], start: date, end: date, zone: str) -> list[Event]:
    first, last = midnight(start, zone), midnight(end + timedelta(days=1), zone)
    return actions.moved_between(work, moves, first, last)


def _of(work: Work, events: Iterable[Event], team: int | None, owner: int | None) -> list[Event]:
    """Return the events of the items that belong to a team or an owner as they stand today."""
    found = list(events)
    numbers = sorted({event.action for event in found})
    items = {item.id: item for item in actions.folded_all(work, numbers, folded)}
    return [event for event in found if belongs(items[event.action], team, owner)]
