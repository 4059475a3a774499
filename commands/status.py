"""`/fupan status`: on one screen whether the bot does its work, and what is wrong with it, first.

From rows that every process of the bot writes, so it is the same whoever is asked, and also at a
terminal when no process runs at all. Not for everybody: see `base/rights`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from base.answer import Answer, FollowUp, Kind
from base.language import Chat, Listing, Moment, Msg, Quantity, Value, msg
from base.reasons import why
from base.refusal import Refusal
from base.rights import Verb, can
from base.schedule import OccurrenceState, Schedule
from base.units import Unit
from commands.context import Context, Request
from metrics import own
from storage import jobruns, occurrences, schedules, written
from storage.engine import Work
from storage.jobruns import HEARD, TICK, JobRun
from storage.occurrences import Trouble
from storage.outbox import State
from storage.written import Backlog

# In the order in which a post is made. A job that has no name yet goes by what it is called here.
JOBS = (
    "plan", "compose", "deliver", "restate", "take_over", "digests", "escalate", "leavers",
    "release_cases", "remind_of_cases", "case_counts", "case_training",
    "follow_left", "remind_to_close", "follow_agendas", "effects", "webhooks",
    "forget_seen", "forget_runs", "forget_posted", "tidy_file",
)  # fmt: skip
LATE = timedelta(minutes=2)
STUCK = timedelta(minutes=10)
WEEK = timedelta(days=7)
# What is written down may be this old: nothing below it is called late.
_ALLOWED = timedelta(seconds=30)
_NEXT, _TROUBLES, _BUTTONS, _PROCESSES = 3, 5, 4, 4


@dataclass(frozen=True)
class JobShown:
    """How a job does over all processes. `next_at` is None where nobody runs it any more."""

    name: str
    last: JobRun
    ended_at: datetime | None
    next_at: datetime | None
    failing: int
    failures: int
    runs: int

    def late(self, now: datetime) -> timedelta:
        """Return how late it is, zero for what is written down too seldom to say."""
        late = now - self.next_at if self.next_at and not self.last.running else timedelta(0)
        return late if late > _ALLOWED else timedelta(0)


@dataclass(frozen=True)
class Known:
    """What was read, all of one moment."""

    now: datetime
    zone: str
    runs: tuple[JobRun, ...]
    backlog: Backlog
    to_write: int
    coming: tuple[Schedule, ...]
    troubles: tuple[Trouble, ...]
    lost: int

    def ago(self, at: datetime) -> Quantity:
        """Return how long ago a moment was."""
        return _seconds(self.now - at)

    def moment(self, at: datetime) -> Moment:
        """Return a moment as the asker reads it."""
        return Moment(at, self.zone)


def answer_status(context: Context, request: Request) -> Answer:
    """Return how the bot is doing, for the asker alone. Raises Refusal for those it is not for."""
    if not can(request.actor, Verb.SEE_STATUS):
        raise Refusal(msg("rights.see_status"))
    with context.database.read() as work:
        known = _read(work, context.clock.now(), request.actor.zone)
    alive = _alive(known)
    jobs = _jobs(known, alive)
    wrong = _wrong(known, alive, jobs)
    first, *others = wrong or [msg("status.ok", ago=known.ago(_heard(alive)))]
    return Answer(
        kind=Kind.TEXT,
        takeaway=first,
        lines=(
            *others,
            *_processes(known, alive),
            *(_job(known, job) for job in jobs),
            *_outbox(known),
            *_coming(known),
            *(_trouble(known, one) for one in known.troubles),
            *own.installed().faults,
        ),
        follow_ups=_buttons(known.troubles),
        private=True,
    )


def _read(work: Work, now: datetime, zone: str) -> Known:
    week = now - WEEK
    counts = occurrences.counted(work, week)
    # A digest is somebody's own: it is no news here when it comes.
    listed = [one for one in schedules.listed(work) if one.next_at and not one.paused]
    return Known(
        now=now,
        zone=zone,
        runs=jobruns.runs_of(work),
        backlog=written.backlog(work, now),
        to_write=occurrences.waiting(work, now),
        coming=tuple(sorted(listed, key=lambda one: (one.next_at or now, one.id))[:_NEXT]),
        troubles=occurrences.troubles(work, week, _TROUBLES),
        lost=sum(counts.get(of.value, 0) for of in _LOST),
    )


_LOST = (OccurrenceState.MISSED, OccurrenceState.FAILED)


# -- who runs, and how the jobs do -----------------------------------------------------------------


def _alive(known: Known) -> dict[str, list[JobRun]]:
    """Return what those processes say that were heard just now."""
    said: dict[str, list[JobRun]] = {}
    for run in known.runs:
        said.setdefault(run.replica, []).append(run)
    # Whose clock is ahead is heard in time to come.
    return {
        replica: runs
        for replica, runs in said.items()
        if any(abs(known.now - run.heard_at) <= HEARD for run in runs)
    }


def _heard(alive: dict[str, list[JobRun]]) -> datetime:
    """Return when the last one was heard."""
    return max(run.heard_at for runs in alive.values() for run in runs)


def _jobs(known: Known, alive: dict[str, list[JobRun]]) -> list[JobShown]:
    names = {run.job for run in known.runs} - {TICK}
    order = {name: at for at, name in enumerate(JOBS)}
    return [
        _shown([run for run in known.runs if run.job == name], alive)
        for name in sorted(names, key=lambda name: (order.get(name, len(order)), name))
    ]


def _shown(runs: Sequence[JobRun], alive: dict[str, list[JobRun]]) -> JobShown:
    """Return one job over all processes: what is to come is what the living say."""
    living = [run for run in runs if run.replica in alive]
    ended = [run.ended_at for run in runs if run.ended_at]
    coming = [run.next_at for run in living if run.next_at]
    return JobShown(
        name=runs[0].job,
        last=max(living or runs, key=lambda run: (run.failing, run.heard_at)),
        ended_at=max(ended, default=None),
        next_at=min(coming, default=None),
        failing=max((run.failing for run in living), default=0),
        failures=sum(run.failures for run in living),
        runs=sum(run.runs for run in living),
    )


# -- what is wrong ---------------------------------------------------------------------------------


def _wrong(known: Known, alive: dict[str, list[JobRun]], jobs: Sequence[JobShown]) -> list[Msg]:
    """Return what is wrong, the worst first."""
    found = [] if alive else [_silent(known)]
    found += [_failing(job) for job in jobs if job.failing]
    late = [(job.late(known.now), job) for job in jobs]
    found += [
        msg("status.job_late", name=_called(job.name), late=_seconds(by))
        for by, job in late
        if by > LATE
    ]
    oldest = known.backlog.oldest
    if oldest is not None and known.now - oldest > STUCK:
        found.append(msg("status.stuck", ago=known.ago(oldest)))
    if known.lost:
        found.append(msg("status.lost", count=known.lost))
    return found


def _silent(known: Known) -> Msg:
    heard = [run.heard_at for run in known.runs]
    if not heard:
        return msg("status.never")
    return msg("status.silent", at=known.moment(max(heard)))


def _failing(job: JobShown) -> Msg:
    name, reference = _called(job.name), job.last.said
    if job.failing == 1:
        return msg("status.job_failed", name=name, ref=reference)
    return msg("status.job_failing", name=name, count=job.failing, ref=reference)


# -- the lines -------------------------------------------------------------------------------------


def _processes(known: Known, alive: dict[str, list[JobRun]]) -> list[Msg]:
    if not alive:
        return []
    since = sorted(
        min((run.began_at for run in runs if run.job == TICK), default=_heard({"": runs}))
        for runs in alive.values()
    )
    shown: tuple[Value, ...] = tuple(known.moment(at) for at in since[:_PROCESSES])
    return [
        msg(
            "status.processes",
            count=len(alive),
            since=Listing(shown),
            ago=known.ago(_heard(alive)),
        )
    ]


def _job(known: Known, job: JobShown) -> Msg:
    """Return a job's line: when it ran, when it runs next or how late it is, its failures."""
    parts = [_last(known, job), *_when(known, job)]
    if job.failures:
        parts.append(msg("status.job.failures", failures=job.failures, runs=job.runs))
    rest = Listing(tuple(parts))
    return msg("status.job", name=_called(job.name), rest=rest)


def _last(known: Known, job: JobShown) -> Msg:
    if job.last.running:
        return msg("status.job.running", ago=known.ago(job.last.began_at))
    if job.ended_at is None:
        return msg("status.job.never")
    return msg("status.job.last", ago=known.ago(job.ended_at))


def _when(known: Known, job: JobShown) -> list[Msg]:
    if job.next_at is None or job.last.running:
        return []
    late = job.late(known.now)
    if late:
        return [msg("status.job.late", late=_seconds(late))]
    coming = job.next_at - known.now
    if coming < timedelta(seconds=1):
        return [msg("status.job.soon")]
    return [msg("status.job.next", next=_seconds(coming))]


def _outbox(known: Known) -> list[Msg]:
    states = known.backlog.states
    waiting = states.get(State.PENDING, 0) + states.get(State.CLAIMED, 0)
    unknown, failed = states.get(State.UNKNOWN, 0), states.get(State.FAILED, 0)
    found = []
    if known.to_write:
        found.append(msg("status.to_write", count=known.to_write))
    if not waiting + unknown + failed:
        return [*found, msg("status.outbox.empty")]
    found.append(msg("status.outbox", waiting=waiting, unknown=unknown, failed=failed))
    if known.backlog.oldest is not None:
        found.append(msg("status.oldest", at=known.moment(known.backlog.oldest)))
    return found


def _coming(known: Known) -> list[Msg]:
    found = [
        msg("status.next", at=known.moment(one.next_at), **_named(one.what.value, one.channel))
        for one in known.coming
        if one.next_at is not None
    ]
    return found or [msg("status.nothing_planned")]


def _trouble(known: Known, one: Trouble) -> Msg:
    of = one.occurrence
    key = "status.missed" if of.state is OccurrenceState.MISSED else "status.failed"
    what = msg(f"schedule.what.{one.what}")
    return msg(key, at=known.moment(of.due_at), what=what, why=_why(one))


def _why(one: Trouble) -> Msg:
    code = one.occurrence.reason
    if code == "superseded":
        return msg("status.superseded")
    if code == "failed":
        return msg("status.our_fault", ref=one.occurrence.detail.get("ref", "–"))
    return why(code)


def _named(what: str, channel: str) -> dict[str, Value]:
    return {"what": msg(f"schedule.what.{what}"), "channel": Chat(channel)}


def _buttons(troubles: Sequence[Trouble]) -> tuple[FollowUp, ...]:
    numbers = list(dict.fromkeys(one.schedule for one in troubles))[:_BUTTONS]
    return tuple(
        FollowUp(msg("status.button.log", number=number), f"/fupan schedule log {number}")
        for number in numbers
    )


def _called(name: str) -> Value:
    return msg(f"job.{name}") if name in JOBS else name


def _seconds(of: timedelta) -> Quantity:
    return Quantity(max(0.0, of.total_seconds()), Unit.SECONDS.value)
