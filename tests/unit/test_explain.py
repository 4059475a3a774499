"""The change of a ratio splits over its members exactly: mix and rate, to the last digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.compute import Measured
from metrics.explain import rounded_to_sum, split

MEMBERS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(lambda p: (min(p), max(p))),
    min_size=1,
)


def _measured(pairs: dict[str, tuple[int, int]]) -> dict[str, Measured]:
    return {k: Measured(h / n if n else None, n, h) for k, (h, n) in pairs.items()}


def _pooled(pairs: dict[str, tuple[int, int]]) -> float | None:
    n = sum(n for _, n in pairs.values())
    return sum(h for h, _ in pairs.values()) / n if n else None


@given(before=MEMBERS, now=MEMBERS)
def test_parts_sum_to_the_change(
    before: dict[str, tuple[int, int]], now: dict[str, tuple[int, int]]
) -> None:
    """Whoever comes, goes, or has no data in one of the periods."""
    shares = split(_measured(before), _measured(now))
    was, is_ = _pooled(before), _pooled(now)
    if was is None or is_ is None:
        assert shares == {}
        return
    assert sum(s.total for s in shares.values()) == pytest.approx(is_ - was, abs=1e-9)


def test_a_pure_shift_of_volume_is_all_mix() -> None:
    """Nobody got better or worse: more contacts went to the weaker team."""
    shares = split(
        _measured({"a": (90, 100), "b": (60, 100)}), _measured({"a": (45, 50), "b": (90, 150)})
    )
    assert all(s.rate == 0 for s in shares.values())
    assert sum(s.mix for s in shares.values()) == pytest.approx(0.675 - 0.75)


def test_a_pure_change_of_rate_is_all_rate() -> None:
    shares = split(
        _measured({"a": (90, 100), "b": (60, 100)}), _measured({"a": (90, 100), "b": (40, 100)})
    )
    assert [s.mix for s in shares.values()] == [0, 0]
    assert shares["a"].rate == 0
    assert shares["b"].rate == pytest.approx(-0.1)


def test_a_newcomer_counts_by_his_size_alone() -> None:
    shares = split(_measured({"a": (90, 100)}), _measured({"a": (90, 100), "b": (50, 100)}))
    assert shares["b"].rate == 0
    assert shares["a"].total + shares["b"].total == pytest.approx(0.7 - 0.9)


@given(st.lists(st.floats(-1, 1, allow_nan=False), min_size=1, max_size=12), st.integers(0, 4))
def test_rounded_parts_add_up_to_the_rounded_whole(parts: list[float], digits: int) -> None:
    whole = sum(parts)
    rounded = rounded_to_sum(parts, whole, digits)
    unit = 10.0**-digits
    assert sum(rounded) == pytest.approx(round(whole / unit) * unit, abs=unit / 100)
    assert all(abs(r - p) <= unit * 1.000001 for r, p in zip(rounded, parts, strict=True))
