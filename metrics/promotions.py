"""The promotions of Chinese and cross-border platforms: data, a platform and year a row.

Only dates; what they mean for a comparison is in `metrics.calendars`. A workspace may replace the
table by its own. Rows of a year that is not announced yet follow the years before.
"""

from datetime import date

from base.language import Bilingual
from metrics.calendars import EVERY_PLATFORM, Promotion, PromotionName, PromotionTable

NAMES = (
    PromotionName(
        "double11",
        Bilingual("双十一", "Double 11"),
        (
            "双11",
            "双十一",
            "双 11",
            "双11大促",
            "双十一大促",
            "双十一周",
            "双11周",
            "double 11",
            "double11",
            "double eleven",
            "singles day",
            "single's day",
            "singles' day",
            "double 11 week",
            "d11",
        ),
    ),
    PromotionName(
        "618",
        Bilingual("618", "618"),
        ("618", "六一八", "618大促", "6.18", "年中大促", "mid year sale"),
    ),
    PromotionName(
        "double12",
        Bilingual("双十二", "Double 12"),
        ("双12", "双十二", "double 12", "double12", "double twelve", "d12"),
    ),
    PromotionName(
        "black_friday",
        Bilingual("黑五", "Black Friday"),
        ("黑五", "黑色星期五", "黑五网一", "black friday", "bfcm", "cyber monday"),
    ),
    PromotionName(
        "prime_day",
        Bilingual("Prime 会员日", "Prime Day"),
        ("prime day", "primeday", "会员日", "prime会员日", "亚马逊会员日"),
    ),
    PromotionName(
        "womens_day",
        Bilingual("38 节", "Women's Day"),
        ("38节", "三八节", "38大促", "三八大促", "女神节", "妇女节", "women's day", "womens day"),
    ),
    PromotionName("99", Bilingual("99 大促", "9.9 sale"), ("99大促", "99划算节", "9.9 sale")),
    PromotionName(
        "new_year_goods",
        Bilingual("年货节", "New Year shopping festival"),
        ("年货节", "new year shopping festival", "new year goods festival"),
    ),
)


def _double11(year: int, presale: int) -> Promotion:
    return Promotion(
        "double11",
        EVERY_PLATFORM,
        year,
        date(year, 10, presale),
        date(year, 11, 9),
        date(year, 11, 15),
        date(year, 11, 11),
    )


def _618(year: int, presale: int) -> Promotion:
    return Promotion(
        "618",
        EVERY_PLATFORM,
        year,
        date(year, 5, presale),
        date(year, 6, 16),
        date(year, 6, 20),
        date(year, 6, 18),
    )


def _one_day(key: str, at: date, *, major: bool) -> Promotion:
    return Promotion(key, EVERY_PLATFORM, at.year, at, at, at, at, major)


def _black_friday(friday: date) -> Promotion:
    monday = date.fromordinal(friday.toordinal() + 3)
    return Promotion("black_friday", "amazon", friday.year, friday, friday, monday, friday)


def _prime_day(start: date, end: date) -> Promotion:
    return Promotion("prime_day", "amazon", start.year, start, start, end, start)


_YEARS = (2024, 2025, 2026, 2027)
_ROWS = (
    *(_618(year, presale) for year, presale in zip(_YEARS, (20, 13, 20, 20), strict=True)),
    *(_double11(year, presale) for year, presale in zip(_YEARS, (14, 15, 15, 15), strict=True)),
    *(_one_day("double12", date(year, 12, 12), major=True) for year in _YEARS),
    # Short and small: named when asked for, but their weeks are still usual weeks.
    *(_one_day("womens_day", date(year, 3, 8), major=False) for year in _YEARS),
    *(_one_day("99", date(year, 9, 9), major=False) for year in _YEARS),
    *(_black_friday(date(year, 11, at)) for year, at in zip(_YEARS, (29, 28, 27, 26), strict=True)),
    _prime_day(date(2024, 7, 16), date(2024, 7, 17)),
    _prime_day(date(2025, 7, 8), date(2025, 7, 11)),
)

DEFAULT = PromotionTable(tuple(sorted(_ROWS, key=lambda row: row.start)), NAMES)
