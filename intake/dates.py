"""Dates and times of whole columns, as seconds since 1970 on the wall clock they were written by.

Whether 3/4 is the third of April or the fourth of March is decided by the column as a whole, or
by the person; never by guessing. The usual shapes are read by pandas, the rest one by one.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from base.language import msg
from base.refusal import Refusal
from intake.cells import Mask, labels

Seconds = NDArray[np.int64]

# The ordinal of 1970-01-01, and the first day of a spreadsheet's count.
EPOCH = date(1970, 1, 1).toordinal()
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - wall clock, like all cells
_EARLIEST, _LATEST = 1990, 2100

_YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?!\d)")
_NAMED = re.compile(r"^(\d{1,2})[\s-]([a-z]{3})[a-z]*\.?[\s,-]+(\d{4}|\d{2})(?!\d)")
_NAMED_FIRST = re.compile(r"^([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TIME = re.compile(
    r"^(上午|下午|凌晨|晚上|中午)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?"
    r"(?:\s*[:分]\s*(\d{1,2})?(?:\.\d+)?)?\s*秒?\s*([ap]m)?$"
)
_OFFSET = re.compile(r"(z|[+-]\d{2}:?\d{2})$")
_MONTHS = {
    name: number + 1
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    )
}

_ISO_AWARE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")

_ORDERS = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}


@dataclass(frozen=True)
class Moments:
    """A column of moments. `aware` are true UTC, the others on the shop's wall clock."""

    seconds: Seconds
    bad: Mask
    empty: Mask
    aware: Mask | None


@dataclass
class OrderEvidence:
    """What a column says on the order of day and month; fed chunk by chunk."""

    day_first: str = ""
    month_first: str = ""
    unclear: str = ""
    seen: bool = False

    def feed(self, series: "pd.Series[Any]") -> None:
        """Look at a piece of the column."""
        texts = series.dropna().astype(object).astype(str).str.strip()
        parts = texts.str.extract(_YEAR_LAST)
        found = parts[0].notna()
        if not found.any():
            return
        self.seen = True
        first, second = parts.loc[found, 0].astype(int), parts.loc[found, 1].astype(int)
        texts = texts[found]
        self.day_first = self.day_first or _first(texts, (first > 12) & (second <= 12))
        self.month_first = self.month_first or _first(texts, (second > 12) & (first <= 12))
        self.unclear = self.unclear or _first(texts, first != second) or str(texts.iloc[0])

    def order(self, column: str) -> str | None:
        """Return "dmy", "mdy" or None where no date is of that kind. Raises Refusal in doubt."""
        if not self.seen:
            return None
        ways_out = ("--dates dmy", "--dates mdy")
        if self.day_first and self.month_first:
            params = {"column": column, "one": self.day_first, "other": self.month_first}
            raise Refusal(msg("import.dates_mixed", **params), ways_out)
        if self.day_first or self.month_first:
            return "dmy" if self.day_first else "mdy"
        day = _readings(self.unclear)
        raise Refusal(msg("import.dates_unclear", column=column, value=self.unclear,
                          dmy=day[0], mdy=day[1]), ways_out)  # fmt: skip


def _first(texts: "pd.Series[Any]", where: "pd.Series[bool]") -> str:
    return str(texts[where].iloc[0]) if where.any() else ""


def _readings(text: str) -> tuple[str, str]:
    found = [_calendar(text, order) for order in ("dmy", "mdy")]
    return (found[0] or "?").split(" ")[0], (found[1] or "?").split(" ")[0]


def _calendar(text: str, order: str) -> str | None:
    moment = moment_of(text, order)
    return None if moment is None else str(moment[0])


def _fast_format(sample: str, order: str | None) -> str | None:
    """Return the format of the usual shapes that pandas reads at full speed."""
    text = sample.strip()
    clock = ""
    found = re.search(r"([T ])(\d{1,2}:\d{2})(:\d{2})?(\.\d+)?$", text)
    if found:
        seconds = ":%S" if found[3] else ""
        clock = f"{found[1]}%H:%M{seconds}" + (".%f" if found[4] else "")
        text = text[: found.start()]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return "%Y-%m-%d" + clock
    if re.fullmatch(r"\d{4}/\d{1,2}/\d{1,2}", text):
        return "%Y/%m/%d" + clock
    if order and re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return _ORDERS[order] + clock
    return None


def moments(series: "pd.Series[Any]", order: str | None, *, days_only: bool = False) -> Moments:
    """Read a column of dates or moments; `order` is "dmy", "mdy" or None where not known."""
    size = len(series)
    empty = series.isna().to_numpy(copy=True)
    seconds = np.zeros(size, dtype=np.int64)
    done = empty.copy()
    if pd.api.types.is_numeric_dtype(series.dtype):
        series = series.map(_plain_number, na_action="ignore").astype(object)
    bad = np.zeros(size, dtype=bool)
    aware: Mask | None = None
    if not isinstance(series.dtype, pd.CategoricalDtype):
        fast, zoned_fast = _read_fast(series, order, seconds, empty)
        aware = fast & ~empty if zoned_fast else None
        done |= fast
    if not done.all():
        rest = ~done
        codes, texts = labels(series[rest])
        read = [moment_of(text, order) for text in texts]
        values = np.asarray([_seconds(r[0]) if r else 0 for r in read] + [0], dtype=np.int64)
        zoned = np.asarray([bool(r and r[1]) for r in read] + [False])
        wrong = np.asarray([r is None for r in read] + [False])
        seconds[rest], bad[rest] = values[codes], wrong[codes]
        empty[rest] |= codes < 0
        if zoned.any():
            aware = np.zeros(size, dtype=bool) if aware is None else aware
            aware[rest] = zoned[codes]
    if days_only:
        seconds = seconds // 86_400 * 86_400
    out = (seconds < _seconds(datetime(_EARLIEST, 1, 1))) | (  # noqa: DTZ001
        seconds > _seconds(datetime(_LATEST, 1, 1))  # noqa: DTZ001
    )
    return Moments(seconds, bad | (out & ~empty), empty, aware)


def _plain_number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _read_fast(
    series: "pd.Series[Any]", order: str | None, seconds: Seconds, empty: Mask
) -> tuple[Mask, bool]:
    """Read what has the shape of the column's first cell; return which rows, and if it is UTC."""
    nothing = np.zeros(len(series), dtype=bool)
    present = np.flatnonzero(~empty)
    if len(present) == 0:
        return nothing, False
    sample = str(series.iloc[int(present[0])]).strip()
    zoned = _ISO_AWARE.fullmatch(sample) is not None
    if zoned:
        whole = series.str.fullmatch(_ISO_AWARE.pattern).fillna(False).to_numpy(dtype=bool)
        series = series.where(whole)
        read = pd.to_datetime(series, format="ISO8601", errors="coerce", utc=True)
    else:
        shape = _fast_format(sample, order)
        if shape is None:
            return nothing, False
        read = pd.to_datetime(series, format=shape, errors="coerce")
    ok: Mask = read.notna().to_numpy()
    naive = read.dt.tz_localize(None) if zoned else read
    seconds[ok] = naive.to_numpy().astype("datetime64[s]").astype(np.int64)[ok]
    return ok, zoned


def _seconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001


def moment_of(text: str, order: str | None) -> tuple[datetime, bool] | None:
    """Read one date or moment of any known shape; True says that it is in UTC.

    Returns None where the text is no date, or its order of day and month is not known.
    """
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    try:
        serial = float(bare)
    except ValueError:
        return _written(bare, order)
    if 20_000 <= serial < 80_000:
        return _SERIAL_ZERO + timedelta(seconds=round(serial * 86_400)), False
    return _written(bare, order)


def _written(bare: str, order: str | None) -> tuple[datetime, bool] | None:
    found = _date_part(bare, order)
    if found is None:
        return None
    day, rest = found
    rest = rest.lstrip(" t,").strip()
    offset = _OFFSET.search(rest) if rest else None
    if offset:
        rest = rest[: offset.start()].strip()
    clock = _time_part(rest) if rest else 0
    if clock is None:
        return None
    moment = datetime(day.year, day.month, day.day) + timedelta(seconds=clock)  # noqa: DTZ001
    return (moment - _shift(offset[0]), True) if offset else (moment, False)


def _shift(offset: str) -> timedelta:
    if offset == "z":
        return timedelta(0)
    digits = offset[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timedelta(minutes=-minutes if offset[0] == "-" else minutes)


def _date_part(bare: str, order: str | None) -> tuple[date, str] | None:
    for pattern, places in (
        (_YEAR_FIRST, (1, 2, 3)),
        (_COMPACT, (1, 2, 3)),
        (_YEAR_LAST, {"dmy": (3, 2, 1), "mdy": (3, 1, 2)}.get(order or "", ())),
        (_NAMED, (3, 2, 1)),
        (_NAMED_FIRST, (3, 1, 2)),
    ):
        found = pattern.match(bare)
        if not found:
            continue
        if not places:
            return None
        year, month, day = (found[p] for p in places)
        number = _MONTHS.get(month, 0) if month.isalpha() else int(month)
        full = int(year) + (2000 if len(year) == 2 else 0)
        try:
            return date(full, number, int(day)), bare[found.end() :]
        except ValueError:
            return None
    return None


def _time_part(text: str) -> int | None:
    """Return the seconds after midnight that a time of day says."""
    found = _TIME.match(text)
    if not found:
        return None
    hour, minute, second = (int(found[i] or 0) for i in (2, 3, 4))
    half = found[1] or found[5] or ""
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second


def clock_seconds(series: "pd.Series[Any]") -> tuple[Seconds, Mask]:
    """Read a column of times of day as seconds after midnight; 0 where empty."""
    codes, texts = labels(series)
    read = [_time_part(t.strip().casefold()) for t in texts]
    values = np.asarray([r or 0 for r in read] + [0], dtype=np.int64)
    wrong = np.asarray([r is None for r in read] + [False])
    return values[codes], wrong[codes]


def to_wall(seconds: Seconds, zone: str) -> Seconds:
    """Return moments in UTC as seconds on the wall clock of an IANA zone."""
    hours, inverse = np.unique(seconds // 900, return_inverse=True)
    tz = ZoneInfo(zone)
    shifts = [
        (datetime.fromtimestamp(int(h) * 900, UTC).astimezone(tz).utcoffset() or timedelta(0))
        for h in hours
    ]
    table = np.asarray([round(s.total_seconds()) for s in shifts], dtype=np.int64)
    return seconds + table[inverse]
