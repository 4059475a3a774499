"""What a fault test of reminders plays in: two teams with items, their leads, and their days.

Like `tests/faults/scene`, but the days are working days with a morning, when the hourly jobs run,
an hour at which everybody's daily message is due, and an afternoon.
"""

import contextlib
import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import select

from storage.engine import Database
from storage.posting import schedule
from storage.preferences import DigestWishes, set_digest_wishes
from tests.faults.fleet import Fleet
from tests.faults.poster import Order
from tests.faults.reckoned import OPEN, Standing, events
from tests.faults.reminded import Reminded
from tests.faults.reminding_items import WithItems
from tests.faults.reminding_staff import FIRST, at, config
from workspace import start

# How many seconds what has to come may take on a busy machine; what need not, yet.
_PATIENCE, _SHORT = 20.0, 1.5
Fate: TypeAlias = Callable[[], object]


@dataclass
class Reminding(WithItems):
    """Days of people with items.

    `rough` are days on which the bot's clock was wrong; `idle` are spans without any replica;
    `minutes` holds when somebody's message is due on a day, where that is not half past nine.
    """

    played: list[date] = field(default_factory=list)
    rough: set[date] = field(default_factory=set)
    idle: list[tuple[datetime, datetime]] = field(default_factory=list)
    minutes: dict[tuple[int, date], int] = field(default_factory=dict)
    patience: float = _PATIENCE
    replicas: int = 3

    # -- days --------------------------------------------------------------------------------------

    def complete(self) -> int:
        """Start as many replicas as there should be; return how many there are."""
        while len(self.fleet.pids) < self.replicas:
            self.replica()
        return len(self.fleet.pids)

    def doom(self, labels: Iterable[str]) -> None:
        """Replace everybody by replicas that die at these steps, one after another."""
        self.stop_all()
        self.deaths = deque((label, 1) for label in labels)
        self.complete()

    def morning(
        self, day: date, doomed: Sequence[str] = (), stages: int = 1, fate: Fate | None = None
    ) -> None:
        """Let the jobs of the hour run, once or more often, until what is due has been done.

        `doomed` are steps at which replicas die, `fate` what else strikes in the first hour.
        """
        self.move(max(self.truth, at(day, 4, 55)))
        self.doom(doomed) if doomed else self.complete()
        self._wish(day)
        self.steps(0.8 if doomed else 0.3)
        for stage in range(stages):
            # Leavers are seen to from eight on, effects are looked at from nine on.
            self.move(at(day, 8, 55) - (stages - 1 - stage) * timedelta(minutes=62))
            if fate is not None and not stage:
                fate()
            last = stage == stages - 1
            self._hour(lambda: self.owed_this_morning(day), last=last)
        self.deaths.clear()

    def _wish(self, day: date) -> None:
        """One of them is told a minute later every other day: his schedule is kept anew."""
        user = "UMEI"
        minute = 570 + (day - FIRST).days % 2
        with self.database.write() as work:
            wishes = DigestWishes(at=minute)
            set_digest_wishes(work, self.who[user], user, wishes, self.truth, 0)
        self.minutes[self.who[user], day] = minute

    def digests(self, day: date, doomed: Sequence[str] = (), fate: Fate | None = None) -> bool:
        """Go to the hour of the messages; say whether everything settled after it."""
        if doomed:
            self.move(at(day, 9, 20))
            self.doom(doomed)
        self.move(max(self.truth, at(day, 9, 30, self.dice.uniform(0.2, 3.0))))
        self.some_act(1)
        if fate is not None:
            fate()
        settled = self.settle(self.patience * 4)
        self.local.faults.clear()
        self.move(max(self.truth, at(day, 9, 31, 2)))
        self.played.append(day)
        settled &= self.settle(self.patience * 4)
        self.deaths.clear()
        return settled

    def afternoon(self, day: date, doomed: Sequence[str] = (), stages: int = 1) -> None:
        """Let figures be looked at; then people work on."""
        if doomed:
            self.doom(doomed)
        for stage in range(stages):
            self.move(max(self.truth, at(day, 10, 45)) + stage * timedelta(minutes=62))
            last = stage == stages - 1
            self._hour(lambda: self.owed_this_afternoon(day), last=last)
        self.deaths.clear()
        # All may have died in the last hour of the morning: others make up for it by the evening.
        for _ in range(3):
            if not (self.owed_this_afternoon(day) or self.owed_this_morning(day)):
                break
            self.complete()
            self.move(self.truth + timedelta(minutes=62))
            self._hour(lambda: self.owed_this_morning(day), last=True)

    def evening(self, day: date) -> None:
        """Let people do their work, and settle."""
        self.move(max(self.truth, at(day, 16)))
        self.some_act(3)
        self.propose()

    def _hour(self, owed: Callable[[], bool], *, last: bool) -> None:
        """Let an hour's jobs run: until nothing is owed, or nobody is left who was there."""
        until = time.monotonic() + (self.patience if last else _SHORT)
        there = set(self.fleet.pids)
        self.steps(0.3)
        while there & set(self.fleet.pids) and owed() and time.monotonic() < until:
            # Asking costs more than a step does.
            self.steps(0.15)

    def owed_this_morning(self, day: date) -> bool:
        """Say whether help is still to be asked, or something to be handed over."""
        if not self._schedules_kept(day):
            return True
        if any(one.state in OPEN and self._of_leaver(one) for one in self.standings().values()):
            return True
        return day not in self.rough and Reminded(self).still_to_ask(day)

    def _schedules_kept(self, day: date) -> bool:
        """Say whether everybody has the schedule of his daily message, as he wishes it."""
        with self.database.read() as work:
            query = select(schedule.c.owner, schedule.c.at).where(~schedule.c.removed)
            kept = {row.owner: row.at for row in work.execute(query)}
        return kept == {
            number: self.minutes.get((number, day), 570)
            for number in self.who.values()
            if number not in self.gone or self.gone[number] > self.truth
        }

    def _of_leaver(self, one: Standing) -> bool:
        gone = {number for number, since in self.gone.items() if since <= self.truth}
        return one.owner in gone or (one.verifier in gone and one.state in OPEN)

    def owed_this_afternoon(self, day: date) -> bool:
        """Say whether something is still to be measured."""
        with self.database.read() as work:
            found = events(work)
        due = [number for number, check in self.checks.items() if check <= day]
        return any(all(e.move != "measure" for e in found[number]) for number in due)

    def away(self, day: date) -> None:
        """Nobody runs from before the hour of the messages until after; people work meanwhile."""
        self.stop_all()
        self.move(at(day, 9, 20))
        self.some_act(4)
        self.move(at(day, 10))
        self.some_act(4)
        self.move(at(day, 11))
        self.idle.append((at(day, 9, 20), self.truth))
        self.complete()


@contextlib.contextmanager
def reminding(
    lend: Callable[[], contextlib.AbstractContextManager[Database]],
    fleet: Fleet,
    folder: Path,
    seed: int = 1,
    **ways: object,
) -> Iterator[Reminding]:
    """Lend a scene of reminders in a fresh database and workspace, without replicas."""
    order = replace(Order("", "", "", "", "", aside=True), **ways)  # type: ignore[arg-type]
    with lend() as database, start(config()) as local:
        dice = random.Random(seed)
        scene = Reminding(database, database.url, local, fleet, folder, dice, ways=order)
        try:
            yield scene
        finally:
            scene.stop_all()
