"""A real call log, 5,000 calls of a quarter: every figure equals a plain pandas recomputation.

The recomputation reads the file itself and uses nothing of the program but the question's words.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from base.dimensions import Dim
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import Measured
from metrics.model import Derived, Period, Stat
from storage.engine import Database
from tests.conftest import Databases
from tests.helpers.real import real_file
from tests.helpers.terminal import ask_json, run_terminal
from tests.helpers.world import ask, by, named_member, names_of, take, total

QUARTER = periods.quarter(2021, 1)
Expected = tuple[float | None, int | None]


@pytest.fixture(scope="module")
def file() -> Path:
    return real_file("call_center/calls.xlsx")


@pytest.fixture(scope="module")
def database(file: Path, databases: Databases) -> Iterator[Database]:
    with databases() as lent:
        report = take(lent, file)
        assert report.rows_read == report.accepted == 5000
        yield lent


@pytest.fixture(scope="module")
def calls(file: Path) -> pd.DataFrame:
    raw = pd.read_excel(file, engine="calamine")
    when = pd.to_datetime(raw["Date"].astype(str) + " " + raw["Time"].astype(str))
    return pd.DataFrame(
        {
            "day": when.dt.date,
            "month": when.dt.year * 100 + when.dt.month,
            "week": (when.dt.normalize() - pd.to_timedelta(when.dt.day_of_week, unit="D")).dt.date,
            "weekday": when.dt.day_of_week,
            "hour": when.dt.hour,
            "half_hour": when.dt.hour * 2 + when.dt.minute // 30,
            "agent": raw["Agent"].astype(object),
            "category": raw["Topic"].astype(object),
            "answered": raw["Answered (Y/N)"] == "Y",
            "resolved": raw["Resolved"] == "Y",
            "wait": raw["Speed of answer in seconds"],
            "talk": pd.to_timedelta(raw["AvgTalkDuration"].astype(str).replace("nan", None))
            .dt.total_seconds(),
            "rating": raw["Satisfaction rating"],
        }
    )  # fmt: skip


def _mean(values: "pd.Series[Any]") -> Expected:
    known = values.dropna()
    return (None if known.empty else float(known.mean())), len(known)


def _share(hits: "pd.Series[Any]", of: "pd.Series[Any]") -> Expected:
    return (float(hits.sum() / of.sum()) if of.sum() else None), int(of.sum())


def _all(calls: pd.DataFrame) -> "pd.Series[Any]":
    return pd.Series(True, index=calls.index)


PLAIN: dict[str, Callable[[pd.DataFrame], Expected]] = {
    "contacts": lambda c: (len(c), len(c)),
    "answered": lambda c: (int(c.answered.sum()), int(c.answered.sum())),
    "unreplied": lambda c: (int((~c.answered).sum()), int((~c.answered).sum())),
    "connect_rate": lambda c: _share(c.answered, _all(c)),
    "abandon_rate": lambda c: _share(~c.answered, _all(c)),
    "asa": lambda c: _mean(c.wait),
    "aht": lambda c: _mean(c.talk),
    "resolution_rate": lambda c: _share(c.resolved, c.answered),
    "resolution_rate_all": lambda c: _share(c.resolved, _all(c)),
    "csat_rate": lambda c: _share(c.rating >= 4, c.rating.notna()),
    "csat_mean": lambda c: _mean(c.rating),
    "dissat_rate": lambda c: _share(c.rating <= 2, c.rating.notna()),
}
BY_HALF_HOUR = ("contacts", "answered", "unreplied", "connect_rate", "abandon_rate", "asa")
CUTS = {
    Dim.DAY: "day",
    Dim.WEEK: "week",
    Dim.MONTH: "month",
    Dim.WEEKDAY: "weekday",
    Dim.AGENT: "agent",
    Dim.CATEGORY: "category",
}


# Those of another metric are that one, beside something.
ASKABLE = [key for key, one in CATALOGUE.items() if not isinstance(one.formula, Derived)]


def _same(found: Measured, expected: Expected) -> bool:
    value = pytest.approx(expected[0], rel=1e-12) if expected[0] is not None else None
    return found.value == value and found.n == expected[1]


def _by_group(calls: pd.DataFrame, key: str, column: str) -> dict[Any, Expected]:
    return {group: PLAIN[key](rows) for group, rows in calls.groupby(column)}


def test_every_metric_that_applies_is_recomputed_here(database: Database) -> None:
    """A call log feeds these metrics and no others: none is left unproved."""
    fed = {key for key in ASKABLE if total(database, key, QUARTER).value is not None}
    assert fed == set(PLAIN)


@pytest.mark.parametrize("key", PLAIN)
def test_quarter(database: Database, calls: pd.DataFrame, key: str) -> None:
    assert _same(total(database, key, QUARTER), PLAIN[key](calls))


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("key", PLAIN)
def test_cut(database: Database, calls: pd.DataFrame, key: str, cut: Dim) -> None:
    expected = _by_group(calls, key, CUTS[cut])
    found = by(database, key, QUARTER, cut)
    assert found.keys() == expected.keys()
    for member, figure in found.items():
        assert _same(figure, expected[member]), (member, figure, expected[member])


@pytest.mark.parametrize("cut", [Dim.HALF_HOUR, Dim.HOUR])
@pytest.mark.parametrize("key", BY_HALF_HOUR)
def test_parts_of_the_day(database: Database, calls: pd.DataFrame, key: str, cut: Dim) -> None:
    expected = _by_group(calls, key, cut.value)
    found = by(database, key, QUARTER, cut)
    assert found.keys() == expected.keys()
    for member, figure in found.items():
        assert _same(figure, expected[member]), (member, figure, expected[member])


@pytest.mark.parametrize("key", BY_HALF_HOUR)
def test_hours_asked_for(database: Database, calls: pd.DataFrame, key: str) -> None:
    chosen = calls[(calls.hour >= 9) & (calls.hour < 12)]
    assert _same(total(database, key, QUARTER, hours=(9, 12)), PLAIN[key](chosen))


@pytest.mark.parametrize("cuts", [(Dim.AGENT, Dim.CATEGORY), (Dim.AGENT, Dim.MONTH),
                                  (Dim.WEEKDAY, Dim.CATEGORY)])  # fmt: skip
@pytest.mark.parametrize("key", ["contacts", "asa", "csat_rate", "resolution_rate"])
def test_two_cuts_together(
    database: Database, calls: pd.DataFrame, key: str, cuts: tuple[Dim, Dim]
) -> None:
    names = [names_of(database, cut) for cut in cuts]
    lines = ask(database, key, QUARTER, *cuts).lines
    found = {
        tuple(named_member(n, m) for n, m in zip(names, line.group, strict=True)): line.now
        for line in lines
    }
    grouped = calls.groupby([CUTS[cut] for cut in cuts])
    expected = {group: PLAIN[key](rows) for group, rows in grouped}
    assert found.keys() == expected.keys()
    assert all(_same(figure, expected[group]) for group, figure in found.items())


@pytest.mark.parametrize("stat", [Stat.P50, Stat.P75, Stat.P90, Stat.P95])
@pytest.mark.parametrize(("key", "column"), [("asa", "wait"), ("aht", "talk")])
def test_percentiles_within_the_bound(
    database: Database, calls: pd.DataFrame, key: str, column: str, stat: Stat
) -> None:
    """Within 2 %, at least half a second, of numpy's own percentile of the raw durations."""
    assert stat.quantile is not None
    found = total(database, key, QUARTER, stat=stat)
    _within(found.value, float(calls[column].quantile(stat.quantile)))
    months = by(database, key, QUARTER, Dim.MONTH, stat=stat)
    for month, rows in calls.groupby("month"):
        _within(months[month].value, float(rows[column].quantile(stat.quantile)))
        assert months[month].n == rows[column].notna().sum()


def _within(found: float | None, exact: float) -> None:
    assert found is not None
    assert abs(found - exact) <= max(0.02 * exact, 0.5), (found, exact)


def test_all_of_an_agents_percentiles_have_his_n(database: Database, calls: pd.DataFrame) -> None:
    found = by(database, "asa", QUARTER, Dim.AGENT, stat=Stat.P90)
    for agent, rows in calls.groupby("agent"):
        assert found[agent].n == rows["wait"].notna().sum()
        _within(found[agent].value, float(rows["wait"].quantile(0.9)))


MARCH = periods.month(2021, 3)
TYPED = [
    ("contacts 2021 Q1", "contacts", QUARTER, None),
    ("2021年3月接通率", "connect_rate", MARCH, None),
    ("2021年3月 平均应答速度 按客服", "asa", MARCH, "agent"),
    ("csat March 2021 by topic", "csat_rate", MARCH, "category"),
    ("unanswered calls March 2021 by half hour", "unreplied", MARCH, "half_hour"),
]


@pytest.mark.parametrize(("text", "key", "period", "column"), TYPED)
def test_the_terminal_says_the_same(
    database: Database,
    calls: pd.DataFrame,
    text: str,
    key: str,
    period: Period,
    column: str | None,
) -> None:
    answer = ask_json(database, text, "2021-04-02T09:00+08:00")
    inside = calls[(calls.day >= period.start) & (calls.day <= period.end)]
    assert answer["metric"] == key
    assert answer["period"]["start"] == period.start.isoformat()
    assert answer["period"]["end"] == period.end.isoformat()
    value, n = PLAIN[key](inside)
    assert answer["value"] == pytest.approx(value, rel=1e-12)
    assert answer["n"] == n
    if column is None:
        return
    expected = _by_group(inside, key, column)
    rows = {_member(row[column]): row["value"] for row in answer["rows"]}
    assert rows.keys() == expected.keys()
    for member, (value, _) in expected.items():
        assert rows[member] == pytest.approx(value, rel=1e-12)


def _member(name: str) -> Any:
    """Turn a half-hour like 13:30 into its number; other members are names."""
    hour, colon, minute = name.partition(":")
    return int(hour) * 2 + int(minute[:2]) // 30 if colon else name


def test_a_terminal_of_its_own(file: Path, tmp_path: Path) -> None:
    """The two commands a person types, each in a new process."""
    base = ("--json", "--db", f"sqlite:///{tmp_path / 'own.db'}")
    run_terminal("import", str(file), *base)
    assert json.loads(run_terminal("ask", "contacts 2021 Q1", *base))["value"] == 5000
