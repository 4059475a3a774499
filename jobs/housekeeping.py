"""Keeping the database tidy: forgetting what need not be kept, and what SQLite wants done."""

from datetime import timedelta

from jobs.tick import Installation, Job
from storage.seen import forget
from storage.upkeep import optimise, shrink_log

# Slack gives up redelivering after about an hour.
KEPT = timedelta(days=1)


def forget_seen(installation: Installation) -> str:
    """Forget requests that Slack will not deliver again."""
    gone = forget(installation.database, installation.clock.now() - KEPT)
    return f"{gone} old requests forgotten"


def tidy_file(installation: Installation) -> str:
    """Refresh the planner's statistics and empty the facts' write-ahead log when nobody uses it."""
    if not optimise(installation.database):
        return "nothing to do"
    emptied = shrink_log(installation.database)
    return "optimised, log emptied" if emptied else "optimised, log in use"


HOUSEKEEPING: tuple[Job, ...] = (
    Job("forget_seen", timedelta(hours=1), forget_seen),
    Job("tidy_file", timedelta(minutes=30), tidy_file),
)
