"""Units of figures, and money as integer minor units."""

from enum import StrEnum


class Unit(StrEnum):
    """What a figure counts. Raw values: shares 0-1, seconds, money in decimal units."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    MONEY = "money"
    SCORE = "score"
    RATIO = "ratio"
    PER_HOUR = "per_hour"


class Good(StrEnum):
    """Which direction is good."""

    UP = "up"
    DOWN = "down"
    BAND = "band"
    NONE = "none"


class Adds(StrEnum):
    """How a figure behaves over days, people and shops: only ADD may be summed freely.

    RATIO is a ratio of sums, DIST a mean or percentile of durations, SNAP a state at an instant,
    DISTINCT counts people, MAX is a peak, EXT a score somebody else computes, DERIVED a comparison
    of another figure. None of them is ever averaged.
    """

    ADD = "add"
    RATIO = "ratio"
    DIST = "dist"
    SNAP = "snap"
    DISTINCT = "distinct"
    MAX = "max"
    EXT = "ext"
    DERIVED = "derived"


# ISO 4217 minor units that differ from two decimals, of the currencies shops here trade in.
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "JOD": 3}


def minor_units(currency: str) -> int:
    """Return how many minor units make one unit of an ISO 4217 currency (100 for CNY)."""
    return int(10 ** _EXPONENTS.get(currency.upper(), 2))
