"""Telling whoever answers for a post what became of it: missed, failed, late. In his language.

Through the outbox like everything else, once an occurrence and kind. Who is not linked to the chat
finds the same in the log of the schedule and in the status.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from base.answer import Answer, FollowUp, Kind
from base.language import Chat, Listing, Moment, Msg, msg
from base.reasons import why
from base.schedule import Due, Level, Occurrence, Schedule
from storage import occurrences, outbox, schedules
from storage.engine import Work
from storage.outbox import Draft, Entry
from storage.reaching import Reach, reach

# Nobody has to be told that what he removed himself was not sent.
SILENT = frozenset({"removed"})
_KEPT = timedelta(days=3)


def late(work: Work, entry: Entry, now: datetime) -> None:
    """Tell that a post came, but later than it should."""
    found = _of(work, entry)
    if found is None or entry.owner is None:
        return
    schedule, _ = found
    minutes = int((now - entry.due_at).total_seconds() // 60)
    told = msg(
        "tell.late", **_named(schedule), due=_moment(schedule, entry.due_at), minutes=minutes
    )
    _tell(work, entry.owner, f"{entry.key}/late", Answer(Kind.TEXT, told), now)


def failed(work: Work, entry: Entry, code: str, now: datetime) -> None:
    """Tell that a write was not made, why, and what can be done."""
    found = _of(work, entry)
    if found is None or entry.owner is None or code in SILENT:
        return
    schedule, _ = found
    # Below the post itself something is missing; above, everything is.
    key = "tell.failed" if entry.key.endswith("/0") else "tell.failed_part"
    told = msg(key, **_named(schedule), due=_moment(schedule, entry.due_at))
    answer = Answer(Kind.TEXT, told, (why(code),), follow_ups=_next(schedule))
    _tell(work, entry.owner, f"{entry.key}/failed", answer, now)


def not_composed(
    work: Work, schedule: Schedule, of: Occurrence, reference: str, now: datetime
) -> None:
    """Tell that a post could not be composed, with the reference under which that is logged."""
    if _personal(schedule):
        return
    told = msg("tell.failed", **_named(schedule), due=_moment(schedule, of.due_at))
    answer = Answer(Kind.TEXT, told, (why("failed", reference),), follow_ups=_next(schedule))
    _tell(work, schedule.owner, f"o{of.id}/not_composed", answer, now)


def not_allowed(work: Work, schedule: Schedule, of: Occurrence, code: str, now: datetime) -> None:
    """Tell that a post was not composed because it may not be any more."""
    if _personal(schedule):
        return
    told = msg("tell.failed", **_named(schedule), due=_moment(schedule, of.due_at))
    _tell(work, schedule.owner, f"o{of.id}/{code}", Answer(Kind.TEXT, told, (why(code),)), now)


def missed(work: Work, schedule: Schedule, dues: Sequence[Due], now: datetime) -> None:
    """Tell which occurrences passed while nobody was there to send them."""
    if not dues or _personal(schedule):
        return
    days = Listing(tuple(_moment(schedule, due.at) for due in dues[-5:]))
    told = msg("tell.missed", **_named(schedule), count=len(dues), days=days)
    answer = Answer(Kind.TEXT, told, (msg("tell.missed.why"),), follow_ups=_next(schedule))
    _tell(work, schedule.owner, f"s{schedule.id}/missed/{dues[-1].day.isoformat()}", answer, now)


def named(schedule: Schedule) -> Msg:
    """Return what a schedule posts, in words: "weekly summary"."""
    if schedule.asks_as:
        return msg("schedule.asks", name=schedule.asks_as)
    return msg(f"schedule.what.{schedule.what.value}")


def _named(schedule: Schedule) -> dict[str, Msg | Chat]:
    return {"what": named(schedule), "channel": Chat(schedule.channel)}


def _moment(schedule: Schedule, at: datetime) -> Moment:
    return Moment(at, schedule.timing.zone)


def _next(schedule: Schedule) -> tuple[FollowUp, ...]:
    return (FollowUp(msg("schedule.button.log"), f"/fupan schedule log {schedule.id}"),)


def _of(work: Work, entry: Entry) -> tuple[Schedule, Occurrence] | None:
    of = None if entry.occurrence is None else occurrences.read(work, entry.occurrence)
    schedule = None if of is None else schedules.read(work, of.schedule)
    if of is None or schedule is None or _personal(schedule):
        return None
    return schedule, of


def _personal(schedule: Schedule) -> bool:
    """Say whether it is somebody's own message: what hindered that is no news for him.

    The status shows it to whoever looks after the bot.
    """
    return schedule.level is Level.PERSON


def _tell(work: Work, person: int, key: str, answer: Answer, now: datetime) -> Reach | None:
    """Put a direct message to a person in, once a key."""
    who = reach(work, person)
    if who is None:
        return None
    outbox.put(
        work,
        Draft(
            key=f"tell/{key}",
            lane=who.user,
            answer=answer,
            lang=who.lang,
            due_at=now,
            expires_at=now + _KEPT,
        ),
    )
    return who
