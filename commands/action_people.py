"""Who is meant: people of the staff list in a text, with or without an @ before their names. Pure.

A name that is marked (@小美) is meant before one that only stands there; one that is part of a
sentence (整理小美的话术) is nobody who is asked to do anything. @me and @我 are whoever types.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storage.roster import OnStaff

_ME = ("me", "myself", "我", "我自己", "本人")
_EDGE = r"[\s,，、。;；:：()（）]"


class Named(NamedTuple):
    """Somebody who is named, and where. `person` is 0 for a marked name that nobody has."""

    person: int
    typed: str
    start: int
    end: int
    marked: bool


@dataclass(frozen=True)
class People:
    """Everybody who can be named; `asker` is who types."""

    staff: Sequence[OnStaff]
    asker: int = 0

    def named_in(self, text: str) -> tuple[Named, ...]:
        """Return everybody named in a text, in its order: marked names, and those on their own."""
        found: list[Named] = []
        for term, person in self._terms():
            for at in re.finditer(re.escape(term), text, re.IGNORECASE):
                one = self._one(text, person, at.start(), at.end())
                if one is None or any(_overlap(one, other) for other in found):
                    continue
                found.append(one)
        found += self._strangers(text, found)
        return tuple(sorted(found, key=lambda one: one.start))

    def one(self, text: str) -> int | None:
        """Return who a text as a whole names, None for nobody or more than one."""
        typed = text.strip().lstrip("@＠").strip().lower()
        found = {person for term, person in self._terms() if term.lower() == typed}
        return found.pop() if len(found) == 1 else None

    def _terms(self) -> list[tuple[str, int]]:
        """Return names with whose they are, the longest first; a name of two people is nobody's."""
        whose: dict[str, set[int]] = {}
        for one in self.staff:
            for name in {one.name.zh, one.name.en, *one.nicks}:
                whose.setdefault(name.strip().lower(), set()).add(one.person)
        for one in self.staff:
            # A person's own name comes before somebody's nickname.
            for name in {one.name.zh, one.name.en}:
                same = {o.person for o in self.staff if name in (o.name.zh, o.name.en)}
                whose[name.strip().lower()] = same
        if self.asker > 0:
            whose |= {f"@{word}": {self.asker} for word in _ME}
        terms = [(name, min(who)) for name, who in whose.items() if name and len(who) == 1]
        return sorted(terms, key=lambda term: -len(term[0]))

    def _one(self, text: str, person: int, start: int, end: int) -> Named | None:
        word = text[start:end]
        if word.startswith("@") or re.search(r"[@＠]\s?$", text[:start]):
            begins = start if word.startswith("@") else _mark(text, start)
            # A longer Latin word only begins with the name.
            if word[-1].isascii() and re.match(r"[A-Za-z0-9]", text[end : end + 1]):
                return None
            return Named(person, word.lstrip("@＠"), begins, end, marked=True)
        alone = re.search(rf"(?:^|{_EDGE})$", text[:start]) and re.match(rf"{_EDGE}|$", text[end:])
        return Named(person, word, start, end, marked=False) if alone else None

    def _strangers(self, text: str, found: Sequence[Named]) -> list[Named]:
        """Return marked names that nobody here has."""
        marks = re.finditer(r"[@＠]\s?([^\s@＠,，。;；:：]+)", text)
        return [
            Named(0, at[1], at.start(), at.end(), marked=True)
            for at in marks
            if not any(one.start <= at.start() < one.end for one in found)
        ]


def _mark(text: str, start: int) -> int:
    """Return where the mark before a name stands."""
    return max(text.rfind("@", 0, start), text.rfind("＠", 0, start))


def _overlap(one: Named, other: Named) -> bool:
    return one.start < other.end and other.start < one.end
