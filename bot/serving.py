"""`fupan run`: the bot until it is told to stop. Reads the environment, here and nowhere else."""

import argparse
import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from base.language import msg
from base.refusal import Refusal

if TYPE_CHECKING:
    from commands.context import Context


HTTP_PORT = 3000
# A thread that computes an answer gives way to one that acknowledges after half a millisecond:
# Python's own five are more than everything else in an acknowledgement takes together.
_TURN_SECONDS = 0.0005


def run_bot(arguments: argparse.Namespace, context: "Context") -> int:
    """Run the bot against Slack; on SIGTERM and SIGINT it finishes what it began and stops.

    `arguments` hold `http`, `host` and `port`. Raises Refusal where something is not set up.
    """
    from bot.slack.run import Listen, run, settings_from

    _log_to_stderr()
    _tell_own_metrics()
    sys.setswitchinterval(_TURN_SECONDS)
    settings = settings_from(os.environ, http=arguments.http)
    port = HTTP_PORT if arguments.http and arguments.port is None else arguments.port
    listen = None if port is None else Listen(port, arguments.host, events=arguments.http)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return run(settings, context, stop, listen)


def _tell_own_metrics() -> None:
    """Log what is wrong with the workspace's own metrics: the bot runs without those."""
    from base.language import Lang
    from bot.render.texts import word
    from metrics.own import installed

    for fault in installed().faults:
        logging.getLogger("fupan").warning("%s", word(fault, Lang.EN))


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
