"""The terminal's door for tests: `fupan ask … --json`, as a person types it."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from typing import Any

from bot.cli import main
from storage.engine import Database


def ask_json(database: Database, text: str, now: str) -> dict[str, Any]:
    """Ask in a terminal and return what it printed.

    On PostgreSQL in a process of its own: the command leaves its connection to the process's end,
    which inside a test process would be a leak.
    """
    url = database.engine.url.render_as_string(hide_password=False)
    arguments = ["ask", text, "--json", "--db", url, "--now", now]
    answer: dict[str, Any] = json.loads(
        _here(arguments) if database.sqlite else run_terminal(*arguments)
    )
    return answer


def _here(arguments: list[str]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        code = main(arguments)
    assert code == 0, out.getvalue()
    return out.getvalue()


def run_terminal(*arguments: str) -> str:
    """Run the command in a new process; return what it printed."""
    call = [sys.executable, "-m", "bot.cli", *arguments]
    done = subprocess.run(call, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
