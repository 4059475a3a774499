"""Faulty builds, one fault each, by which cases could be put into the order in which they came in.

Each replaces functions of ours by ones that somebody might have written. What they keep is not a
name, but a place in the order, a moment, a number: enough for whoever saw who pressed when.
"""

import itertools
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from sqlalchemy import delete

from base.case import Case, Report
from reviews import cases, receipts
from reviews.receipts import Receipts
from storage import case_inbox, case_tables, engine
from storage import cases as kept_cases
from storage.engine import Database, Work
from storage.posting import outbox
from storage.seen import claim
from storage.settings import write_setting
from tests.anonymity.scene import Leak, Moment

_LOG = logging.getLogger("fupan.slack")


def _at_submission(beside: Callable[[Work, str], None]) -> AbstractContextManager[object]:
    """Do something beside whenever a case comes in, under the hash of its receipt."""
    real = cases.submit

    def submit(work: Work, kept: str, report: Report) -> bool:
        new = real(work, kept, report)
        beside(work, kept)
        return new

    return patch.object(cases, "submit", submit)


# -- order ----------------------------------------------------------------------------------------


@contextmanager
def in_order_of_arrival(_moment: Moment) -> Iterator[None]:
    """Released as it came in, unshuffled: rows lie in that order within their pages."""
    came: list[str] = []
    everything = case_inbox.everything

    def ordered(work: Work) -> dict[str, case_inbox.Entry]:
        found = everything(work)
        return {key: found[key] for key in sorted(found, key=came.index)}

    unshuffled = SimpleNamespace(
        SystemRandom=lambda: SimpleNamespace(shuffle=lambda _keys: None), choice=secrets.choice
    )
    real = case_inbox.deposit

    def deposit(work: Work, key: str, entry: case_inbox.Entry) -> bool:
        if key not in came:
            came.append(key)
        return real(work, key, entry)

    with (
        patch.object(case_inbox, "everything", ordered),
        patch.object(case_inbox, "deposit", deposit),
        patch.object(cases, "secrets", unshuffled),
    ):
        yield


@contextmanager
def running_ids(moment: Moment) -> Iterator[None]:
    """Released as it came in, and numbered in that order."""
    numbers = itertools.count()

    def new_id(length: int = 3) -> str:
        number, signs = next(numbers), ""
        for _ in range(length):
            number, at = divmod(number, 28)
            signs = sorted("BCDFGHJKMNPQRSTVWXYZ23456789")[at] + signs
        return signs

    with in_order_of_arrival(moment), patch.object(cases, "new_id", new_id):
        yield


@contextmanager
def running_receipts(_moment: Moment) -> Iterator[None]:
    """The hash of a receipt begins with a running number."""
    numbers: dict[bytes, int] = {}
    real = Receipts.kept

    def kept(self: Receipts, bits: bytes) -> str:
        return f"{numbers.setdefault(bits, len(numbers)):06x}" + real(self, bits)[6:]

    with patch.object(receipts.Receipts, "kept", kept):
        yield


@contextmanager
def freed_in_order(_moment: Moment) -> Iterator[None]:
    """The inbox is emptied by one statement: its pages are freed in the order of the keys."""

    def clear(work: Work, but: Mapping[str, case_inbox.Entry]) -> None:
        work.execute(delete(case_tables.case_inbox))
        for key in sorted(but):
            case_inbox.deposit(work, key, but[key])

    with patch.object(case_inbox, "clear", clear):
        yield


@contextmanager
def not_overwritten(_moment: Moment) -> Iterator[None]:
    """Deleted content stays in the free pages."""
    with patch.object(engine, "_MAIN_PRAGMAS", ("PRAGMA main.secure_delete = OFF",)):
        yield


@contextmanager
def log_not_emptied(_moment: Moment) -> Iterator[None]:
    """Nobody empties the write-ahead log."""

    def shred(_database: Database) -> bool:
        return True

    with patch.object(case_inbox, "shred", shred):
        yield


# -- time -----------------------------------------------------------------------------------------


@contextmanager
def day_kept(_moment: Moment) -> Iterator[None]:
    """The day is kept, and not the Monday of its week."""

    def day_itself(day: date) -> date:
        return day

    with patch.object(cases, "monday", day_itself):
        yield


def moment_kept(moment: Moment) -> AbstractContextManager[object]:
    """A setting says since when there is a receipt."""

    def note(work: Work, kept: str) -> None:
        write_setting(work, f"case.known.{kept[:12]}", True, moment.now, 0)

    return _at_submission(note)


# -- what is written beside -----------------------------------------------------------------------


def log_line(_moment: Moment) -> AbstractContextManager[object]:
    """A line is logged for each case, with the beginning of its receipt's hash."""

    def note(_work: Work, kept: str) -> None:
        _LOG.debug("a case came in: %s", kept[:8])

    return _at_submission(note)


def audit_row(moment: Moment) -> AbstractContextManager[object]:
    """A submission is remembered by its key, as those of other forms are."""

    def note(work: Work, kept: str) -> None:
        claim(work, f"view:{kept}", moment.now)

    return _at_submission(note)


@contextmanager
def counter(_moment: Moment) -> Iterator[None]:
    """The how-manieth case of the week it is stands in its row."""
    came: dict[str, int] = {}
    real = kept_cases.add

    def add(work: Work, case: Case, receipt: str) -> bool:
        return real(work, replace(case, version=came[receipt]), receipt)

    def note(_work: Work, kept: str) -> None:
        came[kept] = len(came) + 1

    with _at_submission(note), patch.object(kept_cases, "add", add):
        yield


def metadata(moment: Moment) -> AbstractContextManager[object]:
    """A message about each case is queued, with its receipt's hash in the key."""

    def note(work: Work, kept: str) -> None:
        row: dict[str, Any] = {
            "key": f"case.{kept[:16]}", "lane": "C0", "answer": "{}", "lang": "zh", "state": "sent",
            "due_at": moment.now, "next_at": moment.now, "expires_at": moment.now,
        }  # fmt: skip
        work.execute(outbox.insert().values(row))

    return _at_submission(note)


def file_name(_moment: Moment) -> AbstractContextManager[object]:
    """Each case is kept as a file beside the database, too."""

    def note(work: Work, kept: str) -> None:
        folder = Path(str(work.engine.url.database)).parent
        (folder / f"case-{kept[:10]}.json").write_text("{}")

    return _at_submission(note)


LEAKS: Mapping[str, Leak] = {
    "order: not shuffled": in_order_of_arrival,
    "order: running ids": running_ids,
    "order: receipts with a running number": running_receipts,
    "order: pages freed in the order of the keys": freed_in_order,
    "order: deleted pages not overwritten": not_overwritten,
    "order: write-ahead log not emptied": log_not_emptied,
    "time: the day is kept": day_kept,
    "time: the moment is kept": moment_kept,
    "log line": log_line,
    "audit row": audit_row,
    "counter": counter,
    "metadata": metadata,
    "file name": file_name,
}
# These give away a part of the order only: the others are seen in a single seed.
_IN_PART = frozenset(
    {
        "order: pages freed in the order of the keys",
        "order: deleted pages not overwritten",
        "time: the day is kept",
    }
)


def seeds_for(leak: str) -> int:
    """Return how many seeds an attack needs to be sure of a leak."""
    return 10 if leak in _IN_PART else 1
