"""How soon the demo's page is seen: from starting the command to the browser's first paint.

The peer is the least there can be: Python's own `http.server` with a page of one line, started,
opened and painted in the same way, in turns. A demo that is kept is timed until its messages stand
on the page as well.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.data import Tell

ROUNDS = 5
_FUPAN = str(Path(sys.executable).parent / "fupan")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
_FLAGS = ["--no-sandbox", "--disable-gpu"]
_PATIENCE = 180_000
# In milliseconds since the epoch; waits for it where it has not come yet.
_PAINTED = """() => new Promise(tell => {
  const told = list => list.forEach(one => one.name === 'first-contentful-paint'
    && tell(performance.timeOrigin + one.startTime));
  told(performance.getEntriesByType('paint'));
  new PerformanceObserver(list => told(list.getEntries())).observe({ type: 'paint' });
})"""


@dataclass(frozen=True)
class Paint:
    """Seconds, medians of the rounds: a new demo, one that is kept, the bare server."""

    first: float
    kept: float
    kept_messages: float
    peer: float
    rounds: int

    @property
    def ratio(self) -> float:
        """Return how many times as long as the bare server's page the new demo's takes."""
        return self.first / self.peer

    def as_json(self) -> dict[str, Any]:
        """Return it for the results file."""
        return asdict(self) | {"ratio": self.ratio}


def measure(tell: Tell, rounds: int = ROUNDS) -> Paint:
    """Start and open each in turns. Raises ValueError where there is no Chromium."""
    chromium = which("chromium") or which("chromium-browser")
    if chromium is None:
        raise ValueError("chromium is not installed")
    tell("first paint")
    with (
        tempfile.TemporaryDirectory(prefix="fupan-paint-") as made,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        folder = Path(made)
        kept = folder / "kept"
        kept.mkdir()
        _demo(browser, kept, _ready)
        found: dict[str, list[float]] = {"first": [], "kept": [], "messages": [], "peer": []}
        for at in range(rounds):
            new = folder / f"new-{at}"
            new.mkdir()
            found["first"].append(_demo(browser, new)[0])
            found["peer"].append(_bare(browser, new))
            painted, messages = _demo(browser, kept, _messages)
            found["kept"].append(painted)
            found["messages"].append(messages)
        browser.close()
    return Paint(
        median(found["first"]), median(found["kept"]), median(found["messages"]),
        median(found["peer"]), rounds,
    )  # fmt: skip


def _ready(page: Page) -> None:
    page.wait_for_function("async () => !(await (await fetch('/_/state')).json()).preparing",
                           timeout=_PATIENCE, polling=500)  # fmt: skip


def _messages(page: Page) -> None:
    page.locator("#messages article").last.wait_for(timeout=_PATIENCE)


def _demo(
    browser: Browser, folder: Path, until: Callable[[Page], None] = lambda _page: None
) -> tuple[float, float]:
    """Start the demo; return the seconds until it is painted, and until what is waited for."""
    began = time.time()
    command = [_FUPAN, "demo", "--port", "0", "--lang", "en"]
    with _running(command, folder) as address:
        page = browser.new_page()
        page.goto(address)
        painted = page.evaluate(_PAINTED) / 1000 - began
        until(page)
        waited = time.time() - began
        page.close()
    return painted, waited


def _bare(browser: Browser, folder: Path) -> float:
    """Start the bare server; return the seconds until its page is painted."""
    (folder / "index.html").write_text("<!doctype html><title>.</title><p>Hello", encoding="utf-8")
    began = time.time()
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    with _running(command, folder) as address:
        page = browser.new_page()
        page.goto(address)
        painted = page.evaluate(_PAINTED) / 1000 - began
        page.close()
    return float(painted)


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[str]:
    """Run something that says its address; end it."""
    log = folder / "log"
    with log.open("w") as out:
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=env)
        try:
            yield _address(log, process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=90)


def _address(log: Path, process: "subprocess.Popen[bytes]") -> str:
    while process.poll() is None:
        said = log.read_text(encoding="utf-8")
        if found := _ADDRESS.search(said.replace("0.0.0.0", "127.0.0.1")):
            return found[0]
        time.sleep(0.005)
    raise ValueError(log.read_text(encoding="utf-8"))


if __name__ == "__main__":
    told = measure(lambda _text: None)
    sys.stdout.write(f"{told.as_json()}\n")
