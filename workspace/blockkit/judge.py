"""The verdicts: on blocks, on a view, on a message; and the refusals methods answer with."""

from collections.abc import Callable
from typing import Final

from ..errors import SlackError
from .across import check_across, check_submit
from .layout import list_of_blocks
from .measure import size, too_deep
from .problem import (
    INVALID_TYPE,
    TEXT_TOO_LONG,
    VIEW_TOO_LARGE,
    Findings,
    Json,
    Problem,
    Surface,
)
from .views import VIEW_BYTES_MOST, view_of

KnownFiles = Callable[[str], bool]
VIEWS: Final[tuple[Surface, ...]] = ("modal", "home")


def problems_of_blocks(
    value: object,
    surface: Surface = "message",
    known_files: KnownFiles | None = None,
    *,
    pointer: str = "/blocks",
    unsupported: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Everything wrong with the blocks of a surface, for any JSON value. Never raises.

    `known_files` says of a Slack file's id or URL whether it is there and ready; `pointer` is
    where the blocks stand in the call; `unsupported` are types this workspace does not know.
    """
    found = Findings()
    if _readable(value, pointer, found):
        list_of_blocks(surface, unsupported).check(value, pointer, found)
        if _counted(value, surface):
            check_across(value, surface, pointer, found, known_files)
    return found.problems


def problems_of_view(
    value: object,
    known_files: KnownFiles | None = None,
    *,
    pointer: str = "/view",
    unsupported: frozenset[str] = frozenset(),
    kinds: tuple[Surface, ...] = VIEWS,
) -> list[Problem]:
    """Everything wrong with a modal or a Home tab, for any JSON value. Never raises.

    `kinds` are the views a method takes (`views.open`: modals; `views.publish`: Home tabs).
    """
    found = Findings()
    if _readable(value, pointer, found):
        if not isinstance(value, dict):
            found.wrong_type(pointer, "an object")
        else:
            _judge_view(value, pointer, found, known_files, unsupported, kinds)
    return found.problems


def problems_of_message(value: object, known_files: KnownFiles | None = None) -> list[Problem]:
    """Everything wrong with the blocks of a whole message payload. Never raises."""
    found = Findings()
    if _readable(value, "", found):
        if not isinstance(value, dict):
            found.wrong_type("", "an object")
        elif "blocks" in value:
            return problems_of_blocks(value["blocks"], "message", known_files)
    return found.problems


def _readable(value: object, at: str, found: Findings) -> bool:
    if not too_deep(value):
        return True
    found.add(Problem(INVALID_TYPE, "is nested too deeply", at))
    return False


def _counted(value: object, surface: Surface) -> bool:
    """Blocks that are too many are not looked at any further."""
    most = list_of_blocks(surface).most
    return isinstance(value, list) and most is not None and len(value) <= most


def _judge_view(
    view: Json,
    at: str,
    found: Findings,
    known_files: KnownFiles | None,
    unsupported: frozenset[str],
    kinds: tuple[Surface, ...],
) -> None:
    if "type" not in view:
        found.missing(at, "type")
        return
    surface = next((kind for kind in kinds if kind == view["type"]), None)
    if surface is None:
        message, got = "must be a valid enum value", view["type"]
        found.failed(f"{at}/type", message, "enum", list(kinds), got)
        return
    view_of(surface, list_of_blocks(surface, unsupported)).check(view, at, found)
    blocks = view.get("blocks")
    if _counted(blocks, surface):
        check_across(blocks, surface, f"{at}/blocks", found, known_files)
        if surface == "modal":
            check_submit(view, at, found)
        _check_size(view, at, found)


def _check_size(view: Json, at: str, found: Findings) -> None:
    got = size(view)
    if got > VIEW_BYTES_MOST:
        constraint = {"type": "max_length", "expected": VIEW_BYTES_MOST, "got": got}
        found.add(Problem(VIEW_TOO_LARGE, "view is larger than 250kb", at, constraint))


def checked_blocks(
    value: object,
    surface: Surface = "message",
    unsupported: frozenset[str] = frozenset(),
    known_files: KnownFiles | None = None,
    *,
    limit_text: bool = True,
) -> list[Json]:
    """The blocks as received.

    `unsupported` are types this workspace does not know (yet); `limit_text` is off for response
    URLs, which Slack does not hold to the limit of all text together. Raises SlackError
    `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`, with `errors` and
    `response_metadata.messages`.
    """
    if not isinstance(value, list):
        raise SlackError("invalid_blocks_format")
    found = problems_of_blocks(value, surface, known_files, unsupported=unsupported)
    if not limit_text:
        found = [problem for problem in found if problem.code != TEXT_TOO_LONG]
    if found:
        only_long = all(problem.code == TEXT_TOO_LONG for problem in found)
        raise _refusal(TEXT_TOO_LONG if only_long else "invalid_blocks", found)
    return value


def checked_view(
    value: object,
    unsupported: frozenset[str] = frozenset(),
    known_files: KnownFiles | None = None,
    *,
    kinds: tuple[Surface, ...] = VIEWS,
) -> Json:
    """The view as received. Raises SlackError `invalid_arguments` or `view_too_large`, with
    `errors` and `response_metadata.messages`."""
    found = problems_of_view(value, known_files, unsupported=unsupported, kinds=kinds)
    if found:
        only_large = all(problem.code == VIEW_TOO_LARGE for problem in found)
        raise _refusal(VIEW_TOO_LARGE if only_large else "invalid_arguments", found)
    assert isinstance(value, dict)  # noqa: S101 (anything else was found fault with)
    return value


def _refusal(code: str, found: list[Problem]) -> SlackError:
    """Methods that carry blocks repeat each finding twice, both times as a line of text."""
    lines = [problem.line() for problem in found]
    return SlackError(
        code,
        errors=lines,
        response_metadata={"messages": [f"[ERROR] {line}" for line in lines]},
    )
