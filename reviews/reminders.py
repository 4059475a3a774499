"""What of somebody's items is told in his daily message, and on which days. Pure.

A reminder comes on his working days only, as one part of his one message of the day:

- Before: three days before the due date; where he does not work then, on his next working day
  before it. And on the day itself; where that is a day off, on his last working day before.
- Overdue: on the first, second and third working day after, then on the first one of each week.
- What is due within three days comes along when there is a message anyway, and brings none.
- A snooze silences an item until its day; then it is told, if it is due within three days.
- While a promotion (618, Double 11, Double 12: `PromotionTable.ours`, start to end) runs, items
  pause, and these days are no working days for them; not those that are there because of it (born
  of it, or naming it in wording or problem), nor those for which help was asked.
- Whoever has to verify is told on the first working day after the claim, then on every second.
- A proposal nobody has accepted is told to who made it after two working days, then weekly.

Help is asked two working days after the due date or, where that is later, after the last sign of
life; of the next level after five, and three after the first. It is announced on the working day
before. With what waits for another item nobody is asked to help: that one is in the way. Words and
rows are elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from base.action import Action, Event, Move, State
from metrics.calendars import Promotion, PromotionTable
from reviews.actions import TODO, asks_to_choose, folded
from reviews.own_days import Works

DAYS_BEFORE = 3
# Nobody is off for longer in one go; and no count of working days matters beyond it.
_FAR = 60
_DAILY, _UNACCEPTED = 3, 2
_FIRST, _SECOND, _BETWEEN = 2, 5, 3
_ONE = timedelta(days=1)
# What time or the bot brought about, and what only asks for quiet, is no sign of life.
_SILENT = frozenset({Move.SNOOZE, Move.POSTED, Move.ESCALATE, Move.MEASURE})
_BYSTANDERS = frozenset({Move.COMMENT, Move.EVIDENCE})
_OF_PROMOTION = "promotion"


class Why(StrEnum):
    """Why an item is in somebody's message, the most urgent first."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    VERIFY = "verify"
    UNACCEPTED = "unaccepted"


@dataclass(frozen=True)
class Asked:
    """Help that was asked: of whom, when, and whether anything has moved since."""

    person: int
    at: datetime
    day: date
    answered: bool


@dataclass(frozen=True)
class Tracked:
    """An item with the days that matter, local dates of one zone.

    `moved` is the last sign of life: a move of the owner or of somebody who decides, a comment of
    the owner or of who was asked. `helper` is who would be asked to help next, None for nobody;
    `waits` are the items that stand in its way.
    """

    action: Action
    created: date
    moved: date
    claimed: date | None = None
    redated: date | None = None
    asked: Asked | None = None
    helper: int | None = None
    waits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """Somebody's working days and the promotions of the workspace."""

    works: Works
    promotions: PromotionTable

    def counts(self, action: Action, day: date) -> bool:
        """Say whether a day is a working day for an item."""
        return self.works(day) and not paused(action, day, self.promotions)

    def between(self, action: Action, after: date, upto: date) -> int:
        """Return how many working days lie after one day and up to another; not beyond 60 days."""
        span = min((upto - after).days, _FAR)
        return sum(self.counts(action, upto - n * _ONE) for n in range(span))

    def next_day(self, action: Action, after: date) -> date | None:
        """Return the next working day after one; None where there is none for long."""
        days = (after + n * _ONE for n in range(1, _FAR))
        return next((day for day in days if self.counts(action, day)), None)

    def week_begins(self, action: Action, day: date) -> bool:
        """Say whether a day is the first working day of its week."""
        monday = day - day.weekday() * _ONE
        return not any(self.counts(action, monday + n * _ONE) for n in range(day.weekday()))


@dataclass(frozen=True)
class Reminder:
    """An item in somebody's message. `days` until it is due, below zero for days past.

    `announce` says that help is asked on the next working day if nothing moves until then, `choose`
    that it is time to ask: do it, drop it, split it? `along` brings no message of its own.
    """

    item: Tracked
    why: Why
    days: int
    announce: bool = False
    choose: bool = False
    along: bool = False


def tracked(events: Sequence[Event], zone: str, helper: int | None = None) -> Tracked:
    """Return an item from its events, as of the zone of whoever looks at it."""
    action = folded(events)
    asked = _asked(events, zone, action)
    alive = [event for event in events if _sign(event, action, asked)]
    return Tracked(
        action=action,
        created=_day(action.created_at, zone),
        moved=_day(max(event.at for event in alive), zone) if alive else action.created_at.date(),
        claimed=_day(action.claimed_at, zone) if action.claimed_at else None,
        redated=_last(events, Move.REDATE, zone),
        asked=asked,
        helper=helper,
    )


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _last(events: Iterable[Event], move: Move, zone: str) -> date | None:
    days = [_day(event.at, zone) for event in events if event.move is move]
    return days[-1] if days else None


def _asked(events: Sequence[Event], zone: str, action: Action) -> Asked | None:
    found = [event for event in events if event.move is Move.ESCALATE]
    if not found:
        return None
    last = found[-1]
    asked = Asked(int(last.data.get("person", "0")), last.at, _day(last.at, zone), answered=False)
    after = [event for event in events if event.seq > last.seq]
    return Asked(asked.person, asked.at, asked.day, any(_sign(e, action, asked) for e in after))


def _sign(event: Event, action: Action, asked: Asked | None) -> bool:
    if event.move in _SILENT:
        return False
    if event.move in _BYSTANDERS:
        return event.who in (action.owner, asked.person if asked else action.owner)
    return True


def paused(action: Action, day: date, promotions: PromotionTable) -> bool:
    """Say whether an item rests on a day because of a promotion."""
    if action.escalated:
        return False
    running = [row for row in promotions.ours() if row.start <= day <= row.end]
    return bool(running) and not any(_because_of(action, row, promotions) for row in running)


def _because_of(action: Action, row: Promotion, promotions: PromotionTable) -> bool:
    if action.born.startswith(_OF_PROMOTION):
        return True
    said = f"{action.wording} {action.problem}".lower()
    terms = {row.key, promotions.name(row.key).zh, promotions.name(row.key).en}
    terms.update(*(name.terms for name in promotions.names if name.key == row.key))
    return any(term.lower() in said for term in terms)


# -- who is told what today ------------------------------------------------------------------------


def due_today(
    items: Iterable[Tracked], person: int, today: date, calendar: Calendar
) -> list[Reminder]:
    """Return what of these items somebody is told today, the most urgent first.

    Nothing on a day he does not work. Reminders that only come along are among them.
    """
    if not calendar.works(today):
        return []
    made = (_reminder(item, person, today, calendar) for item in items)
    found = [one for one in made if one is not None]
    order = list(Why)
    return sorted(found, key=lambda r: (order.index(r.why), r.item.action.due, r.item.action.id))


def _reminder(item: Tracked, person: int, today: date, calendar: Calendar) -> Reminder | None:
    action = item.action
    if paused(action, today, calendar.promotions):
        return None
    if action.state in TODO and action.owner == person:
        return _own(item, today, calendar)
    if action.state is State.DONE_CLAIMED and action.verifier == person != action.claimed_by:
        return _told(Why.VERIFY, item, today, if_=verifier_day(item, today, calendar))
    if action.state is State.PROPOSED and action.created_by == person:
        return _told(Why.UNACCEPTED, item, today, if_=_proposer_day(item, today, calendar))
    return None


def _told(why: Why, item: Tracked, today: date, *, if_: bool) -> Reminder | None:
    return Reminder(item, why, (item.action.due - today).days) if if_ else None


def _own(item: Tracked, today: date, calendar: Calendar) -> Reminder | None:
    left = (item.action.due - today).days
    if _snoozed(item.action, today):
        return None
    brings = owner_day(item, today, calendar)
    if not brings and not 0 <= left <= DAYS_BEFORE:
        return None
    why = Why.OVERDUE if left < 0 else Why.SOON if left else Why.TODAY
    return Reminder(
        item,
        why,
        left,
        announce=announced(item, today, calendar),
        choose=brings and _to_choose(item, today, calendar),
        along=not brings,
    )


def owner_day(item: Tracked, today: date, calendar: Calendar) -> bool:
    """Say whether an item brings its owner a message on a day."""
    action = item.action
    if not calendar.counts(action, today) or _snoozed(action, today):
        return False
    if _woken(action, today, calendar) or announced(item, today, calendar):
        return True
    if today <= action.due:
        return today in (_before(action, calendar), _on(action, calendar))
    days = calendar.between(action, action.due, today)
    return days <= _DAILY or calendar.week_begins(action, today)


def _before(action: Action, calendar: Calendar) -> date | None:
    days = (action.due - n * _ONE for n in range(DAYS_BEFORE, 0, -1))
    return next((day for day in days if calendar.counts(action, day)), None)


def _on(action: Action, calendar: Calendar) -> date | None:
    days = (action.due - n * _ONE for n in range(_FAR))
    return next((day for day in days if calendar.counts(action, day)), None)


def _snoozed(action: Action, today: date) -> bool:
    return action.snoozed_until is not None and today < action.snoozed_until


def _woken(action: Action, today: date, calendar: Calendar) -> bool:
    """Say whether it is the first working day since a snooze ended, of what is near or over."""
    until = action.snoozed_until
    if until is None or (action.due - today).days > DAYS_BEFORE:
        return False
    return calendar.between(action, until - _ONE, today) == 1


def verifier_day(item: Tracked, today: date, calendar: Calendar) -> bool:
    """Say whether whoever has to verify is told on a day: the first after the claim, the third."""
    if item.claimed is None or today <= item.claimed:
        return False
    return calendar.between(item.action, item.claimed, today) % 2 == 1


def _proposer_day(item: Tracked, today: date, calendar: Calendar) -> bool:
    days = calendar.between(item.action, item.created, today)
    # Not twice in a row.
    again = days > _UNACCEPTED + 1 and calendar.week_begins(item.action, today)
    return days == _UNACCEPTED or again


def _to_choose(item: Tracked, today: date, calendar: Calendar) -> bool:
    """Say whether it is the first reminder since the item got its third new date, or a later one.

    On giving the date itself it is asked by whoever takes it in.
    """
    since = item.redated
    if not asks_to_choose(item.action) or since is None or not 0 < (today - since).days <= _FAR:
        return False
    between = (since + n * _ONE for n in range(1, (today - since).days))
    return not any(owner_day(item, day, calendar) for day in between)


# -- asking for help -------------------------------------------------------------------------------


def help_level(item: Tracked, today: date, calendar: Calendar) -> int | None:
    """Return the level of which help is due to be asked on a day: 1, 2, None for none."""
    action = item.action
    if item.helper is None or item.waits or action.state not in TODO or today <= action.due:
        return None
    if _snoozed(action, today) or not calendar.counts(action, today):
        return None
    still = calendar.between(action, still_since(item), today)
    if not action.escalated:
        return 1 if still >= _FIRST else None
    waited = item.asked is None or calendar.between(action, item.asked.day, today) >= _BETWEEN
    return 2 if action.escalated == 1 and still >= _SECOND and waited else None


def still_since(item: Tracked) -> date:
    """Return since when nothing has moved on an overdue item: its due date at the earliest."""
    return max(item.action.due, item.moved)


def announced(item: Tracked, today: date, calendar: Calendar) -> bool:
    """Say whether it has to be announced today that help is asked on the next working day."""
    coming = calendar.next_day(item.action, today)
    return (
        coming is not None
        and today > item.action.due
        and help_level(item, coming, calendar) is not None
    )
