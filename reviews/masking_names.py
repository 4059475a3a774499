"""Finding the names of colleagues in every spelling people use for them.

From the names in the database the spoken forms are made once (林岚: 岚岚, 小岚, 岚姐, 林姐, 老林,
林主管, lin lan); a text is then walked through with dictionaries, so the time does not grow with
the number of people. Names that are ordinary English words are masked only where they stand as a
name. No name leaves this module but as a place in the text.

Chinese names are looked for without the blanks and hyphens between their characters.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from reviews import masking_words as words
from reviews.masking_clean import clean, is_cjk, shadow
from reviews.masking_tokens import MARK, Span

_SPLIT = re.compile(r"[:：/|()（）【】\[\]<>,，;；\n]+")
_BETWEEN = re.compile(r"[ \n\-._*·~|/]")
_LATIN = re.compile(r"[^\W\d_]+")
_PAIR_GAP = re.compile(r"[ ._\-,'·|/*~]{0,3}")
_LONGEST_WORDS = 4
_LONGEST_NAME = 40
_MOST_LETTERS = 16


class Names:
    """All spellings of all colleagues' names."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take names as they stand in the database; unusable ones are left out."""
        self._chinese: dict[str, bool] = {}
        self._latin: set[tuple[str, ...]] = set()
        for name in names:
            self._add(shadow(clean(str(name))).strip())
        self._lengths = _lengths(self._chinese)
        self._joined = {"".join(parts) for parts in self._latin if sum(map(len, parts)) > 2}
        self._heads = {parts[0] for parts in self._latin}

    def _add(self, name: str) -> None:
        if len(name) > _LONGEST_NAME:
            return
        for part in {name, *_SPLIT.split(name)}:
            bare = _bare(part)
            if not _usable(bare):
                continue
            if any(map(is_cjk, bare)) or any(char.isdigit() for char in bare):
                self._add_chinese(bare)
            else:
                self._add_latin(part)

    def _add_chinese(self, name: str) -> None:
        self._chinese[name] = True
        for prefix in words.GENERIC_PREFIX:
            if name.startswith(prefix) and _usable(name.removeprefix(prefix)):
                self._add(name.removeprefix(prefix))
        pure = "".join(char for char in name if is_cjk(char))
        latin = " ".join(_LATIN.findall("".join(" " if is_cjk(c) else c for c in name)))
        if pure and pure != name and _usable(pure):
            self._add_chinese(pure)
        if pure and len(latin) > 2 and _usable(latin):
            self._add_latin(latin)
        if pure == name and len(name) <= 4:
            for short in _spoken(name):
                if short not in words.ORDINARY_SHORT:
                    self._chinese.setdefault(short, False)
            self._latin.update(_romanised(name))

    def _add_latin(self, name: str) -> None:
        parts = tuple(_LATIN.findall(name))
        if not parts:
            return
        if len(parts) <= _LONGEST_WORDS:
            self._latin.update({parts, parts[::-1]})
        for part in parts:
            if len(part) > 1 and part not in words.FUNCTION_WORDS and part not in words.GENERIC:
                self._latin.add((part,))
        if len(parts) > 1 and sum(map(len, parts)) > 3:
            self._latin.update({("".join(parts),), ("".join(parts[::-1]),)})

    def find(self, text: str, folded: str, mark: str) -> Iterator[Span]:
        """Yield where a colleague is named; `folded` is the text's shadow."""
        yield from self._find_chinese(folded, mark)
        yield from self._find_latin(text, folded, mark)

    def _find_chinese(self, folded: str, mark: str) -> Iterator[Span]:
        places = [i for i, char in enumerate(folded) if not _BETWEEN.match(char)]
        squeezed = "".join(folded[i] for i in places)
        at = 0
        while at < len(squeezed):
            end = self._end_at(squeezed, at)
            if end is None:
                at += 1
                continue
            yield places[at], places[end - 1] + 1, mark
            at = end

    def _end_at(self, text: str, at: int) -> int | None:
        for length in self._lengths.get(text[at : at + 2], ()):
            name = text[at : at + length]
            if name in self._chinese and self._stands(text, at, name):
                return _with_title(text, at + len(name))
        return None

    def _stands(self, text: str, at: int, name: str) -> bool:
        """Return whether what was found is the name and not a piece of another word."""
        before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
        if (not is_cjk(name[0]) and _alnum(before)) or (not is_cjk(name[-1]) and _alnum(after)):
            return False
        if name == "多多" and before == "拼":
            return False
        return self._chinese[name] or not _part_of_word(name, after)

    def _find_latin(self, text: str, folded: str, mark: str) -> Iterator[Span]:
        found = [piece for run in _LATIN.finditer(folded) for piece in _other_runs(run, folded)]
        at = 0
        while at < len(found):
            count = self._words_at(text, folded, found, at)
            if not count:
                at += 1
                continue
            start, end = found[at][0], found[at + count - 1][1]
            yield start, _possessive(folded, end), mark
            at += count

    def _words_at(self, text: str, folded: str, found: list[tuple[int, int]], at: int) -> int:
        """Return how many words from `at` on are one name; 0 where none is."""
        start, end = found[at]
        if end - start == 1:
            return self._letters_at(folded, found, at)
        if folded[start:end] not in self._heads:
            return 0
        run = _run(folded, found, at, _LONGEST_WORDS)
        for count in range(len(run), 0, -1):
            parts = tuple(run[:count])
            if parts in self._latin and (count > 1 or _is_name(text, folded, start, end)):
                return count
        return 0

    def _letters_at(self, folded: str, found: list[tuple[int, int]], at: int) -> int:
        """Return how many single letters spell a name: "L a n"."""
        letters: list[str] = []
        for word in _run(folded, found, at, _MOST_LETTERS):
            if len(word) > 1:
                break
            letters.append(word)
        for count in range(len(letters), 2, -1):
            if "".join(letters[:count]) in self._joined:
                return count
        # A first letter may belong to a name of two parts: "L. Lin" is not looked for.
        return 0


def _lengths(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return for each beginning of two characters the lengths of the names, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(known, reverse=True)) for head, known in lengths.items()}


def _bare(name: str) -> str:
    return _BETWEEN.sub("", name)


def _usable(name: str) -> bool:
    if len(name) < 2 or name in words.GENERIC or re.search(MARK, name):
        return False
    if name.isdigit() and len(name) < 3:
        return False
    return any(char.isalnum() for char in name)


def _alnum(char: str) -> bool:
    return char.isalnum() and not is_cjk(char)


def _spoken(name: str) -> Iterator[str]:
    """Yield what colleagues say for a Chinese name of two to four characters."""
    if name[0] in "小阿老大" and len(name) == 2:
        yield from _friendly(name[1])
        return
    surname = name[:2] if name[:2] in words.COMPOUND_SURNAMES else name[:1]
    given = name[len(surname) :]
    if surname in words.SURNAMES or surname in words.COMPOUND_SURNAMES:
        yield from (before + surname for before in "小老阿")
        yield from (surname + title for title in words.SURNAME_ONLY)
    else:
        # A nickname: of 晴晴 people make 小晴 and 晴姐, of 柚子 nothing.
        if len(name) == 2 and name[0] == name[1] and name[0] not in "一二三四五六七八九十":
            yield from ("小" + name[0], "阿" + name[0], name[0] + "姐", name[0] + "哥")
        return
    if len(given) == 1:
        yield from _friendly(given)
    elif len(given) == 2:
        yield given
        yield from _friendly(given[1])
        yield from ("小" + given, "阿" + given, given[0] * 2)


def _friendly(given: str) -> Iterator[str]:
    yield from ("小" + given, "阿" + given, given * 2)
    yield from (given + title for title in words.FRIENDLY)


@lru_cache(maxsize=4096)
def _romanised(name: str) -> frozenset[tuple[str, ...]]:
    """Return a Chinese name in pinyin, in both orders, joined and apart."""
    # Imported here: loading it takes longer than most commands.
    from pypinyin import lazy_pinyin

    surname = 2 if name[:2] in words.COMPOUND_SURNAMES else 1
    syllables = [part for part in lazy_pinyin(name) if part.isascii() and part.isalpha()]
    if len(syllables) != len(name) or sum(map(len, syllables)) < 6:
        return frozenset()
    first, rest = "".join(syllables[:surname]), "".join(syllables[surname:])
    forms = {(first, rest), (rest, first), (first + rest,), (rest + first,), tuple(syllables)}
    return frozenset(f for f in forms if not all(p in words.FUNCTION_WORDS for p in f))


def _part_of_word(name: str, after: str) -> bool:
    if after and after in words.NOT_BEFORE.get(name, ""):
        return True
    return any(
        name.endswith(title) and bool(after) and after in tails
        for title, tails in words.NOT_BEFORE_TITLE.items()
    )


def _with_title(text: str, end: int) -> int:
    """Return the end of a name together with the title that follows it."""
    for title in words.TITLES:
        if len(title) > 1 or title in "姐哥":
            after = text[end + len(title) : end + len(title) + 1]
            if text.startswith(title, end) and not _part_of_word(title, after):
                return end + len(title)
    return end


def _other_runs(match: re.Match[str], folded: str) -> Iterator[tuple[int, int]]:
    """Yield the words in a run of letters, which ends where Chinese begins."""
    start = match.start()
    for at in range(match.start(), match.end() + 1):
        if at == match.end() or is_cjk(folded[at]):
            if at > start:
                yield start, at
            start = at + 1


def _run(folded: str, found: list[tuple[int, int]], at: int, most: int) -> list[str]:
    """Return the words from `at` on that stand together as parts of one name may."""
    run = [folded[slice(*found[at])]]
    for (_, end), (start, stop) in pairwise(found[at : at + most]):
        if not _PAIR_GAP.fullmatch(folded, end, start):
            break
        run.append(folded[start:stop])
    return run


def _possessive(folded: str, end: int) -> int:
    return end + 2 if re.match(r"['’`]s(?![a-z])", folded[end : end + 3]) else end


def _is_name(text: str, folded: str, start: int, end: int) -> bool:
    """Return whether a word that may be a name stands here as one."""
    word = folded[start:end]
    if word not in words.ORDINARY_WORDS:
        return True
    before, after = folded[max(0, start - 24) : start].rstrip(), folded[end : end + 24].lstrip()
    previous = re.search(r"([a-z]+|\d+)$", before)
    following = re.match(r"[a-z]+|\d+", after)
    if _is_month_or_verb(text, start, previous, following):
        return False
    if _next_to_chinese(before, after) or folded[end : end + 2] in ("'s", "’s"):
        return True
    if previous and previous[0] in words.SAID_BEFORE:
        return True
    if following and following[0] in words.SAID_AFTER - _after_modal(word):
        return True
    return text[start].isupper()


def _after_modal(word: str) -> frozenset[str]:
    """Words that follow an adjective just as well as a name ("the price is") are no sign."""
    return (
        frozenset()
        if word in ("may", "will")
        else frozenset(["was", "has", "had", "is", "did", "does"])
    )


def _is_month_or_verb(
    text: str, start: int, previous: re.Match[str] | None, following: re.Match[str] | None
) -> bool:
    word = text[start : start + 6].lower()
    if word.startswith(("may", "april", "june", "august")):
        near = [m[0] for m in (previous, following) if m]
        if any(part.isdigit() for part in near) or (previous and previous[0] in words.MONTH_BEFORE):
            return True
    return bool(word.startswith(("may", "will")) and following and following[0] in words.PRONOUNS)


def _next_to_chinese(before: str, after: str) -> bool:
    return (bool(before) and is_cjk(before[-1])) or (bool(after) and is_cjk(after[0]))
