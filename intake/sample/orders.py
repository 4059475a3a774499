"""One day of order lines of the invented company, as columns of integer arrays.

A buyer is (the day of the first order, a number on that day), so that people come back without
any memory between days.
"""

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.random import Generator

from intake.sample import days
from intake.sample.chats import Columns, Floats, Ints, moments, pick, random_of
from intake.sample.world import DOUYIN, JD, PRODUCTS, TMALL

_RETURNING = 0.285
_GAP_MEDIAN, _GAP_SIGMA = 34.0, 1.1
_PRICES = np.asarray([p.price * 100 for p in PRODUCTS])
_LINES = np.cumsum((0.70, 0.20, 0.07, 0.03))
_ABROAD = np.cumsum((0.975, 0.015, 0.010))


def lines_of(day: date) -> Columns:
    """Return the order lines of a day, ordered by order.

    Columns: order (0-based number on the day), second, channel, country, buyer_day (ordinal),
    buyer, product, quantity, amount (fen paid for the line), cancelled.
    """
    rng = random_of(day, 3)
    size = round(days.orders_expected(day) * (0.95 + 0.1 * rng.random()))
    orders: Columns = {"second": moments(rng, day, size)}
    orders["buyer_day"], orders["buyer"] = _buyers(rng, day, size)
    orders["channel"] = _channel_of(orders["buyer_day"], orders["buyer"])
    orders["country"] = pick(rng, _ABROAD, size)
    lost = 0.045 if days.is_double11(day) else 0.024
    orders["cancelled"] = (rng.random(size) < lost).astype(np.int64)
    count = 1 + pick(rng, _LINES, size)
    lines = {name: np.repeat(column, count) for name, column in orders.items()}
    lines["order"] = np.repeat(np.arange(size), count)
    return lines | _goods(rng, day, lines["channel"], count)


def _buyers(rng: Generator, day: date, size: int) -> tuple[Ints, Ints]:
    """Return each order's buyer: new ones are numbered, the others bought some weeks ago."""
    back = rng.random(size) < _RETURNING
    gap = np.exp(np.log(_GAP_MEDIAN) + _GAP_SIGMA * rng.standard_normal(size))
    gap = np.minimum(1 + gap.astype(np.int64), 700)
    there = np.asarray([_new_buyers(day - timedelta(days=g)) for g in range(701)])
    # Some come back much more often than others.
    known = (rng.random(size) ** 1.5 * there[gap]).astype(np.int64)
    number = np.where(back, known, np.cumsum(~back) - 1)
    return np.where(back, day.toordinal() - gap, day.toordinal()), number


@lru_cache(maxsize=4096)
def _new_buyers(day: date) -> int:
    return max(1, int(days.orders_expected(day) * (1 - _RETURNING)))


def _channel_of(buyer_day: Ints, buyer: Ints) -> Ints:
    """Return where a buyer shops, always the same."""
    place = (buyer * 0.6180339887 + buyer_day * 0.3819660113) % 1.0
    return np.where(place < 0.58, TMALL, np.where(place < 0.75, JD, DOUYIN))


def _goods(rng: Generator, day: date, channel: Ints, count: Ints) -> Columns:
    size = len(channel)
    product = pick(rng, np.cumsum(_wanted(day)), size)
    # An order has a product once: the lines of one take neighbours.
    first = np.repeat(np.cumsum(count) - count, count)
    product = (product[first] + (np.arange(size) - first) * 3) % len(PRODUCTS)
    quantity = 1 + (rng.random(size) < 0.16).astype(np.int64) + (rng.random(size) < 0.04)
    rebate = np.where(channel == DOUYIN, 0.86, 0.94) - (0.08 if days.season(day) > 1.6 else 0.0)
    rebate = rebate - 0.05 * np.floor(rng.random(size) * 3)
    amount = np.rint(_PRICES[product] * quantity * rebate / 10) * 10
    return {"product": product, "quantity": quantity, "amount": amount.astype(np.int64)}


def _wanted(day: date) -> Floats:
    """Return how much each product is wanted: best sellers first, quilts by season."""
    wanted: Floats = 1.0 / (1.5 + np.arange(len(PRODUCTS), dtype=np.float64))
    winter = day.month in (10, 11, 12, 1)
    for at, product in enumerate(PRODUCTS):
        if product.name.zh in ("加厚羊羔绒被", "法兰绒毛毯", "白鹅绒被"):
            wanted[at] *= 2.5 if winter else 0.5
        if product.name.zh == "夏凉被":
            wanted[at] *= 2.2 if day.month in (5, 6, 7, 8) else 0.4
    return wanted
