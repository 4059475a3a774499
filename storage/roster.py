"""Everybody who works here, served customers or not, as they are named; and how much they carry."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from base.action import OPEN
from base.language import Bilingual
from storage.names import nicknames
from storage.posting import action
from storage.tables import membership, person

_OPEN = tuple(state.value for state in OPEN)


@dataclass(frozen=True)
class OnStaff:
    """Somebody who works here: `user` is his id in the chat, "" for none; `nicks` his accounts."""

    person: int
    name: Bilingual
    user: str = ""
    teams: tuple[int, ...] = ()
    nicks: tuple[str, ...] = ()


def roster(work: Connection, on: date) -> tuple[OnStaff, ...]:
    """Return everybody who has a team on a day, or never had one, by number."""
    teams: dict[int, list[int]] = {}
    ever: set[int] = set()
    spans = select(membership).order_by(membership.c.lead.desc(), membership.c.team_id)
    for span in work.execute(spans):
        ever.add(span.person_id)
        if span.valid_from <= on <= span.valid_to:
            teams.setdefault(span.person_id, []).append(span.team_id)
    nicks = nicknames(work)
    return tuple(
        OnStaff(
            row.id,
            Bilingual(row.name, row.name_en or row.name),
            row.slack_user or "",
            tuple(dict.fromkeys(teams.get(row.id, ()))),
            tuple(nicks.get(row.id, ())),
        )
        for row in work.execute(select(person).order_by(person.c.id))
        if row.id in teams or row.id not in ever
    )


@dataclass(frozen=True)
class Membership:
    """A person in a team from `first` to `last`, both inclusive; `SINCE_EVER` and `FOREVER` where
    the list does not say. `employment` is a value of Employment."""

    person: int
    team: int
    employment: str
    first: date
    last: date


def memberships(work: Connection) -> tuple[Membership, ...]:
    """Return who was in which team when, by person and time."""
    order = membership.c.person_id, membership.c.valid_from, membership.c.valid_to, membership.c.id
    return tuple(
        Membership(row.person_id, row.team_id, row.employment, row.valid_from, row.valid_to)
        for row in work.execute(select(membership).order_by(*order))
    )


def team_sizes(work: Connection, on: date) -> dict[int, int]:
    """Return how many people work in each team on a day."""
    current = membership.c.valid_from <= on, membership.c.valid_to >= on
    count = func.count(membership.c.person_id.distinct())
    query = select(membership.c.team_id, count).where(*current).group_by(membership.c.team_id)
    return {int(team): int(size) for team, size in work.execute(query)}


def person_of_user(work: Connection, user: str) -> int | None:
    """Return the number of a user of the chat, None for one of no staff list."""
    return work.execute(select(person.c.id).where(person.c.slack_user == user)).scalar()


def carried(work: Connection, owner: int) -> int:
    """Return how many open items somebody owns."""
    where = action.c.owner == owner, action.c.state.in_(_OPEN)
    return int(work.execute(select(func.count()).where(*where)).scalar_one())


def born_since(work: Connection, born: str, since: datetime) -> int:
    """Return how many open items were born of one meeting or channel since a moment."""
    where = action.c.born == born, action.c.state.in_(_OPEN), action.c.created_at >= since
    return int(work.execute(select(func.count()).where(*where)).scalar_one())


def by_number(people: Collection[OnStaff]) -> Mapping[int, OnStaff]:
    """Return people by their numbers."""
    return {one.person: one for one in people}
