"""Receipts: how somebody whom nobody knows comes back to what he said.

A receipt is 128 random bits, said as twelve signs or words of the BIP-39 lists (2,048 entries and
4 bits of checksum: `mnemonic`). It is shown once; what is kept is a hash of it, keyed with a secret
of the installation. The bits follow from the nonce of the window and that secret, so that a
submission delivered twice has one receipt, without anything being remembered of it.
"""

import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from base.language import Lang, Msg, msg
from storage.engine import Work
from storage.settings import read_setting, write_setting

if TYPE_CHECKING:
    from mnemonic import Mnemonic

WORDS = 12
_BYTES = 16
_LISTS = {Lang.ZH: "chinese_simplified", Lang.EN: "english"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]+")
# The first letters of an English word by which the list tells it from all others.
_TELLING = 4
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SECRET = "case.secret"  # noqa: S105 - the name of the setting


class NotAReceiptError(Exception):
    """What was typed is no receipt; `why` says what is wrong with it, without repeating it all."""

    def __init__(self, why: Msg) -> None:
        super().__init__(why.key)
        self.why = why


def new_nonce() -> str:
    """Return what one window is told from all others by: 256 random bits."""
    return secrets.token_urlsafe(32)


def secret_of(work: Work) -> bytes:
    """Return the installation's secret; made, in this unit of work, where there is none yet.

    When that was is not written down: it could be when somebody sent the first case.
    """
    found = read_setting(work, SECRET, "")
    if not found:
        found = secrets.token_hex(32)
        write_setting(work, SECRET, found, _NEVER, 0)
    return bytes.fromhex(found)


def kept_secret(work: Work) -> bytes:
    """Return the installation's secret, or one that fits nothing where none was made yet."""
    found = read_setting(work, SECRET, "")
    return bytes.fromhex(found) if found else secrets.token_bytes(32)


@dataclass(frozen=True)
class Receipts:
    """Makes and recognises the receipts of an installation."""

    secret: bytes

    def bits(self, nonce: str) -> bytes:
        """Return the 16 bytes of the receipt for what a window sends."""
        return self._keyed("receipt", nonce.encode())[:_BYTES]

    def kept(self, bits: bytes) -> str:
        """Return what is kept of a receipt: 64 hexadecimal digits."""
        return self._keyed("kept", bits).hex()

    def answer_key(self, nonce: str) -> str:
        """Return under which key the answer that a window sends is kept."""
        return self._keyed("answer", nonce.encode()).hex()

    def _keyed(self, purpose: str, what: bytes) -> bytes:
        return hmac.digest(self.secret, purpose.encode() + b"\0" + what, "sha256")


@cache
def _list(lang: Lang) -> "Mnemonic":
    from mnemonic import Mnemonic

    return Mnemonic(_LISTS[lang])


def in_words(bits: bytes, lang: Lang) -> str:
    """Return a receipt as people copy it: three groups of four."""
    words = _list(lang).to_mnemonic(bits).split()
    groups = [words[at : at + 4] for at in range(0, WORDS, 4)]
    if lang is Lang.ZH:
        return " ".join("".join(group) for group in groups)
    return " · ".join(" ".join(group) for group in groups)


def from_words(typed: str) -> bytes:
    """Return the bits of a receipt as somebody typed it, in either language.

    Raises NotAReceiptError with what is wrong: how many words there are, which one is in no list,
    or that one of them was copied wrong.
    """
    lang, words = _words(typed)
    if len(words) != WORDS:
        raise NotAReceiptError(msg("case.receipt.count", n=len(words)))
    known = [_known(word, lang) for word in words]
    if None in known:
        raise NotAReceiptError(msg("case.receipt.unknown", at=known.index(None) + 1))
    try:
        return bytes(_list(lang).to_entropy([word for word in known if word]))
    except ValueError as error:
        raise NotAReceiptError(msg("case.receipt.wrong")) from error


def _words(typed: str) -> tuple[Lang, list[str]]:
    plain = unicodedata.normalize("NFKC", typed).lower()
    signs = _HAN.findall(plain)
    return (Lang.ZH, signs) if signs else (Lang.EN, _LATIN.findall(plain))


def _known(word: str, lang: Lang) -> str | None:
    """Return the word of the list that is meant, None for none."""
    if lang is Lang.ZH:
        return word if word in _list(lang).wordlist else None
    if len(word) < _TELLING:
        return word if word in _list(lang).wordlist else None
    return next((w for w in _list(lang).wordlist if w[:_TELLING] == word[:_TELLING]), None)
