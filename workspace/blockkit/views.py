"""Views: the frame of a modal and of a Home tab."""

from .objects import ID_MOST, plain_only
from .problem import Surface
from .rules import Enum, Flag, Need, Rule, Shape, Str, shape

VIEW_BYTES_MOST = 256_000
TITLE_MOST = 24
METADATA_MOST = 3000


def view_of(kind: Surface, blocks: Rule) -> Shape:
    """The frame of a view with the rule for its blocks."""
    title = plain_only(TITLE_MOST)
    common: dict[str, Rule] = {
        "type": Need(Enum((kind,))),
        "blocks": Need(blocks),
        "private_metadata": Str(METADATA_MOST),
        "callback_id": Str(ID_MOST),
        "external_id": Str(ID_MOST),
    }
    if kind == "home":
        # Slack gives a Home tab a title of its own making and takes one back.
        return shape(**common, title=title)
    return shape(
        **common,
        title=Need(title),
        close=title,
        submit=title,
        clear_on_close=Flag(),
        notify_on_close=Flag(),
    )
