"""The command line's side of moving to PostgreSQL: where from, how far, and what to do next."""

import argparse
import os
import sys

from base.language import Lang, Msg, msg
from bot.importing import teller
from bot.render.texts import word
from bot.session import DEFAULT_DATABASE
from storage.engine import open_database
from storage.moving import MovingError, Progress, move, open_source


def move_to(arguments: argparse.Namespace, lang: Lang) -> int:
    """Move the installation to the database at `arguments.url`; return the exit code."""
    url = arguments.db or os.environ.get("FUPAN_DATABASE_URL") or DEFAULT_DATABASE
    source = open_source(url)
    target = open_database(arguments.url)
    try:
        moved = move(source, target, _telling(lang))
    except MovingError as error:
        _say(_failure(error), lang, wrong=True)
        return 1
    finally:
        source.close()
        target.close()
    _say(msg("move.done", tables=moved.tables, rows=_exact(moved.rows)), lang)
    for step in (msg("move.next_stop"), msg("move.next_url"), msg("move.next_posts"),
                 msg("move.next_keep")):  # fmt: skip
        print("  → " + word(step, lang))  # noqa: T201
    return 0


def _failure(error: MovingError) -> Msg:
    if not error.table:
        return msg("move.broken", detail=error.detail)
    if not error.detail:
        return msg("move.differs", table=error.table)
    return msg("move.failed", table=error.table, detail=error.detail)


def _telling(lang: Lang) -> Progress:
    """Return a function that tells every table with its rows, and how far a long one has come."""
    tellers = {}

    def tell(table: str, done: int, of: int) -> None:
        if table not in tellers:
            tellers[table] = teller(table)
        if done < of:
            tellers[table](done, of)
            return
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)  # noqa: T201
        _say(msg("move.table", table=table, rows=_exact(of)), lang)

    return tell


def _exact(number: int) -> str:
    # Rows are counted to be checked: they keep their digits.
    return f"{number:,}"


def _say(message: Msg, lang: Lang, *, wrong: bool = False) -> None:
    print(word(message, lang), file=sys.stderr if wrong else sys.stdout, flush=True)
