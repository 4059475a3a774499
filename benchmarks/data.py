"""The conversations that are measured: invented, the same for the same seed, two shapes.

"tied": every agent belongs to one shop and serves one or two of its channels. "independent":
everybody serves everything, which gives the full grain many times the rows. Fupan gets the CSV that
a chat system would export. The peers get the same rows as delivered, as a team has them that loads
its exports (`benchmarks.raw`).
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from base.dimensions import Dim

SEED = 20_261_121
SHAPES = ("tied", "independent")

LAST_DAY = date(2026, 10, 31)
DAYS = 730
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
AGENTS, TEAMS, SHOPS, CHANNELS = 200, 10, 8, 4
# Codes of "nobody": the bot's conversations have neither agent nor team.
NOBODY = -1

_BOT_SHARE, _RATED_SHARE, _INQUIRY_SHARE = 0.3, 0.35, 0.55
# Days made at once: bounds memory.
_BATCH_DAYS = 30

Tell = Callable[[str], None]
Ints = NDArray[np.int64]


# The names in the log and in the staff list, by code.
NAMES: Mapping[Dim, tuple[str, ...]] = {
    Dim.AGENT: tuple(f"agent{code:03}" for code in range(1, AGENTS + 1)),
    Dim.TEAM: tuple(f"Team {code:02}" for code in range(1, TEAMS + 1)),
    Dim.SHOP: tuple(f"Shop {code}" for code in range(1, SHOPS + 1)),
    Dim.CHANNEL: tuple(f"Channel {code}" for code in range(1, CHANNELS + 1)),
    Dim.HANDLER: ("human", "bot"),
}


@dataclass(frozen=True)
class Files:
    """One shape on disk: the log and the staff list for Fupan, the raw rows for the peers."""

    log: Path
    staff: Path
    duckdb: Path
    sqlite: Path


def conversations(rows: int, shape: str) -> Iterator[pd.DataFrame]:
    """Yield `rows` conversations in order of time, a month at once.

    Columns: day (ordinal), second (of the day); shop, channel, agent, team and handler as codes of
    NAMES; frt and handle (seconds, -1 none), rating (0 none); resolved, inquiry and paid (0 or 1).
    """
    counts = _counts(rows)
    for start in range(0, DAYS, _BATCH_DAYS):
        rng = default_rng((SEED, SHAPES.index(shape), start))
        days = np.arange(start, min(start + _BATCH_DAYS, DAYS))
        yield _batch(rng, np.repeat(days, counts[days]), shape)


def _counts(rows: int) -> Ints:
    """Return how many conversations each day has: busier weekends, two seasons, exactly `rows`."""
    day = np.arange(DAYS)
    weekday = (FIRST_DAY.weekday() + day) % 7
    weights = (1 + 0.15 * (weekday >= 5)) * (1 + 0.2 * np.sin(day / 365 * 2 * np.pi))
    edges = np.floor(np.cumsum(weights) / weights.sum() * rows + 0.5).astype(np.int64)
    counts: Ints = np.diff(np.r_[0, edges])
    return counts


def _batch(rng: Generator, day: Ints, shape: str) -> pd.DataFrame:
    size = len(day)
    second = (8 * 3600 + rng.beta(2, 2, size) * (16 * 3600 - 1)).astype(np.int64)
    moment = np.sort(day * 86_400 + second)
    day, second = moment // 86_400, moment % 86_400
    bot = rng.random(size) < _BOT_SHARE
    agent = rng.integers(0, AGENTS, size)
    shop, channel = _place(rng, agent, bot, shape)
    columns = {
        "day": (day + FIRST_DAY.toordinal()).astype(np.int32),
        "second": second.astype(np.int32),
        "shop": shop.astype(np.int8),
        "channel": channel.astype(np.int8),
        "agent": np.where(bot, NOBODY, agent).astype(np.int16),
        "team": np.where(bot, NOBODY, agent % TEAMS).astype(np.int8),
        "handler": bot.astype(np.int8),
    }
    return pd.DataFrame(columns | _outcome(rng, day, agent, channel, bot))


def _place(rng: Generator, agent: Ints, bot: NDArray[np.bool_], shape: str) -> tuple[Ints, Ints]:
    size = len(agent)
    shop, channel = rng.integers(0, SHOPS, size), rng.integers(0, CHANNELS, size)
    if shape == "independent":
        return shop, channel
    second_channel = (rng.random(size) < 0.4) & (agent % 3 != 0)
    own = (agent // SHOPS + second_channel) % CHANNELS
    return np.where(bot, shop, agent % SHOPS), np.where(bot, channel, own)


def _outcome(
    rng: Generator, day: Ints, agent: Ints, channel: Ints, bot: NDArray[np.bool_]
) -> dict[str, NDArray[Any]]:
    size = len(day)
    drift = 0.03 * np.sin(day / 40)
    first = 25 * (1 + agent % TEAMS / 10) * np.exp(0.9 * rng.standard_normal(size))
    handling = 240 * np.exp(0.7 * rng.standard_normal(size))
    pleased = rng.random(size) < 0.8 + 0.15 * np.sin(agent) + drift
    rating = np.where(pleased, rng.integers(4, 6, size), rng.integers(1, 4, size))
    inquiry = rng.random(size) < _INQUIRY_SHARE
    bought = rng.random(size) < np.where(bot, 0.3, 0.4 + 0.05 * channel) + drift
    return {
        "frt": np.where(bot, -1, np.minimum(first, 86_400)).astype(np.int32),
        "handle": np.where(bot, -1, np.minimum(handling, 86_400)).astype(np.int32),
        "rating": np.where(rng.random(size) < _RATED_SHARE, rating, 0).astype(np.int8),
        "resolved": (rng.random(size) < np.where(bot, 0.6, 0.85)).astype(np.int8),
        "inquiry": inquiry.astype(np.int8),
        "paid": (inquiry & bought).astype(np.int8),
    }


def write_staff(path: Path) -> None:
    """Write the staff list: every agent's name, team and the account he works under."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "team", "accounts"))
        for code, name in enumerate(NAMES[Dim.AGENT]):
            writer.writerow((name, NAMES[Dim.TEAM][code % TEAMS], name))
