"""A schedule as people type it: what, for whom, where, when, and what happens when it does not fit.

Pure: a text and the names of teams in, a `Typed` out. What nobody understood stays as it was typed,
so that it can be named. Who may have it, and what holds where nothing was said, is decided
elsewhere.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from base.language import Bilingual, Lang
from base.schedule import Cadence, DayRule, Level, OnHoliday, What, WhenEmpty
from commands import schedule_review_words as reviews
from commands.action_people import People
from commands.schedule_words import Pattern, Text, Times, compiled, days, number, times, words
from commands.schedule_zones import COUNTRY_NAMES, ZONE_NAMES

Chosen = TypeVar("Chosen")


class Where(StrEnum):
    """Where something is to go, if no channel is named."""

    HERE = "here"
    ME = "me"


@dataclass(frozen=True)
class Typed:
    """What a text says of a schedule; None or empty where it says nothing.

    `channel` is a chat's id, `called` a channel by its bare name, which nobody can look up. `lang`
    is the language asked for, `typed_in` the one it was typed in. Of reviews: `ahead` is how many
    working days before the meeting its agenda comes, `ahead_at` when, `follow` who follows it up,
    `stranger` a name that stands there and nobody has. `unknown` are the words that were not
    understood, `wrong` a time that is none.
    """

    what: What | None = None
    level: Level | None = None
    team: int = 0
    mine: bool = False
    channel: str = ""
    where: Where | None = None
    called: str = ""
    days: DayRule | None = None
    at: int | None = None
    until: int | None = None
    zone: str | None = None
    country: str | None = None
    on_holiday: OnHoliday | None = None
    when_empty: WhenEmpty | None = None
    late_minutes: int | None = None
    lang: Lang | None = None
    typed_in: Lang | None = None
    cadence: Cadence | None = None
    ahead: int | None = None
    ahead_at: int | None = None
    follow: int = 0
    stranger: str = ""
    unknown: tuple[str, ...] = ()
    wrong: str = ""


def understand(text: str, teams: Mapping[int, Bilingual], people: People | None = None) -> Typed:
    """Return what a text says; `teams` and `people` are those that it may name."""
    left = Text(unicodedata.normalize("NFKC", text))
    channel, called = _channel(left)
    team = _team(left, teams)
    follow = reviews.follower(left, people)
    typed_in = _language(left.rest)
    mine = left.take(_MY_TEAM) is not None
    # Before days and times: "大促后 3 个工作日" and "提前 1 天 15:00" are neither on their own.
    review, rule = reviews.review(left), reviews.promotion_days(left)
    months = reviews.months(left) if review.asked else frozenset()
    ahead = reviews.announcement(left)
    clock: Times = times(left)
    zone = _zone(left)
    lang = _chosen(left, _LANGUAGES)
    on_holiday, when_empty = _chosen(left, _HOLIDAYS), _chosen(left, _EMPTY)
    country, late = _country(left), _late(left)
    where = _chosen(left, _PLACES)
    # Days before what: "every day" is no daily post, "工作日" no "日报".
    rule = rule or reviews.in_months(days(left), months)
    cadence = reviews.cadence(left) if review.asked and not review.cadence else review.cadence
    what = What.AGENDA if review.asked else _chosen(left, _WHATS)
    levels = (*_LEVELS, _GROUP) if review.asked else _LEVELS
    level = Level.GROUP if team or mine else _chosen(left, levels)
    meeting = review.asked or ahead.days is not None
    return Typed(
        what=what, level=level, team=team, mine=mine, channel=channel, where=where, called=called,
        days=rule, at=clock.at, until=clock.until, zone=zone, country=country,
        on_holiday=on_holiday, when_empty=when_empty, late_minutes=late, lang=lang,
        typed_in=typed_in, cadence=cadence, ahead=ahead.days, ahead_at=ahead.at,
        follow=follow.person, stranger=follow.unknown,
        unknown=_unknown(_MEETING.without(left.rest) if meeting else left.rest),
        wrong=clock.wrong or ahead.wrong,
    )  # fmt: skip


def begins_with_what(text: str) -> bool:
    """Say whether a text begins with something that can be posted."""
    text = text.strip()
    return reviews.begins_with_review(text) or any(p.match(text) for p, _ in _WHATS)


def _chosen(text: Text, among: tuple[tuple[Pattern, Chosen], ...]) -> Chosen | None:
    return next((value for pattern, value in among if text.take(pattern)), None)


# -- where and for whom ----------------------------------------------------------------------------

_INTO = rf"(?:{words('to|in|into|on')}|发到|发在|到|在)?\s*"
_LINK = compiled(rf"{_INTO}<#(?P<id>[A-Z0-9]+)(?:\|[^<>]*)?>")
_ID = Pattern(rf"{_INTO}(?<![A-Za-z0-9])(?P<id>[CG][A-Z0-9]{{8,20}})(?![A-Za-z0-9])")
_HASH = compiled(rf"{_INTO}#(?P<name>[^\s#<>,]+)")
_PLACES = (
    (
        compiled(
            rf"{_INTO}(?:(?:这个|当前|本|此)(?:频道|群)|这[里儿]"
            rf"|{words('(?:this|the) channel|here')})"
        ),
        Where.HERE,
    ),
    (compiled(rf"私信我|发给我|私信|{words('(?:by )?dm(?: me)?|to me|message me')}"), Where.ME),
)
_MY_TEAM = compiled(rf"(?:我们|我的|我带的|本)组|{words('(?:for )?(?:my|our) (?:team|group)')}")
_LEVELS = (
    (
        compiled(
            rf"(?:给)?(?:全?公司|老板|管理层)(?:版|看)?"
            rf"|{words('(?:for )?(?:the )?(?:boss|company|management)')}"
        ),
        Level.COMPANY,
    ),
    (
        compiled(
            rf"(?:给)?(?:全?部门|全体|所有人)(?:版)?"
            rf"|{words('(?:for )?(?:the )?(?:(?:whole )?department|all teams|every(?:body|one))')}"
        ),
        Level.DEPARTMENT,
    ),
)
_GROUP = (compiled(rf"小?组级?(?:的|会)?|{words('(?:team|group)(?:[- ]level)?')}"), Level.GROUP)
_WHATS = (
    (compiled(rf"(?:客服)?周报|{words('weekly(?: (?:summary|report|post))?')}"), What.WEEKLY),
    (compiled(rf"(?:客服)?月报|{words('monthly(?: (?:summary|report|post))?')}"), What.MONTHLY),
    (
        compiled(
            rf"大促(?:快|战|速)?报|快报|战报"
            rf"|{words('(?:promotion |promo |sale )?flash(?: (?:summary|report|post))?')}"
        ),
        What.FLASH,
    ),
    (compiled(rf"(?:客服)?日报|{words('daily(?: (?:summary|report|post))?')}"), What.DAILY),
)


def _channel(text: Text) -> tuple[str, str]:
    """Return the id of a channel, or its bare name."""
    found = text.take(_LINK) or text.take(_ID)
    if found is not None:
        return found["id"].upper(), ""
    found = text.take(_HASH)
    return "", found["name"] if found else ""


def _team(text: Text, teams: Mapping[int, Bilingual]) -> int:
    """Return the team that is named, by its longest name; 0 for none."""
    names = [(name, key) for key, of in teams.items() for name in (of.zh, of.en) if name]
    for name, key in sorted(names, key=lambda one: -len(one[0])):
        normal = re.escape(unicodedata.normalize("NFKC", name))
        if text.take(compiled(words(rf"(?:for )?(?:the )?{normal}(?: team)?"))):
            return key
    return 0


# -- in whose time and language --------------------------------------------------------------------

_IANA = compiled(r"(?<![A-Za-z/])[A-Z][A-Z_]+(?:/[A-Z][A-Z_]*(?:[-+]?\d+)?){1,2}(?![A-Za-z/])")
_UTC = compiled(words("UTC|GMT"))
_CITY_TIME = compiled(
    "(?P<zh>" + "|".join(ZONE_NAMES[Lang.ZH]) + r")\s*(?:时间|时区)"
    r"|(?<![A-Za-z])(?P<en>" + "|".join(ZONE_NAMES[Lang.EN]) + r")\s+time(?![A-Za-z])"
)  # fmt: skip
_LANGUAGES = (
    (compiled(rf"[用以]?英[文语](?:版|发)?|{words('(?:in )?english')}"), Lang.EN),
    (compiled(rf"[用以]?(?:中文|汉语)(?:版|发)?|{words('(?:in )?(?:chinese|mandarin)')}"), Lang.ZH),
)
_HAN, _LATIN = Pattern(r"[㐀-鿿]"), Pattern(r"[A-Za-z]{2}")
_COUNTRY = compiled(
    rf"(?:{words('country|holidays of')}|国家)\s*:?\s*(?P<code>[A-Z]{{2}})(?![A-Z])"
)
_CODE = Pattern(
    r"(?<![A-Za-z/])(?!(?:AT|IN|TO|ON|BY|IS|ME|MY|AM|PM|DM|OK|NO)(?![A-Za-z]))"
    r"(?P<code>[A-Z]{2})(?![A-Za-z/])"
)
_NO_COUNTRY = compiled(rf"不(?:管|看|算)节假日|{words('no country|no public holidays')}")
_NAMED_COUNTRY = compiled(
    rf"按?(?P<name>{'|'.join(COUNTRY_NAMES)})的?(?:法定)?(?:节假日|假期|日历)?"
)


def _zone(text: Text) -> str | None:
    found = _IANA.search(text.rest)
    for name in (found[0], found[0].title()) if found else ():
        if _exists(name):
            text.take(_IANA)
            return name
    found = text.take(_CITY_TIME)
    if found is not None:
        lang, name = (Lang.ZH, found["zh"]) if found["zh"] else (Lang.EN, found["en"].lower())
        return ZONE_NAMES[lang][name]
    return "UTC" if text.take(_UTC) else None


def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _language(text: str) -> Lang | None:
    if _HAN.search(text):
        return Lang.ZH
    return Lang.EN if _LATIN.search(text) else None


def _country(text: Text) -> str | None:
    if text.take(_NO_COUNTRY):
        return ""
    found = text.take(_COUNTRY) or text.take(_CODE)
    if found is not None:
        return found["code"].upper()
    found = text.take(_NAMED_COUNTRY)
    return COUNTRY_NAMES[found["name"]] if found else None


# -- when it does not fit --------------------------------------------------------------------------

_REST_DAY = r"(?:法定)?(?:节假日|节日|假日|假期|放假)(?:时|当天)?"
_MEETS = r"(?:遇到?|如遇|逢)?\s*"
_THEN = r"\s*[,:]?\s*(?:则|就)?\s*"
_WORKING_DAY, _EARLIER = r"(?:working |business |work)?day", "(?:previous|before|earlier)"
_TO_DAY = r"(?:move[ds]? to |on )?(?:the )?{which} (?:working |business |work)day"
_IF_OFF = r"(?: (?:after|before|on|if)(?: an?)? (?:public )?holidays?)?"
_WORKING_DAY_NEXT = _TO_DAY.format(which="next") + _IF_OFF
_WORKING_DAY_BEFORE = _TO_DAY.format(which="previous") + _IF_OFF
_HOLIDAYS = (
    (
        compiled(
            rf"{_MEETS}{_REST_DAY}{_THEN}(?:顺延|延后|往后|推迟)|顺延"
            rf"|{words(f'holidays?:? (?:move to )?(?:the )?(?:next|after)(?: {_WORKING_DAY})?')}"
            rf"|{words(_WORKING_DAY_NEXT)}"
            rf"|{words('after holidays')}"
        ),
        OnHoliday.NEXT,
    ),
    (
        compiled(
            rf"{_MEETS}{_REST_DAY}{_THEN}(?:提前|往前)|提前发?"
            rf"|{words(f'holidays?:? (?:move to )?(?:the )?{_EARLIER}(?: {_WORKING_DAY})?')}"
            rf"|{words(_WORKING_DAY_BEFORE)}|{words('before holidays')}"
        ),
        OnHoliday.PREVIOUS,
    ),
    (
        compiled(
            rf"{_MEETS}{_REST_DAY}{_THEN}(?:照发|照常发?|照样发?|也发)|照发"
            rf"|{words('holidays?:? (?:send|too|included)')}"
            rf"|{words('(?:also |even |send |including )+(?:on )?(?:public )?holidays?(?: too)?')}"
            rf"|{words('on (?:public )?holidays too')}"
        ),
        OnHoliday.SEND,
    ),
    (
        compiled(
            rf"{_MEETS}{_REST_DAY}{_THEN}(?:跳过|不发)|跳过{_REST_DAY}"
            rf"|{words('skip(?:ping|s)? (?:on )?(?:public )?holidays?|holidays?:? skip(?:ped)?')}"
            rf"|{words('(?:not|except)(?: on)? (?:public )?holidays?')}"
        ),
        OnHoliday.SKIP,
    ),
)  # fmt: skip
_NOTHING = r"(?:it is |it's |there is |there are )?(?:empty|no data|nothing to (?:say|tell))"
_EMPTY = (
    (
        compiled(
            rf"(?:没有?数据?|为?空)(?:时|的话|的时候)?{_THEN}(?:跳过|不发)"
            rf"|{words(f'skip (?:it )?(?:if|when) {_NOTHING}')}"
        ),
        WhenEmpty.SKIP,
    ),
    (
        compiled(
            rf"(?:没有?数据?|为?空)(?:时|的话|的时候)?{_THEN}(?:说明|说一声|也发|照发)"
            rf"|{words(f'(?:say so|send|post) (?:if|when) {_NOTHING}')}"
        ),
        WhenEmpty.SAY,
    ),
)
_LATE = compiled(
    rf"(?:最多)?(?:迟发|晚发|迟)(?:不超过)?\s*(?P<zh>\d{{1,3}})\s*个?(?P<zh_unit>小时|分钟?)"
    rf"|{words('late')}(?: (?:up to|at most|by|within))?\s*(?P<en>\d{{1,3}})\s*"
    r"(?P<en_unit>h|m)[a-z]*"
)


def _late(text: Text) -> int | None:
    found = text.take(_LATE)
    if found is None:
        return None
    hours = found["zh_unit"] == "小时" or (found["en_unit"] or "").lower() == "h"
    return number(found["zh"] or found["en"]) * (60 if hours else 1)


# -- what is left ----------------------------------------------------------------------------------

_FILLING_ENGLISH = (
    "please|add|new|create|an?|the|to|on|at|in|of|for|every|each|and|with|post|send|it|"
    "team|group|report|summary|channel|month|week|zone|version|then|if|me"
)
_MEETING = compiled(rf"{words('meetings?|meets?|meet|held|hold|agenda')}|开会|会议|议程|召开|开")
_FILLING = compiled(
    rf"{words(_FILLING_ENGLISH)}"
    r"|每周|每月|每个|每|请|帮我|一个|的|发送|发到|发|到|在|给|并且?|新建|添加|频道|小组|版|和|用|个"
)  # fmt: skip


def _unknown(rest: str) -> tuple[str, ...]:
    """Return the words that are left beside those that mean nothing of their own."""
    left = re.split(r"[\s,、。;!|()]+", rest)
    return tuple(word for word in left if _FILLING.without(word).strip("-–~.·@:"))
