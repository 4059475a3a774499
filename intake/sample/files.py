"""Writing the sample as files, the shapes a shop's people really deliver: CSV from spreadsheets."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from intake.sample import reports, tables
from intake.sample.chats import chats_of
from intake.sample.people import Roster
from intake.sample.rare_row import MEASURE_HEADERS

MONTHS = 14
# Desks report by agent for these last weeks, by team in older times.
_AGENT_DAYS = 28
Row = Sequence[str]


@dataclass(frozen=True)
class SampleFile:
    """A file of the sample and the preset that recognises it."""

    path: Path
    source: str


def first_day(today: date) -> date:
    """Return the sample's first day: the first of the month fourteen months ago."""
    month = today.year * 12 + today.month - 1 - MONTHS
    return date(month // 12, month % 12 + 1, 1)


def write_sample(
    folder: Path, today: date, start: date | None = None, born: date | None = None
) -> tuple[SampleFile, ...]:
    """Write the sample's files and return them in the order they are to be imported.

    The last day with data is the day before `today`; `start` begins later than fourteen months
    ago. Who is new or has left follows from `born`, by default `today`. The heaviest files come
    last, so that little is folded twice. Equal arguments give equal files, and a day's contacts are
    the same whatever `today` is.
    """
    roster = Roster(born or today)
    span = list(_days(start or first_day(today), today - timedelta(days=1)))
    by_day = _Folder(folder, span)
    staff = by_day.file("staff_list.csv", "staff_list", tables.STAFF_HEADERS,
                        tables.staff_rows(roster))  # fmt: skip
    return (staff, _calls(by_day, roster), _orders(by_day), _measures(by_day, roster),
            *_chats(by_day, roster), *_report(by_day, roster, today))  # fmt: skip


def write_days(folder: Path, first: date, last: date, born: date) -> tuple[SampleFile, ...]:
    """Write what the shop exports of some more days, both inclusive, of a sample made on `born`.

    Whoever was new or had left on that day is so still: months later nobody's past has changed.
    """
    roster = Roster(born)
    by_day = _Folder(folder, list(_days(first, last)))
    return (_calls(by_day, roster), _orders(by_day), _measures(by_day, roster),
            *_chats(by_day, roster))  # fmt: skip


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=at) for at in range((end - start).days + 1))


@dataclass(frozen=True)
class _Folder:
    """Where the files go and the days they are about."""

    path: Path
    days: Sequence[date]

    def file(self, name: str, source: str, headers: Row, rows: Iterable[Row]) -> SampleFile:
        """Write one file, with the mark that spreadsheets recognise UTF-8 by."""
        path = self.path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headers)
            writer.writerows(rows)
        return SampleFile(path, source)


def _each(days: Iterable[date], rows: Callable[[date], Iterable[Row]]) -> Iterator[Row]:
    for day in days:
        yield from rows(day)


def _orders(to: _Folder) -> SampleFile:
    return to.file("orders.csv", "order_lines", tables.ORDER_HEADERS,
                   _each(to.days, tables.order_rows))  # fmt: skip


def _measures(to: _Folder, roster: Roster) -> SampleFile:
    by_agent = frozenset(to.days[-_AGENT_DAYS:])
    rows = _each(to.days, lambda day: reports.measure_rows(roster, day, by_agent=day in by_agent))
    return to.file("rare_measures.csv", "measure_table", MEASURE_HEADERS, rows)


def _calls(to: _Folder, roster: Roster) -> SampleFile:
    rows = _each(to.days, lambda day: tables.call_rows(roster, day))
    return to.file("hotline_calls.csv", "call_log", tables.CALL_HEADERS, rows)


def _chats(to: _Folder, roster: Roster) -> Iterator[SampleFile]:
    for month, days in groupby(to.days, key=lambda day: f"{day:%Y-%m}"):
        rows = _each(days, lambda day: tables.chat_rows(chats_of(day), roster, day))
        yield to.file(f"chat_log_{month}.csv", "chat_log", tables.CHAT_HEADERS, rows)


def _report(to: _Folder, roster: Roster, today: date) -> Iterator[SampleFile]:
    """Write the report of the last complete week."""
    monday = today - timedelta(days=today.weekday() + 7)
    week = [day for day in _days(monday, monday + timedelta(days=6)) if day >= to.days[0]]
    rows = _each(week, lambda day: reports.report_rows(roster, day))
    name = f"douyin_agents_{monday:%G-W%V}.csv"
    yield to.file(name, "agent_day", reports.REPORT_HEADERS, rows)
