"""blocks.*: the judgement of blocks without posting them."""

import json
from collections.abc import Callable
from typing import Any

from ..blockkit import Problem, problems_of_blocks, problems_of_message, problems_of_view
from ..errors import SlackError
from ..model import Json
from .registry import Call, Method

_Judge = Callable[[Any], list[Problem]]
# An argument, the error when it is refused, and the judge. Pointers start at the argument.
_ARGUMENTS: dict[str, tuple[str, _Judge]] = {
    "blocks": ("invalid_blocks", lambda value: problems_of_blocks(value, pointer="")),
    "view": ("invalid_view", lambda value: problems_of_view(value, pointer="")),
    "message": ("invalid_message", problems_of_message),
}


def validate(call: Call) -> Json:
    """Needs no token. Raises SlackError `invalid_arguments`, or with a list of `errors`
    `invalid_blocks`, `invalid_view`, `invalid_message`."""
    given = [name for name in _ARGUMENTS if call.args.get(name) not in (None, "")]
    if len(given) != 1:
        raise _wrong("must provide exactly one of `blocks`, `view`, or `message`")
    error, judge = _ARGUMENTS[given[0]]
    found = judge(_decoded(call, given[0]))
    if found:
        raise SlackError(error, errors=[problem.json() for problem in found])
    return {}


def _decoded(call: Call, name: str) -> Any:
    """The value; as text it is JSON that is nested no deeper than can be read."""
    value = call.args[name]
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise _wrong(f"{name}: must be valid JSON") from None


def _wrong(message: str) -> SlackError:
    return SlackError("invalid_arguments", response_metadata={"messages": [message]})


METHODS = (Method("blocks.validate", validate, caller="anyone"),)
