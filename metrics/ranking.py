"""By which figures people may be put in order: off for handling time and occupancy (L03, G12).

An agent has quality and keeping to the shift in his own hand, not how long customers talk. What is
changed here is a setting: every change is kept with who made it and when.
"""

from dataclasses import dataclass
from datetime import datetime

from metrics.model import Metric
from storage.engine import Work
from storage.settings import read_setting, write_setting

KEY = "rankings"


@dataclass(frozen=True)
class Change:
    """One change of the setting: by whom (0 for the installation's terminal), and when."""

    metric: str
    on: bool
    by: int
    at: datetime


def changes(work: Work) -> tuple[Change, ...]:
    """Return every change there was, the oldest first."""
    rows: list[dict[str, str | int | bool]] = read_setting(work, KEY, [])
    return tuple(
        Change(str(r["metric"]), bool(r["on"]), int(r["by"]), datetime.fromisoformat(str(r["at"])))
        for r in rows
    )


def ranks(work: Work, metric: Metric) -> bool:
    """Say whether people may be ranked by a metric: the last change counts, else its entry."""
    said = [one.on for one in changes(work) if one.metric == metric.key]
    return said[-1] if said else metric.ranking


def keep(work: Work, metric: Metric, on: bool, now: datetime, by: int) -> bool:
    """Allow or forbid it; return whether that changed anything."""
    if ranks(work, metric) is on:
        return False
    before = read_setting(work, KEY, [])
    row = {"metric": metric.key, "on": on, "by": by, "at": now.isoformat()}
    write_setting(work, KEY, [*before, row], now, by)
    return True
