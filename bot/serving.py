"""`fupan run`: the bot until it is told to stop. Reads the environment, here and nowhere else."""

import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commands.context import Context


def run_bot(context: "Context") -> int:
    """Run the bot against Slack; stops gracefully on SIGTERM and SIGINT, finishing what it began."""
    from bot.slack.run import run, settings_from

    settings = settings_from(os.environ)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return run(settings, context, stop)
