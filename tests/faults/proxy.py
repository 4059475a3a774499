"""A wire between the bot and the workspace that can be cut: nobody answers at the address then."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

# Hundredths of a second in which what is open has to notice that it is cut.
_PATIENCE = 200


class Wire:
    """Passes connections on until it is `cut`; `mend` has it listen at the same address again."""

    def __init__(self, target: str) -> None:
        """Begin. `target` is the address of the Web API."""
        parts = urlsplit(target)
        self._to = str(parts.hostname), int(parts.port or 80)
        self._port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._passing = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)
        self._thread.start()
        self.mend()
        self.url = urlunsplit(parts._replace(netloc=f"127.0.0.1:{self._port}"))

    def mend(self) -> None:
        """Listen."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def cut(self) -> None:
        """Listen no more, and break what is open: its caller does not know what became of it."""
        asyncio.run_coroutine_threadsafe(self._break(), self._loop).result()

    def close(self) -> None:
        """End."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(
            self._pass, "127.0.0.1", self._port, reuse_address=True, backlog=256
        )
        self._port = self._server.sockets[0].getsockname()[1]

    async def _break(self) -> None:
        if self._server is not None:
            self._server.close()
        # A connection that was just accepted, or is just being passed on, is open a moment later:
        # what is left when the loop ends would be left to nobody.
        for _ in range(_PATIENCE):
            for writer in list(self._open):
                writer.transport.abort()
            await asyncio.sleep(0.01)
            if not self._passing:
                return

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._passing += 1
        self._open.add(writer)
        try:
            there, back = await asyncio.open_connection(*self._to)
            self._open.add(back)
            await asyncio.gather(_copy(reader, back), _copy(there, writer))
            self._open.discard(back)
        except OSError:
            writer.transport.abort()
        finally:
            self._open.discard(writer)
            self._passing -= 1


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


@contextlib.contextmanager
def wired(target: str) -> Iterator[Wire]:
    """Lend a wire to an address."""
    wire = Wire(target)
    try:
        yield wire
    finally:
        wire.close()
