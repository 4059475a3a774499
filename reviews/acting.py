"""Doing something to an action item: who may, what follows, one event in one unit of work."""

from datetime import date

from base.action import Action, Event, Move, State
from base.language import msg
from base.refusal import Refusal
from base.rights import Actor, Scope, Verb, can
from base.schedule import Level
from reviews.actions import OwnWork, Wish, asks_to_choose, folded, move
from storage import actions
from storage.engine import Work
from storage.people import teams_of

# What the owner does himself; whoever leads him may do it for him when he is not there.
_OWN = frozenset(
    {
        Move.ACCEPT,
        Move.DECLINE,
        Move.START,
        Move.CLAIM,
        Move.REDATE,
        Move.STUCK,
        Move.SNOOZE,
        Move.SPLIT,
        Move.WAIT,
    }
)
_VERIFIERS = frozenset({Move.VERIFY, Move.SEND_BACK})
_GOOD = frozenset({State.VERIFIED, State.EFFECTIVE})
_SEEN_BY = frozenset({Move.COMMENT, Move.EVIDENCE})
# Only time and figures bring these about.
_BOT = frozenset({Move.MEASURE, Move.ESCALATE, Move.POSTED})


def scope_of_action(work: Work, action: Action, on: date) -> Scope:
    """Return what rights to an item are asked about; one of a person alone has no team."""
    team = action.team or None
    if action.level is Level.PERSON:
        team = None
    return Scope(action.owner, teams_of(work, action.owner, on), team)


def sees(work: Work, actor: Actor, action: Action, on: date) -> bool:
    """Say whether somebody may see an item: its people, its team, whoever leads or oversees."""
    if actor.person > 0 and actor.person in (action.owner, action.verifier, action.created_by):
        return True
    return can(actor, Verb.SEE_ACTION, scope_of_action(work, action, on))


def may(work: Work, actor: Actor, wanted: Move, action: Action, on: date) -> bool:
    """Say whether somebody may make a move, as far as rights go."""
    if wanted in _BOT:
        return actor.person == 0
    if wanted in _SEEN_BY:
        return sees(work, actor, action, on)
    if can(actor, Verb.RUN_ACTION, scope_of_action(work, action, on)):
        return True
    if wanted is Move.CLOSE and action.state in _GOOD:
        # Somebody else has verified it, and nothing speaks against it: whoever it was may.
        return actor.person > 0 and actor.person in (action.owner, action.verifier)
    if wanted in _VERIFIERS:
        return actor.person > 0 and actor.person == action.verifier
    if wanted in _OWN:
        return actor.person > 0 and actor.person == action.owner
    if wanted is Move.DROP and asks_to_choose(action) and actor.person == action.owner > 0:
        # He is asked himself: do it, drop it or split it?
        return True
    # What nobody has taken on yet, whoever proposed it may take back or put right.
    mine = actor.person > 0 and actor.person == action.created_by
    return mine and action.state is State.PROPOSED


def act(work: Work, actor: Actor, number: int, wish: Wish, on: date) -> Action:
    """Make a move; return the item as it stands then.

    Raises Refusal for an item that is not there or not to be seen or moved by him; OwnWork and what
    `reviews.actions.move` raises for a move that does not fit; storage.actions.StaleError where the
    item has moved on meanwhile.
    """
    action = seen(work, actor, number, on)
    if wish.move in _VERIFIERS and actor.person > 0 and actor.person == action.owner:
        raise OwnWork
    if not may(work, actor, wish.move, action, on):
        raise Refusal(msg("action.not_yours", number=str(number)))
    return actions.append(work, move(action, wish), folded)


def seen(work: Work, actor: Actor, number: int, on: date) -> Action:
    """Return an item. Raises Refusal where there is none that he may see."""
    action = actions.read(work, number, folded)
    if action is None or not sees(work, actor, action, on):
        # Whether it exists is nobody else's business.
        raise Refusal(msg("action.no_such", number=str(number)))
    return action


def by_bot(work: Work, action: Action, wish: Wish) -> Action:
    """Append what time or figures have brought about; raises as `act` does but for rights."""
    return actions.append(work, move(action, wish), folded)


def history(work: Work, number: int) -> list[Event]:
    """Return everything that happened to an item."""
    return actions.events_of(work, number)
