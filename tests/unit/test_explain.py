"""The change of a ratio splits over its members exactly: mix and rate, to the last digit."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.dimensions import Dim
from base.language import Bilingual
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from metrics.explain import can_be_apart, causes
from metrics.model import CAUSES, Filter, Question, Stat
from metrics.splitting import differences, rounded_to_sum, split

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "golden" / "agent_day.csv"
WEEK = periods.week(date(2026, 11, 9))

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


@given(
    before=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9)),
    now=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9)),
)
def test_differences_sum_to_the_change_of_a_sum(
    before: dict[str, int], now: dict[str, int]
) -> None:
    shares = differences(
        {k: Measured(v) for k, v in before.items()}, {k: Measured(v) for k, v in now.items()}
    )
    assert sum(s.total for s in shares.values()) == sum(now.values()) - sum(before.values())
    assert set(shares) == {*before, *now}


def test_a_change_is_never_told_apart_by_person_or_time() -> None:
    assert not {Dim.AGENT, Dim.DAY, Dim.WEEK, Dim.MONTH} & set(CAUSES)
    everything = [causes(Question(metric, WEEK)) for metric in CATALOGUE.values()]
    assert all(set(found) <= set(CAUSES) for found in everything)


def test_what_is_asked_of_one_member_is_not_split_by_that_cut() -> None:
    csat, name = CATALOGUE["csat_rate"], Bilingual("", "")
    one = Question(csat, WEEK, filters=(Filter(Dim.TEAM, (1,), (name,)),))
    assert Dim.TEAM not in causes(one)
    two = Question(csat, WEEK, filters=(Filter(Dim.TEAM, (1, 2), (name, name)),))
    assert Dim.TEAM in causes(two)
    person = Question(csat, WEEK, filters=(Filter(Dim.AGENT, (1,), (name,)),))
    assert not {Dim.TEAM, Dim.EMPLOYMENT} & set(causes(person))


def test_percentiles_and_distinct_buyers_are_not_taken_apart() -> None:
    assert can_be_apart(Question(CATALOGUE["frt"], WEEK))
    assert not can_be_apart(Question(CATALOGUE["frt"], WEEK, stat=Stat.P90))
    assert not can_be_apart(Question(CATALOGUE["repurchase_rate"], WEEK))
    assert not can_be_apart(Question(CATALOGUE["spend_per_buyer"], WEEK))


def _by_team(rows: list[dict[str, str]], first: str, last: str) -> dict[str, Measured]:
    n: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for row in rows:
        if first <= row["day"] <= last:
            n[row["team"]] += int(row["ratings"] or 0)
            good[row["team"]] += int(row["good"] or 0)
    return {team: Measured(good[team] / n[team], n[team], good[team]) for team in n}


@pytest.mark.skipif(
    not GOLDEN.is_file(), reason="the golden files (../shared/data/golden) are not on this machine"
)
def test_the_golden_split_of_double_11() -> None:
    """G20: 2.4 + 1.1 + 0.9 of 4.4 points by team; 4.2 the teams' own, 0.2 moved between them."""
    with GOLDEN.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    before = _by_team(rows, "2026-11-02", "2026-11-08")
    now = _by_team(rows, "2026-11-09", "2026-11-15")
    shares = split(before, now)
    teams = ["售后组", "售前组", "抖音组"]
    parts = [shares[team].total for team in teams]
    assert rounded_to_sum(parts, -0.044, 3) == pytest.approx([-0.024, -0.011, -0.009])
    both = [sum(s.rate for s in shares.values()), sum(s.mix for s in shares.values())]
    assert rounded_to_sum(both, -0.044, 3) == pytest.approx([-0.042, -0.002])
