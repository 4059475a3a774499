"""The catalogue: one declarative entry a metric. Adding a metric adds an entry, not code.

Names are the field's own words in both languages; synonyms are what people type, lower case and
simplified (the parser folds width, case and traditional characters). Definitions are one sentence
that a person who gets the figure understands. Sources: spec of the metric standard, table 2.2.

A workspace's own metrics (`metrics.own`) are put beside them once, when a process starts and before
anything is asked: everybody who holds CATALOGUE then has them too, for it is a view that lives.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

from metrics.catalogue import (
    bot,
    buyers,
    callcentre,
    community,
    complaints,
    costs,
    csat,
    funnel,
    loop,
    people,
    quality,
    reception,
    refunds,
    reply,
    sales,
    tickets,
)
from metrics.checking import checked
from metrics.model import Metric

# In the order of the list of metrics.
_MODULES = (
    reception,
    reply,
    sales,
    buyers,
    funnel,
    csat,
    bot,
    callcentre,
    complaints,
    tickets,
    refunds,
    costs,
    people,
    community,
    quality,
    loop,
)

# About two milliseconds for all: an entry that is incomplete is to be seen at once, everywhere.
_METRICS = checked(tuple(metric for module in _MODULES for metric in module.METRICS))
CATALOGUE = MappingProxyType(_METRICS)
# What comes with Fupan, in the order of the list.
BUILT_IN = tuple(_METRICS.values())

_Made = TypeVar("_Made")
_FORGET: list[Callable[[], None]] = []


def made_of_catalogue(make: Callable[[], _Made]) -> Callable[[], _Made]:
    """Keep what a function makes of the catalogue, for as long as the catalogue stays the same."""
    kept = lru_cache(maxsize=1)(make)
    _FORGET.append(kept.cache_clear)
    return kept


def install(own: Iterable[Metric]) -> None:
    """Put checked metrics beside those of Fupan, in place of those put there before.

    Not while questions are answered: it is done at the start. With nothing the catalogue is as it
    comes with Fupan again.
    """
    built_in = {metric.key: metric for metric in BUILT_IN}
    _METRICS.clear()
    _METRICS.update(built_in | {metric.key: metric for metric in own})
    for forget in _FORGET:
        forget()
