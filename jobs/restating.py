"""Posts that stand follow their data: a figure that has changed is changed where it was posted.

No second post: the message is edited, and says so. What Slack lets nobody edit any more is told
below it (see `jobs/delivering`).
"""

from dataclasses import replace
from datetime import datetime, timedelta

from base.answer import Answer
from base.language import Moment, Msg, msg
from base.schedule import Occurrence, Schedule
from jobs.composing import COMPOSERS, FOLLOWED, LOOK, below
from jobs.desk import Composed, Desk, data_name
from jobs.installation import Installation
from storage import occurrences, outbox, schedules, written
from storage.engine import Work
from storage.outbox import Draft, State
from storage.written import Posted

_KEPT = timedelta(days=1)


def restate(installation: Installation, desk: Desk, most: int = 20) -> int:
    """Look at posts whose data have changed; return how many messages are changed."""
    now = installation.clock.now()
    with installation.database.read() as work:
        state = data_name(work)
        found = occurrences.to_restate(work, now, state, most)
    return sum(_one(installation, desk, of, state, now) for of in found)


def _one(installation: Installation, desk: Desk, of: Occurrence, state: str, now: datetime) -> int:
    with installation.database.read() as work:
        schedule = schedules.read(work, of.schedule)
        composed = Composed(None)
        followed = schedule is not None and now <= of.due_at + _followed(schedule)
        if schedule is not None and followed:
            composed = COMPOSERS[schedule.what](desk, work, schedule, of)
    installation.reached("restate.composed")
    with installation.database.write() as work:
        if schedule is None or not followed:
            occurrences.done_looking(work, of.id)
            return 0
        if not occurrences.restated(work, of, state, now + LOOK, complete=composed.complete):
            return 0
        count = _change(work, schedule, of, composed, now)
        installation.reached("restate.written")
    installation.reached("restate.committed")
    return count


def _followed(schedule: Schedule) -> timedelta:
    return FOLLOWED.get(schedule.what, timedelta())


def _change(
    work: Work, schedule: Schedule, of: Occurrence, composed: Composed, now: datetime
) -> int:
    """Have every message of a post say what it would say today; return how many change."""
    if composed.answer is None or composed.empty:
        # What was said stands: a file that was taken back is no news of that week.
        return 0
    if composed.kept is not None:
        composed = composed.kept(work)
    if composed.answer is None:
        return 0
    answers = (composed.answer, *composed.below)
    standing = {one.key: one for one in written.messages(work, of.id)}
    first = standing.get(f"o{of.id}/0")
    if first is None or first.state is State.FAILED:
        return 0
    count = 0
    for at, answer in enumerate(answers):
        one = standing.get(f"o{of.id}/{at}")
        if one is None:
            draft = below(schedule, of, at, answer, first.id, now)
            count += outbox.put(work, draft) is not None
            continue
        told = written.says(work, one)
        if one.state is not State.FAILED and told != outbox.fingerprint(answer):
            _reword(work, schedule, of, one, answer, now)
            count += 1
    return count


def _reword(
    work: Work, schedule: Schedule, of: Occurrence, one: Posted, answer: Answer, now: datetime
) -> None:
    """Change what a message says: still in the outbox, or by a change that follows it."""
    name = outbox.fingerprint(answer)
    if written.reword(work, one.id, answer, name):
        return
    said = _marked(answer, msg("schedule.restated", at=Moment(now, schedule.timing.zone)))
    waiting = written.unsent_change(work, one.id)
    if waiting is not None and written.reword(work, waiting, said, name):
        return
    outbox.put(
        work,
        Draft(
            key=f"{one.key}/r{written.changes(work, one.id) + 1}",
            lane=one.lane,
            answer=said,
            lang=one.lang,
            due_at=now,
            expires_at=now + _KEPT,
            occurrence=of.id,
            target=one.id,
            owner=one.owner,
            fingerprint=name,
        ),
    )


def _marked(answer: Answer, note: Msg) -> Answer:
    """Return an answer whose small print says when it was changed."""
    if answer.post is None:
        return replace(answer, notes=(*answer.notes, note))
    return replace(answer, post=replace(answer.post, notes=(*answer.post.notes, note)))
