"""The one typeface of the pictures: what it can draw, how wide a text gets, where to break it.

Noto Sans SC (SIL Open Font License) comes as a file inside a package; nothing is taken from the
machine. Imports matplotlib: import this only where a picture is drawn.
"""

import unicodedata
from functools import lru_cache

import pylopdf_fonts_zh_cn
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags

# Printers' old mark for a letter they do not have; a footnote says so.
UNDRAWN = "〓"
_POINTS_A_PIXEL = 0.72
# Neither may begin a line, as Chinese and English set them.
_NEVER_FIRST = frozenset("，。：；！？、）”’》】…—–,.:;!?)]}%")
_NEVER_LAST = frozenset("（“‘《【([{$¥€£")


@lru_cache(maxsize=1)
def _path() -> str:
    return str(pylopdf_fonts_zh_cn.sans_path())


@lru_cache(maxsize=64)
def sized(pixels: int) -> FontProperties:
    """Return the typeface at a size, for figures of 100 dots an inch. Not to be changed."""
    return FontProperties(fname=_path(), size=pixels * _POINTS_A_PIXEL)


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    return frozenset(get_font(_path()).get_charmap())


def drawable(text: str) -> str:
    """Return a text in which every character can be drawn.

    Line breaks become blanks, invisible marks go, and a run of what the typeface lacks (emoji,
    scripts from right to left) becomes one mark, so that it is seen that something stood there.
    """
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        for one in _known(character):
            if one != UNDRAWN or not kept or kept[-1] != UNDRAWN:
                kept.append(one)
    return " ".join("".join(kept).split())


def _known(character: str) -> str:
    """Return a character as it can be drawn: itself, its plain form, a mark, or nothing."""
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Mn", "Me") or character in "\ufe0e\ufe0f":
        return ""
    if ord(character) in _drawn() and category != "Co":
        return character
    simpler = unicodedata.normalize("NFKC", character)
    simple = simpler != character and all(ord(one) in _drawn() for one in simpler)
    return simpler if simple else UNDRAWN


@lru_cache(maxsize=8192)
def _advance(character: str) -> float:
    """Return how far a character moves the pen, as a part of the font's size."""
    font = get_font(_path())
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / font.units_per_EM


def width(text: str, pixels: int) -> float:
    """Return the width in pixels of a drawable text at a size."""
    return sum(_advance(character) for character in text) * pixels


def cut_to(text: str, pixels: int, most: float) -> str:
    """Return a drawable text no wider than `most` pixels, visibly cut."""
    if width(text, pixels) <= most:
        return text
    kept = text[: _fitting(text, pixels, most - width("…", pixels))]
    return kept.rstrip() + "…"


def wrapped(text: str, pixels: int, most: float, lines: int) -> list[str]:
    """Return a drawable text in at most `lines` lines, the last of them visibly cut."""
    found: list[str] = []
    while text and len(found) < lines - 1 and width(text, pixels) > most:
        at = _break(text, _fitting(text, pixels, most))
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, cut_to(text, pixels, most)] if text else found


def _fitting(text: str, pixels: int, most: float) -> int:
    """Return how many characters fit into a width, one at least."""
    left = most
    for i, character in enumerate(text):
        left -= _advance(character) * pixels
        if left < 0:
            return max(1, i)
    return len(text)


def _break(text: str, most: int) -> int:
    """Return where to break a line that holds `most` characters."""
    for at in range(most, max(1, most // 2), -1):
        if _may_break(text[at - 1], text[at]):
            return at
    return most


def _may_break(last: str, first: str) -> bool:
    if first in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    return last == " " or first == " " or _is_wide(last) or _is_wide(first)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
