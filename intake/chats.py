"""From messages to chats: where one ends, who answered how fast, how many were open at once.

Pure arrays in, pure arrays out, as in `turns`, whose rules hold here as well.
"""

from typing import NamedTuple

import numpy as np

from intake.turns import LONGEST, Log, Longs, Mask, Sender, changes, turns

# A pause of more than this many seconds, with no question open, ends a chat.
CHAT_PAUSE = 30 * 60


class Chats(NamedTuple):
    """Chats in which a buyer wrote, on the day they began. `time` is when; `frt` -1 = none.

    A chat that a person began has no first response; `bot` marks those no person was asked in.
    """

    time: Longs
    day: Longs
    shop: Longs
    channel: Longs
    account: Longs
    answered: Mask
    bot: Mask
    frt: Longs
    art_n: Longs
    art_sum: Longs


class AtOnce(NamedTuple):
    """How many chats an account had open each time it began one more, that one included."""

    day: Longs
    shop: Longs
    channel: Longs
    account: Longs
    chats: Longs


def _chat_of_rows(log: Log) -> Longs:
    """Return every row's chat: conversations cut at long pauses, unless somebody is waiting."""
    cut = changes(log.conversation)
    if not log.size:
        return np.cumsum(cut)
    pause = np.r_[0, np.diff(log.time)]
    same_day = np.r_[False, log.day[1:] == log.day[:-1]]
    before = np.r_[Sender.AGENT, log.rows.sender[:-1]]
    asked_again = (before == Sender.BUYER) & log.asks & same_day
    answered = (before == Sender.BUYER) & log.answers & (pause <= LONGEST)
    taken_over = (before == Sender.BOT) & log.answers & same_day
    waiting = asked_again | answered | taken_over
    return np.cumsum(cut | ((pause > CHAT_PAUSE) & ~waiting))


def chats(log: Log) -> Chats:
    """Return the chats in which a buyer wrote."""
    chat = _chat_of_rows(log)
    starts = np.flatnonzero(changes(chat))
    size = len(starts)
    asked = np.bincount(chat[log.asks] - 1, minlength=size) > 0
    every = turns(log)
    of = chat[every.row] - 1
    first = np.flatnonzero(changes(of))
    frt, account = np.full(size, -1, np.int64), np.zeros(size, np.int64)
    frt[of[first]], account[of[first]] = every.wait[first], every.account[first]
    answered = every.wait >= 0
    art_n = np.bincount(of[answered], minlength=size)
    art_sum = np.zeros(size, np.int64)
    np.add.at(art_sum, of[answered], every.wait[answered])
    bot = np.bincount(of, minlength=size) == 0
    frt[log.answers[starts]] = -1
    shop, channel = log.rows.shop[starts], log.rows.channel[starts]
    return Chats(
        log.time[starts][asked],
        log.day[starts][asked],
        shop[asked].astype(np.int64),
        channel[asked].astype(np.int64),
        account[asked],
        (bot | (art_n > 0))[asked],
        bot[asked],
        frt[asked],
        art_n[asked],
        art_sum[asked],
    )


def at_once(log: Log) -> AtOnce:
    """Return the chats each account had open whenever it began one.

    A chat is open to an account from the first to the last message between the two; a buyer whom
    the account never wrote to was not being served.
    """
    account = log.served_by
    chat = _chat_of_rows(log)
    mine = np.flatnonzero((account > 0) & (log.asks | log.answers))
    order = mine[np.lexsort((mine, account[mine], chat[mine]))]
    starts = np.flatnonzero(changes(chat[order], account[order]))
    if not len(starts):
        none = np.zeros(0, np.int64)
        return AtOnce(none, none, none, none, none)
    ends = np.r_[starts[1:], len(order)] - 1
    wrote = np.add.reduceat(log.answers[order].astype(np.int64), starts) > 0
    first, last = order[starts][wrote], order[ends][wrote]
    return _overlaps(log, first, last, account[first])


def _overlaps(log: Log, first: Longs, last: Longs, account: Longs) -> AtOnce:
    """Count, at the beginning of each span of messages, the spans of its account that are open."""
    begins, ends = log.time[first], log.time[last]
    shop = log.rows.shop[first].astype(np.int64)
    _, who = np.unique(shop << 32 | account, return_inverse=True)
    low = int(begins.min()) if len(begins) else 0
    span = int(ends.max()) - low + 2 if len(ends) else 1
    opened = who * span + (begins - low)
    closed = np.sort(who * span + (ends - low))
    begun = np.searchsorted(np.sort(opened), opened, side="right")
    over = np.searchsorted(closed, opened, side="left")
    channel = log.rows.channel[first].astype(np.int64)
    return AtOnce(log.day[first], shop, channel, account, begun - over)
