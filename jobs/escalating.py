"""Asking for help with what is overdue and does not move: the lead, then the next level.

The request is an event of the item, written once, in the morning of a working day of its owner. It
names whom it asks; that person's daily message tells it (`reviews/help_wanted`), so nothing here is
put into the outbox: what only time brings about is told in nobody's extra message.

Nothing is asked that was not announced: a daily message with the announcement must have been sent
to the owner on a day since which nothing moved. Who gets no daily message can be told nothing by
it: for him the working day before counts as the announcement.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from base.action import Move
from jobs.installation import Installation
from metrics.calendars import PromotionTable
from reviews.acting import by_bot
from reviews.actions import Wish
from reviews.own_days import OwnDays, own_days, promotions_here
from reviews.reminders import Calendar, Tracked, help_level, still_since, tracked
from reviews.reminders_told import ANNOUNCED
from reviews.superiors import helper
from reviews.waiting import with_waits
from storage import action_lists
from storage.actions import StaleError, events_of_all
from storage.digests_sent import digests_sent, gets_digest
from storage.engine import Work

# From this hour on: whoever begins early finds it in his message of the day.
MORNING = 6


def escalate(installation: Installation) -> int:
    """Ask for help where that is due; return with how many items that was done."""
    now = installation.clock.now()
    with installation.database.read() as work:
        due = _due(work, now, installation.promotions)
    return sum(_ask(installation, item, level, now) for item, level in due)


def _due(work: Work, now: datetime, table: PromotionTable) -> list[tuple[Tracked, int]]:
    promotions = promotions_here(work, table)
    known: dict[int, OwnDays] = {}
    found = []
    # Somewhere it is tomorrow already.
    numbers = action_lists.overdue(work, now.date() + timedelta(days=1))
    for events in events_of_all(work, numbers).values():
        owner = tracked(events, "UTC").action.owner
        days = known.setdefault(owner, own_days(work, owner, table))
        local = now.astimezone(ZoneInfo(days.zone))
        if local.hour < MORNING:
            continue
        seen = tracked(events, days.zone)
        [item] = with_waits(work, [replace(seen, helper=helper(work, seen.action, local.date()))])
        level = help_level(item, local.date(), Calendar(days.works, promotions))
        if level is not None and _announced(work, item, local.date()):
            found.append((item, level))
    return found


def _announced(work: Work, item: Tracked, today: date) -> bool:
    """Say whether the owner was told beforehand, on an earlier day and since the last move."""
    owner, since = item.action.owner, still_since(item)
    if not gets_digest(work, owner):
        return True
    if item.asked is not None and not item.asked.answered:
        since = max(since, item.asked.day)
    return any(
        note.key == ANNOUNCED and str(item.action.id) in str(note.params.get("items")).split(",")
        for _, answer in digests_sent(work, owner, since, today)
        if answer.post is not None
        for note in answer.post.notes
    )


def _ask(installation: Installation, item: Tracked, level: int, now: datetime) -> bool:
    """Write the request; False where the item has moved on meanwhile."""
    data = {"to": str(level), "person": str(item.helper)}
    with installation.database.write() as work:
        try:
            by_bot(work, item.action, Wish(Move.ESCALATE, 0, now, data=data))
        except StaleError:
            # Somebody moved it, or another process asked: the next round looks again.
            return False
        installation.reached("escalate.written")
    installation.reached("escalate.committed")
    return True
