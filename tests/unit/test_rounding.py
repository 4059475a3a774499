"""What readers see of a figure: rounded half up, and as it is where there is nothing to round."""

import pytest

from base.rounding import shown, shown_change
from base.units import Unit


@pytest.mark.parametrize(
    ("value", "unit", "seen"),
    [
        (0.8765, Unit.SHARE, 0.877),
        (-0.8765, Unit.SHARE, -0.877),
        (12.5, Unit.SECONDS, 13.0),
        (1.797693134862316e305, Unit.SHARE, 1.797693134862316e305),
        (-1.7e308, Unit.MONEY, -1.7e308),
    ],
)
def test_as_precise_as_readers_see_it(value: float, unit: Unit, seen: float) -> None:
    assert shown(value, unit) == seen


def test_a_change_is_the_difference_of_what_is_seen() -> None:
    assert shown_change(0.8801, 0.8194, Unit.SHARE) == 0.061
