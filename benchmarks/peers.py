"""What the peers compute: pandas over SQLite's raw rows, DuckDB over its own file.

Each gets a window of days and answers as its users would write it. Only making the results
comparable (names to codes) is kept apart, for it is nobody's time.
"""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

import pandas as pd

from base.dimensions import Dim
from benchmarks.data import NAMES, NOBODY

# First and last day.
Window = tuple[date, date]
# (window, *codes of the group) -> its numbers.
Numbers: TypeAlias = dict[tuple[int, ...], tuple[float, ...]]
Cuts: TypeAlias = Sequence[Dim]

_CODES = {cut: {name: code for code, name in enumerate(names)} for cut, names in NAMES.items()}
_INSIDE = "started_at >= ? AND started_at < ?"
_DUCK_SUMS = {
    "csat": ("count(*) FILTER (WHERE rating >= 4), count(*)", "rating IS NOT NULL"),
    "conversion": ("sum(paid), count(*)", "inquiry = 1"),
}


# --- pandas -------------------------------------------------------------------------------------


def _frame(raw: sqlite3.Connection, columns: Sequence[str], window: Window) -> pd.DataFrame:
    """Read the needed columns of the needed days; times stay text."""
    first, last = window
    query = f"SELECT {', '.join(columns)} FROM raw WHERE {_INSIDE}"
    ends = (first.isoformat(), (last + timedelta(days=1)).isoformat())
    return pd.read_sql_query(query, raw, params=ends)


def pandas_ratio(raw: sqlite3.Connection, what: str, cuts: Cuts, window: Window) -> pd.DataFrame:
    """Return hits and count by group: satisfied of rated ("csat"), paid of inquiries."""
    columns = ["started_at" if cut is Dim.MONTH else cut.value for cut in cuts]
    if what == "csat":
        frame = _frame(raw, [*columns, "rating"], window)
        frame = frame[frame["rating"].notna()]
        hit = frame["rating"] >= 4
    else:
        frame = _frame(raw, [*columns, "inquiry", "paid"], window)
        frame = frame[frame["inquiry"] == 1]
        hit = frame["paid"]
    # The bot's conversations are a group as well.
    groups = hit.groupby([_key(frame, cut) for cut in cuts], dropna=False)
    return groups.agg(["sum", "count"])


def _key(frame: pd.DataFrame, cut: Dim) -> "pd.Series[Any]":
    if cut is not Dim.MONTH:
        return frame[cut.value]
    # After the filter: a third of the times that `parse_dates` would parse while reading.
    months: pd.Series[Any] = pd.to_datetime(frame["started_at"]).dt.to_period("M")
    return months


def pandas_p90(raw: sqlite3.Connection, window: Window) -> pd.DataFrame:
    """Return p90 of the first reply (seconds) and count by team."""
    frame = _frame(raw, ["team", "frt"], window)
    groups = frame[frame["frt"].notna()].groupby("team")["frt"]
    return pd.DataFrame({"p90": groups.quantile(0.9), "n": groups.count()})


def pandas_bands(raw: sqlite3.Connection, window: Window, bands: Sequence[int]) -> Numbers:
    """Return the share of first replies within each band (seconds), then their count."""
    frt = _frame(raw, ["frt"], window)["frt"].dropna()
    return {(0,): (*(float((frt <= t).mean()) for t in bands), float(len(frt)))}


def read_frames(found: Sequence[pd.DataFrame], cuts: Cuts) -> Numbers:
    """Return pandas' tables, one a window, with codes for names."""
    numbers: Numbers = {}
    for window, frame in enumerate(found):
        for row in frame.itertuples(name=None):
            group = row[0] if isinstance(row[0], tuple) else (row[0],)
            numbers[window, *_coded(group, cuts)] = tuple(float(v) for v in row[1:])
    return numbers


# --- DuckDB -------------------------------------------------------------------------------------


def _rows(duck: Any, select: str, window: Window, and_where: str, by: str = "") -> list[Any]:
    first, last = window
    ends = [datetime.combine(day, time()) for day in (first, last + timedelta(days=1))]
    query = f"SELECT {select} FROM raw WHERE {_INSIDE} AND {and_where} {by}"
    rows: list[Any] = duck.execute(query, ends).fetchall()
    return rows


def duckdb_ratio(duck: Any, what: str, cuts: Cuts, window: Window) -> list[Any]:
    """Return rows of group, hits and count, as `pandas_ratio`."""
    sums, where = _DUCK_SUMS[what]
    keys = ", ".join(
        "date_trunc('month', started_at)" if cut is Dim.MONTH else cut.value for cut in cuts
    )
    return _rows(duck, f"{keys}, {sums}", window, where, "GROUP BY ALL")


def duckdb_p90(duck: Any, window: Window) -> list[Any]:
    """Return rows of team, p90 of the first reply (seconds) and count."""
    select = "team, quantile_cont(frt, 0.9), count(*)"
    return _rows(duck, select, window, "frt IS NOT NULL", "GROUP BY team")


def duckdb_bands(duck: Any, window: Window, bands: Sequence[int]) -> list[Any]:
    """Return one row: the share of first replies within each band (seconds), then their count."""
    shares = ", ".join(f"count(*) FILTER (WHERE frt <= {t}) / count(*)" for t in bands)
    return _rows(duck, f"{shares}, count(*)", window, "frt IS NOT NULL")


def read_rows(found: Sequence[Sequence[tuple[Any, ...]]], cuts: Cuts) -> Numbers:
    """Return DuckDB's rows, one list a window, with codes for names."""
    return {
        (window, *_coded(row[: len(cuts)], cuts)): tuple(float(v) for v in row[len(cuts) :])
        for window, rows in enumerate(found)
        for row in rows
    }


def _coded(group: Sequence[Any], cuts: Cuts) -> tuple[int, ...]:
    return tuple(_code(member, cut) for member, cut in zip(group, cuts, strict=True))


def _code(member: Any, cut: Dim) -> int:
    if pd.isna(member):
        return NOBODY
    if cut is Dim.MONTH:
        return int(member.year * 100 + member.month)
    return _CODES[cut][member]
