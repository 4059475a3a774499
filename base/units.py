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


class Good(StrEnum):
    """Which direction is good."""

    UP = "up"
    DOWN = "down"
    BAND = "band"
    NONE = "none"


# ISO 4217 minor units that differ from two decimals, of the currencies shops here trade in.
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "JOD": 3}


def minor_units(currency: str) -> int:
    """Return how many minor units make one unit of an ISO 4217 currency (100 for CNY)."""
    return int(10 ** _EXPONENTS.get(currency.upper(), 2))
