"""Doors and shorthand for tests of figures: import a file, ask a question, write a CSV."""

import csv
import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from base.clock import FixedClock
from base.dimensions import Dim
from base.language import Bilingual
from base.rights import operator
from intake.options import ImportOptions
from intake.outcome import ImportReport
from intake.service import import_file
from metrics import periods
from metrics.catalogue import CATALOGUE
from metrics.compute import Computed, Measured, compute
from metrics.model import Baseline, Filter, Period, Question, Stat
from storage.engine import Database
from storage.names import named
from storage.settings import write_setting

CLOCK = FixedClock(datetime(2026, 11, 21, 1, tzinfo=UTC))
_numbers = itertools.count(1)


def quiet(done: int, of: int) -> None:
    """Take no notice of progress."""


def write_csv(folder: Path, header: Sequence[str], rows: Iterable[Sequence[Any]],
              name: str = "") -> Path:  # fmt: skip
    """Write a CSV as UTF-8; None becomes an empty cell."""
    path = folder / (name or f"file_{next(_numbers)}.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(["" if v is None else v for v in row] for row in rows)
    return path


def take(database: Database, path: Path, **options: Any) -> ImportReport:
    """Import a file through the real door, as the operator."""
    chosen = ImportOptions(may_edit_staff=True, **options)
    return import_file(database, path, chosen, operator(), CLOCK, quiet)


def number_of(report: ImportReport) -> int:
    """Return the ledger's number of an import."""
    return int(report.reference.removeprefix("I-"))


def ask(
    database: Database,
    key: str,
    period: Period,
    *cuts: Dim,
    filters: tuple[Filter, ...] = (),
    stat: Stat = Stat.MEAN,
    baselines: tuple[Baseline, ...] = (),
    hours: tuple[int, int] | None = None,
) -> Computed:
    """Compute a question about a metric of the catalogue."""
    question = Question(CATALOGUE[key], period, stat=stat, cuts=cuts, filters=filters,
                        baselines=baselines, hours=hours)  # fmt: skip
    with database.read() as connection:
        return compute(connection, question)


def total(database: Database, key: str, period: Period, **asked: Any) -> Measured:
    """Return the figure of a whole period."""
    return ask(database, key, period, **asked).total


def by(database: Database, key: str, period: Period, cut: Dim, **asked: Any) -> dict[Any, Measured]:
    """Return the figure of each member of a cut, members by Chinese name where they have one."""
    names = names_of(database, cut)
    lines = ask(database, key, period, cut, **asked).lines
    return {named_member(names, line.group[0]): line.now for line in lines}


def named_member(names: Mapping[int | str, Bilingual], member: Any) -> Any:
    """Return a member's Chinese name, or itself where it has none."""
    found = names.get(member)
    return member if found is None else found.zh


def names_of(database: Database, cut: Dim) -> dict[int | str, Bilingual]:
    """Return the names of a cut's members by id."""
    with database.read() as connection:
        return named(connection, cut)


def id_of(database: Database, cut: Dim, name: str) -> int | str:
    """Return the id of a member by its Chinese name."""
    return next(key for key, of in names_of(database, cut).items() if of.zh == name)


def only(database: Database, cut: Dim, *names: str) -> Filter:
    """Return a filter on members by their Chinese names."""
    return Filter(cut, tuple(id_of(database, cut, name) for name in names))


def same_buyers(*databases: Database) -> None:
    """Give databases the same secret for buyers, so that their exports can be compared."""
    for database in databases:
        with database.write() as connection:
            write_setting(connection, "buyer_key", "00" * 32, CLOCK.now(), 0)


def set_authority(database: Database, rules: dict[str, dict[str, str]]) -> None:
    """Say which feed speaks: {shop id or "*": {bundle or "*": feed}}."""
    with database.write() as connection:
        write_setting(connection, "authority", rules, CLOCK.now(), 0)


def days(start: str, end: str) -> Period:
    """Return the period between two ISO dates, both inclusive."""
    return periods.span(date.fromisoformat(start), date.fromisoformat(end))
