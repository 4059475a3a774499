"""Effect: windows, reference, rank and verdict; and by simulation that false alarms stay rare.

The tolerance: of M independent simulated items without effect the share called "moved" has a
standard error of sqrt(0.05 x 0.95 / M); three of them are allowed in one cell of the grid, and over
the whole grid, whose cells have seeds of their own, the mean must not exceed the level by three.
"""

import itertools
import math
import random
from datetime import date, timedelta

import pytest

from base.action import State
from base.dimensions import Dim
from metrics.catalogue import CATALOGUE
from metrics.compute import NOTHING, Measured
from reviews import effect
from reviews.effect import Ranked, Reason, Windows
from tests.helpers.histories import METRIC, World, history, share_moved, windows_of

WEEK = timedelta(days=7)
CSAT, ORDERS = CATALOGUE["csat_rate"], CATALOGUE["contacts"]
MONDAY = date(2026, 3, 2)


def test_windows_are_whole_weeks_around_the_work() -> None:
    """Accepted on a Wednesday, done on a Friday, looked at on a Wednesday four weeks later."""
    found = effect.windows_of(date(2026, 3, 4), date(2026, 3, 13), date(2026, 4, 8))
    assert found == Windows(date(2026, 2, 16), date(2026, 3, 23), 2)
    assert found.period_before().end == date(2026, 3, 1)
    assert found.period_after().end == date(2026, 4, 5)
    assert found.distance == 5


def test_one_week_is_all_there_is_and_none_is_too_early() -> None:
    began, done = date(2026, 3, 4), date(2026, 3, 13)
    assert effect.windows_of(began, done, date(2026, 3, 22)) is None
    one = effect.windows_of(began, done, date(2026, 3, 23))
    assert one == Windows(date(2026, 2, 23), date(2026, 3, 16), 1)
    assert effect.first_look(done) == date(2026, 3, 23)
    # A figure that still moves for three days is looked at three days later.
    assert effect.windows_of(began, done, date(2026, 3, 25), mature_after=3) is None
    assert effect.windows_of(began, done, date(2026, 3, 26), mature_after=3) == one


def test_a_later_look_goes_back_to_quiet_weeks() -> None:
    loud = {date(2026, 2, 23), date(2026, 2, 16)}
    found = effect.windows_of(
        date(2026, 3, 4), date(2026, 3, 13), date(2026, 4, 8), quiet=lambda day: day not in loud
    )
    assert found is not None
    assert found.before == date(2026, 2, 2)


def test_the_next_look_waits_for_quiet_weeks() -> None:
    loud = {date(2026, 3, 9)}
    today = date(2026, 3, 4)

    def quiet(day: date) -> bool:
        return day not in loud

    assert effect.next_look(today, 1, quiet) == date(2026, 3, 9)
    assert effect.next_look(today, 2, quiet) == date(2026, 3, 30)
    assert effect.next_look(today, 1, lambda _: False) is None


def test_ratios_are_pooled_and_sums_are_those_of_a_day() -> None:
    shares = [Measured(0.9, 100, 90), Measured(0.5, 300, 150)]
    assert effect.pooled(CSAT, shares) == Measured(0.6, 400, 240)
    assert effect.pooled(ORDERS, [Measured(70, 70), Measured(140, 140)]).value == 15
    assert effect.pooled(CSAT, [*shares, NOTHING]) is NOTHING


def test_reference_changes_are_as_long_and_lie_before() -> None:
    """Weeks 0 1 2 … 9; windows of one week two weeks apart begin at 7 and 9."""
    weekly = {MONDAY + at * WEEK: Measured(float(at * at), 1) for at in range(10)}
    windows = Windows(MONDAY + 7 * WEEK, MONDAY + 9 * WEEK, 1)
    found = effect.reference(METRIC, weekly, windows, lambda _: True)
    assert found == [(at + 2) ** 2 - at**2 for at in range(5)]
    # A week that is not usable takes both changes it is part of with it.
    left = effect.reference(METRIC, weekly, windows, lambda day: day != MONDAY + 2 * WEEK)
    assert left == [(at + 2) ** 2 - at**2 for at in (1, 3, 4)]


def test_the_rank_counts_what_was_as_large_in_the_wished_direction() -> None:
    before, after = Measured(30.0, 100), Measured(20.0, 100)
    references = [-12.0, -10.0, -9.9, 0.0, 15.0]
    assert effect.ranked(before, after, references, down=True) == Ranked(before, after, 5, 2)
    assert effect.ranked(before, after, references, down=False).at_least == 4
    assert effect.ranked(before, after, references, down=True).p == 0.5
    with pytest.raises(ValueError, match="rank"):
        effect.ranked(before, NOTHING, references, down=True)


@pytest.mark.parametrize(
    ("after", "references", "at_least", "verdict", "reason"),
    [
        (20.0, 20, 0, State.EFFECTIVE, Reason.MOVED),
        (20.0, 39, 1, State.EFFECTIVE, Reason.MOVED),
        (20.0, 20, 1, State.CANNOT_TELL, Reason.BETWEEN),
        (29.0, 20, 8, State.NOT_EFFECTIVE, Reason.SAME),
        (30.0, 20, 9, State.NOT_EFFECTIVE, Reason.SAME),
        (45.0, 20, 20, State.NOT_EFFECTIVE, Reason.SAME),
    ],
)
def test_three_verdicts(
    after: float, references: int, at_least: int, verdict: State, reason: Reason
) -> None:
    found = Ranked(Measured(30.0, 100), Measured(after, 100), references, at_least)
    assert effect.judged(found, down=True) == (verdict, reason)


def test_twenty_changes_are_needed_and_more_where_windows_are_far_apart() -> None:
    near, far = Windows(MONDAY, MONDAY + WEEK, 1), Windows(MONDAY, MONDAY + 5 * WEEK, 2)
    assert [effect.enough(n, near) for n in (19, 20)] == [False, True]
    assert [effect.enough(n, far) for n in (49, 50)] == [False, True]


def test_others_moved_as_much_in_proportion() -> None:
    own = Measured(0.32, 100), Measured(0.144, 100)
    assert effect.as_much(own, (Measured(0.21, 90), Measured(0.098, 90)), down=True)
    assert not effect.as_much(own, (Measured(0.199, 90), Measured(0.196, 90)), down=True)
    assert not effect.as_much(own, (Measured(0.098, 90), Measured(0.21, 90)), down=True)
    assert not effect.as_much(own, (NOTHING, NOTHING), down=True)


# -- by simulation ---------------------------------------------------------------------------------

TIMES = 250
GRID = [
    World(phi, season, weeks, gap)
    for weeks, gap, phi, season in itertools.product((1, 2), (0, 1, 3), (0.0, 0.3, 0.6), (0.0, 1.0))
]


def test_false_alarms_stay_at_the_stated_level() -> None:
    alarms = [share_moved(world, 0.0, TIMES, seed) for seed, world in enumerate(GRID)]
    error = math.sqrt(effect.FALSE_ALARM * (1 - effect.FALSE_ALARM) / TIMES)
    mean = sum(alarms) / len(alarms)
    assert mean <= effect.FALSE_ALARM + 3 * error / math.sqrt(len(GRID))
    # One cell in seven hundred is above that by chance.
    assert max(alarms) <= effect.FALSE_ALARM + 3.5 * error
    # A test that never says anything would hold any level.
    assert mean > 0.03


def test_large_effects_are_found_and_larger_ones_more_often() -> None:
    found = [share_moved(World(0.3), size, 300) for size in (0.0, 2.0, 4.0, 8.0)]
    assert found == sorted(found)
    assert found[2] > 0.7
    assert found[3] > 0.99
    # Two weeks tell more than one.
    assert share_moved(World(0.3, weeks=2), 2.0, 300) > found[1]


def test_an_effect_in_the_wrong_direction_is_never_called_one() -> None:
    assert share_moved(World(), -6.0, 200) == 0.0


def test_the_simulation_ends_with_its_windows() -> None:
    world = World(weeks=2, gap=1)
    windows = windows_of(world)
    weekly = history(world, windows, 0.0, random.Random(1))
    assert max(weekly) == windows.period_after().end - timedelta(days=6)
    changes = effect.reference(METRIC, weekly, windows, lambda _: True)
    assert len(changes) == effect.needed(windows)
    assert Dim.TEAM in METRIC.cuts
