"""Searching for people: every way in which an identifier can stand in a file or a line. Pure.

As it is, in other encodings, and as any of the plain hashes, whole or cut short; also keyed with
the secrets that lie in the database itself, since whoever has it has those as well.
"""

import base64
import hashlib
import hmac
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np

# Shorter ones would be found by accident.
SHORTEST = 5
_CUT = 8
_LONG_NUMBER = 10**8
_HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")


@dataclass(frozen=True)
class Hit:
    """An identifier that was found: what it is, in which form, and where."""

    what: str
    form: str
    where: str


def spellings(identifier: str) -> frozenset[str]:
    """Return an identifier in the ways in which a program writes it."""
    found = {identifier, identifier.lower(), identifier.upper(), identifier.casefold()}
    found |= {quote(identifier, safe=""), json.dumps(identifier)[1:-1], repr(identifier)[1:-1]}
    return frozenset(one for one in found if len(one) >= SHORTEST)


@dataclass(frozen=True)
class Needle:
    """What is looked for. `whole` is the hash that it begins, where it is written in hex.

    Eight digits are a hit where they stand alone or where what follows goes on like the hash.
    """

    form: str
    cut: bytes
    whole: bytes = b""

    def stands_in(self, content: bytes) -> bool:
        """Say whether it does, for one whose bytes do."""
        return not self.whole or any(self._fits(m) for m in re.finditer(self.cut, content))

    def _fits(self, found: re.Match[bytes]) -> bool:
        content, begin = found.string, found.start()
        longest = content[begin : begin + max(len(self.whole), 128)]
        run = re.match(rb"[0-9a-f]+", longest)
        digits = run[0] if run else b""
        if self.whole == self.cut:
            return digits == self.cut and not content[max(0, begin - 1) : begin].isalnum()
        return digits[: len(self.whole)] == self.whole[: len(digits)]


def forms(identifier: str, keys: Iterable[bytes] = ()) -> Iterator[Needle]:
    """Yield what would give an identifier away."""
    for spelt in spellings(identifier):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield Needle(encoding, spelt.encode(encoding))
    for spelt in {identifier, identifier.lower(), identifier.upper()}:
        plain = spelt.encode()
        yield Needle("bytes in hex", plain.hex().encode())
        yield Needle("base64", base64.b64encode(plain).rstrip(b"=")[: len(plain) * 4 // 3])
        yield from _digests("", plain)
        yield from _digests(", as json", json.dumps(spelt).encode())
        for key in keys:
            yield from _written("hmac", hmac.digest(key, plain, "sha256"))
            yield from _written("salted", hashlib.sha256(key + plain).digest())


def _digests(more: str, plain: bytes) -> Iterator[Needle]:
    for name in _HASHES:
        yield from _written(name + more, hashlib.new(name, plain).digest())
    for name, number in (("crc32", zlib.crc32(plain)), ("adler32", zlib.adler32(plain))):
        digits = f"{number:08x}".encode()
        yield Needle(f"{name}, hex{more}", digits, digits)
        if number >= _LONG_NUMBER:
            yield Needle(f"{name}, decimal{more}", str(number).encode())


def _written(name: str, digest: bytes) -> Iterator[Needle]:
    """A hash in the ways in which it is kept: cut short, each is part of the longer ones."""
    whole = digest.hex().encode()
    yield Needle(f"{name}, hex", whole[:_CUT], whole)
    yield Needle(f"{name}, bytes", digest[:_CUT])
    yield Needle(f"{name}, decimal", str(int.from_bytes(digest[:_CUT], "big")).encode())
    yield Needle(f"{name}, base32", base64.b32encode(digest)[: _CUT + 2])
    yield Needle(f"{name}, base64", base64.b64encode(digest)[: _CUT + 2])
    yield Needle(f"{name}, base64 for addresses", base64.urlsafe_b64encode(digest)[: _CUT + 2])


class Search:
    """Looks for identifiers of people; each comes with what it is."""

    def __init__(self, identifiers: Mapping[str, str], keys: Iterable[bytes] = ()) -> None:
        keys = tuple(keys)
        self._needles = {
            (what, needle)
            for identifier, what in identifiers.items()
            if len(identifier) >= SHORTEST
            for needle in forms(identifier, keys)
        }

    def __len__(self) -> int:
        """Return how many different things are looked for."""
        return len({needle.cut for _what, needle in self._needles})

    def hits(self, places: Mapping[str, bytes]) -> tuple[Hit, ...]:
        """Return what was found in which file or text; letters of hex and names in any case."""
        lower = {where: content.lower() for where, content in places.items()}
        fours, lower_fours = _Fours(places.values()), _Fours(lower.values())
        found = []
        for what, needle in self._needles:
            in_hex = "hex" in needle.form
            if needle.cut not in (lower_fours if in_hex else fours):
                continue
            for where, content in (lower if in_hex else places).items():
                if needle.cut in content and needle.stands_in(content):
                    found.append(Hit(what, needle.form, where))
        return tuple(sorted(found, key=lambda hit: (hit.where, hit.what, hit.form)))


class _Fours:
    """All that stands next to each other in fours: rules out most of thousands at once."""

    def __init__(self, contents: Iterable[bytes]) -> None:
        of = np.frombuffer(b"\0\0\0".join(contents) + b"\0\0\0", np.uint8).astype(np.uint32)
        fours = of[:-3] | of[1:-2] << 8 | of[2:-1] << 16 | of[3:] << 24
        self._fours = frozenset(np.unique(fours).tolist())

    def __contains__(self, needle: bytes) -> bool:
        """Say whether a needle of at least four bytes may stand in it."""
        starts = (0, len(needle) // 2 - 2, len(needle) - 4)
        return all(int.from_bytes(needle[at : at + 4], "little") in self._fours for at in starts)


def shown(hits: Iterable[Hit]) -> str:
    """Return what was found, for a failing test to say."""
    return "\n".join(f"{hit.what} ({hit.form}) in {hit.where}" for hit in hits) or "nothing"
