"""What people type of a series of reviews beside its days: which review, when its agenda comes, who
follows it up. Pure: parts of a text in, what they mean out, and what is left of the text.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from base.schedule import Cadence, DayKind, DayRule
from commands.action_people import People
from commands.schedule_words import CLOCK, NUMERAL, Pattern, Text, compiled, minutes, number, words

# -- which review ----------------------------------------------------------------------------------

_ZH_REVIEW = r"复盘会?(?:议)?"
_EN_REVIEW = r"reviews?(?: meetings?)?"
_PROMO = r"(?:promotions?|promo|campaign|sales?)"
_PREPARING = r"(?:prep(?:aration)?|readiness|planning)"
_REVIEWS: tuple[tuple[Pattern, Cadence | None], ...] = (
    (
        compiled(
            rf"大促(?:之?前|备战|准备)的?(?:准备会?|备战会?|{_ZH_REVIEW})|大促(?:准备|备战)会"
            rf"|{words(f'(?:{_PROMO} {_PREPARING}|pre-?{_PROMO})(?: {_EN_REVIEW})?')}"
            rf"|{words(f'{_EN_REVIEW} before (?:a |each |every |the )?{_PROMO}')}"
        ),
        Cadence.BEFORE_PROMOTION,
    ),
    (
        compiled(
            rf"大促(?:之?后的?)?{_ZH_REVIEW}|{words(f'(?:post-?)?{_PROMO} {_EN_REVIEW}')}"
            rf"|{words(f'{_EN_REVIEW} after (?:a |each |every |the )?{_PROMO}')}"
        ),
        Cadence.PROMOTION,
    ),
    (compiled(rf"[每按]?周度?{_ZH_REVIEW}|{words(f'weekly {_EN_REVIEW}')}"), Cadence.WEEKLY),
    (
        compiled(rf"[每按]?个?月度?{_ZH_REVIEW}|{words(f'monthly {_EN_REVIEW}')}"),
        Cadence.MONTHLY,
    ),
    (
        compiled(rf"[每按]?个?季度?{_ZH_REVIEW}|{words(f'quarterly {_EN_REVIEW}')}"),
        Cadence.QUARTERLY,
    ),
    (
        compiled(
            rf"(?:[每按]?年(?:度|终)?|全年){_ZH_REVIEW}"
            rf"|{words(f'(?:annual|yearly|year-?end) {_EN_REVIEW}')}"
        ),
        Cadence.ANNUAL,
    ),
    (compiled(rf"{_ZH_REVIEW}|{words(_EN_REVIEW)}"), None),
)
_CADENCES: tuple[tuple[Pattern, Cadence], ...] = (
    (compiled(rf"每?季度?|{words('quarterly|every quarter')}"), Cadence.QUARTERLY),
    (compiled(rf"每年度?|年度|{words('annual(?:ly)?|yearly|every year')}"), Cadence.ANNUAL),
    (compiled(rf"月度|每个?月|{words('monthly|every month')}"), Cadence.MONTHLY),
    (compiled(rf"周度|每周|{words('weekly|every week')}"), Cadence.WEEKLY),
)


class Asked(NamedTuple):
    """Whether a review is meant, and which; None where that is not said."""

    asked: bool = False
    cadence: Cadence | None = None


def review(text: Text) -> Asked:
    """Take "周复盘", "monthly review" or simply "复盘" out of a text."""
    for pattern, cadence in _REVIEWS:
        if text.take(pattern):
            return Asked(True, cadence)
    return Asked()


def cadence(text: Text) -> Cadence | None:
    """Take a cadence that stands apart from its review ("review, monthly") out of a text."""
    return next((found for pattern, found in _CADENCES if text.take(pattern)), None)


def begins_with_review(text: str) -> bool:
    """Say whether a text begins with a review."""
    return any(pattern.match(text) for pattern, _ in _REVIEWS)


# -- its days --------------------------------------------------------------------------------------

_COUNT = rf"(?:\d{{1,2}}|{NUMERAL}|one|two|three|four|five|six|seven|eight|nine|ten)"
_ENGLISH = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ZH_DAYS = r"\s*个?(?:工作日|工作天|天|日)"
_EN_DAYS = r"\s*(?:working |business |work)?days?"
_EACH = r"(?:a |each |every |the )?"
_PROMOTION_DAYS = compiled(
    rf"大促(?:结束)?(?:之|以)?(?P<zh>前|后)的?第?\s*(?P<zh_n>{_COUNT}){_ZH_DAYS}"
    rf"|(?P<en_n>{_COUNT}){_EN_DAYS} (?P<en>before|after) {_EACH}{_PROMO}"
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_EN_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_IN_MONTH = compiled(
    rf"(?:每年的?\s*)?(?<![\d每个首])(?P<zh>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?的?"
    rf"(?=\s*(?:第|首|最后|末|{_COUNT}\s*[日号]))"
    rf"|{words(f'(?:of|in) (?:every )?(?P<en>{_MONTHS})')}"
)
_TH = "(?:st|nd|rd|th)?"
_EN_DATE = compiled(
    rf"{words(f'(?:on )?(?P<first>{_MONTHS})')}\.?\s+(?:the )?"
    rf"(?P<day>\d{{1,2}}){_TH}(?![\d:])"
    rf"|(?<![\d:])(?P<date>\d{{1,2}}){_TH}\s+{words(f'(?P<last>{_MONTHS})')}"
)
_BY_MONTH = frozenset({DayKind.MONTH_DAY, DayKind.FIRST_WORKDAY, DayKind.LAST_WORKDAY})


def promotion_days(text: Text) -> DayRule | None:
    """Take "大促后 3 个工作日" or "10 working days before a promotion" out of a text."""
    found = text.take(_PROMOTION_DAYS)
    if found is None:
        return None
    before = found["zh"] == "前" or (found["en"] or "").lower() == "before"
    kind = DayKind.BEFORE_PROMOTION if before else DayKind.AFTER_PROMOTION
    return DayRule(kind, month_day=_counted(found["zh_n"] or found["en_n"]))


def months(text: Text) -> frozenset[int]:
    """Take the months of "1 月 10 日" or "the 10th of January" out of a text; the day stays."""
    return frozenset(_months(text))


def _months(text: Text) -> Iterator[int]:
    date = text.take(_EN_DATE)
    if date is not None:
        # What is left is the day of a month as it is typed otherwise.
        text.rest = f"{text.rest} {date['day'] or date['date']}th"
        yield _month_called(date["first"] or date["last"])
    while (found := _IN_MONTH.search(text.rest)) is not None:
        chinese = found["zh"] is not None
        rest = text.rest[found.end() :].lstrip()
        text.rest = f"{text.rest[: found.start()]} {'每月' if chinese else ''}{rest}"
        if chinese:
            yield number(found["zh"])
        else:
            yield _month_called(found["en"])


def _month_called(name: str) -> int:
    return _EN_MONTHS.index(name[:3].lower()) + 1


def in_months(rule: DayRule | None, chosen: frozenset[int]) -> DayRule | None:
    """Return a rule by month in some months only; other rules as they are."""
    if rule is None or not chosen or rule.kind not in _BY_MONTH:
        return rule
    return replace(rule, months=chosen)


# -- its agenda ------------------------------------------------------------------------------------

_SEND = r"(?:\s*(?:发布?|出|推送)?(?:议程)?)"


def _at(name: str) -> str:
    return rf"(?:\s*(?:{words('at')}|@|的)?\s*(?P<{name}>{CLOCK}))?"


_AGENDA = rf"(?:{words('agenda')}\s*|议程\s*)?"
_MEETING = rf"(?:\s*{words('the (?:meeting|review)')})?"
_AHEAD = (
    compiled(
        rf"{_AGENDA}(?:提前|会前|开会前)\s*(?P<n>{_COUNT}){_ZH_DAYS}(?:前|之前)?{_at('at')}{_SEND}"
    ),
    compiled(rf"{_AGENDA}{words('ahead')}\s*(?:by\s*)?(?P<n>{_COUNT}){_EN_DAYS}{_at('at')}"),
    compiled(
        rf"{_AGENDA}(?<!\w)(?P<n>{_COUNT}){_EN_DAYS}\s*"
        rf"{words('ahead|before(?:hand)?|earlier|in advance')}{_MEETING}{_at('at')}"
    ),
)
# Of a campaign and of a holiday the same words say something else.
_DAY_BEFORE = compiled(
    rf"{_AGENDA}(?<!大促)(?:前[一1]个?(?:工作日|天)|会前[一1]天){_at('zh')}{_SEND}"
    rf"|{_AGENDA}{words('(?:on )?the (?:working )?day before')}{_MEETING}{_at('en')}"
)
_SAME_DAY = compiled(
    rf"{_AGENDA}(?<!大促)(?<![假节]日)(?<!放假)(?:当天|当日|同一天){_at('zh')}{_SEND}"
    rf"|{_AGENDA}{words('(?:on )?(?:the )?same day')}{_at('en')}"
)


class Ahead(NamedTuple):
    """How many working days before its meeting an agenda comes, and when (minutes).

    `wrong` is a time that no clock shows.
    """

    days: int | None = None
    at: int | None = None
    wrong: str = ""


def announcement(text: Text) -> Ahead:
    """Take "提前 1 天 15:00" or "ahead 1 day 15:00" out of a text."""
    for pattern in _AHEAD:
        found = text.take(pattern)
        if found is not None:
            return _ahead(_counted(found["n"]), found["at"])
    for pattern, count in ((_DAY_BEFORE, 1), (_SAME_DAY, 0)):
        found = text.take(pattern)
        if found is not None:
            return _ahead(count, found["zh"] or found["en"])
    return Ahead()


def _ahead(count: int, clock: str | None) -> Ahead:
    if not clock:
        return Ahead(count)
    at = minutes(clock)
    return Ahead(count, at, "" if at is not None else clock.strip())


def _counted(typed: str) -> int:
    low = typed.lower()
    return _ENGLISH.index(low) + 1 if low in _ENGLISH else number(typed)


# -- who follows it up -----------------------------------------------------------------------------

_FOLLOWS = compiled(
    rf"(?:督办人?|跟进人)\s*(?:是|为|[::])?\s*"
    rf"|{words('follow(?:ed)?[- ]?up(?: owner| by| is)*')}\s*:?\s*"
)
_TOKEN = Pattern(r"@?\s?[^\s@,，。;；:：]+")


class Follower(NamedTuple):
    """Who follows a review up; `unknown` is a name that nobody here has."""

    person: int = 0
    unknown: str = ""


def follower(text: Text, people: People | None) -> Follower:
    """Take "督办人 @陈露" or "follow-up @May" out of a text."""
    found = _FOLLOWS.search(text.rest)
    if found is None:
        return Follower()
    before, behind = text.rest[: found.start()], text.rest[found.end() :].lstrip()
    named = people.named_in(behind) if people else ()
    first = next((one for one in named if one.start == 0 and one.person), None)
    if first is not None:
        text.rest = f"{before} {behind[first.end :]}"
        return Follower(first.person)
    token = _TOKEN.match(behind)
    text.rest = f"{before} {behind[token.end() :] if token else behind}"
    return Follower(unknown=token[0].strip("@ ") if token else found[0].strip())
