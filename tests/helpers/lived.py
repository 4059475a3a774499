"""The demo as a newcomer's folder has it, made once for all tests of a run and copied for each."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from base.language import Lang

FUPAN = str(Path(sys.executable).parent / "fupan")
# A Friday: the group's agenda came the day before, the week's summary on Monday.
OPENS = "2026-11-20T08:00"
_PATIENCE = 240.0
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


@contextmanager
def demo(folder: Path, *more: str) -> Iterator[str]:
    """Run `fupan demo` in a folder; yield the page's address. It has to end well."""
    log = folder / "demo.log"
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}
    with log.open("w") as out:
        process = subprocess.Popen(
            [FUPAN, "demo", "--port", "0", "--now", OPENS, *more], cwd=folder, stdout=out,
            stderr=subprocess.STDOUT, env=env,
        )  # fmt: skip
        try:
            yield _address(log, process)
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(timeout=90)
    said = log.read_text(encoding="utf-8")
    assert code == 0, said
    assert "Traceback" not in said


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8")
        if found := _ADDRESS.search(said):
            return found[0]
        assert process.poll() is None, said
        time.sleep(0.05)
    raise AssertionError("the demo told no address")


def state(address: str) -> dict[str, object]:
    """Return what the page is told of the workspace."""
    with urllib.request.urlopen(f"{address}_/state", timeout=10) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def until_ready(address: str) -> None:
    """Wait until the demo has lived up to its opening."""
    deadline = time.monotonic() + _PATIENCE
    while state(address)["preparing"] is not None:
        assert time.monotonic() < deadline, "the demo does not become ready"
        time.sleep(0.3)


def lived(shared: Path, lang: Lang) -> Path:
    """Return a folder with a demo that has lived, made by whichever process comes first."""
    made = shared / f"lived-{lang.value}"
    with (shared / f"lived-{lang.value}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / ".demo" / "workspace.json").exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            with demo(made, "--lang", lang.value) as address:
                until_ready(address)
    return made


def copied(made: Path, folder: Path) -> Path:
    """Copy a demo into a folder of its own."""
    shutil.copytree(made / ".demo", folder / ".demo")
    return folder


def shared_folder(base: Path) -> Path:
    """Return the folder that all processes of a run share, given one's base for temporary ones."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
