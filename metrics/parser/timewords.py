"""Words and patterns of time in both languages, as `When`s. No date is computed here."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from re import Match, Pattern
from types import MappingProxyType

from metrics.parser.trie import Found, is_edge
from metrics.parser.words import LATEST, Hours, Meaning, Unit, When

_STATIC: tuple[tuple[When, str], ...] = (
    (When(Unit.DAY, 0), "今天|今日|当日|本日|today|today so far"),
    (When(Unit.DAY, 1), "昨天|昨日|昨儿|昨|yesterday"),
    (When(Unit.DAY, 2), "前天|前日|day before yesterday|the day before yesterday"),
    (When(Unit.DAY, 3), "大前天"),
    (
        When(Unit.WEEK, 0),
        "本周|这周|这一周|这个周|本星期|这星期|这个星期|本礼拜|这礼拜|这个礼拜|当周|本周至今|"
        "this week|current week|week to date|wtd|week so far|this week so far",
    ),
    (
        When(Unit.WEEK, 1),
        "上周|上一周|上个周|上星期|上个星期|上礼拜|上个礼拜|last week|previous week|prior week",
    ),
    (
        When(Unit.WEEK, 2),
        "上上周|上上个周|上上星期|上上个星期|上上个礼拜|week before last|the week before last|"
        "two weeks ago|2 weeks ago",
    ),
    (
        When(Unit.MONTH, 0),
        "本月|这个月|这月|当月|月初至今|本月至今|本月以来|这个月以来|月初到现在|this month|"
        "current month|month to date|mtd|this month so far",
    ),
    (When(Unit.MONTH, 1), "上月|上个月|上一个月|last month|previous month|prior month"),
    (When(Unit.MONTH, 2), "上上月|上上个月|month before last|the month before last|two months ago"),
    (
        When(Unit.QUARTER, 0),
        "本季度|这个季度|这季度|本季|当季|this quarter|current quarter|quarter to date|qtd",
    ),
    (When(Unit.QUARTER, 1), "上季度|上个季度|上一季度|上季|last quarter|previous quarter"),
    (
        When(Unit.YEAR, 0),
        "今年|本年|今年以来|今年至今|年初至今|年初到现在|本年度|this year|current year|"
        "year to date|ytd|this year so far",
    ),
    (When(Unit.YEAR, 1), "去年|上年|上一年|last year|last year's|previous year"),
    (When(Unit.YEAR, 2), "前年|year before last|the year before last|two years ago"),
    (When(Unit.NAMED_HALF, 1), "上半年|h1|first half|first half of the year"),
    (When(Unit.NAMED_HALF, 2), "下半年|h2|second half|second half of the year"),
    (When(Unit.WEEKEND, m=LATEST), "周末|weekend|the weekend"),
    (When(Unit.WEEKEND, m=1), "上周末|上个周末|last weekend"),
    (When(Unit.WEEKEND, m=0), "本周末|这周末|这个周末|this weekend"),
    (When(Unit.LAST_DAYS, 7), "最近|近期|近来|一周|recently|lately|最近一周|past week|最近这几天"),
    (When(Unit.LAST_DAYS, 15), "近半个月|最近半个月|过去半个月|半个月"),
    (When(Unit.LAST_MONTHS, 6), "近半年|最近半年|过去半年|半年|last half year|past half year"),
    (When(Unit.LAST_MONTHS, 1), "past month"),
    (When(Unit.LAST_MONTHS, 12), "past year|last twelve months|过去一年"),
    (
        When(Unit.PROMOTION),
        "大促|大促期间|大促那周|上次大促|上个大促|最近一次大促|活动期间|促销|促销期间|promo|promotion|"
        "promo week|promotion week|the promo|last promotion|last promo|campaign|campaign week|"
        "sale event",
    ),
    (When(Unit.HOLIDAY, key="National Day"), "国庆|国庆节|十一黄金周|十一假期|国庆假期|国庆期间"),
    (When(Unit.HOLIDAY, key="National Day"), "national day|national day holiday|golden week"),
    (When(Unit.HOLIDAY, key="Spring Festival"), "春节|过年|春节期间|春节假期|新春|spring festival"),
    (When(Unit.HOLIDAY, key="Spring Festival"), "chinese new year|lunar new year|cny"),
    (
        When(Unit.HOLIDAY, key="Labour Day"),
        "五一|劳动节|五一假期|五一节|labour day|labor day|may day",
    ),
    (When(Unit.HOLIDAY, key="Tomb-sweeping Day"), "清明|清明节|qingming|tomb sweeping day"),
    (
        When(Unit.HOLIDAY, key="Dragon Boat Festival"),
        "端午|端午节|dragon boat|dragon boat festival",
    ),
    (When(Unit.HOLIDAY, key="Mid-autumn Festival"), "中秋|中秋节|mid-autumn|mid-autumn festival"),
    (When(Unit.HOLIDAY, key="New Year's Day"), "元旦|元旦节|new year's day|new years day|new year"),
    (
        When(Unit.FUTURE),
        "明天|后天|下周|下个月|下月|下季度|明年|明日|tomorrow|next week|next month",
    ),
    (When(Unit.FUTURE), "next quarter|next year"),
)
WORDS: tuple[tuple[str, Meaning], ...] = tuple(
    (text, when) for when, terms in _STATIC for text in terms.split("|")
)

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_N = r"(\d{1,3}|[零〇一二两三四五六七八九十百]{1,5})"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MON = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORD = r"(\d{1,2})(?:st|nd|rd|th)?"
_DASH = r"\s*(?:-|~|到|至)\s*"
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:s?day|nesday|rsday|urday|sday)?s?"
_NOON = r"(凌晨|早上|上午|中午|下午|傍晚|晚上|夜里|晚)?\s*"
_EN_NUMBERS = [
    *("one", "two", "three", "four", "five", "six", "seven"),
    *("eight", "nine", "ten", "eleven", "twelve"),
]
_COUNT = r"(\d{1,3}|" + "|".join(_EN_NUMBERS) + ")"
_CLOCK = r"(\d{1,2})(?::00)?\s*"

Build = Callable[[Match[str]], Meaning]


def number(text: str) -> int:
    """Return the value of digits, a Chinese numeral up to 999, or an English one up to twelve."""
    if text.isdigit():
        return int(text)
    if text in _EN_NUMBERS:
        return _EN_NUMBERS.index(text) + 1
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = _digits(hundreds) * 100 if hundreds else 0
    value += (_digits(tens) if tens else 1) * 10 if ten else 0
    return value + _digits(ones)


def _digits(text: str) -> int:
    return int("".join(str(_DIGITS.get(char, 0)) for char in text) or "0")


def _range(first: When, second: When) -> When:
    return When(Unit.RANGE, parts=(first, second))


def _mon(text: str) -> int:
    return _MONTHS.index(text[:3]) + 1


def _day_month(m: Match[str]) -> Meaning:
    """11/9 is the ninth of November here; only 15/11 can be nothing but day first."""
    first, second = int(m[1]), int(m[2])
    return _date(second, first) if first > 12 else _date(first, second)


def _date(month: int, day: int, year: int | None = None) -> When:
    return When(Unit.DATE, month, day, year)


def _rolling(m: Match[str]) -> Meaning:
    count, unit = number(m[1]), m[2]
    if unit[0] in "天日d":
        return When(Unit.LAST_DAYS, count)
    if "周" in unit or "星期" in unit or "礼拜" in unit or unit[0] == "w":
        return When(Unit.LAST_WEEKS, count)
    months = 12 if unit[0] in "年y" else 3 if "季" in unit or unit[0] == "q" else 1
    return When(Unit.LAST_MONTHS, count * months)


def _zh_weekday(m: Match[str]) -> Meaning:
    back = {"上上": 2, "上": 1, "上个": 1, "本": 0, "这": 0, "这个": 0}.get(m[1] or "", LATEST)
    day = 7 if m[2] in "日天7" else number(m[2])
    return When(Unit.WEEKDAY, day, back)


def _en_weekday(m: Match[str]) -> Meaning:
    back = {"last": 1, "this": 0}.get(m[1] or "", LATEST)
    return When(Unit.WEEKDAY, _DAYS.index(m[2]) + 1, back)


def _zh_hour(noon: str | None, text: str, before: int = -1) -> int:
    hour = number(text)
    late = bool(noon) and noon in {"下午", "傍晚", "晚上", "夜里", "晚", "中午"}
    if hour == 12 and noon in {"晚上", "夜里", "晚"}:
        return 24
    if (late and hour < 11) or (noon is None and before > hour and before >= 12 > hour):
        hour += 12
    return hour


def _zh_hours(m: Match[str]) -> Meaning:
    start = _zh_hour(m[1], m[2])
    # "晚上8点到10点": the second hour is in the same half of the day.
    end = _zh_hour(m[3] or m[1], m[4])
    return Hours(start, end)


def _zh_one_hour(m: Match[str]) -> Meaning:
    start = _zh_hour(m[1], m[2])
    return Hours(start, start + 1)


def _en_hour(text: str, half: str) -> int:
    return int(text) % 12 + (12 if half == "pm" else 0)


def _en_hours(m: Match[str]) -> Meaning:
    end = _en_hour(m[3], m[4])
    start = _en_hour(m[1], m[2] or m[4])
    if not m[2] and start > end:
        start = _en_hour(m[1], "am")
    return Hours(start, end or 24)


def _en_one_hour(m: Match[str]) -> Meaning:
    start = _en_hour(m[1], m[2])
    return Hours(start, start + 1)


# Patterns by what they begin with: a digit, a Chinese character, a Latin letter.
_DIGIT: tuple[tuple[str, Build], ...] = (
    (
        r"(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)",
        lambda m: _date(int(m[2]), int(m[3]), int(m[1])),
    ),
    (r"(20\d\d)(\d\d)(\d\d)(?!\d)", lambda m: _date(int(m[2]), int(m[3]), int(m[1]))),
    (
        r"(20\d\d)\s*年?\s*-?\s*w(\d{1,2})",
        lambda m: When(Unit.NAMED_WEEK, int(m[2]), year=int(m[1])),
    ),
    (r"(20\d\d)\s*-?\s*q([1-4])", lambda m: When(Unit.NAMED_QUARTER, int(m[2]), year=int(m[1]))),
    (
        r"(20\d\d)[-/.](\d{1,2})(?![\d/.-])",
        lambda m: When(Unit.NAMED_MONTH, int(m[2]), year=int(m[1])),
    ),
    (r"(20\d\d)(?:\s*年度?|(?!\d))", lambda m: When(Unit.NAMED_YEAR, year=int(m[1]))),
    (
        r"(\d{1,2})[/.](\d{1,2})\s*[-~到至]\s*(\d{1,2})(?![\d/.月点:时])",
        lambda m: _range(_date(int(m[1]), int(m[2])), _date(int(m[1]), int(m[3]))),
    ),
    (r"(\d{1,2})[/.](\d{1,2})(?![\d/.])", _day_month),
    (
        r"(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|~|to|and)\s*" + _ORD + r"\s+(?:of\s+)?" + _MON,
        lambda m: _range(_date(_mon(m[3]), int(m[1])), _date(_mon(m[3]), int(m[2]))),
    ),
    (_ORD + r"\s*(?:of\s+)?" + _MON, lambda m: _date(_mon(m[2]), int(m[1]))),
    (_CLOCK + r"(am|pm)?\s*(?:-|~|to|and)\s*" + _CLOCK + "(am|pm)", _en_hours),
    (_CLOCK + "(am|pm)", _en_one_hour),
    (
        r"(\d{1,2}):00(?:" + _DASH + r"|\s*to\s*)(\d{1,2}):00",
        lambda m: Hours(int(m[1]), int(m[2])),
    ),
    (r"(\d{1,2}):00", lambda m: Hours(int(m[1]), int(m[1]) + 1)),
)
_HOURS: tuple[tuple[str, Build], ...] = (
    (
        _NOON + _N + r"\s*[点时]?(?::00)?" + _DASH + _NOON + _N + r"\s*[点时](?!段|长|效)钟?",
        _zh_hours,
    ),
    (_NOON + _N + r"\s*[点时](?!段|长|效)钟?(?:这个小时)?", _zh_one_hour),
)
_ZH_NUMBER: tuple[tuple[str, Build], ...] = (
    (
        _N + r"\s*月\s*" + _N + r"\s*[日号]?(?![天个\d])",
        lambda m: _date(number(m[1]), number(m[2])),
    ),
    (
        _N + _DASH + _N + r"\s*月份?(?!\s*\d)",
        lambda m: _range(
            When(Unit.NAMED_MONTH, number(m[1])), When(Unit.NAMED_MONTH, number(m[2]))
        ),
    ),
    (_N + r"\s*月份?", lambda m: When(Unit.NAMED_MONTH, number(m[1]))),
    (_N + r"\s*[日号]", lambda m: When(Unit.DAY_OF_MONTH, number(m[1]))),
    (r"第?\s*([一二三四1-4])\s*季度?", lambda m: When(Unit.NAMED_QUARTER, number(m[1]))),
    (r"第\s*" + _N + r"\s*周", lambda m: When(Unit.NAMED_WEEK, number(m[1]))),
    (r"(\d{1,3})\s*(天|周|个月|个星期)", _rolling),
    *_HOURS,
)
_ZH: tuple[tuple[str, Build], ...] = (
    (
        r"(?:最近的|最近|近来|近|过去的|过去|前|这)\s*"
        + _N
        + r"\s*(个?(?:天|日|周|星期|礼拜|月|季度|年))",
        _rolling,
    ),
    (
        r"(上上个?|上个|上|这个|这|本)?\s*(?:周|星期|礼拜)([一二三四五六日天1-7])(?![\d个])",
        _zh_weekday,
    ),
)
_LATIN: tuple[tuple[str, Build], ...] = (
    (
        r"(?:the\s+)?(?:last|past|previous|prior|trailing|recent)\s+"
        + _COUNT
        + r"\s*-?\s*(days?|weeks?|months?|quarters?|years?)",
        _rolling,
    ),
    (
        _MON + r"\s+" + _ORD + r"\s*(?:-|~|to|and)\s*" + _ORD + r"(?![\d/])(?!\s+" + _MON + ")",
        lambda m: _range(_date(_mon(m[1]), int(m[2])), _date(_mon(m[1]), int(m[3]))),
    ),
    (_MON + r"\s+" + _ORD + r"(?!\d)", lambda m: _date(_mon(m[1]), int(m[2]))),
    (_MON, lambda m: When(Unit.NAMED_MONTH, _mon(m[1]))),
    (r"(?:(last|this|on)\s+)?" + _DAY, _en_weekday),
    (r"w(?:eek)?\s*-?\s*(\d{1,2})(?!\d)", lambda m: When(Unit.NAMED_WEEK, int(m[1]))),
    (r"q([1-4])", lambda m: When(Unit.NAMED_QUARTER, int(m[1]))),
)
_GROUPS = MappingProxyType(
    {
        "digit": (*_DIGIT, *_ZH_NUMBER),
        "zh": _ZH,
        "numeral": (*_ZH, *_ZH_NUMBER),
        "noon": _HOURS,
    }
)
_NUMERALS = frozenset("零〇一二两三四五六七八九十百第")
_NOONS = ("上午", "中午", "下午", "凌晨", "早上", "傍晚", "晚", "夜里")


@lru_cache(maxsize=8)
def _compiled(group: str) -> tuple[tuple[Pattern[str], Build], ...]:
    """Compile a group when the first text needs it: most questions need one of them."""
    patterns = _GROUPS.get(group, _LATIN)
    return tuple((re.compile(text), build) for text, build in patterns)


def _group(text: str, start: int) -> str:
    char = text[start]
    if text.startswith(_NOONS, start):
        return "noon"
    if char.isdigit():
        return "digit"
    if char in _NUMERALS:
        return "numeral"
    if char in "最近过前上这本周星礼":
        return "zh"
    return "latin" if char in "adefjlmnopqrstwb" else ""


def find(text: str, start: int) -> Iterator[Found]:
    """Return the patterns of time that begin at `start` of a folded text."""
    group = _group(text, start)
    if not group:
        return
    for pattern, build in _compiled(group):
        m = pattern.match(text, start)
        if m is not None and m.end() > start and is_edge(text, m.end()):
            yield m.end(), build(m), 1.0
