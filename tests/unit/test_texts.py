"""Both catalogues say everything the code can say, with the same values, and say it."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ROOMS = ("base", "storage", "metrics", "intake", "reviews", "commands", "jobs", "bot")
LANGUAGES = ("zh", "en")


def catalogue(lang: str) -> dict[str, str]:
    po = ROOT / "bot" / "locale" / lang / "LC_MESSAGES" / "fupan.po"
    with po.open("rb") as source:
        return {str(m.id): str(m.string) for m in read_po(source) if m.id}


def used_keys() -> tuple[set[str], set[str]]:
    """Return the keys named in the code, and the beginnings of keys put together there."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and _name(call.func) in ("msg", "Msg") and call.args:
                    _collect(call.args[0], whole, beginnings)
    return whole - {"none"}, beginnings


def constants() -> tuple[set[str], set[str]]:
    """Return every text of the code, and how each put-together text begins.

    A key may be chosen in one place and used in another.
    """
    whole: set[str] = set()
    beginnings: set[str] = set()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Constant(value=str(text)):
                        whole.add(text)
                    case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                        if re.fullmatch(r"[a-z_]+\.[a-z_.]*", start):
                            beginnings.add(start)
    return whole, beginnings


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _collect(argument: ast.expr, whole: set[str], beginnings: set[str]) -> None:
    match argument:
        case ast.Constant(value=str(key)):
            whole.add(key)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            beginnings.add(start)
        case ast.IfExp(body=body, orelse=orelse):
            _collect(body, whole, beginnings)
            _collect(orelse, whole, beginnings)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_there(lang: str) -> None:
    has = catalogue(lang)
    whole, beginnings = used_keys()
    assert not sorted(key for key in whole if not has.get(key))
    assert not sorted(b for b in beginnings if not any(key.startswith(b) for key in has))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    assert chinese.keys() == english.keys()
    # "The same as the day before" needs no figure in English; Chinese repeats it. A rate beside
    # last year's has its difference in Chinese only: English lines are longer (example G02).
    strange = {k for k in chinese if fields(chinese[k]) ^ fields(english[k])}
    assert strange <= {"change.same", "weekly.figure.promotion_rate"}, strange


def test_english_texts_are_english_and_chinese_ones_chinese() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert not [k for k, v in catalogue("en").items() if han.search(v) and "复盘" not in v]
    silent = {
        k
        for k, v in catalogue("zh").items()
        if not han.search(v) and re.search(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", v))
    }
    assert not silent


def test_no_text_is_unused() -> None:
    named, beginnings = constants()
    unused = [
        key
        for key in catalogue("zh")
        if key not in named and not any(key.startswith(b) for b in beginnings)
    ]
    assert not unused
