"""The process and the people of a play of reviews: its jobs, its clock, who does what with what.

Beside the minutes that schedules name, the jobs run a few times a day; what the three channels hear
is kept with the moment. How a meeting goes is `review_quarter_meeting`.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from base.action import Action, State
from base.review import Agenda, Point, PointState, Review
from base.schedule import Level
from jobs import cases as case_jobs
from jobs import reviews as review_jobs
from reviews.actions import folded
from storage import actions, reviews
from storage.posting import action_event
from storage.posting import schedule as schedule_table
from storage.tables import person
from tests.workspace.bot_world import World, buttons
from tests.workspace.quarter_play import HERE, Playing, shown
from tests.workspace.review_quarter_scene import CHANNELS_OF
from tests.workspace.test_bot_doors import window
from workspace import Driver, Message

DAY, WEEK, MINUTE = timedelta(days=1), timedelta(weeks=1), timedelta(minutes=1)
PATIENCE = 15.0
_HOURS = (9, 12, 15, 18, 21)


@dataclass(frozen=True)
class Heard:
    """What stood in a channel at some moment: a message as it was posted or edited."""

    at: datetime
    channel: str
    ts: str
    thread: str | None
    text: str
    edited: bool


@dataclass
class Held:
    """A review of the play: its agenda as it was posted and as it stood when the meeting began."""

    number: int
    level: Level
    nth: int
    ts: str
    posted: datetime
    first: str
    begun: str = ""
    details: str = ""
    agenda: Agenda | None = None
    before: tuple[Action, ...] = ()


class Talking(Playing):
    """The jobs of one process, with those of reviews and cases; keeps what channels hear."""

    def __post_init__(self) -> None:
        """Make the jobs, as a process has them."""
        super().__post_init__()
        self.jobs = (*case_jobs.JOBS, *review_jobs.jobs(self.installation), *self.jobs)
        self.heard: list[Heard] = []
        self._texts: dict[tuple[str, str], Any] = {}

    def next_beat(self) -> datetime:
        """Return the next moment at which something may be due."""
        now = self.world.context.clock.now()
        here = now.astimezone(HERE)
        hours = (
            datetime.combine(here.date() + add * DAY, time(hour), HERE)
            for add in (0, 1)
            for hour in _HOURS
        )
        query = select(func.min(schedule_table.c.next_at)).where(
            ~schedule_table.c.paused, ~schedule_table.c.removed, schedule_table.c.next_at > now
        )
        with self.world.context.database.read() as work:
            due: datetime | None = work.execute(query).scalar()
        return min([next(one for one in hours if one > now), *([due] if due else [])])

    def to(self, moment: datetime) -> None:
        """Let it be later; never earlier."""
        if moment > self.now:
            self._to(moment)

    def deliver(self) -> None:
        """Deliver what somebody has just brought about, and listen."""
        self.delivery.run(self.installation)
        self.listen()

    def _keep(self, *, timed: bool) -> None:
        self.listen()

    def listen(self) -> None:
        """Keep whatever is new in the three channels, whoever alone can see it."""
        model = self.world.local.model
        for channel in CHANNELS_OF.values():
            for message in model.messages(model.conversation(channel).id):
                if message.user == model.bot.id:
                    self._hear(channel, message)

    def _hear(self, channel: str, message: Message) -> None:
        key = (message.channel, message.ts)
        before = self._texts.get(key)
        if before == (message.text, message.blocks):
            return
        self._texts[key] = (message.text, message.blocks)
        thread = message.thread_ts if message.is_reply else None
        one = Heard(self.now, channel, message.ts, thread, shown(message), before is not None)
        self.heard.append(one)


@dataclass
class Department:
    """The department as it is played: the time, its people, what there is by now."""

    playing: Talking
    folder: Path
    start: date
    last: date
    held: dict[int, Held] = field(default_factory=dict)
    items: list[Action] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    plan: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    count: Iterator[int] = field(default_factory=itertools.count)
    pointed: dict[Level, int] = field(default_factory=dict)
    left: int = 0

    # -- time

    def soonest(self) -> datetime:
        beat = self.playing.next_beat()
        return min(beat, self.plan[0][0]) if self.plan else beat

    def due(self) -> Iterator[Callable[[], None]]:
        while self.plan and self.plan[0][0] <= self.playing.now:
            yield heapq.heappop(self.plan)[2]

    def at(self, moment: datetime, do: Callable[[], None]) -> None:
        """Have something done at a moment."""
        heapq.heappush(self.plan, (moment, next(self.count), do))

    def on(self, days: int, hour: int, do: Callable[[], None]) -> None:
        """Have something done so many days from now."""
        day = self.playing.now.date() + days * DAY
        self.at(datetime.combine(day, time(hour, 10), HERE), do)

    # -- windows

    def fills(self, who: Driver, values: dict[str, str]) -> None:
        view = window(self.world, who, *(f'"action_id": "{key}"' for key in values))
        who.fills(view, values)
        outcome = who.submits(view).result()
        assert outcome.acknowledged
        assert "errors" not in (outcome.response or {}), f"{values}: {outcome.response}"
        for left in who.modals():
            # What was to be said of it stands in the window.
            who.closes(left)

    # -- looking

    @property
    def world(self) -> World:
        """Return bot and workspace."""
        return self.playing.world

    def person(self, name: str) -> Driver:
        """Return somebody by his handle."""
        return self.world.local.as_person(name)

    def review(self, held: Held) -> Review:
        """Return a review as it stands."""
        with self.world.context.database.read() as work:
            found = reviews.read(work, held.number)
        assert found is not None
        return found

    def points(self, held: Held) -> list[Point]:
        """Return the points of a review that are on its agenda."""
        with self.world.context.database.read() as work:
            found = reviews.points_of(work, held.number)
        return [one for one in found if one.state is not PointState.GONE]

    def all_items(self) -> list[Action]:
        with self.world.context.database.read() as work:
            found = actions.found(work, folded, states=tuple(State))
        return sorted(found, key=lambda one: one.id)

    def item(self, number: int) -> Action:
        with self.world.context.database.read() as work:
            found = actions.read(work, number, folded)
        assert found is not None
        return found

    def events(self) -> int:
        with self.world.context.database.read() as work:
            return int(work.execute(select(func.count()).select_from(action_event)).scalar_one())

    def user(self, number: int) -> str:
        with self.world.context.database.read() as work:
            query = select(person.c.slack_user).where(person.c.id == number)
            return str(work.execute(query).scalar_one())

    def message(self, channel: str, ts: str) -> Message:
        model = self.world.local.model
        place = model.conversation(channel).id
        return next(m for m in model.messages(place) if m.ts == ts)

    def agenda(self, held: Held) -> str:
        return shown(self.message(CHANNELS_OF[held.level], held.ts))

    def thread(self, held: Held) -> list[Message]:
        model = self.world.local.model
        place = model.conversation(CHANNELS_OF[held.level]).id
        return model.messages(place, thread_ts=held.ts)

    def _minutes(self, held: Held) -> Message:
        model = self.world.local.model
        place = model.conversation(CHANNELS_OF[held.level]).id
        found = [m for m in model.messages(place) if not m.is_reply and m.ts > held.ts]
        return next(m for m in reversed(found) if "接受" in buttons(m))

    def wait(self, until: Callable[[], bool], what: str) -> None:
        try:
            self.world.local.wait_for(until, PATIENCE)
        except TimeoutError:
            said = "\n---\n".join(one.text for one in self.playing.heard[-3:])
            raise AssertionError(f"{what}: it did not come to it; last said:\n{said}") from None
