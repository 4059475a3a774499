"""What a Web API method is, and its arguments read from a form or from JSON alike."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from ..errors import SlackError, missing_field
from ..model import Json, Model
from ..scopes import Access

T = TypeVar("T")
MAX_LIMIT = 1000


@dataclass(frozen=True)
class Call:
    """One call: the model, the arguments, a maker of Socket Mode URLs, what the token may do."""

    model: Model
    args: Mapping[str, Any]
    socket_url: Callable[[], str]
    access: Access

    def text(self, name: str) -> str | None:
        """A string argument; None when absent or empty."""
        value = self.args.get(name)
        return None if value in (None, "") else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise missing_field(name)
        return value

    def flag(self, name: str) -> bool:
        """True for JSON true and for the forms' `1` and `true`."""
        return str(self.args.get(name, "")).lower() in ("1", "true")

    def json(self, name: str, error: str) -> Any:
        """A nested value: JSON as such, or a string with JSON in it, as forms carry it."""
        value = self.args.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None

    def limit(self, default: int = 100) -> int:
        """How many to give back. Raises SlackError `invalid_limit`."""
        value = self.text("limit")
        if value is None:
            return default
        if not value.isdigit() or not 0 < int(value) <= MAX_LIMIT:
            raise SlackError("invalid_limit")
        return int(value)

    def page(self, rows: Sequence[T], default: int = 100) -> tuple[list[T], Json]:
        """One page of rows, and `response_metadata` with the next cursor ('' at the end)."""
        start, size = _offset(self.text("cursor")), self.limit(default)
        more = start + size < len(rows)
        cursor = base64.b64encode(f"offset:{start + size}".encode()).decode() if more else ""
        return list(rows[start : start + size]), {"next_cursor": cursor}


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "offset":
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise SlackError("invalid_cursor")


@dataclass(frozen=True)
class Method:
    """A method: whose token it takes, which arguments it cannot do without, what it does."""

    name: str
    run: Callable[[Call], Json]
    required: tuple[str, ...] = ()
    caller: Literal["bot", "app", "anyone"] = "bot"
