"""Wording a `Msg`: the gettext catalogue of a language, with figures in that language's ways."""

import gettext
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from base.language import Bilingual, Chat, Days, Lang, Link, Listing, Moment, Msg, Quantity, Value
from bot.render.characters import isolated
from bot.render.numbers import count, days, full_count, moment, quantity

Writer: TypeAlias = Callable[[Moment | Chat | Link, Lang], str]

_LOCALE = Path(__file__).parent.parent / "locale"


@lru_cache(maxsize=2)
def _catalogue(lang: Lang) -> gettext.NullTranslations:
    return gettext.translation("fupan", localedir=_LOCALE, languages=[lang.value])


def plainly(value: Moment | Chat | Link, lang: Lang) -> str:
    """Return a moment, a place of the chat or an address as it is written anywhere else."""
    if isinstance(value, Chat):
        return value.name or value.id
    if isinstance(value, Link):
        return isolated(value.url)
    return moment(value, lang)


class MissingTextError(KeyError):
    """A message has no wording in a language; a test of the catalogues prevents it."""


def word(message: Msg, lang: Lang, at: Writer = plainly) -> str:
    """Return a message in words of `lang`; `at` writes its moments and places.

    What people wrote is cleaned: one line, nothing invisible, right-to-left text kept in its place.
    Raises MissingTextError where the catalogue lacks the message.
    """
    if message.key == "none":
        return ""
    template = _catalogue(lang).gettext(message.key)
    if template == message.key:
        raise MissingTextError(f"{message.key} ({lang.value})")
    # Rows of a file are counted to be checked: they keep their digits.
    exact = message.key.startswith("import.")
    return template.format_map(
        {key: _text(value, lang, at, exact=exact) for key, value in message.params.items()}
    )


def value_text(value: Value, lang: Lang) -> str:
    """Return one value of a message in words of `lang`."""
    return _text(value, lang, plainly, exact=False)


def _text(value: Value, lang: Lang, at: Writer, *, exact: bool) -> str:
    match value:
        case None:
            return ""
        case str():
            return isolated(value)
        case bool() | int() | float():
            return full_count(value) if exact else count(value, lang)
        case Bilingual():
            return name_text(value, lang)
        case Quantity():
            return quantity(value, lang)
        case Days():
            return days(value, lang)
        case Moment() | Chat() | Link():
            return at(value, lang)
        case Listing():
            return _listing(value, lang, at, exact=exact)
        case Msg():
            return word(value, lang, at)


def name_text(name: Bilingual, lang: Lang) -> str:
    """Return a name, the other language's where this one has none; cleaned as all of people's."""
    own = isolated(name.in_(lang))
    return own if own.strip() else isolated(name.zh) or isolated(name.en)


def _listing(listing: Listing, lang: Lang, at: Writer, *, exact: bool) -> str:
    texts = [_text(item, lang, at, exact=exact) for item in listing.items]
    if listing.quoted:
        texts = [f"“{text}”" for text in texts]
    return ("、" if lang is Lang.ZH else ", ").join(texts)
