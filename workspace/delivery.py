"""Envelopes on their way to the app: acknowledgement, timeout, redelivery.

Knows what an envelope is and when it counts as lost; how it travels is the connection's business.
Everything but `Delivery` lives on the server's event loop.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from .config import WorkspaceConfig
from .model import Json

MAX_CONNECTIONS = 10
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
    """One thing on its way to the app. Safe to hold and to wait on from any thread."""

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

    def finish(self, outcome: Outcome) -> None:
        if not self._end.done():
            self._end.set_result(outcome)


class Connection:
    """One open WebSocket of the app. `gone` is set when it closes."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self.send = send
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class Hub:
    """Hands each envelope to ONE open connection, in turn, and waits for its acknowledgement."""

    def __init__(self, config: WorkspaceConfig) -> None:
        self._config = config
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connections: list[Connection] = []
        self._turn = 0
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._running: dict[asyncio.Task[None], Delivery] = {}
        self.on_connections: Callable[[int], None] = lambda _count: None

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def close(self) -> None:
        """Ends every delivery under way as failed. Called on the loop."""
        self._loop = None
        for task, delivery in list(self._running.items()):
            task.cancel()
            delivery.finish(Outcome(False, 0, error="dispatch_failed"))

    # -- connections ----------------------------------------------------------------------------

    @property
    def count(self) -> int:
        return len(self._connections)

    def join(self, connection: Connection) -> bool:
        """False when ten connections are open already."""
        if self.count >= MAX_CONNECTIONS:
            return False
        self._connections.append(connection)
        self.on_connections(self.count)
        return True

    def leave(self, connection: Connection) -> None:
        self._connections.remove(connection)
        if not connection.gone.done():
            connection.gone.set_result(None)
        self.on_connections(self.count)

    def _next_connection(self) -> Connection | None:
        if not self._connections:
            return None
        self._turn += 1
        return self._connections[self._turn % len(self._connections)]

    # -- deliveries -----------------------------------------------------------------------------

    def submit(self, delivery: Delivery) -> Delivery:
        """Starts a delivery; callable from any thread."""
        loop = self._loop
        if loop is None:
            delivery.finish(Outcome(False, 0, error="dispatch_failed"))
        else:
            loop.call_soon_threadsafe(self._start, delivery)
        return delivery

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.ensure_future(self._deliver(delivery))
        self._running[task] = delivery
        task.add_done_callback(lambda t: self._running.pop(t, None))

    def acknowledge(self, envelope_id: str, payload: Json) -> None:
        """What an app sends back. An id nobody waits for is ignored, as Slack does."""
        waiting = self._acks.get(envelope_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(payload)

    async def _deliver(self, delivery: Delivery) -> None:
        ack: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        ids: list[str] = []
        try:
            outcome = await self._attempt(delivery, ack, ids)
        finally:
            for envelope_id in ids:
                del self._acks[envelope_id]
        if outcome.response:
            delivery.on_response(outcome.response)
        delivery.finish(outcome)

    async def _attempt(
        self, delivery: Delivery, ack: asyncio.Future[Json], ids: list[str]
    ) -> Outcome:
        error = ""
        for attempt, delay in enumerate(self._delays(delivery.kind)):
            # A late acknowledgement of an earlier try still counts while we pause.
            if delay:
                await asyncio.wait([ack], timeout=delay)
            error = await self._try_once(delivery, ack, ids, attempt)
            if not error:
                return Outcome(True, attempt + 1, ack.result())
            if attempt == 0:
                delivery.on_failure(error)
            if error == "dispatch_failed" and delivery.kind != "events_api":
                break
        return Outcome(False, attempt + 1, error=error)

    def _delays(self, kind: EnvelopeType) -> Iterator[float]:
        config = self._config
        yield 0.0
        retries: Sequence[float] = (
            config.retry_delays if kind == "events_api" else config.command_retry_delays
        )
        yield from retries

    async def _try_once(
        self, delivery: Delivery, ack: asyncio.Future[Json], ids: list[str], attempt: int
    ) -> str:
        """Empty when acknowledged, else the name of what went wrong."""
        if ack.done():
            return ""
        connection = self._next_connection()
        if connection is None:
            return "dispatch_failed"
        # A redelivered event comes in a new envelope and keeps its event_id; a command or a click
        # has nothing else that names it, so its envelope keeps the id.
        if not ids or delivery.kind == "events_api":
            ids.append(str(uuid4()))
            self._acks[ids[-1]] = ack
        await connection.send(_envelope(delivery, ids[-1], attempt))
        waiting: set[asyncio.Future[Json] | asyncio.Future[None]] = {ack, connection.gone}
        await asyncio.wait(
            waiting, timeout=self._config.ack_timeout, return_when=asyncio.FIRST_COMPLETED
        )
        return "" if ack.done() else "operation_timeout"


def _envelope(delivery: Delivery, envelope_id: str, attempt: int) -> str:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind == "slash_commands",
    }
    if attempt or delivery.kind == "events_api":
        envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
    return json.dumps(envelope, ensure_ascii=False)
