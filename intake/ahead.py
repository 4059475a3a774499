"""Reading ahead: the next piece of a file is parsed while the last one is worked on."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

Piece = TypeVar("Piece")
_END = object()


def ahead(pieces: Iterator[Piece]) -> Generator[Piece, None, None]:
    """Yield what `pieces` yields, the next one being made in a thread meanwhile.

    Parsing text frees the interpreter, so that a second core takes it. Errors come out where the
    piece would have come; a reader that stops early leaves nothing running.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="fupan-read") as beside:
        coming = beside.submit(next, pieces, _END)
        try:
            while (piece := coming.result()) is not _END:
                coming = beside.submit(next, pieces, _END)
                yield piece  # type: ignore[misc]
        finally:
            coming.cancel()
            beside.shutdown(wait=True)
            if isinstance(pieces, Generator):
                with closing(pieces):
                    pass
