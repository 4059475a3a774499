"""A department at work on its action items: real database, real jobs, a workspace, a clock.

What people say goes through the door that Slack's texts and forms come through. Time goes on from
one moment at which somebody may hear something to the next.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from base.action import Action, Event, Move
from base.answer import Answer
from base.clock import FixedClock, local_day
from base.dimensions import Dim
from base.form import Submission, Unfit
from base.refusal import Refusal
from base.rights import Role
from base.schedule import What
from commands.context import Context, Request
from commands.forms import FORMS, Opening, form_asked, take
from commands.router import handle
from jobs.measuring import Measuring
from jobs.posting import Posting
from jobs.tick import Job
from storage import actions
from storage.engine import Database
from storage.names import named
from storage.outbox import State as Sent
from storage.people import StaffRow, actor_of, apply_staff
from storage.posting import action, action_event, occurrence, outbox, schedule
from storage.tables import person
from tests.helpers.action_model import BERLIN, NEW_YORK, SHANGHAI, Kept, Member
from tests.helpers.posting import Posts
from tests.workspace.bot_world import whole
from workspace import Message, Person, RunningWorkspace, WorkspaceConfig, start

# A Wednesday. A mid-autumn Friday, a week of holidays and a working Saturday follow.
BEGIN = datetime(2026, 9, 16, 2, tzinfo=UTC)
ONE = timedelta(days=1)
# When requests for help are written; the jobs beat then, and when somebody's message comes.
_MORNING = time(6, 40)
_LOOKING = ("escalate", "leavers", "effects")
_OFF = {date(2026, 9, 25), *(date(2026, 10, n) for n in range(1, 8))}
_MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
_OFF_BY_ZONE = {
    SHANGHAI: _OFF,
    NEW_YORK: {date(2026, 10, 12), date(2026, 11, 26), date(2026, 12, 25)},
    BERLIN: {date(2026, 12, 25)},
}
QUIET = 20 * 60


def works(member: Member, day: date) -> bool:
    """Say whether a day is a working day where somebody is."""
    if member.zone == SHANGHAI and day in _MADE_UP:
        return True
    return day.weekday() < 5 and day not in _OFF_BY_ZONE[member.zone]


@dataclass(frozen=True)
class Told:
    """A daily message that came: whose, of which of his days, the minute of that day, its words."""

    member: Member
    day: date
    minute: int
    text: str


class _Failures(logging.Handler):
    """What jobs logged as failures: they go on after one, the test must not."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what failed."""
        self.found.append(self.format(record))


def workspace_of(people: list[Member]) -> WorkspaceConfig:
    """Return a workspace with everybody who is in the chat."""
    return WorkspaceConfig(
        people=[
            Person(m.user.lower(), m.name, tz=m.zone, locale=f"{m.lang.value}-XX", id=m.user)
            for m in people
            if m.user
        ],
        channels=[],
        app_name="Fupan",
        bot_name="fupan",
        bot_events=frozenset(),
    )


@contextmanager
def at_work(database: Database, people: list[Member]) -> Iterator["Shop"]:
    """Lend a shop with its workspace; a failure that was logged is one of the test."""
    failures = _Failures()
    log = logging.getLogger("fupan")
    with start(workspace_of(people)) as local:
        log.addHandler(failures)
        try:
            yield Shop(database, local, people, failures)
        finally:
            log.removeHandler(failures)


@dataclass
class Shop:
    """An installation with two processes that run the jobs by turns."""

    database: Database
    local: RunningWorkspace
    people: list[Member]
    failures: _Failures
    clock: FixedClock = field(default_factory=lambda: FixedClock(BEGIN))
    _seen: set[int] = field(default_factory=set)
    _turns: int = 0
    _keys: int = 0

    def __post_init__(self) -> None:
        """Enter the staff, start two processes."""
        self.context = Context(self.database, self.clock)
        self.staff(*self.people)
        with self.database.read() as work:
            numbers = {row.name: row.id for row in work.execute(person.select())}
            self.teams = {int(n): of.zh for n, of in named(work, Dim.TEAM).items()}
        for member in self.people:
            member.number = numbers[member.name]
        self._processes = [self._process() for _ in range(2)]

    def _process(self) -> tuple[Posts, tuple[Job, ...]]:
        posts = Posts(self.context, self.local)
        posting = Posting(posts.delivering)
        measuring = Measuring(posts.installation)
        return posts, (*posting.jobs(), measuring.job(), posting.delivery())

    def staff(self, *members: Member) -> None:
        """Enter people as they are now."""
        forever = StaffRow("").valid_to
        rows = [
            StaffRow(
                m.name, m.en, m.team, lead=m.lead, lang=m.lang, zone=m.zone,
                roles=(Role.SUPERVISOR,) if m.supervisor else (),
                valid_to=m.last or forever, slack_user=m.user or None,
            )
            for m in members
        ]  # fmt: skip
        apply_staff(self.database, rows)

    def today(self, member: Member) -> date:
        """Return the day it is for somebody."""
        return local_day(self.clock, member.zone)

    # -- what people say -----------------------------------------------------------------------

    def says(self, member: Member, text: str) -> Answer | None:
        """Say something; None for what was refused."""
        actor = actor_of(self.database, self.today(member), name=member.name)
        try:
            return handle(self.context, Request(text, actor, member.lang))
        except Refusal:
            return None

    def fills_in(self, member: Member, text: str, values: dict[str, str]) -> None:
        """Open a form and send it off, twice as Slack may."""
        actor = actor_of(self.database, self.today(member), name=member.name)
        opening = Opening(actor, member.lang, "", member.user, text)
        key = form_asked(text)
        assert key is not None, text
        self._keys += 1
        try:
            form = FORMS[key].make(self.context, opening)
            filled = {one.key: one.value for one in form.fields} | values
            sent = Submission(form.key, filled, form.carried)
            take(self.context, opening, sent, f"view:{self._keys}")
            take(self.context, opening, sent, f"view:{self._keys}")
        except (Refusal, Unfit):
            return

    # -- what time brings about ----------------------------------------------------------------

    def moments(self, by: timedelta) -> list[datetime]:
        """Return when the jobs beat within a time from now."""
        now = self.clock.now()
        told = {(m.zone, time(m.at // 60, m.at % 60 + 1)) for m in self.people if m.on}
        found = {
            datetime.combine(now.date() + n * ONE, at, ZoneInfo(zone)).astimezone(UTC)
            for n in range(-1, by.days + 3)
            for zone, at in told | {(m.zone, _MORNING) for m in self.people}
        }
        return sorted(at for at in found if now < at < now + by)

    def early(self) -> bool:
        """Say whether it is the early morning somewhere: only items are looked at then."""
        return any(
            self.clock.now().astimezone(ZoneInfo(m.zone)).time() == _MORNING for m in self.people
        )

    def beat(self, *, both: bool = False) -> None:
        """Run every job of one process, then perhaps of the other at the same moment."""
        early = self.early()
        self._turns += 1
        order = (0, 1) if self._turns % 2 else (1, 0)
        for process in order[: 1 + both]:
            posts, jobs = self._processes[process]
            for job in jobs:
                if job.name in _LOOKING or not early:
                    job.run(posts.installation)
        assert not self.failures.found, self.failures.found

    def told(self) -> list[Told]:
        """Return the daily messages that have come since this was last asked."""
        query = (
            select(outbox.c.id, outbox.c.lane, outbox.c.ts)
            .join(occurrence, occurrence.c.id == outbox.c.occurrence_id)
            .join(schedule, schedule.c.id == occurrence.c.schedule_id)
            .where(outbox.c.state == Sent.SENT.value, schedule.c.what == What.DIGEST.value)
            .where(outbox.c.id.not_in(self._seen))
        )
        with self.database.read() as work:
            rows = work.execute(query).all()
        self._seen.update(row.id for row in rows)
        return [self._told(row.lane, row.ts) for row in rows]

    def _told(self, lane: str, ts: str) -> Told:
        member = next(one for one in self.people if one.user == lane)
        local = self.clock.now().astimezone(ZoneInfo(member.zone))
        (message,) = [m for m in self.messages(member) if m.ts == ts]
        return Told(member, local.date(), local.hour * 60 + local.minute, whole(message))

    def written(self, member: Member) -> int:
        """Return how many messages the bot has noted as written to somebody."""
        mine = outbox.c.lane == member.user, outbox.c.state == Sent.SENT.value
        with self.database.read() as work:
            return len(work.execute(select(outbox.c.id).where(*mine)).all())

    def messages(self, member: Member) -> list[Message]:
        """Return what the bot wrote to somebody."""
        return self._processes[0][0].posted(member.user.lower(), None)

    # -- what is kept --------------------------------------------------------------------------

    def events(self) -> dict[int, list[Event]]:
        """Return everything that ever happened, by item."""
        with self.database.read() as work:
            numbers = work.execute(select(action_event.c.action_id).distinct()).scalars().all()
            return actions.events_of_all(work, sorted(numbers))

    def rows(self) -> dict[int, dict[str, object]]:
        """Return how items stand in the table for lists."""
        with self.database.read() as work:
            found = work.execute(action.select()).mappings().all()
        return {row["id"]: dict(row) for row in found}


def born(events: list[Event], mark: str, teams: dict[int, str]) -> Kept:
    """Return a new item as its first event says it is."""
    first = events[0]
    assert (first.seq, first.move) == (1, Move.PROPOSE), first
    data = first.data
    due = date.fromisoformat(data["due"])
    return Kept(
        number=first.action,
        mark=mark,
        owner=int(data["owner"]),
        creator=first.who,
        due=due,
        first_due=due,
        level=data["level"],
        team=teams.get(int(data["team"]), ""),
        verifier=int(data["verifier"]) if data.get("verifier") else None,
        measured=bool(data.get("metric")),
    )


def projected(item: Action) -> dict[str, object]:
    """Return what the table for lists must hold of an item."""
    return {
        "id": item.id, "state": item.state.value, "version": item.version, "owner": item.owner,
        "verifier": item.verifier, "level": item.level.value, "team": item.team, "due": item.due,
        "wording": item.wording, "created_at": item.created_at, "ended_at": item.ended_at,
        "check_on": item.measure.check if item.measure else None,
    }  # fmt: skip
