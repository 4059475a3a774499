"""A look at an item's effect becomes an event and a message: one unit of work, each of it once.

For the job that looks at the check date and for whoever asks for another look. The verdict is never
changed by itself: when data are imported anew and the figures differ, that is said and noted, and
somebody decides.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from base.action import Action, Event, Move
from base.answer import Answer
from base.clock import DEFAULT_ZONE
from base.language import Msg
from base.schedule import Level
from metrics.compute import Measured
from metrics.signal_history import Histories, Whose
from reviews import acting, cards
from reviews.action_words import names_of
from reviews.actions import Wish
from reviews.card_threads import root_key
from reviews.effect import Weekly, Windows
from reviews.effect_look import Dates, Found, Look, dates_of, filters_of
from reviews.effect_telling import Setting, effect_answer, restated_answer, series_span
from reviews.scoping import Known
from reviews.signal_telling import clause
from storage import outbox
from storage.engine import Work
from storage.outbox import Draft
from storage.preferences import channel_language
from storage.reaching import reach
from storage.threads import anchored, root_of

_KEPT = timedelta(days=3)
# Where no date was agreed on, the bot looks when two weeks can lie between.
_UNSAID = timedelta(days=21)
# Somebody should decide then, rather than the bot look for ever.
_MOST_LOOKS = 6
RESTATED = "restated"
# Two looks with all of these are one.
_SAME = ("verdict", "reason", "before_from", "after_from", "weeks", "before", "after", "n", "next")
_NOTE = "数据重导过，结论可能要再看 · data imported again, the verdict may need another look"


@dataclass(frozen=True)
class Looked:
    """A look that was made and is not kept yet: at which version of the item, of which data.

    `standing` is what stood out in the item's figure then, in words.
    """

    action: Action
    found: Found
    dates: Dates
    weekly: Weekly
    state: str
    standing: tuple[Msg, ...] = ()


def zone_of(work: Work, action: Action) -> str:
    """Return the zone in which an item's days are: its owner's."""
    who = reach(work, action.owner)
    return who.zone if who else DEFAULT_ZONE


def look_due(action: Action, events: Sequence[Event], zone: str) -> date | None:
    """Return the day on which the bot looks at an item next; None for never by itself."""
    if action.measure is None or action.verified_at is None:
        return None
    last = last_verdict(action, events)
    if last is not None:
        again = last.data.get("next", "")
        return date.fromisoformat(again) if again else None
    verified = action.verified_at.astimezone(ZoneInfo(zone)).date()
    return action.measure.check or verified + _UNSAID


def last_verdict(action: Action, events: Sequence[Event]) -> Event | None:
    """Return the last verdict since an item was last verified."""
    since = action.verified_at
    found = [e for e in events if e.move is Move.MEASURE and since is not None and e.at >= since]
    return found[-1] if found else None


def look_at(
    work: Work, known: Known, action: Action, events: Sequence[Event], today: date, state: str
) -> Looked:
    """Look at an item's figures. Raises ValueError for one without a success measure."""
    dates = dates_of(action, events, zone_of(work, action))
    look = Look(work, known, action, today)
    found = look.at(dates)
    if dates.looks + 1 >= _MOST_LOOKS:
        found = replace(found, next=None)
    weekly = {} if found.windows is None else look.weekly(*series_span(found.windows))
    standing = _standing(work, action, found, known, today)
    return Looked(action, found, dates, weekly, state, standing)


def keep(work: Work, looked: Looked, known: Known, now: datetime) -> tuple[Action, Answer]:
    """Keep a look: the event, and the message that tells of it. Return the item and the message.

    Raises StaleError where the item has moved on since, IllegalMove where it may not be measured.
    """
    before = looked.action
    wish = Wish(Move.MEASURE, 0, now, data=data_of(looked))
    after = acting.by_bot(work, before, wish)
    event = acting.history(work, after.id)[-1]
    cards.moved(work, before, after, event, now)
    answer = told(work, looked, known, now)
    _tell(work, after, f"a{after.id}/{event.seq}/effect", answer, now)
    return after, answer


def told(work: Work, looked: Looked, known: Known, now: datetime) -> Answer:
    """Return the message that tells of a look."""
    today = now.astimezone(ZoneInfo(zone_of(work, looked.action))).date()
    began, weekly = looked.dates.began, looked.weekly
    setting = Setting(known, names_of(work), today, began, weekly, looked.standing)
    return effect_answer(looked.action, looked.found, setting)


def _standing(
    work: Work, action: Action, found: Found, known: Known, today: date
) -> tuple[Msg, ...]:
    """Return what stands out in the item's figure up to yesterday, in words; mostly nothing."""
    if action.measure is None:
        return ()
    filters = filters_of(action.measure, known)
    whose = Whose(today - timedelta(days=1), today, known.promotions, known.coverage, filters)
    return tuple(clause(one) for one in Histories().look(work, whose, [found.metric]).found)


def unchanged(looked: Looked, events: Sequence[Event]) -> bool:
    """Say whether a look found what the last one had found, from the same figures."""
    last = last_verdict(looked.action, events)
    new = data_of(looked)
    return last is not None and all(last.data.get(key) == new.get(key) for key in _SAME)


def data_of(looked: Looked) -> Mapping[str, str]:
    """Return a look as its event holds it: every figure raw, so that it can be checked."""
    found = looked.found
    data = {
        "verdict": found.verdict.value,
        "reason": found.reason.value,
        "state": looked.state,
        "imports": ",".join(str(number) for number in found.imports),
        "next": found.next.isoformat() if found.next else "",
    }
    if found.windows is not None:
        data |= {
            "before_from": found.windows.before.isoformat(),
            "after_from": found.windows.after.isoformat(),
            "weeks": str(found.windows.weeks),
            **_figures(found.before, found.after),
        }
    if found.ranked is not None:
        rank = found.ranked
        data |= {"references": str(rank.references), "at_least": str(rank.at_least)}
        data |= {"p": repr(rank.p)}
    if found.others is not None:
        others = (found.others.before.value, found.others.after.value)
        data |= {"others": json.dumps(others)}
    return data


def _figures(before: Measured, after: Measured) -> dict[str, str]:
    return {
        "before": _written(before.value),
        "after": _written(after.value),
        "before_n": _written(before.n),
        "after_n": _written(after.n),
        "n": _written((before.n or 0) + (after.n or 0)),
    }


def _written(value: float | None) -> str:
    return "" if value is None else repr(value)


# -- data that came later --------------------------------------------------------------------------


@dataclass(frozen=True)
class Restated:
    """Figures that are no longer what a verdict was told with."""

    action: Action
    told: tuple[float, float]
    found: Found
    state: str


def restated(
    work: Work, known: Known, action: Action, events: Sequence[Event], today: date, state: str
) -> Restated | None:
    """Return how the figures of an item's verdict differ today; None where they do not."""
    verdict = last_verdict(action, events)
    if verdict is None or not verdict.data.get("before") or not verdict.data.get("after"):
        return None
    windows = _windows(verdict.data)
    look = Look(work, known, action, today)
    before, after = look.figures(windows)
    told = [e for e in events if e.seq >= verdict.seq and _tells(e)][-1]
    now = _figures(before, after)
    if all(told.data.get(key, "") == value for key, value in now.items()):
        return None
    found = look.bare(windows, before, after)
    first = float(told.data["before"] or "nan"), float(told.data["after"] or "nan")
    return Restated(action, first, found, state)


def _tells(event: Event) -> bool:
    return event.move is Move.MEASURE or RESTATED in event.data


def _windows(data: Mapping[str, str]) -> Windows:
    first, second = (date.fromisoformat(data[key]) for key in ("before_from", "after_from"))
    return Windows(first, second, int(data["weeks"]))


def keep_restated(work: Work, one: Restated, known: Known, now: datetime) -> Action:
    """Note that a verdict's figures have changed, and say so; the verdict stays.

    Raises StaleError where the item has moved on since.
    """
    found = one.found
    data = {RESTATED: one.state, **_figures(found.before, found.after)}
    after = acting.by_bot(work, one.action, Wish(Move.COMMENT, 0, now, _NOTE, data))
    answer = restated_answer(after, one.told, found, known)
    _tell(work, after, f"a{after.id}/{after.version}/restated", answer, now)
    return after


# -- where it is said ------------------------------------------------------------------------------


def _tell(work: Work, action: Action, key: str, answer: Answer, now: datetime) -> None:
    """Say it below the item's first message; without a thread to its owner alone."""
    root = None
    if action.level is not Level.PERSON:
        root = root_of(work, root_key(action.id))
        if root is None and action.thread:
            lang = channel_language(work, action.channel)
            who = reach(work, action.owner)
            chosen = lang or (who.lang if who else None)
            if chosen is not None:
                where = (action.channel, action.thread)
                root = anchored(work, root_key(action.id), *where, chosen, now)
    if root is not None and not root.failed:
        outbox.put(
            work,
            Draft(key, root.lane, answer, root.lang, now, now + _KEPT, parent=root.id),
        )
        return
    who = reach(work, action.owner)
    if who is not None:
        private = replace(answer, private=True)
        outbox.put(work, Draft(key, who.user, private, who.lang, now, now + _KEPT))
