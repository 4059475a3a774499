"""The benchmark itself, small: its peers and Fupan say the same numbers. Nothing is timed here."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from base.schedule import What
from benchmarks import monday
from benchmarks.data import AGENTS, DAYS, conversations
from benchmarks.peers import Numbers
from benchmarks.questions import CASES, Disagreement, check
from benchmarks.raw import make
from benchmarks.run import FULL_ROWS, main


def test_every_engine_gives_the_same_numbers(tmp_path: Path) -> None:
    arguments = ["--rows", "20000", "--shape", "independent", "--only", "questions"]
    assert main([*arguments, "--out", str(tmp_path)]) == 0
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    found = {q["key"]: q for q in results["shapes"]["independent"]["questions"]}
    # A question is only in the results once its figures agreed with both peers.
    assert found.keys() == {case.key for case in CASES}
    assert found["csat_week"]["groups"] > AGENTS / 8
    assert found["trend_12m"]["groups"] == 12
    assert found["cross_shop_handler"]["groups"] == 16
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert f"The goals are for {FULL_ROWS:,} rows: this run proves nothing." in page
    assert all(case.title in page for case in CASES)
    # The question as chat asks it, its history of eight weeks compared as well.
    chat = results["shapes"]["independent"]["as_asked"]
    assert chat["groups"] > found["csat_week"]["groups"]
    assert "As chat asks the question" in page


def test_the_peers_hold_the_log_as_delivered(tmp_path: Path) -> None:
    files = make(tmp_path, 2_000, "tied", lambda _: None)
    with duckdb.connect(str(files.duckdb), read_only=True) as duck:
        types = {name: kind for name, kind, *_ in duck.execute("DESCRIBE raw").fetchall()}
        typed = duck.execute("SELECT * FROM raw ORDER BY rowid").fetchall()
    assert types == {
        "started_at": "TIMESTAMP",
        **dict.fromkeys(("shop", "channel", "agent", "team", "handler"), "VARCHAR"),
        **dict.fromkeys(("frt", "handle", "rating", "resolved", "inquiry", "paid"), "INTEGER"),
    }
    raw = sqlite3.connect(files.sqlite)
    try:
        cursor = raw.execute("SELECT * FROM raw ORDER BY rowid")
        assert [name for name, *_ in cursor.description] == list(types)
        rows = [(datetime.fromisoformat(row[0]), *row[1:]) for row in cursor]
        window = "SELECT count(*) FROM raw WHERE started_at >= ? AND started_at < ?"
        plan = raw.execute(f"EXPLAIN QUERY PLAN {window}", ("2026-10-01", "2026-11-01"))
        assert "raw_started_at" in plan.fetchone()[-1]
        bots = raw.execute("SELECT DISTINCT agent, team, frt FROM raw WHERE handler = 'bot'")
        assert bots.fetchall() == [(None, None, None)]
    finally:
        raw.close()
    assert len(rows) == 2_000
    assert rows == typed
    assert {row[8] for row in rows} == {None, 1, 2, 3, 4, 5}


@pytest.mark.parametrize("shape", ["tied", "independent"])
def test_the_data_is_the_same_every_time_and_has_its_shape(shape: str) -> None:
    frames = list(conversations(5_000, shape))
    again = list(conversations(5_000, shape))
    assert sum(len(frame) for frame in frames) == 5_000
    assert all(a.equals(b) for a, b in zip(frames, again, strict=True))
    days = {day for frame in frames for day in frame["day"].tolist()}
    assert len(days) == DAYS
    people = [frame[frame["handler"] == 0] for frame in frames]
    shops = {
        pair
        for frame in people
        for pair in zip(frame["agent"].tolist(), frame["shop"].tolist(), strict=True)
    }
    tied = len(shops) == len({agent for agent, _ in shops})
    assert tied is (shape == "tied")


def test_a_disagreement_is_found() -> None:
    ratio, percentile = CASES[0], next(case for case in CASES if case.percentile)
    ours: Numbers = {(0, 1): (5.0, 9.0), (1, 1): (4.0, 8.0), (1, 2): (1.0, 1.0)}
    # Agent 2 has no rating this week: that only the past has him is no disagreement.
    assert check(ratio, {(0, 1): (5.0, 9.0), (1, 1): (4.0, 8.0)}, ours, "a peer") == 2
    with pytest.raises(Disagreement, match="says"):
        check(ratio, ours, ours | {(1, 1): (4.0, 7.0)}, "a peer")
    with pytest.raises(Disagreement, match="groups differ"):
        check(ratio, ours, ours | {(0, 3): (1.0, 1.0)}, "a peer")
    assert check(percentile, {(0, 1): (101.9, 5e3)}, {(0, 1): (100.0, 5e3)}, "a peer") == 1
    with pytest.raises(Disagreement):
        check(percentile, {(0, 1): (102.1, 5e3)}, {(0, 1): (100.0, 5e3)}, "a peer")


def test_every_agenda_of_a_day_is_kept_and_queued() -> None:
    # It raises where one is not, where no problem is found, or where the peer finds other figures.
    found = monday.measure(lambda _: None, teams=20, sample=4, what=What.AGENDA)
    assert (found.composed, found.writes) == (20, 40)
    assert found.points >= 2
