"""Finding dates and times of day, and coarsening them: a date to its week, a time to a day part.

Durations (三天后, 15 天内), rules (每周五, 7天无理由), promotions (双11, Black Friday) and years
stay. The day of filling in the form is passed in: relative words (昨天, last Friday) are counted
from it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from base.language import Lang
from reviews.masking_tokens import MONTHS, WEEK_MARK, Marks, Span

_CN = "零〇一二三四五六七八九十廿两"
_PART = (
    r"(?:凌晨|清晨|大清早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜间|半夜|深夜|午夜|晚间|"
    r"今早|今晚|早|晚)"
)
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:\.\d{1,3})?(?![\d:])(?: ?[ap]\.?m\b\.?)?"
_HOUR = rf"(?:\d{{1,2}}|[{_CN}]{{1,3}})"
_POINT = (
    rf"{_HOUR} ?(?:点钟?|时)(?:整|半|[一三]刻| ?(?:\d{{1,2}}|"
    rf"[{_CN}]{{1,3}}) ?分?(?!钟)(?![个条件位]))?"
)
_TO = r" ?(?:-|~|到|至|to) ?"
_EN_CLOCK = (
    r"(?:at |around |about )?(?:(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)? ?(?:[ap]\.?m\b\.?|o'clock)|"
    + _CLOCK
    + ")"
)
_TIME = (
    rf"(?:{_PART}? ?(?:{_POINT}|{_CLOCK})(?:{_TO}{_PART}? ?(?:{_POINT}|{_CLOCK}))?(?:左右|多|"
    rf"前后)?|{_PART})"
)
_EN_PART = r"(?:in the |on the )?(?:early |late )?(?:morning|afternoon|evening|night)"
_AFTER = (
    rf"(?: ?\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?(?:[ ,的]{{0,2}}(?:{_TIME}|"
    rf"{_EN_CLOCK}(?:{_TO}{_EN_CLOCK})?|t{_CLOCK}z?))?(?: ?{_EN_PART})?"
)

_MONTH = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sept|sep|oct|nov|dec)(?:\.(?= ?\d))?"
)
_WEEKDAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_WEEKDAY_SHORT = r"(?:mon|tues?|wed|thurs?|thu|fri|sat|sun)\.?"
_EN_WEEKDAY_BEFORE = rf"(?:(?:{_WEEKDAY}|{_WEEKDAY_SHORT}),? )?"
_DAY = rf"(?:\d{{1,2}}|[{_CN}]{{1,3}})"
_SUFFIX = r"(?:st|nd|rd|th)?"
_NOT_DAYS = (
    r"(?!店|仓|楼|线|客服|柜|机|门|窗|位|员|链接|产品|商品|款|色|sku|群|方案|问题|码|单|院|厅|"
    r"馆|桌|床|房|车|组|"
    r"坑|案例|电池|球|字|人|文件|规则|模板|话术|答案|快捷|按钮|选项|路|街|弄|室)"
)

_ISO = re.compile(
    rf"(?<![\d-])(?<!\d\.)(?:on )?{_EN_WEEKDAY_BEFORE}(?P<y>19\d\d|20\d\d|"
    rf"21\d\d)(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})"
    rf"(?:{_TO}(?:20\d\d(?P=s))?\d{{1,2}}[/.]\d{{1,2}})?(?!\d|[-/.]\d){_AFTER}"
)
_COMPACT = re.compile(
    rf"(?<![\d.-])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?![\d-]){_AFTER}"
)
_SWAPPED = re.compile(
    rf"(?<![\d/.-])(?:on )?(?P<m>\d{{1,2}})(?P<s>[-/.])(?P<d>\d{{1,2}})(?P=s)(?P<y>20\d\d|"
    rf"2\d)(?![\d]|[-/]\d){_AFTER}"
)
_ZH = re.compile(
    rf"(?:(?P<y>(?:19|20|21)\d\d|[{_CN}]{{4}}|\d\d|今|去|前|明) ?年 ?)?(?P<m>(?<!\d)\d{{1,2}}|"
    rf"(?<![{_CN}])[{_CN}]{{1,2}}) ?月 ?(?:份)? ?"
    rf"(?P<d>{_DAY})(?![\d{_CN}]) ?(?:[日号](?:{_TO}{_DAY} ?[日号])?|"
    rf"{_TO}{_DAY} ?[日号]?(?!\d)|(?! ?[个天月份次]))(?:那天|当天|那晚|当晚)?{_AFTER}"
)
_ZH_DAY = re.compile(
    rf"(?<![\d每{_CN}第/#a-z月])(?<!每月)(?<!每月 )(?<!每个月)(?P<d>{_DAY}) ?(?:号{_NOT_DAYS}|"
    rf"日(?![均用常期程志历本元内后以之起夜]))(?:{_TO}{_DAY} ?[号日])?(?:那天|当天|那晚|"
    rf"当晚)?{_AFTER}"
)
_DOTTED = re.compile(
    rf"(?<![\d.])(?P<m>\d{{1,2}})\.(?P<d>\d{{1,2}}) ?(?:[日号]|那天|当天|(?={_PART}))(?:那天|"
    rf"当天)?{_AFTER}"
)
_SLASHED = re.compile(
    rf"(?<![\d/.])(?P<on>on |(?<=[在于]))?(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})(?:{_TO}(?:\d{{1,2}}"
    rf"/)?\d{{1,2}})?(?![\d/.%])"
    r"(?P<sure>(?: ?(?:[日号]|那天|当天|那一周|那周))*)(?! ?(?:分|星|个|人|次|件|单|stars?\b|"
    rf"of\b|points?\b)){_AFTER}"
)
_EN_DAY_MONTH = re.compile(
    rf"(?<![a-z0-9./])(?:on )?{_EN_WEEKDAY_BEFORE}(?:the )?(?:\d{{1,2}}{_SUFFIX} ?(?:and|or|&|"
    rf",) ?)?(?P<d>\d{{1,2}}){_SUFFIX}(?:{_TO}\d{{1,2}}{_SUFFIX})? ?-?(?:of )?(?P<m>{_MONTH})(?"
    rf"![a-z])(?:,? ?-?(?P<y>20\d\d)(?!\d))?,?{_AFTER}"
)
_EN_MONTH_DAY = re.compile(
    rf"(?<![a-z0-9])(?:on )?{_EN_WEEKDAY_BEFORE}(?P<m>{_MONTH}) ?-?(?:the )?(?P<d>\d{{1,2}})(?!"
    rf"[\d.%]\d|\d){_SUFFIX}(?:{_TO}\d{{1,2}}{_SUFFIX})?(?![a-z0-9])(?:,? ?(?P<y>20\d\d)(?!\d))"
    rf"?{_AFTER}"
)
_EN_THE_DAY = re.compile(
    rf"(?<![a-z])(?:on |since |until |by )?the (?P<d>\d{{1,2}})(?:st|nd|rd|"
    r"th)(?![a-z])(?! (?:time|customer|order|person|buyer|case|day|hour|week|month|item|reply|"
    rf"floor|place|one|call))(?: of (?:this|last) month)?{_AFTER}"
)
_ZH_RELATIVE = re.compile(
    r"(?P<w>大前天|前天|昨天|昨日|前日|今天|今日|今儿|昨儿|昨晚|昨夜|今晚|今早|今晨|前晚|"
    rf"(?P<n>\d{{1,2}}|[{_CN}]{{1,3}}) ?天前)(?:的)?{_AFTER}"
)
_ZH_WEEKDAYS = re.compile(
    r"(?<!每)(?<!每个)(?<![一二三四五六日天][到至~-])"
    r"(?P<w>上上|上|这|本|下下|下)? ?个?(?:周|星期|礼拜)(?P<d>[一二三四五六日天]|"
    r"[1-7](?![\d天次个点%]))"
    r"(?! ?[到至~-] ?(?:周|星期|礼拜)?[一二三四五六日天])(?:那天|"
    rf"当天)?{_AFTER}"
)
_EN_RELATIVE = re.compile(
    r"(?<![a-z])(?P<w>the day before yesterday|yesterday|today|tonight|last night|"
    r"this (?:morning|afternoon|evening)|"
    rf"(?P<n>\d{{1,2}}|two|three|four|five|six|seven|a few|a couple of) days? ago)(?![a-z]){_AFTER}"
)
_EN_WEEKDAYS = re.compile(
    r"(?<![a-z])(?<!every )(?<!each )(?<!black )(?<!cyber )(?<!good )(?<!super )(?<!day to )(?"
    r"<!day-)(?<!day - )(?<!day through )(?<!day and )"
    rf"(?:on )?(?P<w>last |this |next |coming )?"
    rf"(?:{_WEEKDAY}|(?<=last )(?:{_WEEKDAY_SHORT})|(?<=this )(?:{_WEEKDAY_SHORT})|"
    rf"(?<=on )(?:{_WEEKDAY_SHORT})|(?:{_WEEKDAY_SHORT})(?=,? ?\d{{1,2}}[:.]\d\d))(?![a-z])"
    rf"(?! ?(?:-|to|through|until) ?(?:{_WEEKDAY}|{_WEEKDAY_SHORT}))(?! (?:and|"
    rf"&) {_WEEKDAY}){_AFTER}"
)
_ZH_TIME = re.compile(
    rf"(?P<p>{_PART}) ?(?:{_POINT}|{_CLOCK})(?:{_TO}{_PART}? ?(?:{_POINT}|{_CLOCK}))?(?:左右|前后)?"
    rf"|(?<![\d.{_CN}])(?P<h>(?:1[3-9]|2[0-4]) ?(?:点(?!数)|时(?=\d))|{_HOUR} ?点(?:钟|整|"
    rf"半(?!价)|[一三]刻|(?:\d{{2}}|[{_CN}]{{1,3}}) ?分(?!钟)|[0-5]\d(?!\d)(?! ?[元%个]))"
    rf"|{_HOUR} ?点(?=左右|前后|多钟|的时候|才|开始|上班|下班|结束|打烊|开播|下播|收工|以前|"
    r"之前|之后|以后|前(?!面))|"
    rf"{_HOUR} ?时 ?{_HOUR} ?分)(?: ?\d{{1,2}} ?分?)?(?:{_TO}{_POINT})?(?:左右|前后)?"
)
_RANGE_TIME = re.compile(rf"(?<![\d.{_CN}])(?P<h>\d{{1,2}}) ?[-~到至] ?\d{{1,2}} ?点(?![几数])")
_CLOCKS = re.compile(
    r"(?<![\d:.])(?:at |around |about )?(?P<h>(?:[01]?\d|"
    r"2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:]))(?P<ap> ?[ap]\.?m\b\.?)?(?! ?(?:分钟|分|min|"
    rf"minutes|小时))(?:{_TO}{_CLOCK})?"
)
_EN_TIME = re.compile(
    r"(?<![a-z0-9.:])(?:at |around |about )?(?:(?P<h>1[0-2]|"
    r"0?[1-9])(?:[:.][0-5]\d)? ?(?P<ap>[ap]\.?m\b\.?|o'clock)"
    r"|(?:half|quarter|(?:five|ten|twenty|\d{1,2})(?: minutes)?) (?:past|to) (?P<word>one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})(?![\da-z]))"
)
_BEFORE_NOUN = re.compile(r"(?:since|until|till|by|before|after|from|of|to|in|during|for|the)\s$")
_SAME_WEEK = re.compile(rf"({WEEK_MARK})(?: ?(?:-|–|~|到|至|to|,|，|、)? ?\1)+")
_STUCK_BEFORE = re.compile(rf"(?:(?<=[0-9A-Za-z/.\-])|(?<={WEEK_MARK}))(?={WEEK_MARK})")
_STUCK_AFTER = re.compile(rf"(?<={WEEK_MARK})(?=[0-9A-Za-z])")
_FRACTIONS = frozenset(
    {"1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5", "5/5", "24/7"}
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
          "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}  # fmt: skip
_BACK = {"大前天": 3, "前天": 2, "前日": 2, "前晚": 2, "昨天": 1, "昨日": 1, "昨儿": 1, "昨晚": 1,
         "昨夜": 1, "the day before yesterday": 2, "yesterday": 1, "last night": 1}  # fmt: skip
_EARLY, _NOON, _LATE = 5, 12, 18
_DAY_PARTS = {
    Lang.ZH: ("凌晨", "上午", "下午", "晚上"),
    Lang.EN: ("at night", "in the morning", "in the afternoon", "in the evening"),
}


class Dates:
    """Finds dates and times, for one form's language and day."""

    def __init__(self, marks: Marks) -> None:
        """Count relative words from the day of `marks`."""
        self._marks = marks
        self._today = marks.today
        self._today_of_year = (marks.today.month, marks.today.day)
        self._steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | None]], ...] = (
            (_ISO, self._typed), (_COMPACT, self._typed), (_ZH, self._typed),
            (_SWAPPED, self._swapped), (_EN_DAY_MONTH, self._typed), (_EN_MONTH_DAY, self._typed),
            (_ZH_DAY, self._day_only), (_DOTTED, self._typed), (_SLASHED, self._slashed),
            (_EN_THE_DAY, self._day_only), (_ZH_RELATIVE, self._relative),
            (_EN_RELATIVE, self._relative), (_ZH_WEEKDAYS, self._weekday),
            (_EN_WEEKDAYS, self._weekday),
        )  # fmt: skip

    def find_dates(self, text: str, folded: str) -> Iterator[Span]:
        """Yield every date with the time behind it, and its week instead."""
        for pattern, resolve in self._steps:
            for match in pattern.finditer(folded):
                day = resolve(match)
                if day is not None:
                    yield match.start(), _end(match), self._worded(day, match, text)

    def find_times(self, folded: str) -> Iterator[Span]:
        """Yield every time of day, and the part of the day instead."""
        for match in _ZH_TIME.finditer(folded):
            part = match["p"]
            hour = _number(re.split(r" ?[点时]", match["h"])[0]) if match["h"] else None
            yield match.start(), _end(match), part if part else self._part(_of_day(hour))
        for match in _RANGE_TIME.finditer(folded):
            yield *match.span(), self._part(int(match["h"]))
        for match in _CLOCKS.finditer(folded):
            hour = int(match["h"].split(":")[0])
            yield match.start(), _end(match), self._part(_on_24(hour, match["ap"]))
        for match in _EN_TIME.finditer(folded):
            hour = _number(match["h"] or match["word"]) or 0
            half = match["ap"]
            told = _on_24(hour, half) if half and half != "o'clock" else _of_day(hour)
            yield match.start(), _end(match), self._part(told)

    def _part(self, hour: int | None) -> str:
        early, morning, afternoon, evening = _DAY_PARTS[self._marks.lang]
        if hour is None:
            return afternoon
        if hour < _EARLY or hour == 24:
            return early
        return morning if hour < _NOON else afternoon if hour < _LATE else evening

    def _worded(self, day: date, match: re.Match[str], text: str) -> str:
        mark = self._marks.week(day)
        if self._marks.lang is Lang.ZH or not match[0][0].isascii():
            return mark
        before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() :]
        own = match[0].split(" ")[0]
        if own in ("since", "until", "by"):
            return f"{own} {mark}"
        if _BEFORE_NOUN.search(before) or after[:1] in ("'", "’"):
            return mark
        starts = text[match.start()].isupper() and re.search(r"(?:^|[.!?。！？\n])\s*$", before)
        return f"In {mark}" if starts else f"in {mark}"

    def _typed(self, match: re.Match[str]) -> date | None:
        parts = match.groupdict()
        month, day = _month(parts["m"]), _number(parts["d"])
        return None if month is None or not day else self._day(parts.get("y"), month, day)

    def _swapped(self, match: re.Match[str]) -> date | None:
        month, day, year = int(match["m"]), int(match["d"]), match["y"]
        month, day = (day, month) if month > 12 else (month, day)
        return self._day(year, month, day)

    def _slashed(self, match: re.Match[str]) -> date | None:
        month, day = int(match["m"]), int(match["d"])
        month, day = (day, month) if month > 12 else (month, day)
        fraction = f"{match['m']}/{match['d']}" in _FRACTIONS
        if fraction and not (match["on"] is not None or match["sure"]):
            return None
        return self._day(None, month, day)

    def _day_only(self, match: re.Match[str]) -> date | None:
        number = _number(match["d"])
        if not number or number > 31:
            return None
        first = self._today.replace(day=1)
        if number > self._today.day:
            first = (first - timedelta(days=1)).replace(day=1)
        return _clamped(first.year, first.month, number)

    def _day(self, year: str | None, month: int, day: int) -> date | None:
        if not 0 < month < 13 or not 0 < day < 32:
            return None
        found = self._year(year, month, day)
        return _clamped(found, month, day) if 1900 <= found < 2200 else None

    def _year(self, typed: str | None, month: int, day: int) -> int:
        this = self._today.year
        if typed is None:
            # Without a year the last such day is meant, unless it comes within half a year.
            if (month - self._today.month) % 12 < 6 and (month, day) > self._today_of_year:
                return this
            return this - (month > self._today.month)
        if typed in "今去前明":
            return this + {"今": 0, "去": -1, "前": -2, "明": 1}[typed]
        digits = "".join(str(_number(char) or 0) for char in typed)
        return 2000 + int(digits) if len(digits) == 2 else int(digits)

    def _relative(self, match: re.Match[str]) -> date:
        if match["n"]:
            return self._today - timedelta(days=_number(match["n"]) or 3)
        return self._today - timedelta(days=_BACK.get(match["w"], 0))

    def _weekday(self, match: re.Match[str]) -> date:
        monday = self._today - timedelta(days=self._today.weekday())
        which = (match["w"] or "").strip()
        day = monday + timedelta(days=_weekday_of(match[0]))
        if which:
            weeks = {"上上": -2, "上": -1, "last": -1, "下": 1, "下下": 2, "next": 1}.get(which, 0)
            return day + timedelta(weeks=weeks)
        return day if day <= self._today else day - timedelta(weeks=1)


def tidied(text: str) -> str:
    """Return the text with one mark for a span within one week, and marks apart from words."""
    return _STUCK_AFTER.sub(" ", _STUCK_BEFORE.sub(" ", _SAME_WEEK.sub(r"\1", text)))


def _end(match: re.Match[str]) -> int:
    return match.start() + len(match[0].rstrip(" ,"))


def _weekday_of(text: str) -> int:
    found = re.search(r"[周期拜]([一二三四五六日天1-7])", text)
    if found:
        return min("一1二2三3四4五5六6日7天天".index(found[1]) // 2, 6)
    english = re.search(r"(mon|tue|wed|thu|fri|sat|sun)", text)
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(english[1]) if english else 0


def _month(text: str) -> int | None:
    name = text[:3].title()
    return MONTHS.index(name) + 1 if name in MONTHS else _number(text)


def _number(text: str) -> int | None:
    """Return a small number in figures, in Chinese up to 99, or as an English word."""
    if text.isdigit() and text.isascii():
        return int(text)
    if text in _WORDS:
        return _WORDS[text]
    text = text.replace("廿", "二十").replace("两", "二").replace("〇", "零")
    figures = "零一二三四五六七八九"
    if any(char not in figures + "十" for char in text):
        return None
    if "十" not in text:
        return int("".join(str(figures.index(char)) for char in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (figures.index(tens) if tens else 1) * 10 + (figures.index(ones) if ones else 0)


def _on_24(hour: int, half: str | None) -> int:
    return hour + 12 if half and half.strip().startswith("p") and hour < 12 else hour


def _of_day(hour: int | None) -> int | None:
    """Three o'clock, said without more, is in the afternoon: shops sleep at night."""
    return hour + 12 if hour is not None and hour < 8 else hour


def _clamped(year: int, month: int, day: int) -> date:
    """Return a day that exists: 31 April is taken for 30 April."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
