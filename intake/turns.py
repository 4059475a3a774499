"""From messages to what platforms count of replies: turns, and people of a day.

One name, three grains. A turn is the first question up to the first answer (Taobao); a person is
somebody who asked on a day (Kuaishou, Pinduoduo). Pure arrays in, pure arrays out; no names, no
texts of messages, no platform's rule beyond its window.

What holds for all of them:
- Only people answer. Automatic and system messages are as if they had not been written. A question
  that the bot answered is the bot's, and no figure here has it, unless a person takes over on the
  same day: then the clock starts at the first question after the bot's last word.
- A turn belongs to the business day of its first question and closes with it: who asks again the
  next day opens a new turn. An answer after midnight still answers what was open.
- An answer later than `LONGEST` is none; nor is one that the messages do not hold.
- Within one second a question comes before its answer.
"""

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Longs = NDArray[np.int64]
Mask = NDArray[np.bool_]
Table = TypeVar("Table", "Messages", "Turns")

# An answer later than this many seconds answers something else.
LONGEST = 7 * 86_400


class Sender(IntEnum):
    """Who wrote a message, in the order in which messages of one second are taken."""

    BUYER = 0
    BOT = 1
    AGENT = 2
    AUTO = 3


class Window(NamedTuple):
    """Seconds of the wall clock from `start` up to, not including, `end`."""

    start: int
    end: int


ALL_DAY = Window(0, 86_400)
UNTIL_24 = Window(8 * 3600, 86_400)
UNTIL_23 = Window(8 * 3600, 23 * 3600)


@dataclass(frozen=True)
class Messages:
    """Equally long integer columns, one row a message.

    `time` is seconds on the shop's wall clock, `day` the shop's business date; `buyer` is any
    number that tells buyers apart, `account` 0 where the file names none. On a buyer's message
    `account` is whom it was written to.
    """

    time: Ints
    day: Ints
    shop: Ints
    channel: Ints
    buyer: Ints
    account: Ints
    sender: Ints


@dataclass(frozen=True)
class Turns:
    """Questions that were a person's to answer, by conversation and time.

    `wait` is seconds from the first question to the answer, -1 where there was none; `account` is
    who answered, else who should have; `row` is the first question's place in its `Log`.
    """

    conversation: Longs
    day: Longs
    shop: Longs
    channel: Longs
    account: Longs
    wait: Longs
    row: Longs

    def within(self, seconds: int) -> Mask:
        """Mark the turns answered in so many seconds or fewer."""
        return (self.wait >= 0) & (self.wait <= seconds)


class People(NamedTuple):
    """Persons of a day, each once and under one account; `ok` says that they were served."""

    day: Longs
    shop: Longs
    channel: Longs
    account: Longs
    ok: Mask


def rows_of(table: Table, index: Any) -> Table:
    """Return the rows of a table at `index` (positions or a mask)."""
    return replace(table, **{f.name: getattr(table, f.name)[index] for f in fields(table)})


def changes(*columns: Ints) -> Mask:
    """Mark the rows that differ from the one before in any column; the first always does."""
    found = np.ones(len(columns[0]), dtype=bool)
    if len(found):
        found[1:] = False
    for column in columns:
        found[1:] |= column[1:] != column[:-1]
    return found


class Log:
    """Messages in order: by conversation (shop, channel, buyer), then by time."""

    def __init__(self, messages: Messages) -> None:
        """Sort the messages; automatic ones are left out."""
        kept = rows_of(messages, np.flatnonzero(messages.sender != Sender.AUTO))
        pair = kept.shop.astype(np.int64) << 32 | kept.channel
        order = np.lexsort((kept.account, kept.sender, kept.time, kept.buyer, pair))
        self.size = len(order)
        self.rows = rows_of(kept, order)
        self.time = self.rows.time.astype(np.int64)
        self.day = self.rows.day.astype(np.int64)
        new = changes(pair[order], self.rows.buyer)
        self.conversation: Longs = np.cumsum(new)
        self.asks: Mask = self.rows.sender == Sender.BUYER
        self.answers: Mask = self.rows.sender == Sender.AGENT
        after = np.r_[False, self.answers[:-1]] if self.size else self.answers
        # A run: what was written since the last answer, and the answer that ends it.
        self.run: Longs = np.cumsum(new | after)

    @cached_property
    def next_answer(self) -> Longs:
        """Return by row the place of the next answer in its conversation, -1 where none came."""
        at = np.where(self.answers, np.arange(self.size), self.size)
        found = np.minimum.accumulate(at[::-1])[::-1]
        return self._same(found, found < self.size)

    @cached_property
    def last_answer(self) -> Longs:
        """Return by row the place of the last answer in its conversation, -1 where none was."""
        at = np.where(self.answers, np.arange(self.size), -1)
        found = np.maximum.accumulate(at) if self.size else at
        return self._same(found, found >= 0)

    def _same(self, found: Longs, valid: Mask) -> Longs:
        if not self.size:
            return found
        safe = np.where(valid, found, 0)
        return np.where(valid & (self.conversation[safe] == self.conversation), found, -1)

    @cached_property
    def served_by(self) -> Longs:
        """Return by row who wrote it or, of a question, whom it was for: as the row says, else who
        answered next that day, else who had answered last that day, else 0."""
        found = self.rows.account.astype(np.int64)
        for place in (self.next_answer, self.last_answer):
            missing = np.flatnonzero((found == 0) & self.asks & (place >= 0))
            missing = missing[self.day[place[missing]] == self.day[missing]]
            found[missing] = self.rows.account[place[missing]]
        return found

    @cached_property
    def block(self) -> Longs:
        """Return by row the block of messages it is in: a run, cut by days and the bot's words."""
        bot = self.rows.sender == Sender.BOT
        after = np.r_[False, bot[:-1]] if self.size else bot
        return np.cumsum(changes(self.run, self.day) | after)

    @cached_property
    def for_people(self) -> Mask:
        """Mark the questions that were a person's to answer."""
        if not self.size:
            return self.asks
        rows = np.flatnonzero(self.asks)
        # The last question of each block, and whether the same run asks again that day.
        ends = rows[changes(self.block[rows][::-1])[::-1]]
        last = np.ones(len(ends), dtype=bool)
        again = (self.run[ends[1:]] == self.run[ends[:-1]]) & (
            self.day[ends[1:]] == self.day[ends[:-1]]
        )
        last[:-1] = ~again
        follows = np.minimum(ends + 1, self.size - 1)
        bots = (self.rows.sender[follows] == Sender.BOT) & (self.run[follows] == self.run[ends])
        answer = self.next_answer[ends]
        taken_over = (answer >= 0) & (self.day[answer] == self.day[ends])
        good = ends[last & (~bots | taken_over)]
        wanted = np.zeros(int(self.block[-1]) + 1, dtype=bool)
        wanted[self.block[good]] = True
        found: Mask = self.asks & wanted[self.block]
        return found


def turns(log: Log, window: Window = ALL_DAY) -> Turns:
    """Return the turns whose questions were asked within the window.

    What was asked outside it is no question: a turn begins with its first question inside.
    """
    clock = log.time % 86_400
    asked = np.flatnonzero(log.for_people & (clock >= window.start) & (clock < window.end))
    first = asked[changes(log.block[asked])]
    answer = log.next_answer[first]
    waited = log.time[answer] - log.time[first] if log.size else answer
    answered = (answer >= 0) & (waited <= LONGEST)
    account = log.served_by[first]
    account = np.where(answered, log.rows.account[answer], account) if log.size else account
    return Turns(
        log.conversation[first],
        log.day[first],
        log.rows.shop[first].astype(np.int64),
        log.rows.channel[first].astype(np.int64),
        account.astype(np.int64),
        np.where(answered, waited, -1),
        first,
    )


def people(found: Turns, good: Mask, *, every: bool) -> People:
    """Return the people of each day with turns: `ok` where `every` turn is good, else where any is.

    A person is under the account of the turn that decided: the first bad one where every turn
    counts, the first good one where any does, else the first.
    """
    starts = np.flatnonzero(changes(found.conversation, found.day))
    if not len(starts):
        return People(found.day, found.shop, found.channel, found.account, good)
    decides = ~good if every else good
    at = np.minimum.reduceat(np.where(decides, np.arange(len(good)), len(good)), starts)
    decided = at < np.r_[starts[1:], len(good)]
    chosen = np.where(decided, at, starts)
    ok = ~decided if every else decided
    return People(
        found.day[starts], found.shop[starts], found.channel[starts], found.account[chosen], ok
    )


def askers(log: Log) -> People:
    """Return everybody who wrote on a day, to the bot or to people, once a conversation."""
    rows = np.flatnonzero(log.asks)
    rows = rows[changes(log.conversation[rows], log.day[rows])]
    shop, channel = log.rows.shop[rows], log.rows.channel[rows]
    ok = np.ones(len(rows), dtype=bool)
    cuts = (shop.astype(np.int64), channel.astype(np.int64), log.served_by[rows])
    return People(log.day[rows], *cuts, ok)
