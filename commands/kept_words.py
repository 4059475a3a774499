"""What people type about questions they keep, link to or take away, recognised. Pure and quick.

Every text passes by here before anything heavier is imported; what is about nothing of this is left
to the other commands.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from base.answer import FileKind

# As storage gives them: without 0, 1, i, l and o.
_CODE = re.compile(r"#([2-9a-hjkmnp-z]{6,16})", re.IGNORECASE)
_SLASH = re.compile(r"^/(?:metric|fupan)\s+", re.IGNORECASE)
_SHELF = r"(?:收藏夹?|我的收藏|favou?rites?|favs?)"
_KEEP = r"(?:收藏|保存|save)"


class Doing(StrEnum):
    """What is to be done."""

    LIST = "list"
    SAVE = "save"
    NAME = "name"
    RENAME = "rename"
    REMOVE = "remove"
    PIN = "pin"
    UNPIN = "unpin"
    RUN = "run"
    CODE = "code"
    LINK = "link"
    EXPORT = "export"


@dataclass(frozen=True)
class KeptWish:
    """What a text wants: `name` of a favourite (a code's signs for CODE), `text` the question or a
    new name, `kind` of a file.
    """

    doing: Doing
    name: str = ""
    text: str = ""
    kind: FileKind = FileKind.XLSX


_TO = r"(?:=|->|→|改成|改为|为|成|\bto\b)"
_FORMS: tuple[tuple[Doing, str], ...] = (
    (
        Doing.LIST,
        rf"(?:{_SHELF}|saved(?: questions)?|my (?:saved questions|favou?rites))"
        r"(?:\s+(?:list|ls|show|列表|清单|看看?))?",
    ),
    (
        Doing.RENAME,
        rf"{_SHELF}\s+(?:改名|重命名|rename)\s+(?P<name>.+?)\s*{_TO}\s*(?P<text>.+)",
    ),
    (
        Doing.UNPIN,
        rf"(?:{_SHELF}\s+)?(?:取消置顶|unpin)\s+(?P<name>.+)",
    ),
    (Doing.PIN, rf"(?:{_SHELF}\s+)?(?:置顶|pin)\s+(?P<name>.+)"),
    (
        Doing.REMOVE,
        rf"(?:{_SHELF}\s+(?:删除|删掉|移除|取消|remove|delete|unsave)|取消收藏|unsave)"
        r"\s+(?P<name>.+)",
    ),
    (Doing.RUN, rf"{_SHELF}\s+(?:打开|问|run|open|ask)\s+(?P<name>.+)"),
    (Doing.SAVE, rf"{_KEEP}\s+(?P<name>[^=]*?)\s*=\s*(?P<text>.*)"),
    # Without a name: a form asks for it.
    (Doing.NAME, rf"{_KEEP}\s+(?P<text>.+)"),
    (Doing.LINK, r"(?:链接|permalink|link)(?:\s+(?:to\s+)?(?P<text>.+))?"),
)
_EXPORT = re.compile(
    r"(?:导出|下载)(?:成|为)?\s*(?P<zh>.*)|(?:export|download)(?:\s+(?:as\s+)?(?P<en>.+))?",
    re.IGNORECASE,
)
_KINDS = (
    (FileKind.CSV, r"csv"),
    (FileKind.XLSX, r"xlsx|excel|表格"),
    (FileKind.PNG, r"png|图片|图|chart|picture"),
)
_KIND = tuple((kind, rf"(?:as\s+)?(?<![a-z])(?:{words})(?![a-z])") for kind, words in _KINDS)
# Every form has one of these: whatever has none is no such wish, and nothing need be compiled.
_MARKS = ("收藏", "保存", "置顶", "链接", "save", "fav", "pin", "link")


def without_slash(text: str) -> str:
    """Return a text without the command before it."""
    return _SLASH.sub("", text.strip())


def kept_asked(text: str) -> KeptWish | None:
    """Return what a text wants of kept questions, None where it is about something else."""
    text = without_slash(text)
    found = _CODE.fullmatch(text)
    if found is not None:
        return KeptWish(Doing.CODE, found[1].lower())
    export = _EXPORT.fullmatch(text)
    if export is not None:
        return _export(export["zh"] or export["en"] or "")
    if not any(mark in text.lower() for mark in _MARKS):
        return None
    for doing, pattern in _FORMS:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found is not None:
            parts = found.groupdict()
            name, said = (_bare(parts.get(key) or "") for key in ("name", "text"))
            return KeptWish(doing, name, said)
    return None


def _bare(text: str) -> str:
    return text.strip().strip('“”"「」').strip()


def _export(rest: str) -> KeptWish:
    """Return an export; what kind of file may stand before the question or behind it."""
    rest = rest.strip()
    for kind, pattern in _KIND:
        first = re.match(pattern, rest, re.IGNORECASE)
        if first is not None:
            return KeptWish(Doing.EXPORT, text=rest[first.end() :].strip(), kind=kind)
        last = [
            found for found in re.finditer(pattern, rest, re.IGNORECASE) if found.end() == len(rest)
        ]
        if last:
            return KeptWish(Doing.EXPORT, text=rest[: last[-1].start()].strip(), kind=kind)
    return KeptWish(Doing.EXPORT, text=rest)


def names_a_form(text: str) -> bool:
    """Say whether a text opens the form that asks for a name."""
    found = kept_asked(text)
    return found is not None and found.doing is Doing.NAME
