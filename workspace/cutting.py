"""Cutting a connection the way a network does: no answer, no farewell.

uvicorn hands an application no way to its transport, so the protocol class notes each one by the
addresses of its two ends.
"""

import asyncio
import weakref
from collections.abc import MutableMapping
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_Ends = tuple[Any, Any]
_OPEN: weakref.WeakValueDictionary[_Ends, asyncio.Transport] = weakref.WeakValueDictionary()


class NotingProtocol(H11Protocol):
    """HTTP as always; the transport can be found again by `cut`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _OPEN[self.server, self.client] = transport


def cut(scope: MutableMapping[str, Any]) -> None:
    """Cuts the connection that a request or WebSocket came on. Called on the server's loop."""
    ends = (_pair(scope.get("server")), _pair(scope.get("client")))
    transport = _OPEN.get(ends)
    if transport is not None:
        transport.abort()


def _pair(address: Any) -> tuple[Any, ...] | None:
    return tuple(address) if address is not None else None
