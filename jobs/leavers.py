"""What somebody leaves behind: his open items go to his lead, what he had to verify to another.

Somebody has left when all his memberships have ended. His lead is who leads, today, a team he was
in on his last day; without one a supervisor takes over. The verifier of an item becomes the lead of
its owner, or whoever stands above. It is done in the morning, for people hear of it. Each is an
event and, for a new owner, a card in one unit of work; who is told: see `reviews/cards`.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from base.action import Action, Event, Move
from base.clock import DEFAULT_ZONE
from base.language import Bilingual, Lang
from jobs.installation import Installation
from reviews import cards
from reviews.acting import by_bot
from reviews.actions import Wish, folded
from reviews.superiors import next_verifier, superiors
from storage import action_lists, actions
from storage.engine import Work
from storage.reaching import reach
from storage.superiors import called, last_day

_LEFT = Bilingual("{name}离开了，由组长接手", "{name} has left; the lead takes over")
LEFT = "left"
MORNING = 6


def hand_over(installation: Installation) -> int:
    """Hand over what leavers own or have to verify; return how many items that were."""
    now = installation.clock.now()
    today = _today(now)
    if now.astimezone(ZoneInfo(DEFAULT_ZONE)).hour < MORNING:
        return 0
    with installation.database.read() as work:
        numbers = action_lists.left_behind(work, today)
    return sum(_one(installation, number, now) for number in numbers)


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def _one(installation: Installation, number: int, now: datetime) -> bool:
    with installation.database.write() as work:
        try:
            handed = _owner(work, number, now)
            moved = handed + _verifier(work, number, now, wanted=bool(handed))
        except actions.StaleError:
            # Somebody moved it at this moment: the next round looks again.
            return False
        installation.reached("leavers.written")
    installation.reached("leavers.committed")
    return bool(moved)


def _owner(work: Work, number: int, now: datetime) -> int:
    action = actions.read(work, number, folded)
    if action is None or last_day(work, action.owner, _today(now)) is None:
        return 0
    chain = superiors(work, action.owner, action.team, _today(now), reachable=False)
    if not chain:
        return 0
    data = {"owner": str(chain[0]), "why": LEFT, "from": str(action.owner)}
    return _move(work, action, Wish(Move.REASSIGN, 0, now, _note(work, action, chain[0]), data))


def _note(work: Work, action: Action, to: int) -> str:
    """Return why, in the language of whoever takes over."""
    who = reach(work, to)
    lang = who.lang if who else Lang.ZH
    name = called(work, [action.owner]).get(action.owner, Bilingual("", ""))
    return _LEFT.in_(lang).format(name=name.in_(lang))


def _verifier(work: Work, number: int, now: datetime, *, wanted: bool) -> int:
    """Replace a verifier who has left; with `wanted` find one where the new owner was it."""
    action = actions.read(work, number, folded)
    if action is None or (action.verifier is None and not wanted):
        return 0
    if action.verifier is not None and last_day(work, action.verifier, _today(now)) is None:
        return 0
    fit = next_verifier(work, action, _today(now))
    if fit is None:
        return 0
    data = {"verifier": str(fit), "why": LEFT, "from": str(action.verifier or "")}
    return _move(work, action, Wish(Move.SET_VERIFIER, 0, now, data=data))


def _move(work: Work, before: Action, wish: Wish) -> int:
    after = by_bot(work, before, wish)
    event: Event = actions.events_of(work, before.id)[-1]
    cards.moved(work, before, after, event, wish.at)
    return 1
