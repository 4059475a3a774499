"""Logs: one row a call or a chat. What follows from a contact is storage's to derive.

A log delivers only the bundles of measures whose columns the file has.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from base.language import Msg, msg
from intake import cells
from intake.cells import whole_seconds
from intake.draft import Context, Draft
from intake.table import Chunk
from storage.rows import Block

Arrays = dict[str, NDArray[Any]]

# Which bundle a field brings along; "contacts" is there in every log.
_BUNDLES = {
    "handler": ("bot",),
    "frt": ("frt",),
    "wait": ("wait",),
    "art": ("art",),
    "handle": ("handle",),
    "resolved": ("resolved",),
    "rating": ("csat", "csat_score", "csat_bad"),
    "inquiry": ("inquiry",),
    "cs_sales": ("cs_sales",),
}


def read_log(pieces: Iterable[Chunk], context: Context, *, calls: bool) -> tuple[Draft, list[Msg]]:
    """Read a log; `calls` says that it is one of telephone calls, which can be abandoned."""
    draft: Draft | None = None
    notes: list[Msg] = []
    for chunk in pieces:
        if draft is None:
            draft = Draft(Block.LOG, _bundles(chunk) | ({"abandon"} if calls else frozenset()))
            notes = _notes(chunk)
        columns = _columns(chunk, context, calls=calls)
        draft.add({name: values[chunk.ok] for name, values in columns.items()})
    return draft or Draft(Block.LOG, frozenset({"contacts"})), notes


def _bundles(chunk: Chunk) -> frozenset[str]:
    found = {b for name, bundles in _BUNDLES.items() if chunk.has(name) for b in bundles}
    if chunk.has("art_sum", "art_n"):
        found.add("art")
    return frozenset(found | {"contacts"})


def _notes(chunk: Chunk) -> list[Msg]:
    if chunk.has("art") and not chunk.has("art_sum", "art_n"):
        return [msg("import.note.art_from_chat_means")]
    return []


def _columns(chunk: Chunk, context: Context, *, calls: bool) -> Arrays:
    when = chunk.moment()
    shop = context.cut(chunk, "shop")
    wall = context.wall(chunk, when, shop)
    day = context.business_day(wall, shop)
    outside_period(chunk, context, day)
    columns: Arrays = {
        "day": day.astype(np.int32),
        "slot": _slot(chunk, wall),
        "shop": shop,
        "channel": context.cut(chunk, "channel"),
        "account": context.cut(chunk, "account", "agent"),
        "contacts": np.ones(chunk.size, dtype=np.int8),
    }
    if chunk.has("team"):
        columns["team"] = context.cut(chunk, "team")
    if chunk.has("category"):
        columns["category"] = context.cut(chunk, "category")
    columns |= _outcome(chunk, calls=calls)
    columns |= _sales(chunk, context, shop)
    return columns


def _slot(chunk: Chunk, wall: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return each contact's half-hour, -1 where the file has dates without a time of day."""
    clock = wall % 86_400
    if not chunk.has("started_at") and not chunk.has("time") and not clock[chunk.ok].any():
        return np.full(chunk.size, -1, dtype=np.int8)
    return (clock // 1800).astype(np.int8)


def outside_period(chunk: Chunk, context: Context, day: NDArray[np.int64]) -> None:
    """Reject rows outside the declared period: the file would not be replaced by it."""
    if context.period is None:
        return
    first, last = context.period
    name = next((n for n in ("started_at", "date") if chunk.has(n)), "day")
    chunk.reject((day < first) | (day > last), name, msg("import.reason.outside_period"))


def _outcome(chunk: Chunk, *, calls: bool) -> Arrays:
    """Return who answered, when, how long it took and how it was rated."""
    handler = np.zeros(chunk.size, dtype=np.int8)
    if chunk.has("handler"):
        handler, bad = cells.handlers(chunk.series("handler"))
        chunk.fault(bad, "handler", "handler", required=True)
    frt = whole_seconds(chunk.duration("frt")) if chunk.has("frt") else None
    answered = _answered(chunk, handler, frt)
    columns: Arrays = {"answered": answered}
    if calls:
        columns["abandoned"] = (1 - answered).astype(np.int8)
    if chunk.has("handler"):
        columns |= {"handler": handler, "bot_contacts": handler}
    if frt is not None:
        # What the bot says first is no first response.
        columns["frt"] = np.where(handler == 1, np.int32(-1), frt)
    if chunk.has("wait"):
        waited = whole_seconds(chunk.duration("wait"))
        columns["wait"] = np.where(answered == 1, waited, np.int32(-1))
    if chunk.has("handle"):
        took = whole_seconds(chunk.duration("handle"))
        columns["handle"] = np.where(answered == 1, took, np.int32(-1))
    columns |= _replies(chunk, handler)
    if chunk.has("resolved"):
        # What nobody answered, nobody resolved: a rate of the answered stays below one.
        columns["resolved"] = np.where(answered == 1, np.maximum(chunk.flag("resolved"), 0), 0)
    if chunk.has("rating"):
        rating, bad = cells.ratings(chunk.series("rating"))
        chunk.fault(bad, "rating", "rating", required=False)
        columns["rating"] = np.where(bad, np.int8(0), rating)
    return columns


def _answered(
    chunk: Chunk, handler: NDArray[np.int8], frt: NDArray[np.int32] | None
) -> NDArray[np.int8]:
    """Return 1 where somebody, or the bot, responded."""
    if chunk.has("answered"):
        return np.maximum(chunk.flag("answered", required=True), 0)
    if frt is None:
        return np.ones(chunk.size, dtype=np.int8)
    replied: NDArray[np.int8] = ((frt >= 0) | (handler == 1)).astype(np.int8)
    return replied


def _replies(chunk: Chunk, handler: NDArray[np.int8]) -> Arrays:
    if chunk.has("art_sum", "art_n"):
        total, times = chunk.duration("art_sum"), chunk.count("art_n")
        both = ~(np.isnan(total) | np.isnan(times)) & (handler == 0)
        return {
            "art_sum": np.where(both, np.floor(np.nan_to_num(total) + 0.5), 0).astype(np.int64),
            "art_n": np.where(both, np.nan_to_num(times), 0).astype(np.int64),
        }
    if chunk.has("art"):
        mean = whole_seconds(chunk.duration("art"))
        return {"art": np.where(handler == 1, np.int32(-1), mean)}
    return {}


def _sales(chunk: Chunk, context: Context, shop: NDArray[np.int32]) -> Arrays:
    columns: Arrays = {}
    if chunk.has("inquiry"):
        asked = np.maximum(chunk.flag("inquiry"), 0)
        columns["inquiries"] = asked
        if chunk.has("paid"):
            columns["inq_paid"] = np.maximum(chunk.flag("paid"), 0) & asked
    if chunk.has("cs_sales"):
        columns["cs_sales"] = money(chunk, context, "cs_sales", shop)
    return columns


def money(
    chunk: Chunk, context: Context, name: str, shop: NDArray[np.int32], *, required: bool = False
) -> NDArray[np.int64]:
    """Return a field of amounts in minor units of each row's shop, 0 where there is none.

    Read as exact decimals; more decimals than the currency has are rounded, halves up.
    """
    rules = context.members.shop_rules()
    total = np.zeros(chunk.size, dtype=np.int64)
    codes = np.unique(shop[chunk.ok]) if chunk.ok.any() else np.zeros(0, np.int32)
    by_places: dict[int, list[int]] = {}
    for code in codes:
        by_places.setdefault(cells.places_of(rules[code].currency), []).append(int(code))
    for places, mine in by_places.items():
        values, bad, empty = cells.amounts(chunk.series(name), places)
        here = np.isin(shop, mine) if len(by_places) > 1 else np.ones(chunk.size, dtype=bool)
        faulty = (bad | (values < 0)) & here
        chunk.fault(faulty, name, "money", required=required)
        if required:
            chunk.missing(empty & here, name)
        total = np.where(here & ~faulty, values, total)
    return total
