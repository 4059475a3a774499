"""How the jobs are doing, by job and by the process that ran it: one row each.

Only moments, counts and a few words of ours stand here; nobody's name, no channel, no text. Rows
are written cheaply: a job that runs every second does not write every second. `jobs/recording`
writes when a job begins to fail or works again, and else at most every 15 seconds a job; so what
stands here may be that old. A process that was not heard for a day is forgotten.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select

from storage.posting import job_run
from storage.upsert import insert_into

# Not a job: the row by which a process says since when it has been there, and that it still is.
TICK = "tick"
# A process that was silent for longer does not count as running.
HEARD = timedelta(seconds=60)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class JobRun:
    """What a process says of a job. `began_at` is the last beginning, `worked_at` the last success.

    With no `runs` it has not run yet, and `began_at` is when the process began. `seconds` is how
    long the last run took, `failures` how many failed and `failing` how many of them in a row, up
    to now. `said` is what the last run said of itself, or the reference of its failure in the log.
    """

    job: str
    replica: str
    began_at: datetime
    ended_at: datetime | None = None
    worked_at: datetime | None = None
    next_at: datetime | None = None
    seconds: float = 0.0
    runs: int = 0
    failures: int = 0
    failing: int = 0
    said: str = ""

    @property
    def running(self) -> bool:
        """Say whether it had begun and not ended."""
        return self.runs > 0 and (self.ended_at is None or self.ended_at < self.began_at)

    @property
    def heard_at(self) -> datetime:
        """Return when the process was last heard of by this row."""
        return self.began_at if self.ended_at is None else max(self.began_at, self.ended_at)


def keep(work: Connection, run: JobRun) -> None:
    """Keep what a process says of a job, instead of what it said before."""
    values = asdict(run)
    fresh = insert_into(work, job_run).values(values)
    changed = {name: value for name, value in values.items() if name not in ("job", "replica")}
    keys = [job_run.c.job, job_run.c.replica]
    work.execute(fresh.on_conflict_do_update(index_elements=keys, set_=changed))


def runs_of(work: Connection) -> tuple[JobRun, ...]:
    """Return what every process says of every job, by job and process."""
    query = select(job_run).order_by(job_run.c.job, job_run.c.replica)
    return tuple(JobRun(**row) for row in work.execute(query).mappings())


def forget(work: Connection, now: datetime) -> int:
    """Forget processes that were not heard for a day; return how many rows that were.

    What a clock that ran ahead has written is forgotten too: who lives writes it again.
    """
    lately = now - KEPT, now + KEPT
    heard = select(job_run.c.replica).where(
        or_(job_run.c.began_at.between(*lately), job_run.c.ended_at.between(*lately))
    )
    gone = delete(job_run).where(job_run.c.replica.not_in(heard)).returning(job_run.c.job)
    return len(work.execute(gone).all())
