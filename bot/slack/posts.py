"""What the bot does of its own accord while it runs: the jobs of posting, and their threads."""

import logging
from collections.abc import Callable

from slack_sdk import WebClient

from base.clock import SystemClock
from bot.faults import new_reference
from bot.slack.charting import Charting
from bot.slack.courier import Courier
from bot.slack.pool import Pool
from bot.webhooks import Webhooks
from commands.context import Context
from commands.subscriptions import asking
from jobs import reviews
from jobs.case_training import COUNTING
from jobs.cases import JOBS as CASES
from jobs.delivering import Delivering
from jobs.elsewhere import Elsewhere
from jobs.housekeeping import HOUSEKEEPING
from jobs.installation import Installation
from jobs.measuring import Measuring
from jobs.posting import WRITERS, Posting, Writers, no_helpers
from jobs.recording import Recording
from jobs.tick import Beating, Job, Tick

_LOG = logging.getLogger("fupan.slack")


def slow_jobs(installation: Installation, posting: Posting) -> tuple[Job, ...]:
    """Return the jobs of the slower tick: what is planned, composed, followed and tidied up."""
    return (*HOUSEKEEPING, *CASES, *COUNTING, *reviews.jobs(installation), *posting.jobs())


class Posts:
    """Plans, composes and delivers until it is stopped."""

    def __init__(self, context: Context, client: WebClient, pool: Pool) -> None:
        """Take a client that repeats no call of its own accord, and the pool of pictures."""
        self.installation = Installation(
            context.database,
            context.clock,
            context.promotions,
            reference=new_reference,
            ask=asking(context),
        )
        self.recording = Recording(self.installation)
        courier = Courier(client, Charting(client, pool))
        # A process of its own knows no other time than the machine's.
        alone = isinstance(context.clock, SystemClock)
        self._elsewhere = Elsewhere(context.database.url, module="bot.elsewhere") if alone else None
        self._posting = Posting(
            Delivering(self.installation, courier), self._elsewhere or no_helpers
        )
        self._ending: list[Callable[[], object]] = []

    def jobs(self) -> tuple[Job, ...]:
        """Return every job of the process, by whichever of its ticks it runs."""
        slow = slow_jobs(self.installation, self._posting)
        return (*slow, *self._jobs_aside(), self._posting.delivery())

    def _jobs_aside(self) -> tuple[Job, ...]:
        # Figures of a year and other people's servers take their time: nobody waits for these.
        return (Measuring(self.installation).job(), Webhooks().job())

    def start(self) -> None:
        """Begin: one tick for what is planned and composed, a thread for each writer."""
        jobs = slow_jobs(self.installation, self._posting)
        slow = Tick(self.installation, jobs, new_reference, self.recording)
        self._ending.append(Beating(slow).stop)
        aside = Tick(self.installation, self._jobs_aside(), new_reference, self.recording)
        # Not another `Beating`: by its beats the health page sees that the tick above lives.
        self._ending.append(Writers((aside,), pause=5.0).stop)
        ticks = [
            Tick(self.installation, (self._posting.delivery(),), new_reference, self.recording)
            for _ in range(WRITERS)
        ]
        self._ending.append(Writers(ticks).stop)

    def stop(self) -> None:
        """Finish what was begun; what was only queued is sent after the next start."""
        for end in reversed(self._ending):
            end()
        if self._elsewhere is not None:
            self._elsewhere.close()
