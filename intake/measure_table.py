"""The long measure table: one value a row, by which every measure can be fed.

Counts are whole numbers, durations seconds, scores as they are printed, money decimal units of the
shop's currency. A line without a type or product beside lines with one is their whole: what they
leave of it is kept as belonging to none, so that nothing counts twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process

from base.language import Listing, msg
from base.measures import MEASURES, SCORE_SCALE, Family, Fold, Kind
from intake import cells
from intake.draft import Context, Draft
from intake.logs import outside_period
from intake.recognise import fold_header, words
from intake.table import Chunk
from storage.rows import Block

_CUTS = ("day", "shop", "channel", "account", "handler", "team")
# Where the type and the product stand in a key.
_CATEGORY, _PRODUCT = 6, 7
Key = tuple[int, ...]


@dataclass
class _Cells:
    """Values summed by cuts (and category), by measure."""

    day: dict[Key, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    category: dict[Key, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    rare: dict[tuple[Key, str], int] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    names = {fold_header(key)[0]: key for key in MEASURES}
    for key, others in words("measures").items():
        names |= {fold_header(other)[0]: key for other in others}
    return names


def read_measures(pieces: Iterable[Chunk], context: Context) -> list[Draft]:
    """Read a measure table into sums by day, by category, and rare ones."""
    found = _Cells()
    for chunk in pieces:
        _read(chunk, context, found)
    _days_of_categories(found)
    drafts = [*_wide(found.day, Block.DAY, _CUTS)]
    drafts += _wide(found.category, Block.CATEGORY, (*_CUTS, "category"))
    return drafts + _rare(found)


def _read(chunk: Chunk, context: Context, found: _Cells) -> None:
    shop = context.cut(chunk, "shop")
    day = chunk.day().seconds // 86_400 + 719_163
    outside_period(chunk, context, day)
    names = _measure_names(chunk)
    handler = np.zeros(chunk.size, dtype=np.int8)
    if chunk.has("handler"):
        handler, bad = cells.handlers(chunk.series("handler"))
        chunk.fault(bad, "handler", "handler", required=True)
    values = _values(chunk, context, shop, names)
    cuts: list[NDArray[Any]] = [
        day, shop, context.cut(chunk, "channel"), context.cut(chunk, "account"), handler,
        context.cut(chunk, "team"), context.cut(chunk, "category"),
        context.cut(chunk, "product"),
    ]  # fmt: skip
    rows = zip(*(c[chunk.ok].tolist() for c in cuts), strict=True)
    taken = [names[i] for i in np.flatnonzero(chunk.ok)]
    for key, name, value in zip(rows, taken, values[chunk.ok].tolist(), strict=True):
        _put(found, key, name, value)


def _put(found: _Cells, key: Key, name: str, value: int) -> None:
    measure = MEASURES[name]
    if measure.family is Family.RARE:
        before = found.rare.get((key, name))
        if before is not None:
            value = max(before, value) if measure.fold is Fold.MAX else before + value
        found.rare[key, name] = value
        return
    key = key[:_PRODUCT]
    cells_of = found.category[key] if key[_CATEGORY] else found.day[key[:_CATEGORY]]
    cells_of[name] = cells_of.get(name, 0) + value


def _measure_names(chunk: Chunk) -> list[str]:
    """Return every row's measure; unknown ones are rejected with the nearest that exist."""
    codes, texts = chunk.labels("measure")
    chunk.missing(codes < 0, "measure")
    keys = [_known().get(fold_header(t)[0], "") for t in texts]
    for code, (text, key) in enumerate(zip(texts, keys, strict=True)):
        if not key:
            near = process.extract(fold_header(text)[0], list(_known()), limit=3)
            nearest = Listing(tuple(dict.fromkeys(_known()[n] for n, _, _ in near)))
            unknown = msg("import.reason.unknown_measure", nearest=nearest)
            chunk.reject(codes == code, "measure", unknown)
    return [keys[c] if c >= 0 else "" for c in codes.tolist()]


def _values(
    chunk: Chunk, context: Context, shop: NDArray[np.int32], names: list[str]
) -> NDArray[np.int64]:
    """Return the values as integers: counts as they are, money in minor units."""
    micro, bad, empty = cells.amounts(chunk.series("value"), 6)
    rules = context.members.shop_rules()
    money = np.asarray([bool(n) and MEASURES[n].kind is Kind.MONEY for n in names], dtype=bool)
    places = np.asarray([cells.places_of(r.currency) for r in rules], dtype=np.int64)
    scores = np.asarray([bool(n) and MEASURES[n].kind is Kind.SCORE for n in names], dtype=bool)
    divisor = np.where(money, 10 ** (6 - places[shop]), 10**6)
    divisor = np.where(scores, 10**6 // SCORE_SCALE, divisor)
    chunk.fault(bad | (micro < 0), "value", "number", required=True)
    chunk.fault(micro % divisor != 0, "value", "not_whole", required=True)
    chunk.missing(empty, "value")
    values: NDArray[np.int64] = micro // divisor
    return values


def _days_of_categories(found: _Cells) -> None:
    """Sum categories for the day where a shop-day has a measure by category only."""
    said = {(k[0], k[1], name) for k, measures in found.day.items() for name in measures}
    for key, measures in found.category.items():
        for name, value in measures.items():
            if (key[0], key[1], name) not in said:
                cells_of = found.day[key[:-1]]
                cells_of[name] = cells_of.get(name, 0) + value


def _wide(found: Mapping[Key, dict[str, int]], block: Block, cuts: tuple[str, ...]) -> list[Draft]:
    """Return wide rows; shop-days with different measures are apart, so none is said to be 0."""
    of_day: dict[tuple[int, int], set[str]] = defaultdict(set)
    for key, measures in found.items():
        of_day[key[0], key[1]] |= measures.keys()
    by_measures: dict[frozenset[str], list[Key]] = defaultdict(list)
    for key in found:
        by_measures[frozenset(of_day[key[0], key[1]])].append(key)
    drafts = []
    for names, keys in by_measures.items():
        draft = Draft(block, frozenset(MEASURES[n].bundle for n in names))
        columns = {c: np.asarray([k[i] for k in keys]) for i, c in enumerate(cuts)}
        for name in sorted(names):
            columns[name] = np.asarray([found[k].get(name, 0) for k in keys], dtype=np.int64)
        draft.add(columns)
        drafts.append(draft)
    return drafts


def _whole_less_parts(found: _Cells) -> None:
    """Take from every line without type and product what the lines with one say of it."""
    parts: dict[tuple[Key, str], int] = defaultdict(int)
    for (key, name), value in found.rare.items():
        if (key[_CATEGORY] or key[_PRODUCT]) and MEASURES[name].fold is not Fold.MAX:
            parts[key[:_CATEGORY], name] += value
    for (key, name), value in parts.items():
        whole = (*key, 0, 0), name
        if whole in found.rare:
            found.rare[whole] = max(0, found.rare[whole] - value)


def _rare(found: _Cells) -> list[Draft]:
    if not found.rare:
        return []
    _whole_less_parts(found)
    of_day: dict[tuple[int, int], set[str]] = defaultdict(set)
    for key, name in found.rare:
        of_day[key[0], key[1]].add(name)
    by_names: dict[tuple[str, ...], list[tuple[Key, str]]] = defaultdict(list)
    together = {day: tuple(sorted(names)) for day, names in of_day.items()}
    for key, name in found.rare:
        by_names[together[key[0], key[1]]].append((key, name))
    drafts = []
    for names, entries in by_names.items():
        draft = Draft(Block.RARE, frozenset(MEASURES[n].bundle for n in names), names)
        cuts = (*_CUTS, "category", "product")
        columns = {c: np.asarray([k[i] for k, _ in entries]) for i, c in enumerate(cuts)}
        place = {name: at for at, name in enumerate(names)}
        columns["measure"] = np.asarray([place[name] for _, name in entries])
        columns["value"] = np.asarray([found.rare[e] for e in entries], dtype=np.int64)
        draft.add(columns)
        drafts.append(draft)
    return drafts
