"""What became of what was promised: completion, age, new dates, effect; of a team or one person.

Counted from the items and their events, never kept. Always one whole (a team, the department, one
person) beside its own earlier periods: nobody is ranked, teams are not set against each other.

- Completion: of the items whose due date lies in a period, how many were verified by that date.
  A date that was moved before it came counts where it was moved to; one that had passed was missed,
  whatever came after. How often dates were moved is told beside it.
  What was dropped or merged before it fell due, and what nobody took on, was not due.
- Effect: of the items that were judged effective or not, how many were effective. "Cannot tell" is
  counted apart: it says nothing of the item.

Items of one person alone (discipline) belong to no team's account.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from base.action import OPEN, Action, Event, Move, State
from base.clock import DEFAULT_ZONE
from base.schedule import Level
from reviews.actions import after, folded
from storage import actions
from storage.engine import Work

_NEVER_DUE = frozenset({State.PROPOSED, State.DROPPED, State.MERGED})
_NEW_DATES = (Move.REDATE, Move.REOPEN)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_VERDICTS = (State.EFFECTIVE, State.NOT_EFFECTIVE, State.CANNOT_TELL)


@dataclass(frozen=True)
class Completion:
    """How many items were due in a period, and how many of them were verified in time."""

    verified: int
    due: int

    @property
    def rate(self) -> float | None:
        """Return the share (0-1), None where nothing was due."""
        return self.verified / self.due if self.due else None


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


def completion(
    work: Work,
    start: date,
    end: date,
    team: int | None = None,
    owner: int | None = None,
    zone: str = DEFAULT_ZONE,
    as_of: datetime | None = None,
) -> Completion:
    """Return the completion of the items due between two days, both inclusive.

    Of a team, of one owner, or of everybody. `zone` decides on which day something was verified.
    With `as_of` what happened later is left out.
    """
    after_end, teams = end + timedelta(days=1), None if team is None else (team,)
    found = actions.found(
        work, folded, states=tuple(State), teams=teams, due_from=start, due_before=after_end
    )
    moved = actions.moved_between(work, _NEW_DATES, _midnight(start, zone), _NEVER, teams)
    numbers = sorted({item.id for item in found} | {event.action for event in moved})
    verified = due = 0
    for all_of in actions.events_of_all(work, numbers).values():
        events = [event for event in all_of if as_of is None or event.at <= as_of]
        if not events or not _belongs(folded(events), team, owner):
            continue
        kept = [in_time for on, in_time in _came_due(events, zone) if start <= on <= end]
        due += bool(kept)
        verified += bool(kept) and all(kept)
    return Completion(verified, due)


def _came_due(events: Iterable[Event], zone: str) -> Iterator[tuple[date, bool]]:
    """Yield the dates of an item that came, with whether it was verified by then."""
    item: Action | None = None
    for event in events:
        if item is not None and event.move in _NEW_DATES and event.data.get("due"):
            passed = item.due < event.at.astimezone(ZoneInfo(zone)).date()
            if passed and _was_due(item):
                yield item.due, _in_time(item, zone)
        item = after(item, event)
    if item is not None and _was_due(item):
        yield item.due, _in_time(item, zone)


def _counts(item: Action, owner: int | None) -> bool:
    return owner is not None or item.level is not Level.PERSON


def _was_due(item: Action) -> bool:
    if item.state in _NEVER_DUE:
        # Given up only after its date had come: that date was missed.
        return item.ended_at is not None and item.ended_at.date() > item.due
    return True


def _in_time(item: Action, zone: str) -> bool:
    if item.verified_at is None:
        return False
    return item.verified_at.astimezone(ZoneInfo(zone)).date() <= item.due


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
        if _counts(item, owner)
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
    first, last = _midnight(start, zone), _midnight(end + timedelta(days=1), zone)
    return actions.moved_between(work, moves, first, last)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _of(work: Work, events: Iterable[Event], team: int | None, owner: int | None) -> list[Event]:
    """Return the events of the items that belong to a team or an owner as they stand today."""
    found = list(events)
    numbers = sorted({event.action for event in found})
    items = {item.id: item for item in actions.folded_all(work, numbers, folded)}
    return [event for event in found if _belongs(items[event.action], team, owner)]


def _belongs(item: Action, team: int | None, owner: int | None) -> bool:
    if owner is not None and item.owner != owner:
        return False
    return _counts(item, owner) and team in (None, item.team)
