"""Moving an action item in one unit of work, and what to say when it cannot be done: which moves
can, what is missing, why not, what has changed. What a text says is read in `action_said`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from base.action import Action, Move, State
from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Listing, Msg, Value, msg
from base.refusal import Refusal
from base.rights import Actor
from base.schedule import Level
from commands.action_said import Said
from commands.action_verbs import MOVES, VERB_OF
from reviews import acting, cards, waiting
from reviews.action_words import button, day, name, opening, state_in_words
from reviews.actions import TODO, IllegalMove, Wish, asks_to_choose, legal, numbers
from reviews.superiors import next_verifier
from storage import actions
from storage.engine import Work

_MOST_BUTTONS = 4
# What comes first among the buttons of an item, by how it stands.
_FIRST: Mapping[State, tuple[str, ...]] = {
    State.PROPOSED: ("accept", "decline", "redate", "reassign", "edit", "drop"),
    State.ACCEPTED: ("done", "start", "redate", "stuck", "reassign", "drop", "split"),
    State.IN_PROGRESS: ("done", "redate", "stuck", "reassign", "drop", "split"),
    State.DONE_CLAIMED: ("verify", "back", "evidence", "drop"),
    State.VERIFIED: ("close", "comment"),
    State.EFFECTIVE: ("close", "reopen"),
    State.NOT_EFFECTIVE: ("reopen", "close"),
    State.CANNOT_TELL: ("close", "reopen"),
    State.CLOSED: ("reopen",),
    State.DROPPED: ("reopen",),
    State.MERGED: (),
}
# And for somebody else than the owner: whoever leads him helps first, and does it for him last.
_OTHERS: Mapping[State, tuple[str, ...]] = {
    State.PROPOSED: ("edit", "redate", "reassign", "drop", "accept"),
    State.ACCEPTED: ("reassign", "redate", "drop", "done"),
    State.IN_PROGRESS: ("reassign", "redate", "drop", "done"),
}
# What an item is after a move: who presses the button of an old message is told so.
_AFTER: Mapping[str, State] = {
    "accept": State.ACCEPTED, "start": State.IN_PROGRESS, "done": State.DONE_CLAIMED,
    "verify": State.VERIFIED, "close": State.CLOSED, "drop": State.DROPPED,
}  # fmt: skip
_NAMED_FIRST = ("accept", "decline", "start", "done", "verify", "back", "redate", "stuck",
                "split", "reassign", "verifier", "merge", "drop", "close", "reopen")  # fmt: skip


# -- doing it --------------------------------------------------------------------------------------


def done(
    work: Work, actor: Actor, number: int, verb: str, said: Said, now: datetime, today: date
) -> Action:
    """Make a move and tell whom it concerns, in one unit of work; return the item as it stands.

    Raises what `reviews.acting.act` raises, Refusal for an item to merge into that cannot be.
    """
    before = acting.seen(work, actor, number, today)
    wish = Wish(MOVES[verb], max(actor.person, 0), now, said.note.strip(), dict(said.data or {}))
    if wish.move is Move.MERGE:
        _check_into(work, actor, before, wish, today)
    if wish.move is Move.WAIT:
        _check_waits(work, actor, before, wish, today)
    if wish.move is Move.EVIDENCE and not (wish.note or wish.data.get("link")):
        raise Refusal(msg("action.evidence_how"))
    if wish.move is Move.CLAIM and before.verifier == actor.person > 0:
        # Whoever calls it done for the owner cannot verify it as well.
        _verifier_instead(work, replace(before, claimed_by=actor.person), now, today)
    after = acting.act(work, actor, number, wish, today)
    if after.merged_into is not None:
        waiting.replaced(work, number, (after.merged_into,), wish.who, now)
    event = actions.events_of(work, number)[-1]
    cards.moved(work, before, after, event, now)
    if after.verifier is None and before.verifier is not None:
        return _verifier_instead(work, after, now, today)
    return after


def _verifier_instead(work: Work, action: Action, now: datetime, today: date) -> Action:
    """Find a verifier instead of one who owns the item now, or called it done."""
    fit = next_verifier(work, action, today)
    if fit is None:
        return action
    wish = Wish(Move.SET_VERIFIER, 0, now, data={"verifier": str(fit)})
    after = acting.by_bot(work, action, wish)
    cards.moved(work, action, after, actions.events_of(work, action.id)[-1], now)
    return after


def _check_into(work: Work, actor: Actor, before: Action, wish: Wish, today: date) -> None:
    into = int(wish.data.get("into") or 0)
    if into == before.id:
        raise Refusal(msg("action.merge_self"))
    other = acting.seen(work, actor, into, today)
    if other.state in (State.MERGED, State.CLOSED, State.DROPPED):
        stands = state_in_words(other, today)
        raise Refusal(msg("action.merge_ended", number=str(into), state=stands))


def _check_waits(work: Work, actor: Actor, before: Action, wish: Wish, today: date) -> None:
    others = numbers(wish.data.get("for"))
    for number in others:
        check_wait(work, actor, before.owner, number, today)
    if waiting.circular(work, before.id, others):
        raise Refusal(msg("action.wait_circle", number=str(before.id)))


def check_wait(work: Work, actor: Actor, owner: int, number: int, today: date) -> None:
    """Raise Refusal where somebody's item cannot wait for another: not there, over, or private."""
    other = acting.seen(work, actor, number, today)
    if other.level is Level.PERSON and other.owner != owner:
        raise Refusal(msg("action.no_such", number=str(number)))
    if other.state not in TODO:
        stands = state_in_words(other, today)
        raise Refusal(msg("action.wait_over", number=str(number), state=stands))


# -- what can be done now --------------------------------------------------------------------------


def possible(work: Work, actor: Actor, action: Action, today: date) -> tuple[str, ...]:
    """Return the verbs that somebody may use on an item as it stands, the usual ones first."""
    allowed = {
        VERB_OF[one]
        for one in legal(action)
        if one in VERB_OF and acting.may(work, actor, one, action, today)
    }
    if actor.person in (action.owner, action.claimed_by):
        allowed -= {"verify", "back"}
    if actor.person != action.owner:
        # "Not mine" is said of what one was asked to do oneself.
        allowed -= {"decline"}
    first = [verb for verb in _usual(actor, action) if verb in allowed]
    return (*first, *(verb for verb in MOVES if verb in allowed and verb not in first))


def _usual(actor: Actor, action: Action) -> tuple[str, ...]:
    own = actor.person == action.owner
    return _FIRST[action.state] if own else _OTHERS.get(action.state, _FIRST[action.state])


def buttons_of(work: Work, actor: Actor, action: Action, today: date) -> tuple[FollowUp, ...]:
    """Return the buttons of what somebody may do with an item now."""
    usual = _usual(actor, action)
    verbs = [verb for verb in possible(work, actor, action, today) if verb in usual]
    return tuple(button(verb, action.id) for verb in verbs[:_MOST_BUTTONS])


def choosing(action: Action) -> tuple[Msg, tuple[FollowUp, ...]] | None:
    """Return the question of an item with too many new dates, with its buttons; else None."""
    if not asks_to_choose(action):
        return None
    buttons = tuple(button(verb, action.id) for verb in ("done", "drop", "split"))
    return msg("remind.choose", count=action.redates), buttons


def illegal(work: Work, actor: Actor, action: Action, found: IllegalMove, today: date) -> Answer:
    """Return what to say of a move that the item's state does not allow: which ones it does."""
    can = possible(work, actor, action, today)
    wanted = VERB_OF[found.move]
    verbs = [verb for verb in can if verb in _NAMED_FIRST]
    return Answer(
        Kind.REFUSAL,
        illegal_words(action, wanted, can, state_in_words(action, today)),
        follow_ups=tuple(button(verb, action.id) for verb in verbs[: _MOST_BUTTONS - 1]),
    )


def illegal_words(action: Action, wanted: str, can: Sequence[str], stands: Msg) -> Msg:
    """Return that a move does not fit, with those that do, in words."""
    verbs = [verb for verb in can if verb in _NAMED_FIRST]
    names = Listing(tuple(msg(f"action.verb.{verb}") for verb in verbs))
    key = "action.illegal" if verbs else "action.illegal_none"
    if _AFTER.get(wanted) is action.state:
        key = "action.already" if verbs else "action.already_none"
    number, verb = str(action.id), msg(f"action.verb.{wanted}")
    return msg(key, number=number, state=stands, wanted=verb, legal=names)


def stale(work: Work, actor: Actor, action: Action, today: date) -> Answer:
    """Return how an item stands that somebody else has moved meanwhile."""
    stands = state_in_words(action, today)
    return Answer(
        Kind.TEXT,
        msg("action.stale", number=str(action.id), state=stands),
        follow_ups=(*buttons_of(work, actor, action, today)[: _MOST_BUTTONS - 1], opening(action)),
    )


def missing(verb: str, number: int, what: str, rest: str = "") -> Answer:
    """Return what a move still needs, with the button that opens the form for it."""
    label = msg(f"action.form.{verb}.title")
    request = f"/action form {verb} {number} {rest}".strip()
    return Answer(
        Kind.TEXT, msg(f"action.missing.{what}", number=str(number)),
        follow_ups=(FollowUp(label, request),),
    )  # fmt: skip


def told_with(action: Action, names: Mapping[int, Bilingual], today: date) -> dict[str, Value]:
    """Return the values of what is told of a move."""
    return {
        "number": str(action.id),
        "due": day(action.due, today),
        "owner": name(names, action.owner),
        "verifier": name(names, action.verifier) if action.verifier else "–",
        "into": str(action.merged_into or ""),
        "until": day(action.snoozed_until, today) if action.snoozed_until else "",
        "check": action_check(action, today),
    }


def action_check(action: Action, today: date) -> Value:
    """Return when an item's figure is looked at, nothing where none is."""
    check = action.measure.check if action.measure else None
    return "" if check is None else msg("action.check_on", day=day(check, today))


def own_work(action: Action, verb: str) -> Answer:
    """Return why somebody may not verify: it is his own work."""
    if verb == "verifier":
        return Answer(Kind.REFUSAL, msg("action.own_verifier"))
    return Answer(
        Kind.REFUSAL,
        msg("action.own_work", number=str(action.id)),
        follow_ups=(button("verifier", action.id), button("evidence", action.id)),
    )
