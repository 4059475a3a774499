"""Recognising a file by its headers: presets are data, one TOML file each in `presets/`.

A preset maps canonical fields to the headers people use for them in either language. Nothing of a
file's body is looked at here.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from base.language import Bilingual, Listing, Value, msg
from base.refusal import Refusal

_HERE = Path(__file__).parent / "presets"
_WORD_FILES = frozenset({"words", "channels", "measures"})

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_BLANKS = re.compile(r"[\s_\-:：/·*]+")
# Units at the end of a header, in or out of brackets, and how many seconds they are.
_UNITS = (
    (re.compile(r"(毫秒|inmilliseconds|milliseconds|millis|(?<=[\s_(\[])ms)[)\]]?$"), 0.001),
    (re.compile(r"(分钟|inminutes|minutes|(?<=[\s_(\[])mins?|(?<=[(\[])分)[)\]]?$"), 60.0),
    (re.compile(r"(小时|inhours|hours|(?<=[\s_(\[])(?:h|hrs?))[)\]]?$"), 3600.0),
    (re.compile(r"(秒|inseconds|seconds|(?<=[\s_(\[])secs?|(?<=[\s_(\[])s)[)\]]?$"), 1.0),
)
# How many rows above the headers a title or a note may take.
HEADER_WITHIN = 15


@dataclass(frozen=True)
class Preset:
    """What a kind of file looks like. `needs` are groups of fields, one of each must be there.

    `scope` says whether nicknames belong to the shop ("shop") or to the whole workspace.
    """

    key: str
    feed: str
    kind: str
    name: Bilingual
    scope: str
    needs: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str] = field(default_factory=dict)
    platform: str = ""
    no_day_column: bool = False
    cancel_prefix: str = ""


@dataclass(frozen=True)
class Recognised:
    """A preset laid on a file: where the headers are (0-based) and each field's column.

    `units` are seconds per unit for the fields whose header names a unit; `unknown` are headers
    that mean nothing to the preset, `ignored` those it knows and has no use for.
    """

    preset: Preset
    header_row: int
    headers: tuple[str, ...]
    fields: Mapping[str, int]
    units: Mapping[str, float]
    unknown: tuple[str, ...]
    ignored: tuple[str, ...]

    def header(self, name: str) -> str:
        """Return a field's header as the file has it, its canonical name where it has none."""
        return self.headers[self.fields[name]] if name in self.fields else name


def plain(text: str) -> str:
    """Fold a word for comparing: NFKC, lower case, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())


def fold_header(text: str) -> tuple[str, float | None]:
    """Return a header without brackets, blanks and unit, and the unit in seconds if it has one."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    unit = None
    for pattern, seconds in _UNITS:
        if pattern.search(folded) or pattern.search(_BLANKS.sub("", folded)):
            unit = seconds
            break
    bare = _BRACKETS.sub("", folded)
    return _BLANKS.sub("", bare), unit


def _without_unit(folded: str) -> str:
    return re.sub(
        r"(in)?(milliseconds|seconds|minutes|hours|secs?|mins?|秒|分钟|小时)$", "", folded
    )


@lru_cache(maxsize=1)
def presets() -> tuple[Preset, ...]:
    """Return every preset, by key."""
    files = sorted(p for p in _HERE.glob("*.toml") if p.stem not in _WORD_FILES)
    return tuple(_preset(tomllib.loads(p.read_text(encoding="utf-8"))) for p in files)


def _preset(raw: dict[str, Any]) -> Preset:
    columns = {f: tuple(fold_header(h)[0] for h in names) for f, names in raw["columns"].items()}
    return Preset(
        key=raw["key"],
        feed=raw["feed"],
        kind=raw["kind"],
        name=Bilingual(**raw["name"]),
        scope=raw["scope"],
        needs=tuple(tuple(group) for group in raw["needs"]),
        columns=MappingProxyType(columns),
        defaults=MappingProxyType(raw.get("defaults", {})),
        platform=raw.get("platform", ""),
        no_day_column=raw.get("no_day_column", False),
        cancel_prefix=raw.get("cancel_prefix", ""),
    )


@lru_cache(maxsize=4)
def words(name: str) -> Mapping[str, Any]:
    """Return one of the word lists: "words", "channels" or "measures"."""
    text = (_HERE / f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@lru_cache(maxsize=32)
def word_set(name: str) -> frozenset[str]:
    """Return one list of words of `words.toml`, folded."""
    return frozenset(plain(w) for w in words("words")[name])


@lru_cache(maxsize=1)
def _channels() -> Mapping[str, Bilingual]:
    found = {}
    for entry in words("channels")["channel"]:
        name = Bilingual(entry["zh"], entry["en"])
        for word in (entry["zh"], entry["en"], *entry["other"]):
            found[plain(word)] = name
    return found


def channel_named(text: str) -> Bilingual:
    """Return the name a channel goes by, whatever a file calls it."""
    return _channels().get(plain(text), Bilingual(text, text))


def _lay(preset: Preset, headers: Sequence[str], row: int) -> Recognised:
    """Lay a preset on a row of headers: the first header that fits a field takes it."""
    fields: dict[str, int] = {}
    units: dict[str, float] = {}
    ignored: list[str] = []
    left: list[int] = []
    exact = [fold_header(h) for h in headers]
    for reading in (lambda t: t, _without_unit):
        taken = set(fields.values())
        left = []
        for at, (text, unit) in enumerate(exact):
            name = _field_of(preset, reading(text))
            if at in taken or not text:
                continue
            if name == "ignored":
                ignored.append(headers[at].strip())
            elif name is None or name in fields:
                left.append(at)
            else:
                fields[name] = at
                if unit is not None:
                    units[name] = unit
        exact = [e if i in left else ("", None) for i, e in enumerate(exact)]
    unknown = tuple(headers[at].strip() for at in left)
    if preset.kind == "messages" and not fields.keys() & {"started_at", "date"}:
        # A "time" without a date beside it has the date in it.
        fields |= {"started_at": fields.pop("time")} if "time" in fields else {}
    return Recognised(preset, row, tuple(headers), fields, units, unknown, tuple(ignored))


def _field_of(preset: Preset, header: str) -> str | None:
    return next((f for f, names in preset.columns.items() if header in names), None)


def _fits(found: Recognised) -> bool:
    return all(any(f in found.fields for f in group) for group in found.preset.needs)


def _score(found: Recognised) -> int:
    return len(found.fields) + len(found.ignored)


def recognise(rows: Sequence[Sequence[str]], source: str | None) -> Recognised:
    """Find the headers among a file's first rows and the preset they belong to.

    `source` names the preset where the person has chosen one. Raises Refusal, saying what was
    seen and what would have been expected, when none fits or two fit equally well.
    """
    chosen = presets() if source is None else (_by_key(source),)
    laid = [
        _lay(preset, row, at)
        for at, row in enumerate(rows[:HEADER_WITHIN])
        for preset in chosen
        if any(cell.strip() for cell in row)
    ]
    fitting = [found for found in laid if _fits(found)]
    if not fitting:
        raise _unrecognised(rows, laid, source)
    best = max(_score(found) for found in fitting)
    winners = [found for found in fitting if _score(found) == best]
    if len({w.preset.key for w in winners}) > 1:
        names = Listing(tuple(w.preset.name for w in winners))
        options = tuple(f"--source {w.preset.key}" for w in winners[:3])
        raise Refusal(msg("import.ambiguous_kind", kinds=names), options)
    return winners[0]


def _by_key(source: str) -> Preset:
    for preset in presets():
        if source == preset.key:
            return preset
    keys = Listing(tuple(p.key for p in presets()))
    raise Refusal(msg("import.no_such_source", source=source, sources=keys))


def _unrecognised(
    rows: Sequence[Sequence[str]], laid: Sequence[Recognised], source: str | None
) -> Refusal:
    """Say which headers were seen, which kind came nearest, and what it would have needed."""
    first = next((r for r in rows if any(c.strip() for c in r)), [])
    if not laid or (source is None and max(_score(found) for found in laid) == 0):
        seen = Listing(tuple(c.strip() for c in first[:12] if c.strip()), quoted=True)
        kinds = Listing(tuple(p.name for p in presets()))
        return Refusal(msg("import.unknown_kind", seen=seen, kinds=kinds))
    nearest = max(laid, key=_score)
    missing: list[Value] = [
        _examples(nearest.preset, group)
        for group in nearest.preset.needs
        if not any(f in nearest.fields for f in group)
    ]
    seen = Listing(tuple(h.strip() for h in nearest.headers[:12] if h.strip()), quoted=True)
    key = "import.not_this_kind" if source else "import.nearest_kind"
    text = msg(key, seen=seen, kind=nearest.preset.name, missing=Listing(tuple(missing)))
    return Refusal(text)


def _examples(preset: Preset, group: Sequence[str]) -> Bilingual:
    """Return headers that would do for a missing field, one in each language."""
    raw = tomllib.loads((_HERE / f"{preset.key}.toml").read_text(encoding="utf-8"))["columns"]
    names = [name for f in group for name in raw[f]]
    zh = next((n for n in names if not n.isascii()), names[0])
    en = next((n for n in names if n.isascii()), names[0])
    return Bilingual(zh, en)
