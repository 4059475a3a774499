"""Playing a quarter: the real bot in the workspace, the jobs of one process, a clock that goes on.

Every hour of every day the jobs run, at every minute a schedule names, and after whatever somebody
does. What the bot says of its own accord is kept with the minute; answers to commands are not.
"""

import difflib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from base.action import Action
from base.clock import DEFAULT_ZONE, FixedClock
from base.rights import operator
from bot.slack.charting import Charting
from bot.slack.courier import Courier, courier_client
from bot.slack.pool import Pool
from intake.options import ImportOptions
from intake.service import import_file
from jobs.delivering import Delivering
from jobs.housekeeping import HOUSEKEEPING
from jobs.installation import Installation
from jobs.measuring import Measuring
from jobs.posting import Posting
from storage import written
from storage.posting import schedule
from tests.helpers.posting import AT_ONCE
from tests.workspace.bot_world import World, settings_for
from tests.workspace.quarter_scene import CHANNEL, PEOPLE, ZONES
from workspace import Message

HERE = ZoneInfo(DEFAULT_ZONE)
_HOUR, _SELDOM = timedelta(hours=1), timedelta(minutes=30)
# The ids of files are drawn by lot.
_FILE = re.compile(r"(/files/\w+/)F\w+")
# When it is night both here and abroad, some hours are left out.
_ASLEEP = (4, 5, 7)
_NAMES = {person.id: person.real_name for person in PEOPLE}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Posted:
    """Something the bot said of its own accord: when, to whom or where, all of its words."""

    at: datetime
    lane: str
    thread: str | None
    text: str
    timed: bool

    @property
    def person(self) -> str:
        """Return the name of whom it was said to directly, "" for a channel."""
        return _NAMES.get(self.lane, "")

    @property
    def day(self) -> date:
        """Return the day it was where that person is."""
        return self.at.astimezone(ZoneInfo(ZONES.get(self.lane, DEFAULT_ZONE))).date()


@dataclass
class Playing:
    """One process with its jobs, in a world whose clock this moves."""

    world: World
    posted: list[Posted] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    items: list[Action] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _seconds: float = 0.0

    def __post_init__(self) -> None:
        """Make the jobs as a process has them, but for the figures as pictures."""
        context, client = self.world.context, courier_client(settings_for(self.world.local))
        self.installation = Installation(context.database, context.clock)
        courier = Courier(client, Charting(client, Pool(0, 0, "no-charts")))
        delivering = Delivering(self.installation, courier, AT_ONCE, lambda: self._seconds)
        posting = Posting(delivering)
        self.jobs = (*posting.jobs(), Measuring(self.installation).job())
        self.delivery = posting.delivery()

    # -- time

    @property
    def now(self) -> datetime:
        """Return the moment it is, in Shanghai."""
        return self.world.context.clock.now().astimezone(HERE)

    def until(self, moment: datetime) -> None:
        """Let time pass up to a moment; whatever is due before it happens in its minute."""
        while (then := min(moment, self._next())) < moment:
            self._to(then)
            self.beat(timed=True)
        self._to(moment)

    def _to(self, moment: datetime) -> None:
        clock = self.world.context.clock
        assert isinstance(clock, FixedClock)
        self._seconds += (moment - clock.now()).total_seconds()
        clock.at = moment.astimezone(UTC)

    def _next(self) -> datetime:
        """Return the next moment something may be due at: a whole hour, or a schedule's minute."""
        now = self.world.context.clock.now()
        hour = now.replace(minute=0, second=0, microsecond=0) + _HOUR
        while hour.astimezone(HERE).hour in _ASLEEP:
            hour += _HOUR
        query = select(func.min(schedule.c.next_at)).where(
            ~schedule.c.paused, ~schedule.c.removed, schedule.c.next_at > now
        )
        with self.world.context.database.read() as work:
            found = work.execute(query).scalar()
        return min(hour, found) if found else hour

    def beat(self, *, timed: bool = False) -> None:
        """Run every job that may be due, and deliver; keep what was posted.

        `timed` says that nobody did anything. What need not be looked at more often than every
        half an hour runs at whole hours only, and what only tidies up once a day.
        """
        whole = self.now.minute == 0
        for job in self.jobs:
            if whole or job.every < _SELDOM:
                job.run(self.installation)
        if whole and self.now.hour == 0:
            for job in HOUSEKEEPING:
                job.run(self.installation)
        with self.world.context.database.read() as work:
            waiting = written.open_since(work) is not None
        if waiting and self.delivery.run(self.installation):
            self._keep(timed=timed)

    # -- what was said

    def answered(self) -> None:
        """Leave out what the bot has said up to now: answers to what somebody asked."""
        for message in self._messages():
            self._known[message.channel, message.ts] = shown(message)

    def _messages(self) -> list[Message]:
        model = self.world.local.model
        found = [m for place in model.conversations for m in model.messages(place.id, None)]
        ours = [m for m in found if m.user == model.bot.id]
        return sorted(ours, key=lambda message: float(message.ts))

    def _keep(self, *, timed: bool) -> None:
        for message in self._messages():
            key, text = (message.channel, message.ts), shown(message)
            before = self._known.get(key)
            if before == text:
                continue
            self._known[key] = text
            thread = message.thread_ts if message.thread_ts != message.ts else None
            one = Posted(self.now, self._lane(message.channel), thread, text, timed)
            self._write(one, before)

    def _lane(self, channel: str) -> str:
        place = self.world.local.model.conversation(channel)
        if place.kind != "im":
            return f"#{place.name}"
        return next(member for member in place.members if member in _NAMES)

    def _write(self, one: Posted, before: str | None) -> None:
        self.posted.append(one)
        where = f"DM {one.person}" if one.person else one.lane
        if one.thread:
            where += f" > {self._root(one)}"
        zone = ZONES.get(one.lane)
        there = f" (there {_stamp(one.at.astimezone(ZoneInfo(zone)))})" if zone else ""
        edited = "" if before is None else " [edited]"
        self.lines += ["", f"{_stamp(one.at)} {where}{there}{edited}"]
        lines = one.text.split("\n")
        if before is not None:
            lines = [lines[0], *_changes(before.split("\n"), lines)]
        self.lines += [f"    {line}".rstrip() for line in lines]

    def _root(self, one: Posted) -> str:
        model = self.world.local.model
        roots = model.messages(model.conversation(CHANNEL).id, None)
        root = next(message for message in roots if message.ts == one.thread)
        return root.text.split("\n")[0]

    def note(self, text: str) -> None:
        """Write down what somebody did, so that it can be seen what a post is about."""
        self.lines += ["", f"{_stamp(self.now)} * {text}"]

    # -- figures

    def imports(self, path: Any) -> None:
        """Import a report through the real door."""
        context, options = self.world.context, ImportOptions(may_edit_staff=True)
        import_file(context.database, path, options, operator(), context.clock, _quiet)


def _quiet(_done: int, _of: int) -> None: ...


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d} {_DAYS[at.weekday()]} {at:%H:%M}"


def _changes(before: list[str], after: list[str]) -> list[str]:
    """Return the lines that differ, marked - and +."""
    return [line for line in difflib.ndiff(before, after) if line[:2] in ("- ", "+ ")]


class Listening(logging.Handler):
    """Keeps whatever the jobs had to warn of: one that fails is only logged."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning."""
        self._found.append(self.format(record))


# -- a message as text ----------------------------------------------------------------------------


def shown(message: Message) -> str:
    """Return a message as text: its notification where that says something else, its blocks."""
    lines = [line for block in message.blocks for line in _block(block)]
    head = message.text.strip()
    if not lines or head not in (lines[0].strip("*"), lines[0]):
        lines = [f"(notification) {head}", *lines] if lines else [head]
    return _FILE.sub(r"\1F0", "\n".join(lines))


def _block(block: Any) -> Iterator[str]:
    kind = block["type"]
    if kind == "header":
        yield f"# {block['text']['text']}"
    elif kind == "actions":
        yield " ".join(f"[{e['text']['text']}]" for e in block["elements"])
    elif kind == "context":
        yield from (f"~ {e['text']}" for e in block["elements"] if "text" in e)
    elif kind == "section" and "text" in block:
        yield from block["text"]["text"].split("\n")
    else:
        yield f"<{kind}> {_words(block)}"


def _words(block: Any) -> str:
    found = []

    def look(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, str) and key in ("text", "title", "name", "label"):
                    found.append(inner)
                else:
                    look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look(block)
    return " / ".join(found)
