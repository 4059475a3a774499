"""Who sat behind an account, for whole columns of facts at once."""

import numpy as np

from storage.derive import Values
from storage.rows import Ints
from storage.staff import Staff


class Seating:
    """The staff list as tables of day by account, so that a column of rows is one look-up.

    Made for one fold: the same days and accounts come again with every section.
    """

    def __init__(self, staff: Staff) -> None:
        self._staff = staff
        self._tables: dict[tuple[bytes, int], tuple[Values, Values]] = {}

    def seat(self, account: Ints, day: Ints, team: Ints) -> tuple[Values, Values]:
        """Return agent and team of every row, where `team` is what its file said (0 nothing).

        The agent is the person, or minus the account where nobody is known to hold it. The staff
        list overrules a file's team. All columns are equally long; days are ordinals.
        """
        agent = -account.astype(np.int64)
        teams = team.astype(np.int64)
        if not self._staff.holders or len(account) == 0:
            return agent, teams
        days = np.unique(day)
        people, of_team = self._table(days, int(account.max()))
        at = np.searchsorted(days, day)
        person, known = people[at, account], of_team[at, account]
        return np.where(person > 0, person, agent), np.where(known > 0, known, teams)

    def _table(self, days: Ints, highest: int) -> tuple[Values, Values]:
        """Return person and team by day and account (0 unknown), shape (days, highest + 1)."""
        key = days.tobytes(), highest
        if key not in self._tables:
            people = np.zeros((len(days), highest + 1), dtype=np.int64)
            teams = np.zeros_like(people)
            for account in self._staff.holders:
                if account <= highest:
                    found = [self._staff.on(account, int(d)) for d in days.tolist()]
                    people[:, account] = [person for person, _ in found]
                    teams[:, account] = [team for _, team in found]
            self._tables[key] = people, teams
        return self._tables[key]
