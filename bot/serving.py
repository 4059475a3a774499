"""`fupan run`: the bot until it is told to stop. Reads the environment, here and nowhere else."""

import logging
import os
import signal
import threading
from typing import TYPE_CHECKING

from base.language import msg
from base.refusal import Refusal

if TYPE_CHECKING:
    from commands.context import Context


def run_bot(context: "Context") -> int:
    """Run the bot against Slack; on SIGTERM and SIGINT it finishes what it began and stops."""
    from bot.slack.run import run, settings_from

    _log_to_stderr()
    settings = settings_from(os.environ)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return run(settings, context, stop)


def _log_to_stderr() -> None:
    """Send our own log lines to standard error; FUPAN_LOG_LEVEL says from which level on."""
    level = os.environ.get("FUPAN_LOG_LEVEL", "INFO").upper()
    if level not in logging.getLevelNamesMapping():
        raise Refusal(msg("run.bad_log_level", level=level))
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    ours = logging.getLogger("fupan")
    ours.setLevel(level)
    ours.addHandler(handler)
