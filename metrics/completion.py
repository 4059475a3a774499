"""决后必办率, action completion: of the items that fell due, how many were verified by that date.

A date that was moved before it came counts where it was moved to; one that had passed was missed,
whatever came after. What was dropped or merged before it fell due, and what nobody took on, was not
due. Items of one person alone (discipline) belong to no team's account. Counted from the items'
events, never kept. Source of the formula: S4 决后必办 ("every decision gets done", R24).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from base.action import Action, Event, Move, State
from base.action_events import after, folded
from base.clock import DEFAULT_ZONE
from base.schedule import Level
from storage import actions
from storage.engine import Work

_NEVER_DUE = frozenset({State.PROPOSED, State.DROPPED, State.MERGED})
_NEW_DATES = (Move.REDATE, Move.REOPEN)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Completion:
    """How many items were due in a period, and how many of them were verified in time."""

    verified: int
    due: int

    @property
    def rate(self) -> float | None:
        """Return the share (0-1), None where nothing was due."""
        return self.verified / self.due if self.due else None


class CameDue(NamedTuple):
    """An item as it stands now, and a date of it that came; was it verified by then?"""

    item: Action
    on: date
    in_time: bool


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
    teams = None if team is None else (team,)
    found = came_due(work, start, end, teams, zone, as_of)
    return counted(one for one in found if belongs(one.item, team, owner))


def counted(came: Iterable[CameDue]) -> Completion:
    """Return the completion of dates that came: an item counts once, in time if it always was."""
    of_item: dict[int, bool] = {}
    for one in came:
        of_item[one.item.id] = of_item.get(one.item.id, True) and one.in_time
    return Completion(sum(of_item.values()), len(of_item))


def came_due(
    work: Work,
    start: date,
    end: date,
    teams: tuple[int, ...] | None = None,
    zone: str = DEFAULT_ZONE,
    as_of: datetime | None = None,
) -> Iterator[CameDue]:
    """Yield the dates between two days, both inclusive, on which items fell due."""
    after_end = end + timedelta(days=1)
    found = actions.found(
        work, folded, states=tuple(State), teams=teams, due_from=start, due_before=after_end
    )
    moved = actions.moved_between(work, _NEW_DATES, midnight(start, zone), _NEVER, teams)
    numbers = sorted({item.id for item in found} | {event.action for event in moved})
    for all_of in actions.events_of_all(work, numbers).values():
        events = [event for event in all_of if as_of is None or event.at <= as_of]
        if not events:
            continue
        item = folded(events)
        for on, in_time in _dates(events, zone):
            if start <= on <= end:
                yield CameDue(item, on, in_time)


def _dates(events: Iterable[Event], zone: str) -> Iterator[tuple[date, bool]]:
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


def belongs(item: Action, team: int | None, owner: int | None) -> bool:
    """Say whether an item counts for a team, an owner, or everybody where neither is given."""
    if owner is not None and item.owner != owner:
        return False
    return counts(item, owner) and team in (None, item.team)


def counts(item: Action, owner: int | None) -> bool:
    """Say whether an item counts: one of a single person only in his own account."""
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


def midnight(day: date, zone: str) -> datetime:
    """Return the moment a day begins in a zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
