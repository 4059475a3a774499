"""Who sat behind an account on a day, and in which team, for whole columns of facts at once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from storage.derive import Values
from storage.rows import Ints
from storage.tables import holding, membership

Spans = Mapping[int, tuple[tuple[int, int, int], ...]]


@dataclass(frozen=True)
class Staff:
    """Spans (first day, last day, id) by account (whose it is) and by person (his team)."""

    holders: Spans
    teams: Spans

    def resolve(self, account: Ints, day: Ints, team: Ints) -> tuple[Values, Values]:
        """Return agent and team of every row, where `team` is what its file said (0 nothing).

        The agent is the person, or minus the account where nobody is known to hold it. The staff
        list overrules a file's team.
        """
        agent = -account.astype(np.int64)
        teams = team.astype(np.int64).copy()
        if not self.holders or len(account) == 0:
            return agent, teams
        pairs = account.astype(np.int64) << 32 | day.astype(np.int64)
        unique, inverse = np.unique(pairs, return_inverse=True)
        known = [self.on(int(p) >> 32, int(p) & 0xFFFFFFFF) for p in unique.tolist()]
        person = np.asarray([k[0] for k in known], dtype=np.int64)[inverse]
        of_team = np.asarray([k[1] for k in known], dtype=np.int64)[inverse]
        agent = np.where(person > 0, person, agent)
        return agent, np.where(of_team > 0, of_team, teams)

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
