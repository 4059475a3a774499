"""A finding against a Block Kit payload, in the shape `blocks.validate` gives its errors.

No rules here: only what a finding is, and how Slack words the kinds of finding there are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Json = dict[str, Any]
Surface = Literal["message", "modal", "home"]

MISSING_FIELD: Final = "missing_field"
INVALID_TYPE: Final = "invalid_type"
FAILED_CONSTRAINT: Final = "failed_constraint"
# Not of the schema but of the method that carries the payload: they have errors of their own.
TEXT_TOO_LONG: Final = "msg_blocks_too_long"
VIEW_TOO_LARGE: Final = "view_too_large"

MOST_PROBLEMS = 200
MOST_SHOWN_CHARACTERS = 200


@dataclass(frozen=True)
class Problem:
    """One finding.

    `pointer` is an RFC 6901 JSON pointer from the argument's name on (`/blocks/0/text`), `field`
    the missing property's name, `constraint` the rule that was broken with its figures.
    """

    code: str
    message: str
    pointer: str
    constraint: Json | None = None
    field: str | None = None

    def json(self) -> Json:
        """The entry of `errors` in the answer of `blocks.validate`; the unknown is left out."""
        shown: Json = {"code": self.code, "message": self.message, "pointer": self.pointer}
        if self.field is not None:
            shown["field"] = self.field
        if self.constraint is not None:
            shown["constraint"] = self.constraint
        return shown

    def line(self) -> str:
        """The entry of `errors` in the answer of a method that posts."""
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass
class Findings:
    """Collects problems while a payload is read; stops collecting when there are plenty."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def missing(self, at: str, name: str) -> None:
        self.add(Problem(MISSING_FIELD, f"missing required field: {name}", at, field=name))

    def wrong_type(self, at: str, wanted: str) -> None:
        self.add(Problem(INVALID_TYPE, f"must provide {wanted}", at))

    def failed(
        self, at: str, message: str, kind: str, expected: object = None, got: object = None
    ) -> None:
        """A broken constraint: `kind` is Slack's name for it, with what was wanted and given."""
        constraint: Json = {"type": kind}
        for name, value in (("expected", expected), ("got", shown(got))):
            if value is not None:
                constraint[name] = value
        self.add(Problem(FAILED_CONSTRAINT, message, at, constraint))

    def unknown_type(self, at: str, known: Sequence[str], got: str) -> None:
        self.failed(f"{at}/type", f"unsupported type: {shown(got)}", "enum", list(known), got)

    def unknown_property(self, at: str, name: object) -> None:
        word = shown(name) or "?"
        self.failed(at, f"invalid additional property: {word}", "additional_properties", None, word)

    def too_many(self, at: str, most: int, got: int) -> None:
        self.failed(at, f"no more than {most} items allowed", "max_items", most, got)

    def too_few(self, at: str, least: int, got: int) -> None:
        self.failed(at, f"must provide at least {least} items", "min_items", least, got)

    def too_long(self, at: str, most: int, got: int) -> None:
        self.failed(at, f"must be less than {most + 1} characters", "max_length", most, got)

    def too_short(self, at: str, least: int, got: int) -> None:
        self.failed(at, f"must be more than {least - 1} characters", "min_length", least, got)


def shown(value: object) -> object:
    """A received value as an answer may repeat it: short, and always valid JSON in UTF-8."""
    if isinstance(value, str):
        # A lone surrogate is legal in JSON but cannot be encoded when it is sent back.
        return value[:MOST_SHOWN_CHARACTERS].encode("utf-8", "replace").decode()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if value.bit_length() <= 64 else None
    return None
