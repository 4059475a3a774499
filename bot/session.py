"""What a call of the command line works with: its database, clock, asker, and its printing."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from base.clock import Clock, FixedClock, SystemClock, local_day
from base.language import Lang
from base.refusal import Refusal

if TYPE_CHECKING:
    from base.answer import Answer
    from base.rights import Actor
    from commands.context import Context
    from storage.engine import Database

DEFAULT_DATABASE = "sqlite:///fupan.db"


def clock_of(arguments: argparse.Namespace) -> Clock:
    """Return the clock of the machine, or the one that --now sets."""
    if not arguments.now:
        return SystemClock()
    from bot.moments import moment

    return FixedClock(moment(arguments.now))


@contextmanager
def open_context(arguments: argparse.Namespace) -> "Iterator[Context]":
    """Open the database that the call names, up to date, and close it at the end."""
    from commands.context import Context

    database = open_named(arguments)
    try:
        yield Context(database, clock_of(arguments))
    finally:
        database.close()


def open_named(arguments: argparse.Namespace) -> "Database":
    """Open the database that the call or the environment names, up to date."""
    from bot.own_metrics import install_own
    from storage.engine import ensure_schema, open_database

    install_own()
    url = arguments.db or os.environ.get("FUPAN_DATABASE_URL") or DEFAULT_DATABASE
    database = open_database(url)
    ensure_schema(database)
    return database


def actor_named(arguments: argparse.Namespace, context: "Context", lang: Lang) -> "Actor":
    """Return who asks: the person named by --as, else the operator at this terminal."""
    from base.language import msg
    from base.rights import operator
    from storage.people import actor_of

    if not arguments.person:
        return operator(lang)
    zone_day = local_day(context.clock, "Asia/Shanghai")
    actor = actor_of(context.database, zone_day, name=arguments.person)
    if actor.person < 0 and not actor.known:
        raise Refusal(msg("cli.no_such_person", name=arguments.person))
    return actor


def show(answer: "Answer", lang: Lang, *, as_json: bool = False) -> int:
    """Print an answer; return the exit code it means."""
    from base.answer import Kind

    if as_json:
        _print_json(answer, lang)
    else:
        from bot.render.terminal import print_answer

        print_answer(answer, lang)
    return 2 if answer.kind is Kind.REFUSAL else 0


def _print_json(answer: "Answer", lang: Lang) -> None:
    import json

    from bot.render.json import answer_json

    print(json.dumps(answer_json(answer, lang), ensure_ascii=False, indent=1))  # noqa: T201
