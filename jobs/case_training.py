"""What is done with cases by the calendar: counts are published, trainings are suggested.

Suggestions go out on Monday mornings only, and never in the week of a release: when one comes says
nothing about when a case came.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from base.clock import DEFAULT_ZONE, local_day
from jobs.installation import Installation
from jobs.tick import Job
from reviews import case_counts
from reviews.case_training import (
    Suggestion,
    quarter,
    remember,
    suggested_answer,
    suggestions,
)
from storage import outbox
from storage.engine import Work
from storage.outbox import Draft

MONDAY = 0
# Wall time in the default zone: from the first hour on, not after the last one.
FROM, UNTIL = 10, 18
_KEPT = timedelta(days=3)
_EVERY, _HOURLY = timedelta(minutes=5), timedelta(hours=1)


def publish_counts(installation: Installation) -> int:
    """Publish the counts that can be published; return of how many blocks."""
    with installation.database.write() as work:
        return len(case_counts.publish(work, local_day(installation.clock, DEFAULT_ZONE)))


def suggest_training(installation: Installation) -> int:
    """Tell of topics that keep coming back, where it is time for that; return of how many."""
    now = installation.clock.now()
    local = now.astimezone(ZoneInfo(DEFAULT_ZONE))
    if local.weekday() != MONDAY or not FROM <= local.hour < UNTIL:
        return 0
    with installation.database.read() as work:
        if not suggestions(work, local.date()):
            return 0
    with installation.database.write() as work:
        told = [_tell(work, found, local) for found in suggestions(work, local.date())]
    installation.reached("case_training.told")
    return sum(told)


def _tell(work: Work, found: Suggestion, local: datetime) -> bool:
    """Put the messages of a suggestion in; False where another process has done that."""
    put = [
        outbox.put(
            work,
            Draft(
                key=f"case/{found.topic.key}/{quarter(local.date())}/{found.team}/{who.person}",
                lane=who.user,
                answer=suggested_answer(work, found, who.lang),
                lang=who.lang,
                due_at=local,
                expires_at=local + _KEPT,
            ),
        )
        for who in found.told
    ]
    fresh = any(number is not None for number in put)
    if fresh:
        remember(work, found.topic, local.date(), local)
    return fresh


COUNTING: tuple[Job, ...] = (
    Job("case_counts", _HOURLY, lambda of: _said(publish_counts(of), "blocks published")),
    Job("case_training", _EVERY, lambda of: _said(suggest_training(of), "suggested")),
)


def _said(count: int, what: str) -> str:
    return f"{count} {what}" if count else ""
