"""The figure on a verifier's card: what was to be moved, in whole weeks before and since.

Reckoned when the card is sent, by whoever delivers: the click that brought the card about sees no
facts (see storage/engine), and what is sent is then as new as can be. A card whose figure cannot be
reckoned is sent without. No verdict here: that takes time and a look of its own.
"""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from base.action import Action, Event, Measure, Move
from base.answer import Answer
from base.clock import DEFAULT_ZONE
from base.dimensions import Dim
from base.language import Days, Msg, Quantity, Value, msg
from base.units import Unit, minor_units
from metrics import phrasing
from metrics.catalogue import CATALOGUE
from metrics.compute import compute
from metrics.feeding import feeds_for
from metrics.model import Period, Question
from metrics.periods import span
from metrics.promotions import DEFAULT
from reviews.actions import folded
from reviews.effect_look import filters_of
from reviews.scoping import Known, known_of
from storage import actions
from storage.engine import Work
from storage.query import NoCube

_CARD = re.compile(r"a(\d+)/\d+/verify\.\d+")
_WEEK = timedelta(days=7)


def completed_when_sent(key: str) -> bool:
    """Say whether a write of the outbox is a card that gets its figure when it is sent."""
    return _CARD.fullmatch(key) is not None


def completed(work: Work, key: str, answer: Answer, now: datetime) -> Answer:
    """Return a verifier's card with its figure; as it is where there is none. Reads facts."""
    found = _CARD.fullmatch(key)
    events = actions.events_of(work, int(found[1])) if found else []
    if not events:
        return answer
    item, today = folded(events), now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    lines = figures(work, item, events, today)
    return replace(answer, lines=(*answer.lines, *lines))


class Weeks(NamedTuple):
    """Whole weeks before an item was taken on, and as many since; None where none is over yet."""

    before: Period
    since: Period | None


def weeks_of(taken: date, today: date) -> Weeks:
    """Return the weeks to hold against each other; the one in which it was taken on is neither."""
    first = _monday(taken + _WEEK - timedelta(days=1))
    count = max(0, (_monday(today) - first).days // 7)
    last = _monday(taken) - timedelta(days=1)
    before = span(last + timedelta(days=1) - _WEEK * max(count, 1), last)
    return Weeks(before, span(first, first + _WEEK * count - timedelta(days=1)) if count else None)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def figures(work: Work, item: Action, events: list[Event], today: date) -> tuple[Msg, ...]:
    """Return the lines of an item's figure before and since it was taken on; none without data.

    A figure of single people is not told on a card.
    """
    if item.measure is None or item.measure.metric not in CATALOGUE:
        return ()
    if Dim.AGENT.value in item.measure.only:
        return ()
    known = known_of(work, DEFAULT, today)
    weeks = weeks_of(_taken(item, events), today)
    before = _figure(work, known, item.measure, weeks.before)
    since = None if weeks.since is None else _figure(work, known, item.measure, weeks.since)
    if before is None:
        return ()
    told: dict[str, Value] = {"before": before, "before_dates": _dates(weeks.before, today)}
    if since is None or weeks.since is None:
        line = msg("card.verify.figure_before", **told)
    else:
        line = msg("card.verify.figure", now=since, dates=_dates(weeks.since, today), **told)
    gaps = _gaps(known, item.measure, weeks)
    return (line, msg("card.verify.figure_gaps")) if gaps else (line,)


def _taken(item: Action, events: list[Event]) -> date:
    """Return the day on which it was taken on, else made."""
    at = next((e.at for e in events if e.move is Move.ACCEPT), item.created_at)
    return at.astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def _dates(period: Period, today: date) -> Days:
    return Days(period.start, period.end, with_year=period.end.year != today.year)


def _question(known: Known, measure: Measure, period: Period) -> Question:
    return Question(CATALOGUE[measure.metric], period, filters=filters_of(measure, known))


def _figure(work: Work, known: Known, measure: Measure, period: Period) -> Quantity | None:
    metric, minor, currency = CATALOGUE[measure.metric], 1, None
    if metric.unit is Unit.MONEY:
        currencies = {shop.currency for shop in known.shops}
        if len(currencies) != 1:
            return None
        (currency,) = currencies
        minor = minor_units(currency)
    try:
        total = compute(work, _question(known, measure, period)).total
    except NoCube:
        return None
    value = phrasing.raw(metric, total.value, minor)
    return None if value is None else phrasing.figure(metric, value, currency)


def _gaps(known: Known, measure: Measure, weeks: Weeks) -> bool:
    periods = [weeks.before] + ([weeks.since] if weeks.since else [])
    feeds = feeds_for(_question(known, measure, weeks.before))
    return any(known.coverage.missing_days(p.start, p.end, feeds) for p in periods)
