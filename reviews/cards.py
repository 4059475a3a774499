"""What an act on an item brings about: cards to whom it concerns, and a line in its thread.

Everything goes into the outbox in the unit of work of the act itself, under keys that an event can
have only once (`a12/3/owner`): a second delivery of a click adds nothing. What only time brings
about is no card but a part of the daily digest.

The figure of a verifier's card is not reckoned here: a click does not see the facts. It is added
when the card is sent (`reviews/card_figures`). Threads are `reviews/card_threads`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from base.action import Action, Event, Move, State
from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Msg, msg
from base.schedule import Level
from metrics.promotions import DEFAULT
from metrics.workdays import calendar_here
from metrics.zones import usual_country
from reviews import card_threads, minutes
from reviews.action_words import (
    NONE,
    button,
    dates,
    day,
    did,
    due_in_words,
    evidence_in_words,
    measure_in_words,
    name,
    names_of,
    opening,
    short,
    state_in_words,
)
from reviews.actions import folded, may_close
from reviews.card_threads import not_posted, posted
from reviews.superiors import superiors
from storage import action_lists, actions, outbox
from storage.engine import Work
from storage.outbox import Draft
from storage.people import lead_numbers
from storage.reaching import Reach, actor_numbered, reach

__all__ = ["moved", "not_posted", "posted", "verifiers"]

_KEPT = timedelta(days=7)
# Working days within which somebody is asked to verify.
_WITHIN = 3
VERIFY = "verify"


def moved(work: Work, before: Action | None, after: Action, event: Event, now: datetime) -> None:
    """Put what an act brings about into the outbox, each of it once.

    `before` is the item as it stood, None for a new one.
    """
    act = _Act(work, before, after, event, now, names_of(work))
    _CARDS.get(event.move, _nothing)(act)
    if event.move in (Move.CLAIM, Move.DROP):
        _free(act)
    card_threads.tell(work, before, after, event, now, act.names)
    minutes.moved(work, after, event.move, now)


@dataclass(frozen=True)
class _Act:
    """An act, and what is needed to tell of it."""

    work: Work
    before: Action | None
    after: Action
    event: Event
    now: datetime
    names: Mapping[int, Bilingual]

    def told(self, number: int) -> Reach | None:
        """Return how somebody is reached whom this is news to; None for whoever did it."""
        if number <= 0 or number == self.event.who:
            return None
        who = reach(self.work, number)
        if who is None or actor_numbered(self.work, number, self.today(who)).person <= 0:
            return None
        return who

    def today(self, who: Reach) -> date:
        """Return the day it is for somebody."""
        return self.now.astimezone(ZoneInfo(who.zone)).date()

    def by(self) -> Bilingual:
        """Return the name of whoever did it."""
        return name(self.names, self.event.who)

    def put(self, who: Reach, role: str, answer: Answer) -> None:
        """Put a direct message in: one a role and event."""
        outbox.put(
            self.work,
            Draft(
                key=f"a{self.after.id}/{self.event.seq}/{role}",
                lane=who.user,
                answer=answer,
                lang=who.lang,
                due_at=self.now,
                expires_at=self.now + _KEPT,
            ),
        )


def _nothing(_act: _Act) -> None: ...


# -- to the owner ----------------------------------------------------------------------------------

_EXITS = ("done", "redate", "stuck")
_OFFERED = ("accept", "decline", "redate")


def _asked_to_do(act: _Act, number: int, how: str) -> None:
    """Ask somebody to take an item on: what, until when, what is looked at, who asks."""
    who = act.told(number)
    if who is None:
        return
    offered = _OFFERED if act.after.state is State.PROPOSED else _EXITS
    known = "" if act.event.who else ".nobody"
    takeaway = msg(f"card.{how}{known}", name=act.by(), wording=act.after.wording)
    lines = (*_why(act), *_terms(act, who)) if act.before else _terms(act, who)
    act.put(who, "owner", _card(act, takeaway, lines, offered, _private(act)))


def _proposed(act: _Act) -> None:
    _asked_to_do(act, act.after.owner, "proposed")


def _reassigned(act: _Act) -> None:
    _asked_to_do(act, act.after.owner, "handed")
    former = act.before.owner if act.before else 0
    who = act.told(former)
    if who is not None:
        to = name(act.names, act.after.owner)
        takeaway = msg("card.handed_on", name=to, wording=act.after.wording)
        act.put(who, "former", _card(act, takeaway, _why(act), ()))


def _sent_back(act: _Act) -> None:
    claimed = act.before.claimed_by if act.before else None
    for role, number in _apart(owner=act.after.owner, claimed=claimed):
        who = act.told(number)
        if who is not None:
            takeaway = msg("card.sent_back", wording=act.after.wording)
            lines = (msg("card.says", name=act.by(), note=act.event.note), _due(act, who))
            act.put(who, role, _card(act, takeaway, lines, _EXITS))


def _verified(act: _Act) -> None:
    who = act.told(act.after.owner)
    if who is None:
        return
    check = act.after.measure.check if act.after.measure else None
    then = msg("card.verified.no_measure")
    if check is not None:
        then = msg("card.verified.check", day=day(check, act.today(who)))
    elif act.after.measure is not None:
        then = msg("card.verified.measure")
    takeaway = msg("card.verified", name=act.by(), wording=act.after.wording)
    verbs = ("close",) if may_close(act.after) else ()
    act.put(who, "owner", _card(act, takeaway, (then,), verbs))


def _changed(act: _Act) -> None:
    """Tell the owner of what somebody else did to his item."""
    who = act.told(act.after.owner)
    if who is None:
        return
    what = did(act.event, act.names, act.today(who))
    takeaway = msg("card.changed", name=act.by(), did=what, wording=short(act.after.wording))
    act.put(who, "owner", _card(act, takeaway, _terms(act, who), _EXITS))


# -- to others -------------------------------------------------------------------------------------


def _declined(act: _Act) -> None:
    """Tell whoever proposed it; of what nobody here proposed, whoever leads the owner."""
    made = (act.after.created_by,)
    asked = made if act.told(made[0]) else lead_numbers(act.work, act.after.owner, _on(act))
    for number in asked:
        who = act.told(number)
        if who is not None:
            takeaway = msg("card.declined", name=act.by(), wording=act.after.wording)
            verbs = ("reassign", "edit", "drop")
            act.put(who, f"proposer.{number}", _card(act, takeaway, _why(act), verbs))


def _ended(act: _Act) -> None:
    people = _apart(
        owner=act.after.owner, proposer=act.after.created_by, verifier=act.after.verifier
    )
    for role, number in people:
        who = act.told(number)
        if who is not None:
            takeaway = msg(
                f"card.{act.event.move.value}",
                name=act.by(),
                wording=act.after.wording,
                into=str(act.after.merged_into or ""),
                state=state_in_words(act.after, act.today(who)),
            )
            act.put(who, role, _card(act, takeaway, _why(act), ()))


def _free(act: _Act) -> None:
    """Tell whoever waited for this that it stands in the way no longer."""
    item = act.after
    for number in action_lists.waiting_for(act.work, [item.id]).get(item.id, ()):
        other = actions.read(act.work, number, folded)
        who = act.told(other.owner) if other is not None and other.owner != item.owner else None
        if other is None or who is None:
            continue
        takeaway = msg(
            f"card.free.{item.state.value}",
            name=act.by(), wording=short(item.wording), waiting=short(other.wording),
        )  # fmt: skip
        reason = _why(act) if item.state is State.DROPPED else ()
        lines = (*reason, msg("card.due", due=due_in_words(other, act.today(who))))
        act.put(who, f"free.{number}", _card(replace(act, after=other), takeaway, lines, _EXITS))


def verifiers(work: Work, action: Action, on: date) -> tuple[int, ...]:
    """Return who is asked to verify: the verifier; without a fit one whoever leads the owner, else
    whoever proposed it, else the first above the owner. Never whose own work it is.
    """
    own = {action.owner, action.claimed_by, None, 0}
    above = superiors(work, action.owner, action.team, on, reachable=False)
    choices = (
        (action.verifier,), lead_numbers(work, action.owner, on), (action.created_by,),
        *((one,) for one in above),
    )  # fmt: skip
    for numbers in choices:
        fit = tuple(number for number in numbers if number is not None and number not in own)
        if fit:
            return fit
    return ()


def _to_verify(act: _Act) -> None:
    if act.after.state is not State.DONE_CLAIMED:
        return
    for number in verifiers(act.work, act.after, _on(act)):
        # Whoever makes himself the verifier gets his card too.
        who = act.told(number) or (reach(act.work, number) if number == act.event.who else None)
        if who is not None:
            act.put(who, f"{VERIFY}.{number}", _verify_card(act, who))


def _verify_card(act: _Act, who: Reach) -> Answer:
    today, item = act.today(who), act.after
    claimed = name(act.names, item.claimed_by or item.owner)
    lines = [msg("card.verify.promise", due=day(item.due, today)), dates(item, today)]
    lines += [
        msg("card.verify.evidence", evidence=evidence_in_words(e)) for e in item.evidence[-5:]
    ]
    lines += [_measured(act, today)]
    calendar = calendar_here(act.work, usual_country(who.zone), DEFAULT)
    until, left = today, _WITHIN
    while left:
        until += timedelta(days=1)
        left -= calendar.is_workday(until)
    takeaway = msg("card.verify", name=claimed, wording=item.wording)
    note = msg("card.verify.until", day=day(until, today))
    return _card(act, takeaway, tuple(lines), ("verify", "back"), note)


# -- what cards are made of ------------------------------------------------------------------------


def _card(
    act: _Act, takeaway: Msg, lines: tuple[Msg, ...], verbs: tuple[str, ...], *notes: Msg
) -> Answer:
    """Return a card; it can be opened where there is room for one more button."""
    buttons: list[FollowUp] = [button(verb, act.after.id) for verb in verbs]
    return Answer(
        Kind.TEXT,
        takeaway,
        lines=tuple(line for line in lines if line != NONE),
        notes=tuple(note for note in notes if note != NONE),
        follow_ups=(*buttons, opening(act.after)),
        private=True,
    )


def _terms(act: _Act, who: Reach) -> tuple[Msg, ...]:
    today, item = act.today(who), act.after
    problem = msg("action.whole.problem", problem=short(item.problem, 400))
    verifier = msg("action.whole.verifier", name=name(act.names, item.verifier or 0))
    return (
        _due(act, who),
        dates(item, today),
        problem if item.problem else NONE,
        _measured(act, today),
        verifier if item.verifier else NONE,
    )


def _due(act: _Act, who: Reach) -> Msg:
    return msg("card.due", due=due_in_words(act.after, act.today(who)))


def _measured(act: _Act, today: date) -> Msg:
    if act.after.measure is None:
        return NONE
    words = measure_in_words(act.work, act.after.measure, today)
    return msg("action.whole.measure", measure=words)


def _why(act: _Act) -> tuple[Msg, ...]:
    return (msg("card.why", note=act.event.note),) if act.event.note else ()


def _private(act: _Act) -> Msg:
    return msg("card.only_you") if act.after.level is Level.PERSON else NONE


def _on(act: _Act) -> date:
    # Who leads whom changes by the day; whose day that is makes no difference worth a look-up.
    return act.now.date()


def _apart(**roles: int | None) -> list[tuple[str, int]]:
    """Return people by what they are to an item, each of them once."""
    found: dict[int, str] = {}
    for role, number in roles.items():
        if number:
            found.setdefault(number, role)
    return [(role, number) for number, role in found.items()]


_CARDS: Mapping[Move, Callable[[_Act], None]] = MappingProxyType(
    {
        Move.PROPOSE: _proposed,
        Move.REASSIGN: _reassigned,
        Move.CLAIM: _to_verify,
        Move.SET_VERIFIER: _to_verify,
        Move.SEND_BACK: _sent_back,
        Move.VERIFY: _verified,
        Move.DECLINE: _declined,
        Move.DROP: _ended,
        Move.MERGE: _ended,
        Move.SPLIT: _ended,
        Move.REDATE: _changed,
        Move.REOPEN: _changed,
        Move.EDIT: _changed,
    }
)
