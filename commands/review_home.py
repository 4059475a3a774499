"""Reviews on the page somebody finds when he opens the app: what comes up, runs, can be set up."""

from base.answer import FollowUp
from base.language import Msg, msg
from base.review import ReviewState
from base.rights import Actor
from base.schedule import What
from commands.context import Context
from commands.home import Section
from commands.review_looking import line_of
from commands.schedule_keeping import may_any, team_names, visible
from commands.schedule_telling import home_line
from reviews import meeting
from storage import reviews
from storage.engine import Work

_MOST, _BUTTONS = 3, 2


def section(context: Context, actor: Actor) -> Section | None:
    """Return the reviews that somebody is in; where there is none, how to set one up for whoever
    may; nothing for everybody else."""
    with context.database.read() as work:
        found = [
            one
            for one in reviews.in_state(work, ReviewState.RUNNING, ReviewState.AGENDA)
            if meeting.sees(actor, one)
        ][:_MOST]
        lines = tuple(line_of(work, one, context.clock.now()) for one in found)
        left = [one for one in reviews.left_to_somebody(work) if one.later == actor.person > 0]
        coming = () if lines else _coming(work, actor)
    mine = tuple(msg("review.home.left", about=one.raised.about) for one in left)
    buttons = [
        FollowUp(msg("review.button.open", number=str(one.id)), f"/review where {one.id}")
        for one in found[:_BUTTONS]
    ]
    if may_any(actor):
        buttons.append(FollowUp(msg("review.button.setup"), "/review setup"))
    if not found and not mine and not buttons:
        return None
    if found or mine or actor.person > 0:
        buttons.append(FollowUp(msg("review.button.history"), "/review history"))
    nothing = () if mine or lines or coming else (msg("review.home.none"),)
    return Section(msg("review.home"), (*mine, *lines, *coming, *nothing), tuple(buttons))


def _coming(work: Work, actor: Actor) -> tuple[Msg, ...]:
    """Return the reviews whose next agenda is not out yet, for those who may schedule them."""
    if not may_any(actor):
        return ()
    found = [one for one in visible(work, actor) if one.what is What.AGENDA and one.next_at]
    found.sort(key=lambda one: (one.paused, one.next_at))
    teams = team_names(work)
    return tuple(home_line(one, teams) for one in found[:_MOST])
