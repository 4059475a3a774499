"""Action items as commands tell them: a line of a list, and everything about one of them.

The words themselves are `reviews/action_words`, which cards and reminders use as well.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from base.action import Action, Event
from base.language import Bilingual, Link, Msg, msg
from reviews import waiting
from reviews.action_words import (
    NONE,
    dates,
    day,
    dotted,
    due_in_words,
    evidence_in_words,
    history,
    line,
    measure_in_words,
    name,
    names_of,
    obstacle,
    opening,
    short,
    state_in_words,
)
from storage.engine import Work

__all__ = [
    "due_in_words", "line", "names_of", "opening", "short", "state_in_words", "whole",
]  # fmt: skip

_EVIDENCE = 5


def whole(
    work: Work,
    action: Action,
    events: Sequence[Event],
    names: Mapping[int, Bilingual],
    today: date,
) -> tuple[Msg, ...]:
    """Return all that is told of an item, below its number and wording: how it stands, the promise
    with its dates, who verifies, the figure, evidence, then what happened.
    """
    told = [_stands(action, names, today), dates(action, today), obstacle(action)]
    told += waiting.lines(work, action, names, today)
    told += _promised(work, action, names, today)
    told += [
        msg("action.whole.evidence", evidence=evidence_in_words(one))
        for one in action.evidence[-_EVIDENCE:]
    ]
    past = history(events, names, today)
    return (*(one for one in told if one != NONE), msg("action.whole.history"), *past)


def _stands(action: Action, names: Mapping[int, Bilingual], today: date) -> Msg:
    state = state_in_words(action, today)
    owner = msg("action.whole.owner", name=name(names, action.owner))
    return dotted((owner, due_in_words(action, today), state))


def _promised(work: Work, action: Action, names: Mapping[int, Bilingual], today: date) -> list[Msg]:
    found = []
    if action.problem:
        found.append(msg("action.whole.problem", problem=short(action.problem, 400)))
    if action.measure is not None:
        words = measure_in_words(work, action.measure, today)
        found.append(msg("action.whole.measure", measure=words))
    if action.verifier is not None:
        found.append(msg("action.whole.verifier", name=name(names, action.verifier)))
    if action.link:
        found.append(msg("action.whole.link", link=Link(action.link)))
    if action.previous is not None:
        found.append(msg("action.whole.previous", number=str(action.previous)))
    made = action.created_at.date()
    found.append(
        msg("action.whole.made", name=name(names, action.created_by), day=day(made, today))
    )
    return found
