"""Where databases live that last for one test: in memory, where the machine offers that.

A PostgreSQL database is more than a thousand files. Making and removing them on a disk takes ten
times as long as all that a test does with them; commits to SQLite wait for a disk, too.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

_MEMORY = Path("/dev/shm")
# Two servers with their logs, and what a few hundred small files take.
_ROOM = 3 * 2**30
_OURS = re.compile(r"fupan-(\d+)-")


def memory() -> Path | None:
    """Return a folder in memory with room for a run of the tests; None means: take the disk."""
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM else None


@contextmanager
def short_lived() -> Iterator[Path]:
    """Lend a folder that is gone afterwards. Its path is short, as that of a socket must be."""
    where = memory()
    if where is not None:
        _tidy(where)
    folder = Path(tempfile.mkdtemp(prefix=f"fupan-{os.getpid()}-", dir=where))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tidy(where: Path) -> None:
    """Remove what processes left that were killed: in memory it would stay until the next boot."""
    for left in where.glob("fupan-*"):
        ours = _OURS.match(left.name)
        if ours and not psutil.pid_exists(int(ours[1])):
            shutil.rmtree(left, ignore_errors=True)
