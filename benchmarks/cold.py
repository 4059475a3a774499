"""A cold `fupan ask` against `import sqlalchemy`: whole processes, by the wall clock, in pairs."""

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import timing
from benchmarks.timing import Timing

PAIRS = 15
QUESTION = ("满意度 上周", "--now", "2026-10-28T09:00:00+08:00", "--json")


@dataclass(frozen=True)
class Cold:
    """Both processes, an empty interpreter for scale, and the median of the pairs' ratios."""

    ask: Timing
    peer: Timing
    empty: Timing
    ratio: float

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        parts = {"ask": self.ask, "import_sqlalchemy": self.peer, "empty_interpreter": self.empty}
        return {name: part.as_json() for name, part in parts.items()} | {"ratio": self.ratio}


def measure(url: str, pairs: int = PAIRS) -> Cold:
    """Run both alternately. Raises CalledProcessError where one of them fails."""
    fupan = str(Path(sys.executable).parent / "fupan")
    ask = [fupan, "ask", *QUESTION, "--db", url]
    peer = [sys.executable, "-c", "import sqlalchemy"]
    empty = [sys.executable, "-c", "pass"]
    seconds: list[list[float]] = [[], [], []]
    for pair in range(pairs + 1):
        for command, found in zip((ask, peer, empty), seconds, strict=True):
            took = timing.timed(partial(_run, command))
            # The first run writes byte code and fills the file cache.
            if pair:
                found.append(took)
    ratio = statistics.median(a / b for a, b in zip(seconds[0], seconds[1], strict=True))
    return Cold(timing.of(seconds[0]), timing.of(seconds[1]), timing.of(seconds[2]), ratio)


def _run(command: list[str]) -> None:
    # Without byte code every module would be compiled anew, which no installation does: the first
    # run of each side writes it, the counted ones find it.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, env=kept)
