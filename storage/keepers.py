"""Who keeps the data: whom a summary asks by name for a file that is missing."""

from datetime import date

from sqlalchemy import Connection, or_, select

from base.language import Bilingual
from base.rights import Role
from storage.tables import membership, person, person_role


def keepers(work: Connection, today: date) -> tuple[Bilingual, ...]:
    """Return the people with the role data who work here on a day, oldest entry first."""
    current = select(membership.c.person_id).where(
        membership.c.valid_from <= today, membership.c.valid_to >= today
    )
    query = (
        select(person)
        .join(person_role, person_role.c.person_id == person.c.id)
        .where(person_role.c.role == Role.DATA.value)
        # Whoever was never in a team is no former colleague.
        .where(or_(person.c.id.in_(current), person.c.id.not_in(select(membership.c.person_id))))
        .order_by(person.c.id)
    )
    return tuple(Bilingual(r.name, r.name_en or r.name) for r in work.execute(query))
