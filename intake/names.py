"""Names in files and ids in storage: codes are given while reading, ids once all has been read.

So a file that is refused, or only looked at, leaves no shop, account or product behind.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from base.dimensions import Dim
from base.language import Bilingual
from intake.recognise import Preset, channel_named
from storage.engine import Database
from storage.names import (
    DEFAULT_SHOP,
    Shop,
    ensure_accounts,
    ensure_members,
    ensure_shops,
    ensure_teams,
    shops,
)
from storage.rows import Ints

Codes = NDArray[np.int32]

# What a shop is until somebody says otherwise.
_NEW_SHOP = Shop(0, DEFAULT_SHOP, "", "CN", "CNY", "Asia/Shanghai", 0)


@dataclass
class Names:
    """The different names of one cut in a file; code 0 = not said."""

    texts: list[str] = field(default_factory=lambda: [""])
    _codes: dict[str, int] = field(default_factory=lambda: {"": 0})

    def code(self, text: str) -> int:
        """Return a name's code, a new one for a new name."""
        found = self._codes.get(text)
        if found is None:
            found = self._codes[text] = len(self.texts)
            self.texts.append(text)
        return found

    def said(self) -> list[str]:
        """Return the names there are."""
        return [text for text in self.texts if text]

    def translate(self, codes: Codes, texts: Sequence[str], used: Iterable[int]) -> Codes:
        """Turn codes of a piece (-1 = empty) into codes of the file, for those in `used`."""
        table = np.zeros(len(texts) + 1, dtype=np.int32)
        for at in used:
            table[at] = self.code(texts[at])
        return table[codes]


@dataclass
class Members:
    """All names that a file mentions, and how its shops keep time and money."""

    preset: Preset
    known: Mapping[str, Shop]
    cuts: dict[str, Names] = field(default_factory=dict)

    def of(self, cut: str) -> Names:
        """Return the names of a cut."""
        return self.cuts.setdefault(cut, Names())

    def keep(self, used: Mapping[str, set[int]]) -> None:
        """Forget the names that only rejected rows had: nothing is entered for them."""
        for cut, names in self.cuts.items():
            codes = used.get(cut, set())
            names.texts = [t if i in codes else "" for i, t in enumerate(names.texts)]

    def shop_rules(self) -> list[Shop]:
        """Return by shop code its zone, start of day and currency; code 0 is a new shop."""
        return [self.known.get(text, _NEW_SHOP) for text in self.of("shop").texts]


def known_shops(database: Database) -> dict[str, Shop]:
    """Return the shops by each of their names."""
    with database.read() as connection:
        found = shops(connection)
    return {s.name.en: s for s in found} | {s.name.zh: s for s in found}


@dataclass(frozen=True)
class Ids:
    """The storage ids by code of every cut; `accounts` by (shop id or 0, nickname)."""

    tables: Mapping[str, NDArray[np.int64]]
    accounts: Mapping[tuple[int, str], int]


_MEMBER_CUTS = {
    "channel": Dim.CHANNEL,
    "category": Dim.CATEGORY,
    "product": Dim.PRODUCT,
    "country": Dim.COUNTRY,
}


def enter(database: Database, members: Members, pairs: Iterable[tuple[int, int]]) -> Ids:
    """Enter every name that is new and return all ids.

    `pairs` are the (shop code, account code) that occur.
    """
    platform = members.preset.platform
    shop_ids = ensure_shops(database, dict.fromkeys(members.of("shop").said(), platform))
    tables = {"shop": _table(members.of("shop"), lambda t: shop_ids[t])}
    team_ids = ensure_teams(database, members.of("team").said())
    tables["team"] = _table(members.of("team"), lambda t: team_ids[t])
    for cut, dim in _MEMBER_CUTS.items():
        if cut in members.cuts:
            tables[cut] = _entered(database, dim, members.of(cut))
    wanted = _wanted(members, pairs, tables["shop"])
    return Ids(tables, ensure_accounts(database, wanted))


def _entered(database: Database, dim: Dim, names: Names) -> NDArray[np.int64]:
    said = {t: channel_named(t) if dim is Dim.CHANNEL else Bilingual(t, t) for t in names.said()}
    ids = ensure_members(database, dim, list(said.values()))
    return _table(names, lambda text: ids[said[text].zh])


def preview(members: Members, pairs: Iterable[tuple[int, int]]) -> Ids:
    """Return ids for looking only: known shops have theirs, all else what storage never gives."""
    tables: dict[str, NDArray[np.int64]] = {}
    for cut, names in members.cuts.items():
        tables[cut] = np.arange(len(names.texts), dtype=np.int64)
    known = [members.known[t].id if t in members.known else -i
             for i, t in enumerate(members.of("shop").texts)]  # fmt: skip
    tables["shop"] = np.asarray(known, dtype=np.int64)
    wanted = _wanted(members, pairs, tables["shop"])
    return Ids(tables, {key: at + 1 for at, key in enumerate(dict.fromkeys(wanted))})


def _table(names: Names, id_of: Callable[[str], int]) -> NDArray[np.int64]:
    return np.asarray([id_of(text) if text else 0 for text in names.texts], dtype=np.int64)


def account_key(
    members: Members, shops_by_code: NDArray[np.int64], shop: int, account: int
) -> tuple[int, str]:
    """Return how storage knows an account: with its shop where nicknames belong to shops."""
    of_shop = int(shops_by_code[shop]) if members.preset.scope == "shop" else 0
    return of_shop, members.of("account").texts[account]


def _wanted(
    members: Members, pairs: Iterable[tuple[int, int]], shops_by_code: NDArray[np.int64]
) -> list[tuple[int, str]]:
    return [account_key(members, shops_by_code, s, a) for s, a in pairs if a]


def narrow(values: Ints) -> Ints:
    """Return integers in the narrowest type that holds them."""
    if len(values) == 0:
        return values.astype(np.int8)
    low, high = int(values.min()), int(values.max())
    for kind in (np.int8, np.int16, np.int32):
        limits = np.iinfo(kind)
        if limits.min <= low and high <= limits.max:
            return values.astype(kind, copy=False)
    return values.astype(np.int64, copy=False)
