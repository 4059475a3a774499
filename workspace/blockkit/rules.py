"""The kinds of rule the tables of this package are written in.

A rule reads one value and reports what Slack would refuse. Rules hold no figures of their own:
those stand in the tables (`objects`, `rich_text`, `elements`, `figures`, `layout`, `views`).
Unknown properties are refused, as Slack does ("invalid additional property"); so is null.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .problem import Findings, Json


class Rule(Protocol):
    """Reads the value that stands at the JSON pointer `at`."""

    def check(self, value: object, at: str, found: Findings) -> None: ...


Check = Callable[[Json, str, Findings], None]


@dataclass(frozen=True)
class Form:
    """A named form of text, such as a date."""

    name: str
    fits: Callable[[str], bool]


@dataclass(frozen=True)
class Str:
    """A string of `least` to `most` characters (code points), perhaps of a form."""

    most: int | None = None
    least: int = 0
    form: Form | None = None

    def check(self, value: object, at: str, found: Findings) -> None:
        if not isinstance(value, str):
            found.wrong_type(at, "a string")
        elif len(value) < self.least:
            found.too_short(at, self.least, len(value))
        elif self.most is not None and len(value) > self.most:
            found.too_long(at, self.most, len(value))
        elif self.form is not None and not self.form.fits(value):
            found.failed(at, f"must be a valid {self.form.name}", "format", self.form.name, value)


@dataclass(frozen=True)
class Num:
    """A number between `least` and `most`, or above `over`; `whole` asks for an integer."""

    least: float | None = None
    most: float | None = None
    over: float | None = None
    whole: bool = False

    def check(self, value: object, at: str, found: Findings) -> None:
        if not self._is_number(value):
            found.wrong_type(at, "an integer" if self.whole else "a number")
            return
        assert isinstance(value, int | float)  # noqa: S101 (what _is_number says, for the types)
        if self.least is not None and value < self.least:
            found.failed(at, f"must be at least {self.least}", "minimum", self.least, value)
        elif self.over is not None and value <= self.over:
            found.failed(at, f"must be greater than {self.over}", "minimum", self.over, value)
        elif self.most is not None and value > self.most:
            found.failed(at, f"must be at most {self.most}", "maximum", self.most, value)

    def _is_number(self, value: object) -> bool:
        if isinstance(value, bool):
            return False
        if isinstance(value, float):
            return math.isfinite(value) and not self.whole
        return isinstance(value, int)


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def check(self, value: object, at: str, found: Findings) -> None:
        if not isinstance(value, bool):
            found.wrong_type(at, "a boolean")


@dataclass(frozen=True)
class Enum:
    """One of some words (or whole numbers)."""

    values: tuple[str | int, ...]

    def check(self, value: object, at: str, found: Findings) -> None:
        wanted = type(self.values[0])
        if not isinstance(value, wanted) or isinstance(value, bool):
            found.wrong_type(at, "a string" if wanted is str else "an integer")
        elif value not in self.values:
            found.failed(at, "must be a valid enum value", "enum", list(self.values), value)


@dataclass(frozen=True)
class List:
    """An array of `least` to `most` items. A wrong number of items is the only finding then."""

    item: Rule
    most: int | None = None
    least: int = 0

    def check(self, value: object, at: str, found: Findings) -> None:
        if not isinstance(value, list):
            found.wrong_type(at, "an array")
        elif self.most is not None and len(value) > self.most:
            found.too_many(at, self.most, len(value))
        elif len(value) < self.least:
            found.too_few(at, self.least, len(value))
        else:
            for place, item in enumerate(value):
                self.item.check(item, f"{at}/{place}", found)


@dataclass(frozen=True)
class OrNull:
    """The rule, or null."""

    rule: Rule

    def check(self, value: object, at: str, found: Findings) -> None:
        if value is not None:
            self.rule.check(value, at, found)


@dataclass(frozen=True)
class Shape:
    """An object with known properties, some of them required, and checks across properties."""

    properties: Mapping[str, Rule]
    required: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()

    def check(self, value: object, at: str, found: Findings) -> None:
        if not isinstance(value, dict):
            found.wrong_type(at, "an object")
            return
        for name in self.required:
            if name not in value:
                found.missing(at, name)
        for name, part in value.items():
            rule = self.properties.get(name)
            if rule is None:
                found.unknown_property(at, name)
            else:
                rule.check(part, f"{at}/{name}", found)
        for check in self.checks:
            check(value, at, found)


@dataclass(frozen=True)
class ByType:
    """An object whose property `type` says which rule holds for it."""

    kinds: Mapping[str, Rule]

    def check(self, value: object, at: str, found: Findings) -> None:
        if not isinstance(value, dict):
            found.wrong_type(at, "an object")
        elif "type" not in value:
            found.missing(at, "type")
        elif not isinstance(value["type"], str):
            found.wrong_type(f"{at}/type", "a string")
        elif value["type"] not in self.kinds:
            found.unknown_type(at, sorted(self.kinds), value["type"])
        else:
            self.kinds[value["type"]].check(value, at, found)


@dataclass(frozen=True)
class Need:
    """Marks a property as required in `shape`; the rule itself is unchanged."""

    rule: Rule

    def check(self, value: object, at: str, found: Findings) -> None:
        self.rule.check(value, at, found)


def shape(*checks: Check, **properties: Rule) -> Shape:
    """An object without `type`."""
    required = tuple(name for name, rule in properties.items() if isinstance(rule, Need))
    return Shape(properties, required, checks)


def typed(kind: str, *checks: Check, **properties: Rule) -> Shape:
    """An object of the `type` given."""
    return shape(*checks, type=Need(Enum((kind,))), **properties)


def pick(table: Mapping[str, Rule], *names: str) -> ByType:
    """Some kinds of a table."""
    return ByType({name: table[name] for name in names})


# ---- checks across properties ------------------------------------------------------------------


def exactly_one(*names: str) -> Check:
    def check(value: Json, at: str, found: Findings) -> None:
        given = [name for name in names if name in value]
        if len(given) != 1:
            wanted = " or ".join(f"`{name}`" for name in names)
            found.failed(at, f"must define exactly one of {wanted}", "one_of", list(names))

    return check


def at_least_one(*names: str) -> Check:
    def check(value: Json, at: str, found: Findings) -> None:
        if not any(name in value for name in names):
            wanted = " or ".join(f"`{name}`" for name in names)
            found.failed(at, f"must define at least one of {wanted}", "any_of", list(names))

    return check


def not_both(first: str, second: str) -> Check:
    def check(value: Json, at: str, found: Findings) -> None:
        if first in value and second in value:
            found.failed(at, f"cannot define both `{first}` and `{second}`", "not", [first, second])

    return check


def goes_with(name: str, needed: str) -> Check:
    """Where the first is there (and not false) the second must be too."""

    def check(value: Json, at: str, found: Findings) -> None:
        if value.get(name) not in (None, False) and value.get(needed) in (None, False):
            found.failed(f"{at}/{name}", f"`{name}` requires `{needed}`", "all_of", [needed])

    return check


def ordered(low: str, high: str, read: Callable[[object], float | None]) -> Check:
    """The first must not be above the second; `read` gives None for what is no number."""

    def check(value: Json, at: str, found: Findings) -> None:
        least, most = read(value.get(low)), read(value.get(high))
        if least is not None and most is not None and least > most:
            found.failed(f"{at}/{low}", f"must not be greater than `{high}`", "maximum", most)

    return check


# ---- forms of text -----------------------------------------------------------------------------


def pattern(name: str, expression: str) -> Form:
    compiled = re.compile(expression)
    return Form(name, lambda text: compiled.fullmatch(text) is not None)


URL = pattern("url", r"https?://[^\s/?#]+\S*")
HTTPS_URL = pattern("https url", r"https://[^\s/?#]+\S*")
TIME = pattern("time", r"([01][0-9]|2[0-3]):[0-5][0-9]")
DECIMAL = pattern("number", r"-?[0-9]+(\.[0-9]+)?")
LINK = pattern("url", r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


@dataclass(frozen=True)
class Anything:
    """A value Slack does not document: taken as it is."""

    note: str = field(default="", compare=False)

    def check(self, value: object, at: str, found: Findings) -> None:
        """Finds nothing."""
