"""What a calendar day of the invented company is like: how busy, how slow, how well served.

Every function depends on the day alone, never on today, so that a day's figures stay what they
were when the sample is made again tomorrow. The dates are rough on purpose: they shape invented
numbers and answer no question (`metrics.calendars` does that).
"""

import math
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from intake.sample.world import AFTER_SALES, LIVE, PRE_SALES

Floats = NDArray[np.float64]

_EPOCH = date(2025, 9, 15)
_BASE_CHATS = 610
_BASE_CALLS = 42
_BASE_ORDERS = 170
_WEEKDAYS = (1.04, 1.0, 0.98, 0.97, 0.96, 1.0, 1.05)

# First day of the lunar year, when hardly anybody shops and nothing is shipped.
_LUNAR_NEW_YEAR = {
    date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26),
    date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31),
    date(2034, 2, 19), date(2035, 2, 8),
}  # fmt: skip

# (month, day) from, to (inclusive) and the factor on contacts; the first that fits counts.
_SEASONS: tuple[tuple[tuple[int, int], tuple[int, int], float], ...] = (
    ((11, 11), (11, 11), 4.0),
    ((11, 9), (11, 10), 2.15),
    ((11, 12), (11, 13), 2.5),
    ((11, 14), (11, 15), 2.0),
    ((11, 16), (11, 22), 1.15),
    ((10, 15), (11, 8), 1.06),
    ((6, 18), (6, 18), 2.7),
    ((6, 16), (6, 20), 1.8),
    ((5, 20), (6, 15), 1.04),
    ((12, 12), (12, 12), 1.9),
    ((12, 11), (12, 13), 1.25),
    ((3, 8), (3, 8), 1.4),
    ((9, 9), (9, 9), 1.25),
    ((10, 1), (10, 7), 0.62),
    ((5, 1), (5, 5), 0.8),
    ((1, 1), (1, 1), 0.85),
)

# Half-hours of a usual day, quiet at night, at its peak from 20 to 22.
_PROFILE = np.repeat(
    [9, 5, 3, 2, 2, 3, 6, 14, 30, 48, 58, 56, 50, 54, 60, 60, 56, 52, 50, 62, 88, 92, 64, 30], 2
).astype(np.float64)
_OFFICE = np.repeat([0] * 9 + [62, 74, 66, 40, 52, 70, 68, 60, 46, 34, 30, 22] + [0] * 3, 2).astype(
    np.float64
)


def season(day: date) -> float:
    """Return how many times as many contacts a day has as a usual one, promotions and holidays."""
    if any(abs((day - new).days - 2) <= 5 for new in _LUNAR_NEW_YEAR):
        return 0.38
    at = day.month, day.day
    return next((factor for first, last, factor in _SEASONS if first <= at <= last), 1.0)


def _growth(day: date) -> float:
    return min(1.6, max(0.6, 1 + 0.06 * (day - _EPOCH).days / 365))


def spend_growth(day: date) -> float:
    """Return how much more than in the first year an inquiring buyer spends."""
    return math.pow(_growth(day), 1.8)


def chats_expected(day: date) -> float:
    """Return the chats that a day may expect, bot and human."""
    return _BASE_CHATS * _WEEKDAYS[day.weekday()] * season(day) * _growth(day)


def calls_expected(day: date) -> float:
    """Return the calls that a day may expect; people call after they have waited for a parcel."""
    late = 1.5 if late_parcels(day) else 1.0
    quiet = 0.6 if day.weekday() >= 5 else 1.1
    return _BASE_CALLS * quiet * late * math.sqrt(season(day)) * _growth(day)


def orders_expected(day: date) -> float:
    """Return the orders that a day may expect; promotions sell more than they make people ask."""
    return _BASE_ORDERS * _WEEKDAYS[day.weekday()] * math.pow(season(day), 1.15) * _growth(day)


def half_hours(day: date, *, office: bool = False) -> Floats:
    """Return the share of a day's contacts in each half-hour, shape (48,)."""
    profile = (_OFFICE if office else _PROFILE).copy()
    if (day.month, day.day) in ((11, 11), (6, 18)) and not office:
        profile[:3] *= 6
        profile[40:] *= 1.5
    shares: Floats = profile / profile.sum()
    return shares


def bot_share(day: date) -> float:
    """Return the share of chats that the bot ends alone: about 35 % growing to 47 % and on."""
    middle, pace = date(2026, 7, 1), 302
    grown = 0.25 + 0.36 / (1 + math.exp(-(day - middle).days / pace))
    return grown + (0.05 if is_peak(day) else 0.03 if is_double11(day) else 0.0)


def is_peak(day: date) -> bool:
    """Say whether it is 11 November."""
    return (day.month, day.day) == (11, 11)


def is_double11(day: date) -> bool:
    """Say whether the main campaign of Double 11 runs."""
    return day.month == 11 and 9 <= day.day <= 15


def late_parcels(day: date) -> bool:
    """Say whether parcels are late after a promotion: then people ask where they are."""
    return any((day - timedelta(days=back)) in _peaks(day.year) for back in range(1, 11))


def _peaks(year: int) -> tuple[date, date]:
    return date(year, 11, 11), date(year, 6, 18)


def slowness(day: date, hour: NDArray[np.int64], team: NDArray[np.int64]) -> Floats:
    """Return how many times longer than usual people wait, by hour (0-23) and team."""
    base = 1.6 if is_double11(day) else 1.3 if season(day) > 1.6 else 1.0
    factor = np.where((hour >= 20) & (hour < 22), 1.12, 0.97) * base
    factor *= np.asarray((0.96, 1.08, 0.98))[team]
    if is_peak(day):
        evening = hour >= 20
        factor *= np.where(evening, np.asarray((5.5, 1.6, 4.0))[team], 1.0)
    return factor


def satisfaction(day: date, team: NDArray[np.int64], logistics: NDArray[np.bool_]) -> Floats:
    """Return the chance (0-1) that a rating is good, by team and whether parcels are the matter.

    From December to March After-sales is low; on 1 April it may approve returns itself.
    """
    base = np.asarray((0.934, 0.930, 0.932))
    if day.month in (12, 1, 2, 3):
        base[AFTER_SALES] -= 0.055
    if is_double11(day):
        base[PRE_SALES] -= 0.02
        base[LIVE] -= 0.035
        base[AFTER_SALES] -= 0.04
    found: Floats = base[team]
    if late_parcels(day):
        worse = np.asarray((0.05, 0.16, 0.06))[team]
        found = found - np.where(logistics, worse, 0.0)
    return found
