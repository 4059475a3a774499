"""First sanity of Block Kit: a list of objects of known type, at most 50.

The full judgement against every limit comes later and belongs here.
"""

from typing import Any

from .errors import SlackError
from .model import Json

MAX_BLOCKS = 50
KNOWN_TYPES = frozenset(
    {
        "actions",
        "alert",
        "card",
        "carousel",
        "container",
        "context",
        "context_actions",
        "data_table",
        "data_visualization",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "markdown",
        "plan",
        "rich_text",
        "section",
        "table",
        "task_card",
        "video",
    }
)


def checked_blocks(value: Any) -> list[Json]:
    """The blocks as received. Raises SlackError `invalid_blocks_format` or `invalid_blocks`."""
    if not isinstance(value, list):
        raise SlackError("invalid_blocks_format")
    if len(value) > MAX_BLOCKS:
        raise _invalid(f"no more than {MAX_BLOCKS} items allowed", "/blocks")
    for place, block in enumerate(value):
        if not isinstance(block, dict):
            raise _invalid("must be a valid object", f"/blocks/{place}")
        if block.get("type") not in KNOWN_TYPES:
            raise _invalid(f"unsupported type: {block.get('type')}", f"/blocks/{place}/type")
    return value


def _invalid(what: str, pointer: str) -> SlackError:
    messages = [f"[ERROR] {what} [json-pointer:{pointer}]"]
    return SlackError("invalid_blocks", response_metadata={"messages": messages})
