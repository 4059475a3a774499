"""Who leads whom, by number: the leads of somebody's teams on a day, and who holds a role."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, func, select

from base.language import Bilingual
from base.rights import Role
from storage.people import works_here
from storage.tables import membership, person_role
from storage.tables import person as people


def last_day(work: Connection, person: int, today: date) -> date | None:
    """Return the last day somebody worked here, None while he does or never had a team."""
    query = select(func.max(membership.c.valid_to)).where(membership.c.person_id == person)
    found = work.execute(query).scalar()
    return found if found is not None and found < today else None


def leads_by_team(work: Connection, person: int, on: date, today: date) -> list[tuple[int, int]]:
    """Return (team, lead) of the teams somebody was in on a day; leads who work here today."""
    mine = select(membership.c.team_id).where(
        membership.c.person_id == person,
        membership.c.valid_from <= on,
        membership.c.valid_to >= on,
    )
    query = (
        select(membership.c.team_id, membership.c.person_id)
        .distinct()
        .where(
            membership.c.team_id.in_(mine),
            membership.c.lead.is_(True),
            membership.c.valid_from <= today,
            membership.c.valid_to >= today,
            membership.c.person_id != person,
        )
        .order_by(membership.c.team_id, membership.c.person_id)
    )
    return [(row.team_id, row.person_id) for row in work.execute(query)]


def holders(work: Connection, role: Role, today: date) -> list[int]:
    """Return who holds a role and works here today, by number."""
    query = (
        select(people.c.id)
        .join(person_role, person_role.c.person_id == people.c.id)
        .where(person_role.c.role == role.value, works_here(today))
        .order_by(people.c.id)
    )
    return list(work.execute(query).scalars())


def called(work: Connection, numbers: Collection[int]) -> dict[int, Bilingual]:
    """Return the names of some people, by number."""
    query = select(people).where(people.c.id.in_(numbers))
    return {r.id: Bilingual(r.name, r.name_en or r.name) for r in work.execute(query)}
