"""Due dates as people type them, in both languages: 下周五, 双十二前, by Friday, 25 Nov.

Pure: a text, a day and the calendars in; a day and where it stood in the text out. What is past is
returned as it is: whoever asked says so in a sentence.

How words are read where natives differ: a bare weekday is the nearest one, today included, for
whoever means another week says so; 下周五 and next Friday are of the next calendar week, whatever
today is. 月底 and "end of the month" are its last working day, a time before a promotion or a
holiday (双十二前, 国庆前) the last working day before it begins. A month and a day without a year
are the ones of this year, unless those are more than half a year ago.
"""

import calendar as months
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from commands.date_reckoning import ONE, Reckoning, months_later
from metrics.calendars import HOLIDAY_NAMES, PromotionTable, holidays_in
from metrics.parser.timewords import number
from metrics.workdays import WorkCalendar

Span: TypeAlias = tuple[int, int]

_HALF_YEAR = 183
_AHEAD = timedelta(days=400)
# A promise further away than that is a slip of the pen.
_MOST_DAYS = 999


class Found(NamedTuple):
    """A day of a text and where it stands there. `marked` says that it is called a deadline."""

    day: date
    start: int
    end: int
    marked: bool


_Build: TypeAlias = Callable[[re.Match[str], Reckoning], date | None]

_N = r"\d{1,3}|[一二两三四五六七八九十]{1,3}"
_EN_N = r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ZH_WEEK = r"(?:周|星期|礼拜)"
_EN_DAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_EN_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORKING = r"(?:working|business|work)[ -]?days?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"


def _count(text: str) -> int:
    return 1 if text.lower() in ("a", "an") else number(text.lower())


def _later(found: re.Match[str], at: Reckoning) -> date | None:
    count, unit = _count(found["n"]), found["unit"].lower()
    if unit.startswith(("月", "个月", "month")):
        return months_later(at.today, count)
    weeks = unit.startswith(("周", "个星期", "星期", "礼拜", "个礼拜", "week"))
    return at.today + timedelta(days=count * (7 if weeks else 1))


def _month_end(at: Reckoning, later: int) -> date:
    first = months_later(at.today.replace(day=1), later)
    return at.at_latest(first.replace(day=months.monthrange(first.year, first.month)[1]))


def _of_week(at: Reckoning, weeks: int, weekday: int) -> date:
    return at.monday(weeks) + timedelta(days=weekday)


def _nearest(at: Reckoning, weekday: int) -> date:
    return at.today + timedelta(days=(weekday - at.today.weekday()) % 7)


def _week_end(at: Reckoning, weeks: int) -> date:
    return at.at_latest(_of_week(at, weeks, 6))


def _day(year: int | None, month: int, day: int, at: Reckoning) -> date | None:
    try:
        if year is not None:
            return date(year, month, day)
        this = date(at.today.year, month, day)
    except ValueError:
        # 29 February is of the next year that has one, or of none.
        return _leap(month, day, at) if year is None else None
    if (at.today - this).days > _HALF_YEAR:
        return _day(at.today.year + 1, month, day, at)
    return this


def _leap(month: int, day: int, at: Reckoning) -> date | None:
    if (month, day) != (2, 29) or not months.isleap(at.today.year + 1):
        return None
    return date(at.today.year + 1, 2, 29)


def _zh_weekday(found: re.Match[str], at: Reckoning) -> date | None:
    weekday = "一二三四五六日".index(found["day"].replace("天", "日"))
    prefix = found["which"] or ""
    if not prefix:
        return _nearest(at, weekday)
    return _of_week(at, prefix.count("下"), weekday)


def _en_weekday(found: re.Match[str], at: Reckoning) -> date | None:
    weekday = _DAYS.index(found["weekday"][:3].lower())
    which = (found["which"] or "").lower()
    if not which:
        return _nearest(at, weekday)
    return _of_week(at, int(which.startswith("next")), weekday)


def _zh_date(found: re.Match[str], at: Reckoning) -> date | None:
    year = int(found["year"]) if found["year"] else None
    return _day(year, int(found["month"]), int(found["d"]), at)


def _en_date(found: re.Match[str], at: Reckoning) -> date | None:
    year = int(found["year"]) if found["year"] else None
    return _day(year, _MONTHS.index(found["month"][:3].lower()) + 1, int(found["d"]), at)


def _day_of_month(found: re.Match[str], at: Reckoning) -> date | None:
    """Read 25号: of this month, of the next one where that day is over."""
    which, day = found["which"] or "", int(found["d"])
    first = months_later(at.today.replace(day=1), which.count("下"))
    if not which and day < at.today.day:
        first = months_later(first, 1)
    return _day(first.year, first.month, day, at)


def _before_promotion(found: re.Match[str], at: Reckoning) -> date | None:
    keys = _promotion_keys(at.promotions)
    key = keys.get(_plain(found["what"]))
    rows = at.promotions.ours() if key is None else at.promotions.rows
    coming = [r.start for r in rows if r.start > at.today and key in (None, r.key)]
    return at.before(min(coming)) if coming else None


def _plain(text: str) -> str:
    return re.sub(r"[\s'’]+", "", text).lower()


def _promotion_keys(promotions: PromotionTable) -> dict[str, str]:
    named = [(term, entry.key) for entry in promotions.names
             for term in (*entry.terms, entry.name.zh, entry.name.en)]  # fmt: skip
    return {_plain(term): key for term, key in named}


_HOLIDAYS = {
    **{name.zh: key for key, name in HOLIDAY_NAMES.items()},
    **{name.en.lower(): key for key, name in HOLIDAY_NAMES.items()},
    "国庆节": "National Day", "劳动节": "Labour Day", "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival", "过年": "Spring Festival", "年": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "chinese new year": "Spring Festival",
}  # fmt: skip


def _before_holiday(found: re.Match[str], at: Reckoning) -> date | None:
    key = _HOLIDAYS.get(found["what"].lower())
    coming = holidays_in(at.today + ONE, at.today + _AHEAD)
    starts = [one.start for one in coming if one.key == key and one.start > at.today]
    return at.before(min(starts)) if starts else None


@lru_cache(maxsize=4)
def _promotions(promotions: PromotionTable) -> re.Pattern[str]:
    """Return how a time before a promotion is typed."""
    terms = {term for entry in promotions.names for term in (*entry.terms, entry.name.zh,
             entry.name.en)} | {"大促"}  # fmt: skip
    english = {term for term in terms if re.match(r"[a-z0-9]", term, re.IGNORECASE)}
    zh = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    en = "|".join(re.escape(term) for term in sorted(english, key=len, reverse=True))
    both = rf"(?P<what>{zh})\s*(?:之前|以前|前)|(?<![a-z])before\s+(?P<what_en>{en})(?![a-z0-9])"
    return re.compile(both, re.IGNORECASE)


def _zh(pattern: str, build: _Build) -> tuple[re.Pattern[str], _Build]:
    return re.compile(pattern, re.IGNORECASE), build


def _en(pattern: str, build: _Build) -> tuple[re.Pattern[str], _Build]:
    return re.compile(rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z0-9])", re.IGNORECASE), build


_HOLIDAY_WORDS = sorted(_HOLIDAYS, key=len, reverse=True)
_ZH_HOLIDAY = "|".join(word for word in _HOLIDAY_WORDS if not word.isascii())
_EN_HOLIDAY = "|".join(re.escape(word) for word in _HOLIDAY_WORDS if word.isascii())

# The first that fits a place is what is meant there.
_PATTERNS: tuple[tuple[re.Pattern[str], _Build], ...] = (
    _zh(r"(?<!\d)(?P<year>20\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)"
        r"\s*[日号]?", _zh_date),
    _zh(rf"(?<!\d)(?P<n>{_N})\s*个?工作日\s*(?:之?内|以内|之?后|以后)",
        lambda found, at: at.working(_count(found["n"]))),
    _zh(rf"(?<!\d)(?P<n>{_N})\s*(?P<unit>天|日|个?星期|个?礼拜|周|个月)\s*"
        r"(?:之?内|以内|之?后|以后)", _later),
    _zh(r"(?<![\d/.-])(?P<year>)(?P<month>\d{1,2})\s*/\s*(?P<d>\d{1,2})(?![\d/.-]|\s*[/个以])",
        _zh_date),
    _zh(r"(?<!\d)(?P<year>)(?P<month>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?(?!\d)", _zh_date),
    _zh(r"(?P<which>本月|这个月|当月|下个?月)?\s*(?<!\d)(?P<d>\d{1,2})\s*[号](?!\s*线)",
        _day_of_month),
    _zh(rf"(?P<which>下下个?|下个?|本|这个?)?{_ZH_WEEK}\s*(?P<day>[一二三四五六日天])",
        _zh_weekday),
    _zh(r"大后天", lambda _, at: at.today + 3 * ONE),
    _zh(r"后天", lambda _, at: at.today + 2 * ONE),
    _zh(r"明天|明日|明晚", lambda _, at: at.today + ONE),
    _zh(r"今天|今日|今晚", lambda _, at: at.today),
    _zh(r"下个?月(?:底|末)", lambda _, at: _month_end(at, 1)),
    _zh(r"(?:本月|这个?月|当月)?月(?:底|末)|(?:本|这个?|当)月(?:底|末|内)",
        lambda _, at: _month_end(at, 0)),
    _zh(rf"下个?{_ZH_WEEK}(?:之?内|末|底)|下个?{_ZH_WEEK}(?=\s|[,，。;；]|$)",
        lambda _, at: _week_end(at, 1)),
    _zh(rf"(?:本|这个?){_ZH_WEEK}(?:之?内|末|底)?|周内|周末",
        lambda _, at: _week_end(at, 0)),
    _zh(rf"(?P<what>{_ZH_HOLIDAY})(?:假期)?\s*(?:之前|以前|前)", _before_holiday),
    _en(r"(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<d>\d{1,2})", _zh_date),
    _en(rf"(?:in|within|after)\s+(?P<n>{_EN_N})\s+{_WORKING}",
        lambda found, at: at.working(_count(found["n"]))),
    _en(rf"(?:in|within|after)\s+(?P<n>{_EN_N})\s+(?P<unit>days?|weeks?|months?)", _later),
    _en(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_EN_MONTH}{_YEAR}", _en_date),
    _en(rf"{_EN_MONTH}\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}", _en_date),
    _en(r"(?:the\s+)?end\s+of\s+(?:the\s+)?next\s+month",
        lambda _, at: _month_end(at, 1)),
    _en(r"(?:the\s+)?end\s+of\s+(?:(?:the|this)\s+)?month|month[ -]end|eom",
        lambda _, at: _month_end(at, 0)),
    _en(r"(?:the\s+)?end\s+of\s+(?:the\s+)?next\s+week|next\s+week",
        lambda _, at: _week_end(at, 1)),
    _en(r"(?:the\s+)?end\s+of\s+(?:(?:the|this)\s+)?week|this\s+week|eow",
        lambda _, at: _week_end(at, 0)),
    _en(rf"(?:(?P<which>next|this)\s+)?{_EN_DAY}", _en_weekday),
    _en(r"(?:the\s+)?day\s+after\s+tomorrow", lambda _, at: at.today + 2 * ONE),
    _en(r"tomorrow", lambda _, at: at.today + ONE),
    _en(r"today|tonight|eod|(?:the\s+)?end\s+of\s+(?:the\s+)?day", lambda _, at: at.today),
    _en(rf"before\s+(?:the\s+)?(?P<what>{_EN_HOLIDAY})", _before_holiday),
)  # fmt: skip

_BEFORE = re.compile(r"(?<![A-Za-z])(?:due|by|until|till|before|on|deadline|due\s+by)\s*:?\s*$"
                     r"|(?:截止到?|截至|最晚|最迟|到期|期限|在|于|到)\s*[:：]?\s*$",
                     re.IGNORECASE)  # fmt: skip
_GOAL = re.compile(
    r"(?:[降减缩压控提达保升做](?:[^\s\d]{0,2})(?:到|至|在|成)|(?<![a-z])(?:to|under|below))\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:下班)?(?:之前|以前|前)(?!\S*天内)|\s*(?:为止|截止|到期|完成(?=\s|$)|交(?=\s|$))"
)


def dates_in(
    text: str, today: date, calendar: WorkCalendar, promotions: PromotionTable
) -> tuple[Found, ...]:
    """Return every day that a text names, in its order; no two of them share a letter."""
    at = Reckoning(today, calendar, promotions)
    taken: list[Found] = []
    for pattern, build in ((_promotions(promotions), _promotion), *_PATTERNS):
        for found in pattern.finditer(text):
            if any(found.start() < one.end and one.start < found.end() for one in taken):
                continue
            # "Down to 3 days" promises no day.
            goal = "n" in found.groupdict() and _GOAL.search(text[: found.start()])
            day = None if goal else build(found, at)
            if day is not None:
                taken.append(_with_marks(text, day, found.start(), found.end()))
    return tuple(sorted(_apart(taken), key=lambda one: one.start))


def _promotion(found: re.Match[str], at: Reckoning) -> date | None:
    what = found["what"] or found["what_en"]
    again = re.fullmatch(r"(?P<what>.*)", what, re.DOTALL)
    return _before_promotion(again, at) if again else None


def _with_marks(text: str, day: date, start: int, end: int) -> Found:
    """Return a day with the words around it that call it a deadline: by, before, 前, 截止."""
    before, after = _BEFORE.search(text[:start]), _AFTER.match(text, end)
    said = text[start:end]
    marked = bool(before or after) or bool(re.search(r"前$|^before", said, re.IGNORECASE))
    begins = before.start() if before else start
    return Found(day, begins, after.end() if after else end, marked)


def _apart(found: list[Found]) -> Iterator[Found]:
    """Leave out a day whose marks reach into the one before."""
    kept: list[Found] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
            yield one


def due_typed(
    text: str, today: date, calendar: WorkCalendar, promotions: PromotionTable
) -> tuple[date, Span] | None:
    """Return the day that a text names as a deadline, else the first it names; None for none.

    With it comes where it stands, deadline words included. It may be past.
    """
    found = dates_in(text, today, calendar, promotions)
    if not found:
        return None
    one = next((one for one in found if one.marked), found[0])
    return one.day, (one.start, one.end)
