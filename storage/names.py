"""Names and ids: shops, teams, people, accounts, and the members that are born in imports."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from base.dimensions import Dim
from base.language import Bilingual
from base.platforms import platform_name
from storage.cubes import member
from storage.engine import Database
from storage.tables import account, holding, person, shop, team
from storage.version import names_changed

DEFAULT_SHOP = Bilingual("默认店铺", "Default shop")

# Cuts whose members are born in imports.
_BORN = {Dim.CHANNEL, Dim.CATEGORY, Dim.PRODUCT, Dim.COUNTRY}


@dataclass(frozen=True)
class Shop:
    """A shop. `zone` is IANA, `day_start` minutes after midnight, `currency` ISO 4217."""

    id: int
    name: Bilingual
    platform: str
    country: str
    currency: str
    zone: str
    day_start: int


def _bilingual(row: Any) -> Bilingual:
    return Bilingual(row.name, row.name_en or row.name)


def shops(connection: Connection) -> tuple[Shop, ...]:
    """Return every shop, oldest first."""
    return tuple(
        Shop(r.id, _bilingual(r), r.platform, r.country, r.currency, r.zone, r.day_start)
        for r in connection.execute(select(shop).order_by(shop.c.id))
    )


def named(connection: Connection, dim: Dim) -> dict[int | str, Bilingual]:
    """Return the names of a cut's members by id; accounts nobody holds are minus their id."""
    if dim is Dim.SHOP:
        return {s.id: s.name for s in shops(connection)}
    if dim is Dim.PLATFORM:
        return {s.platform: platform_name(s.platform) for s in shops(connection)}
    if dim is Dim.TEAM:
        return {r.id: _bilingual(r) for r in connection.execute(select(team))}
    if dim is Dim.AGENT:
        return _agents(connection)
    if dim in _BORN:
        rows = connection.execute(select(member).where(member.c.dim == dim.value))
        return {r.id: _bilingual(r) for r in rows}
    return {}


def _agents(connection: Connection) -> dict[int | str, Bilingual]:
    names: dict[int | str, Bilingual] = {
        r.id: _bilingual(r) for r in connection.execute(select(person))
    }
    shop_names = {s.id: s.name for s in shops(connection)}
    rows = connection.execute(select(account)).all()
    times = Counter(r.nickname for r in rows)
    for row in rows:
        label = Bilingual(row.nickname, row.nickname)
        if times[row.nickname] > 1 and row.shop_id in shop_names:
            of = shop_names[row.shop_id]
            label = Bilingual(f"{row.nickname}（{of.zh}）", f"{row.nickname} ({of.en})")
        names[-row.id] = label
    return names


def nicknames(connection: Connection) -> dict[int, tuple[str, ...]]:
    """Return by agent (person, or minus the account nobody holds) the nicknames he works under."""
    found: dict[int, list[str]] = {}
    query = select(account.c.id, account.c.nickname, holding.c.person_id).outerjoin(
        holding, holding.c.account_id == account.c.id
    )
    for row in connection.execute(query):
        found.setdefault(row.person_id or -row.id, []).append(row.nickname)
    return {agent: tuple(dict.fromkeys(names)) for agent, names in found.items()}


def everybody_called(connection: Connection) -> tuple[str, ...]:
    """Return every name somebody here has or had: in both languages, and of every account."""
    people = connection.execute(select(person.c.name, person.c.name_en)).all()
    nicks = connection.execute(select(account.c.nickname)).scalars()
    names = [*(row.name for row in people), *(row.name_en for row in people), *nicks]
    return tuple(dict.fromkeys(name for name in names if name))


Given = ParamSpec("Given")
Found = TypeVar("Found")


def _once_more(ensure: Callable[Given, Found]) -> Callable[Given, Found]:
    """Run again where somebody else made the same name in between: now it is there."""

    @wraps(ensure)
    def ensured(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        try:
            return ensure(*args, **kwargs)
        except IntegrityError:
            return ensure(*args, **kwargs)

    return ensured


@_once_more
def ensure_shops(database: Database, wanted: Mapping[str, str]) -> dict[str, int]:
    """Return the ids of shops by name, making those that are new; `wanted` maps name to platform.

    A name may be the Chinese or the English one.
    """
    with database.write() as connection:
        known = {}
        for row in connection.execute(select(shop)):
            known[row.name_en or row.name] = row.id
            known[row.name] = row.id
        if any(name not in known for name in wanted):
            names_changed(connection)
        for name, platform in wanted.items():
            if name not in known:
                english = DEFAULT_SHOP.en if name == DEFAULT_SHOP.zh else ""
                values = {"name": name, "name_en": english, "platform": platform}
                made = insert(shop).values(values).returning(shop.c.id)
                known[name] = connection.execute(made).scalar_one()
        return {name: known[name] for name in wanted}


def name_shops(database: Database, english: Mapping[str, str]) -> None:
    """Give shops their English names; `english` maps Chinese names to them."""
    with database.write() as connection:
        names_changed(connection)
        for name, name_en in english.items():
            connection.execute(update(shop).where(shop.c.name == name).values(name_en=name_en))


@_once_more
def ensure_teams(database: Database, wanted: Iterable[str]) -> dict[str, int]:
    """Return the ids of teams by name (Chinese or English), making those that are new."""
    with database.write() as connection:
        known = {}
        for row in connection.execute(select(team)):
            known[row.name_en or row.name] = row.id
            known[row.name] = row.id
        names_changed(connection)
        return _ensured(connection, team, known, wanted, {})


@_once_more
def ensure_accounts(
    database: Database, wanted: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    """Return the ids of accounts by (shop id or 0, nickname), making those that are new."""
    with database.write() as connection:
        known = {(r.shop_id, r.nickname): r.id for r in connection.execute(select(account))}
        if any(key not in known for key in wanted):
            names_changed(connection)
        for shop_id, nickname in dict.fromkeys(wanted):
            if (shop_id, nickname) not in known:
                values = {"shop_id": shop_id, "nickname": nickname}
                made = insert(account).values(values).returning(account.c.id)
                known[shop_id, nickname] = connection.execute(made).scalar_one()
        return {key: known[key] for key in wanted}


@_once_more
def ensure_members(database: Database, dim: Dim, wanted: Sequence[Bilingual]) -> dict[str, int]:
    """Return the ids of channels, categories, products or countries by their Chinese name."""
    english = {w.zh: w.en if w.en != w.zh else "" for w in wanted}
    with database.read() as connection:
        known = {r.name: r.id for r in _members(connection, dim)}
    if all(name in known for name in english):
        return {name: known[name] for name in english}
    with database.fold() as connection:
        known = {r.name: r.id for r in _members(connection, dim)}
        return _ensured(connection, member, known, english, english, dim=dim.value)


def _members(connection: Connection, dim: Dim) -> list[Any]:
    return list(connection.execute(select(member).where(member.c.dim == dim.value)))


def _ensured(
    connection: Connection,
    table: Table,
    known: dict[str, int],
    wanted: Iterable[str],
    english: Mapping[str, str],
    **fixed: str,
) -> dict[str, int]:
    names = list(dict.fromkeys(wanted))
    for name in names:
        if name not in known:
            values = {"name": name, "name_en": english.get(name, ""), **fixed}
            made = insert(table).values(values).returning(table.c.id)
            known[name] = connection.execute(made).scalar_one()
    return {name: known[name] for name in names}
