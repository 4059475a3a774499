"""Figures as people of each language read them.

Rates with one decimal, differences of rates in 个点 / points, whole seconds, money from 10,000 in
万 (one decimal) and K/M (three figures), counts from 100,000. Source: examples.md, rule 5.
"""

from datetime import date
from zoneinfo import ZoneInfo

from base.language import Days, Lang, Moment, Quantity
from base.rounding import shown
from base.units import Unit

_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "SGD": "S$"}
_WORDS_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元"}
_CITIES_ZH = {
    "Asia/Shanghai": "北京", "Asia/Hong_Kong": "香港", "Asia/Taipei": "台北", "Asia/Tokyo": "东京",
    "Asia/Seoul": "首尔", "Asia/Singapore": "新加坡", "Asia/Kuala_Lumpur": "吉隆坡",
    "Asia/Bangkok": "曼谷", "Asia/Jakarta": "雅加达", "Asia/Manila": "马尼拉",
    "Asia/Ho_Chi_Minh": "胡志明市", "Asia/Dubai": "迪拜", "Asia/Riyadh": "利雅得",
    "Europe/London": "伦敦", "Europe/Paris": "巴黎", "Europe/Berlin": "柏林",
    "Europe/Madrid": "马德里", "Europe/Rome": "罗马", "Europe/Amsterdam": "阿姆斯特丹",
    "Europe/Warsaw": "华沙", "Europe/Moscow": "莫斯科", "Europe/Istanbul": "伊斯坦布尔",
    "America/New_York": "纽约", "America/Chicago": "芝加哥", "America/Los_Angeles": "洛杉矶",
    "America/Toronto": "多伦多", "America/Mexico_City": "墨西哥城", "America/Sao_Paulo": "圣保罗",
    "Australia/Sydney": "悉尼",
}  # fmt: skip
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS_EN = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_WEEKDAYS_ZH = "一二三四五六日"


def quantity(q: Quantity, lang: Lang) -> str:
    """Return a figure in words of `lang`; "没有数据" / "no data" where there is none."""
    value = known(q.value)
    if value is None:
        return "没有数据" if lang is Lang.ZH else "no data"
    unit = Unit(q.unit)
    if q.change and unit is Unit.SHARE:
        return _points(abs(value), lang)
    value = abs(value) if q.change else value
    match unit:
        case Unit.SHARE:
            return f"{shown(value, unit) * 100:.1f}%"
        case Unit.SECONDS:
            return duration(value, lang)
        case Unit.MONEY:
            return money(value, q.currency or "CNY", lang)
        case Unit.SCORE:
            return f"{shown(value, unit):.2f}" + (" 分" if lang is Lang.ZH else "")
        case Unit.RATIO:
            return f"{shown(value, unit):.2f}"
        case Unit.PER_HOUR:
            number = f"{shown(value, unit):,.1f}"
            return f"每小时 {number} 次" if lang is Lang.ZH else f"{number} an hour"
        case Unit.COUNT:
            return count(value, lang)


def known(value: float | None) -> float | None:
    """Return a value that can be a figure; None for what no data or a broken sum left."""
    return value if value is not None and abs(value) < _IMPOSSIBLE else None


# Nothing that is counted, paid or waited reaches this; NaN is not below it either.
_IMPOSSIBLE = 1e18
# Below this a count keeps all its digits.
_MANY = 100_000


def count(value: float, lang: Lang) -> str:
    """Return a whole number with thousands separators; from 100,000 on 12.3 万 and 123K."""
    if known(value) is None or abs(shown(value, Unit.COUNT)) < _MANY:
        return full_count(value)
    if lang is Lang.EN:
        return _short(value)
    if abs(value) >= 99_995_000:
        return f"{value / 100_000_000:,.2f} 亿"
    return f"{value / 10_000:,.1f} 万"


def full_count(value: float) -> str:
    """Return a whole number with all its digits."""
    return f"{shown(value, Unit.COUNT):,.0f}" if known(value) is not None else "–"


def percent(value: float) -> str:
    """Return a share of change without its sign, one decimal."""
    return f"{abs(shown(value, Unit.SHARE)) * 100:.1f}%"


def _points(value: float, lang: Lang) -> str:
    number = f"{shown(value, Unit.SHARE) * 100:.1f}"
    if lang is Lang.ZH:
        return f"{number} 个点"
    return f"{number} point" if number == "1.0" else f"{number} points"


# From here on minutes say nothing.
_LONG_HOURS = 100


def duration(seconds: float, lang: Lang) -> str:
    """Return a duration: whole seconds, from ten minutes on minutes, from two hours on hours,
    from a hundred on without minutes."""
    whole = int(shown(seconds, Unit.SECONDS))
    if whole < 600:
        return f"{whole} 秒" if lang is Lang.ZH else f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 120:
        return f"{minutes} 分钟" if lang is Lang.ZH else f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours >= _LONG_HOURS:
        return f"{hours:,} 小时" if lang is Lang.ZH else f"{hours:,} h"
    return f"{hours} 小时 {rest} 分" if lang is Lang.ZH else f"{hours} h {rest} min"


def money(value: float, currency: str, lang: Lang) -> str:
    """Return an amount in decimal units of an ISO 4217 currency."""
    if lang is Lang.ZH:
        word = "" if currency == "CNY" else " " + _WORDS_ZH.get(currency, currency)
        if abs(value) >= 10_000:
            return f"{value / 10_000:,.1f} 万{word.strip()}"
        digits = 0 if float(value).is_integer() or abs(value) >= 1000 else 2
        return f"{value:,.{digits}f} {word.strip() or '元'}"
    sign = _SIGNS.get(currency, currency + " ")
    if value < 0:
        # A loss reads -¥350.
        return "-" + money(-value, currency, lang)
    if abs(value) >= 10_000:
        return sign + _short(value)
    digits = 0 if float(value).is_integer() or abs(value) >= 1000 else 2
    return f"{sign}{value:,.{digits}f}"


def _short(value: float) -> str:
    """Return three figures with K, M or B."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        # 999.6K would read 1,000K: it is 1.00M.
        if abs(value) >= size * 0.9995:
            scaled = value / size
            digits = max(0, 3 - len(f"{abs(scaled):.0f}"))
            return f"{scaled:.{digits}f}{letter}"
    return f"{value:.0f}"


def days(d: Days, lang: Lang) -> str:
    """Return a day or a range: 11/9–11/15 in Chinese, 9–15 Nov in English."""
    if lang is Lang.ZH:
        return _days_zh(d)
    return _days_en(d)


def _days_zh(d: Days) -> str:
    def one(day: date, year: bool) -> str:
        return f"{day.year}/{day.month}/{day.day}" if year else f"{day.month}/{day.day}"

    weekday = f" 周{_WEEKDAYS_ZH[d.start.weekday()]}" if d.weekday and d.start == d.end else ""
    if d.start == d.end:
        return one(d.start, d.with_year) + weekday
    years = d.with_year or d.start.year != d.end.year
    return f"{one(d.start, years)}–{one(d.end, d.start.year != d.end.year)}"


def _days_en(d: Days) -> str:
    year = f" {d.end.year}" if d.with_year or d.start.year != d.end.year else ""
    last = f"{d.end.day} {_MONTHS[d.end.month - 1]}{year}"
    if d.start == d.end:
        return f"{_WEEKDAYS_EN[d.end.weekday()]} {last}" if d.weekday else last
    if (d.start.year, d.start.month) == (d.end.year, d.end.month):
        return f"{d.start.day}–{last}"
    first_year = f" {d.start.year}" if d.start.year != d.end.year else ""
    return f"{d.start.day} {_MONTHS[d.start.month - 1]}{first_year} – {last}"


def moment(m: Moment, lang: Lang) -> str:
    """Return a moment with its zone: 11/16 08:40 北京时间, 16 Nov 08:40 Shanghai."""
    local = m.at.astimezone(ZoneInfo(m.zone))
    day = days(Days(local.date(), local.date(), with_year=m.with_year), lang)
    city = m.zone.rpartition("/")[2].replace("_", " ")
    if lang is Lang.ZH:
        place = _CITIES_ZH.get(m.zone)
        zone = f"{place}时间" if place else f"{city} 时间"
    else:
        zone = city
    return f"{day} {local:%H:%M} {zone}"
