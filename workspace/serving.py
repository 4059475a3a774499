"""The web server under the workspace: how it listens, how it ends, who may ask it."""

import asyncio
import socket

import uvicorn
from starlette.types import ASGIApp

from .cutting import NotingProtocol
from .hosts import LoopbackOnly

HOST = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket on this machine only; port 0 takes a free one. Raises OSError, OverflowError."""
    return socket.create_server((HOST, port), backlog=128)


class WebServer(uvicorn.Server):
    """As uvicorn's, but that it closes what it accepted while it was already closing the rest."""

    def __init__(self, application: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                LoopbackOnly(application),
                lifespan="on",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=2,
                http=NotingProtocol,
                ws="websockets-sansio",
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; a connection accepted at the last moment would be left to nobody."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)
