"""Lets only requests in that were meant for this machine. Reads headers, knows nothing else.

A page from elsewhere can have its name point to 127.0.0.1 and would then be of the same origin as
the workspace's page; its requests still carry its own name as their Host.
"""

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d+)?")


def is_loopback(host: str) -> bool:
    """Whether a Host header, with or without its port, names this machine."""
    matched = HOST.fullmatch(host.strip().lower())
    return matched is not None and matched.group(1) in LOOPBACK


class LoopbackOnly:
    """Refuses requests and WebSockets whose Host is another name, before anybody sees them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_loopback(_host(scope)):
            await self._app(scope, receive, send)
        else:
            # Also to the handshake of a WebSocket.
            refused = PlainTextResponse("foreign_host", status_code=403)
            await refused(scope, receive, send)


def _host(scope: Scope) -> str:
    named = [value for name, value in scope["headers"] if name == b"host"]
    return named[0].decode("latin-1") if len(named) == 1 else ""
