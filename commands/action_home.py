"""A person's action items on the page he finds when he opens the app, the most urgent first."""

from datetime import date

from base.action import Action, State
from base.answer import FollowUp
from base.clock import local_day
from base.language import Msg, msg
from base.rights import Actor
from commands.action_lists import mine
from commands.context import Context
from commands.home import Section
from reviews.action_words import NONE, button, dotted, due_in_words, obstacle, short
from reviews.action_words import state_in_words as state

_WITH_BUTTONS = 3
_LIST = FollowUp(msg("home.actions.all"), "/action mine")


def sections(context: Context, actor: Actor) -> tuple[Section, ...]:
    """Return how many there are, and the first ones with what can be done with each."""
    today = local_day(context.clock, actor.zone)
    with context.database.read() as work:
        groups = mine(work, actor, today)
    items = [one for group in groups for one in group.items]
    if not items:
        return (Section(msg("home.actions"), (msg("home.actions.none"),)),)
    told = [
        msg("home.actions.group", heading=group.heading, n=len(group.items))
        for group in groups
        if group.items
    ]
    head = Section(msg("home.actions"), (dotted(told),), (_LIST,))
    # What waits for somebody else is counted, and takes nobody's room.
    first = [one for one in items if _verbs(one, actor.person)][:_WITH_BUTTONS]
    return (head, *(_one(one, actor.person, today) for one in first))


def _one(item: Action, me: int, today: date) -> Section:
    heading = msg("home.actions.one", number=str(item.id), wording=short(item.wording, 120))
    told = dotted((due_in_words(item, today), _state(item, today), obstacle(item)))
    return Section(heading, (told,), tuple(button(verb, item.id) for verb in _verbs(item, me)))


def _state(item: Action, today: date) -> Msg:
    return NONE if item.state is State.IN_PROGRESS else state(item, today)


def _verbs(item: Action, me: int) -> tuple[str, ...]:
    """Return what somebody can do with an item that is his, or that waits for him."""
    match item.state:
        case State.PROPOSED:
            return ("accept", "decline", "redate")
        case State.ACCEPTED | State.IN_PROGRESS:
            return ("done", "redate", "stuck")
        case State.DONE_CLAIMED if item.owner != me:
            return ("verify", "back")
        case State.DONE_CLAIMED:
            return ()
        case _:
            return ("close",)
