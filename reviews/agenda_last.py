"""What became of what earlier reviews decided: a verdict for each item, and what did not work.

An owner is named only in the agenda of his own group; what one person alone is to do is in none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from base.action import Action, State
from base.language import Bilingual, Listing, Msg, msg
from base.review import Raised, Source
from base.schedule import Level
from metrics.catalogue import CATALOGUE
from reviews.action_words import due_in_words
from reviews.agenda_words import Veil, definition_of
from reviews.scoping import Scope
from storage.engine import Work
from storage.superiors import called

# Columns of a screen: items that stand side by side, one alone, a reason.
_BESIDE, _ALONE, _WHY = 26, 40, 40
_MOST_BESIDE = 3


class Fate(StrEnum):
    """What became of an item, in the order in which a review is told."""

    VERIFIED = "verified"
    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not_effective"
    CANNOT_TELL = "cannot_tell"
    OVERDUE = "overdue"
    OPEN = "open"
    CLAIMED = "claimed"
    DROPPED = "dropped"


_OF_STATE: Mapping[State, Fate] = {
    State.DONE_CLAIMED: Fate.CLAIMED,
    State.VERIFIED: Fate.VERIFIED,
    State.EFFECTIVE: Fate.EFFECTIVE,
    State.NOT_EFFECTIVE: Fate.NOT_EFFECTIVE,
    State.CANNOT_TELL: Fate.CANNOT_TELL,
    State.CLOSED: Fate.VERIFIED,
    State.DROPPED: Fate.DROPPED,
}
# Of these several stand in one line.
_TOGETHER = frozenset({Fate.VERIFIED, Fate.EFFECTIVE, Fate.CANNOT_TELL, Fate.CLAIMED})


@dataclass(frozen=True)
class Last:
    """The lines about last time's items, and those of them that did not work, as problems."""

    lines: tuple[Msg, ...]
    raised: tuple[Raised, ...] = ()


def fate_of(action: Action, scope: Scope) -> Fate | None:
    """Return what became of an item; None where another one took it in."""
    if action.state is State.MERGED:
        return None
    found = _OF_STATE.get(action.state)
    if action.state is State.CLOSED and action.verdict:
        return Fate(action.verdict)
    if found is not None:
        return found
    return Fate.OVERDUE if action.due < scope.today else Fate.OPEN


def last_time(work: Work, scope: Scope, veil: Veil, decided: Sequence[Action]) -> Last:
    """Return what became of the items of earlier reviews, a verdict each."""
    by_fate: dict[Fate, list[Action]] = {fate: [] for fate in Fate}
    for action in sorted(decided, key=lambda one: (one.due, one.id)):
        fate = fate_of(action, scope)
        if fate is not None and action.level is not Level.PERSON:
            by_fate[fate].append(action)
    names = _owners(work, scope, veil, decided)
    lines = [
        line for fate, items in by_fate.items() for line in _lines(fate, items, scope, veil, names)
    ]
    failed = by_fate[Fate.NOT_EFFECTIVE]
    return Last(tuple(lines), tuple(_failed(one, veil) for one in failed))


def _owners(
    work: Work, scope: Scope, veil: Veil, decided: Sequence[Action]
) -> Mapping[int, Bilingual]:
    if veil.level is not Level.GROUP:
        return {}
    return called(work, {one.owner for one in decided if one.team == scope.team})


def _lines(
    fate: Fate,
    items: Sequence[Action],
    scope: Scope,
    veil: Veil,
    names: Mapping[int, Bilingual],
) -> list[Msg]:
    if fate not in _TOGETHER:
        return [_line(fate, one, scope, veil, names) for one in items]
    return [
        msg(
            f"agenda.last.{fate.value}",
            what=Listing(tuple(veil.text(one.wording, _BESIDE) for one in run)),
        )
        for run in _runs(items)
    ]


def _runs(items: Sequence[Action]) -> list[Sequence[Action]]:
    return [items[at : at + _MOST_BESIDE] for at in range(0, len(items), _MOST_BESIDE)]


def _line(fate: Fate, one: Action, scope: Scope, veil: Veil, names: Mapping[int, Bilingual]) -> Msg:
    wording = veil.text(one.wording, _ALONE)
    if fate is Fate.DROPPED:
        why = _sentence(veil.text(one.last_reason, _WHY))
        reason = msg("agenda.last.reason", reason=why) if why else msg("none")
        return msg("agenda.last.dropped", what=wording, reason=reason)
    if fate is Fate.NOT_EFFECTIVE:
        return msg("agenda.last.not_effective", what=wording)
    # A name stands with an item of the own group only.
    name = names.get(one.owner) if one.team == scope.team else None
    who = msg("agenda.last.who", name=name) if name else msg("none")
    stuck = _sentence(veil.text(one.stuck, _WHY))
    return msg(
        "agenda.last.open",
        what=wording,
        who=who,
        due=due_in_words(one, scope.today),
        stuck=msg("agenda.last.stuck", obstacle=stuck) if stuck else msg("none"),
    )


def _sentence(text: str) -> str:
    """Return what somebody wrote without its full stop: ours follows."""
    return text.rstrip("。.！!；; ")


def _failed(one: Action, veil: Veil) -> Raised:
    wording = veil.text(one.wording, _ALONE)
    metric = CATALOGUE.get(one.measure.metric) if one.measure else None
    return Raised(
        key=f"action:{one.id}",
        source=Source.ACTION,
        about=msg("agenda.about.action", what=wording),
        figure=msg("agenda.figure.action", name=metric.name) if metric else None,
        definition=definition_of(metric) if metric else None,
        proposal=msg("agenda.proposal.action"),
        metric=metric.key if metric else "",
        action=one.id,
    )
