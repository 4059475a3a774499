"""The staff list: people, accounts, memberships by date, roles; and who an asker is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, cast, exists, insert, literal, select, union, update

from base.language import Bilingual, Lang
from base.rights import Actor, Role, stranger
from storage.cubes import DAY_TABLES, measure_day
from storage.engine import Database
from storage.preferences import chosen_of, preference_prefix
from storage.staff import load_staff
from storage.tables import (
    FOREVER,
    SINCE_EVER,
    account,
    holding,
    membership,
    person,
    person_role,
    setting,
    shop,
    stale_day,
    team,
)
from storage.version import names_changed


@dataclass(frozen=True)
class StaffRow:
    """One line of a staff list: a person, one of his teams, and accounts he works under.

    `accounts` are (shop name or "" for the whole workspace, nickname). Dates are inclusive.
    """

    name: str
    name_en: str = ""
    team: str = ""
    team_en: str = ""
    post: str = ""
    lead: bool = False
    employment: str = "inhouse"
    roles: tuple[Role, ...] = ()
    valid_from: date = SINCE_EVER
    valid_to: date = FOREVER
    accounts: tuple[tuple[str, str], ...] = ()
    lang: Lang = Lang.ZH
    zone: str = "Asia/Shanghai"
    slack_user: str | None = None


@dataclass(frozen=True)
class StaffChange:
    """What a staff list changed: how many people are new, known, and how many days are stale."""

    added: int
    known: int
    stale_days: int
    unknown_shops: tuple[str, ...] = field(default=())


def apply_staff(database: Database, rows: Sequence[StaffRow]) -> StaffChange:
    """Enter a staff list: people and memberships named in it are added or brought up to date.

    Whoever is not in the list stays as he is. Days whose facts no longer fit become stale in the
    same transaction; `ledger.refold_stale` makes them anew.
    """
    with database.read() as connection:
        worked = _account_days(connection)
    with database.write() as connection:
        names_changed(connection)
        before = load_staff(connection)
        added, known, unknown = 0, 0, []
        for row in rows:
            person_id, new = _ensure_person(connection, row)
            added, known = added + new, known + (not new)
            _set_roles(connection, person_id, row.roles)
            if row.team:
                _set_membership(connection, person_id, row)
            unknown += [s for s, n in row.accounts if not _hold(connection, person_id, row, s, n)]
        after = load_staff(connection)
        stale = {
            day
            for account_id, day in worked
            if before.on(account_id, day) != after.on(account_id, day)
        }
        _mark_stale(connection, stale)
    return StaffChange(added, known, len(stale), tuple(dict.fromkeys(unknown)))


def _mark_stale(connection: Connection, days: set[int]) -> None:
    known = set(connection.execute(select(stale_day.c.day)).scalars())
    for day in sorted(days & known):
        marked = update(stale_day).where(stale_day.c.day == day)
        connection.execute(marked.values(marks=stale_day.c.marks + 1))
    if days - known:
        connection.execute(
            insert(stale_day), [{"day": d, "marks": 1} for d in sorted(days - known)]
        )


def _account_days(connection: Connection) -> list[tuple[int, int]]:
    """Return every account and day that any facts are kept by, once each."""
    tables = (DAY_TABLES["chat_account"], DAY_TABLES["chat_category_account"], measure_day)
    worked = union(*(select(t.c.account, t.c.day) for t in tables))
    return [(account_id, day) for account_id, day in connection.execute(worked)]


def _ensure_person(connection: Connection, row: StaffRow) -> tuple[int, bool]:
    values: dict[str, Any] = {"name": row.name, "lang": row.lang.value, "zone": row.zone}
    values |= {"name_en": row.name_en} if row.name_en else {}
    values |= {"slack_user": row.slack_user} if row.slack_user else {}
    query = select(person.c.id).where(person.c.name == row.name)
    found = connection.execute(query).scalar()
    if found is not None:
        connection.execute(update(person).where(person.c.id == found).values(values))
        return int(found), False
    made = insert(person).values(values).returning(person.c.id)
    return int(connection.execute(made).scalar_one()), True


def _set_roles(connection: Connection, person_id: int, roles: Iterable[Role]) -> None:
    query = select(person_role.c.role).where(person_role.c.person_id == person_id)
    has = set(connection.execute(query).scalars())
    for role in roles:
        if role.value not in has:
            values = {"person_id": person_id, "role": role.value}
            connection.execute(insert(person_role).values(values))


def _set_membership(connection: Connection, person_id: int, row: StaffRow) -> None:
    """Add a membership; one that began earlier and is open ends the day before."""
    team_id = _ensure_team(connection, row)
    values = {
        "post": row.post,
        "lead": row.lead,
        "employment": row.employment,
        "valid_to": row.valid_to,
    }
    same = (
        membership.c.person_id == person_id,
        membership.c.team_id == team_id,
        membership.c.valid_from == row.valid_from,
    )
    if connection.execute(update(membership).where(*same).values(values)).rowcount:
        return
    if row.valid_from > SINCE_EVER:
        earlier = (
            membership.c.person_id == person_id,
            membership.c.valid_from < row.valid_from,
            membership.c.valid_to == FOREVER,
        )
        ends = {"valid_to": row.valid_from - timedelta(days=1)}
        connection.execute(update(membership).where(*earlier).values(ends))
    values |= {"person_id": person_id, "team_id": team_id, "valid_from": row.valid_from}
    connection.execute(insert(membership).values(values))


def _ensure_team(connection: Connection, row: StaffRow) -> int:
    query = select(team.c.id).where((team.c.name == row.team) | (team.c.name_en == row.team))
    found = connection.execute(query).scalar()
    if found is None:
        values = {"name": row.team, "name_en": row.team_en}
        return int(
            connection.execute(insert(team).values(values).returning(team.c.id)).scalar_one()
        )
    if row.team_en:
        named = update(team).where(team.c.id == found).values(name_en=row.team_en)
        connection.execute(named)
    return int(found)


def _hold(
    connection: Connection, person_id: int, row: StaffRow, shop_name: str, nickname: str
) -> bool:
    """Say that a person works under an account; False where the shop is not known."""
    shop_id = 0
    if shop_name:
        query = select(shop.c.id).where((shop.c.name == shop_name) | (shop.c.name_en == shop_name))
        found = connection.execute(query).scalar()
        if found is None:
            return False
        shop_id = found
    same = account.c.shop_id == shop_id, account.c.nickname == nickname
    account_id = connection.execute(select(account.c.id).where(*same)).scalar()
    if account_id is None:
        values = {"shop_id": shop_id, "nickname": nickname}
        account_id = connection.execute(
            insert(account).values(values).returning(account.c.id)
        ).scalar_one()
    _set_holding(connection, account_id, person_id, row)
    return True


def _set_holding(connection: Connection, account_id: int, person_id: int, row: StaffRow) -> None:
    of_account = holding.c.account_id == account_id
    mine = connection.execute(
        select(holding.c.id).where(of_account, holding.c.person_id == person_id)
    ).scalar()
    if mine is not None:
        # A second membership of the same person: the account stays his all the while.
        current = connection.execute(select(holding).where(holding.c.id == mine)).one()
        span = {
            "valid_from": min(current.valid_from, row.valid_from),
            "valid_to": max(current.valid_to, row.valid_to),
        }
        connection.execute(update(holding).where(holding.c.id == mine).values(span))
        return
    values = {
        "account_id": account_id,
        "person_id": person_id,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
    connection.execute(insert(holding).values(values))


def actor_of(database: Database, today: date, *, slack_user: str = "", name: str = "") -> Actor:
    """Return who asks, by Slack user or by name; somebody not on the staff list is a stranger.

    A person whose memberships have all ended is a stranger too, whatever his roles were.
    """
    where = person.c.slack_user == slack_user if slack_user else person.c.name == name
    if name:
        where = where | (person.c.name_en == name)
    with database.read() as connection:
        row = connection.execute(select(person).where(where)).first()
        if row is None:
            return stranger(name or slack_user)
        spans = connection.execute(select(membership).where(membership.c.person_id == row.id)).all()
        today_in = [s for s in spans if s.valid_from <= today <= s.valid_to]
        if spans and not today_in:
            return stranger(row.name, Lang(row.lang), row.zone, known=True)
        query = select(person_role.c.role).where(person_role.c.person_id == row.id)
        roles = {Role(role) for role in connection.execute(query).scalars()}
    leads = frozenset(s.team_id for s in today_in if s.lead)
    if leads:
        roles.add(Role.LEAD)
    return Actor(
        person=row.id,
        name=row.name,
        roles=frozenset(roles),
        teams=frozenset(s.team_id for s in today_in),
        leads=leads,
        lang=Lang(row.lang),
        zone=row.zone,
        name_en=row.name_en,
    )


def names_of_users(connection: Connection, users: Collection[str]) -> dict[str, str]:
    """Return the names of those Slack users who are on the staff list."""
    query = select(person.c.slack_user, person.c.name).where(person.c.slack_user.in_(users))
    return {row.slack_user: row.name for row in connection.execute(query)}


def teams_of(connection: Connection, person_id: int, on: date) -> frozenset[int]:
    """Return the teams a person is in on a day."""
    query = select(membership.c.team_id).where(
        membership.c.person_id == person_id,
        membership.c.valid_from <= on,
        membership.c.valid_to >= on,
    )
    return frozenset(connection.execute(query).scalars())


class InChat(NamedTuple):
    """Somebody who works here and can be written to: his Slack user, his language and zone."""

    person: int
    user: str
    lang: Lang
    zone: str


def people_with_chat(connection: Connection, day: date) -> list[InChat]:
    """Return everybody who works here on a day and is linked to the chat, by id.

    What somebody chose himself comes before what the staff list says. One query for all.
    """
    key = literal(preference_prefix()) + cast(person.c.id, String)
    query = (
        select(person.c.id, person.c.slack_user, person.c.lang, person.c.zone, setting.c.value)
        .outerjoin(setting, setting.c.key == key)
        .where(person.c.slack_user.is_not(None), person.c.slack_user != "", works_here(day))
        .order_by(person.c.id)
    )
    found = []
    for row in connection.execute(query):
        chosen = chosen_of(row.value)
        lang, zone = chosen.lang or Lang(row.lang), chosen.zone or row.zone
        found.append(InChat(row.id, row.slack_user, lang, zone))
    return found


def works_here(day: date) -> Any:
    """Return the condition that a person has a team on a day, or never had one."""
    of_person = membership.c.person_id == person.c.id
    current = (membership.c.valid_from <= day) & (membership.c.valid_to >= day)
    ever = exists().where(of_person)
    return exists().where(of_person & current) | ~ever


def leads_of(connection: Connection, person_id: int, on: date) -> tuple[Bilingual, ...]:
    """Return who leads the teams that a person is in on a day, himself left out, by id."""
    query = (
        select(person.c.id, person.c.name, person.c.name_en)
        .distinct()
        .join(membership, membership.c.person_id == person.c.id)
        .where(
            membership.c.team_id.in_(teams_of(connection, person_id, on)),
            membership.c.lead.is_(True),
            membership.c.valid_from <= on,
            membership.c.valid_to >= on,
            person.c.id != person_id,
        )
        .order_by(person.c.id)
    )
    return tuple(Bilingual(r.name, r.name_en or r.name) for r in connection.execute(query))


def roles_held(connection: Connection, on: date, besides: int) -> frozenset[Role]:
    """Return the roles that anybody who works here on a day has, one person (`besides`) left out.

    A lead's is not among them: that one belongs to his teams.
    """
    query = (
        select(person_role.c.role)
        .distinct()
        .join(person, person.c.id == person_role.c.person_id)
        .where(person.c.id != besides, works_here(on))
    )
    return frozenset(Role(role) for role in connection.execute(query).scalars()) - {Role.LEAD}


def members_of(connection: Connection, teams: Collection[int], on: date) -> frozenset[int]:
    """Return who is in any of some teams on a day."""
    query = select(membership.c.person_id).where(
        membership.c.team_id.in_(teams),
        membership.c.valid_from <= on,
        membership.c.valid_to >= on,
    )
    return frozenset(connection.execute(query).scalars())


def lead_numbers(connection: Connection, person_id: int, on: date) -> tuple[int, ...]:
    """Return who leads the teams that a person is in on a day, himself left out, by number."""
    query = (
        select(membership.c.person_id)
        .distinct()
        .where(
            membership.c.team_id.in_(teams_of(connection, person_id, on)),
            membership.c.lead.is_(True),
            membership.c.valid_from <= on,
            membership.c.valid_to >= on,
            membership.c.person_id != person_id,
        )
        .order_by(membership.c.person_id)
    )
    return tuple(connection.execute(query).scalars())


def names_by_number(connection: Connection) -> dict[int, Bilingual]:
    """Return the names of everybody of the staff list, by number."""
    rows = connection.execute(select(person.c.id, person.c.name, person.c.name_en))
    return {row.id: Bilingual(row.name, row.name_en or row.name) for row in rows}
