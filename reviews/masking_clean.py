"""Plain text out of whatever was typed, and the folded copy that patterns are searched in.

`clean` takes away everything a reader cannot see (zero-width, bidi and tag characters, towers of
combining marks) and narrows full-width letters and digits, so that an identifier has one spelling.
`shadow` folds the clean text character by character: both strings have the same length, and what is
found in the shadow is cut out of the text itself. Nothing here knows what is to be hidden.
"""

import re
import unicodedata

from metrics.parser.folding import simplified

# Letters by category, but nothing is to be seen of them: good for hiding something in between.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\u20e3"
)
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MARKS = frozenset({"Mn", "Me"})
# Look the same as a Latin letter to a reader.
_LOOKALIKES = str.maketrans(
    "аеорсухкмтвніјѕԁɡӏοαρνικτυχεΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅıſ",
    "aeopcyxkmtbhijsdgloapviktuxeabezhikmnoptyxabekmhopctyxijsis",
)
_PUNCTUATION = str.maketrans(
    "－‐‑‒–—―−﹣～〜：﹕（）＜﹤＞﹥！﹗＃﹟＠﹫／．﹒＋＊＿｜・•‧∙⋅［］＂＇＆＝％？﹖",
    "-" * 9 + "~~::()<<>>!!##@@/..+*_|·····[]\"'&=%??",
)


def is_cjk(char: str) -> bool:
    """Return whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" or char == "〇"


class _Cleaning(dict[int, str | None]):
    """What each code point becomes; None takes it away. Filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = out = _cleaned(chr(code))
        return out


class _Folding(dict[int, str]):
    """What each code point is searched as: always one character."""

    def __missing__(self, code: int) -> str:
        self[code] = out = _folded(chr(code))
        return out


def _cleaned(char: str) -> str | None:
    code, category = ord(char), unicodedata.category(char)
    if char in "\n\r\x0b\x0c\x85" or category in ("Zl", "Zp"):
        return "\n"
    if char == "\t" or category == "Zs":
        return " "
    if char in _INVISIBLE or category in _DROPPED or _is_selector(code):
        return None
    if category == "Nd":
        return str(unicodedata.digit(char))
    # Full-width letters and the commercial at; the mathematical alphabets.
    if (
        (0xFF21 <= code <= 0xFF5A and char.isalpha())
        or char in "＠﹫"
        or 0x1D400 <= code <= 0x1D7FF
    ):
        return unicodedata.normalize("NFKC", char)
    return char


def _is_selector(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


def _folded(char: str) -> str:
    if is_cjk(char):
        plain = unicodedata.normalize("NFKC", char)
        out = simplified(plain)
        return out if len(out) == 1 else char
    out = char.translate(_LOOKALIKES).translate(_PUNCTUATION)
    if unicodedata.category(out)[0] in "LN":
        bare = [c for c in unicodedata.normalize("NFKD", out) if not unicodedata.combining(c)]
        out = bare[0] if len(bare) == 1 else out
    lower = out.lower()
    return lower.translate(_LOOKALIKES) if len(lower) == 1 else out


_CLEANING = _Cleaning()
_FOLDING = _Folding()
_BLANKS = re.compile(r" {2,}")
_LINES = re.compile(r" ?\n(?:[ \n]*\n)? ?")


def clean(text: str) -> str:
    """Return the text as it may be shown: visible characters only, valid as UTF-8; idempotent."""
    text = text.replace("\r\n", "\n").translate(_CLEANING)
    text = unicodedata.normalize("NFC", _without_towers(unicodedata.normalize("NFC", text)))
    text = _BLANKS.sub(" ", text.translate(_CLEANING))
    return _LINES.sub(lambda m: "\n\n" if m[0].count("\n") > 1 else "\n", text).strip()


def _without_towers(text: str) -> str:
    """Drop the marks that Latin, digits and Chinese do not need, and every third one elsewhere."""
    if text.isascii():
        return text
    out: list[str] = []
    base, marks = "a", 0
    for char in text:
        if unicodedata.category(char) not in _MARKS:
            base, marks = char, 0
        elif base.isascii() or is_cjk(base) or marks >= 2:
            continue
        else:
            marks += 1
        out.append(char)
    return "".join(out)


def shadow(text: str) -> str:
    """Return the text as it is searched: lower case, simplified, look-alikes made plain.

    Every character has its counterpart at the same place.
    """
    return text.translate(_FOLDING)
