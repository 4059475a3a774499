"""Action items in words: how they stand, when they are due, what happened to them. As `Msg`s.

For commands, cards and reminders alike, so that the same thing is called the same everywhere. What
people wrote is a value of a text, cut where it is long; nothing is read or kept here but names.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce

from base.action import ENDED, OPEN, WATCHED, Action, Event, Evidence, Measure, Move, State
from base.answer import FollowUp
from base.dimensions import Dim
from base.language import Bilingual, Days, Link, Listing, Msg, msg
from metrics import phrasing
from metrics.catalogue import CATALOGUE
from reviews.actions import numbers
from storage.engine import Work
from storage.names import named
from storage.people import names_by_number

NONE = msg("none")
# Columns of a screen, of which a Chinese character takes two.
_WORDING, _OBSTACLE, _LONG = 60, 40, 400
_WORD = 12
_BOT = Bilingual("复盘机器人", "Fupan")


def names_of(work: Work) -> Mapping[int, Bilingual]:
    """Return the names of everybody of the staff list, by number."""
    return names_by_number(work)


def name(names: Mapping[int, Bilingual], number: int) -> Bilingual:
    """Return a person's name; the bot's own for 0, a number for somebody who is not known."""
    if number == 0:
        return _BOT
    return names.get(number, Bilingual(f"#{number}", f"#{number}"))


def short(text: str, columns: int = _WORDING) -> str:
    """Return a text in one line of at most so many columns, cut at a word where one ends nearby."""
    line = " ".join(text.split())
    if _columns(line) <= columns:
        return line
    kept, left = "", columns - 1
    for sign in line:
        left -= _columns(sign)
        if left < 0:
            break
        kept += sign
    # What joins or marks the sign before it does not stand alone.
    while kept and (kept[-1] == "\u200d" or unicodedata.combining(line[len(kept)])):
        kept = kept[:-1]
    before, blank, last = kept.rpartition(" ")
    # Only a word of letters is left whole or out; Chinese may end anywhere.
    if blank and last.isascii() and len(last) < _WORD:
        kept = before
    return kept.rstrip(" ，。、,.;；:：") + "…"


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def dotted(parts: Sequence[Msg]) -> Msg:
    """Return parts of a line beside each other; those that say nothing are left out."""
    said = [part for part in parts if part != NONE]
    if not said:
        return NONE
    return reduce(lambda first, rest: msg("action.dotted", first=first, rest=rest), said)


def day(at: date, today: date) -> Days:
    """Return a date as it is told: with its weekday, with its year where that is another one."""
    return Days(at, at, with_year=at.year != today.year, weekday=True)


# -- one item --------------------------------------------------------------------------------------


def state_in_words(action: Action, today: date) -> Msg:
    """Return how an item stands; whether somebody is stuck is told apart."""
    check = action.measure.check if action.measure else None
    if action.state is State.VERIFIED and check is not None:
        return msg("action.state.verified_until", day=day(check, today))
    if action.parts:
        return msg("action.state.split", into=numbers_in_words(action.parts))
    if action.state is State.MERGED:
        return msg("action.state.merged", into=str(action.merged_into or ""))
    return msg(f"action.state.{action.state.value}")


def numbers_in_words(items: Sequence[int]) -> Listing:
    """Return the numbers of items as they are named."""
    return Listing(tuple(msg("action.numbered", number=str(one)) for one in items))


def due_in_words(action: Action, today: date) -> Msg:
    """Return when an item is due: in words where that is near or over, else its date.

    Of one that waits for somebody else, or is over, only the date is told.
    """
    left = (action.due - today).days
    if action.state not in OPEN or action.state is State.DONE_CLAIMED or left > 1:
        return msg("action.due.on", day=day(action.due, today))
    if left >= 0:
        return msg("action.due.tomorrow" if left else "action.due.today")
    return msg("action.due.over_one" if left == -1 else "action.due.over", days=-left)


def line(action: Action, names: Mapping[int, Bilingual], today: date, *, owner: bool = True) -> Msg:
    """Return an item's line in a list: number, wording, owner, due date, what more there is."""
    told = [
        msg("action.whom", name=name(names, action.owner)) if owner else NONE,
        NONE if action.state in ENDED | WATCHED else due_in_words(action, today),
        _worth_telling(action, today),
        obstacle(action),
    ]
    return msg(
        "action.line", number=str(action.id), wording=short(action.wording), rest=dotted(told)
    )


def _worth_telling(action: Action, today: date) -> Msg:
    """Return the state where it says more than that somebody is at it."""
    if action.state in (State.ACCEPTED, State.IN_PROGRESS):
        return NONE
    return state_in_words(action, today)


def obstacle(action: Action) -> Msg:
    """Return what stands in the way, nothing where nothing does."""
    if not action.stuck or action.state not in OPEN:
        return NONE
    return msg("action.stuck", obstacle=short(action.stuck, _OBSTACLE))


def dates(action: Action, today: date) -> Msg:
    """Return the first date and how often another was given; nothing where the first one holds."""
    if not action.redates:
        return NONE
    first = day(action.first_due, today)
    key = "action.redated_one" if action.redates == 1 else "action.redated"
    told = msg(key, first=first, times=action.redates)
    if not action.last_reason:
        return told
    return msg("action.redated_why", dates=told, reason=short(action.last_reason, _LONG))


def measure_in_words(work: Work, measure: Measure, today: date) -> Msg:
    """Return what shows whether it worked: the figure, of whom or what, its target, when."""
    metric = CATALOGUE.get(measure.metric)
    called = metric.name if metric else Bilingual(measure.metric, measure.metric)
    of = where(work, measure.only)
    told = [msg("action.measure.of", metric=called, team=of) if of else _plainly(called)]
    if metric is not None and measure.target is not None:
        value = phrasing.figure(metric, measure.target)
        key = "below" if measure.below else "above"
        told.append(msg(f"action.measure.{key}", value=value))
    if measure.check is not None:
        told.append(msg("action.measure.check", day=day(measure.check, today)))
    return dotted(told)


def where(work: Work, only: Mapping[str, tuple[str, ...]]) -> Listing | None:
    """Return the names of the members that a figure is looked at for, None for all there is."""
    names: list[Bilingual | str] = []
    for dim, members in only.items():
        known = {str(key): called for key, called in named(work, Dim(dim)).items()}
        names += [known.get(member, member) for member in members]
    return Listing(tuple(names)) if names else None


def _plainly(text: Bilingual) -> Msg:
    return msg("action.plain", text=text)


def team_names(work: Work) -> Mapping[int, Bilingual]:
    """Return the names of the teams, by number."""
    return {int(team): called for team, called in named(work, Dim.TEAM).items()}


def evidence_in_words(one: Evidence) -> Msg:
    """Return a piece of evidence: what was said, its link."""
    parts = [msg("action.quoted", text=short(one.text, _LONG))] if one.text else []
    parts += [msg("action.linked", link=Link(one.link))] if one.link else []
    return dotted(parts)


# -- what happened to it ---------------------------------------------------------------------------

_UNTOLD = frozenset({Move.POSTED, Move.SNOOZE})
_WITH_LINK = frozenset({Move.CLAIM, Move.EVIDENCE, Move.COMMENT})


def history(
    events: Sequence[Event], names: Mapping[int, Bilingual], today: date, most: int = 8
) -> tuple[Msg, ...]:
    """Return what happened last to an item, a line each, the newest last."""
    told = [event for event in events if event.move not in _UNTOLD]
    return tuple(happened(event, names, today) for event in told[-most:])


def happened(event: Event, names: Mapping[int, Bilingual], today: date) -> Msg:
    """Return one event as a line of the history: when, who, what, why."""
    on = event.at.date()
    return msg(
        "action.history",
        day=Days(on, on, with_year=on.year != today.year),
        who=who(event, names),
        did=did(event, names, today),
    )


def who(event: Event, names: Mapping[int, Bilingual]) -> Bilingual:
    """Return who made a move: of somebody on no staff list the name he has in the chat."""
    outside = event.data.get("by", "")
    return Bilingual(outside, outside) if outside else name(names, event.who)


def did(event: Event, names: Mapping[int, Bilingual], today: date) -> Msg:
    """Return what somebody did to an item, with the reason he gave; without who he is."""
    plain = msg(f"action.did.{event.move.value}", **_told(event, names, today))
    link = event.data.get("link", "") if event.move in _WITH_LINK else ""
    note = short(event.note or link, _LONG)
    return msg("action.did_why", did=plain, note=note) if note else plain


def _told(
    event: Event, names: Mapping[int, Bilingual], today: date
) -> dict[str, Bilingual | Days | str | Msg | Listing]:
    data = event.data
    match event.move:
        case Move.REDATE:
            return {"day": day(date.fromisoformat(data["due"]), today)}
        case Move.REASSIGN:
            return {"name": name(names, int(data["owner"]))}
        case Move.SET_VERIFIER:
            return {"name": name(names, int(data["verifier"]))}
        case Move.MERGE:
            return {"into": data["into"]}
        case Move.SPLIT:
            return {"into": numbers_in_words(numbers(data["parts"]))}
        case Move.WAIT if data.get("for"):
            return {"what": msg("action.waits_for", of=numbers_in_words(numbers(data["for"])))}
        case Move.WAIT:
            return {"what": msg("action.waits_no_more")}
        case Move.MEASURE:
            return {"verdict": msg(f"action.state.{data['verdict']}")}
        case _:
            return {}


# -- what can be done with it ----------------------------------------------------------------------


def button(verb: str, number: int) -> FollowUp:
    """Return the button that does something with an item: "accept", "done", "redate" and so on."""
    return FollowUp(msg(f"action.button.{verb}"), f"/action {verb} {number}")


def opening(action: Action) -> FollowUp:
    """Return the button that shows an item, named by its number."""
    label = msg("action.button.open", number=str(action.id))
    return FollowUp(label, f"/action {action.id}")
