"""Who somebody of the staff list is and how he is reached, by his number: for what nobody asked."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from base.language import Lang
from base.rights import Actor, Role, operator, stranger
from storage.preferences import of_person, preference
from storage.tables import membership, person, person_role


@dataclass(frozen=True)
class Reach:
    """How somebody is reached: `user` is his id in the chat, in his language and zone."""

    person: int
    user: str
    lang: Lang
    zone: str


def reach(work: Connection, number: int) -> Reach | None:
    """Return how a person is reached; None for the operator and for people not linked to chat."""
    row = work.execute(select(person).where(person.c.id == number)).first()
    if row is None or not row.slack_user:
        return None
    chosen = preference(work, of_person(number, row.slack_user))
    return Reach(number, row.slack_user, chosen.lang or Lang(row.lang), chosen.zone or row.zone)


def actor_numbered(work: Connection, number: int, today: date) -> Actor:
    """Return who a person is on a day; a stranger where all his memberships have ended."""
    if number == 0:
        return operator()
    row = work.execute(select(person).where(person.c.id == number)).first()
    if row is None:
        return stranger(str(number))
    spans = work.execute(select(membership).where(membership.c.person_id == number)).all()
    current = [span for span in spans if span.valid_from <= today <= span.valid_to]
    if spans and not current:
        return stranger(row.name, Lang(row.lang), row.zone, known=True)
    query = select(person_role.c.role).where(person_role.c.person_id == number)
    roles = {Role(role) for role in work.execute(query).scalars()}
    leads = frozenset(span.team_id for span in current if span.lead)
    actor = Actor(
        person=number,
        name=row.name,
        roles=frozenset(roles | ({Role.LEAD} if leads else set())),
        teams=frozenset(span.team_id for span in current),
        leads=leads,
        lang=Lang(row.lang),
        zone=row.zone,
        name_en=row.name_en,
    )
    return replace(actor, known=True)
