"""What Slack's own client checks before it sends a form: required fields, lengths, numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from .config import Words
from .elements import Json, interactive
from .notices import (
    NOT_A_LINK,
    NOT_A_NUMBER,
    NOT_AN_ADDRESS,
    NOT_WHOLE,
    REQUIRED,
    TOO_LARGE,
    TOO_LONG,
    TOO_SHORT,
    TOO_SMALL,
)
from .views import View

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LINK = re.compile(r"https?://\S+")


def errors_of(view: View, locale: str) -> dict[str, str]:
    """A text for each input block that cannot be sent, by block_id, in the person's language."""
    found: dict[str, str] = {}
    for block, element in interactive(view.blocks):
        if block.get("type") != "input":
            continue
        entry = view.state.get(block["block_id"], {}).get(element["action_id"], {})
        for words, values in _complaints(block, element, _held(entry)):
            said = words.said_in(locale).format(**values)
            found.setdefault(block["block_id"], said)
    return found


def _held(entry: Json) -> object:
    """The value of a state entry, whatever its field is called."""
    return next((value for key, value in entry.items() if key != "type"), None)


Complaint = tuple[Words, dict[str, object]]


def _complaints(block: Json, element: Json, value: object) -> Iterator[Complaint]:
    if value in (None, "", []):
        if not block.get("optional"):
            yield REQUIRED, {}
    elif isinstance(value, str) and element["type"] in CHECKS:
        yield from CHECKS[element["type"]](element, value)


def _text(element: Json, value: str) -> Iterator[Complaint]:
    if len(value) < element.get("min_length", 0):
        yield TOO_SHORT, {"count": element["min_length"]}
    if len(value) > element.get("max_length", 3000):
        yield TOO_LONG, {"count": element.get("max_length", 3000)}


def _number(element: Json, value: str) -> Iterator[Complaint]:
    try:
        number = Decimal(value)
    except InvalidOperation:
        yield NOT_A_NUMBER, {}
        return
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        yield NOT_WHOLE, {}
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < Decimal(str(least)):
        yield TOO_SMALL, {"least": least}
    if most is not None and number > Decimal(str(most)):
        yield TOO_LARGE, {"most": most}


def _address(_element: Json, value: str) -> Iterator[Complaint]:
    if not ADDRESS.fullmatch(value):
        yield NOT_AN_ADDRESS, {}


def _link(_element: Json, value: str) -> Iterator[Complaint]:
    if not LINK.fullmatch(value):
        yield NOT_A_LINK, {}


CHECKS = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _address,
    "url_text_input": _link,
}
