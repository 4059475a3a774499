"""Reading ahead changes nothing but the time: order, errors and ends are the same."""

import threading
from collections.abc import Iterator

import pytest

from intake.ahead import ahead


def counted(until: int, closed: list[bool]) -> Iterator[int]:
    try:
        yield from range(until)
    finally:
        closed.append(True)


def readers() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("fupan-read")]


def test_pieces_come_in_order() -> None:
    assert list(ahead(counted(5, []))) == [0, 1, 2, 3, 4]
    assert list(ahead(iter(()))) == []


def test_an_error_comes_where_its_piece_would_have() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken off")

    pieces = ahead(broken())
    assert next(pieces) == 1
    with pytest.raises(ValueError, match="broken off"):
        next(pieces)
    assert readers() == []


def test_stopping_early_closes_the_file_and_leaves_no_thread() -> None:
    closed: list[bool] = []
    pieces = ahead(counted(1000, closed))
    assert next(pieces) == 0
    pieces.close()
    assert closed == [True]
    assert readers() == []
