"""Time is passed in, never read in passing: everything that needs "now" takes a Clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"


class Clock(Protocol):
    """Tells the present moment."""

    def now(self) -> datetime:
        """Return the moment as an aware datetime in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved: for `--now` and for tests."""

    at: datetime

    def __post_init__(self) -> None:
        """Refuse a naive time, which would mean another moment on another machine."""
        if self.at.tzinfo is None:
            raise ValueError("a fixed clock needs a time with its zone")

    def now(self) -> datetime:
        """Return the moment the clock was set to, in UTC."""
        return self.at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock."""
        self.at += by


def local_day(clock: Clock, zone: str) -> date:
    """Return the calendar day that the clock shows in an IANA zone."""
    return clock.now().astimezone(ZoneInfo(zone)).date()
