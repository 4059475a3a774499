"""Socket Mode: tickets, the WebSocket itself, hello and disconnect."""

import contextlib
import json
import secrets
import threading
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from .delivery import Connection, Hub
from .model import Json, Model

TICKET_SECONDS = 30.0
CONNECTION_SECONDS = 18_060


class SocketMode:
    """Issues single-use URLs and serves the connections opened with them."""

    def __init__(self, model: Model, hub: Hub, base: Callable[[], str]) -> None:
        self._model = model
        self._hub = hub
        self._base = base
        self._lock = threading.Lock()
        self._tickets: dict[str, float] = {}

    def new_url(self) -> str:
        ticket = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets[ticket] = self._model.config.clock() + TICKET_SECONDS
        return f"{self._base()}/link/?ticket={ticket}&app_id={self._model.app_id}"

    def _redeem(self, ticket: str) -> bool:
        with self._lock:
            expires = self._tickets.pop(ticket, 0.0)
        return self._model.config.clock() <= expires

    async def serve(self, socket: WebSocket) -> None:
        if not self._redeem(socket.query_params.get("ticket", "")):
            # Closing before accepting answers the handshake with HTTP 403.
            await socket.close()
            return
        await socket.accept()
        connection = Connection(_sender(socket))
        if not self._hub.join(connection):
            await connection.send(_disconnect("too_many_websockets"))
            await socket.close()
            return
        try:
            await connection.send(json.dumps(self._hello()))
            await self._read(socket)
        finally:
            self._hub.leave(connection)

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
            self._hub.acknowledge(answer["envelope_id"], body)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self._hub.count,
            "debug_info": {
                "host": "local",
                "build_number": 1,
                "approximate_connection_time": CONNECTION_SECONDS,
            },
            "connection_info": {"app_id": self._model.app_id},
        }


def _sender(socket: WebSocket) -> Callable[[str], Awaitable[None]]:
    async def send(text: str) -> None:
        # A connection that closes under our hands is noticed by its reader; the envelope then
        # counts as not acknowledged and travels again.
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await socket.send_text(text)

    return send


def _disconnect(reason: str) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})
