"""Deliveries on their way to the app: tries, pauses, faults, how each one ends.

Knows when a delivery counts as lost and when it goes out again; how it travels is the business of
a `Link`, Socket Mode or HTTP. Everything but `Delivery` lives on the server's event loop.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal, Protocol

from .clock import Clock
from .config import WorkspaceConfig
from .faults import Fault, Faults
from .model import Json

EnvelopeType = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True)
class Outcome:
    """How a delivery ended. `error` is None, `dispatch_failed` or `operation_timeout`."""

    acknowledged: bool
    attempts: int
    response: Json | None = None
    error: str | None = None


def _no_failure(_error: str) -> None: ...


def _no_response(_response: Json) -> None: ...


class Delivery:
    """One thing on its way to the app. Safe to hold and to wait on from any thread.

    Called on the server's loop: `on_failure` with the error of the first try, so that a person is
    told once; `on_response` with what an acknowledgement carried, when it carried something.
    """

    def __init__(
        self,
        kind: EnvelopeType,
        payload: Json,
        *,
        on_failure: Callable[[str], None] = _no_failure,
        on_response: Callable[[Json], None] = _no_response,
    ) -> None:
        self.kind = kind
        self.payload = payload
        self.on_failure = on_failure
        self.on_response = on_response
        self._end: Future[Outcome] = Future()

    def result(self, timeout: float = 5.0) -> Outcome:
        """Waits for the end, at most `timeout` seconds. Raises TimeoutError."""
        return self._end.result(timeout)

    @property
    def done(self) -> bool:
        return self._end.done()

    @property
    def takes_an_answer(self) -> bool:
        """Whether what the acknowledgement carries means something."""
        return self.kind == "slash_commands" or self.payload.get("type") in (
            "view_submission",
            "block_suggestion",
        )

    def finish(self, outcome: Outcome) -> None:
        if not self._end.done():
            self._end.set_result(outcome)


@dataclass(eq=False)
class Trip:
    """A delivery under way: which try this is, why, and what is to go wrong with it."""

    delivery: Delivery
    link: "Link"
    ack: asyncio.Future[Json]
    # When the present try began. Pauses count from here and not from its end, so that whoever sees
    # a try arrive and moves the clock on at once does not move it too early.
    began: float
    attempt: int = 0
    reason: str = ""
    faults: Sequence[Fault] = ()
    envelopes: list[str] = field(default_factory=list)

    def has(self, kind: str) -> Fault | None:
        """The fault of this kind that strikes the present try."""
        return next((fault for fault in self.faults if fault.kind == kind), None)


@dataclass(frozen=True)
class Missed:
    """Why a try failed. `reason` is Slack's word for it in the headers of the next try."""

    error: Literal["dispatch_failed", "operation_timeout"]
    reason: str = "timeout"
    again: bool = True


class Watch(Protocol):
    """Whoever looks on how one delivery fares."""

    def tried(self, tries: int) -> None:
        """It goes out again, for the `tries`-th time."""

    def ended(self, outcome: Outcome) -> None:
        """It will not go out any more."""


class Link(Protocol):
    """A way to the app."""

    @property
    def count(self) -> int:
        """How many connections lead to the app; for HTTP 1 once its URL is verified."""

    async def carry(self, trip: Trip) -> Missed | None:
        """One try: None when the app acknowledged, which is then in `trip.ack`."""

    def forget(self, trip: Trip) -> None:
        """The trip has ended; late acknowledgements mean nothing any more."""

    def close(self) -> None:
        """The workspace stops."""


class Hub:
    """Takes deliveries from anywhere and sees each through to its end."""

    def __init__(
        self,
        config: WorkspaceConfig,
        clock: Clock,
        faults: Faults,
        link: Link,
        watch: Callable[[Delivery], Watch],
    ) -> None:
        self._config = config
        self._clock = clock
        self._faults = faults
        self._links = [link]
        self._watch = watch
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: dict[asyncio.Task[None], Delivery] = {}

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def close(self) -> None:
        """Ends every delivery under way as failed. Called on the loop."""
        self._loop = None
        for task, delivery in list(self._running.items()):
            task.cancel()
            delivery.finish(Outcome(False, 0, error="dispatch_failed"))
        for link in self._links:
            link.close()

    def switch(self, link: Link) -> None:
        """New deliveries go this way; those under way end where they are."""
        self._links.append(link)

    @property
    def link(self) -> Link:
        return self._links[-1]

    @property
    def count(self) -> int:
        """How many ways to the app are open."""
        return self.link.count

    def submit(self, delivery: Delivery) -> Delivery:
        """Starts a delivery; callable from any thread."""
        loop = self._loop
        if loop is None:
            delivery.finish(Outcome(False, 0, error="dispatch_failed"))
        else:
            loop.call_soon_threadsafe(self._start, delivery, self._clock.now())
        return delivery

    def _start(self, delivery: Delivery, began: float) -> None:
        task = asyncio.ensure_future(self._deliver(delivery, began))
        self._running[task] = delivery
        task.add_done_callback(lambda t: self._running.pop(t, None))

    async def _deliver(self, delivery: Delivery, began: float) -> None:
        trip = Trip(delivery, self.link, asyncio.get_running_loop().create_future(), began)
        watch = self._watch(delivery)
        try:
            outcome = await self._try_all(trip, watch)
        finally:
            trip.link.forget(trip)
        watch.ended(outcome)
        if outcome.response:
            delivery.on_response(outcome.response)
        delivery.finish(outcome)

    async def _try_all(self, trip: Trip, watch: Watch) -> Outcome:
        delivery = trip.delivery
        missed = Missed("dispatch_failed")
        for trip.attempt, pause in enumerate(self._pauses(delivery.kind)):
            # A late acknowledgement of an earlier try still counts while we pause.
            await self._clock.until(trip.began + pause, trip.ack)
            if trip.attempt:
                trip.began = self._clock.now()
                watch.tried(trip.attempt + 1)
            came_to = await self._try_once(trip)
            if came_to is None:
                return Outcome(True, trip.attempt + 1, trip.ack.result())
            missed, trip.reason = came_to, came_to.reason
            if trip.attempt == 0:
                delivery.on_failure(missed.error)
            if not missed.again or self._is_final(delivery, missed):
                break
        return Outcome(False, trip.attempt + 1, error=missed.error)

    def _pauses(self, kind: EnvelopeType) -> Iterable[float]:
        config = self._config
        events = kind == "events_api"
        return (0.0, *(config.retry_delays if events else config.command_retry_delays))

    def _is_final(self, delivery: Delivery, missed: Missed) -> bool:
        # Nobody waits for a command that never reached the app; an event goes out again.
        return missed.error == "dispatch_failed" and delivery.kind != "events_api"

    async def _try_once(self, trip: Trip) -> Missed | None:
        if trip.ack.done():
            return None
        trip.faults = self._faults.on_delivery(trip.delivery.kind, trip.delivery.payload)
        if late := trip.has("late"):
            await self._clock.until(trip.began + late.seconds, trip.ack)
        return await trip.link.carry(trip)
