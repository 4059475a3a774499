"""The README and docs/ keep their promises: what they link to, show and tell to type is there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.cli import main
from commands.router import COMMANDS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
PICTURE_TEST = ROOT / "tests" / "browser" / "test_pictures.py"
GUIDES = DOCS / "guide.zh.md", DOCS / "guide.md"
PAGES = (README, *sorted(DOCS.glob("*.md")))

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<to>[^)\s]+)\)")
_HEADING = re.compile(r"^(#{1,6}) +(.+)$", re.MULTILINE)
_ANCHOR = re.compile(r'<a id="([^"]+)">')
_TYPED = re.compile(r"^    ([/@]\S[^\n]*)$", re.MULTILINE)
_FUPAN = re.compile(r"(?<![\w@/.-])(?:\.venv/bin/)?fupan ([a-z][a-z-]*)([^\n#]*)")
_MAKE = re.compile(r"(?<![\w./-])make ([a-z][a-z-]*)((?: [A-Z]+=\S*)*)")
# Shorter than this says nothing to whoever cannot see the picture.
_ALT_TEXT = 30


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def code_of(page: Path) -> str:
    """Return what stands in a page as code, a line each."""
    fenced = [block for _, block in _FENCE.findall(text_of(page))]
    return "\n".join([*fenced, *_SPAN.findall(_FENCE.sub("", text_of(page)))])


def prose_of(page: Path) -> str:
    return _SPAN.sub("", _FENCE.sub("", text_of(page)))


def links_of(page: Path) -> Iterator[tuple[Path, str, str | None]]:
    """Yield each link's file, its part behind `#`, and for a picture its words (else None)."""
    for found in _LINK.finditer(prose_of(page)):
        target, _, part = found["to"].partition("#")
        if "://" in target:
            continue
        file = (page.parent / target).resolve() if target else page
        yield file, part, found["words"] if found["picture"] else None


def slug(heading: str) -> str:
    """Return the anchor that is made of a heading: letters, figures and hyphens of it."""
    bare = re.sub(r"[`*]", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", bare).replace(" ", "-")


def anchors_of(page: Path) -> set[str]:
    text = _FENCE.sub("", text_of(page))
    return {slug(words) for _, words in _HEADING.findall(text)} | set(_ANCHOR.findall(text))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for file, part, words in links_of(page):
        if words is not None:
            continue
        assert file.exists(), f"{named(page)} links to {file.name}, which is not there"
        assert not part or part in anchors_of(file), f"{named(page)}: no heading #{part}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_pictures_are_there_and_say_what_they_show(page: Path) -> None:
    for file, _, words in links_of(page):
        if words is None:
            continue
        assert file.is_file(), f"{named(page)} shows {file.name}, which has not been made"
        assert len(words) >= _ALT_TEXT, f"{named(page)}: {file.name} needs an alternative text"


def test_every_picture_is_shown_and_made_by_a_test() -> None:
    shown = {file for page in PAGES for file, _, words in links_of(page) if words is not None}
    making = text_of(PICTURE_TEST) if PICTURE_TEST.is_file() else ""
    for picture in sorted(PICTURES.glob("*")):
        assert picture in shown, f"no page shows {picture.name}"
        plain = re.escape(re.sub(r"-(zh|en)$", "", picture.stem))
        assert re.search(rf"""["']{plain}(?:[-.]|["'])""", making), f"no test makes {picture.name}"


def test_every_page_can_be_found_from_the_readme() -> None:
    found, new = {README}, [README]
    while new:
        nearby = {file for file, _, words in links_of(new.pop()) if words is None}
        ahead = {file for file in nearby if file.suffix == ".md" and file.is_file()} - found
        found |= ahead
        new += sorted(ahead)
    assert set(PAGES) <= found, "nothing leads to these"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_is_said_to_make_can_be_made(page: Path) -> None:
    makefile = text_of(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    for name, settings in _MAKE.findall(code_of(page)):
        assert name in targets, f"{named(page)}: make {name}"
        for setting in re.findall(r"[A-Z]+(?==)", settings):
            assert f"$({setting})" in makefile, f"{named(page)}: make {name} {setting}=…"


@cache
def options_of(command: str) -> frozenset[str]:
    """Return the options of a command of the command line; fails where there is none."""
    from contextlib import redirect_stderr, redirect_stdout
    from io import StringIO

    shown = StringIO()
    with (
        redirect_stdout(shown),
        redirect_stderr(shown),
        pytest.raises(SystemExit) as ended,
    ):
        main([command, "--help"])
    assert ended.value.code == 0, f"no command fupan {command}"
    return frozenset(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", shown.getvalue()))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_and_their_options_exist(page: Path) -> None:
    for command, rest in _FUPAN.findall(code_of(page)):
        for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest):
            assert option in options_of(command), f"{named(page)}: fupan {command} {option}"
        assert options_of(command)


@pytest.mark.parametrize("page", GUIDES, ids=named)
def test_what_is_to_be_typed_calls_a_command_or_the_bot(page: Path) -> None:
    known = {f"/{command.name}" for command in COMMANDS} | {"@fupan"}
    typed = _TYPED.findall(text_of(page))
    assert typed
    for line in typed:
        assert line.split()[0] in known, f"{named(page)}: {line}"


def shape(line: str) -> str:
    """Return what of a line of code does not depend on the language."""
    program, _, rest = line.partition(" #")[0].strip().partition(" ")
    words = [word for word in rest.split() if word.isascii()]
    options = [word for word in words if word.startswith("-") and word != "--lang"]
    first = rest.split(" ")[0].partition("=")[0]
    return " ".join([program, first if first.isascii() else "", *options]).strip()


def outline(text: str) -> list[str]:
    """Return the levels of a text's headings and the shapes of its code, in their order."""
    found = []
    whole = re.compile(rf"{_FENCE.pattern}|^(#{{1,6}}) |{_TYPED.pattern}", _FENCE.flags)
    for one in whole.finditer(text):
        language, block, level, typed = one.groups()
        if block is not None:
            found += [language, *(shape(line) for line in block.splitlines() if line.strip())]
        else:
            found.append(level or typed.split()[0])
    return found


def halves() -> tuple[str, str]:
    _, zh, en = re.split(r'^<a id="[^"]+"></a>$', text_of(README), flags=re.MULTILINE)
    return zh, en


def test_the_readme_says_the_same_twice() -> None:
    zh, en = halves()
    assert outline(zh) == outline(en)
    told = [{found["to"] for found in _LINK.finditer(half)} for half in (zh, en)]
    told = [{re.sub(r"[.-](zh|en)\.", ".", to) for to in half} for half in told]
    assert told[0] == told[1]


def test_the_guides_have_the_same_chapters() -> None:
    zh, en = (outline(text_of(guide)) for guide in GUIDES)
    assert zh == en
