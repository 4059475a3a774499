"""Wording a `Msg`: the gettext catalogue of a language, with figures in that language's ways."""

import gettext
from functools import lru_cache
from pathlib import Path

from base.language import Bilingual, Days, Lang, Listing, Msg, Quantity, Value
from bot.render.numbers import count, days, quantity

_LOCALE = Path(__file__).parent.parent / "locale"


@lru_cache(maxsize=2)
def _catalogue(lang: Lang) -> gettext.NullTranslations:
    return gettext.translation("fupan", localedir=_LOCALE, languages=[lang.value])


class MissingTextError(KeyError):
    """A message has no wording in a language; a test of the catalogues prevents it."""


def word(message: Msg, lang: Lang) -> str:
    """Return a message in words of `lang`; raises MissingTextError where the catalogue lacks it."""
    if message.key == "none":
        return ""
    template = _catalogue(lang).gettext(message.key)
    if template == message.key:
        raise MissingTextError(f"{message.key} ({lang.value})")
    return template.format_map({k: value_text(v, lang) for k, v in message.params.items()})


def value_text(value: Value, lang: Lang) -> str:
    """Return one value of a message in words of `lang`."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool() | int() | float():
            return count(value)
        case Bilingual():
            return value.in_(lang)
        case Quantity():
            return quantity(value, lang)
        case Days():
            return days(value, lang)
        case Listing():
            return _listing(value, lang)
        case Msg():
            return word(value, lang)


def _listing(listing: Listing, lang: Lang) -> str:
    texts = [value_text(item, lang) for item in listing.items]
    if listing.quoted:
        texts = [f"“{text}”" for text in texts]
    return ("、" if lang is Lang.ZH else ", ").join(texts)
