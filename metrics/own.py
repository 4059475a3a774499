"""A workspace's own metrics: a TOML file of entries over measures that are known already.

An entry is checked as strictly as Fupan's own (`metrics.checking`), and it may not take a key or a
word that has a meaning. What is wrong is said with the entry and what to do; good entries of a
file count all the same, so that a slip in one does not take the others away. No wording here.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.dimensions import Dim
from base.language import Bilingual, Listing, Msg, msg
from base.measures import MEASURES, Family, Fold
from base.units import Adds, Good, Unit
from metrics.catalogue import install
from metrics.catalogue.shared import CHAT, RARE, SALES
from metrics.checking import measures_in
from metrics.model import (
    Chapter,
    Formula,
    Interval,
    Maximum,
    Metric,
    Quotient,
    Snapshot,
    Total,
)
from metrics.own_checks import WrongError, check
from metrics.sensitive import COSTS

_SMALL_N = 30
_NEEDED = ("key", "name", "synonyms", "definition", "words", "unit", "good", "n_of")
_FORMULAS = ("total", "numerator", "snapshot", "maximum")
_MORE = (
    "minus", "denominator", "per", "band", "cuts", "small_n", "interval", "mature_after", "chapter",
    "window", "same_name", "ranking", "whole_months",
)  # fmt: skip
_FIELDS = (*_NEEDED, *_FORMULAS, *_MORE)


@dataclass(frozen=True)
class Own:
    """What a file brought: its good entries, and a sentence for everything that is wrong."""

    metrics: tuple[Metric, ...] = ()
    faults: tuple[Msg, ...] = ()


class _Installed:
    """What was put in last; one for the process."""

    own = Own()


def installed() -> Own:
    """Return what is in the catalogue beside Fupan's own metrics, and what was left out."""
    return _Installed.own


def put_in(own: Own) -> None:
    """Put a workspace's metrics into the catalogue, in place of those put there before."""
    install(own.metrics)
    _Installed.own = own


def read_file(path: Path) -> Own:
    """Return what a file says. Never raises for what its writer can mend: that is told instead."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return Own(faults=(msg("own.unreadable", file=path.name, why=error.strerror or ""),))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Own(faults=(msg("own.not_toml", file=path.name, why=str(error)),))
    entries = data.get("metric")
    if not isinstance(entries, list) or not entries or set(data) - {"metric"}:
        return Own(faults=(msg("own.no_entries", file=path.name),))
    return _read_all(path.name, entries)


def _read_all(file: str, entries: list[Any]) -> Own:
    found: list[Metric] = []
    faults: list[Msg] = []
    for at, data in enumerate(entries, 1):
        key = data.get("key") if isinstance(data, dict) else None
        called = f"{at} ({key})" if isinstance(key, str) else str(at)
        try:
            metric = _entry(data)
            check(metric, found)
        except WrongError as wrong:
            faults.append(msg("own.wrong", file=file, entry=called, what=wrong.told))
        else:
            found.append(metric)
    return Own(tuple(found), tuple(faults))


# -- one entry -------------------------------------------------------------------------------------


def _entry(data: Any) -> Metric:
    if not isinstance(data, dict):
        raise WrongError(msg("own.no_table"))
    unknown = sorted(set(data) - set(_FIELDS))
    if unknown:
        raise WrongError(
            msg("own.unknown_field", fields=Listing(tuple(unknown)), known=Listing(_FIELDS))
        )
    lacking = [name for name in _NEEDED if name not in data]
    if lacking:
        raise WrongError(msg("own.lacks", fields=Listing(tuple(lacking))))
    formula = _formula(data)
    unit = _one_of(data, "unit", Unit)
    wilson = _one_of(data, "interval", Interval, Interval.NONE) is Interval.WILSON
    cuts = _cuts(data, formula)
    return Metric(
        key=_key(data),
        name=_both(data, "name"),
        formula=formula,
        unit=unit,
        good=_one_of(data, "good", Good),
        cuts=cuts,
        synonyms=tuple(word.strip().lower() for word in _texts(data, "synonyms")),
        definition=_both(data, "definition"),
        n_of=_both(data, "n_of"),
        interval=Interval.WILSON if wilson else Interval.NONE,
        small_n=_whole(data, "small_n", _SMALL_N if unit is Unit.SHARE else 0),
        mature_after=_whole(data, "mature_after", 0),
        source="workspace",
        words=_both(data, "words"),
        adds=_ADDS[type(formula)],
        chapter=_one_of(data, "chapter", Chapter, Chapter.RECEPTION),
        band=_band(data),
        window=_both(data, "window") if "window" in data else None,
        same_name=_text(data, "same_name") if "same_name" in data else None,
        whole_months=_yes(data, "whole_months", False),
        ranking=_yes(data, "ranking", True),
    )


_ADDS = {
    Total: Adds.ADD,
    Quotient: Adds.RATIO,
    Snapshot: Adds.SNAP,
    Maximum: Adds.MAX,
}  # fmt: skip


def _formula(data: Mapping[str, Any]) -> Formula:
    named = [name for name in _FORMULAS if name in data]
    if len(named) != 1:
        raise WrongError(msg("own.one_formula", formulas=Listing(_FORMULAS)))
    if "denominator" in data and named[0] not in ("numerator", "snapshot"):
        raise WrongError(msg("own.no_denominator", formula=named[0]))
    return _MADE[named[0]](data)


def _total(data: Mapping[str, Any]) -> Formula:
    return Total(_measures(data, "total"), _measures(data, "minus", needed=False))


def _quotient(data: Mapping[str, Any]) -> Formula:
    if "denominator" not in data:
        raise WrongError(msg("own.lacks", fields=Listing(("denominator",))))
    return Quotient(
        _measures(data, "numerator"),
        _measures(data, "denominator"),
        _measures(data, "minus", needed=False),
        _whole(data, "per", 1),
    )


def _snapshot(data: Mapping[str, Any]) -> Formula:
    return Snapshot(_measures(data, "snapshot"), _measures(data, "denominator", needed=False))


def _maximum(data: Mapping[str, Any]) -> Formula:
    return Maximum(_measure(_text(data, "maximum")))


_MADE: Mapping[str, Callable[[Mapping[str, Any]], Formula]] = {
    "total": _total,
    "numerator": _quotient,
    "snapshot": _snapshot,
    "maximum": _maximum,
}


def _measures(data: Mapping[str, Any], field: str, *, needed: bool = True) -> tuple[str, ...]:
    if not needed and field not in data:
        return ()
    return tuple(_measure(key) for key in _texts(data, field))


def _measure(key: str) -> str:
    if key in MEASURES:
        return key
    from difflib import get_close_matches

    near = tuple(get_close_matches(key, MEASURES, 3, 0.5))
    if near:
        raise WrongError(msg("own.unknown_measure_near", measure=key, near=Listing(near)))
    raise WrongError(msg("own.unknown_measure", measure=key))


def _cuts(data: Mapping[str, Any], formula: Formula) -> frozenset[Dim]:
    """Return the cuts an entry names, else all that its measures have."""
    if "cuts" in data:
        return frozenset(_dim(word) for word in _texts(data, "cuts"))
    keys = measures_in(formula)
    families = {MEASURES[key].family for key in keys}
    cuts = frozenset.intersection(*(_KNOWN[family] for family in families))
    if any(MEASURES[key].fold is Fold.LAST for key in keys):
        cuts -= {Dim.WEEKDAY}
    if _yes(data, "whole_months", False):
        cuts -= {Dim.DAY, Dim.WEEK, Dim.WEEKDAY}
    return cuts - {Dim.AGENT} if not COSTS.isdisjoint(keys) else cuts


_KNOWN = {Family.CHAT: CHAT, Family.SALES: SALES, Family.RARE: RARE}


def _dim(word: str) -> Dim:
    try:
        return Dim(word)
    except ValueError as error:
        known = Listing(tuple(dim.value for dim in Dim))
        raise WrongError(msg("own.not_one_of", field="cuts", value=word, known=known)) from error


# -- values ----------------------------------------------------------------------------------------


def _key(data: Mapping[str, Any]) -> str:
    key = _text(data, "key")
    if not key.isascii() or not key.replace("_", "a").isalnum() or key != key.lower():
        raise WrongError(msg("own.bad_key", key=key))
    return key


def _text(data: Mapping[str, Any], field: str) -> str:
    value = data[field]
    if not isinstance(value, str) or not value.strip():
        raise WrongError(msg("own.not_text", field=field))
    return value.strip()


def _texts(data: Mapping[str, Any], field: str) -> tuple[str, ...]:
    values = data[field]
    if not isinstance(values, list) or not values or not all(_is_text(one) for one in values):
        raise WrongError(msg("own.not_texts", field=field))
    return tuple(values)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _both(data: Mapping[str, Any], field: str) -> Bilingual:
    value = data[field]
    fits = isinstance(value, dict) and set(value) == {"zh", "en"}
    if not fits or not all(_is_text(one) for one in value.values()):
        raise WrongError(msg("own.not_both", field=field))
    return Bilingual(value["zh"].strip(), value["en"].strip())


def _whole(data: Mapping[str, Any], field: str, default: int) -> int:
    value = data.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise WrongError(msg("own.not_whole", field=field))
    return value


def _yes(data: Mapping[str, Any], field: str, default: bool) -> bool:
    value = data.get(field, default)
    if not isinstance(value, bool):
        raise WrongError(msg("own.not_yes_no", field=field))
    return value


def _band(data: Mapping[str, Any]) -> tuple[float, float] | None:
    if "band" not in data:
        return None
    value = data["band"]
    numbers = isinstance(value, list) and len(value) == 2 and all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in value
    )  # fmt: skip
    if not numbers or value[0] >= value[1]:
        raise WrongError(msg("own.not_band"))
    return float(value[0]), float(value[1])


def _one_of(data: Mapping[str, Any], field: str, kind: type[Any], default: Any = None) -> Any:
    if field not in data and default is not None:
        return default
    try:
        return kind(data[field])
    except ValueError as error:
        known = Listing(tuple(one.value for one in kind))
        told = msg("own.not_one_of", field=field, value=str(data[field]), known=known)
        raise WrongError(told) from error
