"""Times and days as people type them, in both languages and mixed: "每周一 9点", "last workday".

Pure: a text in, minutes of a day or a rule of days out, and what is left of the text. What is
posted, and where, is read in `schedule_typed`.
"""

import re
from functools import cached_property
from typing import NamedTuple

from base.schedule import DayKind, DayRule

_NOON = 12 * 60
_DAY = 24 * 60

# -- what is left ----------------------------------------------------------------------------------


class Pattern:
    """A regular expression that is compiled when it is first used: most questions need none."""

    def __init__(self, text: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._text = text
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._text, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Return where it is found first."""
        return self._compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Return it at the beginning of a text."""
        return self._compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return it where it is the whole text."""
        return self._compiled.fullmatch(text)

    def without(self, text: str) -> str:
        """Return a text with nothing of it left."""
        return self._compiled.sub("", text)


class Text:
    """A text from which one part after the other is taken."""

    def __init__(self, text: str) -> None:
        self.rest = text

    def take(self, pattern: Pattern) -> re.Match[str] | None:
        """Return where a pattern is found first, and take it out; None where it is not."""
        found = pattern.search(self.rest)
        if found is not None:
            self.rest = f"{self.rest[: found.start()]} {self.rest[found.end() :]}"
        return found


def words(pattern: str) -> str:
    """Return a pattern of English words that are not parts of longer ones."""
    return rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])"


def compiled(pattern: str) -> Pattern:
    """Return a pattern that knows no case."""
    return Pattern(pattern, re.IGNORECASE)


# -- numbers and times -----------------------------------------------------------------------------

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
NUMERAL = r"(?:二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二两三四五六七八九])"
_NUMBER = rf"(?:\d{{1,2}}|{NUMERAL})"
_HALF_DAY = r"(?:上午|早上|早晨|清晨|凌晨|中午|下午|傍晚|晚上|早|晚)"
CLOCK = (
    rf"(?:{_HALF_DAY}\s*)?(?<![\d:])(?:\d{{1,2}}:\d{{2}}(?!\d)(?:\s*[ap]\.?m\b\.?)?"
    rf"|{_NUMBER}\s*[点时](?:整|半|一刻|三刻|\d{{1,2}}\s*分?)?|\d{{1,2}}\s*[ap]\.?m\b\.?)"
)
_READ = compiled(
    rf"(?P<half>{_HALF_DAY})?\s*(?P<hour>\d{{1,2}}|{NUMERAL})\s*"
    r"(?::(?P<minute>\d{2})|[点时](?P<part>整|半|一刻|三刻|\d{1,2}(?=\s*分?))?\s*分?)?\s*"
    r"(?P<english>[ap])?\.?m?\.?"
)
_TO = rf"\s*(?:-|–|—|~|至|到|{words('to|and|until|till')})\s*"
_RANGE = compiled(
    rf"(?:{words('between|from')}|从)?\s*(?P<at>{CLOCK}){_TO}(?P<until>{CLOCK})(?:\s*之间)?"
)
_UNTIL = compiled(
    rf"(?:最晚|最迟|不晚于|{words('until|till|no later than|at the latest|by')})\s*"
    rf"(?P<until>{CLOCK})(?:\s*(?:之前|前|{words('at the latest')}))?"
)
_AT = compiled(rf"(?:{words('at')}|@)?\s*(?P<at>{CLOCK})")
_PARTS = {"整": 0, "半": 30, "一刻": 15, "三刻": 45}
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚"})


def number(text: str) -> int:
    """Return a number up to 39 in digits or Chinese numerals."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def minutes(text: str) -> int | None:
    """Return the minutes after midnight of a time as typed; None for one that no clock shows."""
    found = _READ.fullmatch(text.strip())
    if found is None or not re.search("[:点时ap]", text, re.IGNORECASE):
        return None
    hour, english, half = number(found["hour"]), (found["english"] or "").lower(), found["half"]
    part = found["minute"] or found["part"] or "0"
    minute = _PARTS[part] if part in _PARTS else int(part)
    if english and not 1 <= hour <= 12:
        return None
    if half in ("晚上", "晚") and hour == 12:
        # Midnight, at which a day begins: of which day is not said.
        return None
    if english:
        hour = hour % 12 + (12 if english == "p" else 0)
    elif half in _AFTERNOON or half == "中午":
        # 中午 11 点 is before noon, 中午 1 点 after it.
        hour += 12 if hour < (11 if half == "中午" else 12) else 0
    return hour * 60 + minute if hour < 24 and minute < 60 else None


class Times(NamedTuple):
    """The times of a text. `wrong` is one that no clock shows, or an end before its beginning."""

    at: int | None = None
    until: int | None = None
    wrong: str = ""


def times(text: Text) -> Times:
    """Take "9:00", "9:00-11:30" or "9:00 until 11:30" out of a text."""
    found = text.take(_RANGE)
    if found is not None:
        return _between(found["at"], found["until"])
    late = text.take(_UNTIL)
    found = text.take(_AT)
    if found is None:
        return Times(wrong=late["until"].strip() if late else "")
    if late is not None:
        return _between(found["at"], late["until"])
    at = minutes(found["at"])
    return Times(at) if at is not None else Times(wrong=found["at"].strip())


def _between(first: str, last: str) -> Times:
    at, until = minutes(first), minutes(last)
    if at is None or until is None:
        return Times(wrong=(first if at is None else last).strip())
    if until <= at and at >= _NOON and until + _NOON < _DAY:
        # 下午 2 点到 4 点: the second half of the day holds for both.
        until += _NOON
    if until <= at:
        return Times(wrong=f"{first.strip()}-{last.strip()}")
    return Times(at, until)


def time_field(text: str) -> Times:
    """Return what stands in a field for a time: "09:00" or "09:00-11:30" and nothing else."""
    rest = Text(text.strip())
    found = times(rest)
    if found.wrong or found.at is None or rest.rest.strip():
        return Times(wrong=text.strip() or "…")
    return found


# -- days ------------------------------------------------------------------------------------------

_EVERY_MONTH = r"(?:每个?月\s*的?\s*)?"
_OF_MONTH = rf"(?:\s*{words('of|in')}\s*{words('the|each|every|a')}\s*{words('month')})?"
_ENGLISH_WORKDAY = r"(?:working|business|work)[ -]?days?"
_LAST_WORKDAY = compiled(
    rf"{_EVERY_MONTH}(?:最后|末)(?:的?\s*[一1]\s*个?)?\s*工作日|每?个?月末工作日"
    rf"|{words(f'(?:(?:the|on) )*last {_ENGLISH_WORKDAY}')}{_OF_MONTH}"
)
_FIRST_WORKDAY = compiled(
    rf"{_EVERY_MONTH}(?:第[一1]|首)个?工作日"
    rf"|{words(f'(?:(?:the|on) )*(?:first|1st) {_ENGLISH_WORKDAY}')}{_OF_MONTH}"
)
_LAST_DAY = compiled(
    rf"{_EVERY_MONTH}最后[一1]?天|每?个?月[底末]"
    rf"|{words('(?:(?:the|on) )*last day|month[ -]?end|(?:at )?(?:the )?end of (?:the )?month')}"
    rf"{_OF_MONTH}"
)
_MONTH_DAY = compiled(
    rf"每?个?月\s*(?P<zh>{_NUMBER})\s*[号日]|(?<!\d)(?P<en>\d{{1,2}})(?:st|nd|rd|th)\b{_OF_MONTH}"
    rf"|{words('day')}\s*(?P<day>\d{{1,2}})(?!\d){_OF_MONTH}"
)
_WORKDAYS = compiled(
    rf"每?个?工作日|{words(f'(?:(?:every|each|on) )*(?:{_ENGLISH_WORKDAY}|week ?days?)')}"
)
_EVERY_DAY = compiled(rf"每[天日]|天天|{words('(?:every|each) ?day')}")
_PROMOTION = compiled(
    rf"大促(?:当[天日]|日|期间)|{words('(?:on )?(?:the )?(?:promotion|promo|campaign) days?')}"
)
_RULES = (
    (_LAST_WORKDAY, DayRule(DayKind.LAST_WORKDAY)),
    (_FIRST_WORKDAY, DayRule(DayKind.FIRST_WORKDAY)),
    (_LAST_DAY, DayRule(DayKind.MONTH_DAY, month_day=31)),
    (_PROMOTION, DayRule(DayKind.PROMOTION)),
    (_WORKDAYS, DayRule(DayKind.WORKDAYS)),
    (_EVERY_DAY, DayRule(DayKind.EVERY_DAY)),
)

_ZH_DAY = "[一二三四五六日天]"
_ZH_WEEK = r"(?:周|星期|礼拜)"
_ZH_RUN = compiled(
    rf"每?个?{_ZH_WEEK}\s*(?P<first>{_ZH_DAY})\s*[到至~–-]\s*{_ZH_WEEK}?\s*(?P<last>{_ZH_DAY})"
)
_ZH_DAYS = compiled(
    rf"每?个?{_ZH_WEEK}\s*(?P<days>{_ZH_DAY}"
    rf"(?:\s*[、,和及/]?\s*每?{_ZH_WEEK}?\s*{_ZH_DAY}(?![个天月点]))*)"
)
_WEEKEND = compiled(rf"每?个?周末|{words('(?:(?:every|on|at) )*week-?ends?')}")
_EN_NAME = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)s?"
)
_EN_RUN = compiled(
    words(rf"(?:(?:every|each|on|from) )*(?P<first>{_EN_NAME})\s*(?:-|–|to|through)\s*"
          rf"(?P<last>{_EN_NAME})")
)  # fmt: skip
_EN_MORE = rf"(?:(?:\s*(?:,|&|/|and)\s*)+(?:on )?{_EN_NAME}|\s+{_EN_NAME})*"
_EN_DAYS = compiled(words(rf"(?:(?:every|each|on) )*(?P<days>{_EN_NAME}{_EN_MORE})"))
_EN_ORDER = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def days(text: Text) -> DayRule | None:
    """Take the days that a text names out of it; None where it names none, or one of no month."""
    for pattern, rule in _RULES[:3]:
        if text.take(pattern):
            return rule
    found = _month_day(text) or _weekdays(text)
    if found is not None:
        return found
    return next((rule for pattern, rule in _RULES[3:] if text.take(pattern)), None)


def _month_day(text: Text) -> DayRule | None:
    found = _MONTH_DAY.search(text.rest)
    if found is None:
        return None
    day = number(found["zh"] or found["en"] or found["day"])
    if not 1 <= day <= 31:
        return None
    text.take(_MONTH_DAY)
    return DayRule(DayKind.MONTH_DAY, month_day=day)


def _weekdays(text: Text) -> DayRule | None:
    found = text.take(_ZH_RUN)
    if found is not None:
        return _run(_zh_day(found["first"]), _zh_day(found["last"]))
    found = text.take(_EN_RUN)
    if found is not None:
        return _run(_en_day(found["first"]), _en_day(found["last"]))
    chosen: set[int] = {5, 6} if text.take(_WEEKEND) else set()
    found = text.take(_ZH_DAYS)
    if found is not None:
        chosen |= {_zh_day(sign) for sign in re.findall(_ZH_DAY, found["days"])}
    found = text.take(_EN_DAYS)
    if found is not None:
        chosen |= {_en_day(name) for name in re.findall(_EN_NAME, found["days"], re.IGNORECASE)}
    return DayRule(DayKind.WEEKDAYS, frozenset(chosen)) if chosen else None


def _run(first: int, last: int) -> DayRule:
    """Return the days of the week from one to another, over the week-end where that is meant."""
    count = (last - first) % 7 + 1
    return DayRule(DayKind.WEEKDAYS, frozenset((first + i) % 7 for i in range(count)))


def _zh_day(sign: str) -> int:
    return "一二三四五六日".index(sign.replace("天", "日"))


def _en_day(name: str) -> int:
    return _EN_ORDER.index(name[:3].lower())
