"""Action items as data: what was decided, who does it by when, and everything that became of it.

An item is what its events made of it (`base/action_events`); `reviews/actions` says which may
follow which. Escalating, handing on and giving a new date are events, not states.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from base.schedule import Level


class State(StrEnum):
    """How far an item has come."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE_CLAIMED = "done_claimed"
    VERIFIED = "verified"
    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not_effective"
    CANNOT_TELL = "cannot_tell"
    CLOSED = "closed"
    DROPPED = "dropped"
    MERGED = "merged"


# Somebody still has to do something.
OPEN = frozenset({State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS, State.DONE_CLAIMED})
# Verified: time or a look at the figures is what it waits for.
WATCHED = frozenset({State.VERIFIED, State.EFFECTIVE, State.NOT_EFFECTIVE, State.CANNOT_TELL})
ENDED = frozenset({State.CLOSED, State.DROPPED, State.MERGED})


class Move(StrEnum):
    """What can happen to an item."""

    PROPOSE = "propose"
    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    CLAIM = "claim"
    SEND_BACK = "send_back"
    VERIFY = "verify"
    MEASURE = "measure"
    CLOSE = "close"
    REOPEN = "reopen"
    DROP = "drop"
    MERGE = "merge"
    SPLIT = "split"
    REDATE = "redate"
    REASSIGN = "reassign"
    SET_VERIFIER = "set_verifier"
    STUCK = "stuck"
    WAIT = "wait"
    ESCALATE = "escalate"
    SNOOZE = "snooze"
    COMMENT = "comment"
    EVIDENCE = "evidence"
    EDIT = "edit"
    POSTED = "posted"


@dataclass(frozen=True)
class Measure:
    """What shows whether it worked: a metric of some cut, and where it should come.

    `only` are members by cut ("team": ("3",)), as storage knows them. `target` is in the metric's
    raw unit (rates 0-1, seconds, decimal money), `below` says that it should fall to it. At `check`
    the bot looks.
    """

    metric: str
    only: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    target: float | None = None
    below: bool = False
    check: date | None = None


@dataclass(frozen=True)
class Evidence:
    """What shows that it was done: words, a link, or a file of the chat; from whom and when."""

    who: int
    at: datetime
    text: str = ""
    link: str = ""


@dataclass(frozen=True)
class Action:
    """An item as it stands. People and teams are numbers of storage; `owner` is one person.

    `first_due` is the date that was first promised, `redates` how often another one was.
    `claimed_by` says who called it done; `stuck` names the obstacle, "" where there is none.
    `last_reason` is why it was given its last date, reopened or dropped, by `reason_by`.
    `escalated` counts how far up help was asked for (0 none, 1 the lead, 2 the next level).
    `thread` is where everything about it is said: channel and `ts` in the chat. `previous` is the
    item that this one replaces, `merged_into` the one that took it in, `parts` those it was split
    into (it counts as merged into these). It cannot go on before those in `waits` are done.
    `version` is the number of its last event.
    """

    id: int
    wording: str
    owner: int
    due: date
    first_due: date
    created_at: datetime
    created_by: int
    state: State = State.PROPOSED
    version: int = 0
    level: Level = Level.GROUP
    team: int = 0
    verifier: int | None = None
    problem: str = ""
    link: str = ""
    born: str = ""
    measure: Measure | None = None
    redates: int = 0
    evidence: tuple[Evidence, ...] = ()
    claimed_by: int | None = None
    claimed_at: datetime | None = None
    verified_at: datetime | None = None
    ended_at: datetime | None = None
    stuck: str = ""
    stuck_since: date | None = None
    escalated: int = 0
    snoozed_until: date | None = None
    last_reason: str = ""
    reason_by: int = 0
    verdict: str = ""
    channel: str = ""
    thread: str = ""
    merged_into: int | None = None
    parts: tuple[int, ...] = ()
    waits: tuple[int, ...] = ()
    previous: int | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened to an item. `who` is a person, 0 for the bot itself.

    `state` is the one it led to; `note` is in people's words, `data` what machines need of it, as
    text. `seq` counts from 1 in each item.
    """

    action: int
    seq: int
    at: datetime
    who: int
    move: Move
    state: State
    note: str = ""
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
