"""Values as people type them: 92%, 30 秒, 1 min 30 s, 50万, 1.2k. What one means, its unit decides.

Finds them in a text and reads them; whether a value makes sense for anything is for others to say.
"""

import re
from collections.abc import Iterator

from base.units import Unit

_NUMBER = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_HOURS = r"小时|hours?|hrs?|h"
_MINUTES = r"分钟|分|minutes?|mins?|m"
_SECONDS = r"秒钟|秒|seconds?|secs?|s"
_TIMES = rf"{_HOURS}|{_MINUTES}|{_SECONDS}"
_SIZES = {
    "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "百万": 1_000_000,
    "m": 1_000_000, "million": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
}  # fmt: skip
_SIZE = "|".join(sorted(_SIZES, key=len, reverse=True))
_OF = r"元|块钱|块|rmb|cny|usd|eur|人次|次|单|个|条|笔"
_END = r"(?![A-Za-z0-9]|[.,\-/:][0-9]|\s*(?:[年月日号点周季组店]|天(?!猫)))"
_VALUE = re.compile(
    rf"(?<![A-Za-z0-9.,\-−/:¥$€£])[¥$€£]?\s*(?:"
    rf"{_NUMBER}\s*(?:{_TIMES})(?:\s*{_NUMBER}\s*(?:{_TIMES})?)?"
    rf"|{_NUMBER}\s*(?:%|成|(?:{_SIZE})?\s*(?:{_OF})?)"
    rf"){_END}",
    re.IGNORECASE,
)
_DURATION = re.compile(rf"({_NUMBER})\s*(?:({_HOURS})|({_MINUTES})|({_SECONDS})|$)", re.IGNORECASE)
_AMOUNT = re.compile(rf"[¥$€£]?\s*({_NUMBER})\s*({_SIZE})?\s*(?:{_OF})?", re.IGNORECASE)
_SHARE = re.compile(rf"({_NUMBER})\s*(%|成)?")
_SCORE = re.compile(rf"({_NUMBER})\s*分?")


def amounts_in(text: str) -> Iterator[tuple[str, str]]:
    """Return each value in a text with the text that is left without it, the last value first."""
    for found in reversed(list(_VALUE.finditer(text))):
        yield found.group().strip(), f"{text[: found.start()]} {text[found.end() :]}".strip()


def places_of_amounts(text: str) -> list[tuple[int, int]]:
    """Return where the values of a text stand: from which character up to which, in order."""
    return [found.span() for found in _VALUE.finditer(text)]


def amount(text: str, unit: Unit) -> float | None:
    """Return a typed value in its unit (rates 0-1, seconds, money decimal); None for no such one.

    A bare number is a percentage for rates, unless it is a fraction (0.92), and seconds for times.
    """
    text = text.strip()
    match unit:
        case Unit.SHARE:
            return _share(text)
        case Unit.SECONDS:
            return _seconds(text)
        case Unit.COUNT | Unit.MONEY:
            found = _AMOUNT.fullmatch(text)
            size = _SIZES[found.group(2).lower()] if found and found.group(2) else 1
            return _number(found.group(1)) * size if found else None
        case Unit.SCORE | Unit.RATIO | Unit.PER_HOUR:
            found = _SCORE.fullmatch(text)
            return _number(found.group(1)) if found else None


def _share(text: str) -> float | None:
    found = _SHARE.fullmatch(text)
    if found is None:
        return None
    value, mark = _number(found.group(1)), found.group(2)
    if mark is None and "." in found.group(1) and value <= 1:
        return value
    value = value / 10 if mark == "成" else value / 100
    # Ten digits: 92 / 100 and 0.92 are one target.
    return round(value, 10) if value <= 1 else None


def _seconds(text: str) -> float | None:
    """Read 30, 30 s, 1 min 30 and 2 h; a last bare number is in the next smaller unit."""
    total, at, size = 0.0, 0, 60.0
    for found in _DURATION.finditer(text):
        if text[at : found.start()].strip():
            return None
        hours, minutes, seconds = found.group(2), found.group(3), found.group(4)
        if hours or minutes or seconds:
            size = 3600.0 if hours else 60.0 if minutes else 1.0
        else:
            size = size / 60
        total += _number(found.group(1)) * size
        at = found.end()
    return total if at and not text[at:].strip() else None


def _number(text: str) -> float:
    return float(text.replace(",", ""))
