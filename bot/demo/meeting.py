"""Holding a review in the demo's story: begun, walked through, every point decided, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from base.review import Point, PointState, Review, ReviewState
from bot.demo.opening import HERE
from bot.demo.place import LEAD
from bot.demo.script import BROUGHT, MEETINGS, Decision
from storage import reviews
from workspace import Driver, Message

if TYPE_CHECKING:
    from bot.demo.acting import Acting


@dataclass
class Meeting:
    """The next review of a channel, led by somebody."""

    acting: Acting
    channel: str
    lead: Driver

    def hold(self, nth: int) -> None:
        """Hold the whole review: `nth` (from 0) says what is brought to it and what it decides."""
        review = self._agenda()
        self._bring(review, nth)
        self._begin(review)
        for _ in review.agenda.blocks[1:]:
            self._next(review, 4)
        decided = iter(MEETINGS[nth])
        last = MEETINGS[nth][-1]
        for point in self._open(review):
            self._pass(2)
            mine = next(decided, last) if point.by else last
            self._decide(review, point, mine)
        self._pass(1)
        self._press(review, f"/review close {review.id}")
        self._becomes(review, ReviewState.CLOSED)

    def begin(self) -> None:
        """Begin the review and go on to its second block: there it stands."""
        review = self._agenda()
        self._begin(review)
        self._next(review, 5)

    # -- the ways of a meeting

    def _agenda(self) -> Review:
        """Return the review whose agenda stands in the channel."""
        place = self.acting.local.model.conversation(self.channel).id
        with self.acting.passing.context.database.read() as work:
            found = reviews.in_channel(work, place)
        if found is None or found.state is not ReviewState.AGENDA:
            raise self.acting.trouble(f"no agenda stands in {self.channel}")
        return found

    def _bring(self, review: Review, nth: int) -> None:
        self._press(review, f"/review add {review.id}")
        self.acting.fills(self.lead, {"text": self.acting.said(BROUGHT[nth])})
        self.acting.wait(lambda: any(p.by for p in self._points(review)), "a point is brought")

    def _begin(self, review: Review) -> None:
        self._press(review, f"/review start {review.id}")
        self._becomes(review, ReviewState.RUNNING)

    def _next(self, review: Review, minutes: int) -> None:
        at = self._stands(review).at + 1
        self._pass(minutes)
        self._press(review, f"/review next {review.id} {at}")
        self.acting.wait(lambda: self._stands(review).at == at, f"the meeting comes to {at}")

    def _decide(self, review: Review, point: Point, decision: Decision) -> None:
        if not decision.owner:
            self._press(review, f"/review none {point.id}")
            self.acting.fills(self.lead, {"because": self.acting.said(decision.text)})
            self.acting.wait(lambda: point.id not in self._open_ids(review), "a point is decided")
            return
        before = self.acting.items()
        self._press(review, f"/review act {point.id}")
        owner = self.acting.person(decision.owner)
        today = datetime.fromtimestamp(self.acting.local.clock.now(), HERE).date()
        due = today + timedelta(days=decision.days)
        values = {"wording": self.acting.said(decision.text), "owner": owner.id}
        self.acting.fills(self.lead, values | {"due": due.isoformat()})
        self.acting.became(before, decision.item)
        if decision.owner != LEAD:
            number = self.acting.numbers[decision.item]
            owner.types(f"/action accept {number}", self.channel)

    # -- looking and pressing

    def _stands(self, review: Review) -> Review:
        with self.acting.passing.context.database.read() as work:
            found = reviews.read(work, review.id)
        if found is None:
            raise self.acting.trouble(f"review {review.id} is gone")
        return found

    def _points(self, review: Review) -> list[Point]:
        with self.acting.passing.context.database.read() as work:
            found = reviews.points_of(work, review.id)
        return [one for one in found if one.state is not PointState.GONE]

    def _open(self, review: Review) -> list[Point]:
        """Return what is still to be decided; what a person brought comes first."""
        found = [one for one in self._points(review) if one.state is PointState.OPEN]
        return sorted(found, key=lambda one: (not one.by, one.id))

    def _open_ids(self, review: Review) -> set[int]:
        return {one.id for one in self._open(review)}

    def _becomes(self, review: Review, state: ReviewState) -> None:
        self.acting.wait(lambda: self._stands(review).state is state, f"the review is {state}")

    def _pass(self, minutes: int) -> None:
        clock = self.acting.local.clock
        clock.set(clock.now() + 60 * minutes)

    def _press(self, review: Review, value: str) -> None:
        """Press the newest button of the agenda or its thread that stands for something."""

        def found() -> tuple[Message, tuple[str, str | None]] | None:
            for message in reversed(self.lead.sees(self.channel)):
                if button := pressed(message, value):
                    return message, button
            return None

        message, (action, block) = self.acting.wait(found, f"a button for {value}")
        self.lead.clicks(message, action, block).result()


def pressed(message: Message, value: str) -> tuple[str, str | None] | None:
    """Return action and block id of a message's button by what it is for, None without it."""
    for block in message.blocks:
        for one in block.get("elements", ()) if block["type"] == "actions" else ():
            if str(one.get("value", "")).endswith(value):
                return str(one["action_id"]), block.get("block_id")
    return None
