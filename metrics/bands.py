"""The order of time bands ("1–30 分钟", "over 48 h"): by where they begin, whatever their names."""

import math
import re
from collections.abc import Collection

from base.language import Bilingual

_SECONDS = (
    (re.compile(r"天|day|\bd\b"), 86_400),
    (re.compile(r"小时|hour|\bh\b"), 3_600),
    (re.compile(r"分|min"), 60),
    (re.compile(r"秒|sec|\bs\b"), 1),
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BELOW = re.compile(r"内|以下|少于|不到|within|under|less|below|up to|<|≤", re.IGNORECASE)
_AT_ONCE = re.compile(r"即时|立即|马上|instant|at once|immediate", re.IGNORECASE)


def begins_at(name: Bilingual) -> float:
    """Return where a band begins, in seconds; infinity for one without a time (no response)."""
    for text in (name.zh, name.en):
        if _AT_ONCE.search(text):
            return 0.0
        number = _NUMBER.search(text)
        unit = next((size for word, size in _SECONDS if word.search(text.lower())), None)
        if number is not None and unit is not None:
            return 0.0 if _BELOW.search(text) else float(number[0]) * unit
    return math.inf


def are_bands(names: Collection[Bilingual]) -> bool:
    """Say whether members are bands of time: all of them but one, "no response", name one."""
    return len(names) > 1 and sum(math.isinf(begins_at(name)) for name in names) <= 1


def in_order(name: Bilingual) -> tuple[float, str]:
    """Return what to sort bands by."""
    return begins_at(name), name.zh
