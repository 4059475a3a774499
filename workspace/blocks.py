"""Where the blocks of a message are judged; the judge itself is `blockkit`.

`KNOWN_TYPES` are the block types this workspace has: a test makes an older Slack by taking some
of them away.
"""

from . import blockkit
from .blockkit import Json

KNOWN_TYPES = blockkit.KNOWN_TYPES


def checked_blocks(value: object, unsupported: frozenset[str] = frozenset()) -> list[Json]:
    """The blocks as received. Raises SlackError as `blockkit.checked_blocks` does."""
    missing = blockkit.KNOWN_TYPES - KNOWN_TYPES
    return blockkit.checked_blocks(value, unsupported=unsupported | missing)
