"""Answers and messages as text and back: what is kept in a queue, and what tells two apart.

Generic over the dataclasses of `base/answer`, `base/post` and `base/language`: a new one, or a new
field, needs nothing here. Nothing that knows how an answer looks, and no other data.

The text is compact JSON with sorted keys. Fields that have their default are left out, so equal
answers have equal texts, also after an upgrade that added a field. A dataclass that stands where
several may stand carries its name under "@"; without a name it is the first of them, so a field
may come to allow more.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from math import isfinite
from threading import RLock
from types import MappingProxyType, NoneType, UnionType
from typing import Any, NamedTuple, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from base import deck, post
from base.answer import Answer
from base.language import Msg

_TAG = "@"
_T = TypeVar("_T")


class WireError(ValueError):
    """A text that is no answer, or an answer that cannot be written; says where it is wrong."""


class _Codec(NamedTuple):
    """A type's two ways: to what JSON holds, and back."""

    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]


def dumped(answer: Answer) -> str:
    """Return an answer as text, the same for equal answers.

    Floats keep every digit (a zero loses its sign), moments become UTC. Raises WireError for
    NaN and infinities, for datetimes without zone and for what no answer may hold.
    """
    return _dumped(Answer, answer)


def loaded(text: str) -> Answer:
    """Return the answer that was written as `text`, also by an older or a newer version.

    Fields it does not know are passed over. Raises WireError for anything that is no answer.
    """
    return _loaded(Answer, text)


def dumped_msg(message: Msg) -> str:
    """Return a message as text, as `dumped` does."""
    return _dumped(Msg, message)


def loaded_msg(text: str) -> Msg:
    """Return the message that was written as `text`, as `loaded` does."""
    return _loaded(Msg, text)


def dumped_as(cls: type[_T], value: _T) -> str:
    """Return any other object made of such classes as text, as `dumped` does."""
    return _dumped(cls, value)


def loaded_as(cls: type[_T], text: str) -> _T:
    """Return the object that was written as `text`, as `loaded` does."""
    return _loaded(cls, text)


_encoder = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def _dumped(cls: type, value: object) -> str:
    try:
        text = _encoder.encode(_whole(cls).dump(value))
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise WireError(f"{cls.__name__} cannot be written: {error}") from error
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half a character, as a cut text may end: no file or database takes it unescaped.
        return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def _no_constant(name: str) -> NoReturn:
    raise WireError(f"{name} is no figure")


_decoder = json.JSONDecoder(parse_constant=_no_constant)


def _loaded(cls: type[_T], text: str) -> _T:
    try:
        found: _T = _whole(cls).load(_decoder.decode(text))
    except (json.JSONDecodeError, TypeError, RecursionError) as error:
        raise WireError(f"no {cls.__name__}: {error}") from error
    return found


class _Shape:
    """A dataclass with its fields' codecs. They are filled in later: classes hold each other."""

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self.fields: list[tuple[str, _Codec, Any]] = []

    def fill(self) -> None:
        """Find the codecs of the fields."""
        hints = get_type_hints(self.cls, localns={**vars(post), **vars(deck)})
        self.fields = [(f.name, _codec(hints[f.name]), _default(f)) for f in fields(self.cls)]

    def dump(self, value: Any) -> dict[str, Any]:
        """Return the fields that say something else than their default."""
        if type(value) is not self.cls:
            raise _unfit(self.cls, value)
        found = {}
        for name, codec, default in self.fields:
            one = getattr(value, name)
            if one is not default and one != default:
                found[name] = codec.dump(one)
        return found

    def load(self, data: Any) -> Any:
        """Build the object; fields that are missing have their default."""
        if type(data) is not dict:
            raise _unfit(self.cls, data)
        found = {}
        for name, codec, default in self.fields:
            if name in data:
                found[name] = self._field(name, codec, data[name])
            elif default is MISSING:
                raise WireError(f"{self.cls.__name__}.{name} is missing")
        return self.cls(**found)

    def _field(self, name: str, codec: _Codec, data: Any) -> Any:
        try:
            return codec.load(data)
        except (ValueError, TypeError, OverflowError) as error:
            raise WireError(f"{self.cls.__name__}.{name}: {error}") from error


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _unfit(wanted: type, value: object) -> WireError:
    return WireError(f"{type(value).__name__} instead of {wanted.__name__}")


_shapes: dict[type, _Shape] = {}
_codecs: dict[Any, _Codec] = {}
_making = RLock()


def _whole(cls: type) -> _Codec:
    # Another thread must not meet a class whose fields are not known yet.
    with _making:
        return _codec(cls)


def _codec(hint: Any) -> _Codec:
    if hint not in _codecs:
        _codecs[hint] = _made(hint)
    return _codecs[hint]


def _shape(cls: type) -> _Shape:
    if cls not in _shapes:
        shape = _shapes[cls] = _Shape(cls)
        shape.fill()
    return _shapes[cls]


def _made(hint: Any) -> _Codec:
    origin, args = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _union(args)
    if origin is tuple:
        several = len(args) == 2 and args[1] is Ellipsis
        return _all_alike(_codec(args[0])) if several else _each([_codec(a) for a in args])
    if origin in {Mapping, dict} or hint is Mapping:
        return _mapping(_codec(args[1]))
    if is_dataclass(hint) and isinstance(hint, type):
        shape = _shape(hint)
        return _Codec(shape.dump, shape.load)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Codec(lambda value: hint(value).value, hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    raise TypeError(f"an answer cannot hold {hint}")


def _union(members: tuple[Any, ...]) -> _Codec:
    """Return the codec of several types: at most one of them other than text, figures, classes."""
    known = [m for m in members if m is not NoneType]
    if len(known) == 1:
        inner = _codec(known[0])
    else:
        several = _Several(known)
        inner = _Codec(several.dump, several.load)
    if NoneType not in members:
        return inner

    def dump(value: Any) -> Any:
        return None if value is None else inner.dump(value)

    def load(data: Any) -> Any:
        return None if data is None else inner.load(data)

    return _Codec(dump, load)


class _Several:
    """Text, figures and classes that may stand in one place."""

    def __init__(self, members: list[Any]) -> None:
        classes = [m for m in members if isinstance(m, type) and is_dataclass(m)]
        self.scalars = tuple(m for m in members if m not in classes)
        if not {*self.scalars} <= {str, int, float}:
            raise TypeError(f"nothing tells apart {members}")
        self.wanted = " | ".join(_name(m) for m in members)
        self.shapes = {cls.__name__: _shape(cls) for cls in classes}
        self.first = next(iter(self.shapes), "")

    def dump(self, value: Any) -> Any:
        """Return text and figures as they are, an object with the name of its class."""
        shape = self.shapes.get(type(value).__name__)
        if shape is None:
            return self._scalar(value)
        found = shape.dump(value)
        if len(self.shapes) > 1:
            found[_TAG] = shape.cls.__name__
        return found

    def load(self, data: Any) -> Any:
        """Return text and figures as they are, an object by the name it carries."""
        if type(data) is not dict:
            return self._scalar(data)
        tag = data.get(_TAG, self.first)
        if type(tag) is not str or tag not in self.shapes:
            raise WireError(f"no class here is called {tag!r}, only {self.wanted}")
        return self.shapes[tag].load(data)

    def _scalar(self, value: Any) -> Any:
        if not isinstance(value, self.scalars):
            raise WireError(f"{type(value).__name__} instead of {self.wanted}")
        return _finite(value) if isinstance(value, float) else value


def _name(hint: Any) -> str:
    return str(getattr(hint, "__name__", hint))


def _all_alike(item: _Codec) -> _Codec:
    dump, load = item

    def load_all(data: Any) -> tuple[Any, ...]:
        return tuple([load(one) for one in _items(data)])

    return _Codec(lambda value: [dump(one) for one in value], load_all)


def _each(items: list[_Codec]) -> _Codec:
    def load_each(data: Any) -> tuple[Any, ...]:
        if len(_items(data)) != len(items):
            raise WireError(f"{len(data)} items instead of {len(items)}")
        return tuple([item.load(one) for item, one in zip(items, data, strict=True)])

    def dump_each(value: Any) -> list[Any]:
        return [item.dump(one) for item, one in zip(items, value, strict=True)]

    return _Codec(dump_each, load_each)


def _items(data: Any) -> list[Any]:
    if type(data) is not list:
        raise _unfit(tuple, data)
    return data


def _mapping(item: _Codec) -> _Codec:
    def load(data: Any) -> Mapping[str, Any]:
        if type(data) is not dict:
            raise _unfit(dict, data)
        return MappingProxyType({key: item.load(one) for key, one in data.items()})

    def dump(value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: item.dump(one) for key, one in value.items()}

    return _Codec(dump, load)


def _exactly(cls: type) -> Callable[[Any], Any]:
    def same(value: Any) -> Any:
        if not isinstance(value, cls) or (cls is int and type(value) is bool):
            raise _unfit(cls, value)
        return value

    return same


def _finite(value: Any) -> float:
    """Return a figure as float; adding zero takes a zero's sign, for 0.0 and -0.0 are equal."""
    if type(value) is not float and (type(value) is bool or not isinstance(value, int | float)):
        raise _unfit(float, value)
    if not isfinite(value):
        raise WireError(f"{value} is no figure")
    return value + 0.0


def _day(value: Any) -> str:
    if type(value) is not date:
        raise _unfit(date, value)
    return value.isoformat()


def _moment(value: datetime) -> str:
    if value.utcoffset() is None:
        raise WireError("a moment without zone")
    return value.astimezone(UTC).isoformat()


def _moment_of(data: Any) -> datetime:
    found = datetime.fromisoformat(data)
    if found.utcoffset() is None:
        raise WireError("a moment without zone")
    return found


_PLAIN: Mapping[Any, _Codec] = {
    str: _Codec(_exactly(str), _exactly(str)),
    int: _Codec(_exactly(int), _exactly(int)),
    bool: _Codec(_exactly(bool), _exactly(bool)),
    float: _Codec(_finite, _finite),
    date: _Codec(_day, date.fromisoformat),
    datetime: _Codec(_moment, _moment_of),
}
