"""The workspace by itself, for whatever app somebody is building: `python -m workspace`.

Prints where the page is and what the app needs, and runs until it is interrupted.
"""

import argparse
import errno
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from .config import Channel, Person, Words, WorkspaceConfig
from .manifests import ManifestError, read_manifest
from .saving import StateError
from .scopes import EVENT_SCOPES
from .server import RunningWorkspace, start

PORT = 8765
PEOPLE = (
    Person("lin", "林岚"),
    Person("chen", "陈默"),
    Person("alice", "Alice Wong", locale="en-US", tz="Europe/London"),
    Person("bob", "Bob Miller", locale="en-US", tz="America/New_York"),
)
EXAMPLE = """\
import os
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])


@app.event("app_mention")
def hello(event, say):
    say(f"Hello <@{event['user']}>!")


SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
"""
OPENED = Words(
    zh="""\
工作区已打开：{page}
里面有四个人和两个频道，您可以是其中任何一位。

应用需要的设置：

{lines}

最短的应用（存成 app.py，设好上面几行，运行后在 #general 里写 @{bot} hi）：

{example}
{kept}
按 Ctrl-C 结束。""",
    en="""\
The workspace is open: {page}
Four people and two channels are there; on the page you can be any of them.

What your app needs:

{lines}

The shortest app (save it as app.py, set the lines above, run it, and write @{bot} hi in #general):

{example}
{kept}
Ctrl-C ends it.""",
)
KEPT = Words(zh="状态存在 {path}。", en="The state is kept in {path}.")
NOT_KEPT = Words(
    zh="结束后什么都不保留；加上 --state FILE，消息和令牌下次还在。",
    en="Nothing is kept at the end; with --state FILE messages and tokens are there next time.",
)
SAVED = Words(zh="已保存到 {path}。", en="Saved to {path}.")
CLOSED = Words(zh="已关闭。", en="Closed.")
PORT_TAKEN = Words(
    zh="端口 {port} 已被占用。请换一个，例如 --port {other}。",
    en="Port {port} is taken. Choose another, for example --port {other}.",
)
BAD_PORT = Words(
    zh="不能使用端口 {port}：{why}。请换一个，例如 --port {other}。",
    en="Port {port} cannot be used: {why}. Choose another, for example --port {other}.",
)
BAD_URL = Words(
    zh="--http 后面要写应用监听的完整地址，例如 http://127.0.0.1:3000/slack/events。",
    en="--http wants the whole address your app listens on, for example "
    "http://127.0.0.1:3000/slack/events.",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line; the exit code: 0 ended, 2 the request was wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m workspace", description="A Slack of your own on 127.0.0.1."
    )
    add_arguments(parser)
    return run(parser.parse_args(argv), _locale(None))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options, for whatever command line the workspace is part of."""
    parser.add_argument("--port", type=int, default=PORT, help="%(default)s; 0 takes a free one")
    parser.add_argument("--manifest", type=Path, metavar="FILE", help="your app's, as JSON")
    parser.add_argument("--state", type=Path, metavar="FILE", help="go on from here, keep it here")
    parser.add_argument("--http", metavar="URL", help="post to your app instead of Socket Mode")
    parser.add_argument("--lang", choices=["zh", "en"])


def _locale(lang: str | None) -> str:
    spoken = lang or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-CN" if spoken.lower().startswith("zh") else "en-US"


def run(arguments: argparse.Namespace, locale: str) -> int:
    """Runs a workspace until it is interrupted; `locale` is for who said no `--lang`."""
    at = _locale(arguments.lang) if arguments.lang else locale
    try:
        config = _config(arguments.manifest, arguments.http, at)
        with _opened(config, arguments.port, arguments.state) as local:
            return _until_interrupted(local, arguments.state, at)
    except (ManifestError, StateError, _Refused) as error:
        print(error.words.said_in(at), file=sys.stderr)  # noqa: T201
        return 2


class _Refused(Exception):  # noqa: N818  what the request was wrong about
    def __init__(self, words: Words, **names: object) -> None:
        self.words = Words(words.zh.format(**names), words.en.format(**names))
        super().__init__(self.words.en)


def _config(manifest: Path | None, url: str | None, locale: str) -> WorkspaceConfig:
    if url is not None and not (urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc):
        raise _Refused(BAD_URL)
    everybody = [person.name for person in PEOPLE]
    config: dict[str, Any] = {
        # The page opens as the first of them, in the language of the terminal.
        "people": sorted(PEOPLE, key=lambda person: person.locale != locale),
        "channels": [Channel("general", everybody), Channel("random", everybody)],
        "request_url": url,
        "bot_events": frozenset(EVENT_SCOPES),
    }
    return WorkspaceConfig(**config | (vars(read_manifest(manifest)) if manifest else {}))


def _opened(config: WorkspaceConfig, port: int, state: Path | None) -> RunningWorkspace:
    try:
        return start(config, port, state)
    except OSError as error:
        words = PORT_TAKEN if error.errno == errno.EADDRINUSE else BAD_PORT
        raise _Refused(words, port=port, why=error.strerror, other=PORT + 1) from None
    except OverflowError:
        raise _Refused(BAD_PORT, port=port, why="0-65535", other=PORT) from None


def _until_interrupted(local: RunningWorkspace, state: Path | None, locale: str) -> int:
    interrupted = threading.Event()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    kept = KEPT.said_in(locale).format(path=state) if state else NOT_KEPT.said_in(locale)
    print(_opening(local, locale, kept), flush=True)  # noqa: T201
    while not interrupted.wait(1):
        pass
    local.stop()
    ended = SAVED.said_in(locale).format(path=state) if state else CLOSED.said_in(locale)
    print("\n" + ended, flush=True)  # noqa: T201
    return 0


def _opening(local: RunningWorkspace, locale: str, kept: str) -> str:
    lines = {
        "SLACK_BOT_TOKEN": local.bot_token,
        "SLACK_APP_TOKEN": local.app_token,
        "SLACK_SIGNING_SECRET": local.signing_secret,
        "SLACK_API_URL": local.base_url,
    }
    return OPENED.said_in(locale).format(
        page=local.page_url,
        lines="\n".join(f"export {name}={value}" for name, value in lines.items()),
        example=EXAMPLE,
        bot=local.model.bot.name,
        kept=kept,
    )
