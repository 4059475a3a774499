"""Delivering the outbox: claim, call Slack, store its `ts`; look before anything is sent again.

Three things can happen to a call. Slack has it: its `ts` is stored. It certainly does not: the
write is tried again, later and later, until its time is over; then its owner is told. Nobody knows:
a minute later Slack is asked for the message's key, and only what is not there is sent again.

A claim has no end by the clock, because clocks jump: another process takes it over when it has
itself watched it stand still for longer than any call lasts. What is left: a process that is
stopped exactly before its call, for longer than that, and then goes on.
"""

import itertools
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from base.answer import Answer
from base.schedule import OccurrenceState
from jobs import telling
from jobs.allowed import why_not
from jobs.installation import Installation
from jobs.sender import (
    Delivered,
    Later,
    NotThere,
    Operation,
    Outcome,
    Refused,
    Sender,
    Unknown,
    Write,
)
from reviews import card_figures, cards, case_consent
from storage import occurrences, outbox, turns, written
from storage.engine import Work
from storage.outbox import Draft, Entry
from storage.turns import Pace

_LOG = logging.getLogger("fupan.outbox")

Seconds: TypeAlias = Callable[[], float]
# How long a just posted message may take to appear (Slack's documentation has no figure).
APPEARS = timedelta(seconds=60)
# Longer than any call lasts, its time-out and the ways down to plain text included.
STILL_SECONDS = 120.0
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
# A message that the machine's clock dates wrongly is still found.
_CLOCKS = timedelta(days=1)
# Later than this is worth telling whoever answers for the post.
LATE = timedelta(minutes=10)
# Slack lets nobody change it any more: what it would have said is told below it.
FIXED = frozenset({"edit_window_closed", "message_not_found", "cant_update_message", "is_inactive"})
BELOW = timedelta(days=1)
# A failure of ours, and how often the same write may fail so.
OURS, TRIES = "failed", 4
# How long after its time a write is looked for while Slack does not say whether it is there.
ASKED = timedelta(days=1)


@dataclass
class Delivering:
    """Delivers for one process. `round` may be called by several threads.

    `seconds` is a clock that only goes forward; `still` how long (in its seconds) a claim must
    have stood still before it is taken over; `appears` how long a lost message is waited for.
    """

    installation: Installation
    sender: Sender
    pacing: Pace = field(default_factory=Pace)
    seconds: Seconds = time.monotonic
    still: float = STILL_SECONDS
    appears: timedelta = APPEARS
    _watched: dict[int, tuple[str, float]] = field(default_factory=dict)
    _claims: Iterator[int] = field(default_factory=itertools.count)

    def round(self, most: int = 4) -> int:
        """Claim at most so many writes and make them, one after another; return how many."""
        claimed = self.claim(most)
        for entry in claimed:
            self.make(entry)
        return len(claimed)

    def claim(self, most: int) -> list[Entry]:
        """Claim writes whose turn it is; whoever claims has to `make` each of them."""
        now, reached = self.installation.clock.now(), self.installation.reached
        with self.installation.database.write() as work:
            token = f"{self.installation.replica}.{next(self._claims)}"
            found = turns.claim(work, now, token, most, self.pacing)
            reached("claim.marked")
        if found:
            reached("claim.committed")
        return found

    def make(self, entry: Entry) -> None:
        """Make a claimed write, and keep what came of it."""
        outcome = self._outcome(entry)
        with self.installation.database.write() as work:
            self._keep(work, entry, outcome)
            self.installation.reached("store.written")
        self.installation.reached("store.committed")

    def take_over(self) -> int:
        """Take over claims that have stood still for too long; return how many."""
        with self.installation.database.read() as work:
            standing, orphans = outbox.claims(work), outbox.orphans(work)
        if orphans:
            with self.installation.database.write() as work:
                outbox.drop(work, orphans)
        now = self.seconds()
        watched = {
            number: (token, since)
            for number, (token, since) in self._watched.items()
            if standing.get(number) == token
        }
        for number, token in standing.items():
            watched.setdefault(number, (token, now))
        self._watched = watched
        stale = [(n, token) for n, (token, since) in watched.items() if now - since >= self.still]
        return sum(self._abandon(number, token) for number, token in stale)

    def _abandon(self, number: int, token: str) -> bool:
        with self.installation.database.write() as work:
            done = outbox.abandon(work, number, token, self.installation.clock.now())
        if done:
            _LOG.warning("write %d was left in the middle and is taken over", number)
        return done

    # -- calling Slack -----------------------------------------------------------------------------

    def _outcome(self, entry: Entry) -> Outcome:
        """Return what came of it; what was attempted before is looked for first."""
        reached = self.installation.reached
        write = _write(entry)
        if entry.reconcile and entry.tried_at is not None:
            found = self.sender.find(write, entry.tried_at - _CLOCKS)
            reached("reconcile.looked")
            match found:
                case Delivered():
                    return found
                case Later():
                    # Not knowing is no reason to send it twice.
                    return Unknown(found.code)
                case NotThere() if entry.reason == OURS and entry.attempts > TRIES:
                    return Refused(OURS)
                case NotThere():
                    pass
        refused = self._not_any_more(entry)
        if refused is not None:
            return refused
        reached("send.before")
        outcome = self._delivered(self._completed(write), entry)
        reached("send.after")
        return outcome

    def _completed(self, write: Write) -> Write:
        """Return a write with what is only known when it is sent, read from the facts.

        A case's words are added here too, so that the outbox never has them.
        """
        if case_consent.completed_when_sent(write.key):
            with self.installation.database.read() as work:
                return replace(write, answer=case_consent.completed(work, write.key, write.answer))
        if not card_figures.completed_when_sent(write.key):
            return write
        now = self.installation.clock.now()
        try:
            with self.installation.database.read() as work:
                return replace(
                    write, answer=card_figures.completed(work, write.key, write.answer, now)
                )
        except Exception as error:  # noqa: BLE001 - a card without its figure is better than none
            reference = self.installation.reference()
            _LOG.error("a card goes without its figure, reference %s", reference, exc_info=error)
            return write

    def _delivered(self, write: Write, entry: Entry) -> Outcome:
        try:
            return self.sender.deliver(write)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the other writes
            reference = self.installation.reference()
            _LOG.error("write %d failed, reference %s", entry.id, reference, exc_info=error)
            return Unknown(OURS)

    def _not_any_more(self, entry: Entry) -> Refused | None:
        """Return why a write is not to be made now: too late, or not allowed any more."""
        if self.installation.clock.now() > entry.expires_at:
            return Refused("late")
        with self.installation.database.read() as work:
            reason = why_not(work, self.installation, entry)
        return Refused(reason) if reason else None

    # -- keeping what came of it -------------------------------------------------------------------

    def _keep(self, work: Work, entry: Entry, outcome: Outcome) -> None:
        now = self.installation.clock.now()
        match outcome:
            case Delivered():
                self._sent(work, entry, outcome, now)
            case Refused(code):
                self._refused(work, entry, code, now)
            case Later(code, seconds, counts):
                pause = _pause(entry) if seconds is None else timedelta(seconds=seconds)
                if not counts:
                    turns.hold(work, entry.lane, now + min(pause, turns.LONGEST_HOLD))
                self._again(work, entry, code, now + pause, counts=counts)
            case Unknown(code):
                self._unknown(work, entry, code, now)

    def _sent(self, work: Work, entry: Entry, done: Delivered, now: datetime) -> None:
        if not outbox.sent(work, entry, now, done.channel, done.ts):
            # Whoever took it over may have found this very message. If he made another, that is the
            # residue which the head of this file names: it is at least seen.
            if written.message_of(work, entry.id) != done.ts:
                _LOG.error("write %d was sent by two processes", entry.id)
            return
        outbox.changed(work, entry)
        if entry.target is None:
            cards.posted(work, entry.key, done.channel, done.ts, now)
        for part in range(1, done.more + 1):
            outbox.put(work, _part(entry, part, now))
        if entry.occurrence is not None and entry.key.endswith("/0"):
            occurrences.sent(work, entry.occurrence, now, done.channel, done.ts)
            if now - entry.due_at > LATE:
                telling.late(work, entry, now)

    def _again(self, work: Work, entry: Entry, code: str, at: datetime, *, counts: bool) -> None:
        now = self.installation.clock.now()
        if now > entry.expires_at:
            self._refused(work, entry, code, now)
            return
        outbox.again(work, entry, at, code, counts=counts, unknown=False)
        _LOG.info("write %d is tried again: %s", entry.id, code)

    def _unknown(self, work: Work, entry: Entry, code: str, now: datetime) -> None:
        """Look later whether it is there; give up where nobody could be asked for a day."""
        if now > entry.expires_at + ASKED:
            self._refused(work, entry, "unknown", now)
            return
        pause = max(self.appears, _pause(entry))
        outbox.again(work, entry, now + pause, code, counts=True, unknown=True)
        _LOG.info("nobody knows yet whether write %d was made: %s", entry.id, code)

    def _refused(self, work: Work, entry: Entry, code: str, now: datetime) -> None:
        if not outbox.give_up(work, entry, code):
            return
        _LOG.warning("write %d was not made: %s", entry.id, code)
        if entry.target is not None and code in FIXED:
            # A message that is no more does not change what is true: it is said below. Of an item's
            # first message every move is said there anyway.
            outbox.changed(work, entry)
            if entry.occurrence is not None:
                outbox.put(work, _below(entry, now))
            return
        if entry.occurrence is not None and entry.key.endswith("/0"):
            state = OccurrenceState.MISSED if code == "late" else OccurrenceState.FAILED
            if code in telling.SILENT:
                state = OccurrenceState.SKIPPED
            occurrences.failed(work, entry.occurrence, state, code)
        telling.failed(work, entry, code, now)
        cards.not_posted(work, entry.key, code, now)


def _write(entry: Entry) -> Write:
    return Write(
        key=entry.key,
        operation=Operation.POST if entry.target is None else Operation.UPDATE,
        channel=entry.channel,
        answer=entry.answer,
        lang=entry.lang,
        part=entry.part,
        thread=entry.thread,
        ts=entry.message,
    )


def _pause(entry: Entry) -> timedelta:
    """Return how long to wait after the attempt just made: twice as long each time."""
    doubled: timedelta = _FIRST_PAUSE * 2.0 ** min(max(entry.attempts - 1, 0), 12)
    return min(doubled, _LONGEST_PAUSE)


def _part(entry: Entry, part: int, now: datetime) -> Draft:
    """Return the write of a further part of an answer that is longer than one message."""
    return _follow(entry, f"{entry.key}+{part}", now, part=part, parent=entry.parent or entry.id)


def _below(entry: Entry, now: datetime) -> Draft:
    """Return the write that tells below a message what it cannot say itself any more."""
    return _follow(entry, f"{entry.key}/told", now, part=0, parent=entry.root)


def _follow(entry: Entry, key: str, now: datetime, *, part: int, parent: int | None) -> Draft:
    answer: Answer = entry.answer
    return Draft(
        key=key,
        lane=entry.lane,
        answer=answer,
        lang=entry.lang,
        due_at=now,
        expires_at=now + BELOW,
        occurrence=entry.occurrence,
        parent=parent,
        part=part,
        owner=entry.owner,
        fingerprint=entry.fingerprint,
    )
