"""A saved question posted to a channel again and again, through the schedules.

The schedule keeps the words of the question, not the favourite: what its owner renames or removes
later changes nothing for the channel. It is asked anew each time, as the schedule's owner and as a
channel may see it: never with figures of persons.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from base.answer import Answer, Kind
from base.language import Msg, msg
from base.refusal import Refusal
from base.schedule import Occurrence, Schedule, What
from commands.context import Context, Place, Request
from commands.favourites import owner
from commands.permalinks import asked_again
from commands.schedule_typed import Typed
from storage import favourites
from storage.favourites import Kept, folded
from storage.reaching import actor_numbered


def named_in(context: Context, request: Request, text: str) -> tuple[Kept | None, str]:
    """Return the asker's favourite that a text begins with, and what stands behind its name.

    The longest name counts. Raises Refusal for a question that may not stand in a channel, and for
    one of fixed days.
    """
    with context.database.read() as work:
        mine = favourites.listed(work, owner(request))
    text = text.strip().lstrip('“"「')
    for one in sorted(mine, key=lambda kept: -len(kept.name)):
        rest = _behind(one.name, text)
        if rest is not None:
            _check(context, request, one)
            return one, rest.lstrip('”"」').strip()
    return None, text


def _behind(name: str, text: str) -> str | None:
    """Return what stands behind a name at a text's beginning, None where it is not there."""
    for end in range(len(text), 0, -1):
        # A blank at the end changes nothing about a name, and what follows it is no part of it.
        if not text[end - 1].isspace() and folded(text[:end]) == folded(name):
            after = text[end:]
            joined = after[:1].isascii() and after[:1].isalnum() and name[-1:].isascii()
            return None if joined else after
    return None


def _check(context: Context, request: Request, kept: Kept) -> None:
    if kept.on is not None:
        raise Refusal(msg("subscription.fixed", name=kept.name))
    answer = asked_again(context, request, kept.question)
    personal = answer.private or any(note.key in _PERSONAL for note in answer.notes)
    if answer.kind is Kind.REFUSAL or personal:
        raise Refusal(msg("subscription.person", name=kept.name))


_PERSONAL = frozenset({"rights.own_figures", "rights.own_team", "rights.teams_only"})


def with_question(typed: Typed, kept: Kept | None) -> Typed:
    """Return what was typed of a schedule, which posts a saved question where one is named."""
    return typed if kept is None else replace(typed, what=What.QUESTION)


def asks(of: Schedule, kept: Kept | None) -> Schedule:
    """Return the schedule with the question it is to ask."""
    return of if kept is None else replace(of, asks=kept.question, asks_as=kept.name)


def answered(context: Context, of: Schedule, on: date) -> Answer | None:
    """Return the answer to a schedule's question on a day, None where it may not be posted."""
    with context.database.read() as work:
        actor = actor_numbered(work, of.owner, on)
    request = Request(of.asks, actor, of.lang, Place.CHANNEL, on, of.channel)
    try:
        answer = asked_again(context, request, of.asks, Place.CHANNEL)
    except Refusal:
        return None
    if answer.kind is Kind.REFUSAL or answer.private or answer.withheld:
        return None
    return replace(answer, notes=(*answer.notes, _about(of)))


def _about(of: Schedule) -> Msg:
    return msg("subscription.note", name=of.asks_as, number=str(of.id))


def asking(context: Context) -> Callable[[Schedule, Occurrence], Answer | None]:
    """Return how the jobs have the questions of schedules answered."""
    return lambda schedule, of: answered(context, schedule, of.nominal)
