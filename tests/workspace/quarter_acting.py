"""Doing the steps of the quarter through the bot's own doors, and the scene they are played in.

Every step must bring about what its author meant: an event of an item, or a refusal.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select

from base.action import State
from base.clock import FixedClock, local_day
from base.schedule import Level
from commands.action_adding import Asker, keep, setting_of
from commands.action_typed import drafted
from commands.context import Context
from metrics.recurrence import next_after
from metrics.workdays import work_calendar
from reviews.actions import folded
from reviews.carrying import Carried, open_items
from storage import actions, schedules
from storage.engine import Work, ensure_schema, open_database
from storage.people import apply_staff
from storage.posting import action_event
from storage.preferences import DigestWishes, set_digest_wishes
from storage.reaching import actor_numbered
from storage.tables import person, team
from tests.helpers.posting import mondays_at_nine
from tests.workspace.bot_world import World, buttons, running, whole
from tests.workspace.quarter_play import HERE, Listening, Playing
from tests.workspace.quarter_scene import (
    CHANNEL,
    CHANNELS,
    FIRST,
    HISTORY,
    LAST,
    LEAVER,
    LEFT,
    PEOPLE,
    STAFF,
    figures,
)
from tests.workspace.quarter_script import STEPS, How, Step
from tests.workspace.test_bot_doors import window
from workspace import Message
from workspace.entities import Message as Said

_ONE, _WEEK = timedelta(days=1), timedelta(weeks=1)
_USERS = MappingProxyType({one.name: one.id for one in PEOPLE})
_CALLED = MappingProxyType({one.name: one.real_name for one in PEOPLE})


@contextlib.contextmanager
def played(folder: Path) -> Iterator[Playing]:
    """Play the whole quarter."""
    begin = STEPS[0].at - timedelta(minutes=30)
    clock = FixedClock(begin)
    database = open_database(f"sqlite:///{folder / 'quarter.db'}")
    ensure_schema(database)
    apply_staff(database, STAFF)
    changes: dict[str, Any] = {
        "people": PEOPLE, "channels": CHANNELS, "clock": lambda: clock.now().timestamp(),
        # Nobody renews a connection because a quarter has passed.
        "connection_seconds": 1e12,
    }  # fmt: skip
    with running(Context(database, clock), **changes) as world:
        acting = Acting(Playing(world), folder)
        listening, log = Listening(acting.playing.trouble), logging.getLogger("fupan")
        log.addHandler(listening)
        try:
            acting.quarter()
        finally:
            log.removeHandler(listening)
        yield acting.playing
    database.close()


@dataclass
class Acting:
    """The quarter as it is played."""

    playing: Playing
    folder: Path

    @property
    def world(self) -> World:
        """Return bot and workspace."""
        return self.playing.world

    def quarter(self) -> None:
        """Do every step in its minute; every Monday morning the week's figures come in."""
        self.playing.imports(figures(self.folder, FIRST - HISTORY * _WEEK, FIRST - _ONE))
        self._keep_weekly()
        self.playing.beat()
        done = [(step.at, partial(self._do, step)) for step in STEPS]
        done += [(_seven(day), partial(self._figures, day)) for day in _mondays()]
        for at, do in sorted(done, key=lambda one: one[0]):
            self.playing.until(at)
            do()
            self.playing.answered()
            self.playing.beat()
        self.playing.until(_seven(LAST).replace(hour=23))
        self._ends()

    def _ends(self) -> None:
        """Write down how every item stands."""
        self.playing.note("how every item stands")
        with self.world.context.database.read() as work:
            found = actions.found(work, folded, states=tuple(State))
        for item in sorted(found, key=lambda one: one.id):
            self.playing.items.append(item)
            self.playing.lines.append(f"    {item.id}. {item.wording}: {item.state}")

    def _figures(self, monday: date) -> None:
        self.playing.imports(figures(self.folder, monday - _WEEK, monday - _ONE))

    def _keep_weekly(self) -> None:
        """Let the department's summary come on Mondays at nine."""
        database, now = self.world.context.database, self.playing.now
        channel = self.world.local.model.conversation(CHANNEL).id
        made = mondays_at_nine(channel, owner=self._number("lan"))
        found = next_after(made.timing, work_calendar(made.timing.country), now)
        with database.write() as work:
            schedules.keep(work, replace(made, next_at=found.at if found else None), now, 1)

    def _number(self, who: str) -> int:
        with self.world.context.database.read() as work:
            query = select(person.c.id).where(person.c.slack_user == _USERS[who])
            return int(work.execute(query).scalar_one())

    # -- steps

    def _do(self, step: Step) -> None:
        """Do a step; every one but reviews and what is no act on an item is one event or more."""
        if step.who:
            said = f"{step.text} {dict(step.fields) or ''}".strip()
            self.playing.note(f"{_CALLED[step.who]} ({step.how}): {said}")
        before = self._events()
        _DO[step.how](self, step)
        if step.how in _MOVING:
            self._moved(step, before)
        else:
            assert step.how in (How.REVIEW, How.LEAVES, How.HOURS) or self._events() == before

    def _moved(self, step: Step, before: int) -> None:
        try:
            self.world.local.wait_for(lambda: self._events() > before, 10.0)
        except TimeoutError:
            places = (None, CHANNEL)
            said = [m.text for place in places for m in self.world.sees(step.who, place)[-2:]]
            raise AssertionError(f"nothing came of {step}: {said}") from None

    def _events(self) -> int:
        with self.world.context.database.read() as work:
            return int(work.execute(select(func.count()).select_from(action_event)).scalar_one())

    def slash(self, step: Step) -> None:
        """Type a command in the channel, wait for its answer, fill in the form it opens."""
        who, before = self.world.local.as_person(step.who), self._said(step.who, CHANNEL)
        who.slash("action", step.text, channel=CHANNEL)
        self._answered(step, CHANNEL, before)

    def direct(self, step: Step) -> None:
        """Write to the bot and wait for its answer."""
        before = self._said(step.who, None)
        self.world.local.as_person(step.who).says(step.text)
        self._answered(step, None, before)

    def press(self, step: Step) -> None:
        """Press a button of the newest message that has it, in the direct message or a thread."""
        who = self.world.local.as_person(step.who)
        place, message = self._with_button(step)
        before = self._said(step.who, place)
        who.clicks(message, buttons(message)[step.text]).result()
        self._answered(step, place, before)

    def _with_button(self, step: Step) -> tuple[str | None, Message]:
        for place in (None, CHANNEL):
            for message in reversed(self.world.sees(step.who, place)):
                if step.on in self._around(message) and step.text in buttons(message):
                    return place, message
        told = "\n---\n".join(whole(m) for m in self.world.sees(step.who, None)[-3:])
        raise AssertionError(f"{step.at}: no button {step.text!r} with {step.on!r}:\n{told}")

    def _around(self, message: Message) -> str:
        """Return the words of a message and of the thread's first one."""
        model = self.world.local.model
        roots = [m for m in model.messages(message.channel, None) if m.ts == message.thread_ts]
        return "\n".join(whole(m) for m in (message, *roots))

    def _said(self, who: str, place: str | None) -> int:
        return len(self.world.sees(who, place))

    def _answered(self, step: Step, place: str | None, before: int) -> None:
        """Wait for the answer; where a form opens instead, fill it in."""
        if not step.fields:
            self.world.local.wait_for(lambda: self._said(step.who, place) > before, 10.0)
            return
        who = self.world.local.as_person(step.who)
        view = window(self.world, who, *(f'"action_id": "{key}"' for key in step.fields))
        who.fills(view, dict(step.fields))
        outcome = who.submits(view).result()
        assert outcome.acknowledged
        assert "errors" not in (outcome.response or {}), f"{step}: {outcome.response}"

    def thread(self, step: Step) -> None:
        """Say something in an item's thread."""
        self.world.local.as_person(step.who).says(step.text, CHANNEL, self._root(step).ts)

    def file(self, step: Step) -> None:
        """Post a file into an item's thread."""
        model, user = self.world.local.model, _USERS[step.who]
        root, made = self._root(step), model.files.reserve(user, step.text, 3)
        model.files.store(made.key, b"pdf")
        said = Said(root.channel, "", user, "", thread_ts=root.ts)
        model.share(model.files.complete({made.id: ""}), said)

    def _root(self, step: Step) -> Message:
        seen = self.world.sees(step.who, CHANNEL)
        return next(m for m in seen if step.on in whole(m) and m.thread_ts in (None, m.ts))

    def refused(self, step: Step) -> None:
        """Type what is refused, and see that it is."""
        self.slash(step)
        self.playing.note(f"refused: {self.world.sees(step.who, CHANNEL)[-1].text}")

    def hours(self, step: Step) -> None:
        """Keep somebody's wishes for his daily message, as the settings' form does."""
        wishes = DigestWishes(at=14 * 60, quiet_from=19 * 60, quiet_to=10 * 60)
        number, now = self._number(step.who), self.playing.now
        with self.world.context.database.write() as work:
            set_digest_wishes(work, number, _USERS[step.who], wishes, now, number)

    def leaves(self, _step: Step) -> None:
        """Enter the last day of whoever leaves, as the next staff list does."""
        apply_staff(self.world.context.database, [replace(LEAVER, valid_to=LEFT)])

    # -- reviews

    def review(self, step: Step) -> None:
        """Read what is carried over, as of the review before; then add what is decided."""
        self.playing.note("review")
        since = max((s.at for s in STEPS if s.how is How.REVIEW and s.at < step.at), default=None)
        database = self.world.context.database
        with database.read() as work:
            for level, of in self._agendas(work):
                found = open_items(work, level, of, step.at.date(), since.date() if since else None)
                self.playing.lines += [
                    *(f"    open      {_carried(one)}" for one in found.open),
                    *(f"    verified  {one.id}. {one.wording}" for one in found.verified),
                    *(f"    dropped   {one.id}. {one.wording}" for one in found.dropped),
                ]
        for line, who in step.fields.items():
            self.playing.note(f"{_CALLED[who]} (review): {line}")
            self._decided(step, line, who)

    def _agendas(self, work: Work) -> list[tuple[Level, int]]:
        names = {row.name: row.id for row in work.execute(select(team.c.name, team.c.id))}
        groups = [(Level.GROUP, names[name]) for name in ("售后组", "售前组")]
        return [(Level.DEPARTMENT, 0), *groups]

    def _decided(self, step: Step, line: str, who: str) -> None:
        """Add an item that is born of the review; its thread is in the channel."""
        context, today = self.world.context, self.playing.now.date()
        with context.database.read() as work:
            actor = actor_numbered(work, self._number(who), today)
            channel = self.world.local.model.conversation(CHANNEL).id
            asker = Asker(actor, actor.lang, local_day(context.clock, actor.zone), channel)
            draft = drafted(line, setting_of(context, work, asker))
        assert not draft.missing
        assert not draft.troubles
        with context.database.write() as work:
            keep(work, replace(draft, born=f"review {step.at.date()}"), asker, self.playing.now)


def _carried(one: Carried) -> str:
    item = one.action
    late = f", {one.late} days late" if one.late else ""
    redated = f", first {item.first_due}, re-dated {item.redates}" if item.redates else ""
    choose = ", do, drop or split?" if one.choose else ""
    return f"{item.id}. {item.wording} ({item.state}, due {item.due}{late}{redated}{choose})"


def _seven(day: date) -> datetime:
    return datetime.combine(day, time(7, 40), HERE)


def _mondays() -> list[date]:
    return [FIRST + at * _WEEK for at in range(1, (LAST - FIRST).days // 7 + 1)]


_MOVING = frozenset({How.SLASH, How.DIRECT, How.PRESS, How.THREAD, How.FILE})
_DO: Mapping[How, Callable[[Acting, Step], None]] = MappingProxyType(
    {
        How.SLASH: Acting.slash,
        How.DIRECT: Acting.direct,
        How.PRESS: Acting.press,
        How.THREAD: Acting.thread,
        How.FILE: Acting.file,
        How.REVIEW: Acting.review,
        How.REFUSED: Acting.refused,
        How.LEAVES: Acting.leaves,
        How.HOURS: Acting.hours,
    }
)
