"""Playing a quarter of reviews: the real bot in the workspace, its jobs, a clock, and people.

Agendas come from the tick. Whoever leads presses the buttons of the messages or says the words in
their thread; windows are filled in; between meetings items are done, verified, dropped or late. No
figure and no row is made here but through a public door, except what a sender of an anonymous case
leaves: a door without a person has nobody to press it.
"""

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from base.case import CaseKind, Report
from base.clock import FixedClock
from base.language import Bilingual
from base.review import Review, ReviewState
from base.schedule import Level
from commands.context import Context
from reviews import case_settings, cases
from reviews.cases import monday
from storage import cases as kept_cases
from storage import reviews, schedules
from storage.engine import ensure_schema, open_database
from storage.people import actor_of, apply_staff
from storage.posting import occurrence
from storage.posting import schedule as schedule_table
from tests.workspace.bot_world import buttons, running
from tests.workspace.quarter_play import HERE, Listening, shown
from tests.workspace.review_quarter_meeting import Led
from tests.workspace.review_quarter_scene import (
    CHANNELS,
    CHANNELS_OF,
    DEPARTMENT,
    HISTORY,
    PEOPLE,
    SERIES,
    STAFF,
    TARGETS,
    figures,
)
from tests.workspace.review_quarter_script import Said, meeting
from tests.workspace.review_quarter_talking import DAY, MINUTE, WEEK, Held, Talking

_CASES = (
    (9, Level.GROUP, "有个顾客问价保，我按去年的规则答了，后来才知道今年改了"),
    (29, Level.DEPARTMENT, "晚上十点后没人能改地址，小美只好让顾客退了重拍"),
    (44, Level.DEPARTMENT, "两个组给顾客的退款时间不一样，小美说三天，另一边说七天"),
    (58, Level.COMPANY, "仓库改了发货时间，阿哲第二天从顾客那里才知道"),
)


@contextlib.contextmanager
def played(folder: Path, start: date, last: date) -> "Iterator[Quarter]":
    """Play reviews from a Monday up to a day, both inclusive."""
    begin = datetime.combine(start - 5 * DAY, time(8), HERE)
    clock = FixedClock(begin.astimezone(UTC))
    database = open_database(f"sqlite:///{folder / 'reviews.db'}")
    ensure_schema(database)
    apply_staff(database, STAFF)
    changes: dict[str, Any] = {
        "people": PEOPLE, "channels": CHANNELS, "clock": lambda: clock.now().timestamp(),
        # Nobody renews a connection because a quarter has passed.
        "connection_seconds": 1e12,
    }  # fmt: skip
    with running(Context(database, clock), **changes) as world:
        found = Quarter(Talking(world), folder, start, last)
        listening, log = Listening(found.playing.trouble), logging.getLogger("fupan")
        log.addHandler(listening)
        try:
            found.play()
        finally:
            log.removeHandler(listening)
        yield found
    database.close()


class Quarter(Led):
    """A quarter as it is played."""

    def play(self) -> None:
        """Set everything up, then let time pass."""
        self._set_up()
        end = datetime.combine(self.last, time(23), HERE)
        while (moment := min(end, self.soonest())) < end:
            self.playing.to(moment)
            for do in self.due():
                do()
                self.playing.deliver()
            self.playing.beat(timed=True)
            self._notice()
        self.items = self.all_items()

    # -- setting up

    def _set_up(self) -> None:
        first = self.start - HISTORY * WEEK
        now = self.playing.now.date()
        self._imports(first, now - DAY)
        for day in range((self.last - now).days):
            self.on(day, 7, self._yesterday)
        for text in TARGETS:
            self.person("lan").slash("target", text, channel=DEPARTMENT)
        self._open_cases()
        for days, level, text in _CASES:
            self.at(self._morning(days), partial(self._case, level, text))
        for number, (channel, who, text) in enumerate(SERIES, start=1):
            self.person(who).slash("fupan", f"定时 {text}", channel=channel)
            self.wait(partial(self._has_kept, number), f"{text} is kept")

    def _morning(self, days: int) -> datetime:
        return datetime.combine(self.start + days * DAY, time(8), HERE)

    def _has_kept(self, number: int) -> bool:
        return self._kept() == number

    def _kept(self) -> int:
        with self.world.context.database.read() as work:
            return int(work.execute(select(func.count()).select_from(schedule_table)).scalar_one())

    def _yesterday(self) -> None:
        day = self.playing.now.date() - DAY
        self._imports(day, day)

    def _imports(self, first: date, last: date) -> None:
        self.playing.imports(figures(self.folder, self.start, first, last))

    # -- cases

    def _open_cases(self) -> None:
        """Name who reads cases, as the supervisor's form does."""
        context, today = self.world.context, self.playing.now.date()
        lan = actor_of(context.database, today, slack_user="ULAN")
        ke = actor_of(context.database, today, slack_user="UKE")
        with context.database.write() as work:
            wanted = case_settings.Wanted((ke.person,), Bilingual("", ""))
            case_settings.keep(work, lan, wanted, context.clock.now(), today)

    def _case(self, level: Level, text: str) -> None:
        """Leave three cases as their senders do; one of them goes onto an agenda."""
        team = self._team() if level is Level.GROUP else 0
        report = Report(
            CaseKind.RULE, text, "群里没通知", "规则一改就置顶", "rule_unknown",
            monday(self.playing.now.date()), level, team,
        )  # fmt: skip
        with self.world.context.database.write() as work:
            for n in range(3):
                one = replace(report, happened=text if n == 0 else f"别的事 {n}")
                assert cases.submit(work, f"{next(self.count):064x}", one)
        self.on(0, 11, partial(self._approve, level, text[:6], team))

    def _approve(self, level: Level, begins: str, team: int) -> None:
        with self.world.context.database.read() as work:
            waiting = kept_cases.since(work, self.start - WEEK)
        (case,) = [one for one in waiting if one.report.happened.startswith(begins)]
        ke = self.person("ke")
        ke.types(f"/fupan case approve {case.id}")
        where = f"{level.value}:{team}" if team else level.value
        self.fills(ke, {"where": where})

    def _team(self) -> int:
        with self.world.context.database.read() as work:
            return next(one.team for one in schedules.listed(work) if one.team)

    # -- agendas

    def _notice(self) -> None:
        """Note every agenda that has come, and plan its meeting."""
        with self.world.context.database.read() as work:
            found = reviews.in_state(work, ReviewState.AGENDA)
            posted = {
                one.id: work.execute(
                    select(occurrence.c.ts).where(occurrence.c.id == one.occurrence)
                ).scalar()
                for one in found
                if one.id not in self.held
            }
            nths = {one.id: len(reviews.of_series(work, one.series)) for one in found}
        for review in found:
            if ts := posted.get(review.id):
                said = shown(self.message(CHANNELS_OF[review.level], ts))
                self.held[review.id] = Held(
                    review.id, review.level, nths[review.id], ts, self.playing.now, said
                )
                self._plan_meeting(review, self.held[review.id])

    def _plan_meeting(self, review: Review, held: Held) -> None:
        how = meeting(review.level, review.cadence, held.nth)
        meets = review.meets.astimezone(HERE)
        for said in how.adds:
            if not said.typed:
                self.at(meets - 30 * MINUTE, partial(self._add, held, said))
        self.at(meets, partial(self._meet, held, how))

    def _add(self, held: Held, said: Said) -> None:
        """Put something on the agenda by its button."""
        who = self.person(said.who)
        message = self.message(CHANNELS_OF[held.level], held.ts)
        who.clicks(message, buttons(message)["加一条"]).result()
        values = {"text": said.text} | ({"proposal": said.proposal} if said.proposal else {})
        self.fills(who, values)
