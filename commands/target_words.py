"""What is typed of a target beside its metric, its value and whose it is: time, reason, verb.

A target looks ahead: "March" without a year is the next one that is not over. Nothing is looked up.
"""

import re
from collections.abc import Container
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from base.dimensions import Dim
from metrics import periods
from metrics.target_spans import holding, last_day
from storage.targets import STANDING, Basis, Kind, Span

_MONTHS = (
    "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul",
    "august|aug", "september|sept|sep", "october|oct", "november|nov", "december|dec",
)  # fmt: skip
_NAMES = "|".join(_MONTHS)
_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True))
_ZH_MONTH = r"十[一二]|[一二三四五六七八九十]|1[0-2]|0?[1-9]"
_LED = r"(?:(?<![a-z])(?:for|in|of|during)\s+(?:the\s+)?)?"
_YEAR = r"(?P<year>20[0-9]{2})\s*年?"
_REL = r"今年|明年|去年|this year|next year|last year"
_TAIL = r"(?![A-Za-z0-9])"

# Each time as people type it; the first that is found counts. Years alone come last.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.MONTH,
        rf"{_LED}(?:(?<![0-9])20[0-9]{{2}}\s*年|(?P<rel>{_REL})的?)?\s*"
        rf"(?<![0-9一二三四五六七八九十个])(?P<month>{_ZH_MONTH})\s*月份?(?![0-9])",
    ),
    (
        Kind.MONTH,
        rf"{_LED}(?<![0-9])(?P<year>20[0-9]{{2}})[-/.](?P<month>0?[1-9]|1[0-2])(?![-/.0-9])",
    ),
    (
        Kind.MONTH,
        rf"{_LED}(?<![a-z])(?P<name>{_NAMES})\.?(?![a-z])"
        rf"(?:,?\s*(?:of\s+)?(?:(?P<year>20[0-9]{{2}})(?![0-9])|(?P<rel>{_REL})))?",
    ),
    (
        Kind.QUARTER,
        rf"{_LED}(?:(?<![0-9])(?P<year>20[0-9]{{2}})\s*年?|(?P<rel>{_REL})的?)?\s*"
        r"(?:(?<![a-z])q\s?(?P<quarter>[1-4])(?![0-9a-z])|第?(?P<zh>[一二三四1-4])\s*季度?)"
        r"(?:\s*(?:of\s+)?(?P<later>20[0-9]{2})(?![0-9]))?",
    ),
    (Kind.MONTH, rf"{_LED}(?P<near>本月|这个月|当月|下个?月|this month|next month)"),
    (Kind.QUARTER, rf"{_LED}(?P<near>本季度|这个季度|下个?季度|this quarter|next quarter)"),
    (Kind.YEAR, rf"{_LED}(?P<rel>{_REL})(?:全年|整年)?"),
    (Kind.YEAR, r"(?<![a-z])(?:for|in|of|during)\s+(?P<year>20[0-9]{2})(?![0-9])"),
    (Kind.YEAR, r"(?<![0-9A-Za-z.,])(?P<year>20[0-9]{2})\s*(?:年度?(?:全年|整年)?|全年|fy)"),
    (Kind.YEAR, r"(?P<near>全年|整年|full year|whole year)"),
    (
        Kind.YEAR,
        r"(?<![0-9A-Za-z.,:/¥$€£-])(?P<year>20[0-9]{2})(?![0-9]|[.,/:-][0-9]|\s*(?:[%成万千百亿"
        r"元单次个条笔秒]|分钟|小时|[wkmsh](?![a-z])|sec|min|hour))",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
# The bare number of a year is a value where nothing else is.
_BARE = _COMPILED[-1][1]


class Timed(NamedTuple):
    """A text without the time that was found in it; `bare` where that was a number alone."""

    span: Span
    rest: str
    bare: bool = False


def time_in(text: str, today: date, kinds: Container[Kind] = tuple(Kind)) -> Timed:
    """Return the time a target is for, what stands where none is named, and the text without it.

    Only times of these `kinds` are looked for.
    """
    for kind, pattern in _COMPILED:
        found = pattern.search(text) if kind in kinds else None
        if found is not None:
            span = _span(kind, found, today)
            rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
            return Timed(span, " ".join(rest.split()), pattern is _BARE)
    return Timed(STANDING, text)


def _span(kind: Kind, found: re.Match[str], today: date) -> Span:
    given = {name: value for name, value in found.groupdict().items() if value}
    year = _year(given, found.group(), today)
    near = given.get("near", "").lower()
    if kind is Kind.YEAR or (near and kind not in (Kind.MONTH, Kind.QUARTER)):
        return holding(date(year or today.year, 1, 1), Kind.YEAR)
    if near:
        now = holding(today, kind)
        later = near.startswith(("下", "next"))
        return holding(_after(now), kind) if later else now
    month = _month(given) if kind is Kind.MONTH else _quarter(given) * 3 - 2
    if year is not None:
        return holding(date(year, month, 1), kind)
    this = holding(date(today.year, month, 1), kind)
    return this if last_day(this) >= today else holding(date(today.year + 1, month, 1), kind)


def _after(span: Span) -> date:
    return periods.add_months(span.start, 1 if span.kind is Kind.MONTH else 3)


def _year(given: dict[str, str], whole: str, today: date) -> int | None:
    if "year" in given or "later" in given:
        return int(given.get("year") or given["later"])
    if "rel" in given:
        return (
            today.year
            + {"今": 0, "明": 1, "去": -1, "t": 0, "n": 1, "l": -1}[given["rel"][0].lower()]
        )
    written = re.search(r"20[0-9]{2}", whole)
    return int(written.group()) if written else None


def _month(given: dict[str, str]) -> int:
    if "name" in given:
        name = given["name"].lower()
        return next(i for i, names in enumerate(_MONTHS, 1) if name in names.split("|"))
    return _number(given["month"])


def _quarter(given: dict[str, str]) -> int:
    return _number(given.get("quarter") or given["zh"])


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    return (
        (10 if "十" in text else 0)
        + (10 * _DIGITS[tens] - 10 if tens else 0)
        + (_DIGITS[ones] if ones else 0)
    )


_BASIS = re.compile(
    r"[\s,，;；。(（]*(?:依据是?|理由是?|原因是?|因为|根据"
    r"|(?<![a-z])(?:because(?:\s+of)?|based\s+on|basis|reason)(?![a-z]))[:：\s]*(?P<why>.+?)[)）]?$",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = {
    "market": r"市场需求|市场|行情|market\s+demand|the\s+market|market|demand",
    "strategy": r"公司战略|战略|公司要求|company\s+strategy|strategy",
    "team": r"团队能力|团队|能力|人手|team\s+capability|team\s+capacity|capability|capacity|team",
}
_KIND = {
    kind: re.compile(rf"(?:{words})(?:\s*[,，:：、;；—-]+\s*(?P<rest>.*))?", re.I | re.S)
    for kind, words in _KINDS.items()
}
_LONGEST = 300


def basis_in(text: str) -> tuple[Basis, str]:
    """Return why a target is set, and the text without that."""
    found = _BASIS.search(text)
    if found is None:
        return Basis(), text
    return basis_of(found["why"]), text[: found.start()].strip()


def basis_of(words: str) -> Basis:
    """Return a reason: one of the three kinds where it begins with its name, and free words."""
    words = " ".join(words.split())[:_LONGEST]
    for kind, pattern in _KIND.items():
        found = pattern.fullmatch(words)
        if found is not None:
            return Basis(kind, found["rest"] or "")
    return Basis("", words)


class Verb(StrEnum):
    """What is to be done with targets."""

    LIST = "list"
    SET = "set"
    SPLIT = "split"
    HISTORY = "history"


_VERBS = {
    Verb.SPLIT: r"split|divide|break\s*down|拆分|拆解|分解|拆(?=\s)|分配",
    Verb.HISTORY: r"history|changes|log|历史|记录|变更记录|变更|改动",
    Verb.LIST: r"list|show|view|plan|列表|清单|查看|看看|看(?=\s)",
    Verb.SET: r"set|add|设定|设置|(?:设|定|改)(?=\s)|改成|改为",
}
_VERB = {
    verb: re.compile(rf"(?:{words})(?![A-Za-z])[\s:：]*(?P<rest>.*)", re.I | re.S)
    for verb, words in _VERBS.items()
}


def verb_in(text: str) -> tuple[Verb | None, str]:
    """Return the verb a text begins with, and what comes after it."""
    for verb, pattern in _VERB.items():
        found = pattern.fullmatch(text)
        if found is not None:
            return verb, found["rest"].strip()
    # 销售额 2027 拆分 按月: Chinese may name the thing first.
    late = re.search(r"(?:^|\s)(?:拆分|拆解|分解)(?:\s|$)|(?:^|\s)(?:历史|变更记录)$", text)
    if late is None:
        return None, text
    verb = Verb.HISTORY if re.search(r"历史|变更", late.group()) else Verb.SPLIT
    return verb, f"{text[: late.start()]} {text[late.end() :]}".strip()


class Method(StrEnum):
    """How the parts of a split are found."""

    EVEN = "even"
    SHAPE = "shape"
    HAND = "hand"


_METHODS = {
    Method.SHAPE: r"按照?去年(?:同期)?(?:的?(?:走势|占比|比例))?|参照去年|去年(?:占比|比例|走势)"
    r"|(?:by|like|as|from)\s+last\s+year(?:'s)?(?:\s+(?:shape|pattern|share|shares))?"
    r"|last\s+year(?:'s)?\s+(?:shape|pattern|shares?)",
    Method.EVEN: r"平均(?:分配?|拆分?)?|均分|平分|等分|evenly|equally|even(?![a-z])|equal(?![a-z])",
    Method.HAND: r"手动|手工|自己填|手填|by\s+hand|manually|manual",
}
_AXES: dict[Kind | Dim, str] = {
    Kind.QUARTER: r"季度|季|quarters?|quarterly",
    Kind.MONTH: r"月份?|months?|monthly",
    Dim.TEAM: r"小组|组|团队|teams?",
    Dim.SHOP: r"店铺|店|shops?|stores?",
    Dim.CHANNEL: r"渠道|channels?",
    Dim.PLATFORM: r"平台|platforms?",
    Dim.PRODUCT: r"商品|产品|单品|sku|products?",
    Dim.COUNTRY: r"国家|地区|区域|大区|站点|countries|country|regions?",
}
_ALONE: dict[Kind | Dim, str] = {Kind.QUARTER: "quarterly|逐季", Kind.MONTH: "monthly|逐月"}
_BY = r"(?:按照?|分到?各?|到各?|各|(?<![a-z])(?:by|per|into|across|to)\s+)\s*"


class Split(NamedTuple):
    """How a target is to be split: by which times or cut, how; and the text without that."""

    by: Kind | Dim | None
    method: Method | None
    rest: str


def split_in(text: str) -> Split:
    """Return what a text says of how to split."""
    method = None
    for one, words in _METHODS.items():
        found = re.search(rf"(?<![a-z])(?:{words})", text, re.I)
        if found is not None:
            method = one
            text = f"{text[: found.start()]} {text[found.end() :]}"
            break
    by, text = axis_in(text)
    return Split(by, method, " ".join(text.split()))


def axis_in(text: str) -> tuple[Kind | Dim | None, str]:
    """Return by which times or cut something is split, and the text without that."""
    for axis, words in _AXES.items():
        found = re.search(rf"{_BY}(?:{words})(?![a-z])", text, re.I)
        if found is None and axis in _ALONE:
            found = re.search(rf"(?<![a-z])(?:{_ALONE[axis]})(?![a-z])", text, re.I)
        if found is not None:
            return axis, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def opens_form(text: str) -> bool:
    """Say whether a text asks to split by hand without the parts: a form asks for them."""
    words = text.removeprefix("/").split(maxsplit=1)
    verb, rest = verb_in(words[1] if len(words) > 1 else "")
    if verb is not Verb.SPLIT:
        return False
    said = split_in(rest)
    return said.method is Method.HAND and said.by is not None and not _amounts(said.rest)


def _amounts(text: str) -> bool:
    """Say whether amounts stand in a text beside the year."""
    return bool(re.search(r"[0-9]", _YEARS.sub(" ", text)))


_YEARS = re.compile(
    r"20[0-9]{2}(?:\s*年|[-/](?:0?[1-9]|1[0-2]))?|q\s?[1-4]|第?[1-4]\s*季度|[0-9]{1,2}\s*月", re.I
)
