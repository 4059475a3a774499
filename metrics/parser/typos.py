"""Typing errors: a word nobody knows is read as the one it nearly is, and that is always shown.

Three kinds: letters in the wrong place ("satisfacton", 询单转换), another character of the same
sound (手响), and pinyin (zhuanhualv). A three-character term with one wrong character of another
sound is only offered, never answered: 转接率 is not 转化率. The libraries are imported here, when
something is not understood, because a clean question must not pay for them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from base.dimensions import Dim
from base.language import Bilingual
from metrics.catalogue import made_of_catalogue
from metrics.model import Against, Correction, Metric, Stat
from metrics.parser.folding import Folded, is_cjk, term
from metrics.parser.lexicon import Lexicon
from metrics.parser.vocabulary import all_terms
from metrics.parser.words import Meaning, MetricWord, Noun, Sign, Token, When

MOST = 3
_LONGEST = 20
_SHORTEST_WORD = 4
_SURE_LENGTH = 8
_WORTH = (MetricWord, When, Noun, Dim, Stat, Against)
# Characters that change what is counted: a wrong one there is another metric, not a slip.
_TELLING = frozenset("率量数额价分比度次长")
_NEGATIONS = frozenset("不没未无非")


@dataclass(frozen=True)
class Fix:
    """Another spelling of the characters `start` to `end`."""

    start: int
    end: int
    by: str
    correction: Correction


@dataclass(frozen=True)
class Guess:
    """What an unknown word may mean; not sure enough to answer."""

    token: Token
    metrics: tuple[Metric, ...]


def find(folded: Folded, tokens: list[Token], lexicon: Lexicon) -> Fix | Guess | None:
    """Return the fix for the first unknown word that has one, else a guess at its meaning."""
    guess: Guess | None = None
    unknown = [token for token in tokens if token.meaning is None][:MOST]
    for token in unknown:
        if token.end - token.start > _LONGEST:
            continue
        found = _find_one(folded, tokens, token, lexicon)
        if isinstance(found, Fix):
            return found
        guess = guess or found
    return guess


def _find_one(
    folded: Folded, tokens: list[Token], token: Token, lexicon: Lexicon
) -> Fix | Guess | None:
    text = folded.chars[token.start : token.end]
    if is_cjk(text[0]):
        return _chinese(folded, tokens, token, lexicon)
    if not (text.isascii() and text.isalpha()):
        return None
    return (
        _misspelt_time(folded, tokens, token)
        or _misspelt(folded, token, lexicon)
        or _pinyin(folded, tokens, token, lexicon)
    )


def _fix(folded: Folded, start: int, end: int, by: str, name: Bilingual, how: str) -> Fix:
    return Fix(start, end, by, Correction(folded.as_typed(start, end), name, how))


# --- letters -----------------------------------------------------------------------------------


def _misspelt(folded: Folded, token: Token, lexicon: Lexicon) -> Fix | None:
    text = folded.chars[token.start : token.end]
    if len(text) < _SHORTEST_WORD:
        return None
    words = _latin_words(lexicon)
    near = _nearest_words(text, words)
    if len(near) != 1:
        return None
    return _fix(folded, token.start, token.end, near[0], words[near[0]], "typo")


def _misspelt_time(folded: Folded, tokens: list[Token], token: Token) -> Fix | None:
    """Read an unknown word together with its neighbour: "last weak" is "last week".

    A time of two words is looked at as a whole, for of its words alone each is a common one.
    """
    beside = [one for one in tokens if one.end + 1 == token.start or one.start == token.end + 1]
    found = []
    for other in beside:
        start, end = min(token.start, other.start), max(token.end, other.end)
        if end - start <= _LONGEST:
            # Two slips only where neither word is one that is known.
            far = 2 if other.meaning is None and end - start >= _SURE_LENGTH else 1
            times = _nearest_times(folded.chars[start:end], far)
            found += [(start, end, time) for time in times]
    if len({time for _, _, time in found}) != 1:
        return None
    start, end, time = found[0]
    return _fix(folded, start, end, time, Bilingual(time, time), "typo")


def _nearest_times(text: str, far: int) -> list[str]:
    from rapidfuzz.distance import OSA

    scored = [(OSA.distance(text, time, score_cutoff=far), time) for time in _times_of_two_words()]
    least = min((distance for distance, _ in scored), default=0)
    return [time for distance, time in scored if distance == least <= far]


@lru_cache(maxsize=1)
def _times_of_two_words() -> tuple[str, ...]:
    return tuple(
        text
        for text, meaning in _fixed_terms()
        if isinstance(meaning, When) and text.isascii() and text.count(" ") == 1
    )


def _nearest_words(text: str, words: Iterable[str]) -> list[str]:
    from rapidfuzz.distance import OSA

    far = 2 if len(text) >= _SURE_LENGTH else 1
    scored = [
        (distance, word)
        for word in words
        if (distance := OSA.distance(text, word, score_cutoff=far)) <= far
        and len(word) >= _SHORTEST_WORD
        and (word[0] == text[0] or len(text) >= 6)
    ]
    least = min((distance for distance, _ in scored), default=0)
    return [word for distance, word in scored if distance == least]


def _latin_words(lexicon: Lexicon) -> dict[str, Bilingual]:
    """Return the single Latin words of all terms, each with a name to show for it."""
    words: dict[str, Bilingual] = {}
    for text, name in _named_terms(lexicon):
        parts = text.split(" ")
        for part in parts:
            if part.isascii() and part.isalpha():
                alone = len(parts) == 1
                words.setdefault(part, name if alone else Bilingual(part, part))
    return words


def _named_terms(lexicon: Lexicon) -> Iterator[tuple[str, Bilingual]]:
    for text, meaning in _fixed_terms():
        yield text, _name(text, meaning)
    for text, member in lexicon.words:
        yield text, member.name


@made_of_catalogue
def _fixed_terms() -> tuple[tuple[str, Meaning], ...]:
    """The words worth correcting to: not those that only hold a sentence together."""
    kept = ((term(text), m) for text, m in all_terms() if isinstance(m, _WORTH))
    return tuple((text, meaning) for text, meaning in kept if text)


def _name(text: str, meaning: Meaning) -> Bilingual:
    if isinstance(meaning, MetricWord):
        return meaning.metric.name
    return Bilingual(text, text)


# --- Chinese characters ------------------------------------------------------------------------


def _chinese(
    folded: Folded, tokens: list[Token], token: Token, lexicon: Lexicon
) -> Fix | Guess | None:
    """Try the unknown characters together with their neighbours, the longest stretch first."""
    guess: Guess | None = None
    for start, end in _windows(folded, tokens, token):
        found = _chinese_window(folded, start, end, lexicon)
        if isinstance(found, Fix) and not _takes_over(found, tokens):
            return found
        if found and not isinstance(found, Fix) and not guess:
            guess = Guess(token, found)
    return guess


def _takes_over(fix: Fix, tokens: list[Token]) -> bool:
    """Say whether a fix makes another metric of one typed right: 满意度公 is no 满意度分."""
    return any(
        isinstance(token.meaning, MetricWord)
        and token.meaning.metric.name != fix.correction.read_as
        and fix.start <= token.start
        and token.end <= fix.end
        and token.end - token.start >= fix.end - fix.start - 1
        for token in tokens
    )


def _windows(folded: Folded, tokens: list[Token], token: Token) -> list[tuple[int, int]]:
    """Return stretches of Chinese characters around an unknown one that may be one word."""
    left = [t.start for t in tokens if t.end == token.start and _chinese_only(folded, t)]
    right = [t.end for t in tokens if t.start == token.end and _chinese_only(folded, t)]
    starts = [*left, *range(token.start, token.end)]
    ends = [*right, *range(token.end, token.start, -1)]
    pairs = {(s, e) for s in starts for e in ends if s < e and e - s >= 2}
    return sorted(pairs, key=lambda pair: pair[0] - pair[1])


def _chinese_only(folded: Folded, token: Token) -> bool:
    return all(is_cjk(char) for char in folded.chars[token.start : token.end])


def _chinese_window(
    folded: Folded, start: int, end: int, lexicon: Lexicon
) -> Fix | tuple[Metric, ...] | None:
    text = folded.chars[start:end]
    if not all(is_cjk(char) for char in text):
        return None
    terms = _chinese_terms(lexicon, len(text))
    slips = [known for known in terms if _one_wrong(text, known)]
    alike = [known for known in terms if _sound(known) == _sound(text)] if terms else []
    if alike:
        how = "typo" if len(text) > 2 and alike[0] in slips else "sound"
        return _unique(folded, start, end, alike, terms, how)
    slips = [known for known in slips if not _another_metric(text, known)]
    turned = [known for known in slips if sorted(known) == sorted(text)]
    sure = turned or [known for known in slips if len(text) > 3 and _sounds_near(text, known)]
    if sure:
        return _unique(folded, start, end, sure, terms, "typo")
    return _metrics(slips, terms)


def _unique(
    folded: Folded,
    start: int,
    end: int,
    found: list[str],
    terms: dict[str, tuple[Bilingual, Meaning]],
    how: str,
) -> Fix | None:
    names = {terms[text][0] for text in found}
    if len(names) != 1:
        return None
    return _fix(folded, start, end, found[0], terms[found[0]][0], how)


def _metrics(
    found: list[str], terms: dict[str, tuple[Bilingual, Meaning]]
) -> tuple[Metric, ...] | None:
    meanings = (terms[text][1] for text in found)
    metrics = dict.fromkeys(m.metric for m in meanings if isinstance(m, MetricWord))
    return tuple(metrics)[:MOST] or None


def _one_wrong(text: str, known: str) -> bool:
    """Say whether one character is wrong, or two neighbours have changed places."""
    wrong = [at for at, char in enumerate(text) if char != known[at]]
    if len(text) < 3:
        return False
    if len(wrong) == 1:
        return True
    if len(wrong) != 2 or wrong[1] - wrong[0] != 1:
        return False
    return text[wrong[0]] == known[wrong[1]] and text[wrong[1]] == known[wrong[0]]


def _another_metric(text: str, known: str) -> bool:
    """A telling character in place of another, or a negation, makes another word."""
    pairs = [(a, b) for a, b in zip(text, known, strict=True) if a != b]
    return any((a in _TELLING and b in _TELLING) or a in _NEGATIONS for a, b in pairs)


def _sounds_near(text: str, known: str) -> bool:
    """Say whether the wrong character sounds much like the right one (转换, 转化).

    One that does not is another word as a rule: 支付金额 is no slip for 赔付金额.
    """
    from rapidfuzz.distance import OSA

    pairs = [(_sound(a), _sound(b)) for a, b in zip(text, known, strict=True) if a != b]
    return all(OSA.distance(a, b, score_cutoff=1) <= 1 for a, b in pairs)


def _chinese_terms(lexicon: Lexicon, length: int) -> dict[str, tuple[Bilingual, Meaning]]:
    """Return the Chinese terms of a length that a slip may be corrected to."""
    found: dict[str, tuple[Bilingual, Meaning]] = {}
    for text, meaning in _fixed_terms():
        if len(text) == length and isinstance(meaning, MetricWord | When | Noun):
            found.setdefault(text, (_name(text, meaning), meaning))
    for text, member in lexicon.words:
        if len(text) == length:
            found.setdefault(text, (member.name, None))
    return {text: value for text, value in found.items() if all(is_cjk(c) for c in text)}


# --- sounds ------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _sound(text: str) -> str:
    """Return the pinyin of Chinese characters without tones, ü as v."""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(text, v_to_u=False)).replace("ü", "v")


def _pinyin(
    folded: Folded, tokens: list[Token], token: Token, lexicon: Lexicon
) -> Fix | Guess | None:
    start, end = _latin_run(folded, tokens, token)
    typed = folded.chars[start:end].replace(" ", "").replace("lyu", "lv").replace("nyu", "nv")
    if len(typed) >= _SHORTEST_WORD:
        fix = _by_pinyin(folded, start, end, typed, lexicon)
        if fix is not None:
            return fix
    metrics = _by_initials(typed) if 2 <= len(typed) <= 6 else ()
    return Guess(token, metrics) if metrics else None


def _latin_run(folded: Folded, tokens: list[Token], token: Token) -> tuple[int, int]:
    """Return the run of unknown words that follow one another: "man yi du"."""
    end = token.end
    for later in tokens:
        gap = folded.chars[end : later.start] if later.start >= end else ""
        if gap == " " and later.meaning in (None, Sign.FILLER):
            text = folded.chars[later.start : later.end]
            end = later.end if text.isascii() and text.isalpha() else end
    return token.start, end


def _by_pinyin(folded: Folded, start: int, end: int, typed: str, lexicon: Lexicon) -> Fix | None:
    for length in range(2, 8):
        terms = _chinese_terms(lexicon, length)
        same = [text for text in terms if _sound(text).replace(" ", "") == typed]
        fix = _unique(folded, start, end, same, terms, "pinyin")
        if fix is not None:
            return fix
    return None


def _may_begin(text: str, typed: str) -> bool:
    return len(text) == len(typed) or (typed.endswith("lv") and len(text) == len(typed) - 1)


def _by_initials(typed: str) -> tuple[Metric, ...]:
    found: dict[Metric, None] = {}
    for text, meaning in _fixed_terms():
        if isinstance(meaning, MetricWord) and is_cjk(text[0]) and _may_begin(text, typed):
            initials = "".join(part[0] for part in _sound(text).split(" "))
            # 退款率 is begun with "tkl" and with "tklv".
            if typed in {initials, f"{initials}v" if initials.endswith("l") else initials}:
                found.setdefault(meaning.metric)
    return tuple(found)[:MOST]
