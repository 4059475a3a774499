"""Keeping the database tidy: forgetting what need not be kept, and what SQLite wants done."""

from datetime import timedelta

from jobs.installation import Installation
from jobs.tick import Job
from storage import jobruns, written
from storage.seen import forget
from storage.upkeep import optimise, shrink_log

# Slack gives up redelivering after about an hour.
KEPT = timedelta(days=1)
# Posts follow their data for three weeks at most.
POSTED = timedelta(days=40)


def forget_seen(installation: Installation) -> str:
    """Forget requests that Slack will not deliver again."""
    gone = forget(installation.database, installation.clock.now() - KEPT)
    return f"{gone} old requests forgotten"


def forget_runs(installation: Installation) -> str:
    """Forget how the jobs of processes did that are no more."""
    with installation.database.write() as work:
        gone = jobruns.forget(work, installation.clock.now())
    return f"{gone} old records forgotten" if gone else ""


def forget_posted(installation: Installation) -> str:
    """Forget what the outbox posted when nothing can change it any more; the log of each stays."""
    before = installation.clock.now() - POSTED
    with installation.database.write() as work:
        gone = written.forget(work, before)
    return f"{gone} old writes forgotten"


def tidy_file(installation: Installation) -> str:
    """Refresh the planner's statistics and empty the facts' write-ahead log when nobody uses it."""
    if not optimise(installation.database):
        return "nothing to do"
    emptied = shrink_log(installation.database)
    return "optimised, log emptied" if emptied else "optimised, log in use"


HOUSEKEEPING: tuple[Job, ...] = (
    Job("forget_posted", timedelta(hours=1), forget_posted),
    Job("forget_seen", timedelta(hours=1), forget_seen),
    Job("forget_runs", timedelta(hours=1), forget_runs),
    Job("tidy_file", timedelta(minutes=30), tidy_file),
)
