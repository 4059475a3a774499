"""Data classes as JSON and back, strictly: what does not fit its field is refused.

Knows the kinds of fields this room uses, not what they mean.
"""

import base64
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from .config import Words

T = TypeVar("T")


def record_text(thing: Any) -> str:
    """A data class as a JSON object, in one line."""
    return json_text({one.name: getattr(thing, one.name) for one in fields(thing)})


def json_text(value: Any) -> str:
    """Raises TypeError for what JSON cannot hold."""
    return json.dumps(value, default=_plain, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return dict(value)
    return asdict(value)


def checked(kind: Any, value: Any) -> Any:
    """The value, if it is of this type (or types). Raises ValueError."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise ValueError(f"{value!r:.40} is not what belongs there")
    return value


def pair(value: Any) -> tuple[str, str]:
    """Two texts. Raises ValueError."""
    one, other = checked(list, value)
    return checked(str, one), checked(str, other)


def built(made: type[T], entries: Any) -> list[T]:
    """Data classes of a list of JSON objects. Raises ValueError, KeyError when one does not fit.

    A field that has a default may be absent: an older file does not know it.
    """
    kinds = get_type_hints(made)
    wanted: Any = fields(made)  # type: ignore[arg-type]
    found = []
    for entry in checked(list, entries):
        if unknown := checked(dict, entry).keys() - kinds.keys():
            raise ValueError(f"unknown {', '.join(sorted(unknown))}")
        given = {
            one.name: _restored(kinds[one.name], entry[one.name])
            for one in wanted
            if one.name in entry or (one.default is MISSING and one.default_factory is MISSING)
        }
        found.append(made(**given))
    return found


def _restored(kind: Any, value: Any) -> Any:
    """A value of this type again, of what JSON made of it."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(inside, value)
    if origin is Literal:
        return _one_of(inside, value)
    if origin is not None:
        return _collection(origin, inside, value)
    how: Callable[[Any], Any] | None = SIMPLE.get(kind)
    return how(value) if how else checked(kind, value)


SIMPLE: dict[type, Callable[[Any], Any]] = {
    bytes: lambda value: base64.b64decode(checked(str, value), validate=True),
    Words: lambda value: Words(**checked(dict, value)),
    float: lambda value: checked(int | float, value),
}


def _optional(inside: tuple[Any, ...], value: Any) -> Any:
    if value is None and types.NoneType in inside:
        return None
    return _restored(next(one for one in inside if one is not types.NoneType), value)


def _one_of(inside: tuple[Any, ...], value: Any) -> Any:
    if value not in inside:
        raise ValueError(f"{value!r:.40} is not one of {', '.join(map(str, inside))}")
    return value


def _collection(origin: Any, inside: tuple[Any, ...], value: Any) -> Any:
    if issubclass(origin, Mapping):
        return checked(dict, value)
    entries = checked(list, value)
    if origin is tuple:
        if len(entries) != len(inside):
            raise ValueError(f"{len(entries)} values instead of {len(inside)}")
        return tuple(_restored(one, entry) for one, entry in zip(inside, entries, strict=True))
    made = (_restored(inside[0], entry) for entry in entries)
    return frozenset(made) if issubclass(origin, frozenset) else tuple(made)
