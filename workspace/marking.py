"""What a person typed as Slack stores it: escaped, with names and links made into its marks."""

import re
from collections.abc import Callable, Collection

from .model import Model

LINK = re.compile(r"https?://[^\s<>，。；）】》]+")


def marked_up(model: Model, text: str, *, with_handles: bool = False) -> str:
    """A typed text with `@name`, `#channel` and links as `<@U...>`, `<#C...|name>` and `<...>`.

    With handles, as the text of a command has them, somebody is `<@U...|handle>`.
    """
    text = LINK.sub(lambda m: f"<{m.group()}>", escaped(text))
    names = {name: m for m in model.members for name in (m.real_name, m.name)}
    text = _replace_names(
        text,
        "@",
        names,
        lambda name: f"<@{names[name].id}{f'|{names[name].name}' if with_handles else ''}>",
    )
    channels = {c.name: c.id for c in model.conversations if c.kind != "im"}
    return _replace_names(text, "#", channels, lambda name: f"<#{channels[name]}|{name}>")


def _replace_names(
    text: str, mark: str, names: Collection[str], shown: Callable[[str], str]
) -> str:
    """`@fupan` and `@fupan上周` name fupan; `me@fupan.cn` and `@fupantic` do not."""
    if not names:
        return text
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = rf"(?<![\w|]){mark}({'|'.join(longest_first)})(?![A-Za-z0-9_])"
    return re.sub(pattern, lambda m: shown(m.group(1)), text)


def escaped(text: str) -> str:
    """The three characters Slack escapes in everything people type."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
