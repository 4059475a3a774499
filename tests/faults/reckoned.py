"""What somebody should be told of action items on a day, reckoned apart from the bot.

It knows the words of events (moves, states, keys) and the rules as people are told them, nothing of
how the product reckons. Everybody is in Shanghai, the weeks have neither holidays nor
promotions, nobody snoozes, nothing waits for anything: so the rules are short.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from storage.engine import Work
from storage.posting import action_event

HERE = timedelta(hours=8)
ONE = timedelta(days=1)
TODO = frozenset({"proposed", "accepted", "in_progress"})
OPEN = TODO | {"done_claimed"}
_SILENT = frozenset({"snooze", "posted", "escalate", "measure"})
_BYSTANDERS = frozenset({"comment", "evidence"})
# Whom the bot asks for help above somebody, nearest first.
Above = Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Happened:
    """An event as its row has it."""

    item: int
    seq: int
    at: datetime
    who: int
    move: str
    state: str
    data: Mapping[str, str]

    @property
    def day(self) -> date:
        """Return its local date."""
        return local(self.at)


def local(at: datetime) -> date:
    """Return the date it is in Shanghai."""
    return (at + HERE).date()


def workday(day: date) -> bool:
    """Say whether people work on a day."""
    return day.weekday() < 5


def between(after: date, upto: date) -> int:
    """Return how many working days lie after one day and up to another."""
    return sum(workday(upto - n * ONE) for n in range((upto - after).days))


def next_workday(day: date) -> date:
    """Return the working day after a day."""
    return next(day + n * ONE for n in range(1, 8) if workday(day + n * ONE))


def events(work: Work) -> dict[int, list[Happened]]:
    """Return the events of every item, in their order."""
    found: dict[int, list[Happened]] = {}
    query = select(action_event).order_by(action_event.c.action_id, action_event.c.seq)
    for row in work.execute(query):
        one = Happened(
            row.action_id, row.seq, row.at, row.who, row.move, row.state, json.loads(row.data)
        )
        found.setdefault(one.item, []).append(one)
    return found


@dataclass
class Standing:
    """How an item stood at a moment: people are numbers, days local."""

    state: str = ""
    owner: int = 0
    verifier: int = 0
    proposer: int = 0
    due: date = date.min
    created: date = date.min
    moved: date = date.min
    claimed: date | None = None
    level: int = 0
    asked: Happened | None = None
    answered: bool = False

    @property
    def to_do(self) -> bool:
        """Say whether somebody still has to do it."""
        return self.state in TODO

    def take(self, one: Happened) -> None:
        """Go on by an event."""
        data = one.data
        self.state = one.state
        match one.move:
            case "propose":
                self.owner, self.proposer, self.created = int(data["owner"]), one.who, one.day
                self.due, self.verifier = date.fromisoformat(data["due"]), int(data["verifier"])
            case "redate":
                self.due, self.level = date.fromisoformat(data["due"]), 0
            case "reassign":
                self.owner, self.level = int(data["owner"]), 0
            case "set_verifier":
                self.verifier = int(data["verifier"])
            case "claim":
                self.claimed = one.day
            case "escalate":
                self.level, self.asked, self.answered = int(data["to"]), one, False
        if self._alive(one):
            self.moved, self.answered = one.day, self.asked is not None

    def _alive(self, one: Happened) -> bool:
        if one.move in _BYSTANDERS:
            asked = int(self.asked.data["person"]) if self.asked else 0
            return one.who in (self.owner, asked)
        return one.move not in _SILENT


def standing(of: Iterable[Happened], until: datetime, *, asking: bool = True) -> Standing:
    """Return how an item stood at a moment; without `asking` as if nobody were asked that day."""
    found = Standing()
    for one in of:
        silent = one.move == "escalate" and one.day == local(until) and not asking
        if one.at <= until and not silent:
            found.take(one)
    return found


# -- help ------------------------------------------------------------------------------------------


def help_due(one: Standing, day: date, above: Above) -> int:
    """Return of which level help is due to be asked on a day, 0 for none."""
    if not one.to_do or day <= one.due or not workday(day):
        return 0
    if one.level >= min(2, len(above.get(one.owner, ()))):
        return 0
    still = between(max(one.due, one.moved), day)
    if one.level == 0:
        return 1 if still >= 2 else 0
    waited = one.asked is None or between(one.asked.day, day) >= 3
    return 2 if still >= 5 and waited else 0


def announces(one: Standing, day: date, above: Above) -> bool:
    """Say whether it is announced on a day that help is asked on the next one."""
    return day > one.due and help_due(one, next_workday(day), above) > 0


def told_of_help(one: Standing, day: date, *, heard: bool) -> int:
    """Return who is told on a day that his help is asked, 0 for nobody.

    Who has `heard` of it on an earlier day since is told again on Mondays only.
    """
    asked = one.asked
    if asked is None or one.answered or not one.to_do:
        return 0
    return 0 if heard and day.weekday() else int(asked.data["person"])


# -- one message -----------------------------------------------------------------------------------


@dataclass
class Lines:
    """What is in somebody's message of a day: items by what is told of them.

    `comes` says that there is a message at all; what only comes `along` brings none.
    """

    own: set[int] = field(default_factory=set)
    help: set[int] = field(default_factory=set)
    comes: bool = False
    announced: set[int] = field(default_factory=set)

    @property
    def items(self) -> set[int]:
        """Return every item that is told, where there is a message."""
        return self.own | self.help if self.comes else set()


def lines(
    items: Mapping[int, Standing], person: int, day: date, above: Above, heard: Collection[int]
) -> Lines:
    """Return what somebody's message of a day has to say; nothing on a day off.

    With the items in `heard` he knows since an earlier message that his help is asked.
    """
    found = Lines()
    if not workday(day):
        return found
    for number, one in items.items():
        brings = _brings(one, person, day, above)
        if brings or _along(one, person, day):
            found.own.add(number)
        if one.owner == person and announces(one, day, above):
            found.announced.add(number)
        helps = told_of_help(one, day, heard=number in heard) == person
        if helps:
            found.help.add(number)
        found.comes |= brings or helps
    return found


def _along(one: Standing, person: int, day: date) -> bool:
    return one.owner == person and one.to_do and 0 <= (one.due - day).days <= 3


def _brings(one: Standing, person: int, day: date, above: Above) -> bool:
    if one.to_do and one.owner == person:
        if announces(one, day, above):
            return True
        if day <= one.due:
            return day in (_before(one.due), _on(one.due))
        return between(one.due, day) <= 3 or day.weekday() == 0
    if one.state == "done_claimed" and one.verifier == person and one.claimed is not None:
        return day > one.claimed and between(one.claimed, day) % 2 == 1
    if one.state == "proposed" and one.proposer == person:
        days = between(one.created, day)
        return days == 2 or (days > 3 and day.weekday() == 0)
    return False


def _before(due: date) -> date | None:
    return next((due - n * ONE for n in (3, 2, 1) if workday(due - n * ONE)), None)


def _on(due: date) -> date:
    return next(due - n * ONE for n in range(8) if workday(due - n * ONE))
