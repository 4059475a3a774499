"""`fupan deck weekly`: the same deck as in chat, as a file in a folder."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from base.language import Lang, msg
from base.refusal import Refusal
from bot.session import actor_named, open_context, show

if TYPE_CHECKING:
    from base.answer import Answer


def add_deck(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
) -> None:
    """Declare the command."""
    deck = commands.add_parser("deck", parents=[common], help="make a deck (.pptx)")
    deck.add_argument("words", nargs="+", metavar="WORD", help="weekly, last week, dates …")
    deck.add_argument("--team", metavar="NAME", help="of one team")
    deck.add_argument("-o", "--out", type=Path, metavar="FILE", help="where to write it")
    deck.add_argument("--as", dest="person", metavar="USER", help="a name of the staff list")
    deck.set_defaults(run=make_deck)


def make_deck(arguments: argparse.Namespace, lang: Lang) -> int:
    """Write a deck and print what is in it; return the exit code.

    Without a file name it is written where the command runs. Raises Refusal where it cannot be
    made or written.
    """
    from bot.deck_file import deck_bytes, deck_file_name, with_theme_note
    from commands.context import Request
    from commands.decks import answer_deck

    text = " ".join([*arguments.words, *([arguments.team] if arguments.team else [])])
    with open_context(arguments) as context:
        actor = actor_named(arguments, context, lang)
        answer = answer_deck(context, Request(text, actor, lang), text)
    if answer.deck is not None:
        path = arguments.out or Path(deck_file_name(answer.deck, lang))
        _write(path, deck_bytes(answer.deck, lang))
        answer = with_theme_note(_saying_where(answer, path))
    return show(answer, lang)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(msg("deck.not_written", path=str(path), reason=reason)) from error


def _saying_where(answer: "Answer", path: Path) -> "Answer":
    from dataclasses import replace

    return replace(answer, lines=(*answer.lines, msg("deck.written", path=str(path))))
