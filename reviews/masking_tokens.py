"""Kinds of hidden things, and the marks that stand for them while a text is being masked.

A mark is one private-use character (which cleaning takes out of every text that comes in), so no
later pattern can look into a label, match across it or mask it again: that is why masking a masked
text changes nothing. A label keeps the language it was written in.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from base.language import Lang


class Hidden(StrEnum):
    """What kind of thing was masked."""

    PHONE = "phone"
    EMAIL = "email"
    ORDER = "order"
    TRACKING = "tracking"
    ID = "id"
    BUYER = "buyer"
    COLLEAGUE = "colleague"
    MENTION = "mention"
    LINK = "link"
    ADDRESS = "address"
    DATE = "date"


LABELS: dict[Hidden, tuple[str, str]] = {
    Hidden.PHONE: ("〔手机号〕", "[phone]"),
    Hidden.EMAIL: ("〔邮箱〕", "[e-mail]"),
    Hidden.ORDER: ("〔单号〕", "[order no.]"),
    Hidden.TRACKING: ("〔快递单号〕", "[tracking no.]"),
    Hidden.ID: ("〔证件号〕", "[id]"),
    Hidden.BUYER: ("〔昵称〕", "[buyer]"),
    Hidden.COLLEAGUE: ("〔同事〕", "[colleague]"),
    Hidden.MENTION: ("〔@某人〕", "[mention]"),
    Hidden.LINK: ("〔链接〕", "[link]"),
    Hidden.ADDRESS: ("〔地址〕", "[address]"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# A piece to cut out: from, up to, and what stands there instead (marks or plain words).
Span: TypeAlias = tuple[int, int, str]

_KINDS = tuple(LABELS)
_FIRST = 0xE000
_WEEKS = {Lang.ZH: 0xF0000, Lang.EN: 0x100000}
_MIDDLE = 0x7FF0
MARK = "[\ue000-\ue0ff\U000f0000-\U0010fffd]"
WEEK_MARK = "[\U000f0000-\U0010fffd]"
_MARK = re.compile(MARK)
_LABEL = re.compile("|".join(re.escape(text) for pair in LABELS.values() for text in pair))
_ZH_WEEK = re.compile(r"(?<![\d/.-])(?:(\d{4})/)?(\d{1,2})/(\d{1,2}) 那一周")
_EN_WEEK = re.compile(
    rf"(?<![A-Za-z0-9])the week of (\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?(?![A-Za-z0-9])"
)
_DAY_ONE = date(1, 1, 1)


@dataclass(frozen=True)
class Marks:
    """Turns labels to marks and back, for one form's language and day."""

    lang: Lang
    today: date

    def of(self, kind: Hidden) -> str:
        """Return the mark of a kind (not of dates, which have a week)."""
        return chr(_FIRST + 2 * _KINDS.index(kind) + (self.lang is Lang.EN))

    def week(self, day: date) -> str:
        """Return the mark of the week that holds `day`."""
        return self._week(day, self.lang)

    def _week(self, day: date, lang: Lang) -> str:
        return chr(_WEEKS[lang] + _MIDDLE + (_monday(day) - _monday(self.today)).days // 7)

    def take_in(self, text: str) -> str:
        """Return the text with every label, in either language, made a mark."""
        text = _LABEL.sub(lambda m: _mark_of(m[0]), text)
        text = _ZH_WEEK.sub(self._zh_week, text)
        return _EN_WEEK.sub(self._en_week, text)

    def _zh_week(self, match: re.Match[str]) -> str:
        year, month, day = match.groups()
        found = self._monday_typed(year, int(month), int(day))
        return match[0] if found is None else self._week(found, Lang.ZH)

    def _en_week(self, match: re.Match[str]) -> str:
        day, name, year = match.groups()
        month = MONTHS.index(name) + 1
        if year and (found := self._monday_typed(year, month, int(day))) is not None:
            return self._week(found, Lang.EN)
        found = self._monday_typed(None, month, int(day))
        rest = f" {year}" if year else ""
        return match[0] if found is None else self._week(found, Lang.EN) + rest

    def _monday_typed(self, year: str | None, month: int, day: int) -> date | None:
        """Return the day of a label; None where we would never have written it like this."""
        if year is not None and int(year) == self.today.year:
            return None
        try:
            found = date(int(year) if year else self.today.year, month, day)
        except ValueError:
            return None
        return found if found.weekday() == 0 and abs(found.year - self.today.year) < 600 else None

    def write_out(self, text: str) -> str:
        """Return the text with every mark as its label."""
        return _MARK.sub(lambda m: self._label(ord(m[0])), text)

    def _label(self, code: int) -> str:
        if code < _WEEKS[Lang.ZH]:
            kind, lang = divmod(code - _FIRST, 2)
            return LABELS[_KINDS[kind]][lang]
        lang_ = Lang.EN if code >= _WEEKS[Lang.EN] else Lang.ZH
        weeks = code - _WEEKS[lang_] - _MIDDLE
        day = _monday(self.today) + timedelta(weeks=weeks)
        other = day.year != self.today.year
        if lang_ is Lang.ZH:
            return (
                f"{day.year}/{day.month}/{day.day} 那一周"
                if other
                else f"{day.month}/{day.day} 那一周"
            )
        label = f"the week of {day.day} {MONTHS[day.month - 1]}"
        return f"{label} {day.year}" if other else label


def _mark_of(label: str) -> str:
    for number, pair in enumerate(LABELS.values()):
        if label in pair:
            return chr(_FIRST + 2 * number + pair.index(label))
    raise KeyError(label)


def _monday(day: date) -> date:
    return _DAY_ONE if day.toordinal() <= 7 else day - timedelta(days=day.weekday())


def count_marks(text: str) -> Counter[Hidden]:
    """Return how many marks of each kind a text holds."""
    counts: Counter[Hidden] = Counter()
    for mark in _MARK.findall(text):
        code = ord(mark)
        counts[Hidden.DATE if code >= _WEEKS[Lang.ZH] else _KINDS[(code - _FIRST) // 2]] += 1
    return counts
