"""What the events of an action item make of it. Pure: which events may happen is `reviews/actions`.

An item is folded from its events; rooms below the rules need it to count what was done.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from base.action import ENDED, Action, Event, Evidence, Measure, Move, State
from base.schedule import Level


def numbers(text: str | None) -> tuple[int, ...]:
    """Return the numbers of items that an event's data hold: "3,5"."""
    return tuple(int(one) for one in text.split(",")) if text else ()


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
