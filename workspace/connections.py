"""The app's open WebSockets: which one gets an envelope, acknowledgements, asking to reconnect.

Knows envelopes and connections, not sockets: a `Connection` is made by whoever holds the socket.
Everything here lives on the server's event loop.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from .clock import Clock
from .config import WorkspaceConfig
from .delivery import Delivery, Missed, Trip
from .faults import DisconnectReason
from .model import Json

MAX_CONNECTIONS = 10
# Slack warns this long before it renews a connection.
WARNING_SECONDS = 10.0
# How long one that is to go stays for acknowledgements that are late.
GOODBYE_SECONDS = 10.0


class Connection:
    """One open WebSocket of the app. `gone` is done when it has closed.

    `close` says farewell, `abort` does not.
    """

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
        abort: Callable[[], None],
    ) -> None:
        self.send = send
        self.close = close
        self.abort = abort
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.retired = False
        self.missed = False
        self.pending: set[Trip] = set()
        self.idle = asyncio.Event()
        self.idle.set()

    def settle(self) -> None:
        """Notes whether envelopes wait for their acknowledgement."""
        if self.pending:
            self.idle.clear()
        else:
            self.idle.set()


class Connections:
    """Hands each envelope to ONE open connection, in turn, and waits for its acknowledgement."""

    def __init__(self, config: WorkspaceConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._open: list[Connection] = []
        self._turn = 0
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._deaf: dict[str, asyncio.Future[None]] = {}
        self._joined = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.on_count: Callable[[int], None] = lambda _count: None

    # -- coming and going -----------------------------------------------------------------------

    @property
    def count(self) -> int:
        return len(self._open)

    def join(self, connection: Connection) -> bool:
        """False when ten connections are open already."""
        if self.count >= MAX_CONNECTIONS:
            return False
        self._open.append(connection)
        self._in_background(self._watch_age(connection, self._clock.now()))
        self._joined.set()
        self.on_count(self.count)
        return True

    def leave(self, connection: Connection) -> None:
        self._open.remove(connection)
        if not connection.gone.done():
            connection.gone.set_result(None)
        self.on_count(self.count)

    def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()

    def _in_background(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- renewing -------------------------------------------------------------------------------

    async def _watch_age(self, connection: Connection, opened: float) -> None:
        warning = opened + self._config.connection_seconds - WARNING_SECONDS
        await self._clock.until(warning, connection.gone)
        await self._ask(connection, "warning")

    def disconnect(self, reason: DisconnectReason) -> None:
        """Asks every connection to renew itself; `link_disabled` ends them."""
        for connection in list(self._open):
            self._in_background(self._ask(connection, reason))

    def drop(self) -> None:
        """Cuts every connection without a word."""
        for connection in list(self._open):
            connection.abort()

    async def _ask(self, connection: Connection, reason: str) -> None:
        if connection.gone.done() or connection.retired:
            return
        # From here on it gets no new envelopes, so that its end loses none.
        connection.retired = reason != "warning"
        warned = self._clock.now()
        await connection.send(disconnect_message(reason))
        if reason == "warning":
            await self._clock.until(warned + WARNING_SECONDS, connection.gone)
            await self._ask(connection, "refresh_requested")
            return
        if reason == "refresh_requested":
            await self._let_finish(connection)
        if not connection.gone.done():
            await connection.close()

    async def _let_finish(self, connection: Connection) -> None:
        """Until the app has a new connection and has acknowledged what this one brought."""
        if not self._ready():
            await self._wait_for_one(connection.gone)
        idle = asyncio.ensure_future(connection.idle.wait())
        waiting: set[asyncio.Future[Any]] = {idle, connection.gone}
        await asyncio.wait(waiting, timeout=GOODBYE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        idle.cancel()
        if connection.missed:
            await asyncio.wait([connection.gone], timeout=GOODBYE_SECONDS)

    # -- envelopes ------------------------------------------------------------------------------

    def acknowledge(self, envelope_id: str, payload: Json) -> None:
        """What an app sends back. An id nobody waits for is ignored, as Slack does."""
        deaf = self._deaf.get(envelope_id)
        if deaf is not None:
            if not deaf.done():
                deaf.set_result(None)
            return
        waiting = self._acks.get(envelope_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(payload)

    def forget(self, trip: Trip) -> None:
        for envelope_id in trip.envelopes:
            self._acks.pop(envelope_id, None)
            self._deaf.pop(envelope_id, None)

    async def carry(self, trip: Trip) -> Missed | None:
        connection = await self._choose(trip)
        if connection is None:
            return Missed("dispatch_failed")
        if trip.ack.done():
            return None
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        connection.pending.add(trip)
        connection.settle()
        await self._send(connection, trip, self._envelope_id(trip, lost))
        waiting: set[asyncio.Future[Any]] = {trip.ack, connection.gone, lost}
        await asyncio.wait(
            waiting,
            timeout=self._config.ack_timeout,
            return_when=asyncio.FIRST_COMPLETED,
        )
        connection.pending.discard(trip)
        connection.missed |= not trip.ack.done()
        connection.settle()
        return None if trip.ack.done() else Missed("operation_timeout")

    async def _choose(self, trip: Trip) -> Connection | None:
        """The next in turn. While the app renews its connections, waits for the new one."""
        ready = self._ready()
        if not ready and (self._open or trip.attempt):
            await self._wait_for_one(trip.ack)
            ready = self._ready()
        if not ready:
            return None
        self._turn += 1
        return ready[self._turn % len(ready)]

    def _ready(self) -> list[Connection]:
        return [one for one in self._open if not one.retired and not one.gone.done()]

    async def _wait_for_one(self, or_until: asyncio.Future[Any]) -> None:
        self._joined.clear()
        joined = asyncio.ensure_future(self._joined.wait())
        waiting: set[asyncio.Future[Any]] = {joined, or_until}
        try:
            await asyncio.wait(
                waiting,
                timeout=self._config.ack_timeout,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            joined.cancel()

    def _envelope_id(self, trip: Trip, lost: asyncio.Future[None]) -> str:
        # A redelivered event comes in a new envelope and keeps its event_id; a command or a click
        # has nothing else that names it, so its envelope keeps the id.
        if not trip.envelopes or trip.delivery.kind == "events_api":
            trip.envelopes.append(str(uuid4()))
        envelope_id = trip.envelopes[-1]
        self._acks[envelope_id] = trip.ack
        self._deaf.pop(envelope_id, None)
        if trip.has("lost_ack"):
            self._deaf[envelope_id] = lost
        return envelope_id

    async def _send(self, connection: Connection, trip: Trip, envelope_id: str) -> None:
        text = envelope(trip, envelope_id)
        await connection.send(text)
        if trip.has("duplicate"):
            await connection.send(text)
        if fault := trip.has("disconnect"):
            self._in_background(self._ask(connection, fault.code))
        if trip.has("drop_connection"):
            # An acknowledgement that was quicker than the break must not save the envelope.
            self._deaf[envelope_id] = asyncio.get_running_loop().create_future()
            connection.abort()


def envelope(trip: Trip, envelope_id: str) -> str:
    """What travels over the WebSocket."""
    delivery: Delivery = trip.delivery
    found: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.takes_an_answer,
    }
    if trip.attempt or delivery.kind == "events_api":
        found |= {
            "retry_attempt": trip.attempt,
            "retry_reason": "timeout" if trip.attempt else "",
        }
    return json.dumps(found, ensure_ascii=False)


def disconnect_message(reason: str) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})
