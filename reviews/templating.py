"""Templates of reviews: how one of a level and a cadence goes. Data that a workspace may change.

The files beside this module are what it begins with; a setting row overrides one. People edit a
template as lines of text. What may not enter: figures, names of people, anything of a single week.

The lines: `for | group | weekly`, `name | 中文 | English`, `who | 中文 | English`; then a line a
block, `figures | 本组数据 | Our figures | 4`, and below it, if wanted, its parts and questions:
`- 接待 | Contacts | contacts, frt | team` and `? 这周学到什么？ | What did we learn?`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from base.dimensions import Dim
from base.language import Bilingual, Listing, Msg, msg
from base.refusal import Refusal
from base.review import Block, BlockKind, Part, Template
from base.rights import EVERYTHING, Actor, Verb, can
from base.schedule import Cadence, Level
from metrics.catalogue import CATALOGUE
from storage.engine import Work
from storage.settings import read_setting, write_setting

LEVELS = (Level.COMPANY, Level.DEPARTMENT, Level.GROUP)
CUTS = (Dim.TEAM, Dim.SHOP, Dim.CHANNEL)
LONGEST_MINUTES = 480
_MOST_BLOCKS, _LONGEST = 20, 200
_EXAMPLE = "figures | 本组数据 | Our figures | 4"
_FOLDER = Path(__file__).parent / "templates"


class TemplateError(Refusal):
    """A line of a template that cannot be read: `line` counts from 1, 0 for the whole of it, `what`
    is wrong there."""

    def __init__(self, line: int, what: Msg) -> None:
        said = what if line == 0 else msg("template.error.line", line=line, what=what)
        super().__init__(said)
        self.line, self.what = line, what


# -- which one holds -------------------------------------------------------------------------------


def template_of(work: Work, level: Level, cadence: Cadence) -> Template:
    """Return how a review of a level and a cadence goes here.

    A figure that is no longer in the catalogue is left out of what was kept.
    """
    kept: str | None = read_setting(work, _key(level, cadence), None)
    return default_of(level, cadence) if kept is None else _parsed(kept, strict=False)


def changed(work: Work, level: Level, cadence: Cadence) -> bool:
    """Say whether a workspace has a template of its own."""
    return read_setting(work, _key(level, cadence), None) is not None


def keep(work: Work, actor: Actor, template: Template, now: datetime) -> None:
    """Keep a template, with who changed it and when. Raises Refusal where he may not."""
    _allowed(actor)
    key = _key(template.level, template.cadence)
    own = template != default_of(template.level, template.cadence)
    write_setting(work, key, as_text(template) if own else None, now, actor.person)


def reset(work: Work, actor: Actor, level: Level, cadence: Cadence, now: datetime) -> None:
    """Return to the template that came with the bot. Raises Refusal where he may not."""
    _allowed(actor)
    write_setting(work, _key(level, cadence), None, now, actor.person)


def _allowed(actor: Actor) -> None:
    """Templates are what is agreed on, as targets are: whoever sets those changes them."""
    if not can(actor, Verb.SET_TARGET, EVERYTHING):
        raise Refusal(msg("template.denied"))


def _key(level: Level, cadence: Cadence) -> str:
    return f"review.template.{level.value}.{cadence.value}"


@lru_cache(maxsize=32)
def default_of(level: Level, cadence: Cadence) -> Template:
    """Return the template that comes with the bot. Raises KeyError for a person's level."""
    if level not in LEVELS:
        raise KeyError(level)
    path = _FOLDER / f"{level.value}_{cadence.value}.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    blocks = tuple(_block_of(one) for one in raw["block"])
    return Template(level, cadence, _words(raw["name"]), _words(raw["who"]), blocks)


def _block_of(raw: Mapping[str, Any]) -> Block:
    parts = tuple(
        Part(
            _words(one.get("title")),
            tuple(one.get("metrics", ())),
            one.get("by", ""),
            tuple(_words(prompt) for prompt in one.get("prompts", ())),
        )
        for one in raw.get("part", ())
    )
    return Block(BlockKind(raw["kind"]), _words(raw["title"]), raw["minutes"], parts)


def _words(raw: Mapping[str, str] | None) -> Bilingual:
    return Bilingual(raw["zh"], raw["en"]) if raw else Bilingual("", "")


# -- as lines of text ------------------------------------------------------------------------------


def as_text(template: Template) -> str:
    """Return a template as the lines in which people edit it."""
    lines = [
        _line("for", template.level.value, template.cadence.value),
        _line("name", template.name.zh, template.name.en),
        _line("who", template.who.zh, template.who.en),
    ]
    for block in template.blocks:
        lines.append(_line(block.kind.value, block.title.zh, block.title.en, str(block.minutes)))
        for part in block.parts:
            lines += _lines_of(part)
    return "\n".join(lines)


def _lines_of(part: Part) -> list[str]:
    head = _line("- " + part.title.zh, part.title.en, ", ".join(part.metrics), part.by)
    prompts = [_line("? " + one.zh, one.en) for one in part.prompts]
    # A part without a title and without figures is there for its questions only.
    bare = not (part.title.zh or part.metrics or part.by)
    return prompts if bare and prompts else [head.rstrip(" |"), *prompts]


def _line(*cells: str) -> str:
    return " | ".join(cells)


@dataclass
class _Draft:
    """What has been read so far."""

    heads: dict[str, tuple[str, str]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


def parsed(text: str) -> Template:
    """Return a template from its lines.

    Raises TemplateError with the line that cannot be read and what to do about it.
    """
    return _parsed(text, strict=True)


def _parsed(text: str, *, strict: bool) -> Template:
    draft = _Draft()
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip().replace("｜", "|")
        if line:
            _take(draft, number, line, strict=strict)
    return _whole(draft)


def _take(draft: _Draft, number: int, line: str, *, strict: bool) -> None:
    if line[0] in "-?？":
        if not draft.blocks:
            raise TemplateError(number, msg("template.error.no_block", example=_EXAMPLE))
        cells = _cells(number, line[1:])
        block = draft.blocks[-1]
        add = _with_part if line[0] == "-" else _with_prompt
        draft.blocks[-1] = add(block, number, cells, strict=strict)
        return
    cells = _cells(number, line)
    if cells[0].lower() in ("for", "name", "who"):
        draft.heads[cells[0].lower()] = _pair(number, cells[1:])
    else:
        draft.blocks.append(_block(number, cells))


def _cells(number: int, line: str) -> list[str]:
    cells = [cell.strip() for cell in line.split("|")]
    if any(len(cell) > _LONGEST for cell in cells):
        raise TemplateError(number, msg("template.error.long", most=_LONGEST))
    return cells


def _pair(number: int, cells: Sequence[str]) -> tuple[str, str]:
    """Return a text in both languages. One that is written in one language is both."""
    found = [cell for cell in cells[:2] if cell]
    if not found:
        raise TemplateError(number, msg("template.error.words"))
    return found[0], found[-1]


def _block(number: int, cells: Sequence[str]) -> Block:
    kinds = tuple(kind.value for kind in BlockKind)
    kind = cells[0].lower()
    if kind not in kinds:
        raise TemplateError(
            number, msg("template.error.kind", typed=cells[0], kinds=Listing(kinds))
        )
    minutes = cells[-1] if len(cells) > 2 else ""
    if not (minutes.isascii() and minutes.isdecimal() and int(minutes) <= LONGEST_MINUTES):
        raise TemplateError(number, msg("template.error.minutes", example=_EXAMPLE))
    return Block(BlockKind(kind), Bilingual(*_pair(number, cells[1:-1])), int(minutes))


def _with_part(block: Block, number: int, cells: Sequence[str], *, strict: bool) -> Block:
    zh, en, keys, by = (*cells, "", "", "", "")[:4]
    metrics = tuple(
        key for key in (one.strip() for one in keys.replace("，", ",").split(",")) if key
    )
    unknown = [key for key in metrics if key not in CATALOGUE]
    if unknown and strict:
        raise TemplateError(
            number,
            msg("template.error.metric", typed=unknown[0], known=Listing(_like(unknown[0]))),
        )
    if by and by not in CUTS:
        raise TemplateError(number, msg("template.error.by", typed=by, cuts=Listing(CUTS)))
    if not (zh or en or metrics):
        raise TemplateError(number, msg("template.error.words"))
    metrics = tuple(key for key in metrics if key in CATALOGUE)
    part = Part(Bilingual(zh or en, en or zh), metrics, by)
    return Block(block.kind, block.title, block.minutes, (*block.parts, part))


def _like(typed: str) -> tuple[str, ...]:
    """Return the keys that a typed one may have been meant for: a hundred are too many to read."""
    from difflib import get_close_matches

    return tuple(get_close_matches(typed, CATALOGUE, 5, 0.0))


def _with_prompt(block: Block, number: int, cells: Sequence[str], *, strict: bool) -> Block:
    prompt = Bilingual(*_pair(number, cells))
    parts = block.parts or (Part(Bilingual("", "")),)
    last = parts[-1]
    grown = Part(last.title, last.metrics, last.by, (*last.prompts, prompt))
    return Block(block.kind, block.title, block.minutes, (*parts[:-1], grown))


def _whole(draft: _Draft) -> Template:
    for head in ("for", "name", "who"):
        if head not in draft.heads:
            raise TemplateError(0, msg("template.error.lacks", line=head))
    try:
        level, cadence = Level(draft.heads["for"][0]), Cadence(draft.heads["for"][1])
    except ValueError as error:
        raise TemplateError(0, msg("template.error.lacks", line="for")) from error
    if level not in LEVELS or not draft.blocks:
        raise TemplateError(0, msg("template.error.no_block", example=_EXAMPLE))
    if len(draft.blocks) > _MOST_BLOCKS:
        raise TemplateError(0, msg("template.error.many", most=_MOST_BLOCKS))
    if not any(block.kind is BlockKind.DECIDE for block in draft.blocks):
        # 会议必决: a meeting that decides nothing is the ritual that all this is against.
        raise TemplateError(0, msg("template.error.no_decide"))
    name, who = Bilingual(*draft.heads["name"]), Bilingual(*draft.heads["who"])
    return Template(level, cadence, name, who, tuple(draft.blocks))
