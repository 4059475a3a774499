"""Splits: parts always add up to the whole, whatever the whole and the weights."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.units import Unit
from metrics.target_split import rest_of, split_by, split_even

UNITS = st.sampled_from([Unit.MONEY, Unit.COUNT])
TOTALS = st.one_of(
    st.integers(0, 10**11).map(float),
    st.integers(0, 10**12).map(lambda cents: cents / 100),
)
WEIGHTS = st.lists(
    st.floats(0, 1e12, allow_nan=False, allow_infinity=False), min_size=1, max_size=40
).filter(lambda weights: sum(weights) > 0)


def exactly(parts: list[float]) -> Fraction:
    return sum((Fraction(repr(part)) for part in parts), Fraction(0))


@given(TOTALS, WEIGHTS, UNITS)
def test_parts_by_weight_add_up(total: float, weights: list[float], unit: Unit) -> None:
    parts = split_by(total, weights, unit)
    assert len(parts) == len(weights)
    assert min(parts) >= 0
    assert exactly(parts) == Fraction(repr(total))
    assert rest_of(total, parts) == 0


@given(TOTALS, st.integers(1, 40), UNITS)
def test_equal_parts_add_up_and_are_equal_but_for_a_step(
    total: float, count: int, unit: Unit
) -> None:
    parts = split_even(total, count, unit)
    assert exactly(parts) == Fraction(repr(total))
    assert max(parts) - min(parts) <= max(1.0, total / 1000)


@given(TOTALS, st.lists(TOTALS, max_size=12))
def test_what_no_part_has_is_the_rest(total: float, parts: list[float]) -> None:
    rest = rest_of(total, parts)
    assert Fraction(repr(total)) - exactly(parts) == pytest.approx(Fraction(repr(rest)))


def test_parts_are_round() -> None:
    assert split_even(12_000_000, 12, Unit.MONEY) == [1_000_000] * 12
    assert split_by(12_000_000, [1, 2], Unit.MONEY) == [4_000_000, 8_000_000]
    assert split_by(10_000_000, [1, 1, 1], Unit.MONEY) == [3_334_000, 3_333_000, 3_333_000]
    assert split_even(100, 3, Unit.COUNT) == [34, 33, 33]
    assert rest_of(12_000_000, [3_000_000, 3_500_000]) == 5_500_000
    assert rest_of(10, [6, 6]) == -2


def test_there_must_be_something_to_split_by() -> None:
    for weights in ([], [0.0, 0.0], [1.0, -1.0]):
        with pytest.raises(ValueError, match="nothing"):
            split_by(100, weights, Unit.COUNT)
