"""Action items a second time, from what was agreed on and not from the code: who, which, what then.

Small and slow on purpose. It says what must become of a wish, and follows the events that became
of it; nothing of `reviews` or `commands` may enter, but for moves it has never heard of.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from base.action import Action, Event, Move, State
from base.language import Lang

PRE, AFTER = "售前组", "售后组"
SHANGHAI, NEW_YORK, BERLIN = "Asia/Shanghai", "America/New_York", "Europe/Berlin"

PROPOSED, ACCEPTED, RUNNING = State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS
DONE, VERIFIED = State.DONE_CLAIMED, State.VERIFIED
JUDGED = {State.EFFECTIVE, State.NOT_EFFECTIVE, State.CANNOT_TELL}
OPEN = {PROPOSED, ACCEPTED, RUNNING, DONE}
TODO = {PROPOSED, ACCEPTED, RUNNING}
WATCHED = {VERIFIED, *JUDGED}
ENDED = {State.CLOSED, State.DROPPED, State.MERGED}

# proposed -> accepted -> in progress -> done claimed -> verified -> looked at -> closed, and out.
LEGAL: Mapping[str, tuple[set[State], State | None]] = {
    "accept": ({PROPOSED}, ACCEPTED),
    "decline": ({PROPOSED}, None),
    "start": ({ACCEPTED}, RUNNING),
    "done": ({ACCEPTED, RUNNING}, DONE),
    "back": ({DONE}, RUNNING),
    "verify": ({DONE}, VERIFIED),
    "close": (WATCHED, State.CLOSED),
    "reopen": ({*JUDGED, State.CLOSED, State.DROPPED}, RUNNING),
    "drop": (OPEN, State.DROPPED),
    "merge": (TODO, State.MERGED),
    "redate": (TODO, None),
    "reassign": (OPEN, None),
    "verifier": (OPEN, None),
    "stuck": ({ACCEPTED, RUNNING}, None),
    "snooze": (OPEN, None),
    "comment": (set(State), None),
    "evidence": ({ACCEPTED, RUNNING, DONE}, None),
    "edit": (TODO, None),
}
MOVE_OF = {verb: Move(verb) for verb in LEGAL if verb in set(Move)} | {
    "done": Move.CLAIM,
    "back": Move.SEND_BACK,
    "verifier": Move.SET_VERIFIER,
}
_VERB_OF = {move: verb for verb, move in MOVE_OF.items()}
# What is said to be possible where a move is not: what is always possible goes without saying.
TOLD = LEGAL.keys() - {"comment", "evidence", "edit", "snooze"}
_NEEDS_WORDS = {"done", "redate", "stuck", "drop", "back", "decline", "reassign", "verifier",
                "reopen", "comment", "evidence", "edit", "merge"}  # fmt: skip
_OWNERS = {"accept", "decline", "start", "done", "redate", "stuck", "snooze"}
_BOTS = {Move.REASSIGN, Move.SET_VERIFIER, Move.MEASURE, Move.ESCALATE, Move.POSTED}


@dataclass
class Member:
    """Somebody of the staff. `last` is his last day; `at` the minute he wants his message at.

    `since` is when he last said so, or came to where he is.
    """

    name: str
    en: str
    team: str = ""
    lead: bool = False
    supervisor: bool = False
    user: str = ""
    lang: Lang = Lang.ZH
    zone: str = SHANGHAI
    last: date | None = None
    at: int = 570
    on: bool = True
    since: datetime | None = None
    number: int = 0

    def here(self, day: date) -> bool:
        """Say whether he works here on a day."""
        return self.last is None or day <= self.last


def staff() -> list[Member]:
    """Return two groups with their leads, a supervisor, and somebody nobody can write to."""
    return [
        Member("林岚", "Lan Lin", supervisor=True, user="ULAN"),
        Member("阿布", "Abu", PRE, lead=True, user="UABU"),
        Member("小美", "Mei", PRE, user="UMEI"),
        Member("晴晴", "Sunny", PRE, user="USUNNY"),
        Member("大白", "Bai", AFTER, lead=True, user="UBAI"),
        Member("何伟", "Wei He", AFTER, user="UWEI", lang=Lang.EN, zone=NEW_YORK),
        Member("老李", "Old Li", AFTER, user="ULI"),
        Member("仓库", "Depot", AFTER),
    ]


@dataclass(frozen=True)
class Words:
    """What somebody says with a verb: `bare` says nothing more than the number."""

    verb: str
    bare: bool = False
    reason: bool = True
    due: date | None = None
    person: int = 0
    into: int = 0


class Fate(Enum):
    """What must become of a wish."""

    DONE = "done"
    ILLEGAL = "illegal"
    REFUSED = "refused"


@dataclass
class Kept:
    """An item as it must stand. `mark` stands in its wording and nowhere else."""

    number: int
    mark: str
    owner: int
    creator: int
    due: date
    first_due: date
    level: str
    team: str
    verifier: int | None
    measured: bool
    state: State = PROPOSED
    claimer: int | None = None
    redates: int = 0
    snoozed: date | None = None
    into: int | None = None
    helpers: set[int] = field(default_factory=set)
    seq: int = 1
    # Something happened to it that this model knows nothing of.
    odd: bool = False

    def closable(self) -> bool:
        """Say whether it may be closed: looked at, where it can be."""
        return self.state in JUDGED or (self.state is VERIFIED and not self.measured)

    def in_question(self) -> bool:
        """Say whether its owner is asked: do it, drop it, or split it?"""
        return self.redates >= 3 and self.state in TODO

    def allows(self, verb: str) -> bool:
        """Say whether how it stands allows a verb."""
        return self.state in LEGAL[verb][0] and (verb != "close" or self.closable())

    # -- following -----------------------------------------------------------------------------

    def follow(self, event: Event, now: Action) -> None:
        """Follow an event; AssertionError for one that must not be. `now` is for unknown moves."""
        assert event.seq == self.seq + 1, f"{self.number}: a gap before {event}"
        self.seq = event.seq
        if event.who == 0:
            assert event.move in _BOTS or event.move not in _VERB_OF, event
        verb = _VERB_OF.get(event.move)
        if event.move is Move.MEASURE:
            assert self.state in WATCHED, event
            assert event.state in JUDGED, event
            self.state = event.state
        elif verb is not None:
            self._moved(verb, event)
        elif event.move is Move.ESCALATE:
            assert self.state in TODO, f"help was asked with {self}"
            self.helpers.add(int(event.data["person"]))
        elif event.move is not Move.POSTED:
            self._unknown(event, now)
        assert self.state is event.state, f"{self.number}: {self.state}, not {event}"
        assert self.verifier != self.owner, f"whoever owns {self.number} is to verify it"

    def _moved(self, verb: str, event: Event) -> None:
        assert self.allows(verb), f"{verb} of {self}"
        if verb in ("verify", "back"):
            assert event.who not in (self.owner, self.claimer), f"own work: {event} of {self}"
        self.state = LEGAL[verb][1] or self.state
        change = getattr(self, f"_{verb}", None)
        if change is not None:
            change(event)

    def _done(self, event: Event) -> None:
        self.claimer = event.who

    def _back(self, _event: Event) -> None:
        self.claimer = None

    def _redate(self, event: Event) -> None:
        self.due, self.snoozed = date.fromisoformat(event.data["due"]), None
        self.redates += 1
        self.helpers.clear()

    def _reopen(self, event: Event) -> None:
        self.claimer = None
        if event.data.get("due"):
            self.due = date.fromisoformat(event.data["due"])
            self.redates += 1

    def _reassign(self, event: Event) -> None:
        self.owner, self.snoozed = int(event.data["owner"]), None
        self.verifier = None if self.verifier == self.owner else self.verifier

    def _verifier(self, event: Event) -> None:
        self.verifier = int(event.data["verifier"])

    def _snooze(self, event: Event) -> None:
        self.snoozed = date.fromisoformat(event.data["until"])

    def _merge(self, event: Event) -> None:
        self.into = int(event.data["into"])

    def _unknown(self, event: Event, now: Action) -> None:
        self.odd, self.state = True, event.state
        self.owner, self.verifier, self.claimer = now.owner, now.verifier, now.claimed_by
        self.due, self.redates, self.snoozed = now.due, now.redates, now.snoozed_until
        self.into = now.merged_into


@dataclass
class Department:
    """Everybody, and every item there ever was."""

    people: list[Member] = field(default_factory=staff)
    items: dict[int, Kept] = field(default_factory=dict)

    def member(self, number: int) -> Member:
        """Return somebody by his number."""
        return next(one for one in self.people if one.number == number)

    def team_of(self, number: int, on: date) -> str:
        """Return the team that somebody is in on a day, "" for none."""
        found = self.member(number)
        return found.team if found.here(on) else ""

    def lead_of(self, number: int, on: date) -> int | None:
        """Return who leads somebody on a day, himself left out."""
        team = self.team_of(number, on)
        leads = [m.number for m in self.people if m.lead and m.team == team and m.here(on)]
        return next((lead for lead in leads if team and lead != number), None)

    # -- rights --------------------------------------------------------------------------------

    def runs(self, who: Member, item: Kept, on: date) -> bool:
        """Say whether somebody decides about an item: he leads its owner or team, or oversees."""
        team = "" if item.level == "person" else item.team
        led = who.lead and who.team in (self.team_of(item.owner, on), team)
        return who.here(on) and (who.supervisor or led)

    def sees(self, who: Member, item: Kept, on: date) -> bool:
        """Say whether somebody may see an item."""
        its = who.number in (item.owner, item.verifier, item.creator)
        shared = item.level != "person" and item.team != "" and item.team == who.team
        return who.here(on) and (its or shared or self.runs(who, item, on))

    def may(self, who: Member, verb: str, item: Kept, on: date) -> bool:
        """Say whether somebody may do something to an item he sees."""
        if verb in ("comment", "evidence") or self.runs(who, item, on):
            return True
        if verb == "close" and item.state in (VERIFIED, State.EFFECTIVE):
            return who.number in (item.owner, item.verifier)
        if verb in ("verify", "back"):
            return who.number == item.verifier
        if verb in _OWNERS:
            return who.number == item.owner
        if verb == "drop" and item.in_question() and who.number == item.owner:
            return True
        return who.number == item.creator and item.state is PROPOSED

    def told(self, who: Member, item: Kept, on: date) -> set[str]:
        """Return the verbs that somebody must be told of who wished for an illegal one."""
        found = {verb for verb in TOLD if item.allows(verb) and self.may(who, verb, item, on)}
        if who.number in (item.owner, item.claimer):
            found -= {"verify", "back"}
        return found if who.number == item.owner else found - {"decline"}

    # -- what must become of a wish ------------------------------------------------------------

    def fate(self, who: Member, item: Kept, said: Words, on: date) -> Fate:
        """Return what must become of what somebody says of an item."""
        if not self.sees(who, item, on) or not self._understood(said, on):
            return Fate.REFUSED
        if said.verb in ("verify", "back") and who.number == item.owner:
            return Fate.REFUSED
        if said.verb == "merge" and not self._takes(who, item, said.into, on):
            return Fate.REFUSED
        if not self.may(who, said.verb, item, on):
            return Fate.REFUSED
        if not item.allows(said.verb):
            return Fate.ILLEGAL
        return Fate.DONE if self._enough(who, item, said) else Fate.REFUSED

    def _understood(self, said: Words, on: date) -> bool:
        if said.bare and said.verb in _NEEDS_WORDS:
            return False
        if said.due is not None and said.due < on:
            return False
        return not said.person or self.member(said.person).here(on)

    def _takes(self, who: Member, item: Kept, into: int, on: date) -> bool:
        other = self.items.get(into)
        return (
            other is not None
            and other is not item
            and self.sees(who, other, on)
            and other.state not in ENDED
        )

    def _enough(self, who: Member, item: Kept, said: Words) -> bool:
        own = (item.owner, item.claimer)
        return {
            "verify": who.number not in own,
            "back": who.number not in own,
            "verifier": said.person not in own,
            "reassign": said.person != item.owner,
            "redate": said.reason and said.due != item.due,
            "close": not said.bare or item.state in (VERIFIED, State.EFFECTIVE),
        }.get(said.verb, True)

    # -- what time brings about ----------------------------------------------------------------

    def tells(self, who: Member, item: Kept, day: date) -> bool:
        """Say whether somebody's message of a day may name an item."""
        me = who.number
        if item.state in TODO:
            mine = me == item.owner and (item.snoozed is None or item.snoozed <= day)
            proposed = item.state is PROPOSED and me == item.creator
            return mine or proposed or me in item.helpers
        if item.state is not DONE or me in (item.owner, item.claimer):
            return False
        return me == item.verifier or item.verifier in (None, item.claimer)
