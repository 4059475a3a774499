"""How a deck looks: colours, typefaces, logo, a company's own master. Read from a TOML file.

Imports nothing heavy, but where a company names files of its own: these are opened once, to see
that they can be drawn.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from base.language import Lang, msg
from base.refusal import Refusal

_DEFAULT = Path(__file__).with_name("themes") / "default.toml"
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_COLOURS = ("accent", "text", "muted", "faint", "before")


@dataclass(frozen=True)
class Fonts:
    """The typefaces of a deck in one language."""

    latin: str
    ea: str


@dataclass(frozen=True)
class Theme:
    """A theme: colours of six hexadecimal figures; paths are absolute, None where there is none."""

    accent: str
    text: str
    muted: str
    faint: str
    before: str
    zh: Fonts
    en: Fonts
    logo: Path | None = None
    base: Path | None = None

    def fonts(self, lang: Lang) -> Fonts:
        """Return the typefaces of a language."""
        return self.zh if lang is Lang.ZH else self.en


@lru_cache(maxsize=1)
def default_theme() -> Theme:
    """Return the theme that comes along."""
    return _theme(_DEFAULT, tomllib.loads(_DEFAULT.read_text(encoding="utf-8")))


def read_theme(path: Path) -> Theme:
    """Return a company's own theme; what it leaves out is the default's.

    Raises Refusal, which says what is wrong with the file.
    """
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _wrong(path, "deck.theme.unreadable") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, "deck.theme.no_toml") from error
    return _theme(path, _over(path, own))


def _over(path: Path, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the default's entries with a company's own over them; unknown ones are refused."""
    found: dict[str, Any] = tomllib.loads(_DEFAULT.read_text(encoding="utf-8"))
    for part, entries in own.items():
        if part not in found or not isinstance(entries, dict):
            raise _wrong(path, "deck.theme.unknown", part)
        for key, value in entries.items():
            if key not in found[part] or type(value) is not type(found[part][key]):
                raise _wrong(path, "deck.theme.unknown", f"{part}.{key}")
            found[part][key] = found[part][key] | value if isinstance(value, dict) else value
    return found


def _theme(path: Path, data: Mapping[str, Any]) -> Theme:
    colours = {key: _colour(path, key, data["colours"][key]) for key in _COLOURS}
    zh, en = (_fonts(path, data["fonts"], lang) for lang in ("zh", "en"))
    return Theme(
        **colours,
        zh=zh,
        en=en,
        logo=_file(path, "logo", data["brand"]["logo"], _opens_logo),
        base=_file(path, "base", data["brand"]["base"], _opens_base),
    )


def _colour(path: Path, key: str, value: str) -> str:
    if not _COLOUR.fullmatch(value.removeprefix("#")):
        raise _wrong(path, "deck.theme.colour", f"{key} = {value}")
    return value.removeprefix("#").upper()


def _fonts(path: Path, data: Mapping[str, Any], lang: str) -> Fonts:
    names = data[lang]
    for key in names:
        if key not in ("latin", "ea") or not isinstance(names[key], str) or not names[key].strip():
            raise _wrong(path, "deck.theme.unknown", f"fonts.{lang}.{key}")
    return Fonts(names["latin"], names["ea"])


def _file(path: Path, key: str, name: str, opens: Callable[[Path], None]) -> Path | None:
    """Return the file that is named, opened once: what cannot be drawn is refused here."""
    if not name:
        return None
    found = (path.parent / name).resolve()
    try:
        opens(found)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, BadZipFile) as error:
        raise _wrong(path, f"deck.theme.{key}", name) from error
    return found


def _opens_logo(path: Path) -> None:
    from pptx.exc import PythonPptxError
    from pptx.parts.image import Image

    try:
        image = Image.from_file(str(path))
        if image.ext not in ("png", "jpg"):
            raise ValueError(image.ext)
    except PythonPptxError as error:
        raise ValueError(path.name) from error


def _opens_base(path: Path) -> None:
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    try:
        if not len(Presentation(str(path)).slide_layouts):
            raise ValueError("no layouts")
    except (PythonPptxError, SyntaxError) as error:
        # What lxml says of broken XML is a SyntaxError.
        raise ValueError(path.name) from error


def _wrong(path: Path, key: str, what: str = "") -> Refusal:
    reason = msg(key, what=what) if what else msg(key)
    return Refusal(msg("deck.theme.wrong", path=path.name, reason=reason))
