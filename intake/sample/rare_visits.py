"""Rare measures of the sample's shops: who saw, visited and bought, by channel; income and outlay.

Made from the day's order lines: exposures × click rate × orders a click are that day's orders.
"""

import math
from collections.abc import Iterator
from datetime import date

import numpy as np

from intake.sample import days
from intake.sample.chats import Columns, random_of
from intake.sample.orders import lines_of
from intake.sample.rare_row import RareRow, yuan
from intake.sample.world import CHANNELS, DOUYIN, SAMPLE_SHOPS, SHOP_OF_CHANNEL

# Buyers of a hundred visitors, and clicks of a hundred exposures, by channel.
_BUYERS = (0.034, 0.029, 0.017)
_CLICKS = (0.046, 0.039, 0.027)
_CLICKS_A_VISITOR = 1.32
# Until March the flagship's pictures still show last winter's goods.
_NEW_PICTURES = 3
_LEAST_SILENT = 0.22
# What goods, freight and the platform take of each yuan, and what a day costs anyway (fen).
_TAKEN, _TAKEN_IN_PROMOTIONS = 0.79, 0.86
_FIXED = (260_000, 90_000)


def visit_rows(day: date, chats: Columns) -> Iterator[RareRow]:
    """Yield a day's visits, buyers and money under the shops that they belong to."""
    lines = lines_of(day)
    rng = random_of(day, 13)
    for channel, name in enumerate(CHANNELS):
        shop = SHOP_OF_CHANNEL[channel].name.zh
        mine = {key: column[lines["channel"] == channel] for key, column in lines.items()}
        paid = int(((chats["channel"] == channel) & (chats["paid"] == 1)).sum())
        noise = 0.94 + 0.12 * rng.random(3)
        for measure, value in _of_channel(day, channel, mine, paid, noise.tolist()).items():
            yield RareRow(shop, measure, value, channel=name)
    yield from _money(day, lines)


def _of_channel(
    day: date, channel: int, lines: Columns, asked_and_paid: int, noise: list[float]
) -> dict[str, str]:
    buyers = np.unique(lines["buyer_day"] * 100_000 + lines["buyer"])
    new = int((buyers // 100_000 == day.toordinal()).sum())
    silent = max(round(len(buyers) * _LEAST_SILENT), len(buyers) - asked_and_paid)
    visitors = round(len(buyers) / (_BUYERS[channel] * _eager(day) * noise[0]))
    clicks = round(visitors * _CLICKS_A_VISITOR * noise[1])
    pictures = 1.0 if channel == DOUYIN or day.month >= _NEW_PICTURES else 0.86
    return {
        "访客数": str(visitors),
        "静默付款买家数": str(silent),
        "曝光量": str(round(clicks / (_CLICKS[channel] * pictures * noise[2]))),
        "点击量": str(clicks),
        "新客成交人数": str(new),
        "老客成交人数": str(len(buyers) - new),
        "会员销售额": yuan(_of_members(day, lines)),
    }


def _eager(day: date) -> float:
    """Return how much readier than usual visitors are to buy: in promotions they are."""
    return min(1.7, max(0.8, math.pow(days.season(day), 0.35)))


def _of_members(day: date, lines: Columns) -> int:
    """Return what members paid (fen): more and more of those who come back are members."""
    share = 0.35 + 0.25 * min(1.0, max(0.0, (day - date(2025, 9, 1)).days / 450))
    back = lines["buyer_day"] < day.toordinal()
    place = (lines["buyer"] * 0.7548776662 + lines["buyer_day"] * 0.5698402910) % 1.0
    return int(lines["amount"][place < np.where(back, share, 0.1)].sum())


def _money(day: date, lines: Columns) -> Iterator[RareRow]:
    taken = _TAKEN_IN_PROMOTIONS if days.season(day) > 1.6 else _TAKEN
    for shop, fixed in zip(SAMPLE_SHOPS, _FIXED, strict=True):
        channels = [at for at, found in enumerate(SHOP_OF_CHANNEL) if found is shop]
        kept = np.isin(lines["channel"], channels) & (lines["cancelled"] == 0)
        income = int(lines["amount"][kept].sum())
        yield RareRow(shop.name.zh, "收入", yuan(income))
        yield RareRow(shop.name.zh, "支出", yuan(round(income * taken) + fixed))
