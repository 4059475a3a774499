"""What may become of an action item: which moves are legal from where, by whom, and what they do.

Pure: an item is folded from its events, and every change is one more event. Whoever called an item
done may not verify it; nothing is closed that nobody verified.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from base.action import ENDED, OPEN, Action, Event, Evidence, Measure, Move, State
from base.schedule import Level

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


def numbers(text: str | None) -> tuple[int, ...]:
    """Return the numbers of items that an event's data hold: "3,5"."""
    return tuple(int(one) for one in text.split(",")) if text else ()


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


# -- what events make of an item -------------------------------------------------------------------


def proposed(
    number: int,
    at: datetime,
    who: int,
    data: Mapping[str, str],
    note: str = "",
) -> Event:
    """Return the first event of an item; see `after` for what `data` holds."""
    return Event(number, 1, at, who, Move.PROPOSE, State.PROPOSED, note, data)


def folded(events: Iterable[Event]) -> Action:
    """Return what events made of an item. Raises ValueError for none, or a wrong first."""
    found: Action | None = None
    for event in events:
        found = after(found, event)
    if found is None:
        raise ValueError("an item without events")
    return found


def after(action: Action | None, event: Event) -> Action:
    """Return an item after one more event."""
    if action is None:
        return _born(event)
    changed = replace(action, version=event.seq, state=event.state)
    if event.state in ENDED:
        changed = replace(changed, ended_at=event.at)
    return _AFTER.get(event.move, _same)(changed, event)


def _born(event: Event) -> Action:
    if event.move is not Move.PROPOSE:
        raise ValueError("the first event of an item proposes it")
    data = event.data
    due = date.fromisoformat(data["due"])
    return Action(
        id=event.action,
        wording=data["wording"],
        owner=int(data["owner"]),
        due=due,
        first_due=due,
        created_at=event.at,
        created_by=event.who,
        version=event.seq,
        level=Level(data.get("level", Level.GROUP.value)),
        team=int(data.get("team", "0")),
        verifier=_number(data.get("verifier")),
        problem=data.get("problem", ""),
        link=data.get("link", ""),
        born=data.get("born", ""),
        measure=measure_of(data),
        previous=_number(data.get("previous")),
        waits=numbers(data.get("waits")),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def measure_of(data: Mapping[str, str]) -> Measure | None:
    """Return the success measure that an event's data hold; None for none."""
    if not data.get("metric"):
        return None
    only = {dim: tuple(members) for dim, members in json.loads(data.get("only", "{}")).items()}
    target, check = data.get("target", ""), data.get("check", "")
    return Measure(
        data["metric"],
        MappingProxyType(only),
        float(target) if target else None,
        below=data.get("below") == "yes",
        check=date.fromisoformat(check) if check else None,
    )


def measure_data(measure: Measure | None) -> dict[str, str]:
    """Return a success measure as an event's data hold it."""
    if measure is None:
        return {"metric": ""}
    return {
        "metric": measure.metric,
        "only": json.dumps({dim: list(members) for dim, members in measure.only.items()}),
        "target": "" if measure.target is None else repr(measure.target),
        "below": "yes" if measure.below else "",
        "check": measure.check.isoformat() if measure.check else "",
    }


def _same(action: Action, _event: Event) -> Action:
    return action


def _redated(action: Action, event: Event) -> Action:
    due = date.fromisoformat(event.data["due"])
    return replace(
        action, due=due, redates=action.redates + 1, last_reason=event.note, reason_by=event.who,
        stuck="", stuck_since=None, escalated=0, snoozed_until=None,
    )  # fmt: skip


def _reassigned(action: Action, event: Event) -> Action:
    owner = int(event.data["owner"])
    # Who becomes the owner cannot be the one who verifies.
    verifier = None if action.verifier == owner else action.verifier
    return replace(action, owner=owner, verifier=verifier, escalated=0, snoozed_until=None)


def _claimed(action: Action, event: Event) -> Action:
    done = replace(action, claimed_by=event.who, claimed_at=event.at, stuck="", stuck_since=None)
    return _with_evidence(done, event) if event.note or event.data.get("link") else done


def _with_evidence(action: Action, event: Event) -> Action:
    one = Evidence(event.who, event.at, event.note, event.data.get("link", ""))
    return replace(action, evidence=(*action.evidence, one))


def _back(action: Action, _event: Event) -> Action:
    return replace(action, claimed_by=None, claimed_at=None)


def _reopened(action: Action, event: Event) -> Action:
    again = replace(
        action, claimed_by=None, claimed_at=None, verified_at=None, ended_at=None, verdict="",
        escalated=0, last_reason=event.note, reason_by=event.who,
    )  # fmt: skip
    due = event.data.get("due")
    if not due:
        return again
    return replace(again, due=date.fromisoformat(due), redates=again.redates + 1)


def _edited(action: Action, event: Event) -> Action:
    data = event.data
    changed = replace(
        action,
        wording=data.get("wording", action.wording),
        level=Level(data.get("level", action.level.value)),
        team=int(data.get("team", str(action.team))),
        problem=data.get("problem", action.problem),
    )
    return replace(changed, measure=measure_of(data)) if "metric" in data else changed


_AFTER: Mapping[Move, Callable[[Action, Event], Action]] = MappingProxyType(
    {
        Move.CLAIM: _claimed,
        Move.EVIDENCE: _with_evidence,
        Move.SEND_BACK: _back,
        Move.VERIFY: lambda a, e: replace(a, verified_at=e.at),
        Move.MEASURE: lambda a, e: replace(a, verdict=e.data["verdict"]),
        Move.REOPEN: _reopened,
        Move.REDATE: _redated,
        Move.REASSIGN: _reassigned,
        Move.SET_VERIFIER: lambda a, e: replace(a, verifier=int(e.data["verifier"])),
        Move.STUCK: lambda a, e: replace(a, stuck=e.note, stuck_since=e.at.date()),
        Move.ESCALATE: lambda a, e: replace(a, escalated=int(e.data["to"])),
        Move.SNOOZE: lambda a, e: replace(a, snoozed_until=date.fromisoformat(e.data["until"])),
        Move.EDIT: _edited,
        Move.DROP: lambda a, e: replace(a, last_reason=e.note, reason_by=e.who),
        Move.MERGE: lambda a, e: replace(a, merged_into=int(e.data["into"])),
        Move.SPLIT: lambda a, e: replace(a, parts=numbers(e.data["parts"])),
        Move.WAIT: lambda a, e: replace(a, waits=numbers(e.data["for"])),
        Move.POSTED: lambda a, e: replace(a, channel=e.data["channel"], thread=e.data["ts"]),
    }
)
