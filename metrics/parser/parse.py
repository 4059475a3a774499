"""The parser's door: a text in, a `Question` or what was not understood out. Never raises."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from base.language import Bilingual, Lang
from metrics.calendars import PromotionTable
from metrics.model import Correction, NotUnderstood, Question
from metrics.parser import folding, timewords, trie
from metrics.parser.asking import Asking
from metrics.parser.folding import Folded
from metrics.parser.lexicon import Lexicon
from metrics.parser.promotion_words import promotion_index
from metrics.parser.reading import read
from metrics.parser.resolving import Moment
from metrics.parser.trie import Matcher, Trie
from metrics.parser.understanding import understand
from metrics.parser.vocabulary import vocabulary
from metrics.parser.words import MetricWord, MissingMetric, Token

if TYPE_CHECKING:
    from metrics.parser.typos import Fix, Guess

_MOST_CORRECTIONS = 3


def parse(
    text: str, *, today: date, lexicon: Lexicon, promotions: PromotionTable, lang: Lang
) -> Question | NotUnderstood:
    """Understand a question in Chinese, English or both.

    `today` is the asker's local date; the last complete day is the day before. Requests in a
    `NotUnderstood` are worded in `lang`. Every word is understood, filler, or reported.
    """
    moment = Moment(today, promotions)
    folded, tokens, words = _first_reading(text, lexicon, promotions)
    if _worth_mending(tokens):
        folded, tokens = _in_one_language(folded, tokens, words)
    corrections: list[Correction] = []
    while _worth_mending(tokens) and len(corrections) < _MOST_CORRECTIONS:
        from metrics.parser import typos

        found = typos.find(folded, tokens, lexicon)
        if isinstance(found, typos.Guess) and not _has_metric(tokens):
            return _unsure(Asking(read(folded, tokens), moment, lang), found)
        if not isinstance(found, typos.Fix):
            break
        mended = folded.replaced(found.start, found.end, found.by)
        retried = trie.cut(mended, words)
        if _unknowns(retried) >= _unknowns(tokens):
            break
        folded, tokens = mended, retried
        corrections.append(_told(found, tokens))
    return understand(Asking(read(folded, tokens), moment, lang), tuple(corrections))


def _in_one_language(
    folded: Folded, tokens: list[Token], words: tuple[Matcher, ...]
) -> tuple[Folded, list[Token]]:
    from metrics.parser import mixing

    other = mixing.said_in_one(folded)
    if other is None:
        return folded, tokens
    retried = trie.cut(other, words)
    return (other, retried) if _unknowns(retried) < _unknowns(tokens) else (folded, tokens)


def _told(fix: "Fix", tokens: list[Token]) -> Correction:
    """Return the correction: of a part of a longer name the word itself, not another metric."""
    end = fix.start + len(fix.by)
    longer = any(
        t.start <= fix.start and end <= t.end and t.end - t.start > len(fix.by) for t in tokens
    )
    correction = fix.correction
    return replace(correction, read_as=Bilingual(fix.by, fix.by)) if longer else correction


def _first_reading(
    text: str, lexicon: Lexicon, promotions: PromotionTable
) -> tuple[Folded, list[Token], tuple[Matcher, ...]]:
    typed = cleaned = folding.clean(text)
    converted = bool(folding.rare_chars(cleaned) - lexicon.rare)
    if converted:
        cleaned = folding.simplified(cleaned)
    folded = folding.fold(cleaned)
    if len(cleaned) == len(typed):
        folded = replace(folded, typed=typed)
    words = _matchers(lexicon.simplified_index if converted else lexicon.index, promotions)
    tokens = trie.cut(folded, words)
    if lexicon.rare and not converted and _unknowns(tokens):
        # Perhaps a name that is kept in traditional characters.
        words = _matchers(lexicon.simplified_index, promotions)
        tokens = trie.cut(folded, words)
    return folded, tokens, words


def _matchers(names: Trie, promotions: PromotionTable) -> tuple[Matcher, ...]:
    return (vocabulary().find, names.find, promotion_index(promotions).find, timewords.find)


def _unknowns(tokens: list[Token]) -> int:
    return sum(token.end - token.start for token in tokens if token.meaning is None)


def _worth_mending(tokens: list[Token]) -> bool:
    """A long text of which little is known is no question with a slip in it."""
    unknown = sum(token.meaning is None for token in tokens)
    return 0 < unknown <= 4


def _has_metric(tokens: list[Token]) -> bool:
    return any(isinstance(token.meaning, MetricWord | MissingMetric) for token in tokens)


def _unsure(asking: Asking, guess: "Guess") -> NotUnderstood:
    """The word may mean a metric, but not surely: ask back with the metrics it may be."""
    typed = asking.reading.typed(guess.token)
    requests = asking.kept().by_metrics(guess.metrics)
    return asking.refuse("unsure", (typed,), requests, guess.metrics[0])
