"""The four verbs: what may be said of a change, by chance and by the figure's own history."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.catalogue import CATALOGUE
from metrics.compute import NOTHING, Measured
from metrics.judge import Verdict, beyond_chance, differ, judge, two_proportions, wilson
from metrics.model import Interval

CSAT, FRT = CATALOGUE["csat_rate"], CATALOGUE["frt"]


def _rate(hits: int, n: int) -> Measured:
    return Measured(hits / n, n, hits)


def _mean(*seconds: float) -> tuple[Measured, ...]:
    return tuple(Measured(s, 1000) for s in seconds)


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        # 12 of 20 against 80 of 100: 12 ratings say nothing, however low the rate.
        (_rate(12, 20), _rate(80, 100), Verdict.FEW),
        (_rate(800, 1000), _rate(12, 20), Verdict.FEW),
        # z = 1.12, 2.06 and 3.95, by hand.
        (_rate(820, 1000), _rate(800, 1000), Verdict.USUAL),
        (_rate(836, 1000), _rate(800, 1000), Verdict.MAYBE),
        (_rate(868, 1000), _rate(800, 1000), Verdict.CLEAR),
        (_rate(800, 1000), _rate(868, 1000), Verdict.CLEAR),
        (_rate(800, 1000), _rate(800, 1000), Verdict.USUAL),
        (_rate(0, 1000), _rate(0, 500), Verdict.USUAL),
        (NOTHING, _rate(800, 1000), None),
        (_rate(800, 1000), NOTHING, None),
    ],
)
def test_a_proportion(now: Measured, before: Measured, verdict: Verdict | None) -> None:
    assert judge(CSAT, now, before, ()) is verdict


def test_thirty_ratings_are_enough_to_be_judged() -> None:
    assert judge(CSAT, _rate(15, 30), _rate(29, 30), ()) is Verdict.CLEAR
    assert judge(CSAT, _rate(15, 29), _rate(29, 30), ()) is Verdict.FEW


def test_inside_its_own_history_nothing_is_news() -> None:
    """However sure chance is of the change: the figure has been there before."""
    history = [_rate(h, 1000) for h in (790, 810, 860, 870)]
    assert judge(CSAT, _rate(868, 1000), _rate(800, 1000), history) is Verdict.USUAL
    assert judge(CSAT, _rate(868, 1000), _rate(800, 1000), history[:3]) is Verdict.CLEAR


@pytest.mark.parametrize(
    ("now", "verdict"),
    [(41.0, Verdict.USUAL), (43.0, Verdict.MAYBE), (60.0, Verdict.CLEAR), (20.0, Verdict.CLEAR)],
)
def test_a_mean_is_judged_by_the_spread_of_its_history(now: float, verdict: Verdict) -> None:
    """Mean 40, spread 1.07, range 38-41 over eight periods."""
    history = _mean(38, 39, 40, 40, 40, 41, 41, 41)
    assert judge(FRT, Measured(now, 900), Measured(40, 900), history) is verdict


def test_a_mean_without_history_is_not_judged() -> None:
    assert judge(FRT, Measured(60, 900), Measured(40, 900), _mean(40, 41, 39)) is None


def test_a_history_that_never_moved_does_not_make_a_trifle_clear() -> None:
    history = _mean(*[40.0] * 8)
    assert judge(FRT, Measured(40.2, 900), Measured(40, 900), history) is Verdict.USUAL


def test_the_difference_of_two_proportions_by_wilson() -> None:
    """Newcombe 1998, table II (a): 56/70 - 48/80 = 0.2 lies within 0.0524 and 0.3339 (95 %)."""
    high, low = _rate(56, 70), _rate(48, 80)
    assert beyond_chance(high, low, 1.96)
    assert beyond_chance(low, high, 1.96)
    # The lower limit reaches 0 between these two.
    assert beyond_chance(high, low, 2.5)
    assert not beyond_chance(high, low, 2.8)
    # 9/10 - 3/10 (b): 0.1705 to 0.8090.
    assert beyond_chance(_rate(9, 10), _rate(3, 10), 1.96)
    # 0/10 - 0/10 and 10/10 - 10/10: nothing to tell apart.
    assert not beyond_chance(_rate(0, 10), _rate(0, 10), 1.0)


def test_what_is_no_draw_is_judged_by_its_history_alone() -> None:
    """A share of money or time: a million cents are no million draws."""
    share = replace(CSAT, interval=Interval.NONE, small_n=0)
    now, before = Measured(0.52, None), Measured(0.50, None)
    history = [Measured(v) for v in (0.45, 0.55, 0.48, 0.53)]
    assert judge(share, now, before, history) is Verdict.USUAL
    assert judge(share, now, before, ()) is None
    million = Measured(0.52, 10**6, 520_000), Measured(0.50, 10**6, 500_000)
    assert judge(share, *million, ()) is None
    assert judge(CSAT, *million, ()) is Verdict.CLEAR


def test_what_counts_nothing_is_never_too_few() -> None:
    money = replace(CSAT, interval=Interval.NONE, small_n=100_000)
    history = [Measured(v) for v in (0.45, 0.55, 0.48, 0.53)]
    assert judge(money, Measured(0.5), Measured(0.52), history) is Verdict.USUAL
    assert judge(money, Measured(0.5, 10), Measured(0.52, 10**6), history) is Verdict.FEW


def test_more_than_all_is_no_proportion_and_no_crash() -> None:
    """A log may call contacts resolved that nobody answered."""
    assert two_proportions(_rate(50, 40), _rate(44, 40)) == 0.0


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (9, 10, 0.5958, 0.9821),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_wilson_against_published_values(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-4)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_rate_and_stays_a_share(hits: int, n: int) -> None:
    hits = min(hits, n)
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1


def test_wilson_of_nothing_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 300), st.integers(1, 300), st.integers(0, 300), st.integers(1, 300))
def test_z_turns_its_sign_with_its_sides(a: int, n: int, b: int, m: int) -> None:
    one, other = _rate(min(a, n), n), _rate(min(b, m), m)
    z = two_proportions(one, other)
    assert math.isfinite(z)
    assert z == pytest.approx(-two_proportions(other, one))


def test_groups_that_differ_only_between_teams_do_not_make_members_look_weak() -> None:
    weak, strong = [_rate(700, 1000)] * 3, [_rate(900, 1000)] * 3
    assert not differ([weak, strong])
    assert differ([weak + strong])
    assert not differ([[_rate(1, 2)]])
