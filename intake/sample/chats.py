"""One day of chats of the invented company, as columns of equally long integer arrays."""

from datetime import date
from functools import lru_cache

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from intake.sample import days
from intake.sample.people import SEATS
from intake.sample.world import (
    AFTER_SALES,
    DOUYIN,
    LIVE,
    LOGISTICS,
    PRE_SALES,
    PRODUCT,
    PROMOTION,
    QUALITY,
    RETURNS,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Columns = dict[str, Ints]

_SEED = 20_260_618
_NONE = -1

_CHANNELS = (0.57, 0.18, 0.25)
_BEFORE_BUYING = {"usual": (0.56, 0.19, 0.16, 0.09, 0.0, 0.0),
                  "promotion": (0.44, 0.33, 0.14, 0.09, 0.0, 0.0)}  # fmt: skip
_AFTER_BUYING = {"usual": (0.0, 0.0, 0.20, 0.36, 0.27, 0.17),
                 "late": (0.0, 0.0, 0.13, 0.57, 0.19, 0.11)}  # fmt: skip
# How readily the bot ends a chat alone, by category.
_BOT_BY_CATEGORY = np.asarray((0.95, 1.1, 1.15, 1.3, 0.75, 0.45))
_INQUIRY_BY_CATEGORY = np.asarray((0.78, 0.72, 0.45, 0.0, 0.0, 0.0))
_CONVERSION = np.asarray((0.565, 0.52, 0.455))
_SPEND = np.asarray((172.0, 196.0, 128.0))
# The seat whose holder has a bad August every year (a house move, as the story goes).
_LOW_SEAT, _LOW_MONTH = 3, 8


def random_of(day: date, stream: int) -> Generator:
    """Return the random numbers of a day; streams keep chats, calls and orders apart."""
    return default_rng((_SEED, stream, day.toordinal()))


def moments(rng: Generator, day: date, size: int, *, office: bool = False) -> Ints:
    """Return sorted seconds after midnight, as many as `size`, by the day's half-hours."""
    steps = np.cumsum(days.half_hours(day, office=office))
    slot = pick(rng, steps, size)
    second: Ints = slot * 1800 + (rng.random(size) * 1800).astype(np.int64)
    second.sort()
    return second


def pick(rng: Generator, steps: Floats, size: int) -> Ints:
    """Return codes drawn by cumulative shares."""
    found = np.searchsorted(steps, rng.random(size) * steps[-1], side="right")
    codes: Ints = np.minimum(found, len(steps) - 1).astype(np.int64)
    return codes


def lognormal(rng: Generator, median: Floats | float, sigma: float, size: int) -> Ints:
    """Return whole seconds with a long right tail, at least 1."""
    drawn = median * np.exp(sigma * rng.standard_normal(size))
    return np.maximum(1, np.rint(drawn)).astype(np.int64)


# The measures of a day are told beside its chats: they are made once for both.
@lru_cache(maxsize=64)
def chats_of(day: date) -> Columns:
    """Return the chats that began on a day; the same columns each time, not to be written into.

    Columns: second, channel, team, seat, second_choice (another seat, should it have been empty),
    share (0-999, decides about that), nickname, bot, category, answered, frt, art, turns, handle,
    resolved, rating, inquiry, paid, amount (fen). Seconds and the rest are -1 where there is none.
    """
    rng = random_of(day, 1)
    size = round(days.chats_expected(day) * (0.96 + 0.08 * rng.random()))
    chats: Columns = {"second": moments(rng, day, size)}
    chats["channel"] = pick(rng, np.cumsum(_CHANNELS), size)
    before = _before_buying(rng, day, chats)
    chats["category"] = _categories(rng, day, before)
    chats["bot"] = _bot(rng, day, chats)
    chats["team"] = _teams(chats, before)
    _seat(rng, day, chats)
    _serve(rng, day, chats)
    _rate(rng, day, chats)
    _sell(rng, day, chats)
    return chats


def _before_buying(rng: Generator, day: date, chats: Columns) -> NDArray[np.bool_]:
    share = 0.52 if days.late_parcels(day) else 0.64
    return rng.random(len(chats["second"])) < share


def _categories(rng: Generator, day: date, before: NDArray[np.bool_]) -> Ints:
    busy = "promotion" if days.season(day) > 1.2 else "usual"
    late = "late" if days.late_parcels(day) else "usual"
    asked = pick(rng, np.cumsum(_BEFORE_BUYING[busy]), len(before))
    bought = pick(rng, np.cumsum(_AFTER_BUYING[late]), len(before))
    found: Ints = np.where(before, asked, bought)
    return found


def _bot(rng: Generator, day: date, chats: Columns) -> Ints:
    chance = _BOT_BY_CATEGORY[chats["category"]]
    at_night = chats["second"] < 8 * 3600
    chance = np.where(at_night, chance * 1.8, chance)
    chance = chance * days.bot_share(day) / chance.mean()
    alone: Ints = (rng.random(len(chance)) < np.minimum(chance, 0.97)).astype(np.int64)
    return alone


def _teams(chats: Columns, before: NDArray[np.bool_]) -> Ints:
    desk = np.where(before, PRE_SALES, AFTER_SALES)
    team: Ints = np.where(chats["channel"] == DOUYIN, LIVE, desk)
    team[chats["bot"] == 1] = _NONE
    return team


def _seat(rng: Generator, day: date, chats: Columns) -> None:
    """Put each chat on a seat that is on shift then; -1 for the bot's."""
    size = len(chats["second"])
    late_shift = (chats["second"] >= 16 * 3600).astype(np.int64)
    u, v = rng.random(size), rng.random(size)
    chats["share"] = (rng.random(size) * 1000).astype(np.int64)
    chats["nickname"] = (rng.random(size) < 0.3).astype(np.int64)
    chats["seat"] = np.full(size, _NONE)
    chats["second_choice"] = np.full(size, _NONE)
    for team, seats in enumerate(SEATS):
        for shift in (0, 1):
            here = (chats["team"] == team) & (late_shift == shift)
            steps = np.cumsum(_weights(day, team, seats, shift))
            first = np.searchsorted(steps, u[here] * steps[-1], side="right")
            chats["seat"][here] = first
            # Leads and whoever was drawn first are no stand-ins.
            second = 1 + (v[here] * (seats - 2)).astype(np.int64)
            chats["second_choice"][here] = np.where(second >= np.maximum(first, 1), second + 1,
                                                    second)  # fmt: skip
    # On Tmall and JD each platform has its own nickname; in Douyin the live room is the second.
    platform = np.where(chats["channel"] == DOUYIN, chats["nickname"], chats["channel"])
    chats["nickname"] = platform


def _weights(day: date, team: int, seats: int, shift: int) -> Floats:
    """Return how much each seat of a team takes on a shift: shifts alternate by week."""
    seat = np.arange(seats)
    mine = (seat + day.isocalendar().week + shift) % 2 == 0
    off = (day.toordinal() + seat * 3 + team) % 7 == 0
    everybody = days.season(day) > 1.9
    pace = 0.9 + 0.2 * ((seat * 5 + team) % 7) / 6
    pace[0] = 0.15
    on = mine if not everybody else np.ones(seats, dtype=bool)
    return pace * np.where(on, 1.0, 0.08) * np.where(off & ~everybody, 0.0, 1.0)


def _serve(rng: Generator, day: date, chats: Columns) -> None:
    """Give each chat its reply times, handling time and outcome."""
    size, human = len(chats["second"]), chats["bot"] == 0
    hour, team = chats["second"] // 3600, np.maximum(chats["team"], 0)
    slow = days.slowness(day, hour, team)
    missed = np.minimum(0.0035 * slow**1.3, 0.06)
    answered = ~(human & (rng.random(size) < missed))
    by_human = human & answered
    chats["answered"] = answered.astype(np.int64)
    chats["frt"] = np.where(by_human, lognormal(rng, 11.0 * slow, 0.905, size), _NONE)
    turns = 2 + np.minimum(rng.geometric(0.24, size), 40)
    art = np.minimum(lognormal(rng, 19.0 * np.sqrt(slow), 0.6, size), 900)
    chats["turns"] = np.where(by_human, turns, _NONE)
    chats["art"] = np.where(by_human, art, _NONE)
    long = np.where(team == AFTER_SALES, 285.0, 232.0)
    handle = lognormal(rng, np.where(human, long, 48.0), 0.65, size)
    chats["handle"] = np.where(answered, handle, _NONE)
    solved = np.where(human, np.asarray((0.915, 0.86, 0.895))[team], 0.875)
    solved = solved - np.where(chats["category"] == QUALITY, 0.05, 0.0)
    solved = solved - (0.06 if days.is_double11(day) else 0.0)
    chats["resolved"] = (answered & (rng.random(size) < solved)).astype(np.int64)


def _rate(rng: Generator, day: date, chats: Columns) -> None:
    """Let some rate: 5 and 4 where content, 3, 2 or 1 where not; 0 where nobody rated."""
    size = len(chats["second"])
    by_human = chats["frt"] >= 0
    rated = by_human & (rng.random(size) < 0.092)
    chance = days.satisfaction(day, np.maximum(chats["team"], 0), chats["category"] == LOGISTICS)
    chance = chance + (((chats["seat"] * 3 + chats["team"]) % 7) - 3) * 0.005
    chance = chance - np.where(np.isin(chats["category"], (QUALITY, RETURNS)), 0.012, 0.0)
    chance = chance - np.where(chats["frt"] > 60, 0.08, 0.0)
    low = (chats["team"] == PRE_SALES) & (chats["seat"] == _LOW_SEAT) & (day.month == _LOW_MONTH)
    chance = chance - np.where(low, 0.17, 0.0)
    content = rng.random(size) < chance
    how = rng.random(size)
    score = np.where(
        content, np.where(how < 0.79, 5, 4), np.where(how < 0.36, 3, np.where(how < 0.6, 2, 1))
    )
    chats["rating"] = np.where(rated, score, 0)


def _sell(rng: Generator, day: date, chats: Columns) -> None:
    """Say which chats were sales inquiries, which were paid, and how much (fen, -1 = nothing)."""
    size, bot = len(chats["second"]), chats["bot"] == 1
    wanted = _INQUIRY_BY_CATEGORY[chats["category"]] * np.where(bot, 0.25, 1.0)
    inquiry = (rng.random(size) < wanted) & (chats["answered"] == 1)
    chance = _CONVERSION[chats["channel"]] + np.where(chats["category"] == PROMOTION, 0.03, 0.0)
    chance = chance - np.where(chats["category"] == PRODUCT, 0.01, 0.0) - np.where(bot, 0.13, 0.0)
    chance = chance - (0.02 if days.is_double11(day) else 0.0)
    paid = inquiry & (rng.random(size) < chance)
    spend = _SPEND[chats["channel"]] * days.spend_growth(day)
    spend = spend * (1.12 if days.is_double11(day) else 1.0)
    amount = lognormal(rng, spend * 100 * 0.82, 0.63, size)
    chats["inquiry"] = inquiry.astype(np.int64)
    chats["paid"] = paid.astype(np.int64)
    chats["amount"] = np.where(paid, amount, _NONE)
