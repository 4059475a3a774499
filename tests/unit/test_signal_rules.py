"""Signals on invented days: a planted change is found, days drawn by chance hardly ever; little
history says nothing, and promotions are no news."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.dimensions import Dim
from base.units import Adds
from benchmarks.signal_worlds import (
    BEFORE,
    MONDAY,
    WEEK,
    WORLDS,
    Days,
    alarms_of,
    days_of,
    seen_after,
)
from commands.signal_words import Doing, signals_asked
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from metrics.model import Quotient
from metrics.signal_scale import Shape, shape_of
from metrics.signal_watching import USUAL
from metrics.signals import Rule, Signal, signals_of_days, signals_of_weeks

RATE, BUSY_RATE, SECONDS, COUNT = WORLDS[0], WORLDS[3], WORLDS[6], WORLDS[13]
LAST = MONDAY + 40 * WEEK - 1


def steady(rate: float = 0.9, of: int = 1000, wobble: float = 0.004) -> Days:
    """Return forty weeks of a rate that lies by turns just above and just below its level."""
    found = {}
    for at in range(40 * WEEK):
        n, off = of, wobble * (1 if (at // 2) % 2 else -1)
        hits = round(n * (rate + off))
        found[MONDAY + at] = Measured(hits / n, n, hits)
    return found


def shifted(days: Days, since: int, by: float) -> Days:
    """Return days of which those since a day are that much higher."""
    return {
        day: Measured((one.numerator or 0) / one.n + by, one.n, round(one.numerator + by * one.n))
        if day >= since and one.n and one.numerator is not None
        else one
        for day, one in days.items()
    }


def of_days(days: Days, unusual: frozenset[int] = frozenset()) -> list[Signal]:
    return signals_of_days(days, Shape.SHARE, unusual, LAST)


@pytest.mark.parametrize("world", WORLDS[:9], ids=lambda world: world.name)
def test_chance_alone_hardly_ever_makes_a_signal(world: object) -> None:
    found = alarms_of(world, 12, seed=3)  # type: ignore[arg-type]
    # Twelve runs of two years; the page tells of two hundred.
    assert found.rate <= 1.0


@pytest.mark.parametrize(
    ("world", "shift"), [(RATE, -0.04), (BUSY_RATE, -0.06), (SECONDS, 0.3), (COUNT, 0.5)]
)
def test_a_large_change_is_told_within_a_month(world: object, shift: float) -> None:
    waits = seen_after(world, shift, 15, seed=4)  # type: ignore[arg-type]
    assert waits[13] <= 4


def test_days_in_a_row_are_counted_and_told_with_what_is_usual() -> None:
    found = of_days(shifted(steady(), LAST - 12, -0.03))
    (run,) = [one for one in found if one.rule is Rule.DAYS]
    assert (run.length, run.start, run.last, run.up) == (13, LAST - 12, LAST, False)
    assert run.value == pytest.approx(0.87, abs=0.004)
    assert run.usual == pytest.approx(0.90, abs=0.001)
    assert run.since == LAST - 4


def test_it_could_be_seen_on_the_ninth_day_and_not_on_the_eighth() -> None:
    assert not [s for s in of_days(shifted(steady(), LAST - 7, -0.03)) if s.rule is Rule.DAYS]
    assert [s for s in of_days(shifted(steady(), LAST - 8, -0.03)) if s.rule is Rule.DAYS]


def test_steady_days_and_figures_that_never_move_say_nothing() -> None:
    assert of_days(steady()) == []
    same = {MONDAY + at: Measured(20.0, 100) for at in range(40 * WEEK)}
    assert signals_of_days(same, Shape.MEAN, (), LAST) == []
    whole = {MONDAY + at: Measured(1.0, 100, 100) for at in range(40 * WEEK)}
    assert of_days(whole) == []


def test_a_difference_that_nobody_would_feel_is_not_told() -> None:
    assert of_days(shifted(steady(of=100_000, wobble=0.0004), LAST - 12, -0.008)) == []


def test_days_of_a_promotion_are_neither_news_nor_history() -> None:
    days = shifted(steady(), LAST - 10, -0.03)
    assert of_days(days, frozenset(range(LAST - 10, LAST + 1))) == []
    spoilt = shifted(steady(), LAST - 200, -0.4)
    again = {**spoilt, **{d: m for d, m in days.items() if d > LAST - 130}}
    promotion = frozenset(range(LAST - 200, LAST - 129))
    assert [one.rule for one in of_days(again, promotion)] == [Rule.DAYS]


def test_one_day_far_outside_of_everything_is_told_with_its_weekdays_level() -> None:
    days = steady()
    days[LAST - 3] = Measured(0.7, 1000, 700)
    (one,) = of_days(days)
    assert (one.rule, one.start, one.since, one.length) == (Rule.DAY, LAST - 3, LAST - 3, 1)
    # What happened before as well is no news.
    days[LAST - 60] = Measured(0.75, 1000, 750)
    assert of_days(days) == []


def test_a_weekday_that_is_always_low_is_usual() -> None:
    days = {d: m for d, m in steady().items() if (d - MONDAY) % WEEK != 6}
    sundays = {d: Measured(0.5, 1000, 500) for d in range(MONDAY + 6, LAST + 1, WEEK)}
    assert of_days({**days, **sundays}) == []


def test_too_little_history_says_nothing() -> None:
    days = {d: m for d, m in shifted(steady(), LAST - 10, -0.1).items() if d > LAST - 75}
    assert of_days(days) == []
    weeks = {MONDAY + at * WEEK: Measured(0.9 - at / 100, 100) for at in range(23)}
    assert signals_of_weeks(weeks, Shape.MEAN, (), MONDAY + 22 * WEEK) == []


def test_few_ratings_a_day_say_nothing() -> None:
    few = {d: Measured(1.0, 8, 8) for d in steady()}
    few |= {d: Measured(0.75, 8, 6) for d in range(LAST - 20, LAST + 1)}
    assert of_days(few) == []


def weekly(values: list[float]) -> Days:
    return {MONDAY + at * WEEK: Measured(value, 5000) for at, value in enumerate(values)}


def test_weeks_in_a_row_and_a_steady_way_are_told() -> None:
    before = [20.0 + (0.3 if at % 3 else -0.4) for at in range(26)]
    higher = weekly([*before, *[21.5, 21.7] * 4])
    found = signals_of_weeks(higher, Shape.MEAN, (), max(higher))
    runs = [(one.length, one.up) for one in found if one.rule is Rule.WEEKS]
    assert runs == [(8, True)]
    rising = weekly([*before, 20.1, *[20.2 + 0.4 * at for at in range(7)]])
    (trend,) = [s for s in signals_of_weeks(rising, Shape.MEAN, (), max(rising))
                if s.rule is Rule.TREND]  # fmt: skip
    assert trend.up
    assert trend.usual == pytest.approx(20.1)
    assert trend.value == pytest.approx(22.6)


def test_a_week_with_a_holiday_is_passed_over_and_none_itself() -> None:
    before = [20.0 + (0.3 if at % 3 else -0.4) for at in range(26)]
    weeks = weekly([*before, *[21.5, 21.7] * 2, 12.0, *[21.5, 21.7] * 2])
    holiday = MONDAY + 30 * WEEK
    found = signals_of_weeks(weeks, Shape.MEAN, {holiday}, max(weeks))
    assert [one.length for one in found if one.rule is Rule.WEEKS] == [8]
    assert signals_of_weeks(weeks, Shape.MEAN, {max(weeks)}, max(weeks)) == []


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    shape=st.sampled_from(list(Shape)),
    holes=st.floats(0, 0.6),
    wild=st.booleans(),
)
def test_any_days_are_read_and_signals_are_true(
    seed: int, shape: Shape, holes: float, wild: bool
) -> None:
    """Whatever comes, a signal's figure lies on the side that it says, within its days."""
    chance = random.Random(seed)
    days: Days = {}
    for day in range(MONDAY, LAST + 1):
        n = chance.randint(0, 300)
        hits = chance.randint(0, n)
        value = hits / n if shape is Shape.SHARE and n else float(chance.randint(0, 90))
        if wild and chance.random() < 0.05:
            value, hits = 0.0, 0
        if chance.random() > holes:
            days[day] = Measured(value if n else None, n, hits)
    for one in signals_of_days(days, shape, (), LAST):
        assert (one.value > one.usual) is one.up
        assert MONDAY <= one.start <= one.last <= LAST
        assert one.since <= LAST


def test_only_sums_ratios_and_means_of_days_are_fit() -> None:
    frt = CATALOGUE["frt"]
    assert shape_of(frt) is Shape.MEAN
    assert shape_of(CATALOGUE["csat_rate"]) is Shape.SHARE
    assert shape_of(CATALOGUE["contacts"]) is Shape.COUNT
    assert shape_of(CATALOGUE["cs_sales"]) is Shape.AMOUNT
    for adds in (Adds.SNAP, Adds.EXT, Adds.MAX, Adds.DISTINCT, Adds.DERIVED):
        assert shape_of(replace(frt, adds=adds)) is None
    assert shape_of(replace(frt, whole_months=True)) is None
    assert shape_of(CATALOGUE["spend_per_buyer"]) is None
    assert shape_of(CATALOGUE["repurchase_rate_30d"]) is None
    for key in USUAL:
        assert shape_of(CATALOGUE[key]) is not None, key


def test_a_share_of_what_a_cut_does_not_know_is_not_looked_at_by_it() -> None:
    for metric in CATALOGUE.values():
        if isinstance(metric.formula, Quotient) and Dim.TEAM in metric.formula.whole_of:
            assert shape_of(metric, {Dim.TEAM}) is None


def test_invented_days_are_the_same_for_a_seed() -> None:
    first, second = (days_of(RATE, BEFORE * WEEK, random.Random(1)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("text", "doing", "rest"),
    [
        ("signals", Doing.SEE, ""),
        ("信号", Doing.SEE, ""),
        ("信号 首响 售后组", Doing.SEE, "首响 售后组"),
        ("有什么不对劲", Doing.SEE, ""),
        ("售后组最近有什么不对劲的？", Doing.SEE, "售后组"),
        ("最近哪里不对劲", Doing.SEE, ""),
        ("有没有异常", Doing.SEE, ""),
        ("what stands out?", Doing.SEE, ""),
        ("What stands out in After-sales", Doing.SEE, "After-sales"),
        ("anything unusual", Doing.SEE, ""),
        ("what's off with csat", Doing.SEE, "csat"),
        ("信号 关", Doing.OFF, ""),
        ("信号关", Doing.OFF, ""),
        ("signals off", Doing.OFF, ""),
        ("signals on refund rate", Doing.ON, "refund rate"),
        ("信号 开 退款率", Doing.ON, "退款率"),
        ("信号 关掉 平响", Doing.OFF, "平响"),
        ("signals default", Doing.USUAL, ""),
        ("满意度 上周", None, ""),
        ("what was csat last week", None, ""),
        ("why did csat drop", None, ""),
        ("signal to noise", Doing.SEE, "to noise"),
    ],
)
def test_what_is_typed_of_signals(text: str, doing: Doing | None, rest: str) -> None:
    found = signals_asked(text)
    if doing is None:
        assert found is None
        return
    assert found is not None
    assert (found.doing, found.rest) == (doing, rest)
