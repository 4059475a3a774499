"""What a fault test plays in: a department with many schedules, its workspace, its time.

Time stands still between the occurrences, which are days apart, and runs about a hundred times as
fast as on the wall while there is something to do: pauses of a minute pass in half a second.
"""

import contextlib
import csv
import itertools
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from base.clock import FixedClock
from base.language import Lang
from base.rights import operator
from base.schedule import DayKind, DayRule, Level, OnHoliday, Schedule, Timing, What, WhenEmpty
from intake.options import ImportOptions
from intake.service import import_file
from jobs.desk import data_name
from storage import schedules
from storage.engine import Database
from storage.posting import occurrence, outbox, schedule
from storage.schedules import FAR
from tests.faults.counting import Expected, Judge, Span, Verdict
from tests.faults.fleet import Fleet
from tests.faults.poster import Order
from tests.helpers.fileclock import FileClock
from workspace import Channel, Person, RunningWorkspace, WorkspaceConfig, start

# Eight in the morning in Shanghai.
BEGIN = datetime(2026, 10, 20, tzinfo=UTC)
FIRST_DAY = date(2026, 10, 20)
_SHANGHAI = timedelta(hours=8)
CHANNELS = ("one", "two", "three", "four", "five", "six")
PEOPLE = ("ULIN", "UABU")
OWNER = "ULIN"
# Minutes after midnight, what, for whom, and how many answers there are below it.
POSTS = (
    (540, What.DAILY, Level.DEPARTMENT, 1),
    (541, What.WEEKLY, Level.DEPARTMENT, 1),
    (543, What.DAILY, Level.COMPANY, 0),
    (543, What.DAILY, Level.DEPARTMENT, 1),
)
A_DAY = len(POSTS) * (len(CHANNELS) + len(PEOPLE))
# How many seconds of the scene pass in one of the wall, and how many at most at once.
_SPEED, _STEP = 120.0, 6.0
_OPEN = ("pending", "claimed", "unknown")
_STAFF = (
    ("name", "name_en", "team", "team_en", "roles", "lang", "slack_user"),
    ("林岚", "Lan Lin", "", "", "supervisor", "zh", "ULIN"),
    ("阿布", "Abu", "售前组", "Pre-sales", "", "en", "UABU"),
)


def _report(bonus: int = 0, only: date | None = None) -> list[tuple[object, ...]]:
    """Return two months of figures, each day's its own; with a bonus they are others."""
    rows: list[tuple[object, ...]] = [
        ("day", "shop", "team", "agent", "contacts", "frt_n", "frt_sum", "ratings", "good")
    ]
    for at in range(60):
        day = FIRST_DAY - timedelta(days=20) + timedelta(days=at)
        if only in (None, day):
            contacts = 100 + at + bonus
            rows.append((day, "木棉旗舰店", "售前组", "阿布", contacts, 10, 170 + at, 50, 40))
    return rows


def fill(database: Database, folder: Path, bonus: int = 0, only: date | None = None) -> None:
    """Import the department: staff once, figures (of one day) as often as they change."""
    clock = FixedClock(BEGIN)
    for name, rows in (("staff", _STAFF), ("report", _report(bonus, only))):
        if name == "staff" and bonus:
            continue
        path = folder / f"{name}{bonus}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        import_file(
            database, path, ImportOptions(may_edit_staff=True), operator(), clock, lambda *_: None
        )


def config() -> WorkspaceConfig:
    """Return the workspace: six channels, two people, Slack's rates."""
    everybody = ["lin", "abu"]
    return WorkspaceConfig(
        people=[
            Person("lin", "林岚", id="ULIN"),
            Person("abu", "阿布", locale="en-US", id="UABU"),
        ],
        channels=[Channel(name, everybody) for name in CHANNELS],
        app_name="Fupan",
        bot_name="fupan",
        rate_limits=True,
        bot_events=frozenset(),
    )


@dataclass
class Scene:
    """One database with its schedules, one workspace, and the time of both.

    `deaths` are the ways in which replicas started from now on die: a step and the how-manieth
    time. `error` is by how much the bot's clock is wrong.
    """

    database: Database
    url: str
    local: RunningWorkspace
    fleet: Fleet
    folder: Path
    dice: random.Random
    slack: str = ""
    ways: Order = field(default_factory=lambda: Order("", "", "", "", ""))
    deaths: deque[tuple[str, int]] = field(default_factory=deque)
    error: timedelta = timedelta()
    blurred: list[Span] = field(default_factory=list)
    truth: datetime = BEGIN
    changes: int = 0
    wanted: set[str] = field(default_factory=set)
    _names: Iterator[int] = field(default_factory=itertools.count)
    _kept: list[tuple[Schedule, int]] = field(default_factory=list)
    _stepped: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """Fill the database, and begin at eight in the morning."""
        self.clock = FileClock(self.folder / "clock")
        self.local.clock.freeze()
        self.move(BEGIN)
        fill(self.database, self.folder)
        self._schedule()

    def _schedule(self) -> None:
        lanes = [self.local.model.conversation(name).id for name in CHANNELS]
        rules = [(lane, *post) for post in POSTS for lane in (*lanes, *PEOPLE)]
        with self.database.write() as work:
            for lane, at, what, level, below in rules:
                timing = Timing(
                    DayRule(DayKind.EVERY_DAY), at, country="", on_holiday=OnHoliday.SEND
                )
                new = Schedule(
                    what, level, lane, timing, 1, Lang.ZH,
                    when_empty=WhenEmpty.SAY, next_at=_due(FIRST_DAY, at),
                )  # fmt: skip
                number = schedules.keep(work, new, BEGIN, 0)
                self._kept.append((replace(new, id=number), below))

    def expected(self, until: datetime) -> list[Expected]:
        """Return every occurrence there should have been by then."""
        return [
            Expected(of.id, day, due, of.channel, OWNER, below)
            for of, below in self._kept
            for day in (FIRST_DAY + timedelta(days=n) for n in range(60))
            if (due := _due(day, of.timing.at)) <= until
        ]

    # -- time --------------------------------------------------------------------------------------

    def move(self, to: datetime) -> None:
        """Move the time of everybody; the bot's clock is wrong by `error`."""
        self.truth = to
        self.local.clock.set(to)
        self.clock.set(to + self.error)

    def wrong(self, error: timedelta) -> None:
        """Have the bot's clock be wrong from now on, or right again (0)."""
        if error:
            # What was begun under a wrong clock may be finished a little later.
            far = self.truth + timedelta(days=400)
            self.blurred.append((self.truth - timedelta(seconds=5), far))
        elif self.blurred:
            self.blurred[-1] = (self.blurred[-1][0], self.truth + timedelta(minutes=65))
        self.error = error
        self.move(self.truth)

    def step(self) -> None:
        """Let a little time pass, and replace whoever has died."""
        for name in self.fleet.ended():
            if name in self.wanted:
                self.wanted.discard(name)
                self.replica()
        time.sleep(0.02)
        now = time.monotonic()
        passed, self._stepped = min((now - self._stepped) * _SPEED, _STEP), now
        self.move(self.truth + timedelta(seconds=passed))

    def steps(self, seconds: float) -> None:
        """Let so many seconds of the wall pass."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.step()

    def until(self, come: Callable[[], object], patience: float = 30.0) -> None:
        """Let time pass until something has come. Raises TimeoutError where it does not."""
        until = time.monotonic() + patience
        while not come():
            if time.monotonic() > until:
                raise TimeoutError("it did not come")
            self.step()

    def settle(self, patience: float = 180.0) -> bool:
        """Let time pass until there is nothing left to do; False where that never comes."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            # Asking costs as much as a step does.
            for _ in range(4):
                self.step()
            if self.settled():
                return True
        return False

    def settled(self) -> bool:
        """Say whether nothing is under way and nothing is due."""
        return not self.under_way()

    def under_way(self) -> dict[str, int]:
        """Return how much is under way or due, by kind; empty where nothing is."""
        following = occurrence.c.state.in_(("queued", "sent")), occurrence.c.look_at.is_not(None)
        try:
            with self.database.read() as work:
                kept = select(func.count()).where(~schedule.c.removed)
                stale = *following, occurrence.c.composed != data_name(work)
                counts = {
                    "writes": select(func.count()).where(outbox.c.state.in_(_OPEN)),
                    "not composed": select(func.count()).where(occurrence.c.state == "due"),
                    "due": kept.where(schedule.c.next_at <= self.truth),
                    # Planned while the clock ran ahead, and not yet planned again.
                    "ahead": kept.where(schedule.c.planned > self.truth + FAR),
                    "stale": select(func.count()).where(*stale),
                }
                found = {kind: work.execute(count).scalar() or 0 for kind, count in counts.items()}
        except DBAPIError:
            return {"database": 1}
        return {kind: count for kind, count in found.items() if count}

    def next_due(self) -> datetime:
        """Return when something happens next."""
        with self.database.read() as work:
            found = work.execute(select(func.min(schedule.c.next_at))).scalar()
        if found is None:
            raise RuntimeError("nothing is scheduled")
        return found  # type: ignore[no-any-return]

    def waves(self, until: datetime, patience: float = 180.0) -> Iterator[int]:
        """Go from one due moment to the next; yield when it has just come, then settle."""
        for number in itertools.count():
            due = self.next_due()
            if due > until:
                return
            self.move(max(self.truth, due + timedelta(seconds=self.dice.uniform(0.2, 3.0))))
            yield number
            settled = self.settle(patience)
            self.local.faults.clear()
            if not settled:
                return

    # -- replicas ----------------------------------------------------------------------------------

    def replica(self, **ways: object) -> str:
        """Start a replica that will be replaced when it dies; return its name."""
        name = f"r{next(self._names)}"
        at, nth = self.deaths.popleft() if self.deaths and not ways else ("", 1)
        order = replace(
            self.ways,
            name=name,
            url=self.url,
            slack=self.slack or self.local.base_url,
            token=self.local.bot_token,
            clock=str(self.clock.path),
            at=at,
            nth=nth,
        )
        self.fleet.start(replace(order, **ways))  # type: ignore[arg-type]
        self.wanted.add(name)
        return name

    def stop_all(self) -> None:
        """Kill everybody, for good."""
        self.wanted.clear()
        self.fleet.kill_all()

    def change_data(self) -> None:
        """Import other figures of a day that was posted yesterday: the posts have to follow."""
        self.changes += 1
        posted = (self.truth + _SHANGHAI).date() - timedelta(days=2)
        fill(self.database, self.folder, self.changes, posted)

    def judged(self, until: datetime | None = None) -> Verdict:
        """Kill everybody, and judge what there is."""
        self.stop_all()
        judge = Judge(self.database, self.local, self.blurred)
        return judge.verdict(self.expected(until or self.truth))


def _due(day: date, minutes: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - _SHANGHAI
    return midnight + timedelta(minutes=minutes)


@contextlib.contextmanager
def playing(
    lend: Callable[[], contextlib.AbstractContextManager[Database]],
    fleet: Fleet,
    folder: Path,
    seed: int = 1,
    **ways: object,
) -> Iterator[Scene]:
    """Lend a scene in a fresh database and a fresh workspace, without replicas."""
    order = replace(Order("", "", "", "", ""), **ways)  # type: ignore[arg-type]
    with lend() as database, start(config()) as local:
        scene = Scene(database, database.url, local, fleet, folder, random.Random(seed), ways=order)
        try:
            yield scene
        finally:
            scene.stop_all()
