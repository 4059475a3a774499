"""Who sat behind an account, for whole columns of facts at once."""

import numpy as np

from storage.derive import Values
from storage.rows import Ints
from storage.staff import Staff


def seat(staff: Staff, account: Ints, day: Ints, team: Ints) -> tuple[Values, Values]:
    """Return agent and team of every row, where `team` is what its file said (0 nothing).

    The agent is the person, or minus the account where nobody is known to hold it. The staff list
    overrules a file's team. All columns are equally long; days are ordinals.
    """
    agent = -account.astype(np.int64)
    teams = team.astype(np.int64).copy()
    if not staff.holders or len(account) == 0:
        return agent, teams
    pairs = account.astype(np.int64) << 32 | day.astype(np.int64)
    unique, inverse = np.unique(pairs, return_inverse=True)
    known = [staff.on(int(p) >> 32, int(p) & 0xFFFFFFFF) for p in unique.tolist()]
    person = np.asarray([k[0] for k in known], dtype=np.int64)[inverse]
    of_team = np.asarray([k[1] for k in known], dtype=np.int64)[inverse]
    return np.where(person > 0, person, agent), np.where(of_team > 0, of_team, teams)
