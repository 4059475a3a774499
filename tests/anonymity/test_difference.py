"""What people of the staff list leave behind: the database with their cases, less the same without.

Two offices with the same clock. In one three colleagues send a case each; in the other they do
nothing. No row of the difference names one of them, is keyed by one, or has the day on which they
sent.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from base.clock import FixedClock
from tests.anonymity.evidence import Row
from tests.anonymity.hosting import office, opened
from tests.anonymity.office import FIRST_NUMBER, NOW, STAFF, Office
from tests.anonymity.searching import shown
from tests.conftest import Databases, database_file

_DAY = timedelta(days=1)
# What a case may change at all.
OF_CASES = {"case_inbox", "case_report", "case_note", "case_act", "setting", "outbox"}


def _plain(row: Row) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(row.items(), key=lambda one: one[0]))


def rows_beside(with_cases: Mapping[str, tuple[Row, ...]], without: Mapping[str, tuple[Row, ...]]
                ) -> dict[str, list[dict[str, Any]]]:  # fmt: skip
    """Return the rows of each table that only one of two databases has."""
    found = {}
    for table in with_cases:
        here, there = set(map(_plain, with_cases[table])), set(map(_plain, without[table]))
        if here ^ there:
            found[table] = [dict(row) for row in here ^ there]
    return found


def told_by(rows: Mapping[str, list[dict[str, Any]]], day: date) -> list[str]:
    """Return what rows tell of who sent something and of the day on which he did."""
    return [
        f"{table}.{column} = {value!r}: {why}"
        for table, found in rows.items()
        for row in found
        for column, value in row.items()
        for why in _told(value, day)
    ]


def _told(value: Any, day: date) -> Iterator[str]:
    if isinstance(value, bytes):
        value = value.decode()
    numbers = {str(FIRST_NUMBER + at) for at in range(len(STAFF))}
    if any(number in str(value) for number in numbers):
        yield "the number of a person"
    if isinstance(value, str) and (day.isoformat() in value or str(day.toordinal()) in value):
        yield "the day"
    if isinstance(value, int) and value == day.toordinal():
        yield "the day"
    moment = _moment(value)
    if moment is not None and moment.date() == day:
        yield "the moment"


def _moment(value: Any) -> datetime | None:
    """Return the moment that a value is, in seconds, thousandths or millionths, or as one."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        for unit in (1, 10**3, 10**6):
            if 10**9 < value / unit < 4 * 10**9:
                return datetime.fromtimestamp(value / unit, UTC)
    return None


@contextmanager
def two_offices(sqlite: Databases) -> Iterator[tuple[Office, Office]]:
    """Run two bots on two copies of one database, in which the colleagues are on the staff list."""
    with sqlite() as database, sqlite() as another:
        opened(database, FixedClock(NOW), STAFF)
        with (
            closing(sqlite3.connect(database_file(database))) as here,
            closing(sqlite3.connect(database_file(another))) as there,
        ):
            here.backup(there)
        with (
            office(another, "socket", STAFF, bare=True) as other,
            office(database, "socket", STAFF, bare=True) as bot,
        ):
            yield bot, other


def _sends_and_waits(bot: Office, *, silent: bool) -> Iterator[Mapping[str, tuple[Row, ...]]]:
    """Go through two days; give the tables before the release, after it, and after the next one."""
    receipts = []
    ways = ("home", "shortcut", "command")
    for one, way in zip(STAFF, ways, strict=True):
        if not silent:
            receipts.append(bot.sends(one.name, way, "A rule changed and nobody told us."))
    yield bot.evidence().tables
    bot.releases()
    yield bot.evidence().tables
    bot.asks("Which rule?")
    for one, receipt in zip(STAFF[:2], receipts, strict=False):
        bot.fills(one.name, bot.looks(one.name, receipt), {"answer": "That about prices."})
    bot.releases()
    yield bot.evidence().tables


def difference(bot: Office, other: Office) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Go through the same days in both offices; give the difference at each of three moments."""
    spoken, silent = _sends_and_waits(bot, silent=False), _sends_and_waits(other, silent=True)
    for with_cases, without in zip(spoken, silent, strict=True):
        yield rows_beside(with_cases, without)


def test_no_row_of_the_difference_names_a_colleague_or_the_day(sqlite: Databases) -> None:
    with two_offices(sqlite) as (bot, other):
        for rows in difference(bot, other):
            assert rows.keys() <= OF_CASES
            assert rows.get("case_inbox") or rows.get("case_report")
            told = told_by(rows, NOW.date())
            assert not told, "\n".join(told)
            search = bot.search()
            hits = search.hits({table: repr(found).encode() for table, found in rows.items()})
            assert not hits, shown(hits)
        _of_the_week(rows["case_report"])
        log = _naming(bot)
        assert not log, log


def _of_the_week(rows: list[dict[str, Any]]) -> None:
    monday = NOW.date() - timedelta(days=NOW.weekday())
    assert {row["week"] for row in rows} == {monday.toordinal()}
    assert {row["released_on"] for row in rows} == {(NOW.date() + _DAY).toordinal()}
    assert {row["named_by"] for row in rows} == {0}


def _naming(bot: Office) -> list[str]:
    """Return the lines of the log with one of their names, ids or numbers."""
    names = [name for one in STAFF for name in (one.id, one.real_name)]
    names += [str(FIRST_NUMBER + at) for at in range(len(STAFF))]
    return [line for line in bot.log if any(name in line for name in names)]
