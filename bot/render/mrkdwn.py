"""Slack's text: escaping, bold lines, cutting to a limit. Knows no answers.

`mrkdwn` fields and the notification line are parsed by Slack, so what people and files wrote is
escaped there; plain-text fields (cells, buttons, chart labels) are shown as they are.
"""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

# Marks that would end or begin formatting inside a line; they look the same and mean nothing.
_MARKS = str.maketrans({"*": "∗", "`": "ˋ", "~": "～"})
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def escape(text: str) -> str:
    """Return a text that Slack shows as it is: nothing in it formats, links or pings."""
    for sign, entity in _ENTITIES:
        text = text.replace(sign, entity)
    return text.translate(_MARKS)


def unescape(text: str) -> str:
    """Return what somebody typed, from what Slack made of it."""
    for sign, entity in reversed(_ENTITIES):
        text = text.replace(entity, sign)
    return text


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` characters, visibly cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut_escaped(text: str, most: int) -> str:
    """Return an escaped text of at most `most` characters, never cut inside an entity."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    start = kept.rfind("&")
    if start >= 0 and ";" not in kept[start:]:
        kept = kept[:start]
    return kept.rstrip() + "…"


def bold_line(text: str, most: int) -> str:
    """Return a whole line in bold: Slack knows bold in Chinese only from edge to edge."""
    line = " ".join(text.split())
    return f"*{cut_escaped(line, most - 2)}*" if line else ""


def mrkdwn(text: str) -> Json:
    """Return a text object; verbatim, so that Slack links and parses nothing of its own accord."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str) -> Json:
    """Return a section of already escaped text."""
    return {"type": "section", "text": mrkdwn(text)}


def text_length(value: object) -> int:
    """Return how many characters of text a block holds, as Slack counts towards its limit."""
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = sum(len(v) for k, v in value.items() if k in _COUNTED and isinstance(v, str))
    return own + sum(text_length(v) for v in value.values() if isinstance(v, dict | list))


_COUNTED = frozenset({"text", "caption", "title", "name", "label"})
