"""What is typed behind "review history": whose reviews, of which kind, of when, how far back. Pure.

What is not understood is handed back, to be told.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from unicodedata import normalize

from base.language import Bilingual
from base.schedule import Cadence, Level
from metrics import periods
from metrics.model import Period

_LEVELS: Mapping[Level, tuple[str, ...]] = {
    Level.COMPANY: ("company", "公司级", "公司"),
    Level.DEPARTMENT: ("department", "dept", "部门级", "部门"),
    Level.GROUP: ("groups", "group", "teams", "team", "小组", "组会"),
}
_CADENCES: Mapping[Cadence, tuple[str, ...]] = {
    Cadence.WEEKLY: ("weekly", "每周", "周会", "周度", "周复盘"),
    Cadence.MONTHLY: ("monthly", "每月", "月会", "月度", "月复盘"),
    Cadence.QUARTERLY: ("quarterly", "季度", "每季"),
    Cadence.ANNUAL: ("annual", "yearly", "年度", "每年"),
    Cadence.BEFORE_PROMOTION: ("before promotion", "大促前"),
    Cadence.PROMOTION: ("after promotion", "promotions", "promotion", "大促后", "大促"),
}
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MORE = re.compile(r"(?:more|更多|再看|后面)\s*(\d{1,6})?")
_TABLE = re.compile(r"(?<![a-z])(?:as )?(?:table|export|表格|导出)(?![a-z])")
# "2026 -10" is how a number behind a verb arrives here.
_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d)\s*(?:[-/.]|年)\s*(1[0-2]|0?[1-9])(?!\d)\s*月?份?")
_MONTH = re.compile(r"(?<![\d/.-])(1[0-2]|0?[1-9])\s*月份?")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)\s*年?")
_NAMED_MONTH = re.compile(
    rf"(?<![a-z])({'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in _MONTHS)}|sept)(?![a-z])\.?"
    r"(?:,?\s*(20\d\d)(?!\d))?"
)
_Key = TypeVar("_Key")
_FILLERS = re.compile(r"[\s,，、。:：;；·的和]+|(?<![a-z])(?:in|of|the|reviews?)(?![a-z])|复盘会?")


@dataclass(frozen=True)
class HistoryAsked:
    """What is wanted; what is empty wants all. `words` say it again, for the next page."""

    levels: frozenset[Level] = frozenset()
    cadences: frozenset[Cadence] = frozenset()
    teams: frozenset[int] = frozenset()
    when: Period | None = None
    skip: int = 0
    table: bool = False
    unknown: str = ""
    words: str = ""


class _Text:
    """A text from which what was understood is taken away."""

    def __init__(self, text: str) -> None:
        self.left = normalize("NFKC", text).casefold()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.left)
        if found is not None:
            self.left = f"{self.left[: found.start()]} {self.left[found.end() :]}"
        return found


def history_asked(text: str, teams: Mapping[int, Bilingual], today: date) -> HistoryAsked:
    """Return what a text asks for; `teams` are the names by number."""
    left = _Text(text)
    more = left.take(_MORE)
    table = left.take(_TABLE) is not None
    words = " ".join(left.left.split())
    of = _taken(left, {team: _called(name) for team, name in teams.items()})
    when = next((found for how in _WHEN if (found := how(left, today)) is not None), None)
    cadences, levels = _taken(left, _CADENCES), _taken(left, _LEVELS)
    unknown = " ".join(_FILLERS.sub(" ", left.left).split())
    skip = int(more[1] or 0) if more else 0
    return HistoryAsked(levels, cadences, of, when, skip, table, unknown, words)


def _called(name: Bilingual) -> tuple[str, ...]:
    bare = name.zh.removesuffix("组")
    return tuple(one for one in dict.fromkeys((name.zh, name.en, bare)) if len(one) > 1)


def _taken(left: _Text, called: Mapping[_Key, tuple[str, ...]]) -> frozenset[_Key]:
    """Return whose names a text says, the longest first: "大促前" is not "大促"."""
    terms = [(normalize("NFKC", t).casefold(), key) for key, named in called.items() for t in named]
    found: set[_Key] = set()
    for term, key in sorted(terms, key=lambda one: -len(one[0])):
        bounds = (r"(?<![a-z0-9])", r"(?![a-z0-9])") if term.isascii() else ("", "")
        if term in left.left and left.take(re.compile(bounds[0] + re.escape(term) + bounds[1])):
            found.add(key)
    return frozenset(found)


# -- when ------------------------------------------------------------------------------------------


def _lately(number: int, today: date) -> Period:
    """Return the month of a number that began last."""
    return periods.month(today.year if number <= today.month else today.year - 1, number)


def _numbered_month(left: _Text, today: date) -> Period | None:
    found = left.take(_YEAR_MONTH)
    if found is not None:
        return periods.month(int(found[1]), int(found[2]))
    found = left.take(_MONTH)
    return None if found is None else _lately(int(found[1]), today)


def _named_month(left: _Text, today: date) -> Period | None:
    found = left.take(_NAMED_MONTH)
    if found is None:
        return None
    number = next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(found[1][:3]))
    if found[2]:
        return periods.month(int(found[2]), number)
    year = left.take(_YEAR)
    return periods.month(int(year[1]), number) if year else _lately(number, today)


_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[date], Period]], ...] = (
    (re.compile("last month|上个?月"), lambda d: periods.before(periods.month(d.year, d.month))),
    (re.compile("this month|本月|这个月"), lambda d: periods.month(d.year, d.month)),
    (re.compile("last year|去年"), lambda d: periods.year(d.year - 1)),
    (re.compile("this year|今年"), lambda d: periods.year(d.year)),
)


def _relative(left: _Text, today: date) -> Period | None:
    return next((of(today) for said, of in _RELATIVE if left.take(said)), None)


def _whole_year(left: _Text, today: date) -> Period | None:
    found = left.take(_YEAR)
    return None if found is None else periods.year(int(found[1]))


_WHEN = (_relative, _numbered_month, _named_month, _whole_year)
