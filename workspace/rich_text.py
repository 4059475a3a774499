"""What people type, as the `rich_text` block Slack puts beside the text of their messages.

Only what a composer makes of typed marks: text, styles, names, channels, links, emoji. Pure text
work, nothing of the workspace enters.
"""

import html
import re
from typing import Any

Json = dict[str, Any]

PIECES = re.compile(
    r"<@(?P<user>[A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<\#(?P<channel>[A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<!(?P<range>here|channel|everyone)(?:\|[^>]*)?>"
    r"|<(?P<url>[a-z]+:[^|>]+)(?:\|(?P<label>[^>]*))?>"
    r"|(?<![\w:]):(?P<emoji>[a-z0-9_+'-]+):"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    r"|(?<![\w`])`(?P<code>[^`\n]+)`(?![\w`])",
    re.ASCII,
)
STYLES = ("bold", "italic", "strike", "code")


def rich_text(text: str) -> Json:
    """The block for a message's text (as stored: escaped, with Slack's own marks)."""
    section = {"type": "rich_text_section", "elements": _elements(text)}
    return {"type": "rich_text", "elements": [section]}


def _elements(text: str) -> list[Json]:
    elements: list[Json] = []
    done = 0
    for match in PIECES.finditer(text):
        elements += _plain(text[done : match.start()])
        elements.append(_piece(match))
        done = match.end()
    return elements + _plain(text[done:])


def _plain(text: str) -> list[Json]:
    return [{"type": "text", "text": html.unescape(text)}] if text else []


def _piece(match: re.Match[str]) -> Json:
    kind, value = match.lastgroup or "", match.group(match.lastgroup or 0)
    if kind in STYLES:
        return {"type": "text", "text": html.unescape(value), "style": {kind: True}}
    if kind == "user":
        return {"type": "user", "user_id": value}
    if kind == "channel":
        return {"type": "channel", "channel_id": value}
    if kind == "range":
        return {"type": "broadcast", "range": value}
    if kind == "emoji":
        return {"type": "emoji", "name": value}
    link = {"type": "link", "url": html.unescape(match.group("url"))}
    return link | ({"text": html.unescape(value)} if kind == "label" else {})
