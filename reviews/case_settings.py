"""What a workspace decides about its cases: who reads them, what is promised, what is counted.

Those who read cases stand outside the line in which agents report: nobody should read what people
say about the rules he makes for them. Who joins that line later stops being a moderator; with
nobody left the door is closed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from base.language import Bilingual, Msg, msg
from base.refusal import Refusal
from base.rights import EVERYTHING, Actor, Role, Scope, Verb, can
from storage.engine import Work
from storage.reaching import actor_numbered
from storage.settings import read_setting, write_setting

MODERATORS, PROMISE, SMALLEST, WORDS = (
    "case.moderators",
    "case.promise",
    "case.smallest",
    "case.words",
)
# No count below the first is ever shown, none below the second unless somebody sets it lower.
LEAST, USUAL = 3, 5
LONGEST_PROMISE = 300
_LINE = frozenset({Role.AGENT, Role.LEAD, Role.SUPERVISOR, Role.MANAGER})
_BESIDE = frozenset({Role.QC, Role.DATA})


@dataclass(frozen=True)
class Promise:
    """What whoever is responsible promises those who speak: `by` and `on` say who and when."""

    text: Bilingual
    by: Bilingual
    on: date


def outside_the_line(actor: Actor) -> bool:
    """Say whether somebody may read cases: he serves no customers and leads nobody who does."""
    if actor.person <= 0 or actor.leads or actor.roles & _LINE:
        return False
    return not actor.teams or bool(actor.roles & _BESIDE)


def moderators(work: Work, today: date) -> tuple[Actor, ...]:
    """Return who reads cases: of those named in the setting who still works here and is fit."""
    named: list[int] = read_setting(work, MODERATORS, [])
    people = (actor_numbered(work, number, today) for number in named)
    return tuple(one for one in people if one.person > 0 and outside_the_line(one))


def moderating(work: Work, actor: Actor, today: date) -> bool:
    """Say whether somebody is one of those who read cases."""
    among = frozenset(one.person for one in moderators(work, today))
    return can(actor, Verb.MODERATE_CASES, Scope(among=among))


def closed(work: Work, today: date) -> Msg | None:
    """Return why no case can be taken in, None where the door is open."""
    return None if moderators(work, today) else msg("case.closed")


def promise(work: Work) -> Promise | None:
    """Return what is promised, None where nobody has promised anything."""
    found: dict[str, Any] | None = read_setting(work, PROMISE, None)
    if not found:
        return None
    zh, en = found["zh"], found["en"]
    return Promise(
        Bilingual(zh or en, en or zh),
        Bilingual(found["by_zh"], found["by_en"]),
        date.fromisoformat(found["on"]),
    )


def smallest(work: Work) -> int:
    """Return the smallest count that is shown."""
    return max(LEAST, int(read_setting(work, SMALLEST, USUAL)))


def words(work: Work) -> tuple[str, ...]:
    """Return the words with which nothing is taken in."""
    return tuple(read_setting(work, WORDS, []))


@dataclass(frozen=True)
class Wanted:
    """What somebody sets; the promise is his own, with his name and the day."""

    moderators: Collection[int]
    promise: Bilingual
    smallest: int = USUAL
    words: Collection[str] = ()


def keep(work: Work, actor: Actor, wanted: Wanted, now: datetime, today: date) -> None:
    """Set all of it. Raises Refusal where he may not, or where somebody named is not fit."""
    if not can(actor, Verb.SET_UP_CASES, EVERYTHING):
        raise Refusal(msg("case.setup.denied"))
    for number in wanted.moderators:
        one = actor_numbered(work, number, today)
        if not outside_the_line(one):
            raise Refusal(msg("case.setup.in_line", name=Bilingual(one.name, one.name_en)))
    write_setting(work, MODERATORS, sorted(set(wanted.moderators)), now, actor.person)
    write_setting(work, SMALLEST, max(LEAST, wanted.smallest), now, actor.person)
    write_setting(work, WORDS, sorted(set(wanted.words)), now, actor.person)
    _keep_promise(work, actor, wanted.promise, now, today)


def _keep_promise(work: Work, actor: Actor, text: Bilingual, now: datetime, today: date) -> None:
    old = promise(work)
    if old is not None and (old.text.zh, old.text.en) == (text.zh or text.en, text.en or text.zh):
        # Not promised anew by whoever changed something else.
        return
    kept = {
        "zh": text.zh,
        "en": text.en,
        "by_zh": actor.name,
        "by_en": actor.name_en or actor.name,
        "on": today.isoformat(),
    }
    write_setting(work, PROMISE, kept if text.zh or text.en else None, now, actor.person)
