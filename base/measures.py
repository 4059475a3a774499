"""The measures: what is counted, before any metric is made of it.

A measure adds up over days, shops and people (money in integer minor units, durations in whole
seconds). Measures that are delivered together form a bundle, so that a ratio's two halves always
come from the same feed. Frequent measures are columns of a family's fact table; rare ones are
rows of the long table, from where every metric can be fed as well.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Family(StrEnum):
    """Which fact table a measure lives in; RARE is the long table."""

    CHAT = "chat"
    SALES = "sales"
    RARE = "rare"


class Kind(StrEnum):
    """What a measure's number is."""

    COUNT = "count"
    SECONDS = "seconds"
    MONEY = "money"


@dataclass(frozen=True)
class Measure:
    """One thing counted. `slots` says that it exists by half hour too."""

    key: str
    family: Family
    bundle: str
    kind: Kind = Kind.COUNT
    slots: bool = False


def _chat(bundle: str, *keys: str, slots: bool = False) -> tuple[Measure, ...]:
    return tuple(Measure(key, Family.CHAT, bundle, slots=slots) for key in keys)


_ALL: tuple[Measure, ...] = (
    *_chat("contacts", "contacts", "answered", slots=True),
    # A share needs the contacts of those sources alone that say what it counts: a chat log knows
    # nothing of abandoned calls. So each such bundle brings its own base along.
    *_chat("abandon", "abandoned", "abandon_n", slots=True),
    *_chat("bot", "bot_contacts", "bot_n"),
    *_chat("frt", "frt_n", "frt_sum", "frt_le30", slots=True),
    *_chat("csat", "ratings", "good"),
    *_chat("csat_score", "score_n", "score_sum"),
    *_chat("csat_bad", "bad"),
    *_chat("wait", "wait_n", "wait_sum", slots=True),
    *_chat("art", "art_n", "art_sum"),
    *_chat("handle", "handle_n", "handle_sum"),
    *_chat("resolved", "resolved", "resolved_answered", "resolved_contacts"),
    *_chat("inquiry", "inquiries", "inq_paid"),
    Measure("cs_sales", Family.CHAT, "cs_sales", Kind.MONEY),
    Measure("orders", Family.SALES, "orders"),
    Measure("order_sales", Family.SALES, "orders", Kind.MONEY),
    Measure("items", Family.SALES, "orders"),
    Measure("cancel_orders", Family.SALES, "cancels"),
    Measure("cancel_sales", Family.SALES, "cancels", Kind.MONEY),
    Measure("consult_users", Family.RARE, "consult_users"),
    Measure("valid_contacts", Family.RARE, "valid_contacts"),
    Measure("slow_contacts", Family.RARE, "slow_contacts"),
    Measure("long_contacts", Family.RARE, "long_contacts"),
    Measure("transfers_in", Family.RARE, "transfers_in"),
    Measure("transfers_out", Family.RARE, "transfers_out"),
    Measure("messages_agent", Family.RARE, "messages_agent"),
    Measure("messages_buyer", Family.RARE, "messages_buyer"),
    Measure("on_shift", Family.RARE, "on_shift"),
)

MEASURES = MappingProxyType({measure.key: measure for measure in _ALL})


def of_family(family: Family) -> tuple[Measure, ...]:
    """Return the measures of a family in the order of their columns."""
    return tuple(measure for measure in _ALL if measure.family is family)


def of_slots() -> tuple[Measure, ...]:
    """Return the measures that exist by half hour."""
    return tuple(measure for measure in _ALL if measure.slots)


# Durations with a distribution of their own. Each belongs to the bundle of its sum.
DURATIONS = MappingProxyType({"frt": "frt", "wait": "wait", "art": "art", "handle": "handle"})
