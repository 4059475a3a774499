"""Posting in tests: a schedule, the jobs of one process, and the workspace they post to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from base.clock import FixedClock
from base.language import Lang
from base.schedule import (
    DayKind,
    DayRule,
    Level,
    Occurrence,
    OnHoliday,
    Schedule,
    Timing,
    What,
    WhenEmpty,
)
from bot.slack.charting import Charting
from bot.slack.courier import Courier, courier_client
from bot.slack.pool import Pool
from commands.context import Context
from commands.subscriptions import asking
from jobs.composing import compose
from jobs.delivering import Delivering
from jobs.desk import Desk
from jobs.installation import Installation
from jobs.planning import plan
from jobs.restating import restate
from storage import occurrences, schedules
from storage.turns import Pace
from tests.workspace.bot_world import settings_for, whole
from workspace import Message, RunningWorkspace

# As fast as a test can go: how Slack is paced has tests of its own.
AT_ONCE = Pace(timedelta(), timedelta(), 1000)
MONDAYS = DayRule(DayKind.WEEKDAYS, frozenset({0}))


def mondays_at_nine(channel: str, owner: int = 1, **changes: object) -> Schedule:
    """Return a weekly summary for the department, Mondays at nine in Shanghai."""
    made: dict[str, object] = {
        "what": What.WEEKLY,
        "level": Level.DEPARTMENT,
        "channel": channel,
        "timing": Timing(MONDAYS, 540, country="", on_holiday=OnHoliday.SEND),
        "owner": owner,
        "lang": Lang.ZH,
        "when_empty": WhenEmpty.SAY,
    }
    return Schedule(**(made | changes))  # type: ignore[arg-type]


@dataclass
class Posts:
    """One process' jobs, run by hand: `seconds` is its clock that only goes forward."""

    context: Context
    local: RunningWorkspace
    pacing: Pace = AT_ONCE
    appears: timedelta = timedelta(0)
    seconds: float = 0.0
    installation: Installation = field(init=False)
    delivering: Delivering = field(init=False)

    def __post_init__(self) -> None:
        client = courier_client(settings_for(self.local))
        self.installation = Installation(
            self.context.database, self.context.clock, ask=asking(self.context)
        )
        courier = Courier(client, Charting(client, Pool(0, 0, "no-charts")))
        self.delivering = Delivering(
            self.installation, courier, self.pacing, lambda: self.seconds, appears=self.appears
        )

    def keep(self, schedule: Schedule, at: datetime) -> int:
        """Keep a schedule at a moment, as the command does."""
        from metrics.recurrence import next_after
        from metrics.workdays import work_calendar

        found = next_after(schedule.timing, work_calendar(schedule.timing.country), at)
        new = Schedule(**(schedule.__dict__ | {"next_at": found.at if found else None}))
        with self.context.database.write() as work:
            return schedules.keep(work, new, at, schedule.owner)

    def beat(self) -> None:
        """Plan, compose, follow the data and deliver, as often as there is something to do."""
        plan(self.installation)
        desk = Desk(self.installation)
        while compose(self.installation, desk):
            pass
        restate(self.installation, desk)
        while self.delivering.round():
            pass

    def log(self, schedule: int) -> list[Occurrence]:
        """Return the occurrences of a schedule, the oldest first."""
        with self.context.database.read() as work:
            return list(reversed(occurrences.log(work, schedule, 1000)))

    def posted(self, who: str, channel: str | None, thread: str | None = None) -> list[Message]:
        """Return what the bot posted that somebody sees, or below a message; the oldest first."""
        seen = self.local.as_person(who).sees(channel, thread)
        mine = [m for m in seen if m.user == self.local.model.bot.id and m.ts != thread]
        return mine if thread else [m for m in mine if m.thread_ts in (None, m.ts)]

    def later(self, by: timedelta) -> None:
        """Let time pass, then beat."""
        clock = self.context.clock
        assert isinstance(clock, FixedClock)
        clock.advance(by)
        self.seconds += by.total_seconds()
        self.beat()


def words(messages: list[Message]) -> str:
    """Return all words of some messages."""
    return "\n".join(whole(m) for m in messages)
