"""Message logs: one row a message, from which chats, reply rates and reply times follow.

What a message says is never read. A buyer's nick tells buyers apart while the file is read and
leaves no trace: not in facts, nor in rejected rows, nor in the copy of the upload that is kept,
which has keyed hashes and no texts. How replies are counted is in `turns`, what of it is
delivered in `message_counts`; here is what the columns of a file mean.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np

from base.language import Msg, msg
from base.refusal import Refusal
from intake.draft import LONGEST_NAME, Context, Draft
from intake.faults import KEPT, positions
from intake.lines import buyer_hash
from intake.logs import outside_period
from intake.message_counts import Rules, counted_drafts
from intake.names import Names
from intake.recognise import plain, word_set
from intake.table import Chunk
from intake.turns import Ints, Mask, Messages, Sender

# So many messages, all on the full minute, say that the file has no seconds.
_ENOUGH_TO_TELL = 20
_SENDERS = {
    "sender_buyer": Sender.BUYER,
    "sender_bot": Sender.BOT,
    "sender_agent": Sender.AGENT,
    "sender_auto": Sender.AUTO,
}
_NOBODY = -1


@dataclass
class MessageFile:
    """All messages of a file while it is read; buyers are codes of `buyers`."""

    context: Context
    buyers: Names = field(default_factory=Names)
    pieces: dict[str, list[Ints]] = field(default_factory=lambda: defaultdict(list))

    def messages(self) -> Messages:
        """Return the messages there are. Accounts are numbered by name, whatever their order."""
        columns = {
            name: np.concatenate(parts) if len(parts) > 1 else parts[0]
            for name, parts in self.pieces.items()
        }
        self.pieces.clear()
        self.pieces |= {name: [values] for name, values in columns.items()}
        texts = self.context.members.of("account").texts
        rank = np.empty(len(texts), dtype=np.int32)
        rank[self.accounts()] = np.arange(len(texts))
        return Messages(**(columns | {"account": rank[columns["account"]]}))

    def accounts(self) -> Ints:
        """Return by number of an account in `messages` its code in the file."""
        texts = self.context.members.of("account").texts
        return np.asarray(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int32)


def read_messages(
    pieces: Iterable[Chunk], context: Context
) -> tuple[list[Draft], MessageFile, list[Msg]]:
    """Read a log of messages. Raises Refusal where it says days only, no times of day."""
    file = MessageFile(context)
    for chunk in pieces:
        for name, values in _columns(chunk, file).items():
            file.pieces[name].append(values[chunk.ok])
    if not any(len(values) for values in file.pieces["time"]):
        return [], file, []
    messages = file.messages()
    if not (messages.time % 86_400).any():
        raise Refusal(msg("import.messages_need_times"))
    exact = bool((messages.time % 60).any()) or len(messages.time) < _ENOUGH_TO_TELL
    rules = Rules(context.members)
    drafts = counted_drafts(messages, rules, exact=exact)
    codes = file.accounts()
    for draft in drafts:
        draft.put("account", codes[draft.column("account")])
    return drafts, file, _notes(messages, rules, exact=exact)


def _notes(messages: Messages, rules: Rules, *, exact: bool) -> list[Msg]:
    notes = [msg("import.note.messages_not_kept")]
    automatic = int((messages.sender == Sender.AUTO).sum())
    if automatic:
        notes.append(msg("import.note.messages_automatic", n=automatic))
    without = int((rules.of(messages.shop, messages.channel) == 0).sum())
    if without:
        notes.append(msg("import.note.messages_without_rule", n=without))
    if not exact:
        notes.append(msg("import.note.messages_without_seconds"))
    return notes


# -- from cells to messages ------------------------------------------------------------------------


def _columns(chunk: Chunk, file: MessageFile) -> dict[str, Ints]:
    context = file.context
    when = chunk.moment()
    shop = context.cut(chunk, "shop")
    wall = context.wall(chunk, when, shop)
    day = context.business_day(wall, shop)
    outside_period(chunk, context, day)
    buyer = _buyers(chunk, file.buyers)
    sender = _senders(chunk)
    account, bots = _accounts(chunk, context, sender)
    # A bot is a bot even where the file calls it an agent, and nobody's account.
    sender = np.where(bots & (sender == Sender.AGENT), Sender.BOT, sender)
    named = np.isin(sender, (Sender.BUYER, Sender.AGENT)) & ~bots
    return {
        "time": wall,
        "day": day.astype(np.int32),
        "shop": shop,
        "channel": context.cut(chunk, "channel"),
        "buyer": buyer,
        "account": np.where(named, account, 0).astype(np.int32),
        "sender": sender.astype(np.int8),
    }


def _buyers(chunk: Chunk, buyers: Names) -> Ints:
    codes, texts = chunk.labels("buyer")
    chunk.missing(codes < 0, "buyer")
    used = np.unique(codes[chunk.ok])
    return buyers.translate(codes, texts, [int(u) for u in used if u >= 0])


def _senders(chunk: Chunk) -> Ints:
    """Return who wrote each message; rows of which that cannot be told are rejected."""
    name = "role" if chunk.has("role") else "sender"
    codes, texts = chunk.labels(name)
    chunk.missing(codes < 0, name)
    kinds = np.asarray([_kind(text) for text in texts] + [_NOBODY])
    sender: Ints = kinds[codes]
    if name == "sender":
        for other, kind in (("buyer", Sender.BUYER), ("agent", Sender.AGENT)):
            if chunk.has(other) and (sender == _NOBODY).any():
                sender = np.where((sender == _NOBODY) & _same(chunk, name, other), kind, sender)
    _reject_unseen(chunk, sender == _NOBODY, name, msg("import.reason.sender"))
    if chunk.has("auto"):
        automatic = (chunk.flag("auto") == 1) & (sender != Sender.BUYER)
        sender = np.where(automatic, Sender.AUTO, sender)
    return sender


def _kind(text: str) -> int:
    return next(
        (int(k) for words, k in _SENDERS.items() if plain(text) in word_set(words)), _NOBODY
    )


def _same(chunk: Chunk, one: str, other: str) -> Mask:
    """Mark the rows whose two cells name the same."""
    names = Names()
    both = []
    for name in (one, other):
        codes, texts = chunk.labels(name)
        both.append(np.asarray([names.code(plain(t)) for t in texts] + [0])[codes])
    same: Mask = (both[0] == both[1]) & (both[0] > 0)
    return same


def _reject_unseen(chunk: Chunk, mask: Mask, name: str, reason: Msg) -> None:
    """Reject rows without showing the cell: a buyer's nick may stand in it."""
    where = positions(mask & chunk.ok)
    if where:
        rows = [chunk.first_row + at for at in where]
        chunk.faults.reject(rows, chunk.found.header(name), [""] * min(len(rows), KEPT), reason)
        chunk.ok = chunk.ok & ~mask


def _accounts(chunk: Chunk, context: Context, sender: Ints) -> tuple[Ints, Mask]:
    """Return each message's account, and where it is a bot's.

    Without a column of agents the sender's name does, of what agents wrote.
    """
    name = "agent" if chunk.has("agent") else "sender"
    nobody = np.zeros(chunk.size, dtype=np.int32)
    if not chunk.has(name) or (name == "sender" and not chunk.has("role")):
        return nobody, nobody > 0
    codes, texts = chunk.labels(name)
    bots = np.asarray([_kind(t) == Sender.BOT for t in texts] + [False])[codes]
    mine = chunk.ok & (sender == Sender.AGENT) if name == "sender" else chunk.ok
    too_long = np.asarray([len(t) > LONGEST_NAME for t in texts] + [False])[codes]
    _reject_unseen(chunk, mine & too_long, name, msg("import.reason.name_too_long"))
    mine = mine & chunk.ok & (codes >= 0)
    used = [int(u) for u in np.unique(codes[mine])]
    found = context.members.of("account").translate(codes, texts, used)
    return np.where(mine, found, 0), bots & mine


# -- what is kept of the upload --------------------------------------------------------------------


def write_copy(file: MessageFile, path: Path, key: bytes) -> None:
    """Write what is kept of a file: who wrote to whom when, buyers as keyed hashes, no texts.

    It is a message log itself: imported, it gives the same figures.
    """
    members = file.context.members
    columns = {f.name: file.pieces[f.name][0] for f in fields(Messages)}
    roles = {Sender.BUYER: "buyer", Sender.BOT: "bot", Sender.AGENT: "agent", Sender.AUTO: "auto"}
    hashes = [buyer_hash(text, key) & (2**64 - 1) for text in file.buyers.texts]
    names = {
        "shop": members.of("shop").texts,
        "channel": members.of("channel").texts,
        "buyer": [f"b{number:016x}" for number in hashes],
        "sender": [roles[kind] for kind in sorted(roles)],
        "account": members.of("account").texts,
    }
    moments = np.datetime_as_string(columns["time"].astype("datetime64[s]")).tolist()
    texts = [map(names[n].__getitem__, columns[n].tolist()) for n in names]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["sent at", "shop", "channel", "buyer", "role", "agent"])
        writer.writerows(zip(moments, *texts, strict=True))
