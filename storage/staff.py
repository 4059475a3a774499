"""Who sat behind an account on a day, and in which team: the staff list as spans of days."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.tables import holding, membership

Spans = Mapping[int, tuple[tuple[int, int, int], ...]]


@dataclass(frozen=True)
class Staff:
    """Spans (first day, last day, id) by account (whose it is) and by person (his team)."""

    holders: Spans
    teams: Spans

    def on(self, account: int, day: int) -> tuple[int, int]:
        """Return the person behind an account on a day (ordinal) and his team, 0 for unknown."""
        person = _span(self.holders.get(account, ()), day)
        return person, _span(self.teams.get(person, ()), day)


def _span(spans: tuple[tuple[int, int, int], ...], day: int) -> int:
    for first, last, of in spans:
        if first <= day <= last:
            return of
    return 0


def load_staff(connection: Connection) -> Staff:
    """Read the staff list as it stands."""
    holders: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for row in connection.execute(select(holding)):
        span = row.valid_from.toordinal(), row.valid_to.toordinal(), row.person_id
        holders[row.account_id].append(span)
    teams: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for row in connection.execute(select(membership)):
        span = row.valid_from.toordinal(), row.valid_to.toordinal(), row.team_id
        teams[row.person_id].append(span)
    # The latest beginning wins where two spans overlap.
    return Staff(
        {k: tuple(sorted(v, reverse=True)) for k, v in holders.items()},
        {k: tuple(sorted(v, reverse=True)) for k, v in teams.items()},
    )
