"""What a move of an action item needs out of a text: days, people, other items, links, a reason.

Reads words and decides nothing: whether a move fits is `action_moving`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from base.language import Msg, msg
from base.refusal import Refusal
from base.rights import Actor
from commands.action_people import People
from commands.context import Context
from commands.dates_typed import due_typed
from metrics.calendars import PromotionTable
from metrics.workdays import WorkCalendar, calendar_here
from metrics.zones import usual_country
from reviews.action_words import day
from storage.engine import Work
from storage.roster import roster

_SNOOZED = 3
# What may rest for longer gets a new date instead.
LONGEST_SNOOZE = 14
_NUMBERS = re.compile(r"(?:no\.?\s*|#|第)?\s*(\d{1,9})\s*(?:号|件|项)?", re.IGNORECASE)
_AROUND = re.compile(
    r"(?:[\s,，、。;；:：&+和与跟先]|and|for|(?:is |are )?done|做完了?|以后|之后)*", re.IGNORECASE
)
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


def _waiting(rest: str, _words: Words) -> Said:
    found = dict.fromkeys(int(one) for one in _NUMBERS.findall(rest))
    if not found or not _AROUND.fullmatch(_NUMBERS.sub(" ", rest)):
        raise Refusal(msg("action.wait_how"))
    return Said("", {"for": ",".join(map(str, found))})


def _waiting_no_more(rest: str, _words: Words) -> Said:
    return Said(rest, {"for": ""})


def _snoozed(rest: str, words: Words) -> Said:
    until = _until(rest, words)
    if (until - words.today).days > LONGEST_SNOOZE:
        raise Refusal(msg("action.snooze_long", most=LONGEST_SNOOZE))
    return Said("", {"until": until.isoformat()})


def _until(rest: str, words: Words) -> date:
    days = _DAYS.fullmatch(rest.strip())
    if days is not None and not days["work"] and not days["en"]:
        return words.today + timedelta(days=int(days[1]))
    if days is not None:
        return _working(words, int(days[1]))
    if not rest.strip():
        return words.today + timedelta(days=_SNOOZED)
    named, _ = words.day_of(rest)
    if named is None:
        raise Refusal(msg("action.snooze_how"))
    check_day(named, words.today)
    return named


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
    "wait": _waiting,
    "free": _waiting_no_more,
    "snooze": _snoozed,
}
