"""Trying the bot: sample data, the real bot, and a local workspace in the browser.

The database lies below `.demo/` of the working folder and is kept; sample days that have come
since are added. `--once` prints last week's summary in both languages and leaves nothing running.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from base.clock import DEFAULT_ZONE, Clock, local_day
from base.language import Bilingual, Lang, Msg, msg
from base.rights import operator
from bot.render.texts import word
from storage.engine import Database, ensure_schema, open_database

if TYPE_CHECKING:
    import workspace
    from commands.context import Context

_FOLDER = Path(".demo")


def demo(arguments: argparse.Namespace, clock: Clock, lang: Lang) -> int:
    """Run the demo until it is interrupted, or print once; return the exit code."""
    from bot.own_metrics import install_own
    from commands.context import Context

    install_own()
    database = open_database(arguments.db or f"sqlite:///{_FOLDER / 'fupan.db'}")
    ensure_schema(database)
    today = local_day(clock, DEFAULT_ZONE)
    _load_sample(database, today, clock, lang)
    _open_cases(database, clock, today)
    context = Context(database, clock)
    try:
        if arguments.once:
            _print_weekly(context)
            return 0
        return _converse(context, arguments.port, lang)
    finally:
        database.close()


def _load_sample(database: Database, today: date, clock: Clock, lang: Lang) -> None:
    from storage import coverage

    with database.read() as work:
        has = coverage.span(work)
    if has is not None and has[1] >= today - timedelta(days=1):
        return
    from intake.sample.load import load_sample

    _say(word(msg("demo.loading"), lang))
    load_sample(database, today, clock, _progress(lang))
    if sys.stderr.isatty():
        print(file=sys.stderr)  # noqa: T201


_READER, _HEAD = "周宁", "林岚"
_PROMISE = Bilingual(
    "匿名案例只用来改流程，不追查，不处分。",
    "Anonymous cases change processes; nobody is traced or punished.",
)


def _open_cases(database: Database, clock: Clock, today: date) -> None:
    """Have quality control read cases, unless somebody has decided about that already."""
    from reviews import case_settings
    from storage.people import actor_of

    with database.read() as work:
        if case_settings.moderators(work, today) or case_settings.promise(work) is not None:
            return
    reader, head = (actor_of(database, today, name=name) for name in (_READER, _HEAD))
    wanted = case_settings.Wanted((reader.person,), _PROMISE)
    with database.write() as work:
        case_settings.keep(work, head, wanted, clock.now(), today)


def _progress(lang: Lang) -> Callable[[Msg | str, int, int], None]:
    """Return a teller of progress: one line that is overwritten, or a line a step in a file."""
    told: set[str] = set()

    def tell(label: Msg | str, done: int, total: int) -> None:
        text = word(label, lang) if isinstance(label, Msg) else label
        if sys.stderr.isatty():
            share = f"{done * 100 // total}%" if total else ""
            print(f"\r\033[K  {text} {share}", end="", file=sys.stderr, flush=True)  # noqa: T201
        elif text not in told:
            told.add(text)
            print(f"  {text}", file=sys.stderr, flush=True)  # noqa: T201

    return tell


def _print_weekly(context: "Context") -> None:
    from bot.render.terminal import print_answer
    from commands.context import Request
    from commands.router import handle

    for lang, text in ((Lang.ZH, "周报 上周"), (Lang.EN, "weekly last week")):
        print_answer(handle(context, Request(text, operator(lang), lang)), lang)
        _say("")


def _converse(context: "Context", port: int, lang: Lang) -> int:
    import workspace
    from bot.slack.run import SlackSettings, run

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Also where a shell that started it in the background had it ignore the keyboard.
        signal.signal(number, signal.default_int_handler)
    with workspace.start(_config(), port=port) as local:
        settings = SlackSettings(
            bot_token=local.bot_token, app_token=local.app_token, api_url=local.base_url
        )
        bot = threading.Thread(target=run, args=(settings, context, stop), name="fupan-demo")
        bot.start()
        try:
            local.wait_for_app()
            _welcome(context, local, lang)
            _until_interrupted(bot)
        except KeyboardInterrupt:
            _say("\n" + word(msg("demo.stopping"), lang))
        finally:
            stop.set()
            bot.join(timeout=45)
    return 0


def _until_interrupted(bot: threading.Thread) -> None:
    while bot.is_alive():
        bot.join(timeout=1)


def _welcome(context: "Context", local: "workspace.RunningWorkspace", lang: Lang) -> None:
    """Print the address, what to try, and one question answered by the very code that will run."""
    from bot.render.terminal import print_answer
    from commands.context import Request
    from commands.help import examples_for
    from commands.router import handle

    for tongue in (lang, *(other for other in Lang if other is not lang)):
        example = examples_for(tongue)[1]
        _say(f"\n> /metric {example}")
        request = Request(example, operator(tongue), tongue)
        print_answer(handle(context, request), tongue)
    _say("\n" + word(msg("demo.address", url=local.page_url), lang))
    for tongue in Lang:
        for example in examples_for(tongue):
            _say(f"   /metric {example}")
    _say(word(msg("demo.stop_with"), lang))


def _config() -> "workspace.WorkspaceConfig":
    import workspace
    from bot.slack.manifest import SCOPES
    from bot.slack.shortcuts import SHORTCUTS
    from commands.router import COMMANDS
    from intake.sample import SAMPLE_PEOPLE, SAMPLE_TEAMS

    handles = {p.name: _handle(p.name_en) for p in SAMPLE_PEOPLE}
    people = [
        workspace.Person(
            handles[p.name],
            p.name if p.name == p.name_en else f"{p.name} {p.name_en}",
            locale="en-US" if p.lang is Lang.EN else "zh-CN",
            tz=p.zone,
            id=p.slack_user,
        )
        for p in SAMPLE_PEOPLE
    ]
    everybody = list(handles.values())
    channels = [workspace.Channel("客服周报", everybody)]
    channels += [
        workspace.Channel(
            team.zh, [handles[p.name] for p in SAMPLE_PEOPLE if p.team in (team.zh, "")]
        )
        for team in SAMPLE_TEAMS
    ]
    commands = [
        workspace.Command(
            c.name,
            workspace.Words(c.title.zh, c.title.en),
            workspace.Words(c.usage.zh, c.usage.en),
        )
        for c in COMMANDS
    ]
    shortcuts = [
        workspace.Shortcut(s.callback_id, workspace.Words(s.name.zh, s.name.en), s.kind)
        for s in SHORTCUTS
    ]
    return workspace.WorkspaceConfig(
        people=people,
        shortcuts=shortcuts,
        scopes=frozenset(SCOPES),
        channels=channels,
        commands=commands,
        app_name="复盘 Fupan",
        bot_name="fupan",
        team_name="山茶家居 Camellia",
        team_domain="camellia",
    )


def _handle(name_en: str) -> str:
    """Return a Slack handle: lin.lan for Lan Lin."""
    kept = "".join(c if c.isalpha() else "." for c in name_en.lower())
    return ".".join(part for part in kept.split(".") if part)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the demo talks on the terminal
