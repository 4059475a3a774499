"""Decks in tests: made from rows as the command makes them, and read back."""

from pathlib import Path
from typing import Any

from base.answer import Answer, Kind
from base.clock import FixedClock
from base.deck import Deck
from base.language import Lang
from base.rights import Actor, operator
from bot.deck_file import deck_bytes
from bot.render.texts import word
from commands.context import Context, Request
from commands.decks import answer_deck
from storage.engine import Database
from tests.helpers.slides import opened
from tests.helpers.world import take, write_csv
from tests.integration.test_weekly import MONDAY, REPORT


class Maker:
    """Imports rows and has a deck made."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self._folder = folder

    def __call__(
        self, rows: Any, text: str = "周报", lang: Lang = Lang.ZH, who: Actor | None = None,
        header: tuple[str, ...] = REPORT, clock: FixedClock = MONDAY,
    ) -> Answer:  # fmt: skip
        if rows:
            take(self.database, write_csv(self._folder, header, rows))
        actor = who or operator(lang)
        return answer_deck(Context(self.database, clock), Request(text, actor, lang), text)


def deck_of(answer: Answer) -> Deck:
    assert answer.kind is Kind.TEXT
    assert answer.deck is not None
    return answer.deck


def slides_of(answer: Answer, lang: Lang = Lang.ZH) -> list[Any]:
    return list(opened(deck_bytes(deck_of(answer), lang)).slides)


def lines(answer: Answer, lang: Lang = Lang.ZH) -> list[str]:
    return [word(line, lang) for line in (answer.takeaway, *answer.lines, *answer.notes)]
