"""What a review begins with: the open items of its level and team, and what became of the others.

Overdue items come first, then by due date. One that was given a third new date is in question: do
it, drop it, or split it? Items of one person alone are carried to nobody's agenda but his level's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from base.action import OPEN, Action, Move, State
from base.clock import DEFAULT_ZONE
from base.schedule import Level
from reviews.actions import asks_to_choose, folded
from storage import actions
from storage.engine import Work

_TODO = OPEN - {State.DONE_CLAIMED}


@dataclass(frozen=True)
class Carried:
    """An open item on an agenda. `late` days have passed since it was due, 0 for none.

    `first_due` and `redates` stand in the item; with `choose` it is asked: do, drop or split?
    """

    action: Action
    late: int
    choose: bool


@dataclass(frozen=True)
class CarryOver:
    """The open items in the order of the agenda, and what others came to since the last one."""

    open: tuple[Carried, ...]
    verified: tuple[Action, ...] = ()
    dropped: tuple[Action, ...] = ()


def open_items(
    work: Work,
    level: Level,
    team: int,
    on: date,
    since: date | None = None,
    zone: str = DEFAULT_ZONE,
) -> CarryOver:
    """Return what goes to the top of the agenda of a level on a day.

    `team` is the team of a group's review, 0 where a level has one review for all. `since` is the
    day of the review before (in `zone`): what was verified or dropped from then on is told too;
    without it nothing of that is.
    """
    teams = (team,) if team else None
    found = [a for a in actions.found(work, folded, teams=teams) if a.level is level]
    carried = [_carried(action, on) for action in found]
    carried.sort(key=lambda one: (-one.late, one.action.due, one.action.id))
    ended = _ended(work, level, team, since, on, zone) if since else MappingProxyType({})
    return CarryOver(tuple(carried), ended.get(Move.VERIFY, ()), ended.get(Move.DROP, ()))


def _carried(action: Action, on: date) -> Carried:
    late = max(0, (on - action.due).days) if action.state in _TODO else 0
    return Carried(action, late, asks_to_choose(action))


def _ended(
    work: Work, level: Level, team: int, since: date, on: date, zone: str
) -> Mapping[Move, tuple[Action, ...]]:
    """Return the items verified and dropped since a day, as far as they still are."""
    first = datetime.combine(since, time(), ZoneInfo(zone))
    last = datetime.combine(on, time.max, ZoneInfo(zone))
    events = actions.moved_between(work, (Move.VERIFY, Move.DROP), first, last)
    numbers = list(dict.fromkeys(event.action for event in events))
    found = actions.folded_all(work, numbers, folded)
    ours = [a for a in found if a.level is level and team in (0, a.team) and a.state not in OPEN]
    dropped = tuple(a for a in ours if a.state is State.DROPPED)
    verified = tuple(a for a in ours if a.verified_at is not None and a not in dropped)
    return {Move.VERIFY: verified, Move.DROP: dropped}
