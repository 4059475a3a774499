"""Characters as people see them: graphemes, hostile ones made harmless, direction kept in place.

For every renderer; knows no answers and no Slack.
"""

import re
import unicodedata
from collections.abc import Iterator

# First strong isolate, pop directional isolate: what stands between turns nothing outside around.
_FSI, _PDI = "\u2068", "\u2069"
_ISOLATES = ("\u2066", "\u2067", _FSI)
_BLANK = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]")
# Controls, embeddings and isolates of others, and what Unicode keeps out of interchange (a renderer
# may mark places of its own with these).
_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ZWJ, _ZWNJ = "\u200d", "\u200c"
_VIRAMA = 9


def sound(text: str) -> str:
    """Return a text that every encoding of Unicode takes: lone surrogates are replaced."""
    return text if text.isprintable() else _SURROGATE.sub("\ufffd", text)


def clean(text: str) -> str:
    """Return a text of people in one line without anything invisible that could do harm."""
    if text.isprintable():
        return text
    return _HARMFUL.sub("", _BLANK.sub(" ", sound(text)))


def isolated(text: str) -> str:
    """Return a clean text that, written from right to left, leaves the line around it alone."""
    tidy = clean(text)
    if tidy.isascii() or not _RIGHT_TO_LEFT.search(tidy):
        return tidy
    return f"{_FSI}{tidy}{_PDI}"


def size(text: str) -> int:
    """Return a text's length where a character beyond the first plane counts twice.

    Nobody says how Slack counts; this is the larger of the two.
    """
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` characters, visibly cut, no grapheme in two."""
    tidy = sound(text)
    if size(tidy) <= most:
        return tidy
    return shortened(graphemes(tidy), most)


def shortened(parts: Iterator[str], most: int) -> str:
    """Return as many parts as fit `most` characters together with an ellipsis."""
    kept: list[str] = []
    left, opened = most - 1, 0
    for part in parts:
        # An isolate that is opened must be closed again.
        opened += (part in _ISOLATES) - (part == _PDI)
        left -= size(part)
        if left < max(opened, 0):
            break
        kept.append(part)
    text = "".join(kept).rstrip()
    still = sum(text.count(sign) for sign in _ISOLATES) - text.count(_PDI)
    return text + "…" + _PDI * max(still, 0)


def graphemes(text: str) -> Iterator[str]:
    """Yield what a reader takes for single characters: an emoji of several parts, a flag, a letter
    with its marks."""
    cluster = ""
    for character in text:
        if cluster and _belongs(cluster, character):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def _belongs(cluster: str, character: str) -> bool:
    """Say whether a character continues a cluster (the rules of Unicode's annex 29, roughly)."""
    last = cluster[-1]
    if character < "\u0300":
        return last == "\r" and character == "\n"
    if last in "\t\n\r " or last in _ISOLATES or last == _PDI:
        return False
    if character in (_ZWJ, _ZWNJ) or last == _ZWJ or _extends(character):
        return True
    if _is_flag(character):
        return _is_flag(last) and sum(map(_is_flag, cluster)) % 2 == 1
    if unicodedata.combining(last) == _VIRAMA:
        return unicodedata.category(character) == "Lo"
    return _is_hangul(last) and _continues_hangul(last, character)


def _extends(character: str) -> bool:
    if "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f":
        return True
    return character in "\u0e33\u0eb3" or unicodedata.category(character) in ("Mn", "Me", "Mc")


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_hangul(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff" or "\uac00" <= character <= "\ud7a3"


def _continues_hangul(last: str, character: str) -> bool:
    if "\u1160" <= character <= "\u11ff":
        return True
    return "\u1100" <= last <= "\u115f" and _is_hangul(character)
