"""What may become of an action item: which moves are legal from where, by whom, and what they do.

Pure: an item is folded from its events, and every change is one more event. Whoever called an item
done may not verify it; nothing is closed that nobody verified.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from base.action import OPEN, Action, Event, Move, State
from base.action_events import after, folded, measure_data, measure_of, numbers, proposed

# What others know by this module beside the rules.
__all__ = [
    "MOST_REDATES",
    "TODO",
    "IllegalMove",
    "Missing",
    "OwnWork",
    "Wish",
    "after",
    "asks_to_choose",
    "folded",
    "legal",
    "may_close",
    "measure_data",
    "measure_of",
    "move",
    "numbers",
    "proposed",
]

TODO = frozenset({State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS})
# So many new dates, and the item itself is in question.
MOST_REDATES = 3
_TODO = (State.ACCEPTED, State.IN_PROGRESS)
_LEAST_PARTS = 2
_JUDGED = (State.EFFECTIVE, State.NOT_EFFECTIVE, State.CANNOT_TELL)

# Move -> from where it is legal, and where it leads; None stays where it is.
_LEGAL: Mapping[Move, tuple[tuple[State, ...], State | None]] = MappingProxyType(
    {
        Move.ACCEPT: ((State.PROPOSED,), State.ACCEPTED),
        Move.DECLINE: ((State.PROPOSED,), None),
        Move.START: ((State.ACCEPTED,), State.IN_PROGRESS),
        Move.CLAIM: (_TODO, State.DONE_CLAIMED),
        Move.SEND_BACK: ((State.DONE_CLAIMED,), State.IN_PROGRESS),
        Move.VERIFY: ((State.DONE_CLAIMED,), State.VERIFIED),
        Move.MEASURE: ((State.VERIFIED, *_JUDGED), None),
        Move.CLOSE: ((State.VERIFIED, *_JUDGED), State.CLOSED),
        Move.REOPEN: ((*_JUDGED, State.CLOSED, State.DROPPED), State.IN_PROGRESS),
        Move.DROP: (tuple(sorted(OPEN)), State.DROPPED),
        Move.MERGE: ((State.PROPOSED, *_TODO), State.MERGED),
        Move.SPLIT: ((State.PROPOSED, *_TODO), State.MERGED),
        Move.WAIT: ((State.PROPOSED, *_TODO), None),
        Move.REDATE: ((State.PROPOSED, *_TODO), None),
        Move.REASSIGN: (tuple(sorted(OPEN)), None),
        Move.SET_VERIFIER: (tuple(sorted(OPEN)), None),
        Move.STUCK: (_TODO, None),
        Move.ESCALATE: ((State.PROPOSED, *_TODO, State.DONE_CLAIMED), None),
        Move.SNOOZE: (tuple(sorted(OPEN)), None),
        Move.COMMENT: (tuple(State), None),
        Move.EVIDENCE: ((*_TODO, State.DONE_CLAIMED), None),
        Move.EDIT: ((State.PROPOSED, *_TODO), None),
        Move.POSTED: (tuple(State), None),
    }
)


class IllegalMove(Exception):  # noqa: N818 - an answer to the person, not a fault of ours
    """A move that an item's state does not allow; `legal` are those that it does."""

    def __init__(self, move: Move, state: State, legal: tuple[Move, ...]) -> None:
        super().__init__(f"{move} from {state}")
        self.move, self.state, self.legal = move, state, legal


class Missing(Exception):  # noqa: N818 - an answer to the person, not a fault of ours
    """A move without something it needs: "evidence", "reason", "date", "person", "into", "parts"
    or "other"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class OwnWork(Exception):  # noqa: N818 - an answer to the person, not a fault of ours
    """Somebody would verify what is his own: the owner, or whoever called it done."""


def legal(action: Action) -> tuple[Move, ...]:
    """Return the moves that an item's state allows, closing only what may be closed."""
    found = [move for move, (states, _) in _LEGAL.items() if action.state in states]
    return tuple(move for move in found if move is not Move.CLOSE or may_close(action))


def may_close(action: Action) -> bool:
    """Say whether an item may be closed: verified, and its effect looked at where it can be."""
    if action.state is State.VERIFIED:
        return action.measure is None
    return action.state in _JUDGED


def asks_to_choose(action: Action) -> bool:
    """Say whether an item was given so many new dates that it is in question: do, drop, split?"""
    return action.redates >= MOST_REDATES and action.state in TODO


@dataclass(frozen=True)
class Wish:
    """What somebody wants to happen: `data` as in `Event`. Dates are ISO text, people numbers."""

    move: Move
    who: int
    at: datetime
    note: str = ""
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def move(action: Action, wish: Wish) -> Event:
    """Return the event that a wish becomes.

    Raises IllegalMove, Missing for what the move needs, OwnWork for who verifies his own work.
    """
    states, leads_to = _LEGAL[wish.move]
    if action.state not in states or (wish.move is Move.CLOSE and not may_close(action)):
        raise IllegalMove(wish.move, action.state, legal(action))
    _NEEDS.get(wish.move, _nothing)(action, wish)
    state = leads_to or action.state
    if wish.move is Move.MEASURE:
        state = State(wish.data["verdict"])
    return Event(
        action.id, action.version + 1, wish.at, wish.who, wish.move, state, wish.note, wish.data
    )


def _nothing(_action: Action, _wish: Wish) -> None: ...


def _reason(_action: Action, wish: Wish) -> None:
    if not wish.note.strip():
        raise Missing("reason")


def _evidence(action: Action, wish: Wish) -> None:
    if not (action.evidence or wish.note.strip() or wish.data.get("link")):
        raise Missing("evidence")


def _by_another(action: Action, wish: Wish) -> None:
    if wish.who in (action.owner, action.claimed_by):
        raise OwnWork


def _sent_back(action: Action, wish: Wish) -> None:
    _by_another(action, wish)
    _reason(action, wish)


def _date(action: Action, wish: Wish) -> None:
    if not wish.data.get("due") or date.fromisoformat(wish.data["due"]) == action.due:
        raise Missing("date")
    _reason(action, wish)


def _person(action: Action, wish: Wish) -> None:
    if not wish.data.get("owner") or int(wish.data["owner"]) == action.owner:
        raise Missing("person")


def _verifier(action: Action, wish: Wish) -> None:
    chosen = wish.data.get("verifier", "")
    if not chosen:
        raise Missing("person")
    if int(chosen) in (action.owner, action.claimed_by):
        raise OwnWork


def _closing(action: Action, wish: Wish) -> None:
    # What worked speaks for itself; whatever else is closed takes a sentence.
    if action.state in (State.NOT_EFFECTIVE, State.CANNOT_TELL):
        _reason(action, wish)


def _into(action: Action, wish: Wish) -> None:
    if not wish.data.get("into") or int(wish.data["into"]) == action.id:
        raise Missing("into")


def _parts(_action: Action, wish: Wish) -> None:
    if len(numbers(wish.data.get("parts"))) < _LEAST_PARTS:
        raise Missing("parts")


def _others(action: Action, wish: Wish) -> None:
    if "for" not in wish.data or action.id in numbers(wish.data["for"]):
        raise Missing("other")


_NEEDS: Mapping[Move, Callable[[Action, Wish], None]] = MappingProxyType(
    {
        Move.DECLINE: _reason,
        Move.CLAIM: _evidence,
        Move.SEND_BACK: _sent_back,
        Move.VERIFY: _by_another,
        Move.CLOSE: _closing,
        Move.DROP: _reason,
        Move.MERGE: _into,
        Move.SPLIT: _parts,
        Move.WAIT: _others,
        Move.REDATE: _date,
        Move.REASSIGN: _person,
        Move.SET_VERIFIER: _verifier,
        Move.STUCK: _reason,
        Move.COMMENT: _reason,
    }
)
