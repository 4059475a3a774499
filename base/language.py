"""Languages, and texts as data: a `Msg` names a text and its values, a renderer words it.

No sentence lives here: the two gettext catalogues belong to the room that renders.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class Lang(StrEnum):
    """The two languages. They are equal: neither is the other's translation."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True)
class Bilingual:
    """One thing's name in both languages, each as a native would say it."""

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Return the name in `lang`."""
        return self.zh if lang is Lang.ZH else self.en


@dataclass(frozen=True)
class Quantity:
    """A figure on its way to a reader, raw: rates 0-1, seconds, money in decimal units.

    `change` marks a difference (a rate's difference is printed in points), `currency` the
    ISO code of money.
    """

    value: float | None
    unit: "str"
    change: bool = False
    currency: str | None = None


@dataclass(frozen=True)
class Days:
    """A range of dates, both inclusive, on its way to a reader; one day when they are equal."""

    start: date
    end: date
    with_year: bool = False
    weekday: bool = False


@dataclass(frozen=True)
class Moment:
    """A moment on its way to a reader: an aware datetime, and the IANA zone to print it in.

    A chat that knows its reader's zone shows it there instead.
    """

    at: datetime
    zone: str
    with_year: bool = False


@dataclass(frozen=True)
class Chat:
    """A channel or a person of the chat, by its id there, on its way to a reader.

    A chat shows it by its name and leads there; elsewhere `name` stands, else the id.
    """

    id: str
    name: str = ""


@dataclass(frozen=True)
class Link:
    """An address on its way to a reader. A chat shows it short and leads there; elsewhere it stands
    as it is.
    """

    url: str


@dataclass(frozen=True)
class Listing:
    """Several values that a renderer joins as its language joins them."""

    items: tuple["Value", ...]
    quoted: bool = False


Value: TypeAlias = (
    "str | int | float | Bilingual | Quantity | Days | Moment | Chat | Link | Listing | Msg | None"
)


@dataclass(frozen=True)
class Msg:
    """A text to be worded later: its key in the catalogues and the values it holds."""

    key: str
    params: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


def msg(key: str, /, **params: Value) -> Msg:
    """Build a `Msg`; parameters in the call are the text's values."""
    return Msg(key, MappingProxyType(dict(params)))
