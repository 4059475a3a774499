"""A workspace's own metric through the terminal: asked, explained, listed, and its faults told."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.engine import Database
from tests.helpers.terminal import run_terminal
from tests.helpers.world import take, write_csv
from tests.unit.test_own_metrics import GOOD

NOW = "2026-11-19T09:00:00+08:00"
HEADER = ("day", "shop", "measure", "value")


@pytest.fixture
def url(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two days of two shops: 10 of 100 contacts were slow in one, 90 of 300 in the other."""
    days = [date(2026, 11, 9) + timedelta(days=i) for i in range(2)]
    rows = [
        (day, shop, key, value)
        for day in days
        for shop, slow, valid in (("甲店", 10, 100), ("乙店", 90, 300))
        for key, value in (("slow_contacts", slow), ("valid_contacts", valid))
    ]
    take(database, write_csv(tmp_path, HEADER, rows))
    path = tmp_path / "own.toml"
    path.write_text(GOOD + '[[metric]]\nkey = "half"\n', encoding="utf-8")
    monkeypatch.setenv("FUPAN_METRICS", str(path))
    return database.engine.url.render_as_string(hide_password=False)


def told(url: str, text: str, lang: str) -> str:
    return run_terminal("ask", text, "--db", url, "--now", NOW, "--lang", lang)


def test_an_own_metric_is_asked_like_any_other(url: str) -> None:
    # Pooled: 200 of 800, not the mean of 10% and 30%.
    assert "25.0%" in told(url, "慢响应占比 11/9到11/10", "zh")
    by_shop = told(url, "slow share 2026-11-09 to 2026-11-10 by shop", "en")
    assert "10.0%" in by_shop
    assert "30.0%" in by_shop


def test_it_is_explained_and_listed(url: str) -> None:
    explained = told(url, "慢响应占比怎么算", "zh")
    assert "慢响应 ÷ 有效接待" in explained
    assert "不到 30 时只给数" in explained
    assert "到 11/10" in explained
    listed = told(url, "metric list", "en")
    assert "Slow share" in listed
    # Who works at the terminal is told what was left out, and why.
    assert "own.toml, metric 2 (half), was left out: it lacks name" in listed


def test_the_file_is_checked(url: str, tmp_path: Path) -> None:
    call = [sys.executable, "-m", "bot.cli", "metrics", "--lang", "en"]
    done = subprocess.run(call, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Own metrics that are good: 1 (Slow share)" in done.stdout
    assert b"metric 2 (half), was left out" in done.stderr
    good = tmp_path / "good.toml"
    good.write_text(GOOD, encoding="utf-8")
    assert "Slow share" in run_terminal("metrics", str(good), "--lang", "en")
