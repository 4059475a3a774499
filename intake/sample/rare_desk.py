"""Rare measures of the sample's desks: what back ends report of a day's chats, by seat or team.

Made from the same chats as the log, so both agree: who paid the same day is among those who paid,
replies in time are among replies. Each platform's own reply rate is reported where that platform
counts so, and nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from intake.sample.chats import Columns, random_of
from intake.sample.days import is_double11
from intake.sample.people import SEATS, Roster
from intake.sample.rare_row import RareRow, yuan
from intake.sample.tables import nicknames
from intake.sample.world import (
    CHANNELS,
    DOUYIN,
    DOUYIN_SHOP,
    FLAGSHIP,
    LIVE,
    SAMPLE_TEAMS,
    SHOP_OF_CHANNEL,
    TMALL,
)

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_LONG_AFTER, _SLOW_AFTER = 900, 60
_MORNING = 8 * 3600
_EVENING = 23 * 3600
# One in so many who ask comes back the same day, so that people are fewer than chats.
_BACK = 0.06
_HANDED_ON = 0.027
_REFUNDED = 0.055
_STEP = 600

# What people call each measure, and the measures that say nothing where their base is 0.
_NAMES = {
    "consult_users": "咨询人数",
    "valid_contacts": "有效接待人数",
    "slow_contacts": "慢响应人数",
    "long_contacts": "长接待人数",
    "transfers_in": "转入人数",
    "transfers_out": "转出人数",
    "messages_agent": "客服消息数",
    "messages_buyer": "买家消息数",
    "asking_people": "应回复人数",
    "replied_people": "已回复人数",
    "turns_3min": "3分钟应回轮次",
    "turns_3min_ok": "3分钟内回复轮次",
    "people_3min": "3分钟应回人数",
    "people_3min_ok": "3分钟内回复人数",
    "pdays_1h": "1小时应回人天",
    "pdays_1h_ok": "1小时内回复人天",
    "replies": "回复总次数",
    "replies_le30": "30秒内回复次数",
    "replies_le15": "15秒内回复次数",
    "inq_cohort": "询单买家数",
    "inq_paid_sameday": "询单当日付款人数",
    "inq_paid_nextday": "询单次日付款人数",
    "attitude_n": "服务态度评价数",
    "attitude_good": "服务态度好评数",
    "solving_n": "解决问题评价数",
    "solving_good": "解决问题好评数",
    "knowledge_n": "专业知识评价数",
    "knowledge_good": "专业知识好评数",
    "survey_invited": "邀评数",
    "survey_rated": "参评数",
}
_BASES = (
    ("turns_3min", "turns_3min_ok"),
    ("people_3min", "people_3min_ok"),
    ("pdays_1h", "pdays_1h_ok"),
    ("inq_cohort", "inq_paid_sameday", "inq_paid_nextday"),
    ("attitude_n", "attitude_good"),
    ("solving_n", "solving_good"),
    ("knowledge_n", "knowledge_good"),
    ("survey_invited", "survey_rated"),
)
# What a chat counts that nobody but the bot took.
_OF_THE_BOT = (
    "consult_users", "inq_cohort", "inq_paid_sameday", "inq_paid_nextday",
)  # fmt: skip


def desk_rows(roster: Roster, day: date, chats: Columns, *, by_agent: bool) -> Iterator[RareRow]:
    """Yield a day's rare measures of chats: by account, or by team and channel, and the bot's."""
    counts, refunds = _counted(day, chats)
    human, table = chats["bot"] == 0, np.stack(list(counts.values()))
    for place, mine in _places(roster, day, chats, human, by_agent=by_agent):
        yield from place.rows(dict(zip(counts, table[:, mine].sum(axis=1).tolist(), strict=True)))
        yield place.row("客服退款额", yuan(int(refunds[mine].sum())))
        yield place.row("最大同时接待", str(_at_once(chats, mine)))
    for channel, name in enumerate(CHANNELS):
        mine = ~human & (chats["channel"] == channel)
        alone = _Place(SHOP_OF_CHANNEL[channel].name.zh, name)
        yield from alone.rows({m: int(counts[m][mine].sum()) for m in _OF_THE_BOT})
        yield alone.row("客服退款额", yuan(int(refunds[mine].sum())))
    yield from _on_shift(chats)


@dataclass(frozen=True)
class _Place:
    """Whose figures they are."""

    shop: str
    channel: str
    account: str = ""
    team: str = ""

    def row(self, measure: str, value: str) -> RareRow:
        return RareRow(self.shop, measure, value, self.channel, self.account, self.team)

    def rows(self, values: dict[str, int]) -> Iterator[RareRow]:
        unsaid = {name for base, *more in _BASES if not values.get(base) for name in (base, *more)}
        for name, value in values.items():
            if name not in unsaid:
                yield self.row(_NAMES[name], str(value))


def _places(
    roster: Roster, day: date, chats: Columns, human: Flags, *, by_agent: bool
) -> Iterator[tuple[_Place, Flags]]:
    if by_agent:
        names = np.asarray(nicknames(chats, roster, day), dtype=object)
        for name in sorted(set(names[human].tolist())):
            mine = human & (names == name)
            channel = int(chats["channel"][mine][0])
            yield _Place(SHOP_OF_CHANNEL[channel].name.zh, CHANNELS[channel], account=name), mine
        return
    for team, team_name in enumerate(SAMPLE_TEAMS):
        for channel, name in enumerate(CHANNELS):
            mine = human & (chats["team"] == team) & (chats["channel"] == channel)
            if mine.any():
                yield _Place(SHOP_OF_CHANNEL[channel].name.zh, name, team=team_name.zh), mine


def _counted(day: date, chats: Columns) -> tuple[dict[str, Ints], Ints]:
    """Return what every chat counts of each measure, and what was refunded of it (fen)."""
    rng = random_of(day, 4)
    counts: dict[str, Ints] = {}
    first = rng.random(len(chats["second"])) >= _BACK
    _reception(rng, chats, first, counts)
    _replies(rng, chats, first, counts)
    _platform_rates(rng, chats, first, counts)
    refunds = _sales(rng, day, chats, counts)
    _satisfaction(rng, day, chats, counts)
    return counts, refunds


def _reception(rng: Generator, chats: Columns, first: Flags, counts: dict[str, Ints]) -> None:
    size = len(first)
    handed = (rng.random(size) < _HANDED_ON) & (chats["frt"] >= 0)
    counts["consult_users"] = first.astype(np.int64)
    counts["valid_contacts"] = (rng.random(size) < 0.97).astype(np.int64)
    counts["slow_contacts"] = (chats["frt"] > _SLOW_AFTER).astype(np.int64)
    counts["long_contacts"] = (chats["handle"] > _LONG_AFTER).astype(np.int64)
    counts["transfers_out"] = handed.astype(np.int64)
    # Whoever has the next chat but two takes it over.
    people = np.flatnonzero(chats["bot"] == 0)
    counts["transfers_in"] = np.zeros(size, dtype=np.int64)
    counts["transfers_in"][people] = np.roll(counts["transfers_out"][people], 3)


def _replies(rng: Generator, chats: Columns, first: Flags, counts: dict[str, Ints]) -> None:
    turns = np.maximum(chats["turns"], 0)
    asked = (chats["bot"] == 0) & first
    counts["messages_agent"] = turns + rng.binomial(turns, 0.24)
    counts["messages_buyer"] = np.maximum(turns, chats["bot"] == 0).astype(np.int64)
    counts["asking_people"] = asked.astype(np.int64)
    counts["replied_people"] = (asked & (chats["answered"] == 1)).astype(np.int64)
    counts["replies"] = turns
    counts["replies_le30"] = rng.binomial(turns, _within(30, chats))
    quicker = _within(15, chats) / np.maximum(_within(30, chats), 1e-9)
    counts["replies_le15"] = rng.binomial(counts["replies_le30"], np.minimum(quicker, 1.0))


def _within(seconds: int, chats: Columns) -> NDArray[np.float64]:
    """Return how likely a reply of each chat came within some seconds, from its mean."""
    mean = np.maximum(chats["art"], 1)
    likely: NDArray[np.float64] = 1 - np.exp(-((seconds / mean) ** 1.3))
    return likely


def _platform_rates(rng: Generator, chats: Columns, first: Flags, counts: dict[str, Ints]) -> None:
    """Count as Tmall does (turns, 8 to 24 o'clock), as Douyin does (people, 8 to 23), by the hour.

    Pinduoduo's person-days within an hour are kept by the Douyin shop too: one is to open there.
    """
    human, second = chats["bot"] == 0, chats["second"]
    tmall = human & (chats["channel"] == TMALL) & (second >= _MORNING)
    turns = np.where(tmall, np.maximum(chats["turns"], 1), 0)
    counts["turns_3min"] = turns
    in_time = rng.binomial(turns, _within(180, chats))
    counts["turns_3min_ok"] = np.where(chats["frt"] >= 0, in_time, 0)
    live = human & first & (chats["channel"] == DOUYIN)
    live &= (second >= _MORNING) & (second < _EVENING)
    answered = live & (chats["frt"] >= 0)
    patient = rng.random(len(first)) < _within(180, chats) ** 2
    counts["people_3min"] = counts["pdays_1h"] = live.astype(np.int64)
    counts["people_3min_ok"] = (answered & (chats["frt"] <= 180) & patient).astype(np.int64)
    counts["pdays_1h_ok"] = (answered & (rng.random(len(first)) < 0.992)).astype(np.int64)


def _sales(rng: Generator, day: date, chats: Columns, counts: dict[str, Ints]) -> Ints:
    u, back = rng.random(len(chats["second"])), rng.random(len(chats["second"]))
    paid = chats["paid"] == 1
    counts["inq_cohort"] = chats["inquiry"]
    counts["inq_paid_sameday"] = (paid & (u < 0.86)).astype(np.int64)
    counts["inq_paid_nextday"] = (paid & (u < 0.95)).astype(np.int64)
    share = _REFUNDED * (2.1 if is_double11(day) else 1.0)
    refunds: Ints = np.where(paid & (back < share), np.maximum(chats["amount"], 0), 0)
    return refunds


def _satisfaction(rng: Generator, day: date, chats: Columns, counts: dict[str, Ints]) -> None:
    """Say who was asked and who judged attitude, solving and knowledge apart.

    Attitude is best and solving worst. From January to June the tool's quota was too small to
    invite everybody.
    """
    size = len(chats["second"])
    score, rated = chats["rating"], chats["rating"] > 0
    invited = (chats["frt"] >= 0) & (rng.random(size) < (0.93 if (day.month >= 7) else 0.55))
    counts["survey_invited"] = (invited | rated).astype(np.int64)
    counts["survey_rated"] = rated.astype(np.int64)
    for name, likes, forgives in (("attitude", 0.99, 0.62), ("solving", 0.96, 0.10),
                                  ("knowledge", 0.985, 0.40)):  # fmt: skip
        judged = rated & (rng.random(size) < 0.7)
        u = rng.random(size)
        good = judged & np.where(score >= 4, u < likes, u < forgives)
        counts[f"{name}_n"] = judged.astype(np.int64)
        counts[f"{name}_good"] = good.astype(np.int64)


def _at_once(chats: Columns, mine: Flags) -> int:
    """Return the most chats one seat had open at once: those that began in the same ten minutes."""
    seat = chats["team"][mine] * 100 + chats["seat"][mine]
    moment = seat * 1000 + chats["second"][mine] // _STEP
    return int(np.unique(moment, return_counts=True)[1].max()) + 1


def _on_shift(chats: Columns) -> Iterator[RareRow]:
    for team, name in enumerate(SAMPLE_TEAMS):
        seats = np.unique(chats["seat"][chats["team"] == team])
        shop = (DOUYIN_SHOP if team == LIVE else FLAGSHIP).name.zh
        yield RareRow(shop, "在岗人数", str(min(SEATS[team], len(seats))), team=name.zh)
