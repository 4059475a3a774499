"""Distributions of durations as counts between fixed edges.

Edges are whole seconds and lie ON the service thresholds (10, 20, 30, 60, 180, 600 s, 30 min,
1 h, 24 h, 48 h, 72 h), so that shares under a threshold are exact. Between them they grow by
less than a fifth up to an hour, so that a percentile read off by geometric interpolation is
within 2 % (at least half a second) for the smooth durations of chats and calls. Bucket i holds
EDGES[i] < t <= EDGES[i+1], the first also t = 0, the last all that is longer than the last edge.
"""

from bisect import bisect_left
from collections.abc import Sequence

THRESHOLDS = (10, 20, 30, 60, 180, 600, 1800, 3600, 86_400, 172_800, 259_200)


def _edges() -> tuple[int, ...]:
    """Whole seconds up to 30, then growing steps, snapped to each threshold on the way."""
    edges = list(range(31))
    for threshold in THRESHOLDS[3:]:
        start = edges[-1]
        ratio = threshold / start
        # Finer up to an hour; beyond it durations are tickets, not chats.
        step = 1.18 if threshold <= 3600 else 1.23
        steps = 1
        while ratio ** (1 / steps) > step:
            steps += 1
        edges += [round(start * ratio ** (i / steps)) for i in range(1, steps)] + [threshold]
    return tuple(dict.fromkeys(edges))


EDGES = _edges()
BUCKETS = len(EDGES)


def bucket_of(seconds: float) -> int:
    """Return the bucket of a duration (seconds, >= 0)."""
    return max(0, bisect_left(EDGES, seconds) - 1)


def percentile(counts: Sequence[int], q: float) -> float | None:
    """Return the q-th quantile (0-1) in seconds of `BUCKETS` counts, None when all are zero.

    Geometric inside the bucket, at rank q*(n-1) as numpy's default does it. Source: design.md,
    "Numbers"; the last bucket is open and answers its lower edge.
    """
    total = sum(counts)
    if total == 0:
        return None
    rank = q * (total - 1)
    below = 0
    for bucket, count in enumerate(counts):
        if count and rank < below + count:
            return _inside(bucket, (rank - below + 0.5) / count)
        below += count
    return float(EDGES[-1])


def _inside(bucket: int, share: float) -> float:
    if bucket == BUCKETS - 1:
        return float(EDGES[-1])
    low, high = EDGES[bucket], EDGES[bucket + 1]
    # Durations are whole seconds, so the bucket (low, high] holds low+1 ... high, each standing
    # for half a second either side.
    if high - low == 1:
        return float(high)
    return min(float(high), float((low + 0.5) * ((high + 0.5) / (low + 0.5)) ** share))


def share_within(counts: Sequence[int], seconds: int) -> float | None:
    """Return the exact share of durations <= a threshold that is an edge; None without data.

    Raises ValueError for a number of seconds that is no edge: the share would be a guess.
    """
    if seconds not in EDGES:
        raise ValueError(f"{seconds} s is not an edge of the histogram")
    total = sum(counts)
    if total == 0:
        return None
    return sum(counts[: EDGES.index(seconds)]) / total
