"""Messages of a review that stand in its channel: put in once, and edited where they stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from base.answer import Answer
from base.clock import DEFAULT_ZONE
from base.language import Lang
from base.review import Review
from storage import outbox, schedules, written
from storage.engine import Work
from storage.outbox import Draft, State
from storage.preferences import channel_language

_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Spot:
    """Where a review is held: its channel, language and zone; `now` is when something is posted."""

    review: Review
    lang: Lang
    zone: str
    now: datetime


def spot_of(work: Work, review: Review, now: datetime) -> Spot:
    """Return where a review is held; its series may have been removed meanwhile."""
    series = schedules.read(work, review.series)
    if series is not None:
        return Spot(review, series.lang, series.timing.zone, now)
    lang = channel_language(work, review.channel) or Lang.ZH
    return Spot(review, lang, DEFAULT_ZONE, now)


def agenda_key(review: Review) -> str:
    """Return under which key a review's agenda was put in."""
    return f"o{review.occurrence}/0"


def post(spot: Spot, work: Work, key: str, answer: Answer, *, below: bool = True) -> None:
    """Put a message in once: below the agenda, or beside it in the channel.

    Below an agenda that Slack did not take it stands beside it.
    """
    root = written.of_key(work, agenda_key(spot.review)) if below else None
    parent = root.id if root is not None and root.state is not State.FAILED else None
    outbox.put(
        work,
        Draft(
            key=key,
            lane=spot.review.channel,
            answer=answer,
            lang=spot.lang,
            due_at=spot.now,
            expires_at=spot.now + _KEPT,
            parent=parent,
        ),
    )


def renew(spot: Spot, work: Work, key: str, answer: Answer) -> bool:
    """Have a message say something newer where it stands; False where it says that, or is gone."""
    one = written.of_key(work, key)
    if one is None or one.state is State.FAILED:
        return False
    name = outbox.fingerprint(answer)
    if written.says(work, one) == name:
        return False
    for row in (one.id, written.unsent_change(work, one.id)):
        if row is not None and written.reword(work, row, answer, name):
            return True
    outbox.put(
        work,
        Draft(
            key=f"{key}/c{written.changes(work, one.id) + 1}",
            lane=one.lane,
            answer=answer,
            lang=one.lang,
            due_at=spot.now,
            expires_at=spot.now + _KEPT,
            target=one.id,
            fingerprint=name,
        ),
    )
    return True
