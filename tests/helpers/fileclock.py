"""A clock that several processes read from one small file, so that whoever writes it moves time."""

import mmap
from datetime import UTC, datetime, timedelta
from pathlib import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class FileClock:
    """Tells the moment that the file holds: one number of eight bytes, microseconds since 1970.

    The file is mapped, so that moving and reading it is one access to memory: nobody sees half a
    number, and nothing has to be written to a disk that may be full.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; where there is none it is made, and shows the year 1970."""
        self.path = path
        if not path.exists():
            path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._number = memoryview(mmap.mmap(file.fileno(), 8)).cast("q")

    def now(self) -> datetime:
        """Return the moment in UTC."""
        return _EPOCH + self._number[0] * _MICROSECOND

    def set(self, at: datetime) -> None:
        """Move the clock for everybody who reads it."""
        self._number[0] = (at - _EPOCH) // _MICROSECOND
