"""The tick's second half: what is due becomes answers in the outbox, in one unit of work each.

Composing changes nothing but the outbox, whose keys are unique: a process that dies on the way is
followed by another that does the same again, and two at once come to one result.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from base.answer import Answer
from base.schedule import Due, Occurrence, OccurrenceState, Schedule, What, WhenEmpty
from jobs import telling
from jobs.agendas import agenda
from jobs.allowed import REMOVED, refused
from jobs.desk import Compose, Composed, Desk, data_name
from jobs.digests import digest
from jobs.installation import Installation
from metrics.recurrence import late_after
from reviews.scoping import scope_of
from reviews.summaries import answered, period_of, summary
from storage import occurrences, outbox, schedules
from storage.engine import Work
from storage.outbox import Draft

_LOG = logging.getLogger("fupan.jobs")
# So long somebody who composes may take before another tries; and how often it is tried at all.
LEASE = timedelta(minutes=2)
TRIES, DEATHS = 5, 12
# How often data that are waited for are looked at, and posts whose data may still change.
LOOK = timedelta(seconds=30)
# How long after its time a post follows its data: what is about a day sooner than about a month.
FOLLOWED: Mapping[What, timedelta] = {
    What.WEEKLY: timedelta(days=10),
    What.DAILY: timedelta(days=3),
    What.MONTHLY: timedelta(days=20),
    What.FLASH: timedelta(hours=18),
    # At the latest the meeting ends it: what it was held on stands.
    What.AGENDA: timedelta(days=10),
    What.QUESTION: timedelta(days=3),
}
_BELOW_LATE = timedelta(days=1)


def _summary(desk: Desk, work: Work, schedule: Schedule, of: Occurrence) -> Composed:
    known = desk.known(work, of.day)
    scope = scope_of(
        work,
        of.day,
        period_of(schedule.what, of.nominal),
        desk.promotions,
        team=schedule.team,
        known=known,
        hour=_hour(desk, schedule, of),
        posted=True,
    )
    scope = replace(
        scope,
        compute=desk.compute(work),
        histories=desk.histories(work),
        as_of=of.queued_at,
    )
    found = summary(work, scope, schedule.what, schedule.level)
    answer = answered(found, scope, schedule.lang)
    return Composed(answer, found.post.details, found.complete, found.empty)


def _question(desk: Desk, work: Work, schedule: Schedule, of: Occurrence) -> Composed:
    """Ask the question anew: what may not be answered in a channel any more is not posted."""
    answer = desk.installation.ask(schedule, of)
    if answer is None:
        return Composed(None, refused="question")
    return Composed(answer, empty=answer.figure is not None and answer.figure.value is None)


def _hour(desk: Desk, schedule: Schedule, of: Occurrence) -> int:
    """Return the hour that has begun where a schedule is; 24 once its day is over."""
    now = desk.installation.clock.now().astimezone(ZoneInfo(schedule.timing.zone))
    return now.hour if now.date() == of.day else 24


COMPOSERS: Mapping[What, Compose] = {
    What.WEEKLY: _summary,
    What.DAILY: _summary,
    What.MONTHLY: _summary,
    What.FLASH: _summary,
    What.DIGEST: digest,
    What.AGENDA: agenda,
    What.QUESTION: _question,
}


def compose(installation: Installation, desk: Desk, most: int = 20) -> int:
    """Compose what is due; return how many occurrences were taken."""
    now, token = installation.clock.now(), installation.replica
    with installation.database.write() as work:
        claimed = occurrences.claim(work, now, token, most, LEASE)
    if claimed:
        installation.reached("compose.claimed")
    for of in claimed:
        if of.attempts > DEATHS:
            # Whoever composed it died of it each time: the others shall not.
            _failed(installation, of, RuntimeError("nobody survived composing it"))
            continue
        try:
            _one(installation, desk, of)
        except Exception as error:  # noqa: BLE001 - one that fails must not keep the others waiting
            _failed(installation, of, error)
    return len(claimed)


def _one(installation: Installation, desk: Desk, of: Occurrence) -> None:
    with installation.database.read() as work:
        schedule = schedules.read(work, of.schedule)
        reason = REMOVED if schedule is None else refused(work, installation, schedule)
        state = data_name(work)
        found = Composed(None)
        if schedule is not None and not reason:
            found = COMPOSERS[schedule.what](desk, work, schedule, of)
    installation.reached("compose.composed")
    with installation.database.write() as work:
        if schedule is None or reason:
            _not_allowed(installation, work, schedule, of, reason)
        else:
            _keep(installation, work, schedule, of, found, state)
        installation.reached("compose.written")
    installation.reached("compose.committed")


def _not_allowed(
    installation: Installation, work: Work, schedule: Schedule | None, of: Occurrence, reason: str
) -> None:
    silent = schedule is None or reason in telling.SILENT
    state = OccurrenceState.SKIPPED if silent else OccurrenceState.FAILED
    done = occurrences.finish(work, of.id, installation.replica, state, reason)
    if done and schedule is not None and not silent:
        telling.not_allowed(work, schedule, of, reason, installation.clock.now())


def _keep(
    installation: Installation,
    work: Work,
    schedule: Schedule,
    of: Occurrence,
    found: Composed,
    state: str,
) -> None:
    """Put what was composed into the outbox, or say why not."""
    now, token = installation.clock.now(), installation.replica
    deadline = late_after(schedule, Due(of.day, of.nominal, of.due_at, of.until))
    if now > deadline:
        occurrences.finish(work, of.id, token, OccurrenceState.MISSED, "late")
        telling.not_allowed(work, schedule, of, "late", now)
    elif found.refused:
        occurrences.finish(work, of.id, token, OccurrenceState.FAILED, found.refused)
        telling.not_allowed(work, schedule, of, found.refused, now)
    elif of.until is not None and now < of.until and not found.complete:
        occurrences.waits(work, of.id, token, min(now + LOOK, of.until))
    elif found.answer is None or (found.empty and schedule.when_empty is WhenEmpty.SKIP):
        occurrences.finish(work, of.id, token, OccurrenceState.SKIPPED, "empty")
    elif occurrences.queued(
        work, of.id, token, now, state, complete=found.complete, look_at=now + LOOK
    ):
        found = found.kept(work) if found.kept is not None else found
        _put(work, schedule, of, found, now, deadline)


def _put(
    work: Work,
    schedule: Schedule,
    of: Occurrence,
    found: Composed,
    now: datetime,
    deadline: datetime,
) -> None:
    if found.answer is None:
        raise ValueError("there is nothing to put into the outbox")
    # What waited for its data was not late while it did.
    due_at = now if of.until is not None else of.due_at
    first = outbox.put(
        work,
        Draft(
            key=f"o{of.id}/0",
            lane=schedule.channel,
            answer=found.answer,
            lang=schedule.lang,
            due_at=due_at,
            expires_at=deadline,
            occurrence=of.id,
            owner=schedule.owner,
        ),
    )
    for at, answer in enumerate(found.below, start=1):
        outbox.put(work, below(schedule, of, at, answer, first, now))


def below(
    schedule: Schedule, of: Occurrence, at: int, answer: Answer, first: int | None, now: datetime
) -> Draft:
    """Return the write of an answer that stands below a post."""
    return Draft(
        key=f"o{of.id}/{at}",
        lane=schedule.channel,
        answer=answer,
        lang=schedule.lang,
        due_at=now,
        expires_at=now + _BELOW_LATE,
        occurrence=of.id,
        parent=first,
        owner=schedule.owner,
    )


def _failed(installation: Installation, of: Occurrence, error: Exception) -> None:
    """Try again a few times, then say so under a reference; the others go on."""
    reference = installation.reference()
    _LOG.error("occurrence %d was not composed, reference %s", of.id, reference, exc_info=error)
    now, token = installation.clock.now(), installation.replica
    with installation.database.write() as work:
        if of.attempts < TRIES:
            pause = timedelta(seconds=10) * 2**of.attempts
            occurrences.look_later(work, of.id, token, now + pause, "failed")
            return
        done = occurrences.finish(
            work, of.id, token, OccurrenceState.FAILED, "failed", {"ref": reference}
        )
        schedule = schedules.read(work, of.schedule)
        if done and schedule is not None:
            telling.not_composed(work, schedule, of, reference, now)
