"""Whom to ask for help with somebody's item, nearest first; and who takes over from a leaver."""

from collections.abc import Sequence
from datetime import date

from base.action import Action
from base.rights import Role
from storage.digests_sent import gets_digest
from storage.engine import Work
from storage.superiors import holders, last_day, leads_by_team

_ABOVE = (Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)


def superiors(
    work: Work, owner: int, team: int, today: date, *, reachable: bool = True
) -> tuple[int, ...]:
    """Return one person a level above somebody: his lead (the one of `team` first), a supervisor,
    a manager, an administrator. Levels that nobody holds, and he himself, are left out.

    Of those of a level the first who gets a daily message is taken, for a request for help comes
    in it; a level of which nobody does is passed over while another one has somebody (not with
    `reachable` False). Of somebody who has left, his teams of his last day count.
    """
    on = last_day(work, owner, today) or today
    pairs = leads_by_team(work, owner, on, today)
    leads = [lead for of, lead in sorted(pairs, key=lambda pair: pair[0] != team)]
    levels = [leads, *(holders(work, role, today) for role in _ABOVE)]
    if reachable:
        hearing = [[one for one in level if gets_digest(work, one)] for level in levels]
        found = _one_each(hearing, owner)
        if found:
            return found
    return _one_each(levels, owner)


def _one_each(levels: Sequence[Sequence[int]], owner: int) -> tuple[int, ...]:
    chosen: list[int] = []
    for level in levels:
        one = next((p for p in level if p != owner and p not in chosen), None)
        chosen += [] if one is None else [one]
    return tuple(chosen)


def helper(work: Work, action: Action, today: date) -> int | None:
    """Return who is asked next to help with an item; None where nobody is left to ask."""
    chain = superiors(work, action.owner, action.team, today)
    return chain[action.escalated] if action.escalated < min(len(chain), MOST_ASKED) else None


def next_verifier(work: Work, action: Action, today: date) -> int | None:
    """Return who verifies instead of somebody who cannot; None where nobody is above the owner."""
    chain = superiors(work, action.owner, action.team, today, reachable=False)
    own = (action.owner, action.claimed_by, action.verifier)
    return next((one for one in chain if one not in own), None)


# The lead after two working days, the next level after five; nobody above that.
MOST_ASKED = 2
