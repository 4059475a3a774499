"""Composing in processes of their own, questions among it: `python -m bot.elsewhere`."""

import sys

from base.clock import SystemClock
from commands.context import Context
from commands.subscriptions import asking
from jobs.elsewhere import main
from jobs.installation import Ask
from storage.engine import Database


def _ask(database: Database) -> Ask:
    return asking(Context(database, SystemClock()))


if __name__ == "__main__":
    sys.exit(main(_ask))
