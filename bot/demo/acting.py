"""Acting the story of the demo: people type, press and talk, the bot answers, time passes.

Everything goes through the doors that people use in Slack, so that what a visitor finds is what the
bot made of it. Only what anonymous senders left is put where their door puts it: they have no name.
"""

import heapq
import itertools
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from base.action import State
from base.case import Report
from base.dimensions import Dim
from base.language import Bilingual, Lang, Msg, msg
from base.schedule import Level
from bot.demo.meeting import Meeting
from bot.demo.opening import HERE, at
from bot.demo.passing import Passing
from bot.demo.place import SPOT_OF, called, handle
from bot.demo.script import CASES, READS_CASES, STEPS, WEEKS, How, Sent, Step
from bot.render.mrkdwn import Json
from reviews.actions import folded
from reviews.cases import monday, submit
from storage import actions, cases
from storage.names import named
from workspace import Driver, RunningWorkspace, View

_PATIENCE = 30.0
_DAYS = (
    Bilingual("周一", "monday"), Bilingual("周二", "tuesday"), Bilingual("周三", "wednesday"),
    Bilingual("周四", "thursday"), Bilingual("周五", "friday"), Bilingual("周六", "saturday"),
    Bilingual("周日", "sunday"),
)  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BLANK = re.compile(r"\{([+-]?\w+)\}")

Tell = Callable[[Msg, float | None], None]
Found = TypeVar("Found")


class StoryError(Exception):
    """The story did not go on as it is written: the bot did not do what its people asked."""


@dataclass
class Acting:
    """The weeks before the demo opens, as they are acted."""

    local: RunningWorkspace
    passing: Passing
    lang: Lang
    day: date
    tell: Tell
    numbers: dict[str, int] = field(default_factory=dict)
    met: int = 0
    _plan: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _count: Iterator[int] = field(default_factory=itertools.count)

    @property
    def begins(self) -> datetime:
        """Return the moment at which the story begins."""
        return at(self.day - timedelta(weeks=WEEKS), time(9))

    def act(self) -> None:
        """Act everything up to the opening; the workspace's clock stands there then."""
        self.local.clock.freeze()
        self.local.clock.set(self.begins)
        for step in STEPS:
            self._at(step.day, step.at, partial(self._do, step))
        for sent in CASES:
            self._at(sent.day, time(15, 40), partial(self._sends, sent))
            if sent.approve is not None:
                self._at(sent.approve, time(11, 30), partial(self._approves, sent))
        while self._plan:
            moment, _, do = heapq.heappop(self._plan)
            self._until(moment)
            do()
            self.passing.arrived(self.local.clock.now())
        self._until(at(self.day))
        self._tidy()

    # -- time

    def _at(self, day: int, moment: time, do: Callable[[], None]) -> None:
        entry = at(self.day + timedelta(days=day), moment), next(self._count), do
        heapq.heappush(self._plan, entry)

    def _until(self, moment: datetime) -> None:
        """Let time pass; what is due before happens in its minute."""
        clock, end = self.local.clock, moment.timestamp()
        while (then := self.passing.next(clock.now(), end)) < end:
            clock.set(then)
            self.passing.arrived(then)
            self._told()
        clock.set(end)
        self.passing.arrived(end)

    def _told(self) -> None:
        here = datetime.fromtimestamp(self.local.clock.now(), HERE)
        share = (here - self.begins) / (at(self.day) - self.begins)
        self.tell(msg("demo.living"), min(1.0, max(0.0, share)))

    # -- steps

    def _do(self, step: Step) -> None:
        match step.how:
            case How.SAYS:
                self.person(step.who).says(self.said(step.text), self.channel(step.where))
            case How.TYPES:
                self.types(step.who, step.where, self.said(step.text))
            case How.ADDS:
                self._adds(step)
            case How.MOVES:
                self._moves(step)
            case How.MEETS:
                self._meets(step, begin_only=False)
            case How.BEGINS:
                self._meets(step, begin_only=True)

    def types(self, who: str, where: str, text: str) -> None:
        """Type a command in a channel and wait for its answer."""
        person, channel = self.person(who), self.channel(where)
        before = self._answers(person, channel)
        person.types(text, channel)
        self.wait(lambda: self._answers(person, channel) > before, text)

    def _answers(self, person: Driver, channel: str) -> int:
        return sum(1 for m in person.sees(channel) if m.visible_to == person.id)

    def _adds(self, step: Step) -> None:
        before = self.items()
        verb = Bilingual("/action 添加", "/action add")
        self.types(step.who, step.where, f"{called(verb, self.lang)} {self.said(step.text)}")
        self.became(before, step.item)

    def became(self, before: set[int], key: str) -> None:
        """Remember the number of the item that was just added."""
        self.wait(lambda: len(self.items()) > len(before), f"an item comes of {key}")
        (self.numbers[key],) = self.items() - before

    def _moves(self, step: Step) -> None:
        text = f"/action {self.said(step.text)}"
        before = self._versions()
        self.types(step.who, step.where, text)
        self.wait(lambda: self._versions() > before, text)

    def _meets(self, step: Step, *, begin_only: bool) -> None:
        meeting = Meeting(self, self.channel(step.where), self.person(step.who))
        if begin_only:
            meeting.begin()
            return
        meeting.hold(self.met)
        self.met += 1

    # -- cases

    def _sends(self, sent: Sent) -> None:
        """Leave a case as its sender's window does: nobody is named, nothing is noted of when."""
        today = self.day + timedelta(days=sent.day)
        report = Report(
            sent.kind, self.said(sent.happened), self.said(sent.known), self.said(sent.helps),
            sent.topic, monday(today), sent.level, self._team(),
        )  # fmt: skip
        with self.passing.context.database.write() as work:
            if not submit(work, secrets.token_hex(32), report):
                raise StoryError("a case was not taken")

    def _team(self) -> int:
        with self.passing.context.database.read() as work:
            found = named(work, Dim.TEAM)
        wanted = SPOT_OF["after"].team
        return next(int(number) for number, name in found.items() if name.zh == wanted)

    def _approves(self, sent: Sent) -> None:
        """Put a case onto the group's agenda, in the window of whoever reads cases."""
        reader = self.person(READS_CASES)
        with self.passing.context.database.read() as work:
            found = cases.since(work, self.day - timedelta(weeks=WEEKS))
        case = next(one for one in found if one.report.happened == self.said(sent.happened))
        reader.types(f"/fupan case approve {case.id}")
        self.fills(reader, {"where": f"{Level.GROUP.value}:{self._team()}"})

    # -- what steps and meetings share

    def person(self, name: str) -> Driver:
        """Return somebody by his Chinese name."""
        return self.local.as_person(handle(name))

    def channel(self, key: str) -> str:
        """Return a channel's name by its key."""
        return called(SPOT_OF[key].name, self.lang)

    def said(self, text: Bilingual) -> str:
        """Return a text in the company's language, its blanks filled in."""
        return _BLANK.sub(lambda found: self._filled(found.group(1)), called(text, self.lang))

    def _filled(self, blank: str) -> str:
        if blank == "weekday":
            name = called(_DAYS[self.day.weekday()], self.lang)
            return f"每{name}" if self.lang is Lang.ZH else name
        if blank in self.numbers:
            return str(self.numbers[blank])
        day = self.day + timedelta(days=int(blank))
        if self.lang is Lang.ZH:
            return f"{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]}"

    def items(self) -> set[int]:
        """Return the numbers of all items."""
        with self.passing.context.database.read() as work:
            return {one.id for one in actions.found(work, folded, states=tuple(State))}

    def _versions(self) -> int:
        with self.passing.context.database.read() as work:
            found = actions.found(work, folded, states=tuple(State))
        return sum(one.version for one in found)

    def fills(self, who: Driver, values: Json) -> None:
        """Fill in and send the window that has opened for somebody, and close what is left."""

        def opened() -> View | None:
            found = who.modal()
            return found if found and all(_asks(found, key) for key in values) else None

        view = self.wait(opened, f"a window with {sorted(values)}")
        who.fills(view, values)
        outcome = who.submits(view).result()
        if "errors" in (outcome.response or {}):
            raise StoryError(f"{values}: {outcome.response}")
        for left in who.modals():
            who.closes(left)

    def wait(self, until: Callable[[], Found | None], what: str) -> Found:
        """Wait until something has come about, sending what the bot has to say meanwhile.

        Raises StoryError, naming `what`, when it does not.
        """

        def found() -> Found | None:
            self.passing.deliver()
            return until()

        try:
            come: Found = self.local.wait_for(found, _PATIENCE)
        except TimeoutError:
            raise StoryError(f"{what}: it did not come to that") from None
        return come

    def trouble(self, what: str) -> StoryError:
        """Return the error that says what did not come about."""
        return StoryError(what)

    def _tidy(self) -> None:
        """Take away what only one person saw: it is gone from a chat after a while."""
        model = self.local.model
        for place in model.conversations:
            for message in model.messages(place.id):
                if message.visible_to is not None:
                    model.delete(message)


def _asks(view: View, key: str) -> bool:
    return any(block.get("element", {}).get("action_id") == key for block in view.content["blocks"])
