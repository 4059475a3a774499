"""A form: what a person is asked to fill in, as data. A renderer makes a modal of it.

What was filled in comes back as a `Submission`; whoever takes it answers with an `Answer`, or
raises `Unfit` with a sentence at each field that has to be mended. Nothing typed is lost by that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from base.language import Bilingual, Msg


class FieldKind(StrEnum):
    """What is asked for in a field; the value that comes back is text in every kind."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    RADIO = "radio"
    DATE = "date"
    PERSON = "person"
    PEOPLE = "people"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Option:
    """One of a choice: the value that comes back, and its name. `group` gathers options."""

    value: str
    name: Bilingual
    group: Bilingual | None = None


@dataclass(frozen=True)
class Field:
    """One thing asked. `value` is what stands there already; dates are ISO text.

    `person` and `channel` fields come back as the ids of the chat they were chosen in, `people` as
    several of them with commas between.
    """

    key: str
    label: Msg
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    value: str = ""
    hint: Msg | None = None
    example: Msg | None = None
    options: tuple[Option, ...] = ()
    longest: int | None = None


@dataclass(frozen=True)
class Passage:
    """Something to read under a heading of its own."""

    heading: Msg
    text: Msg | None = None


@dataclass(frozen=True)
class Button:
    """Something else to do in a window; `sure` is asked before it is done."""

    key: str
    label: Msg
    sure: Msg | None = None


@dataclass(frozen=True)
class Form:
    """What to fill in. `key` names who takes the submission; `carried` comes back unchanged.

    Without `submit` there is only something to read. `outro` is the small print below everything,
    `close` what the way out is called where that is not simply "close".
    """

    key: str
    title: Msg
    submit: Msg | None
    fields: tuple[Field, ...]
    intro: tuple[Msg | Passage, ...] = ()
    carried: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    buttons: tuple[Button, ...] = ()
    outro: tuple[Msg, ...] = ()
    close: Msg | None = None


@dataclass(frozen=True)
class Submission:
    """What was filled in, by field key; an empty text where nothing was."""

    form: str
    values: Mapping[str, str]
    carried: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, key: str) -> str:
        """Return what a field holds, without blanks around it."""
        return self.values.get(key, "").strip()


class Unfit(Exception):  # noqa: N818 - an answer to the person, not a fault of ours
    """A submission that has to be mended: a sentence for each field concerned."""

    def __init__(self, errors: Mapping[str, Msg]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors
