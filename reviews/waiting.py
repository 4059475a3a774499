"""Action items that cannot go on before others: what stands in the way, and who waits for whom.

What was merged or split is waited for in what took its place. Done counts as out of the way as soon
as it is claimed: where the verifier sends it back, it stands in the way again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from base.action import Action, Move
from base.language import Bilingual, Msg, msg
from reviews.action_words import day, name, short
from reviews.actions import TODO, Wish, folded, move
from reviews.reminders import Tracked
from storage import action_lists, actions
from storage.engine import Work

_WORDING = 40


def with_waits(work: Work, items: Iterable[Tracked]) -> list[Tracked]:
    """Return items with what stands in their way."""
    found = list(items)
    waits = action_lists.in_the_way(work, [one.action.id for one in found if one.action.waits])
    return [replace(one, waits=waits.get(one.action.id, ())) for one in found]


def circular(work: Work, number: int, others: Iterable[int]) -> bool:
    """Say whether an item would wait for itself, by way of those it is to wait for."""
    coming, seen = set(others), set[int]()
    while coming:
        if number in coming:
            return True
        seen |= coming
        further = action_lists.in_the_way(work, coming)
        coming = {one for of in further.values() for one in of} - seen
    return False


def replaced(work: Work, gone: int, by: tuple[int, ...], who: int, now: datetime) -> None:
    """Have whoever waited for an item wait for what took its place."""
    for number in action_lists.waiting_for(work, [gone]).get(gone, ()):
        item = actions.read(work, number, folded)
        if item is None or item.state not in TODO:
            continue
        rest = [one for one in item.waits if one != gone]
        others = dict.fromkeys((*rest, *(one for one in by if one != number)))
        if circular(work, number, others):
            others = dict.fromkeys(rest)
        data = {"for": ",".join(map(str, others))}
        actions.append(work, move(item, Wish(Move.WAIT, who, now, data=data)), folded)


def lines(
    work: Work, action: Action, names: Mapping[int, Bilingual], today: date
) -> tuple[Msg, ...]:
    """Return what an item waits for, and how many wait for it; nothing of what is over."""
    if action.state not in TODO:
        return ()
    blocking = action_lists.in_the_way(work, [action.id]).get(action.id, ())
    found = [
        msg(
            "action.waits",
            number=str(one.id),
            wording=short(one.wording, _WORDING),
            name=name(names, one.owner),
            due=day(one.due, today),
        )
        for one in actions.folded_all(work, blocking, folded)
    ]
    return (*found, *waited_for(work, action.id))


def waited_for(work: Work, number: int) -> tuple[Msg, ...]:
    """Return how many items wait for one; nothing where none does."""
    n = len(action_lists.waiting_for(work, [number]).get(number, ()))
    if not n:
        return ()
    return (msg("action.waited_for_one" if n == 1 else "action.waited_for", n=n),)
