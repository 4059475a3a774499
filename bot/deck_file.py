"""A deck as a file: its bytes and its name, for whoever delivers it.

The look is the company's own where the environment variable FUPAN_DECK_THEME names a theme file,
else the default; a wrong theme stops nobody from getting a deck.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from base.answer import Answer
from base.deck import Deck
from base.language import Lang, Msg, msg
from base.refusal import Refusal
from bot.render.characters import clean, cut
from bot.render.pptx_theme import Theme, default_theme, read_theme
from bot.render.texts import word

THEME = "FUPAN_DECK_THEME"
# What a .pptx is called where files have types.
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FORBIDDEN = re.compile(r'[\s/\\:*?"<>|;,\x00-\x1f]+')
_NAME = 80


def deck_bytes(deck: Deck, lang: Lang) -> bytes:
    """Return a deck as a .pptx, in the language it was asked for in, else in `lang`."""
    from bot.render.pptx import deck_pptx

    theme, _ = chosen_theme()
    return deck_pptx(deck, language_of(deck, lang), theme)


def deck_file_name(deck: Deck, lang: Lang) -> str:
    """Return a name for the file: 客服周报_2026-11-09.pptx, CS_weekly_2026-11-09.pptx."""
    tongue = language_of(deck, lang)
    if deck.whose.key == "none":
        name = word(msg("deck.file", name=deck.name), tongue)
    else:
        name = word(msg("deck.file.of", whose=deck.whose, name=deck.name), tongue)
    dated = cut(clean(name), _NAME - 20) + "_" + deck.period.start.isoformat()
    return _FORBIDDEN.sub("_", dated).strip("_.") + ".pptx"


def language_of(deck: Deck, lang: Lang) -> Lang:
    """Return the language a deck is written in: the one asked for, else the reader's."""
    return deck.lang or lang


def chosen_theme(environment: Mapping[str, str] = os.environ) -> tuple[Theme, Msg | None]:
    """Return the theme that is set up and, where its file is wrong, what is wrong with it."""
    path = environment.get(THEME, "")
    if not path:
        return default_theme(), None
    try:
        return read_theme(Path(path)), None
    except Refusal as refusal:
        return default_theme(), refusal.message


def with_theme_note(answer: Answer) -> Answer:
    """Return the answer, saying also what is wrong with the company's theme, if anything is."""
    _, wrong = chosen_theme()
    return answer if wrong is None else replace(answer, notes=(*answer.notes, wrong))
