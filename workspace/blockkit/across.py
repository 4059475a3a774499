"""The rules that look at several blocks at once: counts, sums, and names that must be unique."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from .layout import blocks_of
from .problem import (
    FAILED_CONSTRAINT,
    TEXT_TOO_LONG,
    Findings,
    Json,
    Problem,
    Surface,
    shown,
)

CHARTS_MOST = 2
TABLES_MOST = 1
PLANS_MOST = 1
MARKDOWN_MOST = 12_000
TABLE_TEXT_MOST = 10_000
DATA_TABLE_TEXT_MOST = 20_000
# Undocumented; Slack's maintainers name it, and refusals were seen from about 11,300 to 13,300.
MESSAGE_TEXT_MOST = 12_000

TABLES = frozenset({"table", "data_table"})
# Their text counts against limits of their own.
_COUNTED_APART = TABLES | {"data_visualization"}


class Placed(NamedTuple):
    """An object with the JSON pointer it stands at."""

    at: str
    block: Json

    @property
    def kind(self) -> str:
        kind = self.block.get("type")
        return kind if isinstance(kind, str) else ""


def _objects(value: object, at: str) -> Iterator[Placed]:
    for place, item in enumerate(value if isinstance(value, list) else []):
        if isinstance(item, dict):
            yield Placed(f"{at}/{place}", item)


def _with_nested(top: list[Placed]) -> list[Placed]:
    """The blocks, and those within containers and carousels, in reading order."""
    every = []
    for placed in top:
        every.append(placed)
        if placed.kind == "container":
            every += _objects(placed.block.get("child_blocks"), f"{placed.at}/child_blocks")
        elif placed.kind == "carousel":
            every += _objects(placed.block.get("elements"), f"{placed.at}/elements")
    return every


def _elements(placed: Placed) -> Iterator[Placed]:
    """The elements directly in a block."""
    for name in ("elements", "actions"):
        yield from _objects(placed.block.get(name), f"{placed.at}/{name}")
    for name in ("element", "accessory", "hero_image", "icon"):
        part = placed.block.get(name)
        if isinstance(part, dict):
            yield Placed(f"{placed.at}/{name}", part)


def check_across(
    blocks: object,
    surface: Surface,
    at: str,
    found: Findings,
    known_files: Callable[[str], bool] | None = None,
) -> None:
    """Everything that concerns more than one block of the surface, or what is around them."""
    top = list(_objects(blocks, at))
    every = _with_nested(top)
    _files_in_messages(every, surface, found)
    _unique(every, "block_id", found)
    for placed in every:
        if placed.kind != "carousel":
            _unique(list(_elements(placed)), "action_id", found)
    _one_focus(every, found)
    _file_inputs_in_modals(every, surface, found)
    if surface == "message":
        _counts(every, found)
        _sums(every, at, found)
    if known_files is not None:
        _files(every, known_files, found)


def _files_in_messages(every: list[Placed], surface: Surface, found: Findings) -> None:
    """A container may hold a remote file, but only where a file block may stand at all."""
    allowed = blocks_of(surface).kinds
    for placed in every:
        if placed.kind == "file" and "/child_blocks/" in placed.at and "file" not in allowed:
            found.unknown_type(placed.at, sorted(allowed), placed.kind)


def _unique(placed: list[Placed], name: str, found: Findings) -> None:
    seen: set[str] = set()
    for at, block in placed:
        value = block.get(name)
        if not isinstance(value, str):
            continue
        if value in seen:
            message = f'`{name}` "{shown(value)}" already exists'
            found.failed(f"{at}/{name}", message, "unique_items", None, value)
        seen.add(value)


def _one_focus(every: list[Placed], found: Findings) -> None:
    focused = [
        element
        for placed in every
        for element in _elements(placed)
        if element.block.get("focus_on_load") is True
    ]
    for element in focused[1:]:
        where = f"{element.at}/focus_on_load"
        found.failed(where, "only one element can have `focus_on_load` set to true", "max_items", 1)


def _file_inputs_in_modals(every: list[Placed], surface: Surface, found: Findings) -> None:
    if surface == "modal":
        return
    for placed in every:
        element = placed.block.get("element")
        if isinstance(element, dict) and element.get("type") == "file_input":
            found.failed(
                f"{placed.at}/element/type", "unsupported type: file_input", "not", None, surface
            )


def _counts(every: list[Placed], found: Findings) -> None:
    limits: tuple[tuple[frozenset[str], int, str], ...] = (
        (frozenset({"data_visualization"}), CHARTS_MOST, "no more than 2 charts allowed"),
        (TABLES, TABLES_MOST, "only_one_table_allowed"),
        (frozenset({"plan"}), PLANS_MOST, "Cannot have more than 1 plan block"),
    )
    for kinds, most, message in limits:
        of_kind = [placed for placed in every if placed.kind in kinds]
        for placed in of_kind[most:]:
            found.failed(placed.at, message, "max_items", most, len(of_kind))


def characters(value: object) -> int:
    """The characters of all properties `text` within a value that is not too deep."""
    if isinstance(value, list):
        return sum(characters(item) for item in value)
    if not isinstance(value, dict):
        return 0
    return sum(
        len(part) if name == "text" and isinstance(part, str) else characters(part)
        for name, part in value.items()
    )


def _sums(every: list[Placed], at: str, found: Findings) -> None:
    for kind, most in (("table", TABLE_TEXT_MOST), ("data_table", DATA_TABLE_TEXT_MOST)):
        tables = [placed for placed in every if placed.kind == kind]
        total = sum(characters(placed.block.get("rows")) for placed in tables)
        if total > most:
            found.too_long(f"{tables[-1].at}/rows", most, total)
    markdown = sum(characters(p.block) for p in every if p.kind == "markdown")
    if markdown > MARKDOWN_MOST:
        _text_too_long(at, MARKDOWN_MOST, markdown, found)
        return
    containers = {"container", "carousel"}  # their blocks are counted one by one
    total = sum(
        characters({n: v for n, v in p.block.items() if n not in ("child_blocks", "elements")})
        if p.kind in containers
        else characters(p.block)
        for p in every
        if p.kind not in _COUNTED_APART
    )
    if total > MESSAGE_TEXT_MOST:
        _text_too_long(at, MESSAGE_TEXT_MOST, total, found)


def _text_too_long(at: str, most: int, got: int, found: Findings) -> None:
    constraint = {"type": "max_length", "expected": most, "got": got}
    message = f"all blocks together must have less than {most + 1} characters"
    found.add(Problem(TEXT_TOO_LONG, message, at, constraint))


def _files(every: list[Placed], known: Callable[[str], bool], found: Findings) -> None:
    holders = [*every, *(element for placed in every for element in _elements(placed))]
    for at, block in {placed.at: placed for placed in holders}.values():
        file = block.get("slack_file")
        for name in ("id", "url"):
            key = file.get(name) if isinstance(file, dict) else None
            if isinstance(key, str) and not known(key):
                # Slack's own pointer for it, which names the property twice.
                where = f"{at}/slack_file.{name}/slack_file"
                found.add(Problem(FAILED_CONSTRAINT, "invalid slack file", where))


def check_submit(view: Json, at: str, found: Findings) -> None:
    """A modal with an input block must have a submit button."""
    if "submit" in view:
        return
    for placed in _objects(view.get("blocks"), f"{at}/blocks"):
        if placed.kind == "input":
            message = "must define `submit` to use an `input` block in modals"
            found.add(Problem(FAILED_CONSTRAINT, message, f"{placed.at}/input"))
