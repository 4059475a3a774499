"""The actions in a summary: how many that were due were verified, and what stands in the way.

Nothing at all while nobody has ever promised anything. An obstacle is named, never its owner; items
of one person alone are in no summary.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from base.action import Action, State
from base.dimensions import Dim
from base.language import Days, Msg, msg
from base.post import Section
from base.schedule import Level
from metrics.completion import Completion, completion
from metrics.model import PeriodKind
from reviews.action_words import short
from reviews.actions import folded
from storage import action_lists, actions

if TYPE_CHECKING:
    from reviews.scoping import Scope
    from reviews.sections import Telling

_BEFORE = timedelta(weeks=8)
_ONE = timedelta(days=1)
_TODO = (State.ACCEPTED, State.IN_PROGRESS)
_WORDING, _OBSTACLE = 40, 60


def actions_due(telling: "Telling") -> Section | None:
    """Return how many items of the period were due and verified in time, and how it was before."""
    scope = telling.scope
    if not tells(scope) or not action_lists.any_ever(telling.work, scope.as_of):
        return None
    week = scope.period.kind is PeriodKind.WEEK
    team, at = scope.team, scope.as_of
    found = completion(telling.work, scope.period.start, scope.period.end, team, as_of=at)
    told = _told(found, week=week)
    if week and found.verified < found.due:
        start, end = scope.period.start - _BEFORE, scope.period.start - _ONE
        before = completion(telling.work, start, end, team, as_of=at).rate
        if before is not None:
            told = msg("weekly.actions.mean", told=told, rate=round(100 * before))
    return Section(msg("weekly.actions"), inline=told)


def _told(found: Completion, *, week: bool) -> Msg:
    if not found.due:
        which = "none"
    elif found.verified < found.due:
        which = "some"
    else:
        which = "all_one" if found.due == 1 else "all"
    key = f"weekly.actions.{which}" if week else f"weekly.actions.then.{which}"
    return msg(key, due=found.due, verified=found.verified)


def obstacles(telling: "Telling") -> list[Msg]:
    """Return what holds up the items that are overdue, or were given another date, oldest first."""
    scope = telling.scope
    if not tells(scope):
        return []
    found = _to_do(telling)
    held = [a for a in found if a.level is not Level.PERSON and _held(a, scope)]
    # What has an obstacle that somebody could remove comes before what is only late.
    held.sort(key=lambda a: not (a.stuck or a.redates))
    return [_obstacle(a, scope) for a in held]


def _to_do(telling: "Telling") -> list[Action]:
    """Return the items to be done, by due date; of a post that is changed, as it was told."""
    team, at = telling.scope.team, telling.scope.as_of
    if at is None:
        teams = None if team is None else (team,)
        return actions.found(telling.work, folded, states=_TODO, teams=teams)
    found = actions.found_as_of(telling.work, folded, at, timedelta())
    ours = [a for a in found if a.state in _TODO and team in (None, a.team)]
    return sorted(ours, key=lambda a: (a.due, a.id))


def tells(scope: "Scope") -> bool:
    """Say whether a summary is about a team or everybody: items belong to no shop or channel."""
    only = all(f.dim is Dim.TEAM for f in scope.filters)
    return only and (scope.team is not None or not scope.filters)


def _held(action: Action, scope: "Scope") -> bool:
    late = action.due < scope.today
    # A new date in the future is no need of help, unless the first one has passed.
    moved = bool(action.redates and action.last_reason and action.first_due < scope.today)
    return late or bool(action.stuck) or moved


def _obstacle(action: Action, scope: "Scope") -> Msg:
    wording = short(action.wording, _WORDING)
    due = Days(action.due, action.due, with_year=action.due.year != scope.today.year)
    if action.stuck:
        obstacle = short(action.stuck, _OBSTACLE).rstrip("。.")
        return msg("weekly.needs.stuck", wording=wording, obstacle=obstacle, due=due)
    if action.redates and action.last_reason and action.due >= scope.today:
        obstacle = short(action.last_reason, _OBSTACLE).rstrip("。.")
        return msg("weekly.needs.redated", wording=wording, obstacle=obstacle, due=due)
    return msg("weekly.needs.overdue", wording=wording, due=due)
