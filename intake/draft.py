"""The rows of a file before its names have ids: columns gathered piece by piece, narrow.

Cut columns hold the file's own codes (see `names`); `finish` turns them into storage's ids.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from base.language import msg
from intake.dates import EPOCH, Moments, to_wall
from intake.names import Ids, Members, account_key, narrow
from intake.table import Chunk
from storage.rows import Block, Ints, Rows

# The longest name that storage keeps; nobody's name is as long, so a longer one is a slip.
LONGEST_NAME = 120

# The cuts whose codes become ids.
_CUTS = ("shop", "channel", "team", "category", "product", "country")


@dataclass
class Draft:
    """Pieces of one block of rows, all with the same columns."""

    block: Block
    bundles: frozenset[str]
    measure_names: tuple[str, ...] = ()
    _pieces: dict[str, list[Ints]] = field(default_factory=lambda: defaultdict(list))
    length: int = 0

    def add(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Add a piece; every piece has the same columns."""
        self.length += len(next(iter(columns.values())))
        for name, values in columns.items():
            self._pieces[name].append(narrow(values))

    def column(self, name: str) -> Ints:
        """Return a column as one array, freeing its pieces."""
        pieces = self._pieces[name]
        if len(pieces) > 1:
            self._pieces[name] = pieces = [np.concatenate(pieces)]
        return pieces[0] if pieces else np.zeros(0, np.int8)

    def put(self, name: str, values: Ints) -> None:
        """Replace or add a whole column."""
        self._pieces[name] = [values]

    def drop(self, *names: str) -> None:
        """Forget columns."""
        for name in names:
            self._pieces.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """Return the columns there are."""
        return tuple(self._pieces)


@dataclass(frozen=True)
class Context:
    """What the readers of all kinds need: the members of the file and the chosen defaults.

    `period` are the ordinals of the first and last day declared, None where none was.
    """

    members: Members
    shop: str
    day: int | None = None
    period: tuple[int, int] | None = None

    def cut(self, chunk: Chunk, cut: str, name: str | None = None) -> NDArray[np.int32]:
        """Return every row's code in a cut; the default where the file says nothing."""
        names = self.members.of(cut)
        default = names.code(self._default(cut))
        name = name or cut
        if not chunk.has(name):
            return np.full(chunk.size, default, dtype=np.int32)
        codes, texts = chunk.labels(name)
        too_long = np.asarray([len(t) > LONGEST_NAME for t in texts] + [False])
        if too_long.any():
            chunk.reject(too_long[codes], name, msg("import.reason.name_too_long"))
        used = np.unique(codes[chunk.ok])
        found = names.translate(codes, texts, [int(u) for u in used if u >= 0])
        return np.where(codes < 0, np.int32(default), found)

    def _default(self, cut: str) -> str:
        return self.shop if cut == "shop" else self.members.preset.defaults.get(cut, "")

    def wall(self, chunk: Chunk, when: Moments, shop: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return each row's moment on the wall clock of its shop."""
        if when.aware is None:
            return when.seconds
        seconds = when.seconds.copy()
        for code, rules in enumerate(self.members.shop_rules()):
            mine = when.aware & (shop == code) & chunk.ok
            if mine.any():
                seconds[mine] = to_wall(seconds[mine], rules.zone)
        return seconds

    def business_day(self, wall: NDArray[np.int64], shop: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the shop's business day of each moment, as an ordinal."""
        starts = np.asarray([r.day_start * 60 for r in self.members.shop_rules()], dtype=np.int64)
        shift = starts[shop] if starts.any() else 0
        return (wall - shift) // 86_400 + EPOCH


def account_pairs(drafts: list[Draft]) -> list[tuple[int, int]]:
    """Return the (shop code, account code) that occur in any rows."""
    found: set[tuple[int, int]] = set()
    for draft in drafts:
        if "account" not in draft.names() or not draft.length:
            continue
        shop = draft.column("shop").astype(np.int64)
        pairs = np.unique(shop << 32 | draft.column("account").astype(np.int64))
        found |= {(int(p) >> 32, int(p) & 0xFFFFFFFF) for p in pairs}
    return sorted(found)


def drafts_use(drafts: list[Draft]) -> dict[str, set[int]]:
    """Return by cut the codes that occur in accepted rows."""
    found: dict[str, set[int]] = defaultdict(set)
    for draft in drafts:
        for cut in (*_CUTS, "account"):
            if cut in draft.names() and draft.length:
                found[cut] |= set(np.flatnonzero(np.bincount(draft.column(cut))).tolist())
    return found


def finish(draft: Draft, members: Members, ids: Ids) -> Rows:
    """Return the rows with storage's ids in place of the file's codes."""
    columns: dict[str, Ints | int] = {}
    shop_codes = draft.column("shop")
    for name in draft.names():
        values = draft.column(name)
        if name in _CUTS:
            values = _mapped(values, ids.tables[name])
        elif name == "account":
            values = _accounts(shop_codes, values, members, ids)
        if len(values) and name not in ("shop", "day") and (values[0] == values).all():
            columns[name] = int(values[0])
        else:
            columns[name] = values
    return Rows(draft.block, columns, draft.length, draft.bundles, draft.measure_names)


def _mapped(codes: Ints, table: NDArray[np.int64]) -> Ints:
    return narrow(table)[codes]


def _accounts(shop: Ints, account: Ints, members: Members, ids: Ids) -> Ints:
    if members.preset.scope != "shop":
        texts = members.of("account").texts
        table = [ids.accounts.get((0, text), 0) for text in texts]
        return _mapped(account, np.asarray(table, dtype=np.int64))
    pairs = shop.astype(np.int64) << 32 | account.astype(np.int64)
    unique, inverse = np.unique(pairs, return_inverse=True)
    keys = [(int(p) >> 32, int(p) & 0xFFFFFFFF) for p in unique]
    found = [
        ids.accounts[account_key(members, ids.tables["shop"], s, a)] if a else 0 for s, a in keys
    ]
    return narrow(np.asarray(found, dtype=np.int64)[inverse])
