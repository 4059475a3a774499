"""One day of calls to the hotline of the invented company, as columns of integer arrays."""

from datetime import date

import numpy as np

from intake.sample import days
from intake.sample.chats import Columns, lognormal, moments, pick, random_of
from intake.sample.people import HOTLINE_SEATS

_NONE = -1
_CATEGORIES = {"usual": (0.04, 0.05, 0.20, 0.31, 0.24, 0.16),
               "late": (0.02, 0.03, 0.14, 0.56, 0.15, 0.10)}  # fmt: skip


def calls_of(day: date) -> Columns:
    """Return the calls of a day.

    Columns: second, seat (of After-sales, -1 where nobody answered), category, answered, wait
    (also of callers who hung up), handle, resolved, rating; -1 or 0 where there is none.
    """
    rng = random_of(day, 2)
    size = round(days.calls_expected(day) * (0.9 + 0.2 * rng.random()))
    calls: Columns = {"second": moments(rng, day, size, office=True)}
    late = days.late_parcels(day)
    calls["category"] = pick(rng, np.cumsum(_CATEGORIES["late" if late else "usual"]), size)
    busy = 1.7 if days.is_double11(day) else 1.25 if late else 1.0
    answered = rng.random(size) >= 0.056 * busy
    seat = np.asarray(HOTLINE_SEATS)[pick(rng, np.cumsum((1.0, 1.1, 0.9, 0.8)), size)]
    calls["seat"] = np.where(answered, seat, _NONE)
    calls["answered"] = answered.astype(np.int64)
    patience = lognormal(rng, 38.0, 0.8, size)
    calls["wait"] = np.where(answered, lognormal(rng, 16.8 * busy, 0.88, size), patience)
    calls["handle"] = np.where(answered, lognormal(rng, 252.0, 0.6, size), _NONE)
    calls["resolved"] = (answered & (rng.random(size) < 0.875)).astype(np.int64)
    rated = answered & (rng.random(size) < 0.22)
    worse = (0.12 if late else 0.0) + (0.03 if day.month in (12, 1, 2, 3) else 0.0)
    content = rng.random(size) < 0.925 - np.where(calls["category"] == 3, worse, 0.0)
    how = rng.random(size)
    score = np.where(content, np.where(how < 0.7, 5, 4), np.where(how < 0.4, 3, 1))
    calls["rating"] = np.where(rated, score, 0)
    return calls
