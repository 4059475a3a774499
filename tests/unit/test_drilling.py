"""The few members that carry most of a change are named; who is small, or nobody, is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.dimensions import Dim
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from metrics.drilling import Spot, fewest, spot_in
from metrics.explain import Parts
from metrics.splitting import Group, differences, split

CSAT, CONTACTS = CATALOGUE["csat_rate"], CATALOGUE["contacts"]
Pairs = dict[Group, tuple[int, int]]


def _rates(before: Pairs, now: Pairs) -> tuple[Parts, float]:
    """Return the parts of a rate's change, given hits and n by group."""
    was, is_ = ({g: Measured(h / n, n, h) for g, (h, n) in side.items()} for side in (before, now))
    shares = split(was, is_)
    return Parts(was, is_, shares, sums=False), sum(s.total for s in shares.values())


def _spot(before: Pairs, now: Pairs, *cuts: Dim) -> Spot | None:
    parts, change = _rates(before, now)
    return spot_in(CSAT, cuts or (Dim.TEAM,), parts, change)


def _counts(before: dict[Group, int], now: dict[Group, int]) -> Spot | None:
    was, is_ = ({g: Measured(n, n) for g, n in side.items()} for side in (before, now))
    shares = differences(was, is_)
    change = sum(now.values()) - sum(before.values())
    return spot_in(CONTACTS, (Dim.TEAM,), Parts(was, is_, shares, sums=True), change)


FOUR: Pairs = {(1,): (450, 500), (2,): (450, 500), (3,): (450, 500), (4,): (450, 500)}


def test_one_member_of_four_carries_it_all() -> None:
    found = _spot(FOUR, FOUR | {(2,): (350, 500)})
    assert found is not None
    assert found.groups == ((2,),)
    assert found.carried == pytest.approx(1.0)
    assert found.size == pytest.approx(0.25)


def test_what_is_everywhere_is_nowhere() -> None:
    assert _spot(FOUR, dict.fromkeys(FOUR, (400, 500))) is None


def test_a_large_member_is_no_news_by_its_size() -> None:
    before: Pairs = {(1,): (9000, 10000), (2,): (450, 500), (3,): (450, 500), (4,): (450, 500)}
    now: Pairs = {(1,): (8000, 10000), (2,): (400, 500), (3,): (400, 500), (4,): (400, 500)}
    assert _spot(before, now) is None


def test_the_fewest_that_carry_seven_tenths() -> None:
    six: Pairs = {(i,): (900, 1000) for i in range(1, 7)}
    found = _spot(six, six | {(1,): (800, 1000), (4,): (760, 1000)})
    assert found is not None
    # 140 and 100 of 240: neither alone is 70 %.
    assert found.groups == ((4,), (1,))


def test_a_small_member_is_never_named() -> None:
    """29 ratings: it carries most of the change, and nothing can be said of it."""
    before: Pairs = {(1,): (60, 66), (2,): (60, 66), (3,): (60, 66), (4,): (27, 29)}
    now = before | {(4,): (2, 29)}
    assert _spot(before, now) is None
    enough = {g: (h * 10, n * 10) for g, (h, n) in before.items()}
    found = _spot(enough, enough | {(4,): (20, 290)})
    assert found is not None
    assert found.groups == ((4,),)


def test_chance_alone_is_never_named() -> None:
    """Of forty members one is always out: at a level for one it would be told."""
    many: Pairs = {(i,): (90, 100) for i in range(1, 41)}
    assert _spot(many, many | {(7,): (76, 100)}) is None
    found = _spot(many, many | {(7,): (40, 100)})
    assert found is not None
    assert found.groups == ((7,),)


def test_nobody_is_not_a_place() -> None:
    nobody: Pairs = {(0,): (450, 500), (1,): (450, 500), (2,): (450, 500), (3,): (450, 500)}
    moved = nobody | {(0,): (300, 500)}
    assert _spot(nobody, moved) is None
    # Midnight is an hour like others.
    found = _spot(nobody, moved, Dim.HOUR)
    assert found is not None
    assert found.groups == ((0,),)


def test_who_came_and_who_went() -> None:
    found = _counts({(1,): 900, (2,): 900, (3,): 900}, {(1,): 905, (2,): 895, (3,): 900, (4,): 400})
    assert found is not None
    assert found.groups == ((4,),)
    assert found.parts == (400,)
    gone = _counts({(1,): 900, (2,): 900, (3,): 900, (4,): 400}, {(1,): 905, (2,): 895, (3,): 900})
    assert gone is not None
    assert gone.groups == ((4,),)


def test_against_the_others_it_may_carry_more_than_all() -> None:
    found = _counts(
        {(i,): 1000 for i in range(1, 6)},
        {(1,): 1000, (2,): 1000, (3,): 1000, (4,): 1400, (5,): 800},
    )
    assert found is not None
    assert found.carried == pytest.approx(2.0)


@given(st.dictionaries(st.integers(1, 8).map(lambda i: (i,)), st.integers(-9, 9), min_size=1))
def test_no_smaller_set_carries_enough(given_parts: dict[Group, int]) -> None:
    parts = {g: float(p) for g, p in given_parts.items()}
    change = sum(parts.values())
    chosen = fewest(parts, change) if change else []
    if chosen:
        sign = 1 if change > 0 else -1
        carried = sum(parts[g] for g in chosen) * sign
        assert carried >= 0.7 * abs(change)
        assert carried - min(parts[g] * sign for g in chosen) < 0.7 * abs(change)
