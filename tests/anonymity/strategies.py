"""Ways to put cases into the order in which they came in, from what lies on the disk. Pure.

Each takes the evidence and the cases (their ids, receipts' hashes and words: all of it public to
whoever has the disk) and returns them in the order it believes in, or None where it finds nothing
to go by. What stands equal is put in a random order, as an attacker would have to.
"""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from tests.anonymity.evidence import Evidence, Row

_TOKEN = re.compile(r"[A-Z0-9]{3,6}")
_HEX = re.compile(r"[0-9a-f]{8,64}")
# Of a hash so many digits are enough to know it by.
_PREFIX = 8
# What the attacker reads anyway, and is judged by the rank of its length instead.
_TEXTS = ("happened", "known", "helps", "body", "sealed")


@dataclass(frozen=True)
class Known:
    """A case as the attacker knows it."""

    id: str
    receipt: str
    texts: tuple[str, ...]
    answer: str = ""

    @property
    def text(self) -> str:
        """What happened, in the words of whoever sent it."""
        return self.texts[0]

    @property
    def traces(self) -> tuple[bytes, ...]:
        """Byte strings that nothing but this case has."""
        parts = [text[-40:] for text in self.texts if len(text) >= 40]
        return tuple(one.encode() for one in (self.receipt, self.text[:40], *parts))


Strategy: TypeAlias = Callable[[Evidence, Sequence[Known]], "list[str] | None"]


def known_cases(evidence: Evidence, ids: Iterable[str]) -> tuple[Known, ...]:
    """Return what the attacker knows of some cases, from the rows."""
    answers = {
        row["case_id"]: row["body"] for row in evidence.tables["case_note"] if not row["question"]
    }
    rows = {row["id"]: row for row in evidence.tables["case_report"]}
    return tuple(
        Known(
            one, row["receipt"], (row["happened"], row["known"], row["helps"]), answers.get(one, "")
        )
        for one, row in ((one, rows[one]) for one in sorted(ids))
    )


def _ordered(places: Mapping[str, Any], cases: Sequence[Known]) -> list[str] | None:
    """Return the cases by their places; those without one at the end, None where that says nothing.

    The order is random where places are equal.
    """
    if len(set(places.values())) < 2:
        return None

    def place(one: str) -> tuple[bool, str, Any]:
        found = places.get(one)
        return found is None, type(found).__name__, found or 0

    return sorted(random.sample([case.id for case in cases], len(cases)), key=place)


# -- what anybody sees -----------------------------------------------------------------------------


def by_id(_evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The order of the ids."""
    return _ordered({case.id: case.id for case in cases}, cases)


def by_receipt(_evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The order of the hashes of the receipts."""
    return _ordered({case.id: case.receipt for case in cases}, cases)


def by_row(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The order in which the table gives its rows."""
    rows = evidence.tables["case_report"]
    return _ordered({row["id"]: at for at, row in enumerate(rows)}, cases)


def by_length(_evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The lengths of the texts."""
    return _ordered({case.id: len(case.text) for case in cases}, cases)


# -- where things lie in the files -----------------------------------------------------------------


def _found(content: bytes, needles: Mapping[str, str], last: bool = False) -> dict[str, int]:
    find = content.rfind if last else content.find
    found = {one: find(needle.encode()) for one, needle in needles.items() if needle}
    return {one: at for one, at in found.items() if at >= 0}


def _texts(cases: Sequence[Known]) -> dict[str, str]:
    return {case.id: case.text[:40] for case in cases}


def by_first_place_of_text(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The place in the file at which a text stands first."""
    return _ordered(_found(evidence.main or evidence.file("case_report"), _texts(cases)), cases)


def by_last_place_of_text(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The place in the file at which a text stands last, left-overs included."""
    content = evidence.main or evidence.file("case_report")
    return _ordered(_found(content, _texts(cases), last=True), cases)


def by_page(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The number of the page that holds the text."""
    if not evidence.main:
        return None
    found = _found(evidence.main, _texts(cases))
    return _ordered({one: evidence.pages().number_at(at) for one, at in found.items()}, cases)


def by_place_in_page(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The place within its page: SQLite fills a page from its end, in the order of writing."""
    if not evidence.main:
        return None
    size = evidence.pages().size
    found = _found(evidence.main, _texts(cases))
    return _ordered({one: at % size for one, at in found.items()}, cases)


def by_place_in_index(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The place of the receipt's hash in the index of receipts."""
    content = evidence.main or evidence.file("uq_case_report_receipt")
    needles = {case.id: case.receipt for case in cases}
    size = evidence.pages().size if evidence.main else 8192
    places: dict[str, int] = {}
    crowd: dict[str, int] = {}
    for begin in range(0, len(content), size):
        found = _found(content[begin : begin + size], needles)
        for one, at in found.items():
            # A page of the index holds many hashes, one of rows few.
            if len(found) > crowd.get(one, 0):
                places[one], crowd[one] = begin + at, len(found)
    return _ordered(places, cases)


def by_place_of_answer(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The place in the file of the answer to the moderators."""
    answers = {case.id: case.answer[:40] for case in cases}
    return _ordered(_found(evidence.main or evidence.file("case_note"), answers), cases)


# -- what is left of what was deleted --------------------------------------------------------------


def by_free_list(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The list of free pages: in which order the inbox's were freed, and which came in first.

    An entry lay in a run of four pages whose numbers were given out when it came in. Where a
    release frees them in the order of the keys, the n-th run belongs to the n-th hash.
    """
    starts = _entries(evidence.pages().free())
    if len(starts) < 2:
        return None
    mine = {case.id for case in cases}
    day = max(row["released_on"] for row in evidence.tables["case_report"] if row["id"] in mine)
    batch = [row for row in evidence.tables["case_report"] if row["released_on"] == day]
    by_key = [row["id"] for row in sorted(batch, key=lambda row: str(row["receipt"]))]
    places = _in_gaps(dict(zip(by_key, starts, strict=False)), by_key)
    return _ordered({one: at for one, at in places.items() if one in mine}, cases)


def _entries(free: Sequence[int]) -> list[int]:
    """Return the first pages of the entries that were freed, in the order of freeing.

    An entry has four pages in a row, of which one may be in use again and another in its place. The
    first entry of all lies scattered; single pages are of the tree.
    """
    starts, at, odd = list[int](), 0, 0
    while at < len(free):
        begun = [page - step for step, page in enumerate(free[at : at + 4])]
        start = max(begun, key=begun.count)
        if begun.count(start) < 3:
            at, odd = at + 1, odd + 1
            continue
        starts += [0] * (odd >= 3) + [start]
        at, odd = at + 4, 0
    return starts


def _in_gaps(places: Mapping[str, int], ids: Sequence[str]) -> dict[str, int]:
    """Return the places with those added whose pages are in use again: they have left gaps.

    Which of them is in which gap is guessed.
    """
    known = sorted(place for place in places.values() if place)
    gaps = [
        before + 4 * step
        for before, after in pairwise(known)
        for step in range(1, (after - before + 1) // 4)
    ]
    lost = [one for one in ids if one not in places]
    random.shuffle(gaps)
    return {**places, **dict(zip(lost, gaps, strict=False))}


def by_free_pages(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """What deleted pages still hold: a text or a hash that was not overwritten."""
    pages = evidence.pages()
    places: dict[str, int] = {}
    for number in pages.free():
        page = pages.page(number)
        for one in _named_in(page, cases) if page.strip(b"\0") else ():
            places[one] = min(number, places.get(one, number))
    return _ordered(_in_gaps(places, [case.id for case in cases]) if places else {}, cases)


def by_log_of_writes(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """Where the write-ahead log names a case first."""
    content = evidence.file("-wal")
    places: dict[str, int] = {}
    for case in cases:
        found = [at for at in map(content.find, case.traces) if at >= 0]
        if found:
            places[case.id] = min(found)
    return _ordered(places, cases)


def by_index_of_log(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """In which order the index of the log (-shm) says that the pages of the cases were written."""
    content = evidence.file("-shm")[136:]
    found = _found(evidence.main, _texts(cases))
    numbers = {one: evidence.pages().number_at(at) for one, at in found.items()}
    places = {one: content.find(number.to_bytes(4, "little")) for one, number in numbers.items()}
    return _ordered({one: at for one, at in places.items() if at >= 0}, cases)


def _named_in(page: bytes, cases: Sequence[Known]) -> list[str]:
    return [case.id for case in cases if any(trace in page for trace in case.traces)]


# -- what was written beside -----------------------------------------------------------------------


class Naming:
    """Finds out which case a text names: by its id, its receipt's hash or its words."""

    def __init__(self, cases: Sequence[Known]) -> None:
        self._ids = {case.id for case in cases}
        self._receipts = {case.receipt[:_PREFIX]: case.id for case in cases}
        self._words = {case.text.split()[0]: case.id for case in cases if case.text.strip()}

    def named(self, said: str) -> str | None:
        """Return the id of the case that is named, None for none."""
        for token in _HEX.findall(said):
            for at in range(len(token) - _PREFIX + 1):
                if token[at : at + _PREFIX] in self._receipts:
                    return self._receipts[token[at : at + _PREFIX]]
        found = next((token for token in _TOKEN.findall(said) if token in self._ids), None)
        return found or next((one for word, one in self._words.items() if word in said), None)


def by_lines(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """The order in which the log's lines name the cases."""
    return _first_named(evidence.log, cases)


def by_files(evidence: Evidence, cases: Sequence[Known]) -> list[str] | None:
    """When files were changed whose names name a case."""
    return _first_named(sorted(evidence.changed, key=lambda one: evidence.changed[one]), cases)


def _first_named(lines: Iterable[str], cases: Sequence[Known]) -> list[str] | None:
    naming, places = Naming(cases), dict[str, int]()
    for at, line in enumerate(lines):
        one = naming.named(line)
        if one is not None:
            places.setdefault(one, at)
    return _ordered(places, cases)


def by_columns(evidence: Evidence, cases: Sequence[Known]) -> dict[str, list[str]]:
    """Return, for every column of every table, the order of the rows that name a case."""
    naming = Naming(cases)
    found = {}
    for table, rows in evidence.tables.items():
        if table == "case_act":
            # What moderators did, with the time: it is theirs to answer for.
            continue
        named = [(at, row, naming.named(_said(row))) for at, row in enumerate(rows)]
        mine = [(at, row, one) for at, row, one in named if one is not None]
        orders = {f"{table}, order of rows": {one: at for at, _row, one in reversed(mine)}}
        for column in mine[0][1] if mine else ():
            if column not in _TEXTS:
                orders[f"{table}.{column}"] = _values(column, [(r, one) for _at, r, one in mine])
        for name, places in orders.items():
            ordered = _ordered(places, cases)
            if ordered is not None:
                found[name] = ordered
    return found


def _said(row: Row) -> str:
    return "\n".join(str(value) for value in row.values())


def _values(column: str, rows: Sequence[tuple[Row, str]]) -> dict[str, Any]:
    found = {}
    for row, one in reversed(rows):
        value = row[column]
        if value is not None and not isinstance(value, bytes):
            found[one] = _comparable(value)
    return found


def _comparable(value: Any) -> Any:
    if isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


STRATEGIES: Mapping[str, Strategy] = {
    "order of the ids": by_id,
    "order of the receipts' hashes": by_receipt,
    "order of the rows": by_row,
    "length of the texts": by_length,
    "first place of the text in the file": by_first_place_of_text,
    "last place of the text in the file": by_last_place_of_text,
    "number of the page": by_page,
    "place within the page": by_place_in_page,
    "place in the index of receipts": by_place_in_index,
    "place of the answer in the file": by_place_of_answer,
    "list of free pages": by_free_list,
    "content of free pages": by_free_pages,
    "write-ahead log": by_log_of_writes,
    "index of the write-ahead log": by_index_of_log,
    "lines of the log": by_lines,
    "names and times of files": by_files,
}
