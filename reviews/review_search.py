"""Searching everything kept of reviews: which points say all of some words, the newest first.

What people typed, what a figure, a category or an item is called, reasons. An owner's name is
looked for only where it would be shown, and in channels not at all. No wording.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from base.review import Point, PointState, Review
from metrics.catalogue import CATALOGUE, made_of_catalogue
from reviews.actions import folded as action_of
from reviews.minutes import owner_shown
from reviews.review_history import Spectator
from storage import actions, review_search, reviews
from storage.engine import Work
from storage.people import names_by_number
from storage.review_search import Needle, Told, folded

# Beyond these nobody types by hand.
_MOST_WORDS, _LONGEST = 8, 60
_SHORTEST_HALF = 2
_ENDINGS = ("ing", "ed", "es", "s")


@dataclass(frozen=True)
class Word:
    """A word as it is compared: the metrics that are called so, the people."""

    text: str
    parts: tuple[str, ...]
    metrics: frozenset[str]
    people: frozenset[int]

    @property
    def needle(self) -> Needle:
        """Return it as the rows are looked through for it."""
        return Needle(self.text, self.metrics, self.people)

    def likely(self, told: Told, kept: str) -> bool:
        """Say quickly whether a point may say it; what this leaves out does not."""
        if told.owner in self.people or all(part in kept for part in self.parts):
            return True
        return any(f'"metric":"{key}"' in told.raised for key in self.metrics)

    def said(self, metric: str, texts: Sequence[str]) -> bool:
        """Say whether a figure is called so, or folded texts say it."""
        return metric in self.metrics or any(self.text in text for text in texts)


@dataclass(frozen=True)
class Hit:
    """A point that was found, and the review it stood on."""

    point: Point
    review: Review


def words_of(work: Work, who: Spectator, text: str) -> tuple[Word, ...]:
    """Return the words to look for, each once."""
    typed = dict.fromkeys(folded(text[: _MOST_WORDS * _LONGEST]).split())
    names = {} if who.here else names_by_number(work)
    return tuple(
        Word(
            word,
            tuple(review_search.plain_parts(word)),
            frozenset(_metrics(word)),
            frozenset(n for n, name in names.items() if _names(word, name.zh, name.en)),
        )
        for word in [one[:_LONGEST] for one in typed][:_MOST_WORDS]
    )


def _metrics(word: str) -> Iterator[str]:
    return (key for key, called in _called() if any(word in one for one in called))


@made_of_catalogue
def _called() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what each metric is called, folded, by its key."""
    return tuple(
        (key, tuple(map(folded, (one.name.zh, one.name.en, *one.synonyms))))
        for key, one in CATALOGUE.items()
    )


def _names(word: str, *called: str) -> bool:
    return any(word in folded(one) for one in called)


def search(
    work: Work, who: Spectator, words: Sequence[Word], today: date, skip: int, most: int
) -> tuple[tuple[Hit, ...], bool]:
    """Return points that say all words, of the newest reviews first, and whether there are more."""
    if not words:
        return (), False
    found: list[Hit] = []
    for hit in _hits(work, who, words, today):
        found.append(hit)
        if len(found) > skip + most:
            break
    return tuple(found[skip : skip + most]), len(found) > skip + most


def _hits(work: Work, who: Spectator, words: Sequence[Word], today: date) -> Iterator[Hit]:
    shown = _shown(work, who)
    needles = [word.needle for word in words]
    for some in review_search.told(work, review_search.numbers(work, who.reach), needles):
        for told in some:
            kept = told.kept
            if not all(word.likely(told, kept) for word in words):
                continue
            missing = _unsaid(words, told)
            if any(told.owner not in word.people for word in missing):
                continue
            review, point = shown(told.review), reviews.point(work, told.id)
            if review is None or point is None or point.state is PointState.GONE:
                continue
            if not missing or _owner_said(work, review, point, missing, today):
                yield Hit(point, review)


def _unsaid(words: Sequence[Word], told: Told) -> list[Word]:
    """Return which words a point does not say, names of people apart."""
    metric, texts = told.said
    plain = [folded(text) for text in texts]
    return [word for word in words if not word.said(metric, plain)]


def _shown(work: Work, who: Spectator) -> Callable[[int], Review | None]:
    """Return what reads a review that may be shown, each once."""
    known: dict[int, Review | None] = {}

    def read(number: int) -> Review | None:
        if number not in known:
            known[number] = next(who.seen(work, [number]), None)
        return known[number]

    return read


def _owner_said(
    work: Work, review: Review, point: Point, words: Sequence[Word], today: date
) -> bool:
    """Say whether words are the owner's name as it stands in the minutes."""
    action = actions.read(work, point.decision, action_of)
    if action is None:
        return False
    name = owner_shown(work, review, action, today)
    return all(_names(word.text, name.zh, name.en) for word in words)


def nearest(work: Work, who: Spectator, words: Sequence[Word], today: date) -> tuple[str, ...]:
    """Return other words that find something, where these find nothing; at most three."""
    if len(words) > 1:
        tries = [word.text for word in words]
    else:
        tries = [part for word in words for part in _less(word.text)]
    kept = (one for one in tries[:4] if search(work, who, words_of(work, who, one), today, 0, 1)[0])
    return tuple(kept)[:3]


def _less(word: str) -> list[str]:
    """Return what to try instead of a word: an English one without its ending, a Chinese one's
    halves."""
    if word.isascii():
        ending = next((end for end in _ENDINGS if word.endswith(end)), "")
        stem = word.removesuffix(ending)
        return [stem] if ending and len(stem) > _SHORTEST_HALF else []
    half = len(word) // 2
    if half < _SHORTEST_HALF:
        return []
    parts = (word[:half], word[half:], word[:_SHORTEST_HALF], word[-_SHORTEST_HALF:])
    return list(dict.fromkeys(parts))
