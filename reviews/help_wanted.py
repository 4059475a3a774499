"""Help that was asked of somebody with an overdue item, in his daily message: example G38.

A job asks (`jobs/escalating`): that is an event of the item, with whom it asked. His message tells
it on the next day it comes, then on the first working day of each week, until anything moves. A
message that was not sent has told nothing; composed again, that of a day says the same.

Obstacle and impact are told, without reproach; nobody is compared with anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce

from base.action import Action, Measure
from base.answer import Answer, FollowUp
from base.language import Bilingual, Days, Msg, Quantity, msg
from base.post import Section
from base.units import Unit, minor_units
from metrics import periods, phrasing
from metrics.catalogue import CATALOGUE
from metrics.compute import compute
from metrics.feeding import feeds_for
from metrics.model import Period, Question
from reviews.action_words import button, short
from reviews.actions import TODO
from reviews.digest_parts import Day, Part
from reviews.effect_look import filters_of
from reviews.reminders import Calendar, Tracked, tracked
from reviews.waiting import waited_for
from storage import action_lists
from storage.actions import events_of_all
from storage.digests_sent import digests_sent
from storage.engine import Work
from storage.query import NoCube
from storage.superiors import called

_LONG = 400
_WEEK = timedelta(days=7)
# The line that every request has; with the item's number, which is not printed.
_OWNER = "remind.help.owner"
_VERBS = ("reassign", "redate", "drop")


@dataclass(frozen=True)
class _Told:
    """An item for which help was asked: its owner's name, what it does to figure and others."""

    item: Tracked
    owner: Bilingual
    impact: Msg | None

    @property
    def action(self) -> Action:
        return self.item.action


def help_wanted(work: Work, day: Day) -> Part | None:
    """Return what somebody's help is asked for today; None where that is nothing."""
    items = asked_of(work, day)
    if not items:
        return None
    names = called(work, {item.action.owner for item in items})
    told = [_told(work, item, names, day) for item in items]
    numbered = tuple(_numbered(one, at, day) for at, one in enumerate(told, start=1))
    behind = tuple(_below(one, at, day) for at, one in enumerate(told))
    sections = numbered if len(told) > 1 else _alone(told[0], day)
    return Part(sections[0], _headline(told, day), more=sections[1:], behind=behind, urgent=True)


def asked_of(work: Work, day: Day) -> list[Tracked]:
    """Return the items with which somebody's help was asked and is told today, oldest due first."""
    me = day.person.person
    numbers = action_lists.asked_about(work, me)
    if not numbers:
        return []
    calendar = Calendar(day.works, day.known.promotions)
    found = (tracked(events, day.person.zone) for events in events_of_all(work, numbers).values())
    return [item for item in found if _is_told(work, item, day, calendar)]


def _is_told(work: Work, item: Tracked, day: Day, calendar: Calendar) -> bool:
    asked = item.asked
    if asked is None or asked.person != day.person.person or asked.answered:
        return False
    if item.action.state not in TODO or not calendar.works(day.today):
        return False
    earlier = digests_sent(work, day.person.person, asked.day - timedelta(days=1), day.today)
    if any(_tells(answer, item.action.id) for _, answer in earlier):
        return calendar.week_begins(item.action, day.today)
    return True


def _tells(answer: Answer, number: int) -> bool:
    """Say whether a daily message has told that help is wanted with an item."""
    sections = answer.post.sections if answer.post else ()
    lines = [line for section in sections for line in section.lines]
    return any(_names(line, str(number)) for line in lines)


def _names(line: Msg, number: str) -> bool:
    inner = [value for value in line.params.values() if isinstance(value, Msg)]
    named = line.key.startswith(_OWNER) and line.params.get("item") == number
    return named or any(_names(one, number) for one in inner)


def _told(work: Work, item: Tracked, names: Mapping[int, Bilingual], day: Day) -> _Told:
    number = item.action.owner
    unknown = Bilingual(f"#{number}", f"#{number}")
    figures = _impact(work, item.action.measure, day) if item.action.measure else None
    said = [*([figures] if figures else []), *waited_for(work, item.action.id)]
    impact = reduce(lambda a, b: msg("remind.sentences", first=a, rest=b), said) if said else None
    return _Told(item, names.get(number, unknown), impact)


def _headline(told: Sequence[_Told], day: Day) -> Msg:
    if len(told) > 1:
        return msg("remind.help.head.many", count=len(told))
    return msg("remind.help.head", wording=short(told[0].action.wording), late=_late(told[0], day))


def _late(one: _Told, day: Day) -> Msg:
    days = (day.today - one.action.due).days
    return msg("remind.help.late_one" if days == 1 else "remind.help.late", days=days)


def _alone(one: _Told, day: Day) -> tuple[Section, ...]:
    """Return the only item: the headline names it."""
    exits = _exits(one.action.id)
    if one.impact is None:
        return (Section(msg("none"), (_situation(one, day),), follow_ups=exits),)
    impact = Section(msg("remind.help.impact"), inline=one.impact, follow_ups=exits)
    return Section(msg("none"), (_situation(one, day),)), impact


def _numbered(one: _Told, at: int, day: Day) -> Section:
    """Return one of several items; the first has the buttons."""
    wording = short(one.action.wording, _LONG)
    heading = msg("remind.item.numbered", at=str(at), wording=wording)
    exits = _exits(one.action.id) if at == 1 else ()
    return Section(heading, _lines(one, day), _late(one, day), exits)


def _below(one: _Told, at: int, day: Day) -> Section:
    """Return an item below what somebody is told of his own."""
    wording = short(one.action.wording, _LONG)
    heading = msg("remind.help.head", wording=wording, late=_late(one, day))
    return Section(heading, _lines(one, day), follow_ups=() if at else _exits(one.action.id))


def _lines(one: _Told, day: Day) -> tuple[Msg, ...]:
    if one.impact is None:
        return (_situation(one, day),)
    impact = msg("remind.help.impact_line", impact=one.impact)
    return (msg("remind.sentences", first=_situation(one, day), rest=impact),)


def _exits(number: int) -> tuple[FollowUp, ...]:
    mine = FollowUp(msg("remind.button.mine"), f"/action comment {number}")
    return mine, *(button(verb, number) for verb in _VERBS)


def _situation(one: _Told, day: Day) -> Msg:
    """Return owner, dates and obstacle in a line."""
    action = one.action
    first, number = _plain(action.first_due, day.today), str(action.id)
    if action.redates:
        count = action.redates
        key = "remind.help.owner_redated_one" if count == 1 else "remind.help.owner_redated"
        due = _plain(action.due, day.today)
        told = msg(key, name=one.owner, first=first, due=due, count=count, item=number)
    else:
        told = msg(_OWNER, name=one.owner, first=first, item=number)
    return msg("remind.sentences", first=told, rest=_obstacle(action, day))


def _obstacle(action: Action, day: Day) -> Msg:
    if action.stuck:
        since = _plain(action.stuck_since or day.today, day.today)
        return msg("remind.stuck", obstacle=_sentence(action.stuck), day=since)
    if action.last_reason:
        return msg("remind.help.reason", reason=_sentence(action.last_reason))
    return msg("remind.help.unknown")


def _sentence(text: str) -> str:
    return short(text, _LONG).rstrip("。.！!；; ")


def _plain(at: date, today: date) -> Days:
    return Days(at, at, with_year=at.year != today.year)


# -- what it does ----------------------------------------------------------------------------------


def _impact(work: Work, measure: Measure, day: Day) -> Msg | None:
    """Return the item's figure of last week beside the week before; None where either lacks."""
    metric = CATALOGUE.get(measure.metric)
    if metric is None:
        return None
    last = periods.week(day.today - _WEEK)
    question = Question(metric, last, filters=filters_of(measure, day.known))
    now = _value(work, question, last, day)
    before = _value(work, question, periods.before(last), day)
    if now is None or before is None:
        return None
    return msg(
        "remind.help.figures",
        metric=metric.name,
        now=now,
        dates=Days(last.start, last.end, with_year=last.end.year != day.today.year),
        before=before,
    )


def _value(work: Work, question: Question, week: Period, day: Day) -> Quantity | None:
    asked, metric = replace(question, period=week), question.metric
    if day.known.coverage.missing_days(week.start, week.end, feeds_for(asked)):
        return None
    currencies = {shop.currency for shop in day.known.shops}
    currency = min(currencies, default="") if metric.unit is Unit.MONEY else ""
    if currency and len(currencies) > 1:
        return None
    try:
        value = compute(work, asked).total.value
    except NoCube:
        return None
    shown = phrasing.raw(metric, value, minor_units(currency) if currency else 1)
    return None if shown is None else phrasing.figure(metric, shown, currency or None)
