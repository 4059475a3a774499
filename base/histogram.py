"""Distributions of durations as counts between fixed edges.

Edges are whole seconds and lie ON the service thresholds (10, 20, 30, 60, 180, 600 s, 30 min,
1 h, 24 h, 48 h, 72 h), so that shares under a threshold are exact. Between them they grow by
less than a fifth up to an hour, so that a percentile read off by monotone interpolation is
within 2 % (at least half a second) for the smooth durations of chats and calls. Bucket i holds
EDGES[i] < t <= EDGES[i+1], the first also t = 0, the last all that is longer than the last edge.
"""

import math
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

    At rank q*(n-1) as numpy's default does it; inside the bucket by a monotone cubic over the
    logarithm of time, which bends as the neighbouring buckets say: where they are empty the
    durations end early (Fritsch and Butland 1984). The last bucket is open and answers its lower
    edge.
    """
    total = sum(counts)
    if total == 0:
        return None
    rank = q * (total - 1)
    below = 0
    for bucket, count in enumerate(counts):
        if count and rank < below + count:
            return _inside(counts, bucket, rank - below + 0.5)
        below += count
    return float(EDGES[-1])


def _inside(counts: Sequence[int], bucket: int, wanted: float) -> float:
    """Return the duration up to which a bucket holds `wanted` of its counts."""
    if bucket == BUCKETS - 1:
        return float(EDGES[-1])
    high = EDGES[bucket + 1]
    if high - EDGES[bucket] == 1:
        return float(high)
    width = _width(bucket)
    left, right = _steepness(counts, bucket) * width, _steepness(counts, bucket + 1) * width
    low, up = 0.0, 1.0
    while up - low > 1e-9:
        at = (low + up) / 2
        if _cubic(at, counts[bucket], left, right) < wanted:
            low = at
        else:
            up = at
    return min(float(high), math.exp(_start(bucket) + width * low))


def _start(bucket: int) -> float:
    # Durations are whole seconds, so the bucket (low, high] holds low+1 ... high, each standing
    # for half a second either side.
    return math.log(EDGES[bucket] + 0.5)


def _width(bucket: int) -> float:
    return _start(bucket + 1) - _start(bucket)


def _steepness(counts: Sequence[int], bucket: int) -> float:
    """Return how steeply counts rise where a bucket begins; 0 beside an empty one."""
    if bucket in (0, BUCKETS - 1) or not counts[bucket - 1] or not counts[bucket]:
        return 0.0
    before, after = _width(bucket - 1), _width(bucket)
    weights = 2 * after + before, after + 2 * before
    slopes = counts[bucket - 1] / before, counts[bucket] / after
    return sum(weights) / (weights[0] / slopes[0] + weights[1] / slopes[1])


def _cubic(at: float, rise: int, left: float, right: float) -> float:
    """Return Hermite's cubic from 0 to `rise` over 0-1 with these slopes at its ends."""
    return (
        (at**3 - 2 * at**2 + at) * left + (3 * at**2 - 2 * at**3) * rise + (at**3 - at**2) * right
    )


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
