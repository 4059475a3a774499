"""People send cases in a known order; everything that lies on the disk afterwards is the evidence.

The way is the real one: receipts, `reviews.cases` on a database file, release, shredding. In half
of the offices nothing else happens, which is the hardest: nothing hides among other things. In the
others there are named cases, cases taken back, an earlier batch, other writes between them.
"""

import itertools
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import text

from base.case import TOPICS, CaseKind, CaseState, Report
from metrics.workdays import WorkCalendar
from reviews import cases, receipts
from reviews.receipts import Receipts
from storage import case_inbox
from storage import cases as kept_cases
from storage.engine import Database, ensure_schema, open_database
from storage.seen import claim
from storage.settings import write_setting
from tests.anonymity.evidence import Evidence, gather

SENDERS = 20
_NUMBERS = itertools.count(1)
MONDAY = datetime(2026, 11, 16, 1, tzinfo=UTC)
EVERY_DAY = WorkCalendar("", (), {})
_WORDS = [
    "客户说收到的颜色不对",
    "退了三次款",
    "仓库没有回",
    "话术里没有写",
    "换货要五天",
    "等了很久",
    "系统打不开",
    "the",
    "parcel",
    "came",
    "late",
    "nobody",
    "told",
    "us",
    "refund",
    "twice",
    "wrong",
    "colour",
    "waiting",
    "for",
    "the",
    "warehouse",
]


@dataclass
class Moment:
    """What time it is in a scene: for its clock, and for builds that keep it."""

    now: datetime = MONDAY


# What makes a build faulty for as long as the block lasts; it may look at the clock.
Leak: TypeAlias = Callable[[Moment], AbstractContextManager[object]]
# Gives a migrated database by a name.
Copy: TypeAlias = Callable[[str], Database]


def sound(_moment: Moment) -> AbstractContextManager[object]:
    """Return the build as it is."""
    return nullcontext()


@dataclass(frozen=True)
class Sender:
    """Somebody who sent a case; by the marker in his text the truth is told afterwards."""

    marker: str
    bits: bytes


@dataclass(frozen=True)
class Played:
    """What an attacker finds at a moment, and the ids in the order in which their people acted."""

    evidence: Evidence
    truth: tuple[str, ...]


@contextmanager
def template() -> Iterator[Copy]:
    """Make databases in a folder of their own, copied from one that was migrated once.

    In memory where the machine offers that: thousands of commits wait for a disk otherwise.
    """
    memory = Path("/dev/shm")
    quick = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="fupan-", dir=quick) as name:
        folder = Path(name)
        first = open_database(f"sqlite:///{folder / 'template.db'}")
        ensure_schema(first)
        first.close()
        yield lambda one: _copied(folder, folder / one)


def _copied(folder: Path, place: Path) -> Database:
    place.mkdir()
    for suffix in (".db", ".facts"):
        shutil.copy(folder / f"template{suffix}", place / f"fupan{suffix}")
    return open_database(f"sqlite:///{place / 'fupan.db'}")


class Scene:
    """One seed. All goes through the modules' own functions, which leaks on purpose patch."""

    def __init__(self, database: Database, seed: int, moment: Moment, log: Sequence[str]) -> None:
        self._database = database
        self._random = random.Random(seed)
        self._moment = moment
        self._log = log
        self._busy = seed % 2 == 1
        moment.now = MONDAY + timedelta(seconds=self._random.randrange(3600))
        with database.write() as work:
            self._receipts = Receipts(receipts.secret_of(work))

    # -- what people do ---------------------------------------------------------------------------

    def _later(self, seconds: int) -> datetime:
        self._moment.now += timedelta(seconds=self._random.randrange(1, seconds))
        return self._moment.now

    def _bits(self) -> bytes:
        return self._receipts.bits(receipts.new_nonce())

    def _marker(self) -> str:
        """Return a word that stands nowhere else and says nothing."""
        return "".join(self._random.choices("bcdfghjklmnpqrstvwxz", k=14))

    def _said(self, marker: str) -> str:
        words = self._random.choices(_WORDS, k=self._random.randrange(3, 60))
        return f"{marker} " + " ".join(words)

    def _send(self, marker: str, named_by: int = 0) -> bytes:
        """Send a case, as the door does: one unit of work, told the receipt and the text."""
        bits = self._bits()
        report = Report(
            kind=self._random.choice(list(CaseKind)),
            happened=self._said(marker),
            known=self._said(""),
            helps=self._said(""),
            topic=self._random.choice(TOPICS).key,
            week=cases.monday(self._moment.now.date()),
            named_by=named_by,
        )
        with self._database.write() as work:
            cases.submit(work, self._receipts.kept(bits), report)
        return bits

    def _sender(self) -> Sender:
        self._later(30_000)
        marker = self._marker()
        return Sender(marker, self._send(marker))

    def _answer(self, sender: Sender) -> None:
        self._later(4000)
        kept = self._receipts.kept(sender.bits)
        key = self._receipts.answer_key(receipts.new_nonce())
        with self._database.write() as work:
            cases.answer(work, kept, key, self._said(self._marker()))

    def _something_else(self) -> None:
        if not self._busy or self._random.random() < 0.6:
            return
        what = self._random.randrange(4)
        at = self._later(60)
        if what == 0:
            self._send(self._marker(), named_by=7)
        elif what == 1:
            bits = self._send(self._marker())
            with self._database.write() as work:
                cases.withdraw(work, self._receipts.kept(bits))
        else:
            with self._database.write() as work:
                claim(work, f"event_id:{self._marker()}", at)
                write_setting(work, f"other.{what}", self._marker() * 9, at, 1)

    # -- what the office does ---------------------------------------------------------------------

    def _release(self) -> None:
        """Release and shred on the next morning, as the daily job does."""
        self._moment.now += timedelta(days=1)
        with self._database.write() as work:
            cases.release(work, self._moment.now.date(), EVERY_DAY)
        assert case_inbox.shred(self._database)

    def _ask(self, ids: Sequence[str]) -> None:
        """Ask something of every case, in an order that nobody's sending has to do with."""
        with self._database.write() as work:
            for number in self._random.sample(ids, len(ids)):
                case = kept_cases.read(work, number)
                assert case is not None
                kept_cases.note(work, number, "Which parcel was it?", question=True)
                kept_cases.change(work, case, state=CaseState.ASKED)
                kept_cases.acted(work, number, 3, "ask", self._later(300))

    def sending(self) -> tuple[list[Sender], Played]:
        """Twenty cases and their release."""
        if self._busy:
            for _ in range(self._random.randrange(3, 6)):
                self._send(self._marker())
            self._release()
        senders = []
        for _ in range(SENDERS):
            senders.append(self._sender())
            self._something_else()
        self._release()
        return senders, Played(self._evidence(), self._ids(senders))

    def answering(self, senders: Sequence[Sender], ids: Sequence[str]) -> Played:
        """A question to each, twenty answers in an order of their own, and their release."""
        self._ask(ids)
        of = dict(zip(senders, ids, strict=True))
        turn = self._random.sample(senders, len(senders))
        for sender in turn:
            self._answer(sender)
            self._something_else()
        self._release()
        return Played(self._evidence(), tuple(of[sender] for sender in turn))

    def _evidence(self) -> Evidence:
        return gather(self._database, tuple(self._log), about="case_")

    def _ids(self, senders: Sequence[Sender]) -> tuple[str, ...]:
        with self._database.read() as work:
            rows = work.execute(text("SELECT id, happened FROM case_report")).all()
        found = {row.happened.split()[0]: row.id for row in rows}
        return tuple(found[sender.marker] for sender in senders)


def play(
    copy: Copy, seed: int, leak: Leak = sound, log: Sequence[str] = (), *, answers: bool = False
) -> Iterator[Played]:
    """Play one seed on a database of its own: what lies there when all have sent, then answered."""
    moment = Moment()
    with leak(moment), closing(copy(f"scene_{next(_NUMBERS)}")) as database:
        scene = Scene(database, seed, moment, log)
        senders, sent = scene.sending()
        yield sent
        if answers:
            yield scene.answering(senders, sent.truth)
