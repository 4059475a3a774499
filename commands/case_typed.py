"""What is typed of cases: which texts open the door, which ask a moderator's question. Pure.

Nothing of a case is ever taken from a typed text: with a Chinese input method the slash comes out
full-width, and the whole line is posted to the channel. Whatever else follows the word is refused
without being repeated.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """What a text about cases asks for."""

    WRITE = "write"
    RECEIPT = "receipt"
    QUEUE = "queue"
    AGENDA = "agenda"
    SETUP = "setup"
    COUNT = "count"
    HELP = "help"
    CASE = "case"
    REFUSED = "refused"


# What opens a window of the door, whoever presses; the door notes nothing of it.
DOOR = frozenset({Asked.WRITE, Asked.RECEIPT})
_WORDS = {
    Asked.WRITE: ("", "new", "write", "写", "匿名", "提交", "说一件事"),
    Asked.RECEIPT: ("receipt", "check", "回执", "查回执"),
    Asked.QUEUE: ("queue", "队列", "待看"),
    Asked.AGENDA: ("agenda", "list", "议程", "列表"),
    Asked.SETUP: ("setup", "settings", "设置"),
    Asked.COUNT: ("count", "counts", "统计", "汇总"),
    Asked.HELP: ("help", "帮助", "?"),
}
_BY_WORD = {word: asked for asked, words in _WORDS.items() for word in words}
_ABOUT = re.compile(
    r"\s*(?:[/／]fupan\s+)?(?:[/／]\s*)?(case|cases|案例|案列|匿名案例|匿名说一件事)(?![\w])[\s:：,，]*",
    re.IGNORECASE,
)
# The verbs with which the buttons of the queue and of agendas say what is to happen to a case.
VERBS = ("show", "approve", "decline", "ask", "redact", "merge", "tag", "decide", "consent")

_ID = re.compile(r"(?:(" + "|".join(VERBS) + r")\s+)?#?([bcdfghjkmnp-tv-z2-9]{3,6})", re.IGNORECASE)


@dataclass(frozen=True)
class CaseAsked:
    """What a text asks; of a single case its id and the verb, "show" where none was typed."""

    asked: Asked
    case: str = ""
    verb: str = ""
    rest: str = ""


def about_cases(text: str) -> bool:
    """Say whether a text is about cases at all: it begins with the word."""
    return _ABOUT.match(text) is not None


def case_asked(text: str) -> CaseAsked | None:
    """Return what a text about cases asks for, None for a text about something else."""
    begun = _ABOUT.match(text)
    if begun is None:
        return None
    rest = text[begun.end() :].strip()
    known = _BY_WORD.get(rest.lower())
    if known is not None:
        return CaseAsked(known)
    found = _ID.match(rest)
    if found is None:
        return CaseAsked(Asked.REFUSED)
    after = rest[found.end() :]
    # A button's text may carry more after an id ("consent K7Q yes"); people's does not.
    if after and (not after[0].isspace() or found[1] is None):
        return CaseAsked(Asked.REFUSED)
    return CaseAsked(Asked.CASE, found[2].upper(), (found[1] or "show").lower(), after.strip())


def opens_door(text: str) -> Asked | None:
    """Return which window of the door a text opens, None where it opens none."""
    found = case_asked(text)
    return found.asked if found is not None and found.asked in DOOR else None


def of_command(text: str) -> Asked | None:
    """Return what of a slash command is the door's: a window, or a text that was meant for it.

    What is refused there is not remembered as having been asked either: whoever typed it will press
    the right button a minute later.
    """
    found = case_asked(text)
    ours = found is not None and (found.asked in DOOR or found.asked is Asked.REFUSED)
    return found.asked if found is not None and ours else None
