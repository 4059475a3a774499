"""What cells mean: whole columns of raw cells to arrays, each different text parsed once.

Every reader returns the values and a mask of cells that are there but mean nothing of the kind;
an empty cell is no fault. Durations are whole seconds (halves up), -1 where there is none.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from base.units import minor_units
from intake.recognise import plain, word_set, words

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

# A contact that lasts longer than this many seconds is a slip, not a contact.
LONGEST = 400 * 86_400
# A spreadsheet keeps 15 digits of a number.
DAMAGED = re.compile(r"^-?\d(\.\d+)?[eE]\+?\d{2,}$")

_THOUSANDS = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$")
_CLOCK = re.compile(r"^(?:(\d+)\s*days?\s*)?(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)$")
_SPELLED = re.compile(
    r"^(?:(?P<d>\d+)(?:天|d|days?))?(?:(?P<h>\d+(?:\.\d+)?)(?:小时|时|h|hrs?|hours?))?"
    r"(?:(?P<m>\d+(?:\.\d+)?)(?:分钟|分|m|mins?|minutes?))?"
    r"(?:(?P<s>\d+(?:\.\d+)?)(?:秒钟|秒|s|secs?|seconds?))?$"
)
_MONEY_SIGNS = re.compile(r"[¥￥$€£元]|rmb|cny|usd|eur|gbp")


def labels(series: "pd.Series[Any]") -> tuple[NDArray[np.int32], list[str]]:
    """Return each cell's code (-1 = empty) and the text of every code, blanks trimmed.

    Texts that are equal once trimmed may have two codes.
    """
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy().astype(np.int32)
        texts = [str(t).strip() for t in series.cat.categories]
    else:
        found, uniques = pd.factorize(series)
        codes = found.astype(np.int32)
        texts = [text_of(u) for u in uniques]
    empty = np.asarray([t in ("", "-", "--", "—", "——") for t in texts] + [True])
    return np.where(empty[codes], np.int32(-1), codes), texts


def text_of(value: Any) -> str:
    """Return a cell as the person wrote it, as far as that can be told."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip()


def _parsed(
    series: "pd.Series[Any]", parse: Callable[[str], float | None], missing: float
) -> tuple[Floats, Mask]:
    """Parse each different text once; `parse` returns None for what it cannot read."""
    codes, texts = labels(series)
    none = word_set("no_data")
    values = np.empty(len(texts) + 1)
    bad = np.zeros(len(texts) + 1, dtype=bool)
    values[-1] = missing
    for i, text in enumerate(texts):
        found = missing if plain(text) in none else parse(text)
        bad[i] = found is None
        values[i] = missing if found is None else found
    return values[codes], bad[codes]


def number_of(text: str) -> float | None:
    """Return the number a text says (percents as shares, 万 as ten thousands), None for none."""
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    factor = 1.0
    for ending, times in (("%", 0.01), ("万", 1e4)):
        if bare.endswith(ending):
            bare, factor = bare[: -len(ending)].strip(), factor * times
    if _THOUSANDS.match(bare):
        bare = bare.replace(",", "")
    try:
        value = float(bare)
    except ValueError:
        return None
    # 0.9971 and 99.71% are written for the same share: keep both to the same digits.
    return round(value * factor, 12) if math.isfinite(value) and "_" not in bare else None


def numbers(series: "pd.Series[Any]") -> tuple[Floats, Mask]:
    """Return a column of numbers, NaN where empty."""
    if pd.api.types.is_numeric_dtype(series.dtype) and not isinstance(
        series.dtype, pd.CategoricalDtype
    ):
        values = series.to_numpy(dtype=np.float64, na_value=np.nan)
        endless = np.isinf(values)
        return np.where(endless, np.nan, values), endless
    return _parsed(series, number_of, math.nan)


def counts(series: "pd.Series[Any]") -> tuple[Floats, Mask]:
    """Return a column of whole numbers >= 0, NaN where empty; anything else is a fault."""
    values, bad = numbers(series)
    with np.errstate(invalid="ignore"):
        bad = bad | (values < 0) | (values != np.floor(values)) & ~np.isnan(values)
        bad |= np.abs(values) > 2**53
    return np.where(bad, np.nan, values), bad


def seconds_of(text: str, unit: float = 1.0) -> float | None:
    """Return the seconds a text says (a number of `unit`s, 0:02:23, 2分30秒), None for none."""
    bare = plain(text)
    number = number_of(bare) if not bare.endswith(("%", "万")) else None
    if number is not None:
        return number * unit
    clock = _CLOCK.match(bare)
    if clock:
        days, hours, minutes, rest = clock.groups()
        if float(rest) >= 60 or (hours is not None and int(minutes) >= 60):
            return None
        return int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)
    spelled = _SPELLED.match(bare)
    if not bare or not spelled:
        return None
    sizes = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
    return sum(float(spelled[key] or 0) * size for key, size in sizes.items())


def durations(series: "pd.Series[Any]", unit: float = 1.0) -> tuple[Floats, Mask]:
    """Return a column of durations in seconds, NaN where empty; negative ones are faults."""
    if pd.api.types.is_numeric_dtype(series.dtype) and not isinstance(
        series.dtype, pd.CategoricalDtype
    ):
        values, bad = numbers(series)
        values = values * unit
    else:
        values, bad = _parsed(series, lambda text: seconds_of(text, unit), math.nan)
    with np.errstate(invalid="ignore"):
        bad = bad | (values < 0) | (values > LONGEST)
    return np.where(bad, np.nan, values), bad


def whole_seconds(values: Floats) -> NDArray[np.int32]:
    """Round durations to whole seconds, halves up; -1 where there is none."""
    return np.where(np.isnan(values), -1.0, np.floor(values + 0.5)).astype(np.int32)


def flags(series: "pd.Series[Any]") -> tuple[NDArray[np.int8], Mask]:
    """Return 1 for yes, 0 for no, -1 for empty."""
    yes, no = word_set("yes"), word_set("no")

    def parse(text: str) -> float | None:
        word = plain(text)
        return 1.0 if word in yes else 0.0 if word in no else None

    values, bad = _parsed(series, parse, -1.0)
    return values.astype(np.int8), bad


def handlers(series: "pd.Series[Any]") -> tuple[NDArray[np.int8], Mask]:
    """Return 0 for a human, 1 for the bot; empty is a human."""
    human, bot = word_set("human"), word_set("bot")

    def parse(text: str) -> float | None:
        word = plain(text)
        return 1.0 if word in bot else 0.0 if word in human else None

    values, bad = _parsed(series, parse, 0.0)
    return values.astype(np.int8), bad


def ratings(series: "pd.Series[Any]") -> tuple[NDArray[np.int8], Mask]:
    """Return ratings 1-5, 0 where nobody rated."""
    said = {plain(w): float(n) for n, names in words("words")["ratings"].items() for w in names}

    def parse(text: str) -> float | None:
        word = plain(text)
        if word in said:
            return said[word]
        number = number_of(re.sub(r"(分|星|stars?)$", "", word))
        return number if number in (1.0, 2.0, 3.0, 4.0, 5.0) else None

    values, bad = _parsed(series, parse, 0.0)
    return values.astype(np.int8), bad


def decimal_of(text: str) -> Decimal | None:
    """Return the exact amount a text says, None for none."""
    bare = _MONEY_SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold()).strip()
    times = Decimal(1)
    if bare.endswith("万"):
        bare, times = bare[:-1], Decimal(10_000)
    if _THOUSANDS.match(bare):
        bare = bare.replace(",", "")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return value * times if value.is_finite() and abs(value) < Decimal(10) ** 12 else None


def amounts(series: "pd.Series[Any]", places: int) -> tuple[NDArray[np.int64], Mask, Mask]:
    """Return exact amounts in units of 10^-places, which cells are faults, which are empty.

    A text with more decimals than `places` is rounded there, halves away from zero.
    """
    if pd.api.types.is_numeric_dtype(series.dtype) and not isinstance(
        series.dtype, pd.CategoricalDtype
    ):
        return _float_amounts(series, places)
    codes, texts = labels(series)
    none = word_set("no_data")
    scale = Decimal(10) ** places
    values = np.zeros(len(texts) + 1, dtype=np.int64)
    bad = np.zeros(len(texts) + 1, dtype=bool)
    empty = np.zeros(len(texts) + 1, dtype=bool)
    empty[-1] = True
    for i, text in enumerate(texts):
        if plain(text) in none:
            empty[i] = True
            continue
        found = decimal_of(text)
        bad[i] = found is None
        if found is not None:
            values[i] = int((found * scale).to_integral_value("ROUND_HALF_UP"))
    return values[codes], bad[codes], empty[codes]


def _float_amounts(series: "pd.Series[Any]", places: int) -> tuple[NDArray[np.int64], Mask, Mask]:
    """Return exact amounts of a column that was read as floats.

    A float has 15 sure digits: up to 2^53 units the nearest whole number is what was written.
    """
    values, bad = numbers(series)
    empty = np.isnan(values) & ~bad
    scaled = np.nan_to_num(values) * 10.0**places
    # Where there are more decimals, halves go away from zero as the text's would.
    whole = np.sign(scaled) * np.floor(np.abs(scaled) + 0.5 + 1e-6)
    bad = bad | (np.abs(scaled) > 2.0**53)
    return np.where(bad, 0, whole).astype(np.int64), bad, empty


def places_of(currency: str) -> int:
    """Return how many decimals a currency's minor unit has."""
    return round(math.log10(minor_units(currency)))


def divide_rounded(values: NDArray[np.int64], by: int) -> NDArray[np.int64]:
    """Divide integers by a positive integer, rounding halves away from zero."""
    size = (np.abs(values) * 2 + by) // (2 * by)
    return np.where(values < 0, -size, size)
