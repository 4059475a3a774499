"""The judge of Block Kit: would Slack take these blocks, or this view?

Written from Slack's documentation alone; no library that makes blocks may enter, so that the
judge can be held against them.
"""

from .judge import (
    checked_blocks,
    checked_view,
    problems_of_blocks,
    problems_of_message,
    problems_of_view,
)
from .layout import KNOWN_TYPES
from .problem import TEXT_TOO_LONG, VIEW_TOO_LARGE, Json, Problem, Surface

__all__ = [
    "KNOWN_TYPES",
    "TEXT_TOO_LONG",
    "VIEW_TOO_LARGE",
    "Json",
    "Problem",
    "Surface",
    "checked_blocks",
    "checked_view",
    "problems_of_blocks",
    "problems_of_message",
    "problems_of_view",
]
