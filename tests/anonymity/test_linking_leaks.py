"""The linking attack finds whose case is which on builds that keep an order: one test a leak.

What gives every case away is seen in one seed; what gives away a part of them is asked of ten,
which is a twentieth of the proof.
"""

from collections.abc import Iterator

import pytest

from tests.anonymity.linking import attacked
from tests.anonymity.linking_leaks import LEAKS, seeds_for
from tests.anonymity.scene import Copy, template

TIMES = {1: 6, 10: 2}


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    """Gives databases, copied from one that was migrated once."""
    with template() as found:
        yield found


@pytest.mark.parametrize("leak", LEAKS)
def test_the_attack_finds_an_order_that_a_faulty_build_keeps(copy: Copy, leak: str) -> None:
    size = seeds_for(leak)
    for time in range(TIMES[size]):
        table = attacked(copy, range(time * size, (time + 1) * size), LEAKS[leak])
        assert table.linked(), f"time {time}: {table.striking()}"
