"""The judge of reminders: what people were told of items against what they should have been told.

Beside `tests/faults/counting`, which holds rows against messages. Here it is the words that count:
each item has a token in its wording, so the lines of a message are counted without the bot.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from storage.posting import occurrence, outbox, schedule
from tests.faults import reckoned
from tests.faults.counting import Judge, Verdict, moment, name_of
from tests.faults.reckoned import HERE, ONE, OPEN, Happened, Lines, Standing, local
from workspace import Message

if TYPE_CHECKING:
    from tests.faults.reminding import Reminding

_TOKEN = re.compile(r"K(\d{3})")
_ANNOUNCED = re.compile("我会请|I will ask")
_USUAL = 9 * 60 + 30
# So long before it was taken by Slack a message may have been composed.
_COMPOSED = timedelta(minutes=65)
_AGAIN = frozenset({"redate", "reassign", "reopen"})


@dataclass
class Told:
    """A digest of somebody and a day, with its messages (of a long one there are several)."""

    person: int
    day: date
    due_at: datetime
    composed: datetime
    messages: list[Message] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return all its words."""
        return "\n".join(json.dumps(list(m.blocks), ensure_ascii=False) for m in self.messages)

    def items(self) -> Counter[int]:
        """Return how often each item stands in it."""
        return Counter(int(number) for number in _TOKEN.findall(self.text))


class Reminded:
    """Reads a scene as it stands now: its database, its workspace, what people did."""

    def __init__(self, scene: "Reminding") -> None:
        self._scene = scene
        self._above = scene.above()
        self.verdict = Verdict()
        with scene.database.read() as work:
            self.events = reckoned.events(work)
            keys = select(schedule.c.id, schedule.c.key).where(schedule.c.key.startswith("digest."))
            owners = {row.id: int(row.key.split(".")[1]) for row in work.execute(keys)}
            rows = list(work.execute(select(occurrence).order_by(occurrence.c.id)))
            self._keys = list(work.execute(select(outbox.c.key)).scalars())
        self._messages = self._by_name()
        self.digests: dict[tuple[int, date], list[Told]] = defaultdict(list)
        for row in rows:
            self._read(owners[row.schedule_id], row)

    def _by_name(self) -> Mapping[str, list[Message]]:
        found: dict[str, list[Message]] = defaultdict(list)
        local = self._scene.local
        for where in local.model.conversations:
            for message in local.messages(where.id):
                payload = (message.metadata or {}).get("event_payload", {})
                found[str(payload.get("key", ""))].append(message)
        return found

    def _read(self, person: int, row: Row[Any]) -> None:
        heads = self._messages.get(name_of(f"o{row.id}/0"), [])
        more = [
            message
            for key in self._keys
            if key.startswith(f"o{row.id}/0+")
            for message in self._messages.get(name_of(key), [])
        ]
        # What stands twice is two digests, whatever the rows say.
        for at, head in enumerate(heads):
            one = Told(person, row.day, row.due_at, row.queued_at or row.due_at, [head])
            one.messages += more if not at else []
            self.digests[person, row.day].append(one)

    def judged(self) -> Verdict:
        """Judge everything that was played; the replicas should be no more."""
        self.verdict.add(Judge(self._scene.database, self._scene.local, self._blurred).verdict([]))
        self._history()
        for day in self._days():
            for person in self._scene.who.values():
                self._day(person, day)
            if day in self._scene.played and day not in self._scene.rough:
                self._asked_on(day)
        for number, happened in self.events.items():
            self._levels(number, happened)
            self._effects(number, happened)
            self._handed(number, happened)
        self._after_leaving()
        return self.verdict

    @property
    def _blurred(self) -> list[tuple[datetime, datetime]]:
        return self._scene.blurred

    def _days(self) -> Iterator[date]:
        first, last = min(self._scene.played), max(self._scene.played)
        for n in range((last - first).days + 1):
            yield first + n * ONE

    # -- one message -------------------------------------------------------------------------------

    def _minute(self, person: int, day: date) -> int:
        return self._scene.minutes.get((person, day), _USUAL)

    def _lines(self, person: int, day: date, until: datetime) -> Lines:
        items = {n: reckoned.standing(of, until) for n, of in self.events.items()}
        heard = {
            number
            for number, one in items.items()
            if one.asked is not None and self._heard(person, number, one.asked.day, day)
        }
        return reckoned.lines(items, person, day, self._above, heard)

    def _heard(self, person: int, number: int, since: date, before: date) -> bool:
        """Say whether somebody's message of a day from one to before another told an item."""
        days = (since + n * ONE for n in range((before - since).days))
        return any(
            number in one.items() for on in days for one in self.digests.get((person, on), [])
        )

    def _day(self, person: int, day: date) -> None:
        """Hold what somebody was told on a day against what he should have been told."""
        told = self.digests.get((person, day), [])
        named = f"digest of {person} on {day}"
        if len(told) > 1:
            self.verdict.doubled.append(f"{named} stands {len(told)} times")
        for one in told:
            self._words(one, named)
        if person in self._scene.gone and self._due(person, day) >= self._scene.gone[person]:
            if told:
                self.verdict.stray.append(f"{named}: he has left")
        elif day in self._scene.rough:
            self.verdict.counts["rough"] += bool(told)
        else:
            self._exactly(person, day, told[0] if told else None, named)

    def _due(self, person: int, day: date) -> datetime:
        minutes = timedelta(minutes=self._minute(person, day))
        return datetime(day.year, day.month, day.day, tzinfo=self._scene.truth.tzinfo) - (
            HERE - minutes
        )

    def _words(self, one: Told, named: str) -> None:
        """What holds on every day: nothing twice, nothing of what was closed before."""
        taken = min(moment(message.ts) for message in one.messages) - _COMPOSED
        since = max((end for start, end in self._scene.idle if start <= one.due_at <= end),
                    default=taken)  # fmt: skip
        for number, count in one.items().items():
            if count > 1:
                self.verdict.doubled.append(f"{named} tells item {number} {count} times")
            if reckoned.standing(self.events[number], since).state not in OPEN:
                self.verdict.wrong.append(f"{named} tells item {number}, which was closed")

    def _exactly(self, person: int, day: date, told: Told | None, named: str) -> None:
        begun, done = self._composed(person, day, told)
        first, last = self._lines(person, day, begun), self._lines(person, day, done)
        if told is None:
            if first.comes and last.comes:
                self.verdict.lost.append(f"{named} never was")
            return
        if not (first.comes or last.comes):
            self.verdict.stray.append(f"{named} was not due")
        found = set(told.items())
        counts = self.verdict.counts
        counts["told"] += 1
        counts["lines"] += len(found)
        counts["help"] += len(found & first.help)
        for number in (first.items & last.items) - found:
            self.verdict.lost.append(f"{named} does not tell item {number}")
        for number in found - first.items - last.items:
            self.verdict.stray.append(f"{named} tells item {number}")
        self._announcements(told, first, last, named)

    def _composed(self, person: int, day: date, told: Told | None) -> tuple[datetime, datetime]:
        """Return from when until when a message may have been composed."""
        due = told.due_at if told else self._due(person, day)
        begun = max((end for start, end in self._scene.idle if start <= due <= end), default=due)
        # Whoever acts and whoever composes read two clocks that move on their own.
        slack = timedelta(seconds=5)
        return begun - slack, max(begun, told.composed if told else due) + slack

    def _announcements(self, told: Told, first: Lines, last: Lines, named: str) -> None:
        said = bool(_ANNOUNCED.search(told.text))
        self.verdict.counts["announcing"] += said
        if said and not (first.announced or last.announced):
            self.verdict.stray.append(f"{named} announces what is not to come")
        if not said and first.announced and last.announced:
            self.verdict.untold.append(f"{named} does not announce {first.announced}")

    # -- requests for help -------------------------------------------------------------------------

    def still_to_ask(self, day: date) -> bool:
        """Say whether help is still to be asked on a day."""
        morning = self._due(0, day)
        return any(
            self._ask(of, morning, day) and not _asks(of, day) for of in self.events.values()
        )

    def _ask(self, of: list[Happened], until: datetime, day: date) -> int:
        """Return of which level help had to be asked on a day, as things stood at a moment."""
        one = reckoned.standing(of, until, asking=False)
        level = reckoned.help_due(one, day, self._above)
        return level if level and self._was_announced(of, one, day, until) else 0

    def _was_announced(self, of: list[Happened], one: Standing, day: date, until: datetime) -> bool:
        """Say whether a message with the announcement stands, from a day since the last move."""
        if self._scene.gone.get(one.owner, until + ONE) <= until:
            return True
        since = max(one.due, one.moved)
        if one.asked is not None and not one.answered:
            since = max(since, one.asked.day)
        for n in range(1, (day - since).days):
            for told in self.digests.get((one.owner, day - n * ONE), []):
                before = reckoned.standing(of, told.composed)
                if reckoned.announces(before, told.day, self._above):
                    return True
        return False

    def _asked_on(self, day: date) -> None:
        """Each request is written once, on its day, at its level; and none that was not due."""
        early, late = self._due(0, day) - timedelta(hours=4), self._due(0, day + ONE)
        late -= timedelta(hours=10)
        for number, of in self.events.items():
            wanted = {self._ask(of, early, day), self._ask(of, late, day)}
            found = _asks(of, day)
            self.verdict.counts["asked"] += len(found)
            if 0 not in wanted and not found:
                self.verdict.lost.append(f"nobody was asked to help with item {number} on {day}")
            if wanted == {0} and found and not self._left(of):
                self.verdict.stray.append(f"help with item {number} was not due on {day}")
            if len(found) > 1:
                self.verdict.doubled.append(f"help with item {number} was asked twice on {day}")

    def _left(self, of: list[Happened]) -> bool:
        return any(one.move == "reassign" and one.data.get("why") == "left" for one in of)

    def _levels(self, number: int, of: list[Happened]) -> None:
        """First the lead, then the next level, each once, until the item begins anew."""
        level = 0
        for one in of:
            if one.move in _AGAIN:
                level = 0
            if one.move == "escalate":
                level += 1
                if int(one.data["to"]) != level:
                    self.verdict.doubled.append(f"item {number} is asked at {one.data['to']} again")

    # -- everything else that only the bot does ----------------------------------------------------

    def _history(self) -> None:
        """What people did is there, each once; the bot did only what is its own."""
        did = Counter(self._scene.did)
        found = Counter(
            (one.item, one.move, one.who) for of in self.events.values() for one in of if one.who
        )
        if did != found:
            self.verdict.lost.append(f"what people did differs: {(did - found, found - did)}")
        for of in self.events.values():
            self.verdict.wrong += [
                f"the bot did {one.move}"
                for one in of
                if not one.who
                and one.move not in ("escalate", "measure", "reassign", "set_verifier")
                and "restated" not in one.data
            ]

    def _once(self, key: str, what: str) -> None:
        found = len(self._messages.get(name_of(key), []))
        if found != 1:
            (self.verdict.doubled if found else self.verdict.lost).append(f"{what}: {key}")

    def _effects(self, number: int, of: list[Happened]) -> None:
        """Each look at a figure is told once; each item that was due was looked at, once a day."""
        looks = [one for one in of if one.move == "measure"]
        again = [one for one in of if "restated" in one.data]
        self.verdict.counts["measured"] += len(looks)
        self.verdict.counts["restated"] += len(again)
        for one in looks:
            self._once(f"a{number}/{one.seq}/effect", "a look was not told")
        for one in again:
            self._once(f"a{number}/{one.seq}/restated", "other figures were not told")
        states = [one.data["restated"] for one in again]
        if len(looks) > len({one.day for one in looks}) or len(states) > len(set(states)):
            self.verdict.doubled.append(f"item {number} was looked at twice")
        check = self._scene.checks.get(number)
        if check is not None and check <= max(self._scene.played) and not looks:
            self.verdict.lost.append(f"item {number} was not looked at")

    def _handed(self, number: int, of: list[Happened]) -> None:
        """What a leaver had goes to another, once, and that one is told."""
        now = reckoned.standing(of, self._scene.truth + 400 * ONE)
        gone = {who for who, since in self._scene.gone.items() if since < self._scene.truth}
        if now.state in OPEN and (now.owner in gone or now.verifier in gone):
            self.verdict.lost.append(f"item {number} is with somebody who has left")
        left = [one for one in of if one.data.get("why") == "left"]
        self.verdict.counts["handed_over"] += len(left)
        if len({(one.move, one.data["from"]) for one in left}) != len(left):
            self.verdict.doubled.append(f"item {number} was handed over twice")
        for one in left:
            if one.move == "reassign":
                self._once(f"a{number}/{one.seq}/owner", "who takes over was not told")

    def _after_leaving(self) -> None:
        users = {number: user for user, number in self._scene.who.items()}
        for person, since in self._scene.gone.items():
            for found in self._messages.values():
                for message in found:
                    members = self._scene.local.model.conversation(message.channel).members
                    if users[person] in members and moment(message.ts) >= since:
                        self.verdict.stray.append(f"{person} has left, and was told {message.ts}")


def _asks(of: list[Happened], day: date) -> list[Happened]:
    return [one for one in of if one.move == "escalate" and local(one.at) == day]
