"""The judge of blocks with what one workspace adds: its files, and the block types it lacks."""

from typing import Any, Literal

from . import blocks
from .blockkit import KNOWN_TYPES, checked_blocks, checked_view
from .model import Json, Model


def judged_blocks(model: Model, value: Any, *, limit_text: bool = True) -> list[Json]:
    """The blocks of a message as received.

    `limit_text` is off for response URLs. Raises SlackError `invalid_blocks_format`,
    `invalid_blocks`, `msg_blocks_too_long`.
    """
    return checked_blocks(
        value, "message", _unsupported(model), model.files.is_ready, limit_text=limit_text
    )


def judged_view(model: Model, value: Any, kind: Literal["modal", "home"]) -> Json:
    """A view of that kind as received. Raises SlackError `invalid_arguments`, `view_too_large`."""
    return checked_view(value, _unsupported(model), model.files.is_ready, kinds=(kind,))


def _unsupported(model: Model) -> frozenset[str]:
    return model.config.unsupported_blocks | (KNOWN_TYPES - blocks.KNOWN_TYPES)
