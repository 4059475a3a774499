"""What a log of messages delivers: chats as a chat log would tell them, and counts of replies.

Two kinds of counts: those that need no platform's rule, and the three that are named alike and
count different things. Of these every message takes part in its own platform's only.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from base.measures import MEASURES
from intake.chats import AtOnce, at_once, chats
from intake.draft import Draft
from intake.names import Members
from intake.recognise import channel_named
from intake.turns import (
    ALL_DAY,
    UNTIL_23,
    UNTIL_24,
    Ints,
    Log,
    Messages,
    People,
    Sender,
    Turns,
    askers,
    people,
    turns,
)
from storage.derive import group
from storage.rows import Block

# The rules of platforms: turns within three minutes, people within three minutes, people a day
# within an hour. Elsewhere none of the three is counted: no rule, no figure.
_RULE_OF = {
    "Tmall": "turns_3min",
    "Taobao": "turns_3min",
    "Kuaishou": "people_3min",
    "Pinduoduo": "pdays_1h",
}
# The hours of each rule; where there is none, a reply rate has the whole day.
_HOURS_OF = {"": ALL_DAY, "turns_3min": UNTIL_24, "people_3min": UNTIL_23, "pdays_1h": UNTIL_23}
# A channel of this name says nothing of the platform.
_ANY_PLATFORM = "Chat"
_THREE_MINUTES, _ONE_HOUR = 180, 3600

# Day, shop, channel and account of each thing counted.
Cut = tuple[Ints, ...]
Counted = dict[str, tuple[Cut, Ints]]


class Rules:
    """Which platform's rule holds for a shop's channel, as a number of `names`, 0 = none.

    A channel that is a platform decides, else the shop's platform does.
    """

    def __init__(self, members: Members) -> None:
        """Take the shops and channels of a file; all its names must be in."""
        self.names = ("", *dict.fromkeys(_RULE_OF.values()))
        shops = [shop.platform for shop in members.shop_rules()]
        channels = [_platform(text) for text in members.of("channel").texts]
        self._table = np.asarray(
            [[self._number(channel or shop) for channel in channels] for shop in shops]
        )

    def _number(self, platform: str) -> int:
        return self.names.index(_RULE_OF.get(channel_named(platform).en, ""))

    def of(self, shop: Ints, channel: Ints) -> Ints:
        """Return the rule of each row."""
        found: Ints = self._table[shop, channel]
        return found


def _platform(channel: str) -> str:
    """Return the platform a channel is, "" for one that may be on any."""
    found = channel_named(channel)
    listed = found.zh != found.en
    return found.en if listed and found.en != _ANY_PLATFORM else ""


def counted_drafts(messages: Messages, rules: Rules, *, exact: bool) -> list[Draft]:
    """Return chats and sums, ready to be finished; `exact` says that times have seconds."""
    log = Log(messages)
    drafts = [_chats(log), *_rare(log, messages, rules, exact=exact)]
    return [draft for draft in drafts if draft.length]


def _chats(log: Log) -> Draft:
    """Return the chats as a log of chats would tell them."""
    found = chats(log)
    bundles = {"contacts", "frt", "art"}
    columns: dict[str, NDArray[Any]] = {
        "day": found.day,
        "slot": (found.time % 86_400 // 1800).astype(np.int8),
        "shop": found.shop,
        "channel": found.channel,
        "account": found.account,
        "contacts": np.ones(len(found.day), dtype=np.int8),
        "answered": found.answered.astype(np.int8),
        "frt": found.frt,
        "art_n": found.art_n,
        "art_sum": found.art_sum,
    }
    if (log.rows.sender == Sender.BOT).any():
        # Where no bot ever wrote, the file need not be one that has the bot's chats.
        bundles.add("bot")
        columns |= {"handler": found.bot.astype(np.int8), "bot_contacts": found.bot.astype(np.int8)}
    draft = Draft(Block.LOG, frozenset(bundles))
    draft.add(columns)
    return draft


def _rare(log: Log, messages: Messages, rules: Rules, *, exact: bool) -> list[Draft]:
    """Return the long rows; shops with different rules apart, so that none is said to be 0."""
    counted = _always(log, messages, exact=exact) | _asking(log, rules)
    by_rule = {
        name: _ruled(log, rules, code, name) for code, name in enumerate(rules.names) if name
    }
    rule = rules.of(messages.shop, messages.channel)
    shops_of: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for shop in np.unique(messages.shop).tolist():
        codes = np.unique(rule[messages.shop == shop]).tolist()
        shops_of[tuple(rules.names[c] for c in codes if c)].append(shop)
    drafts = []
    for names, shops in shops_of.items():
        mine = dict(counted)
        for name in names:
            mine |= by_rule[name]
        drafts.append(_long(mine, shops))
    return drafts


def _always(log: Log, messages: Messages, *, exact: bool) -> Counted:
    """Count what no platform's rule is needed for."""
    every = turns(log)
    asked = askers(log)
    open_chats = at_once(log)
    counted = _messages(log, messages)
    counted["consult_users"] = _cut(asked), np.ones(len(asked.day), np.int64)
    counted["max_concurrent"] = _cut(open_chats), open_chats.chats
    if exact:
        cut = _cut(every)
        counted["replies"] = cut, (every.wait >= 0).astype(np.int64)
        counted["replies_le30"] = cut, every.within(30).astype(np.int64)
        counted["replies_le15"] = cut, every.within(15).astype(np.int64)
    return counted


def _messages(log: Log, messages: Messages) -> Counted:
    """Count messages; a day on which only machines wrote is there as well, with none."""
    machines = np.flatnonzero(messages.sender == Sender.AUTO)
    others = [c[machines] for c in (messages.day, messages.shop, messages.channel)]
    account = np.where(log.asks | log.answers, log.served_by, 0)
    mine = (log.day, log.rows.shop, log.rows.channel, account)
    cut = tuple(
        np.concatenate([ours, theirs])
        for ours, theirs in zip(mine, [*others, np.zeros(len(machines), int)], strict=True)
    )
    none = np.zeros(len(machines), np.int64)
    return {
        "messages_agent": (cut, np.r_[log.answers, none].astype(np.int64)),
        "messages_buyer": (cut, np.r_[log.asks, none].astype(np.int64)),
    }


def _asking(log: Log, rules: Rules) -> Counted:
    """Count who asked a person, and who was answered however late, in their platform's hours."""
    cuts, served = [], []
    for code, name in enumerate(rules.names):
        found = turns(log, _HOURS_OF[name])
        who = people(found, found.wait >= 0, every=False)
        mine = np.flatnonzero(rules.of(who.shop, who.channel) == code)
        cuts.append([column[mine] for column in _cut(who)])
        served.append(who.ok[mine])
    cut = tuple(np.concatenate(columns) for columns in zip(*cuts, strict=True))
    ok = np.concatenate(served)
    return {
        "asking_people": (cut, np.ones(len(ok), np.int64)),
        "replied_people": (cut, ok.astype(np.int64)),
    }


def _ruled(log: Log, rules: Rules, code: int, name: str) -> Counted:
    """Count one platform's grain, on its shops and channels alone."""
    found = turns(log, _HOURS_OF[name])
    good = found.within(_ONE_HOUR if name == "pdays_1h" else _THREE_MINUTES)
    if name == "turns_3min":
        all_of, ok = _cut(found), good
    else:
        served = people(found, good, every=True)
        all_of, ok = _cut(served), served.ok
    mine = np.flatnonzero(rules.of(all_of[1], all_of[2]) == code)
    cut = tuple(column[mine] for column in all_of)
    return {
        name: (cut, np.ones(len(mine), np.int64)),
        f"{name}_ok": (cut, ok[mine].astype(np.int64)),
    }


def _cut(found: People | Turns | AtOnce) -> Cut:
    return found.day, found.shop, found.channel, found.account


def _long(counted: Counted, shops: Sequence[int]) -> Draft:
    """Return the sums of some shops as long rows (the largest of what is no sum)."""
    names = tuple(counted)
    draft = Draft(Block.RARE, frozenset(MEASURES[n].bundle for n in names), names)
    for code, name in enumerate(names):
        cut, values = counted[name]
        mine = np.flatnonzero(np.isin(cut[1], shops))
        groups = group([c[mine] for c in cut])
        ordered = values[mine] if groups.order is None else values[mine][groups.order]
        reduce = np.maximum if name == "max_concurrent" else np.add
        columns: dict[str, NDArray[Any]] = dict(
            zip(("day", "shop", "channel", "account"), groups.keys, strict=True)
        )
        columns["value"] = reduce.reduceat(ordered, groups.starts) if groups.size else ordered
        columns["measure"] = np.full(groups.size, code, dtype=np.int8)
        draft.add(columns)
    return draft
