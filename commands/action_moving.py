"""Moving an action item: what a move needs out of a text, doing it in one unit of work, and what to
say when it cannot be done: which moves can, what is missing, why not, what has changed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from base.action import Action, Move, State
from base.answer import Answer, FollowUp, Kind
from base.language import Bilingual, Listing, Msg, Value, msg
from base.refusal import Refusal
from base.rights import Actor
from commands.action_people import People
from commands.action_verbs import MOVES, VERB_OF
from commands.context import Context
from commands.dates_typed import due_typed
from metrics.calendars import PromotionTable
from metrics.workdays import WorkCalendar, calendar_here
from metrics.zones import usual_country
from reviews import acting, cards
from reviews.action_words import button, day, name, opening, state_in_words
from reviews.actions import IllegalMove, Wish, legal
from storage import actions
from storage.engine import Work
from storage.roster import roster

_MOST_BUTTONS = 4
_SNOOZED = 3
_LINK = re.compile(r"https?://[^\s<>]+")
_INTO = re.compile(
    r"(?:into|to|and|with|合并到|并入|到|进|和|与|→|->)?\s*(?:no\.?|#|第)?\s*(\d{1,9})\s*号?",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(?:for\s+)?(\d{1,3})\s*(?:个?(?P<work>工作日)|天|日|(?P<en>working |business )?days?)"
    r"(?:\s*(?:后|以后|之后))?",
    re.IGNORECASE,
)
# What comes first among the buttons of an item, by how it stands.
_FIRST: Mapping[State, tuple[str, ...]] = {
    State.PROPOSED: ("accept", "decline", "redate", "reassign", "edit", "drop"),
    State.ACCEPTED: ("done", "start", "redate", "stuck", "reassign", "drop"),
    State.IN_PROGRESS: ("done", "redate", "stuck", "reassign", "drop"),
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
_NAMED_FIRST = ("accept", "decline", "start", "done", "verify", "back", "redate", "stuck",
                "reassign", "verifier", "merge", "drop", "close", "reopen")  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What the words of a move mean: days, people."""

    today: date
    calendar: WorkCalendar
    promotions: PromotionTable
    people: People

    def day_of(self, text: str) -> tuple[date | None, str]:
        """Return the day that a text names and what is left of it."""
        found = due_typed(text, self.today, self.calendar, self.promotions)
        if found is None:
            return None, text
        on, (start, end) = found
        return on, f"{text[:start]} {text[end:]}".strip(" \t,，。;；:：")

    def person_of(self, text: str) -> tuple[int | None, str]:
        """Return the one person that a text names and what is left of it."""
        found = self.people.named_in(text)
        marked = [one for one in found if one.marked] or list(found)
        if len(marked) != 1 or not marked[0].person:
            return None, text
        one = marked[0]
        return one.person, f"{text[: one.start]} {text[one.end :]}".strip(" \t,，。;；:：")


def words_of(context: Context, work: Work, actor: Actor, today: date) -> Words:
    """Return what words mean to somebody."""
    calendar = calendar_here(work, usual_country(actor.zone), context.promotions)
    return Words(today, calendar, context.promotions, People(roster(work, today), actor.person))


# -- what a move needs out of a text ---------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What was said with a move: a note in people's words, and data as `base.action.Event`."""

    note: str = ""
    data: Mapping[str, str] | None = None


def said_with(verb: str, rest: str, words: Words) -> Said:
    """Return what a text says beside the verb and the number. Raises Refusal for a day that is
    over, or somebody nobody knows."""
    return _READERS.get(verb, _noted)(rest, words)


def _noted(rest: str, _words: Words) -> Said:
    return Said(rest)


def _evidence(rest: str, _words: Words) -> Said:
    return evidence_of(rest)


def evidence_of(rest: str) -> Said:
    """Return evidence: the words, and the first link in them apart."""
    found = _LINK.search(rest)
    if found is None:
        return Said(rest)
    link = found[0].rstrip(".,;，。；)）")
    note = rest.replace(link, " ", 1).strip(" \t,，。;；:：")
    return Said(" ".join(note.split()), {"link": link})


def _edited(rest: str, _words: Words) -> Said:
    return Said("", {"wording": rest})


def _redated(rest: str, words: Words) -> Said:
    on, reason = words.day_of(rest)
    if on is None:
        return Said(rest)
    check_day(on, words.today)
    return Said(_reason(reason), {"due": on.isoformat()})


def _reason(text: str) -> str:
    return re.sub(r"^(?:因为|原因|because|reason)\s*[:：]?\s*", "", text, flags=re.IGNORECASE)


def check_day(on: date, today: date) -> None:
    """Raise Refusal for a day that is over."""
    if on < today:
        raise Refusal(past(on, today))


def past(on: date, today: date) -> Msg:
    """Return that a day is over."""
    return msg("action.past", day=day(on, today))


def _owner(rest: str, words: Words) -> Said:
    return _person("owner", rest, words)


def _checker(rest: str, words: Words) -> Said:
    return _person("verifier", rest, words)


def _person(key: str, rest: str, words: Words) -> Said:
    person, note = words.person_of(rest)
    if person is None:
        if rest:
            raise Refusal(msg("action.add.unknown_person", name=rest.lstrip("@＠")))
        return Said()
    return Said(note, {key: str(person)})


def _merged(rest: str, _words: Words) -> Said:
    found = _INTO.match(rest)
    if found is None:
        raise Refusal(msg("action.merge_how"))
    return Said(rest[found.end() :].strip(), {"into": str(int(found[1]))})


def _snoozed(rest: str, words: Words) -> Said:
    days = _DAYS.fullmatch(rest.strip())
    if days is not None and not days["work"] and not days["en"]:
        until = words.today + timedelta(days=int(days[1]))
    elif days is not None:
        until = _working(words, int(days[1]))
    elif rest.strip():
        named, _ = words.day_of(rest)
        if named is None:
            raise Refusal(msg("action.snooze_how"))
        check_day(named, words.today)
        until = named
    else:
        until = words.today + timedelta(days=_SNOOZED)
    return Said("", {"until": until.isoformat()})


def _working(words: Words, count: int) -> date:
    found = due_typed(f"in {count} working days", words.today, words.calendar, words.promotions)
    return found[0] if found else words.today + timedelta(days=count)


_READERS: Mapping[str, Callable[[str, Words], Said]] = {
    "done": _evidence,
    "evidence": _evidence,
    "redate": _redated,
    "reopen": _redated,
    "edit": _edited,
    "reassign": _owner,
    "verifier": _checker,
    "merge": _merged,
    "snooze": _snoozed,
}


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
    if wish.move is Move.EVIDENCE and not (wish.note or wish.data.get("link")):
        raise Refusal(msg("action.evidence_how"))
    after = acting.act(work, actor, number, wish, today)
    event = actions.events_of(work, number)[-1]
    cards.moved(work, before, after, event, now)
    return after


def _check_into(work: Work, actor: Actor, before: Action, wish: Wish, today: date) -> None:
    into = int(wish.data.get("into") or 0)
    if into == before.id:
        raise Refusal(msg("action.merge_self"))
    other = acting.seen(work, actor, into, today)
    if other.state in (State.MERGED, State.CLOSED, State.DROPPED):
        stands = state_in_words(other, today)
        raise Refusal(msg("action.merge_ended", number=str(into), state=stands))


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
