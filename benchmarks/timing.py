"""Times of repeated runs, told as median with the fastest and the slowest."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Timing:
    """Seconds of several runs."""

    median: float
    fastest: float
    slowest: float
    runs: int

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return asdict(self)

    def told(self) -> str:
        """Return it for people, in milliseconds."""
        spread = f"{_ms(self.fastest)}..{_ms(self.slowest)}"
        return f"{_ms(self.median)} ({spread})" if self.runs > 1 else _ms(self.median)


def _ms(seconds: float) -> str:
    ms = seconds * 1000
    return f"{ms:,.0f}" if ms >= 100 else f"{ms:.1f}" if ms >= 10 else f"{ms:.2f}"


def of(seconds: Sequence[float]) -> Timing:
    """Return the timing of the seconds that single runs took."""
    return Timing(statistics.median(seconds), min(seconds), max(seconds), len(seconds))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(works: Sequence[tuple[Callable[[], object], int]], rounds: int) -> list[Timing]:
    """Time several works in turn, each so many times a round, so that noise hits all alike.

    Every work runs once beforehand, uncounted.
    """
    for work, _ in works:
        work()
    # What the bench itself holds in memory is nobody's garbage: do not search it in timed runs.
    gc.collect()
    gc.freeze()
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for (work, times), found in zip(works, seconds, strict=True):
            found += [timed(work) for _ in range(times)]
    gc.unfreeze()
    return [of(found) for found in seconds]


@dataclass(frozen=True)
class Tail:
    """Seconds of many runs, told by the middle and by the end that people remember."""

    median: float
    p99: float
    slowest: float
    runs: int

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return asdict(self)

    def told(self) -> str:
        """Return it for people, in milliseconds."""
        return " / ".join(_ms(one) for one in (self.median, self.p99, self.slowest))


def tail(seconds: Sequence[float]) -> Tail:
    """Return median, 99th percentile (nearest rank) and slowest of single runs."""
    ordered = sorted(seconds)
    rank = max(0, -(-len(ordered) * 99 // 100) - 1)
    return Tail(statistics.median(ordered), ordered[rank], ordered[-1], len(ordered))
