"""What is typed of reviews, and what their buttons say: a verb, a number, the rest. Pure.

In a meeting's thread, where slash commands do not work, a few words do without "review".
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What can be asked about reviews."""

    LIST = "list"
    START = "start"
    NEXT = "next"
    WHERE = "where"
    ADD = "add"
    POINT = "point"
    ACT = "act"
    NONE = "none"
    LATER = "later"
    CLOSE = "close"
    ACCEPT = "accept"
    DECLINE = "decline"
    MINUTES = "minutes"
    HISTORY = "history"
    SEARCH = "search"
    PROBLEM = "problem"
    SETUP = "setup"
    TEMPLATE = "template"
    DECK = "deck"
    RECOGNITION = "recognition"
    HELP = "help"


_WORDS: dict[Verb, tuple[str, ...]] = {
    Verb.LIST: ("list", "列表", "agenda", "议程"),
    Verb.START: ("start", "begin", "开始", "到点开始", "开会"),
    Verb.NEXT: ("next", "下一块", "下一个", "下一项", "继续"),
    Verb.WHERE: ("where", "到哪了", "到哪", "进度"),
    Verb.ADD: ("add", "加一条", "加", "添加"),
    Verb.POINT: ("point", "decide", "定"),
    Verb.ACT: ("act",),
    Verb.NONE: ("none",),
    Verb.LATER: ("later",),
    Verb.CLOSE: ("close", "end", "散会", "结束"),
    Verb.ACCEPT: ("accept", "接受"),
    Verb.DECLINE: ("decline",),
    Verb.MINUTES: ("minutes", "结论", "纪要"),
    Verb.HISTORY: ("history", "历史", "以前"),
    Verb.SEARCH: ("search", "find", "搜索", "搜", "查"),
    Verb.PROBLEM: ("problem", "问题"),
    Verb.SETUP: ("setup", "set up", "设置"),
    Verb.TEMPLATE: ("template", "templates", "模板"),
    Verb.DECK: ("deck", "ppt", "slides"),
    Verb.RECOGNITION: ("recognition", "best", "评优", "优秀"),
    Verb.HELP: ("help", "帮助", "?"),
}
# What is understood in a meeting's thread without the word "review".
IN_MEETING = frozenset(
    {
        Verb.START,
        Verb.NEXT,
        Verb.WHERE,
        Verb.ADD,
        Verb.POINT,
        Verb.CLOSE,
        Verb.ACCEPT,
        Verb.MINUTES,
    }
)
# What opens a window: the form's key is "review_" and the verb.
FORMS = frozenset({Verb.ADD, Verb.ACT, Verb.NONE, Verb.LATER, Verb.DECLINE})
# Only buttons say these.
_PRESSED = frozenset({Verb.ACT, Verb.NONE, Verb.LATER, Verb.DECLINE})
# With the usual slips of a hand.
_ABOUT = re.compile(
    r"\s*(?:[/／]fupan\s+)?(?:[/／]\s*)?(reviews?|reveiws?|reviwe?s?|复盘会|复盘|复盤)(?![\w])[\s:：,，]*",
    re.IGNORECASE,
)
_BY_WORD = sorted(
    ((word, verb) for verb, words in _WORDS.items() for word in words), key=lambda one: -len(one[0])
)
_NUMBER = re.compile(r"#?\s*(\d{1,9})(?!\w)")


@dataclass(frozen=True)
class ReviewAsked:
    """What a text asks: `number` 0 where none stands behind the verb; `rest` what follows it.

    `typed` is all that stands behind the verb, as it was typed.
    """

    verb: Verb
    number: int = 0
    rest: str = ""
    typed: str = ""


def about_reviews(text: str) -> bool:
    """Say whether a text begins with the word."""
    return _ABOUT.match(text) is not None


def review_asked(text: str) -> ReviewAsked | None:
    """Return what a text about reviews asks, None for a text about something else."""
    begun = _ABOUT.match(text)
    if begun is None:
        return None
    rest = text[begun.end() :].strip()
    if not rest:
        return ReviewAsked(Verb.LIST)
    return _verb(rest) or ReviewAsked(Verb.HELP, rest=rest)


def said_in_meeting(text: str) -> ReviewAsked | None:
    """Return what is said to the bot in a meeting's thread, None for a question about figures."""
    found = review_asked(text) or _verb(text.strip())
    return found if found is not None and found.verb in IN_MEETING else None


def _verb(text: str) -> ReviewAsked | None:
    low = text.lower()
    for word, verb in _BY_WORD:
        if not low.startswith(word):
            continue
        after = text[len(word) :]
        # English words end at a blank; Chinese ones run on.
        if word.isascii() and after and (after[0].isalnum() and after[0].isascii()):
            continue
        typed = after.strip(" :：,，")
        number, rest = _numbered(typed)
        return ReviewAsked(verb, number, rest, typed)
    return None


def _numbered(text: str) -> tuple[int, str]:
    found = _NUMBER.match(text)
    if found is None:
        return 0, text
    return int(found[1]), text[found.end() :].strip(" :：,，")


def nearest(text: str) -> str:
    """Return the word that somebody may have meant by one that says nothing, "" for none."""
    from rapidfuzz import fuzz, process

    words = [word for word, verb in _BY_WORD if len(word) > 1 and verb not in _PRESSED]
    first = text.lower().split()[0] if text.split() else ""
    # Of two Chinese characters one may be wrong.
    least = 50 if first and not first.isascii() else 70
    found = process.extractOne(first, words, scorer=fuzz.ratio, score_cutoff=least)
    return str(found[0]) if found else ""


def form_of(text: str) -> Verb | None:
    """Return which form a text about reviews opens: one with a number behind its verb."""
    found = review_asked(text)
    if found is None or found.verb not in FORMS or not found.number or found.rest:
        return None
    return found.verb


_EDIT = frozenset({"edit", "change", "改", "改一改", "编辑"})
_RULE = frozenset({"rule edit", "edit rule", "change rule", "改规则"})


def opens_form(asked: ReviewAsked) -> bool:
    """Say whether a text asks to change what it could only show as well: a template by its level
    and cadence, the rule of recognition."""
    words = asked.rest.lower().split()
    if asked.verb is Verb.TEMPLATE:
        return len(words) > 1 and words[0] in _EDIT
    return asked.verb is Verb.RECOGNITION and " ".join(words) in _RULE
