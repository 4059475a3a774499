"""Socket Mode: tickets, the WebSocket itself, hello and disconnect."""

import contextlib
import json
import secrets
import threading
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from .connections import Connection, Connections, disconnect_message
from .cutting import cut
from .model import Json, Model

TICKET_SECONDS = 30.0


class SocketMode:
    """Issues single-use URLs and serves the connections opened with them."""

    def __init__(self, model: Model, connections: Connections, base: Callable[[], str]) -> None:
        self._model = model
        self._connections = connections
        self._base = base
        self._lock = threading.Lock()
        self._tickets: dict[str, float] = {}

    def new_url(self) -> str:
        ticket = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets[ticket] = self._model.clock.now() + TICKET_SECONDS
        return f"{self._base()}/link/?ticket={ticket}&app_id={self._model.app_id}"

    def _redeem(self, ticket: str) -> bool:
        with self._lock:
            expires = self._tickets.pop(ticket, 0.0)
        return self._model.clock.now() <= expires

    async def serve(self, socket: WebSocket) -> None:
        if not self._redeem(socket.query_params.get("ticket", "")):
            # Closing before accepting answers the handshake with HTTP 403.
            await socket.close()
            return
        await socket.accept()
        connection = _connection(socket)
        if not self._connections.join(connection):
            await connection.send(disconnect_message("too_many_websockets"))
            await connection.close()
            return
        try:
            await connection.send(json.dumps(self._hello()))
            await self._read(socket)
        finally:
            self._connections.leave(connection)

    async def _read(self, socket: WebSocket) -> None:
        try:
            while True:
                self._take(await socket.receive_text())
        except WebSocketDisconnect:
            return

    def _take(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if isinstance(answer, dict) and isinstance(answer.get("envelope_id"), str):
            payload = answer.get("payload")
            body = payload if isinstance(payload, dict) else {"text": payload} if payload else {}
            self._connections.acknowledge(answer["envelope_id"], body)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self._connections.count,
            "debug_info": {
                "host": "local",
                "build_number": 1,
                "approximate_connection_time": int(self._model.config.connection_seconds),
            },
            "connection_info": {"app_id": self._model.app_id},
        }


def _connection(socket: WebSocket) -> Connection:
    return Connection(
        send=_quietly(socket.send_text),
        close=_quietly(socket.close),
        abort=lambda: cut(socket.scope),
    )


def _quietly(act: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def acted(*args: str) -> None:
        # A connection that closes under our hands is noticed by its reader; the envelope then
        # counts as not acknowledged and travels again.
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await act(*args)

    return acted
