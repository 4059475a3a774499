"""The demo as a newcomer meets it: figures in both languages, then a workspace that answers."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

FUPAN = str(Path(sys.executable).parent / "fupan")
_PATIENCE = 120


def test_once_then_a_conversation(tmp_path: Path) -> None:
    done = subprocess.run(
        [FUPAN, "demo", "--once"], cwd=tmp_path, capture_output=True, text=True,
        timeout=_PATIENCE, check=True,
    )  # fmt: skip
    assert re.search(r"接待 [\d,]+ 人次", done.stdout)
    assert re.search(r"[\d,]+ contacts", done.stdout)
    assert re.search(r"满意度 +\d\d\.\d%", done.stdout)
    assert "%" in done.stdout.partition("CS weekly")[2]
    # Anything longer than two seconds tells how far it is.
    assert "chat_log" in done.stderr
    running = [p for p in psutil.process_iter(["cwd"]) if p.info["cwd"] == str(tmp_path)]
    assert not running

    env = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}
    log = tmp_path / "demo.log"
    with log.open("w") as out:
        demo = subprocess.Popen(
            [FUPAN, "demo", "--port", "0", "--lang", "en"], cwd=tmp_path, stdout=out,
            stderr=subprocess.STDOUT, env=env,
        )  # fmt: skip
        try:
            address = _said(log, demo, r"http://127\.0\.0\.1:\d+/?")
            page = urllib.request.urlopen(address, timeout=10).read().decode()
            assert "<script" in page
            _said(log, demo, "/metric first reply")  # what to try, in the language that was named
            _said(log, demo, "/metric 首响")  # and in the other one
        finally:
            demo.send_signal(signal.SIGINT)
            code = demo.wait(timeout=60)
    assert code == 0, log.read_text(encoding="utf-8")
    assert "Traceback" not in log.read_text(encoding="utf-8")


def _said(log: Path, demo: subprocess.Popen[bytes], pattern: str) -> str:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = re.search(pattern, log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        assert demo.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.2)
    raise AssertionError(f"the demo never said {pattern}")
