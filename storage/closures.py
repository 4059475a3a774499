"""The workspace's own days off, beside the public ones: a setting, read by everything scheduled."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from storage.settings import read_setting, write_setting

_KEY = "calendar.closures"


class Closed(NamedTuple):
    """Days off, both inclusive, and what they are called."""

    start: date
    end: date
    name: str


def closures(work: Connection) -> tuple[Closed, ...]:
    """Return the workspace's own days off, by their start."""
    found: list[dict[str, Any]] = read_setting(work, _KEY, [])
    return tuple(
        Closed(date.fromisoformat(one["start"]), date.fromisoformat(one["end"]), one["name"])
        for one in found
    )


def set_closures(work: Connection, closed: Sequence[Closed], now: datetime, actor: int) -> None:
    """Set all of them; a schedule's next occurrence has to be reckoned anew by the caller."""
    value = [
        {"start": one.start.isoformat(), "end": one.end.isoformat(), "name": one.name}
        for one in sorted(closed)
    ]
    write_setting(work, _KEY, value, now, actor)
