"""The bot as a process of its own that dies between commit and acknowledgement."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from commands.context import Context
from tests.workspace.bot_world import config, context_in
from tests.workspace.test_bot_doors import window_of
from workspace import Fault, RunningWorkspace, start

ROOT = Path(__file__).parents[2]


@contextmanager
def _process(local: RunningWorkspace, database: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "FUPAN_SLACK_BOT_TOKEN": local.bot_token,
        "FUPAN_SLACK_APP_TOKEN": local.app_token,
        "FUPAN_SLACK_API_URL": local.base_url,
    }
    command = [sys.executable, "-m", "bot.cli", "run", "--db", f"sqlite:///{database}"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as bot:
        try:
            local.wait_for_app(timeout=20.0)
            yield bot
        finally:
            bot.kill()


def _chosen(context: Context) -> list[str]:
    with context.database.read() as work:
        found = text("SELECT value FROM setting WHERE key LIKE 'preference.%'")
        return [str(value) for value in work.execute(found).scalars()]


def test_a_crash_between_commit_and_acknowledgement_loses_nothing(tmp_path: Path) -> None:
    context = context_in(tmp_path)
    with start(config(command_retry_delays=())) as local:
        lin = local.as_person("lin")
        with _process(local, tmp_path / "fupan.db") as bot:
            lin.slash("fupan", "设置", channel="general")
            view = window_of(local, lin, "跟你说哪种语言")
            lin.fills(view, {"lang": "en", "zone": "Asia/Tokyo"})
            local.faults.add(Fault.lost_ack("interactive"))
            sent = lin.submits(view)
            local.wait_for(lambda: _chosen(context))
            bot.kill()
            bot.wait()
        assert not sent.result().acknowledged
        # Slack says that it did not work; what was typed is still there, and is sent again.
        with _process(local, tmp_path / "fupan.db"):
            again = lin.modal()
            assert again is not None
            assert lin.submits(again).result().acknowledged
            window_of(local, lin, "from now on in English")
        assert _chosen(context) == ['{"lang": "en", "zone": "Asia/Tokyo"}']
        with context.database.read() as work:
            keys = work.execute(text("SELECT count(*) FROM seen WHERE key LIKE 'view:%'")).scalar()
        assert keys == 1
    context.database.close()
