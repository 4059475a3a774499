"""The rich_text block: sections, lists, quotes, preformatted, and what stands in them.

Slack takes empty `elements` in these (a blank line), but no text of no length.
"""

from .objects import ANY_URL, BLOCK_ID
from .rules import (
    Anything,
    ByType,
    Enum,
    Flag,
    List,
    Need,
    Num,
    Rule,
    Shape,
    Str,
    pattern,
    pick,
    shape,
    typed,
)

INDENT_MOST = 8
_ID = Need(Str(least=1))
_COLOR = pattern("color", r"#?[0-9A-Fa-f]{6}")

STYLE = shape(
    bold=Flag(),
    italic=Flag(),
    strike=Flag(),
    underline=Flag(),
    code=Flag(),
    highlight=Flag(),
    client_highlight=Flag(),
    unlink=Flag(),
)


def _leaf(kind: str, **properties: Rule) -> Shape:
    return typed(kind, style=STYLE, **properties)


LEAVES: dict[str, Rule] = {
    "text": _leaf("text", text=Need(Str(least=1))),
    "link": _leaf("link", url=Need(ANY_URL), text=Str(least=1), unsafe=Flag()),
    "user": _leaf("user", user_id=_ID),
    "usergroup": _leaf("usergroup", usergroup_id=_ID),
    "team": _leaf("team", team_id=_ID),
    "channel": _leaf("channel", channel_id=_ID),
    "broadcast": _leaf("broadcast", range=Need(Enum(("here", "channel", "everyone")))),
    "color": _leaf("color", value=Need(Str(form=_COLOR))),
    "emoji": _leaf(
        "emoji",
        name=_ID,
        unicode=Str(),
        url=Str(),
        skin_tone=Num(1, 6, whole=True),
        display_team_id=Anything("set by Slack on custom emoji"),
        display_url=Anything("set by Slack on custom emoji"),
    ),
    "date": _leaf(
        "date",
        timestamp=Need(Num(0, whole=True)),
        format=Need(Str(least=1)),
        url=ANY_URL,
        fallback=Str(),
    ),
}

_BORDER = Enum((0, 1))
_ANY_LEAVES = List(ByType(LEAVES))
_SECTION = typed("rich_text_section", elements=Need(_ANY_LEAVES))

CONTAINERS: dict[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_list": typed(
        "rich_text_list",
        style=Need(Enum(("bullet", "ordered"))),
        elements=Need(List(ByType({"rich_text_section": _SECTION}))),
        indent=Num(0, INDENT_MOST, whole=True),
        offset=Num(0, whole=True),
        border=_BORDER,
    ),
    "rich_text_quote": typed("rich_text_quote", elements=Need(_ANY_LEAVES), border=_BORDER),
    "rich_text_preformatted": typed(
        "rich_text_preformatted",
        elements=Need(List(pick(LEAVES, "text", "link"))),
        border=_BORDER,
        language=Str(least=1),
    ),
}

RICH_TEXT = typed("rich_text", elements=Need(List(ByType(CONTAINERS), least=1)), block_id=BLOCK_ID)
