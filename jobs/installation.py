"""What every job works on, and the steps at which a process may be watched on its way."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from base.answer import Answer
from base.clock import Clock
from base.schedule import Occurrence, Schedule
from metrics.calendars import PromotionTable
from metrics.promotions import DEFAULT
from storage.engine import Database

# Called with the name of each step that has just been done: tests stop a process there.
Steps: TypeAlias = Callable[[str], None]


# Answers what a schedule asks; None where that cannot be answered or may not be posted any more.
Ask: TypeAlias = Callable[[Schedule, Occurrence], Answer | None]


def asks_nobody(_schedule: Schedule, _of: Occurrence) -> Answer | None:
    """Answer no question: whoever runs the jobs says who does."""
    return None


def nowhere(_step: str) -> None:
    """Watch nothing."""


def _named() -> str:
    return secrets.token_hex(6)


@dataclass(frozen=True)
class Installation:
    """The database, the clock, the calendar of promotions; `replica` names this process.

    `reference` makes the name under which a failure is logged and told. Questions are answered in
    another room: `ask` is the way there.
    """

    database: Database
    clock: Clock
    promotions: PromotionTable = field(default=DEFAULT)
    replica: str = field(default_factory=_named)
    reached: Steps = nowhere
    reference: Callable[[], str] = field(default=_named)
    ask: Ask = asks_nobody
