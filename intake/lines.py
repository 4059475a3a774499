"""Order lines: orders, sales, items and cancellations by day, product and buyer.

Amounts are exact: a line is quantity times unit price (to six decimals) in whole numbers, rounded
once to the currency's minor unit, halves away from zero. A buyer is kept as a keyed hash.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from base.language import Msg, msg
from intake import cells
from intake.draft import LONGEST_NAME, Context, Draft
from intake.logs import outside_period
from intake.names import Names
from intake.recognise import plain, word_set
from intake.table import Chunk
from storage.rows import Block

# Unit prices are read to six decimals, so that rounding happens once, on the line's amount.
_PRICE_PLACES = 6


@dataclass
class Lines:
    """What the lines of a file hold beside their draft: orders and buyers as codes."""

    draft: Draft = field(
        default_factory=lambda: Draft(Block.LINES, frozenset({"orders", "cancels"}))
    )
    orders: Names = field(default_factory=Names)
    buyers: Names = field(default_factory=Names)
    products: Names = field(default_factory=Names)
    titles: dict[int, dict[str, int]] = field(default_factory=dict)
    unknown_buyers: int = 0
    cancelled: int = 0


def read_lines(pieces: Iterable[Chunk], context: Context) -> tuple[Draft, Names, list[Msg]]:
    """Read order lines; buyers are codes of the names returned until `hash_buyers`."""
    lines = Lines()
    for chunk in pieces:
        columns = _columns(chunk, context, lines)
        lines.draft.add({name: values[chunk.ok] for name, values in columns.items()})
    if lines.draft.length:
        _name_products(lines, context)
        _count_firsts(lines)
        lines.draft.drop("order", "cancelled")
    notes = []
    if lines.unknown_buyers:
        notes.append(msg("import.note.lines_without_buyer", n=lines.unknown_buyers))
    if lines.cancelled:
        notes.append(msg("import.note.cancelled_lines", n=lines.cancelled))
    return lines.draft, lines.buyers, notes


def _columns(chunk: Chunk, context: Context, lines: Lines) -> dict[str, NDArray[Any]]:
    when = chunk.moment()
    shop = context.cut(chunk, "shop")
    day = context.business_day(context.wall(chunk, when, shop), shop)
    outside_period(chunk, context, day)
    order, cancelled = _orders(chunk, context.members.preset.cancel_prefix, lines)
    quantity = _quantity(chunk, cancelled)
    amount = _amount(chunk, context, shop, quantity)
    columns: dict[str, NDArray[Any]] = {
        "day": day.astype(np.int32),
        "shop": shop,
        "channel": context.cut(chunk, "channel"),
        "country": context.cut(chunk, "country"),
        "order": order,
        "product": _products(chunk, lines),
        "buyer": _ids(chunk, "buyer", lines.buyers, required=False),
        "cancelled": cancelled.astype(np.int8),
        "order_sales": np.where(cancelled, 0, amount),
        "items": np.where(cancelled, 0, quantity),
        "cancel_sales": np.where(cancelled, amount, 0),
    }
    lines.unknown_buyers += int(((columns["buyer"] == 0) & chunk.ok).sum())
    lines.cancelled += int((cancelled & chunk.ok).sum())
    return columns


def _ids(chunk: Chunk, name: str, names: Names, *, required: bool) -> NDArray[np.int32]:
    """Return codes of a field of identifiers; those a spreadsheet has damaged are rejected."""
    if not chunk.has(name):
        return np.zeros(chunk.size, dtype=np.int32)
    codes, texts = chunk.labels(name)
    damaged = np.asarray([bool(cells.DAMAGED.match(t)) for t in texts] + [False])[codes]
    chunk.reject(damaged, name, msg("import.reason.damaged_id"))
    if required:
        chunk.missing(codes < 0, name)
    # A column with gaps comes out of a spreadsheet as 12583.0.
    whole = [t[:-2] if t.endswith(".0") and t[:-2].isdigit() else t for t in texts]
    used = np.unique(codes[chunk.ok])
    return names.translate(codes, whole, [int(u) for u in used if u >= 0])


def _orders(chunk: Chunk, prefix: str, lines: Lines) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return each line's order and whether it takes the order back."""
    order = _ids(chunk, "order", lines.orders, required=True)
    texts = lines.orders.texts
    marked = [bool(prefix) and t[:1].upper() == prefix and t[1:].isdigit() for t in texts]
    cancelled = np.asarray(marked, dtype=bool)[order]
    if chunk.has("status"):
        codes, states = chunk.labels("status")
        words = word_set("cancelled")
        cancelled |= np.asarray([plain(s) in words for s in states] + [False])[codes]
    return order, cancelled


def _quantity(chunk: Chunk, cancelled: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many pieces, as a positive number; only cancellations may be written negative."""
    if not chunk.has("quantity"):
        return np.ones(chunk.size, dtype=np.int64)
    values, bad = cells.numbers(chunk.series("quantity"))
    with np.errstate(invalid="ignore"):
        bad = bad | ((values < 0) & ~cancelled) | (np.floor(values) != values) & ~np.isnan(values)
        bad |= np.abs(values) > 1e9
    chunk.fault(bad, "quantity", "quantity", required=True)
    chunk.missing(np.isnan(values) & ~bad, "quantity")
    return np.where(bad | np.isnan(values), 0, np.abs(values)).astype(np.int64)


def _amount(
    chunk: Chunk, context: Context, shop: NDArray[np.int32], quantity: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the lines' amounts in minor units: as delivered, else quantity times unit price."""
    if chunk.has("amount"):
        values, bad, empty = cells.amounts(chunk.series("amount"), _PRICE_PLACES)
        values = np.abs(values)
    else:
        values, bad, empty = cells.amounts(chunk.series("price"), _PRICE_PLACES)
        bad = bad | (values < 0) | (values.astype(np.float64) * quantity > 2.0**62)
        values = np.where(bad, 0, values) * quantity
    name = "amount" if chunk.has("amount") else "price"
    chunk.fault(bad, name, "money", required=True)
    chunk.missing(empty, name)
    rules = context.members.shop_rules()
    divisors = [10 ** (_PRICE_PLACES - cells.places_of(r.currency)) for r in rules]
    total = np.zeros(chunk.size, dtype=np.int64)
    for divisor in set(divisors):
        mine = np.asarray([d == divisor for d in divisors])[shop]
        total = np.where(mine, cells.divide_rounded(values, divisor), total)
    return total


def _products(chunk: Chunk, lines: Lines) -> NDArray[np.int32]:
    """Return each line's product: by its number where there is one, else by its title."""
    by = "product_code" if chunk.has("product_code") else "product"
    if not chunk.has(by):
        return np.zeros(chunk.size, dtype=np.int32)
    codes, texts = chunk.labels(by)
    used = np.unique(codes[chunk.ok])
    found = lines.products.translate(codes, texts, [int(u) for u in used if u >= 0])
    if by == "product_code" and chunk.has("product"):
        _note_titles(chunk, found, lines)
    return found


def _note_titles(chunk: Chunk, product: NDArray[np.int32], lines: Lines) -> None:
    title, texts = chunk.labels("product")
    named = chunk.ok & (title >= 0) & (product > 0)
    pairs, times = np.unique(
        product[named].astype(np.int64) << 32 | title[named], return_counts=True
    )
    for pair, n in zip(pairs.tolist(), times.tolist(), strict=True):
        titles = lines.titles.setdefault(pair >> 32, {})
        text = texts[pair & 0xFFFFFFFF]
        titles[text] = titles.get(text, 0) + n


def _name_products(lines: Lines, context: Context) -> None:
    """Give every product the title its number has most often, its number where it has none."""
    names = context.members.of("product")
    table = [0]
    for code, text in enumerate(lines.products.texts[1:], start=1):
        titles = lines.titles.get(code)
        best = max(sorted(titles), key=lambda t: titles[t]) if titles else text
        table.append(names.code(best[:LONGEST_NAME]))
    product = lines.draft.column("product")
    lines.draft.put("product", np.asarray(table, dtype=np.int32)[product])


def _count_firsts(lines: Lines) -> None:
    """Count an order once a shop-day, on its first line, and once for each product in it.

    An order that is taken back in part is an order and a cancellation.
    """
    draft = lines.draft
    day, shop = draft.column("day").astype(np.int64), draft.column("shop").astype(np.int64)
    order = draft.column("order").astype(np.int64)
    product = draft.column("product").astype(np.int64)
    cancelled = draft.column("cancelled") == 1
    back = cancelled.astype(np.int64)
    first = _first_of(day, shop, order, back)
    draft.put("orders", (first & ~cancelled).astype(np.int8))
    draft.put("cancel_orders", (first & cancelled).astype(np.int8))
    first = _first_of(day, shop, order, back, product)
    draft.put("product_orders", (first & ~cancelled).astype(np.int8))


def _first_of(*columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the first row of every different combination."""
    order = np.lexsort(columns[::-1])
    changed = np.zeros(len(order), dtype=bool)
    changed[:1] = True
    for column in columns:
        ordered = column[order]
        changed[1:] |= ordered[1:] != ordered[:-1]
    found = np.zeros(len(order), dtype=bool)
    found[order[changed]] = True
    return found


def hash_buyers(draft: Draft, buyers: Names, key: bytes) -> None:
    """Put keyed hashes in place of the codes of buyers; 0 stays "not known"."""
    table = [0, *(buyer_hash(text, key) for text in buyers.texts[1:])]
    draft.put("buyer", np.asarray(table, dtype=np.int64)[draft.column("buyer")])


def buyer_hash(buyer: str, key: bytes) -> int:
    """Return the number a buyer is kept under: 64 bits, signed, never 0."""
    digest = hashlib.blake2b(buyer.encode(), digest_size=8, key=key).digest()
    return int.from_bytes(digest, "little", signed=True) or 1
