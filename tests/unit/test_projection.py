"""Projections on cases reckoned by hand."""

from datetime import date, timedelta

import pytest

from metrics.projection import FEWEST, Stretch, between, due, outlook, spread

MARCH = Stretch(date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 31))


def always(_start: date, _end: date) -> bool:
    return True


def never(_start: date, _end: date) -> bool:
    return False


def days(first: date, *values: float) -> dict[date, float]:
    return {first + timedelta(days=i): value for i, value in enumerate(values)}


def test_by_days_where_last_year_is_not_known() -> None:
    """10 of 31 days made 100: 10 a day, 310 in all."""
    daily = days(date(2026, 3, 1), *[10.0] * 10)
    part = due(daily, MARCH, never)
    assert part.share == pytest.approx(10 / 31)
    assert not part.by_shape
    found = outlook(daily, MARCH, never, 1, 24)
    assert found is not None
    assert found.value == pytest.approx(310)
    assert (found.low, found.high, found.n) == (None, None, 0)


def test_by_last_years_shape() -> None:
    """Last March made 600 of its 1,000 in ten days: 300 so far come to 500, not to 930."""
    last = days(date(2025, 3, 1), *[60.0] * 10, *[400.0 / 21] * 21)
    daily = last | days(date(2026, 3, 1), *[30.0] * 10)
    part = due(daily, MARCH, always)
    assert part.share == pytest.approx(0.6)
    assert part.by_shape
    found = outlook(daily, MARCH, always, 1, 0)
    assert found is not None
    assert found.value == pytest.approx(500)
    assert found.by_shape


def test_the_range_is_what_such_projections_were_off() -> None:
    """Every past January to October made its even pace in the first ten days; what came of it was
    once 0.8 of that and once 1.3: of ten, those two enclose eight in eleven and more."""
    ratios = [0.8, 0.9, 0.95, 1.0, 1.0, 1.05, 1.1, 1.2, 1.25, 1.3]
    daily: dict[date, float] = {}
    stretch = Stretch(date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 30))
    for back, ratio in enumerate(ratios, 1):
        past = stretch.shifted(-back)
        length = (past.whole_end - past.start).days + 1
        rest = (ratio * length - 10) / (length - 10)
        daily |= days(past.start, *[1.0] * 10, *[rest] * (length - 10))
    daily |= days(stretch.start, *[2.0] * 10)

    def covered(start: date, end: date) -> bool:
        # No year before: every day weighs the same, and only ten months are known.
        return start >= date(2026, 1, 1)

    found = outlook(daily, stretch, covered, 1, 24)
    assert found is not None
    assert (found.n, found.by_shape) == (10, False)
    assert [found.value, found.low, found.high] == [pytest.approx(v) for v in (60, 48, 78)]


def test_too_little_history_has_no_range() -> None:
    assert spread([1.0] * (FEWEST - 1)) is None
    assert spread([0.5, *[1.0] * (FEWEST - 2), 1.5]) == (0.5, 1.5)
    # Of nineteen the second from either end enclose 8 in 10... of twenty places.
    assert spread([i / 10 for i in range(1, 20)]) == (0.2, 1.8)


def test_a_period_that_has_hardly_begun_comes_to_nothing_yet() -> None:
    stretch = Stretch(date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 31))
    assert outlook(days(date(2026, 3, 1), 10.0), stretch, never, 1, 24) is None


def test_stretches_keep_their_point() -> None:
    end_of_march = Stretch(date(2026, 3, 1), date(2026, 3, 30), date(2026, 3, 31))
    assert end_of_march.shifted(-1) == (date(2026, 2, 1), date(2026, 2, 28), date(2026, 2, 28))
    leap = Stretch(date(2028, 1, 1), date(2028, 2, 29), date(2028, 3, 31))
    assert leap.a_year_before() == (date(2027, 1, 1), date(2027, 2, 28), date(2027, 3, 31))
    assert between(days(date(2026, 3, 1), 1, 2, 3), date(2026, 3, 2), date(2026, 3, 9)) == 5
