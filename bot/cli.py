"""The command line: `fupan ask | import | undo | redo | imports | run | demo | migrate | …`.

Starts fast: nothing heavy is imported before it is known to be needed. Exit codes: 0 done, 2 the
request was wrong (and says how to mend it), 1 the program failed (and gives a reference).
"""

import argparse
import gc
import os
import sys
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from base.answer import Kind
from base.language import Lang
from base.refusal import Refusal
from bot.deck_cli import add_deck
from bot.export_cli import add_files, to_stdout, wanted, write_files
from bot.metrics_cli import add_metrics
from bot.session import actor_named, clock_of, open_context, open_named, show
from bot.workspace_cli import add_workspace


def command() -> NoReturn:
    """Run the command of the command line and end the process with its exit code."""
    if sys.argv[1:2] == ["ask"]:
        # What lives half a second need not look for cycles: that is a tenth of its time.
        gc.disable()
    code = main()
    if threading.active_count() > 1:
        # Somebody did not finish within his time. Taking the interpreter down under a thread that
        # is inside a compiled library aborts the process; what must be kept was committed before.
        import logging

        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    arguments = _parser().parse_args(argv)
    lang = _language(arguments)
    try:
        return int(arguments.run(arguments, lang))
    except Refusal as refusal:
        return _refuse(arguments, refusal, lang)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has gone; that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last stop: told with a reference, never a traceback
        return _failed(error, lang)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--db", metavar="URL", help="sqlite:///FILE or postgresql://…")
    common.add_argument("--now", metavar="ISO", help="the moment to answer for")
    common.add_argument("--lang", choices=[lang.value for lang in Lang])
    parser = argparse.ArgumentParser(prog="fupan", description="复盘 · customer-service reviews")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _add_ask, _add_import, _add_ledger, add_deck, add_metrics, _add_service, add_workspace,
    ):  # fmt: skip
        add(commands, common)
    return parser


def _add_ask(commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
             common: argparse.ArgumentParser) -> None:  # fmt: skip
    ask = commands.add_parser("ask", parents=[common], help="ask for a figure, as in chat")
    ask.add_argument("text", nargs="+")
    ask.add_argument("--as", dest="person", metavar="USER", help="a name of the staff list")
    ask.add_argument("--channel", action="store_true", help="as if asked in a channel")
    ask.add_argument("--json", action="store_true")
    add_files(ask)
    ask.set_defaults(run=_ask)


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
                common: argparse.ArgumentParser) -> None:  # fmt: skip
    load = commands.add_parser("import", parents=[common], help="import CSV, TSV or XLSX files")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--source", metavar="PRESET", help="what the file is, if it is mistaken")
    load.add_argument("--shop", metavar="NAME", help="whose it is, where the file does not say")
    load.add_argument("--day", type=date.fromisoformat, help="its day, where it does not say")
    load.add_argument("--period", metavar="A..B", help="the days it stands for")
    load.add_argument("--dates", choices=["dmy", "mdy"], help="how to read 03/04/2026")
    load.add_argument("--encoding")
    load.add_argument("--rejects", type=Path, metavar="FILE", help="write rejected rows here")
    load.add_argument("--dry-run", action="store_true", help="check only, change nothing")
    load.add_argument("--as", dest="person", metavar="USER")
    load.add_argument("--json", action="store_true")
    load.set_defaults(run=_import)


def _add_ledger(commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
                common: argparse.ArgumentParser) -> None:  # fmt: skip
    for name, text in (("undo", "undo an import"), ("redo", "redo an undone import")):
        one = commands.add_parser(name, parents=[common], help=text)
        one.add_argument("reference", metavar="I-0001")
        one.add_argument("--as", dest="person", metavar="USER")
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=_undo if name == "undo" else _redo)
    listing = commands.add_parser("imports", parents=[common], help="list what was imported")
    listing.add_argument("--as", dest="person", metavar="USER")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_imports)


def _add_service(commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
                 common: argparse.ArgumentParser) -> None:  # fmt: skip
    run = commands.add_parser("run", parents=[common], help="run the bot in Slack")
    run.add_argument("--http", action="store_true", help="signed HTTP instead of Socket Mode")
    run.add_argument("--host", default="127.0.0.1", help="where to listen (%(default)s)")
    run.add_argument("--port", type=int, help="3000 over HTTP; else where health is told, if given")
    run.set_defaults(run=_run)
    demo = commands.add_parser("demo", parents=[common], help="try it in a local workspace")
    demo.add_argument("--once", action="store_true", help="print last week's summary and stop")
    demo.add_argument("--port", type=int, default=8765)
    demo.add_argument("--fresh", action="store_true", help="begin anew, as on the first day")
    demo.set_defaults(run=_demo)
    migrate = commands.add_parser("migrate", parents=[common], help="bring the database up to date")
    migrate.set_defaults(run=_migrate)
    move = commands.add_parser("migrate-to", parents=[common], help="move to PostgreSQL")
    move.add_argument("url", metavar="postgresql://…", help="an empty database")
    move.set_defaults(run=_move)
    manifest = commands.add_parser("manifest", parents=[common], help="print the Slack manifest")
    manifest.add_argument("--url", help="for HTTP: the public address of /slack/events")
    manifest.set_defaults(run=_manifest)


def _language(arguments: argparse.Namespace) -> Lang:
    if arguments.lang:
        return Lang(arguments.lang)
    # `ask` and `deck` take a text of their own.
    text = " ".join([*getattr(arguments, "text", []), *getattr(arguments, "words", [])])
    if text:
        return Lang.ZH if any("\u4e00" <= c <= "\u9fff" for c in text) else Lang.EN
    return Lang.ZH if os.environ.get("LANG", "").lower().startswith("zh") else Lang.EN


def _ask(arguments: argparse.Namespace, lang: Lang) -> int:
    from commands.context import Place, Request
    from commands.router import handle

    with open_context(arguments) as context:
        actor = actor_named(arguments, context, lang)
        place = Place.CHANNEL if arguments.channel else Place.PRIVATE
        request = Request(" ".join(arguments.text), actor, lang, place)
        answer = handle(context, request)
        files = wanted(arguments, answer)
        answer = write_files(context, request, answer, files)
        if to_stdout(files) and answer.kind is not Kind.REFUSAL:
            return 0
        return show(answer, lang, as_json=arguments.json)


def _import(arguments: argparse.Namespace, lang: Lang) -> int:
    from bot.importing import import_files

    return import_files(arguments, lang)


def _undo(arguments: argparse.Namespace, lang: Lang) -> int:
    from bot.importing import set_import

    return set_import(arguments, lang, live=False)


def _redo(arguments: argparse.Namespace, lang: Lang) -> int:
    from bot.importing import set_import

    return set_import(arguments, lang, live=True)


def _imports(arguments: argparse.Namespace, lang: Lang) -> int:
    from bot.importing import list_files

    return list_files(arguments, lang)


def _run(arguments: argparse.Namespace, lang: Lang) -> int:
    from bot.serving import run_bot

    with open_context(arguments) as context:
        return run_bot(arguments, context)


def _demo(arguments: argparse.Namespace, lang: Lang) -> int:
    from bot.demo import demo

    return demo(arguments, clock_of(arguments), lang)


def _migrate(arguments: argparse.Namespace, lang: Lang) -> int:
    from base.language import msg
    from bot.render.texts import word

    open_named(arguments).close()
    print(word(msg("cli.migrated"), lang))  # noqa: T201
    return 0


def _move(arguments: argparse.Namespace, lang: Lang) -> int:
    from bot.moving import move_to

    return move_to(arguments, lang)


def _manifest(arguments: argparse.Namespace, lang: Lang) -> int:
    import json

    from bot.slack.manifest import manifest

    print(json.dumps(manifest(arguments.url), ensure_ascii=False, indent=2))  # noqa: T201
    return 0


def _refuse(arguments: argparse.Namespace, refusal: Refusal, lang: Lang) -> int:
    from bot.render.texts import word

    if getattr(arguments, "json", False):
        import json

        from bot.render.json import refusal_json

        print(json.dumps(refusal_json(refusal, lang), ensure_ascii=False, indent=1))  # noqa: T201
        return 2
    print(word(refusal.message, lang), file=sys.stderr)  # noqa: T201
    for suggestion in refusal.suggestions:
        print("  → " + suggestion, file=sys.stderr)  # noqa: T201
    return 2


def _failed(error: Exception, lang: Lang) -> int:
    import logging

    from base.language import msg
    from bot.faults import new_reference
    from bot.render.texts import word

    reference = new_reference()
    if os.environ.get("FUPAN_LOG_LEVEL", "").upper() == "DEBUG":
        logging.basicConfig()
        logging.getLogger("fupan").error("reference %s", reference, exc_info=error)
    print(word(msg("cli.failed", ref=reference, what=type(error).__name__), lang),  # noqa: T201
          file=sys.stderr)  # fmt: skip
    return 1


if __name__ == "__main__":
    command()
