"""Zones and countries as schedules know them: how people call them, and which belong together.

Data only.
"""

from base.language import Bilingual, Lang
from commands.preferences import zone_name

# What may be chosen from: those that the settings know by name.
OFFERED = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Tokyo", "Asia/Kolkata",
    "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles",
    "Australia/Sydney",
)  # fmt: skip

# Beside the names of the settings. Typed with "time" or "时间" behind it.
_MORE = {
    "上海": "Asia/Shanghai", "北京": "Asia/Shanghai", "中国": "Asia/Shanghai",
    "德国": "Europe/Berlin", "英国": "Europe/London", "美东": "America/New_York",
    "美西": "America/Los_Angeles", "日本": "Asia/Tokyo",
    "Shanghai": "Asia/Shanghai", "China": "Asia/Shanghai", "Germany": "Europe/Berlin",
    "German": "Europe/Berlin", "UK": "Europe/London", "eastern": "America/New_York",
    "pacific": "America/Los_Angeles", "Japan": "Asia/Tokyo",
}  # fmt: skip


def _names(lang: Lang) -> dict[str, str]:
    """Return zones by what they are called, English names in small letters."""
    found = {zone_name(zone).in_(lang).removesuffix("时间"): zone for zone in OFFERED}
    found |= {name: zone for name, zone in _MORE.items() if name.isascii() is (lang is Lang.EN)}
    return {(n.lower() if lang is Lang.EN else n): z for n, z in found.items() if n}


ZONE_NAMES = {lang: _names(lang) for lang in Lang}

COUNTRY_NAMES = {
    "中国": "CN", "德国": "DE", "美国": "US", "英国": "GB", "日本": "JP", "法国": "FR",
    "韩国": "KR", "新加坡": "SG", "印度": "IN", "澳大利亚": "AU",
}  # fmt: skip


def called(zone: str) -> Bilingual:
    """Return a zone as a person reads it beside a time."""
    return zone_name(zone)
