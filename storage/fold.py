"""Folding: days of facts and cubes made anew from the live parts of imports.

Facts of a day are a pure function of the parts that are live on it, the staff list and the
authority of feeds: whatever the order of imports, undos and redos, equal parts give equal facts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection

from base.measures import DURATIONS, MEASURES, Fold
from storage import bulk
from storage.cubes import (
    CUBES,
    DAY_HISTOGRAMS,
    DAY_TABLES,
    HISTOGRAM_COLUMNS,
    MEASURE_CUTS,
    Cube,
    buyer_day,
    measure_day,
    measures_of,
)
from storage.derive import Groups, Values, group, histogram, measure
from storage.feeds import preferred_feed, speaking
from storage.rows import Block, Ints, Rows, joined
from storage.seating import Seating
from storage.staff import Staff

# Which blocks of rows feed the tables of a section.
SECTIONS: Mapping[str, frozenset[Block]] = {
    "day": frozenset({Block.LOG, Block.DAY}),
    "slot": frozenset({Block.LOG, Block.SLOT}),
    "category": frozenset({Block.LOG, Block.CATEGORY}),
    "sales": frozenset({Block.LINES, Block.DAY}),
    "product": frozenset({Block.LINES}),
    "rare": frozenset({Block.RARE}),
}

EVERY_SECTION = frozenset(SECTIONS)


def sections_fed_by(blocks: Iterable[Block]) -> frozenset[str]:
    """Return the sections whose facts rows of some blocks change; no section sees another's."""
    fed = frozenset(blocks)
    return frozenset(section for section, takes in SECTIONS.items() if takes & fed)


Authority = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Part:
    """The rows of one shop-day of one live import."""

    feed: str
    shop: int
    day: int
    rows: Rows


@dataclass(frozen=True)
class Stack:
    """Rows of one section laid end to end: cuts as columns, measures on demand.

    Parts of the same shape are one `Rows`; `speaks` says for each which bundles it speaks for.
    """

    rows: tuple[Rows, ...]
    speaks: tuple[frozenset[str], ...]
    cuts: Mapping[str, Values]
    length: int

    def has(self, key: str) -> bool:
        """Say whether any rows speak for a measure."""
        bundle = MEASURES[key].bundle
        return any(
            bundle in spoken and _delivers(rows, key)
            for rows, spoken in zip(self.rows, self.speaks, strict=True)
        )

    def values(self, key: str) -> tuple[Values, Values | None]:
        """Return a measure of every row and, unless all have it, which rows have it."""
        bundle = MEASURES[key].bundle
        values, present = [], []
        for rows, spoken in zip(self.rows, self.speaks, strict=True):
            found = measure(rows, key) if bundle in spoken else None
            present.append(found is not None)
            values.append(np.zeros(rows.length, np.int64) if found is None else found)
        lengths = [rows.length for rows in self.rows]
        has = None if all(present) else np.repeat(np.asarray(present, dtype=np.int64), lengths)
        return _joined(values), has

    def durations(self, key: str) -> Ints | None:
        """Return a duration of every row (-1 = none), None where no row has any."""
        found = []
        for rows, spoken in zip(self.rows, self.speaks, strict=True):
            has = DURATIONS[key] in spoken and key in rows.columns
            found.append(rows.column(key) if has else np.full(rows.length, -1, np.int32))
        values = _joined(found)
        return values if (values >= 0).any() else None


def _joined(arrays: Sequence[Any]) -> Any:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _delivers(rows: Rows, key: str) -> bool:
    return rows.length == 0 or measure(rows.take(slice(0, 1)), key) is not None


def _spoken(parts: Sequence[Part], authority: Authority) -> tuple[frozenset[str], ...]:
    """Return for each part the bundles its feed speaks for on its shop-day."""
    contested = _contested(parts)
    feeds_of: dict[tuple[int, int, str], set[str]] = defaultdict(set)
    for part in parts:
        if (part.shop, part.day) not in contested:
            continue
        for bundle in part.rows.bundles:
            feeds_of[part.shop, part.day, bundle].add(part.feed)
    speakers: dict[tuple[frozenset[str], str | None], frozenset[str]] = {}

    def speaks(part: Part, bundle: str) -> bool:
        feeds = frozenset(feeds_of[part.shop, part.day, bundle])
        key = feeds, preferred_feed(authority, part.shop, bundle)
        if key not in speakers:
            speakers[key] = speaking(*key)
        return part.feed in speakers[key]

    return tuple(
        frozenset(bundle for bundle in part.rows.bundles if speaks(part, bundle))
        if (part.shop, part.day) in contested
        else part.rows.bundles
        for part in parts
    )


def _contested(parts: Sequence[Part]) -> set[tuple[int, int]]:
    """Return the shop-days that more than one feed has."""
    first: dict[tuple[int, int], str] = {}
    return {(p.shop, p.day) for p in parts if first.setdefault((p.shop, p.day), p.feed) != p.feed}


def _for_section(rows: Rows, section: str) -> Rows:
    """Return the rows as a section needs them.

    A contact whose time of day is not known has no half-hour. An order counts once a day, but once
    for each product in it where products are the cut.
    """
    if section == "slot":
        timed = rows.column("slot") >= 0
        return rows if timed.all() else rows.take(timed)
    if section != "product":
        return rows
    return replace(rows, columns={**rows.columns, "orders": rows.columns["product_orders"]})


_CUTS = ("shop", "channel", "account", "handler", "team", "category", "slot", "country", "product")


def _stack(
    parts: Sequence[Part], section: str, seating: Seating, authority: Authority
) -> Stack | None:
    """Lay the parts of a section end to end and say who sat behind each account that day."""
    mine = [
        replace(p, rows=_for_section(p.rows, section))
        for p in parts
        if p.rows.block in SECTIONS[section] and p.rows.length
    ]
    if section == "category":
        # A file that says nothing of categories adds nothing to figures by category.
        mine = [p for p in mine if "category" in p.rows.columns]
    wanted = {MEASURES[m].bundle for c in CUBES if c.section == section for m in measures_of(c)}
    merged = _merged(mine, [s & wanted for s in _spoken(mine, authority)])
    if not merged:
        return None
    rows = tuple(merged.values())
    cuts = {
        name: _joined([r.column(name) for r in rows]).astype(np.int64, copy=False)
        for name in ("day", *_CUTS)
        if any(name in r.columns for r in rows)
    }
    length = sum(r.length for r in rows)
    for name in _CUTS:
        cuts.setdefault(name, np.zeros(length, np.int64))
    cuts["agent"], cuts["team"] = seating.seat(cuts["account"], cuts["day"], cuts["team"])
    return Stack(rows, tuple(spoken for spoken, _ in merged), cuts, length)


Shape = tuple[frozenset[str], tuple[Any, ...]]


def _merged(parts: Sequence[Part], spoken: Sequence[frozenset[str]]) -> dict[Shape, Rows]:
    """Join the rows of parts that have the same columns and speak for the same bundles."""
    alike: dict[Shape, list[Rows]] = defaultdict(list)
    for part, speaks in zip(parts, spoken, strict=True):
        rows = part.rows
        if speaks and rows.length:
            alike[speaks, (rows.block, rows.bundles, tuple(sorted(rows.columns)))].append(rows)
    return {shape: joined(found) for shape, found in alike.items()}


Cells = tuple[Groups, dict[str, tuple[Values, Values | None]]]


def _summed(stack: Stack, names: tuple[str, ...], measures: Iterable[str]) -> Cells:
    """Sum a stack by key columns: its groups and by measure the sums and how many rows had it."""
    groups = group([stack.cuts[name] for name in names])
    sums: dict[str, tuple[Values, Values | None]] = {}
    for key in measures:
        if stack.has(key):
            values, has = stack.values(key)
            sums[key] = groups.sum(values), None if has is None else groups.sum(has)
    return groups, sums


def _narrowed(cells: Cells, names: tuple[str, ...], keep: tuple[str, ...]) -> Cells:
    """Sum cells by fewer key columns."""
    wide, sums = cells
    groups = group([wide.keys[names.index(name)] for name in keep])
    return groups, {
        key: (groups.sum(values), None if has is None else groups.sum(has))
        for key, (values, has) in sums.items()
    }


def _write(connection: Connection, cube: Cube, cells: Cells) -> None:
    """Write sums; a measure that some cells lack is NULL there."""
    names = ("day", *cube.keys, *cube.extra)
    groups, sums = cells
    table = DAY_TABLES[cube.name]
    if all(has is None for _, has in sums.values()):
        matrix = np.column_stack([*groups.keys, *(values for values, _ in sums.values())])
        bulk.insert_matrix(connection, table, (*names, *sums), matrix)
        return
    columns = {name: groups.keys[i].tolist() for i, name in enumerate(names)}
    for key, (values, has) in sums.items():
        listed = values.tolist()
        if has is not None:
            listed = [v if h else None for v, h in zip(listed, has.tolist(), strict=True)]
        columns[key] = listed
    bulk.insert(connection, table, columns)


def _write_histograms(connection: Connection, cube: Cube, stack: Stack) -> None:
    names = ("day", *cube.keys, *cube.extra)
    groups: Groups | None = None
    for duration in DURATIONS:
        seconds = stack.durations(duration)
        if seconds is None:
            continue
        groups = groups or group([stack.cuts[name] for name in names])
        counts = histogram(groups, seconds)
        matrix = np.column_stack([*groups.keys, counts])[counts.any(axis=1)]
        bulk.insert_matrix(
            connection,
            DAY_HISTOGRAMS[cube.name],
            (*names, *HISTOGRAM_COLUMNS),
            matrix,
            {"duration": duration},
        )


def _fold_section(connection: Connection, stack: Stack, section: str) -> None:
    cubes = [cube for cube in CUBES if cube.section == section]
    # The widest table is summed from rows, the narrower ones from it: it is the shorter way.
    wide = tuple(dict.fromkeys(n for c in reversed(cubes) for n in (*c.keys, *c.extra)))
    names = ("day", *wide)
    measures = dict.fromkeys(m for cube in cubes for m in measures_of(cube))
    cells = _summed(stack, names, measures)
    for cube in cubes:
        keep = ("day", *cube.keys, *cube.extra)
        _write(connection, cube, cells if keep == names else _narrowed(cells, names, keep))
        if cube.histogram:
            _write_histograms(connection, cube, stack)


def _fold_buyers(connection: Connection, stack: Stack) -> None:
    rows = [r for r in stack.rows if r.block is Block.LINES]
    if not rows:
        return
    buyer = np.concatenate([r.column("buyer") for r in rows]).astype(np.int64)
    known = buyer != 0
    # A hash uses all 64 bits: rank it, so that it can share a key with the other columns.
    hashes, ranks = np.unique(buyer[known], return_inverse=True)
    names = ("day", "shop", "channel", "country")
    cuts = [np.concatenate([r.column(n) for r in rows]).astype(np.int64)[known] for n in names]
    groups = group([*cuts, ranks.astype(np.int64)])
    columns: dict[str, list[Any]] = {n: groups.keys[i].tolist() for i, n in enumerate(names)}
    columns["buyer"] = hashes[groups.keys[-1]].tolist() if groups.size else []
    for key, kept in (("orders", "orders"), ("order_sales", "order_sales"), ("items", "pieces")):
        values = np.concatenate([r.column(key) for r in rows]).astype(np.int64)[known]
        columns[kept] = groups.sum(values).tolist()
    bulk.insert(connection, buyer_day, columns)


def _fold_rare(connection: Connection, parts: Sequence[Part], seating: Seating) -> None:
    names = (*MEASURE_CUTS, "agent")
    found: dict[tuple[Any, ...], int] = {}
    for part in parts:
        rows = part.rows
        agent, team = seating.seat(rows.column("account"), rows.column("day"), rows.column("team"))
        cuts = [rows.column(n) for n in names[:-2]] + [team, agent]
        keys = zip(*(c.tolist() for c in cuts), strict=True)
        codes, values = rows.column("measure").tolist(), rows.column("value").tolist()
        for key, code, value in zip(keys, codes, values, strict=True):
            name = rows.measure_names[code]
            cell = (*key, name)
            if cell not in found:
                found[cell] = value
            elif MEASURES[name].fold is Fold.MAX:
                found[cell] = max(found[cell], value)
            else:
                found[cell] += value
    columns: dict[str, list[Any]] = {n: [k[i] for k in found] for i, n in enumerate(names)}
    columns["measure"] = [k[-1] for k in found]
    bulk.insert(connection, measure_day, columns | {"value": list(found.values())})


def fold_days(
    connection: Connection,
    parts: Sequence[Part],
    staff: Staff,
    authority: Authority,
    sections: frozenset[str] = EVERY_SECTION,
) -> None:
    """Write the facts of some days from all their live parts; the days' tables must be empty.

    Of some `sections` only, `parts` being all that feed them.
    """
    seating = Seating(staff)
    for section in ("day", "slot", "category", "sales", "product"):
        if section not in sections:
            continue
        stack = _stack(parts, section, seating, authority)
        if stack is not None:
            _fold_section(connection, stack, section)
            if section == "sales":
                _fold_buyers(connection, stack)
    if "rare" not in sections:
        return
    rare = [p for p in parts if p.rows.block is Block.RARE]
    spoken = _spoken(rare, authority)
    _fold_rare(connection, [_silenced(p, s) for p, s in zip(rare, spoken, strict=True)], seating)


def _silenced(part: Part, spoken: frozenset[str]) -> Part:
    """Drop the long rows of measures that another feed speaks for."""
    rows = part.rows
    said = [MEASURES[name].bundle in spoken for name in rows.measure_names]
    if all(said):
        return part
    return replace(part, rows=rows.take(np.asarray(said)[rows.column("measure")]))


Progress = Callable[[int, int], None]
