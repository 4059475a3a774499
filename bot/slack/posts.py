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
from jobs.tick import Beating, Tick

_LOG = logging.getLogger("fupan.slack")


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

    def start(self) -> None:
        """Begin: one tick for what is planned and composed, a thread for each writer."""
        slow = Tick(
            self.installation,
            (
                *HOUSEKEEPING,
                *CASES,
                *COUNTING,
                *reviews.jobs(self.installation),
                *self._posting.jobs(),
            ),
            new_reference,
            self.recording,
        )
        self._ending.append(Beating(slow).stop)
        # Figures of a year and other people's servers take their time: nobody waits for these.
        aside = Tick(
            self.installation,
            (Measuring(self.installation).job(), Webhooks().job()),
            new_reference,
            self.recording,
        )
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
