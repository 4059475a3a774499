"""The command line's side of importing: options in, what was done out, progress while it lasts."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from base.language import Lang, msg
from base.refusal import Refusal
from bot.render.texts import word
from bot.session import actor_named, open_context, show
from commands import imports
from intake.options import ImportOptions

if TYPE_CHECKING:
    from base.rights import Actor
    from commands.context import Context

# Nothing is told of what is over sooner.
_QUIET_SECONDS = 1.0


def import_files(arguments: argparse.Namespace, lang: Lang) -> int:
    """Import the files named, one after another; a refused file does not stop the others."""
    if arguments.rejects and len(arguments.files) > 1:
        raise Refusal(msg("import.one_rejects_file"))
    with open_context(arguments) as context:
        actor = actor_named(arguments, context, lang)
        options = _options(arguments)
        worst = 0
        for path in arguments.files:
            try:
                worst = max(worst, _import_one(arguments, path, options, (context, actor), lang))
            except Refusal as refusal:
                if len(arguments.files) == 1:
                    raise
                print(f"{path.name}: {word(refusal.message, lang)}", file=sys.stderr)  # noqa: T201
                worst = 2
        return worst


def _import_one(
    arguments: argparse.Namespace,
    path: Path,
    options: ImportOptions,
    who: "tuple[Context, Actor]",
    lang: Lang,
) -> int:
    context, actor = who
    progress = teller(path.name)
    if not path.is_file():
        raise Refusal(msg("import.no_file", file=str(path)))
    if not arguments.json:
        answer = imports.run_import(
            context.database, path, options, actor, context.clock, progress,
            rejects=arguments.rejects, word=lambda m: word(m, lang),
        )  # fmt: skip
        return show(answer, lang)
    report = imports.import_report(context.database, path, options, actor, context.clock, progress)
    if arguments.rejects:
        from intake.outcome import write_rejects

        write_rejects(arguments.rejects, report.rejected, lambda m: word(m, lang))
    print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))  # noqa: T201
    return 0


def _options(arguments: argparse.Namespace) -> ImportOptions:
    return ImportOptions(
        source=arguments.source,
        shop=arguments.shop,
        day=arguments.day,
        period=_period(arguments.period),
        dates=arguments.dates,
        encoding=arguments.encoding,
        dry_run=arguments.dry_run,
    )


def _period(text: str | None) -> tuple[date, date] | None:
    if text is None:
        return None
    first, _, last = text.partition("..")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise Refusal(msg("import.bad_period", text=text)) from error
    if span[0] > span[1]:
        raise Refusal(msg("import.bad_period", text=text))
    return span


def teller(label: str) -> Callable[[int, int], None]:
    """Return a function that tells (done, of) on standard error, once it takes a while."""
    started = time.monotonic()
    last_told = -1

    def tell(done: int, of: int) -> None:
        nonlocal last_told
        share = done * 100 // of if of else 0
        if time.monotonic() - started < _QUIET_SECONDS or share == last_told:
            return
        last_told = share
        if sys.stderr.isatty():
            end = "\n" if done >= of else ""
            print(f"\r\033[K  {label} {share}%", end=end, file=sys.stderr, flush=True)  # noqa: T201
        elif share % 25 == 0:
            print(f"  {label} {share}%", file=sys.stderr, flush=True)  # noqa: T201

    return tell


def set_import(arguments: argparse.Namespace, lang: Lang, *, live: bool) -> int:
    """Undo an import, or redo one that was undone."""
    with open_context(arguments) as context:
        actor = actor_named(arguments, context, lang)
        change = imports.run_redo if live else imports.run_undo
        answer = change(context.database, arguments.reference, actor, teller(arguments.reference))
        return show(answer, lang, as_json=arguments.json)


def list_files(arguments: argparse.Namespace, lang: Lang) -> int:
    """List what was imported, newest first."""
    with open_context(arguments) as context:
        actor = actor_named(arguments, context, lang)
        return show(imports.list_imports(context.database, actor), lang, as_json=arguments.json)
