"""A year of reviews: `python -m tests.workspace.review_soak --months 12` plays it and counts.

Every rule of `review_quarter_said.broken` holds after it, or it says which does not and returns 1.
It takes about half a minute a month.
"""

import argparse
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from base.review import ReviewState
from metrics import periods
from tests.workspace.review_quarter_play import Quarter, played
from tests.workspace.review_quarter_said import broken, counted, in_order

# The first Monday of the year.
FIRST = date(2026, 1, 5)


def last_day(months: int) -> date:
    """Return the day up to which so many months are played."""
    return periods.add_months(FIRST.replace(day=1), months) - timedelta(days=2)


def told(quarter: Quarter, seconds: float) -> list[str]:
    """Return what there was, as lines."""
    points = [point for held in in_order(quarter) for point in quarter.points(held)]
    held = [quarter.review(one) for one in in_order(quarter)]
    closed = sum(one.state is ReviewState.CLOSED for one in held)
    counts = ", ".join(f"{n} {level} {how}" for (level, how), n in sorted(counted(quarter).items()))
    return [
        f"{len(held)} reviews ({counts}) in {seconds:.0f} s",
        f"{closed} closed, {len(points)} points, {len(quarter.items)} items,"
        f" {len(quarter.playing.heard)} posts and edits read",
    ]


def main() -> int:
    """Play; return 1 where a rule did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, choices=range(1, 13), default=12)
    given = parser.parse_args()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        played(Path(folder), FIRST, last_day(given.months)) as quarter,
    ):
        problems = broken(quarter)
        lines = [*told(quarter, time.monotonic() - began), *(f"BROKEN {one}" for one in problems)]
    print("\n".join(lines or ["nothing"]), file=sys.stderr, flush=True)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
