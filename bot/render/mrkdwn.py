"""Slack's text: escaping, bold lines, moments, cutting to a limit. Knows no answers.

`mrkdwn` fields and the notification line are parsed by Slack, so what people and files wrote is
escaped there; plain-text fields (cells, buttons, chart labels) are shown as they are.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from base.language import Chat, Lang, Link, Moment, Msg
from bot.render.characters import cut, graphemes, isolated, shortened, size, sound
from bot.render.numbers import moment
from bot.render.texts import word

__all__ = [
    "Json", "bold_line", "cut", "cut_escaped", "escape", "mrkdwn", "section", "slack_text",
    "text_length", "unescape", "unlinked",
]  # fmt: skip

Json: TypeAlias = dict[str, Any]

# Marks that would end or begin formatting inside a line; they look the same and mean nothing.
_MARKS = str.maketrans({"*": "∗", "`": "ˋ", "~": "～"})
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
# Slack takes an underscore for italics at the edge of a word only: file_name stays.
_ITALIC = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# An emoji's code, but not the minutes of a time: "until 24:00: 165 s".
_EMOJI_CODE = re.compile(r"(?!(?<=[0-9]):[0-5][0-9]:):(?=[\w+'-]+:)")
# A line that begins so is a quotation, escaped or not.
_QUOTED = re.compile(r"^(\s*)>", re.MULTILINE)
_LINKED = re.compile(r"://|(?i:www)(?=\.)")
_TOKEN = re.compile(r"&(?:amp|lt|gt);|<[^<>]*>")
# A moment keeps its place through escaping between two signs that no cleaned text holds.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_ID = re.compile("[A-Z][A-Z0-9]{2,20}")
_CHAT = re.compile(f"{_OPEN}([A-Z][A-Z0-9]{{2,20}}){_CLOSE}")
_LINK = re.compile(f"{_OPEN}L([0-9a-f]+)\\|([^{_CLOSE}]*){_CLOSE}")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20]+", re.IGNORECASE)
# What would end a link of Slack's, percent-encoded.
_ENDING = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", '"': "%22"})
_SHOWN = 48
_SMALL = "\u200b"
_MOMENT = re.compile(f"{_OPEN}(-?[0-9]+)\\|([^{_CLOSE}]*){_CLOSE}")


def escape(text: str) -> str:
    """Return a text that Slack shows as it is: nothing in it formats, links or pings."""
    text = _QUOTED.sub("\\1＞", sound(text))
    for sign, entity in _ENTITIES:
        text = text.replace(sign, entity)
    text = _ITALIC.sub("＿", text.translate(_MARKS))
    return _EMOJI_CODE.sub("∶", text)


def unescape(text: str) -> str:
    """Return what somebody typed, from what Slack made of it."""
    for sign, entity in reversed(_ENTITIES):
        text = text.replace(entity, sign)
    return text


def slack_text(message: Msg, lang: Lang) -> str:
    """Return a message in words, escaped; a moment in it is shown in each reader's own zone.

    A channel or person of the chat is named so that it leads there, an address is a link.
    """
    text = escape(word(message, lang, _marked))
    text = _CHAT.sub(lambda found: f"<{'@' if found[1][0] in 'UW' else '#'}{found[1]}>", text)
    text = _LINK.sub(_linked, text)
    return _MOMENT.sub(lambda found: _dated(found, lang), text)


def _dated(found: re.Match[str], lang: Lang) -> str:
    # Slack writes the first letter of a date large ("until Today 10:04"), unless it is this one.
    inside = lang is Lang.EN and found.string[: found.start()].rpartition("\n")[2].strip("*•– ")
    return f"<!date^{found[1]}^{_SMALL if inside else ''}{{date_short_pretty}} {{time}}|{found[2]}>"


def _linked(found: re.Match[str]) -> str:
    url = bytes.fromhex(found[1]).decode().translate(_ENDING).replace("&", "&amp;")
    return f"<{url}|{found[2]}>"


def _marked(value: Moment | Chat | Link, lang: Lang) -> str:
    if isinstance(value, Link):
        return _address(value.url)
    if isinstance(value, Chat):
        return f"{_OPEN}{value.id}{_CLOSE}" if _ID.fullmatch(value.id) else value.name or value.id
    return f"{_OPEN}{int(value.at.timestamp())}|{moment(value, lang)}{_CLOSE}"


def _address(url: str) -> str:
    """Return an address that keeps through escaping what it leads to, and how it is shown."""
    url = sound(url)
    if not _ADDRESS.fullmatch(url):
        # What is none is a text like any other.
        return isolated(url)
    shown = cut(isolated(url.partition("://")[2]).replace("|", "¦"), _SHOWN)
    return f"{_OPEN}L{url.encode().hex()}|{shown}{_CLOSE}"


def unlinked(text: str) -> str:
    """Return a text in which Slack finds no address to link, where no field can forbid that."""
    return _LINKED.sub(lambda found: found[0][0] + "\u2060" + found[0][1:], text)


def cut_escaped(text: str, most: int) -> str:
    """Return an escaped text of at most `most` characters, no entity or moment cut in two."""
    return text if size(text) <= most else shortened(_pieces(text), most)


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for token in _TOKEN.finditer(text):
        yield from graphemes(text[at : token.start()])
        yield token[0]
        at = token.end()
    yield from graphemes(text[at:])


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
    own = sum(size(v) for k, v in value.items() if k in _COUNTED and isinstance(v, str))
    return own + sum(text_length(v) for v in value.values() if isinstance(v, dict | list))


_COUNTED = frozenset({"text", "caption", "title", "name", "label", "alt_text"})
