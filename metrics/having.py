"""Which metrics have data here, so that lists and menus offer nothing that answers "no data".

A metric has data when every measure it is made of was delivered at least once. Which measures
those are changes with imports only: it is found once for each state of the facts and kept.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from weakref import WeakKeyDictionary

from base.measures import MEASURES, Family
from metrics.catalogue import CATALOGUE
from metrics.checking import measures_in
from metrics.model import Derived, Metric, PerBuyer, Records, Repurchase
from metrics.records import SOURCES, read_records
from storage import presence
from storage.coverage import span
from storage.engine import Work
from storage.query import FactQuery, Where, run
from storage.version import state_of

# Of a metric that is filtered by its entry (the bot's conversion) only the last quarter with data
# is looked at: all days would be read row by row.
_LOOKED_AT = timedelta(days=92)


@dataclass(frozen=True)
class Here:
    """What was delivered: keys of measures, whether buyers and their pieces are known.

    `filtered` are the keys of metrics whose own filter leaves something.
    """

    measures: frozenset[str]
    buyers: bool
    pieces: bool
    filtered: frozenset[str]


_Kept = tuple[tuple[int, tuple[str, ...]], Here]
_KEPT: WeakKeyDictionary[object, _Kept] = WeakKeyDictionary()
_LOCK = threading.Lock()


def with_data(work: Work) -> frozenset[str]:
    """Return the keys of the metrics that have data here."""
    here = _here(work)
    return frozenset(key for key, metric in CATALOGUE.items() if _has(work, metric, here))


def has_data(work: Work, metric: Metric) -> bool:
    """Say whether one metric has data here."""
    return _has(work, metric, _here(work))


def _has(work: Work, metric: Metric, here: Here) -> bool:
    match metric.formula:
        case Derived(of, _):
            return bool(here.measures) if of is None else _has(work, CATALOGUE[of], here)
        case PerBuyer("items"):
            return here.pieces
        case PerBuyer() | Repurchase():
            return here.buyers
        case Records(source):
            return _recorded(work, source)
        case formula:
            if not here.measures.issuperset(measures_in(formula)):
                return False
            return not metric.only or metric.key in here.filtered


def _here(work: Work) -> Here:
    folds, _ = state_of(work)
    # Own metrics may be filtered as well: what is kept is of one catalogue.
    state = folds, tuple(m.key for m in CATALOGUE.values() if m.only)
    with _LOCK:
        kept = _KEPT.get(work.engine)
    if kept is not None and kept[0] == state:
        return kept[1]
    found = _read(work)
    with _LOCK:
        _KEPT[work.engine] = (state, found)
    return found


def _read(work: Work) -> Here:
    measures = presence.measures_present(work)
    buyers, pieces = presence.buyers_present(work)
    wanted = [
        m for m in CATALOGUE.values() if m.only and measures.issuperset(measures_in(m.formula))
    ]
    days = span(work) if wanted else None
    filtered = [] if days is None else [m.key for m in wanted if _left(work, m, days[1])]
    return Here(measures, buyers, pieces, frozenset(filtered))


def _left(work: Work, metric: Metric, last: date) -> bool:
    """Say whether a metric's own filter leaves any fact of the last quarter with data."""
    where = tuple(Where(dim, members) for dim, members in metric.only)
    families: dict[Family, list[str]] = {}
    for key in measures_in(metric.formula):
        families.setdefault(MEASURES[key].family, []).append(key)
    return all(_sums(work, tuple(keys), where, last) for keys in families.values())


def _sums(work: Work, keys: tuple[str, ...], where: Iterable[Where], last: date) -> bool:
    rows = run(work, FactQuery(last - _LOOKED_AT, last, keys, where=tuple(where)))
    return any(None not in row.sums for row in rows)


def _recorded(work: Work, source: str) -> bool:
    """Say whether Fupan's own records hold anything of a source. Not kept: they change anytime."""
    if source not in SOURCES:
        return False
    rows = read_records(work, source, FactQuery(_RECORDS_FROM, _RECORDS_TO, (), group_by=()))
    return any(any(row.sums) for row in rows)


_RECORDS_FROM, _RECORDS_TO = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Delivered:
    """Which feeds delivered a metric last, and for which day."""

    feeds: tuple[str, ...]
    last: date


def delivered(work: Work, metric: Metric) -> Delivered | None:
    """Return what a metric's figures come from and until when; None where nothing was imported.

    What comes from Fupan's own records, or compares another metric, was not imported.
    """
    keys: tuple[str, ...] = measures_in(metric.formula)
    if isinstance(metric.formula, PerBuyer | Repurchase):
        keys = ("orders",)
    last = min((day for key in keys if (day := presence.last_day_of(work, key))), default=None)
    if last is None:
        return None
    return Delivered(presence.feeds_of(work, keys, last), last)
