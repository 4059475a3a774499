"""Folding what was typed into one spelling: width, case, traditional characters, punctuation.

No meaning here. A folded text knows for each of its characters where it was typed, so that a word
can be named back to its author as typed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, normalize

MAX_CHARS = 500

# One thing Slack adds (mentions, channels, links) and our own command words at the start.
_SLACK = re.compile(r"<[@#!][^>]*>")
_COMMAND = re.compile(
    r"^\W*(?:@?fupan\b|/(?:metrics?|fupan|指标)|metric\b|指标(?=\s))[\s:：]*", re.I
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))

STOP = "|"
_KEPT = frozenset("/.:%-'")
_FOLDS = {
    **dict.fromkeys("–—―−‐‑﹣", "-"),
    **dict.fromkeys("~～〜∼", "~"),
    **dict.fromkeys("’‘`´ʼ", "'"),
    **dict.fromkeys(",;!?，。；！？、…\n", STOP),
}


@dataclass(frozen=True)
class Folded:
    """A text in one spelling. `chars[i]` was typed at `typed[at[i]]`."""

    chars: str
    typed: str
    at: tuple[int, ...]

    def as_typed(self, start: int, end: int) -> str:
        """Return the characters `start` to `end` (exclusive) as they were typed."""
        if start >= end:
            return ""
        return self.typed[self.at[start] : self.at[end - 1] + 1].strip()

    def replaced(self, start: int, end: int, by: str) -> "Folded":
        """Return the text with another spelling of `start` to `end` (exclusive)."""
        at = self.at[:start] + (self.at[start],) * len(by) + self.at[end:]
        return Folded(self.chars[:start] + by + self.chars[end:], self.typed, at)


def clean(text: str) -> str:
    """Return a request without mentions and command words, in normal width, cut to length."""
    text = _SLACK.sub(" ", text[: MAX_CHARS * 2])
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    text = normalize("NFKC", text).strip()[:MAX_CHARS]
    # "/fupan metric ...": two of them at most.
    return _COMMAND.sub("", _COMMAND.sub("", text))


def fold(text: str) -> Folded:
    """Fold a cleaned text (see `clean`)."""
    chars: list[str] = []
    at: list[int] = []
    for position, char in enumerate(text):
        folded = _fold_char(char)
        chars.append(folded)
        at += [position] * len(folded)
    return Folded("".join(chars), text, tuple(at))


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    if char in _FOLDS:
        return _FOLDS[char]
    if char.isalnum():
        return char.lower()
    if category(char) in {"Mn", "Me", "Cf"}:
        return ""
    return char if char in _KEPT else " "


def is_cjk(char: str) -> bool:
    """Say whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def term(text: str) -> str:
    """Return a term as the tries hold it: folded, with blanks only between two other words."""
    chars = fold(normalize("NFKC", text)).chars.replace("-", " ").replace(STOP, " ")
    words = chars.split()
    out = words[0] if words else ""
    for word in words[1:]:
        out += word if is_cjk(out[-1]) or is_cjk(word[0]) else f" {word}"
    return out


def rare_chars(text: str) -> frozenset[str]:
    """Return the Chinese characters that simplified mainland text seldom holds (not in GB 2312)."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return frozenset(char for char in text if is_cjk(char) and not _common(char))
    return frozenset()


def _common(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplified(text: str) -> str:
    """Return a text in simplified characters. Imports a converter: only where `rare_chars`."""
    return _converter()(text)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
