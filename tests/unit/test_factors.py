"""Sales are a product: its factors' parts sum to the change, whatever is 0, new or gone."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.factors import CHAINS, log_mean, log_ratio, parts
from tests.helpers.decomposing import CHECKS, ROUNDING

LEVEL = st.integers(1, 10**12).map(float)


@pytest.mark.parametrize("name", CHECKS)
def test_parts_make_the_whole(name: str) -> None:
    """The same checks run by millions in `make soak` (docs/explaining.md)."""
    check = CHECKS[name][1]
    worst = max(check(Random(f"{name}.{case}")) for case in range(2000))
    assert worst <= ROUNDING


@given(
    st.lists(st.tuples(LEVEL, LEVEL), min_size=2, max_size=6).map(
        lambda pairs: ([a for a, _ in pairs], [b for _, b in pairs])
    )
)
def test_factors_sum_to_the_change(sides: tuple[list[float], list[float]]) -> None:
    before, now = sides
    found = parts(before, now)
    assert found is not None
    largest = max(before[-1], now[-1], *map(abs, found))
    assert abs(sum(found) - (now[-1] - before[-1])) <= ROUNDING * largest


def test_a_change_reckoned_by_hand() -> None:
    """1,000 exposures, 10 %, 50 %, 20 each = 1,000; doubled exposures, half the clicks, 30 each.

    1,000 -> 1,500: ln 1.5 = ln 2 - ln 2 + 0 + ln 1.5, so price carries all 500, and exposures and
    clicks are each other's opposite: L = 500 / ln 1.5 = 1233.15, times ln 2 = 854.76.
    """
    found = parts([1000, 100, 50, 1000], [2000, 100, 50, 1500])
    assert found == pytest.approx([854.7556, -854.7556, 0.0, 500.0], abs=1e-4)


def test_one_factor_alone_carries_all() -> None:
    assert parts([10, 100, 1000], [10, 100, 700]) == pytest.approx([0, 0, -300])
    assert parts([10, 100, 1000], [20, 200, 2000]) == pytest.approx([1000, 0, 0], abs=1e-9)
    assert parts([10, 100, 1000], [10, 100, 1000]) == [0, 0, 0]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        # Ang's limits: whichever factor is 0 on one side carries all; what has no value, nothing.
        ([0, 0, 0], [5, 50, 500], [500, 0, 0]),
        ([5, 50, 500], [0, 0, 0], [-500, 0, 0]),
        ([5, 0, 0], [5, 50, 500], [0, 500, 0]),
        ([5, 50, 500], [5, 50, 0], [0, 0, -500]),
        ([5, 50, 500], [9, 0, 0], [0, -500, 0]),
        ([0, 0, 0], [0, 0, 0], [0, 0, 0]),
        ([5, 0, 0], [9, 50, 0], [0, 0, 0]),
    ],
)
def test_zeros_by_their_limits(
    before: list[float], now: list[float], expected: list[float]
) -> None:
    assert parts(before, now) == expected


def test_the_limits_are_what_ever_smaller_numbers_come_to() -> None:
    shares = []
    for tiny in (1e-3, 1e-30, 1e-300):
        found = parts([5, tiny, tiny * 10], [6, 60, 660])
        assert found is not None
        shares.append(found[1] / 660)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("levels", [[10, 0, 5], [0, 3, 5], [10, -1, 5], [10, 5, -5], [-1, 0, 0]])
def test_what_contradicts_itself_is_not_told_apart(levels: list[float]) -> None:
    """Orders without clicks, or sales below 0: no product of factors."""
    sound = [10.0, 5.0, 100.0]
    assert parts(levels, sound) is None
    assert parts(sound, levels) is None


@given(LEVEL, LEVEL)
def test_the_logarithmic_mean_lies_between(a: float, b: float) -> None:
    mean = log_mean(a, b)
    assert min(a, b) * (1 - 1e-12) <= mean <= max(a, b) * (1 + 1e-12)
    assert math.isclose(mean, log_mean(b, a), rel_tol=1e-12)


def test_near_each_other_nothing_is_lost() -> None:
    assert log_ratio(10**9 + 1, 10**9) == pytest.approx(1e-9, rel=1e-6)
    assert log_mean(7.0, 7.0) == 7.0


def test_chains_are_declared_the_longest_first() -> None:
    for key, chains in CHAINS.items():
        assert len({chain.levels[-1] for chain in chains}) == 1, key
        lengths = [len(chain.levels) for chain in chains]
        assert lengths == sorted(lengths, reverse=True)
        assert all(len(chain.levels) == len(chain.names) for chain in chains)
