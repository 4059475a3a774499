"""What people type about importing, recognised. Pure and quick: every text passes by here."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

_SLASH = re.compile(r"^/fupan\s+", re.IGNORECASE)
_REF = r"(?P<ref>i-?\d{1,9}|\d{1,9})"
_IMPORT = r"(?:\s*(?:导入|import))?\s*"


class ImportVerb(StrEnum):
    """What is to be done. FORM and FILE name a file of the chat by its id there."""

    HOW = "how"
    LIST = "list"
    UNDO = "undo"
    REDO = "redo"
    ROWS = "rows"
    FORM = "form"
    FILE = "file"


class Need(StrEnum):
    """What a file could not be taken without: what its form asks for beside the usual."""

    KIND = "kind"
    SHOP = "shop"
    DAY = "day"
    DATES = "dates"
    ENCODING = "encoding"


@dataclass(frozen=True)
class ImportWish:
    """What a text wants: `ref` an import or the id of a file, `said` what goes beside the file."""

    verb: ImportVerb
    ref: str = ""
    need: str = ""
    said: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_FORMS: tuple[tuple[ImportVerb, re.Pattern[str]], ...] = tuple(
    (verb, re.compile(pattern, re.IGNORECASE))
    for verb, pattern in (
        (ImportVerb.LIST, r"imports|list imports|latest imports|(?:最近的?)?导入(?:记录|列表)"),
        (ImportVerb.HOW, r"import|how to import|怎么导入|如何导入|导入(?:数据|文件)?"),
        (ImportVerb.UNDO, rf"(?:undo|撤销|撤回){_IMPORT}{_REF}"),
        (ImportVerb.REDO, rf"(?:redo|放回|恢复){_IMPORT}{_REF}"),
        (ImportVerb.ROWS, rf"(?:rejects|rejected rows|问题行|退回的?行)\s*{_REF}"),
    )
)
# The ids of files are the chat's own and are never typed.
_FILE = re.compile(r"import (?P<ref>F[A-Z0-9]{4,30})(?: (?P<need>[a-z]+))?(?: (?P<said>\{.*\}))?")
_MARKS = ("导入", "import", "undo", "redo", "撤", "放回", "恢复", "reject", "问题行", "退回")


def import_asked(text: str) -> ImportWish | None:
    """Return what a text wants of imports, None where it is about something else."""
    text = _SLASH.sub("", text.strip())
    if not any(mark in text.lower() for mark in _MARKS):
        return None
    found = _FILE.fullmatch(text)
    if found is not None:
        return _of_file(found)
    for verb, pattern in _FORMS:
        found = pattern.fullmatch(text)
        if found is not None:
            return ImportWish(verb, found.groupdict().get("ref") or "")
    return None


def _of_file(found: re.Match[str]) -> ImportWish | None:
    if found["said"] is None:
        return ImportWish(ImportVerb.FORM, found["ref"], found["need"] or "")
    try:
        said = json.loads(found["said"])
    except ValueError:
        return None
    return ImportWish(
        ImportVerb.FILE,
        found["ref"],
        said=MappingProxyType({str(key): str(value) for key, value in said.items()}),
    )


def opens_form(text: str) -> bool:
    """Say whether a text opens the form for a file that lacks something."""
    found = import_asked(text)
    return found is not None and found.verb is ImportVerb.FORM


def form_request(file: str, need: str) -> str:
    """Return the request that opens the form for a file."""
    return f"/fupan import {file} {need}"


def file_request(file: str, said: Mapping[str, str]) -> str:
    """Return the request that imports a file of the chat with what was said beside it."""
    return f"import {file} {json.dumps(dict(said), ensure_ascii=False)}"
