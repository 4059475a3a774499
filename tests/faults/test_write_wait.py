"""A click does not wait for an import: one-row commits while a million rows come in (SQLite).

The bound is about locking, not about speed: a writer that had to wait for the fold would wait for
seconds.
"""

import random
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from metrics import periods
from storage.engine import Database, ensure_schema, open_database
from storage.settings import write_setting
from tests.helpers.world import total

ROWS = 1_000_000
FIRST = date(2026, 9, 1)
DAYS = 30
BOUND = 0.100


def _write_log(path: Path) -> None:
    """Write a chat log of a month; lines are drawn from a few thousand, which is fast."""
    dice = random.Random(1)
    tails = [f"{dice.randint(0, 23):02d}:{dice.randint(0, 59):02d}:07,客服{dice.randint(1, 60)},"
             f"{dice.randint(1, 300)},{dice.randint(1, 5)}\n" for _ in range(5000)]  # fmt: skip
    with path.open("w", encoding="utf-8") as file:
        file.write("started at,agent,first reply,rating\n")
        for i in range(DAYS):
            day = (FIRST + timedelta(days=i)).isoformat()
            count = ROWS // DAYS + (i < ROWS % DAYS)
            file.write("".join(f"{day} {t}" for t in dice.choices(tails, k=count)))


def _click(database: Database, value: int) -> float:
    """Commit one row; return how many seconds it took."""
    started = time.perf_counter()
    with database.write() as connection:
        write_setting(connection, "clicked", value, datetime.now(UTC), 0)
    return time.perf_counter() - started


@pytest.mark.slow
def test_a_click_waits_less_than_a_tenth_of_a_second(tmp_path: Path) -> None:
    log, url = tmp_path / "log.csv", f"sqlite:///{tmp_path / 'busy.db'}"
    _write_log(log)
    database = open_database(url)
    ensure_schema(database)
    call = [sys.executable, "-m", "bot.cli", "import", str(log), "--db", url, "--json"]
    started = time.perf_counter()
    waits: list[float] = []
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as importing:
        while importing.poll() is None:
            waits.append(_click(database, len(waits)))
            time.sleep(0.01)
        assert importing.returncode == 0, importing.stderr and importing.stderr.read().decode()
    took = time.perf_counter() - started
    month = periods.month(FIRST.year, FIRST.month)
    imported = total(database, "contacts", month).value
    database.close()
    p99 = statistics.quantiles(waits, n=100)[98]
    print(f"\n{len(waits)} commits during an import of {imported} rows in {took:.1f} s: "
          f"median {statistics.median(waits) * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, "
          f"longest {max(waits) * 1000:.0f} ms")  # fmt: skip
    assert imported == ROWS
    assert len(waits) >= 100
    assert p99 < BOUND
