"""How a review of a play is led: begun, walked through, decided, closed, read back, followed up.

Buttons of messages are pressed, windows filled in, words said in the thread; what a meeting does is
in `review_quarter_script`.
"""

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from base.action import Action, State
from base.review import Point, PointState, ReviewState
from reviews.minutes import review_of
from storage import reviews
from storage.tables import person
from tests.workspace.bot_world import buttons
from tests.workspace.quarter_play import shown
from tests.workspace.review_quarter_scene import CHANNELS_OF, HANDLE_OF
from tests.workspace.review_quarter_script import (
    DECIDERS,
    DONE,
    DROPPED,
    LEADERS,
    NOT_MINE,
    OWNERS,
    REASON,
    WORDINGS,
    After,
    Meeting,
    Way,
    after,
    way,
)
from tests.workspace.review_quarter_talking import DAY, MINUTE, PATIENCE, Department, Held
from workspace import Driver, Message


class Led(Department):
    """A department that holds its reviews."""

    # -- a meeting

    def _meet(self, held: Held, how: Meeting) -> None:
        held.begun, held.agenda = self.agenda(held), self.review(held).agenda
        held.before = tuple(self.all_items())
        held.details = "\n".join(shown(one) for one in self.thread(held)[1:])
        if not how.held:
            return
        lead = self.person(LEADERS[held.level])
        self._press_agenda(held, lead, "到点开始", how)
        self.wait(lambda: self.review(held).state is ReviewState.RUNNING, f"{held} runs")
        self.playing.deliver()
        for said in how.adds:
            if said.typed:
                self._say(held, self.person(said.who), f"加一条 {said.text}")
                self.wait(lambda: any(p.by for p in self.points(held)), f"{said} is added")
                self.playing.deliver()
        self._walk(held, lead, how)
        if how.hasty:
            self._too_early(held, lead)
        for point in self.points(held):
            if point.state is PointState.OPEN:
                self._minutes_pass(2)
                self._decide(held, lead, point)
        self._minutes_pass(1)
        self._end(held, lead, how)
        self._read_back(held, how)

    def _minutes_pass(self, minutes: int) -> None:
        self.playing.to(self.playing.now + minutes * MINUTE)

    def _press_agenda(self, held: Held, who: Driver, label: str, how: Meeting) -> None:
        if how.typed:
            self._say(held, who, "开始")
        else:
            message = self.message(CHANNELS_OF[held.level], held.ts)
            who.clicks(message, buttons(message)[label]).result()

    def _say(self, held: Held, who: Driver, text: str) -> None:
        who.mentions(text, CHANNELS_OF[held.level], held.ts)

    def _walk(self, held: Held, lead: Driver, how: Meeting) -> None:
        """Go through the blocks, one after another."""
        last = len(self.review(held).agenda.blocks) - 1
        while (at := self.review(held).at) < last:
            self._minutes_pass(self.review(held).agenda.blocks[at].minutes)
            if how.typed:
                self._say(held, lead, "下一块")
            else:
                self._press(held, lead, "下一块")
            self.wait(partial(self._is_at, held, at + 1), f"{held} goes on from {at}")
            self.playing.deliver()

    def _is_at(self, held: Held, block: int) -> bool:
        return self.review(held).at == block

    def _too_early(self, held: Held, lead: Driver) -> None:
        """Close while something is open: it does not."""
        if not any(one.state is PointState.OPEN for one in self.points(held)):
            return
        self._press(held, lead, "散会")
        self.playing.deliver()
        self.world.local.wait_for(lambda: self._delivered(held, "没有结论"), PATIENCE)
        assert self.review(held).state is ReviewState.RUNNING
        self.refused.append(f"{held.number}: {self.thread(held)[-1].text}")

    def _delivered(self, held: Held, words: str) -> bool:
        self.playing.deliver()
        return any(words in shown(one) for one in self.thread(held))

    def _end(self, held: Held, lead: Driver, how: Meeting) -> None:
        if how.typed:
            self._say(held, lead, "散会")
        else:
            self._press(held, lead, "散会")
        self.wait(lambda: self.review(held).state is ReviewState.CLOSED, f"{held} is closed")
        self.playing.deliver()

    def _press(self, held: Held, who: Driver, label: str) -> None:
        """Press the newest button of a meeting's thread with this label."""
        message = next(m for m in reversed(self.thread(held)) if label in buttons(m))
        who.clicks(message, buttons(message)[label]).result()

    # -- deciding

    def _decide(self, held: Held, lead: Driver, point: Point) -> None:
        """Press one of the ways out of a point, and fill in its window."""
        count = self.pointed[held.level] = self.pointed.get(held.level, -1) + 1
        chosen = way(count, once=point.once)
        message = self._of_point(held, point)
        lead.clicks(message, buttons(message)[chosen.value]).result()
        if chosen is Way.ACT:
            self._act(held, lead, count)
        elif chosen is Way.NONE:
            self.fills(lead, {"because": REASON})
        else:
            self.fills(lead, {"person": DECIDERS[held.level]})
            self.left += 1
            if self.left % 2:
                self.at(self.playing.now + 2 * timedelta(hours=1), partial(self._later, point.id))
        self.playing.deliver()

    def _of_point(self, held: Held, point: Point) -> Message:
        """Return the message of a point: the one whose buttons are about it."""
        for message in reversed(self.thread(held)):
            for block in message.blocks:
                for one in block.get("elements", ()) if block["type"] == "actions" else ():
                    if str(one.get("value", "")).endswith(f"none {point.id}"):
                        return message
        raise AssertionError(f"no message for {point}")

    def _act(self, held: Held, lead: Driver, count: int) -> None:
        number = len(self.all_items())
        owners = OWNERS[held.level]
        due = self.playing.now.date() + 8 * DAY
        values = {
            "wording": f"{WORDINGS[number % len(WORDINGS)]}（{number + 1}）",
            "owner": owners[count % len(owners)],
            "due": due.isoformat(),
        }
        self.fills(lead, values)
        self.wait(lambda: len(self.all_items()) == number + 1, f"an item comes of {held}")

    def _later(self, point: int) -> None:
        """Decide what was left to somebody, from his direct message."""
        with self.world.context.database.read() as work:
            found = reviews.point(work, point)
            assert found is not None
            row = work.execute(select(person.c.slack_user).where(person.c.id == found.later))
        who = self.person(HANDLE_OF[row.scalar_one()])
        message = next(
            m for m in reversed(self.world.sees(who.member.name, None)) if Way.NONE in buttons(m)
        )
        who.clicks(message, buttons(message)[Way.NONE]).result()
        self.fills(who, {"because": REASON})

    # -- after it

    def _read_back(self, held: Held, how: Meeting) -> None:
        """Have every owner accept what is his; then it is done, or not."""
        born = [one for one in self.all_items() if review_of(one) == held.number]
        declined = how.declines
        # Whoever gives himself something to do has said yes to it.
        asked = [one for one in born if one.state is State.PROPOSED]
        for owner in sorted({one.owner for one in asked}):
            who = self.person(HANDLE_OF[self.user(owner)])
            mine = [one for one in asked if one.owner == owner]
            if declined and who.member.name != LEADERS[held.level]:
                declined = False
                self._decline(held, who, mine[0])
                mine = mine[1:]
            if mine:
                self._accept(held, who, mine)
        for one in born:
            self._goes_on(one)

    def _accept(self, held: Held, who: Driver, mine: list[Action]) -> None:
        """Press the minutes' button, where he is in the channel; else the one in his message."""
        channel = CHANNELS_OF[held.level]
        if who.id in self.world.local.model.conversation(channel).members:
            minutes = self._minutes(held)
            who.clicks(minutes, buttons(minutes)["接受"]).result()
        else:
            for one in mine:
                who.types(f"/action 接受 {one.id}")
        self.wait(
            lambda: all(self.item(one.id).state is not State.PROPOSED for one in mine),
            f"{who.member.name} accepts {[one.id for one in mine]}",
        )
        self.playing.deliver()

    def _decline(self, held: Held, who: Driver, one: Action) -> None:
        minutes = self._minutes(held)
        who.clicks(minutes, buttons(minutes)["这件不该我做"]).result()
        before = self.events()
        self.fills(who, {"item": str(one.id), "why": NOT_MINE})
        self.wait(lambda: self.events() > before, f"{one} is declined")
        self.playing.deliver()
        self._types(LEADERS[held.level], f"转给 {one.id} @陈露")
        self._types("lu", f"接受 {one.id}")

    def _goes_on(self, item: Action) -> None:
        """Plan what becomes of an item until the next reviews."""
        verify = partial(self._verify, item.id)
        match after(item.id):
            case After.VERIFIED:
                self.on(2, 11, partial(self._claim, item.id))
                self.on(4, 16, verify)
            case After.CLAIMED:
                self.on(5, 11, partial(self._claim, item.id))
                self.on(19, 16, verify)
            case After.DROPPED:
                self.on(3, 11, partial(self._drop, item.id))
            case After.LATE:
                self.on(16, 11, partial(self._claim, item.id))
                self.on(18, 16, verify)

    def _claim(self, number: int) -> None:
        item = self.item(number)
        self._types(HANDLE_OF[self.user(item.owner)], f"完成 {number} {DONE}")

    def _verify(self, number: int) -> None:
        item = self.item(number)
        # What a lead gives himself in his own meeting has nobody to verify it.
        who = HANDLE_OF[self.user(item.verifier)] if item.verifier else "shen"
        self._types(who, f"核实 {number}")

    def _drop(self, number: int) -> None:
        self._types("lan", f"不做 {number} {DROPPED}")

    def _types(self, who: str, text: str) -> None:
        """Type `/action …` to the bot; something comes of it."""
        before = self.events()
        self.person(who).types(f"/action {text}")
        try:
            self.world.local.wait_for(lambda: self.events() > before, PATIENCE)
        except TimeoutError:
            said = [shown(m) for m in self.world.sees(who, None)[-2:]]
            raise AssertionError(f"nothing came of {who}: {text}: {said}") from None
