"""An action item as typed in one line, in any order, both languages; and the gate it has to pass.

`售前首响降到30秒内 @小美 下周五 metric frt team 售前 < 30s verify @周宁 check 12/20 level 部门`

Pure: a text and what names, dates and figures mean in, a `Draft` out. Nothing typed is dropped:
what is no owner, date or figure is the wording.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from base.action import Measure
from base.language import Msg, msg
from base.schedule import Level
from commands.action_measure import Understand, measure_typed
from commands.action_people import Named, People
from commands.dates_typed import Found, dates_in
from metrics.calendars import PromotionTable
from metrics.workdays import WorkCalendar


@dataclass(frozen=True)
class Setting:
    """What the words of a line mean today."""

    today: date
    calendar: WorkCalendar
    promotions: PromotionTable
    people: People
    understand: Understand


@dataclass(frozen=True)
class Draft:
    """What was read. `missing` are "wording", "owner", "due"; `troubles` say what did not fit.

    `previous` is the item that this one is to do better than, or was split from; `waits` are those
    that have to be done before. `born` names the review it is from, "" for where it is typed.
    """

    wording: str = ""
    owner: int | None = None
    due: date | None = None
    level: Level | None = None
    measure: Measure | None = None
    verifier: int | None = None
    check: date | None = None
    problem: str = ""
    link: str = ""
    previous: int | None = None
    waits: tuple[int, ...] = ()
    born: str = ""
    troubles: tuple[Msg, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what an item cannot do without and this one has not."""
        has = {"wording": self.wording, "owner": self.owner, "due": self.due}
        return tuple(what for what, found in has.items() if not found)


LEVELS: Mapping[str, Level] = {
    "公司": Level.COMPANY, "老板": Level.COMPANY, "company": Level.COMPANY, "boss": Level.COMPANY,
    "全部门": Level.DEPARTMENT, "部门": Level.DEPARTMENT, "department": Level.DEPARTMENT,
    "dept": Level.DEPARTMENT, "小组": Level.GROUP, "组": Level.GROUP, "group": Level.GROUP,
    "team": Level.GROUP, "个人": Level.PERSON, "personal": Level.PERSON, "person": Level.PERSON,
    "private": Level.PERSON,
}  # fmt: skip
# Where something was taken out; no text has it.
_GAP = "\x00"
_LINK = re.compile(
    r"(?:(?<![A-Za-z])link|来源|链接)?\s*[:：]?\s*(https?://[^\s\x00<>]+)", re.IGNORECASE
)
_LEVEL = re.compile(
    r"(?:(?<![A-Za-z])level|级别|层级)\s*[:：]?\s*(" + "|".join(LEVELS) + r")(?![A-Za-z])级?",
    re.IGNORECASE,
)
_VERIFY = re.compile(
    r"(?:(?<![A-Za-z])(?:verif(?:y|ied|ier)|checked)(?:\s+(?:by|is))?|(?:由|请)?(?:核实|核验)人?"
    r"(?:是|为)?)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_CHECK = re.compile(
    r"(?:(?<![A-Za-z])(?:check|look again)(?:\s+(?:on|at))?|复查|回看|看效果)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_KEYWORD = (
    r"(?<![A-Za-z])(?:metric|measure|verif(?:y|ier)|check|level)(?![A-Za-z])|指标|核实|复查|级别|@"
)
_METRIC = re.compile(
    r"(?:(?<![A-Za-z])(?:metric|measure)(?![A-Za-z])|指标|看的数)\s*[:：]?\s*(?P<said>[^\x00]+)",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    r"(?:(?<![A-Za-z])(?:previous|instead of)|接着|替代)\s*[:：]?\s*(?:no\.?\s*|#)?"
    r"(\d{1,9})(?!\d)(?:\s*号)?",
    re.IGNORECASE,
)
# "Waits for 3" is an item where no word follows: one may well wait for 3 samples.
_WAITS = re.compile(
    r"(?<![A-Za-z])(?:waits? for|after)\s+(?:no\.?\s*|#|item\s+)(\d{1,9})(?![\d%])"
    r"|要等\s*(?:第|#)?\s*(\d{1,9})\s*[号项件](?:先?做完)?"
    rf"|(?:(?<![A-Za-z])waits? for|要等)\s*(\d{{1,9}})(?=\s*(?:$|\x00|[,，。;；]|{_KEYWORD}))",
    re.IGNORECASE,
)
_PROBLEM = re.compile(
    rf"(?:(?<![A-Za-z])problem|问题)\s*[:：]\s*(?P<said>.+?)(?=\s+(?:{_KEYWORD})|\x00|$)",
    re.IGNORECASE,
)
_OWNER_WORD = re.compile(r"(?:(?<![A-Za-z])owner|负责人?(?:是)?|由)\s*[:：]?\s*$", re.IGNORECASE)
_OUTER = " \t\n,，。;；:：-–—、"


class _Line:
    """The line from which one part after the other is taken."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, start: int, end: int, by: str = _GAP) -> None:
        self.text = f"{self.text[:start]}{by}{self.text[end:]}"

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.text)
        if found is not None:
            self.take(found.start(), found.end())
        return found


def drafted(text: str, setting: Setting) -> Draft:
    """Return what a line says."""
    line = _Line(" ".join(text.split()))
    problem, link, level = line.match(_PROBLEM), line.match(_LINK), line.match(_LEVEL)
    previous, waits = line.match(_PREVIOUS), list[int]()
    while (one := line.match(_WAITS)) is not None:
        waits.append(int(one[1] or one[2] or one[3]))
    found = Draft(
        problem=problem["said"].strip() if problem else "",
        link=link[1].rstrip(".,;，。；)）") if link else "",
        level=LEVELS[level[1].lower()] if level else None,
        previous=int(previous[1]) if previous else None,
        waits=tuple(dict.fromkeys(waits)),
    )
    verifier, trouble = _verifier(line, setting.people)
    check = _check(line, setting)
    owner_marked, marked_trouble = _owner(line, setting.people, marked=True)
    due = _due(line, setting)
    measure, measure_trouble = _measure(line, setting)
    bare: int | None = None
    bare_trouble: Msg | None = None
    if owner_marked is None and marked_trouble is None:
        bare, bare_trouble = _owner(line, setting.people, marked=False)
    troubles = (trouble, marked_trouble or bare_trouble, measure_trouble)
    return replace(
        found,
        wording=_wording(line.text),
        owner=owner_marked if owner_marked is not None else bare,
        due=due,
        verifier=verifier,
        check=check,
        measure=replace(measure, check=check) if measure else None,
        troubles=tuple(one for one in troubles if one is not None),
    )


def _wording(text: str) -> str:
    parts = (part.strip(_OUTER) for part in text.split(_GAP))
    return " ".join(part for part in parts if part)


# -- people ----------------------------------------------------------------------------------------


def _verifier(line: _Line, people: People) -> tuple[int | None, Msg | None]:
    for one in people.named_in(line.text):
        keyword = _VERIFY.search(line.text[: one.start])
        if keyword is not None:
            line.take(keyword.start(), one.end)
            return (one.person, None) if one.person else (None, _unknown(one))
    return None, None


def _owner(line: _Line, people: People, *, marked: bool) -> tuple[int | None, Msg | None]:
    """Take the one person who is to do it; more than one is nobody."""
    found = [one for one in people.named_in(line.text.replace(_GAP, " ")) if one.marked is marked]
    if not found:
        return None, None
    for one in reversed(found):
        word = _OWNER_WORD.search(line.text[: one.start])
        line.take(word.start() if word else one.start, one.end)
    strangers = [one for one in found if not one.person]
    if strangers:
        return None, _unknown(strangers[0])
    persons = list(dict.fromkeys(one.person for one in found))
    if len(persons) > 1:
        names = [one.typed for one in found]
        return None, msg("action.add.one_owner", first=names[0], second=names[1])
    return persons[0], None


def _unknown(one: Named) -> Msg:
    return msg("action.add.unknown_person", name=one.typed)


# -- dates -----------------------------------------------------------------------------------------


def _dates(line: _Line, setting: Setting) -> tuple[Found, ...]:
    return dates_in(line.text, setting.today, setting.calendar, setting.promotions)


def _check(line: _Line, setting: Setting) -> date | None:
    for one in _dates(line, setting):
        keyword = _CHECK.search(line.text[: one.start])
        if keyword is not None:
            line.take(keyword.start(), one.end)
            return one.day
    return None


def _due(line: _Line, setting: Setting) -> date | None:
    """Take the day it is promised for: one called a deadline or on its own before any other.

    A day in the middle of a sentence stays there: it may be part of what is to be done.
    """
    found = _dates(line, setting)
    if not found:
        return None
    one = max(found, key=lambda f: (f.marked, _alone(line.text, f), f.start))
    edge = not line.text[: one.start].rstrip(_OUTER) or not line.text[one.end :].strip(_OUTER)
    after_gap = line.text[: one.start].endswith(_GAP) or line.text[one.end :].startswith(_GAP)
    if _alone(line.text, one) or (one.marked and (edge or after_gap)):
        line.take(one.start, one.end)
    return one.day


def _alone(text: str, one: Found) -> bool:
    before, behind = text[: one.start][-1:], text[one.end :][:1]
    return all(not sign or sign in f"{_OUTER}{_GAP}" for sign in (before, behind))


# -- the figure ------------------------------------------------------------------------------------


def _measure(line: _Line, setting: Setting) -> tuple[Measure | None, Msg | None]:
    found = _METRIC.search(line.text)
    if found is None:
        return None, None
    said = found["said"]
    read = measure_typed(said, setting.understand)
    if read.measure is None:
        # Somebody whose mention lost its mark stands behind the figure.
        for one in reversed(setting.people.named_in(said)):
            without = f"{said[: one.start]} {said[one.end :]}"
            again = measure_typed(without, setting.understand)
            if again.measure is not None:
                line.take(found.start(), found.end(), f"{_GAP}{one.typed} {again.rest}")
                return again.measure, None
    line.take(found.start(), found.end(), f"{_GAP}{read.rest}")
    return read.measure, read.trouble


# -- the gate --------------------------------------------------------------------------------------

_WISH = re.compile(
    r"(?:请|要|需要|应该|大家|继续|进一步|尽快|以后|全员|再)*"
    r"(?:加强|提高|提升|增强|强化|注意|重视|改善|改进|优化|关注|落实|抓好|做好|多)"
    r"(?:一下|下)?(?:自己的?|大家的?|团队的?|客服的?|员工的?)?"
    r"(?:管理|意识|服务|质量|态度|培训|沟通|责任心|重视|执行力?|效率|水平|能力|体验|注意|细节|学习"
    r"|满意度|工作|配合|监督|力度|服务意识|服务质量|服务态度|和|与|、)*(?:一下|下)?[!！。.~]*"
)
_EN_WISH = re.compile(
    r"(?:please|let'?s|we|you|should|must|need to|try to|to|and|be|do|get|work|improve|enhance"
    r"|strengthen|raise|increase|boost|better|best|more|harder|faster|careful|pay|attention|care"
    r"|awareness|management|service|quality|communication|attitude|efficiency|training|things"
    r"|performance|the|our|your|it|of|on|in|\W)+",
    re.IGNORECASE,
)
_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z0-9][\w'’%.-]*")
_LEAST = 4


def vague(draft: Draft) -> Msg | None:
    """Return why a wording is not concrete, with how to word it; None for one that is.

    A wish with a figure and where it should come can be verified, so it passes.
    """
    text = draft.wording.strip()
    if not text:
        return None
    if len(_HAN.findall(text)) + 2 * len(_LATIN.findall(text)) < _LEAST:
        return msg("action.add.too_short", wording=text)
    aimed = draft.measure is not None and draft.measure.target is not None
    wish = _WISH.fullmatch(text.replace(" ", "")) or _EN_WISH.fullmatch(text)
    return msg("action.add.wish", wording=text) if wish and not aimed else None
