"""The cuts a figure can be asked by, as words all rooms share."""

from enum import StrEnum


class Dim(StrEnum):
    """A cut. The first group are members with names, the second parts of time."""

    AGENT = "agent"
    TEAM = "team"
    SHOP = "shop"
    CHANNEL = "channel"
    PLATFORM = "platform"
    HANDLER = "handler"
    CATEGORY = "category"
    PRODUCT = "product"
    COUNTRY = "country"
    EMPLOYMENT = "employment"

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    WEEKDAY = "weekday"
    HOUR = "hour"
    HALF_HOUR = "half_hour"


def spoken(dim: str, kinds: str) -> str:
    """Return a cut as keys of texts name it; `kinds` says of what the categories are kinds, empty
    for those of chats: "category.refund"."""
    return f"{dim}.{kinds}" if kinds and dim == Dim.CATEGORY else dim


# Steps of time that have another name in every period; hours and weekdays come back.
CALENDAR_DIMS = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH})
TIME_DIMS = frozenset({Dim.DAY, Dim.WEEK, Dim.MONTH, Dim.WEEKDAY, Dim.HOUR, Dim.HALF_HOUR})


class Handler(StrEnum):
    """Who dealt with a contact from beginning to end."""

    HUMAN = "human"
    BOT = "bot"


class Employment(StrEnum):
    """How a person is employed (D01: in-house, outsourced, part-time)."""

    INHOUSE = "inhouse"
    OUTSOURCED = "outsourced"
    PART_TIME = "part_time"
