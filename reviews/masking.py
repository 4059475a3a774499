"""Masking of anonymous cases: what would lead to a person is replaced before anybody stores it.

Pure: text in, masked text out; no clock, no database, no log. Nothing of what was cut out leaves
this module, neither in the result nor in an error. Finding everything is impossible; the limits:

- Names of people who are not in the roster (buyers, couriers, former staff) are found only by the
  words around them (昵称, 王女士, customer named ...); misspelt names of colleagues not at all.
- Names that are ordinary English words are found when capitalised or in a telling place ("told
  will"); as verbs, months and adjectives in lower case they stay.
- Street addresses without a number or two administrative levels, and place names alone, stay.
- Numbers of fewer than seven digits stay unless a word says what they are; amounts with their unit
  stay, so an identifier dressed as an amount ("12345678 元") stays too.
- Wording, habits, shifts, rare products: no pattern knows them. The person is asked to look again.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias
from unicodedata import category

from base.language import Lang
from reviews import masking_numbers as numbers
from reviews import masking_places as places
from reviews.masking_clean import clean, shadow
from reviews.masking_dates import Dates, tidied
from reviews.masking_names import Names
from reviews.masking_tokens import Hidden, Marks, Span, count_marks

__all__ = ["LONGEST", "Hidden", "Masked", "Masker", "too_long"]

LONGEST = 3000
"""Characters of one field."""

# A pass seldom finds what the one before uncovered. Lines that still change after so many are made
# to defeat us: they are hidden whole.
_MOST_PASSES = 6

_ANY = re.compile("")
_DIGIT = re.compile(r"\d")
_NUMERAL = re.compile(rf"[\d{numbers.NUMERALS}]|two|three|five|six|seven")
_LINKISH = re.compile(r"[/?#.]|xox|xapp|[￥¥$€₤₳₴₰]")
_MAILISH = re.compile(r"@|at|艾特|#|<")
_MENTIONISH = re.compile(r"[@<]")

_Step: TypeAlias = Callable[[str, str], Iterable[Span]]


@dataclass(frozen=True)
class Masked:
    """A masked text, plain and safe to show but not yet escaped for Slack, and what was hidden."""

    text: str
    found: Mapping[Hidden, int]


def too_long(text: str) -> bool:
    """Return whether a field is longer than `LONGEST` characters, before anything is done to it."""
    return len(text) > LONGEST


class Masker:
    """Masks texts of one form: its day, its language, the names of all colleagues."""

    def __init__(self, names: Iterable[str], today: date, lang: Lang) -> None:
        """Take every name and nickname of the staff as the database has them, rubbish included."""
        self._names = Names(names)
        self._marks = Marks(lang, today)
        self._dates = Dates(self._marks)
        of = self._marks.of
        # With each step what a text must hold for it to be worth looking.
        self._steps: tuple[tuple[re.Pattern[str], _Step], ...] = (
            (_LINKISH, lambda _, folded: places.links(folded, of)),
            (_MENTIONISH, lambda _, folded: places.slack_mentions(folded, of)),
            (_MAILISH, lambda _, folded: places.emails(folded, of)),
            (_DIGIT, lambda text, folded: places.slack_ids(text, folded, of)),
            (_DIGIT, lambda _, folded: places.accounts(folded, of)),
            (_NUMERAL, lambda _, folded: numbers.certain(folded, of)),
            (_ANY, lambda text, folded: places.addresses(text, folded, of)),
            (_ANY, lambda text, folded: self._dates.find_dates(text, folded)),
            (_DIGIT, lambda _, folded: numbers.codes(folded, of)),
            (_ANY, lambda _, folded: self._dates.find_times(folded)),
            (_NUMERAL, lambda _, folded: numbers.chains(folded, of)),
            (_DIGIT, lambda _, folded: numbers.in_context(folded, of)),
            (_ANY, lambda text, folded: self._names.find(text, folded, of(Hidden.COLLEAGUE))),
            (_MENTIONISH, lambda _, folded: places.mentions(folded, of)),
            (_ANY, lambda text, folded: places.buyers(text, folded, of)),
            (_MENTIONISH, lambda _, folded: places.defused(folded)),
        )

    def mask(self, text: str) -> Masked:
        """Return the text masked. Any string will do; masking the result again changes nothing."""
        marked = self._marks.take_in(clean(text))
        before, coarsened = count_marks(marked), 0
        for number in range(2 * _MOST_PASSES):
            last = marked
            marked, times = self._pass(marked)
            coarsened += times
            if marked == last:
                break
            if number >= _MOST_PASSES:
                marked = _unstable_lines_hidden(last, marked, self._marks.of(Hidden.ID))
        after = count_marks(marked)
        after[Hidden.DATE] += coarsened
        found = {kind: n for kind in Hidden if (n := after[kind] - before[kind]) > 0}
        return Masked(self._marks.write_out(marked), MappingProxyType(found))

    def _pass(self, text: str) -> tuple[str, int]:
        """Return the text after every step once, and how many times of day were coarsened."""
        times, folded = 0, shadow(text)
        for worth, step in self._steps:
            spans = _without_overlaps(step(text, folded)) if worth.search(folded) else []
            if spans:
                times += sum(bool(new) and not count_marks(new) for _, _, new in spans)
                text = tidied(_replaced(text, spans))
                folded = shadow(text)
        return clean_blanks(text), times


def clean_blanks(text: str) -> str:
    """Return the text without the double blanks that cutting out leaves."""
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()


def _unstable_lines_hidden(last: str, now: str, mark: str) -> str:
    old, new = last.split("\n"), now.split("\n")
    if len(old) != len(new):
        return mark
    return "\n".join(b if a == b else mark for a, b in zip(old, new, strict=True))


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Return the pieces in order; of two that overlap the earlier, then the longer one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if span[0] < span[1] and (not kept or span[0] >= kept[-1][1]):
            kept.append(span)
    return kept


def _replaced(text: str, spans: list[Span]) -> str:
    out, at = [], 0
    for start, end, new in spans:
        out += [text[at:start], new]
        at = end
        while at < len(text) and category(text[at]) in ("Mn", "Me"):
            # An accent whose letter is gone would sit on the label.
            at += 1
    return "".join([*out, text[at:]])
