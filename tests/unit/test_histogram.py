"""Percentiles and shares from counts between fixed edges, against numpy on the raw durations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.histogram import BUCKETS, EDGES, THRESHOLDS, bucket_of, percentile, share_within
from storage.derive import buckets

SHAPES = st.sampled_from(["lognormal", "exponential", "gamma"])
QUANTILES = (0.5, 0.75, 0.9, 0.95)


def _counts(seconds: "np.typing.NDArray[np.float64]") -> list[int]:
    counted = np.bincount(buckets(seconds.astype(np.int64)), minlength=BUCKETS)
    return [int(n) for n in counted]


def _drawn(shape: str, mean: int, seed: int) -> "np.typing.NDArray[np.float64]":
    dice = np.random.default_rng(seed)
    drawn = {
        "lognormal": lambda: dice.lognormal(np.log(mean), 0.7, 20_000),
        "exponential": lambda: dice.exponential(mean, 20_000),
        "gamma": lambda: dice.gamma(2, mean / 2, 20_000),
        "uniform": lambda: dice.uniform(mean / 4, mean * 2, 20_000),
    }
    return np.round(drawn[shape]())


@settings(deadline=None, max_examples=60)
@given(shape=SHAPES, mean=st.integers(10, 1500), seed=st.integers(0, 10**6))
def test_percentiles_of_smooth_durations_are_within_two_percent(
    shape: str, mean: int, seed: int
) -> None:
    _within(_drawn(shape, mean, seed), 0.02)


@settings(deadline=None, max_examples=30)
@given(mean=st.integers(10, 1500), seed=st.integers(0, 10**6))
def test_durations_that_end_like_cut_off_are_within_three_percent(mean: int, seed: int) -> None:
    """A queue that hangs up after a fixed time: the hardest case for a bucket's inside."""
    _within(_drawn("uniform", mean, seed), 0.03)


def _within(seconds: "np.typing.NDArray[np.float64]", bound: float) -> None:
    counts = _counts(seconds)
    for quantile in QUANTILES:
        exact = float(np.quantile(seconds, quantile))
        found = percentile(counts, quantile)
        assert found is not None
        # Durations are whole seconds: one of them is no error that anybody could see.
        assert abs(found - exact) <= max(bound * exact, 1.0), (quantile, found, exact)


@given(st.lists(st.integers(0, 300_000), min_size=1, max_size=50), st.floats(0, 1))
def test_a_percentile_lies_in_the_bucket_of_the_exact_one(
    seconds: list[int], quantile: float
) -> None:
    """Of any durations whatever: never further off than the bucket is wide."""
    counts = _counts(np.asarray(seconds))
    exact = sorted(seconds)[int(quantile * (len(seconds) - 1))]
    found = percentile(counts, quantile)
    assert found is not None
    bucket = bucket_of(exact)
    high = EDGES[bucket + 1] if bucket + 1 < BUCKETS else EDGES[-1]
    assert EDGES[bucket] <= found <= high


@given(st.lists(st.integers(0, 300_000), max_size=50), st.floats(0, 1), st.floats(0, 1))
def test_percentiles_rise(seconds: list[int], one: float, other: float) -> None:
    counts = _counts(np.asarray(seconds, dtype=np.int64))
    low, high = percentile(counts, min(one, other)), percentile(counts, max(one, other))
    assert (low is None) is (not seconds)
    if low is not None and high is not None:
        assert low <= high + 1e-6


@given(st.lists(st.integers(0, 300_000), min_size=1), st.sampled_from(THRESHOLDS))
def test_shares_under_a_threshold_are_exact(seconds: list[int], threshold: int) -> None:
    exact = sum(s <= threshold for s in seconds) / len(seconds)
    assert share_within(_counts(np.asarray(seconds)), threshold) == exact


@given(st.integers(0, 400_000))
def test_the_fast_way_to_a_bucket_is_the_plain_one(seconds: int) -> None:
    assert buckets(np.asarray([seconds]))[0] == bucket_of(seconds)


def test_every_threshold_of_the_trade_is_an_edge() -> None:
    assert {10, 30, 60, 180, 600, 1800, 3600, 86_400, 172_800, 259_200} <= set(EDGES)
    assert list(EDGES) == sorted(set(EDGES))


def test_counts_add_up_like_their_durations() -> None:
    one, other = np.asarray([5, 70, 70]), np.asarray([70, 4000])
    both = np.concatenate([one, other])
    summed = [a + b for a, b in zip(_counts(one), _counts(other), strict=True)]
    assert summed == _counts(both)


def test_no_durations_have_no_percentile_and_no_share() -> None:
    assert percentile([0] * BUCKETS, 0.9) is None
    assert share_within([0] * BUCKETS, 30) is None


def test_a_share_between_edges_is_refused() -> None:
    between = next(s for s in range(3600) if s not in EDGES)
    with pytest.raises(ValueError, match="not an edge"):
        share_within([1] * BUCKETS, between)


def test_durations_beyond_the_last_edge_answer_it() -> None:
    assert percentile(_counts(np.asarray([900_000])), 0.5) == EDGES[-1]
